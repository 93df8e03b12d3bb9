/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest_record.c: a record -> its row and its words in the index.
 *
 * In: records as scan reads them (docs/records.md). Out: a row; `json` is the record without its
 * text. Neighbours: read/ judges the line, search.c keeps the index. Invariants: fields that
 * docs/records.md does not know go nowhere; nor do names of persons, nor the attributes that an
 * event says may not be disclosed: what is not here cannot leave. Cost: reading, one row, and the
 * index: about 1 MB of text a second and core. */
#include "store/ingest_rows.h"

#include "read/tape.h"
#include "store/search.h"

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static bool is_kept(const wv_ingest *in, wv_str key)
{
    static const char *const names[] = {
        "id",      "case",       "kind", "occurred_at", "source", "reporter", "from", "received_at",
        "channel", "expires_at", "to",   "type",        "code",   "handler",  "rev"};
    if (wv_str_is(key, "title")) return !in->options.no_text;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (wv_str_is(key, names[i])) return true;
    return false;
}

static void write_persons(wv_buf *b, const wv_record *r)
{
    wv_buf_text(b, ",\"persons\":[");
    for (uint32_t i = 0; i < r->person_count; i++) {
        wv_buf_text(b, i ? ",{\"ref\":" : "{\"ref\":");
        wv_buf_json(b, r->persons[i].ref);
        wv_buf_text(b, ",\"role\":");
        wv_buf_json(b, wv_role_word(r->persons[i].role));
        wv_buf_byte(b, '}');
    }
    wv_buf_byte(b, ']');
}

static bool is_secret(const wv_json *j, uint32_t list, wv_str name)
{
    uint32_t i = list + 1;
    if (!wv_tape_is(j, list, WV_JSON_ARRAY)) return false;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next)
        if (wv_str_eq(j->values[i].text, name)) return true;
    return false;
}

static wv_str slice(const wv_json *j, wv_str line, uint32_t at)
{
    return (wv_str){line.p + j->values[at].start, j->values[at].end - j->values[at].start};
}

static void write_attrs(wv_buf *b, const wv_json *j, wv_str line, uint32_t attrs)
{
    uint32_t secret = wv_tape_member(j, attrs, "do_not_disclose"), i = attrs + 1;
    bool first = true;
    if (!wv_tape_is(j, attrs, WV_JSON_OBJECT)) return;
    wv_buf_text(b, ",\"attrs\":{");
    for (uint32_t k = 0; k < j->values[attrs].count; k++, i = j->values[i + 1].next) {
        if (is_secret(j, secret, j->values[i].text)) continue;
        if (!first) wv_buf_byte(b, ',');
        wv_buf_str(b, slice(j, line, i));
        wv_buf_byte(b, ':');
        wv_buf_str(b, slice(j, line, i + 1));
        first = false;
    }
    wv_buf_byte(b, '}');
}

/* The reader's tape still holds the line that it has just read. */
static wv_rc write_json(wv_ingest *in, wv_str line, const wv_record *r, wv_str *out, wv_err *err)
{
    const wv_json *j = &in->reader.json;
    wv_buf *b = &in->work;
    uint32_t i = 1;
    bool first = true;
    wv_buf_clear(b);
    wv_buf_byte(b, '{');
    for (uint32_t k = 0; k < j->values[0].count; k++, i = j->values[i + 1].next) {
        if (!is_kept(in, j->values[i].text)) continue;
        if (!first) wv_buf_byte(b, ',');
        wv_buf_str(b, slice(j, line, i));
        wv_buf_byte(b, ':');
        wv_buf_str(b, slice(j, line, i + 1));
        first = false;
    }
    if (wv_tape_member(j, 0, "kind") == WV_TAPE_NONE) {
        static const char *const kinds[] = {"report", "message", "event"};
        wv_buf_format(b, ",\"kind\":\"%s\"", kinds[r->kind]);
    }
    if (r->person_count) write_persons(b, r);
    write_attrs(b, j, line, wv_tape_member(j, 0, "attrs"));
    wv_buf_byte(b, '}');
    *out = (wv_str){b->p, (uint32_t)b->n};
    return b->failed ? no_memory(err) : WV_OK;
}

typedef struct stored {
    int64_t num, rev;
    bool same;
} stored;

