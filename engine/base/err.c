/* SPDX-License-Identifier: EUPL-1.2 */
/* err.c: texts and exit codes of the result table, and filling a wv_err.
 * In: a code and a format. Out: a filled struct. Never allocates, never prints. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *wv_rc_text(wv_rc rc)
{
    switch (rc) {
#define WV_RC_CASE(name, number, exit_code, text)                                                  \
    case WV_E_##name:                                                                              \
        return text;
        WV_RC_TABLE(WV_RC_CASE)
#undef WV_RC_CASE
    }
    return "unknown result code";
}

int wv_rc_exit(wv_rc rc)
{
    switch (rc) {
#define WV_RC_CASE(name, number, exit_code, text)                                                  \
    case WV_E_##name:                                                                              \
        return exit_code;
        WV_RC_TABLE(WV_RC_CASE)
#undef WV_RC_CASE
    }
    return 70;
}

wv_rc wv_err_set(wv_err *err, wv_rc rc, const char *format, ...)
{
    if (!err) return rc;
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    err->rc = rc;
    err->path[0] = err->hint[0] = '\0';
    err->offset = UINT64_MAX;
    return rc;
}

void wv_err_path(wv_err *err, const char *path, uint64_t offset)
{
    if (!err) return;
    snprintf(err->path, sizeof err->path, "%s", path);
    err->offset = offset;
}

void wv_err_hint(wv_err *err, const char *format, ...)
{
    if (!err) return;
    va_list args;
    va_start(args, format);
    vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
}
