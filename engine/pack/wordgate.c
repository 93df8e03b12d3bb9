/* SPDX-License-Identifier: EUPL-1.2 */
/* wordgate.c: asks the gates about a word.
 *
 *   b o d u f a m        fore[3]  hash of "bod"       one multiplication a letter, both ways at
 * once
 *   ------->             back[3]  hash of "maf"
 *          <-------
 *
 * In: a folded word. Out: closed or not. Neighbours: wordgate_make.c fills the tables,
 * scan/pieces.c asks before it analyses. Invariants: whatever text/normalise.h and text/analyse.h
 * can make of a word that pack/wordbook.c knows, one of the gates lets through, save what
 * docs/why/gates.md names; tests/unit/test_wordgate.c compares. Cost: some 60 ns: two dozen
 * multiplications and as many reads, nearly all in the bits. */
#include "pack/wordgate.h"

#include "text/inflect_spell.h"
#include "text/inflect_words.h"
#include "text/normalise.h"
#include "text/spellings.h"

enum { MARK_THREE = 1, MARK_Y = 2 }; /* nooooit; hy */

typedef struct walk {
    const wv_wordgate *g;
    wv_str w;
    uint32_t front, back; /* letters that some listed word begins, ends with as this one does */
    uint32_t marks;
    uint64_t ge;           /* a bit for each place where "ge" stands */
    uint32_t hashed;       /* letters in aft */
    uint64_t last_letters; /* the last one in the highest byte */
    uint64_t fore[WV_WORDGATE_BYTES_MAX + 1], aft[WV_WORDGATE_BYTES_MAX + 1];
} walk;

static inline bool may_have(const wv_wordgate *g, uint64_t key)
{
    uint64_t three = wv_wordgate_three(key);
    return (g->bits[wv_wordgate_line(g, key)] & three) == three;
}

static bool has_tag(const wv_wordgate *g, uint64_t key)
{
    uint16_t tag = wv_wordgate_tag(key);
    for (uint32_t i = wv_wordgate_slot(g, key); g->tags[i]; i = (i + 1) & g->slot_mask)
        if (g->tags[i] == tag) return true;
    return false;
}

static inline bool has(const wv_wordgate *g, uint64_t hash, wv_wordgate_kind kind)
{
    uint64_t key = wv_wordgate_key(hash, kind);
    return may_have(g, key) && has_tag(g, key);
}

/* The last three letters are hashed backwards, more when they are asked for. */
static void hash_word(walk *k)
{
    uint64_t fore = 0, ge = 0;
    uint32_t before = 0, last = 0, marks = 0;
    k->fore[0] = k->aft[0] = 0;
    for (uint32_t i = 0; i < k->w.n; i++) {
        uint32_t c = (unsigned char)k->w.p[i];
        fore = k->fore[i + 1] = wv_wordgate_step(fore, k->w.p[i]);
        marks |= (c == last) & (c == before) ? MARK_THREE : 0;
        marks |= c == 'y' ? MARK_Y : 0;
        ge |= (uint64_t)((last == 'g') & (c == 'e')) << i;
        before = last, last = c;
    }
    k->marks = marks;
    k->ge = ge >> 1;
    for (k->hashed = 0; k->hashed < 3; k->hashed++)
        k->aft[k->hashed + 1] = wv_wordgate_step(k->aft[k->hashed], k->w.p[k->w.n - 1 - k->hashed]);
}

static uint64_t aft_of(walk *k, uint32_t n)
{
    for (; k->hashed < n; k->hashed++)
        k->aft[k->hashed + 1] = wv_wordgate_step(k->aft[k->hashed], k->w.p[k->w.n - 1 - k->hashed]);
    return k->aft[n];
}

/* ---- forms ---- */

/* What libstemmer takes off after it took something off: moord-ig-e. Also of a doubled consonant,
 * of which one goes: bak-k-en. */
static bool is_stem_of_stemmer(const walk *k, uint32_t n)
{
    const wv_wordgate *g = k->g;
    uint64_t cuts = UINT64_C(1) << n;
    while (cuts) {
        uint32_t at = 63 - (uint32_t)__builtin_clzll(cuts);
        cuts ^= UINT64_C(1) << at;
        if (has(g, k->fore[at], WV_WORDGATE_NOUN)) return true;
        if (at < 3) continue;
        if (k->w.p[at - 1] == k->w.p[at - 2]) cuts |= UINT64_C(1) << (at - 1);
        uint32_t letter = wv_wordgate_letter(k->w.p[at - 1]);
        for (uint32_t i = g->ending_first[letter]; i < g->ending_first[letter + 1]; i++) {
            const wv_wordgate_ending *e = &g->endings[i];
            uint64_t letters = wv_wordgate_last_letters((wv_str){k->w.p, at});
            if (e->by_stemmer && (letters & e->mask) == e->letters && e->bytes + 2 <= at)
                cuts |= UINT64_C(1) << (at - e->bytes);
        }
    }
    return false;
}

