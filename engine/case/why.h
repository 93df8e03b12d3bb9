/* SPDX-License-Identifier: EUPL-1.2 */
/* why.h: why the patterns of a case were raised or not: what counted, what stood outside the window
 * and by how much, what is short of each condition, and what one more act would do. Read-only.
 *
 * What is given lives in the caller's arena and borrows the wv_cases until its next call. */
#ifndef WV_CASE_WHY_H
#define WV_CASE_WHY_H

#include "case/case.h"

enum {
    WV_CASE_WHY_CONDITIONS_MAX = 16,
    WV_CASE_WHY_OUTSIDE_MAX = 16,
    WV_CASE_WHY_SPANS_MAX = 64,
    WV_CASE_WHY_PARTS_MAX = 16
};

/* X(name, word in JSON) */
#define WV_CONDITION_TABLE(X)                                                                      \
    X(COUNT, "count")                                                                              \
    X(DISTINCT, "distinct")                                                                        \
    X(KINDS, "kinds")                                                                              \
    X(SOURCES, "sources")                                                                          \
    X(RECORDS, "records")                                                                          \
    X(CLASSES, "classes")                                                                          \
    X(ORDER, "order")                                                                              \
    X(STEPS, "steps")                                                                              \
    X(SILENCE, "silence_days")                                                                     \
    X(RATIO, "ratio")                                                                              \
    X(SHARE, "share")                                                                              \
    X(FACTOR, "factor")                                                                            \
    X(COMPANION, "with")                                                                           \
    X(NOT_ON_FILE, "not_on_file")

typedef enum wv_condition_of {
#define WV_CONDITION_ENUM(name, word) WV_CONDITION_##name,
    WV_CONDITION_TABLE(WV_CONDITION_ENUM)
#undef WV_CONDITION_ENUM
} wv_condition_of;

const char *wv_condition_word(wv_condition_of of);

typedef struct wv_case_condition {
    wv_condition_of of;
    double have, need;
    double with_one; /* what one more act, the most fitting one, would make of it */
} wv_case_condition;

static inline bool wv_condition_met(const wv_case_condition *c)
{
    return c->have >= c->need;
}

typedef struct wv_case_outside {
    wv_str record;
    int64_t
        seconds; /* so far before the window (or the frame) began, or, negative, after its end */
} wv_case_outside;

typedef struct wv_case_why {
    uint32_t rule; /* frozen rule */
    bool raised;
    uint32_t episode;
    wv_time raised_at;                    /* when raised */
    wv_triage triage;                     /* raised, or of the level that is nearest */
    int64_t timespan;                     /* seconds; INT64_MAX all of the past */
    wv_str opener;                        /* record that opened the frame; empty none */
    wv_str inside[WV_CASE_WHY_SPANS_MAX]; /* by occurred_at */
    uint32_t inside_count;
    wv_case_outside outside[WV_CASE_WHY_OUTSIDE_MAX]; /* the nearest */
    uint32_t outside_count, outside_more;
    wv_case_condition conditions[WV_CASE_WHY_CONDITIONS_MAX];
    uint32_t condition_count;
    wv_str parts[WV_CASE_WHY_PARTS_MAX];  /* classes of the rule, by their names, ... */
    bool part_met[WV_CASE_WHY_PARTS_MAX]; /* ... and which the window has */
    uint32_t part_count;
    bool one_more; /* not raised: one more act could raise it */
} wv_case_why;

/* Pattern rules that something in the case counts for, in the order of the pack: each alert that
 * stands, and for rules (and frames) without one the newest window. */
wv_rc wv_cases_why(wv_cases *cases, wv_str case_id, wv_arena *arena, wv_case_why **out,
                   uint32_t *count, wv_err *err);

#endif
