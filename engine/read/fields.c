/* SPDX-License-Identifier: EUPL-1.2 */
/* fields.c: the fields of docs/records.md, from a tape to a wv_record.
 *
 * In: the object on the reader's tape. Out: a record, marked with what could not be read.
 * Neighbours: reader.c calls, content.c hashes. Invariants: null is the same as absent; a field of
 * the wrong type costs that field, never the text; names that are not in the table are counted and
 * forgotten. Cost: one pass over the members. */
#include "read/reader.h"

typedef enum field {
    FIELD_ID,
    FIELD_CASE,
    FIELD_PERSONS,
    FIELD_KIND,
    FIELD_OCCURRED_AT,
    FIELD_RECEIVED_AT,
    FIELD_EXPIRES_AT,
    FIELD_SOURCE,
    FIELD_REPORTER,
    FIELD_FROM,
    FIELD_TO,
    FIELD_CHANNEL,
    FIELD_TITLE,
    FIELD_CODE,
    FIELD_HANDLER,
    FIELD_TEXT,
    FIELD_TYPE,
    FIELD_ATTRS,
    FIELD_REV,
    FIELD_SRC,
    FIELD_WARNINGS,
    FIELD_COUNT
} field;

/* At most 16 bytes each (same_name). */
static const wv_str field_name[FIELD_COUNT] = {
    [FIELD_ID] = {"id", 2},
    [FIELD_CASE] = {"case", 4},
    [FIELD_PERSONS] = {"persons", 7},
    [FIELD_KIND] = {"kind", 4},
    [FIELD_OCCURRED_AT] = {"occurred_at", 11},
    [FIELD_RECEIVED_AT] = {"received_at", 11},
    [FIELD_EXPIRES_AT] = {"expires_at", 10},
    [FIELD_SOURCE] = {"source", 6},
    [FIELD_REPORTER] = {"reporter", 8},
    [FIELD_FROM] = {"from", 4},
    [FIELD_TO] = {"to", 2},
    [FIELD_CHANNEL] = {"channel", 7},
    [FIELD_TITLE] = {"title", 5},
    [FIELD_CODE] = {"code", 4},
    [FIELD_HANDLER] = {"handler", 7},
    [FIELD_TEXT] = {"text", 4},
    [FIELD_TYPE] = {"type", 4},
    [FIELD_ATTRS] = {"attrs", 5},
    [FIELD_REV] = {"rev", 3},
    [FIELD_SRC] = {"src", 3},
    [FIELD_WARNINGS] = {"warnings", 8},
};

/* One record under way: where each field stands on the tape, 0 for absent (0 is the object itself).
 */
typedef struct work {
    wv_reader *reader;
    wv_record *out;
    uint32_t at[FIELD_COUNT];
    wv_str line;
    wv_str broken[FIELD_COUNT]; /* raw JSON of what could not be read */
    uint32_t broken_count;
    bool no_memory;
} work;

static const wv_json_value *value_of(const work *w, field f)
{
    return w->at[f] ? &w->reader->json.values[w->at[f]] : NULL;
}

static void degrade(work *w, field f, wv_degraded bit)
{
    const wv_json_value *v = value_of(w, f);
    w->out->degraded |= bit;
    w->broken[w->broken_count++] = (wv_str){w->line.p + v->start, v->end - v->start};
}

static void count_unknown(wv_reader *r, wv_str name)
{
    uint32_t *count = wv_map_get(&r->unknown, name);
    if (count) {
        ++*count;
    } else if (r->unknown.count >= WV_UNKNOWN_NAMES_MAX ||
               !wv_map_put(&r->unknown, name, 1, NULL)) {
        r->unknown_others++;
    }
}

void wv_fields_index(wv_reader *r)
{
    memset(r->field_of, 0, sizeof r->field_of);
    for (uint32_t f = 0; f < FIELD_COUNT; f++) {
        uint32_t at = wv_json_key_hash(field_name[f]);
        while (r->field_of[at % WV_FIELD_SLOTS]) at++;
        r->field_of[at % WV_FIELD_SLOTS] = (uint8_t)(f + 1);
    }
}

/* Of names with one hash, so both are as long as each other, nearly always, and equal: two reads
 * that overlap are all the bytes. */
