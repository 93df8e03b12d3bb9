/* SPDX-License-Identifier: EUPL-1.2 */
/* agree.h: how far two readers agree beyond chance. Pure.
 *
 * Flags are rare and most are read "ja", and Cohen's kappa collapses when one answer is nearly
 * always given; Gwet's AC1 does not. Both are shown, with a 95 % interval by the bootstrap (a fixed
 * seed: the same counts give the same interval). */
#ifndef WV_REVIEW_AGREE_H
#define WV_REVIEW_AGREE_H

#include <stdbool.h>
#include <stdint.h>

enum { WV_AGREE_ANSWERS = 4, WV_AGREE_DRAWS = 2000, WV_AGREE_PAIRS_MIN = 10 };

typedef struct wv_agree_figure {
    double value, low, high;
    bool known; /* false: it cannot be worked out (all answers alike) */
} wv_agree_figure;

typedef struct wv_agree {
    uint64_t pairs, same;
    wv_agree_figure kappa, ac1;
} wv_agree;

/* pairs[first][second]; row and column 0 are not used. Nothing but the counts below
 * WV_AGREE_PAIRS_MIN pairs: an interval of nine readings says nothing. */
void wv_agree_work_out(uint64_t pairs[WV_AGREE_ANSWERS][WV_AGREE_ANSWERS], wv_agree *out);

#endif
