/* SPDX-License-Identifier: EUPL-1.2 */
/* wordgate_letters.h: a word's letters, eight at a time from either end, and the hashes of its
 * beginnings and ends.
 *
 *   contactverbod     fore  [contactv][erbod...]          the first letter in the lowest byte
 *                     aft   [ctverbod][...conta]          the last letter in the highest byte
 *
 * No byte is touched one by one: a beginning of n letters is whole eights and a masked one, so its
 * hash is one multiplication more than the hash of the eights before it. What is behind the word is
 * zero, which no letter is. Only for wordgate.c, which asks, and wordgate_make.c, which fills: both
 * must make the same of a word on any machine. */
#ifndef WV_PACK_WORDGATE_LETTERS_H
#define WV_PACK_WORDGATE_LETTERS_H

#include "pack/wordgate.h"

/* a to z, and what a swap that puts something in begins with. */
static inline uint32_t wv_wordgate_letter(char c)
{
    return c ? (uint32_t)(c - 'a') : WV_WORDGATE_LETTERS - 1;
}

enum { WV_WORDGATE_EIGHTS = WV_WORDGATE_BYTES_MAX / 8 + 1 };

typedef struct wv_wordgate_letters {
    uint32_t n;
    uint64_t fore[WV_WORDGATE_EIGHTS], aft[WV_WORDGATE_EIGHTS];
    uint64_t before[WV_WORDGATE_EIGHTS], behind[WV_WORDGATE_EIGHTS]; /* hashes of whole eights */
} wv_wordgate_letters;

