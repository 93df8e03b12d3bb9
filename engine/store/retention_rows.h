/* SPDX-License-Identifier: EUPL-1.2 */
/* retention_rows.h: between retention.c (which clocks have run) and retention_purge.c (destroying).
 * Inside of store/. */
#ifndef WV_STORE_RETENTION_ROWS_H
#define WV_STORE_RETENTION_ROWS_H

#include "store/retention.h"

/* Dooms and hides what is due, in the caller's transaction; *hidden counts flags and alerts. */
wv_rc wv_retention_hide(wv_store *s, int64_t as_of, uint64_t *hidden, wv_err *err);

#endif
