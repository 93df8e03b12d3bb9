/* SPDX-License-Identifier: EUPL-1.2 */
/* retention_purge.c: destroying what is doomed, so that no byte of it is left.
 *
 *   hide          WV_RETENTION_CASES cases a transaction: gone from every page
 *   destroy       records, items and empty cases, WV_RETENTION_BATCH a transaction
 *   log           details of the audit log about them, and those that are too old
 *   wipe          index optimised, file rewritten, write-ahead log emptied
 *   receipt       dated now
 *
 * In: a job. Out: a receipt. Neighbours: retention.c dooms; search.c takes words out of the index;
 * audit.c erases. Invariants: each transaction takes its rows out of `doomed`, and the counts so
 * far stand in meta, so that a purge that was killed is finished by the next and has one receipt.
 * Why the file is rewritten: secure_delete clears a row that is removed, but a row that was moved
 * to another page before leaves its bytes in the gap of the old one (docs/accounting.md measures
 * it). Cost: rewriting the file, and writers wait while it runs: work for the night. */
#include "store/retention.h"

#include "base/time.h"
#include "store/audit.h"
#include "store/queue.h"
#include "store/retention_rows.h"
#include "store/search.h"

#include <inttypes.h>
#include <stdio.h>

typedef wv_retention_receipt receipt;

static int64_t now(const wv_retention_job *job)
{
    return job->clock(job->ctx);
}

/* --- counts so far ------------------------------------------------------------------------------
 */

#define COUNTS                                                                                     \
    "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64

static wv_rc keep_counts(wv_store *s, const receipt *r, wv_err *err)
{
    char text[200];
    snprintf(text, sizeof text, COUNTS, r->hidden, r->records, r->flags, r->alerts, r->findings,
             r->decisions, r->cases, r->details);
    return wv_store_put(s, "purge_counts", wv_str_of(text), err);
}

static wv_rc read_counts(wv_store *s, receipt *r, wv_err *err)
{
    wv_arena arena;
    wv_str text;
    wv_arena_init(&arena);
    wv_rc rc = wv_store_get(s, "purge_counts", &arena, &text, err);
    if (rc == WV_OK && text.n) {
        uint64_t *const into[] = {&r->hidden,   &r->records,   &r->flags, &r->alerts,
                                  &r->findings, &r->decisions, &r->cases, &r->details};
        uint32_t at = 0;
        for (size_t k = 0; k < sizeof into / sizeof *into; k++, at++)
            for (*into[k] = 0; at < text.n && text.p[at] != ' '; at++)
                *into[k] = *into[k] * 10 + (uint64_t)(text.p[at] - '0');
    }
    wv_arena_done(&arena);
    return rc;
}

/* --- rows ---------------------------------------------------------------------------------------
 */

static wv_rc next_doomed(wv_db *db, int kind, int64_t *num, wv_err *err)
{
    wv_statement *q;
    *num = 0;
    wv_rc rc =
        wv_db_prepare(db, "SELECT num FROM doomed WHERE kind = ?1 ORDER BY num LIMIT 1", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, kind);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) *num = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}

/* `sql` has one number. *changed, when not NULL, gets the rows more. */
static wv_rc run(wv_db *db, const char *sql, int64_t num, uint64_t *changed, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, sql, &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK && changed) *changed += (uint64_t)wv_db_changes(db);
    return rc;
}

static wv_rc destroy_record(wv_store *s, int64_t num, receipt *r, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    wv_rc rc = wv_search_forget(s, num, err);
    if (rc == WV_OK)
        rc = run(db,
                 "DELETE FROM missed WHERE (case_num, record) IN (SELECT case_num, id FROM record"
                 " WHERE num = ?1)",
                 num, NULL, err);
    return rc ? rc : run(db, "DELETE FROM record WHERE num = ?1", num, &r->records, err);
}

