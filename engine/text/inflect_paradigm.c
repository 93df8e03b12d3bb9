/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_paradigm.c: the container of a lemma's forms.
 *
 * In: forms with features, added by inflect_verb.c, inflect_noun.c, inflect_adj.c. Out: the list,
 * without doubles. Invariant: a form that is right somewhere in the paradigm is never marked as a
 * slip. Cost: linear in the forms. */
#include "text/inflect_paradigm.h"

#include "text/inflect.h"
#include "text/inflect_words.h"

/* The forms of a lemma begin alike and differ at their ends, so the last letter is asked first. */
static bool same_form(const wv_form *f, wv_str form)
{
    return f->n == form.n && f->s[form.n - 1] == form.p[form.n - 1] &&
           memcmp(f->s, form.p, form.n) == 0;
}

void wv_paradigm_add(wv_paradigm *p, wv_str form, uint32_t feat)
{
    if (form.n == 0) return;
    for (int i = 0; i < p->count; i++) {
        if (!same_form(&p->form[i], form)) continue;
        bool was_slip = p->feat[i] & WV_FEAT_SLIP, is_slip = feat & WV_FEAT_SLIP;
        if (was_slip && !is_slip) p->feat[i] = feat;
        if (was_slip == is_slip) p->feat[i] |= feat;
        return;
    }
    if (p->count == WV_PARADIGM_FORMS_MAX) return;
    p->form[p->count] = wv_form_of(form.p, form.n);
    p->feat[p->count++] = feat;
}

void wv_paradigm_join(wv_paradigm *p, wv_str a, wv_str b, uint32_t feat)
{
    wv_form f = wv_form_join(a, b);
    wv_paradigm_add(p, wv_form_str(&f), feat);
}

bool wv_paradigm_cell(wv_paradigm *p, wv_str a, wv_str b, uint32_t feat)
{
    wv_form f = wv_form_join(a, b);
    bool known = wv_words_has(wv_form_str(&f));
    p->cells++;
    p->attested = (uint8_t)(p->attested + known);
    wv_paradigm_add(p, wv_form_str(&f), feat);
    return known;
}

uint32_t wv_paradigm_find(const wv_paradigm *p, wv_str form)
{
    for (int i = 0; i < p->count && form.n; i++)
        if (same_form(&p->form[i], form)) return p->feat[i];
    return 0;
}

bool wv_open_is_of_other(wv_str open, wv_str bare)
{
    wv_form closed[WV_SPELL_VARIANTS_MAX];
    int n = wv_spell_close(open, closed);
    for (int i = 0; i < n && !wv_str_eq(wv_form_str(&closed[i]), bare); i++)
        if (wv_words_has(wv_form_str(&closed[i]))) return true;
    return false;
}
