/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation_csv.c: a row a finding, for a spreadsheet; a record without findings has one row too.
 *
 *   record,case,signal,rule,severity,spans,evidence,verdict,note,text
 *   m1,,threat.kill,threat.kill.direct,5,"[8,22]","maak ik je dood",,,"als je weggaat maak ik je dood"
 *
 * A person fills `verdict` (right, arguable, negated, wrong; `none` on a row without a signal), and adds rows for what
 * was missed: the signal, and the words under `evidence` or places under `spans`. A record is judged when each of its
 * rows has a verdict. Spans are code points in brackets, because a spreadsheet makes a date of 3-15 and a time of 3:15.
 * Columns are found by name, so they may be moved. Neighbours: base/csv.h. Cost: linear. */
#include "base/csv.h"
#include "lab/annotation.h"

enum { RECORD, CASE, SIGNAL, RULE, SEVERITY, SPANS, EVIDENCE, VERDICT, NOTE, TEXT, COLUMN_COUNT };
static const char *const column_names[COLUMN_COUNT] = {
    "record", "case", "signal", "rule", "severity", "spans", "evidence", "verdict", "note", "text"};

/* ---- writing ---- */

void wv_annotation_write_csv_head(char separator, wv_buf *out)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (i) wv_buf_byte(out, separator);
        wv_buf_text(out, column_names[i]);
    }
    wv_buf_text(out, "\r\n");
}

static void put_evidence(const wv_annotated *item, const wv_mark *m, wv_buf *out)
{
    for (uint32_t i = 0; i < m->span_count; i++) {
        if (i) wv_buf_text(out, " ... ");
        wv_buf_str(out, wv_annotation_slice(item->text, m->spans[i]));
    }
}

static void put_row(const wv_annotated *item, const wv_mark *m, char separator, wv_buf *out)
{
    wv_buf spans, evidence;
    wv_buf_init(&spans);
    wv_buf_init(&evidence);
    for (uint32_t i = 0; m && i < m->span_count; i++)
        wv_buf_format(&spans, "[%u,%u]", m->spans[i].start, m->spans[i].end);
    if (m) put_evidence(item, m, &evidence);
    char severity[2] = {m && m->rule.n ? (char)('0' + m->severity % 10) : '\0', '\0'};
    wv_verdict given = !item->judged     ? WV_VERDICT_NONE
                       : m && m->verdict ? m->verdict
                                         : WV_VERDICT_RIGHT;
    const char *verdict = item->judged && !m ? "none" : wv_verdict_words[given];
    const wv_str cells[COLUMN_COUNT] = {
        [RECORD] = item->id,
        [CASE] = item->case_id,
        [SIGNAL] = m ? m->slug : WV_STR(""),
        [RULE] = m ? m->rule : WV_STR(""),
        [SEVERITY] = wv_str_of(severity),
        [SPANS] = {spans.p, (uint32_t)spans.n},
        [EVIDENCE] = {evidence.p, (uint32_t)evidence.n},
        [VERDICT] = wv_str_of(verdict),
        [NOTE] = WV_STR(""),
        [TEXT] = item->text,
    };
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (i) wv_buf_byte(out, separator);
        if (cells[i].n) wv_csv_field(out, cells[i]);
    }
    wv_buf_text(out, "\r\n");
    out->failed |= spans.failed || evidence.failed;
    wv_buf_done(&spans);
    wv_buf_done(&evidence);
}

void wv_annotation_write_csv(const wv_annotated *item, char separator, wv_buf *out)
{
    for (uint32_t i = 0; i < item->count; i++) put_row(item, &item->marks[i], separator, out);
    if (!item->count) put_row(item, NULL, separator, out);
}

/* ---- reading ---- */

typedef struct sheet {
    wv_annotation_reader *r;
    wv_csv csv;
    wv_arena rows;            /* cells of the rows of one record */
    int column[COLUMN_COUNT]; /* -1: not there */
    wv_str cells[WV_CSV_FIELDS_MAX];
    uint32_t cell_count;
    wv_annotated item; /* being gathered; id empty: none */
    bool open_rows;    /* one of its rows has no verdict */
} sheet;

static wv_str cell(const sheet *s, int name)
{
    int at = s->column[name];
    return at >= 0 && (uint32_t)at < s->cell_count ? s->cells[at] : WV_STR("");
}

static wv_rc read_head(sheet *s, wv_err *err)
{
    wv_rc rc = wv_csv_row(&s->csv, &s->rows, s->cells, &s->cell_count);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        s->column[i] = -1;
        for (uint32_t k = 0; rc == WV_OK && k < s->cell_count; k++)
            if (wv_str_is(s->cells[k], column_names[i])) s->column[i] = (int)k;
    }
    static const int needed[] = {RECORD, SIGNAL, VERDICT, TEXT};
    for (unsigned i = 0; i < sizeof needed / sizeof *needed; i++)
        if (s->column[needed[i]] < 0)
            return wv_err_set(err, WV_E_RECORD, "has no column '%s'", column_names[needed[i]]);
    return rc;
}

