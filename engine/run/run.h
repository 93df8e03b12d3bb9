/* SPDX-License-Identifier: EUPL-1.2 */
/* run.h: the pipeline: inputs in, flags out, every record accounted for.
 *
 *             lock                                      turnstile, in chunk order
 *   input ----------> chunk 7: parse, scan  (thread 1) ----> cases, flags, dead letters -> sinks
 *             lock
 *         ----------> chunk 8: parse, scan  (thread 2) ----> lies ready; thread 2 scans chunk 9
 *
 * One OpenMP parallel region. The bytes that come out do not depend on threads or on where chunks
 * were cut. Memory is at most three times the threads times (chunk and what was found in it). Prints
 * nothing; tells through `notice` and `progress`, which are called one at a time. */
#ifndef WV_RUN_RUN_H
#define WV_RUN_RUN_H

#include "case/case.h"
#include "db/state.h"
#include "flag/flag.h"
#include "read/input.h"
#include "read/reader.h"
#include "run/sink.h"
#include "run/stats.h"

enum { WV_RUN_THREADS_MAX = 256 };

typedef struct wv_run_fail_on {
    int severity; /* a live finding of at least this one, or an alert of its triage; -1: not asked
                   */
    const char *glob; /* a signal or pattern by * and ?; NULL: not asked */
} wv_run_fail_on;

typedef struct wv_run_options {
    const wv_frozen *pack;
    const char *const *paths; /* none: standard input */
    uint32_t path_count;
    wv_input_options input; /* failed and ctx are the pipeline's own */
    wv_reader_options reader;
    wv_offset_unit unit;
    bool all;
    wv_triage only; /* write lines of this triage and above; info writes all */
    wv_run_fail_on fail_on;
    int threads;             /* 0: one a processor */
    const wv_frozen *shadow; /* rules that are tried beside the pack; NULL: none */
    wv_sink *shadow_out;     /* opened by the caller, when there is a shadow pack */
    wv_sink *out;            /* opened by the caller, who commits and closes it */
    wv_sink *dead;           /* opened by the first dead letter under dead_path */
    const char *dead_path;
    wv_state *state; /* where cases rest; borrowed; a temporary one when the user named none */
    bool resumes;    /* the state has a name: output and state are committed together (hold.c) */
    uint32_t commit_records; /* 0: a default */
    uint64_t case_bytes;     /* of cases kept in memory; 0: a default */
    wv_time as_of;           /* known: case time moves there at the end */
    bool more_follows; /* the feed goes on in a next run: late records that wait go on waiting */
    void (*notice)(void *ctx,
                   const wv_err *err); /* something to be told that does not end the run */
    /* Not NULL: what it appends to `out` of the whole lines is written in their place (an output
     * profile). Dead letters do not pass it: they are nobody's output. */
    wv_rc (*pass)(void *ctx, wv_str lines, wv_buf *out, wv_err *err);
    /* bytes_total 0: not known beforehand */
    void (*progress)(void *ctx, const wv_run_stats *stats, uint64_t bytes_total);
    void *ctx;
} wv_run_options;

/* WV_OK; WV_E_STOPPED and WV_E_CLOSED are good ends too. Another code stops the run with err
 * filled. Failures that did not stop it (an input, the dead letters) are in stats->inputs_failed
 * and *worst, the most serious of them. stats is the caller's, inited. */
wv_rc wv_run(const wv_run_options *options, wv_run_stats *stats, wv_rc *worst, wv_err *err);

#endif
