/* SPDX-License-Identifier: EUPL-1.2 */
/* glance.c: short answers for pages that show many cases or one text.
 *
 * In: a case, a record, all decisions. Out: its open signals, its neighbours in time, how long
 * things waited. Neighbours: item.c reads the whole; queue_row.c says what is open, in the same
 * words. Invariants: nothing hidden comes out; no figure is about one user. Cost: the findings of
 * one case, two records, WV_GLANCE_PACE_MAX decisions. */
#include "store/glance.h"

#include "store/rows.h"

#include <stdlib.h>

static wv_rc no_memory(wv_statement *q, wv_err *err)
{
    wv_statement_reset(q);
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

wv_rc wv_glance_signals(wv_store *s, int64_t case_num, uint32_t limit, wv_arena *arena,
                        wv_glance_signal **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    /* An alert is known by its pattern, a finding by its signal: several rules may say the same. */
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT s.text, min(n.text), f.is_alert, count(*), sum(sum(f.replayed)) OVER ()"
        " FROM finding f"
        " JOIN case_row c ON c.num = f.case_num JOIN name s ON s.num = f.signal"
        " JOIN name n ON n.num = f.rule WHERE f.case_num = ?1 AND f.num > c.decided AND f.live = 1"
        " AND f.standing = 1 AND f.stale = 0 AND f.hidden = 0"
        " GROUP BY f.is_alert, CASE WHEN f.is_alert THEN f.rule ELSE f.signal END"
        " ORDER BY max(f.triage) DESC, max(f.severity) DESC, count(*) DESC, s.text, 2 LIMIT ?2",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_number(q, 2, limit);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_glance_signal *g = wv_rows_add(&rows);
        if (!g) return no_memory(q, err);
        *g = (wv_glance_signal){wv_rows_text(q, 0, arena), wv_rows_text(q, 1, arena),
                                wv_statement_get_number(q, 2) != 0,
                                (uint32_t)wv_statement_get_number(q, 3),
                                (uint32_t)wv_statement_get_number(q, 4)};
        if (!g->signal.p || !g->rule.p) return no_memory(q, err);
    }
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc one(wv_store *s, const char *sql, const wv_item_record *r, wv_arena *arena,
                 wv_item_record *out, wv_err *err)
{
    wv_statement *q;
    wv_item_record *list;
    uint32_t count;
    *out = (wv_item_record){0};
    wv_rc rc = wv_db_prepare(wv_store_db(s), sql, &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, r->case_num);
    wv_statement_number(q, 2, r->occurred);
    wv_statement_number(q, 3, r->num);
    rc = wv_rows_records(q, arena, &list, &count, err);
    if (rc == WV_OK && count) *out = list[0];
    return rc;
}

wv_rc wv_glance_around(wv_store *s, const wv_item_record *r, wv_arena *arena,
                       wv_item_record *before, wv_item_record *after, wv_err *err)
{
    wv_rc rc = one(s,
                   "SELECT " WV_ROWS_RECORD " FROM record r WHERE r.case_num = ?1 AND r.text <> ''"
                   " AND (r.occurred, r.num) < (?2, ?3) AND r.hidden = 0"
                   " ORDER BY r.occurred DESC, r.num DESC LIMIT 1",
                   r, arena, before, err);
    if (rc) return rc;
    return one(s,
               "SELECT " WV_ROWS_RECORD " FROM record r WHERE r.case_num = ?1 AND r.text <> ''"
               " AND (r.occurred, r.num) > (?2, ?3) AND r.hidden = 0"
               " ORDER BY r.occurred, r.num LIMIT 1",
               r, arena, after, err);
}

static int by_size(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

wv_rc wv_glance_pace_read(wv_store *s, wv_glance_pace *out, wv_err *err)
{
    int64_t waited[WV_GLANCE_PACE_MAX];
    uint32_t n = 0;
    wv_statement *q;
    *out = (wv_glance_pace){0};
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT d.at - (SELECT min(f.raised) FROM finding f WHERE f.case_num = d.case_num AND"
        " f.num <= d.through AND f.raised > 0 AND f.live = 1 AND f.num > coalesce((SELECT"
        " max(e.through) FROM decision e WHERE e.case_num = d.case_num AND e.question = 2"
        " AND e.num < d.num AND e.effect = 1 AND e.undone_at = 0 AND e.answer IN (1, 2, 3)), 0))"
        " AS waited FROM decision d WHERE d.question = 2 AND d.effect = 1 AND d.undone_at = 0"
        " AND waited >= 0 ORDER BY d.num DESC LIMIT ?1",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, WV_GLANCE_PACE_MAX);
    while ((rc = wv_statement_step(q, err)) == WV_OK && n < WV_GLANCE_PACE_MAX)
        waited[n++] = wv_statement_get_number(q, 0);
    if (rc != WV_E_END) {
        wv_statement_reset(q);
        if (rc) return rc;
    }
    out->decisions = n;
    if (n < WV_GLANCE_PACE_MIN) return WV_OK;
    qsort(waited, n, sizeof *waited, by_size);
    out->median = waited[(n - 1) / 2];
    out->p90 = waited[(n * 9 + 9) / 10 - 1];
    return WV_OK;
}
