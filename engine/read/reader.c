/* SPDX-License-Identifier: EUPL-1.2 */
/* reader.c: a line to a record: parse, then fields; and the words for what went wrong.
 *
 * In: one line, or a plain text. Out: a wv_record or a wv_dead. Neighbours: input.c (cuts lines),
 * json.c, fields.c, run/ (asks). Invariant: a line gives exactly one of the two. Cost: the parse;
 * places are counted only on errors. */
#include "read/reader.h"

#include "text/utf8.h"

const char *wv_dead_word(wv_dead_reason reason)
{
    static const char *const words[] = {
#define WV_DEAD_WORD(name, word) word,
        WV_DEAD_TABLE(WV_DEAD_WORD)
#undef WV_DEAD_WORD
    };
    return words[reason];
}

void wv_reader_init(wv_reader *r, const wv_reader_options *options)
{
    *r = (wv_reader){.options = *options};
    wv_arena_init(&r->arena);
    wv_json_init(&r->json, &r->arena);
    wv_map_init(&r->unknown);
    wv_fields_index(r);
}

void wv_reader_done(wv_reader *r)
{
    wv_json_done(&r->json);
    wv_map_done(&r->unknown);
    wv_arena_done(&r->arena);
}

void wv_reader_reset(wv_reader *r)
{
    wv_arena_reset(&r->arena);
    wv_map_clear(&r->unknown);
    r->unknown_others = 0;
}

/* Column of a byte: code points before it, plus one. Bytes that are no UTF-8 count as one each when
 * they could start a character, so the column stays near what an editor shows. */
static uint64_t column_of(wv_str line, uint32_t offset)
{
    uint64_t column = 1;
    for (uint32_t i = 0; i < offset && i < line.n; i++) column += (line.p[i] & 0xC0) != 0x80;
    return column;
}

static wv_rc dead(wv_dead *out, wv_dead_reason reason, wv_str line, uint32_t offset,
                  const char *message)
{
    *out = (wv_dead){reason, column_of(line, offset), offset, message};
    return WV_E_RECORD;
}

static wv_dead_reason reason_of(wv_json_fault fault)
{
    switch (fault) {
    case WV_JSON_FAULT_UTF8: return WV_DEAD_UTF8;
    case WV_JSON_FAULT_DUPLICATE: return WV_DEAD_DUPLICATE_KEY;
    case WV_JSON_FAULT_DEPTH: return WV_DEAD_TOO_DEEP;
    case WV_JSON_FAULT_VALUES: return WV_DEAD_TOO_COMPLEX;
    case WV_JSON_FAULT_SYNTAX: break;
    }
    return WV_DEAD_JSON;
}

wv_rc wv_reader_record(wv_reader *r, wv_str line, wv_record *out, wv_dead *why)
{
    wv_json_error error;
    if (line.n > WV_JSON_BYTES_MAX)
        return dead(why, WV_DEAD_TOO_LONG, line, 0, "longer than 64 MiB");
    wv_rc rc = wv_json_parse(&r->json, line, &error);
    if (rc == WV_E_NOMEM) return rc;
    if (rc) return dead(why, reason_of(error.fault), line, error.offset, error.message);
    const wv_json_value *root = &r->json.values[0];
    if (root->type != WV_JSON_OBJECT)
        return dead(why, WV_DEAD_NOT_OBJECT, line, root->start, "not a JSON object");
    rc = wv_fields_read(r, line, out, why);
    if (rc == WV_E_RECORD) why->column = column_of(line, (uint32_t)why->offset);
    return rc;
}

wv_rc wv_reader_text(wv_reader *r, wv_str id, wv_str text, wv_record *out, wv_dead *why)
{
    (void)r;
    if (text.n > WV_JSON_BYTES_MAX)
        return dead(why, WV_DEAD_TOO_LONG, text, 0, "longer than 64 MiB");
    size_t valid = wv_utf8_valid_bytes(text.p, text.n);
    if (valid < text.n) return dead(why, WV_DEAD_UTF8, text, (uint32_t)valid, "invalid UTF-8");
    if (text.n == 0) return dead(why, WV_DEAD_NO_TEXT, text, 0, "the text is empty");
    *out = (wv_record){.id = id, .kind = WV_KIND_REPORT, .text = text};
    wv_content_hash(out, NULL, 0, out->content);
    return WV_OK;
}