static inline bool same_name(wv_str a, wv_str b)
{
    uint64_t a8[2], b8[2];
    uint32_t a4[2], b4[2];
    if (a.n != b.n) return false;
    if (a.n < 4) return wv_str_eq(a, b);
    if (a.n < 8) {
        memcpy(&a4[0], a.p, 4), memcpy(&a4[1], a.p + a.n - 4, 4);
        memcpy(&b4[0], b.p, 4), memcpy(&b4[1], b.p + b.n - 4, 4);
        return a4[0] == b4[0] && a4[1] == b4[1];
    }
    memcpy(&a8[0], a.p, 8), memcpy(&a8[1], a.p + a.n - 8, 8);
    memcpy(&b8[0], b.p, 8), memcpy(&b8[1], b.p + b.n - 8, 8);
    return a8[0] == b8[0] && a8[1] == b8[1];
}

/* FIELD_COUNT when records.md knows no such name. */
static inline field field_named(const wv_reader *r, const wv_json_value *key)
{
    for (uint32_t at = key->count;; at++) {
        uint32_t f = r->field_of[at % WV_FIELD_SLOTS];
        if (!f) return FIELD_COUNT;
        if (same_name(key->text, field_name[f - 1])) return (field)(f - 1);
    }
}

/* Finds each known member once (the parser refused repeats) and counts the others. */
static void find_members(work *w)
{
    const wv_json *j = &w->reader->json;
    uint32_t key = 1;
    for (uint32_t i = 0; i < j->values[0].count; i++, key = j->values[key + 1].next) {
        field f = field_named(w->reader, &j->values[key]);
        if (f == FIELD_COUNT)
            count_unknown(w->reader, j->values[key].text);
        else if (j->values[key + 1].type != WV_JSON_NULL)
            w->at[f] = key + 1;
    }
}

/* A string field, empty when absent; anything else degrades. */
static wv_str string_of(work *w, field f, wv_degraded bit)
{
    const wv_json_value *v = value_of(w, f);
    if (v && v->type == WV_JSON_STRING) return v->text;
    if (v) degrade(w, f, bit);
    return (wv_str){NULL, 0};
}

/* Strings of an array into the arena; *others tells that it held something else. */
static const wv_str *strings_of(work *w, const wv_json_value *array, uint32_t *count, bool *others)
{
    const wv_json *j = &w->reader->json;
    wv_str *list = wv_arena_alloc(&w->reader->arena, array->count * sizeof *list);
    *count = 0;
    *others = false;
    if (!list) {
        w->no_memory = true;
        return NULL;
    }
    uint32_t item = (uint32_t)(array - j->values) + 1;
    for (uint32_t i = 0; i < array->count; i++, item = j->values[item].next) {
        if (j->values[item].type == WV_JSON_STRING)
            list[(*count)++] = j->values[item].text;
        else
            *others = true;
    }
    return list;
}

/* `to`: one reference or a list of them. */
static void read_to(work *w)
{
    const wv_json_value *v = value_of(w, FIELD_TO);
    bool others = true;
    if (!v) return;
    if (v->type == WV_JSON_ARRAY) {
        w->out->to = strings_of(w, v, &w->out->to_count, &others);
    } else if (v->type == WV_JSON_STRING) {
        wv_str *one = wv_arena_alloc(&w->reader->arena, sizeof *one);
        if (!one) {
            w->no_memory = true;
            return;
        }
        *one = v->text;
        w->out->to = one;
        w->out->to_count = 1;
        others = false;
    }
    if (others) degrade(w, FIELD_TO, WV_DEGRADED_TO);
}

/* One `{"ref","role","name"}`; false when it has no ref or an odd role. A person without role is
 * fine. */
static bool read_person(const wv_json *j, uint32_t at, wv_person *out)
{
    const wv_json_value *person = &j->values[at];
    bool good = person->type == WV_JSON_OBJECT;
    uint32_t key = at + 1, members = good ? person->count : 0;
    *out = (wv_person){0};
    for (uint32_t i = 0; i < members; i++, key = j->values[key + 1].next) {
        const wv_json_value *v = &j->values[key + 1];
        wv_str member = j->values[key].text;
        bool is_ref = wv_str_is(member, "ref"), is_name = wv_str_is(member, "name");
        if ((!is_ref && !is_name && !wv_str_is(member, "role")) || v->type == WV_JSON_NULL)
            continue;
        if (v->type != WV_JSON_STRING)
            good = false;
        else if (is_ref)
            out->ref = v->text;
        else if (is_name)
            out->name = v->text;
        else
            good &= wv_role_named(v->text, &out->role);
    }
    return good && out->ref.n > 0;
}

static void read_persons(work *w)
{
    const wv_json *j = &w->reader->json;
    const wv_json_value *v = value_of(w, FIELD_PERSONS);
    if (!v) return;
    bool good = v->type == WV_JSON_ARRAY;
    uint32_t count = good ? v->count : 0, item = w->at[FIELD_PERSONS] + 1;
    wv_person *list = wv_arena_alloc(&w->reader->arena, count * sizeof *list);
    if (!list) {
        w->no_memory = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++, item = j->values[item].next) {
        wv_person *person = &list[w->out->person_count];
        good &= read_person(j, item, person);
        if (person->ref.n) w->out->person_count++;
    }
    w->out->persons = list;
    if (!good) degrade(w, FIELD_PERSONS, WV_DEGRADED_PERSONS);
}

