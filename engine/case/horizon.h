/* SPDX-License-Identifier: EUPL-1.2 */
/* horizon.h: what a case of many years keeps of its plain messages: numbers a day.
 *
 * Two moments of a case: what came in before `edge` is history, what was raised by then stands as
 * it stood and no reading again makes or voids it. Messages of one longest window before the edge
 * and older, that carry nothing and that nobody cites, are folded into numbers a day. So every
 * window that ends after the edge is seen whole. Owned by the case; strings live in its arena. */
#ifndef WV_CASE_HORIZON_H
#define WV_CASE_HORIZON_H

#include "case/timeline.h"

enum {
    WV_HORIZON_DAYS_MIN = 365,  /* the longest window is at least this */
    WV_HORIZON_SLACK_DAYS = 31, /* kept before the fold, for who looks back from its first window */
    WV_HORIZON_FOLD_MIN = 2048, /* a fold is worth a new log from so many messages on */
};

typedef struct wv_past { /* raised before the edge, by record ids */
    uint32_t rule, level, episode;
    wv_time raised_at;
    wv_triage triage;
    bool standing, truncated, noted;
    uint32_t written; /* in the ledger, which has its evidence and facts; UINT32_MAX: it fell */
    wv_str trigger, opener; /* opener empty: none */
    const wv_str *evidence, *kinds;
    uint32_t evidence_count, kind_count;
    const wv_attr *facts;
    uint32_t fact_count;
    int64_t first_at, last_at;
    wv_note note; /* that it made on its trigger */
} wv_past;

typedef struct wv_past_due { /* a deadline that ran at the edge */
    uint32_t rule;
    wv_str trigger;
    int64_t due;
} wv_past_due;

typedef struct wv_contact_day { /* messages of one local day that are no entries any more */
    wv_str from, to, channel;
    int32_t day;
    uint32_t count, unwanted;
} wv_contact_day;

typedef struct wv_history {
    int64_t edge; /* received_at in seconds; INT64_MIN: none */
    wv_past *items;
    uint32_t count, capacity;
    wv_past_due *dues;
    uint32_t due_count, due_capacity;
    wv_contact_day *days;
    uint32_t day_count, day_capacity;
    wv_map day_index; /* of day, from, to and channel */
    wv_arena arena;   /* its keys */
} wv_history;

void wv_history_init(wv_history *h);
void wv_history_done(wv_history *h);
/* Adds to the numbers of a day; strings are borrowed. False when out of memory. */
bool wv_history_count(wv_history *h, const wv_contact_day *day);

/* --- history.c: the part of a timeline that is history ------------------------------------------
 */

/* Entries before the edge past all plans without judging, then what was raised by then. */
void wv_history_begin(wv_timeline *t);
/* What stands in a timeline that stopped at the edge, as history; false when out of memory. */
bool wv_history_take(const wv_timeline *t, wv_history *h);

#endif
