/* SPDX-License-Identifier: EUPL-1.2 */
/* queue_row.c: the row of a case, worked out from its findings and decisions.
 *
 * In: a case. Out: its row. Neighbours: ingest.c and decide.c call it when something changed.
 * Invariants: what is open is live, standing, not stale, not hidden, and not covered by a decision
 * that holds; `since` is the oldest of the most urgent. Cost: one walk over the findings that are
 * not covered. */
#include "store/queue.h"

/* Triage and time in one number, so that one max() finds the oldest of the most urgent: a time in
 * seconds fits in 40 bits until the year 36,000. */
#define PACKED "max((triage << 40) - raised)"
#define UNPACKED(packed, urgency) "((4 - " urgency ") << 40) - " packed

static const char REFRESH[] =
    "UPDATE case_row SET open = a.n > 0, open_count = a.n, urgency = a.u, severity = a.s,"
    " since = " UNPACKED(
        "a.p",
        "a.u") ", newest = a.newest, decided = a.decided,"
               " through = max(a.decided, a.last),"
               " second_not = CASE WHEN a.n > 0 THEN a.waits ELSE '' END,"
               " lease_user = CASE WHEN a.n > 0 THEN lease_user ELSE '' END,"
               " handed_to = CASE WHEN a.n > 0 THEN handed_to ELSE '' END,"
               " snooze_until = CASE WHEN a.n > 0 AND a.u >= snooze_urgency THEN snooze_until ELSE "
               "0 END"
               " FROM (SELECT d.decided AS decided, d.waits AS waits, count(f.num) AS n,"
               "  coalesce(4 - max(triage), 4) AS u, coalesce(max(severity), 0) AS s,"
               "  coalesce(" PACKED ", 0) AS p, coalesce(max(raised), 0) AS newest,"
               "  coalesce(max(f.num), 0) AS last"
               "  FROM (SELECT"
               "   coalesce((SELECT max(through) FROM decision WHERE case_num = ?1 AND question = 2"
               "    AND undone_at = 0 AND effect = 1 AND answer IN (1, 2, 3)), 0) AS decided,"
               "   coalesce((SELECT user FROM decision WHERE case_num = ?1 AND question = 2"
               "    AND undone_at = 0 AND effect = 0 AND answer = 3 AND through > coalesce((SELECT"
               "    max(through) FROM decision WHERE case_num = ?1 AND question = 2 AND"
               "    undone_at = 0 AND effect = 1 AND answer IN (1, 2, 3)), 0)"
               "    ORDER BY num DESC LIMIT 1), "
               "'') AS waits"
               "  ) d LEFT JOIN finding f ON f.case_num = ?1 AND f.num > d.decided AND f.live = 1"
               "   AND f.standing = 1 AND f.stale = 0 AND f.hidden = 0) a"
               " WHERE num = ?1";

wv_rc wv_queue_refresh(wv_store *s, int64_t num, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s), REFRESH, &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    return wv_statement_do(q, err);
}

/* A store that was just filled has no decisions. */
wv_rc wv_queue_refresh_all(wv_store *s, wv_err *err)
{
    return wv_db_run(
        wv_store_db(s),
        "UPDATE case_row SET open = 1, open_count = a.n, urgency = a.u, severity = a.s,"
        " since = " UNPACKED(
            "a.p", "a.u") ", newest = a.newest, through = a.last"
                          " FROM (SELECT case_num, count(*) AS n, 4 - max(triage) AS u, "
                          "max(severity) AS s,"
                          "  " PACKED " AS p, max(raised) AS newest, max(num) AS last FROM finding"
                          "  WHERE live = 1 AND standing = 1 AND stale = 0 AND hidden = 0 GROUP BY "
                          "case_num) a"
                          " WHERE a.case_num = case_row.num",
        err);
}
