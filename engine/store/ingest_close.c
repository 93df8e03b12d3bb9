/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest_close.c: a rescan no longer says what an earlier scan said: that is closed.
 *
 *   temp.given(record, corrected)    records of this run, as the store has them
 *   temp.said(item)                  lines of this run
 *   temp.closing(case_num, whole)    cases to look at; whole: all its records were given
 *
 * In: what a run gave. Out: revisions "standing": false, and findings that no longer stand. Neighbours:
 * ingest_flag.c and ingest_record.c note what comes in. Why: a record in which a new pack finds
 * nothing has no line, so nothing would tell that the old finding is gone, and it would stay open for
 * ever. Invariants: a decision and the finding stay, with a row that says why it was closed; a case
 * of which not all records were given is left alone, for what is found in one record can hang on
 * another (a name, a count); but what was read in a text that is corrected since is closed in any
 * case. What a later run says again stands again. Cost: a walk over the findings of those cases. */
#include "store/ingest_rows.h"

#include "base/time.h"
#include "crypto/fingerprint.h"
#include "store/queue.h"
#include "store/rows.h"

static wv_str bytes16(const uint8_t hash[16])
{
    return (wv_str){(const char *)hash, 16};
}

wv_rc wv_ingest_note_begin(wv_ingest *in, wv_err *err)
{
    if (!in->options.rescan) return WV_OK;
    return wv_db_run(in->db,
                     "CREATE TEMP TABLE IF NOT EXISTS given(record INTEGER PRIMARY KEY, corrected"
                     " INTEGER NOT NULL);"
                     "CREATE TEMP TABLE IF NOT EXISTS said(item INTEGER PRIMARY KEY);"
                     "CREATE TEMP TABLE IF NOT EXISTS closing(case_num INTEGER PRIMARY KEY, whole"
                     " INTEGER NOT NULL);"
                     "DELETE FROM temp.given; DELETE FROM temp.said; DELETE FROM temp.closing",
                     err);
}

wv_rc wv_ingest_note_record(wv_ingest *in, int64_t record, bool corrected, wv_err *err)
{
    wv_statement *q;
    if (!in->options.rescan) return WV_OK;
    wv_rc rc = wv_db_prepare(in->db,
                             "INSERT INTO temp.given VALUES(?1, ?2) ON CONFLICT(record) DO UPDATE"
                             " SET corrected = max(corrected, ?2)",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, record);
    wv_statement_number(q, 2, corrected);
    return wv_statement_do(q, err);
}

wv_rc wv_ingest_note_item(wv_ingest *in, const uint8_t id[16], wv_err *err)
{
    wv_statement *q;
    if (!in->options.rescan) return WV_OK;
    wv_rc rc = wv_db_prepare(
        in->db, "INSERT OR IGNORE INTO temp.said SELECT num FROM item WHERE id = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(id));
    return wv_statement_do(q, err);
}

/* --- closing -----------------------------------------------------------------------------------
 */

typedef struct unsaid {
    int64_t num;
    wv_str key, evidence, id, record;
} unsaid;

static wv_rc list_cases(wv_ingest *in, wv_err *err)
{
    return wv_db_run(in->db,
                     "INSERT INTO temp.closing SELECT r.case_num, NOT EXISTS (SELECT 1 FROM record"
                     " o WHERE o.case_num = r.case_num AND NOT EXISTS (SELECT 1 FROM temp.given g"
                     " WHERE g.record = o.num)) FROM (SELECT DISTINCT case_num FROM temp.given"
                     " JOIN record ON num = record) r;"
                     "DELETE FROM temp.closing WHERE NOT whole AND NOT EXISTS (SELECT 1 FROM"
                     " record r JOIN temp.given g ON g.record = r.num WHERE r.case_num ="
                     " closing.case_num AND g.corrected)",
                     err);
}

/* WV_E_END when there is none after `after`. */
static wv_rc next_case(wv_ingest *in, int64_t after, int64_t *num, bool *whole, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(in->db,
                             "SELECT case_num, whole FROM temp.closing WHERE case_num > ?1 ORDER BY"
                             " case_num LIMIT 1",
                             &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, after);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *num = wv_statement_get_number(q, 0);
    *whole = wv_statement_get_number(q, 1) != 0;
    wv_statement_reset(q);
    return WV_OK;
}

static wv_rc list_unsaid(wv_ingest *in, int64_t case_num, bool whole, wv_rows *rows, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        in->db,
        "SELECT f.num, f.key, f.evidence, i.id, i.record FROM finding f JOIN item i ON"
        " i.num = f.item WHERE f.case_num = ?1 AND f.live = 1 AND f.standing = 1 AND f.stale = 0"
        " AND NOT EXISTS (SELECT 1 FROM temp.said s WHERE s.item = i.num) AND (?2 OR (i.own AND"
        " EXISTS (SELECT 1 FROM record r JOIN temp.given g ON g.record = r.num WHERE"
        " r.case_num = ?1 AND r.id = i.record AND g.corrected))) ORDER BY f.num",
        &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_number(q, 2, whole);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        unsaid *u = wv_rows_add(rows);
        if (u)
            *u = (unsaid){wv_statement_get_number(q, 0), wv_rows_text(q, 1, rows->arena),
                          wv_rows_text(q, 2, rows->arena), wv_rows_text(q, 3, rows->arena),
                          wv_rows_text(q, 4, rows->arena)};
        if (!u || !u->record.p) {
            wv_statement_reset(q);
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
        }
    }
    return rc == WV_E_END ? WV_OK : rc;
}

