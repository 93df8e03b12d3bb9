/* SPDX-License-Identifier: EUPL-1.2 */
/* canary.h: invented records that every run must flag, or the run is not to be trusted.
 *
 * They go through the same pack, reader, scan and case stage as the user's records, in a run of
 * their own before them: a case of their own, a state that is thrown away, lines that nobody is
 * given. So no queue, no output and no count of the user ever holds them. Opens nothing but the
 * canary's file. */
#ifndef WV_SERVICE_CANARY_H
#define WV_SERVICE_CANARY_H

#include "run/run.h"

typedef struct wv_canary {
    uint64_t records; /* with a text or a direction: those that must be flagged */
    uint64_t flagged; /* of them */
} wv_canary;

/* `path` NULL: the records that are built in, for packs that know nl-stalking's signals. WV_OK when
 * all were flagged; WV_E_INTERNAL with a sentence when one was not; what wv_run gives. */
wv_rc wv_canary_fly(const wv_frozen *pack, const wv_reader_options *reader, int threads,
                    const char *path, wv_canary *out, wv_err *err);

#endif
