/* SPDX-License-Identifier: EUPL-1.2 */
/* flags.c: the NDJSON that `scan` wrote -> findings by record, so that eval can measure a whole run
 * with its cases, or the output of another program that keeps docs/output.schema.json.
 *
 * In: a file of flags. Out: wv_flags. Neighbours: corpus.c. Invariants: a later flag of a record
 * replaces nothing, its findings are added (a correction with a new `rev` is the caller's to leave
 * out). Direction is not read back: flags name people, not roles. Cost: one parse a line; all
 * findings in memory. */
#include "lab/flags.h"

#include "read/input.h"

typedef struct flag_reader {
    wv_flags *flags;
    wv_json json;
    wv_arena arena; /* of the line at hand */
    wv_err failed;
} flag_reader;

static uint32_t member(const wv_json *j, uint32_t at, const char *key)
{
    if (j->values[at].type != WV_JSON_OBJECT) return UINT32_MAX;
    uint32_t i = at + 1;
    for (uint32_t k = 0; k < j->values[at].count; k++, i = j->values[i + 1].next)
        if (wv_str_is(j->values[i].text, key)) return i + 1;
    return UINT32_MAX;
}

static wv_str text_under(const wv_json *j, uint32_t at, const char *key)
{
    uint32_t i = member(j, at, key);
    return i != UINT32_MAX && j->values[i].type == WV_JSON_STRING ? j->values[i].text
                                                                  : (wv_str){"", 0};
}

static int64_t number_under(const wv_json *j, uint32_t at, const char *key)
{
    int64_t value = 0;
    uint32_t i = member(j, at, key);
    if (i != UINT32_MAX && j->values[i].type == WV_JSON_NUMBER)
        wv_json_integer(j->values[i].text, &value);
    return value;
}

static bool read_spans(flag_reader *r, uint32_t finding, wv_found *out)
{
    const wv_json *j = &r->json;
    uint32_t list = member(j, finding, "spans");
    if (list == UINT32_MAX || j->values[list].type != WV_JSON_ARRAY) return true;
    wv_span *spans = wv_arena_alloc(&r->flags->arena, sizeof *spans * (j->values[list].count + 1));
    if (!spans) return false;
    uint32_t i = list + 1;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next)
        spans[k] = (wv_span){(uint32_t)number_under(j, i, "start"),
                             (uint32_t)number_under(j, i, "end")};
    out->spans = spans;
    out->span_count = j->values[list].count;
    return true;
}

static void read_scope(const wv_json *j, uint32_t finding, wv_found *out)
{
    static const char *const names[] = {
#define FLAG_LABEL(name, text) text,
        WV_LABEL_TABLE(FLAG_LABEL)
#undef FLAG_LABEL
    };
    uint32_t scope = member(j, finding, "scope");
    if (scope == UINT32_MAX) return;
    for (unsigned l = 0; l < WV_LABEL_COUNT; l++) {
        uint32_t i = member(j, scope, names[l]);
        if (i == UINT32_MAX || j->values[i].type == WV_JSON_NULL ||
            j->values[i].type == WV_JSON_FALSE)
            continue;
        out->labels |= 1u << l;
    }
}

static bool is_set(const wv_json *j, uint32_t at, const char *key)
{
    uint32_t i = member(j, at, key);
    return i != UINT32_MAX && j->values[i].type != WV_JSON_NULL &&
           j->values[i].type != WV_JSON_FALSE;
}

