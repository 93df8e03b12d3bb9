/* SPDX-License-Identifier: EUPL-1.2 */
/* stats.h: the account of a run: what went in, and what became of it.
 *
 *   read = scanned + seen + dead      always, on every input; wv_run_stats_balance says so
 *
 * The caller owns the struct; init/done. Filled in input order, so it is the same at any thread
 * count. Names of unknown fields come from the input: only names that look like field names are
 * kept, so that no text of a record reaches a terminal through them. */
#ifndef WV_RUN_STATS_H
#define WV_RUN_STATS_H

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "model/organisation.h"
#include "model/record.h"

enum { WV_STATS_NAMES_MAX = 64, WV_STATS_NAME_BYTES_MAX = 40 };

typedef struct wv_tally { /* bounded counts by name, in order of first sight */
    wv_map names;
    uint64_t *counts;
    uint32_t capacity;
    uint64_t others; /* names past the limit, and names that are no names */
} wv_tally;

typedef struct wv_input_stats { /* of one input: the same account */
    uint64_t read, scanned, seen, dead;
} wv_input_stats;

typedef struct wv_run_stats {
    uint64_t read, scanned, seen, dead;
    uint64_t by_kind[WV_KIND_COUNT]; /* of scanned */
    uint64_t by_source[WV_ORGANISATION_COUNT]; /* of read that name one: who fell silent */
    uint64_t degraded;               /* scanned with at least one broken field */
    uint64_t doubtful;               /* scanned, and contradicting what was booked (doubt.h) */
    uint64_t empty_lines;            /* skipped, not part of read */
    uint64_t flags, findings, alerts, revisions;
    uint64_t by_severity[6]; /* live findings */
    uint64_t bytes;
    uint64_t inputs_failed;
    bool stopped; /* by a signal, or because the output closed */
    bool matched; /* --fail-on found something */
    wv_input_stats *inputs; /* of each path, in the order of the list; NULL: of none */
    uint32_t input_count;
    wv_tally unknown_fields, unknown_types;
    wv_arena arena; /* names */
} wv_run_stats;

void wv_run_stats_init(wv_run_stats *s);
void wv_run_stats_done(wv_run_stats *s);
/* An account for each of so many inputs; false when out of memory. */
bool wv_run_stats_inputs(wv_run_stats *s, uint32_t count);
void wv_tally_add(wv_run_stats *s, wv_tally *t, wv_str name, uint64_t count);
bool wv_run_stats_balance(const wv_run_stats *s);
/* `read 534 = scanned 534 + seen 0 + dead 0; ...`, one line with its line break. */
void wv_run_stats_text(const wv_run_stats *s, wv_buf *out);
/* The same as one JSON object with its line break. */
void wv_run_stats_json(const wv_run_stats *s, wv_buf *out);

#endif
