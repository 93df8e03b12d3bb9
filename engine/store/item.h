/* SPDX-License-Identifier: EUPL-1.2 */
/* item.h: what a page shows: the findings of a record with their evidence, the alerts of a case,
 * its records in order. Read only; all in the caller's arena. What retention has hidden is not
 * there. */
#ifndef WV_STORE_ITEM_H
#define WV_STORE_ITEM_H

#include "model/alert.h"
#include "model/finding.h"
#include "store/store.h"

typedef enum wv_read_answer {
    WV_READ_OPEN, /* nobody said */
    WV_READ_YES,
    WV_READ_NO,
    WV_READ_UNSURE,
} wv_read_answer;

typedef struct wv_item_place {
    uint32_t start, end; /* code points of the record's text */
    wv_str text;         /* of a span; empty for a cue */
    uint8_t label;       /* of a cue: wv_label */
} wv_item_place;

typedef struct wv_item_finding {
    int64_t num, case_num, item;
    bool is_alert;
    wv_str record;             /* its id; of an alert: empty */
    wv_str key, evidence_hash; /* 32 hex digits each */
    wv_str signal, rule;       /* of an alert: its pattern */
    uint8_t severity;          /* alerts: 0 */
    wv_triage triage;
    bool inferred, live, standing;
    bool stale;      /* a newer pack or a correction found other evidence in its place */
    bool replayed;   /* a newer pack found it in records of before (`replay`) */
    bool incomplete; /* a limit was hit while matching */
    bool dropped, shadow;
    wv_item_place *spans;
    uint32_t span_count;
    wv_item_place *why;
    uint32_t why_count;
    uint32_t labels; /* mask of 1u << wv_label */
    wv_str actor, target;
    wv_str suppressed_by;
    wv_item_place suppressed_at;
    wv_str *evidence; /* record ids */
    uint32_t evidence_count;
    uint32_t episode; /* of an alert */
    wv_str facts;     /* of an alert: a JSON object */
    wv_str raised_at; /* as it was written */
    int64_t raised;
    wv_str pack_name, pack_version, pack_sha256, engine;
    wv_read_answer answer; /* the one that holds: adjudication, else the first */
    bool second_due, third_due;
} wv_item_finding;

typedef struct wv_item_record {
    int64_t num, case_num;
    wv_str id, kind, occurred_at, received_at, source, channel, from, to, title, text, type;
    int64_t occurred, received; /* seconds; 0: unknown */
    wv_str json; /* the record without its text, and without what may not be disclosed */
} wv_item_record;

typedef struct wv_item {
    int64_t num, case_num;
    wv_str record; /* id */
    wv_triage triage;
    wv_str raised_at, degraded; /* degraded: a JSON list, or empty */
    wv_item_finding *findings;
    uint32_t count;
} wv_item;

/* WV_E_NOINPUT when there is none. The caller asks wv_store_may_see of its case. */
wv_rc wv_item_read(wv_store *s, int64_t num, wv_arena *arena, wv_item *out, wv_err *err);
/* One finding or alert. */
wv_rc wv_item_finding_read(wv_store *s, int64_t num, wv_arena *arena, wv_item_finding *out,
                           wv_err *err);
/* Findings and alerts of a case, newest first, from below `before` (0: the newest), at most
 * `limit`.
 */
wv_rc wv_item_findings(wv_store *s, int64_t case_num, int64_t before, uint32_t limit,
                       wv_arena *arena, wv_item_finding **out, uint32_t *count, wv_err *err);
/* The record of an item; WV_E_NOINPUT when the store has it not (--records was not given). */
wv_rc wv_item_record_read(wv_store *s, int64_t case_num, wv_str id, wv_arena *arena,
                          wv_item_record *out, wv_err *err);
/* Records of a case in the order of occurred_at, after the one that is (after_at, after_num). */
wv_rc wv_item_records(wv_store *s, int64_t case_num, int64_t after_at, int64_t after_num,
                      uint32_t limit, wv_arena *arena, wv_item_record **out, uint32_t *count,
                      wv_err *err);

typedef struct wv_item_revision {
    wv_str of, key, raised_at, because; /* because: a JSON list of record ids */
    bool standing;
} wv_item_revision;
wv_rc wv_item_revisions(wv_store *s, int64_t case_num, wv_arena *arena, wv_item_revision **out,
                        uint32_t *count, wv_err *err);

/* Records of cases this viewer may see in which nothing was found, chosen by `seed`: the same seed
 * gives the same ones. For who wants to know what is missed. */
wv_rc wv_item_unflagged(wv_store *s, const wv_viewer *viewer, uint64_t seed, uint32_t limit,
                        wv_arena *arena, wv_item_record **out, uint32_t *count, wv_err *err);

#endif
