/* SPDX-License-Identifier: EUPL-1.2 */
/* flags.c: the NDJSON that `scan` wrote -> findings by record, so that eval can measure a whole run
 * with its cases, or the output of another program that keeps docs/output.schema.json.
 *
 * In: a file of flags. Out: wv_flags. Neighbours: corpus.c. Invariants: a later flag of a record
 * replaces nothing, its findings are added (a correction with a new `rev` is the caller's to leave
 * out). Flags name people; who is the target and who the other stands in the item's `persons`. Cost:
 * one parse a line; all findings in memory. */
#include "lab/flags.h"

#include "read/tape.h"

typedef struct flag_reader {
    wv_flags *flags;
    wv_json json;
    wv_arena arena; /* of the line at hand */
} flag_reader;

static bool read_spans(flag_reader *r, uint32_t finding, wv_found *out)
{
    const wv_json *j = &r->json;
    uint32_t list = wv_tape_member(j, finding, "spans");
    if (list == WV_TAPE_NONE || j->values[list].type != WV_JSON_ARRAY) return true;
    wv_span *spans = wv_arena_alloc(&r->flags->arena, sizeof *spans * (j->values[list].count + 1));
    if (!spans) return false;
    uint32_t i = list + 1;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next)
        spans[k] = (wv_span){(uint32_t)wv_tape_number(j, i, "start"),
                             (uint32_t)wv_tape_number(j, i, "end")};
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
    uint32_t scope = wv_tape_member(j, finding, "scope");
    if (scope == WV_TAPE_NONE) return;
    for (unsigned l = 0; l < WV_LABEL_COUNT; l++) {
        uint32_t i = wv_tape_member(j, scope, names[l]);
        if (i == WV_TAPE_NONE || j->values[i].type == WV_JSON_NULL ||
            j->values[i].type == WV_JSON_FALSE)
            continue;
        out->labels |= 1u << l;
    }
}

/* Who of a direction; empty when the flag does not say. */
static wv_str person_of(flag_reader *r, uint32_t finding, const char *key)
{
    uint32_t direction = wv_tape_member(&r->json, finding, "direction");
    if (direction == WV_TAPE_NONE) return (wv_str){"", 0};
    wv_str who = wv_tape_text(&r->json, direction, key);
    return who.n ? wv_arena_str(&r->flags->arena, who) : who;
}

static bool add_finding(flag_reader *r, wv_str record, uint32_t finding)
{
    wv_flags *f = r->flags;
    const wv_json *j = &r->json;
    if (!wv_mem_grow((void **)&f->rows, &f->capacity, f->count + 1, sizeof *f->rows)) return false;
    wv_found found = {
        .signal = wv_arena_str(&f->arena, wv_tape_text(j, finding, "signal")),
        .rule = wv_arena_str(&f->arena, wv_tape_text(j, finding, "rule")),
        .severity = (uint8_t)wv_tape_number(j, finding, "severity"),
        .live = !wv_tape_is_set(j, finding, "suppressed") &&
                !wv_tape_is_set(j, finding, "dropped") &&
                !wv_tape_is_set(j, finding, "experimental") &&
                !wv_tape_is_set(j, finding, "shadow"),
    };
    read_scope(j, finding, &found);
    uint32_t *head = wv_map_get(&f->records, record);
    if (!head) {
        wv_str id = wv_arena_str(&f->arena, record);
        head = id.p ? wv_map_put(&f->records, id, 0, NULL) : NULL;
    }
    if (!head || !found.signal.p || !found.rule.p || !read_spans(r, finding, &found)) return false;
    wv_str actor = person_of(r, finding, "actor"), target = person_of(r, finding, "target");
    if (!actor.p || !target.p) return false;
    f->rows[f->count] = (wv_flag_row){found, actor, target, *head};
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
    if (!wv_str_is(wv_tape_text(&r->json, 0, "type"), "flag")) return WV_OK;
    wv_str record = wv_tape_text(&r->json, 0, "record");
    uint32_t list = wv_tape_member(&r->json, 0, "findings"), i = list + 1;
    if (list == WV_TAPE_NONE || r->json.values[list].type != WV_JSON_ARRAY) return WV_OK;
    for (uint32_t k = 0; k < r->json.values[list].count; k++, i = r->json.values[i].next)
        if (!add_finding(r, record, i)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return WV_OK;
}

static wv_rc take_line(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    return read_line(ctx, line, number, err);
}

wv_rc wv_flags_open(wv_flags *flags, const char *path, wv_err *err)
{
    flag_reader r = {.flags = flags};
    *flags = (wv_flags){0};
    wv_arena_init(&flags->arena);
    wv_map_init(&flags->records);
    wv_arena_init(&r.arena);
    wv_json_init(&r.json, &r.arena);
    wv_rc rc = wv_tape_lines(path, take_line, &r, err);
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

static wv_role role_of(const wv_record *record, wv_str ref)
{
    for (uint32_t i = 0; i < record->person_count; i++)
        if (wv_str_eq(record->persons[i].ref, ref)) return record->persons[i].role;
    return WV_ROLE_UNKNOWN;
}

wv_founds wv_flags_of(const wv_flags *flags, const wv_record *record, wv_arena *arena)
{
    const uint32_t *head = wv_map_get(&flags->records, record->id);
    uint32_t count = 0;
    for (uint32_t i = head ? *head : 0; i; i = flags->rows[i - 1].next) count++;
    wv_found *out = count ? wv_arena_alloc(arena, sizeof *out * count) : NULL;
    if (!out) return (wv_founds){NULL, 0};
    uint32_t at = count; /* the chain runs backwards */
    for (uint32_t i = *head; i; i = flags->rows[i - 1].next) {
        const wv_flag_row *row = &flags->rows[i - 1];
        out[--at] = row->found;
        out[at].actor = role_of(record, row->actor);
        out[at].target = role_of(record, row->target);
    }
    return (wv_founds){out, count};
}
