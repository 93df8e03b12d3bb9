/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_prefix.c: which first parts of verbs a word starts with.
 *
 * In: a folded word. Out: lengths and kinds, longest first. Neighbours: inflect_verb.c decides with
 * the word list whether it is one (waarderen is not waar+deren). Cost: the particles with the
 * word's first letter, at most 22. */
#include "text/inflect_prefix.h"

typedef struct prefix_entry {
    char text[14];
    uint8_t bytes, kind;
} prefix_entry;

static const prefix_entry prefixes[] = {
    {"be", 2, WV_PREFIX_FIXED},  {"ge", 2, WV_PREFIX_FIXED},  {"er", 2, WV_PREFIX_FIXED},
    {"her", 3, WV_PREFIX_FIXED}, {"ont", 3, WV_PREFIX_FIXED}, {"ver", 3, WV_PREFIX_FIXED},
#define S(text) {text, sizeof(text) - 1, WV_PREFIX_SEPARABLE},
#define B(text) {text, sizeof(text) - 1, WV_PREFIX_BOTH},
#include "text/data/particles.inc"
#undef S
#undef B
};

#ifndef WV_PREFIX_NO_INDEX
/* prefix_chains: by first letter, how many and which; made by data/gen_tables.c. */
#include "prefixes_nl.inc"

int wv_prefixes_of(wv_str word, uint32_t rest_min, wv_prefix out[WV_PREFIXES_MAX])
{
    int n = 0;
    if (word.n == 0 || word.p[0] < 'a' || word.p[0] > 'z') return 0;
    const uint8_t *chain = prefix_chains[word.p[0] - 'a'];
    for (int c = 1; c <= chain[0]; c++) {
        const prefix_entry *e = &prefixes[chain[c]];
        if (word.n < e->bytes + rest_min || memcmp(word.p, e->text, e->bytes) != 0) continue;
        int at = n < WV_PREFIXES_MAX ? n++ : n - 1;
        for (; at > 0 && out[at - 1].bytes < e->bytes; at--) out[at] = out[at - 1];
        out[at] = (wv_prefix){e->bytes, e->kind};
    }
    return n;
}

int wv_prefix_ge_verb(wv_str infinitive)
{
    static const char *const common[] = {
        "gebeuren", "gebieden", "gebruiken", "gedragen", "gehoorzamen", "geloven",    "genezen",
        "genieten", "getuigen", "gelukken",  "gedogen",  "gedenken",    "geschieden", "gedijen"};
    static const char *const rare[] = {"gebaren",    "gebelgen", "gelasten", "geleiden", "gelieven",
                                       "gelijken",   "gelusten", "genaken",  "geraken",  "gerieven",
                                       "getroosten", "gevoelen", "gewagen",  "gewennen", "gewinnen",
                                       "geworden",   "gezeggen"};
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (wv_str_is(infinitive, common[i])) return 1;
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
        if (wv_str_is(infinitive, rare[i])) return 2;
    return 0;
}
#endif
