/* SPDX-License-Identifier: EUPL-1.2 */
/* history.h: what is kept of each run to compare the next with: a line of counts.
 *
 *   manifest (all of one run) -> wv_past_run -> history.ndjson (one short line a run) ->
 * wv_past_run
 *
 * A wv_past_run is a plain value. No name of a file, no word of a record. */
#ifndef WV_SERVICE_HISTORY_H
#define WV_SERVICE_HISTORY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "model/organisation.h"

typedef struct wv_past_run {
    char run[40];
    int64_t started, ended; /* seconds since 1970; 0: not told */
    int exit;
    bool crashed, stopped;
    uint64_t read, scanned, seen, dead, unknown, flags, alerts, bytes;
    uint64_t files, dead_files;
    int canary; /* -1: it did not fly; 0: not flagged; 1: flagged */
    bool fenced_files, fenced_calls;
    uint64_t by_source[WV_ORGANISATION_COUNT];
} wv_past_run;

/* `dead` (room for `count`) tells of each input, in order, that none of it could be used. */
wv_rc wv_past_run_of_manifest(const char *path, wv_past_run *out, bool *dead, uint32_t count,
                              wv_err *err);
void wv_past_run_write(wv_buf *out, const wv_past_run *run);
/* Each line of a history; damaged lines are passed over and counted. WV_OK when there is no file.
 */
wv_rc wv_history_read(const char *path, void (*take)(void *ctx, const wv_past_run *run), void *ctx,
                      uint64_t *damaged, wv_err *err);

#endif
