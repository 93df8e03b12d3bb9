/* SPDX-License-Identifier: EUPL-1.2 */
/* feeding.c: foreign formats as inputs of a scan.
 *
 * In: paths. Out: the read end of a pipe for each that is converted. Neighbours: converting.c does
 * the work, scan.c hands the hook to the pipeline. Invariants: what cannot be made a record goes
 * into the stream too, as a line without `id`: so it is dead there, kept whole, and the account of
 * the scan balances. Files that say themselves to be records (.ndjson, .jsonl) are not looked at.
 * The library starts no threads; this is the program. Cost: a pipe's copy; memory is a pipe and a
 * line. */
#include "cli/feeding.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PENDING_BYTES = 64 << 10 };

int wv_feeding_open(wv_feeding *f, const wv_converting_options *options)
{
    *f = (wv_feeding){.write_fd = -1, .in.fd = -1};
    f->wanted = options->from || options->map;
    wv_buf_init(&f->pending);
    return wv_converting_open(&f->converting, options);
}

/* ---- the thread ---- */

static wv_rc flush(wv_feeding *f, wv_err *err)
{
    const char *p = f->pending.p;
    for (size_t n = f->pending.n; n > 0;) {
        ssize_t done = write(f->write_fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0 && errno == EPIPE) return WV_E_CLOSED; /* the scan ended first */
        if (done <= 0) return wv_err_set(err, WV_E_IO, "cannot hand on: %s", strerror(errno));
        p += done;
        n -= (size_t)done;
    }
    f->pending.n = 0;
    return WV_OK;
}

static wv_rc put_line(void *ctx, wv_str line, wv_err *err)
{
    wv_feeding *f = ctx;
    wv_buf_str(&f->pending, line);
    if (f->pending.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return f->pending.n >= PENDING_BYTES ? flush(f, err) : WV_OK;
}

static void *convert(void *ctx)
{
    wv_feeding *f = ctx;
    wv_converting_sink sink = {put_line, put_line, f};
    uint64_t dead = 0;
    f->pending.n = 0;
    f->rc = wv_converting_run(&f->converting, &f->in, f->format, &sink, &dead, &f->err);
    wv_rc rc = flush(f, &f->err);
    if (!f->rc) f->rc = rc;
    close(f->write_fd);
    return NULL;
}

wv_rc wv_feeding_end(wv_feeding *f)
{
    if (!f->running) return f->worst;
    pthread_join(f->thread, NULL);
    f->running = false;
    wv_convert_input_close(&f->in);
    if (f->rc && f->rc != WV_E_CLOSED) {
        wv_converting_complain(&f->converting, &f->err);
        if (!f->worst) f->worst = f->rc;
    }
    f->rc = WV_OK;
    f->err = (wv_err){0};
    return f->worst;
}

void wv_feeding_close(wv_feeding *f)
{
    wv_feeding_end(f);
    wv_buf_done(&f->pending);
    wv_converting_close(&f->converting);
}

bool wv_feeding_converted(const wv_feeding *f, const char *path)
{
    for (uint32_t i = 0; i < f->converted_count; i++)
        if (f->converted[i] == path) return true;
    return false;
}

/* ---- the hook ---- */

static bool ends(const char *path, const char *suffix)
{
    return wv_str_ends(wv_str_of(path), wv_str_of(suffix));
}

/* Without --from only a file is looked at, and only when its name does not say what it is. */
static bool may_look(const char *path)
{
    struct stat st;
    return strcmp(path, "-") != 0 && !ends(path, ".ndjson") && !ends(path, ".jsonl") &&
           stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* WV_OK with f->format, or with NULL when it is to be read as it is. */
static wv_rc look(wv_feeding *f, const char *path, wv_err *err)
{
    wv_convert_input head;
    f->format = NULL;
    if (!may_look(path)) return WV_OK;
    if (wv_convert_input_peek(&head, path, err)) return WV_OK; /* the input says so itself */
    wv_rc rc = wv_converting_recognise(&f->converting, &head, &f->format);
    wv_convert_input_close(&head);
    if (rc == WV_OK) return WV_OK;
    wv_err_set(err, rc, "more than one format fits");
    wv_err_path(err, path, UINT64_MAX);
    wv_err_hint(err, "say which with --from, or --format text");
    return rc;
}

static wv_rc start(wv_feeding *f, int *fd, wv_err *err)
{
    int ends_of[2];
    if (pipe2(ends_of, O_CLOEXEC) != 0)
        return wv_err_set(err, WV_E_IO, "cannot make a pipe: %s", strerror(errno));
    f->write_fd = ends_of[1];
    if (pthread_create(&f->thread, NULL, convert, f) != 0) {
        close(ends_of[0]);
        close(ends_of[1]);
        return wv_err_set(err, WV_E_IO, "cannot start a thread");
    }
    f->running = true;
    *fd = ends_of[0];
    return WV_OK;
}

wv_rc wv_feeding_fd(void *ctx, const char *path, int *fd, wv_err *err)
{
    wv_feeding *f = ctx;
    *fd = -1;
    wv_feeding_end(f); /* of the input before */
    wv_rc rc = WV_OK;
    if (!f->wanted) {
        rc = look(f, path, err);
        if (rc || !f->format) return rc;
    }
    rc = wv_convert_input_open(&f->in, path, err);
    if (rc) return rc;
    if (f->wanted) f->format = f->converting.format;
    if (f->converted_count < WV_FEEDING_MAX) f->converted[f->converted_count++] = path;
    rc = start(f, fd, err);
    if (rc) wv_convert_input_close(&f->in);
    return rc;
}
