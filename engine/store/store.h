/* SPDX-License-Identifier: EUPL-1.2 */
/* store.h: what reviewers work on: flags, alerts, revisions, records and decisions in one SQLite
 * file (docs/store.md draws it; schema.c makes it).
 *
 *   scan -> flags -> ingest.h -> queue.h, item.h, search.h -> decide.h -> verdicts.h -> eval
 *
 * A wv_store owns one connection; open/close; one thread at a time, any number of them on one file,
 * in one process or in more (WAL). What is written is on the disk when commit returns. Times are
 * seconds since 1970 (UTC) and always given by the caller: nothing here reads a clock. What a query
 * hands out lies in the caller's arena. */
#ifndef WV_STORE_STORE_H
#define WV_STORE_STORE_H

#include "base/err.h"
#include "base/mem.h"
#include "db/db.h"

typedef struct wv_store wv_store;

typedef struct wv_store_options {
    const char *path;
    bool creates; /* made when absent, mode 0600; else WV_E_NOINPUT */
    bool bulk;    /* held alone, and in doubt lost: only for a store that has nothing yet */
} wv_store_options;

/* WV_E_VERSION when a newer engine made it; an older one is brought to today's tables. WV_E_CORRUPT
 * when it is no store. */
wv_rc wv_store_open(const wv_store_options *options, wv_store **out, wv_err *err);
/* What was not committed is gone. NULL allowed. */
void wv_store_close(wv_store *s);

/* The connection, for the files of store/. */
wv_db *wv_store_db(wv_store *s);

/* A transaction that may write; begin waits a while for another writer, then WV_E_LOCKED. They do
 * not nest: the functions of queue.h, decide.h and search.h open none and may be put together with
 * an audit entry in one. Reads need none. */
wv_rc wv_store_begin(wv_store *s, wv_err *err);
wv_rc wv_store_commit(wv_store *s, wv_err *err);
void wv_store_rollback(wv_store *s);

/* A setting by name; empty when there is none. */
wv_rc wv_store_get(wv_store *s, const char *name, wv_arena *arena, wv_str *value, wv_err *err);
wv_rc wv_store_put(wv_store *s, const char *name, wv_str value, wv_err *err);

/* Who looks, and when. */
typedef struct wv_viewer {
    wv_str user, role;
    bool all_cases; /* false: only cases that were granted to this user (wv_store_grant) */
    int64_t now;
} wv_viewer;

wv_rc wv_store_grant(wv_store *s, wv_str user, int64_t case_num, bool may, wv_err *err);
/* May this viewer see this case? A case that does not exist may not be seen. */
wv_rc wv_store_may_see(wv_store *s, const wv_viewer *viewer, int64_t case_num, bool *may,
                       wv_err *err);

#endif
