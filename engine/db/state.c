/* SPDX-License-Identifier: EUPL-1.2 */
/* state.c: the state file. In: logs of cases, the position of a run. Out: the same after a kill.
 * Neighbours: case/ (by way of wv_case_store), run/hold.c (commits). Invariant: what is read back
 * is what one commit wrote, whole. Cost: an append is one row. */
#include "db/state.h"

#include "base/mem.h"
#include "db/meta.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* 1: 0.1.0 before late records could wait over a commit; logs without ops D and S, no table
 *    `waiting`.
 * 2: logs without ops H, R, P and N (the horizon), no table `digested`.
 * 3: as state.h has it. */
enum { FORMAT_NOW = 3 };

struct wv_state {
    wv_db *db;
    bool named; /* a file, not the temporary one */
    int format; /* as it was found; a new file has today's */
    char command[65];
    wv_state_position where;
};

static const char SCHEMA[] =
    "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS cases(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, rows "
    "INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE IF NOT EXISTS log(owner INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT "
    "NULL,"
    " PRIMARY KEY(owner, seq)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS run(one INTEGER PRIMARY KEY CHECK(one = 1), command TEXT NOT NULL, "
    "input INTEGER,"
    " offset INTEGER, tail_bytes INTEGER, tail_hash INTEGER, out_bytes INTEGER, dead_bytes "
    "INTEGER);"
    "CREATE TABLE IF NOT EXISTS waiting(name BLOB PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS digested(owner INTEGER NOT NULL, seq INTEGER NOT NULL, bytes BLOB "
    "NOT NULL, PRIMARY KEY(owner, seq)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS digests(owner INTEGER PRIMARY KEY, rows INTEGER NOT NULL);";

static wv_rc get_meta(wv_state *s, const char *name, char *out, size_t size, wv_err *err)
{
    wv_arena arena;
    wv_str v;
    wv_arena_init(&arena);
    wv_rc rc = wv_meta_get(s->db, name, &arena, &v, err);
    snprintf(out, size, "%.*s", rc == WV_OK ? (int)v.n : 0, v.p ? v.p : "");
    wv_arena_done(&arena);
    return rc;
}

static wv_rc put_meta(wv_state *s, const char *name, const char *value, wv_err *err)
{
    return wv_meta_put(s->db, name, wv_str_of(value), err);
}

/* What each step from one format to the next has to do is done by SCHEMA, which makes what is not
 * there: a log of format 1 is one of format 2 in which nothing ever waited. */
static wv_rc check_format(const wv_state *s, const wv_state_options *o, wv_err *err)
{
    bool older = s->format >= 1 && s->format < FORMAT_NOW;
    if (s->format == FORMAT_NOW || (older && o->migrates)) return WV_OK;
    wv_err_set(err, WV_E_VERSION, "this state has format %d, this engine reads %d", s->format,
               FORMAT_NOW);
    wv_err_hint(err, older ? "`waakvlam state migrate FILE` brings it to this format"
                           : "a newer waakvlam wrote it: use that one");
    return WV_E_VERSION;
}

static wv_rc check_pack(wv_state *s, const wv_state_options *o, wv_err *err)
{
    char format[16], pack[65];
    wv_rc rc = get_meta(s, "format", format, sizeof format, err);
    if (rc == WV_OK) rc = get_meta(s, "pack", pack, sizeof pack, err);
    if (rc) return rc;
    s->format = format[0] ? atoi(format) : FORMAT_NOW;
    rc = check_format(s, o, err);
    if (rc) return rc;
    if (o->pack_sha256 && pack[0] && strcmp(pack, o->pack_sha256) != 0 && !o->keep) {
        wv_err_set(err, WV_E_VERSION, "this state was made with another version of the rule pack");
        wv_err_hint(
            err,
            "--pack-change keep goes on with the new pack; texts of before are not scanned again");
        return WV_E_VERSION;
    }
    snprintf(format, sizeof format, "%d", FORMAT_NOW);
    rc = put_meta(s, "format", format, err);
    if (rc == WV_OK && o->pack_sha256) rc = put_meta(s, "pack", o->pack_sha256, err);
    return rc;
}

