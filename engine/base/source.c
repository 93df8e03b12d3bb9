/* SPDX-License-Identifier: EUPL-1.2 */
/* source.c: places in a text file, diagnostics with a caret, and near names.
 * In: byte offsets. Out: line, column, and the lines a rule author reads. Cost: only when printed.
 */
#include "base/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_lead(unsigned char c)
{
    return (c & 0xC0) != 0x80;
}

static uint32_t code_points(const char *p, uint32_t n)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) count += is_lead((unsigned char)p[i]);
    return count;
}

static uint32_t line_start(wv_str text, uint32_t offset)
{
    while (offset > 0 && text.p[offset - 1] != '\n') offset--;
    return offset;
}

void wv_source_line_column(const wv_source *s, uint32_t offset, uint32_t *line, uint32_t *column)
{
    if (offset > s->text.n) offset = s->text.n;
    *line = 1;
    for (uint32_t i = 0; i < offset; i++) *line += s->text.p[i] == '\n';
    uint32_t start = line_start(s->text, offset);
    *column = code_points(s->text.p + start, offset - start) + 1;
}

void wv_diags_init(wv_diags *d)
{
    *d = (wv_diags){0};
    wv_arena_init(&d->arena);
}

void wv_diags_done(wv_diags *d)
{
    wv_mem_free(d->items);
    wv_mem_free(d->sources);
    wv_arena_done(&d->arena);
    *d = (wv_diags){0};
}

/* Our copy of a file; a failed load frees its own before anybody prints. Compared by content, not
 * by address: a freed file's address may come back as another file's. */
static const wv_source *kept_source(wv_diags *d, const wv_source *source)
{
    for (uint32_t i = 0; source && i < d->source_count; i++)
        if (wv_str_eq(d->sources[i]->name, source->name) &&
            wv_str_eq(d->sources[i]->text, source->text))
            return d->sources[i];
    if (!source) return NULL;
    wv_source *copy = wv_arena_alloc(&d->arena, sizeof *copy);
    if (copy)
        *copy = (wv_source){wv_arena_str(&d->arena, source->name),
                            wv_arena_str(&d->arena, source->text)};
    if (!copy || !copy->name.p || !copy->text.p ||
        !wv_mem_grow((void **)&d->sources, &d->source_capacity, d->source_count + 1,
                     sizeof *d->sources)) {
        d->failed = true;
        return NULL;
    }
    return d->sources[d->source_count++] = copy;
}

void wv_diags_add(wv_diags *d, wv_level level, unsigned code, wv_place place, const char *hint,
                  const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (level == WV_LEVEL_ERROR) d->errors++;
    if (level == WV_LEVEL_WARNING) d->warnings++;
    if (!wv_mem_grow((void **)&d->items, &d->capacity, d->count + 1, sizeof *d->items)) {
        d->failed = true;
        return;
    }
    wv_diag *item = &d->items[d->count];
    *item = (wv_diag){.level = level, .code = code, .place = place};
    item->place.source = kept_source(d, place.source);
    item->message = wv_arena_str(&d->arena, wv_str_of(message));
    item->hint = wv_arena_str(&d->arena, wv_str_of(hint ? hint : ""));
    if (!item->message.p || !item->hint.p)
        d->failed = true;
    else
        d->count++;
}

static int by_place(const void *left, const void *right)
{
    const wv_diag *a = *(const wv_diag *const *)left, *b = *(const wv_diag *const *)right;
    if (a->place.source != b->place.source) {
        if (!a->place.source || !b->place.source) return a->place.source ? 1 : -1;
        int c = wv_str_cmp(a->place.source->name, b->place.source->name);
        if (c) return c;
    }
    if (a->place.start != b->place.start) return a->place.start < b->place.start ? -1 : 1;
    return (a > b) - (a < b); /* items of one array: the order they were found in */
}

/* Bytes of the character at p when it may go to a terminal as it is: no control, no broken UTF-8.
 * Else 0. */
static uint32_t printable(const char *p, uint32_t left)
{
    const unsigned char *u = (const unsigned char *)p;
    uint32_t n = u[0] < 0x80   ? 1
                 : u[0] < 0xC2 ? 0
                 : u[0] < 0xE0 ? 2
                 : u[0] < 0xF0 ? 3
                 : u[0] < 0xF5 ? 4
                               : 0;
    if (n == 0 || n > left || (n == 1 && (u[0] < ' ' || u[0] == 0x7F))) return 0;
    for (uint32_t i = 1; i < n; i++)
        if (is_lead(u[i])) return 0;
    bool c1 = u[0] == 0xC2 && u[1] < 0xA0;
    bool bidi = u[0] == 0xE2 && ((u[1] == 0x80 && u[2] >= 0xAA && u[2] <= 0xAE) ||
                                 (u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9));
    return c1 || bidi ? 0 : n;
}

/* A file that is complained about may hold anything; nothing of it may steer the reader's terminal.
 */
