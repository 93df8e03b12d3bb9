/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse_propose.c: takes off endings and first parts.
 *
 * In: a folded word. Out: lemmas it might come from; too many is fine, analyse.c keeps those whose
 * paradigm holds the word. Neighbours: inflect_spell.c (open and closed syllables),
 * inflect_irregular.c (sloeg, kinderen). Invariant: for each form a paradigm makes of a listed
 * lemma, that lemma is proposed (test_inflect.c). Cost: some thirty filter lookups. */
#include "text/analyse_propose.h"

#include "text/inflect.h"
#include "text/inflect_paradigm.h"
#include "text/inflect_prefix.h"
#include "text/inflect_words.h"

enum { SEEN_MAX = 48 };

typedef struct proposer {
    wv_str word;
    bool listed; /* a listed word is no slip: "laat" is never a slip of laden */
    wv_propose_mode mode;
    wv_propose_fn fn;
    void *ctx;
    int seen_count;
    wv_form seen[SEEN_MAX];
    uint8_t seen_pos[SEEN_MAX];
} proposer;

static void propose(proposer *p, wv_str lemma, unsigned pos, bool trusted)
{
    if (lemma.n < (pos == WV_POS_VERB ? 4u : pos == WV_POS_ADJ ? 3u : 2u)) return;
    if (!trusted && p->mode == WV_PROPOSE_KNOWN && !wv_words_has(lemma) &&
        !(pos == WV_POS_NOUN && wv_irregular_noun_of(lemma)))
        return;
    for (int i = 0; i < p->seen_count; i++)
        if (p->seen_pos[i] == pos && wv_str_eq(wv_form_str(&p->seen[i]), lemma)) return;
    if (p->seen_count == SEEN_MAX) return;
    p->seen_pos[p->seen_count] = (uint8_t)pos;
    p->seen[p->seen_count++] = wv_form_of(lemma.p, lemma.n);
    p->fn(p->ctx, lemma, pos);
}

/* --- verbs */

static void propose_strong(proposer *p, wv_str head, wv_str form, bool trusted)
{
    const wv_strong_verb *hit[WV_IRREGULAR_HITS_MAX];
    int n = wv_strong_verbs_with(form, hit);
    for (int i = 0; i < n; i++) {
        wv_form inf = wv_form_join(head, wv_str_of(hit[i]->inf));
        propose(p, wv_form_str(&inf), WV_POS_VERB, trusted || head.n == 0);
    }
}

/* "slagen" after ver-: verslagen has lost its ge-. An -e or -en may follow a participle:
 * opgeslagene. */
static void propose_strong_after(proposer *p, uint32_t head_bytes, bool fixed)
{
    wv_str head = {p->word.p, head_bytes}, rest = wv_str_from(p->word, head_bytes);
    for (uint32_t cut = 0; cut <= 2 && (cut == 0 || cut + 2 < rest.n); cut++) {
        wv_str form = wv_str_cut(rest, cut);
        if (cut && rest.p[rest.n - (cut == 1 ? 1 : 2)] != 'e') continue;
        propose_strong(p, head, form, false);
        if (!fixed) continue;
        wv_form ge = wv_form_join(WV_STR("ge"), form);
        propose_strong(p, head, wv_form_str(&ge), false);
    }
    if (wv_str_ends(rest, WV_STR("e")) || wv_str_ends(rest, WV_STR("en"))) { /* gedane, gelade */
        wv_form v[WV_SPELL_VARIANTS_MAX];
        int n = wv_spell_close(wv_str_cut(rest, wv_str_ends(rest, WV_STR("e")) ? 1 : 2), v);
        if (n) propose_strong(p, head, wv_form_str(&v[0]), false);
    }
    if (wv_str_ends(rest, WV_STR("dt"))) propose_strong(p, head, wv_str_cut(rest, 1), false);
    if (wv_str_ends(rest, WV_STR("t"))) { /* gezegt, gehat */
        wv_form d = wv_form_join(wv_str_cut(rest, 1), WV_STR("d"));
        propose_strong(p, head, wv_form_str(&d), false);
    }
}

