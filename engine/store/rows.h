/* SPDX-License-Identifier: EUPL-1.2 */
/* rows.h: small things that all queries of store/ do. Inside of store/. */
#ifndef WV_STORE_ROWS_H
#define WV_STORE_ROWS_H

#include "store/item.h"

/* The first column of the first row; 0 without one. `sql` is a literal. */
wv_rc wv_rows_number(wv_store *s, const char *sql, int64_t *out, wv_err *err);
/* Text of a column, in the arena; .p NULL when out of memory. */
wv_str wv_rows_text(wv_statement *q, int column, wv_arena *arena);
/* 32 hex digits of a blob of 16 bytes. */
wv_str wv_rows_hex(wv_statement *q, int column, wv_arena *arena);

/* An array in an arena that grows by doubling. */
typedef struct wv_rows {
    void *items;
    uint32_t count, capacity;
    size_t item_bytes;
    wv_arena *arena;
} wv_rows;
/* Place for one more, zeroed; NULL when out of memory. */
void *wv_rows_add(wv_rows *r);

/* What wv_item_record is made of. */
#define WV_ROWS_RECORD "r.num, r.case_num, r.id, r.occurred, r.received, r.text, r.json"
wv_rc wv_rows_record(wv_statement *q, wv_arena *arena, wv_item_record *out, wv_err *err);
/* Runs a bound statement of such rows to its end. */
wv_rc wv_rows_records(wv_statement *q, wv_arena *arena, wv_item_record **out, uint32_t *count,
                      wv_err *err);

/* What wv_item_finding is made of: finding f, item i, pack p, names s and n. */
#define WV_ROWS_FINDING                                                                            \
    "f.num, f.case_num, f.item, f.is_alert, f.key, f.evidence, s.text, n.text, f.severity,"        \
    " f.triage, f.live, f.standing, f.stale, f.answer, f.due, f.place, f.raised, i.raised_at,"     \
    " p.name, p.version, p.sha256, p.engine, i.json, i.record,"    \
    " f.replayed"
#define WV_ROWS_FINDING_FROM                                                                       \
    " FROM finding f JOIN item i ON i.num = f.item JOIN pack p ON p.num = i.pack"                  \
    " JOIN name s ON s.num = f.signal JOIN name n ON n.num = f.rule "
wv_rc wv_rows_findings(wv_statement *q, wv_arena *arena, wv_item_finding **out, uint32_t *count,
                       wv_err *err);

#endif
