/* SPDX-License-Identifier: EUPL-1.2 */
/* glance.h: what a reviewer wants to know at a glance: what a case is about, what was written just
 * before and after a record, how long things wait. Read only; all in the caller's arena. */
#ifndef WV_STORE_GLANCE_H
#define WV_STORE_GLANCE_H

#include "store/item.h"

typedef struct wv_glance_signal {
    wv_str signal, rule; /* of an alert: its pattern */
    bool is_alert;
    uint32_t count;
    uint32_t replayed; /* of all that is open in the case: found by a newer pack in old records */
} wv_glance_signal;

/* What is open in a case, each signal once: the heaviest first, then what was found most often. */
wv_rc wv_glance_signals(wv_store *s, int64_t case_num, uint32_t limit, wv_arena *arena,
                        wv_glance_signal **out, uint32_t *count, wv_err *err);

/* The records of the same case just before and just after `r`; `.num` 0 where there is none. */
wv_rc wv_glance_around(wv_store *s, const wv_item_record *r, wv_arena *arena,
                       wv_item_record *before, wv_item_record *after, wv_err *err);

enum { WV_GLANCE_PACE_MAX = 1000, WV_GLANCE_PACE_MIN = 10 };

/* Seconds from the oldest signal that a decision covers to that decision, over the latest
 * WV_GLANCE_PACE_MAX that hold; all users together, so that it is nobody's figure. */
typedef struct wv_glance_pace {
    uint32_t decisions;
    int64_t median, p90; /* 0 when there are fewer than WV_GLANCE_PACE_MIN */
} wv_glance_pace;
wv_rc wv_glance_pace_read(wv_store *s, wv_glance_pace *out, wv_err *err);

#endif