static wv_rc destroy_item(wv_store *s, int64_t num, receipt *r, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    wv_rc rc =
        run(db,
            "DELETE FROM decision WHERE question = 1 AND case_num = (SELECT case_num FROM item"
            " WHERE num = ?1) AND finding IN (SELECT num FROM finding WHERE item = ?1)",
            num, &r->decisions, err);
    if (rc == WV_OK) rc = run(db, "DELETE FROM finding WHERE item = ?1", num, &r->findings, err);
    if (rc == WV_OK)
        rc = run(db, "DELETE FROM revision WHERE of = (SELECT id FROM item WHERE num = ?1)", num,
                 NULL, err);
    if (rc == WV_OK)
        rc = run(db, "DELETE FROM item WHERE num = ?1 AND is_alert", num, &r->alerts, err);
    return rc ? rc : run(db, "DELETE FROM item WHERE num = ?1", num, &r->flags, err);
}

static wv_rc is_empty(wv_db *db, int64_t num, bool *empty, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        db,
        "SELECT NOT EXISTS (SELECT 1 FROM record WHERE case_num = ?1) AND NOT EXISTS (SELECT 1"
        " FROM item WHERE case_num = ?1)",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) *empty = wv_statement_get_number(q, 0) != 0;
    wv_statement_reset(q);
    return rc;
}

static const char *const of_case[] = {
    "DELETE FROM look WHERE case_num = ?1",     "DELETE FROM access WHERE case_num = ?1",
    "DELETE FROM handover WHERE case_num = ?1", "DELETE FROM missed WHERE case_num = ?1",
    "DELETE FROM revision WHERE case_num = ?1", "DELETE FROM finding WHERE case_num = ?1",
};

static wv_rc drop_case(wv_store *s, int64_t num, receipt *r, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    wv_rc rc = run(db, "DELETE FROM decision WHERE case_num = ?1", num, &r->decisions, err);
    for (size_t i = 0; rc == WV_OK && i < sizeof of_case / sizeof *of_case; i++)
        rc = run(db, of_case[i], num, NULL, err);
    if (rc == WV_OK) rc = run(db, "DELETE FROM doomed WHERE kind = 4 AND num = ?1", num, NULL, err);
    return rc ? rc : run(db, "DELETE FROM case_row WHERE num = ?1", num, &r->cases, err);
}

/* Of a case that is gone the log keeps that somebody did something; of one that stays it forgets
 * what was searched for: those words may have stood in what is gone. */
static wv_rc settle_case(wv_store *s, int64_t num, const wv_retention_job *job, receipt *r,
                         wv_err *err)
{
    bool empty = false;
    uint64_t erased = 0;
    wv_audit_erasure e = {.who = job->who, .role = job->role, .at = now(job), .case_num = num};
    wv_rc rc = is_empty(wv_store_db(s), num, &empty, err);
    e.verb = empty ? WV_AUDIT_VERBS : WV_AUDIT_SEARCH;
    if (rc == WV_OK) rc = wv_audit_erase(s, &e, &erased, err);
    r->details += erased;
    if (rc == WV_OK && empty) rc = drop_case(s, num, r, err);
    return rc;
}

static wv_rc destroy_one(wv_store *s, int kind, int64_t num, const wv_retention_job *job,
                         receipt *r, wv_err *err)
{
    wv_rc rc = kind == 1   ? destroy_record(s, num, r, err)
               : kind == 2 ? destroy_item(s, num, r, err)
               : kind == 3 ? settle_case(s, num, job, r, err)
                           : wv_queue_refresh(s, num, err);
    wv_statement *q;
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s), "DELETE FROM doomed WHERE kind = ?1 AND num = ?2", &q,
                           err);
    if (rc) return rc;
    wv_statement_number(q, 1, kind);
    wv_statement_number(q, 2, num);
    return wv_statement_do(q, err);
}