static bool add_finding(flag_reader *r, wv_str record, uint32_t finding)
{
    wv_flags *f = r->flags;
    const wv_json *j = &r->json;
    if (!wv_mem_grow((void **)&f->rows, &f->capacity, f->count + 1, sizeof *f->rows)) return false;
    wv_found found = {
        .signal = wv_arena_str(&f->arena, text_under(j, finding, "signal")),
        .rule = wv_arena_str(&f->arena, text_under(j, finding, "rule")),
        .severity = (uint8_t)number_under(j, finding, "severity"),
        .live = !is_set(j, finding, "suppressed") && !is_set(j, finding, "dropped") &&
                !is_set(j, finding, "experimental") && !is_set(j, finding, "shadow"),
    };
    read_scope(j, finding, &found);
    uint32_t *head = wv_map_get(&f->records, record);
    if (!head) {
        wv_str id = wv_arena_str(&f->arena, record);
        head = id.p ? wv_map_put(&f->records, id, 0, NULL) : NULL;
    }
    if (!head || !found.signal.p || !found.rule.p || !read_spans(r, finding, &found)) return false;
    f->rows[f->count] = (wv_flag_row){found, *head};
    *head = ++f->count;
    return true;
}

static wv_rc read_line(flag_reader *r, wv_str line, uint64_t number, wv_err *err)
{
    wv_json_error error;
    wv_arena_reset(&r->arena);
    wv_rc rc = wv_json_parse(&r->json, line, &error);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc)
        return wv_err_set(err, WV_E_JSON, "line %llu of the flags: %s",
                          (unsigned long long)number, error.message);
    if (!wv_str_is(text_under(&r->json, 0, "type"), "flag")) return WV_OK;
    wv_str record = text_under(&r->json, 0, "record");
    uint32_t list = member(&r->json, 0, "findings"), i = list + 1;
    if (list == UINT32_MAX || r->json.values[list].type != WV_JSON_ARRAY) return WV_OK;
    for (uint32_t k = 0; k < r->json.values[list].count; k++, i = r->json.values[i].next)
        if (!add_finding(r, record, i)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return WV_OK;
}

static void input_failed(void *ctx, const wv_err *err)
{
    flag_reader *r = ctx;
    r->failed = *err;
}

wv_rc wv_flags_open(wv_flags *flags, const char *path, wv_err *err)
{
    flag_reader r = {.flags = flags};
    wv_input input;
    wv_chunk chunk;
    wv_input_options options = {
        .format = WV_FORMAT_NDJSON, .stop_fd = -1, .failed = input_failed, .ctx = &r};
    *flags = (wv_flags){0};
    wv_arena_init(&flags->arena);
    wv_map_init(&flags->records);
    wv_arena_init(&r.arena);
    wv_json_init(&r.json, &r.arena);
    wv_input_init(&input, &path, 1, &options);
    wv_chunk_init(&chunk);
    wv_rc rc = WV_OK;
    while (rc == WV_OK && (rc = wv_input_next(&input, &chunk)) == WV_OK) {
        size_t at = 0;
        wv_str line;
        for (uint64_t n = chunk.first_line; rc == WV_OK && wv_chunk_line(&chunk, &at, &line); n++)
            if (!wv_line_is_empty(line)) rc = read_line(&r, line, n, err);
    }
    if (rc == WV_E_END) rc = WV_OK;
    if (r.failed.rc) {
        *err = r.failed;
        rc = r.failed.rc;
    }
    wv_chunk_done(&chunk);
    wv_input_done(&input);
    wv_json_done(&r.json);
    wv_arena_done(&r.arena);
    return rc;
}

void wv_flags_done(wv_flags *flags)
{
    wv_mem_free(flags->rows);
    wv_map_done(&flags->records);
    wv_arena_done(&flags->arena);
}

wv_founds wv_flags_of(const wv_flags *flags, wv_str record, wv_arena *arena)
{
    const uint32_t *head = wv_map_get(&flags->records, record);
    uint32_t count = 0;
    for (uint32_t i = head ? *head : 0; i; i = flags->rows[i - 1].next) count++;
    wv_found *out = count ? wv_arena_alloc(arena, sizeof *out * count) : NULL;
    if (!out) return (wv_founds){NULL, 0};
    uint32_t at = count; /* the chain runs backwards */
    for (uint32_t i = *head; i; i = flags->rows[i - 1].next) out[--at] = flags->rows[i - 1].found;
    return (wv_founds){out, count};
}
