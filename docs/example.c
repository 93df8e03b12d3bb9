/* SPDX-License-Identifier: EUPL-1.2 */
/* example.c: a whole program with libwaakvlam: a rule pack, a text, and what was found in it.
 *
 *   cc example.c $(pkg-config --cflags --libs waakvlam) -o example
 *   ./example rules/nl-stalking "Hij kneep mijn keel dicht."
 */
#include <waakvlam.h>

#include <stdio.h>
#include <string.h>

static void print_hit(const wv_hit *hit, const char *text)
{
    printf("severity %u  %s  (%s)\n", hit->severity, hit->signal, hit->rule);
    for (unsigned i = 0; i < hit->span_count; i++) {
        wv_hit_span at = hit->spans[i];
        printf("    %u-%u  %.*s\n", at.start, at.end, (int)(at.end_byte - at.start_byte),
               text + at.start_byte);
    }
}

int main(int argc, char **argv)
{
    wv_problem problem;
    wv_rules *rules = NULL;
    wv_scanner *scanner = NULL;
    wv_hit hit;
    int status = 1;
    if (argc != 3) {
        fprintf(stderr, "usage: %s PACK TEXT\n", argv[0]);
        return 64;
    }
    if (wv_rules_open(argv[1], &rules, &problem) != WV_STATUS_OK ||
        wv_scanner_new(rules, &scanner, &problem) != WV_STATUS_OK ||
        wv_scanner_scan_text(scanner, argv[2], strlen(argv[2]), &problem) != WV_STATUS_OK) {
        fprintf(stderr, "%s\n", problem.message);
        goto done;
    }
    printf("waakvlam %s, %s %s\n", wv_library_version(), wv_rules_name(rules),
           wv_rules_version(rules));
    for (size_t i = 0; wv_scanner_hit(scanner, i, &hit); i++)
        if (hit.live) print_hit(&hit, argv[2]);
    status = 0;
done:
    wv_scanner_free(scanner);
    wv_rules_close(rules);
    return status;
}
