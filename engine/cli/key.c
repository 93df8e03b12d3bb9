/* SPDX-License-Identifier: EUPL-1.2 */
/* key.c: `waakvlam key`: a written word a line -> the word and its key. Needs no pack, so that a
 * key never depends on one.
 *
 * In: words on standard input or in files. Out: form<TAB>key; with --why also the spelling it was
 * read as and why. Neighbours: text/normalise.h, text/analyse.h. Cost: some microseconds a word. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/whole.h"
#include "text/analyse.h"
#include "text/normalise.h"

#include <stdio.h>

static void write_why(const wv_normal *used)
{
    putchar('\t');
    for (uint8_t i = 0; i < used->part_count; i++)
        printf("%s%s", i ? "+" : "", used->parts[i].word);
    putchar('\t');
    for (uint8_t i = 0; i < used->why_count; i++)
        printf("%s%s", i ? "," : "", wv_why_text((wv_normal_why)used->why[i]));
}

/* All analyses of the spelling, best first: gebeld: bel/v, gebeld/a. */
static void write_analyses(const wv_normal *used)
{
    putchar('\t');
    for (uint8_t i = 0; i < used->part_count; i++) {
        wv_analysis a[WV_ANALYSES_MAX];
        int n = wv_analyse((wv_str){used->parts[i].word, used->parts[i].bytes}, a);
        for (int k = 0; k < n; k++)
            printf("%s%.*s/%c",
                   k   ? ","
                   : i ? "+"
                       : "",
                   a[k].key_bytes, a[k].key,
                   a[k].pos == 1   ? 'v'
                   : a[k].pos == 2 ? 'n'
                   : a[k].pos == 4 ? 'a'
                                   : '-');
    }
}

static void write_keys(const wv_buf *all, bool why)
{
    size_t at = 0;
    for (wv_str line; wv_whole_line(all, &at, &line);) {
        char key[256];
        wv_normal used = {0};
        size_t n = wv_key(line, key, sizeof key, &used);
        printf("%.*s\t%.*s", (int)line.n, line.p, (int)n, key);
        if (why) write_why(&used), write_analyses(&used);
        putchar('\n');
    }
}

int wv_cli_key(int argc, char **argv)
{
    bool why = false;
    const wv_option options[] = {
        {0, "why", WV_OPTION_FLAG, NULL,
         "also print the spelling it was read as, why, and all analyses", &why},
        {0},
    };
    const wv_command_line line = {
        "key [--why] [FILE...|-]",
        "Prints each written word (one a line) and its key: equal for all inflections of a word.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    wv_rc rc = WV_OK;
    for (int i = 1; i < (argc > 1 ? argc : 2) && rc == WV_OK; i++) {
        wv_err err = {0};
        wv_buf all;
        wv_buf_init(&all);
        rc = wv_whole_read(argc > 1 ? argv[i] : "-", &all, &err);
        if (rc == WV_OK)
            write_keys(&all, why);
        else
            fprintf(stderr, "waakvlam key: %s\n", err.message);
        wv_buf_done(&all);
    }
    return fflush(stdout) == 0 ? wv_rc_exit(rc) : wv_rc_exit(WV_E_IO);
}
