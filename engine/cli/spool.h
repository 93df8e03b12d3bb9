/* SPDX-License-Identifier: EUPL-1.2 */
/* spool.h: a spooled run as a process of its own. Inside of cli/. */
#ifndef WV_CLI_SPOOL_H
#define WV_CLI_SPOOL_H

#include "service/history.h"
#include "service/spool.h"

enum { WV_SPOOL_PASSED_MAX = 40 };

/* Options of `scan` that are handed on as they are: "--state", "FILE", ... */
typedef struct wv_spool_passed {
    const char *items[WV_SPOOL_PASSED_MAX];
    uint32_t count;
} wv_spool_passed;

typedef enum wv_spool_end {
    WV_SPOOL_SCANNED, /* there is a manifest; *past says what stands in it */
    WV_SPOOL_STOPPED, /* by a signal: the plan stands, the next run goes on */
    WV_SPOOL_REFUSED, /* by the world (a full disk, a pack): nothing moves; *code */
    WV_SPOOL_CRASHED, /* by what it read, as far as we know */
} wv_spool_end;

/* Scans what was claimed in a child; SIGTERM and SIGINT are handed on to it. */
wv_spool_end wv_spool_work(const wv_spool *s, const wv_spool_passed *passed, wv_past_run *past,
                           bool *dead, int *code);
/* What a crash left is cut to whole lines and gets a manifest that says so. */
wv_rc wv_spool_seal_crash(const wv_spool *s, int64_t now, int code, wv_err *err);

#endif
