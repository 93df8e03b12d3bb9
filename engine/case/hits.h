/* SPDX-License-Identifier: EUPL-1.2 */
/* hits.h: the entries that one plan cares about in one case (or in one frame of it), by
 * occurred_at.
 *
 * The caller owns the struct; init by zeroing, done frees. Not thread-safe. */
#ifndef WV_CASE_HITS_H
#define WV_CASE_HITS_H

#include "case/chronology.h"
#include "case/plan.h"

enum {
    WV_HIT_MAIN = 1 << 0,
    WV_HIT_AGAINST = 1 << 1,
    WV_HIT_PART = 1 << 2,
    WV_HIT_ABSENT = 1 << 3,
    WV_HIT_COMPANION = 1 << 4, /* << index, WV_PLAN_COMPANIONS_MAX of them */
    WV_HIT_CLASS = 1 << 8,     /* << index, WV_PLAN_CLASSES_MAX of them */
    WV_HIT_CLASSES = 0xffff << 8,
    WV_HIT_RETOLD = 1 << 24, /* an incident that an earlier entry told */
};

typedef struct wv_hit {
    int64_t at;     /* occurred_at */
    uint32_t entry; /* index in the chronology */
    uint32_t mask;
    uint64_t notes; /* of the entry, that made it a main hit or a class */
    uint32_t weight;
    uint16_t actor; /* number of who acts, for plans that group by actor; 0 not known */
    uint8_t value;  /* number of the channel, for plans that count channels; 0 none */
    uint8_t severity;
    /* Sums over all hits up to this one, modulo 2^32: what most windows ask is the difference of
     * two. odd: hits that only a walk can weigh, told twice or of another actor. */
    uint32_t count_sum, against_sum, part_sum, odd_sum;
} wv_hit;

typedef struct wv_hits {
    wv_hit *items; /* by (at, entry) */
    uint32_t count, capacity;
    uint16_t actor; /* the first that was seen; hits of others are odd */
} wv_hits;

void wv_hits_done(wv_hits *hits);
/* Puts a hit in its place, or joins it to the one of the same entry. Returns its index, UINT32_MAX
 * out of memory. */
uint32_t wv_hits_put(wv_hits *hits, wv_hit hit);
/* Index of the first hit at or after a moment. */
uint32_t wv_hits_from(const wv_hits *hits, int64_t at);
/* Index of the hit of an entry at a moment, or UINT32_MAX. */
uint32_t wv_hits_of(const wv_hits *hits, int64_t at, uint32_t entry);

/* --- window.c
 * -----------------------------------------------------------------------------------------------------
 */

/* Looking back stops here: a window of more hits than this is judged by its newest. It bounds the
 * cost of a record in a case with hundreds of thousands of messages; the largest threshold in a
 * pack is two orders lower. */
enum { WV_WINDOW_HITS_MAX = 2048, WV_WINDOW_KEYS_MAX = 64 };

/* What stands in the window that ends at one hit. */
typedef struct wv_window {
    uint32_t count, against, part; /* weighted; one incident counts once */
    uint32_t distinct, kinds, sources, steps, claimed;
    uint32_t records; /* that count, without weights */
    uint32_t classes; /* mask */
    uint32_t run;     /* classes met in order */
    double ratio, share, factor;
    int64_t silence;                    /* seconds since the hit before; -1 none before */
    uint32_t evidence[WV_EVIDENCE_MAX]; /* entries that count, newest first */
    uint32_t evidence_count;
    bool truncated;
} wv_window;

void wv_window_look(const wv_plan *plan, const wv_chronology *c, const wv_hits *hits, uint32_t end,
                    int64_t timespan, wv_window *out);
/* The two above in one, without what only a reader wants; stops as soon as the answer is known. */
bool wv_window_test(const wv_plan *plan, const wv_chronology *c, const wv_raise_level *level,
                    const wv_hits *hits, uint32_t end, uint32_t *companion);
/* Does a level hold for the window that ends at hit `end`? *companion is the entry that made `with`
 * true. */
bool wv_window_holds(const wv_plan *plan, const wv_raise_level *level, const wv_hits *hits,
                     uint32_t end, const wv_window *w, uint32_t *companion);

#endif
