/* SPDX-License-Identifier: EUPL-1.2 */
/* db.c: SQLite behind our words. In: SQL of ours, values of the world's. Out: rows, codes.
 * Neighbours: meta.c, state.c. Invariant: a file that is held is held exclusively: a second process gets
 * WV_E_LOCKED at once, not a wait. Cost: SQLite's. */
#include "db/db.h"

#include "base/mem.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

enum { STATEMENTS_MAX = 192, WAIT_MS = 5000 };

struct wv_statement {
    wv_db *db;
    sqlite3_stmt *stmt;
    const char *sql;
};

typedef struct splitter {
    wv_db_split split;
    void *ctx;
} splitter;

struct wv_db {
    sqlite3 *handle;
    wv_db_mode mode;
    splitter words;
    char path[200];
    wv_statement statements[STATEMENTS_MAX];
    uint32_t statement_count;
};

static wv_rc code_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return WV_E_LOCKED;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return WV_E_CORRUPT;
    case SQLITE_NOMEM: return WV_E_NOMEM;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return WV_E_CREATE;
    case SQLITE_FULL:
    case SQLITE_IOERR: return WV_E_IO;
    default: return WV_E_INTERNAL;
    }
}

static wv_rc fail(const wv_db *db, int result, wv_err *err)
{
    wv_rc rc = code_of(result);
    wv_err_set(err, rc, "%s: %s",
               rc != WV_E_LOCKED            ? "database"
               : db->mode == WV_DB_SHARED ? "the store is being written by another process"
                                          : "the state is in use by another process",
               sqlite3_errstr(result));
    if (db->path[0]) wv_err_path(err, db->path, UINT64_MAX);
    return rc;
}

/* Full sync: after a commit the state is on the disk, which the order of output and state rests on.
 */
static const char OWN[] =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    "BEGIN EXCLUSIVE; COMMIT;";
/* The same promise for a commit; readers and the writer do not wait for each other. 16 MB of log:
 * with the 4 that is usual, a load writes the upper pages of its indexes twice as often. */
static const char SHARED[] = "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                             "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;"
                             "PRAGMA wal_autocheckpoint=4000;";
static const char BULK[] =
    "PRAGMA page_size=8192; PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF;"
    "PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-524288;"
    "BEGIN EXCLUSIVE; COMMIT;";
static const char TEMPORARY[] =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;";

static const char *const settings[] = {[WV_DB_TEMPORARY] = TEMPORARY,
                                       [WV_DB_OWN] = OWN,
                                       [WV_DB_READ] = NULL,
                                       [WV_DB_SHARED] = SHARED,
                                       [WV_DB_BULK] = BULK};

/* Who may read a case is not for a umask to say: a new file is the owner's alone. */
static void make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd); /* it was there, or SQLite will say why it cannot be made */
}

/* A count of SQLite's memory that nobody reads costs a lock an allocation: 8 % of a bulk load. When
 * the program that we are part of has used SQLite before, it stays as that wants it. */
static void set_up(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

wv_rc wv_db_open(const char *path, wv_db_mode mode, wv_db **out, wv_err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, set_up);
    wv_db *db = wv_mem_new(sizeof *db);
    if (!db) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    int flags =
        mode == WV_DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    flags |= SQLITE_OPEN_NOMUTEX; /* one thread at a time, says db.h */
    db->mode = mode;
    if (mode != WV_DB_TEMPORARY) snprintf(db->path, sizeof db->path, "%s", path);
    if (mode != WV_DB_TEMPORARY && mode != WV_DB_READ) make_private(path);
    int result = sqlite3_open_v2(mode == WV_DB_TEMPORARY ? "" : path, &db->handle, flags, NULL);
    wv_rc rc = result == SQLITE_OK ? WV_OK : fail(db, result, err);
    if (rc == WV_OK && mode == WV_DB_SHARED) sqlite3_busy_timeout(db->handle, WAIT_MS);
    if (rc == WV_OK && settings[mode]) rc = wv_db_run(db, settings[mode], err);
    if (rc)
        wv_db_close(db);
    else
        *out = db;
    return rc;
}

void wv_db_close(wv_db *db)
{
    if (!db) return;
    for (uint32_t i = 0; i < db->statement_count; i++) sqlite3_finalize(db->statements[i].stmt);
    sqlite3_close(db->handle);
    wv_mem_free(db);
}

/* Which journal a file has stands in the file: it is not touched before we know that it is ours. */
wv_rc wv_db_own(wv_db *db, wv_err *err)
{
    if (db->mode == WV_DB_SHARED) return wv_db_run(db, "PRAGMA journal_mode=WAL", err);
    return db->mode == WV_DB_OWN ? wv_db_run(db, "PRAGMA journal_mode=TRUNCATE", err) : WV_OK;
}

wv_rc wv_db_settle(wv_db *db, wv_err *err)
{
    return wv_db_run(db, "PRAGMA synchronous=FULL", err);
}

wv_rc wv_db_run(wv_db *db, const char *sql, wv_err *err)
{
    int result = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? WV_OK : fail(db, sqlite3_extended_errcode(db->handle), err);
}

