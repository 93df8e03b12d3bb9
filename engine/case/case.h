/* SPDX-License-Identifier: EUPL-1.2 */
/* case.h: the case stage: records in input order with their findings in; what only a case can show
 * out.
 *
 * A wv_cases keeps, per case, a sparse chronology (roles, events, findings, contacts; no texts) and
 * what was raised. It borrows the frozen pack, which must outlive it; not thread-safe, the run
 * stage calls it in input order. Results are valid until the next call with the same wv_cases.
 *
 * Order (design 5.2): a case is replayed by (received_at, occurred_at, id). A record that comes in
 * that order is taken in one step; one that comes late makes the case replay itself, and what no
 * longer stands is revised. A case with very many late records does so once for a batch of them
 * (arrears.c). */
#ifndef WV_CASE_CASE_H
#define WV_CASE_CASE_H

#include "model/alert.h"
#include "pack/frozen.h"

typedef struct wv_cases wv_cases;

/* Where cases rest between records. NULL functions: nowhere, all cases stay in memory.
 * A case is a log: append adds bytes to it, load gives all of them in that order (nothing for a new
 * case), next gives the first case id after `after` in byte order (empty: none). wait remembers
 * that a case has late records that are not read in, waiting gives the first such case by id
 * (empty: none), tally keeps one number (set, or get), replace puts a new log in the place of
 * the old one. All return a wv_rc and fill err. */
typedef struct wv_case_store {
    void *ctx;
    wv_rc (*load)(void *ctx, wv_str case_id, wv_buf *out, wv_err *err);
    wv_rc (*append)(void *ctx, wv_str case_id, wv_str bytes, wv_err *err);
    wv_rc (*next)(void *ctx, wv_str after, wv_buf *out, wv_err *err);
    wv_rc (*wait)(void *ctx, wv_str case_id, bool waits, wv_err *err);
    wv_rc (*waiting)(void *ctx, wv_buf *out, wv_err *err);
    wv_rc (*tally)(void *ctx, uint64_t *number, bool set, wv_err *err);
    wv_rc (*replace)(void *ctx, wv_str case_id, wv_str bytes, wv_err *err);
} wv_case_store;

typedef struct wv_cases_options {
    wv_case_store store;
    uint64_t warm_bytes;       /* of cases in memory, when there is a store; 0: a default */
    bool late_waits;           /* a new case starts without credit for late records (tests) */
    uint32_t fold_min;         /* messages past the horizon that make a case fold; 0: a default */
    int32_t tz_offset_seconds; /* for local times in attributes that name no offset */
} wv_cases_options;

typedef enum wv_case_outcome {
    WV_CASE_TAKEN,
    WV_CASE_ALONE,    /* no case, or no usable clock: judged alone */
    WV_CASE_SEEN,     /* the same id and content was here before: nothing is to be written */
    WV_CASE_CONFLICT, /* the same id with other content and no higher rev: dead, reason id_conflict
                       */
} wv_case_outcome;

typedef struct wv_case_result {
    bool beyond_horizon; /* the record is older than what its case still weighs (docs/cases.md) */
    wv_time raised_at;   /* for the record's own flag line; unknown when the record has no clock */
    const wv_finding
        *findings; /* made on this record by the case: they join the record's own line */
    uint32_t finding_count;
    const wv_late_flag *flags;
    uint32_t flag_count;
    const wv_revision *revisions;
    uint32_t revision_count;
    const wv_alert *alerts;
    uint32_t alert_count;
} wv_case_result;

/* Compiles the pack's correlation rules. Mistakes in them go to diags (WV_E_PACK). */
wv_rc wv_cases_new(const wv_frozen *pack, const wv_cases_options *options, wv_cases **out,
                   wv_diags *diags, wv_err *err);

/* Checks the correlation rules of a pack only (for `check`). */
wv_rc wv_cases_check_rules(const wv_frozen *pack, wv_diags *diags, wv_err *err);

/* A case that rested for a while is in no cache. So what the record that comes `distance` records
 * from now will look at is fetched: each record by each of 8, 6, 4 and 2, in this order. Changes
 * nothing, and another distance or none gives the same results. */
enum { WV_CASES_AHEAD_MAX = 8, WV_CASES_AHEAD_STEP = 2 };
void wv_cases_ahead(const wv_cases *cases, const wv_record *record, uint32_t distance);

/* First step for a record: has it been here? Decides by id, content and rev; opens the case. */
wv_rc wv_cases_meet(wv_cases *cases, const wv_record *record, wv_case_outcome *outcome,
                    wv_err *err);

/* Role of a reference as far as the record and the case know it; ctx for wv_scan_resolve is a
 * wv_case_voice. */
typedef struct wv_case_voice {
    wv_cases *cases;
    const wv_record *record;
} wv_case_voice;
wv_role wv_cases_role(void *voice, wv_str ref);
/* The persons that the case of the record at hand knows, with their roles if it knows them; their
 * number. */
enum { WV_CASE_PERSONS_MAX = 80 };
uint32_t wv_cases_persons(const wv_cases *cases, wv_person list[WV_CASE_PERSONS_MAX]);

/* Second step, after wv_cases_meet said TAKEN or ALONE and the findings were resolved: takes the
 * record into its case. May lower severities in `findings` (a counter-report is capped), adds none
 * to it. */
wv_rc wv_cases_take(wv_cases *cases, const wv_record *record, wv_finding *findings, uint32_t count,
                    wv_case_result *result, wv_err *err);

/* Moves every case's time to `at` (scan --as-of): deadlines fire. Results come case by case, in
 * order of case id; call until *more is false. */
wv_rc wv_cases_as_of(wv_cases *cases, wv_time at, wv_case_result *result, bool *more, wv_err *err);

/* So many records went into cases since the last settling that it is time for one: a number that
 * the store keeps, so that it comes after the same record however the feed is cut. */
bool wv_cases_must_settle(const wv_cases *cases);

/* Reads in what came late and had to wait (a case with very many late records), case by case in
 * order of id; until *more is false. To be called when wv_cases_must_settle says so, before
 * wv_cases_as_of, and at the end of a feed. Not at a commit: what is told must not depend on when
 * the run commits. */
wv_rc wv_cases_settle(wv_cases *cases, wv_case_result *result, bool *more, wv_err *err);

/* Writes every changed case to the store. */
wv_rc wv_cases_flush(wv_cases *cases, wv_err *err);
void wv_cases_free(wv_cases *cases);

#endif
