/* SPDX-License-Identifier: EUPL-1.2 */
/* converting.c: one input, its format, its records, its account.
 *
 * In: an open input. Out: lines through a sink; on stderr which format was seen and why, and at the
 * end what became of the file. Neighbours: engine/convert does the reading and the writing;
 * convert.c and scan.c call. Invariants: never a silent guess of a format; stderr holds counts and
 * places, no text. Cost: that of the format. */
#include "cli/converting.h"

#include "base/source.h"
#include "cli/converting_map.h"
#include "flag/id.h"
#include "run/dead.h"
#include "text/utf8.h"

#include <stdio.h>

enum { RAW_BYTES_MAX = 64 << 20 };

void wv_converting_complain(const wv_converting *c, const wv_err *err)
{
    fprintf(stderr, "waakvlam %s: ", c->options.command);
    if (err->path[0]) fprintf(stderr, "%s: ", err->path);
    fprintf(stderr, "%s\n", err->message);
    if (err->hint[0]) fprintf(stderr, "  hint: %s\n", err->hint);
}

static int usage(const wv_converting *c, const char *option, const char *message)
{
    fprintf(stderr, "waakvlam %s: %s: %s\n", c->options.command, option, message);
    return wv_rc_exit(WV_E_USAGE);
}

static int unknown_format(const wv_converting *c, wv_str name)
{
    wv_str names[64];
    uint32_t count = 0;
    for (const wv_convert_format *const *f = wv_convert_formats; *f && count < 64; f++)
        names[count++] = wv_str_of((*f)->name);
    fprintf(stderr, "waakvlam %s: --from: unknown format '%.*s'", c->options.command, (int)name.n,
            name.p);
    wv_str near = wv_did_you_mean(name, names, count);
    if (near.p) fprintf(stderr, " (did you mean '%.*s'?)", (int)near.n, near.p);
    fputs("\n  formats:", stderr);
    for (uint32_t i = 0; i < count; i++) fprintf(stderr, " %.*s", (int)names[i].n, names[i].p);
    fputs("\n", stderr);
    return wv_rc_exit(WV_E_USAGE);
}

int wv_converting_open(wv_converting *c, const wv_converting_options *o)
{
    wv_err err = {0};
    *c = (wv_converting){.options = *o};
    const char *tz = o->tz ? o->tz : "Europe/Amsterdam";
    if (wv_tz_open(tz, &c->zone, &err)) return usage(c, "--tz", err.message);
    if (o->from && !(c->format = wv_convert_format_named(wv_str_of(o->from))))
        return unknown_format(c, wv_str_of(o->from));
    if (o->case_id && !wv_utf8_valid(wv_str_of(o->case_id)))
        return usage(c, "--case", "is not UTF-8");
    if (o->self && !wv_utf8_valid(wv_str_of(o->self))) return usage(c, "--self", "is not UTF-8");
    c->convert = (wv_convert_options){.zone = &c->zone, .zone_name = tz, .pdf = o->pdf};
    if (o->case_id) c->convert.case_id = wv_str_of(o->case_id);
    if (o->self) c->convert.self = wv_str_of(o->self);
    if (!o->map) return 0;
    /* Who says what the columns mean says that it is a CSV. */
    if (!c->format) c->format = wv_convert_format_named(WV_STR("csv"));
    return wv_converting_map_open(o->command, o->map, &c->map);
}

void wv_converting_close(wv_converting *c)
{
    wv_converting_map_close(c->map);
    *c = (wv_converting){0};
}

/* Each line of `said` on a line of its own. */
static void print_said(const wv_converting *c, const char *path, const wv_buf *said)
{
    for (size_t at = 0; at < said->n;) {
        const char *stop = memchr(said->p + at, '\n', said->n - at);
        int n = (int)(stop - (said->p + at));
        fprintf(stderr, "waakvlam %s: %s: %.*s\n", c->options.command, path, n, said->p + at);
        at += (size_t)n + 1;
    }
}

wv_rc wv_converting_choose(const wv_converting *c, const wv_convert_input *in,
                           const wv_convert_format **format)
{
    wv_buf said;
    wv_rc rc = WV_OK;
    *format = c->format;
    if (*format) return WV_OK;
    wv_buf_init(&said);
    rc = wv_convert_detect(in, format, &said);
    if (rc || !c->options.quiet) print_said(c, in->path, &said);
    if (rc)
        fprintf(stderr, "waakvlam %s: %s: %s\n  hint: say which with --from\n", c->options.command,
                in->path, rc == WV_E_USAGE ? "more than one format fits" : "no format fits");
    wv_buf_done(&said);
    return rc;
}

wv_rc wv_converting_recognise(const wv_converting *c, const wv_convert_input *in,
                              const wv_convert_format **format)
{
    wv_buf said;
    wv_buf_init(&said);
    wv_rc rc = wv_convert_detect(in, format, &said);
    if (rc == WV_E_USAGE || (rc == WV_OK && !c->options.quiet)) print_said(c, in->path, &said);
    wv_buf_done(&said);
    return rc == WV_E_RECORD ? WV_OK : rc;
}

/* ---- an item that is no record ---- */

