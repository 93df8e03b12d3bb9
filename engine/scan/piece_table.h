/* SPDX-License-Identifier: EUPL-1.2 */
/* piece_table.h: a bounded table of the codes of short pieces, three to a cache line.
 *
 *   line    [thuis.          ][riep:           ][contactverbod,  ][code][code][code][0]
 *            16 bytes, zeros behind: the piece itself               4 bytes each
 *
 * A piece of 16 bytes and less is its own key, so what is found is exactly what was put in. A piece
 * has two lines, and goes to the second when the first is full. When both are, the second gives one of
 * its places to the new piece, in turn: the table never grows and never has to be cleared, and what it
 * forgets costs time only. A piece that is often found in its second line is moved to its first, the
 * only one that a batch looks at. The caller's; one thread; 4 MB. */
#ifndef WV_SCAN_PIECE_TABLE_H
#define WV_SCAN_PIECE_TABLE_H

#include "base/str.h"

enum {
    WV_PIECE_KEY_BYTES = 16,
    WV_PIECE_WAYS = 3, /* pieces a line */
    WV_PIECE_LINE_BITS = 16,
    WV_PIECE_BATCH = 256,
};

typedef struct wv_piece_key {
    uint64_t low, high; /* as the machine reads them; zero in a place that is empty */
} wv_piece_key;

typedef struct wv_piece_line {
    wv_piece_key keys[WV_PIECE_WAYS];
    uint32_t codes[WV_PIECE_WAYS + 1]; /* the last one is always 0: what no key is found at */
} wv_piece_line;

typedef struct wv_piece_table {
    void *room; /* what lines is the aligned part of */
    wv_piece_line *lines;
    uint32_t used; /* places taken */
    uint32_t turn; /* pieces put into full lines, and found in second ones */
} wv_piece_table;

bool wv_piece_table_init(wv_piece_table *t); /* false when out of memory */
void wv_piece_table_done(wv_piece_table *t);
void wv_piece_table_clear(wv_piece_table *t);

/* The codes of n pieces of a text, at most WV_PIECE_BATCH; 0 of what is not in its first line or longer
 * than a key. The numbers of those go to `missed`, which has room for n; returns how many. */
uint32_t wv_piece_table_find(const wv_piece_table *t, wv_str text, const wv_span *pieces,
                             uint32_t n, uint32_t *codes, uint16_t *missed);
/* By both lines; may move it. */
uint32_t wv_piece_table_get(wv_piece_table *t, wv_str piece);
/* A piece of 1 to WV_PIECE_KEY_BYTES bytes that is not there yet; the code is not 0. */
void wv_piece_table_put(wv_piece_table *t, wv_str piece, uint32_t code);

#endif