static wv_rc find_record(wv_ingest *in, int64_t case_num, const wv_record *r, stored *out,
                         wv_err *err)
{
    wv_statement *q;
    *out = (stored){0};
    wv_rc rc = wv_db_prepare(
        in->db, "SELECT num, rev, content FROM record WHERE case_num = ?1 AND id = ?2", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_text(q, 2, r->id);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? WV_OK : rc;
    wv_str content = wv_statement_get(q, 2);
    out->num = wv_statement_get_number(q, 0);
    out->rev = wv_statement_get_number(q, 1);
    out->same = content.n == 32 && memcmp(content.p, r->content, 32) == 0;
    wv_statement_reset(q);
    return WV_OK;
}

static void bind_record(wv_ingest *in, wv_statement *q, int64_t case_num, const wv_record *r,
                        wv_str json)
{
    wv_statement_number(q, 1, case_num);
    wv_statement_text(q, 2, r->id);
    wv_statement_number(q, 3, r->occurred_at.known ? r->occurred_at.seconds : 0);
    wv_statement_number(q, 4, r->received_at.known ? r->received_at.seconds : 0);
    wv_statement_text(q, 5, in->options.no_text ? (wv_str){"", 0} : r->text);
    wv_statement_text(q, 6, json);
    wv_statement_blob(q, 7, (wv_str){(const char *)r->content, 32});
    wv_statement_number(q, 8, r->rev);
    wv_statement_number(q, 9, r->expires_at.known ? r->expires_at.seconds : 0);
}

static wv_rc add_record(wv_ingest *in, int64_t case_num, const wv_record *r, wv_str json,
                        wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(in->db,
                             "INSERT INTO record(case_num, id, occurred, received, text, json,"
                             " content, rev, destroy_at)"
                             " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                             &q, err);
    if (rc) return rc;
    bind_record(in, q, case_num, r, json);
    rc = wv_statement_do(q, err);
    int64_t num = wv_db_last_row(in->db);
    if (rc == WV_OK) rc = wv_search_remember(in->store, num, err);
    if (rc == WV_OK) rc = wv_ingest_note_record(in, num, false, err);
    if (rc == WV_OK) in->stats.records++;
    return rc;
}

static wv_rc correct_record(wv_ingest *in, int64_t num, int64_t case_num, const wv_record *r,
                            wv_str json, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_search_forget(in->store, num, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(in->db,
                           "UPDATE record SET occurred = ?3, received = ?4, text = ?5, json = ?6,"
                           " content = ?7, rev = ?8, destroy_at = ?9"
                           " WHERE case_num = ?1 AND id = ?2",
                           &q, err);
    if (rc) return rc;
    bind_record(in, q, case_num, r, json);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK) rc = wv_search_remember(in->store, num, err);
    if (rc == WV_OK) rc = wv_ingest_note_record(in, num, true, err);
    if (rc == WV_OK) in->stats.records++, in->stats.corrected++;
    return rc;
}

static wv_rc take(wv_ingest *in, wv_str line, wv_err *err)
{
    wv_record r;
    wv_dead dead;
    wv_ingest_case *of;
    stored old;
    wv_str json;
    wv_reader_reset(&in->reader);
    wv_rc rc = wv_reader_record(&in->reader, line, &r, &dead);
    if (rc == WV_E_NOMEM) return no_memory(err);
    if (rc)
        return wv_err_set(err, WV_E_RECORD, "column %llu: %s: %s", (unsigned long long)dead.column,
                          wv_dead_word(dead.reason), dead.message);
    rc = wv_ingest_ready(in, err);
    if (rc == WV_OK) rc = wv_ingest_case_of(in, r.case_id, r.id, &of, err);
    if (rc == WV_OK) rc = find_record(in, of->num, &r, &old, err);
    if (rc) return rc;
    if (old.num && old.same) {
        in->stats.seen++;
        return wv_ingest_note_record(in, old.num, false, err);
    }
    if (old.num && r.rev <= old.rev) return in->stats.conflicts++, WV_OK;
    rc = write_json(in, line, &r, &json, err);
    if (rc) return rc;
    of->changed = true; /* a case without a finding has a row too, so that it can be looked up */
    return old.num ? correct_record(in, old.num, of->num, &r, json, err)
                   : add_record(in, of->num, &r, json, err);
}

wv_rc wv_ingest_record(wv_ingest *in, wv_str line, wv_err *err)
{
    wv_rc rc = wv_ingest_line(in, take(in, line, err));
    return rc == WV_OK ? wv_ingest_count(in, err) : rc;
}
