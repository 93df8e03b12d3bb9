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
extern const char wv_schema_item[];    /* schema_item.c: ids in an index of their own */
extern const char wv_schema_replay[];  /* schema_replay.c: what a newer pack found in old records */
extern const char wv_schema_cost[];    /* cost.c: what rules cost */
extern const char wv_schema_indexes[]; /* schema_core.c: what a bulk load makes last */

/* Reads only. WV_E_CORRUPT: no review store; WV_E_VERSION: of a newer engine. *fresh: empty yet. */
wv_rc wv_schema_check(wv_db *db, bool *fresh, wv_err *err);
/* Brings the tables of what was checked to today's. */
wv_rc wv_schema_migrate(wv_db *db, bool fresh, wv_err *err);
int wv_schema_now(void);
/* For a bulk load into an empty store. */
wv_rc wv_schema_drop_indexes(wv_db *db, wv_err *err);
wv_rc wv_schema_make_indexes(wv_db *db, wv_err *err);

#endif
