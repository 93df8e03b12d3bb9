/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_irregular.h: the hand-written tables of irregular verbs and nouns, found by lemma or by
 * form.
 *
 * Static const data; thread-safe. */
#ifndef WV_TEXT_INFLECT_IRREGULAR_H
#define WV_TEXT_INFLECT_IRREGULAR_H

#include "text/inflect_spell.h"

typedef struct wv_strong_verb {
    const char *inf, *past, *ppart; /* alternatives parted by '/', see data/verbs_strong.inc */
} wv_strong_verb;

typedef struct wv_irregular_noun {
    const char *singular, *plurals, *dim_stem;
} wv_irregular_noun;

typedef struct wv_extra_form {
    const char *inf, *form;
    uint32_t feat;
} wv_extra_form;

enum { WV_IRREGULAR_HITS_MAX = 4 }; /* "wezen": zijn; "slagen": slag; no form has more than three */

const wv_strong_verb *wv_strong_verb_of(wv_str infinitive);     /* NULL: not in the table */
const wv_irregular_noun *wv_irregular_noun_of(wv_str singular); /* NULL: not in the table */
/* Extra written forms (ben, heeft, hou) of a verb: *count of them from the returned one on. */
const wv_extra_form *wv_extra_forms_of(wv_str infinitive, int *count);

/* Lemmas of which `form` is an irregular form; returns their number. */
int wv_strong_verbs_with(wv_str form, const wv_strong_verb *out[WV_IRREGULAR_HITS_MAX]);
int wv_irregular_nouns_with(wv_str form, const wv_irregular_noun *out[WV_IRREGULAR_HITS_MAX]);

/* Next alternative of a '/'-separated list; false at the end. An empty alternative is returned as
 * such. */
bool wv_alternatives_next(const char **cursor, wv_str *out);
/* Plural of a strong past: nam - namen, greep - grepen, stierf - stierven; "zei+zeiden" says it
 * itself. */
wv_form wv_strong_past_plural(wv_str past);
wv_str wv_strong_past_singular(wv_str past); /* without the '+' part */

#endif
