/* SPDX-License-Identifier: EUPL-1.2 */
/* export.c: a resting case as lines of JSON, without its pack. In: a case's log. Out: one line a
 * record, one a raised thing, one for what else the log says. Neighbours: pickle.c reads,
 * cli/state.c writes. Invariant: everything that the log holds is in the lines, in the log's order;
 * there is no text in it because there is none in the log. One way: what makes a case again is its
 * records. Cost: two readings of the log. */
#include "case/pickle.h"
#include "case/view.h"

#include <stdlib.h>

typedef struct exporter {
    wv_pickle_reader reader;
    wv_entry_heads heads;
    wv_pickle_learned names;
    wv_str case_id;
    wv_buf *out;
    uint32_t *fallen; /* numbers of written things that stand no more */
    uint32_t fallen_count, fallen_capacity;
    uint32_t written, ops, settled_at; /* number of the last op that read in what waited */
} exporter;

static const char *const KINDS[] = {"report", "message", "event"};
static const char *const TRIAGES[] = {"info", "context", "week", "today", "now"};
static const char *const BASES[] = {"said", "inferred"};
static const char *const LABELS[] = {
#define LABEL_WORD(name, text) text,
    WV_LABEL_TABLE(LABEL_WORD)
#undef LABEL_WORD
};

static void field(wv_buf *out, const char *name, wv_str value)
{
    if (value.n == 0) return;
    wv_buf_format(out, ",\"%s\":", name);
    wv_buf_json(out, value);
}

static void field_time(wv_buf *out, const char *name, wv_time t)
{
    if (!t.known) return;
    wv_buf_format(out, ",\"%s\":\"", name);
    wv_time_write(out, t);
    wv_buf_byte(out, '"');
}

static void list(wv_buf *out, const wv_str *items, uint32_t count)
{
    wv_buf_byte(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, items[i]);
    }
    wv_buf_byte(out, ']');
}

static void value(wv_buf *out, const wv_value *v)
{
    switch (v->type) {
    case WV_VALUE_BOOL: wv_buf_text(out, v->boolean ? "true" : "false"); break;
    case WV_VALUE_NUMBER: wv_buf_str(out, v->string); break; /* as it was written */
    case WV_VALUE_STRING: wv_buf_json(out, v->string); break;
    case WV_VALUE_LIST: list(out, v->list, v->list_count); break;
    default: wv_buf_text(out, "null");
    }
}

static void attrs(wv_buf *out, const char *name, const wv_attr *items, uint32_t count)
{
    wv_buf_format(out, ",\"%s\":{", name);
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, items[i].name);
        wv_buf_byte(out, ':');
        value(out, &items[i].value);
    }
    wv_buf_byte(out, '}');
}

static wv_str name_of(const wv_map *names, uint32_t number)
{
    return number < names->count ? names->entries[number].key : WV_STR("");
}

static void begin(exporter *x, const char *type)
{
    wv_buf_format(x->out, "{\"schema\":\"waakvlam/1\",\"type\":\"%s\",\"case\":", type);
    wv_buf_json(x->out, x->case_id);
}

static void note(exporter *x, const wv_note *n)
{
    wv_buf *out = x->out;
    wv_buf_text(out, "{\"rule\":");
    wv_buf_json(out, name_of(&x->names.rules, n->rule));
    field(out, "signal", name_of(&x->names.signals, n->signal));
    wv_buf_format(out, ",\"severity\":%u,\"basis\":\"%s\",\"live\":%s,\"labels\":[", n->told,
                  BASES[n->basis == WV_BASIS_INFERRED], n->live ? "true" : "false");
    bool first = true;
    for (int i = 0; i < WV_LABEL_COUNT; i++) {
        if (!(n->labels >> i & 1)) continue;
        wv_buf_format(out, "%s\"%s\"", first ? "" : ",", LABELS[i]);
        first = false;
    }
    wv_buf_byte(out, ']');
    if (n->claimed) wv_buf_format(out, ",\"claimed\":%u", n->claimed);
    field(out, "actor", n->actor);
    field(out, "target", n->target);
    wv_buf_byte(out, '}');
}

