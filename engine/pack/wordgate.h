/* SPDX-License-Identifier: EUPL-1.2 */
/* wordgate.h: may a word that was never seen be of any class of the pack? Before anything is
 * analysed.
 *
 *   bodufam      closed: no stem of the pack with an ending, no compound of its parts, no spelling
 *                of one of its words, no verb with a pronoun written to it (docs/why/gates.md)
 *   gestalkd     open: gestalk is a stem, -d an ending
 *
 *   threes [e][e][e]|..     what three letters may be: an ending, a beginning      64 KB
 *   few    |0110..|....|    short beginnings and ends, three bits a key           128 KB
 *   all    |0110..|....|    whole stems and words, the same way                   512 KB
 *   tags   [a3f1][    ][09c2]   16 bits a key, asked when all three bits are set    1 MB
 *
 * The first two answer the first question, which turns nearly all words of no language and most
 * others away; the last two are asked about what is left. A key is the hash of a piece of a word
 * and of what it is said to be: a stem, a beginning of a listed word, an end of one. A closed word
 * has no class: its set is the empty one. An open word may have none either; it takes the slow
 * path. Const after wv_wordgate_make, shared by all threads, in the arena given. */
#ifndef WV_PACK_WORDGATE_H
#define WV_PACK_WORDGATE_H

#include "base/mem.h"
#include "base/rc.h"

enum {
    WV_WORDGATE_BYTES_MIN = 3, /* shorter and longer words are always open */
    WV_WORDGATE_BYTES_MAX = 40,
    WV_WORDGATE_LETTERS = 27, /* and one for nothing */
    WV_WORDGATE_SWAPS_MAX = 160,
    WV_WORDGATE_ENDINGS_MAX = 72,
    WV_WORDGATE_SIDE_BYTES = 6, /* beginnings and ends among the few are no longer */
};

/* The last letters of a word: the last one in the highest byte. */
typedef struct wv_wordgate_ending {
    uint64_t mask, letters;
    uint32_t bytes;
    bool by_stemmer; /* libstemmer takes it off */
} wv_wordgate_ending;

/* 64 bits a line, of a power of two lines; three bits a key. */
typedef struct wv_wordgate_bits {
    const uint64_t *lines;
    uint32_t line_mask;
} wv_wordgate_bits;

/* A swap of text/spellings.h: letters as in the first bytes of a word. */
typedef struct wv_wordgate_swap {
    uint32_t mask, from, to;
    uint8_t from_bytes, to_bytes;
} wv_wordgate_swap;

typedef struct wv_wordgate {
    const uint16_t *threes; /* wv_wordgate_mark of each three letters */
    wv_wordgate_bits few, all;
    const uint16_t *tags; /* of a power of two slots, at most half of them taken; 0 is free */
    uint32_t slot_mask;
    uint32_t key_count;
    bool typos; /* the pack has a closed list whose words may have one slip */
    wv_wordgate_swap swaps[WV_WORDGATE_SWAPS_MAX]; /* by their first letter, the longest first */
    uint8_t swap_first[WV_WORDGATE_LETTERS + 1];
    wv_wordgate_ending endings[WV_WORDGATE_ENDINGS_MAX]; /* by their last letter */
    uint8_t ending_first[WV_WORDGATE_LETTERS + 1];
} wv_wordgate;

/* True: `folded`, small letters a to z alone, has no class of the pack by any reading. */
bool wv_wordgate_is_closed(const wv_wordgate *g, wv_str folded);

struct wv_wordbook;
wv_rc wv_wordgate_make(const struct wv_wordbook *book, wv_arena *arena, const wv_wordgate **out);

/* ---- for wordgate_letters.h, wordgate_make.c and wordgate.c: what a key is said to be ---- */

/* In `all`; those before FRONT have tags too. */
typedef enum wv_wordgate_kind {
    WV_WORDGATE_STEM,  /* a listed form less an ending */
    WV_WORDGATE_NOUN,  /* a key that libstemmer may come to */
    WV_WORDGATE_FULL,  /* a listed word that a misspelling may stand for */
    WV_WORDGATE_HEAD,  /* a form of a compound's head, hashed from the end */
    WV_WORDGATE_FIRST, /* a compound's first part */
    WV_WORDGATE_FRONT, /* a beginning of such a word as FULL */
    WV_WORDGATE_BACK,  /* an end of such a word, hashed from the end */
} wv_wordgate_kind;

/* In `few`: letters, packed. */
typedef enum wv_wordgate_few_kind {
    WV_WORDGATE_BEGIN, /* a beginning of a stem, a noun or a word that a misspelling may stand for
                        */
    WV_WORDGATE_NOUN4, /* the first four letters of a noun */
    WV_WORDGATE_END,   /* an end of a word that a misspelling may stand for */
    WV_WORDGATE_SIDES, /* the first and the last three letters of such a word */
} wv_wordgate_few_kind;

/* What three letters may be. The first two are numbers. */
typedef enum wv_wordgate_mark {
    WV_WORDGATE_ENDS = 7, /* the last three: letters of the longest ending that may stand there */
    WV_WORDGATE_SWAPS = 7 << 3, /* any three: letters of the longest swap that begins with them */
    WV_WORDGATE_SWAPS_AT = 3,
    WV_WORDGATE_STEMMER = 1 << 6,  /* the last three: libstemmer takes something off */
    WV_WORDGATE_CHAIN = 1 << 7,    /* ... and then more, all three of them */
    WV_WORDGATE_TAIL = 1 << 8,     /* the last three of a compound's head */
    WV_WORDGATE_PART = 1 << 9,     /* the first three of a compound's first part */
    WV_WORDGATE_PRONOUN = 1 << 10, /* the last three: komje */
    WV_WORDGATE_NOUN3 = 1 << 11,   /* the first three: a noun of no more letters begins so */
} wv_wordgate_mark;

#endif