static inline uint64_t wv_wordgate_eight(const char *p)
{
    uint64_t x;
    memcpy(&x, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* The last letters become the first ones and the other way round; bytes of 0 to 8. */
static inline uint64_t wv_wordgate_down(uint64_t x, uint32_t bytes)
{
    return x >> 4 * bytes >> 4 * bytes;
}

static inline uint64_t wv_wordgate_up(uint64_t x, uint32_t bytes)
{
    return x << 4 * bytes << 4 * bytes;
}

/* Of words that are longer than two eights, and of those that are shorter than one. */
static inline void wv_wordgate_take_rest(wv_wordgate_letters *l, wv_str w)
{
    uint64_t all = 0;
    if (w.n < 8) {
        for (uint32_t i = 0; i < w.n; i++) all |= (uint64_t)(unsigned char)w.p[i] << 8 * i;
        l->fore[0] = all;
        l->aft[0] = wv_wordgate_up(all, 8 - w.n);
        l->fore[1] = l->aft[1] = 0;
        return;
    }
    for (uint32_t i = 1; i < WV_WORDGATE_EIGHTS; i++) {
        uint32_t end = 8 * (i + 1), less = end - w.n;
        bool whole = end <= w.n, none = less >= 8;
        l->fore[i] = whole  ? wv_wordgate_eight(w.p + 8 * i)
                     : none ? 0
                            : wv_wordgate_down(l->aft[0], less);
        l->aft[i] = whole  ? wv_wordgate_eight(w.p + w.n - end)
                    : none ? 0
                           : wv_wordgate_up(l->fore[0], less);
    }
}

/* A word of at most WV_WORDGATE_BYTES_MAX letters; reads no byte behind it. */
static inline void wv_wordgate_take(wv_wordgate_letters *l, wv_str w)
{
    l->n = w.n;
    if (w.n >= 8) l->fore[0] = wv_wordgate_eight(w.p), l->aft[0] = wv_wordgate_eight(w.p + w.n - 8);
    if (w.n < 8 || w.n > 16) {
        wv_wordgate_take_rest(l, w);
        return;
    }
    l->fore[1] = wv_wordgate_down(l->aft[0], 16 - w.n);
    l->aft[1] = wv_wordgate_up(l->fore[0], 16 - w.n);
    l->fore[2] = l->aft[2] = 0;
}

static inline uint64_t wv_wordgate_step(uint64_t hash, uint64_t eight)
{
    uint64_t x = (hash ^ eight) * UINT64_C(0x9E3779B97F4A7C15);
    return x ^ x >> 32;
}

static inline void wv_wordgate_hash(wv_wordgate_letters *l)
{
    l->before[0] = l->behind[0] = 0;
    for (uint32_t i = 0; i < l->n / 8; i++) {
        l->before[i + 1] = wv_wordgate_step(l->before[i], l->fore[i]);
        l->behind[i + 1] = wv_wordgate_step(l->behind[i], l->aft[i]);
    }
}

/* The hash of the first n letters; of the last n. */
static inline uint64_t wv_wordgate_fore(const wv_wordgate_letters *l, uint32_t n)
{
    uint64_t first = (UINT64_C(1) << 8 * (n % 8)) - 1;
    return wv_wordgate_step(l->before[n / 8], l->fore[n / 8] & first);
}

static inline uint64_t wv_wordgate_aft(const wv_wordgate_letters *l, uint32_t n)
{
    uint64_t others = UINT64_MAX >> 8 * (n % 8);
    return wv_wordgate_step(l->behind[n / 8], l->aft[n / 8] & ~others);
}

/* ---- keys, and their places ---- */

static inline uint64_t wv_wordgate_key(uint64_t hash, wv_wordgate_kind kind)
{
    uint64_t x = hash + ((uint64_t)kind + 1) * UINT64_C(0xD6E8FEB86659FD93);
    x = (x ^ x >> 32) * UINT64_C(0xFF51AFD7ED558CCD);
    return x ^ x >> 29;
}

static inline uint32_t wv_wordgate_line(const wv_wordgate_bits *b, uint64_t key)
{
    return (uint32_t)(key >> 18) & b->line_mask;
}

static inline uint64_t wv_wordgate_own_bits(uint64_t key)
{
    return UINT64_C(1) << (key & 63) | UINT64_C(1) << (key >> 6 & 63) |
           UINT64_C(1) << (key >> 12 & 63);
}

static inline bool wv_wordgate_may_have(const wv_wordgate_bits *b, uint64_t key)
{
    uint64_t line = b->lines[wv_wordgate_line(b, key)];
    return line >> (key & 63) & line >> (key >> 6 & 63) & line >> (key >> 12 & 63) & 1;
}

static inline uint32_t wv_wordgate_slot(const wv_wordgate *g, uint64_t key)
{
    return (uint32_t)(key >> 24) & g->slot_mask;
}

static inline uint16_t wv_wordgate_tag(uint64_t key)
{
    uint16_t tag = (uint16_t)(key >> 48);
    return tag ? tag : 1;
}

/* ---- five bits a letter: eight letters in forty bits, any three of them an index ---- */

/* The letter in the lowest byte comes into the lowest bits. */
static inline uint64_t wv_wordgate_pack(uint64_t eight)
{
    uint64_t x = eight;
    x = (x & UINT64_C(0x001F001F001F001F)) | (x >> 3 & UINT64_C(0x03E003E003E003E0));
    x = (x & UINT64_C(0x000003FF000003FF)) | (x >> 6 & UINT64_C(0x000FFC00000FFC00));
    return (x & UINT64_C(0xFFFFF)) | (x >> 12 & UINT64_C(0xFFFFF00000));
}

enum { WV_WORDGATE_THREES = 1 << 15 };

/* Three letters of a packed eight, the one at `at` first. */
static inline uint32_t wv_wordgate_three(uint64_t packed, uint32_t at)
{
    return (uint32_t)(packed >> 5 * at) & (WV_WORDGATE_THREES - 1);
}

/* Of packed first letters the first n, of packed last letters the last n; up to eight. */
static inline uint64_t wv_wordgate_first(uint64_t packed, uint32_t n)
{
    return packed & ((UINT64_C(1) << 5 * n) - 1);
}

static inline uint64_t wv_wordgate_last(uint64_t packed, uint32_t n)
{
    return packed >> 5 * (8 - n);
}

/* A key of the few: one multiplication, since the letters are all there. */
static inline uint64_t wv_wordgate_few_key(uint64_t packed, wv_wordgate_few_kind kind)
{
    uint64_t x = (packed | (uint64_t)kind << 60) * UINT64_C(0x9E3779B97F4A7C15);
    return x ^ x >> 32;
}

#endif
