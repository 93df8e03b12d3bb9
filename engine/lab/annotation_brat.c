/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation_brat.c: brat's standoff: a .txt and an .ann a record, and our index of which is which.
 *
 *   000001.txt          als je weggaat maak ik je dood
 *   000001.ann          T1<tab>threat-kill 15 30<tab>maak ik je dood
 *                       A1<tab>Verdict T1 negated
 *                       #1<tab>AnnotatorNotes T1<tab>threat.kill.direct
 *   index.ndjson        {"file":"000001","record":"m1","case":"c1"}
 *   annotation.conf     the signals as entities, the verdicts as an attribute
 *
 * Offsets are code points. A place of several pieces is one T with pieces parted by semicolons; brat refuses pieces
 * that touch, so those are joined, and wants a line of its own for each T, so a place is cut at line ends (and joined
 * again when read). A type may not hold a full stop: threat.kill is threat-kill; no slug has a hyphen. A record's id
 * may be any text, so files are numbered. Cost: linear, and once through the text for each place. */
#include "lab/annotation.h"

#include "read/tape.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { PIECES_MAX = 1024 };

/* ---- writing ---- */

static void put_type(wv_str slug, wv_buf *out)
{
    for (uint32_t i = 0; i < slug.n; i++) wv_buf_byte(out, slug.p[i] == '.' ? '-' : slug.p[i]);
}

/* The places of a mark with touching ones joined, cut at line ends. */
static uint32_t pieces_of(const wv_annotated *item, const wv_mark *m, wv_span out[PIECES_MAX])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < m->span_count; i++) {
        wv_utf8_cursor c;
        wv_utf8_cursor_init(&c, item->text);
        wv_utf8_seek_code_point(&c, m->spans[i].start);
        for (; c.code_point < m->spans[i].end && c.byte < item->text.n;
             wv_utf8_seek_code_point(&c, c.code_point + 1)) {
            if (item->text.p[c.byte] == '\n') continue;
            if (count && out[count - 1].end == c.code_point)
                out[count - 1].end++;
            else if (count < PIECES_MAX)
                out[count++] = (wv_span){c.code_point, c.code_point + 1};
        }
    }
    return count;
}

static void put_mark(const wv_annotated *item, const wv_mark *m, uint32_t number, wv_buf *out)
{
    wv_span pieces[PIECES_MAX];
    uint32_t count = pieces_of(item, m, pieces);
    wv_buf_format(out, "T%u\t", number);
    put_type(m->slug, out);
    for (uint32_t i = 0; i < count; i++)
        wv_buf_format(out, "%c%u %u", i ? ';' : ' ', pieces[i].start, pieces[i].end);
    wv_buf_byte(out, '\t');
    for (uint32_t i = 0; i < count; i++) {
        if (i) wv_buf_byte(out, ' ');
        wv_buf_str(out, wv_annotation_slice(item->text, pieces[i]));
    }
    wv_buf_byte(out, '\n');
    if (m->verdict > WV_VERDICT_RIGHT)
        wv_buf_format(out, "A%u\tVerdict T%u %s\n", number, number, wv_verdict_words[m->verdict]);
    if (m->rule.n)
        wv_buf_format(out, "#%u\tAnnotatorNotes T%u\t%.*s\n", number, number, (int)m->rule.n,
                      m->rule.p);
}

void wv_annotation_write_brat(const wv_annotated *item, uint64_t number, wv_buf *text, wv_buf *ann,
                              wv_buf *index)
{
    uint32_t marks = 0;
    wv_buf_str(text, item->text);
    for (uint32_t i = 0; i < item->count; i++)
        if (item->marks[i].span_count) put_mark(item, &item->marks[i], ++marks, ann);
    wv_buf_format(index, "{\"file\":\"%06llu\",\"record\":", (unsigned long long)number);
    wv_buf_json(index, item->id);
    if (item->case_id.n) {
        wv_buf_text(index, ",\"case\":");
        wv_buf_json(index, item->case_id);
    }
    wv_buf_text(index, "}\n");
}

/* ---- reading ---- */

static bool next_part(wv_str *rest, char until, wv_str *out)
{
    const char *end = rest->n ? memchr(rest->p, until, rest->n) : NULL;
    *out = (wv_str){rest->p, end ? (uint32_t)(end - rest->p) : rest->n};
    uint32_t used = end ? out->n + 1 : out->n;
    *rest = (wv_str){rest->p + used, rest->n - used};
    return out->n > 0;
}

static bool read_count(wv_str s, uint32_t *out)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || value > UINT32_MAX) return false;
        value = value * 10 + (uint64_t)(s.p[i] - '0');
    }
    *out = (uint32_t)value;
    return s.n && value < UINT32_MAX;
}