static bool read_digits(wv_str s, uint32_t *at, uint32_t *out)
{
    uint64_t value = 0;
    uint32_t from = *at;
    while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9' && value < UINT32_MAX)
        value = value * 10 + (uint64_t)(s.p[(*at)++] - '0');
    *out = (uint32_t)value;
    return *at > from && value < UINT32_MAX;
}

/* "[3,15][20,25]", with blanks where people put them. */
static bool read_spans(wv_str s, wv_span spans[WV_SPANS_MAX], uint32_t *count)
{
    uint32_t at = 0;
    *count = 0;
    for (;;) {
        while (at < s.n && s.p[at] == ' ') at++;
        if (at >= s.n) return true;
        if (s.p[at++] != '[' || *count == WV_SPANS_MAX) return false;
        wv_span *one = &spans[(*count)++];
        if (!read_digits(s, &at, &one->start) || at >= s.n || s.p[at++] != ',') return false;
        while (at < s.n && s.p[at] == ' ') at++;
        if (!read_digits(s, &at, &one->end) || at >= s.n || s.p[at++] != ']') return false;
    }
}

static wv_rc read_mark(sheet *s, wv_verdict verdict, wv_err *err)
{
    wv_span spans[WV_SPANS_MAX];
    wv_mark m = {.slug = cell(s, SIGNAL), .verdict = verdict, .spans = spans};
    wv_str places = cell(s, SPANS), quote = cell(s, EVIDENCE), text = s->item.text;
    if (!read_spans(places, spans, &m.span_count))
        return wv_err_set(err, WV_E_RECORD, "has spans that are not written as [start,end]");
    if (!m.span_count && quote.n) {
        const char *at = memmem(text.p, text.n, quote.p, quote.n);
        if (!at)
            return wv_err_set(err, WV_E_RECORD, "has evidence that does not stand in its text");
        uint32_t start = wv_annotation_length((wv_str){text.p, (uint32_t)(at - text.p)});
        spans[0] = (wv_span){start, start + wv_annotation_length(quote)};
        m.span_count = 1;
    }
    return wv_annotation_add(s->r, text, m, err);
}

static wv_rc read_row(sheet *s, wv_err *err)
{
    wv_str word = cell(s, VERDICT), signal = cell(s, SIGNAL);
    if (!signal.n) {
        if (word.n && !wv_str_is(word, "none"))
            return wv_err_set(err, WV_E_RECORD, "has a verdict but no signal (write none)");
        s->open_rows |= !word.n;
        return WV_OK;
    }
    int v = WV_VERDICT_NONE;
    while (v < WV_VERDICT_COUNT && !wv_str_is(word, wv_verdict_words[v])) v++;
    if (v == WV_VERDICT_COUNT)
        return wv_err_set(err, WV_E_RECORD,
                          "has a verdict '%.*s', not right, arguable, negated, "
                          "wrong or none",
                          (int)word.n, word.p);
    s->open_rows |= v == WV_VERDICT_NONE;
    return v == WV_VERDICT_NONE ? WV_OK : read_mark(s, (wv_verdict)v, err);
}

/* Hands over what was gathered. A record judged in part is not judged: what is left out would count as missed. */
static wv_rc finish(sheet *s, wv_err *err)
{
    if (!s->item.id.n) return WV_OK;
    s->item.judged = !s->open_rows;
    s->item.marks = s->r->marks;
    s->item.count = s->r->count;
    bool visited = s->r->visit(s->r->ctx, &s->item);
    s->item = (wv_annotated){.line = 0};
    s->open_rows = false;
    s->r->count = 0;
    wv_arena_reset(&s->r->arena);
    return visited ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc take_row(sheet *s, wv_err *err)
{
    wv_str id = cell(s, RECORD), of = cell(s, CASE);
    wv_rc rc = WV_OK;
    if (!id.n) return wv_err_set(err, WV_E_RECORD, "has no record");
    if (!wv_str_eq(id, s->item.id) || !wv_str_eq(of, s->item.case_id)) {
        /* The cells of this row must outlive the reset. */
        rc = finish(s, err);
        s->item.id = id;
        s->item.case_id = of;
        s->item.text = cell(s, TEXT);
        s->item.line = s->r->line;
    }
    return rc ? rc : read_row(s, err);
}

wv_rc wv_annotation_read_csv(wv_annotation_reader *r, wv_str file, wv_err *err)
{
    sheet s = {.r = r};
    wv_arena_init(&s.rows);
    wv_csv_begin(&s.csv, file);
    r->line = 1;
    r->count = 0;
    wv_rc rc = read_head(&s, err);
    while (!rc) {
        r->line = s.csv.line;
        rc = wv_csv_row(&s.csv, &s.rows, s.cells, &s.cell_count);
        if (rc == WV_E_RECORD) wv_err_set(err, rc, "%s", s.csv.why);
        if (rc == WV_E_NOMEM) wv_err_set(err, rc, "out of memory");
        if (!rc) rc = take_row(&s, err);
    }
    if (rc == WV_E_END) rc = finish(&s, err);
    wv_arena_done(&s.rows);
    return rc;
}
