/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest.c: batches, and what is known by number: cases, names, packs.
 *
 * In: lines. Out: rows. Neighbours: ingest_flag.c (flags, alerts, revisions), ingest_record.c,
 * queue.c (the row of a case). Invariants: a line is stored whole or not at all (a savepoint a
 * batch would cost more than reading a line twice: each line is checked before its first row is
 * written); the row of each case that a batch touched is worked out in that batch, so that no
 * reader sees a case whose queue row does not know its findings. Cost: docs/store.md. */
#include "store/ingest_rows.h"

#include "store/queue.h"
#include "store/schema.h"
#include "store/search.h"

#include <stdio.h>

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

wv_rc wv_ingest_begin(wv_store *store, const wv_ingest_options *options, wv_ingest **out,
                      wv_err *err)
{
    wv_ingest *in = wv_mem_new(sizeof *in);
    if (!in) return no_memory(err);
    in->store = store;
    in->db = wv_store_db(store);
    in->options = *options;
    wv_arena_init(&in->arena);
    wv_arena_init(&in->names_arena);
    wv_json_init(&in->json, &in->arena);
    wv_reader_init(&in->reader, &options->reader);
    wv_map_init(&in->names);
    wv_map_init(&in->cases);
    wv_buf_init(&in->work);
    wv_rc rc = wv_ingest_note_begin(in, err);
    if (rc == WV_OK) rc = wv_store_begin(store, err);
    if (rc == WV_OK) rc = wv_search_begin(store, err);
    if (rc == WV_OK) rc = wv_store_commit(store, err);
    if (rc) {
        wv_store_rollback(store);
        in->failed = true;
        wv_ingest_end(in, NULL, NULL);
        return rc;
    }
    *out = in;
    return WV_OK;
}

/* --- what is known by number -------------------------------------------------------------------
 */

/* Known for the whole run; `id` is set when the map does not have it yet. */
static wv_rc remember(wv_ingest *in, wv_map *map, wv_str key, int64_t num, wv_err *err)
{
    wv_str kept = wv_arena_str(&in->names_arena, key);
    if (!kept.p || num > UINT32_MAX || !wv_map_put(map, kept, (uint32_t)num, NULL))
        return no_memory(err);
    return WV_OK;
}

static wv_rc number_of(wv_statement *q, int64_t *num, wv_err *err)
{
    wv_rc rc = wv_statement_step(q, err);
    if (rc) return rc == WV_E_END ? wv_err_set(err, WV_E_INTERNAL, "a row without a number") : rc;
    *num = wv_statement_get_number(q, 0);
    rc = wv_statement_step(q, err); /* RETURNING wants to be stepped to its end */
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_ingest_name(wv_ingest *in, wv_str text, int64_t *num, wv_err *err)
{
    wv_statement *q;
    const uint32_t *known = wv_map_get(&in->names, text);
    if (known) return *num = *known, WV_OK;
    wv_rc rc = wv_db_prepare(in->db,
                             "INSERT INTO name(text) VALUES(?1) ON CONFLICT(text) DO UPDATE SET"
                             " text = text RETURNING num",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, text);
    rc = number_of(q, num, err);
    return rc == WV_OK ? remember(in, &in->names, text, *num, err) : rc;
}

wv_rc wv_ingest_pack(wv_ingest *in, const wv_ingest_maker *m, int64_t *num, wv_err *err)
{
    wv_statement *q;
    if (in->pack && wv_str_eq(m->sha256, in->pack_sha256) && wv_str_eq(m->engine, in->pack_engine))
        return *num = in->pack, WV_OK;
    wv_rc rc = wv_db_prepare(in->db,
                             "INSERT INTO pack(name, version, sha256, engine) VALUES(?1, ?2, ?3,"
                             " ?4) ON CONFLICT(sha256, engine) DO UPDATE SET name = name"
                             " RETURNING num",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, m->name);
    wv_statement_text(q, 2, m->version);
    wv_statement_text(q, 3, m->sha256);
    wv_statement_text(q, 4, m->engine);
    rc = number_of(q, num, err);
    if (rc) return rc;
    in->pack = *num;
    in->pack_sha256 = wv_arena_str(&in->names_arena, m->sha256);
    in->pack_engine = wv_arena_str(&in->names_arena, m->engine);
    return in->pack_sha256.p && in->pack_engine.p ? WV_OK : no_memory(err);
}

/* A case and a loose record of the same name are two: the map tells them apart by a first byte. */
static wv_rc key_of_case(wv_ingest *in, wv_str name, bool alone, wv_str *key, wv_err *err)
{
    wv_buf_clear(&in->work);
    wv_buf_byte(&in->work, alone ? 'r' : 'c');
    wv_buf_str(&in->work, name);
    *key = (wv_str){in->work.p, (uint32_t)in->work.n};
    return in->work.failed ? no_memory(err) : WV_OK;
}

static wv_ingest_case *add_case(wv_ingest *in, wv_str key, int64_t num)
{
    if (!wv_mem_grow((void **)&in->touched, &in->touched_capacity, in->touched_count + 1,
                     sizeof *in->touched))
        return NULL;
    in->touched[in->touched_count] = (wv_ingest_case){.num = num};
    if (remember(in, &in->cases, key, in->touched_count, NULL)) return NULL;
    return &in->touched[in->touched_count++];
}

wv_rc wv_ingest_case_of(wv_ingest *in, wv_str case_id, wv_str record, wv_ingest_case **out,
                        wv_err *err)
{
    wv_statement *q;
    wv_str key;
    int64_t num = 0;
    bool alone = case_id.n == 0;
    wv_rc rc = key_of_case(in, alone ? record : case_id, alone, &key, err);
    if (rc) return rc;
    const uint32_t *known = wv_map_get(&in->cases, key);
    if (known) return *out = &in->touched[*known], WV_OK;
    rc = wv_db_prepare(in->db,
                       "INSERT INTO case_row(name, alone) VALUES(?1, ?2) ON CONFLICT(name, alone)"
                       " DO UPDATE SET name = name RETURNING num",
                       &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, alone ? record : case_id);
    wv_statement_number(q, 2, alone);
    rc = number_of(q, &num, err);
    if (rc) return rc;
    *out = add_case(in, key, num);
    return *out ? WV_OK : no_memory(err);
}

wv_rc wv_ingest_line(wv_ingest *in, wv_rc rc)
{
    bool lines_fault = rc == WV_E_JSON || rc == WV_E_UTF8 || rc == WV_E_RECORD || rc == WV_E_LIMIT;
    if (rc && !lines_fault) in->failed = true;
    return rc;
}

/* --- batches -----------------------------------------------------------------------------------
 */

/* Numbers go on where the last batch ended, also when what had them was purged. */
static wv_rc read_numbers(wv_ingest *in, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        in->db,
        "SELECT max(coalesce((SELECT max(num) FROM item), 0), coalesce((SELECT CAST(value AS"
        " INTEGER) FROM meta WHERE name = 'last_item'), 0)),"
        " max(coalesce((SELECT max(num) FROM finding), 0), coalesce((SELECT CAST(value AS INTEGER)"
        " FROM meta WHERE name = 'last_finding'), 0)),"
        " coalesce((SELECT max(num) FROM case_row), 0), EXISTS (SELECT 1 FROM revision)",
        &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc) return rc;
    in->last_item = wv_statement_get_number(q, 0);
    in->last_finding = wv_statement_get_number(q, 1);
    in->old_case = wv_statement_get_number(q, 2);
    in->revisions = wv_statement_get_number(q, 3) != 0;
    wv_statement_reset(q);
    return WV_OK;
}

