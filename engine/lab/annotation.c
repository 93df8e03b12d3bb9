/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation.c: what all annotation formats share: the shown text, places in three units, marks, and gold.
 *
 * In: texts, marks. Out: places; gold in the form that lab/gold.c reads. Neighbours: annotation_<tool>.c write and
 * read the formats, cli/annotate.c drives them. Invariants: the shown text has the code points and UTF-16 units of
 * the record's text; a place that does not lie in the text is an error, never moved. Cost: linear. */
#include "lab/annotation.h"

#include "read/tape.h"
#include "text/utf8.h"

const char *const wv_verdict_words[WV_VERDICT_COUNT] = {
#define VERDICT_WORD(name, word) word,
    WV_VERDICT_TABLE(VERDICT_WORD)
#undef VERDICT_WORD
};

const char *const wv_tool_names[WV_TOOL_COUNT] = {"brat", "label-studio", "doccano", "csv"};

/* ---- texts and places ---- */

/* CR LF is two code points in a record, one line end in a browser and one character in Python's text files: a tool
 * that shows it moves every place behind it. U+0085, U+2028 and U+2029 end a line for Python's codecs only, and
 * other control characters are refused by databases (U+0000) or vanish. One for one, so no place moves. */
static const char *shown_as(uint32_t code, bool before_line_feed)
{
    if (code == '\r') return before_line_feed ? " " : "\n";
    if (code == 0x85 || code == 0x2028 || code == 0x2029) return "\n";
    if ((code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0))
        return "\xEF\xBF\xBD";
    return NULL;
}

bool wv_annotation_shown(wv_str text, wv_buf *out)
{
    for (uint32_t i = 0, n = 0; i < text.n; i += n) {
        uint32_t code = wv_utf8_decode(text, i, &n);
        const char *other = shown_as(code, i + 1 < text.n && text.p[i + 1] == '\n');
        if (other)
            wv_buf_text(out, other);
        else
            wv_buf_add(out, text.p + i, n);
    }
    return !out->failed;
}

uint32_t wv_annotation_length(wv_str text)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return n;
}

uint32_t wv_annotation_from_utf16(wv_str text, uint32_t units)
{
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    while (c.utf16 < units && c.byte < text.n) wv_utf8_seek_code_point(&c, c.code_point + 1);
    return c.utf16 == units ? c.code_point : UINT32_MAX;
}

uint32_t wv_annotation_to_utf16(wv_str text, uint32_t code_points)
{
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    wv_utf8_seek_code_point(&c, code_points);
    return c.code_point == code_points ? c.utf16 : UINT32_MAX;
}

wv_str wv_annotation_slice(wv_str text, wv_span place)
{
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    wv_utf8_seek_code_point(&c, place.start);
    uint32_t start = c.byte;
    if (c.code_point != place.start || place.end <= place.start) return (wv_str){"", 0};
    wv_utf8_seek_code_point(&c, place.end);
    if (c.code_point != place.end) return (wv_str){"", 0};
    return (wv_str){text.p + start, c.byte - start};
}

bool wv_annotation_label(wv_str label, wv_str *slug, wv_verdict *verdict)
{
    const char *slash = memchr(label.p, '/', label.n);
    *slug = label;
    *verdict = WV_VERDICT_NONE;
    if (!slash) return label.n > 0;
    slug->n = (uint32_t)(slash - label.p);
    wv_str word = {slash + 1, label.n - slug->n - 1};
    for (int v = WV_VERDICT_RIGHT; v < WV_VERDICT_COUNT; v++)
        if (wv_str_is(word, wv_verdict_words[v])) {
            *verdict = (wv_verdict)v;
            return slug->n > 0;
        }
    return false;
}

/* ---- reading ---- */

void wv_annotation_reader_init(wv_annotation_reader *r)
{
    *r = (wv_annotation_reader){.count = 0};
    wv_arena_init(&r->arena);
    wv_json_init(&r->json, &r->arena);
}

void wv_annotation_reader_done(wv_annotation_reader *r)
{
    wv_json_done(&r->json);
    wv_arena_done(&r->arena);
}

wv_rc wv_annotation_add(wv_annotation_reader *r, wv_str text, wv_mark mark, wv_err *err)
{
    uint32_t length = wv_annotation_length(text);
    if (r->count == WV_MARKS_MAX)
        return wv_err_set(err, WV_E_LIMIT, "has more than %d marks", WV_MARKS_MAX);
    for (uint32_t i = 0; i < mark.span_count; i++)
        if (mark.spans[i].end <= mark.spans[i].start || mark.spans[i].end > length)
            return wv_err_set(err, WV_E_RECORD, "has a place (%u to %u) that is not in its text",
                              mark.spans[i].start, mark.spans[i].end);
    wv_span *spans = wv_arena_alloc(&r->arena, sizeof *spans * (mark.span_count + 1));
    if (!spans) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (mark.span_count) memcpy(spans, mark.spans, sizeof *spans * mark.span_count);
    mark.spans = spans;
    r->marks[r->count++] = mark;
    return WV_OK;
}

/* ---- gold ---- */

enum { REQUIRE, ALLOW, NEGATED, OUT };
static const char *const list_names[] = {"require", "allow", "negated"};

static int list_of(wv_verdict v)
{
    return v == WV_VERDICT_WRONG      ? OUT
           : v == WV_VERDICT_NEGATED  ? NEGATED
           : v == WV_VERDICT_ARGUABLE ? ALLOW
                                      : REQUIRE;
}

