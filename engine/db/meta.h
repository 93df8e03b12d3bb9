/* SPDX-License-Identifier: EUPL-1.2 */
/* meta.h: what every file of ours begins with: whose it is, and a table of settings by name.
 *
 * A state and a review store are both SQLite files; each is asked for its own table before anything
 * is written to it, so that one given for the other, or a file of another program, stays as it was.
 * Functions on a wv_db; one thread; the texts of wv_meta_get are the caller's arena's. */
#ifndef WV_DB_META_H
#define WV_DB_META_H

#include "base/mem.h"
#include "db/db.h"

/* `table` is one that only our files have. *fresh: there is nothing in it yet, and nobody marked it
 * as his. WV_E_CORRUPT, with `what` ("no review store"), when it is another's. Writes nothing. */
wv_rc wv_meta_check(wv_db *db, const char *table, const char *what, bool *fresh, wv_err *err);

/* A setting by name; empty when there is none. */
wv_rc wv_meta_get(wv_db *db, const char *name, wv_arena *arena, wv_str *value, wv_err *err);
wv_rc wv_meta_put(wv_db *db, const char *name, wv_str value, wv_err *err);

#endif
