/* SPDX-License-Identifier: EUPL-1.2 */
/* link_apply.c: fills the cases of proposals in, where records have none.
 *
 * In: proposals as `link` wrote them, and records. Out: the same records, in order. Neighbours:
 * link.c. Invariant: only the field `case` of a loose record that a proposal names changes; no line
 * is lost. Cost: the proposals in memory, the records streamed. */
#include "cli/link.h"

typedef struct applier {
    wv_arena arena;
    wv_map cases; /* record id -> index of names */
    wv_str *names;
    uint32_t name_count, name_capacity;
    wv_json json;
    wv_arena scratch;
    wv_reader reader;
    wv_buf out;
    wv_link_counts *counts;
} applier;

static const wv_json_value *member(const wv_json *json, uint32_t object, const char *name)
{
    uint32_t at = object + 1;
    for (uint32_t i = 0; i < json->values[object].count; i++) {
        if (wv_str_is(json->values[at].text, name)) return &json->values[at + 1];
        at = json->values[at + 1].next;
    }
    return NULL;
}

static wv_rc bad(wv_err *err)
{
    return wv_err_set(err, WV_E_RECORD, "the proposals hold a line that is none");
}

static wv_rc add_record(applier *a, wv_str id, wv_err *err)
{
    wv_str own = wv_arena_str(&a->arena, id);
    bool added;
    uint32_t *at = own.p ? wv_map_put(&a->cases, own, a->name_count - 1, &added) : NULL;
    if (!at) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!added && !wv_str_eq(a->names[*at], a->names[a->name_count - 1]))
        return wv_err_set(err, WV_E_RECORD, "the proposals put one record in two cases");
    return WV_OK;
}

static wv_rc add_name(applier *a, wv_str name, wv_err *err)
{
    if (!wv_mem_grow((void **)&a->names, &a->name_capacity, a->name_count + 1, sizeof *a->names))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_str own = wv_arena_str(&a->arena, name);
    a->names[a->name_count++] = own;
    return own.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc take_proposal(void *ctx, wv_str line, wv_err *err)
{
    applier *a = ctx;
    wv_json_error error;
    wv_arena_reset(&a->scratch);
    wv_rc rc = wv_json_parse(&a->json, line, &error);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc || a->json.values[0].type != WV_JSON_OBJECT) return bad(err);
    const wv_json_value *type = member(&a->json, 0, "type"), *name = member(&a->json, 0, "case"),
                        *records = member(&a->json, 0, "records");
    if (type && wv_str_is(type->text, "link_open")) return WV_OK;
    if (!type || !wv_str_is(type->text, "link") || !name || name->type != WV_JSON_STRING ||
        name->text.n == 0 || !records || records->type != WV_JSON_ARRAY)
        return bad(err);
    rc = add_name(a, name->text, err);
    uint32_t at = (uint32_t)(records - a->json.values) + 1;
    for (uint32_t i = 0; i < records->count && rc == WV_OK; i++) {
        const wv_json_value *id =
            a->json.values[at].type == WV_JSON_OBJECT ? member(&a->json, at, "id") : NULL;
        rc = id && id->type == WV_JSON_STRING ? add_record(a, id->text, err) : bad(err);
        at = a->json.values[at].next;
    }
    a->counts->cases++;
    return rc;
}

/* A record may have `"case":null`: then that value is replaced, for two of a key would be refused.
 */
static void put_joined(applier *a, wv_str line, wv_str name)
{
    const wv_json_value *empty = member(&a->reader.json, 0, "case");
    uint32_t cut = empty ? empty->start : a->reader.json.values[0].start + 1;
    wv_buf_add(&a->out, line.p, cut);
    if (!empty) wv_buf_text(&a->out, "\"case\":");
    wv_buf_json(&a->out, name);
    if (!empty) wv_buf_byte(&a->out, ',');
    uint32_t rest = empty ? empty->end : cut;
    wv_buf_add(&a->out, line.p + rest, line.n - rest);
}

static wv_rc take_record(void *ctx, wv_str line, wv_err *err)
{
    applier *a = ctx;
    wv_record r;
    wv_dead why;
    wv_reader_reset(&a->reader);
    wv_rc rc = wv_reader_record(&a->reader, line, &r, &why);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    bool loose = rc == WV_OK && r.case_id.n == 0 && !(r.degraded & WV_DEGRADED_CASE);
    const uint32_t *at = loose ? wv_map_get(&a->cases, r.id) : NULL;
    a->counts->read++, a->counts->dead += rc != WV_OK, a->counts->loose += loose;
    a->counts->joined += at != NULL, a->counts->open += loose && !at;
    wv_buf_clear(&a->out);
    if (at)
        put_joined(a, line, a->names[*at]);
    else
        wv_buf_str(&a->out, line);
    wv_buf_byte(&a->out, '\n');
    if (a->out.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (fwrite(a->out.p, 1, a->out.n, stdout) != a->out.n)
        return wv_err_set(err, WV_E_IO, "cannot write");
    return WV_OK;
}

wv_rc wv_link_apply(const char *proposals, char **paths, int count, wv_link_counts *counts,
                    wv_err *err)
{
    applier a = {.counts = counts};
    wv_reader_options options = {0};
    wv_arena_init(&a.arena);
    wv_arena_init(&a.scratch);
    wv_map_init(&a.cases);
    wv_json_init(&a.json, &a.scratch);
    wv_reader_init(&a.reader, &options);
    wv_buf_init(&a.out);
    wv_rc rc = wv_link_lines(proposals, take_proposal, &a, err);
    for (int i = 0; i < count && rc == WV_OK; i++)
        rc = wv_link_lines(paths[i], take_record, &a, err);
    if (rc == WV_OK && fflush(stdout) != 0) rc = wv_err_set(err, WV_E_IO, "cannot write");
    wv_buf_done(&a.out);
    wv_reader_done(&a.reader);
    wv_json_done(&a.json);
    wv_map_done(&a.cases);
    wv_arena_done(&a.arena);
    wv_arena_done(&a.scratch);
    wv_mem_free(a.names);
    return rc;
}
