/* SPDX-License-Identifier: EUPL-1.2 */
/* cost.c: the rows of what rules cost, and step 5 of the tables.
 *
 * In: a measurement. Out: rows; and back. Neighbours: cli/profile.c measures, review/page/lead.c
 * shows. Invariant: of a pack there is one measurement, whole. Cost: a row a rule. */
#include "store/cost.h"

#include "store/rows.h"
#include "store/schema.h"

const char wv_schema_cost[] =
    "CREATE TABLE cost_measure(pack_sha256 TEXT PRIMARY KEY, corpus TEXT NOT NULL,"
    " records INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE cost_rule(pack_sha256 TEXT NOT NULL, rule TEXT NOT NULL, steps INTEGER NOT NULL,"
    " nanoseconds INTEGER NOT NULL, PRIMARY KEY(pack_sha256, rule)) STRICT, WITHOUT ROWID;";

static wv_rc forget_rules(wv_store *s, wv_str pack, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(wv_store_db(s), "DELETE FROM cost_rule WHERE pack_sha256 = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, pack);
    return wv_statement_do(q, err);
}

static wv_rc put_measure(wv_store *s, const wv_cost_measure *m, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "INSERT OR REPLACE INTO cost_measure(pack_sha256, corpus, records, at)"
                             " VALUES(?1, ?2, ?3, ?4)",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, m->pack_sha256);
    wv_statement_text(q, 2, m->corpus);
    wv_statement_number(q, 3, (int64_t)m->records);
    wv_statement_number(q, 4, m->at);
    return wv_statement_do(q, err);
}

static wv_rc put_rule(wv_store *s, wv_str pack, const wv_cost_rule *r, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "INSERT INTO cost_rule(pack_sha256, rule, steps, nanoseconds)"
                             " VALUES(?1, ?2, ?3, ?4)",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, pack);
    wv_statement_text(q, 2, r->rule);
    wv_statement_number(q, 3, (int64_t)r->steps);
    wv_statement_number(q, 4, (int64_t)r->nanoseconds);
    return wv_statement_do(q, err);
}

wv_rc wv_cost_write(wv_store *s, const wv_cost_measure *m, const wv_cost_rule *rules,
                    uint32_t count, wv_err *err)
{
    wv_rc rc = forget_rules(s, m->pack_sha256, err);
    if (rc == WV_OK) rc = put_measure(s, m, err);
    for (uint32_t i = 0; rc == WV_OK && i < count; i++)
        rc = put_rule(s, m->pack_sha256, &rules[i], err);
    return rc;
}

static wv_rc no_memory(wv_statement *q, wv_err *err)
{
    wv_statement_reset(q);
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc read_measure(wv_store *s, wv_str pack, wv_arena *arena, wv_cost_measure *m,
                          wv_err *err)
{
    wv_statement *q;
    *m = (wv_cost_measure){.pack_sha256 = pack};
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT corpus, records, at FROM cost_measure WHERE pack_sha256 = ?1",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, pack);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? WV_OK : rc;
    m->corpus = wv_rows_text(q, 0, arena);
    m->records = (uint64_t)wv_statement_get_number(q, 1);
    m->at = wv_statement_get_number(q, 2);
    if (!m->corpus.p) return no_memory(q, err);
    wv_statement_reset(q);
    return WV_OK;
}

wv_rc wv_cost_read(wv_store *s, wv_str pack, wv_arena *arena, wv_cost_measure *m,
                   wv_cost_rule **rules, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rows rows = {.item_bytes = sizeof **rules, .arena = arena};
    wv_rc rc = read_measure(s, pack, arena, m, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s),
                           "SELECT rule, steps, nanoseconds FROM cost_rule WHERE pack_sha256 = ?1"
                           " ORDER BY rule",
                           &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, pack);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_cost_rule *r = wv_rows_add(&rows);
        if (!r) return no_memory(q, err);
        *r = (wv_cost_rule){wv_rows_text(q, 0, arena), (uint64_t)wv_statement_get_number(q, 1),
                            (uint64_t)wv_statement_get_number(q, 2)};
        if (!r->rule.p) return no_memory(q, err);
    }
    *rules = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}
