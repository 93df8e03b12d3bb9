/* SPDX-License-Identifier: EUPL-1.2 */
/* gram.h: what a written word can do in a sentence, as a mask of WV_GRAM(...). Pure, thread-safe.
 *
 * Closed classes (pronouns, prepositions, particles, conjunctions, auxiliaries, ...) come from a
 * table that knows the Flemish forms too (ge, gij, u, uwe); open classes come from the word's
 * analyses. A word may be several things at once: `op` is PREP and PARTICLE, `zijn` is POSSESSIVE,
 * AUX and INFINITIVE. Chat spellings are normalised before. */
#ifndef WV_TEXT_GRAM_H
#define WV_TEXT_GRAM_H

#include "text/word.h"

uint64_t wv_gram_of(wv_str folded, const wv_analysis *analyses, int count);
/* The closed-class part alone; 0 for an open-class word. */
uint64_t wv_gram_closed(wv_str folded);

/* A finite verb wherever it stands (sloeg, belt, heeft), as far as a word alone can tell; false for
 * "bel", "slaan". */
bool wv_gram_sure_finite(const wv_lex *lex);
/* ik, jij, hij ...: a pronoun that is a subject, if perhaps also an object (je, ze). */
bool wv_gram_subject_pronoun(const wv_lex *lex);
/* The verb form can go with this subject pronoun: "hij deelt", not "hij deel". */
bool wv_gram_agrees(const wv_lex *pronoun, const wv_lex *verb);
/* A singular pronoun that the form cannot go with: "hij dronken" in "als hij dronken is". */
bool wv_gram_disagrees(const wv_lex *pronoun, const wv_lex *verb);
/* eerste, tweede: what follows is a noun, not a verb. */
bool wv_gram_ordinal(const wv_lex *lex);
/* For the test: the table is in byte order. */
bool wv_gram_sorted(void);

#endif
