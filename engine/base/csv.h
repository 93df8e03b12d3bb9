/* SPDX-License-Identifier: EUPL-1.2 */
/* csv.h: rows of RFC 4180, written so that a spreadsheet shows them and does not run them.
 *
 *   maak "je" dood   ->   "maak ""je"" dood"        =1+1   ->   "'=1+1"        '=x   ->   "''=x"
 *
 * Every field is quoted. One that begins like a formula (= + - @, a tab or a line break), with or without
 * apostrophes before it, gets one apostrophe more; reading takes one away, so any text comes back as it was.
 * Nothing is kept between calls but the caller's wv_csv. Not thread-safe. */
#ifndef WV_BASE_CSV_H
#define WV_BASE_CSV_H

#include "base/buf.h"
#include "base/mem.h"
#include "base/rc.h"

enum { WV_CSV_FIELDS_MAX = 64 };

/* One field with its quotes; the caller writes separators and "\r\n". */
void wv_csv_field(wv_buf *out, wv_str text);

typedef struct wv_csv {
    wv_str input;   /* borrowed: the whole file */
    uint32_t at;
    uint64_t line;  /* 1-based: where the next row begins */
    char separator; /* ',' or ';', whichever the first row has */
    const char *why; /* static: what was wrong, after WV_E_RECORD */
} wv_csv;

/* Skips a byte order mark and looks which separator the first row uses. */
void wv_csv_begin(wv_csv *csv, wv_str input);
/* The next row: fields as they were before they were written, in the arena. Empty lines are skipped. WV_E_END
 * after the last row; WV_E_RECORD for a quote that does not close, text behind a closing quote, or more than
 * WV_CSV_FIELDS_MAX fields; WV_E_NOMEM. */
wv_rc wv_csv_row(wv_csv *csv, wv_arena *arena, wv_str fields[WV_CSV_FIELDS_MAX], uint32_t *count);

#endif
