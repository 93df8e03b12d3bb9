/* SPDX-License-Identifier: EUPL-1.2 */
/* lines.h: the lines of an input, one at a time, with their places. A byte order mark belongs to no
 * line. The caller owns the struct; open/close. A line is valid until the next call. */
#ifndef WV_CONVERT_LINES_H
#define WV_CONVERT_LINES_H

#include "convert/convert.h"

/* A line past this is cut there and comes in pieces, marked: no message that a person wrote is so
 * long, and memory stays bounded. */
enum { WV_LINE_BYTES_MAX = 16 << 20 };

typedef struct wv_lines {
    const wv_convert_input *in;
    char *block;
    size_t start, end, capacity; /* block[start..end) is read and not handed out */
    uint64_t offset;             /* in the file, of block[start] */
    uint64_t number;             /* of the next line, from 1 */
    bool at_end, piece;          /* the next bytes go on with a line that was cut */
} wv_lines;

typedef struct wv_line {
    wv_str text;         /* without its line break (LF or CR LF) */
    uint64_t start, end; /* in the file; end counts the line break */
    uint64_t number;
    bool crlf, broken; /* broken: the line was longer and is cut here */
} wv_line;

void wv_lines_open(wv_lines *l, const wv_convert_input *in);
void wv_lines_close(wv_lines *l);
/* Back to the first line; keeps the memory. */
void wv_lines_again(wv_lines *l);
/* WV_OK, WV_E_END, WV_E_IO, WV_E_NOMEM. */
wv_rc wv_lines_next(wv_lines *l, wv_line *out, wv_err *err);

/* Nothing but spaces and tabs. */
bool wv_line_blank(wv_str text);

#endif
