/* SPDX-License-Identifier: EUPL-1.2 */
/* miss.h: what a sentence lacks for a pattern to match it: for explain. Uses the lattice the
 * scanner made. */
#ifndef WV_SCAN_MISS_H
#define WV_SCAN_MISS_H

#include "scan/lattice.h"

enum { WV_MISS_MAX = 16 };

typedef struct wv_miss {
    uint32_t wanted;                 /* words of the nearest way to match */
    uint32_t count;                  /* of them, those that no word of the sentence is */
    const wv_op *lacks[WV_MISS_MAX]; /* the first of them */
} wv_miss;

/* The way through the pattern that lacks fewest words, in this reading of the text. */
wv_miss wv_miss_of(const wv_lattice *l, const wv_pattern *p, wv_reading reading);

#endif
