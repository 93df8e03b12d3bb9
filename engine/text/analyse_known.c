/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse_known.c: the analyses of listed words, looked up.
 *
 * In: a folded word. Out: what analyse.c says of it. Neighbours: data/gen_analyses.c asks analyse.c
 * about each word of the list when the engine is built and writes analyses_nl.inc; analyse.c takes
 * over for words that nobody listed. Invariant: the same answer either way, in all bytes that are
 * asked for (tests/unit/test_analyse_known.c). Cost: two hashes and six reads, where the rules take
 * some ten microseconds (docs/why/word-list.md). */
#include "text/analyse_known.h"

#include "text/inflect_words.h"

#include "analyses_nl.inc"

int wv_analyse_known(wv_str folded, wv_analysis out[WV_ANALYSES_MAX])
{
    if (!wv_words_has(folded)) return 0;
    wv_words_probe p = wv_words_probe_of(folded, ANALYSES_SEED, ANALYSES_BLOCK);
    uint32_t found =
        analyses_table[p.slot[0]] ^ analyses_table[p.slot[1]] ^ analyses_table[p.slot[2]];
    uint32_t recipe = found & 0xFFFF;
    if (found >> 16 != wv_analysis_check(folded) || recipe >= ANALYSES_RECIPES) return 0;
    int n = 0;
    for (uint32_t i = analysis_first[recipe]; i < analysis_first[recipe + 1]; i++)
        if (!wv_analysis_take(&analysis_steps[analysis_runs[i]], folded, &out[n++])) return 0;
    return n;
}

int wv_analyse(wv_str folded, wv_analysis out[WV_ANALYSES_MAX])
{
    int n = wv_analyse_known(folded, out);
    return n ? n : wv_analyse_afresh(folded, out);
}
