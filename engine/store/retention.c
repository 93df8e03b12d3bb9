/* SPDX-License-Identifier: EUPL-1.2 */
/* retention.c: which clocks have run, and putting that out of daily use.
 *
 *   doomed(kind, num)   1 a record, 2 an item, 3 a case to look at when its items are gone,
 *                       4 a case whose row in the queue is to be worked out again
 *
 * In: a policy and a moment. Out: `hidden` and rows of doomed. Neighbours: retention_purge.c
 * destroys what is doomed. Invariants: an item never outlives its record; a clock of the source may
 * shorten the policy's, never lengthen it; what has no time at all counts from the first purge that
 * saw it. Cost: one pass over records and items. */
#include "store/retention.h"

#include "base/time.h"
#include "store/retention_rows.h"
#include "store/rows.h"

#include <stdio.h>

enum { DAY = 86400, DAYS_MAX = 100 * 366 };

/* --- the policy ---------------------------------------------------------------------------------
 */

static wv_rc read_days(wv_store *s, const char *name, wv_arena *arena, int64_t *days, wv_err *err)
{
    wv_str text;
    int64_t value = 0;
    wv_rc rc = wv_store_get(s, name, arena, &text, err);
    if (rc || text.n == 0) return rc;
    for (uint32_t i = 0; i < text.n && i < 9; i++) value = value * 10 + (text.p[i] - '0');
    *days = value;
    return WV_OK;
}

wv_rc wv_retention_policy_read(wv_store *s, wv_retention_policy *out, wv_err *err)
{
    wv_arena arena;
    *out =
        (wv_retention_policy){WV_RETENTION_USE_DAYS, WV_RETENTION_KEEP_DAYS, WV_RETENTION_LOG_DAYS,
                              WV_RETENTION_WRONG_DAYS};
    wv_arena_init(&arena);
    wv_rc rc = read_days(s, "retention_use_days", &arena, &out->days_use, err);
    if (rc == WV_OK) rc = read_days(s, "retention_keep_days", &arena, &out->days_keep, err);
    if (rc == WV_OK) rc = read_days(s, "retention_log_days", &arena, &out->days_log, err);
    if (rc == WV_OK) rc = read_days(s, "retention_wrong_days", &arena, &out->days_wrong, err);
    wv_arena_done(&arena);
    return rc;
}

static wv_rc write_days(wv_store *s, const char *name, int64_t days, wv_err *err)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)days);
    return wv_store_put(s, name, wv_str_of(text), err);
}

wv_rc wv_retention_policy_write(wv_store *s, const wv_retention_policy *p, wv_err *err)
{
    if (p->days_use < 1 || p->days_keep < p->days_use || p->days_keep > DAYS_MAX ||
        p->days_log < 1 || p->days_log > DAYS_MAX || p->days_wrong < 0 ||
        p->days_wrong > DAYS_MAX) {
        wv_err_set(err, WV_E_USAGE, "these periods of retention cannot be");
        wv_err_hint(err, "at least one day of use, and not destroyed before that is over");
        return WV_E_USAGE;
    }
    wv_rc rc = write_days(s, "retention_use_days", p->days_use, err);
    if (rc == WV_OK) rc = write_days(s, "retention_keep_days", p->days_keep, err);
    if (rc == WV_OK) rc = write_days(s, "retention_wrong_days", p->days_wrong, err);
    return rc ? rc : write_days(s, "retention_log_days", p->days_log, err);
}

wv_rc wv_retention_set(wv_store *s, int64_t record, int64_t out_at, int64_t destroy_at, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "UPDATE record SET expires_out = ?2, destroy_at = ?3 WHERE num = ?1",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, record);
    wv_statement_number(q, 2, out_at);
    wv_statement_number(q, 3, destroy_at);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK && wv_db_changes(wv_store_db(s)) == 0)
        rc = wv_err_set(err, WV_E_NOINPUT, "no such record");
    return rc;
}

/* --- clocks that have run -----------------------------------------------------------------------
 */