/* One a finding and line: closed twice is closed once. */
static wv_rc id_of_closing(wv_ingest *in, wv_str item, wv_str key, wv_str evidence, uint8_t out[16],
                           wv_err *err)
{
    wv_buf_clear(&in->work);
    wv_buf_text(&in->work, "closed by a rescan");
    wv_buf_str(&in->work, item);
    wv_buf_str(&in->work, key);
    wv_buf_str(&in->work, evidence);
    if (in->work.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_fingerprint(in->work.p, in->work.n, out);
    return WV_OK;
}

wv_rc wv_ingest_unclose(wv_ingest *in, const uint8_t item[16], const uint8_t key[16],
                        const uint8_t evidence[16], wv_err *err)
{
    wv_statement *q;
    uint8_t id[16];
    wv_rc rc = id_of_closing(in, bytes16(item), bytes16(key), bytes16(evidence), id, err);
    if (rc == WV_OK) rc = wv_db_prepare(in->db, "DELETE FROM revision WHERE id = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, bytes16(id));
    return wv_statement_do(q, err);
}

/* The record that was read again stands where a revision of the scan names what it rests on. */
static wv_rc put_closed(wv_ingest *in, int64_t case_num, const unsaid *u, wv_err *err)
{
    wv_statement *q;
    wv_buf because, at;
    uint8_t id[16];
    wv_rc rc = id_of_closing(in, u->id, u->key, u->evidence, id, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(in->db,
                           "INSERT INTO revision(id, of, key, case_num, standing, raised_at,"
                           " because) VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6) ON CONFLICT(id) DO NOTHING",
                           &q, err);
    if (rc) return rc;
    wv_buf_init(&because), wv_buf_init(&at);
    wv_buf_byte(&because, '[');
    if (u->record.n) wv_buf_json(&because, u->record);
    wv_buf_byte(&because, ']');
    wv_time_write(&at, (wv_time){.seconds = in->options.now, .known = true, .has_clock = true});
    wv_statement_blob(q, 1, bytes16(id));
    wv_statement_blob(q, 2, u->id);
    wv_statement_blob(q, 3, u->key);
    wv_statement_number(q, 4, case_num);
    wv_statement_text(q, 5, (wv_str){at.p, (uint32_t)at.n});
    wv_statement_text(q, 6, (wv_str){because.p, (uint32_t)because.n});
    rc = because.failed || at.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                                     : wv_statement_do(q, err);
    wv_buf_done(&because), wv_buf_done(&at);
    return rc;
}

static wv_rc close_finding(wv_ingest *in, int64_t num, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(in->db, "UPDATE finding SET standing = 0 WHERE num = ?1", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, num);
    in->stats.closed++;
    return wv_statement_do(q, err);
}

static wv_rc close_case(wv_ingest *in, int64_t case_num, bool whole, wv_err *err)
{
    wv_arena_reset(&in->arena);
    wv_rows rows = {.item_bytes = sizeof(unsaid), .arena = &in->arena};
    wv_rc rc = list_unsaid(in, case_num, whole, &rows, err);
    const unsaid *list = rows.items;
    for (uint32_t i = 0; rc == WV_OK && i < rows.count; i++) {
        rc = put_closed(in, case_num, &list[i], err);
        if (rc == WV_OK) rc = close_finding(in, list[i].num, err);
    }
    return rc == WV_OK && rows.count ? wv_queue_refresh(in->store, case_num, err) : rc;
}

static wv_rc close_batch(wv_ingest *in, int64_t *after, bool *more, wv_err *err)
{
    bool whole = false;
    wv_rc rc = WV_OK;
    *more = true;
    for (uint32_t i = 0; rc == WV_OK && i < WV_INGEST_BATCH; i++) {
        rc = next_case(in, *after, after, &whole, err);
        if (rc == WV_OK) rc = close_case(in, *after, whole, err);
    }
    *more = rc == WV_OK;
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_ingest_close_unsaid(wv_ingest *in, wv_err *err)
{
    int64_t after = 0;
    wv_rc rc = wv_ingest_flush(in, err);
    if (rc == WV_OK && in->options.rescan) rc = list_cases(in, err);
    for (bool more = in->options.rescan; rc == WV_OK && more;) {
        rc = wv_store_begin(in->store, err);
        if (rc) break;
        rc = close_batch(in, &after, &more, err);
        if (rc == WV_OK) rc = wv_store_commit(in->store, err);
        if (rc) wv_store_rollback(in->store);
    }
    return rc;
}