/* False for what an attribute cannot hold: objects, and lists of anything but strings. */
static bool read_attr_value(work *w, const wv_json_value *v, wv_value *out)
{
    bool others = false;
    *out = (wv_value){0};
    switch ((wv_json_type)v->type) {
    case WV_JSON_NULL: return true;
    case WV_JSON_FALSE:
    case WV_JSON_TRUE:
        out->type = WV_VALUE_BOOL;
        out->boolean = v->type == WV_JSON_TRUE;
        return true;
    case WV_JSON_NUMBER:
        out->type = WV_VALUE_NUMBER;
        out->number = wv_json_number(v->text);
        out->string = v->text;
        return true;
    case WV_JSON_STRING:
        out->type = WV_VALUE_STRING;
        out->string = v->text;
        return true;
    case WV_JSON_ARRAY:
        out->type = WV_VALUE_LIST;
        out->list = strings_of(w, v, &out->list_count, &others);
        return !others;
    case WV_JSON_OBJECT: break;
    }
    return false;
}

static void read_attrs(work *w)
{
    const wv_json *j = &w->reader->json;
    const wv_json_value *v = value_of(w, FIELD_ATTRS);
    if (!v) return;
    bool good = v->type == WV_JSON_OBJECT;
    uint32_t count = good ? v->count : 0, key = w->at[FIELD_ATTRS] + 1;
    wv_attr *list = wv_arena_alloc(&w->reader->arena, count * sizeof *list);
    if (!list) {
        w->no_memory = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++, key = j->values[key + 1].next) {
        wv_attr *attr = &list[w->out->attr_count];
        attr->name = j->values[key].text;
        if (read_attr_value(w, &j->values[key + 1], &attr->value))
            w->out->attr_count++;
        else
            good = false;
    }
    w->out->attrs = list;
    if (!good) degrade(w, FIELD_ATTRS, WV_DEGRADED_ATTRS);
}

/* A time without an offset is local: a date alone always, a clock only when --tz said so. */
static bool localise(const wv_reader_options *o, wv_time *t)
{
    if (t->has_clock && !o->zone_for_clocks) return false;
    int64_t local = t->seconds + t->offset_seconds;
    t->offset_seconds = o->zone ? wv_tz_offset_local(o->zone, local) : 0;
    t->seconds = local - t->offset_seconds;
    return true;
}

static void read_time(work *w, field f, wv_degraded bit, wv_time *out)
{
    enum { NO_OFFSET = INT32_MIN }; /* no zone is that far east: tells that the text gave none */
    const wv_json_value *v = value_of(w, f);
    *out = (wv_time){0};
    if (!v) return;
    bool good = v->type == WV_JSON_STRING && wv_time_parse(v->text, NO_OFFSET, out, NULL) == WV_OK;
    if (good && out->offset_seconds == NO_OFFSET) good = localise(&w->reader->options, out);
    if (good) return;
    *out = (wv_time){0};
    degrade(w, f, bit);
}

/* Where the record was cut out of, as `convert` says it: handed on as it stands, and no part of the
 * content: the same message in a second export of a chat is the same message. */
static wv_str raw_of(work *w, field f, wv_json_type type)
{
    const wv_json_value *v = value_of(w, f);
    if (!v || v->type != type || v->end - v->start > WV_SRC_BYTES_MAX) return (wv_str){NULL, 0};
    return (wv_str){w->line.p + v->start, v->end - v->start};
}

static void read_rev(work *w)
{
    const wv_json_value *v = value_of(w, FIELD_REV);
    if (v && (v->type != WV_JSON_NUMBER || !wv_json_integer(v->text, &w->out->rev)))
        degrade(w, FIELD_REV, WV_DEGRADED_REV);
}

/* The kind as written, else as records.md infers it. An `event` that names no type but has a text
 * is read for its text: nobody may lose a threat to a wrong label. */
static void read_kind(work *w)
{
    wv_record *out = w->out;
    wv_str kind = string_of(w, FIELD_KIND, WV_DEGRADED_KIND);
    bool is_event = wv_str_is(kind, "event");
    out->kind = out->type.n ? WV_KIND_EVENT : w->at[FIELD_FROM] ? WV_KIND_MESSAGE : WV_KIND_REPORT;
    if (wv_str_is(kind, "report"))
        out->kind = WV_KIND_REPORT;
    else if (wv_str_is(kind, "message"))
        out->kind = WV_KIND_MESSAGE;
    else if (is_event && out->type.n)
        out->kind = WV_KIND_EVENT;
    else if (kind.p)
        degrade(w, FIELD_KIND, WV_DEGRADED_KIND);
}

