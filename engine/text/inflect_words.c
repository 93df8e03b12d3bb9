/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_words.c: lookup in the word filter.
 *
 * In: a folded word. Out: yes or no. Neighbours: data/gen_tables.c writes words_nl.inc when the
 * engine is built; the layout and the hash are shared through inflect_words_hash.h. Invariant:
 * every word of the list is found. Cost: one hash and three reads, about 15 ns. */
#include "text/inflect_words.h"

#include "text/inflect_words_hash.h"

#include "words_nl.inc"

bool wv_words_has(wv_str folded)
{
    if (folded.n == 0) return false;
    wv_words_probe p = wv_words_probe_of(folded, WV_WORDS_SEED, WV_WORDS_BLOCK);
    if (!(words_bits[p.bit >> 6] >> (p.bit & 63) & 1)) return false;
    return p.fingerprint ==
           (words_table[p.slot[0]] ^ words_table[p.slot[1]] ^ words_table[p.slot[2]]);
}

uint32_t wv_words_count(void)
{
    return WV_WORDS_COUNT;
}
