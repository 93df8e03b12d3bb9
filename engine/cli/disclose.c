/* SPDX-License-Identifier: EUPL-1.2 */
/* disclose.c: what may leave of a line of output.
 *
 * In: lines as the writers made them, and a profile. Out: the same lines without what the profile
 * does not name. Neighbours: disclose_read.c reads profiles; scan, logbook and digest ask. Works on
 * the written line, not in the writers, so that a field that somebody adds to a writer stays inside
 * until a profile names it. Invariant: a value is passed byte for byte or not at all. Cost: one
 * parse a line. */
#include "cli/disclose.h"

#include "read/json.h"

#include <stdio.h>

static const char *const flag_fields[] = {"origin",
                                          "id",
                                          "key",
                                          "record",
                                          "case",
                                          "raised_at",
                                          "triage",
                                          "degraded",
                                          "src",
                                          "warnings",
                                          "beyond_horizon",
                                          "findings",
                                          "findings.signal",
                                          "findings.rule",
                                          "findings.key",
                                          "findings.severity",
                                          "findings.basis",
                                          "findings.spans",
                                          "findings.spans.start",
                                          "findings.spans.end",
                                          "findings.spans.text",
                                          "findings.scope",
                                          "findings.why",
                                          "findings.direction",
                                          "findings.direction.actor",
                                          "findings.direction.target",
                                          "findings.suppressed",
                                          "findings.evidence",
                                          "findings.dropped",
                                          "findings.shadow",
                                          "findings.truncated",
                                          "findings.incomplete",
                                          "truncated",
                                          "incomplete",
                                          "pack",
                                          "engine",
                                          NULL};
static const char *const alert_fields[] = {"origin",    "id",        "key",    "case",
                                           "pattern",   "rule",      "episode", "raised_at",
                                           "triage",    "evidence",  "facts",  "truncated",
                                           "pack",      "engine",    NULL};
static const char *const revision_fields[] = {"id",        "key",     "of",   "case",   "standing",
                                              "raised_at", "because", "pack", "engine", NULL};
static const char *const logbook_fields[] = {"case",
                                             "record",
                                             "occurred_at",
                                             "received_at",
                                             "source",
                                             "reporter",
                                             "from",
                                             "to",
                                             "channel",
                                             "code",
                                             "handler",
                                             "event",
                                             "night",
                                             "deleted",
                                             "signals",
                                             "signals.signal",
                                             "signals.severity",
                                             "signals.live",
                                             "signals.from_case",
                                             "signals.actor",
                                             "signals.target",
                                             "signals.claimed",
                                             "pattern",
                                             "raised_at",
                                             "episode",
                                             "triage",
                                             "standing",
                                             "evidence",
                                             "facts",
                                             NULL};
static const char *const digest_fields[] = {"case",
                                            "as_of",
                                            "since",
                                            "new",
                                            "signals",
                                            "signals.signal",
                                            "signals.records",
                                            "signals_late",
                                            "signals_fallen",
                                            "alerts_new",
                                            "alerts_fallen",
                                            "alerts_open",
                                            "last_record",
                                            "days_since_last_record",
                                            "longest_silence",
                                            NULL};

static const struct {
    const char *name;
    const char *const *fields;
} types[WV_DISCLOSE_TYPES] = {{"flag", flag_fields},
                              {"alert", alert_fields},
                              {"revision", revision_fields},
                              {"logbook", logbook_fields},
                              {"digest", digest_fields}};

const char *const *wv_disclose_fields(wv_disclose_type type, unsigned *count)
{
    *count = 0;
    while (types[type].fields[*count]) ++*count;
    return types[type].fields;
}

const char *wv_disclose_type_name(wv_disclose_type type)
{
    return types[type].name;
}

static bool shows(const wv_disclosure *d, wv_disclose_type type, wv_str field)
{
    const char *const *fields = types[type].fields;
    for (unsigned i = 0; fields[i]; i++)
        if (wv_str_is(field, fields[i])) return d->fields[type] >> i & 1;
    return false; /* a field that the table does not know leaves for nobody */
}

bool wv_disclose_shows(const wv_disclosure *d, wv_disclose_type type, const char *field)
{
    return !d->name[0] || shows(d, type, wv_str_of(field));
}

/* Do the fields of the table go on below this one? */
static bool has_parts(wv_disclose_type type, wv_str field)
{
    const char *const *fields = types[type].fields;
    for (unsigned i = 0; fields[i]; i++)
        if (strncmp(fields[i], field.p, field.n) == 0 && fields[i][field.n] == '.') return true;
    return false;
}

/* --- one line ----------------------------------------------------------------------------------
 */

typedef struct writer {
    const wv_disclosure *d;
    wv_disclose_type type;
    const wv_json *json;
    wv_str line;
    wv_buf *out, path; /* `findings.spans`: the table is three deep, and so is what calls itself */
} writer;

