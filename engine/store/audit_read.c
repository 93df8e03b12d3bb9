/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_read.c: the log as an auditor asks for it: by person, deed, case or time.
 * In: a query. Out: lines, oldest first. Neighbours: cli/audit.c, the auditor's page. Cost: one
 * pass; by case an index. */
#include "store/audit.h"

static const char by_log[] =
    "SELECT a.seq, a.at, d.seq IS NULL, d.verb, d.who, d.role, d.what, a.detail_hash, a.hash"
    " FROM audit a LEFT JOIN audit_detail d ON d.seq = a.seq"
    " WHERE (?1 = '' OR d.who = ?1) AND (?2 = '' OR d.verb = ?2) AND a.at >= ?3 AND a.at < ?4"
    " ORDER BY a.seq";
static const char by_case[] =
    "SELECT a.seq, a.at, d.seq IS NULL, d.verb, d.who, d.role, d.what, a.detail_hash, a.hash"
    " FROM audit_case c JOIN audit a ON a.seq = c.seq JOIN audit_detail d ON d.seq = c.seq"
    " WHERE c.case_num = ?5 AND (?1 = '' OR d.who = ?1) AND (?2 = '' OR d.verb = ?2)"
    " AND a.at >= ?3 AND a.at < ?4 ORDER BY a.seq";

static void copy_hash(wv_str from, uint8_t out[32])
{
    memset(out, 0, 32);
    if (from.n == 32) memcpy(out, from.p, 32);
}

static void read_line(wv_statement *q, wv_audit_line *line)
{
    *line = (wv_audit_line){.seq = wv_statement_get_number(q, 0),
                            .at = wv_statement_get_number(q, 1),
                            .erased = wv_statement_get_number(q, 2) != 0};
    line->verb = wv_statement_get(q, 3);
    line->who = wv_statement_get(q, 4);
    line->role = wv_statement_get(q, 5);
    line->what = wv_statement_get(q, 6);
    copy_hash(wv_statement_get(q, 7), line->detail_hash);
    copy_hash(wv_statement_get(q, 8), line->hash);
}

wv_rc wv_audit_read(wv_store *s, const wv_audit_query *query,
                    wv_rc (*give)(void *ctx, const wv_audit_line *line, wv_err *err), void *ctx,
                    wv_err *err)
{
    wv_statement *q;
    wv_audit_line line;
    wv_db *db = wv_store_db(s);
    wv_rc rc =
        query->case_num ? wv_db_prepare(db, by_case, &q, err) : wv_db_prepare(db, by_log, &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, query->who);
    wv_statement_text(q, 2, query->verb);
    wv_statement_number(q, 3, query->from ? query->from : INT64_MIN);
    wv_statement_number(q, 4, query->to ? query->to : INT64_MAX);
    if (query->case_num) wv_statement_number(q, 5, query->case_num);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        read_line(q, &line);
        if ((rc = give(ctx, &line, err)) != WV_OK) break;
    }
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}
