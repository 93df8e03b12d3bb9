/* SPDX-License-Identifier: EUPL-1.2 */
/* csv.c: rows of a spreadsheet or a provider's list -> messages or calls, by a mapping.
 *
 *   A-nummer;B-nummer;Datum;Tijd;Duur              belgegevens.csv
 *   0600000001;+31 6 00000002;3-2-2026;23:10:05;0
 *
 * In: a CSV and a wv_convert_map. Out: items in the order of the file. Neighbours: base/csv.h takes
 * rows apart, csv_cells.c reads dates and durations, phone.c numbers. Nobody can guess what a
 * column means, so without a mapping nothing is read. Invariants: a row is one leg of a call and
 * one record; duration 0 is an attempt that nobody answered; a header that no mapping names is
 * counted. Cost: the file in memory, one pass. */
#include "convert/csv_cells.h"
#include "convert/formats.h"
#include "convert/phone.h"

#include "base/csv.h"

#include <stdio.h>

/* A provider's list of a year has some tens of megabytes. */
#define CSV_BYTES_MAX (UINT64_C(1) << 30)

typedef struct sheet {
    wv_convert_options options;
    const wv_convert_map *map;
    char *bytes;
    size_t n;
    wv_csv csv;
    wv_arena arena, names;
    wv_convert_ids ids;
    int column[WV_COLUMN_COUNT]; /* place in a row; -1: not there */
    int keep[WV_CSV_FIELDS_MAX]; /* index in map->keep, or -1 */
    wv_str keep_names[WV_CSV_FIELDS_MAX];
    uint32_t header_count;
    wv_str cells[WV_CSV_FIELDS_MAX], raw[WV_CSV_FIELDS_MAX];
    uint32_t cell_count;
    wv_attr attrs[WV_CSV_FIELDS_MAX];
    wv_str to;
    char phones[2][WV_PHONE_BYTES];
} sheet;

static wv_str cell(const sheet *s, wv_column c)
{
    int at = s->column[c];
    return at >= 0 && (uint32_t)at < s->cell_count ? s->cells[at] : (wv_str){NULL, 0};
}

static bool is_in(const wv_word_list *list, wv_str word)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (wv_str_eq(list->items[i], word)) return true;
    return false;
}

/* ---- header ---- */

/* Cells as valid UTF-8, in the arena. */
static bool decode(sheet *s, wv_arena *arena, uint32_t *warnings)
{
    wv_buf b;
    wv_buf_init(&b);
    for (uint32_t i = 0; i < s->cell_count && !b.failed; i++) {
        b.n = 0;
        if (s->map->windows_1252)
            wv_cell_windows_1252(&b, s->raw[i]);
        else
            wv_convert_mend(&b, s->raw[i], warnings);
        s->cells[i] = wv_arena_str(arena, wv_cell_trim((wv_str){b.p, (uint32_t)b.n}));
        b.failed |= !s->cells[i].p;
    }
    bool good = !b.failed;
    wv_buf_done(&b);
    return good;
}

static wv_rc wrong(const wv_convert_input *in, const char *how, wv_str name, wv_err *err)
{
    wv_err_set(err, WV_E_RECORD, "%s column '%.*s', which the mapping names", how, (int)name.n,
               name.p);
    wv_err_path(err, in->path, 0);
    wv_err_hint(err,
                "the first row must have the names of the columns, as the mapping writes them");
    return WV_E_RECORD;
}