static void put_raw(wv_buf *out, const wv_convert_input *in, const wv_converted *item)
{
    wv_err err;
    uint64_t bytes = item->byte_end - item->byte_start;
    size_t n = bytes < RAW_BYTES_MAX ? (size_t)bytes : RAW_BYTES_MAX, got = 0;
    char *raw = item->part.n ? NULL : wv_mem_new(n ? n : 1); /* a part of a zip is named by `src` */
    if (raw && wv_convert_input_read(in, item->byte_start, raw, n, &got, &err)) got = 0;
    wv_buf_text(out, ",\"raw\":\"");
    if (raw) wv_base64(out, (wv_str){raw, (uint32_t)got});
    wv_buf_byte(out, '"');
    if (bytes > got) wv_buf_format(out, ",\"bytes\":%llu", (unsigned long long)bytes);
    wv_mem_free(raw);
}

static void put_dead(wv_buf *out, const wv_convert_format *format, const wv_convert_input *in,
                     const wv_converted *item)
{
    wv_str path = wv_str_of(in->path);
    wv_buf_text(out, "{\"schema\":\"" WV_FLAG_SCHEMA "\",\"type\":\"unconverted\",\"input\":");
    wv_buf_json(out, wv_utf8_valid(path) ? path : WV_STR("(name is not UTF-8)"));
    wv_buf_byte(out, ',');
    wv_convert_write_dead(out, format, in, item);
    put_raw(out, in, item);
    wv_buf_text(out, "}\n");
}

/* ---- the account ---- */

/* Names of fields come from the file: shown when they look like names, as the account of a scan
 * does (docs/records.md). */
static bool is_plain_name(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !strchr("_-.@$:/", c)) return false;
    }
    return s.n > 0 && s.n <= 80;
}

static void put_unknown(wv_buf *b, const wv_convert_account *a)
{
    uint64_t others = a->unknown_others;
    const char *before = "; unknown fields: ";
    for (uint32_t i = 0; i < a->unknown.count; i++) {
        const wv_map_entry *e = &a->unknown.entries[i];
        if (!is_plain_name(e->key)) {
            others += e->value;
            continue;
        }
        wv_buf_format(b, "%s%.*s %u", before, (int)e->key.n, e->key.p, e->value);
        before = ", ";
    }
    if (others) wv_buf_format(b, "%s(others) %llu", before, (unsigned long long)others);
}

static void print_account(const wv_converting *c, const wv_convert_input *in,
                          const wv_convert_format *format, const wv_convert_account *a)
{
    wv_buf b;
    uint64_t records = 0;
    const char *before = " (";
    wv_buf_init(&b);
    for (int i = 0; i < WV_CONVERTED_DEAD; i++) records += a->items[i];
    wv_buf_format(&b, "waakvlam %s: %s: %s: %llu %s: records %llu", c->options.command, in->path,
                  format->name, (unsigned long long)a->units, format->unit,
                  (unsigned long long)records);
    for (int i = 0; i < WV_CONVERTED_DEAD; i++) {
        if (!a->items[i]) continue;
        wv_buf_format(&b, "%s%s %llu", before, wv_convert_kind_word((wv_converted_kind)i),
                      (unsigned long long)a->items[i]);
        before = ", ";
    }
    if (records) wv_buf_byte(&b, ')');
    wv_buf_format(&b, ", dead %llu, empty %llu", (unsigned long long)a->items[WV_CONVERTED_DEAD],
                  (unsigned long long)a->skipped);
    before = "; warnings: ";
    for (int i = 0; i < WV_CONVERT_WARN_COUNT; i++) {
        if (!a->warned[i]) continue;
        wv_buf_format(&b, "%s%s %llu", before, wv_convert_warn_word((wv_convert_warn)i),
                      (unsigned long long)a->warned[i]);
        before = ", ";
    }
    put_unknown(&b, a);
    wv_buf_byte(&b, '\n');
    if (!b.failed) fwrite(b.p, 1, b.n, stderr);
    wv_buf_done(&b);
}

/* ---- the run ---- */

static wv_rc give(const wv_converting *c, const wv_convert_format *format,
                  const wv_convert_input *in, const wv_converted *item,
                  const wv_converting_sink *sink, wv_buf *line, wv_err *err)
{
    bool dead = item->kind == WV_CONVERTED_DEAD;
    wv_buf_clear(line);
    if (dead)
        put_dead(line, format, in, item);
    else
        wv_convert_write(line, format, in, &c->convert, item);
    if (line->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_str s = {line->p, (uint32_t)line->n};
    return dead ? sink->dead(sink->ctx, s, err) : sink->record(sink->ctx, s, err);
}

wv_rc wv_converting_run(wv_converting *c, const wv_convert_input *in,
                        const wv_convert_format *format, const wv_converting_sink *sink,
                        uint64_t *dead, wv_err *err)
{
    wv_convert_account account;
    wv_converted item;
    wv_buf line;
    void *reader = NULL;
    wv_buf_init(&line);
    wv_convert_account_init(&account);
    c->convert.account = &account;
    c->convert.map = c->map;
    wv_rc rc = format->open(in, &c->convert, &reader, err);
    while (rc == WV_OK && (rc = format->next(reader, &item, err)) == WV_OK) {
        wv_convert_account_item(&account, &item);
        rc = give(c, format, in, &item, sink, &line, err);
    }
    if (rc == WV_E_END) rc = wv_convert_input_same(in, err);
    if (rc && !err->path[0]) wv_err_path(err, in->path, UINT64_MAX);
    format->close(reader);
    *dead += account.items[WV_CONVERTED_DEAD];
    if (!c->options.quiet) print_account(c, in, format, &account);
    c->convert.account = NULL;
    wv_convert_account_done(&account);
    wv_buf_done(&line);
    return rc;
}
