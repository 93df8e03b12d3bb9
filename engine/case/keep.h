/* SPDX-License-Identifier: EUPL-1.2 */
/* keep.h: the cases in memory: opening, remembering ids, putting away. Inside of wv_cases; not for
 * other stages. */
#ifndef WV_CASE_KEEP_H
#define WV_CASE_KEEP_H

#include "case/pickle.h"

/* A new case may be read again for its first late records whatever they cost; from then on, as many
 * steps as its records bring. */
enum { WV_KEEP_CREDIT_START = 60000, WV_KEEP_CREDIT_PER_RECORD = 4 };

/* What waits is read in after so many records of the whole feed at the latest. */
enum { WV_KEEP_SWEEP_RECORDS = 20000 };

/* Bytes of cases in memory when there is a store: with the rest of a run under 300 MB, and room for
 * some ten thousand cases, of which a feed mostly comes back to a few (bench/cases.sh). */
enum { WV_KEEP_WARM_BYTES = 160 << 20, WV_KEEP_BUCKETS = 1 << 16 };

typedef struct wv_met { /* a record id that was here: enough to tell `seen` from `id_conflict` */
    uint64_t content;
    int64_t rev;
} wv_met;

typedef struct wv_case wv_case;
struct wv_case {
    wv_chronology chronology;
    wv_timeline *timeline;
    wv_ledger ledger;
    wv_map met_index; /* record id -> met, of what the chronology does not know as it came last */
    wv_met *met;
    uint32_t met_capacity;
    wv_history history; /* horizon.h */
    uint32_t looked_at; /* entries when it was last asked whether to fold */
    wv_map deleted;     /* ids that a record.deleted event names */
    wv_time waited;     /* --as-of moved its time to here */
    wv_entry *late;     /* taken, not read in yet (arrears.c), in the order they came */
    uint32_t late_count, late_capacity;
    bool marked;       /* its log, and the store, say that records wait */
    int64_t credit;    /* steps of replay that this case may spend */
    wv_buf log;        /* what the store does not have yet */
    uint64_t bytes;    /* as they were last added to keep.warm */
    uint32_t weigh_at; /* records when they are to be counted again */
    wv_case *next_in_bucket, *newer, *older;
};

typedef struct wv_keep {
    wv_case **buckets;
    wv_case *newest, *oldest; /* by when they came into memory */
    wv_case *opened;          /* last; weighed when another one is */
    uint32_t count;
    uint64_t warm;   /* bytes of all cases in memory */
    uint64_t picks;  /* how often a case was picked to rest */
    wv_buf bytes;    /* room for loading */
    wv_buf last;     /* wv_keep_next: the id it gave last */
    wv_case **order; /* wv_keep_next without a store */
    uint32_t at;
} wv_keep;

struct wv_cases {
    const wv_frozen *pack;
    wv_cases_options options;
    wv_plans plans;
    wv_pickle_names names;
    wv_tz zone; /* Europe/Amsterdam: what night and day mean */
    wv_keep keep;
    wv_case *current;     /* of the record that wv_cases_meet saw last */
    uint32_t fold_min;    /* messages that are worth a fold */
    int64_t horizon;      /* seconds of the longest window */
    uint64_t since_sweep; /* records that went into cases since the last settling of all */
    wv_result_room room;
};

void wv_keep_init(wv_keep *keep);
void wv_keep_done(wv_keep *keep);
/* Whether a change goes into the case's log as it happens. */
static inline bool wv_keep_logs(const wv_cases *cases)
{
    return cases->options.store.append != NULL;
}

/* The case of that id, from memory, from the store, or new. It may put others away. */
wv_rc wv_keep_open(wv_cases *cases, wv_str id, wv_case **out, wv_err *err);
/* What was here under that id; false: nothing. */
bool wv_keep_met(const wv_case *k, wv_str id, wv_met *out);
/* The same as it is now; enters: it goes into the chronology at once, which then knows. */
bool wv_keep_note(wv_case *k, wv_str id, uint64_t content, int64_t rev, bool enters);
/* Cases one after another by id; *out NULL at the end. */
wv_rc wv_keep_next(wv_cases *cases, wv_case **out, wv_err *err);
/* Hands every unsaved log to the store. */
wv_rc wv_keep_flush(wv_cases *cases, wv_err *err);
/* record.deleted may stand anywhere, before what it names or after it. */
bool wv_keep_note_deletion(wv_case *k, const wv_entry *entry);
void wv_keep_mark_deleted(wv_case *k);
/* Takes a case out of memory and reads it from these bytes, in its place. */
wv_rc wv_keep_reload(wv_cases *cases, wv_case *k, wv_str log, wv_err *err);
/* Reads the chronology past all plans from the start. */
wv_rc wv_keep_replay(wv_cases *cases, wv_case *k);

/* --- arrears.c: late records
 * ------------------------------------------------------------------------------------------------------
 */

bool wv_arrears_is_late(const wv_case *k, const wv_entry *e);
bool wv_arrears_add(wv_case *k, const wv_entry *e);
/* There is credit for reading the case again now. */
bool wv_arrears_can_settle(const wv_case *k);
/* Puts an entry, or all that wait, into the chronology, unsorted; a lower rev gives way. */
bool wv_arrears_put(wv_case *k, const wv_entry *e);
bool wv_arrears_merge(wv_case *k);
wv_rc wv_arrears_settle(wv_cases *cases, wv_case *k, wv_err *err);

/* --- fold.c: the horizon
 * ------------------------------------------------------------------------------------------------------
 */

void wv_fold_init(wv_cases *cases);
/* Folds what is older than the horizon when there is enough of it: a new log, and the case read
 * from it. To be asked for every record that comes, before it is taken. */
wv_rc wv_fold_when_due(wv_cases *cases, wv_case *k, wv_err *err);
/* A record from before the edge: a plain message is counted (*counted) and no entry, all else reads
 * as if it came now. */
wv_rc wv_fold_take_old(wv_cases *cases, wv_case *k, wv_entry *entry, bool *counted, wv_err *err);

#endif
