/* SPDX-License-Identifier: EUPL-1.2 */
/* lines.c: bytes of an input -> lines with their places.
 *
 * In: an input. Out: lines. Neighbours: formats that are made of lines. Invariant: the ranges of
 * the lines follow each other without a gap, and together are the file (less a byte order mark).
 * Cost: one copy of each block; memory is the longest line. */
#include "convert/lines.h"

enum { BLOCK_BYTES = 256 << 10 };

void wv_lines_open(wv_lines *l, const wv_convert_input *in)
{
    *l = (wv_lines){.in = in};
    wv_lines_again(l);
}

void wv_lines_close(wv_lines *l)
{
    wv_mem_free(l->block);
    *l = (wv_lines){0};
}

void wv_lines_again(wv_lines *l)
{
    bool mark = wv_str_starts(l->in->head, WV_STR("\xEF\xBB\xBF"));
    l->start = l->end = 0;
    l->offset = mark ? 3 : 0;
    l->number = 1;
    l->at_end = l->piece = false;
}

/* More bytes behind those that are there. */
static wv_rc fill(wv_lines *l, wv_err *err)
{
    size_t got, have = l->end - l->start;
    if (l->start > 0) {
        memmove(l->block, l->block + l->start, have);
        l->start = 0;
        l->end = have;
    }
    if (l->capacity - have < BLOCK_BYTES) {
        size_t capacity = l->capacity ? l->capacity * 2 : 2 * BLOCK_BYTES;
        char *p = wv_mem_resize(l->block, l->capacity, capacity);
        if (!p) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        l->block = p;
        l->capacity = capacity;
    }
    wv_rc rc =
        wv_convert_input_read(l->in, l->offset + have, l->block + have, BLOCK_BYTES, &got, err);
    l->end += got;
    l->at_end = got == 0;
    return rc;
}

static void hand_out(wv_lines *l, wv_line *out, size_t n, bool whole)
{
    const char *p = l->block + l->start;
    size_t text = n - (whole && n > 0 && p[n - 1] == '\n');
    bool crlf = text < n && text > 0 && p[text - 1] == '\r';
    *out = (wv_line){.text = {p, (uint32_t)(text - crlf)},
                     .start = l->offset,
                     .end = l->offset + n,
                     .number = l->number,
                     .crlf = crlf,
                     .broken = !whole};
    l->start += n;
    l->offset += n;
    l->number += whole;
    l->piece = !whole;
}

wv_rc wv_lines_next(wv_lines *l, wv_line *out, wv_err *err)
{
    size_t looked = 0;
    for (;;) {
        size_t have = l->end - l->start;
        const char *p = l->block + l->start;
        const char *stop = have > looked ? memchr(p + looked, '\n', have - looked) : NULL;
        if (stop) return hand_out(l, out, (size_t)(stop - p) + 1, true), WV_OK;
        if (have >= WV_LINE_BYTES_MAX) return hand_out(l, out, have, false), WV_OK;
        looked = have;
        if (l->at_end) {
            if (have == 0) return WV_E_END;
            return hand_out(l, out, have, true), WV_OK;
        }
        wv_rc rc = fill(l, err);
        if (rc) return rc;
    }
}

bool wv_line_blank(wv_str text)
{
    for (uint32_t i = 0; i < text.n; i++)
        if (text.p[i] != ' ' && text.p[i] != '\t' && text.p[i] != '\r') return false;
    return true;
}