static bool is_stem_with_ending(const walk *k)
{
    const wv_wordgate *g = k->g;
    uint32_t n = k->w.n, letter = wv_wordgate_letter(k->w.p[n - 1]);
    if (has(g, k->fore[n], WV_WORDGATE_STEM) || has(g, k->fore[n], WV_WORDGATE_NOUN)) return true;
    for (uint32_t i = g->ending_first[letter]; i < g->ending_first[letter + 1]; i++) {
        const wv_wordgate_ending *e = &g->endings[i];
        if ((k->last_letters & e->mask) != e->letters || e->bytes + 2 > n) continue;
        if (has(g, k->fore[n - e->bytes], WV_WORDGATE_STEM) ||
            (e->by_stemmer && is_stem_of_stemmer(k, n - e->bytes)))
            return true;
    }
    return false;
}

/* geschrijfd, opgeschrijfd: nobody lists the weak participle of a strong verb, people write it. The
 * "ge" stands in front or behind a particle. */
static bool is_stem_with_ge(const walk *k)
{
    enum { PARTICLE_BYTES_MAX = 8 };
    walk less;
    char room[WV_WORDGATE_BYTES_MAX];
    uint32_t n = k->w.n;
    for (uint64_t left = k->ge; left; left &= left - 1) {
        uint32_t at = (uint32_t)__builtin_ctzll(left);
        if (at > PARTICLE_BYTES_MAX || at + 5 > n) return false;
        memcpy(room, k->w.p, at);
        memcpy(room + at, k->w.p + at + 2, n - at - 2);
        less.g = k->g, less.w = (wv_str){room, n - 2};
        hash_word(&less);
        less.last_letters = k->last_letters;
        if (is_stem_with_ending(&less)) return true;
    }
    return false;
}

static bool is_compound(walk *k)
{
    static const char *const links[] = {"", "s", "e", "en", "n"};
    uint32_t n = k->w.n;
    if (n < 5 || !has(k->g, k->aft[WV_WORDGATE_TAIL_BYTES], WV_WORDGATE_TAIL)) return false;
    for (uint32_t cut = n - 2; cut >= 3; cut--) {
        if (!has(k->g, aft_of(k, n - cut), WV_WORDGATE_HEAD)) continue;
        for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
            wv_str link = wv_str_of(links[i]);
            if (cut >= 3 + link.n && wv_str_ends((wv_str){k->w.p, cut}, link) &&
                has(k->g, k->fore[cut - link.n], WV_WORDGATE_FIRST))
                return true;
        }
    }
    return false;
}

/* kga, komje: a listed word is left when the pronoun is taken off (normalise_short.c); pronouns of
 * one letter stand only behind a verb with ik before it. */
static bool is_verb_with_pronoun(wv_str w)
{
    char c = w.p[0], last = w.p[w.n - 1], other = w.p[w.n - 2];
    bool ik = c == 'k';
    if ((ik || c == 't') && wv_words_has(wv_str_from(w, 1))) return true;
    uint32_t tail = 0;
    if (last == 'e' && (other == 'j' || other == 'i' || other == 'g')) tail = 2;
    if (last == 'k' && other == 'i') tail = 2;
    if (tail && w.n >= 4) {
        wv_str verb = wv_str_cut(w, tail);
        if (wv_words_has(verb) || (ik && wv_words_has(wv_str_from(verb, 1)))) return true;
    }
    if (last == 'j' && other == 'i' && w.n >= 5 && strchr("jg", w.p[w.n - 3])) {
        wv_str verb = wv_str_cut(w, 3);
        if (wv_words_has(verb) || (ik && wv_words_has(wv_str_from(verb, 1)))) return true;
    }
    return ik && w.n >= 4 && strchr("utkm", last) && wv_words_has((wv_str){w.p + 1, w.n - 2});
}

/* ---- spellings ---- */

/* The first three and the last three letters are asked of small tables: most words of no language
 * end there. */
static void measure_ends(walk *k)
{
    const wv_wordgate *g = k->g;
    const char *p = k->w.p;
    uint32_t n = k->w.n;
    k->front = k->back = 2;
    if (wv_wordgate_three_has(g->fronts, p[0], p[1], p[2]))
        for (k->front = 3; k->front < n; k->front++)
            if (!may_have(g, wv_wordgate_key(k->fore[k->front + 1], WV_WORDGATE_FRONT))) break;
    if (wv_wordgate_three_has(g->backs, p[n - 1], p[n - 2], p[n - 3]))
        for (k->back = 3; k->back < n; k->back++)
            if (!may_have(g, wv_wordgate_key(aft_of(k, k->back + 1), WV_WORDGATE_BACK))) break;
}

