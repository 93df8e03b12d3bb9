/* SPDX-License-Identifier: EUPL-1.2 */
/* normalise_spell.c: elongation, systematic misspelling, and the one edit for long words of closed
 * lists.
 *
 * In: a folded word that is not in the list. Out: the one listed word it stands for, or nothing.
 * The misspellings are classes of Dutch spelling (ei/ij, au/ou, s/z, f/v, d/t, single and double
 * letters, the linking n), not a list of words. Neighbours: normalise.c. Invariant: words of three
 * letters and less are never respelt. Cost: at most a few hundred lookups in the word filter, for
 * unknown words only. */
#include "text/analyse.h"
#include "text/inflect_words.h"
#include "text/normalise_steps.h"
#include "text/spellings.h"

/* --- elongation */

enum { RUNS_MAX = 4 };

typedef struct run {
    uint32_t at, n;
} run;

/* Runs of two and more, when one of them has three and more: in "hoooeer" the "ee" is drawn out as
 * well. */
static int find_runs(wv_str w, run out[RUNS_MAX], bool *elongated)
{
    int n = 0;
    *elongated = false;
    for (uint32_t i = 0, k; i < w.n; i = k) {
        for (k = i + 1; k < w.n && w.p[k] == w.p[i];) k++;
        bool letter = w.p[i] >= 'a' && w.p[i] <= 'z';
        if (k - i < 2 || !letter) continue;
        *elongated |= k - i >= 3;
        if (n < RUNS_MAX) out[n++] = (run){i, k - i};
    }
    return n;
}

/* bits: for each run, one letter or two. */
static wv_form squeezed(wv_str w, const run runs[], int n, unsigned bits)
{
    wv_form f = {0};
    int next = 0;
    for (uint32_t i = 0; i < w.n;) {
        if (next < n && runs[next].at == i) {
            uint32_t keep = bits >> next & 1 ? 2 : 1;
            for (uint32_t k = 0; k < keep; k++) f.s[f.n++] = w.p[i];
            i += runs[next++].n;
        } else {
            f.s[f.n++] = w.p[i++];
        }
    }
    f.s[f.n] = '\0';
    return f;
}

/* "jaaa" is ja, "neeee" nee, "noooit" nooit, "jijjj" jij: at the end of a word only e is doubled.
 */
static unsigned likely_bits(wv_str w, const run runs[], int n)
{
    unsigned bits = 0;
    for (int i = 0; i < n; i++) {
        bool last = runs[i].at + runs[i].n == w.n;
        bool two = last ? w.p[runs[i].at] == 'e' : true;
        bits |= (unsigned)two << i;
    }
    return bits;
}

bool wv_normalise_squeeze(wv_str folded, wv_form *out)
{
    run runs[RUNS_MAX];
    bool elongated;
    int n = find_runs(folded, runs, &elongated);
    if (!elongated) return false;
    unsigned likely = likely_bits(folded, runs, n);
    for (unsigned k = 0; k < 1u << n;
         k++) { /* the likely one first, then those that differ from it */
        *out = squeezed(folded, runs, n, likely ^ k);
        if (wv_words_has(wv_form_str(out))) return true;
    }
    for (unsigned k = 0; k < 1u << n; k++) {
        *out = squeezed(folded, runs, n, likely ^ k);
        if (wv_word_known(wv_form_str(out)) != WV_KNOWN_NOT) return true;
    }
    *out = squeezed(folded, runs, n, 0);
    return true;
}

/* --- systematic misspelling */

/* Sounds that Dutch spells in two ways, each tried both ways. The commonest first: the first class
 * that finds exactly one listed word decides. */
static const wv_spelling_swap swaps[] = {
#define S(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define R(a, b) {S(a), S(b)}, {S(b), S(a)},
#include "text/data/misspellings.inc"
#undef R
#undef S
};

const wv_spelling_swap *wv_spelling_swaps(uint32_t *count)
{
    *count = sizeof swaps / sizeof *swaps;
    return swaps;
}

/* The linking sounds of compounds, and the hyphen of milieu-impact. */
static const wv_str links[] = {
#define L(text) {text, sizeof(text) - 1}
    L("n"), L("s"), L("e"), L("-"), L("en"),
#undef L
};

const wv_str *wv_spelling_links(uint32_t *count)
{
    *count = sizeof links / sizeof *links;
    return links;
}

typedef struct search {
    wv_form found;
    int hits;
} search;

/* Is w a word with `cut` bytes at `at` replaced by `with`? Hundreds of these are asked for one
 * word, so the bytes are put together once and copied only for a hit. A word has at most
 * WV_FORM_BYTES_MAX - 8 bytes here and grows by two. */
static void test_replaced(search *s, wv_str w, uint32_t at, uint32_t cut, wv_str with)
{
    char text[WV_FORM_BYTES_MAX + 1];
    uint32_t rest = w.n - at - cut;
    memcpy(text, w.p, at);
    for (uint32_t i = 0; i < with.n; i++) text[at + i] = with.p[i];
    memcpy(text + at + with.n, w.p + at + cut, rest);
    wv_str f = {text, at + with.n + rest};
    if (!wv_words_has(f)) return;
    if (s->hits && wv_str_eq(wv_form_str(&s->found), f)) return;
    s->found = wv_form_of(f.p, f.n);
    s->hits++;
}

