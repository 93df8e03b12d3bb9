/* SPDX-License-Identifier: EUPL-1.2 */
/* shadow.c: findings of the shadow pack -> lines of the shadow output.
 *
 * In: resolved findings, in input order. Out: flag lines, as the main output has them. Neighbours:
 * worker.c scans with both packs, turn.c calls. Invariant: what is written here does not depend on
 * the main output, nor it on this. Cost: a second scan of each record. */
#include "run/shadow.h"

wv_rc wv_shadow_init(wv_shadow *s, const wv_run_options *o)
{
    wv_flag_options flags = {.pack = o->shadow, .unit = o->unit, .all = o->all};
    *s = (wv_shadow){.options = o};
    return o->shadow ? wv_flag_writer_init(&s->writer, &flags) : WV_OK;
}

void wv_shadow_done(wv_shadow *s)
{
    if (s->options && s->options->shadow) wv_flag_writer_done(&s->writer);
    wv_buf_done(&s->lines);
}

void wv_shadow_take(wv_shadow *s, const wv_record *record, wv_time raised_at,
                    const wv_findings *found)
{
    if (!s->options->shadow) return;
    wv_flag_input in = {.record = record,
                        .raised_at = raised_at,
                        .own = found->items,
                        .own_count = found->count,
                        .truncated = found->truncated};
    if (wv_flag_triage(&s->writer, &in) >= s->options->only)
        wv_flag_write(&s->writer, &s->lines, &in);
}

wv_rc wv_shadow_flush(wv_shadow *s, wv_err *err)
{
    if (s->lines.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!s->lines.n) return WV_OK;
    wv_rc rc = wv_sink_write(s->options->shadow_out, s->lines.p, s->lines.n, err);
    wv_buf_clear(&s->lines);
    return rc;
}
