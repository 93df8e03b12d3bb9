/* SPDX-License-Identifier: EUPL-1.2 */
/* retention_rows.h: between retention.c (which clocks have run) and retention_purge.c (destroying).
 * Inside of store/. */
#ifndef WV_STORE_RETENTION_ROWS_H
#define WV_STORE_RETENTION_ROWS_H

#include "store/retention.h"

/* Cases by number, both ends in it: all clocks of a case are in one transaction, and who works on a
 * case waits for a part of the store only. */
typedef struct wv_retention_range {
    int64_t from, to;
} wv_retention_range;

/* The part after `last` (start with to = 0); false when there is none. */
wv_rc wv_retention_next(wv_store *s, wv_retention_range *range, bool *more, wv_err *err);
/* Dooms and hides what is due in these cases, in the caller's transaction; *hidden counts flags and
 * alerts. */
wv_rc wv_retention_hide(wv_store *s, int64_t as_of, const wv_retention_range *range,
                        uint64_t *hidden, wv_err *err);

#endif
