/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation_studio.c: Label Studio's JSON: a task an item, findings as predictions, people's work as annotations.
 *
 *   {"data":{"record":"m1","text":"..."},"predictions":[{"model_version":"...","result":[
 *     {"id":"m0s0","from_name":"signal","to_name":"text","type":"labels",
 *      "value":{"start":8,"end":22,"text":"maak ik je dood","labels":["threat.kill"]}}, ...]}]}
 *
 * A verdict other than "right" is a second result of the same region, of type choices. Offsets are code points, as the
 * frontend stores them since its pull request 308 (2022); older ones stored UTF-16 units. A region carries its own
 * text, so reading does not guess: the unit in which the text stands there is taken, and none is an error.
 * Neighbours: annotation.c. Cost: linear, and once through the text for each region. */
#include "lab/annotation.h"

#include "read/tape.h"

/* ---- writing ---- */

static void put_region(const wv_annotated *item, uint32_t mark, uint32_t place, wv_buf *out)
{
    const wv_mark *m = &item->marks[mark];
    wv_span at = m->spans[place];
    wv_buf_format(out,
                  "{\"id\":\"m%us%u\",\"from_name\":\"signal\",\"to_name\":\"text\","
                  "\"type\":\"labels\",\"value\":{\"start\":%u,\"end\":%u,\"text\":",
                  mark, place, at.start, at.end);
    wv_buf_json(out, wv_annotation_slice(item->text, at));
    wv_buf_text(out, ",\"labels\":[");
    wv_buf_json(out, m->slug);
    wv_buf_text(out, "]}");
    if (m->rule.n) {
        wv_buf_text(out, ",\"meta\":{\"text\":[");
        wv_buf_json(out, m->rule);
        wv_buf_text(out, "]}");
    }
    wv_buf_byte(out, '}');
    if (m->verdict == WV_VERDICT_NONE || m->verdict == WV_VERDICT_RIGHT) return;
    wv_buf_format(out,
                  ",{\"id\":\"m%us%u\",\"from_name\":\"verdict\",\"to_name\":\"text\","
                  "\"type\":\"choices\",\"value\":{\"start\":%u,\"end\":%u,\"choices\":[\"%s\"]}}",
                  mark, place, at.start, at.end, wv_verdict_words[m->verdict]);
}

void wv_annotation_write_label_studio(const wv_annotated *item, wv_str model, wv_buf *out)
{
    bool more = false;
    wv_buf_text(out, "{\"data\":{\"record\":");
    wv_buf_json(out, item->id);
    if (item->case_id.n) {
        wv_buf_text(out, ",\"case\":");
        wv_buf_json(out, item->case_id);
    }
    wv_buf_text(out, ",\"text\":");
    wv_buf_json(out, item->text);
    wv_buf_text(out, item->judged ? "},\"annotations\":[{\"result\":["
                                  : "},\"predictions\":[{\"model_version\":");
    if (!item->judged) {
        wv_buf_json(out, model);
        wv_buf_text(out, ",\"result\":[");
    }
    for (uint32_t i = 0; i < item->count; i++)
        for (uint32_t k = 0; k < item->marks[i].span_count; k++) {
            if (more) wv_buf_byte(out, ',');
            put_region(item, i, k, out);
            more = true;
        }
    wv_buf_text(out, "]}]}");
}

/* ---- reading ---- */

/* The frontend writes a line end in a region's text as a backslash and an n. */
static bool same_text(wv_str in_text, wv_str told)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < in_text.n; i++, k++) {
        if (k >= told.n) return false;
        if (in_text.p[i] == told.p[k]) continue;
        if (in_text.p[i] != '\n' || told.p[k] != '\\' || ++k >= told.n || told.p[k] != 'n')
            return false;
    }
    return in_text.n && k == told.n;
}

/* start and end in code points, whatever unit the frontend counted in. */
static wv_rc place_of(const wv_annotation_reader *r, wv_str text, uint32_t value, wv_span *out,
                      wv_err *err)
{
    const wv_json *j = &r->json;
    uint32_t start, end, told = wv_tape_member(j, value, "text");
    if (!wv_tape_count(j, wv_tape_member(j, value, "start"), &start) ||
        !wv_tape_count(j, wv_tape_member(j, value, "end"), &end))
        return wv_err_set(err, WV_E_RECORD, "has a region without start and end");
    wv_span points = {start, end};
    wv_span units = {wv_annotation_from_utf16(text, start), wv_annotation_from_utf16(text, end)};
    if (!wv_tape_is(j, told, WV_JSON_STRING)) {
        *out = r->utf16 ? units : points;
        return WV_OK;
    }
    wv_str there = j->values[told].text;
    bool as_points = same_text(wv_annotation_slice(text, points), there);
    *out = as_points ? points : units;
    if (as_points ||
        (units.end != UINT32_MAX && same_text(wv_annotation_slice(text, units), there)))
        return WV_OK;
    return wv_err_set(err, WV_E_RECORD, "has a region of which the text does not stand at %u to %u",
                      start, end);
}

/* The verdict that was chosen for a region; NONE when none was. */
static wv_rc verdict_of(const wv_json *j, uint32_t results, wv_str region, wv_verdict *out,
                        wv_err *err)
{
    uint32_t i = results + 1;
    for (uint32_t k = 0; k < j->values[results].count; k++, i = j->values[i].next) {
        uint32_t list = wv_tape_member(j, wv_tape_member(j, i, "value"), "choices");
        if (!wv_tape_is(j, list, WV_JSON_ARRAY) || !j->values[list].count ||
            !wv_str_eq(wv_tape_text(j, i, "id"), region) ||
            !wv_str_is(wv_tape_text(j, i, "from_name"), "verdict"))
            continue;
        int v = WV_VERDICT_RIGHT;
        while (v < WV_VERDICT_COUNT && !wv_str_is(j->values[list + 1].text, wv_verdict_words[v]))
            v++;
        if (v == WV_VERDICT_COUNT)
            return wv_err_set(err, WV_E_RECORD, "has an unknown verdict '%.*s'",
                              (int)j->values[list + 1].text.n, j->values[list + 1].text.p);
        *out = (wv_verdict)v;
    }
    return WV_OK;
}

