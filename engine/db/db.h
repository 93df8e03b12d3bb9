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
} wv_db_mode;

wv_rc wv_db_open(const char *path, wv_db_mode mode, wv_db **out, wv_err *err);
void wv_db_close(wv_db *db);

/* One or more statements without values. */
wv_rc wv_db_run(wv_db *db, const char *sql, wv_err *err);

/* A prepared statement, made on first use and kept with the connection; `sql` must be a string
 * literal. Bind 1, 2, ..., then step: WV_OK with a row, WV_E_END without. Reset before the next use
 * (step to the end does). */
wv_rc wv_db_prepare(wv_db *db, const char *sql, wv_statement **out, wv_err *err);
void wv_statement_text(wv_statement *s, int at, wv_str value);
void wv_statement_blob(wv_statement *s, int at, wv_str value);
void wv_statement_number(wv_statement *s, int at, int64_t value);
wv_rc wv_statement_step(wv_statement *s, wv_err *err);
void wv_statement_reset(wv_statement *s);
int64_t wv_statement_get_number(wv_statement *s, int column);
/* Valid until the next step or reset. */
wv_str wv_statement_get(wv_statement *s, int column);
/* Steps a statement that gives no rows. */
wv_rc wv_statement_do(wv_statement *s, wv_err *err);

/* Copies the whole database to a new file. */
wv_rc wv_db_backup(wv_db *db, const char *path, wv_err *err);

#endif
