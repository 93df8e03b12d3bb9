/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_paradigm.h: all written forms of one lemma in one part of speech, by value.
 *
 * The one source of truth: the generator emits a paradigm, the analyser keeps a lemma only when its
 * paradigm holds the word. About 4 kB, lives on the stack of the caller. Pure, thread-safe. */
#ifndef WV_TEXT_INFLECT_PARADIGM_H
#define WV_TEXT_INFLECT_PARADIGM_H

#include "text/inflect_irregular.h"

enum { WV_PARADIGM_FORMS_MAX = 60 }; /* "prijzen", with strong, weak and slip forms, has 41 */

typedef struct wv_paradigm {
    wv_form key;
    uint8_t count;
    uint8_t cells;    /* main cells looked up in the word list */
    uint8_t attested; /* of these, how many are in it: the evidence that the lemma exists */
    bool lemma_known; /* the lemma is in the word list or in a hand-written table */
    bool irregular;   /* from a hand-written table */
    bool particle;    /* separable */
    uint32_t feat[WV_PARADIGM_FORMS_MAX];
    wv_form form[WV_PARADIGM_FORMS_MAX];
} wv_paradigm;

void wv_paradigm_verb(wv_str infinitive, wv_paradigm *p);
void wv_paradigm_noun(wv_str singular, wv_paradigm *p);
wv_str wv_irregular_adj_of(wv_str form); /* bare form of "beste", "dooie"; empty: none */
void wv_paradigm_adj(wv_str bare, wv_paradigm *p);

/* For the builders: adds a form, or its features to the same form. */
void wv_paradigm_add(wv_paradigm *p, wv_str form, uint32_t feat);
void wv_paradigm_join(wv_paradigm *p, wv_str a, wv_str b, uint32_t feat);
/* As join, and counts the form as a main cell. Returns whether the word list has it. */
bool wv_paradigm_cell(wv_paradigm *p, wv_str a, wv_str b, uint32_t feat);
/* "special" before a vowel is of "speciaal": the open stem belongs to another listed word than
 * bare. */
bool wv_open_is_of_other(wv_str open, wv_str bare);
/* Features of the form when the paradigm holds it, else 0. */
uint32_t wv_paradigm_find(const wv_paradigm *p, wv_str form);

#endif
