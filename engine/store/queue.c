/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.c: pages of the queue, and who has a case.
 *
 * In: who looks, and when. Out: rows of cases; leases, looks, hand-overs. Neighbours: queue_row.c
 * works the rows out. Invariants: a page goes on behind the last row of the one before, so that
 * what came in between shifts nothing; a viewer without all cases gets no other way in than
 * `access`. Cost: a page is a walk along one index, whatever the number of cases. */
#include "store/queue.h"

#include "store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT c.num, c.name, c.alone, c.open, 4 - c.urgency, c.severity, c.since, c.newest,"         \
    " c.open_count, c.lease_user, c.lease_until, c.snooze_until, c.handed_to, c.received,"         \
    " c.second_not, c.through, c.decided,"                                                         \
    " (SELECT l.through FROM look l WHERE l.user = ?1 AND l.case_num = c.num) "
#define BEHIND " AND (c.urgency, c.since, c.num) > (?5, ?6, ?7) "
#define SHOWN                                                                                      \
    " c.open = 1 AND c.handed_to = ?3 AND c.urgency <= ?4" BEHIND                                  \
    " AND (c.snooze_until <= ?2 OR ?8) "
#define ORDER " ORDER BY c.urgency, c.since, c.num LIMIT ?9"

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static uint32_t shown(int64_t count)
{
    return (uint32_t)(count > WV_COUNT_SHOWN_MAX ? WV_COUNT_SHOWN_MAX + 1 : count);
}

/* What the row says now: a lease or a rest that is over is none. */
static wv_rc read_row(wv_statement *q, const wv_viewer *v, wv_arena *arena, wv_case_row *r,
                      int64_t *seen, wv_err *err)
{
    *r = (wv_case_row){.num = wv_statement_get_number(q, 0),
                       .name = wv_rows_text(q, 1, arena),
                       .alone = wv_statement_get_number(q, 2) != 0,
                       .open = wv_statement_get_number(q, 3) != 0,
                       .triage = (wv_triage)wv_statement_get_number(q, 4),
                       .severity = (uint8_t)wv_statement_get_number(q, 5),
                       .since = wv_statement_get_number(q, 6),
                       .newest = wv_statement_get_number(q, 7),
                       .open_count = shown(wv_statement_get_number(q, 8)),
                       .lease_until = wv_statement_get_number(q, 10),
                       .snooze_until = wv_statement_get_number(q, 11),
                       .handed_to = wv_rows_text(q, 12, arena),
                       .received = wv_statement_get_number(q, 13) != 0,
                       .second_not = wv_rows_text(q, 14, arena),
                       .through = wv_statement_get_number(q, 15)};
    r->lease_user = r->lease_until > v->now ? wv_rows_text(q, 9, arena) : (wv_str){"", 0};
    if (!r->lease_user.n) r->lease_until = 0;
    if (r->snooze_until <= v->now) r->snooze_until = 0;
    r->second_wanted = r->second_not.n > 0;
    r->new_count = r->open_count;
    int64_t decided = wv_statement_get_number(q, 16), look = wv_statement_get_number(q, 17);
    *seen = look > decided ? look : 0;
    return r->name.p && r->handed_to.p && r->second_not.p && r->lease_user.p ? WV_OK
                                                                             : no_memory(err);
}

