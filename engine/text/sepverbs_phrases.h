/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_phrases.h: set phrases in which a preposition goes with a verb as a particle does. Pure,
 * thread-safe.
 *
 *   om het leven brengen, in de gaten houden, tot stand komen
 *
 * Treebanks count them as separable verbs (omkomen = om het leven komen), and to a reader they are
 * one expression. */
#ifndef WV_TEXT_SEPVERBS_PHRASES_H
#define WV_TEXT_SEPVERBS_PHRASES_H

#include "text/word.h"

/* Words of the set phrase that begins with the preposition at `at` (2 to 4), or 0. */
uint32_t wv_sepverbs_phrase(const wv_word *words, uint32_t count, uint32_t at);
/* For the test: the table is in byte order. */
bool wv_sepverbs_phrases_sorted(void);

#endif
