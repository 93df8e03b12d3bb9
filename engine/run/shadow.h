/* SPDX-License-Identifier: EUPL-1.2 */
/* shadow.h: rules that are tried beside the pack: their flags, in an output of their own.
 *
 * The shadow pack is another frozen pack, so that nothing of it can change a byte of the main output.
 * A wv_shadow belongs to the turn and is used in input order; it borrows the options. Its findings
 * never reach a case. */
#ifndef WV_RUN_SHADOW_H
#define WV_RUN_SHADOW_H

#include "run/run.h"
#include "scan/scan.h"

typedef struct wv_shadow {
    const wv_run_options *options;
    wv_flag_writer writer;
    wv_buf lines; /* not yet written */
} wv_shadow;

wv_rc wv_shadow_init(wv_shadow *s, const wv_run_options *options);
void wv_shadow_done(wv_shadow *s);
/* The findings of one record, resolved. Nothing to do without a shadow pack. */
void wv_shadow_take(wv_shadow *s, const wv_record *record, wv_time raised_at,
                    const wv_findings *found);
/* Writes what waits. */
wv_rc wv_shadow_flush(wv_shadow *s, wv_err *err);

#endif