/* A text may deny a thing and say it: the strongest list has the signal, so the lists never overlap. */
static int list_of_slug(const wv_annotated *item, wv_str slug)
{
    int best = OUT;
    for (uint32_t i = 0; i < item->count; i++) {
        int list = list_of(item->marks[i].verdict);
        if (list < best && wv_str_eq(item->marks[i].slug, slug)) best = list;
    }
    return best;
}

static bool is_first(const wv_annotated *item, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++)
        if (wv_str_eq(item->marks[i].slug, item->marks[at].slug)) return false;
    return true;
}

static void put_list(const wv_annotated *item, int list, wv_buf *out)
{
    bool more = false;
    wv_buf_format(out, "\"%s\":[", list_names[list]);
    for (uint32_t i = 0; i < item->count; i++) {
        if (!is_first(item, i) || list_of_slug(item, item->marks[i].slug) != list) continue;
        if (more) wv_buf_byte(out, ',');
        wv_buf_json(out, item->marks[i].slug);
        more = true;
    }
    wv_buf_text(out, "],");
}

/* The place of this slug and list with the lowest start that comes after `from`; false at the end. */
static bool next_place(const wv_annotated *item, wv_str slug, int list, wv_span from, wv_span *out)
{
    bool found = false;
    for (uint32_t i = 0; i < item->count; i++) {
        const wv_mark *m = &item->marks[i];
        if (!wv_str_eq(m->slug, slug) || list_of(m->verdict) != list) continue;
        for (uint32_t k = 0; k < m->span_count; k++) {
            wv_span s = m->spans[k];
            bool after = s.start > from.start || (s.start == from.start && s.end > from.end);
            bool sooner =
                !found || s.start < out->start || (s.start == out->start && s.end < out->end);
            if (after && sooner) *out = s, found = true;
        }
    }
    return found;
}

static void put_places(const wv_annotated *item, wv_buf *out)
{
    bool more = false;
    wv_buf_text(out, "\"spans\":{");
    for (uint32_t i = 0; i < item->count; i++) {
        wv_str slug = item->marks[i].slug;
        wv_span at = {0, 0}, place = {0, 0};
        int list = list_of_slug(item, slug);
        if (!is_first(item, i) || list == OUT || !next_place(item, slug, list, at, &place))
            continue;
        if (more) wv_buf_byte(out, ',');
        more = true;
        wv_buf_json(out, slug);
        wv_buf_text(out, ":[");
        for (bool second = false; next_place(item, slug, list, at, &place); second = true) {
            wv_buf_format(out, "%s[%u,%u]", second ? "," : "", place.start, place.end);
            at = place;
        }
        wv_buf_byte(out, ']');
    }
    wv_buf_byte(out, '}');
}

static void put_raw(const wv_json *j, wv_str line, uint32_t at, wv_buf *out)
{
    wv_buf_add(out, line.p + j->values[at].start, j->values[at].end - j->values[at].start);
}

static bool is_made_anew(wv_str key)
{
    static const char *const names[] = {"require", "allow", "negated", "spans", "quotes"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        if (wv_str_is(key, names[i])) return true;
    return false;
}

void wv_annotation_gold(const wv_annotated *item, const wv_json *json, wv_str line, uint32_t old,
                        wv_buf *out)
{
    wv_buf_byte(out, '{');
    for (int list = REQUIRE; list <= NEGATED; list++) put_list(item, list, out);
    put_places(item, out);
    if (old != WV_TAPE_NONE && json->values[old].type == WV_JSON_OBJECT) {
        uint32_t i = old + 1;
        for (uint32_t k = 0; k < json->values[old].count; k++, i = json->values[i + 1].next) {
            if (is_made_anew(json->values[i].text)) continue;
            wv_buf_byte(out, ',');
            put_raw(json, line, i, out);
            wv_buf_byte(out, ':');
            put_raw(json, line, i + 1, out);
        }
    }
    wv_buf_byte(out, '}');
}

wv_rc wv_annotation_into_line(const wv_annotated *item, wv_json *json, wv_str line, wv_buf *out)
{
    wv_json_error error;
    wv_rc rc = wv_json_parse(json, line, &error);
    if (rc) return rc;
    if (json->values[0].type != WV_JSON_OBJECT) return WV_E_JSON;
    uint32_t i = 1;
    wv_buf_byte(out, '{');
    for (uint32_t k = 0; k < json->values[0].count; k++, i = json->values[i + 1].next) {
        if (wv_str_is(json->values[i].text, "gold")) continue;
        put_raw(json, line, i, out);
        wv_buf_byte(out, ':');
        put_raw(json, line, i + 1, out);
        wv_buf_byte(out, ',');
    }
    wv_buf_text(out, "\"gold\":");
    wv_annotation_gold(item, json, line, wv_tape_member(json, 0, "gold"), out);
    wv_buf_text(out, "}\n");
    return out->failed ? WV_E_NOMEM : WV_OK;
}

void wv_annotation_item(const wv_annotated *item, wv_buf *out)
{
    wv_buf_text(out, "{\"id\":");
    wv_buf_json(out, item->id);
    if (item->case_id.n) {
        wv_buf_text(out, ",\"case\":");
        wv_buf_json(out, item->case_id);
    }
    wv_buf_text(out, ",\"text\":");
    wv_buf_json(out, item->text);
    wv_buf_text(out, ",\"gold\":");
    wv_annotation_gold(item, NULL, item->text, WV_TAPE_NONE, out);
    wv_buf_text(out, "}\n");
}
