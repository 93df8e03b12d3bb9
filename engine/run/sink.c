/* SPDX-License-Identifier: EUPL-1.2 */
/* sink.c: writing so that a reader never finds half a file.
 *
 * In: bytes in order. Out: a file or a stream. Neighbours: turn.c writes flags and dead letters.
 * Invariants: a path that was a regular file is either as it was or complete; SIGPIPE is ignored by
 * the command line, so a closed pipe is EPIPE here. Cost: one write() a batch, one fsync at the
 * end. */
#include "run/sink.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void wv_sink_init(wv_sink *s)
{
    *s = (wv_sink){.fd = -1};
}

bool wv_sink_is_open(const wv_sink *s)
{
    return s->fd >= 0;
}

static wv_rc fail(const wv_sink *s, wv_rc rc, const char *what, wv_err *err)
{
    int number = errno;
    wv_err_set(err, rc, "%s: %s", what, strerror(number));
    wv_err_path(err, s->path, UINT64_MAX);
    return rc;
}

/* `.FILE.<pid>.part` in the folder of FILE: a rename never crosses file systems. */
static char *part_path_of(const char *path)
{
    size_t n = strlen(path) + 40;
    char *part = wv_mem_new(n);
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    if (part) snprintf(part, n, "%.*s.%s.%ld.part", (int)(name - path), path, name, (long)getpid());
    return part;
}

static bool is_plain_target(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) return errno == ENOENT;
    return S_ISREG(st.st_mode);
}

wv_rc wv_sink_open(wv_sink *s, const char *path, unsigned mode, wv_err *err)
{
    *s = (wv_sink){.path = path, .fd = -1};
    if (strcmp(path, "-") == 0) {
        s->fd = STDOUT_FILENO;
        return WV_OK;
    }
    if (!is_plain_target(path)) {
        s->fd = open(path, O_WRONLY | O_CLOEXEC);
        return s->fd < 0 ? fail(s, WV_E_CREATE, "cannot open for writing", err) : WV_OK;
    }
    s->part_path = part_path_of(path);
    if (!s->part_path) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    unlink(s->part_path); /* ours: of a process of this number that was killed */
    s->fd = open(s->part_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (s->fd >= 0) return WV_OK;
    wv_rc rc = fail(s, WV_E_CREATE, "cannot create", err);
    wv_mem_free(s->part_path);
    s->part_path = NULL;
    return rc;
}

wv_rc wv_sink_open_at(wv_sink *s, const char *path, unsigned mode, uint64_t bytes, wv_err *err)
{
    if (strcmp(path, "-") == 0 || !is_plain_target(path)) return wv_sink_open(s, path, mode, err);
    *s = (wv_sink){.path = path, .fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, mode)};
    if (s->fd < 0) return fail(s, WV_E_CREATE, "cannot open for writing", err);
    struct stat st;
    bool whole = fstat(s->fd, &st) == 0 && (uint64_t)st.st_size >= bytes;
    if (!whole) {
        wv_rc rc =
            wv_err_set(err, WV_E_CORRUPT,
                       "shorter than the state says was committed: was it moved or changed?");
        wv_err_path(err, path, UINT64_MAX);
        wv_sink_close(s);
        return rc;
    }
    if (ftruncate(s->fd, (off_t)bytes) != 0 || lseek(s->fd, (off_t)bytes, SEEK_SET) < 0)
        return fail(s, WV_E_IO, "cannot cut to what was committed", err);
    s->bytes = bytes;
    return WV_OK;
}

wv_rc wv_sink_sync(wv_sink *s, wv_err *err)
{
    if (s->failed || s->fd < 0) return s->failed;
    if (fsync(s->fd) == 0 || errno == EINVAL || errno == EROFS)
        return WV_OK; /* pipes and terminals have no disk */
    return s->failed = fail(s, WV_E_IO, "cannot write", err);
}

wv_rc wv_sink_write(wv_sink *s, const void *bytes, size_t n, wv_err *err)
{
    const char *p = bytes;
    if (s->failed) return s->failed;
    while (n) {
        ssize_t done = write(s->fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0)
            return s->failed = errno == EPIPE ? fail(s, WV_E_CLOSED, "nobody reads the output", err)
                                              : fail(s, WV_E_IO, "cannot write", err);
        p += done;
        n -= (size_t)done;
        s->bytes += (uint64_t)done;
    }
    return WV_OK;
}

/* The rename itself must survive a power cut too. Best effort: some file systems cannot sync a
 * folder. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 1;
    char *folder = wv_mem_new(n + 1);
    if (!folder) return;
    memcpy(folder, slash ? path : ".", n);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    wv_mem_free(folder);
}

wv_rc wv_sink_commit(wv_sink *s, wv_err *err)
{
    if (s->failed || !s->part_path) return s->failed;
    if (fsync(s->fd) != 0) return s->failed = fail(s, WV_E_IO, "cannot write", err);
    if (rename(s->part_path, s->path) != 0)
        return s->failed = fail(s, WV_E_CREATE, "cannot rename into place", err);
    wv_mem_free(s->part_path);
    s->part_path = NULL;
    sync_folder(s->path);
    return WV_OK;
}

void wv_sink_close(wv_sink *s)
{
    if (s->fd >= 0 && s->fd != STDOUT_FILENO) close(s->fd);
    if (s->part_path) unlink(s->part_path);
    wv_mem_free(s->part_path);
    s->part_path = NULL;
    s->fd = -1;
}

wv_rc wv_sink_write_file(const char *path, unsigned mode, const wv_buf *bytes, wv_err *err)
{
    wv_sink sink;
    if (bytes->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_sink_init(&sink);
    wv_rc rc = wv_sink_open(&sink, path, mode, err);
    if (rc == WV_OK && bytes->n) rc = wv_sink_write(&sink, bytes->p, bytes->n, err);
    if (rc == WV_OK) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    return rc;
}