static wv_rc read_header(sheet *s, const wv_convert_input *in, wv_err *err)
{
    uint32_t ignored = 0;
    wv_rc rc = wv_csv_row(&s->csv, &s->arena, s->raw, &s->cell_count);
    if (rc == WV_E_END) return wv_err_set(err, WV_E_RECORD, "is empty");
    if (rc == WV_E_RECORD) return wv_err_set(err, rc, "first row: %s", s->csv.why);
    if (rc || !decode(s, &s->names, &ignored)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    s->header_count = s->cell_count;
    s->options.account->units++;
    s->options.account->skipped++;
    for (int c = 0; c < WV_COLUMN_COUNT; c++) {
        s->column[c] = -1;
        for (uint32_t i = 0; i < s->cell_count && s->map->columns[c].n; i++) {
            if (!wv_str_eq(s->cells[i], s->map->columns[c])) continue;
            if (s->column[c] >= 0) return wrong(in, "has more than one", s->map->columns[c], err);
            s->column[c] = (int)i;
        }
        if (s->map->columns[c].n && s->column[c] < 0)
            return wrong(in, "has no", s->map->columns[c], err);
    }
    for (uint32_t i = 0; i < s->cell_count; i++) {
        bool used = is_in(&s->map->ignore, s->cells[i]) || !s->cells[i].n;
        s->keep[i] = is_in(&s->map->keep, s->cells[i]);
        s->keep_names[i] = s->cells[i];
        for (int c = 0; c < WV_COLUMN_COUNT; c++) used |= s->column[c] == (int)i;
        if (!used && !s->keep[i]) wv_convert_unknown(s->options.account, s->cells[i]);
    }
    return WV_OK;
}

/* ---- a row ---- */

static wv_str person(sheet *s, wv_str raw, int which, uint32_t *warnings)
{
    bool national;
    wv_str number = wv_phone(raw, s->phones[which], &national);
    bool digits = raw.n >= 8 && number.p == raw.p && raw.p[0] != '+';
    for (uint32_t i = 0; i < raw.n; i++) digits &= raw.p[i] >= '0' && raw.p[i] <= '9';
    if (digits) *warnings |= WV_CONVERT_WARN(NOT_NORMAL);
    return number;
}

/* Two columns, or the other one and a word that says which way it went. */
static void read_people(sheet *s, wv_converted *out)
{
    wv_str way = cell(s, WV_COLUMN_DIRECTION), other = cell(s, WV_COLUMN_OTHER);
    out->from = person(s, cell(s, WV_COLUMN_FROM), 0, &out->warnings);
    s->to = person(s, cell(s, WV_COLUMN_TO), 1, &out->warnings);
    if (s->column[WV_COLUMN_OTHER] >= 0) {
        other = person(s, other, 0, &out->warnings);
        bool in = is_in(&s->map->in, way), sent = is_in(&s->map->out, way);
        if (in)
            out->from = other, s->to = s->options.self;
        else if (sent)
            out->from = s->options.self, s->to = other;
        else
            out->from = (wv_str){NULL, 0}, s->to = (wv_str){NULL, 0};
    }
    if (!out->from.n) out->warnings |= WV_CONVERT_WARN(NO_SENDER);
    out->to = &s->to;
    out->to_count = s->to.n > 0;
}

static void read_when(sheet *s, wv_converted *out)
{
    const wv_convert_map *map = s->map;
    wv_str date = cell(s, WV_COLUMN_DATE), time = cell(s, WV_COLUMN_TIME);
    int64_t local;
    bool clock;
    wv_time t;
    if (wv_str_is(map->date, "iso") && wv_time_parse(date, INT32_MIN, &t, NULL) == WV_OK &&
        t.offset_seconds != INT32_MIN && t.has_clock) {
        out->at = t;
        return;
    }
    if (!wv_cell_time(map->date, date, time, &local, &clock)) {
        out->warnings |= WV_CONVERT_WARN(NO_TIME);
        return;
    }
    out->zone = map->zone_name;
    out->at = wv_convert_clock(&map->zone, local, NULL, &out->warnings);
    if (!clock) {
        out->at.has_clock = false;
        out->warnings &= ~(WV_CONVERT_WARN(HOUR_TWICE) | WV_CONVERT_WARN(HOUR_SKIPPED));
    }
}

static void read_kept(sheet *s, wv_converted *out)
{
    for (uint32_t i = 0; i < s->cell_count && i < s->header_count; i++) {
        if (!s->keep[i] || !s->cells[i].n) continue;
        s->attrs[out->attr_count++] =
            (wv_attr){s->keep_names[i], {.type = WV_VALUE_STRING, .string = s->cells[i]}};
    }
    out->attrs = s->attrs;
}

static void dead(wv_converted *out, const char *reason, const char *message)
{
    out->kind = WV_CONVERTED_DEAD;
    out->dead_reason = reason;
    out->dead_message = message;
}

static wv_rc make_item(sheet *s, wv_converted *out, wv_err *err)
{
    if (!decode(s, &s->arena, &out->warnings)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (s->cell_count > s->header_count)
        return dead(out, "too_many_cells", "more cells than the first row has names"), WV_OK;
    out->kind = s->map->kind;
    out->channel = cell(s, WV_COLUMN_CHANNEL).n ? cell(s, WV_COLUMN_CHANNEL) : s->map->channel;
    out->text = cell(s, WV_COLUMN_TEXT);
    out->title = cell(s, WV_COLUMN_TITLE);
    read_people(s, out);
    read_when(s, out);
    read_kept(s, out);
    if (out->kind == WV_CONVERTED_CALL) {
        out->has_seconds = wv_cell_duration(cell(s, WV_COLUMN_SECONDS), s->map->unit,
                                            s->map->decimal, &out->seconds);
        if (out->has_seconds)
            out->answered = out->seconds > 0 ? WV_CONVERT_ANSWERED_YES : WV_CONVERT_ANSWERED_NO;
        if (!out->from.n && !s->to.n) return dead(out, "no_number", "a call of nobody"), WV_OK;
    } else if (!out->text.n) {
        return dead(out, "no_text", "a message without text"), WV_OK;
    }
    wv_str id = cell(s, WV_COLUMN_ID);
    wv_str parts[] = {id,
                      cell(s, WV_COLUMN_DATE),
                      cell(s, WV_COLUMN_TIME),
                      out->from,
                      s->to,
                      out->text,
                      cell(s, WV_COLUMN_SECONDS),
                      out->channel};
    out->id = wv_convert_ids_next(&s->ids, "csv", parts, id.n ? 1 : 8);
    return out->id.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* After a row that cannot be taken apart: on with the next line. */
static void skip_line(sheet *s, uint32_t start, uint64_t line)
{
    const char *stop = memchr(s->bytes + start, '\n', s->n - start);
    s->csv.at = stop ? (uint32_t)(stop - s->bytes) + 1 : (uint32_t)s->n;
    s->csv.line = line + 1;
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    sheet *s = reader;
    wv_arena_reset(&s->arena);
    while (s->csv.at < s->n && (s->bytes[s->csv.at] == '\n' || s->bytes[s->csv.at] == '\r')) {
        s->csv.line += s->bytes[s->csv.at] == '\n';
        s->csv.at++;
    }
    uint32_t start = s->csv.at;
    uint64_t line = s->csv.line;
    wv_rc rc = wv_csv_row(&s->csv, &s->arena, s->raw, &s->cell_count);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc == WV_E_END) return rc;
    s->options.account->units++;
    if (rc == WV_E_RECORD) skip_line(s, start, line);
    *out = (wv_converted){.byte_start = start, .byte_end = s->csv.at, .line = line};
    if (rc == WV_E_RECORD) return dead(out, "bad_csv", s->csv.why), WV_OK;
    return make_item(s, out, err);
}

static void close_sheet(void *reader)
{
    sheet *s = reader;
    if (!s) return;
    wv_mem_free(s->bytes);
    wv_arena_done(&s->arena);
    wv_arena_done(&s->names);
    wv_convert_ids_done(&s->ids);
    wv_mem_free(s);
}

static wv_rc load(sheet *s, const wv_convert_input *in, wv_err *err)
{
    if (in->bytes > CSV_BYTES_MAX) return wv_err_set(err, WV_E_LIMIT, "is larger than 1 GiB");
    s->bytes = wv_mem_new(in->bytes ? in->bytes : 1);
    if (!s->bytes) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc = wv_convert_input_read(in, 0, s->bytes, in->bytes, &s->n, err);
    if (rc) return rc;
    wv_csv_begin(&s->csv, (wv_str){s->bytes, (uint32_t)s->n});
    if (s->map->separator) s->csv.separator = s->map->separator;
    return read_header(s, in, err);
}

static wv_rc open_sheet(const wv_convert_input *in, const wv_convert_options *options,
                        void **reader, wv_err *err)
{
    if (!options->map) {
        wv_err_set(err, WV_E_USAGE, "a CSV needs a mapping");
        wv_err_hint(err, "--map FILE says what its columns mean (docs/convert.md)");
        return WV_E_USAGE;
    }
    sheet *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    s->options = *options;
    s->map = options->map;
    wv_arena_init(&s->arena);
    wv_arena_init(&s->names);
    wv_convert_ids_init(&s->ids);
    wv_rc rc = load(s, in, err);
    if (rc) {
        close_sheet(s);
        return rc;
    }
    *reader = s;
    return WV_OK;
}

/* Nothing in a CSV says what its columns mean: who gives --map says that it is one. */
static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    (void)in;
    snprintf(seen->why, sizeof seen->why, "%s", "not looked for: it needs --map");
}

const wv_convert_format wv_convert_csv = {
    .name = "csv",
    .description = "CSV of messages or calls, with --map",
    .unit = "rows",
    .detect = detect,
    .open = open_sheet,
    .next = next,
    .close = close_sheet,
};
