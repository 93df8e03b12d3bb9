/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_adj.c: the paradigm of a Dutch adjective: -e, -er(e), -st(e), -s, and -en for people
 * (blinden).
 *
 * In: a folded bare adjective. Out: every written form with its features; the key is the bare form.
 * Neighbours: data/adjs_irregular.inc (goed - beter - best), inflect_words.c picks the open
 * spelling (grof - grove, dof - doffe). Invariant: the bare form is among the forms. Cost: about
 * eight filter lookups. */
#include "text/inflect.h"
#include "text/inflect_paradigm.h"
#include "text/inflect_words.h"

typedef struct irregular_adj {
    const char *form, *bare;
    uint32_t feat;
} irregular_adj;

#define COMP WV_FEAT_COMP
#define SUP WV_FEAT_SUP
#define INFLECTED WV_FEAT_INFLECTED
static const irregular_adj irregular_adjs[] = {
#define J(form, bare, feat) {form, bare, feat},
#include "text/data/adjs_irregular.inc"
#undef J
};

enum { ADJ_COUNT = sizeof irregular_adjs / sizeof *irregular_adjs };

/* Bare form of an irregular adjective form (beste -> goed); empty when it is none. */
wv_str wv_irregular_adj_of(wv_str form)
{
    for (int i = 0; i < ADJ_COUNT; i++)
        if (form.n && form.p[0] == irregular_adjs[i].form[0] &&
            wv_str_is(form, irregular_adjs[i].form))
            return wv_str_of(irregular_adjs[i].bare);
    return WV_STR("");
}

static wv_form open_form(wv_str bare)
{
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    int n = wv_spell_open(bare, variants);
    for (int i = 0; i < n; i++) {
        wv_form e = wv_form_join(wv_form_str(&variants[i]), WV_STR("e"));
        if (wv_words_has(wv_form_str(&e)) && !wv_open_is_of_other(wv_form_str(&variants[i]), bare))
            return variants[i];
    }
    return n ? variants[0] : wv_form_of(bare.p, bare.n);
}

static void add_regular(wv_paradigm *p, wv_str bare)
{
    wv_form open = open_form(bare);
    wv_str o = wv_form_str(&open);
    char last = bare.p[bare.n - 1];
    if (last == 'e') { /* oranje, beige; verdachte is a noun */
        wv_paradigm_join(p, bare, WV_STR("r"), WV_FEAT_COMP);
        wv_paradigm_join(p, bare, WV_STR("n"), WV_FEAT_PL);
        return;
    }
    wv_paradigm_cell(p, o, WV_STR("e"), WV_FEAT_INFLECTED);
    wv_str er = last == 'r' ? WV_STR("der") : WV_STR("er");
    wv_str before = last == 'r' ? bare : o;
    wv_paradigm_cell(p, before, er, WV_FEAT_COMP);
    wv_form comp = wv_form_join(before, er);
    wv_paradigm_join(p, wv_form_str(&comp), WV_STR("e"), WV_FEAT_COMP | WV_FEAT_INFLECTED);
    wv_paradigm_join(p, wv_form_str(&comp), WV_STR("en"), WV_FEAT_COMP | WV_FEAT_PL);
    wv_str st = last == 's' ? WV_STR("t") : WV_STR("st");
    wv_paradigm_cell(p, bare, st, WV_FEAT_SUP);
    wv_form sup = wv_form_join(bare, st);
    wv_paradigm_join(p, wv_form_str(&sup), WV_STR("e"), WV_FEAT_SUP | WV_FEAT_INFLECTED);
    wv_paradigm_join(p, wv_form_str(&sup), WV_STR("en"), WV_FEAT_SUP | WV_FEAT_PL);
    wv_form aller = wv_form_join(WV_STR("aller"), wv_form_str(&sup)); /* allerarmst */
    wv_paradigm_add(p, wv_form_str(&aller), WV_FEAT_SUP);
    wv_paradigm_join(p, wv_form_str(&aller), WV_STR("e"), WV_FEAT_SUP | WV_FEAT_INFLECTED);
    wv_paradigm_join(p, wv_form_str(&aller), WV_STR("en"), WV_FEAT_SUP | WV_FEAT_PL);
    if (last != 's') wv_paradigm_join(p, bare, WV_STR("s"), WV_FEAT_GENITIVE);
    wv_paradigm_join(p, o, WV_STR("en"), WV_FEAT_INFLECTED | WV_FEAT_PL);
}

void wv_paradigm_adj(wv_str bare, wv_paradigm *p)
{
    p->count = p->cells = p->attested = 0;
    p->irregular = p->particle = false;
    p->key = wv_form_of(bare.p, bare.n);
    p->lemma_known = wv_words_has(bare);
    if (bare.n < 2) return;
    wv_paradigm_add(p, bare, WV_FEAT_BASE);
    add_regular(p, bare);
    for (int i = 0; i < ADJ_COUNT; i++) {
        const irregular_adj *a = &irregular_adjs[i];
        if (bare.p[0] != a->bare[0] || !wv_str_is(bare, a->bare)) continue;
        p->irregular = true;
        wv_paradigm_add(p, wv_str_of(a->form), a->feat);
    }
}
