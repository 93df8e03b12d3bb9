/* SPDX-License-Identifier: EUPL-1.2 */
/* dead.c: dead letters as NDJSON. In: a dead item. Out: one line. Neighbours: turn.c. Invariant:
 * `raw` decodes to the bytes of the line, so that it can be mended and sent again. Cost: linear in
 * the line. */
#include "run/dead.h"

#include "flag/id.h"
#include "text/utf8.h"

void wv_base64(wv_buf *out, wv_str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    wv_buf_reserve(out, (size_t)bytes.n / 3 * 4 + 4);
    for (uint32_t i = 0; i < bytes.n; i += 3) {
        uint32_t left = bytes.n - i, word = 0;
        for (uint32_t k = 0; k < 3; k++)
            word = word << 8 | (k < left ? (unsigned char)bytes.p[i + k] : 0);
        char four[4];
        for (int k = 0; k < 4; k++) four[k] = digits[word >> (18 - 6 * k) & 63];
        if (left < 3) four[3] = '=';
        if (left < 2) four[2] = '=';
        wv_buf_add(out, four, 4);
    }
}

/* A file name need not be UTF-8; a JSON string must be. */
static void write_path(wv_buf *out, const char *path)
{
    wv_str s = wv_str_of(path);
    if (wv_utf8_valid(s))
        wv_buf_json(out, s);
    else
        wv_buf_text(out, "\"(name is not UTF-8)\"");
}

void wv_dead_write(wv_buf *out, const wv_chunk *chunk, const wv_item *item)
{
    wv_buf_text(out, "{\"schema\":\"" WV_FLAG_SCHEMA "\",\"type\":\"dead\",\"input\":");
    write_path(out, chunk->path);
    wv_buf_text(out, ",\"line\":");
    wv_buf_u64(out, item->line);
    wv_buf_text(out, ",\"column\":");
    wv_buf_u64(out, item->dead.column);
    wv_buf_text(out, ",\"offset\":");
    wv_buf_u64(out, item->offset + item->dead.offset);
    wv_buf_text(out, ",\"reason\":");
    wv_buf_json(out, wv_str_of(wv_dead_word(item->dead.reason)));
    wv_buf_text(out, ",\"message\":");
    wv_buf_json(out, wv_str_of(item->dead.message));
    wv_buf_text(out, ",\"raw\":\"");
    wv_base64(out, item->raw);
    wv_buf_byte(out, '"');
    if (chunk->line_bytes) {
        wv_buf_text(out, ",\"bytes\":");
        wv_buf_u64(out, chunk->line_bytes);
    }
    wv_buf_text(out, "}\n");
}
