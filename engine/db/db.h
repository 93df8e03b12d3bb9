/* SPDX-License-Identifier: EUPL-1.2 */
/* db.h: the one wrapper around SQLite.
 *
 * A wv_db owns a connection; open/close; one thread at a time. Statements are prepared once and
 * kept. SQL text is ours, values are always bound. Codes: WV_E_LOCKED (in use), WV_E_CORRUPT (no or
 * a damaged database), WV_E_IO, WV_E_CREATE, WV_E_NOMEM, WV_E_INTERNAL. */
#ifndef WV_DB_DB_H
#define WV_DB_DB_H

#include "base/buf.h"
#include "base/err.h"

typedef struct wv_db wv_db;
typedef struct wv_statement wv_statement;

typedef enum wv_db_mode {
    WV_DB_TEMPORARY, /* private, on disk only when it grows, gone at close; path is not used */
    WV_DB_OWN,       /* created when absent; held exclusively until close */
    WV_DB_READ,      /* must exist */
    WV_DB_SHARED, /* created when absent; many connections, one writer at a time (WAL); a writer
                     waits a while for another, then WV_E_LOCKED */
    WV_DB_BULK,   /* created when absent; held alone, not on the disk before wv_db_settle: what a
                     kill leaves is damaged */
} wv_db_mode;

wv_rc wv_db_open(const char *path, wv_db_mode mode, wv_db **out, wv_err *err);
void wv_db_close(wv_db *db);
/* Of WV_DB_OWN and _SHARED, once it is known that the file is ours (meta.h): it gets our kind of
 * journal, which stays in it. */
wv_rc wv_db_own(wv_db *db, wv_err *err);
/* Of WV_DB_BULK: the next commit is on the disk, with all before it. */
wv_rc wv_db_settle(wv_db *db, wv_err *err);

/* One or more statements without values. */
wv_rc wv_db_run(wv_db *db, const char *sql, wv_err *err);

/* A prepared statement, made on first use and kept with the connection; `sql` must be a string
 * literal. Bind 1, 2, ..., then step: WV_OK with a row, WV_E_END without. Reset before the next use
 * (step to the end does). */
wv_rc wv_db_prepare(wv_db *db, const char *sql, wv_statement **out, wv_err *err);
void wv_statement_text(wv_statement *s, int at, wv_str value);
void wv_statement_blob(wv_statement *s, int at, wv_str value);
void wv_statement_number(wv_statement *s, int at, int64_t value);
void wv_statement_null(wv_statement *s, int at);
wv_rc wv_statement_step(wv_statement *s, wv_err *err);
void wv_statement_reset(wv_statement *s);
int64_t wv_statement_get_number(wv_statement *s, int column);
/* Valid until the next step or reset. */
wv_str wv_statement_get(wv_statement *s, int column);
/* Steps a statement that gives no rows. */
wv_rc wv_statement_do(wv_statement *s, wv_err *err);
/* Of the last statement that wrote: rows that it changed, the number of the row it added. */
int64_t wv_db_changes(const wv_db *db);
int64_t wv_db_last_row(const wv_db *db);
/* Inside of a transaction? */
bool wv_db_writes(const wv_db *db);

/* Words of a full-text index (FTS5, `tokenize = 'NAME'`): `split` calls `give` with each token of
 * the text and its bytes, in order; `again`: another token at the place of the one before. The
 * pointers must outlive the connection. */
typedef wv_rc (*wv_db_give)(void *into, wv_str token, wv_span at, bool again);
typedef wv_rc (*wv_db_split)(void *ctx, wv_str text, wv_db_give give, void *into);
wv_rc wv_db_tokenizer(wv_db *db, const char *name, wv_db_split split, void *ctx, wv_err *err);

/* Copies the whole database to a new file. */
wv_rc wv_db_backup(wv_db *db, const char *path, wv_err *err);

#endif
