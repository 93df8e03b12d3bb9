/* SPDX-License-Identifier: EUPL-1.2 */
/* normalise_short.c: short forms, masked words, and words written as one (kga, komje).
 *
 * In: a folded word. Out: candidates. Neighbours: normalise.c calls the steps in order; analyse.h
 * knows which pieces are finite verbs. Invariant: a listed word is never cut (klaag is no k+laag).
 * Cost: a binary search and a few lookups. */
#include "text/analyse.h"
#include "text/inflect.h"
#include "text/inflect_words.h"
#include "text/normalise_steps.h"
#include "text/spellings.h"

typedef struct short_form {
    const char *form, *words;
    wv_normal_why why;
} short_form;

static const short_form short_forms[] = {
#define W(form, words, why) {form, words, WV_WHY_##why},
#include "text/data/short_forms.inc"
#undef W
};

static const char *const masked_words[] = {
#define M(word) word,
#include "text/data/masked_words.inc"
#undef M
};

enum {
    SHORT_COUNT = sizeof short_forms / sizeof *short_forms,
    MASKED_COUNT = sizeof masked_words / sizeof *masked_words,
};

void wv_normalise_short(wv_normals *n, wv_str folded)
{
    int low = 0, high = SHORT_COUNT;
    while (low < high) { /* first line of the form; a test checks the order */
        int mid = (low + high) / 2;
        if (wv_str_cmp_text(short_forms[mid].form, folded) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < SHORT_COUNT && wv_str_is(folded, short_forms[low].form); low++)
        wv_normals_add_words(n, wv_str_of(short_forms[low].words), short_forms[low].why);
}

void wv_spelling_short_each(wv_spelling_each fn, void *ctx)
{
    for (int i = 0; i < SHORT_COUNT; i++) fn(ctx, wv_str_of(short_forms[i].form));
}

/* --- masks */

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* "k*t" fits kut; one asterisk may hide several letters: "h*r", "verkr*cht", "k***". Other signs
 * fit themselves. */
static bool mask_fits(wv_str mask, const char *word)
{
    uint32_t i = 0;
    const char *w = word, *retry_w = NULL;
    uint32_t retry_i = 0;
    while (*w) {
        if (i < mask.n && mask.p[i] == '*') {
            retry_i = ++i;
            retry_w = ++w; /* at least one letter */
        } else if (i < mask.n && mask.p[i] == *w) {
            i++, w++;
        } else if (retry_w) {
            i = retry_i;
            w = ++retry_w;
            if (!*w && i < mask.n) return false;
        } else {
            return false;
        }
    }
    return i == mask.n;
}

static bool unmask_stars(wv_str mask, wv_form *out)
{
    uint32_t letters = 0, stars = 0;
    for (uint32_t i = 0; i < mask.n; i++)
        letters += is_letter(mask.p[i]), stars += mask.p[i] == '*';
    if (stars == 0 || letters < 2) return false;
    const char *found[2] = {
        NULL, NULL}; /* with more letters than stars; with one letter a star, which is better */
    int hits[2] = {0, 0};
    for (int k = 0; k < MASKED_COUNT; k++) {
        if (!mask_fits(mask, masked_words[k])) continue;
        bool exact = strlen(masked_words[k]) == mask.n;
        found[exact] = masked_words[k];
        hits[exact]++;
    }
    bool exact = hits[1] > 0;
    if (hits[exact] != 1) return false;
    *out = wv_form_of(found[exact], strlen(found[exact]));
    return true;
}

static char letter_of_digit(char c)
{
    static const char from[] = "0134578@$!|+", to[] = "oieastbasilt";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

/* m00rd, h0er, kl00tzak, d@@d; a word must come out of it, and it must start with a letter or a
 * sign. */
static bool unmask_digits(wv_str w, wv_form *out)
{
    uint32_t letters = 0;
    *out = wv_form_of(w.p, w.n);
    for (uint32_t i = 0; i < w.n; i++)
        letters += is_letter(w.p[i]), out->s[i] = letter_of_digit(w.p[i]);
    return letters >= 2 && wv_words_has(wv_form_str(out));
}

/* d.o.o.d, d-o-o-d, d_o_o_d: single letters with one and the same sign between them. */
static bool unmask_spaced(wv_str w, wv_form *out)
{
    if (w.n < 5 || w.n % 2 == 0 || !strchr(".-_*/", w.p[1])) return false;
    *out = (wv_form){0};
    for (uint32_t i = 0; i < w.n; i++) {
        if (i % 2 ? w.p[i] != w.p[1] : !is_letter(w.p[i])) return false;
        if (i % 2 == 0) out->s[out->n++] = w.p[i];
    }
    out->s[out->n] = '\0';
    return wv_words_has(wv_form_str(out));
}

void wv_normalise_masked(wv_normals *n, wv_str folded)
{
    wv_form f;
    wv_str w = folded;
    while (w.n > 2 && strchr(".!", w.p[w.n - 1])) w.n--; /* d.o.o.d. at the end of a sentence */
    if (unmask_spaced(w, &f) || unmask_stars(w, &f) || unmask_digits(w, &f))
        wv_normals_add(n, wv_form_str(&f), WV_WHY_MASKED);
}

/* --- words written as one */

static bool is_finite(wv_str w)
{
    wv_analysis a[WV_ANALYSES_MAX];
    if (w.n < 2 || !wv_words_has(w)) return false;
    int n = wv_analyse(w, a);
    for (int i = 0; i < n && i < 2; i++)
        if (a[i].pos == WV_POS_VERB && (a[i].feat & WV_FEAT_FIN) && (a[i].feat & WV_FEAT_SG) &&
            !(a[i].feat & WV_FEAT_SLIP))
            return true;
    return false;
}

typedef struct clitic {
    const char *text, *word;
} clitic;

/* Long ones first: "zalje" is zal+je, not zalj+e. */
static const clitic tails[] = {{"jij", "jij"}, {"gij", "gij"}, {"ik", "ik"}, {"je", "je"},
                               {"ie", "hij"},  {"ge", "ge"},   {"u", "u"},   {"t", "het"},
                               {"k", "ik"},    {"m", "hem"}};

static bool add_tail(wv_normals *n, wv_str head, uint32_t head_bytes, wv_str w)
{
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        wv_str tail = wv_str_of(tails[i].text);
        if (w.n < tail.n + 2 || !wv_str_ends(w, tail)) continue;
        wv_str verb = wv_str_cut(w, tail.n);
        bool one_letter =
            tail.n == 1; /* "hebt" is a form of hebben; one letter only after k: "kzalt" */
        if ((one_letter && !head.n) || !is_finite(verb)) continue;
        wv_str words[3] = {head, verb, wv_str_of(tails[i].word)};
        uint32_t ends[3] = {head_bytes, head_bytes + verb.n, head_bytes + w.n};
        if (head.n)
            wv_normals_add_parts(n, words, ends, 3, WV_WHY_CONTRACTION);
        else
            wv_normals_add_parts(n, words + 1, ends + 1, 2, WV_WHY_CONTRACTION);
        return true;
    }
    return false;
}

/* kga, kzie, kben, kzalje; tgaat; "'kben" came here without its apostrophe. */
void wv_normalise_parts(wv_normals *n, wv_str folded)
{
    if (folded.n < 3 || wv_words_has(folded)) return;
    char c = folded.p[0];
    if (c == 'k' || c == 't') {
        wv_str rest = wv_str_from(folded, 1), head = c == 'k' ? WV_STR("ik") : WV_STR("het");
        if (is_finite(rest)) {
            wv_str words[2] = {head, rest};
            uint32_t ends[2] = {1, folded.n};
            wv_normals_add_parts(n, words, ends, 2, WV_WHY_CONTRACTION);
            return;
        }
        if (c == 'k' && add_tail(n, head, 1, rest)) return;
    }
    if (folded.n >= 4) add_tail(n, (wv_str){folded.p, 0}, 0, folded);
}

bool wv_is_verb_je(wv_str folded)
{
    static const char *const verbs[] = {"heb",  "ben", "ga",  "kom", "wil",  "zal",  "kan",  "kun",
                                        "moet", "mag", "doe", "zie", "sta",  "weet", "vind", "wou",
                                        "had",  "was", "zou", "zul", "hoor", "denk"};
    if (folded.n < 4 || !wv_str_ends(folded, WV_STR("je"))) return false;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (wv_str_is(wv_str_cut(folded, 2), verbs[i])) return true;
    return false;
}
