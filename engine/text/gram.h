/* SPDX-License-Identifier: EUPL-1.2 */
/* gram.h: what a written word can do in a sentence, as a mask of WV_GRAM(...). Pure, thread-safe.
 *
 * Closed classes (pronouns, prepositions, particles, conjunctions, auxiliaries, ...) come from a table that knows the
 * Flemish forms too (ge, gij, u, uwe); open classes come from the word's analyses. A word may be several things at once:
 * `op` is PREP and PARTICLE, `zijn` is POSSESSIVE, AUX and INFINITIVE. Chat spellings are normalised before. */
#ifndef WV_TEXT_GRAM_H
#define WV_TEXT_GRAM_H

#include "text/word.h"

uint64_t wv_gram_of(wv_str folded, const wv_analysis *analyses, int count);
/* The closed-class part alone; 0 for an open-class word. */
uint64_t wv_gram_closed(wv_str folded);

/* For the test: the table is in byte order. */
bool wv_gram_sorted(void);

#endif
