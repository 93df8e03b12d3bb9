/* SPDX-License-Identifier: EUPL-1.2 */
/* alert.h: what the case stage adds to a record: findings that only a case can show, alerts,
 * revisions.
 *
 * Everything is borrowed from the case stage and valid until its next record. An alert that was
 * handed out is never taken back: when a later record voids or changes it, a revision names it
 * (design 5.3). */
#ifndef WV_MODEL_ALERT_H
#define WV_MODEL_ALERT_H

#include "model/finding.h"
#include "model/record.h"

enum { WV_EVIDENCE_MAX = 64, WV_FACTS_MAX = 16 };

typedef struct wv_alert {
    uint32_t rule; /* index into the frozen pack's rules */
    wv_str case_id, pattern;
    uint32_t episode;  /* 1, 2, ... of this pattern in this case */
    wv_time raised_at; /* earliest received_at by which the evidence was complete */
    wv_triage triage;
    const wv_str *evidence; /* record ids, by occurred_at */
    uint32_t evidence_count;
    bool truncated;       /* there was more evidence than WV_EVIDENCE_MAX: the newest are kept */
    const wv_attr *facts; /* in the order the rule names them */
    uint32_t fact_count;
} wv_alert;

/* A finding of the case on a record that was written before: a flag line of its own with that
 * finding only. */
typedef struct wv_late_flag {
    wv_str case_id, record;
    wv_time raised_at;
    wv_finding finding;
} wv_late_flag;

typedef enum wv_revision_of { WV_REVISION_OF_ALERT, WV_REVISION_OF_FLAG } wv_revision_of;

/* What was written and no longer stands. `alert` or `flag` repeats it as it was written, so that
 * its id and key can be computed again. */
typedef struct wv_revision {
    wv_revision_of of;
    wv_alert alert;
    wv_late_flag flag;
    const uint8_t *content; /* the flag stood in its record's own line: hash of the record's content
                               at that time (32 bytes); NULL: it had a line of its own */
    wv_triage triage;       /* of the line that told it */
    bool standing;
    wv_time raised_at;
    const wv_str *because; /* record ids */
    uint32_t because_count;
} wv_revision;

#endif