static wv_rc read_position(wv_state *s, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        s->db,
        "SELECT command, input, offset, tail_bytes, tail_hash, out_bytes, dead_bytes FROM run", &q,
        err);
    if (rc) return rc;
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? WV_OK : rc;
    if (wv_str_is(wv_statement_get(q, 0), s->command)) {
        s->where = (wv_state_position){.known = true,
                                       .input = (uint32_t)wv_statement_get_number(q, 1),
                                       .offset = (uint64_t)wv_statement_get_number(q, 2),
                                       .tail_bytes = (uint64_t)wv_statement_get_number(q, 3),
                                       .tail_hash = (uint64_t)wv_statement_get_number(q, 4),
                                       .out_bytes = (uint64_t)wv_statement_get_number(q, 5),
                                       .dead_bytes = (uint64_t)wv_statement_get_number(q, 6)};
    }
    wv_statement_reset(q);
    return WV_OK;
}

/* A review store given by mistake is not filled with our tables. */
static wv_rc check_owner(wv_state *s, wv_err *err)
{
    bool fresh;
    wv_rc rc = wv_meta_check(s->db, "cases", "no state of `scan --state`", &fresh, err);
    if (rc == WV_E_CORRUPT) wv_err_hint(err, "a review store is another file: `scan --store`");
    return rc;
}

wv_rc wv_state_open(const wv_state_options *o, wv_state **out, wv_err *err)
{
    if (o->must_exist && (!o->path || access(o->path, R_OK) != 0)) {
        wv_err_set(err, WV_E_NOINPUT, "there is no state here");
        wv_err_path(err, o->path ? o->path : "", UINT64_MAX);
        return WV_E_NOINPUT;
    }
    wv_state *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    s->named = o->path != NULL;
    if (o->command) snprintf(s->command, sizeof s->command, "%s", o->command);
    wv_rc rc = wv_db_open(o->path, o->path ? WV_DB_OWN : WV_DB_TEMPORARY, &s->db, err);
    if (rc == WV_OK) rc = check_owner(s, err);
    if (rc == WV_OK) rc = wv_db_own(s->db, err);
    if (rc == WV_OK) rc = wv_db_run(s->db, SCHEMA, err);
    if (rc == WV_OK) rc = wv_db_run(s->db, "BEGIN", err);
    if (rc == WV_OK) rc = check_pack(s, o, err);
    if (rc == WV_OK) rc = read_position(s, err);
    if (rc)
        wv_state_close(s);
    else
        *out = s;
    return rc;
}

void wv_state_close(wv_state *s)
{
    if (!s) return;
    wv_db_close(s->db);
    wv_mem_free(s);
}

wv_state_position wv_state_where(const wv_state *s)
{
    return s->where;
}

static wv_rc put_position(wv_state *s, const wv_state_position *p, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        s->db, "INSERT OR REPLACE INTO run VALUES(1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, wv_str_of(s->command));
    wv_statement_number(q, 2, p->input);
    wv_statement_number(q, 3, (int64_t)p->offset);
    wv_statement_number(q, 4, (int64_t)p->tail_bytes);
    wv_statement_number(q, 5, (int64_t)p->tail_hash);
    wv_statement_number(q, 6, (int64_t)p->out_bytes);
    wv_statement_number(q, 7, (int64_t)p->dead_bytes);
    return wv_statement_do(q, err);
}

wv_rc wv_state_keep(wv_state *s, wv_err *err)
{
    return wv_db_run(s->db, "COMMIT; BEGIN", err);
}

wv_rc wv_state_commit(wv_state *s, const wv_state_position *p, wv_err *err)
{
    wv_rc rc = put_position(s, p, err);
    if (rc == WV_OK) rc = wv_db_run(s->db, "COMMIT; BEGIN", err);
    return rc;
}

/* --- cases
 * ------------------------------------------------------------------------------------------------------
 */

