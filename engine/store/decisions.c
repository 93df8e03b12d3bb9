/* SPDX-License-Identifier: EUPL-1.2 */
/* decisions.c: decisions read back: of a case, of a finding whatever its evidence was, those that
 * wait for a second person, and the counts that measure rules and readers.
 *
 * In: numbers. Out: structs in the caller's arena. Neighbours: decide.c. Invariant: who must still
 * read is never handed what was read before by the same person. Cost: indexed rows; the counts walk
 * all decisions. */
#include "store/decide.h"
#include "store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT d.num, d.case_num, d.finding, d.question, d.key, d.evidence, d.answer, d.reason,"      \
    " d.target, d.note, d.user, d.role, d.at, d.until, d.sealed_at, d.undone_at, d.through,"       \
    " d.round, d.effect,"                                                                       \
    " (SELECT c.decided FROM case_row c WHERE c.num = d.case_num) "

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static void read_row(wv_statement *q, wv_arena *arena, wv_decision *d)
{
    int64_t answer = wv_statement_get_number(q, 6);
    *d = (wv_decision){.num = wv_statement_get_number(q, 0),
                       .case_num = wv_statement_get_number(q, 1),
                       .finding = wv_statement_get_number(q, 2),
                       .on_case = wv_statement_get_number(q, 3) == 2,
                       .key = wv_rows_hex(q, 4, arena),
                       .evidence_hash = wv_rows_hex(q, 5, arena),
                       .reason = (wv_read_reason)wv_statement_get_number(q, 7),
                       .target = wv_rows_text(q, 8, arena),
                       .note = wv_rows_text(q, 9, arena),
                       .user = wv_rows_text(q, 10, arena),
                       .role = wv_rows_text(q, 11, arena),
                       .at = wv_statement_get_number(q, 12),
                       .until = wv_statement_get_number(q, 13),
                       .sealed_at = wv_statement_get_number(q, 14),
                       .undone_at = wv_statement_get_number(q, 15),
                       .through = wv_statement_get_number(q, 16),
                       .round = (wv_round)wv_statement_get_number(q, 17),
                       .holds = wv_statement_get_number(q, 18) && !wv_statement_get_number(q, 15)};
    if (d->on_case)
        d->act = (wv_do_answer)answer;
    else
        d->read = (wv_read_answer)answer;
    /* What a second person agreed with, or another decision covers, waits for nobody. */
    d->waits = d->on_case && !d->holds && !d->undone_at &&
               d->through > wv_statement_get_number(q, 19);
}

static wv_rc read_rows(wv_statement *q, wv_arena *arena, wv_decision **out, uint32_t *count,
                       wv_err *err)
{
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_rc rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_decision *d = wv_rows_add(&rows);
        if (d) read_row(q, arena, d);
        if (!d || !d->role.p) {
            wv_statement_reset(q);
            return no_memory(err);
        }
    }
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_decide_one(wv_store *s, int64_t num, wv_arena *arena, wv_decision *out, wv_err *err)
{
    wv_statement *q;
    wv_decision *list = NULL;
    uint32_t count = 0;
    wv_rc rc = wv_db_prepare(wv_store_db(s), COLUMNS "FROM decision d WHERE d.num = ?1", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    rc = read_rows(q, arena, &list, &count, err);
    if (rc == WV_OK && !count) rc = wv_err_set(err, WV_E_NOINPUT, "no such decision");
    if (rc == WV_OK) *out = list[0];
    return rc;
}

wv_rc wv_decide_of_case(wv_store *s, int64_t case_num, uint32_t limit, wv_arena *arena,
                        wv_decision **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        COLUMNS "FROM decision d WHERE d.case_num = ?1 ORDER BY d.num DESC LIMIT ?2", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_number(q, 2, limit);
    return read_rows(q, arena, out, count, err);
}

static wv_rc evidence_of(wv_store *s, int64_t finding, wv_arena *arena, wv_str *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(wv_store_db(s), "SELECT evidence FROM finding WHERE num = ?1", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, finding);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_NOINPUT, "no such finding") : rc;
    *out = wv_rows_hex(q, 0, arena);
    wv_statement_reset(q);
    return out->p ? WV_OK : no_memory(err);
}

wv_rc wv_decide_of_finding(wv_store *s, int64_t finding, wv_arena *arena, wv_decision **out,
                           uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_str evidence;
    wv_rc rc = evidence_of(s, finding, arena, &evidence, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s),
                           COLUMNS "FROM finding f JOIN decision d ON d.key = f.key"
                                   " WHERE f.num = ?1 ORDER BY d.num DESC",
                           &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, finding);
    rc = read_rows(q, arena, out, count, err);
    for (uint32_t i = 0; rc == WV_OK && i < *count; i++)
        (*out)[i].evidence_changed = !wv_str_eq((*out)[i].evidence_hash, evidence);
    return rc;
}

