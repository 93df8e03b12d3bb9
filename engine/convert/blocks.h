/* SPDX-License-Identifier: EUPL-1.2 */
/* blocks.h: a text of messages: a header line and the lines that follow it, up to the next header.
 *
 *   [2019-05-29, 15:04] Me: eerste regel        block 1, headed
 *   tweede regel
 *   [2019-05-29, 15:05] Bram: ja                block 2, headed
 *
 * What stands before the first header is a block without a head. Blocks follow each other without a
 * gap. The caller owns the struct; open/close; a block is valid until the next call. */
#ifndef WV_CONVERT_BLOCKS_H
#define WV_CONVERT_BLOCKS_H

#include "convert/lines.h"

enum { WV_BLOCK_BYTES_MAX = WV_LINE_BYTES_MAX };

typedef bool (*wv_blocks_is_header)(void *ctx, wv_str line);

typedef struct wv_block {
    wv_str text; /* as in the file, its last line break taken off; cut past WV_BLOCK_BYTES_MAX */
    uint64_t start, end, line;
    bool headed, too_long;
    bool after_crlf; /* the line before it ended in CR LF; true for the first */
} wv_block;

typedef struct wv_blocks {
    wv_lines lines;
    wv_blocks_is_header is_header;
    void *ctx;
    wv_convert_account *account; /* its units are lines */
    wv_buf text;
    wv_line held; /* the next header */
    bool has_held, held_after_crlf, last_crlf;
    wv_block block;
} wv_blocks;

void wv_blocks_open(wv_blocks *b, const wv_convert_input *in, wv_blocks_is_header is_header,
                    void *ctx, wv_convert_account *account);
void wv_blocks_close(wv_blocks *b);
/* WV_OK, WV_E_END, WV_E_IO, WV_E_NOMEM. Blank lines before the first header are counted as skipped.
 */
wv_rc wv_blocks_next(wv_blocks *b, wv_block *out, wv_err *err);
/* A block without a head as a dead item. */
void wv_block_dead(const wv_block *block, wv_converted *out);

#endif