static void propose_strong_all(proposer *p)
{
    wv_prefix parts[WV_PREFIXES_MAX], inner[WV_PREFIXES_MAX];
    propose_strong_after(p, 0, false);
    int n = wv_prefixes_of(p->word, 2, parts);
    for (int i = 0; i < n; i++) {
        propose_strong_after(p, parts[i].bytes, parts[i].kind & WV_PREFIX_FIXED);
        wv_str rest = wv_str_from(p->word, parts[i].bytes);
        int k = parts[i].kind & WV_PREFIX_SEPARABLE ? wv_prefixes_of(rest, 2, inner) : 0;
        for (int j = 0; j < k; j++)
            if (inner[j].kind & WV_PREFIX_FIXED)
                propose_strong_after(p, (uint32_t)parts[i].bytes + inner[j].bytes, true);
    }
}

static void propose_inf(proposer *p, wv_str open)
{
    wv_form inf = wv_form_join(open, WV_STR("en"));
    if (open.n >= 2) propose(p, wv_form_str(&inf), WV_POS_VERB, false);
}

/* Infinitives of a closed stem: bel - bellen, loop - lopen, leef - leven, race - racen. */
static void propose_stem(proposer *p, wv_str stem)
{
    wv_form v[WV_SPELL_VARIANTS_MAX];
    if (stem.n < 2) return;
    int n = wv_spell_open(stem, v);
    for (int i = 0; i < n; i++) propose_inf(p, wv_form_str(&v[i]));
    char last = stem.p[stem.n - 1];
    if (wv_spell_is_vowel(last)) {
        wv_form inf = wv_form_join(stem, WV_STR("n"));
        propose(p, wv_form_str(&inf), WV_POS_VERB, false);
        if (last == 'a') { /* sta: staan; slaat comes with "slaa" */
            wv_form aan =
                wv_form_join(stem, stem.p[stem.n - 2] == 'a' ? WV_STR("n") : WV_STR("an"));
            propose(p, wv_form_str(&aan), WV_POS_VERB, false);
        }
    }
}

static bool ends_dental(wv_str w)
{
    return w.n && (w.p[w.n - 1] == 't' || w.p[w.n - 1] == 'd');
}

/* What may follow a stem in a participle: (ge)beld, gebelde, gebelden, gebeldt; gehaat, gehate. */
static void propose_participle(proposer *p, wv_str r)
{
    wv_str bare = r;
    if (wv_str_ends(r, WV_STR("en")))
        bare = wv_str_cut(r, 2);
    else if (wv_str_ends(r, WV_STR("e")))
        bare = wv_str_cut(r, 1);
    if (!ends_dental(bare)) return;
    propose_stem(p, wv_str_cut(bare, 1));
    if (!p->listed && wv_str_ends(bare, WV_STR("dt"))) propose_stem(p, wv_str_cut(bare, 2));
    propose_stem(p, bare);
    if (bare.n < r.n) propose_inf(p, bare);
    if (p->listed) return;
    wv_form other = wv_form_of(
        bare.p, bare.n); /* gehuist for gehuisd is the same stem; geduit for geduid is not */
    other.s[other.n - 1] = other.s[other.n - 1] == 't' ? 'd' : 't';
    propose_stem(p, wv_form_str(&other));
    if (bare.n < r.n) propose_inf(p, wv_form_str(&other));
}

static void propose_participles(proposer *p)
{
    wv_prefix parts[WV_PREFIXES_MAX];
    wv_str w = p->word;
    if (wv_str_starts(w, WV_STR("ge"))) propose_participle(p, wv_str_from(w, 2));
    propose_participle(p, w);
    int n = wv_prefixes_of(w, 4, parts);
    for (int i = 0; i < n; i++) {
        wv_str rest = wv_str_from(w, parts[i].bytes);
        if (!(parts[i].kind & WV_PREFIX_SEPARABLE) || !wv_str_starts(rest, WV_STR("ge"))) continue;
        wv_form f = wv_form_join((wv_str){w.p, parts[i].bytes}, wv_str_from(rest, 2));
        propose_participle(p, wv_form_str(&f));
    }
}

