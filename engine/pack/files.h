/* SPDX-License-Identifier: EUPL-1.2 */
/* files.h: the files of a pack folder, read into memory in an order that no file system changes.
 *
 * Sources live in the caller's arena. Limits: WV_FILES_MAX files, WV_FILES_BYTES_MAX bytes
 * together, folders WV_FILES_DEPTH_MAX deep; names that start with a dot are skipped. Thread-safe:
 * no globals. */
#ifndef WV_PACK_FILES_H
#define WV_PACK_FILES_H

#include "base/source.h"

/* A national pack with a file a rule would have 400; ten times that is room enough. */
enum { WV_FILES_MAX = 4096, WV_FILES_DEPTH_MAX = 8, WV_FILES_BYTES_MAX = 64 << 20 };

/* A folder of output profiles in a pack: read by who writes, never as rules. */
#define WV_FILES_PROFILES "profiles"

typedef struct wv_files {
    const wv_source *
        *items; /* sorted by the bytes of their names, which are relative to the folder */
    uint32_t count;
} wv_files;

/* Every *.yaml below `path`. WV_E_NOINPUT when the folder itself cannot be read (err says why),
 * WV_E_NOMEM; single files that cannot be read are errors in diags. */
wv_rc wv_files_read(const char *path, wv_arena *arena, wv_files *out, wv_diags *diags, wv_err *err);
/* One file of the folder, or WV_E_NOINPUT when it is not there. */
wv_rc wv_files_read_one(const char *path, const char *name, wv_arena *arena, const wv_source **out,
                        wv_err *err);

#endif
