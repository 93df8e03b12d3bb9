/* SPDX-License-Identifier: EUPL-1.2 */
/* stem_keys.c: the peer of `waakvlam key`: words on stdin, `word<TAB>libstemmer's Dutch stem` on
 * stdout. Used by scripts/dutch_report.sh only. */
#include <libstemmer.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char line[4096];
    struct sb_stemmer *stemmer = sb_stemmer_new("dutch", "UTF_8");
    if (!stemmer) return 1;
    while (fgets(line, sizeof line, stdin)) {
        size_t n = strcspn(line, "\r\n");
        char low[sizeof line]; /* libstemmer wants lower case; accented capitals are rare enough to
                                  leave */
        for (size_t i = 0; i < n; i++)
            low[i] = line[i] >= 'A' && line[i] <= 'Z' ? (char)(line[i] + 32) : line[i];
        const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)low, (int)n);
        if (!stem) break;
        printf("%.*s\t%.*s\n", (int)n, line, sb_stemmer_length(stemmer), (const char *)stem);
    }
    sb_stemmer_delete(stemmer);
    return 0;
}
