/* SPDX-License-Identifier: EUPL-1.2 */
/* search.c: the index of words: asking it, keeping it, making it anew.
 *
 *   meta words            version of the index, when it is whole
 *   meta reindex          version that is being made
 *   meta reindex_at       records up to this number are in it
 *
 * In: words as a person types them. Out: records. Neighbours: words.c (keys), ingest (remembers).
 * Invariants: a record is in the index if and only if the index covers its number; what a query
 * means never depends on FTS5's own syntax. Cost: FTS5's; a batch of reindex one transaction. */
#include "store/search.h"

#include "store/rows.h"
#include "store/words.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct coverage {
    bool whole, making; /* whole: this engine's; making: this engine is at it */
    int64_t up_to;
} coverage;

static wv_rc read_coverage(wv_store *s, coverage *out, wv_err *err)
{
    wv_statement *q;
    const char *version = wv_words_version(wv_store_keys(s));
    *out = (coverage){0};
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT (SELECT value FROM meta WHERE name = 'words'),"
        " (SELECT value FROM meta WHERE name = 'reindex'),"
        " (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'reindex_at')",
        &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc;
    out->whole = version[0] && wv_str_is(wv_statement_get(q, 0), version);
    out->making = version[0] && wv_str_is(wv_statement_get(q, 1), version);
    out->up_to = wv_statement_get_number(q, 2);
    wv_statement_reset(q);
    return WV_OK;
}

wv_rc wv_search_begin(wv_store *s, wv_err *err)
{
    int64_t used = 1;
    wv_rc rc = wv_rows_number(s,
                              "SELECT EXISTS (SELECT 1 FROM meta WHERE name IN ('words', 'reindex'))"
                              " OR EXISTS (SELECT 1 FROM record)",
                              &used, err);
    if (rc || used) return rc;
    return wv_store_put(s, "words", wv_str_of(wv_words_version(wv_store_keys(s))), err);
}

wv_rc wv_search_check(wv_store *s, wv_err *err)
{
    coverage c;
    int64_t any = 0;
    wv_rc rc = read_coverage(s, &c, err);
    if (rc || c.whole) return rc;
    rc = wv_rows_number(s, "SELECT EXISTS (SELECT 1 FROM record)", &any, err);
    if (rc || !any) return rc;
    wv_err_set(err, WV_E_VERSION,
               c.making ? "the index of words is being made" : "the index of words is of another engine");
    wv_err_hint(err, "`waakvlam reindex STORE` makes it anew; it may be interrupted");
    return WV_E_VERSION;
}

static wv_rc index_one(wv_store *s, int64_t record, bool add, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = add ? wv_db_prepare(wv_store_db(s),
                                   "INSERT INTO words(rowid, text) SELECT num, text FROM record"
                                   " WHERE num = ?1 AND text <> ''",
                                   &q, err)
                   : wv_db_prepare(wv_store_db(s),
                                   "INSERT INTO words(words, rowid, text) SELECT 'delete', num, text"
                                   " FROM record WHERE num = ?1 AND text <> ''",
                                   &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, record);
    return wv_statement_do(q, err);
}

/* Words can only be taken out by the keys that put them in. An index of another engine is left as
 * it is: it is emptied when reindex begins. */
static wv_rc when_covered(wv_store *s, int64_t record, bool add, wv_err *err)
{
    coverage c;
    wv_rc rc = read_coverage(s, &c, err);
    if (rc) return rc;
    bool covered = c.whole || (c.making && record <= c.up_to);
    return covered ? index_one(s, record, add, err) : WV_OK;
}

wv_rc wv_search_forget(wv_store *s, int64_t record, wv_err *err)
{
    return when_covered(s, record, false, err);
}

wv_rc wv_search_remember(wv_store *s, int64_t record, wv_err *err)
{
    return when_covered(s, record, true, err);
}

/* --- making it anew ---------------------------------------------------------------------------- */

static wv_rc begin_reindex(wv_store *s, coverage *c, wv_err *err)
{
    const char *version = wv_words_version(wv_store_keys(s));
    *c = (coverage){.making = true};
    wv_rc rc = wv_db_run(wv_store_db(s),
                         "INSERT INTO words(words) VALUES('delete-all');"
                         "DELETE FROM meta WHERE name IN ('words', 'reindex', 'reindex_at')",
                         err);
    return rc == WV_OK ? wv_store_put(s, "reindex", wv_str_of(version), err) : rc;
}

static wv_rc end_reindex(wv_store *s, wv_err *err)
{
    const char *version = wv_words_version(wv_store_keys(s));
    wv_rc rc = wv_db_run(wv_store_db(s),
                         "DELETE FROM meta WHERE name IN ('reindex', 'reindex_at')", err);
    return rc == WV_OK ? wv_store_put(s, "words", wv_str_of(version), err) : rc;
}

static wv_rc index_batch(wv_store *s, int64_t from, uint32_t records, int64_t *last, wv_err *err)
{
    wv_statement *q;
    *last = 0;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT max(num) FROM (SELECT num FROM record WHERE num > ?1 ORDER BY num LIMIT ?2)", &q,
        err);
    if (rc) return rc;
    wv_statement_number(q, 1, from);
    wv_statement_number(q, 2, records);
    rc = wv_statement_step(q, err);
    if (rc) return rc;
    *last = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    if (!*last) return WV_OK;
    rc = wv_db_prepare(wv_store_db(s),
                       "INSERT INTO words(rowid, text) SELECT num, text FROM record"
                       " WHERE num > ?1 AND num <= ?2 AND text <> ''",
                       &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, from);
    wv_statement_number(q, 2, *last);
    return wv_statement_do(q, err);
}

static wv_rc reindex_step(wv_store *s, uint32_t records, bool *done, wv_err *err)
{
    coverage c;
    int64_t last = 0;
    char number[24];
    wv_rc rc = read_coverage(s, &c, err);
    if (rc == WV_OK && !c.making) rc = begin_reindex(s, &c, err);
    if (rc == WV_OK) rc = index_batch(s, c.up_to, records, &last, err);
    if (rc) return rc;
    *done = last == 0;
    if (*done) return end_reindex(s, err);
    snprintf(number, sizeof number, "%lld", (long long)last);
    return wv_store_put(s, "reindex_at", wv_str_of(number), err);
}

wv_rc wv_search_reindex(wv_store *s, uint32_t records, bool *done, wv_err *err)
{
    wv_rc rc = wv_store_begin(s, err);
    if (rc == WV_OK) rc = reindex_step(s, records, done, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    return rc;
}

wv_rc wv_search_progress(wv_store *s, uint64_t *done, uint64_t *all, wv_err *err)
{
    coverage c;
    int64_t count = 0, in = 0;
    wv_rc rc = read_coverage(s, &c, err);
    if (rc == WV_OK) rc = wv_rows_number(s, "SELECT count(*) FROM record", &count, err);
    if (rc == WV_OK && c.making)
        rc = wv_rows_number(s,
                            "SELECT count(*) FROM record WHERE num <= (SELECT CAST(value AS INTEGER)"
                            " FROM meta WHERE name = 'reindex_at')",
                            &in, err);
    *all = (uint64_t)count;
    *done = c.whole ? *all : (uint64_t)in;
    return rc;
}