static wv_rc dead_at(work *w, field f, wv_dead_reason reason, const char *message, wv_dead *why)
{
    const wv_json_value *v = value_of(w, f);
    *why = (wv_dead){reason, 0, v ? v->start : w->reader->json.values[0].start, message};
    return WV_E_RECORD;
}

static wv_rc read_id(work *w, wv_dead *why)
{
    const wv_json_value *v = value_of(w, FIELD_ID);
    if (!v) return dead_at(w, FIELD_ID, WV_DEAD_NO_ID, "no `id`", why);
    if (v->type != WV_JSON_STRING || v->text.n == 0 || v->text.n > WV_ID_BYTES_MAX)
        return dead_at(w, FIELD_ID, WV_DEAD_NO_ID, "`id` must be a string of 1 to 256 bytes", why);
    w->out->id = v->text;
    return WV_OK;
}

/* The text last: whether it must be there depends on the kind. */
static wv_rc read_text(work *w, wv_dead *why)
{
    const wv_json_value *v = value_of(w, FIELD_TEXT);
    wv_record *out = w->out;
    if (v && v->type == WV_JSON_STRING) out->text = v->text;
    if (out->kind == WV_KIND_EVENT) {
        if (v && v->type != WV_JSON_STRING) degrade(w, FIELD_TEXT, WV_DEGRADED_OTHER);
        return WV_OK;
    }
    if (out->text.n) return WV_OK;
    const char *message = !v                          ? "no `text` and no event `type`"
                          : v->type == WV_JSON_STRING ? "`text` is empty"
                                                      : "`text` is not a string";
    return dead_at(w, FIELD_TEXT, WV_DEAD_NO_TEXT, message, why);
}

static void read_strings(work *w)
{
    wv_record *out = w->out;
    out->case_id = string_of(w, FIELD_CASE, WV_DEGRADED_CASE);
    out->source = string_of(w, FIELD_SOURCE, WV_DEGRADED_OTHER);
    out->reporter = string_of(w, FIELD_REPORTER, WV_DEGRADED_OTHER);
    out->from = string_of(w, FIELD_FROM, WV_DEGRADED_FROM);
    out->channel = string_of(w, FIELD_CHANNEL, WV_DEGRADED_OTHER);
    out->title = string_of(w, FIELD_TITLE, WV_DEGRADED_OTHER);
    out->code = string_of(w, FIELD_CODE, WV_DEGRADED_OTHER);
    out->handler = string_of(w, FIELD_HANDLER, WV_DEGRADED_OTHER);
    out->type = string_of(w, FIELD_TYPE, WV_DEGRADED_OTHER);
}

wv_rc wv_fields_read(wv_reader *r, wv_str line, wv_record *out, wv_dead *why)
{
    work w; /* broken[] is written before it is read */
    w.reader = r, w.out = out, w.line = line;
    w.broken_count = 0, w.no_memory = false;
    memset(w.at, 0, sizeof w.at);
    wv_mem_clear(out, sizeof *out);
    find_members(&w);
    wv_rc rc = read_id(&w, why);
    if (rc) return rc;
    read_strings(&w);
    read_kind(&w);
    if ((rc = read_text(&w, why)) != WV_OK) return rc;
    read_to(&w);
    read_persons(&w);
    read_attrs(&w);
    read_rev(&w);
    read_time(&w, FIELD_OCCURRED_AT, WV_DEGRADED_OCCURRED_AT, &out->occurred_at);
    read_time(&w, FIELD_RECEIVED_AT, WV_DEGRADED_RECEIVED_AT, &out->received_at);
    read_time(&w, FIELD_EXPIRES_AT, WV_DEGRADED_EXPIRES_AT, &out->expires_at);
    out->src = raw_of(&w, FIELD_SRC, WV_JSON_OBJECT);
    out->warnings = raw_of(&w, FIELD_WARNINGS, WV_JSON_ARRAY);
    if (!w.at[FIELD_RECEIVED_AT]) out->received_at = out->occurred_at;
    if (w.no_memory) return WV_E_NOMEM;
    out->content_open = r->options.lazy_content && out->case_id.n == 0 && w.broken_count == 0;
    if (!out->content_open) wv_content_hash(out, w.broken, w.broken_count, out->content);
    return WV_OK;
}
