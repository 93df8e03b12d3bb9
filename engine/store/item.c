/* SPDX-License-Identifier: EUPL-1.2 */
/* item.c: what a page shows of a case.
 *
 * In: numbers. Out: structs in the caller's arena. Neighbours: rows.c reads the rows. Invariant:
 * nothing that is hidden comes out. Cost: an index walk of as many rows as are asked for. */
#include "store/item.h"

#include "store/rows.h"

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc read_head(wv_store *s, int64_t num, wv_arena *arena, wv_item *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT num, case_num, record, triage, raised_at, degraded FROM item"
                             " WHERE num = ?1 AND hidden = 0",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_NOINPUT, "no such item") : rc;
    *out = (wv_item){.num = wv_statement_get_number(q, 0),
                     .case_num = wv_statement_get_number(q, 1),
                     .record = wv_rows_text(q, 2, arena),
                     .triage = (wv_triage)wv_statement_get_number(q, 3),
                     .raised_at = wv_rows_text(q, 4, arena),
                     .degraded = wv_rows_text(q, 5, arena)};
    wv_statement_reset(q);
    return out->record.p && out->raised_at.p && out->degraded.p ? WV_OK : no_memory(err);
}

wv_rc wv_item_read(wv_store *s, int64_t num, wv_arena *arena, wv_item *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = read_head(s, num, arena, out, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s),
                           "SELECT " WV_ROWS_FINDING WV_ROWS_FINDING_FROM
                           "WHERE f.item = ?1 AND f.hidden = 0 ORDER BY f.place",
                           &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    return wv_rows_findings(q, arena, &out->findings, &out->count, err);
}

wv_rc wv_item_finding_read(wv_store *s, int64_t num, wv_arena *arena, wv_item_finding *out,
                           wv_err *err)
{
    wv_statement *q;
    wv_item_finding *list = NULL;
    uint32_t count = 0;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT " WV_ROWS_FINDING WV_ROWS_FINDING_FROM
                             "WHERE f.num = ?1 AND f.hidden = 0",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    rc = wv_rows_findings(q, arena, &list, &count, err);
    if (rc == WV_OK && !count) rc = wv_err_set(err, WV_E_NOINPUT, "no such finding");
    if (rc == WV_OK) *out = list[0];
    return rc;
}

wv_rc wv_item_findings(wv_store *s, int64_t case_num, int64_t before, uint32_t limit,
                       wv_arena *arena, wv_item_finding **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT " WV_ROWS_FINDING WV_ROWS_FINDING_FROM
        "WHERE f.case_num = ?1 AND f.num < ?2 AND f.hidden = 0 ORDER BY f.num DESC LIMIT ?3",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_number(q, 2, before ? before : INT64_MAX);
    wv_statement_number(q, 3, limit);
    return wv_rows_findings(q, arena, out, count, err);
}

wv_rc wv_item_record_read(wv_store *s, int64_t case_num, wv_str id, wv_arena *arena,
                          wv_item_record *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT " WV_ROWS_RECORD " FROM record r WHERE r.case_num = ?1"
                             " AND r.id = ?2 AND r.hidden = 0",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_text(q, 2, id);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_NOINPUT, "no such record") : rc;
    rc = wv_rows_record(q, arena, out, err);
    wv_statement_reset(q);
    return rc;
}

wv_rc wv_item_records(wv_store *s, int64_t case_num, int64_t after_at, int64_t after_num,
                      uint32_t limit, wv_arena *arena, wv_item_record **out, uint32_t *count,
                      wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT " WV_ROWS_RECORD " FROM record r WHERE r.case_num = ?1 AND"
                             " (r.occurred, r.num) > (?2, ?3) AND r.hidden = 0"
                             " ORDER BY r.occurred, r.num LIMIT ?4",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_number(q, 2, after_num ? after_at : INT64_MIN);
    wv_statement_number(q, 3, after_num);
    wv_statement_number(q, 4, limit);
    return wv_rows_records(q, arena, out, count, err);
}

wv_rc wv_item_revisions(wv_store *s, int64_t case_num, wv_arena *arena, wv_item_revision **out,
                        uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT of, key, raised_at, because, standing FROM revision"
                             " WHERE case_num = ?1 ORDER BY num",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_item_revision *r = wv_rows_add(&rows);
        if (!r) {
            wv_statement_reset(q);
            return no_memory(err);
        }
        *r = (wv_item_revision){wv_rows_hex(q, 0, arena), wv_rows_hex(q, 1, arena),
                                wv_rows_text(q, 2, arena), wv_rows_text(q, 3, arena),
                                wv_statement_get_number(q, 4) != 0};
    }
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}

/* Each record has its place in a row that the seed shuffles: the order of a multiplied number, as
 * every odd multiplier gives one. */
wv_rc wv_item_unflagged(wv_store *s, const wv_viewer *v, uint64_t seed, uint32_t limit,
                        wv_arena *arena, wv_item_record **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT " WV_ROWS_RECORD " FROM record r WHERE r.hidden = 0 AND r.text <> ''"
        " AND NOT EXISTS (SELECT 1 FROM item i WHERE i.case_num = r.case_num AND i.record = r.id)"
        " AND (?1 OR EXISTS (SELECT 1 FROM access a WHERE a.user = ?2 AND a.case_num ="
        " r.case_num)) ORDER BY (r.num * 2654435761 + ?3) & 2147483647, r.num LIMIT ?4",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, v->all_cases);
    wv_statement_text(q, 2, v->user);
    wv_statement_number(q, 3, (int64_t)(seed & 0x7fffffff));
    wv_statement_number(q, 4, limit);
    return wv_rows_records(q, arena, out, count, err);
}