/* "0 5;6 9": pieces with nothing but one line end between them were one place. */
static wv_rc read_pieces(wv_str text, wv_str offsets, wv_span out[PIECES_MAX], uint32_t *count,
                         wv_err *err)
{
    wv_str piece, start, end;
    *count = 0;
    while (next_part(&offsets, ';', &piece)) {
        wv_span s;
        if (*count == PIECES_MAX) return wv_err_set(err, WV_E_LIMIT, "has too many pieces");
        if (!next_part(&piece, ' ', &start) || !next_part(&piece, ' ', &end) || piece.n ||
            !read_count(start, &s.start) || !read_count(end, &s.end))
            return wv_err_set(err, WV_E_RECORD, "has offsets that cannot be read");
        wv_span between = {*count ? out[*count - 1].end : 0, s.start};
        if (*count && s.start == between.start + 1 &&
            wv_str_is(wv_annotation_slice(text, between), "\n"))
            out[*count - 1].end = s.end;
        else
            out[(*count)++] = s;
    }
    return *count ? WV_OK : wv_err_set(err, WV_E_RECORD, "has no offsets");
}

/* "T1<tab>threat-kill 0 5<tab>text". The text is brat's own check; what counts here is the place. */
static wv_rc read_mark(wv_annotation_reader *r, wv_str text, wv_str number, wv_str rest,
                       wv_err *err)
{
    wv_span pieces[PIECES_MAX];
    wv_str data, type;
    next_part(&rest, '\t', &data);
    if (!next_part(&data, ' ', &type)) return wv_err_set(err, WV_E_RECORD, "has no type");
    char *slug = wv_arena_alloc(&r->arena, type.n + 1);
    if (!slug) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (uint32_t i = 0; i < type.n; i++) slug[i] = type.p[i] == '-' ? '.' : type.p[i];
    wv_mark m = {.slug = {slug, type.n}, .rule = number, .spans = pieces};
    wv_rc rc = read_pieces(text, data, pieces, &m.span_count, err);
    return rc ? rc : wv_annotation_add(r, text, m, err);
}

/* "A1<tab>Verdict T1 negated": the mark with that number, which stands above. */
static wv_rc read_verdict(wv_annotation_reader *r, wv_str rest, wv_err *err)
{
    wv_str name, of, word;
    next_part(&rest, ' ', &name);
    next_part(&rest, ' ', &of);
    next_part(&rest, '\t', &word);
    if (!wv_str_is(name, "Verdict")) return WV_OK;
    int v = WV_VERDICT_RIGHT;
    while (v < WV_VERDICT_COUNT && !wv_str_is(word, wv_verdict_words[v])) v++;
    if (v == WV_VERDICT_COUNT)
        return wv_err_set(err, WV_E_RECORD, "has an unknown verdict '%.*s'", (int)word.n, word.p);
    for (uint32_t i = 0; i < r->count; i++)
        if (wv_str_eq(r->marks[i].rule, of)) r->marks[i].verdict = (wv_verdict)v;
    return WV_OK;
}

/* Marks first: brat writes an attribute where it likes. */
static wv_rc read_ann(wv_annotation_reader *r, wv_str text, wv_str ann, char kind, wv_err *err)
{
    wv_rc rc = WV_OK;
    r->line = 0;
    while (ann.n && !rc) {
        wv_str line, id;
        next_part(&ann, '\n', &line);
        r->line++;
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (!line.n || line.p[0] != kind) continue;
        next_part(&line, '\t', &id);
        rc = kind == 'T' ? read_mark(r, text, id, line, err) : read_verdict(r, line, err);
    }
    return rc;
}

wv_str wv_annotation_brat_name(wv_annotation_reader *r, wv_str index_line)
{
    wv_json_error error;
    wv_arena_reset(&r->arena);
    if (wv_json_parse(&r->json, index_line, &error) != WV_OK) return WV_STR("");
    wv_str name = wv_tape_text(&r->json, 0, "file");
    for (uint32_t i = 0; i < name.n; i++)
        if (name.p[i] < '0' || name.p[i] > '9')
            return WV_STR(""); /* ../../etc is no file of ours */
    return name.n && name.n < 20 ? wv_arena_str(&r->arena, name) : WV_STR("");
}

wv_rc wv_annotation_read_brat(wv_annotation_reader *r, wv_str index_line, wv_str text, wv_str ann,
                              wv_err *err)
{
    wv_json_error error;
    wv_arena_reset(&r->arena);
    r->count = 0;
    wv_rc rc = wv_json_parse(&r->json, index_line, &error);
    if (rc) return wv_err_set(err, rc, "is no JSON: %s", rc == WV_E_JSON ? error.message : "limit");
    wv_annotated item = {.id = wv_tape_text(&r->json, 0, "record"),
                         .case_id = wv_tape_text(&r->json, 0, "case"),
                         .text = text,
                         .judged = true};
    if (!item.id.n) return wv_err_set(err, WV_E_RECORD, "has no `record`");
    if (!wv_utf8_valid(text)) return wv_err_set(err, WV_E_UTF8, "has a text that is not UTF-8");
    rc = read_ann(r, text, ann, 'T', err);
    if (!rc) rc = read_ann(r, text, ann, 'A', err);
    item.line = r->line;
    item.marks = r->marks;
    item.count = r->count;
    if (!rc && !r->visit(r->ctx, &item)) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc;
}
