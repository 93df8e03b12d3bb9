/* SPDX-License-Identifier: EUPL-1.2 */
/* manifest.h: what a run was given, did and left behind, as one line of JSON: for who has to show
 * later which file was read by which pack.
 *
 *   {"schema","type":"manifest","run","started_at","ended_at","exit","engine","pack","arguments",
 *    "inputs":[{"path","bytes","sha256","read","scanned","seen","dead"}],"account","sources",
 *    "output","dead_letters","canary","sandbox"}
 *
 * Holds names of files and counts, and no word of a record. Borrows all that it is given. The clock
 * is the caller's. */
#ifndef WV_SERVICE_MANIFEST_H
#define WV_SERVICE_MANIFEST_H

#include "run/run.h"
#include "service/canary.h"
#include "service/sandbox.h"

typedef struct wv_manifest {
    const char *run; /* name; NULL: none was given */
    wv_time started, ended;
    int exit;
    const wv_frozen *pack;
    const char *const *arguments; /* as typed, without the inputs */
    uint32_t argument_count;
    const char *const *inputs;
    uint32_t input_count;
    const wv_run_stats *stats;
    const char *output, *dead_letters; /* paths; "-" is a stream; NULL: there is none */
    bool canary_flew;
    wv_canary canary;
    const wv_sandbox *sandbox; /* NULL: it was off */
} wv_manifest;

/* Reads the inputs again for their hashes. */
wv_rc wv_manifest_write(const wv_manifest *m, const char *path, wv_err *err);

#endif