/* Only what has sealed: before that the first reading may still be taken back. */
wv_rc wv_decide_due(wv_store *s, const wv_viewer *v, wv_round round, uint32_t limit,
                    wv_arena *arena, wv_item_finding **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT " WV_ROWS_FINDING WV_ROWS_FINDING_FROM
        "WHERE f.due = ?1 AND f.due > 0 AND f.hidden = 0 AND f.stale = 0 AND NOT EXISTS"
        " (SELECT 1 FROM decision d WHERE d.key = f.key AND d.evidence = f.evidence AND"
        "  d.question = 1 AND d.undone_at = 0 AND (d.user = ?2 OR d.at + ?3 > ?4))"
        " AND (?5 OR EXISTS (SELECT 1 FROM access a WHERE a.user = ?2 AND a.case_num ="
        " f.case_num)) ORDER BY f.num LIMIT ?6",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, round);
    wv_statement_text(q, 2, v->user);
    wv_statement_number(q, 3, WV_UNDO_SECONDS);
    wv_statement_number(q, 4, v->now);
    wv_statement_number(q, 5, v->all_cases);
    wv_statement_number(q, 6, limit);
    return wv_rows_findings(q, arena, out, count, err);
}

wv_rc wv_decide_pairs(wv_store *s, wv_str rule, uint64_t out[4][4], wv_err *err)
{
    wv_statement *q;
    memset(out, 0, sizeof(uint64_t[4][4]));
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT a.answer, b.answer, count(*) FROM decision b JOIN decision a ON a.key = b.key AND"
        " a.evidence = b.evidence AND a.question = 1 AND a.round = 1 AND a.undone_at = 0 AND a.num "
        "="
        " (SELECT max(num) FROM decision m WHERE m.key = b.key AND m.evidence = b.evidence AND"
        "  m.question = 1 AND m.round = 1 AND m.undone_at = 0)"
        " JOIN finding f ON f.num = b.finding JOIN name n ON n.num = f.rule"
        " WHERE b.question = 1 AND b.round = 2 AND b.undone_at = 0 AND (?1 = '' OR n.text = ?1)"
        " GROUP BY a.answer, b.answer",
        &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, rule);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        int64_t first = wv_statement_get_number(q, 0), second = wv_statement_get_number(q, 1);
        if (first >= 0 && first < 4 && second >= 0 && second < 4)
            out[first][second] = (uint64_t)wv_statement_get_number(q, 2);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

/* --- by rule -----------------------------------------------------------------------------------
 */

static wv_rc count_answers(wv_store *s, wv_rows *rows, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT n.text, count(*), sum(f.answer = 1), sum(f.answer = 2),"
                             " sum(f.answer = 3) FROM finding f JOIN name n ON n.num = f.rule"
                             " WHERE f.live = 1 AND f.hidden = 0 GROUP BY f.rule ORDER BY n.text",
                             &q, err);
    if (rc) return rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_rule_verdicts *v = wv_rows_add(rows);
        if (v)
            *v = (wv_rule_verdicts){.rule = wv_rows_text(q, 0, rows->arena),
                                    .found = (uint64_t)wv_statement_get_number(q, 1),
                                    .yes = (uint64_t)wv_statement_get_number(q, 2),
                                    .no = (uint64_t)wv_statement_get_number(q, 3),
                                    .unsure = (uint64_t)wv_statement_get_number(q, 4)};
        if (!v || !v->rule.p) {
            wv_statement_reset(q);
            return no_memory(err);
        }
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rule_verdicts *row_of(const wv_rows *rows, wv_str rule)
{
    wv_rule_verdicts *list = rows->items;
    for (uint32_t i = 0; i < rows->count; i++)
        if (wv_str_eq(list[i].rule, rule)) return &list[i];
    return NULL;
}

static wv_rc count_reasons(wv_store *s, const wv_rows *rows, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT n.text, d.reason, count(*) FROM decision d JOIN finding f ON"
                             " f.num = d.finding JOIN name n ON n.num = f.rule WHERE d.question = 1"
                             " AND d.answer = 2 AND d.undone_at = 0 GROUP BY f.rule, d.reason",
                             &q, err);
    if (rc) return rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_rule_verdicts *v = row_of(rows, wv_statement_get(q, 0));
        int64_t reason = wv_statement_get_number(q, 1);
        if (v && reason >= 0 && reason <= WV_REASON_OTHER)
            v->reasons[reason] = (uint64_t)wv_statement_get_number(q, 2);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_decide_by_rule(wv_store *s, wv_arena *arena, wv_rule_verdicts **out, uint32_t *count,
                        wv_err *err)
{
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_rc rc = count_answers(s, &rows, err);
    if (rc == WV_OK) rc = count_reasons(s, &rows, err);
    *out = rows.items;
    *count = rows.count;
    return rc;
}
