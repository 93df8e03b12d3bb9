/* SPDX-License-Identifier: EUPL-1.2 */
/* storing.h: lines into a review store, for `ingest` and `scan --store`. Inside of cli/.
 *
 * The caller owns the struct; open/close. What cannot be used is said on stderr with its place, and
 * counted; the rest goes on. */
#ifndef WV_CLI_STORING_H
#define WV_CLI_STORING_H

#include "base/tz.h"
#include "store/ingest.h"

typedef struct wv_storing_options {
    const char *command, *store, *purpose, *basis;
    bool no_text, bulk, quiet;
    bool rescan; /* all that one scan found, with all that it read: what is no longer said is closed */
    wv_reader_options reader;
} wv_storing_options;

typedef struct wv_storing {
    wv_storing_options options;
    wv_store *store;
    wv_ingest *ingest;
    char *part; /* bulk: the file that is renamed when it is whole */
    wv_arena arena;
    uint64_t refused;
} wv_storing;

/* 0 or the exit code; what went wrong was said. */
int wv_storing_open(wv_storing *s, const wv_storing_options *options);
/* Files of scan's lines, or of records; "-" is standard input. */
wv_rc wv_storing_flags(wv_storing *s, const char *path, wv_err *err);
wv_rc wv_storing_records(wv_storing *s, const char *path, wv_err *err);
/* Whole lines that scan has just made; on the disk when this returns. */
wv_rc wv_storing_lines(wv_storing *s, wv_str lines, wv_err *err);
/* Ends it: an entry in the log, an account on stderr, the exit code. `rc` is what it came to so
 * far. */
int wv_storing_close(wv_storing *s, wv_rc rc, wv_err *err);

/* The name of who runs this program, as the system has it. */
void wv_storing_user(char out[64]);
int64_t wv_storing_now(void);

#endif
