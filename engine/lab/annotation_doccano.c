/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation_doccano.c: doccano's JSONL for sequence labelling: one object a line.
 *
 *   {"text":"als je weggaat maak ik je dood","label":[[15,30,"threat.kill"]],"record":"m1"}
 *
 * Offsets are UTF-16 units, as its JavaScript counts (doccano issue 2290); a project with "count grapheme clusters as
 * one character" counts otherwise and cannot be read back. There is no text beside an offset to check it by, so the
 * caller says the unit. A verdict is part of the label: threat.kill/negated. Reading takes `label`, `labels` and the
 * `entities` of a project with relations; names of ours may stand under `meta`. Cost: linear, and once through the
 * text for each place. */
#include "lab/annotation.h"

#include "read/tape.h"

static uint32_t unit(const wv_annotated *item, bool utf16, uint32_t code_points)
{
    return utf16 ? wv_annotation_to_utf16(item->text, code_points) : code_points;
}

void wv_annotation_write_doccano(const wv_annotated *item, bool utf16, wv_buf *out)
{
    bool more = false;
    wv_buf_text(out, "{\"text\":");
    wv_buf_json(out, item->text);
    wv_buf_text(out, ",\"label\":[");
    for (uint32_t i = 0; i < item->count; i++) {
        const wv_mark *m = &item->marks[i];
        bool plain = m->verdict == WV_VERDICT_NONE || m->verdict == WV_VERDICT_RIGHT;
        for (uint32_t k = 0; k < m->span_count; k++) {
            wv_buf_format(out, "%s[%u,%u,\"%.*s%s%s\"]", more ? "," : "",
                          unit(item, utf16, m->spans[k].start), unit(item, utf16, m->spans[k].end),
                          (int)m->slug.n, m->slug.p, plain ? "" : "/",
                          plain ? "" : wv_verdict_words[m->verdict]);
            more = true;
        }
    }
    wv_buf_text(out, "],\"record\":");
    wv_buf_json(out, item->id);
    if (item->case_id.n) {
        wv_buf_text(out, ",\"case\":");
        wv_buf_json(out, item->case_id);
    }
    wv_buf_text(out, "}\n");
}

static wv_rc add_label(wv_annotation_reader *r, wv_str text, uint32_t start, uint32_t end,
                       uint32_t label, wv_err *err)
{
    const wv_json *j = &r->json;
    wv_span place;
    wv_mark m = {.spans = &place, .span_count = 1};
    if (!wv_tape_count(j, start, &place.start) || !wv_tape_count(j, end, &place.end) ||
        !wv_tape_is(j, label, WV_JSON_STRING))
        return wv_err_set(err, WV_E_RECORD, "has a label that is no [start, end, name]");
    if (!wv_annotation_label(j->values[label].text, &m.slug, &m.verdict))
        return wv_err_set(err, WV_E_RECORD, "has an unknown label '%.*s'",
                          (int)j->values[label].text.n, j->values[label].text.p);
    if (r->utf16) {
        wv_span points = {wv_annotation_from_utf16(text, place.start),
                          wv_annotation_from_utf16(text, place.end)};
        if (points.start == UINT32_MAX || points.end == UINT32_MAX)
            return wv_err_set(err, WV_E_RECORD,
                              "has a place (%u to %u) that cuts a character or is not in its text",
                              place.start, place.end);
        place = points;
    }
    return wv_annotation_add(r, text, m, err);
}

static wv_rc read_labels(wv_annotation_reader *r, wv_str text, uint32_t list, wv_err *err)
{
    const wv_json *j = &r->json;
    uint32_t i = list + 1;
    wv_rc rc = WV_OK;
    for (uint32_t k = 0; k < j->values[list].count && !rc; k++, i = j->values[i].next) {
        if (wv_tape_is(j, i, WV_JSON_OBJECT))
            rc = add_label(r, text, wv_tape_member(j, i, "start_offset"),
                           wv_tape_member(j, i, "end_offset"), wv_tape_member(j, i, "label"), err);
        else if (wv_tape_is(j, i, WV_JSON_ARRAY) && j->values[i].count == 3)
            rc = add_label(r, text, i + 1, i + 2, i + 3, err);
        else
            rc = wv_err_set(err, WV_E_RECORD, "has a label that is no [start, end, name]");
    }
    return rc;
}

static wv_str ours(const wv_json *j, const char *key)
{
    wv_str top = wv_tape_text(j, 0, key);
    return top.n ? top : wv_tape_text(j, wv_tape_member(j, 0, "meta"), key);
}

static wv_rc read_line(wv_annotation_reader *r, wv_str line, wv_err *err)
{
    static const char *const keys[] = {"label", "labels", "entities"};
    wv_json_error error;
    wv_arena_reset(&r->arena);
    r->count = 0;
    wv_rc rc = wv_json_parse(&r->json, line, &error);
    if (rc) return wv_err_set(err, rc, "is no JSON: %s", rc == WV_E_JSON ? error.message : "limit");
    const wv_json *j = &r->json;
    wv_annotated item = {.id = ours(j, "record"),
                         .case_id = ours(j, "case"),
                         .text = wv_tape_text(j, 0, "text"),
                         .judged = true,
                         .line = r->line};
    if (!item.text.n) item.text = wv_tape_text(j, 0, "data"); /* doccano before 1.6 */
    if (!item.id.n) return wv_err_set(err, WV_E_RECORD, "has no `record`");
    for (unsigned i = 0; i < sizeof keys / sizeof *keys && !rc; i++) {
        uint32_t list = wv_tape_member(j, 0, keys[i]);
        if (wv_tape_is(j, list, WV_JSON_ARRAY)) rc = read_labels(r, item.text, list, err);
    }
    item.marks = r->marks;
    item.count = r->count;
    if (!rc && !r->visit(r->ctx, &item)) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc;
}

wv_rc wv_annotation_read_doccano(wv_annotation_reader *r, wv_str file, wv_err *err)
{
    wv_rc rc = WV_OK;
    r->line = 0;
    for (uint32_t at = 0; at < file.n && !rc;) {
        const char *end = memchr(file.p + at, '\n', file.n - at);
        uint32_t n = end ? (uint32_t)(end - file.p) - at : file.n - at;
        r->line++;
        wv_str line = {file.p + at, n && file.p[at + n - 1] == '\r' ? n - 1 : n};
        if (line.n) rc = read_line(r, line, err);
        at += n + 1;
    }
    return rc;
}
