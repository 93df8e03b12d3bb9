/* SPDX-License-Identifier: EUPL-1.2 */
/* caseval.h: what a scan raised of whole cases, against what must, must not and need not be raised.
 *
 * Raised lines are read first, by case; then the gold, a case a line. A wv_caseval is the caller's;
 * init/done; one thread. Memory: the raised lines, without their texts. */
#ifndef WV_LAB_CASEVAL_H
#define WV_LAB_CASEVAL_H

#include "base/map.h"
#include "lab/eval.h"

typedef struct wv_raised { /* one finding of a flag, or one alert; those of a case are a chain */
    wv_str slug;
    int64_t at; /* raised_at, UTC seconds; INT64_MAX when it is not known */
    uint8_t severity; /* of an alert: info 1 to now 5 */
    bool alert;
    uint32_t evidence, evidence_count; /* record ids in wv_caseval.evidence */
    uint32_t next;                     /* index + 1 */
} wv_raised;

typedef struct wv_times { /* seconds, in the order of the gold */
    int64_t *items;
    uint32_t count, capacity;
} wv_times;

typedef struct wv_caseval_row {
    wv_str name;
    uint64_t must, in_time, late, missed;
    uint64_t nots, broken;      /* must not be raised; was */
    uint64_t quiet, kept;       /* cases that should stay quiet; did */
    uint64_t unasked, in_quiet; /* raised where no gold asks or allows it; of them in quiet cases */
    wv_times lead, delay;       /* deadline minus raised; raised minus complete */
} wv_caseval_row;

typedef struct wv_caseval_table {
    wv_map ids;
    wv_caseval_row *rows;
    uint32_t count, capacity;
} wv_caseval_table;

typedef struct wv_caseval {
    wv_arena arena, line_arena;
    wv_json json; /* of the line at hand */
    wv_map names, heads; /* slugs and ids; case -> index + 1 */
    wv_raised *raised;
    wv_str *evidence;
    uint32_t raised_count, raised_capacity, evidence_count, evidence_capacity;
    wv_caseval_table slugs, feeds, noise; /* noise: what broke the quiet, by slug */
    wv_caseval_row all;
    uint64_t cases, silent, silent_broken;
    wv_str split; /* only this one; empty: all */
    bool failed;  /* out of memory */
    wv_buf misses; /* a line each, the first WV_EVAL_SHOWN_MAX */
    uint32_t missed_shown;
} wv_caseval;

void wv_caseval_init(wv_caseval *c);
void wv_caseval_done(wv_caseval *c);
/* One line of the output of a scan; what is no flag and no alert is passed over. WV_E_JSON. */
wv_rc wv_caseval_take(wv_caseval *c, wv_str line, wv_err *err);
/* All lines of it. WV_E_NOINPUT, WV_E_JSON with its line, WV_E_NOMEM. */
wv_rc wv_caseval_raised(wv_caseval *c, const char *path, wv_err *err);
/* Cases with what must be raised, a line each. WV_E_RECORD when a line is no such case. */
wv_rc wv_caseval_gold(wv_caseval *c, const char *path, wv_err *err);

/* The k-th of a hundred of the times; they are sorted by it. 0 when there are none. */
int64_t wv_times_at(wv_times *t, uint32_t percent);
wv_interval wv_caseval_recall(const wv_caseval_row *row);
void wv_caseval_sort(const wv_caseval_table *t, uint32_t *order);

/* lab/caseval_text.c */
void wv_caseval_text(wv_caseval *c, bool verbose, wv_buf *out);
void wv_caseval_json(wv_caseval *c, wv_buf *out);
void wv_caseval_html(wv_caseval *c, wv_str title, wv_buf *out);

#endif
