/* SPDX-License-Identifier: EUPL-1.2 */
/* file_hash.h: the SHA-256 and the size of a file as it lies there. Pure but for reading. */
#ifndef WV_SERVICE_FILE_HASH_H
#define WV_SERVICE_FILE_HASH_H

#include "base/err.h"

typedef struct wv_file_hash {
    char hex[65]; /* empty: not a regular file, or gone */
    uint64_t bytes;
} wv_file_hash;

/* WV_OK also for what is no regular file; WV_E_IO when reading fails. */
wv_rc wv_file_hash_of(const char *path, wv_file_hash *out, wv_err *err);

#endif
