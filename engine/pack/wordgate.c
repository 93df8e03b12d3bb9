/* SPDX-License-Identifier: EUPL-1.2 */
/* wordgate.c: asks the gates about a word.
 *
 *   b o d u f a m       first question: what do its first and last three letters allow, does a
 *   [---]     [---]     stem begin with bod, a word end with dufam?   -> ways, nearly always none
 *
 *   g e s t a l k d     second question, for each way that is left: gestalk is a stem, -d an
 *   [----------->|      ending
 *
 * In: a folded word. Out: closed or not. Neighbours: wordgate_letters.h hashes, wordgate_make.c
 * fills the tables, scan/pieces.c asks before it analyses. Invariants: whatever text/normalise.h
 * and text/analyse.h can make of a word that pack/wordbook.c knows, one of the gates lets through,
 * save what docs/why/gates.md names; what the first question turns away, the second would. Cost:
 * the first question some 440 instructions without a branch, five reads in the few and five in the
 * threes; the second some hundreds. */
#include "pack/wordgate_letters.h"

#include "text/inflect_spell.h"
#include "text/inflect_words.h"
#include "text/normalise.h"
#include "text/spellings.h"

typedef struct walk {
    const wv_wordgate *g;
    wv_str w;
    wv_wordgate_letters l;
    uint32_t front, back; /* letters that some listed word begins, ends with as this one does */
} walk;

/* ---- the first question: in which ways may the word be open? ---- */

enum {
    WAY_FORM = 1,       /* a stem with an ending */
    WAY_GE = 2,         /* the same without its ge */
    WAY_COMPOUND = 4,   /* a first part, a link, a head */
    WAY_SPELT = 8,      /* one swap from a listed word */
    WAY_PRONOUN = 16,   /* kga, komje */
    WAY_DRAWN_OUT = 32, /* nooooit */
    WAY_Y = 64,         /* hy */
    WAYS_UNLISTED = WAY_SPELT | WAY_PRONOUN | WAY_DRAWN_OUT | WAY_Y, /* text/normalise.c */
};

static inline bool may_few(const wv_wordgate *g, uint64_t packed, wv_wordgate_few_kind kind)
{
    return wv_wordgate_may_have(&g->few, wv_wordgate_few_key(packed, kind));
}

/* The high bit of each byte that is zero; of bytes behind one that is, perhaps also when they are
 * one. */
static inline uint64_t zeros(uint64_t x)
{
    return (x - UINT64_C(0x0101010101010101)) & ~x & UINT64_C(0x8080808080808080);
}

/* Three of a letter, any y, any "ge": eight places at a time, each with the two behind it. */
static inline uint32_t ways_of_letters(const wv_wordgate_letters *l)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t three = 0, y = 0, ge = 0;
    for (uint32_t i = 0; 8 * i < l->n; i++) {
        uint64_t here = l->fore[i], more = 8 * i + 8 < l->n ? l->fore[i + 1] : 0;
        uint64_t next = here >> 8 | more << 56, third = here >> 16 | more << 48;
        uint64_t none = zeros(here) >> 7; /* behind the word: no letter, so never three of it */
        three |= zeros((here ^ next) | (here ^ third) | none);
        y |= zeros(here ^ ones * 'y');
        ge |= zeros((here ^ ones * 'g') | (next ^ ones * 'e'));
    }
    return (three ? WAY_DRAWN_OUT : 0) | (y ? WAY_Y : 0) | (ge ? WAY_GE : 0);
}

/* An ending leaves at least the letters before the longest one that these three allow. What
 * libstemmer may leave is as short as it likes: a noun of four letters and more is known by its
 * first four, and from a shorter one it takes all three of a longer word's last. */
static inline bool may_be_form(const wv_wordgate *g, uint64_t first, uint32_t n,
                               uint32_t first_mark, uint32_t last_mark)
{
    uint32_t left = n - (last_mark & WV_WORDGATE_ENDS);
    left = n < (last_mark & WV_WORDGATE_ENDS) + 2 ? 2 : left;
    left = left < WV_WORDGATE_SIDE_BYTES ? left : WV_WORDGATE_SIDE_BYTES;
    bool stem = may_few(g, wv_wordgate_first(first, left), WV_WORDGATE_BEGIN);
    bool noun = may_few(g, wv_wordgate_first(first, 4), WV_WORDGATE_NOUN4);
    bool shorter = (first_mark & WV_WORDGATE_NOUN3) && ((last_mark & WV_WORDGATE_CHAIN) || n < 7);
    return stem | ((last_mark & WV_WORDGATE_STEMMER) && (noun | shorter));
}

