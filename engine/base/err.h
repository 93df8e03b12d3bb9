/* SPDX-License-Identifier: EUPL-1.2 */
/* err.h: one error as the world sees it: code, message, where, hint.
 *
 * The caller owns the struct; wv_err_set copies everything into it and never allocates.
 * Line and column are made from `offset` when printed, not before. */
#ifndef WV_BASE_ERR_H
#define WV_BASE_ERR_H

#include "base/rc.h"

#include <stdint.h>

typedef struct wv_err {
    wv_rc rc;
    char message[240];
    char path[200]; /* file the error is about; empty when none */
    uint64_t offset; /* byte offset in `path`, UINT64_MAX when it has none */
    char hint[160];
} wv_err;

/* Fills `err` (NULL allowed) and returns rc, so that `return wv_err_set(...)` reads well. */
wv_rc wv_err_set(wv_err *err, wv_rc rc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void wv_err_path(wv_err *err, const char *path, uint64_t offset);
void wv_err_hint(wv_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