/* ?1 as of, ?2 seconds of use, ?3 seconds kept, ?4 to ?5 numbers of cases, ?6 seconds after a flag
 * was read as wrong. */
#define FROM_RECEIVED "(CASE WHEN r.received > 0 THEN r.received ELSE r.occurred END)"
#define DESTROY_DUE "(" FROM_RECEIVED " + ?3 <= ?1 OR (r.destroy_at > 0 AND r.destroy_at <= ?1))"
#define OUT_DUE                                                                                    \
    "(" FROM_RECEIVED " + ?2 <= ?1 OR (r.expires_out > 0 AND r.expires_out <= ?1) OR " DESTROY_DUE \
    ")"
/* An alert, and a flag whose record was never given, have the clock of when they were raised. */
#define HAS_RECORD                                                                                 \
    "(NOT i.is_alert AND EXISTS (SELECT 1 FROM record r WHERE r.case_num = i.case_num"             \
    " AND r.id = i.record))"
#define RECORD_DOOMED                                                                              \
    "EXISTS (SELECT 1 FROM record r JOIN doomed d ON d.kind = 1 AND d.num = r.num"                 \
    " WHERE r.case_num = i.case_num AND r.id = i.record)"
#define RECORD_HIDDEN                                                                              \
    "EXISTS (SELECT 1 FROM record r WHERE r.case_num = i.case_num AND r.id = i.record"             \
    " AND r.hidden)"

/* Every finding that counts was read as wrong, nobody is to read it again, and the last reading is
 * long enough ago. "Al bekend" (reason 5) says that it is right. */
#define OF_FINDING                                                                                 \
    "SELECT 1 FROM decision d WHERE d.key = f.key AND d.evidence = f.evidence AND d.question = 1"  \
    " AND d.undone_at = 0"
#define READ_AS_WRONG                                                                              \
    "(?6 > 0 AND NOT i.is_alert AND EXISTS (SELECT 1 FROM finding f WHERE f.item = i.num AND"      \
    " f.live = 1) AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.item = i.num AND f.live = 1 AND" \
    " (f.answer <> 2 OR f.due <> 0 OR NOT EXISTS (" OF_FINDING ") OR EXISTS (" OF_FINDING          \
    " AND (d.reason = 5 OR d.at + ?6 > ?1)))))"

typedef struct moments {
    int64_t as_of, use, keep, from, to, wrong;
} moments;

static wv_rc run(wv_db *db, wv_statement *q, const moments *m, wv_err *err)
{
    (void)db;
    wv_statement_number(q, 1, m->as_of);
    wv_statement_number(q, 2, m->use);
    wv_statement_number(q, 3, m->keep);
    wv_statement_number(q, 4, m->from);
    wv_statement_number(q, 5, m->to);
    wv_statement_number(q, 6, m->wrong);
    return wv_statement_do(q, err);
}

#define STEP(sql)                                                                                  \
    do {                                                                                           \
        if (rc == WV_OK) rc = wv_db_prepare(db, sql, &q, err);                                     \
        if (rc == WV_OK) rc = run(db, q, m, err);                                                  \
    } while (0)

/* What cannot be dated may not stay for ever. */
static wv_rc date_the_undated(wv_db *db, const moments *m, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = WV_OK;
    STEP("UPDATE record SET received = ?1 WHERE case_num BETWEEN ?4 AND ?5 AND received <= 0 AND"
         " occurred <= 0");
    STEP("UPDATE item SET raised = ?1 WHERE case_num BETWEEN ?4 AND ?5 AND raised <= 0");
    return rc;
}

static wv_rc doom_due(wv_db *db, const moments *m, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = WV_OK;
    STEP("INSERT OR IGNORE INTO doomed SELECT 1, r.num FROM record r WHERE r.case_num BETWEEN ?4"
         " AND ?5 AND " DESTROY_DUE);
    STEP("INSERT OR IGNORE INTO doomed SELECT 2, i.num FROM item i WHERE i.case_num BETWEEN ?4 AND"
         " ?5 AND ((" RECORD_DOOMED " AND NOT i.is_alert) OR (i.raised + ?3 <= ?1 AND"
         " NOT " HAS_RECORD ") OR " READ_AS_WRONG ")");
    return rc;
}