/* Is the word listed with `cut` letters at `at` replaced? */
static bool is_listed_with(const walk *k, uint32_t at, uint32_t cut, wv_str with)
{
    uint64_t h = k->fore[at];
    if (k->w.n - at - cut > k->back) return false;
    for (uint32_t i = 0; i < with.n; i++) h = wv_wordgate_step(h, with.p[i]);
    for (uint32_t i = at + cut; i < k->w.n; i++) h = wv_wordgate_step(h, k->w.p[i]);
    return has(k->g, h, WV_WORDGATE_FULL);
}

static bool is_swapped(const walk *k, uint32_t at, uint32_t letter)
{
    const wv_wordgate *g = k->g;
    uint32_t count, left = k->w.n - at;
    if (left > k->back + g->swap_bytes[letter]) return false;
    const wv_spelling_swap *swaps = wv_spelling_swaps(&count);
    for (uint32_t i = g->swap_first[letter]; i < g->swap_first[letter + 1]; i++) {
        const wv_spelling_swap *x = &swaps[g->swaps[i]];
        if (left > k->back + x->from.n) break; /* the longest come first */
        if (x->from.n <= left && memcmp(k->w.p + at, x->from.p, x->from.n) == 0 &&
            is_listed_with(k, at, x->from.n, x->to))
            return true;
    }
    return false;
}

/* Doubled letters and the linking sounds of compounds, as text/normalise_spell.c tries them. */
static bool is_linked(const walk *k, uint32_t at)
{
    uint32_t n = k->w.n, count;
    const wv_str *links = wv_spelling_links(&count);
    if (n >= 6 && at < n) {
        bool again = at + 1 < n && k->w.p[at + 1] == k->w.p[at];
        wv_str one = {k->w.p + at, again ? 0 : 1};
        if (is_listed_with(k, at, again ? 1 : 0, one)) return true;
    }
    for (uint32_t i = 0; n >= 7 && at >= 2 && at + 2 < n && i < count; i++) {
        wv_str link = links[i];
        if (is_listed_with(k, at, 0, link)) return true;
        if (at + link.n + 2 <= n && memcmp(k->w.p + at, link.p, link.n) == 0 &&
            is_listed_with(k, at, link.n, (wv_str){"", 0}))
            return true;
    }
    return false;
}

/* A respelling leaves what is before it and what is behind: so it stands where the word has begun
 * as a listed word does and goes on as one ends. Of "bodufam" no listed word begins with more than
 * bod or ends with more than am; the letters between are more than any swap is. */
static bool is_misspelt(walk *k)
{
    enum { LINK_BYTES_MAX = 2 };
    uint32_t n = k->w.n;
    if (n < 4) return false;
    measure_ends(k);
    uint32_t reach = k->back + WV_SPELLING_BYTES_MAX;
    for (uint32_t at = n > reach ? n - reach : 0; at <= k->front && at <= n; at++) {
        if (at < n && is_swapped(k, at, wv_wordgate_letter(k->w.p[at]))) return true;
        if (n - at <= k->back && is_swapped(k, at, WV_WORDGATE_LETTERS - 1)) return true;
        if (n - at <= k->back + LINK_BYTES_MAX && is_linked(k, at)) return true;
    }
    return false;
}

static bool is_closed(const wv_wordgate *g, wv_str w, bool *y)
{
    walk k;
    k.g = g, k.w = w;
    if (w.n < WV_WORDGATE_BYTES_MIN || w.n > WV_WORDGATE_BYTES_MAX || (g->typos && w.n >= 8))
        return false;
    k.last_letters = wv_wordgate_last_letters(w);
    hash_word(&k);
    *y = k.marks & MARK_Y;
    return !(k.marks & MARK_THREE) && !is_stem_with_ending(&k) && !is_stem_with_ge(&k) &&
           !is_compound(&k) && !is_misspelt(&k) && !is_verb_with_pronoun(w);
}

/* "hy liep": y stands for ij as well, in all of the word. */
static bool is_closed_with_ij(const wv_wordgate *g, wv_str w)
{
    char room[2 * WV_WORDGATE_BYTES_MAX];
    uint32_t n = 0;
    bool none;
    for (uint32_t i = 0; i < w.n; i++) {
        bool y = w.p[i] == 'y';
        room[n++] = y ? 'i' : w.p[i];
        if (y) room[n++] = 'j';
    }
    return is_closed(g, (wv_str){room, n}, &none);
}

bool wv_wordgate_is_closed(const wv_wordgate *g, wv_str folded)
{
    bool y;
    return is_closed(g, folded, &y) && (!y || is_closed_with_ij(g, folded));
}
