/* SPDX-License-Identifier: EUPL-1.2 */
/* schema.c: bringing a store to today's tables.
 *
 * In: a connection. Out: tables, and user_version = number of steps done. Neighbours: the files
 * that keep the steps (schema_*.c). Invariant: each step is one transaction with its number, so a
 * kill leaves a store between two steps and never in one. Cost: nothing when it is up to date. */
#include "store/schema.h"

#include "db/meta.h"

#include <stdio.h>

static const char *const steps[] = {
    wv_schema_core,
    wv_schema_guard,
    wv_schema_item,
    wv_schema_replay,
    wv_schema_cost,
};
enum { STEP_COUNT = sizeof steps / sizeof *steps };

int wv_schema_now(void)
{
    return STEP_COUNT;
}

static wv_rc read_version(wv_db *db, int64_t *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, "PRAGMA user_version", &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc;
    *out = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return WV_OK;
}

/* Two may open a new store at once: who comes second finds the step done. */
static wv_rc do_step(wv_db *db, int64_t number, wv_err *err)
{
    char mark[64];
    int64_t version = 0;
    wv_rc rc = wv_db_run(db, "BEGIN IMMEDIATE", err);
    if (rc) return rc;
    rc = read_version(db, &version, err);
    if (rc == WV_OK && version < number) rc = wv_db_run(db, steps[number - 1], err);
    if (rc == WV_OK && version < number) {
        snprintf(mark, sizeof mark, "PRAGMA user_version=%lld", (long long)number);
        rc = wv_db_run(db, mark, err);
    }
    if (rc == WV_OK) return wv_db_run(db, "COMMIT", err);
    wv_db_run(db, "ROLLBACK", NULL);
    return rc;
}

/* A state given by mistake is not filled with tables. */
wv_rc wv_schema_check(wv_db *db, bool *fresh, wv_err *err)
{
    int64_t version = 0;
    *fresh = false;
    wv_rc rc = read_version(db, &version, err);
    if (rc == WV_OK) rc = wv_meta_check(db, "case_row", "no review store", fresh, err);
    if (rc == WV_E_CORRUPT) wv_err_hint(err, "a state of `scan --state` is another file");
    if (rc || version <= STEP_COUNT) return rc;
    wv_err_set(err, WV_E_VERSION, "the store is of format %lld, this engine knows up to %d",
               (long long)version, STEP_COUNT);
    wv_err_hint(err, "open it with the engine that made it, or a newer one");
    return WV_E_VERSION;
}

wv_rc wv_schema_migrate(wv_db *db, bool fresh, wv_err *err)
{
    int64_t version = 0;
    wv_rc rc = read_version(db, &version, err);
    for (int64_t n = version + 1; rc == WV_OK && n <= STEP_COUNT; n++) rc = do_step(db, n, err);
    if (rc == WV_OK && fresh) rc = wv_schema_make_indexes(db, err);
    return rc;
}

wv_rc wv_schema_drop_indexes(wv_db *db, wv_err *err)
{
    return wv_db_run(db,
                     "DROP INDEX IF EXISTS item_by_id; DROP INDEX IF EXISTS finding_by_case;"
                     "DROP INDEX IF EXISTS finding_due;"
                     "DROP INDEX IF EXISTS record_by_time; DROP INDEX IF EXISTS queue_order;",
                     err);
}

wv_rc wv_schema_make_indexes(wv_db *db, wv_err *err)
{
    return wv_db_run(db, wv_schema_indexes, err);
}