static wv_rc hide_due(wv_db *db, const moments *m, uint64_t *hidden, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = WV_OK;
    STEP("INSERT OR IGNORE INTO doomed SELECT 4, r.case_num FROM record r WHERE r.case_num BETWEEN"
         " ?4 AND ?5 AND r.hidden = 0 AND (" OUT_DUE
         " OR EXISTS (SELECT 1 FROM doomed d WHERE d.kind = 1 AND d.num = r.num))");
    STEP("UPDATE record AS r SET hidden = 1 WHERE r.case_num BETWEEN ?4 AND ?5 AND hidden = 0 AND"
         " (" OUT_DUE " OR EXISTS (SELECT 1 FROM doomed d WHERE d.kind = 1 AND d.num = r.num))");
    STEP("UPDATE item AS i SET hidden = 1 WHERE i.case_num BETWEEN ?4 AND ?5 AND hidden = 0 AND"
         " (EXISTS (SELECT 1 FROM doomed d WHERE d.kind = 2 AND d.num = i.num) OR"
         " (NOT i.is_alert AND " RECORD_HIDDEN ") OR (i.raised + ?2 <= ?1 AND"
         " NOT " HAS_RECORD "))");
    if (rc == WV_OK) *hidden = (uint64_t)wv_db_changes(db);
    STEP("INSERT OR IGNORE INTO doomed SELECT 4, f.case_num FROM finding f JOIN item i ON"
         " i.num = f.item WHERE f.case_num BETWEEN ?4 AND ?5 AND f.hidden = 0 AND i.hidden = 1");
    STEP("UPDATE finding SET hidden = 1 WHERE case_num BETWEEN ?4 AND ?5 AND hidden = 0 AND EXISTS"
         " (SELECT 1 FROM item i WHERE i.num = finding.item AND i.hidden = 1)");
    STEP("INSERT OR IGNORE INTO doomed SELECT 3, r.case_num FROM record r JOIN doomed d ON"
         " d.kind = 1 AND d.num = r.num WHERE r.case_num BETWEEN ?4 AND ?5 UNION"
         " SELECT 3, i.case_num FROM item i JOIN doomed d ON d.kind = 2 AND d.num = i.num"
         " WHERE i.case_num BETWEEN ?4 AND ?5");
    return rc;
}

static wv_rc moments_of(wv_store *s, int64_t as_of, const wv_retention_range *range, moments *out,
                        wv_err *err)
{
    wv_retention_policy p;
    wv_rc rc = wv_retention_policy_read(s, &p, err);
    *out = (moments){as_of, p.days_use * DAY, p.days_keep * DAY, range->from, range->to,
                     p.days_wrong * DAY};
    return rc;
}

/* --- what the source deleted --------------------------------------------------------------------
 */

/* ?1 the case, ?2 the record. What rests on it goes too; of a flag on another record that has words
 * of its own only the finding that rested on it. */
