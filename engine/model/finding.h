/* SPDX-License-Identifier: EUPL-1.2 */
/* finding.h: one rule in one unit of text, with its spans, its labels and who did it to whom.
 *
 * Spans are byte offsets of the record's text; flag/ turns them into code points. Everything is borrowed from the
 * scratch that made it (valid until that scratch scans the next record) or from the frozen pack. */
#ifndef WV_MODEL_FINDING_H
#define WV_MODEL_FINDING_H

#include "base/str.h"

/* Scope labels (design 4). Order is the order in output; numbers are in no file. */
#define WV_LABEL_TABLE(X)                                                                          \
    X(NEGATED, "negated")                                                                          \
    X(HYPOTHETICAL, "hypothetical")                                                                \
    X(HABIT, "habit")                                                                              \
    X(REPORTED, "reported")                                                                        \
    X(QUOTED, "quoted")                                                                            \
    X(PAST, "past")                                                                                \
    X(JOKE, "joke")                                                                                \
    X(FICTION, "fiction")                                                                          \
    X(TEMPLATE, "template")                                                                        \
    X(THIRD_PARTY, "third_party")

typedef enum wv_label {
#define WV_LABEL_ENUM(name, text) WV_LABEL_##name,
    WV_LABEL_TABLE(WV_LABEL_ENUM)
#undef WV_LABEL_ENUM
    WV_LABEL_COUNT
} wv_label;

typedef enum wv_basis { WV_BASIS_SAID, WV_BASIS_INFERRED } wv_basis;

typedef enum wv_triage {
    WV_TRIAGE_INFO,
    WV_TRIAGE_CONTEXT,
    WV_TRIAGE_WEEK,
    WV_TRIAGE_TODAY,
    WV_TRIAGE_NOW,
} wv_triage;

enum { WV_SPANS_MAX = 64, WV_FINDINGS_MAX = 1000, WV_WHY_MAX = 16 };

typedef struct wv_why { /* the words that put a label on the finding */
    wv_label label;
    wv_span span;
} wv_why;

/* How the sentence itself puts it (scan/direction.h reads it and says what the numbers mean): kept in the finding by
 * value, so that roles which become known later can still be applied to a copy. */
typedef struct wv_told {
    uint8_t actor, target;        /* wv_party */
    bool mutual;                  /* elkaar */
    wv_span actor_at, target_at;  /* the word that told; empty when none */
} wv_told;

typedef struct wv_finding {
    uint32_t rule;           /* index into the frozen pack's rules */
    uint8_t severity;        /* 0..5, after scope actions */
    wv_basis basis;
    uint8_t voices;          /* mask of 1 << wv_voice under which it holds; wv_scan_resolve picks by roles */
    bool dropped;            /* a scope action took it out: shown under --all only */
    bool truncated;          /* more spans than WV_SPANS_MAX */
    bool incomplete;         /* a regex hit its match limit */
    const wv_span *spans;    /* sorted, not overlapping */
    uint32_t span_count;
    uint32_t labels;         /* mask of 1 << wv_label */
    const wv_why *why;
    uint32_t why_count;
    wv_told told;
    wv_str actor, target;    /* person references; empty is "unknown" */
    wv_str suppressed_by;    /* name of the filter selection; empty when live */
    wv_span suppressed_at;
    const wv_str *evidence;  /* record ids, for findings that the case or an event made */
    uint32_t evidence_count;
} wv_finding;

static inline wv_triage wv_triage_of(unsigned severity)
{
    static const wv_triage of[] = {WV_TRIAGE_INFO, WV_TRIAGE_INFO,  WV_TRIAGE_CONTEXT,
                                   WV_TRIAGE_WEEK, WV_TRIAGE_TODAY, WV_TRIAGE_NOW};
    return of[severity > 5 ? 5 : severity];
}

#endif