static void persons(wv_buf *out, const wv_entry *e)
{
    wv_buf_text(out, ",\"persons\":[");
    for (uint32_t i = 0; i < e->person_count; i++) {
        wv_buf_text(out, i ? ",{\"ref\":" : "{\"ref\":");
        wv_buf_json(out, e->persons[i].ref);
        field(out, "role", wv_role_word(e->persons[i].role));
        wv_buf_byte(out, '}');
    }
    wv_buf_byte(out, ']');
}

static void write_entry(exporter *x, const wv_entry *e, bool waits)
{
    wv_buf *out = x->out;
    begin(x, "state_record");
    field(out, "record", e->id);
    wv_buf_format(out, ",\"kind\":\"%s\"", KINDS[e->kind]);
    field_time(out, "occurred_at", e->occurred);
    field_time(out, "received_at", e->received);
    field(out, "source", e->head->source);
    field(out, "reporter", e->head->reporter);
    field(out, "handler", e->head->handler);
    field(out, "code", e->head->code);
    field(out, "from", e->head->from);
    if (e->to_count) {
        wv_buf_text(out, ",\"to\":");
        list(out, e->to, e->to_count);
    }
    field(out, "channel", e->head->channel);
    field(out, "event", e->head->type);
    if (e->attr_count) attrs(out, "attrs", e->attrs, e->attr_count);
    if (e->person_count) persons(out, e);
    wv_buf_format(out, ",\"rev\":%lld,\"content\":\"%016llx\"%s,\"findings\":[", (long long)e->rev,
                  (unsigned long long)e->content, waits ? ",\"waits\":true" : "");
    for (uint32_t i = 0; i < e->note_base; i++) {
        if (i) wv_buf_byte(out, ',');
        note(x, &e->notes[i]);
    }
    wv_buf_text(out, "]}\n");
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool has_fallen(const exporter *x, uint32_t number)
{
    return x->fallen_count &&
           bsearch(&number, x->fallen, x->fallen_count, sizeof number, by_number);
}

static void write_written(exporter *x, const wv_written *w)
{
    wv_buf *out = x->out;
    begin(x, "state_raised");
    field(out, "rule", name_of(&x->names.rules, w->rule));
    wv_buf_format(out, ",\"pattern\":%s,\"standing\":%s,\"episode\":%u",
                  w->is_pattern ? "true" : "false", has_fallen(x, x->written) ? "false" : "true",
                  w->episode);
    field_time(out, "raised_at", w->raised_at);
    wv_buf_format(out, ",\"triage\":\"%s\",\"severity\":%u,\"basis\":\"%s\"", TRIAGES[w->triage],
                  w->severity, BASES[w->basis == WV_BASIS_INFERRED]);
    field(out, "record", w->trigger);
    field(out, "actor", w->actor);
    field(out, "target", w->target);
    wv_buf_text(out, ",\"evidence\":");
    list(out, w->evidence, w->evidence_count);
    attrs(out, "facts", w->facts, w->fact_count);
    wv_buf_text(out, w->truncated ? ",\"truncated\":true}\n" : "}\n");
}

/* --- the log, twice: first what the end of it says of its beginning ------------------------------
 */

static bool note_fallen(exporter *x, uint64_t number)
{
    if (!wv_mem_grow((void **)&x->fallen, &x->fallen_capacity, x->fallen_count + 1,
                     sizeof *x->fallen))
        return false;
    x->fallen[x->fallen_count++] = (uint32_t)number;
    return true;
}

static void read_alone(exporter *x, bool writes)
{
    wv_str id = wv_pickle_read_string(&x->reader);
    uint64_t content = wv_pickle_read_number(&x->reader);
    int64_t rev = wv_pickle_read_signed(&x->reader);
    if (!writes) return;
    begin(x, "state_alone");
    field(x->out, "record", id);
    wv_buf_format(x->out, ",\"rev\":%lld,\"content\":\"%016llx\"}\n", (long long)rev,
                  (unsigned long long)content);
}

static void read_moment(exporter *x, bool writes)
{
    wv_time at = {.seconds = wv_pickle_read_signed(&x->reader), .known = true, .has_clock = true};
    if (!writes) return;
    begin(x, "state_as_of");
    field_time(x->out, "at", at);
    wv_buf_text(x->out, "}\n");
}

/* Messages past the horizon; days are counted from 1970-01-01. */
static void write_day(exporter *x, const wv_contact_day *day)
{
    wv_time at = {.seconds = (int64_t)day->day * 86400, .known = true};
    begin(x, "state_contacts");
    field_time(x->out, "day", at);
    field(x->out, "from", day->from);
    field(x->out, "to", day->to);
    field(x->out, "channel", day->channel);
    wv_buf_format(x->out, ",\"count\":%u,\"unwanted\":%u}\n", day->count, day->unwanted);
}

static void read_op(exporter *x, char op, bool writes)
{
    wv_pickle_reader *r = &x->reader;
    wv_entry e;
    wv_written w;
    wv_past past;
    wv_past_due due;
    wv_contact_day day;
    uint64_t number;
    switch (op) {
    case 'E':
    case 'D':
        wv_pickle_read_entry(r, &e);
        if (writes && !r->bad) write_entry(x, &e, op == 'D' && x->ops > x->settled_at);
        break;
    case 'S':
        if (!writes) x->settled_at = x->ops;
        break;
    case 'W':
        wv_pickle_read_written(r, &w);
        if (writes && !r->bad) write_written(x, &w);
        x->written++;
        break;
    case 'V':
        number = wv_pickle_read_number(r);
        if (!writes && !note_fallen(x, number)) r->bad = true;
        break;
    case 'A': read_alone(x, writes); break;
    case 'T': read_moment(x, writes); break;
    case 'R': wv_pickle_read_past(r, &past); break; /* what it says is in W as well */
    case 'P': wv_pickle_read_due(r, &due); break;
    case 'N':
        wv_pickle_read_day(r, &day);
        if (writes && !r->bad) write_day(x, &day);
        break;
    default: wv_pickle_read_signed(r); /* credit, edge */
    }
    x->ops++;
}

static void read_log(exporter *x, wv_str log, bool writes)
{
    const unsigned char *p = (const unsigned char *)log.p;
    x->reader.p = p;
    x->reader.end = p + log.n;
    x->written = x->ops = 0;
    for (char op; (op = wv_pickle_next(&x->reader)) != 0;) read_op(x, op, writes);
}

wv_rc wv_case_export(wv_str case_id, wv_str log, wv_buf *out, wv_err *err)
{
    exporter x = {.case_id = case_id, .out = out};
    wv_arena arena;
    wv_tz zone;
    wv_rc rc = wv_tz_open("Europe/Amsterdam", &zone, err);
    if (rc) return rc;
    wv_arena_init(&arena);
    wv_map_init(&x.names.rules);
    wv_map_init(&x.names.signals);
    x.reader = (wv_pickle_reader){
        .learned = &x.names, .arena = &arena, .heads = &x.heads, .zone = &zone};
    read_log(&x, log, false);
    if (x.fallen_count) qsort(x.fallen, x.fallen_count, sizeof *x.fallen, by_number);
    if (!x.reader.bad) read_log(&x, log, true);
    wv_map_done(&x.names.rules);
    wv_map_done(&x.names.signals);
    wv_arena_done(&arena);
    wv_mem_free(x.fallen);
    if (x.reader.bad) return wv_err_set(err, WV_E_CORRUPT, "the state of a case is damaged");
    return out->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}