static wv_rc read_region(wv_annotation_reader *r, wv_str text, uint32_t results, uint32_t at,
                         wv_err *err)
{
    const wv_json *j = &r->json;
    uint32_t value = wv_tape_member(j, at, "value");
    uint32_t labels = wv_tape_member(j, value, "labels"), i = labels + 1;
    wv_span place;
    if (!wv_tape_is(j, labels, WV_JSON_ARRAY)) return WV_OK; /* choices, relations, notes */
    wv_rc rc = place_of(r, text, value, &place, err);
    for (uint32_t k = 0; k < j->values[labels].count && !rc; k++, i = j->values[i].next) {
        wv_mark m = {.spans = &place, .span_count = 1};
        if (!wv_annotation_label(j->values[i].text, &m.slug, &m.verdict))
            return wv_err_set(err, WV_E_RECORD, "has an unknown label '%.*s'",
                              (int)j->values[i].text.n, j->values[i].text.p);
        rc = verdict_of(j, results, wv_tape_text(j, at, "id"), &m.verdict, err);
        if (!rc) rc = wv_annotation_add(r, text, m, err);
    }
    return rc;
}

static bool is_true(const wv_json *j, uint32_t at, const char *key)
{
    return wv_tape_is(j, wv_tape_member(j, at, key), WV_JSON_TRUE);
}

/* Ground truth before others, the last before the first; a skipped task was not judged. */
static uint32_t best_annotation(wv_annotation_reader *r, uint32_t list)
{
    const wv_json *j = &r->json;
    uint32_t best = WV_TAPE_NONE, seen = 0;
    if (!wv_tape_is(j, list, WV_JSON_ARRAY)) return best;
    uint32_t i = list + 1;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next) {
        if (is_true(j, i, "was_cancelled")) continue;
        seen++;
        if (best == WV_TAPE_NONE || is_true(j, i, "ground_truth") ||
            !is_true(j, best, "ground_truth"))
            best = i;
    }
    r->several += seen > 1;
    return best;
}

static wv_rc read_task(wv_annotation_reader *r, wv_str task, wv_err *err)
{
    wv_json_error error;
    wv_arena_reset(&r->arena);
    r->count = 0;
    wv_rc rc = wv_json_parse(&r->json, task, &error);
    if (rc) return wv_err_set(err, rc, "is no JSON: %s", rc == WV_E_JSON ? error.message : "limit");
    const wv_json *j = &r->json;
    uint32_t data = wv_tape_member(j, 0, "data");
    wv_annotated item = {.id = wv_tape_text(j, data, "record"),
                         .case_id = wv_tape_text(j, data, "case"),
                         .text = wv_tape_text(j, data, "text"),
                         .line = r->line};
    if (!item.id.n) return wv_err_set(err, WV_E_RECORD, "is a task without data.record");
    uint32_t annotation = best_annotation(r, wv_tape_member(j, 0, "annotations"));
    uint32_t results = wv_tape_member(j, annotation, "result"), i = results + 1;
    item.judged = wv_tape_is(j, results, WV_JSON_ARRAY);
    for (uint32_t k = 0; item.judged && k < j->values[results].count && !rc;
         k++, i = j->values[i].next)
        rc = read_region(r, item.text, results, i, err);
    item.marks = r->marks;
    item.count = r->count;
    if (!rc && !r->visit(r->ctx, &item)) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc;
}

/* Past one value of a list: where brackets and strings close. What is wrong inside is the parser's to say. */
static size_t past_value(wv_str file, size_t at, uint64_t *line)
{
    uint32_t depth = 0;
    bool quoted = false;
    for (; at < file.n; at++) {
        char c = file.p[at];
        *line += c == '\n';
        if (quoted) {
            if (c == '\\')
                at++;
            else
                quoted = c != '"';
            continue;
        }
        if (depth == 0 && (c == ',' || c == ']')) return at;
        quoted = c == '"';
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
    }
    return at < file.n ? at : file.n;
}

wv_rc wv_annotation_read_label_studio(wv_annotation_reader *r, wv_str file, wv_err *err)
{
    size_t at = 0;
    wv_rc rc = WV_OK;
    r->line = 1;
    while (at < file.n && strchr(" \t\r\n", file.p[at])) r->line += file.p[at++] == '\n';
    if (at >= file.n || file.p[at] != '[')
        return wv_err_set(err, WV_E_JSON, "is no list of tasks: export as JSON, not JSON-MIN");
    for (at++; !rc;) {
        while (at < file.n && strchr(" \t\r\n,", file.p[at])) r->line += file.p[at++] == '\n';
        if (at >= file.n) return wv_err_set(err, WV_E_JSON, "ends before its list does");
        if (file.p[at] == ']') break;
        uint64_t line = r->line;
        size_t end = past_value(file, at, &line);
        if (end - at > WV_JSON_BYTES_MAX)
            return wv_err_set(err, WV_E_LIMIT, "has a task of more than 64 MiB");
        rc = read_task(r, (wv_str){file.p + at, (uint32_t)(end - at)}, err);
        if (!rc) r->line = line;
        at = end;
    }
    return rc;
}
