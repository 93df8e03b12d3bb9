/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_noun.c: the paradigm of a Dutch noun: plurals, diminutives.
 *
 * In: a folded singular. Out: every written form with its features; the key is the singular.
 * Neighbours: inflect_irregular.c (kind - kinderen), inflect_words.c decides which of the possible
 * plurals exist (bron - bronnen, so "brons" is no plural of it). Invariant: the singular is among
 * the forms. Cost: about ten filter lookups. */
#include "text/inflect.h"
#include "text/inflect_paradigm.h"
#include "text/inflect_words.h"

#define PLURAL WV_FEAT_PL

/* The irregular noun that the word is or ends in: pleegkind. *head gets what stands before it. */
static const wv_irregular_noun *irregular_tail(wv_str noun, wv_str *head)
{
    for (uint32_t i = 0; i + 2 < noun.n; i++) {
        if (i == 1) continue;
        const wv_irregular_noun *hit = wv_irregular_noun_of(wv_str_from(noun, i));
        if (!hit) continue;
        *head = (wv_str){noun.p, i};
        if (i == 0) return hit;
        const char *cursor =
            hit->plurals; /* "vrede" does not end in "rede" unless its plural says so */
        wv_str alt;
        while (wv_alternatives_next(&cursor, &alt)) {
            wv_form f = wv_form_join(*head, alt);
            if (alt.n && wv_words_has(wv_form_str(&f))) return hit;
        }
        if (!wv_words_has(noun) && i >= 3 && wv_words_has(*head)) return hit;
    }
    return NULL;
}

static bool takes_s(wv_str s)
{
    static const char *const tails[] = {"el",   "em",  "en",  "er",  "erd", "aar",
                                        "aard", "eur", "ier", "oor", "ing", "ster",
                                        "ist",  "ie",  "ee",  "eau", "on",  "or"};
    if (wv_spell_syllables(s) < 2) return false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (wv_str_ends(s, wv_str_of(tails[i]))) return true;
    return wv_spell_is_vowel(s.p[s.n - 1]);
}

/* "kans" has kansen and "links" has linkse, so they are no plurals of kan and link. */
static bool is_own_lemma(wv_str word_on_s)
{
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    int n = wv_spell_open(word_on_s, variants);
    for (int i = 0; i < n; i++) {
        wv_form e = wv_form_join(wv_form_str(&variants[i]), WV_STR("e"));
        wv_form en = wv_form_join(wv_form_str(&variants[i]), WV_STR("en"));
        if (wv_words_has(wv_form_str(&e)) || wv_words_has(wv_form_str(&en))) return true;
    }
    return false;
}

static void add_plain_plurals(wv_paradigm *p, wv_str s)
{
    wv_form variants[WV_SPELL_VARIANTS_MAX];
    char last = s.p[s.n - 1];
    bool vowel = wv_spell_is_vowel(last), en = false;
    int n = wv_spell_open(s, variants);
    for (int i = 0; i < n; i++) {
        wv_form f =
            wv_form_join(wv_form_str(&variants[i]), last == 'e' && !wv_str_ends(s, WV_STR("ee")) &&
                                                            !wv_str_ends(s, WV_STR("ie"))
                                                        ? WV_STR("n")
                                                        : WV_STR("en"));
        if (en || !wv_words_has(wv_form_str(&f))) continue;
        if (wv_open_is_of_other(wv_form_str(&variants[i]), s)) continue;
        wv_paradigm_cell(p, wv_form_str(&f), WV_STR(""), PLURAL);
        en = true;
    }
    if (wv_str_ends(s, WV_STR("ie"))) wv_paradigm_join(p, s, WV_STR("n"), PLURAL); /* bacterien */
    wv_form plural_s = wv_form_join(s, WV_STR("s"));
    bool s_known = wv_words_has(wv_form_str(&plural_s));
    if (last != 's' && (takes_s(s) || (!en && s_known)))
        wv_paradigm_cell(p, s, WV_STR("s"), PLURAL);
    else if (s_known && last != 's' && !is_own_lemma(wv_form_str(&plural_s)))
        wv_paradigm_join(p, s, WV_STR("s"),
                         PLURAL); /* tests, strips, although "strippen" is a word */
    if (en || s_known || vowel) return;
    wv_form f = wv_form_join(wv_form_str(&variants[0]), WV_STR("en")); /* a word nobody listed */
    wv_paradigm_add(p, wv_form_str(&f), PLURAL);
    if (last != 's') wv_paradigm_join(p, s, WV_STR("s"), PLURAL);
}

