/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_irregular.c: lookup in the tables of irregular verbs and nouns.
 *
 * In: a lemma or a form. Out: entries of data/verbs_strong.inc and data/nouns_irregular.inc.
 * Neighbours: the indexes in irregular_nl.inc are written at build time by data/gen_tables.c, which
 * includes this file, so both see one table. Invariant: each listed form is found. Cost: one hash
 * and about one string compare. */
#include "text/inflect_irregular.h"

#include "base/map.h"
#include "text/inflect.h"

#define INF WV_FEAT_INF
#define FIN WV_FEAT_FIN
#define SG WV_FEAT_SG
#define PL WV_FEAT_PL
#define PAST WV_FEAT_PAST
#define IMP WV_FEAT_IMP
#define SUBJ WV_FEAT_SUBJ
#define SLIP WV_FEAT_SLIP

static const wv_strong_verb strong_verbs[] = {
#define V(inf, past, ppart) {inf, past, ppart},
#define P(inf, form, feat)
#include "text/data/verbs_strong.inc"
#undef V
#undef P
};

static const wv_extra_form extra_forms[] = {
#define V(inf, past, ppart)
#define P(inf, form, feat) {inf, form, feat},
#include "text/data/verbs_strong.inc"
#undef V
#undef P
};

static const wv_irregular_noun irregular_nouns[] = {
#define N(singular, plurals, dim_stem) {singular, plurals, dim_stem},
#include "text/data/nouns_irregular.inc"
#undef N
};

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

bool wv_alternatives_next(const char **cursor, wv_str *out)
{
    const char *p = *cursor;
    if (!p) return false;
    size_t n = strcspn(p, "/");
    *out = (wv_str){p, (uint32_t)n};
    *cursor = p[n] ? p + n + 1 : NULL;
    return true;
}

wv_str wv_strong_past_singular(wv_str past)
{
    const char *plus = past.n ? memchr(past.p, '+', past.n) : NULL;
    return plus ? (wv_str){past.p, (uint32_t)(plus - past.p)} : past;
}

wv_form wv_strong_past_plural(wv_str past)
{
    wv_str sg = wv_strong_past_singular(past);
    if (sg.n < past.n) return wv_form_of(past.p + sg.n + 1, past.n - sg.n - 1);
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    wv_form f = wv_form_of(sg.p, sg.n);
    bool vowel_ends = wv_spell_is_vowel(sg.p[sg.n - 1]);
    if (sg.p[sg.n - 1] == 'e') /* wilde */
        ;
    else if (sg.n >= 2 && sg.p[sg.n - 2] == 'a' && !vowel_ends) { /* nam: namen, gaf: gaven */
        char *last = &f.s[f.n - 1];
        *last = *last == 'f' ? 'v' : *last == 's' ? 'z' : *last;
    } else if (wv_spell_open(sg, variants))
        f = variants[0];
    wv_form_add(&f, sg.p[sg.n - 1] == 'e' ? "n" : "en");
    return f;
}

#ifndef WV_IRREGULAR_NO_INDEX
#include "irregular_nl.inc"

static int lookup(const irregular_slot *slots, wv_str form, uint16_t out[WV_IRREGULAR_HITS_MAX])
{
    int n = 0;
    uint32_t mask = IRREGULAR_SLOTS - 1;
    for (uint32_t i = (uint32_t)wv_hash64(form.p, form.n) & mask; slots[i].form; i = (i + 1) & mask)
        if (wv_str_is(form, slots[i].form) && n < WV_IRREGULAR_HITS_MAX) out[n++] = slots[i].entry;
    return n;
}

const wv_strong_verb *wv_strong_verb_of(wv_str infinitive)
{
    uint16_t hit[WV_IRREGULAR_HITS_MAX];
    int n = lookup(irregular_verb_slots, infinitive, hit);
    for (int i = 0; i < n; i++)
        if (wv_str_is(infinitive, strong_verbs[hit[i]].inf)) return &strong_verbs[hit[i]];
    return NULL;
}

const wv_irregular_noun *wv_irregular_noun_of(wv_str singular)
{
    uint16_t hit[WV_IRREGULAR_HITS_MAX];
    int n = lookup(irregular_noun_slots, singular, hit);
    for (int i = 0; i < n; i++)
        if (wv_str_is(singular, irregular_nouns[hit[i]].singular)) return &irregular_nouns[hit[i]];
    return NULL;
}

const wv_extra_form *wv_extra_forms_of(wv_str infinitive, int *count)
{
    const wv_extra_form *first = NULL;
    *count = 0;
    for (int i = 0; i < COUNT(extra_forms); i++) { /* the table is in runs of one verb */
        if (!wv_str_is(infinitive, extra_forms[i].inf)) continue;
        if (!first) first = &extra_forms[i];
        (*count)++;
    }
    return first;
}

int wv_strong_verbs_with(wv_str form, const wv_strong_verb *out[WV_IRREGULAR_HITS_MAX])
{
    uint16_t hit[WV_IRREGULAR_HITS_MAX];
    int n = lookup(irregular_verb_slots, form, hit);
    for (int i = 0; i < n; i++) out[i] = &strong_verbs[hit[i]];
    return n;
}

int wv_irregular_nouns_with(wv_str form, const wv_irregular_noun *out[WV_IRREGULAR_HITS_MAX])
{
    uint16_t hit[WV_IRREGULAR_HITS_MAX];
    int n = lookup(irregular_noun_slots, form, hit);
    for (int i = 0; i < n; i++) out[i] = &irregular_nouns[hit[i]];
    return n;
}
#endif
