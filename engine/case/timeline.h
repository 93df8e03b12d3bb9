/* SPDX-License-Identifier: EUPL-1.2 */
/* timeline.h: one pass of all plans over a chronology: what each plan remembers, and what was
 * raised.
 *
 * Owns its tracks and what was raised; borrows the chronology and the plans. A timeline can be
 * thrown away and made again from the chronology: that is how late records are handled. Not
 * thread-safe. */
#ifndef WV_CASE_TIMELINE_H
#define WV_CASE_TIMELINE_H

#include "case/hits.h"
#include "case/match.h"
#include "case/moments.h"

typedef struct wv_frame {
    uint32_t opener; /* entry */
    int64_t from, to;
    wv_hits hits;
} wv_frame;

typedef struct wv_track { /* what one plan remembers */
    wv_hits hits;         /* without frames */
    wv_frame *frames;
    uint32_t frame_count, frame_capacity;
} wv_track;

enum { WV_RAISED_KINDS_MAX = 16 };

typedef struct wv_raised wv_raised;
struct wv_raised {       /* an alert, or a finding made on a record */
    wv_raised *before;   /* raised before it in the same group */
    uint32_t written_at; /* in the ledger */
    uint32_t plan, trigger, level, episode;
    uint32_t opener; /* of its frame, UINT32_MAX none */
    wv_time raised_at;
    wv_triage triage;
    uint32_t evidence[WV_EVIDENCE_MAX]; /* entries by occurred_at */
    uint32_t evidence_count;
    bool truncated;
    wv_attr facts[WV_FACTS_MAX];
    uint32_t fact_count;
    int64_t first_at, last_at; /* occurred_at of the first and last act of the episode */
    wv_str kinds[WV_RAISED_KINDS_MAX];
    uint32_t kind_count;
    bool standing, written;
    bool past;          /* history (horizon.h): no reading again weighs it anew */
    uint32_t raised_by; /* entry of the step that raised it */
    uint32_t void_by;   /* entry that voided it */
};

typedef struct wv_pending { /* a deadline that runs */
    uint32_t plan, trigger;
    int64_t due;
} wv_pending;

typedef struct wv_timeline {
    const wv_plans *plans;
    wv_chronology *c;
    wv_arena arena;
    wv_track *tracks;   /* one a plan */
    wv_moments by_time;   /* all entries taken so far, by occurred_at */
    wv_moments handovers; /* those of them that are a handover of children */
    wv_moments reports, visits; /* those that may tell of one incident */
    wv_map actors;      /* who acts -> number, for plans that group by actor */
    wv_map channels;    /* channel -> number, for plans that count channels */
    wv_raised **latest; /* of each group of plans */
    wv_raised **raised; /* in the order they were raised */
    uint32_t raised_count, raised_capacity;
    uint32_t told;      /* of raised: the ledger knows them */
    wv_raised **fallen; /* since the ledger was told */
    uint32_t fallen_count, fallen_capacity;
    wv_pending *pending;
    uint32_t pending_count, pending_capacity;
    int64_t next_due;  /* of the earliest, when there are any */
    uint32_t *touched; /* entries that got a finding in this step */
    uint32_t touched_count, touched_capacity;
    uint32_t now;   /* entry that the step is about */
    wv_time now_at; /* its received_at: when what is complete now is raised */
    bool past;      /* entries before the edge pass by: nothing is judged */
    bool again;     /* raising once more what another frame raised: by its own evidence's clock */
    uint32_t taken; /* entries of the chronology that were stepped over */
    bool failed;    /* out of memory */
    bool synced;    /* the ledger has seen this timeline */
} wv_timeline;

wv_timeline *wv_timeline_new(const wv_plans *plans, wv_chronology *c);
void wv_timeline_free(wv_timeline *t);

/* Takes the next entry of the chronology (index t->taken). May put another timeline in *t when
 * roles changed. */
wv_rc wv_timeline_step(wv_timeline **t);
/* Fills in what an entry is in its case: roles, incident, whether it was agreed. */
void wv_timeline_enter(wv_timeline *t, uint32_t index);
/* Fires the deadlines that are due at a moment, without a record. */
void wv_timeline_wait(wv_timeline *t, wv_time until);

/* Lowers or suppresses what the caps say, for an entry that is not read in yet. */
void wv_timeline_cap(wv_timeline *t, wv_entry *entry);

/* --- correlate.c
 * --------------------------------------------------------------------------------------------------
 */

/* Shows an entry (again) to a plan. */
void wv_correlate_feed(wv_timeline *t, uint32_t plan, uint32_t entry);
void wv_correlate_pending(wv_timeline *t, const wv_pending *pending);

/* --- raise.c
 * ------------------------------------------------------------------------------------------------------
 */

void wv_raise(wv_timeline *t, uint32_t plan, const wv_hits *hits, uint32_t end, uint32_t level,
              uint32_t opener, uint32_t companion);
void wv_raise_void(wv_timeline *t, wv_raised *raised);

#endif
