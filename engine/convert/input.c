/* SPDX-License-Identifier: EUPL-1.2 */
/* input.c: one file to convert: opened, hashed, readable at any offset.
 *
 * In: a path. Out: a wv_convert_input. Neighbours: every format reads through it; crypto/ hashes.
 * Invariants: what is not seekable (a pipe, standard input) is first spooled whole to a file
 * without a name, so that its hash is known before its first record is written; a file that changes
 * while it is read is an error, because its records would carry a hash that is not theirs. Cost:
 * one pass over the file before the formats' own. */
#include "convert/convert.h"

#include "crypto/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 256 << 10 };

static wv_rc io_error(const wv_convert_input *in, wv_err *err, wv_rc rc, const char *what)
{
    wv_err_set(err, rc, "%s: %s", what, strerror(errno));
    wv_err_path(err, in->path, UINT64_MAX);
    return rc;
}

/* A file that no name leads to: what stood in a pipe must not stay on a disk. Where a sandbox or a
 * full disk leaves no folder for it, memory. */
static int nameless_file(void)
{
    const char *const folders[] = {getenv("TMPDIR"), getenv("SQLITE_TMPDIR"), "/tmp"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        if (!folders[i] || !*folders[i]) continue;
        int fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd >= 0) return fd;
    }
    return memfd_create("waakvlam", MFD_CLOEXEC);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* Copies a stream into a file without a name and puts that in its place. */
static wv_rc spool(wv_convert_input *in, wv_err *err)
{
    char *block = wv_mem_new(READ_BYTES);
    int from = in->fd, to = block ? nameless_file() : -1;
    ssize_t n = 0;
    wv_rc rc = WV_OK;
    if (!block)
        rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    else if (to < 0)
        rc = io_error(in, err, WV_E_CREATE, "cannot spool to $TMPDIR");
    while (rc == WV_OK && (n = read(from, block, READ_BYTES)) != 0) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            rc = io_error(in, err, WV_E_IO, "cannot read");
        else if (!write_all(to, block, (size_t)n))
            rc = io_error(in, err, WV_E_IO, "cannot spool to $TMPDIR");
    }
    wv_mem_free(block);
    if (from > 0) close(from);
    in->fd = to;
    return rc;
}

wv_rc wv_convert_input_read(const wv_convert_input *in, uint64_t at, void *p, size_t n, size_t *got,
                            wv_err *err)
{
    *got = 0;
    while (n > 0) {
        ssize_t done = pread(in->fd, (char *)p + *got, n, (off_t)(at + *got));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return io_error(in, err, WV_E_IO, "cannot read");
        if (done == 0) break;
        *got += (size_t)done;
        n -= (size_t)done;
    }
    return WV_OK;
}

static wv_rc keep_head(wv_convert_input *in, const char *block, size_t got, wv_err *err)
{
    uint32_t n = got < WV_CONVERT_HEAD_BYTES ? (uint32_t)got : WV_CONVERT_HEAD_BYTES;
    char *head = n ? wv_mem_new(n) : NULL;
    if (head) in->head = (wv_str){memcpy(head, block, n), n};
    return head || !n ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc hash(wv_convert_input *in, wv_err *err)
{
    wv_sha256_state h;
    uint8_t digest[32];
    size_t got = 1;
    wv_rc rc = WV_OK;
    char *block = wv_mem_new(READ_BYTES);
    if (!block) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_sha256_begin(&h);
    for (uint64_t at = 0; rc == WV_OK && got > 0; at += got) {
        rc = wv_convert_input_read(in, at, block, READ_BYTES, &got, err);
        if (rc == WV_OK && at == 0) rc = keep_head(in, block, got, err);
        wv_sha256_add(&h, block, got);
        in->bytes += got;
    }
    wv_sha256_end(&h, digest);
    wv_sha256_hex(digest, in->sha256);
    wv_mem_free(block);
    return rc;
}

static wv_rc open_path(wv_convert_input *in, wv_err *err)
{
    struct stat st;
    bool standard = strcmp(in->path, "-") == 0;
    in->fd = standard ? 0 : open(in->path, O_RDONLY | O_CLOEXEC);
    if (in->fd < 0 || fstat(in->fd, &st) != 0)
        return io_error(in, err, WV_E_NOINPUT, "cannot open");
    if (S_ISDIR(st.st_mode)) {
        errno = EISDIR;
        return io_error(in, err, WV_E_NOINPUT, "cannot open");
    }
    wv_rc rc = S_ISREG(st.st_mode) && !standard ? WV_OK : spool(in, err);
    if (rc == WV_OK && fstat(in->fd, &st) != 0) rc = io_error(in, err, WV_E_IO, "cannot read");
    in->changed_seconds = st.st_mtim.tv_sec;
    in->changed_nanoseconds = st.st_mtim.tv_nsec;
    return rc;
}

wv_rc wv_convert_input_open(wv_convert_input *in, const char *path, wv_err *err)
{
    *in = (wv_convert_input){.path = path, .fd = -1};
    wv_rc rc = open_path(in, err);
    if (rc == WV_OK) rc = hash(in, err);
    if (rc) wv_convert_input_close(in);
    return rc;
}

wv_rc wv_convert_input_peek(wv_convert_input *in, const char *path, wv_err *err)
{
    size_t got = 0;
    *in = (wv_convert_input){.path = path, .fd = -1};
    wv_rc rc = open_path(in, err);
    char *block = rc ? NULL : wv_mem_new(WV_CONVERT_HEAD_BYTES);
    if (!rc && !block) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!rc) rc = wv_convert_input_read(in, 0, block, WV_CONVERT_HEAD_BYTES, &got, err);
    if (!rc) rc = keep_head(in, block, got, err);
    wv_mem_free(block);
    if (rc) wv_convert_input_close(in);
    return rc;
}

wv_rc wv_convert_input_same(const wv_convert_input *in, wv_err *err)
{
    struct stat st;
    if (fstat(in->fd, &st) == 0 && (uint64_t)st.st_size == in->bytes &&
        st.st_mtim.tv_sec == in->changed_seconds && st.st_mtim.tv_nsec == in->changed_nanoseconds)
        return WV_OK;
    wv_err_set(err, WV_E_IO, "changed while it was read: its records carry a hash of before");
    wv_err_path(err, in->path, UINT64_MAX);
    return WV_E_IO;
}

void wv_convert_input_close(wv_convert_input *in)
{
    if (in->fd > 0) close(in->fd);
    wv_mem_free((void *)(uintptr_t)in->head.p);
    *in = (wv_convert_input){.fd = -1};
}
