/* SPDX-License-Identifier: EUPL-1.2 */
/* forms.h: from one form of a verb to another, by the engine's own generator of forms. Pure. */
#ifndef WV_LAB_FORMS_H
#define WV_LAB_FORMS_H

#include "base/str.h"

enum { WV_FORM_MAX = 63 };

typedef struct wv_form {
    char text[WV_FORM_MAX + 9];
    uint32_t n; /* 0: there is none */
} wv_form;

/* The infinitive of a verb's key (knijp -> knijpen). */
wv_form wv_forms_infinitive(wv_str key);
/* The infinitive when the folded word is a finite singular verb: before anything else, or, after a
 * subject (`placed`), also beside a noun (ik sla). *past tells its tense. */
wv_form wv_forms_of_finite(wv_str folded, bool placed, bool *past);
/* The first form of the infinitive that has all features of `want` and none of `without`, and
 * stands in the word list. A separable verb is given as op+bellen. */
wv_form wv_forms_make(wv_str infinitive, uint32_t want, uint32_t without);

#endif
