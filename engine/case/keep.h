/* SPDX-License-Identifier: EUPL-1.2 */
/* keep.h: the cases in memory: opening, remembering ids, putting away. Inside of wv_cases; not for other stages. */
#ifndef WV_CASE_KEEP_H
#define WV_CASE_KEEP_H

#include "case/ledger.h"

typedef struct wv_met { /* a record id that was here: enough to tell `seen` from `id_conflict` */
    uint64_t content;
    int64_t rev;
} wv_met;

typedef struct wv_case {
    wv_chronology chronology;
    wv_timeline *timeline;
    wv_ledger ledger;
    wv_map met_index;     /* record id -> met */
    wv_met *met;
    uint32_t met_capacity;
    uint32_t deletions;   /* record.deleted events on file */
    wv_time waited;       /* --as-of moved its time to here */
    bool changed;         /* since it was last saved */
    uint32_t slot;        /* in keep.items */
    uint64_t used;        /* turn of its last use, for putting away */
} wv_case;

typedef struct wv_keep {
    wv_map index;         /* case id -> slot; keys live in `names` */
    wv_arena names;
    wv_case **items;      /* NULL: put away in the store */
    uint32_t capacity, warm, next;
    uint32_t *order;      /* slots by case id, for wv_keep_next */
    uint64_t turn;
} wv_keep;

struct wv_cases {
    const wv_frozen *pack;
    wv_cases_options options;
    wv_plans plans;
    wv_tz zone; /* Europe/Amsterdam: what night and day mean */
    wv_keep keep;
    wv_case *current;     /* of the record that wv_cases_meet saw last */
    wv_result_room room;
};

void wv_keep_init(wv_keep *keep);
void wv_keep_done(wv_keep *keep);
/* The case of that id, from memory, from the store, or new. */
wv_rc wv_keep_open(wv_cases *cases, wv_str id, wv_case **out, wv_err *err);
wv_met *wv_keep_met(wv_case *k, wv_str id);
bool wv_keep_note(wv_case *k, const wv_entry *entry);
bool wv_keep_note_alone(wv_case *k, const wv_record *record);
/* Cases one after another by id; *out NULL at the end. */
wv_rc wv_keep_next(wv_cases *cases, wv_case **out, wv_err *err);
wv_rc wv_keep_flush(wv_cases *cases, wv_err *err);

#endif
