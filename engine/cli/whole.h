/* SPDX-License-Identifier: EUPL-1.2 */
/* whole.h: a file, or standard input, read whole: for commands that work on small things (explain,
 * key, tokens). */
#ifndef WV_CLI_WHOLE_H
#define WV_CLI_WHOLE_H

#include "base/buf.h"
#include "base/err.h"

/* Appends the file to out (initialised by the caller). "-" is standard input. WV_E_NOINPUT,
 * WV_E_IO, WV_E_LIMIT (1 GiB), WV_E_NOMEM, with err filled. */
wv_rc wv_whole_read(const char *path, wv_buf *out, wv_err *err);

/* The next line without its end, from *at on; false at the end. */
bool wv_whole_line(const wv_buf *all, size_t *at, wv_str *line);

#endif
