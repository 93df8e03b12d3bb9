/* SPDX-License-Identifier: EUPL-1.2 */
/* retention.h: two clocks for every item, and what is done when they have run.
 *
 *     received                out of daily use               destroyed
 *        |---------------------------|---------------------------|
 *             days_use                 hidden from every page
 *
 *   plan -> hide (first, a part of the cases a transaction) -> destroy (batches) -> wipe -> receipt
 *
 * A record has its own clocks when the source gave them, else those of the policy from when it was
 * received; a flag or alert follows its record, else the policy from when it was raised. A flag of
 * which every finding was read as wrong, and by now for good, has a shorter one from that reading. What the source
 * deleted is destroyed at once, with the flags and alerts that rest on it. Killed in the middle, the
 * next purge finishes: what is doomed stands in a table. */
#ifndef WV_STORE_RETENTION_H
#define WV_STORE_RETENTION_H

#include "store/store.h"

enum {
    WV_RETENTION_USE_DAYS = 365,     /* Wpg 8: a year of daily use */
    WV_RETENTION_KEEP_DAYS = 5 * 365, /* and destroyed after five: shorter than the source's ten */
    WV_RETENTION_LOG_DAYS = 5 * 365, /* details of the audit log */
    WV_RETENTION_WRONG_DAYS = 90,    /* a flag that was wrong says nothing true of anybody */
    WV_RETENTION_CASES = 1000, /* cases a transaction, to hide: the same */
    WV_RETENTION_BATCH = 500,        /* records a transaction: what a reviewer may wait for */
};

typedef struct wv_retention_policy {
    int64_t days_use, days_keep, days_log;
    int64_t days_wrong; /* after every finding of a flag was read as wrong; 0: as the others */
} wv_retention_policy;

/* What the store has, else the values above. */
wv_rc wv_retention_policy_read(wv_store *s, wv_retention_policy *out, wv_err *err);
/* WV_E_USAGE unless 0 < use <= keep, 0 <= wrong. In the caller's transaction. */
wv_rc wv_retention_policy_write(wv_store *s, const wv_retention_policy *policy, wv_err *err);

/* Clocks of one record, as its source has them; 0: those of the policy. WV_E_NOINPUT. In the caller's
 * transaction. */
wv_rc wv_retention_set(wv_store *s, int64_t record, int64_t out_at, int64_t destroy_at,
                       wv_err *err);

/* Dooms what the source deleted: a record of a case (or that stood alone: case_name empty), or, with
 * an empty record, the whole case. Hidden when this returns and the transaction is committed; gone
 * after the next wv_retention_purge. *found: items that were doomed. In the caller's transaction. */
wv_rc wv_retention_doom(wv_store *s, wv_str case_name, wv_str record, uint64_t *found, wv_err *err);

typedef struct wv_retention_receipt {
    int64_t at, as_of;
    uint64_t hidden;                                      /* items now out of daily use */
    uint64_t records, flags, alerts, findings, decisions, cases; /* destroyed */
    uint64_t details;                                     /* of the audit log */
    int64_t audit_seq;                                    /* its entry there */
} wv_retention_receipt;

typedef struct wv_retention_job {
    wv_str who, role;
    int64_t as_of;                /* clocks that have run by then */
    int64_t (*clock)(void *ctx);  /* now: the receipt is dated when all is gone */
    void (*rest)(void *ctx);      /* between two transactions: others wait for their turn; or NULL */
    bool not_yet; /* all but rewriting the file, which others wait for, and so no receipt: the next
                     purge goes on there */
    void *ctx;
} wv_retention_job;

/* All steps, in transactions of its own. WV_E_VERSION: the index of words is another engine's (reindex
 * first). WV_E_LOCKED: a reader kept the write-ahead log from being emptied: what was destroyed may
 * still stand there, and there is no receipt; run it again. */
wv_rc wv_retention_purge(wv_store *s, const wv_retention_job *job, wv_retention_receipt *out,
                         wv_err *err);
/* What a purge would do, without doing it. */
wv_rc wv_retention_count(wv_store *s, int64_t as_of, uint64_t *out_of_use, uint64_t *destroyed,
                         wv_err *err);

void wv_retention_receipt_write(const wv_retention_receipt *r, wv_buf *out);

#endif