static wv_rc count_new(wv_store *s, wv_case_row *r, int64_t seen, wv_err *err)
{
    wv_statement *q;
    if (!seen) return WV_OK;
    if (seen >= r->through) return r->new_count = 0, WV_OK;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT count(*) FROM (SELECT 1 FROM finding WHERE case_num = ?1"
                             " AND num > ?2 AND live = 1 AND standing = 1 AND stale = 0"
                             " AND hidden = 0 LIMIT ?3)",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, r->num);
    wv_statement_number(q, 2, seen);
    wv_statement_number(q, 3, WV_COUNT_SHOWN_MAX + 1);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    r->new_count = (uint32_t)wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

static wv_rc prepare_page(wv_store *s, const wv_viewer *v, const wv_queue_query *w,
                          wv_statement **q, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    if (w->mine)
        return wv_db_prepare(db,
                             COLUMNS "FROM case_row c WHERE c.lease_user = ?1 AND c.lease_user <>"
                                     " '' AND c.lease_until > ?2 AND c.open = 1 AND (?3 = '' OR 1)"
                                     " AND c.urgency <= ?4" BEHIND
                                     " AND (?8 OR 1) AND (?10 OR EXISTS (SELECT 1 FROM access a"
                                     " WHERE a.user = ?1 AND a.case_num = c.num))" ORDER,
                             q, err);
    if (v->all_cases)
        return wv_db_prepare(db, COLUMNS "FROM case_row c WHERE" SHOWN "AND ?10" ORDER, q, err);
    return wv_db_prepare(db,
                         COLUMNS "FROM access a CROSS JOIN case_row c ON c.num = a.case_num"
                                 " WHERE a.user = ?1 AND" SHOWN "AND NOT ?10" ORDER,
                         q, err);
}

static void bind_page(wv_statement *q, const wv_viewer *v, const wv_queue_query *w, uint32_t limit)
{
    bool first = w->after_num == 0;
    wv_statement_text(q, 1, v->user);
    wv_statement_number(q, 2, v->now);
    wv_statement_text(q, 3, w->handed_to);
    wv_statement_number(q, 4, WV_TRIAGE_NOW - (int64_t)w->triage_min);
    wv_statement_number(q, 5, first ? -1 : WV_TRIAGE_NOW - (int64_t)w->after_triage);
    wv_statement_number(q, 6, w->after_since);
    wv_statement_number(q, 7, w->after_num);
    wv_statement_number(q, 8, w->with_snoozed);
    wv_statement_number(q, 9, (int64_t)limit + 1);
    wv_statement_number(q, 10, v->all_cases);
}

wv_rc wv_queue_read(wv_store *s, const wv_viewer *v, const wv_queue_query *w, wv_arena *arena,
                    wv_queue_page *out, wv_err *err)
{
    wv_statement *q;
    uint32_t limit = w->limit < 1 ? 1 : w->limit > WV_QUEUE_PAGE_MAX ? WV_QUEUE_PAGE_MAX : w->limit;
    int64_t seen[WV_QUEUE_PAGE_MAX];
    *out = (wv_queue_page){.rows = wv_arena_alloc(arena, sizeof(wv_case_row) * limit)};
    if (!out->rows) return no_memory(err);
    wv_rc rc = prepare_page(s, v, w, &q, err);
    if (rc) return rc;
    bind_page(q, v, w, limit);
    while ((rc = wv_statement_step(q, err)) == WV_OK && out->count < limit) {
        rc = read_row(q, v, arena, &out->rows[out->count], &seen[out->count], err);
        if (rc) break;
        out->count++;
    }
    out->more = rc == WV_OK && out->count == limit;
    wv_statement_reset(q);
    if (rc && rc != WV_E_END) return rc;
    rc = WV_OK;
    for (uint32_t i = 0; rc == WV_OK && i < out->count; i++)
        rc = count_new(s, &out->rows[i], seen[i], err);
    return rc;
}

static wv_rc count_triage(wv_store *s, const wv_viewer *v, wv_str handed_to, int triage,
                          uint32_t *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = v->all_cases
                   ? wv_db_prepare(wv_store_db(s),
                                   "SELECT count(*) FROM (SELECT 1 FROM case_row c WHERE open = 1"
                                   " AND handed_to = ?3 AND urgency = ?4 AND snooze_until <= ?2"
                                   " AND ?1 = ?1 LIMIT ?5)",
                                   &q, err)
                   : wv_db_prepare(wv_store_db(s),
                                   "SELECT count(*) FROM (SELECT 1 FROM access a CROSS JOIN"
                                   " case_row c ON c.num = a.case_num WHERE a.user = ?1 AND"
                                   " c.open = 1 AND c.handed_to = ?3 AND c.urgency = ?4 AND"
                                   " c.snooze_until <= ?2 LIMIT ?5)",
                                   &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, v->user);
    wv_statement_number(q, 2, v->now);
    wv_statement_text(q, 3, handed_to);
    wv_statement_number(q, 4, WV_TRIAGE_NOW - triage);
    wv_statement_number(q, 5, WV_COUNT_SHOWN_MAX + 1);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *out = (uint32_t)wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

wv_rc wv_queue_count(wv_store *s, const wv_viewer *v, wv_str handed_to,
                     uint32_t out[WV_TRIAGE_NOW + 1], wv_err *err)
{
    wv_rc rc = WV_OK;
    for (int t = WV_TRIAGE_INFO; rc == WV_OK && t <= WV_TRIAGE_NOW; t++)
        rc = count_triage(s, v, handed_to, t, &out[t], err);
    return rc;
}

/* --- one case ----------------------------------------------------------------------------------
 */

static wv_rc read_one(wv_store *s, const wv_viewer *v, wv_statement *q, wv_arena *arena,
                      wv_case_row *out, wv_err *err)
{
    int64_t seen = 0;
    bool may = false;
    wv_rc rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        rc = read_row(q, v, arena, out, &seen, err);
        wv_statement_reset(q);
    }
    if (rc == WV_OK) rc = wv_store_may_see(s, v, out->num, &may, err);
    if (rc == WV_E_END || (rc == WV_OK && !may))
        return wv_err_set(err, WV_E_NOINPUT, "no such case");
    return rc == WV_OK ? count_new(s, out, seen, err) : rc;
}

wv_rc wv_queue_case(wv_store *s, const wv_viewer *v, int64_t num, wv_arena *arena, wv_case_row *out,
                    wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s), COLUMNS "FROM case_row c WHERE c.num = ?2", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, v->user);
    wv_statement_number(q, 2, num);
    return read_one(s, v, q, arena, out, err);
}