static void print_clean(wv_buf *out, wv_str s)
{
    for (uint32_t i = 0; i < s.n;) {
        uint32_t n = s.p[i] == '\t' ? 1 : printable(s.p + i, s.n - i);
        if (n)
            wv_buf_add(out, s.p + i, n);
        else
            wv_buf_byte(out, '?');
        i++;
        while (i < s.n && !is_lead((unsigned char)s.p[i])) i++;
    }
}

enum { EXCERPT_MAX = 100, EXCERPT_BEFORE = 60 }; /* code points of a line that are shown */

/* Bytes of the first `count` code points. */
static uint32_t bytes_of(wv_str s, uint32_t count)
{
    uint32_t i = 0;
    for (; i < s.n && count; count--)
        for (i++; i < s.n && !is_lead((unsigned char)s.p[i]);) i++;
    return i;
}

/* The line of a place with carets under it. A long line, as lists of words have, is cut on both
 * sides of the place. */
static void print_excerpt(wv_buf *out, const wv_place *place, uint32_t line)
{
    wv_str text = place->source->text;
    uint32_t start = line_start(text, place->start < text.n ? place->start : text.n);
    uint32_t end = start;
    while (end < text.n && text.p[end] != '\n') end++;
    uint32_t from = place->start > end ? end : place->start,
             to = place->end > end ? end : place->end;
    uint32_t before = code_points(text.p + start, from - start);
    uint32_t marked = to > from ? code_points(text.p + from, to - from) : 1;
    bool cut_left =
        before > EXCERPT_BEFORE && code_points(text.p + start, end - start) > EXCERPT_MAX;
    if (cut_left) {
        start += bytes_of((wv_str){text.p + start, end - start}, before - EXCERPT_BEFORE);
        before = EXCERPT_BEFORE + 4;
    }
    wv_str shown = {text.p + start, bytes_of((wv_str){text.p + start, end - start}, EXCERPT_MAX)};
    bool cut_right = shown.n < end - start;
    if (marked > EXCERPT_MAX - EXCERPT_BEFORE && cut_right) marked = EXCERPT_MAX - EXCERPT_BEFORE;
    wv_buf_format(out, "%6u | %s", line, cut_left ? "... " : "");
    print_clean(out, shown);
    wv_buf_format(out, "%s\n       | ", cut_right ? " ..." : "");
    for (uint32_t i = 0; i < before; i++) wv_buf_byte(out, ' ');
    for (uint32_t i = 0; i < (marked ? marked : 1); i++) wv_buf_byte(out, '^');
    wv_buf_byte(out, '\n');
}

static void print_one(wv_buf *out, const wv_diag *d)
{
    static const char *const level_name[] = {"error", "warning", "note"};
    uint32_t line = 0, column = 0;
    if (d->place.source) {
        wv_source_line_column(d->place.source, d->place.start, &line, &column);
        wv_buf_str(out, d->place.source->name);
        wv_buf_format(out, ":%u:%u: ", line, column);
    }
    wv_buf_format(out, "%s[%c%03u]: ", level_name[d->level], d->level == WV_LEVEL_ERROR ? 'E' : 'W',
                  d->code);
    print_clean(out, d->message);
    wv_buf_byte(out, '\n');
    if (d->place.source) print_excerpt(out, &d->place, line);
    if (d->hint.n) wv_buf_format(out, "  hint: %.*s\n", (int)d->hint.n, d->hint.p);
}

void wv_diags_print(const wv_diags *d, wv_buf *out)
{
    const wv_diag **order = wv_mem_new((d->count + 1) * sizeof *order);
    if (!order) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < d->count; i++) order[i] = &d->items[i];
    qsort(order, d->count, sizeof *order, by_place);
    for (uint32_t i = 0; i < d->count; i++) print_one(out, order[i]);
    wv_mem_free(order);
}

enum { NEAR_BYTES_MAX = 48 };

/* Levenshtein distance over bytes with adjacent transposition; words over the limit are never near.
 */
static uint32_t distance(wv_str a, wv_str b)
{
    if (a.n > NEAR_BYTES_MAX || b.n > NEAR_BYTES_MAX) return UINT32_MAX;
    uint32_t row[3][NEAR_BYTES_MAX + 1];
    for (uint32_t j = 0; j <= b.n; j++) row[0][j] = j;
    for (uint32_t i = 1; i <= a.n; i++) {
        uint32_t *now = row[i % 3], *last = row[(i + 2) % 3], *older = row[(i + 1) % 3];
        now[0] = i;
        for (uint32_t j = 1; j <= b.n; j++) {
            uint32_t best = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
                older[j - 2] + 1 < best)
                best = older[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[a.n % 3][b.n];
}

wv_str wv_did_you_mean(wv_str word, const wv_str *candidates, uint32_t count)
{
    wv_str best = {NULL, 0};
    uint32_t limit = word.n / 3 > 2 ? word.n / 3 : 2, best_distance = limit + 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t d = distance(word, candidates[i]);
        if (d < best_distance && d < word.n) best_distance = d, best = candidates[i];
    }
    return best;
}
