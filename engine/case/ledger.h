/* SPDX-License-Identifier: EUPL-1.2 */
/* ledger.h: what was written of a case, by record ids, so that it outlives every replay and the
 * process.
 *
 * The ledger's strings belong to the chronology's arena. Nothing is ever taken out; `standing`
 * tells. */
#ifndef WV_CASE_LEDGER_H
#define WV_CASE_LEDGER_H

#include "case/case.h"
#include "case/timeline.h"

enum { WV_LEDGER_CONTENT_BYTES = sizeof((wv_record *)0)->content };

typedef struct wv_written {
    uint32_t rule; /* frozen rule */
    bool is_pattern, standing;
    bool linked; /* scratch of wv_ledger_sync */
    uint32_t episode;
    wv_time raised_at;
    wv_triage triage;
    wv_str trigger; /* record id */
    const wv_str *evidence;
    uint32_t evidence_count;
    bool truncated;
    const wv_attr *facts;
    uint32_t fact_count;
    uint8_t severity, basis;
    wv_str actor, target;
    /* Told in its record's own line: the hash of what the record was then, and the line's triage,
     * so that a revision can name the line that a reader saw. NULL: a line of its own. */
    const uint8_t *content;
    wv_triage line_triage;
} wv_written;

typedef struct wv_ledger {
    wv_written *items;
    uint32_t count, capacity;
    uint32_t *fallen; /* items that stopped standing in the last sync */
    uint32_t fallen_count, fallen_capacity;
} wv_ledger;

/* Growing arrays that a result points into; cleared for every record. */
typedef struct wv_result_room {
    wv_arena arena;
    wv_finding *findings;
    uint32_t finding_count, finding_capacity;
    wv_late_flag *flags;
    uint32_t flag_count, flag_capacity;
    wv_revision *revisions;
    uint32_t revision_count, revision_capacity;
    wv_alert *alerts;
    uint32_t alert_count, alert_capacity;
    uint32_t *own; /* ledger items of `findings`, in the same order */
    uint32_t own_count, own_capacity;
} wv_result_room;

/* The facts of a raised thing, so that they outlive its timeline; NULL: out of memory. */
const wv_attr *wv_ledger_copy_facts(wv_arena *a, const wv_raised *r);
/* Whether a reading again made exactly what stands. */
bool wv_ledger_agrees(wv_ledger *ledger, const wv_timeline *t);
void wv_ledger_done(wv_ledger *ledger);

/* Compares what stands in the timeline with what was written, writes the difference into `room`:
 * findings on the record `own`, late flags, alerts, revisions because of `own`. False when out of
 * memory. */
bool wv_ledger_sync(wv_ledger *ledger, wv_timeline *t, wv_str own, wv_time now,
                    wv_result_room *room);

#endif
