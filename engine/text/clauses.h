/* SPDX-License-Identifier: EUPL-1.2 */
/* clauses.h: which clause of its sentence a word stands in. Pure, thread-safe, linear.
 *
 *   Hij sloeg haar niet , maar kneep wel haar keel dicht .        0 0 0 0 1 1 1 1 1 1
 *   Zij pakte zijn jas , sleutels en telefoon .                    0 0 0 0 0 0 0       (a list, no
 * edge)
 *
 * An edge needs both a sign (comma, conjunction, relative, dash, ...) and a verb on each side that
 * it can part; design 4.2. Clauses are numbered from left to right; an embedded clause ends where
 * the next edge is, it does not nest. */
#ifndef WV_TEXT_CLAUSES_H
#define WV_TEXT_CLAUSES_H

#include "text/word.h"

/* Sets words[i].clause for one sentence; returns the number of clauses (at least 1 when count > 0).
 */
uint16_t wv_clauses_mark(wv_word *words, uint32_t count);

/* vroeg and laat as adverbs: "vroeg of laat", "heel vroeg", "te laat"; else they are verbs (vragen,
 * laten). */
bool wv_clauses_adverb_here(const wv_word *words, uint32_t count, uint32_t i);

#endif
