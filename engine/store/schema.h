/* SPDX-License-Identifier: EUPL-1.2 */
/* schema.h: the tables of the store, step by step; PRAGMA user_version counts the steps. Inside of
 * store/. A step that was released is never changed: a new one follows it.
 *
 * An owner of tables keeps its steps in its own file and names them in the list of schema.c. */
#ifndef WV_STORE_SCHEMA_H
#define WV_STORE_SCHEMA_H

#include "db/db.h"

extern const char wv_schema_core[];    /* schema_core.c: flags, cases, decisions, words */
extern const char wv_schema_guard[];   /* schema_guard.c: the log, accounts, what is doomed */
extern const char wv_schema_indexes[]; /* schema_core.c: what a bulk load makes last */

/* Brings the tables to today's. WV_E_VERSION when they are of a newer engine. */
wv_rc wv_schema_migrate(wv_db *db, wv_err *err);
int wv_schema_now(void);
/* For a bulk load into an empty store. */
wv_rc wv_schema_drop_indexes(wv_db *db, wv_err *err);
wv_rc wv_schema_make_indexes(wv_db *db, wv_err *err);

#endif