static void put_object(writer *w, uint32_t at, bool is_line);

static void put_raw(const writer *w, const wv_json_value *v)
{
    wv_buf_add(w->out, w->line.p + v->start, v->end - v->start);
}

/* A value with parts is an object, or a list of them. */
static void put_parts(writer *w, uint32_t at)
{
    const wv_json_value *v = &w->json->values[at];
    if (v->type == WV_JSON_OBJECT) {
        put_object(w, at, false);
        return;
    }
    wv_buf_byte(w->out, '[');
    uint32_t item = at + 1;
    for (uint32_t i = 0; v->type == WV_JSON_ARRAY && i < v->count; i++) {
        if (i) wv_buf_byte(w->out, ',');
        if (w->json->values[item].type == WV_JSON_OBJECT) put_object(w, item, false);
        item = w->json->values[item].next;
    }
    wv_buf_byte(w->out, ']');
}

/* What every line says of itself. `row` is the kind of a line of the logbook. */
static bool is_head(const writer *w, wv_str key)
{
    return wv_str_is(key, "schema") || wv_str_is(key, "type") ||
           (w->type == WV_DISCLOSE_LOGBOOK && wv_str_is(key, "row"));
}

static void put_member(writer *w, uint32_t key, bool is_line, bool *first)
{
    const wv_json_value *k = &w->json->values[key], *v = k + 1;
    size_t before = w->path.n;
    if (before) wv_buf_byte(&w->path, '.');
    wv_buf_str(&w->path, k->text);
    wv_str path = {w->path.p, (uint32_t)w->path.n};
    if (!w->path.failed && ((is_line && is_head(w, k->text)) || shows(w->d, w->type, path))) {
        if (!*first) wv_buf_byte(w->out, ',');
        *first = false;
        put_raw(w, k);
        wv_buf_byte(w->out, ':');
        if (has_parts(w->type, path))
            put_parts(w, key + 1);
        else
            put_raw(w, v);
        if (is_line && wv_str_is(k->text, "type")) { /* a reader must see that it is not all */
            wv_buf_text(w->out, ",\"profile\":");
            wv_buf_json(w->out, wv_str_of(w->d->name));
        }
    }
    w->path.n = before;
}

static void put_object(writer *w, uint32_t at, bool is_line)
{
    bool first = true;
    uint32_t key = at + 1;
    wv_buf_byte(w->out, '{');
    for (uint32_t i = 0; i < w->json->values[at].count; i++) {
        put_member(w, key, is_line, &first);
        key = w->json->values[key + 1].next;
    }
    wv_buf_byte(w->out, '}');
}

/* The type of a line, or -1. */
static int type_of(const wv_json *json)
{
    uint32_t key = 1;
    if (json->values[0].type != WV_JSON_OBJECT) return -1;
    for (uint32_t i = 0; i < json->values[0].count; i++) {
        if (wv_str_is(json->values[key].text, "type"))
            for (int t = 0; t < WV_DISCLOSE_TYPES; t++)
                if (wv_str_is(json->values[key + 1].text, types[t].name)) return t;
        key = json->values[key + 1].next;
    }
    return -1;
}

static wv_rc put_line(const wv_disclosure *d, wv_json *json, wv_str line, wv_buf *out, wv_err *err)
{
    wv_json_error error;
    wv_rc rc = wv_json_parse(json, line, &error);
    int type = rc ? -1 : type_of(json);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (type < 0) return wv_err_set(err, WV_E_INTERNAL, "a line of a type that no profile knows");
    if (d->fields[type] == 0) return WV_OK;
    writer w = {.d = d, .type = (wv_disclose_type)type, .json = json, .line = line, .out = out};
    wv_buf_init(&w.path);
    put_object(&w, 0, true);
    wv_buf_byte(out, '\n');
    if (w.path.failed) out->failed = true;
    wv_buf_done(&w.path);
    return out->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}

wv_rc wv_disclose_lines(const wv_disclosure *d, wv_str lines, wv_buf *out, wv_err *err)
{
    wv_arena arena;
    wv_json json;
    wv_rc rc = WV_OK;
    if (!d->name[0]) {
        wv_buf_str(out, lines);
        return WV_OK;
    }
    wv_arena_init(&arena);
    wv_json_init(&json, &arena);
    for (uint32_t at = 0; at < lines.n && rc == WV_OK;) {
        const char *end = memchr(lines.p + at, '\n', lines.n - at);
        uint32_t n = end ? (uint32_t)(end - lines.p) - at : lines.n - at;
        wv_arena_reset(&arena);
        rc = put_line(d, &json, (wv_str){lines.p + at, n}, out, err);
        at += n + 1;
    }
    wv_json_done(&json);
    wv_arena_done(&arena);
    return rc;
}