/* The log of a case, as far as `sql` asks for it (?1 is the case), appended to out. */
static wv_rc load_log(wv_state *s, const char *sql, wv_str case_id, wv_buf *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db, sql, &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, case_id);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_str bytes = wv_statement_get(q, 0);
        wv_buf_add(out, bytes.p, bytes.n);
    }
    if (out->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_state_load(void *ctx, wv_str case_id, wv_buf *out, wv_err *err)
{
    return load_log(
        ctx,
        "SELECT bytes FROM log WHERE owner = (SELECT id FROM cases WHERE name = ?1) ORDER BY seq",
        case_id, out, err);
}

static wv_rc next_row(wv_state *s, wv_str case_id, int64_t *owner, int64_t *row, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db,
                             "INSERT INTO cases(name, rows) VALUES(?1, 1) ON CONFLICT(name) DO "
                             "UPDATE SET rows = rows + 1"
                             " RETURNING id, rows",
                             &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, case_id);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_INTERNAL, "a case without a number") : rc;
    *owner = wv_statement_get_number(q, 0);
    *row = wv_statement_get_number(q, 1);
    rc = wv_statement_step(q, err); /* RETURNING wants to be stepped to its end */
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_state_append(void *ctx, wv_str case_id, wv_str bytes, wv_err *err)
{
    wv_state *s = ctx;
    wv_statement *q;
    int64_t owner = 0, row = 0;
    wv_rc rc = next_row(s, case_id, &owner, &row, err);
    if (rc == WV_OK) rc = wv_db_prepare(s->db, "INSERT INTO log VALUES(?1, ?2, ?3)", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, owner);
    wv_statement_number(q, 2, row);
    wv_statement_blob(q, 3, bytes);
    return wv_statement_do(q, err);
}

wv_rc wv_state_next(void *ctx, wv_str after, wv_buf *out, wv_err *err)
{
    wv_state *s = ctx;
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db, "SELECT name FROM cases WHERE name > ?1 ORDER BY name LIMIT 1",
                             &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, after);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        wv_str name = wv_statement_get(q, 0);
        wv_buf_add(out, name.p, name.n);
        wv_statement_reset(q);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc do_with(wv_state *s, const char *sql, wv_str case_id, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db, sql, &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, case_id);
    return wv_statement_do(q, err);
}

/* The rows that the last digest saw are kept aside: the new log's rows are others. */
wv_rc wv_state_replace(void *ctx, wv_str case_id, wv_str bytes, wv_err *err)
{
    static const char *const steps[] = {
        "INSERT INTO digested SELECT owner, seq, bytes FROM log JOIN digests USING(owner) WHERE "
        "owner = (SELECT id FROM cases WHERE name = ?1) AND seq <= digests.rows AND owner NOT IN "
        "(SELECT owner FROM digested)",
        "DELETE FROM log WHERE owner = (SELECT id FROM cases WHERE name = ?1)",
        "UPDATE cases SET rows = 0 WHERE name = ?1"};
    wv_rc rc = WV_OK;
    for (int i = 0; i < 3 && rc == WV_OK; i++) rc = do_with(ctx, steps[i], case_id, err);
    return rc == WV_OK ? wv_state_append(ctx, case_id, bytes, err) : rc;
}

/* --- digests: which rows of each log the last digest had seen. A log is append-only, so its first
 * rows are the case as it was then. ---------------------------------------------------------- */

wv_rc wv_state_load_digested(void *ctx, wv_str case_id, wv_buf *out, wv_err *err)
{
    uint64_t had = out->n;
    wv_rc rc = load_log(ctx,
                        "SELECT bytes FROM digested WHERE owner = (SELECT id FROM cases WHERE name "
                        "= ?1) ORDER BY seq",
                        case_id, out, err);
    if (rc || out->n > had) return rc;
    return load_log(
        ctx,
        "SELECT bytes FROM log JOIN digests USING(owner) WHERE owner = (SELECT id FROM cases WHERE "
        "name = ?1) AND seq <= digests.rows ORDER BY seq",
        case_id, out, err);
}

wv_rc wv_state_mark_digested(wv_state *s, wv_err *err)
{
    return wv_db_run(
        s->db, "DELETE FROM digested; INSERT OR REPLACE INTO digests "
               "SELECT id, rows FROM cases; COMMIT; BEGIN", err);
}

