/* SPDX-License-Identifier: EUPL-1.2 */
/* csv.c: fields to CSV and back.
 *
 * In: texts; or a file in memory. Out: quoted fields; or rows. Neighbours: cli/logbook.c and
 * lab/annotation_csv.c. Invariant: what was written is read back byte for byte, also by a spreadsheet that takes a
 * leading apostrophe for "this is text". Cost: linear. */
#include "base/csv.h"

/* `=cmd|' /C calc'!A0` in a message would run in a reviewer's spreadsheet (OWASP, CSV injection). */
static bool is_formula(wv_str s)
{
    uint32_t i = 0;
    while (i < s.n && s.p[i] == '\'') i++;
    return i < s.n && strchr("=+-@\t\r\n", s.p[i]) && s.p[i];
}

void wv_csv_field(wv_buf *out, wv_str text)
{
    wv_buf_text(out, is_formula(text) ? "\"'" : "\"");
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') wv_buf_byte(out, '"');
        wv_buf_byte(out, text.p[i]);
    }
    wv_buf_byte(out, '"');
}

static bool at_break(const wv_csv *c)
{
    return c->at < c->input.n && (c->input.p[c->at] == '\n' || c->input.p[c->at] == '\r');
}

static void skip_break(wv_csv *c)
{
    bool both =
        c->input.p[c->at] == '\r' && c->at + 1 < c->input.n && c->input.p[c->at + 1] == '\n';
    c->at += both ? 2 : 1;
    c->line++;
}

void wv_csv_begin(wv_csv *csv, wv_str input)
{
    *csv = (wv_csv){.input = input, .line = 1, .separator = ','};
    if (wv_str_starts(input, WV_STR("\xEF\xBB\xBF"))) csv->at = 3;
    for (uint32_t i = csv->at; i < input.n && input.p[i] != '\n' && input.p[i] != ','; i++)
        if (input.p[i] == ';') csv->separator = ';';
}

/* A field in quotes, without them; csv->at stands on its opening quote. */
static wv_rc read_quoted(wv_csv *c, char *room, uint32_t *n)
{
    for (c->at++; c->at < c->input.n; c->at++) {
        char byte = c->input.p[c->at];
        if (byte == '"') {
            c->at++;
            if (c->at >= c->input.n || c->input.p[c->at] != '"') return WV_OK;
        }
        c->line += byte == '\n';
        room[(*n)++] = byte;
    }
    c->why = "has a quote that does not close";
    return WV_E_RECORD;
}

static wv_rc read_field(wv_csv *c, wv_arena *arena, wv_str *out)
{
    uint32_t start = c->at, n = 0;
    bool quoted = start < c->input.n && c->input.p[start] == '"';
    uint32_t end = start;
    if (quoted) {
        /* A closing quote is no longer than the rest; the room is what stands up to it. */
        for (end = start + 1; end < c->input.n; end++)
            if (c->input.p[end] == '"' && (end + 1 >= c->input.n || c->input.p[++end] != '"'))
                break;
    } else {
        while (end < c->input.n && c->input.p[end] != '\r' && c->input.p[end] != '\n' &&
               c->input.p[end] != c->separator)
            end++;
    }
    char *room = wv_arena_alloc(arena, end - start + 1);
    if (!room) return WV_E_NOMEM;
    wv_rc rc = quoted ? read_quoted(c, room, &n) : WV_OK;
    if (rc) return rc;
    if (!quoted) {
        n = end - start;
        memcpy(room, c->input.p + start, n);
        c->at = end;
    } else if (c->at < c->input.n && c->input.p[c->at] != c->separator && !at_break(c)) {
        c->why = "has text behind a closing quote";
        return WV_E_RECORD;
    }
    *out = (wv_str){room, n};
    if (n && room[0] == '\'' && is_formula(*out)) *out = (wv_str){room + 1, n - 1};
    return WV_OK;
}

wv_rc wv_csv_row(wv_csv *csv, wv_arena *arena, wv_str fields[WV_CSV_FIELDS_MAX], uint32_t *count)
{
    while (at_break(csv)) skip_break(csv);
    *count = 0;
    if (csv->at >= csv->input.n) return WV_E_END;
    for (;;) {
        if (*count == WV_CSV_FIELDS_MAX) {
            csv->why = "has too many fields";
            return WV_E_RECORD;
        }
        wv_rc rc = read_field(csv, arena, &fields[(*count)++]);
        if (rc) return rc;
        if (csv->at >= csv->input.n) return WV_OK;
        if (at_break(csv)) {
            skip_break(csv);
            return WV_OK;
        }
        csv->at++; /* the separator */
    }
}
