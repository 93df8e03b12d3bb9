/* SPDX-License-Identifier: EUPL-1.2 */
/* source.h: a text file in memory, places in it, and the diagnostics that point at them.
 *
 * A wv_source borrows its name and bytes. A wv_diags owns copies of everything it holds. Printing
 * gives
 *
 *   rules/x.yaml:12:8: error[E012]: unknown scope 'negate' (did you mean 'negated'?)
 *      12 | scope: {negate: drop}
 *         |         ^^^^^^
 *
 * sorted by file and place, so that the same pack gives the same bytes. Not thread-safe. */
#ifndef WV_BASE_SOURCE_H
#define WV_BASE_SOURCE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

typedef struct wv_source {
    wv_str name; /* as the user would type it, relative to the pack */
    wv_str text;
} wv_source;

typedef struct wv_place {
    const wv_source *source; /* NULL: about no file */
    uint32_t start, end;     /* bytes in source->text */
} wv_place;

/* 1-based line and column of a byte offset; the column counts code points. */
void wv_source_line_column(const wv_source *s, uint32_t offset, uint32_t *line, uint32_t *column);

typedef enum wv_level { WV_LEVEL_ERROR, WV_LEVEL_WARNING, WV_LEVEL_NOTE } wv_level;

typedef struct wv_diag {
    wv_level level;
    unsigned code; /* printed as E012 or W012; one table in pack/codes.h, numbers never reused */
    wv_place place;
    wv_str message, hint; /* hint may be empty; it is printed as `  hint: ...` */
} wv_diag;

typedef struct wv_diags {
    wv_arena arena;
    wv_diag *items;
    uint32_t count, capacity;
    const wv_source *
        *sources; /* copies of the files that places point into, so that the pack may die first */
    uint32_t source_count, source_capacity;
    uint32_t errors, warnings;
    bool failed; /* out of memory: the list is not complete */
} wv_diags;

void wv_diags_init(wv_diags *d);
void wv_diags_done(wv_diags *d);
void wv_diags_add(wv_diags *d, wv_level level, unsigned code, wv_place place, const char *hint,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Appends all diagnostics as text to out. */
void wv_diags_print(const wv_diags *d, wv_buf *out);

/* The candidate nearest to `word` by edit distance (at most 2, or a third of the length), or
 * {NULL,0}. */
wv_str wv_did_you_mean(wv_str word, const wv_str *candidates, uint32_t count);

#endif
