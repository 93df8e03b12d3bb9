/* SPDX-License-Identifier: EUPL-1.2 */
/* pieces.h: what is remembered of a written piece: the classes of its words, and whether it can end
 * a sentence.
 *
 *   slots   [thuis.   ][set 812][ends]      32 bytes each, two a cache line; a piece of 16 bytes
 *           [riep:    ][set 77 ][    ]      and less is its own key
 *   long    "contactverbod-overtreding," -> set, flags
 *
 * A piece is known once it was tokenised and its words looked up; what it is depends on the piece
 * and the pack alone. Part of a scratch: one thread, keeps its memory, forgets all when full. */
#ifndef WV_SCAN_PIECES_H
#define WV_SCAN_PIECES_H

#include "base/map.h"
#include "base/mem.h"

typedef struct wv_piece {
    uint32_t set;  /* of all its words, in any way they may be read next to others */
    uint8_t flags; /* wv_piece_flag */
} wv_piece;

typedef enum wv_piece_flag {
    WV_PIECE_WORD = 1 << 0,   /* has a token that is no punctuation */
    WV_PIECE_ENDS = 1 << 1,   /* before a capital, a sentence ends behind it */
    WV_PIECE_MANY = 1 << 2,   /* may be more than one word */
    WV_PIECE_NUMBER = 1 << 3, /* may be one token with pieces beside it */
    WV_PIECE_BLOB = 1 << 4,   /* longer than WV_PIECE_BYTES_MAX: nobody looked into it */
} wv_piece_flag;

typedef struct wv_piece_slot {
    uint64_t low, high; /* bytes of the piece, zeros behind */
    wv_piece piece;     /* an empty slot has key zero: no piece has */
    uint64_t none;      /* makes it 32 bytes: never in two cache lines */
} wv_piece_slot;

typedef struct wv_piece_memo {
    void *room; /* what slots is the aligned part of */
    wv_piece_slot *slots;
    uint32_t slot_count, used; /* a power of two */
    wv_map longer;             /* pieces of more bytes -> set << 4 | flags */
    wv_map joined;             /* sets of the words of a piece -> the set of all their classes */
    wv_arena arena;            /* bytes of the keys of both */
} wv_piece_memo;

enum {
    WV_PIECE_SLOTS = 1 << 17,
    WV_PIECE_KEY_BYTES = 16,
    WV_PIECE_BATCH = 256,
    WV_PIECE_BYTES_MAX = 1024, /* a longer one is a blob: pass 1 does not look into it */
};

bool wv_piece_memo_init(wv_piece_memo *m);
void wv_piece_memo_done(wv_piece_memo *m);
void wv_piece_memo_clear(wv_piece_memo *m);

struct wv_scratch;
/* What n pieces are, at most WV_PIECE_BATCH; false when out of memory. */
bool wv_scan_pieces(struct wv_scratch *s, wv_str text, const wv_span *pieces, uint32_t n,
                    wv_piece *out);

#endif