static void propose_verbs(proposer *p)
{
    wv_str w = p->word;
    propose_strong_all(p);
    if (wv_str_ends(w, WV_STR("n"))) propose(p, w, WV_POS_VERB, false);
    if (wv_str_ends(w, WV_STR("nd"))) propose(p, wv_str_cut(w, 1), WV_POS_VERB, false);
    if (wv_str_ends(w, WV_STR("nde"))) propose(p, wv_str_cut(w, 2), WV_POS_VERB, false);
    if (wv_str_ends(w, WV_STR("nden"))) propose(p, wv_str_cut(w, 3), WV_POS_VERB, false);
    propose_stem(p, w);
    if (wv_str_ends(w, WV_STR("t"))) propose_stem(p, wv_str_cut(w, 1));
    if (wv_str_ends(w, WV_STR("dt"))) propose_stem(p, wv_str_cut(w, 2));
    if (wv_str_ends(w, WV_STR("e"))) propose_inf(p, wv_str_cut(w, 1));
    propose_participles(p);
}

/* --- nouns */

static void propose_closed(proposer *p, wv_str open, unsigned pos)
{
    wv_form v[WV_SPELL_VARIANTS_MAX];
    int n = wv_spell_close(open, v);
    for (int i = 0; i < n; i++) propose(p, wv_form_str(&v[i]), pos, false);
    propose(p, open, pos, false);
}

static void propose_swap(proposer *p, const char *tail, const char *with)
{
    wv_str t = wv_str_of(tail);
    if (p->word.n < t.n + 2 || !wv_str_ends(p->word, t)) return;
    wv_form f = wv_form_join(wv_str_cut(p->word, t.n), wv_str_of(with));
    propose(p, wv_form_str(&f), WV_POS_NOUN, false);
}

static void propose_diminutive(proposer *p)
{
    wv_str r = p->word;
    if (wv_str_ends(r, WV_STR("jes"))) r = wv_str_cut(r, 1);
    if (!wv_str_ends(r, WV_STR("je")) || r.n < 4) return;
    r = wv_str_cut(r, 2);
    char c = r.p[r.n - 1];
    propose(p, r, WV_POS_NOUN, false);
    if (c == 't' || c == 'p') {
        wv_str s = wv_str_cut(r, 1);
        propose(p, s, WV_POS_NOUN, false);
        if (s.n > 2 && wv_spell_is_vowel(s.p[s.n - 1]) &&
            s.p[s.n - 1] == s.p[s.n - 2]) /* fotootje */
            propose(p, wv_str_cut(s, 1), WV_POS_NOUN, false);
    }
    if (wv_str_ends(r, WV_STR("et")) && r.n > 4) { /* ringetje, balletje */
        wv_str s = wv_str_cut(r, 2);
        propose(p, s, WV_POS_NOUN, false);
        if (s.p[s.n - 1] == s.p[s.n - 2]) propose(p, wv_str_cut(s, 1), WV_POS_NOUN, false);
    }
    if (wv_str_ends(r, WV_STR("ink"))) { /* woninkje */
        wv_form f = wv_form_join(wv_str_cut(r, 1), WV_STR("g"));
        propose(p, wv_form_str(&f), WV_POS_NOUN, false);
    }
}

/* dochterke, boekskes, manneke: Flemish, and only of a word that is not in the list (elke, zieke).
 */
static void propose_flemish(proposer *p)
{
    wv_str r = p->word;
    if (wv_str_ends(r, WV_STR("kes"))) r = wv_str_cut(r, 1);
    if (p->listed || r.n < 5 || !wv_str_ends(r, WV_STR("ke"))) return;
    r = wv_str_cut(r, 2);
    propose(p, r, WV_POS_NOUN, false);
    if (wv_str_ends(r, WV_STR("s"))) propose(p, wv_str_cut(r, 1), WV_POS_NOUN, false);
    if (wv_str_ends(r, WV_STR("e"))) propose_closed(p, wv_str_cut(r, 1), WV_POS_NOUN);
}

