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
#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct coverage {
    bool whole, making; /* whole: this engine's; making: this engine is at it */
    int64_t up_to;
} coverage;

/* The keys of the fixed text cannot be made without memory; that is no index of another engine. */
static wv_rc version_of(wv_store *s, const char **version, wv_err *err)
{
    *version = wv_words_version(wv_store_keys(s));
    return (*version)[0] ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc read_coverage(wv_store *s, coverage *out, wv_err *err)
{
    wv_statement *q;
    const char *version;
    *out = (coverage){0};
    wv_rc rc = version_of(s, &version, err);
    if (rc) return rc;
    rc = wv_db_prepare(wv_store_db(s),
                             "SELECT (SELECT value FROM meta WHERE name = 'words'),"
                             " (SELECT value FROM meta WHERE name = 'reindex'),"
                             " (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'reindex_at')",
                             &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc;
    out->whole = wv_str_is(wv_statement_get(q, 0), version);
    out->making = wv_str_is(wv_statement_get(q, 1), version);
    out->up_to = wv_statement_get_number(q, 2);
    wv_statement_reset(q);
    return WV_OK;
}

wv_rc wv_search_begin(wv_store *s, wv_err *err)
{
    int64_t used = 1;
    wv_rc rc =
        wv_rows_number(s,
                       "SELECT EXISTS (SELECT 1 FROM meta WHERE name IN ('words', 'reindex'))"
                       " OR EXISTS (SELECT 1 FROM record)",
                       &used, err);
    const char *version;
    if (rc || used) return rc;
    rc = version_of(s, &version, err);
    return rc == WV_OK ? wv_store_put(s, "words", wv_str_of(version), err) : rc;
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
               c.making ? "the index of words is being made"
                        : "the index of words is of another engine");
    wv_err_hint(err, "`waakvlam reindex STORE` makes it anew; it may be interrupted");
    return WV_E_VERSION;
}

static wv_rc index_one(wv_store *s, int64_t record, bool add, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        add ? wv_db_prepare(wv_store_db(s),
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

/* --- making it anew ----------------------------------------------------------------------------
 */

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
    wv_rc rc =
        wv_db_run(wv_store_db(s), "DELETE FROM meta WHERE name IN ('reindex', 'reindex_at')", err);
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
        rc =
            wv_rows_number(s,
                           "SELECT count(*) FROM record WHERE num <= (SELECT CAST(value AS INTEGER)"
                           " FROM meta WHERE name = 'reindex_at')",
                           &in, err);
    *all = (uint64_t)count;
    *done = c.whole ? *all : (uint64_t)in;
    return rc;
}

/* --- asking ------------------------------------------------------------------------------------
 */

static wv_rc count_token(void *into, wv_str token, wv_span at, bool again)
{
    (void)token;
    (void)at;
    if (!again) ++*(uint32_t *)into;
    return WV_OK;
}

/* The next piece of what was typed: a word, or all between two quotes. False at the end. */
static bool next_piece(wv_str words, uint32_t *at, wv_str *piece)
{
    while (*at < words.n && (words.p[*at] == ' ' || words.p[*at] == '\t')) ++*at;
    if (*at >= words.n) return false;
    bool quoted = words.p[*at] == '"';
    uint32_t start = *at + quoted, end = start;
    while (end < words.n && words.p[end] != '"' &&
           (quoted || (words.p[end] != ' ' && words.p[end] != '\t')))
        end++;
    *piece = (wv_str){words.p + start, end - start};
    *at = end < words.n && words.p[end] == '"' && quoted ? end + 1 : end;
    return true;
}

/* FTS5's query: each piece a string of its own, so that nothing typed is an operator. A piece
 * without a word ("?!") asks for nothing. */
static wv_rc write_match(wv_store *s, wv_str words, wv_buf *out, wv_err *err)
{
    uint32_t at = 0, total = 0;
    wv_str piece;
    if (words.n > WV_SEARCH_BYTES_MAX || memchr(words.p, '\0', words.n))
        return wv_err_set(err, WV_E_USAGE, "the question is too long");
    while (next_piece(words, &at, &piece)) {
        uint32_t count = 0;
        wv_rc rc = wv_words_split(wv_store_keys(s), piece, count_token, &count);
        if (rc) return wv_err_set(err, rc, "the question cannot be read");
        if (!count) continue;
        total += count;
        wv_buf_text(out, out->n ? " AND \"" : "\"");
        wv_buf_str(out, piece);
        wv_buf_byte(out, '"');
    }
    if (out->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!total) return wv_err_set(err, WV_E_USAGE, "there is no word in the question");
    return total > WV_SEARCH_WORDS_MAX ? wv_err_set(err, WV_E_USAGE, "too many words") : WV_OK;
}

static wv_rc run_search(wv_store *s, const wv_viewer *v, const wv_search_query *w, wv_str match,
                        wv_arena *arena, wv_item_record **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT " WV_ROWS_RECORD " FROM words JOIN record r ON r.num = words.rowid"
        " WHERE words MATCH ?1 AND words.rowid < ?2 AND r.hidden = 0 AND (?3 = 0 OR r.case_num ="
        " ?3) AND (?4 OR EXISTS (SELECT 1 FROM access a WHERE a.user = ?5 AND a.case_num ="
        " r.case_num)) ORDER BY words.rowid DESC LIMIT ?6",
        &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, match);
    wv_statement_number(q, 2, w->before ? w->before : INT64_MAX);
    wv_statement_number(q, 3, w->case_num);
    wv_statement_number(q, 4, v->all_cases);
    wv_statement_text(q, 5, v->user);
    wv_statement_number(q, 6,
                        w->limit && w->limit < WV_SEARCH_PAGE_MAX ? w->limit : WV_SEARCH_PAGE_MAX);
    return wv_rows_records(q, arena, out, count, err);
}

wv_rc wv_search(wv_store *s, const wv_viewer *v, const wv_search_query *w, wv_arena *arena,
                wv_item_record **out, uint32_t *count, wv_err *err)
{
    wv_buf match;
    *out = NULL;
    *count = 0;
    wv_buf_init(&match);
    wv_rc rc = wv_search_check(s, err);
    if (rc == WV_OK) rc = write_match(s, w->words, &match, err);
    if (rc == WV_OK)
        rc = run_search(s, v, w, (wv_str){match.p, (uint32_t)match.n}, arena, out, count, err);
    wv_buf_done(&match);
    return rc;
}

/* --- marks -------------------------------------------------------------------------------------
 */

typedef struct marker {
    wv_map keys; /* of the question */
    wv_arena *arena;
    wv_rows rows;
    wv_str text;
    uint32_t byte, code; /* how far code points were counted */
    wv_span last;
} marker;

static wv_rc add_key(void *into, wv_str token, wv_span at, bool again)
{
    marker *m = into;
    wv_str kept = wv_arena_str(m->arena, token);
    (void)at;
    (void)again;
    return kept.p && wv_map_put(&m->keys, kept, 0, NULL) ? WV_OK : WV_E_NOMEM;
}

/* Places come in order, so that the text is counted once. */
static uint32_t code_at(marker *m, uint32_t byte)
{
    for (; m->byte < byte && m->byte < m->text.n; m->byte++)
        m->code += ((unsigned char)m->text.p[m->byte] & 0xc0) != 0x80;
    return m->code;
}

static wv_rc mark_token(void *into, wv_str token, wv_span at, bool again)
{
    marker *m = into;
    (void)again;
    if (!wv_map_get(&m->keys, token) || (m->rows.count && m->last.start == at.start)) return WV_OK;
    wv_item_place *p = wv_rows_add(&m->rows);
    if (!p) return WV_E_NOMEM;
    m->last = at;
    p->start = code_at(m, at.start);
    p->text = wv_arena_str(m->arena, (wv_str){m->text.p + at.start, at.end - at.start});
    p->end = code_at(m, at.end);
    return p->text.p ? WV_OK : WV_E_NOMEM;
}

wv_rc wv_search_marks(wv_store *s, wv_str words, wv_str text, wv_arena *arena, wv_item_place **out,
                      uint32_t *count, wv_err *err)
{
    marker m = {.arena = arena, .text = text, .rows = {.item_bytes = sizeof **out, .arena = arena}};
    wv_map_init(&m.keys);
    wv_rc rc = wv_words_split(wv_store_keys(s), words, add_key, &m);
    if (rc == WV_OK) rc = wv_words_split(wv_store_keys(s), text, mark_token, &m);
    wv_map_done(&m.keys);
    *out = m.rows.items;
    *count = m.rows.count;
    return rc ? wv_err_set(err, rc, "the text cannot be read") : WV_OK;
}
