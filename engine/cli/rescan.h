/* SPDX-License-Identifier: EUPL-1.2 */
/* rescan.h: records scanned once more inside a command, and the lines that come out.
 *
 * Nothing of the user's is written: output, dead letters and state live in a private folder that is
 * removed before this returns. One thread at a time. */
#ifndef WV_CLI_RESCAN_H
#define WV_CLI_RESCAN_H

#include "cli/link.h"
#include "pack/frozen.h"
#include "run/stats.h"

typedef struct wv_rescan {
    const wv_frozen *pack;
    const char *const *paths; /* of records */
    uint32_t path_count;
    wv_time as_of;     /* known: case time moves there at the end */
    const char *about; /* the command, for what is told on stderr */
} wv_rescan;

/* Gives every line of the output to take. stats is the caller's, inited. */
wv_rc wv_rescan_run(const wv_rescan *what, wv_link_take take, void *ctx, wv_run_stats *stats,
                    wv_err *err);

#endif