static wv_rc destroy_batch(wv_store *s, int kind, const wv_retention_job *job, receipt *r,
                           bool *more, wv_err *err)
{
    int64_t num = 0;
    *more = false;
    wv_rc rc = wv_store_begin(s, err);
    if (rc) return rc;
    for (uint32_t i = 0; rc == WV_OK && i < WV_RETENTION_BATCH; i++) {
        rc = next_doomed(wv_store_db(s), kind, &num, err);
        *more = num != 0;
        if (rc || !*more) break;
        rc = destroy_one(s, kind, num, job, r, err);
    }
    if (rc == WV_OK) rc = keep_counts(s, r, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    return rc;
}

/* Items before records: whether an item follows a record is asked of both. Rows of the queue last.
 */
static wv_rc destroy(wv_store *s, const wv_retention_job *job, receipt *r, wv_err *err)
{
    static const int order[] = {2, 1, 3, 4};
    wv_rc rc = WV_OK;
    for (int k = 0; k < 4; k++)
        for (bool more = true; rc == WV_OK && more;) {
            rc = destroy_batch(s, order[k], job, r, &more, err);
            if (job->rest) job->rest(job->ctx);
        }
    return rc;
}

/* Notes on cases that go on, and the log, have the clock of when they were written. */
static wv_rc destroy_old_words(wv_store *s, const wv_retention_job *job, receipt *r, wv_err *err)
{
    wv_retention_policy p;
    uint64_t erased = 0;
    wv_db *db = wv_store_db(s);
    wv_rc rc = wv_retention_policy_read(s, &p, err);
    if (rc == WV_OK) rc = wv_store_begin(s, err);
    if (rc) return rc;
    int64_t before = job->as_of - p.days_keep * 86400;
    rc =
        run(db, "DELETE FROM decision WHERE question = 2 AND at <= ?1", before, &r->decisions, err);
    if (rc == WV_OK) rc = run(db, "DELETE FROM handover WHERE at <= ?1", before, NULL, err);
    if (rc == WV_OK) rc = run(db, "DELETE FROM missed WHERE at <= ?1", before, NULL, err);
    wv_audit_erasure e = {.who = job->who,
                          .role = job->role,
                          .at = now(job),
                          .before = job->as_of - p.days_log * 86400,
                          .verb = WV_AUDIT_VERBS};
    if (rc == WV_OK && e.before > 0) rc = wv_audit_erase(s, &e, &erased, err);
    r->details += erased;
    if (rc == WV_OK) rc = keep_counts(s, r, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    return rc;
}

/* --- bytes --------------------------------------------------------------------------------------
 */

static wv_rc empty_log(wv_db *db, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, "PRAGMA wal_checkpoint(TRUNCATE)", &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc;
    bool busy = wv_statement_get_number(q, 0) != 0;
    wv_statement_reset(q);
    if (!busy) return WV_OK;
    wv_err_set(err, WV_E_LOCKED, "a reader keeps the write-ahead log from being emptied");
    wv_err_hint(err, "what is destroyed may still stand in it: run purge again, it goes on here");
    return WV_E_LOCKED;
}

/* A temporary file of VACUUM has what stays, and none of what went. */
static wv_rc wipe(wv_store *s, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    wv_rc rc = wv_db_run(db, "INSERT INTO words(words) VALUES('optimize')", err);
    if (rc == WV_OK) rc = wv_db_run(db, "PRAGMA temp_store=FILE; VACUUM", err);
    wv_db_run(db, "PRAGMA temp_store=MEMORY", NULL);
    return rc ? rc : empty_log(db, err);
}

/* --- the receipt --------------------------------------------------------------------------------
 */

static void add_date(wv_buf *out, const char *name, int64_t at)
{
    wv_buf_format(out, ",\"%s\":\"", name);
    wv_time_write(out, (wv_time){.seconds = at, .known = true, .has_clock = true});
    wv_buf_byte(out, '"');
}

static void add_counts(wv_buf *out, const receipt *r)
{
    wv_buf_format(out,
                  "\"hidden\":%" PRIu64 ",\"destroyed\":{\"records\":%" PRIu64 ",\"flags\":%" PRIu64
                  ",\"alerts\":%" PRIu64 ",\"findings\":%" PRIu64 ",\"decisions\":%" PRIu64
                  ",\"cases\":%" PRIu64 ",\"log_details\":%" PRIu64 "}",
                  r->hidden, r->records, r->flags, r->alerts, r->findings, r->decisions, r->cases,
                  r->details);
}

void wv_retention_receipt_write(const receipt *r, wv_buf *out)
{
    wv_buf_text(out, "{\"schema\":\"waakvlam/1\",\"type\":\"receipt\"");
    add_date(out, "at", r->at);
    add_date(out, "as_of", r->as_of);
    wv_buf_byte(out, ',');
    add_counts(out, r);
    wv_buf_format(out, ",\"audit_seq\":%" PRId64 "}\n", r->audit_seq);
}

static wv_rc put_receipt(wv_store *s, const wv_retention_job *job, receipt *r, wv_buf *text,
                         wv_err *err)
{
    wv_statement *q;
    wv_buf_byte(text, '{');
    add_counts(text, r);
    wv_buf_byte(text, '}');
    wv_audit_entry e = {.verb = WV_AUDIT_DESTROY,
                        .who = job->who,
                        .role = job->role,
                        .what = {text->p, (uint32_t)text->n},
                        .at = r->at};
    wv_rc rc = text->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                            : wv_audit_add(s, &e, &r->audit_seq, err);
    wv_buf_clear(text);
    wv_retention_receipt_write(r, text);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s), "INSERT INTO receipt(at, json) VALUES(?1, ?2)", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, r->at);
    wv_statement_text(q, 2, (wv_str){text->p, (uint32_t)text->n});
    rc = wv_statement_do(q, err);
    return rc ? rc : wv_db_run(wv_store_db(s), "DELETE FROM meta WHERE name = 'purge_counts'", err);
}

