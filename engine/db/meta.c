/* SPDX-License-Identifier: EUPL-1.2 */
/* meta.c: the first questions to a file of ours: is it ours, and what does it say of itself.
 *
 * In: a connection. Out: yes or no; settings. Neighbours: state.c, store/store.c. Invariant: the
 * check writes nothing, also not the settings of a connection that stay in a file (the write-ahead
 * log is one). Cost: a look-up. */
#include "db/meta.h"

wv_rc wv_meta_check(wv_db *db, const char *table, const char *what, bool *fresh, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        db,
        "SELECT (SELECT count(*) FROM sqlite_schema), (SELECT count(*) FROM sqlite_schema"
        " WHERE name = ?1), (SELECT application_id FROM pragma_application_id)",
        &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, wv_str_of(table));
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    bool empty = wv_statement_get_number(q, 0) == 0, ours = wv_statement_get_number(q, 1) == 1;
    bool claimed = wv_statement_get_number(q, 2) != 0;
    wv_statement_reset(q);
    *fresh = empty;
    if (ours || (empty && !claimed)) return WV_OK;
    return wv_err_set(err, WV_E_CORRUPT, "this is %s", what);
}

wv_rc wv_meta_get(wv_db *db, const char *name, wv_arena *arena, wv_str *value, wv_err *err)
{
    wv_statement *q;
    *value = (wv_str){"", 0};
    wv_rc rc = wv_db_prepare(db, "SELECT value FROM meta WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, wv_str_of(name));
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        *value = wv_arena_str(arena, wv_statement_get(q, 0));
        wv_statement_reset(q);
        if (!value->p) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_meta_put(wv_db *db, const char *name, wv_str value, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        db, "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, wv_str_of(name));
    wv_statement_text(q, 2, value);
    return wv_statement_do(q, err);
}
