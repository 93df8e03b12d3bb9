/* SPDX-License-Identifier: EUPL-1.2 */
/* sketch.h: can a pattern match in a chunk at all, as far as its pieces tell?
 *
 *   pattern   (=eerst | =dan) ...3 (=jij | =je) ...3 =dan
 *   pieces    Het is beter dan ik dacht      0:Het 1:is 2:beter 3:dan 4:ik 5:dacht
 *   places    dan {3}   then jij, je within 3 words: none    -> it cannot
 *
 * A gate knows which classes have a word in a chunk; a sketch also knows in which order and how far
 * apart they stand. It lets too much through (a piece may be in more classes than its word is in one
 * text, clauses and voices do not count, a number may be of one piece with what stands beside it) and
 * never too little. Part of a scratch; pass 1 only. */
#ifndef WV_SCAN_SKETCH_H
#define WV_SCAN_SKETCH_H

#include "pack/matcher.h"

enum {
    WV_SKETCH_PIECES_MAX = 64, /* of a chunk: places are bits; of a longer one a sketch says yes */
    WV_SKETCH_CELLS = 128,     /* classes remembered, a power of two */
};

/* Places a match of a part may have ended at. */
typedef struct wv_sketch_state {
    uint64_t ends;
    uint64_t floor;  /* of an & group: its end is not before these */
    uint64_t begins; /* of an & group: it may begin with one of these */
    bool empty;      /* nothing may have matched yet */
    bool alive;
} wv_sketch_state;

typedef struct wv_sketch_branch { /* states that come together before an op */
    uint32_t run;
    wv_sketch_state state;
} wv_sketch_branch;

typedef struct wv_sketch_known { /* what was said of a pattern in a chunk */
    uint32_t stamp;
    bool fits;
} wv_sketch_known;

typedef struct wv_sketch {
    uint32_t chunk, stamp; /* what it was prepared for: tried_base plus chunk */
    const uint32_t *pieces; /* set << 2 | WV_SKETCH_* */
    uint32_t count, slack; /* so many places may be nothing */
    uint64_t many;         /* places that may be more than one word */
    struct {
        uint32_t stamp, bit;
        uint64_t places;
    } cells[WV_SKETCH_CELLS];
    uint32_t run;
    wv_sketch_branch *branches; /* by op */
    wv_sketch_known *known;     /* by pattern */
    uint32_t known_count;
} wv_sketch;

/* What a piece is to a sketch, in the low bits. */
enum { WV_SKETCH_MANY = 1, WV_SKETCH_LOOSE = 2, WV_SKETCH_SHIFT = 2 };

struct wv_scratch;
wv_rc wv_sketch_init(wv_sketch *k, uint32_t pattern_count);
/* When stamps begin again. */
void wv_sketch_forget(wv_sketch *k);
void wv_sketch_done(wv_sketch *k);
/* May a pattern match in a chunk of pass 1? */
bool wv_sketch_fits(struct wv_scratch *s, uint32_t pattern, uint32_t chunk);

#endif