static wv_rc write_receipt(wv_store *s, const wv_retention_job *job, receipt *r, wv_err *err)
{
    wv_buf text;
    wv_buf_init(&text);
    r->at = now(job);
    wv_rc rc = wv_store_begin(s, err);
    if (rc == WV_OK) rc = put_receipt(s, job, r, &text, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    wv_buf_done(&text);
    return rc;
}

static wv_rc hide_part(wv_store *s, const wv_retention_job *job, const wv_retention_range *range,
                       receipt *r, wv_err *err)
{
    uint64_t hidden = 0;
    char what[64];
    wv_rc rc = wv_store_begin(s, err);
    if (rc) return rc;
    rc = wv_retention_hide(s, job->as_of, range, &hidden, err);
    r->hidden += hidden;
    snprintf(what, sizeof what, "{\"hidden\":%" PRIu64 "}", hidden);
    wv_audit_entry e = {.verb = WV_AUDIT_HIDE,
                        .who = job->who,
                        .role = job->role,
                        .what = wv_str_of(what),
                        .at = now(job)};
    if (rc == WV_OK && hidden) rc = wv_audit_add(s, &e, NULL, err);
    if (rc == WV_OK) rc = keep_counts(s, r, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    return rc;
}

static wv_rc hide(wv_store *s, const wv_retention_job *job, receipt *r, wv_err *err)
{
    wv_retention_range range = {0};
    bool more = true;
    wv_rc rc = wv_retention_next(s, &range, &more, err);
    while (rc == WV_OK && more) {
        rc = hide_part(s, job, &range, r, err);
        if (job->rest) job->rest(job->ctx);
        if (rc == WV_OK) rc = wv_retention_next(s, &range, &more, err);
    }
    return rc;
}

wv_rc wv_retention_purge(wv_store *s, const wv_retention_job *job, receipt *out, wv_err *err)
{
    *out = (receipt){.as_of = job->as_of};
    wv_rc rc = wv_search_check(s, err);
    if (rc == WV_OK) rc = read_counts(s, out, err);
    if (rc == WV_OK) rc = hide(s, job, out, err);
    if (rc == WV_OK) rc = destroy(s, job, out, err);
    if (rc == WV_OK) rc = destroy_old_words(s, job, out, err);
    if (rc || job->not_yet) return rc;
    rc = wipe(s, err);
    return rc ? rc : write_receipt(s, job, out, err);
}
