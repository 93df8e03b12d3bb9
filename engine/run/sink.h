/* SPDX-License-Identifier: EUPL-1.2 */
/* sink.h: where lines go: a file that appears whole or not at all, or a stream.
 *
 *   FILE absent or regular:   .FILE.<pid>.part -> write, fsync -> rename over FILE, fsync the
 * folder anything else, or "-":    written straight (a pipe, a terminal, /dev/full)
 *
 * The caller owns the struct; open/close. Not thread-safe. After an error every write gives the
 * same code again. */
#ifndef WV_RUN_SINK_H
#define WV_RUN_SINK_H

#include "base/buf.h"
#include "base/err.h"

typedef struct wv_sink {
    const char *path; /* borrowed; "-" is standard output */
    char *part_path;  /* owned; NULL when written straight */
    int fd;           /* -1: not open */
    wv_rc failed;     /* first failure, WV_OK none; WV_E_CLOSED: nobody reads any more */
    uint64_t bytes;
} wv_sink;

void wv_sink_init(wv_sink *s);
/* mode: permissions of a new file, before the umask. WV_E_CREATE when it cannot be made. */
wv_rc wv_sink_open(wv_sink *s, const char *path, unsigned mode, wv_err *err);
/* For a run with a state: FILE itself, cut to `bytes` and written on from there. What stands in it
 * is what the state says was committed; what a killed run wrote after that goes. A stream is opened
 * as by wv_sink_open. */
wv_rc wv_sink_open_at(wv_sink *s, const char *path, unsigned mode, uint64_t bytes, wv_err *err);
/* What was written is on the disk. Streams have none. */
wv_rc wv_sink_sync(wv_sink *s, wv_err *err);
bool wv_sink_is_open(const wv_sink *s);
/* WV_E_CLOSED when the reader went away, WV_E_IO when the disk is full or fails. */
wv_rc wv_sink_write(wv_sink *s, const void *bytes, size_t n, wv_err *err);
/* Makes the file appear under its name. */
wv_rc wv_sink_commit(wv_sink *s, wv_err *err);
/* Closes; what was not committed is removed. */
void wv_sink_close(wv_sink *s);
/* The bytes of a buffer as a file of its own, whole or not at all; a failed buffer is
 * WV_E_NOMEM. */
wv_rc wv_sink_write_file(const char *path, unsigned mode, const wv_buf *bytes, wv_err *err);

#endif
