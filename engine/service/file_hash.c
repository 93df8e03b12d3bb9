/* SPDX-License-Identifier: EUPL-1.2 */
/* file_hash.c: file -> SHA-256. In: a path. Out: 64 digits and a size. Neighbours: manifest.c,
 * spool.c. Invariant: never waits: a pipe is not opened. Cost: reads the file once. */
#include "service/file_hash.h"

#include "crypto/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 64 << 10 };

wv_rc wv_file_hash_of(const char *path, wv_file_hash *out, wv_err *err)
{
    struct stat st;
    char bytes[READ_BYTES];
    uint8_t hash[32];
    wv_sha256_state h;
    ssize_t n = 0;
    *out = (wv_file_hash){0};
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0) close(fd);
        return WV_OK;
    }
    wv_sha256_begin(&h);
    while ((n = read(fd, bytes, sizeof bytes)) > 0) {
        wv_sha256_add(&h, bytes, (size_t)n);
        out->bytes += (uint64_t)n;
    }
    int number = errno;
    close(fd);
    if (n < 0) {
        wv_err_set(err, WV_E_IO, "cannot read: %s", strerror(number));
        wv_err_path(err, path, UINT64_MAX);
        return WV_E_IO;
    }
    wv_sha256_end(&h, hash);
    wv_sha256_hex(hash, out->hex);
    return WV_OK;
}