/* Irregular plurals, also as the tail of a compound whose singular is a word: pleegkinderen. */
static void propose_irregular_nouns(proposer *p)
{
    enum { TAIL_MAX = 12 }; /* "laboratoria"; longer ones are not irregular at their tail */
    const wv_irregular_noun *hit[WV_IRREGULAR_HITS_MAX];
    uint32_t i_max = p->word.n > 4 ? p->word.n - 3 : 1;
    if (!strchr("nseai", p->word.p[p->word.n - 1]))
        i_max = 1; /* no irregular plural ends otherwise */
    for (uint32_t i = p->word.n > TAIL_MAX ? p->word.n - TAIL_MAX : 0; i < i_max; i++) {
        int n = i == 1 ? 0 : wv_irregular_nouns_with(wv_str_from(p->word, i), hit);
        for (int k = 0; k < n; k++) {
            wv_form f = wv_form_join((wv_str){p->word.p, i}, wv_str_of(hit[k]->singular));
            propose(p, wv_form_str(&f), WV_POS_NOUN, i == 0);
        }
    }
}

static void propose_nouns(proposer *p)
{
    static const char *const learned[][2] = {{"heden", "heid"}, {"ia", "ium"}, {"ici", "icus"},
                                             {"a", "um"},       {"i", "us"},   {"lieden", "man"},
                                             {"lui", "man"},    {"ses", "sis"}};
    wv_str w = p->word;
    propose_irregular_nouns(p);
    if (wv_str_ends(w, WV_STR("s"))) propose(p, wv_str_cut(w, 1), WV_POS_NOUN, false);
    if (wv_str_ends(w, WV_STR("en"))) propose_closed(p, wv_str_cut(w, 2), WV_POS_NOUN);
    if (wv_str_ends(w, WV_STR("n"))) propose(p, wv_str_cut(w, 1), WV_POS_NOUN, false);
    propose_diminutive(p);
    propose_flemish(p);
    for (size_t i = 0; i < sizeof learned / sizeof *learned; i++)
        propose_swap(p, learned[i][0], learned[i][1]);
}

/* --- adjectives */

static void propose_adjs(proposer *p)
{
    static const char *const open_tails[] = {"e", "en", "er", "ere", "eren"};
    static const char *const closed_tails[] = {"der", "dere", "deren", "st", "ste", "sten",
                                               "t",   "te",   "ten",   "s",  "n",   "r"};
    wv_str w = p->word;
    wv_str odd = wv_irregular_adj_of(w);
    propose(p, odd, WV_POS_ADJ, true);
    for (size_t i = 0; i < sizeof open_tails / sizeof *open_tails; i++) {
        wv_str t = wv_str_of(open_tails[i]);
        if (w.n > t.n + 1 && wv_str_ends(w, t)) propose_closed(p, wv_str_cut(w, t.n), WV_POS_ADJ);
    }
    if (wv_str_starts(w, WV_STR("aller"))) w = wv_str_from(w, 5);
    for (size_t i = 0; i < sizeof closed_tails / sizeof *closed_tails; i++) {
        wv_str t = wv_str_of(closed_tails[i]);
        if (w.n > t.n + 1 && wv_str_ends(w, t)) propose(p, wv_str_cut(w, t.n), WV_POS_ADJ, false);
    }
}

void wv_propose(wv_str word, wv_propose_mode mode, wv_propose_fn fn, void *ctx)
{
    proposer p = {.word = word, .listed = wv_words_has(word), .mode = mode, .fn = fn, .ctx = ctx};
    propose_verbs(&p);
    propose_nouns(&p);
    propose_adjs(&p);
}

/* The modifier of a compound: a word, or a word with a linking -s-, -en-, -e- or hyphen. */
static bool is_modifier(wv_str m)
{
    if (m.n && m.p[m.n - 1] == '-') return true;
    if (m.n < 3) return false;
    if (wv_words_has(m)) return true;
    return m.n > 4 && m.p[m.n - 1] == 's' && wv_words_has(wv_str_cut(m, 1));
}

uint32_t wv_compound_head(wv_str word)
{
    for (uint32_t i = 1; i + 3 <= word.n; i++) {
        wv_str head = wv_str_from(word, i);
        bool hyphen = word.p[i - 1] == '-';
        if (!hyphen && (i < 3 || head.n < 4)) continue;
        if ((hyphen || wv_words_has(head)) && is_modifier((wv_str){word.p, i})) return i;
    }
    return 0;
}
