/* SPDX-License-Identifier: EUPL-1.2 */
/* spool_ready.h: which files of a spool's in/ may be read. Inside of service/. */
#ifndef WV_SERVICE_SPOOL_READY_H
#define WV_SERVICE_SPOOL_READY_H

#include "service/spool.h"

typedef struct wv_ready_options {
    const char *folder;
    int64_t now, rest_seconds;
    uint32_t most;
} wv_ready_options;

typedef struct wv_ready {
    const char **names; /* of the arena, in byte order */
    uint32_t count, waiting, refused;
} wv_ready;

wv_rc wv_ready_find(const wv_ready_options *o, wv_arena *arena, wv_ready *out, wv_err *promise,
                    wv_err *err);
/* 20261123T190501Z, with -2 behind it when there was one in that second. */
void wv_ready_name_run(const wv_ready_options *o, char out[WV_SPOOL_RUN_BYTES]);
void wv_ready_marker(const char *folder, const char *name, char out[PATH_MAX]);

#endif