static wv_rc write_numbers(wv_ingest *in, wv_err *err)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)in->last_item);
    wv_rc rc = wv_store_put(in->store, "last_item", wv_str_of(text), err);
    snprintf(text, sizeof text, "%lld", (long long)in->last_finding);
    return rc == WV_OK ? wv_store_put(in->store, "last_finding", wv_str_of(text), err) : rc;
}

wv_rc wv_ingest_ready(wv_ingest *in, wv_err *err)
{
    if (in->open) return WV_OK;
    wv_rc rc = wv_store_begin(in->store, err);
    in->open = rc == WV_OK;
    if (rc == WV_OK) rc = read_numbers(in, err);
    return rc;
}

wv_rc wv_ingest_count(wv_ingest *in, wv_err *err)
{
    in->stats.read++;
    if (in->options.bulk || ++in->in_batch < WV_INGEST_BATCH) return WV_OK;
    return wv_ingest_flush(in, err);
}

/* In bulk one statement works out all rows at the end. */
static wv_rc refresh_touched(wv_ingest *in, wv_err *err)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; rc == WV_OK && i < in->touched_count; i++)
        if (in->touched[i].changed) rc = wv_queue_refresh(in->store, in->touched[i].num, err);
    return rc;
}

/* Numbers of names stay what they are; those of cases could be purged between two batches. */
static void forget_cases(wv_ingest *in)
{
    in->touched_count = 0;
    in->in_batch = 0;
    wv_map_clear(&in->cases);
    wv_map_clear(&in->names);
    in->pack = 0;
    wv_seen_clear(&in->keys);
    wv_arena_reset(&in->names_arena);
}

wv_rc wv_ingest_flush(wv_ingest *in, wv_err *err)
{
    if (!in->open) return WV_OK;
    if (in->failed) {
        wv_store_rollback(in->store);
        in->open = false;
        return WV_OK;
    }
    wv_rc rc = in->options.bulk ? WV_OK : refresh_touched(in, err);
    if (rc == WV_OK) rc = write_numbers(in, err);
    if (rc == WV_OK) rc = wv_store_commit(in->store, err);
    if (rc) wv_store_rollback(in->store);
    in->open = false;
    forget_cases(in);
    return rc;
}

static wv_rc end_bulk(wv_ingest *in, wv_err *err)
{
    wv_rc rc = wv_schema_make_indexes(in->db, err);
    if (rc == WV_OK) rc = wv_store_begin(in->store, err);
    if (rc == WV_OK && in->revisions) rc = wv_ingest_revise_all(in, err);
    if (rc == WV_OK) rc = wv_queue_refresh_all(in->store, err);
    if (rc == WV_OK) rc = wv_store_commit(in->store, err);
    if (rc == WV_OK) rc = wv_db_settle(in->db, err);
    if (rc == WV_OK) rc = wv_store_put(in->store, "bulk", WV_STR("done"), err);
    return rc;
}

wv_rc wv_ingest_end(wv_ingest *in, wv_ingest_stats *stats, wv_err *err)
{
    wv_rc rc = wv_ingest_flush(in, err);
    if (rc == WV_OK && in->options.bulk && !in->failed) rc = end_bulk(in, err);
    if (stats) *stats = in->stats;
    wv_json_done(&in->json);
    wv_reader_done(&in->reader);
    wv_arena_done(&in->arena);
    wv_arena_done(&in->names_arena);
    wv_map_done(&in->names);
    wv_map_done(&in->cases);
    wv_buf_done(&in->work);
    wv_mem_free(in->touched);
    wv_seen_done(&in->keys);
    wv_seen_done(&in->ids);
    wv_mem_free(in);
    return rc;
}