wv_rc wv_db_prepare(wv_db *db, const char *sql, wv_statement **out, wv_err *err)
{
    for (uint32_t i = 0; i < db->statement_count; i++)
        if (db->statements[i].sql == sql) {
            *out = &db->statements[i];
            wv_statement_reset(*out);
            return WV_OK;
        }
    if (db->statement_count == STATEMENTS_MAX)
        return wv_err_set(err, WV_E_INTERNAL, "too many statements");
    wv_statement *s = &db->statements[db->statement_count];
    int result = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
    if (result != SQLITE_OK) return fail(db, result, err);
    s->db = db, s->sql = sql;
    db->statement_count++;
    *out = s;
    return WV_OK;
}

void wv_statement_text(wv_statement *s, int at, wv_str v)
{
    sqlite3_bind_text(s->stmt, at, v.p ? v.p : "", (int)v.n, SQLITE_STATIC);
}

void wv_statement_blob(wv_statement *s, int at, wv_str v)
{
    sqlite3_bind_blob(s->stmt, at, v.p ? v.p : "", (int)v.n, SQLITE_STATIC);
}

void wv_statement_number(wv_statement *s, int at, int64_t value)
{
    sqlite3_bind_int64(s->stmt, at, value);
}

void wv_statement_null(wv_statement *s, int at)
{
    sqlite3_bind_null(s->stmt, at);
}

wv_rc wv_statement_step(wv_statement *s, wv_err *err)
{
    int result = sqlite3_step(s->stmt);
    if (result == SQLITE_ROW) return WV_OK;
    sqlite3_reset(s->stmt);
    return result == SQLITE_DONE ? WV_E_END : fail(s->db, result, err);
}

void wv_statement_reset(wv_statement *s)
{
    sqlite3_reset(s->stmt);
}

int64_t wv_statement_get_number(wv_statement *s, int column)
{
    return sqlite3_column_int64(s->stmt, column);
}

wv_str wv_statement_get(wv_statement *s, int column)
{
    const char *p = sqlite3_column_blob(s->stmt, column);
    return (wv_str){p, p ? (uint32_t)sqlite3_column_bytes(s->stmt, column) : 0};
}

wv_rc wv_statement_do(wv_statement *s, wv_err *err)
{
    wv_rc rc = wv_statement_step(s, err);
    if (rc == WV_OK) wv_statement_reset(s);
    return rc == WV_E_END ? WV_OK : rc;
}

int64_t wv_db_changes(const wv_db *db)
{
    return sqlite3_changes64(db->handle);
}

int64_t wv_db_last_row(const wv_db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

bool wv_db_writes(const wv_db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

/* --- full-text words: FTS5 asks a tokenizer of ours ------------------------------------------ */

static int make_tokenizer(void *ctx, const char **args, int count, Fts5Tokenizer **out)
{
    (void)args;
    (void)count;
    *out = ctx; /* one splitter a connection: it lives as long as that */
    return SQLITE_OK;
}

static void drop_tokenizer(Fts5Tokenizer *t)
{
    (void)t;
}

typedef struct token_sink {
    void *ctx;
    int (*give)(void *, int, const char *, int, int, int);
    int result;
} token_sink;

static wv_rc give_token(void *into, wv_str token, wv_span at, bool again)
{
    token_sink *sink = into;
    sink->result = sink->give(sink->ctx, again ? FTS5_TOKEN_COLOCATED : 0, token.p, (int)token.n,
                              (int)at.start, (int)at.end);
    return sink->result == SQLITE_OK ? WV_OK : WV_E_INTERNAL;
}

static int split_text(Fts5Tokenizer *t, void *ctx, int flags, const char *text, int bytes,
                      int (*give)(void *, int, const char *, int, int, int))
{
    const splitter *s = (const splitter *)(const void *)t;
    token_sink sink = {ctx, give, SQLITE_OK};
    (void)flags;
    wv_rc rc = s->split(s->ctx, (wv_str){text ? text : "", (uint32_t)bytes}, give_token, &sink);
    if (rc == WV_E_NOMEM) return SQLITE_NOMEM;
    return rc && sink.result == SQLITE_OK ? SQLITE_ERROR : sink.result;
}

wv_rc wv_db_tokenizer(wv_db *db, const char *name, wv_db_split split, void *ctx, wv_err *err)
{
    fts5_api *api = NULL;
    sqlite3_stmt *ask = NULL;
    fts5_tokenizer ours = {make_tokenizer, drop_tokenizer, split_text};
    db->words = (splitter){split, ctx};
    int result = sqlite3_prepare_v2(db->handle, "SELECT fts5(?1)", -1, &ask, NULL);
    if (result == SQLITE_OK) {
        sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(ask);
    }
    sqlite3_finalize(ask);
    if (!api) return wv_err_set(err, WV_E_INTERNAL, "SQLite was built without FTS5");
    result = api->xCreateTokenizer(api, name, &db->words, &ours, NULL);
    return result == SQLITE_OK ? WV_OK : fail(db, result, err);
}

wv_rc wv_db_backup(wv_db *db, const char *path, wv_err *err)
{
    sqlite3 *to = NULL;
    int result = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *copy =
        result == SQLITE_OK ? sqlite3_backup_init(to, "main", db->handle, "main") : NULL;
    if (copy) {
        sqlite3_backup_step(copy, -1);
        result = sqlite3_backup_finish(copy);
    } else if (result == SQLITE_OK) {
        result = sqlite3_extended_errcode(to);
    }
    sqlite3_close(to);
    return result == SQLITE_OK ? WV_OK : fail(db, result, err);
}
