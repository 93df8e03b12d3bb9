/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.h: which case is next. The order is triage, then how long it waits: never a person, never
 * a score. A record without a case stands in the queue by itself (`alone`).
 *
 * A case is open while it has a live, standing finding or alert that no decision on the case
 * covers. Functions that write do so in the caller's transaction. */
#ifndef WV_STORE_QUEUE_H
#define WV_STORE_QUEUE_H

#include "model/alert.h"
#include "store/store.h"

enum {
    WV_QUEUE_PAGE_MAX = 200,
    WV_COUNT_SHOWN_MAX = 1000,  /* above it counts say "1.000+": 1,001 */
    WV_LEASE_SECONDS = 20 * 60, /* a case that nobody works on comes back by itself */
    /* A case with severity 5 may be put away for two hours, with 4 for a day, others 30 days. */
    WV_SNOOZE_MAX_5 = 2 * 3600,
    WV_SNOOZE_MAX_4 = 24 * 3600,
    WV_SNOOZE_MAX = 30 * 24 * 3600,
};

typedef struct wv_case_row {
    int64_t num; /* how other functions name it */
    wv_str name; /* of the case; of the record when it stands alone */
    bool alone, open;
    wv_triage triage;    /* highest open */
    uint8_t severity;    /* highest open */
    int64_t since;       /* raised_at of the oldest open one of that triage; 0: unknown */
    int64_t newest;      /* latest raised_at */
    uint32_t open_count; /* findings and alerts */
    uint32_t new_count;  /* of them since this viewer's last look */
    wv_str lease_user;   /* empty: nobody has it now */
    int64_t lease_until;
    int64_t snooze_until; /* 0: not put away, or that time is over */
    wv_str handed_to;     /* role; empty: the common queue */
    bool received;        /* somebody of that role took it */
    bool second_wanted;   /* "geen vervolg" at severity 5 waits for a second person */
    wv_str second_not;    /* who gave that decision, and cannot be the second */
    int64_t through;      /* number of its latest finding: for wv_queue_look and decide.h */
} wv_case_row;

typedef struct wv_queue_query {
    wv_str handed_to;     /* empty: the common queue */
    wv_triage triage_min; /* WV_TRIAGE_INFO: all */
    bool mine;            /* only what this viewer has taken */
    bool with_snoozed;
    /* Where the page before ended (its last row); after_num 0: the first page. */
    wv_triage after_triage;
    int64_t after_since, after_num;
    uint32_t limit; /* 1 to WV_QUEUE_PAGE_MAX */
} wv_queue_query;

typedef struct wv_queue_page {
    wv_case_row *rows;
    uint32_t count;
    bool more;
} wv_queue_page;

wv_rc wv_queue_read(wv_store *s, const wv_viewer *viewer, const wv_queue_query *query,
                    wv_arena *arena, wv_queue_page *out, wv_err *err);
/* Open cases by triage, each at most WV_COUNT_SHOWN_MAX + 1. */
wv_rc wv_queue_count(wv_store *s, const wv_viewer *viewer, wv_str handed_to,
                     uint32_t out[WV_TRIAGE_NOW + 1], wv_err *err);
/* One case by number or name; WV_E_NOINPUT when there is none that this viewer may see. */
wv_rc wv_queue_case(wv_store *s, const wv_viewer *viewer, int64_t num, wv_arena *arena,
                    wv_case_row *out, wv_err *err);
wv_rc wv_queue_find(wv_store *s, const wv_viewer *viewer, wv_str name, bool alone, wv_arena *arena,
                    wv_case_row *out, wv_err *err);

/* Cases that were granted to this viewer by name, open or not, whatever else the viewer may see. */
wv_rc wv_queue_granted(wv_store *s, const wv_viewer *viewer, uint32_t limit, wv_arena *arena,
                       wv_case_row **out, uint32_t *count, wv_err *err);

/* The lease is this viewer's, again from now. WV_E_LOCKED: somebody else has it. Of a case that was
 * handed to the viewer's role it is the receipt too. */
wv_rc wv_queue_take(wv_store *s, const wv_viewer *viewer, int64_t num, wv_err *err);
wv_rc wv_queue_release(wv_store *s, const wv_viewer *viewer, int64_t num, wv_err *err);
/* The viewer has seen all up to this number (wv_case_row.through of what was shown). */
wv_rc wv_queue_look(wv_store *s, const wv_viewer *viewer, int64_t num, int64_t through,
                    wv_err *err);
/* WV_E_LIMIT when `until` is later than the severity allows. A new finding of higher triage ends
 * it. */
wv_rc wv_queue_snooze(wv_store *s, const wv_viewer *viewer, int64_t num, int64_t until,
                      wv_err *err);
wv_rc wv_queue_hand_over(wv_store *s, const wv_viewer *viewer, int64_t num, wv_str role,
                         wv_str note, wv_err *err);

typedef struct wv_handover {
    wv_str from_user, to_role, note, received_by;
    int64_t at, received_at; /* 0: not yet */
} wv_handover;
wv_rc wv_queue_handovers(wv_store *s, int64_t num, wv_arena *arena, wv_handover **out,
                         uint32_t *count, wv_err *err);

/* All cases at once, after a bulk load. */
wv_rc wv_queue_refresh_all(wv_store *s, wv_err *err);
/* Works the row of a case out again from its findings and decisions: for who hid or removed some.
 */
wv_rc wv_queue_refresh(wv_store *s, int64_t num, wv_err *err);

#endif
