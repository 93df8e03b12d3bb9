/* SPDX-License-Identifier: EUPL-1.2 */
/* pieces.h: cuts a text at white space, 64 bytes a step (first step of pass 1).
 *
 *   Hij  riep: "Weg!"      [Hij] [riep:] ["Weg!"]
 *
 * A piece is a run of bytes above 0x20. No token begins in one piece and goes on in the next, but for
 * numbers, times, amounts and phone numbers (tokens_number.c). The cursor is the caller's; no memory;
 * any number of threads. The same pieces on every machine: a test compares the variants. */
#ifndef WV_TEXT_PIECES_H
#define WV_TEXT_PIECES_H

#include "base/str.h"
#include "base/way.h"

typedef struct wv_pieces {
    wv_str text;
    uint32_t at;    /* bytes looked at */
    uint32_t open;  /* where the piece began that is not at its end yet */
    bool inside;    /* there is one */
    wv_way way;
} wv_pieces;

enum { WV_PIECES_BATCH_MIN = 33 }; /* 64 bytes hold at most 32 pieces, and one may be open */

/* The best way this machine has. */
void wv_pieces_begin(wv_pieces *p, wv_str text);
/* The next pieces, at most cap (>= WV_PIECES_BATCH_MIN); 0 at the end of the text. */
uint32_t wv_pieces_next(wv_pieces *p, wv_span *out, uint32_t cap);

#endif