static inline uint32_t swap_at(const wv_wordgate *g, uint64_t packed, uint32_t at)
{
    uint32_t three = wv_wordgate_three(packed, at);
    return (g->threes[three] & WV_WORDGATE_SWAPS) >> WV_WORDGATE_SWAPS_AT;
}

/* Letters that a respelling can reach that leaves at most two before it. */
static inline uint32_t reach_of_first(const wv_wordgate *g, uint64_t first)
{
    uint32_t reach = 2 + swap_at(g, first, 2), other = 1 + swap_at(g, first, 1);
    reach = reach > other ? reach : other;
    other = swap_at(g, first, 0);
    return reach > other ? reach : other;
}

/* ... at most two behind it: one of n letters begins n + 2 letters from the end, or nearer. */
static inline uint32_t reach_of_last(const wv_wordgate *g, uint64_t last)
{
    uint32_t reach = 3;
    reach = swap_at(g, last, 4) >= 2 ? 4 : reach;
    reach = swap_at(g, last, 3) >= 3 ? 5 : reach;
    return swap_at(g, last, 2) >= 4 ? 6 : reach;
}

/* A respelling with three letters before it and three behind leaves those of a listed word; one
 * nearer to the beginning leaves an end that is as long as the rest; one nearer to the end, a
 * beginning. */
static inline bool may_be_spelt(const wv_wordgate *g, uint64_t first, uint64_t last, uint32_t n)
{
    uint32_t fore = reach_of_last(g, last), aft = reach_of_first(g, first);
    if (n < 6 || n < fore + 2 || n < aft + 3) return n >= 4;
    fore = n - fore < WV_WORDGATE_SIDE_BYTES ? n - fore : WV_WORDGATE_SIDE_BYTES;
    aft = n - aft < WV_WORDGATE_SIDE_BYTES ? n - aft : WV_WORDGATE_SIDE_BYTES;
    uint64_t sides = wv_wordgate_first(first, 3) | wv_wordgate_last(last, 3) << 15;
    return may_few(g, sides, WV_WORDGATE_SIDES) |
           may_few(g, wv_wordgate_first(first, fore), WV_WORDGATE_BEGIN) |
           may_few(g, wv_wordgate_last(last, aft), WV_WORDGATE_END);
}

static inline uint32_t ways_of(const wv_wordgate *g, const wv_wordgate_letters *l)
{
    uint64_t first = wv_wordgate_pack(l->fore[0]), last = wv_wordgate_pack(l->aft[0]);
    uint32_t head = g->threes[wv_wordgate_three(first, 0)];
    uint32_t tail = g->threes[wv_wordgate_three(last, 5)], c = l->fore[0] & 255;
    bool compound = (head & WV_WORDGATE_PART) && (tail & WV_WORDGATE_TAIL);
    bool pronoun = c == 'k' || c == 't' || (tail & WV_WORDGATE_PRONOUN);
    return ways_of_letters(l) | (may_be_form(g, first, l->n, head, tail) ? WAY_FORM : 0) |
           (compound ? WAY_COMPOUND : 0) | (pronoun ? WAY_PRONOUN : 0) |
           (may_be_spelt(g, first, last, l->n) ? WAY_SPELT : 0);
}

/* ---- the second question: forms ---- */

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
    return wv_wordgate_may_have(&g->all, key) && has_tag(g, key);
}

static inline uint64_t last_letters(const walk *k, uint32_t n)
{
    return n >= 8 ? wv_wordgate_eight(k->w.p + n - 8) : wv_wordgate_up(k->l.fore[0], 8 - n);
}

/* What libstemmer takes off after it took something off: moord-ig-e. Also of a doubled consonant,
 * of which one goes: bak-k-en. */
