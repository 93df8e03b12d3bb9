/* SPDX-License-Identifier: EUPL-1.2 */
/* seen.h: the patterns of a case that stand, one line each: a pattern that came five times is one
 * thing to talk about. Inside of cli/. */
#ifndef WV_CLI_SEEN_H
#define WV_CLI_SEEN_H

#include "cli/casebook.h"

enum { WV_SEEN_MAX = 64 /* patterns of a pack */ };

typedef struct wv_seen {
    wv_str slug;
    uint32_t times;
    wv_time first, last; /* raised */
    wv_triage triage;    /* the most urgent */
    const wv_written *newest;
} wv_seen;

/* Most urgent first, of those the oldest first; their number. Borrows the view. */
uint32_t wv_seen_gather(const wv_casebook *book, const wv_case_view *view,
                        wv_seen list[WV_SEEN_MAX]);

/* "3 keer gezien, van 12 jan 2026 tot en met 3 feb 2026", or "gezien op 12 jan 2026, 10:00". */
void wv_seen_when(wv_buf *out, const wv_seen *seen);

/* " (stuk a)", " (stukken a, b, ... en nog 7)": the last ones, as many as anybody reads. Nothing
 * for none. `total` may be more than the ids that are there. */
void wv_seen_records(wv_buf *out, const wv_str *ids, uint32_t count, uint32_t total);

#endif