static void add_learned_plurals(wv_paradigm *p, wv_str s)
{
    static const char *const pairs[][2] = {{"heid", "heden"}, {"ium", "ia"}, {"icus", "ici"},
                                           {"um", "a"},       {"us", "i"},   {"man", "lieden"},
                                           {"man", "lui"},    {"sis", "ses"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        wv_str tail = wv_str_of(pairs[i][0]);
        if (s.n < tail.n + 2 || !wv_str_ends(s, tail)) continue;
        wv_form f = wv_form_join(wv_str_cut(s, tail.n), wv_str_of(pairs[i][1]));
        if (wv_words_has(wv_form_str(&f)) || i == 0) wv_paradigm_add(p, wv_form_str(&f), PLURAL);
    }
}

static void add_plurals(wv_paradigm *p, wv_str s)
{
    wv_str head = {s.p, 0}, alt;
    const wv_irregular_noun *odd = irregular_tail(s, &head);
    const char *cursor = odd ? odd->plurals : NULL;
    bool any = false;
    while (wv_alternatives_next(&cursor, &alt)) {
        wv_form f = wv_form_of(head.p, head.n);
        for (uint32_t i = 0; i < alt.n && f.n < WV_FORM_BYTES_MAX; i++)
            if (alt.p[i] != '\'') f.s[f.n++] = alt.p[i];
        f.s[f.n] = '\0';
        if (alt.n) wv_paradigm_cell(p, wv_form_str(&f), WV_STR(""), PLURAL), any = true;
    }
    if (odd && head.n == 0) p->irregular = true;
    if (any) return;
    add_learned_plurals(p, s);
    add_plain_plurals(p, s);
}

static int add_dim(wv_paradigm *p, wv_str a, const char *tail, bool always)
{
    wv_form f = wv_form_join(a, wv_str_of(tail));
    if (!always && !wv_words_has(wv_form_str(&f))) return 0;
    wv_paradigm_cell(p, wv_form_str(&f), WV_STR(""), WV_FEAT_DIM | WV_FEAT_SG);
    wv_paradigm_join(p, wv_form_str(&f), WV_STR("s"), WV_FEAT_DIM | WV_FEAT_PL);
    return 1;
}

/* The default diminutive ending of a word that is not in the list. */
static const char *default_dim(wv_str s)
{
    char c = s.p[s.n - 1], v = s.n > 1 ? s.p[s.n - 2] : 'a';
    bool longer = s.n > 2 && wv_spell_is_vowel(s.p[s.n - 3]) && wv_spell_is_vowel(v);
    bool unstressed = v == 'e' && wv_spell_syllables(s) > 1;
    if (wv_spell_is_vowel(c) || c == 'w') return "tje";
    if (c == 'm') return longer || unstressed || !wv_spell_is_vowel(v) ? "pje" : "metje";
    if (strchr("lnr", c)) return longer || unstressed || !wv_spell_is_vowel(v) ? "tje" : NULL;
    return "je";
}

/* "kan": kannetje, so kantje is of "kant". */
static bool ends_short(wv_str s)
{
    return s.n >= 2 && strchr("lnr", s.p[s.n - 1]) && wv_spell_is_vowel(s.p[s.n - 2]) &&
           wv_spell_syllables(s) == 1 && !(s.n > 2 && wv_spell_is_vowel(s.p[s.n - 3]));
}

static void add_diminutives(wv_paradigm *p, wv_str s)
{
    char c = s.p[s.n - 1], twice[6] = {c, 'e', 't', 'j', 'e', '\0'},
         vowel[5] = {c, 't', 'j', 'e', '\0'};
    wv_str head = {s.p, 0};
    const wv_irregular_noun *odd = irregular_tail(s, &head);
    int n = 0;
    if (odd && odd->dim_stem[0]) {
        wv_form f = wv_form_join(head, wv_str_of(odd->dim_stem));
        n += add_dim(p, wv_form_str(&f), "je", true);
    }
    n += add_dim(p, s, "je", false);
    if (strchr("mlnrwaeiouyj", c) && !ends_short(s)) n += add_dim(p, s, "tje", false);
    if (c == 'm') n += add_dim(p, s, "pje", false);
    if (strchr("lnrmgpbtk", c)) n += add_dim(p, s, twice, false);
    if (wv_str_ends(s, WV_STR("ing"))) {
        n += add_dim(p, wv_str_cut(s, 1), "kje", false); /* woninkje */
        n += add_dim(p, s, "etje", false);
    }
    if (c == 'g') n += add_dim(p, s, "etje", false); /* slangetje */
    if (strchr("aou", c)) n += add_dim(p, s, vowel, false);
    if (c == 'i') n += add_dim(p, s, "etje", false);
    if (n || (p->lemma_known && p->attested == 0)) return; /* "moet" is a word, but no noun */
    const char *tail = default_dim(s);
    add_dim(p, s, tail ? tail : twice, true);
    p->cells--;
}

static void add_ke(wv_paradigm *p, wv_str stem, const char *tail)
{
    const uint32_t feat = WV_FEAT_DIM | WV_FEAT_FLEMISH;
    wv_form f = wv_form_join(stem, wv_str_of(tail));
    wv_paradigm_add(p, wv_form_str(&f), feat | WV_FEAT_SG);
    wv_paradigm_join(p, wv_form_str(&f), WV_STR("s"), feat | WV_FEAT_PL);
}

/* Flemish: dochterke, vrouwke; boekske, dingske behind k and g; katteke, manneke, huizeke before a
 * vowel. */
static void add_flemish(wv_paradigm *p, wv_str s)
{
    char c = s.p[s.n - 1];
    if (s.n < 3 || (p->lemma_known && p->attested == 0)) return;
    if (c == 'k' || c == 'g' || wv_str_ends(s, WV_STR("ch")))
        add_ke(p, s, "ske");
    else if (c != 't' && c != 'd')
        add_ke(p, s, "ke");
    wv_form open[WV_SPELL_VARIANTS_MAX];
    int n = wv_spell_is_vowel(c) || wv_spell_ends_unstressed(s) ? 0 : wv_spell_open(s, open);
    for (int i = 0; i < n && i < 2; i++) add_ke(p, wv_form_str(&open[i]), "eke");
}

void wv_paradigm_noun(wv_str singular, wv_paradigm *p)
{
    p->count = p->cells = p->attested = 0;
    p->irregular = p->particle = false;
    p->key = wv_form_of(singular.p, singular.n);
    p->lemma_known = wv_words_has(singular);
    if (singular.n < 2) return;
    wv_paradigm_add(p, singular, WV_FEAT_SG | WV_FEAT_BASE);
    add_plurals(p, singular);
    add_diminutives(p, singular);
    add_flemish(p, singular);
}
