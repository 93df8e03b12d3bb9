/* SPDX-License-Identifier: EUPL-1.2 */
/* spool.h: a folder that files arrive in, and the run that is at work on some of them.
 *
 *   in/NAME + in/NAME.ok     arriving; ready with its marker, or when it has been at rest long
 * enough | plan: plan.json names them, then each is moved claimed/NAME             read by the
 * worker, which can write only in run/ (RUN.ndjson and its kin) | finish: outputs, then files, then
 * the manifest, then the history, then the plan goes done/RUN/NAME, dead/RUN/NAME out/RUN.ndjson,
 * out/RUN.dead.ndjson, out/RUN.manifest.json
 *
 * Each step may be cut off by a kill and is done again by the next run: what is done already is
 * seen and left. out/RUN.manifest.json comes last of what others read: when it is there, the run is
 * whole. One process at a time holds `lock`. The caller owns the struct; open/close. All folders
 * are on one file system. */
#ifndef WV_SERVICE_SPOOL_H
#define WV_SERVICE_SPOOL_H

#include "base/err.h"
#include "base/mem.h"

#include <limits.h>

enum { WV_SPOOL_FILES_MAX = 4096, WV_SPOOL_RUN_BYTES = 40 };

typedef struct wv_spool_plan {
    char run[WV_SPOOL_RUN_BYTES]; /* its name; empty: there is no plan */
    const char **names;           /* of the arena, in byte order */
    uint32_t count;
} wv_spool_plan;

typedef struct wv_spool {
    char folder[PATH_MAX - 512]; /* absolute */
    int lock;
    wv_arena arena;
    wv_spool_plan plan;
    uint32_t waiting; /* files in in/ that are not ready yet */
    uint32_t refused; /* names in in/ that are no plain files, or that cannot be printed */
} wv_spool;

/* Makes the folders (mode 0700, in/ 0770), takes the lock, reads the plan that a killed run left.
 * WV_E_LOCKED when another holds it. */
wv_rc wv_spool_open(wv_spool *s, const char *folder, wv_err *err);
void wv_spool_close(wv_spool *s);

/* Fills the plan with what is ready at `now` (at most `most` files) and writes it; an empty plan
 * when nothing is. A file without a marker is ready `rest_seconds` after it last changed; 0: never.
 * A marker with 64 hexadecimal digits in it is a promise about its file: WV_E_RECORD in `promise`
 * names one that was not kept, and the file stays. */
wv_rc wv_spool_plan_next(wv_spool *s, int64_t now, int64_t rest_seconds, uint32_t most,
                         wv_err *promise, wv_err *err);
/* Moves the planned files out of in/. A file that its sender took back is left out of the plan. */
wv_rc wv_spool_claim(wv_spool *s, wv_err *err);
/* The claimed files go back to in/, ready; one whose name has come in again stays. The plan keeps
 * its list: a kill half way is done again. */
wv_rc wv_spool_put_back(wv_spool *s, wv_err *err);

/* The manifest that the worker wrote; empty when it did not come so far. */
bool wv_spool_is_scanned(const wv_spool *s);
bool wv_spool_is_published(const wv_spool *s);
/* Ends the run: `dead[i]` sends file i to dead/. `history` is a line for history.ndjson. */
wv_rc wv_spool_finish(wv_spool *s, const bool *dead, wv_str history, wv_err *err);

/* FOLDER/sub/RUN and then what follows; in out[PATH_MAX]. */
void wv_spool_path(const wv_spool *s, const char *sub, const char *tail, char out[PATH_MAX]);

#endif
