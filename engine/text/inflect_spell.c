/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_spell.c: spelling rules of Dutch inflection.
 *
 * In: a folded stem. Out: the ways it may be written before a vowel, or at the end of a word.
 * Neighbours: the paradigms (inflect_verb.c, inflect_noun.c, inflect_adj.c) choose among the
 * variants with the word list. Invariant: for every closed stem s, some variant of open(s) has s
 * among the variants of close(it). Cost: a few byte moves. */
#include "text/inflect_spell.h"

void wv_form_add(wv_form *f, const char *tail)
{
    *f = wv_form_join(wv_form_str(f), wv_str_of(tail));
}

int wv_spell_syllables(wv_str word)
{
    int groups = 0;
    bool in_group = false;
    for (uint32_t i = 0; i < word.n; i++) {
        bool vowel = wv_spell_is_vowel(word.p[i]);
        groups += vowel && !in_group;
        in_group = vowel;
    }
    return groups;
}

/* Number of vowels right before the last byte: "loop" 2, "bel" 1, "kerf" 0. "qu" is a consonant. */
static uint32_t vowels_before_last(wv_str w)
{
    uint32_t k = 0;
    while (k + 1 < w.n && wv_spell_is_vowel(w.p[w.n - 2 - k])) k++;
    if (k && w.n > k + 1 && w.p[w.n - 1 - k] == 'u' && w.p[w.n - 2 - k] == 'q') k--;
    return k;
}

/* Endings that are not stressed and so never double: wandel, luister, reken, bezem, lastig, havik.
 */
bool wv_spell_ends_unstressed(wv_str w)
{
    if (w.n < 4 || wv_spell_syllables(w) < 2) return false;
    char v = w.p[w.n - 2], c = w.p[w.n - 1];
    if (v == 'e') return c == 'l' || c == 'r' || c == 'n' || c == 'm';
    return v == 'i' && c == 'g';
}

static int add_variant(wv_form out[], int n, wv_form f)
{
    for (int i = 0; i < n; i++)
        if (wv_str_eq(wv_form_str(&out[i]), wv_form_str(&f))) return n;
    if (n < WV_SPELL_VARIANTS_MAX) out[n++] = f;
    return n;
}

static char voiced(char c)
{
    return c == 'f' ? 'v' : c == 's' ? 'z' : c;
}

/* "huis": huiz, huis. "dans": dans first (after a cluster with s the voiceless one is commoner:
 * mensen, kansen). */
static int add_with_voice(wv_form out[], int n, wv_form f)
{
    char c = f.s[f.n - 1], v = voiced(c);
    if (v == c) return add_variant(out, n, f);
    wv_form other = f;
    other.s[other.n - 1] = v;
    char before = f.n > 1 ? f.s[f.n - 2] : 'a';
    bool plain_first = c == 's' && !wv_spell_is_vowel(before);
    n = add_variant(out, n, plain_first ? f : other);
    return add_variant(out, n, plain_first ? other : f);
}

int wv_spell_open(wv_str closed, wv_form out[WV_SPELL_VARIANTS_MAX])
{
    int n = 0;
    if (closed.n == 0) return 0;
    wv_form same = wv_form_of(closed.p, closed.n);
    char c = closed.p[closed.n - 1];
    if (closed.n < 2 || wv_spell_is_vowel(c)) return add_variant(out, n, same);
    uint32_t vowels = vowels_before_last(closed);
    char v = closed.p[closed.n - 2];
    if (vowels >= 2 && v == closed.p[closed.n - 3] && v != 'i') { /* loop -> lop */
        wv_form f = wv_form_of(closed.p, closed.n - 2);
        f.s[f.n++] = c;
        f.s[f.n] = '\0';
        n = add_with_voice(out, n, f);
        return add_variant(out, n, same);
    }
    if (vowels == 1 && v != 'y' && c != 'w' && c != 'x' && c != 'j' && c != 'h') { /* bel -> bell */
        char twice[2] = {c, '\0'};
        wv_form f = same;
        wv_form_add(&f, twice);
        bool plain_first = wv_spell_ends_unstressed(closed);
        if (plain_first) n = add_variant(out, n, same);
        n = add_variant(out, n, f);
        /* one consonant after a short vowel (motoren, haviken) only where the stress may lie before
         * it: "bek" has no "beken". Vowels that change (glazen, wegen) are in the table of nouns.
         */
        return wv_spell_syllables(closed) >= 2 ? add_with_voice(out, n, same) : n;
    }
    return add_with_voice(out, n, same);
}

/* Folding took the dots: varieren is va-ri-e-ren (varieert), reele is re-e-le (reeel), evacueren,
 * but not bieden. Written before the plain variant when the two vowels are no Dutch digraph, else
 * after it. */
static int add_folded_trema(wv_form out[], int n, wv_str open, char last)
{
    static const char *const digraphs[] = {"oe", "eu", "ui", "ij", "ei", "ou",
                                           "au", "aa", "oo", "uu", "ai", "oi"};
    char v1 = open.p[open.n - 3], v2 = open.p[open.n - 2];
    if (v2 != 'e' && v2 != 'a' && v2 != 'o') return n;
    for (size_t i = 0; i < sizeof digraphs / sizeof *digraphs; i++)
        if (v1 == digraphs[i][0] && v2 == digraphs[i][1]) return n;
    wv_form f = wv_form_of(open.p, open.n - 1), plain = wv_form_of(open.p, open.n - 1);
    char tail[3] = {v2, last, '\0'};
    wv_form_add(&f, tail);
    wv_form_add(&plain, tail + 1);
    if (v1 == 'i' || v1 == 'e') n = add_variant(out, n, plain);
    return add_variant(out, n, f);
}

int wv_spell_close(wv_str open, wv_form out[WV_SPELL_VARIANTS_MAX])
{
    int n = 0;
    if (open.n == 0) return 0;
    wv_form same = wv_form_of(open.p, open.n);
    char c = open.p[open.n - 1];
    if (open.n < 2 || wv_spell_is_vowel(c)) return add_variant(out, n, same);
    if (c == 'v' || c == 'z') same.s[same.n - 1] = c == 'v' ? 'f' : 's';
    char v = open.p[open.n - 2];
    if (v == c) return add_variant(out, n, wv_form_of(open.p, open.n - 1)); /* bell -> bel */
    uint32_t vowels = vowels_before_last(open);
    if (vowels >= 2) n = add_folded_trema(out, n, open, same.s[same.n - 1]);
    if (vowels == 1 && v != 'y' && v != 'i' && c != 'x' && c != 'j' && !(v == 'u' && c == 'w')) {
        wv_form f = wv_form_of(open.p, open.n - 1); /* lop -> loop */
        char tail[3] = {v, same.s[same.n - 1], '\0'};
        wv_form_add(&f, tail);
        bool plain_first = wv_spell_ends_unstressed(open);
        if (plain_first) n = add_variant(out, n, same);
        n = add_variant(out, n, f);
        return wv_spell_syllables(open) >= 2 ? add_variant(out, n, same) : n;
    }
    return add_variant(out, n, same);
}

char wv_spell_dental(wv_str open)
{
    if (open.n == 0) return 'd';
    char c = open.p[open.n - 1], before = open.n > 1 ? open.p[open.n - 2] : '\0';
    if (c == 'h') return before == 'c' || before == 's' ? 't' : 'd'; /* lachte, crashte */
    return strchr("tkfspxc", c) ? 't' : 'd';
}
