/* SPDX-License-Identifier: EUPL-1.2 */
/* rows.c: rows of the store -> the structs of item.h.
 *
 * In: a bound statement. Out: structs in the caller's arena. Neighbours: item.c, search.c,
 * decide.c. Invariants: columns stand in the order of WV_ROWS_*; JSON in the store is what ingest
 * checked, so what cannot be read is damage (WV_E_CORRUPT). Cost: one parse a row. */
#include "store/rows.h"

#include "read/tape.h"

wv_rc wv_rows_number(wv_store *s, const char *sql, int64_t *out, wv_err *err)
{
    wv_statement *q;
    *out = 0;
    wv_rc rc = wv_db_prepare(wv_store_db(s), sql, &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        *out = wv_statement_get_number(q, 0);
        wv_statement_reset(q);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

wv_str wv_rows_text(wv_statement *q, int column, wv_arena *arena)
{
    wv_str v = wv_statement_get(q, column);
    return wv_arena_str(arena, v.p ? v : (wv_str){"", 0});
}

wv_str wv_rows_hex(wv_statement *q, int column, wv_arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    wv_str v = wv_statement_get(q, column);
    char *out = wv_arena_alloc(arena, 2 * (size_t)v.n + 1);
    if (!out) return (wv_str){NULL, 0};
    for (uint32_t i = 0; i < v.n; i++) {
        out[2 * i] = digits[(unsigned char)v.p[i] >> 4];
        out[2 * i + 1] = digits[v.p[i] & 15];
    }
    return (wv_str){out, 2 * v.n};
}

void *wv_rows_add(wv_rows *r)
{
    if (r->count == r->capacity) {
        uint32_t capacity = r->capacity ? 2 * r->capacity : 16;
        void *items = wv_arena_alloc(r->arena, capacity * r->item_bytes);
        if (!items) return NULL;
        if (r->count) memcpy(items, r->items, r->count * r->item_bytes);
        r->items = items;
        r->capacity = capacity;
    }
    return (char *)r->items + r->item_bytes * r->count++;
}

static wv_rc parse(wv_json *j, wv_str json, wv_err *err)
{
    wv_json_error error;
    wv_rc rc = wv_json_parse(j, json, &error);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    return rc ? wv_err_set(err, WV_E_CORRUPT, "the store is damaged: %s", error.message) : WV_OK;
}

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* --- records -----------------------------------------------------------------------------------
 */

/* A person or a list of them, as one text: "A, B". */
static wv_str joined(const wv_json *j, uint32_t at, wv_arena *arena)
{
    if (at == WV_TAPE_NONE) return (wv_str){"", 0};
    if (j->values[at].type == WV_JSON_STRING) return wv_arena_str(arena, j->values[at].text);
    wv_buf b;
    wv_buf_init(&b);
    uint32_t i = at + 1;
    if (j->values[at].type == WV_JSON_ARRAY)
        for (uint32_t k = 0; k < j->values[at].count; k++, i = j->values[i].next) {
            if (k) wv_buf_text(&b, ", ");
            wv_buf_str(&b, j->values[i].text);
        }
    wv_str out =
        b.failed ? (wv_str){NULL, 0} : wv_arena_str(arena, (wv_str){b.p ? b.p : "", (uint32_t)b.n});
    wv_buf_done(&b);
    return out;
}

static void fill_record(const wv_json *j, wv_arena *arena, wv_item_record *out)
{
    const struct {
        const char *key;
        wv_str *into;
    } fields[] = {{"kind", &out->kind},       {"occurred_at", &out->occurred_at},
                  {"source", &out->source},   {"received_at", &out->received_at},
                  {"channel", &out->channel}, {"from", &out->from},
                  {"title", &out->title},     {"type", &out->type}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i].into = wv_arena_str(arena, wv_tape_text(j, 0, fields[i].key));
    out->to = joined(j, wv_tape_member(j, 0, "to"), arena);
}

wv_rc wv_rows_record(wv_statement *q, wv_arena *arena, wv_item_record *out, wv_err *err)
{
    wv_json j;
    wv_json_init(&j, arena);
    *out = (wv_item_record){.num = wv_statement_get_number(q, 0),
                            .case_num = wv_statement_get_number(q, 1),
                            .id = wv_rows_text(q, 2, arena),
                            .occurred = wv_statement_get_number(q, 3),
                            .received = wv_statement_get_number(q, 4),
                            .text = wv_rows_text(q, 5, arena),
                            .json = wv_rows_text(q, 6, arena)};
    wv_rc rc = out->json.p && out->text.p ? parse(&j, out->json, err) : no_memory(err);
    if (rc == WV_OK) fill_record(&j, arena, out);
    wv_json_done(&j);
    return rc;
}

wv_rc wv_rows_records(wv_statement *q, wv_arena *arena, wv_item_record **out, uint32_t *count,
                      wv_err *err)
{
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_rc rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_item_record *r = wv_rows_add(&rows);
        rc = r ? wv_rows_record(q, arena, r, err) : no_memory(err);
        if (rc) {
            wv_statement_reset(q);
            return rc;
        }
    }
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}

/* --- findings ----------------------------------------------------------------------------------
 */

static uint8_t label_named(wv_str name)
{
    static const char *const names[] = {
#define ROWS_LABEL(label, text) text,
        WV_LABEL_TABLE(ROWS_LABEL)
#undef ROWS_LABEL
    };
    for (uint8_t i = 0; i < WV_LABEL_COUNT; i++)
        if (wv_str_is(name, names[i])) return i;
    return WV_LABEL_COUNT;
}

static wv_item_place read_place(const wv_json *j, uint32_t at, wv_arena *arena)
{
    return (wv_item_place){.start = (uint32_t)wv_tape_number(j, at, "start"),
                           .end = (uint32_t)wv_tape_number(j, at, "end"),
                           .text = wv_arena_str(arena, wv_tape_text(j, at, "text")),
                           .label = label_named(wv_tape_text(j, at, "label"))};
}

static wv_item_place *read_places(const wv_json *j, uint32_t list, uint32_t *count, wv_arena *arena)
{
    *count = 0;
    if (!wv_tape_is(j, list, WV_JSON_ARRAY) || !j->values[list].count) return NULL;
    wv_item_place *out = wv_arena_alloc(arena, sizeof *out * j->values[list].count);
    if (!out) return NULL;
    uint32_t i = list + 1;
    for (; *count < j->values[list].count; i = j->values[i].next)
        out[(*count)++] = read_place(j, i, arena);
    return out;
}

static wv_str *read_strings(const wv_json *j, uint32_t list, uint32_t *count, wv_arena *arena)
{
    *count = 0;
    if (!wv_tape_is(j, list, WV_JSON_ARRAY) || !j->values[list].count) return NULL;
    wv_str *out = wv_arena_alloc(arena, sizeof *out * j->values[list].count);
    if (!out) return NULL;
    uint32_t i = list + 1;
    for (; *count < j->values[list].count; i = j->values[i].next)
        out[(*count)++] = wv_arena_str(arena, j->values[i].text);
    return out;
}

static void read_scope(const wv_json *j, uint32_t at, wv_item_finding *f)
{
    uint32_t scope = wv_tape_member(j, at, "scope");
    if (!wv_tape_is(j, scope, WV_JSON_OBJECT)) return;
    uint32_t i = scope + 1;
    for (uint32_t k = 0; k < j->values[scope].count; k++, i = j->values[i + 1].next) {
        uint8_t label = label_named(j->values[i].text);
        if (label < WV_LABEL_COUNT && j->values[i + 1].type == WV_JSON_TRUE)
            f->labels |= 1u << label;
    }
}

static void read_finding(const wv_json *j, uint32_t at, wv_arena *arena, wv_item_finding *f)
{
    uint32_t direction = wv_tape_member(j, at, "direction");
    uint32_t by = wv_tape_member(j, at, "suppressed");
    f->inferred = wv_str_is(wv_tape_text(j, at, "basis"), "inferred");
    f->incomplete = wv_tape_is_set(j, at, "incomplete");
    f->dropped = wv_tape_is_set(j, at, "dropped");
    f->shadow = wv_tape_is_set(j, at, "shadow");
    f->spans = read_places(j, wv_tape_member(j, at, "spans"), &f->span_count, arena);
    f->why = read_places(j, wv_tape_member(j, at, "why"), &f->why_count, arena);
    f->evidence = read_strings(j, wv_tape_member(j, at, "evidence"), &f->evidence_count, arena);
    read_scope(j, at, f);
    f->actor = wv_arena_str(arena, wv_tape_text(j, direction, "actor"));
    f->target = wv_arena_str(arena, wv_tape_text(j, direction, "target"));
    if (wv_tape_is(j, by, WV_JSON_OBJECT)) {
        f->suppressed_by = wv_arena_str(arena, wv_tape_text(j, by, "by"));
        f->suppressed_at = read_place(j, by, arena);
    }
}

static void read_alert(const wv_json *j, wv_str json, wv_arena *arena, wv_item_finding *f)
{
    uint32_t facts = wv_tape_member(j, 0, "facts");
    f->episode = (uint32_t)wv_tape_number(j, 0, "episode");
    f->incomplete = wv_tape_is_set(j, 0, "truncated");
    f->evidence = read_strings(j, wv_tape_member(j, 0, "evidence"), &f->evidence_count, arena);
    if (facts != WV_TAPE_NONE)
        f->facts = wv_arena_str(arena, (wv_str){json.p + j->values[facts].start,
                                                j->values[facts].end - j->values[facts].start});
}

/* The finding that stands at `place` in its flag's list. */
static uint32_t nth(const wv_json *j, int64_t place)
{
    if (!wv_tape_is(j, 0, WV_JSON_ARRAY) || place >= j->values[0].count) return WV_TAPE_NONE;
    uint32_t i = 1;
    while (place-- > 0) i = j->values[i].next;
    return i;
}

static void columns_of(wv_statement *q, wv_arena *arena, wv_item_finding *f)
{
    int64_t due = wv_statement_get_number(q, 14);
    *f = (wv_item_finding){.num = wv_statement_get_number(q, 0),
                           .case_num = wv_statement_get_number(q, 1),
                           .item = wv_statement_get_number(q, 2),
                           .is_alert = wv_statement_get_number(q, 3) != 0,
                           .record = wv_rows_text(q, 23, arena),
                           .key = wv_rows_hex(q, 4, arena),
                           .evidence_hash = wv_rows_hex(q, 5, arena),
                           .signal = wv_rows_text(q, 6, arena),
                           .rule = wv_rows_text(q, 7, arena),
                           .severity = (uint8_t)wv_statement_get_number(q, 8),
                           .triage = (wv_triage)wv_statement_get_number(q, 9),
                           .live = wv_statement_get_number(q, 10) != 0,
                           .standing = wv_statement_get_number(q, 11) != 0,
                           .replayed = wv_statement_get_number(q, 24) != 0,
                           .stale = wv_statement_get_number(q, 12) != 0,
                           .answer = (wv_read_answer)wv_statement_get_number(q, 13),
                           .second_due = due == 2,
                           .third_due = due == 3,
                           .raised = wv_statement_get_number(q, 16),
                           .raised_at = wv_rows_text(q, 17, arena),
                           .pack_name = wv_rows_text(q, 18, arena),
                           .pack_version = wv_rows_text(q, 19, arena),
                           .pack_sha256 = wv_rows_text(q, 20, arena),
                           .engine = wv_rows_text(q, 21, arena)};
}

static wv_rc read_row(wv_statement *q, wv_json *j, wv_arena *arena, wv_item_finding *f, wv_err *err)
{
    columns_of(q, arena, f);
    wv_str json = wv_statement_get(q, 22);
    wv_rc rc = f->engine.p ? parse(j, json, err) : no_memory(err);
    if (rc) return rc;
    uint32_t at = f->is_alert ? 0 : nth(j, wv_statement_get_number(q, 15));
    if (!wv_tape_is(j, at, WV_JSON_OBJECT))
        return wv_err_set(err, WV_E_CORRUPT, "the store is damaged: a finding is not in its flag");
    if (f->is_alert)
        read_alert(j, json, arena, f);
    else
        read_finding(j, at, arena, f);
    return WV_OK;
}

wv_rc wv_rows_findings(wv_statement *q, wv_arena *arena, wv_item_finding **out, uint32_t *count,
                       wv_err *err)
{
    wv_rows rows = {.item_bytes = sizeof **out, .arena = arena};
    wv_json j;
    wv_rc rc;
    wv_json_init(&j, arena);
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_item_finding *f = wv_rows_add(&rows);
        rc = f ? read_row(q, &j, arena, f, err) : no_memory(err);
        if (rc) {
            wv_statement_reset(q);
            break;
        }
    }
    wv_json_done(&j);
    *out = rows.items;
    *count = rows.count;
    return rc == WV_E_END ? WV_OK : rc;
}