static const char *const rests[] = {
    "INSERT OR IGNORE INTO doomed SELECT 1, num FROM record WHERE case_num = ?1 AND id = ?2",
    "INSERT OR IGNORE INTO doomed SELECT 2, num FROM item WHERE case_num = ?1 AND NOT is_alert"
    " AND record = ?2",
    "INSERT OR IGNORE INTO doomed SELECT 2, num FROM item i WHERE case_num = ?1 AND is_alert"
    " AND EXISTS (SELECT 1 FROM json_each(i.json, '$.evidence') WHERE value = ?2)",
    "INSERT OR IGNORE INTO doomed SELECT 2, num FROM item i WHERE case_num = ?1 AND NOT is_alert"
    " AND NOT own AND EXISTS (SELECT 1 FROM json_each(i.json) f, json_each(f.value, '$.evidence')"
    " e WHERE e.value = ?2)",
    "UPDATE finding SET hidden = 1, standing = 0 WHERE case_num = ?1 AND EXISTS (SELECT 1 FROM"
    " item i, json_each(i.json) f, json_each(f.value, '$.evidence') e WHERE i.num = finding.item"
    " AND i.own AND NOT i.is_alert AND f.key = finding.place AND e.value = ?2)",
};
static const char *const all_of_it[] = {
    "INSERT OR IGNORE INTO doomed SELECT 1, num FROM record WHERE case_num = ?1 AND ?2 = ''",
    "INSERT OR IGNORE INTO doomed SELECT 2, num FROM item WHERE case_num = ?1 AND ?2 = ''",
};
static const char *const hides[] = {
    "INSERT OR IGNORE INTO doomed SELECT kind, ?1 FROM (SELECT 3 AS kind UNION SELECT 4) WHERE"
    " ?2 = ?2",
    "UPDATE record SET hidden = 1 WHERE case_num = ?1 AND ?2 = ?2 AND num IN (SELECT num FROM"
    " doomed WHERE kind = 1)",
    "UPDATE item SET hidden = 1 WHERE case_num = ?1 AND ?2 = ?2 AND num IN (SELECT num FROM doomed"
    " WHERE kind = 2)",
    "UPDATE finding SET hidden = 1 WHERE case_num = ?1 AND ?2 = ?2 AND item IN (SELECT num FROM"
    " doomed WHERE kind = 2)",
};

static wv_rc run_all(wv_db *db, const char *const *list, size_t count, int64_t case_num,
                     wv_str record, wv_err *err)
{
    wv_rc rc = WV_OK;
    for (size_t i = 0; rc == WV_OK && i < count; i++) {
        wv_statement *q;
        rc = wv_db_prepare(db, list[i], &q, err);
        if (rc) break;
        wv_statement_number(q, 1, case_num);
        wv_statement_text(q, 2, record);
        rc = wv_statement_do(q, err);
    }
    return rc;
}

#define COUNT(list) (sizeof(list) / sizeof *(list))

static wv_rc doom_record(wv_db *db, int64_t case_num, wv_str record, wv_err *err)
{
    wv_rc rc = run_all(db, rests, COUNT(rests), case_num, record, err);
    return rc ? rc : run_all(db, hides, COUNT(hides), case_num, record, err);
}

typedef struct told {
    int64_t case_num;
    wv_str record;
} told;

/* Events record.deleted of the feed say it too (docs/cases.md). */
static wv_rc read_told(wv_db *db, const moments *m, wv_rows *rows, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        db,
        "SELECT e.case_num, json_extract(e.json, '$.attrs.id') FROM record e WHERE e.case_num"
        " BETWEEN ?1 AND ?2 AND instr(e.json, '\"record.deleted\"') AND"
        " json_extract(e.json, '$.type') = 'record.deleted' AND EXISTS"
        " (SELECT 1 FROM record r WHERE r.case_num = e.case_num AND r.id ="
        " json_extract(e.json, '$.attrs.id') UNION SELECT 1 FROM item i WHERE i.case_num ="
        " e.case_num AND i.record = json_extract(e.json, '$.attrs.id'))",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, m->from);
    wv_statement_number(q, 2, m->to);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        told *t = wv_rows_add(rows);
        if (t) *t = (told){wv_statement_get_number(q, 0), wv_rows_text(q, 1, rows->arena)};
        if (!t || !t->record.p) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (rc) break;
    }
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc doom_told(wv_db *db, const moments *m, wv_err *err)
{
    wv_arena arena;
    wv_rows rows = {.item_bytes = sizeof(told), .arena = &arena};
    wv_arena_init(&arena);
    wv_rc rc = read_told(db, m, &rows, err);
    for (uint32_t i = 0; rc == WV_OK && i < rows.count; i++) {
        const told *t = (const told *)rows.items + i;
        if (t->record.n) rc = doom_record(db, t->case_num, t->record, err);
    }
    wv_arena_done(&arena);
    return rc;
}

static wv_rc count_doomed(wv_store *s, int64_t *out, wv_err *err)
{
    return wv_rows_number(s, "SELECT count(*) FROM doomed WHERE kind IN (1, 2)", out, err);
}

