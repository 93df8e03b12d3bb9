/* SPDX-License-Identifier: EUPL-1.2 */
/* whole.c: reads a file whole and cuts it into lines. In: a path. Out: bytes. Cost: the file in
 * memory. */
#include "cli/whole.h"

#include <stdio.h>
#include <string.h>

enum { BYTES_MAX = 1 << 30, STEP_BYTES = 1 << 16 };

wv_rc wv_whole_read(const char *path, wv_buf *out, wv_err *err)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "rb") : stdin;
    if (!file) return wv_err_set(err, WV_E_NOINPUT, "cannot open %s", path);
    for (size_t got = 1; got && out->n < BYTES_MAX && !out->failed; out->n += got) {
        wv_buf_reserve(out, STEP_BYTES);
        got = out->failed ? 0 : fread(out->p + out->n, 1, STEP_BYTES, file);
    }
    wv_rc rc = WV_OK;
    if (ferror(file))
        rc = wv_err_set(err, WV_E_IO, "cannot read %s", path);
    else if (out->failed)
        rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    else if (out->n >= BYTES_MAX)
        rc = wv_err_set(err, WV_E_LIMIT, "%s is larger than 1 GiB", path);
    if (file != stdin) fclose(file);
    return rc;
}

bool wv_whole_line(const wv_buf *all, size_t *at, wv_str *line)
{
    if (*at >= all->n) return false;
    const char *start = all->p + *at;
    const char *end = memchr(start, '\n', all->n - *at);
    size_t n = end ? (size_t)(end - start) : all->n - *at;
    *at += n + 1;
    *line = (wv_str){start, (uint32_t)(n && start[n - 1] == '\r' ? n - 1 : n)};
    return true;
}
