/* SPDX-License-Identifier: EUPL-1.2 */
/* turn.h: what happens in input order: the case stage, the lines, the account.
 *
 * One wv_turn a run, used by one thread at a time (pipeline.c sees to that). */
#ifndef WV_RUN_TURN_H
#define WV_RUN_TURN_H

#include "run/run.h"
#include "run/shadow.h"
#include "run/worker.h"

typedef struct wv_turn {
    const wv_run_options *options;
    wv_run_stats *stats;
    wv_cases *cases;
    wv_flag_writer writer;
    wv_shadow shadow;
    wv_buf lines, dead_lines; /* not yet written */
    wv_buf passed;            /* what options->pass left of lines */
    wv_state_position where;  /* of the run before that this one goes on with */
    bool skips;               /* its inputs are the same: what it did is not done again */
    wv_state_position now;    /* what a commit at this moment would say */
    uint32_t since_commit;    /* records */
    wv_rc worst;              /* of what did not end the run */
} wv_turn;

wv_rc wv_turn_init(wv_turn *t, const wv_run_options *options, wv_run_stats *stats, wv_err *err);
void wv_turn_done(wv_turn *t);
/* Takes the items of the next chunk. */
wv_rc wv_turn_take(wv_turn *t, wv_worker *worker, wv_err *err);
/* After the last chunk: deadlines up to --as-of, and what still waits to be written. */
wv_rc wv_turn_end(wv_turn *t, wv_err *err);
/* Writes what waits, then commits output, state and position as one (design 5.5). Nothing to do
 * without a named state. */
wv_rc wv_turn_commit(wv_turn *t, wv_err *err);
/* Notes a failure that does not end the run. */
void wv_turn_note(wv_turn *t, const wv_err *err);

#endif
