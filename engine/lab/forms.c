/* SPDX-License-Identifier: EUPL-1.2 */
/* forms.c: another form of a Dutch verb, for variants of a text.
 *
 * In: a folded word. Out: a form. Neighbours: text/inflect.h generates, text/analyse.h knows;
 * mutate.c and reorder.c ask. Invariants: only forms of the word list: "eerst" is taken for a verb
 * now and then, and "eerstte" would be no Dutch. Cost: one paradigm. */
#include "lab/forms.h"

#include "text/analyse.h"
#include "text/inflect.h"

typedef struct form_search {
    uint32_t want, without;
    wv_form form;
} form_search;

static void take_form(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    form_search *s = ctx;
    (void)pos;
    if (s->form.n || (feat & s->want) != s->want || (feat & s->without) || form.n > WV_FORM_MAX)
        return;
    bool present = (s->want & WV_FEAT_FIN) && !(s->want & WV_FEAT_PAST);
    if (present && (form.n < 2 || form.p[form.n - 1] != 't')) return; /* hij slaat, not ik sla */
    if (wv_word_known(form) != WV_KNOWN_LISTED) return;
    memcpy(s->form.text, form.p, form.n);
    s->form.n = form.n;
}

wv_form wv_forms_make(wv_str infinitive, uint32_t want, uint32_t without)
{
    form_search s = {.want = want, .without = without | WV_FEAT_SLIP | WV_FEAT_SUBJ};
    if (wv_inflect_generate(infinitive, WV_POS_VERB, take_form, &s) != WV_OK) s.form.n = 0;
    return s.form;
}

/* A key is a stem (knijp, maak, bel, geef, sla); forms are made of the infinitive. It is one of a
 * few spellings, of which the key is that stem, and it stands in the word list: the stem wil is of
 * willen, not of "wilen". */
static bool is_infinitive_of(const char *form, uint32_t n, wv_str key)
{
    char made[WV_KEY_BYTES_MAX + 1];
    wv_str lemma = {form, n};
    return wv_word_known(lemma) == WV_KNOWN_LISTED && (wv_inflect_pos(lemma) & WV_POS_VERB) &&
           wv_str_eq((wv_str){made, (uint32_t)wv_key_of(lemma, WV_POS_VERB, made)}, key);
}

wv_form wv_forms_infinitive(wv_str key)
{
    static const char *const ends[] = {"en", "?en", "an", "n"}; /* ?: the last letter once more */
    wv_form out = {.n = 0};
    if (key.n < 2 || key.n > WV_FORM_MAX - 4) return out;
    char last = key.p[key.n - 1], soft = last == 'f' ? 'v' : last == 's' ? 'z' : last;
    bool vowel = strchr("aeiou", last) != NULL;
    for (int i = 0; i < 2 && !vowel; i++) { /* maak -> maken, geef -> geven, schrijf -> schrijven */
        uint32_t n = key.n - 1;
        memcpy(out.text, key.p, key.n);
        if (i == 0 && n >= 2 && out.text[n - 1] == out.text[n - 2]) n--;
        out.text[n] = soft;
        memcpy(out.text + n + 1, "en", 2);
        out.n = n + 3;
        if (is_infinitive_of(out.text, out.n, key)) return out;
    }
    memcpy(out.text, key.p, key.n);
    for (int i = vowel ? 2 : 0; i < 4; i++) {
        out.n = key.n;
        for (const char *c = ends[i]; *c; c++) out.text[out.n++] = *c == '?' ? last : *c;
        if (is_infinitive_of(out.text, out.n, key)) return out;
    }
    out.n = 0;
    return out;
}

wv_form wv_forms_of_finite(wv_str folded, bool placed, bool *past)
{
    wv_analysis all[WV_ANALYSES_MAX];
    uint32_t single = WV_FEAT_FIN | WV_FEAT_SG;
    int n = wv_analyse(folded, all), at = 0;
    while (placed && at < n && all[at].pos != WV_POS_VERB) at++;
    if (at >= n || all[at].pos != WV_POS_VERB || (all[at].feat & single) != single)
        return (wv_form){.n = 0};
    *past = all[at].feat & WV_FEAT_PAST;
    return wv_forms_infinitive((wv_str){all[at].key, all[at].key_bytes});
}