wv_rc wv_state_wait(void *ctx, wv_str case_id, bool waits, wv_err *err)
{
    wv_state *s = ctx;
    wv_statement *q;
    wv_rc rc = waits ? wv_db_prepare(s->db, "INSERT OR IGNORE INTO waiting VALUES(?1)", &q, err)
                     : wv_db_prepare(s->db, "DELETE FROM waiting WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, case_id);
    return wv_statement_do(q, err);
}

wv_rc wv_state_waiting(void *ctx, wv_buf *out, wv_err *err)
{
    wv_state *s = ctx;
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db, "SELECT name FROM waiting ORDER BY name LIMIT 1", &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? WV_OK : rc;
    wv_str name = wv_statement_get(q, 0);
    wv_buf_add(out, name.p, name.n);
    wv_statement_reset(q);
    return WV_OK;
}

wv_rc wv_state_tally(void *ctx, uint64_t *number, bool set, wv_err *err)
{
    char text[24];
    if (set) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)*number);
        return put_meta(ctx, "tally", text, err);
    }
    wv_rc rc = get_meta(ctx, "tally", text, sizeof text, err);
    *number = strtoull(text, NULL, 10);
    return rc;
}

/* --- waakvlam state
 * --------------------------------------------------------------------------------------------- */

static wv_rc one_number(wv_state *s, const char *sql, uint64_t *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db, sql, &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        *out = (uint64_t)wv_statement_get_number(q, 0);
        wv_statement_reset(q);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_state_count(wv_state *s, wv_state_counts *out, wv_err *err)
{
    *out = (wv_state_counts){0};
    wv_rc rc = one_number(s, "SELECT count(*) FROM cases", &out->cases, err);
    if (rc == WV_OK) rc = one_number(s, "SELECT count(*) FROM log", &out->rows, err);
    if (rc == WV_OK)
        rc = one_number(s, "SELECT coalesce(sum(length(bytes)), 0) FROM log", &out->bytes, err);
    return rc;
}

wv_rc wv_state_drop(wv_state *s, wv_str case_id, bool *found, wv_err *err)
{
    wv_statement *q;
    uint64_t id = 0;
    *found = false;
    wv_rc rc = wv_db_prepare(s->db, "SELECT id FROM cases WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, case_id);
    rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? WV_OK : rc;
    id = (uint64_t)wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    rc = wv_db_prepare(s->db, "DELETE FROM log WHERE owner = ?1", &q, err);
    if (rc == WV_OK) wv_statement_number(q, 1, (int64_t)id), rc = wv_statement_do(q, err);
    if (rc == WV_OK) rc = wv_state_wait(s, case_id, false, err);
    if (rc == WV_OK) rc = wv_db_prepare(s->db, "DELETE FROM digests WHERE owner = ?1", &q, err);
    if (rc == WV_OK) wv_statement_number(q, 1, (int64_t)id), rc = wv_statement_do(q, err);
    if (rc == WV_OK) rc = wv_db_prepare(s->db, "DELETE FROM digested WHERE owner = ?1", &q, err);
    if (rc == WV_OK) wv_statement_number(q, 1, (int64_t)id), rc = wv_statement_do(q, err);
    if (rc == WV_OK) rc = wv_db_prepare(s->db, "DELETE FROM cases WHERE id = ?1", &q, err);
    if (rc == WV_OK) wv_statement_number(q, 1, (int64_t)id), rc = wv_statement_do(q, err);
    *found = rc == WV_OK;
    return rc;
}

wv_rc wv_state_pack(wv_state *s, wv_err *err)
{
    return wv_db_run(s->db, "COMMIT; VACUUM; BEGIN", err);
}

wv_rc wv_state_remove(wv_state *s, wv_str case_id, bool *found, wv_err *err)
{
    wv_rc rc = wv_state_drop(s, case_id, found, err);
    return rc == WV_OK && *found ? wv_state_pack(s, err) : rc;
}

int wv_state_format(const wv_state *s)
{
    return s->format;
}

int wv_state_format_now(void)
{
    return FORMAT_NOW;
}

wv_rc wv_state_backup(wv_state *s, const char *path, wv_err *err)
{
    wv_rc rc = wv_db_run(s->db, "COMMIT", err);
    if (rc == WV_OK) rc = wv_db_backup(s->db, path, err);
    return rc == WV_OK ? wv_db_run(s->db, "BEGIN", err) : rc;
}

wv_rc wv_state_verify(wv_state *s, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(s->db, "PRAGMA integrity_check(1)", &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc;
    wv_str said = wv_statement_get(q, 0);
    bool ok = wv_str_is(said, "ok");
    if (!ok)
        wv_err_set(err, WV_E_CORRUPT, "the state is damaged: %.*s",
                   (int)(said.n < 160 ? said.n : 160), said.p);
    wv_statement_reset(q);
    return ok ? WV_OK : WV_E_CORRUPT;
}
