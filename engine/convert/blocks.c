/* SPDX-License-Identifier: EUPL-1.2 */
/* blocks.c: lines -> messages of several lines.
 *
 * In: lines. Out: blocks. Neighbours: whatsapp.c, signal_text.c. Invariant: every line is in
 * exactly one block or was counted as blank. Cost: one copy. */
#include "convert/blocks.h"

void wv_blocks_open(wv_blocks *b, const wv_convert_input *in, wv_blocks_is_header is_header,
                    void *ctx, wv_convert_account *account)
{
    *b = (wv_blocks){.is_header = is_header, .ctx = ctx, .account = account, .last_crlf = true};
    wv_lines_open(&b->lines, in);
    wv_buf_init(&b->text);
}

void wv_blocks_close(wv_blocks *b)
{
    wv_lines_close(&b->lines);
    wv_buf_done(&b->text);
}

/* As it stands in the file, so that the range holds the text. */
static void take_line(wv_blocks *b, const wv_line *line)
{
    if (b->text.n + line->text.n + 2 > WV_BLOCK_BYTES_MAX) {
        b->block.too_long = true;
    } else {
        wv_buf_str(&b->text, line->text);
        wv_buf_text(&b->text, line->crlf ? "\r\n" : line->broken ? "" : "\n");
    }
    b->block.end = line->end;
    b->account->units += !line->broken;
}

static void begin(wv_blocks *b)
{
    bool headed = b->has_held;
    b->text.n = 0;
    b->block = (wv_block){.start = headed ? b->held.start : b->lines.offset,
                          .line = headed ? b->held.number : b->lines.number,
                          .headed = headed,
                          .after_crlf = headed && b->held_after_crlf};
    b->block.end = b->block.start;
    b->has_held = false;
    if (headed) take_line(b, &b->held);
}

/* Lines up to the next header, which is kept: its text is valid until another line is read. */
static wv_rc gather(wv_blocks *b, wv_err *err)
{
    wv_line line;
    wv_rc rc;
    bool whole = true; /* a piece of a line that was cut is no header */
    while ((rc = wv_lines_next(&b->lines, &line, err)) == WV_OK) {
        bool after = b->last_crlf, header = whole && b->is_header(b->ctx, line.text);
        whole = !line.broken;
        b->last_crlf = line.crlf;
        if (header) {
            b->held = line;
            b->has_held = true;
            b->held_after_crlf = after;
            return WV_OK;
        }
        take_line(b, &line);
    }
    return rc;
}

static bool is_blank(const wv_buf *text)
{
    for (size_t i = 0; i < text->n; i++)
        if (!memchr(" \t\r\n", text->p[i], 4)) return false;
    return true;
}

wv_rc wv_blocks_next(wv_blocks *b, wv_block *out, wv_err *err)
{
    for (;;) {
        uint64_t units = b->account->units;
        begin(b);
        wv_rc rc = gather(b, err);
        if (rc != WV_OK && rc != WV_E_END) return rc;
        if (b->text.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (b->block.headed || b->block.too_long || !is_blank(&b->text)) {
            uint32_t n = (uint32_t)b->text.n;
            while (n && (b->text.p[n - 1] == '\n' || b->text.p[n - 1] == '\r')) n--;
            b->block.text = (wv_str){b->text.p, n};
            *out = b->block;
            return WV_OK;
        }
        b->account->skipped += b->account->units - units;
        if (!b->has_held) return WV_E_END;
    }
}

void wv_block_dead(const wv_block *block, wv_converted *out)
{
    *out =
        (wv_converted){.kind = WV_CONVERTED_DEAD,
                       .byte_start = block->start,
                       .byte_end = block->end,
                       .line = block->line,
                       .dead_reason = block->too_long ? "too_long" : "no_header",
                       .dead_message = block->too_long ? "goes on for more than 16 MiB"
                                                       : "no date, time and name stand before it"};
}