static bool is_stem_of_stemmer(const walk *k, uint32_t n)
{
    const wv_wordgate *g = k->g;
    uint64_t cuts = UINT64_C(1) << n;
    while (cuts) {
        uint32_t at = 63 - (uint32_t)__builtin_clzll(cuts);
        cuts ^= UINT64_C(1) << at;
        if (has(g, wv_wordgate_fore(&k->l, at), WV_WORDGATE_NOUN)) return true;
        if (at < 3) continue;
        if (k->w.p[at - 1] == k->w.p[at - 2]) cuts |= UINT64_C(1) << (at - 1);
        uint32_t letter = wv_wordgate_letter(k->w.p[at - 1]);
        uint64_t letters = last_letters(k, at);
        for (uint32_t i = g->ending_first[letter]; i < g->ending_first[letter + 1]; i++) {
            const wv_wordgate_ending *e = &g->endings[i];
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
    uint64_t whole = wv_wordgate_fore(&k->l, n);
    if (has(g, whole, WV_WORDGATE_STEM) || has(g, whole, WV_WORDGATE_NOUN)) return true;
    for (uint32_t i = g->ending_first[letter]; i < g->ending_first[letter + 1]; i++) {
        const wv_wordgate_ending *e = &g->endings[i];
        if ((k->l.aft[0] & e->mask) != e->letters || e->bytes + 2 > n) continue;
        if (has(g, wv_wordgate_fore(&k->l, n - e->bytes), WV_WORDGATE_STEM) ||
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
    for (uint32_t at = 0; at <= PARTICLE_BYTES_MAX && at + 5 <= n; at++) {
        if (k->w.p[at] != 'g' || k->w.p[at + 1] != 'e') continue;
        memcpy(room, k->w.p, at);
        memcpy(room + at, k->w.p + at + 2, n - at - 2);
        less.g = k->g, less.w = (wv_str){room, n - 2};
        wv_wordgate_take(&less.l, less.w);
        if (!(ways_of(k->g, &less.l) & WAY_FORM)) continue;
        wv_wordgate_hash(&less.l);
        if (is_stem_with_ending(&less)) return true;
    }
    return false;
}

static bool is_compound(const walk *k)
{
    static const char *const links[] = {"", "s", "e", "en", "n"};
    uint32_t n = k->w.n;
    for (uint32_t cut = n - 2; n >= 5 && cut >= 3; cut--) {
        if (!has(k->g, wv_wordgate_aft(&k->l, n - cut), WV_WORDGATE_HEAD)) continue;
        for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
            wv_str link = wv_str_of(links[i]);
            if (cut >= 3 + link.n && wv_str_ends((wv_str){k->w.p, cut}, link) &&
                has(k->g, wv_wordgate_fore(&k->l, cut - link.n), WV_WORDGATE_FIRST))
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

/* How far the word begins and ends as a listed word does. */
static void measure_ends(walk *k)
{
    const wv_wordgate *g = k->g;
    const wv_wordgate_letters *l = &k->l;
    uint32_t n = k->w.n;
    for (k->front = 2; k->front < n; k->front++) {
        uint64_t hash = wv_wordgate_fore(l, k->front + 1);
        if (!wv_wordgate_may_have(&g->all, wv_wordgate_key(hash, WV_WORDGATE_FRONT))) break;
    }
    for (k->back = 2; k->back < n; k->back++) {
        uint64_t hash = wv_wordgate_aft(l, k->back + 1);
        if (!wv_wordgate_may_have(&g->all, wv_wordgate_key(hash, WV_WORDGATE_BACK))) break;
    }
}

/* The first eight letters of the word with `cut` letters at `at` replaced; at is less than eight.
 */
static inline uint64_t first_eight_with(const wv_wordgate_letters *l, uint32_t at, uint32_t cut,
                                        uint32_t with, uint32_t bytes)
{
    uint64_t before = l->fore[0] & ((UINT64_C(1) << 8 * at) - 1), behind = 0;
    uint32_t from = at + cut, to = at + bytes;
    if (from < 8)
        behind = wv_wordgate_down(l->fore[0], from) | wv_wordgate_up(l->fore[1], 8 - from);
    else
        behind = wv_wordgate_down(l->fore[1], from - 8);
    return before | (uint64_t)with << 8 * at | (to < 8 ? wv_wordgate_up(behind, to) : 0);
}

/* Does a listed word begin with the first six of these? */
static inline bool may_begin(const wv_wordgate *g, uint64_t eight)
{
    uint64_t first = wv_wordgate_first(wv_wordgate_pack(eight), WV_WORDGATE_SIDE_BYTES);
    return may_few(g, first, WV_WORDGATE_BEGIN);
}

/* Is the word listed with `cut` letters at `at` replaced by up to four others? */
static bool is_listed_with(const walk *k, uint32_t at, uint32_t cut, uint32_t with, uint32_t bytes)
{
    char room[WV_WORDGATE_BYTES_MAX + WV_SPELLING_BYTES_MAX];
    uint32_t n = k->w.n + bytes - cut;
    wv_wordgate_letters l;
    if (k->w.n - at - cut > k->back || n > WV_WORDGATE_BYTES_MAX) return false;
    if (at < WV_WORDGATE_SIDE_BYTES && n >= WV_WORDGATE_SIDE_BYTES &&
        !may_begin(k->g, first_eight_with(&k->l, at, cut, with, bytes)))
        return false;
    memcpy(room, k->w.p, at);
    for (uint32_t i = 0; i < bytes; i++) room[at + i] = (char)(with >> 8 * i);
    memcpy(room + at + bytes, k->w.p + at + cut, k->w.n - at - cut);
    wv_wordgate_take(&l, (wv_str){room, n});
    wv_wordgate_hash(&l);
    return has(k->g, wv_wordgate_fore(&l, n), WV_WORDGATE_FULL);
}

static inline uint32_t four_letters(const walk *k, uint32_t at)
{
    uint32_t four = 0, n = k->w.n - at < 4 ? k->w.n - at : 4;
    for (uint32_t i = 0; i < n; i++) four |= (uint32_t)(unsigned char)k->w.p[at + i] << 8 * i;
    return four;
}

static bool is_swapped(const walk *k, uint32_t at, uint32_t letter)
{
    const wv_wordgate *g = k->g;
    uint32_t left = k->w.n - at, four = four_letters(k, at);
    for (uint32_t i = g->swap_first[letter]; i < g->swap_first[letter + 1]; i++) {
        const wv_wordgate_swap *x = &g->swaps[i];
        if (left > k->back + x->from_bytes) break; /* the longest come first */
        if ((four & x->mask) == x->from && is_listed_with(k, at, x->from_bytes, x->to, x->to_bytes))
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
        if (is_listed_with(k, at, again, (unsigned char)k->w.p[at], !again)) return true;
    }
    for (uint32_t i = 0; n >= 7 && at >= 2 && at + 2 < n && i < count; i++) {
        wv_str link = links[i];
        uint32_t with = (unsigned char)link.p[0];
        if (link.n > 1) with |= (uint32_t)(unsigned char)link.p[1] << 8;
        if (is_listed_with(k, at, 0, with, link.n)) return true;
        if (at + link.n + 2 <= n && memcmp(k->w.p + at, link.p, link.n) == 0 &&
            is_listed_with(k, at, link.n, 0, 0))
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
    measure_ends(k);
    uint32_t reach = k->back + WV_SPELLING_BYTES_MAX;
    for (uint32_t at = n > reach ? n - reach : 0; at <= k->front && at <= n; at++) {
        if (at < n && is_swapped(k, at, wv_wordgate_letter(k->w.p[at]))) return true;
        if (n - at <= k->back && is_swapped(k, at, WV_WORDGATE_LETTERS - 1)) return true;
        if (n - at <= k->back + LINK_BYTES_MAX && is_linked(k, at)) return true;
    }
    return false;
}

/* ---- the whole ---- */

static bool is_known(walk *k, uint32_t ways)
{
    wv_wordgate_hash(&k->l);
    return ((ways & WAY_FORM) && is_stem_with_ending(k)) ||
           ((ways & WAY_GE) && is_stem_with_ge(k)) || ((ways & WAY_COMPOUND) && is_compound(k));
}

/* "hy liep": y stands for ij as well, in all of the word, which must then be known as it is. */
static bool is_known_with_ij(const wv_wordgate *g, wv_str w)
{
    char room[2 * WV_WORDGATE_BYTES_MAX];
    walk k = {.g = g, .w = {room, 0}};
    for (uint32_t i = 0; i < w.n; i++) {
        bool y = w.p[i] == 'y';
        room[k.w.n++] = y ? 'i' : w.p[i];
        if (y) room[k.w.n++] = 'j';
    }
    if (k.w.n > WV_WORDGATE_BYTES_MAX) return true;
    wv_wordgate_take(&k.l, k.w);
    return is_known(&k, ways_of(g, &k.l));
}

/* A word of the list is what it is: nobody asks how else it may be meant. */
static bool is_open(walk *k, uint32_t ways)
{
    if (is_known(k, ways)) return true;
    if (!(ways & WAYS_UNLISTED) || wv_words_has(k->w)) return false;
    return (ways & WAY_DRAWN_OUT) || ((ways & WAY_PRONOUN) && is_verb_with_pronoun(k->w)) ||
           ((ways & WAY_SPELT) && is_misspelt(k)) ||
           ((ways & WAY_Y) && is_known_with_ij(k->g, k->w));
}

bool wv_wordgate_is_closed(const wv_wordgate *g, wv_str folded)
{
    walk k;
    uint32_t n = folded.n;
    if (n < WV_WORDGATE_BYTES_MIN || n > WV_WORDGATE_BYTES_MAX || (g->typos && n >= 8))
        return false;
    k.g = g, k.w = folded;
    wv_wordgate_take(&k.l, folded);
    uint32_t ways = ways_of(g, &k.l);
    return !ways || !is_open(&k, ways);
}