wv_rc wv_queue_find(wv_store *s, const wv_viewer *v, wv_str name, bool alone, wv_arena *arena,
                    wv_case_row *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             COLUMNS "FROM case_row c WHERE c.name = ?2 AND c.alone = ?3", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, v->user);
    wv_statement_text(q, 2, name);
    wv_statement_number(q, 3, alone);
    return read_one(s, v, q, arena, out, err);
}

wv_rc wv_queue_granted(wv_store *s, const wv_viewer *v, uint32_t limit, wv_arena *arena,
                       wv_case_row **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    int64_t seen;
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             COLUMNS "FROM access a JOIN case_row c ON c.num = a.case_num WHERE"
                                     " a.user = ?1 ORDER BY c.name, c.num LIMIT ?2",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, v->user);
    wv_statement_number(q, 2, limit);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_case_row *row = wv_rows_add(&rows);
        rc = row ? read_row(q, v, arena, row, &seen, err) : no_memory(err);
        if (rc) break;
    }
    wv_statement_reset(q);
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}

/* --- who has it --------------------------------------------------------------------------------
 */

/* A change of a case this viewer may see; ?1 the case, ?2 the user, ?3 now, ?4 and ?5 as given.
 * *done false: the row did not let it. */
static wv_rc change(wv_store *s, const wv_viewer *v, const char *sql, int64_t num, int64_t number,
                    wv_str text, bool *done, wv_err *err)
{
    wv_statement *q;
    bool may = false;
    *done = false;
    wv_rc rc = wv_store_may_see(s, v, num, &may, err);
    if (rc == WV_OK && !may) rc = wv_err_set(err, WV_E_NOINPUT, "no such case");
    if (rc == WV_OK) rc = wv_db_prepare(wv_store_db(s), sql, &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    wv_statement_text(q, 2, v->user);
    wv_statement_number(q, 3, v->now);
    wv_statement_number(q, 4, number);
    wv_statement_text(q, 5, text);
    rc = wv_statement_do(q, err);
    *done = rc == WV_OK && wv_db_changes(wv_store_db(s)) > 0;
    return rc;
}

static wv_rc receive(wv_store *s, const wv_viewer *v, int64_t num, wv_err *err)
{
    bool done;
    wv_rc rc = change(s, v,
                      "UPDATE handover SET received_by = ?2, received_at = ?3 WHERE case_num = ?1"
                      " AND received_at = 0 AND to_role = ?5 AND ?4 = 0",
                      num, 0, v->role, &done, err);
    if (rc || !done) return rc;
    return change(s, v,
                  "UPDATE case_row SET received = 1 WHERE num = ?1 AND handed_to = ?5"
                  " AND ?2 = ?2 AND ?3 = ?3 AND ?4 = 0",
                  num, 0, v->role, &done, err);
}

wv_rc wv_queue_take(wv_store *s, const wv_viewer *v, int64_t num, wv_err *err)
{
    bool done;
    wv_rc rc = change(s, v,
                      "UPDATE case_row SET lease_user = ?2, lease_until = ?3 + ?4 WHERE num = ?1"
                      " AND (lease_user = ?2 OR lease_user = '' OR lease_until <= ?3) AND ?5 = ''",
                      num, WV_LEASE_SECONDS, (wv_str){"", 0}, &done, err);
    if (rc == WV_OK && !done)
        rc = wv_err_set(err, WV_E_LOCKED, "somebody else is working on this case");
    return rc == WV_OK ? receive(s, v, num, err) : rc;
}

wv_rc wv_queue_release(wv_store *s, const wv_viewer *v, int64_t num, wv_err *err)
{
    bool done;
    return change(s, v,
                  "UPDATE case_row SET lease_user = '', lease_until = 0 WHERE num = ?1 AND"
                  " lease_user = ?2 AND ?3 = ?3 AND ?4 = 0 AND ?5 = ''",
                  num, 0, (wv_str){"", 0}, &done, err);
}

wv_rc wv_queue_look(wv_store *s, const wv_viewer *v, int64_t num, int64_t through, wv_err *err)
{
    bool done;
    return change(s, v,
                  "INSERT INTO look(user, case_num, through, at) SELECT ?2, ?1, ?4, ?3 WHERE"
                  " ?5 = '' ON CONFLICT(user, case_num) DO UPDATE SET"
                  " through = max(through, excluded.through), at = excluded.at",
                  num, through, (wv_str){"", 0}, &done, err);
}

wv_rc wv_queue_snooze(wv_store *s, const wv_viewer *v, int64_t num, int64_t until, wv_err *err)
{
    bool done;
    wv_rc rc = change(s, v,
                      "UPDATE case_row SET snooze_until = ?4, snooze_urgency = urgency,"
                      " lease_user = CASE WHEN lease_user = ?2 THEN '' ELSE lease_user END"
                      " WHERE num = ?1 AND ?4 > ?3 AND ?4 - ?3 <= CASE severity WHEN 5 THEN 7200"
                      " WHEN 4 THEN 86400 ELSE 2592000 END AND ?5 = ''",
                      num, until, (wv_str){"", 0}, &done, err);
    if (rc || done) return rc;
    wv_err_set(err, WV_E_LIMIT, "a case may not rest that long");
    wv_err_hint(err, "with severity 5: two hours; 4: a day; others: 30 days");
    return WV_E_LIMIT;
}

_Static_assert(WV_SNOOZE_MAX_5 == 7200 && WV_SNOOZE_MAX_4 == 86400 && WV_SNOOZE_MAX == 2592000,
               "the statement above has these numbers");

static wv_rc log_handover(wv_store *s, const wv_viewer *v, int64_t num, wv_str role, wv_str note,
                          wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "INSERT INTO handover(case_num, from_user, to_role, note, at)"
                             " VALUES(?1, ?2, ?3, ?4, ?5)",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    wv_statement_text(q, 2, v->user);
    wv_statement_text(q, 3, role);
    wv_statement_text(q, 4, note);
    wv_statement_number(q, 5, v->now);
    return wv_statement_do(q, err);
}

wv_rc wv_queue_hand_over(wv_store *s, const wv_viewer *v, int64_t num, wv_str role, wv_str note,
                         wv_err *err)
{
    bool done;
    wv_rc rc = change(s, v,
                      "UPDATE case_row SET handed_to = ?5, received = 0, lease_user = '',"
                      " lease_until = 0 WHERE num = ?1 AND open = 1 AND (lease_user IN ('', ?2) OR"
                      " lease_until <= ?3) AND ?4 = 0",
                      num, 0, role, &done, err);
    if (rc) return rc;
    if (!done)
        return wv_err_set(err, WV_E_LOCKED, "this case is not open, or somebody else has it");
    return log_handover(s, v, num, role, note, err);
}

wv_rc wv_queue_handovers(wv_store *s, int64_t num, wv_arena *arena, wv_handover **out,
                         uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT from_user, to_role, note, received_by, at, received_at"
                             " FROM handover WHERE case_num = ?1 ORDER BY num",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_handover *h = wv_rows_add(&rows);
        if (!h) {
            wv_statement_reset(q);
            return no_memory(err);
        }
        *h = (wv_handover){wv_rows_text(q, 0, arena),     wv_rows_text(q, 1, arena),
                           wv_rows_text(q, 2, arena),     wv_rows_text(q, 3, arena),
                           wv_statement_get_number(q, 4), wv_statement_get_number(q, 5)};
    }
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}
