/* SPDX-License-Identifier: EUPL-1.2 */
/* verdicts.h: what reviewers read rightly and wrongly, as labelled items that `eval` measures with.
 *
 * Only what a person judged goes out: a record is written when each of its live findings has an
 * answer that holds and has sealed, or when somebody entered what was missed in it. */
#ifndef WV_STORE_VERDICTS_H
#define WV_STORE_VERDICTS_H

#include "store/store.h"

typedef struct wv_verdicts_stats {
    uint64_t items, findings, partly; /* partly: records with a finding that nobody read yet */
} wv_verdicts_stats;

/* `write` gets one line after another, in the order of records. `now`: what seals later stays
 * away. */
wv_rc wv_verdicts_write(wv_store *s, int64_t now,
                        wv_rc (*write)(void *ctx, wv_str line, wv_err *err), void *ctx,
                        wv_verdicts_stats *stats, wv_err *err);

#endif
