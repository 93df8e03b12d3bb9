/* SPDX-License-Identifier: EUPL-1.2 */
/* wordgate.h: may a word that was never seen be of any class of the pack? Before anything is
 * analysed.
 *
 *   bodufam      closed: no stem of the pack with an ending, no compound of its parts, no spelling
 * of one of its words, no verb with a pronoun written to it (docs/why/gates.md) gestalkd     open:
 * gestalk is a stem, -d an ending
 *
 *   bits   |0110..|....|        64 bits a key's line, three of them its own; stays in a fast cache
 *   tags   [a3f1][    ][09c2]   16 bits a key, asked when all three bits are set
 *
 * A key is the hash of a piece of a word and of what it is said to be: a stem, a beginning of a
 * listed word, an end of one. A closed word has no class: its set is the empty one. An open word
 * may have none either; it takes the slow path. Const after wv_wordgate_make, shared by all
 * threads, in the arena given. */
#ifndef WV_PACK_WORDGATE_H
#define WV_PACK_WORDGATE_H

#include "base/mem.h"
#include "base/rc.h"

enum {
    WV_WORDGATE_BYTES_MIN = 3, /* shorter and longer words are always open */
    WV_WORDGATE_BYTES_MAX = 40,
    WV_WORDGATE_TAIL_BYTES = 2,
    WV_WORDGATE_LETTERS = 27, /* and one for nothing */
    WV_WORDGATE_SWAPS_MAX = 160,
    WV_WORDGATE_ENDINGS_MAX = 72,
};

/* The last letters of a word: the last one in the highest byte. */
typedef struct wv_wordgate_ending {
    uint64_t mask, letters;
    uint32_t bytes;
    bool by_stemmer; /* libstemmer takes it off */
} wv_wordgate_ending;

typedef struct wv_wordgate {
    const uint64_t *bits; /* of a power of two lines */
    const uint16_t *tags; /* of a power of two slots, at most half of them taken; 0 is free */
    const uint64_t *fronts, *backs; /* a bit for each three letters that such a word begins, ends with */
    uint32_t line_mask, slot_mask;
    uint32_t key_count;
    bool typos; /* the pack has a closed list whose words may have one slip */
    uint8_t swaps[WV_WORDGATE_SWAPS_MAX]; /* numbers of text/spellings.h, by their first letter */
    uint8_t swap_first[WV_WORDGATE_LETTERS + 1], swap_bytes[WV_WORDGATE_LETTERS]; /* the longest */
    wv_wordgate_ending endings[WV_WORDGATE_ENDINGS_MAX]; /* by their last letter */
    uint8_t ending_first[WV_WORDGATE_LETTERS + 1];
} wv_wordgate;

/* True: `folded`, small letters a to z alone, has no class of the pack by any reading. */
bool wv_wordgate_is_closed(const wv_wordgate *g, wv_str folded);

struct wv_wordbook;
wv_rc wv_wordgate_make(const struct wv_wordbook *book, wv_arena *arena, const wv_wordgate **out);

/* ---- for wordgate_make.c: what a key is said to be, and its place ---- */

typedef enum wv_wordgate_kind {
    WV_WORDGATE_STEM,  /* a listed form less an ending */
    WV_WORDGATE_NOUN,  /* a key that libstemmer may come to */
    WV_WORDGATE_FULL,  /* a listed word that a misspelling may stand for */
    WV_WORDGATE_FRONT, /* a beginning of such a word */
    WV_WORDGATE_BACK,  /* an end of such a word, hashed from the end */
    WV_WORDGATE_HEAD,  /* a form of a compound's head, hashed from the end */
    WV_WORDGATE_TAIL,  /* the last letters of such a form, from the end */
    WV_WORDGATE_FIRST, /* a compound's first part */
} wv_wordgate_kind;

/* a to z, and what a swap that puts something in begins with. */
static inline uint32_t wv_wordgate_letter(char c)
{
    return c ? (uint32_t)(c - 'a') : WV_WORDGATE_LETTERS - 1;
}

enum { WV_WORDGATE_THREES = 1 << 15 };

static inline uint32_t wv_wordgate_three_of(char a, char b, char c)
{
    return (uint32_t)(a & 31) << 10 | (uint32_t)(b & 31) << 5 | (uint32_t)(c & 31);
}

static inline bool wv_wordgate_three_has(const uint64_t *threes, char a, char b, char c)
{
    uint32_t at = wv_wordgate_three_of(a, b, c);
    return threes[at / 64] >> (at % 64) & 1;
}

static inline uint64_t wv_wordgate_step(uint64_t hash, char c)
{
    return (hash + (unsigned char)c) * UINT64_C(0x9E3779B97F4A7C15);
}

/* As the letters of an ending. */
static inline uint64_t wv_wordgate_last_letters(wv_str w)
{
    uint64_t letters = 0;
    if (w.n >= 8) {
        memcpy(&letters, w.p + w.n - 8, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        letters = __builtin_bswap64(letters);
#endif
        return letters;
    }
    for (uint32_t i = 0; i < w.n; i++)
        letters = letters >> 8 | (uint64_t)(unsigned char)w.p[i] << 56;
    return letters;
}

static inline uint64_t wv_wordgate_key(uint64_t hash, wv_wordgate_kind kind)
{
    uint64_t x = hash + ((uint64_t)kind + 1) * UINT64_C(0xD6E8FEB86659FD93);
    x = (x ^ x >> 32) * UINT64_C(0xFF51AFD7ED558CCD);
    return x ^ x >> 29;
}

static inline uint32_t wv_wordgate_line(const wv_wordgate *g, uint64_t key)
{
    return (uint32_t)(key >> 18) & g->line_mask;
}

static inline uint64_t wv_wordgate_three(uint64_t key)
{
    return UINT64_C(1) << (key & 63) | UINT64_C(1) << (key >> 6 & 63) |
           UINT64_C(1) << (key >> 12 & 63);
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

#endif
