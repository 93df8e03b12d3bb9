/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs_place.h: what a word is at its place in the sentence, for sepverbs.c. Pure, thread-safe;
 * all look at a few neighbours only. */
#ifndef WV_TEXT_SEPVERBS_PLACE_H
#define WV_TEXT_SEPVERBS_PLACE_H

#include "text/word.h"

/* 2: surely a finite verb, 1: perhaps (also a noun or an infinitive), 0: no. */
int wv_sepverbs_finite_here(const wv_word *words, uint32_t count, uint32_t i);
/* Can stand in a cluster of verbs. */
bool wv_sepverbs_verbal(const wv_word *words, uint32_t count, uint32_t i);
/* Can be the particle of a verb before it, and no preposition with a noun phrase of its own. */
bool wv_sepverbs_particle_here(const wv_word *words, uint32_t count, uint32_t at);
/* "om te bellen" is the conjunction; "haar om te brengen" and "om haar om te brengen" are the
 * particle. */
bool wv_sepverbs_om_conjunction(const wv_word *words, uint32_t at);
/* er, waar: "de stoel waar hij op zat": the word at `at` is the preposition of that word. */
bool wv_sepverbs_r_pronoun(const wv_word *words, uint32_t at);
/* te, ten, ter, tot, van: a particle in set phrases only (ten onder gaan). */
bool wv_sepverbs_phrase_only(const wv_word *w);
/* deel, plaats, weg as a noun: "het deel", "op tijd". */
bool wv_sepverbs_noun_use(const wv_word *words, uint32_t at);
/* Forms of gaan and laten: full verbs in "in zee gaan", "in de steek laten". */
bool wv_sepverbs_go_or_let(const wv_word *w);
/* A form such as opbellen, aanval, voorkomt is the separable verb here, not a noun or an
 * inseparable verb. */
bool wv_sepverbs_joined_here(const wv_word *words, uint32_t count, uint32_t i, uint32_t feat);

#endif