/* The case of that name, or the record that stands alone; 0 when there is none. */
static wv_rc find_case(wv_db *db, wv_str name, bool alone, int64_t *num, wv_err *err)
{
    wv_statement *q;
    *num = 0;
    wv_rc rc =
        wv_db_prepare(db, "SELECT num FROM case_row WHERE name = ?1 AND alone = ?2", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    wv_statement_number(q, 2, alone);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) *num = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_retention_doom(wv_store *s, wv_str case_name, wv_str record, uint64_t *found, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    int64_t num = 0, before = 0, after = 0;
    bool alone = case_name.n == 0, whole = record.n == 0;
    *found = 0;
    wv_rc rc = find_case(db, alone ? record : case_name, alone, &num, err);
    if (rc || num == 0) return rc;
    rc = count_doomed(s, &before, err);
    if (rc == WV_OK && whole) {
        rc = run_all(db, all_of_it, COUNT(all_of_it), num, record, err);
        if (rc == WV_OK) rc = run_all(db, hides, COUNT(hides), num, record, err);
    } else if (rc == WV_OK) {
        rc = doom_record(db, num, record, err);
    }
    if (rc == WV_OK) rc = count_doomed(s, &after, err);
    *found = (uint64_t)(after - before);
    return rc;
}

/* --- both ---------------------------------------------------------------------------------------
 */

/* Numbers of cases have gaps where cases were destroyed; what is not in a case that is known is in
 * the last part. */
wv_rc wv_retention_next(wv_store *s, wv_retention_range *range, bool *more, wv_err *err)
{
    int64_t last = 0;
    *more = range->to < INT64_MAX;
    if (!*more) return WV_OK;
    wv_rc rc = wv_rows_number(s, "SELECT coalesce(max(num), 0) FROM case_row", &last, err);
    range->from = range->to ? range->to + 1 : INT64_MIN;
    range->to += WV_RETENTION_CASES;
    if (range->to >= last) range->to = INT64_MAX;
    return rc;
}

wv_rc wv_retention_hide(wv_store *s, int64_t as_of, const wv_retention_range *range,
                        uint64_t *hidden, wv_err *err)
{
    moments m;
    *hidden = 0;
    wv_rc rc = moments_of(s, as_of, range, &m, err);
    if (rc == WV_OK) rc = doom_told(wv_store_db(s), &m, err);
    if (rc == WV_OK) rc = date_the_undated(wv_store_db(s), &m, err);
    if (rc == WV_OK) rc = doom_due(wv_store_db(s), &m, err);
    return rc ? rc : hide_due(wv_store_db(s), &m, hidden, err);
}

/* In a transaction that is taken back. What was doomed before counts with the first part. */
static wv_rc count_part(wv_store *s, int64_t as_of, const wv_retention_range *range,
                        uint64_t *out_of_use, uint64_t *destroyed, wv_err *err)
{
    uint64_t hidden = 0;
    int64_t before = 0, after = 0;
    static const char DOOMED[] = "SELECT count(*) FROM doomed WHERE kind = 2";
    wv_rc rc = wv_store_begin(s, err);
    if (rc) return rc;
    if (range->from > 0) rc = wv_rows_number(s, DOOMED, &before, err);
    if (rc == WV_OK) rc = wv_retention_hide(s, as_of, range, &hidden, err);
    if (rc == WV_OK) rc = wv_rows_number(s, DOOMED, &after, err);
    *out_of_use += hidden;
    *destroyed += (uint64_t)(after - before);
    wv_store_rollback(s);
    return rc;
}

wv_rc wv_retention_count(wv_store *s, int64_t as_of, uint64_t *out_of_use, uint64_t *destroyed,
                         wv_err *err)
{
    wv_retention_range range = {0};
    bool more = true;
    *out_of_use = *destroyed = 0;
    wv_rc rc = wv_retention_next(s, &range, &more, err);
    while (rc == WV_OK && more) {
        rc = count_part(s, as_of, &range, out_of_use, destroyed, err);
        if (rc == WV_OK) rc = wv_retention_next(s, &range, &more, err);
    }
    return rc;
}
