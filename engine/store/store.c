/* SPDX-License-Identifier: EUPL-1.2 */
/* store.c: opening the store, transactions, settings, and who may see which case.
 *
 * In: a path. Out: a connection with today's tables and our words. Neighbours: schema.c (tables),
 * words.c (the tokenizer). Invariant: a store that is opened for readers is never made. Cost: one
 * open; the words' hash is worked out when somebody asks. */
#include "store/store.h"

#include "db/meta.h"
#include "store/schema.h"
#include "store/words.h"

#include <stdio.h>
#include <unistd.h>

struct wv_store {
    wv_db *db;
    wv_words_keys *keys;
};

wv_db *wv_store_db(wv_store *s)
{
    return s->db;
}

wv_words_keys *wv_store_keys(wv_store *s)
{
    return s->keys;
}

wv_rc wv_store_open(const wv_store_options *o, wv_store **out, wv_err *err)
{
    if (!o->creates && access(o->path, F_OK) != 0) {
        wv_err_set(err, WV_E_NOINPUT, "no such store");
        wv_err_path(err, o->path, UINT64_MAX);
        wv_err_hint(err, "`waakvlam ingest` makes one");
        return WV_E_NOINPUT;
    }
    bool is_fresh = false;
    wv_store *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc = wv_db_open(o->path, o->bulk ? WV_DB_BULK : WV_DB_SHARED, &s->db, err);
    if (rc == WV_OK && (rc = wv_words_keys_new(&s->keys)) != WV_OK)
        wv_err_set(err, rc, "out of memory");
    if (rc == WV_OK) rc = wv_db_tokenizer(s->db, "waakvlam", wv_words_split, s->keys, err);
    if (rc == WV_OK) rc = wv_schema_check(s->db, &is_fresh, err);
    if (rc == WV_OK) rc = wv_db_own(s->db, err);
    if (rc == WV_OK) rc = wv_schema_migrate(s->db, is_fresh, err);
    if (rc == WV_OK && o->bulk) rc = wv_schema_drop_indexes(s->db, err);
    if (rc) {
        if (err && !err->path[0]) wv_err_path(err, o->path, UINT64_MAX);
        wv_store_close(s);
        return rc;
    }
    *out = s;
    return WV_OK;
}

void wv_store_close(wv_store *s)
{
    if (!s) return;
    wv_db_close(s->db);
    wv_words_keys_free(s->keys);
    wv_mem_free(s);
}

wv_rc wv_store_begin(wv_store *s, wv_err *err)
{
    return wv_db_run(s->db, "BEGIN IMMEDIATE", err);
}

wv_rc wv_store_commit(wv_store *s, wv_err *err)
{
    return wv_db_run(s->db, "COMMIT", err);
}

void wv_store_rollback(wv_store *s)
{
    if (wv_db_writes(s->db)) wv_db_run(s->db, "ROLLBACK", NULL);
}

wv_rc wv_store_get(wv_store *s, const char *name, wv_arena *arena, wv_str *value, wv_err *err)
{
    return wv_meta_get(s->db, name, arena, value, err);
}

wv_rc wv_store_put(wv_store *s, const char *name, wv_str value, wv_err *err)
{
    return wv_meta_put(s->db, name, value, err);
}

wv_rc wv_store_grant(wv_store *s, wv_str user, int64_t case_num, bool may, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        may ? wv_db_prepare(s->db, "INSERT OR IGNORE INTO access VALUES(?1, ?2)", &q, err)
            : wv_db_prepare(s->db, "DELETE FROM access WHERE user = ?1 AND case_num = ?2", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, user);
    wv_statement_number(q, 2, case_num);
    return wv_statement_do(q, err);
}

wv_rc wv_store_may_see(wv_store *s, const wv_viewer *v, int64_t case_num, bool *may, wv_err *err)
{
    wv_statement *q;
    *may = false;
    wv_rc rc =
        wv_db_prepare(s->db,
                      "SELECT ?3 OR EXISTS (SELECT 1 FROM access WHERE user = ?2 AND case_num = ?1)"
                      " FROM case_row WHERE num = ?1",
                      &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, case_num);
    wv_statement_text(q, 2, v->user);
    wv_statement_number(q, 3, v->all_cases);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        *may = wv_statement_get_number(q, 0) != 0;
        wv_statement_reset(q);
    }
    return rc == WV_E_END ? WV_OK : rc;
}