/* A bit for each letter that stands in the word: nearly all swaps ask for one that does not. */
static uint32_t letters_of(wv_str w)
{
    uint32_t letters = 0;
    for (uint32_t i = 0; i < w.n; i++) letters |= 1u << (w.p[i] & 31);
    return letters;
}

static void try_swap(search *s, wv_str w, uint32_t letters, const wv_spelling_swap *x)
{
    wv_str from = x->from;
    for (uint32_t k = 0; k < from.n; k++)
        if (!(letters >> (from.p[k] & 31) & 1)) return;
    for (uint32_t i = 0; i + from.n <= w.n; i++) {
        uint32_t k = 0;
        while (k < from.n && w.p[i + k] == from.p[k]) k++;
        if (k == from.n) test_replaced(s, w, i, from.n, x->to);
    }
}

/* onmiddelijk, parallel: one letter of a pair too few or too many. */
static void try_doubling(search *s, wv_str w)
{
    for (uint32_t i = 0; i < w.n; i++) {
        bool again = i + 1 < w.n && w.p[i + 1] == w.p[i];
        if (i == 0 && again) continue;
        test_replaced(s, w, i, again ? 1 : 0, again ? WV_STR("") : (wv_str){w.p + i, 1});
    }
}

/* pannekoek, kledingsstuk, bijstanduitkering */
static void try_links(search *s, wv_str w)
{
    for (uint32_t i = 2; i + 2 < w.n; i++)
        for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
            wv_str link = links[k];
            test_replaced(s, w, i, 0, link);
            if (i + link.n + 2 > w.n || memcmp(w.p + i, link.p, link.n) != 0) continue;
            test_replaced(s, w, i, link.n, WV_STR(""));
        }
}

static bool settled(const search *s, wv_form *out)
{
    if (s->hits == 1) *out = s->found;
    return s->hits == 1;
}

/* --- y for ij */

/* "hy liep my achterna": y for ij, in every place of the word at once, as phones and older hands
 * write it. One spelling for one other, so it holds for words of two letters as well; "my" and "by"
 * are English too, and keep that reading. */
enum { COMPOUND_BYTES_MIN = 8 };

bool wv_normalise_y(wv_str folded, wv_form *out)
{
    wv_form f = {0};
    bool changed = false;
    if (folded.n < 2 || folded.n > WV_FORM_BYTES_MAX / 2) return false;
    for (uint32_t i = 0; i < folded.n; i++) {
        bool y = folded.p[i] == 'y';
        f.s[f.n++] = y ? 'i' : folded.p[i];
        if (y) f.s[f.n++] = 'j';
        changed |= y;
    }
    if (!changed) return false;
    *out = f;
    /* gedragsaanwyzing, afspeellyst: compounds are in no list */
    return wv_words_has(wv_form_str(&f)) ||
           (f.n >= COMPOUND_BYTES_MIN && wv_word_known(wv_form_str(&f)) != WV_KNOWN_NOT &&
            wv_word_known(folded) == WV_KNOWN_NOT);
}

bool wv_normalise_respell(wv_str folded, wv_form *out)
{
    if (folded.n < 4 || folded.n > WV_FORM_BYTES_MAX - 8) return false;
    search s = {0};
    if (folded.n >= 6) try_doubling(&s, folded);
    if (settled(&s, out)) return true;
    uint32_t letters = letters_of(folded);
    for (size_t i = 0; i < sizeof swaps / sizeof *swaps; i += 2) {
        s.hits = 0;
        try_swap(&s, folded, letters, &swaps[i]);
        try_swap(&s, folded, letters, &swaps[i + 1]);
        if (settled(&s, out)) return true;
    }
    s.hits = 0;
    if (folded.n >= 7) try_links(&s, folded);
    return settled(&s, out);
}

/* --- one edit from a word of a closed list */

bool wv_typo_near(wv_str word, wv_str listed)
{
    enum { LETTERS_MIN = 9, INTACT = 4 };
    if (word.n < LETTERS_MIN || listed.n < LETTERS_MIN) return false;
    uint32_t shorter = word.n < listed.n ? word.n : listed.n, head = 0, tail = 0;
    if (word.n + listed.n - 2 * shorter > 1) return false;
    while (head < shorter && word.p[head] == listed.p[head]) head++;
    while (tail < shorter - head && word.p[word.n - 1 - tail] == listed.p[listed.n - 1 - tail])
        tail++;
    if (head < INTACT && tail < INTACT) return false;
    uint32_t a = word.n - head - tail, b = listed.n - head - tail;
    if (a <= 1 && b <= 1) return true;
    return a == 2 && b == 2 && word.p[head] == listed.p[head + 1] &&
           word.p[head + 1] == listed.p[head];
}
