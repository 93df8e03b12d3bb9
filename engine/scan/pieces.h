/* SPDX-License-Identifier: EUPL-1.2 */
/* pieces.h: what is remembered of a written piece: the classes of its words, and whether it can end
 * a sentence.
 *
 *   code    [set 812 | number | many | blob | ends | known | word]     one number a piece
 *   table   piece_table.h, of pieces of 16 bytes and less
 *   longer  "contactverbod-overtreding," -> code
 *
 * A piece is known once it was tokenised and its words looked up; what it is depends on the piece
 * and the pack alone. Part of a scratch: one thread, keeps its memory; the table forgets piece by
 * piece, a map all when full. */
#ifndef WV_SCAN_PIECES_H
#define WV_SCAN_PIECES_H

#include "base/map.h"
#include "base/mem.h"
#include "scan/piece_table.h"

/* Low bits of a code; above them the set of all its words, in any way they may be read next to
 * others. Most pieces are WV_PIECE_PLAIN: a word of no class. */
enum {
    WV_PIECE_WORD = 1 << 0,  /* has a token that is no punctuation */
    WV_PIECE_KNOWN = 1 << 1, /* in every code, so that none is 0 */
    WV_PIECE_PLAIN = WV_PIECE_WORD | WV_PIECE_KNOWN,
    WV_PIECE_ENDS = 1 << 2,   /* before a capital, a sentence ends behind it */
    WV_PIECE_BLOB = 1 << 3,   /* longer than WV_PIECE_BYTES_MAX: nobody looked into it */
    WV_PIECE_MANY = 1 << 4,   /* may be more than one word */
    WV_PIECE_NUMBER = 1 << 5, /* may be one token with pieces beside it */
    WV_PIECE_PLACE_SHIFT = 4, /* what is above is what a sketch wants to know */
    WV_PIECE_SET_SHIFT = 6,
};

typedef struct wv_piece_memo {
    wv_piece_table table;
    wv_map longer;  /* pieces of more bytes -> code */
    wv_map joined;  /* sets of the words of a piece -> the set of all their classes */
    wv_arena arena; /* bytes of the keys of both */
} wv_piece_memo;

enum {
    WV_PIECE_MAP_MAX = 1 << 15,
    WV_PIECE_BYTES_MAX = 1024, /* a longer one is a blob: pass 1 does not look into it */
};

bool wv_piece_memo_init(wv_piece_memo *m);
void wv_piece_memo_done(wv_piece_memo *m);
void wv_piece_memo_clear(wv_piece_memo *m);

struct wv_scratch;
/* The codes of n pieces, at most WV_PIECE_BATCH; false when out of memory. */
bool wv_scan_pieces(struct wv_scratch *s, wv_str text, const wv_span *pieces, uint32_t n,
                    uint32_t *codes);

#endif
