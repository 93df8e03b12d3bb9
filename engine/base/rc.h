/* SPDX-License-Identifier: EUPL-1.2 */
/* rc.h: every result code of the engine, from one table. Numbers are never reused.
 *
 * X(name, number, exit code of the command line, text) */
#ifndef WV_BASE_RC_H
#define WV_BASE_RC_H

#define WV_RC_TABLE(X)                                                                             \
    X(OK, 0, 0, "no error")                                                                        \
    X(NOMEM, 1, 70, "out of memory")                                                               \
    X(INTERNAL, 2, 70, "internal error")                                                           \
    X(USAGE, 3, 64, "usage error")                                                                 \
    X(NOINPUT, 4, 66, "cannot open input")                                                         \
    X(CREATE, 5, 73, "cannot create output")                                                       \
    X(IO, 6, 74, "input or output failed")                                                         \
    X(LIMIT, 7, 65, "a limit was passed")                                                          \
    X(UTF8, 8, 65, "invalid UTF-8")                                                                \
    X(JSON, 9, 65, "invalid JSON")                                                                 \
    X(RECORD, 10, 65, "record cannot be used")                                                     \
    X(PACK, 11, 78, "rule pack has errors")                                                        \
    X(YAML, 12, 78, "invalid YAML")                                                                \
    X(VERSION, 13, 78, "version does not fit")                                                     \
    X(CORRUPT, 14, 74, "stored data is damaged")                                                   \
    X(LOCKED, 15, 75, "in use by another process")                                                 \
    X(BUSY, 16, 70, "scratch is in use by another thread")                                         \
    X(END, 17, 0, "end of input")                                                                  \
    X(CLOSED, 18, 0, "the reader of the output went away")                                         \
    X(STOPPED, 19, 0, "stopped by a signal")

typedef enum wv_rc {
#define WV_RC_ENUM(name, number, exit_code, text) WV_E_##name = number,
    WV_RC_TABLE(WV_RC_ENUM)
#undef WV_RC_ENUM
} wv_rc;

#define WV_OK WV_E_OK

/* English text of a code; static storage. */
const char *wv_rc_text(wv_rc rc);
/* sysexits-style exit code of a code (design 6). */
int wv_rc_exit(wv_rc rc);

#endif
