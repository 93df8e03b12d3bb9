/* SPDX-License-Identifier: EUPL-1.2 */
/* marks.h: where the strings of a line of JSON may stop, a bit a byte, 64 bytes a step.
 *
 *   bytes   { " t e x t " : " c a f é . .  \ n "     é is two bytes
 *   stop    0 1 0 0 0 0 1 0 1 0 0 0 0 0 0 0 1 0 1    a quote, a backslash, a byte below 0x20
 *   high    0 0 0 0 0 0 0 0 0 0 0 0 1 1 0 0 0 0 0    a byte of 0x80 or more: UTF-8 to be checked
 *
 * A window of 4 KB is marked at once, which is nearly every line; a longer line moves it along. The
 * caller owns the struct and keeps the text alive; no memory; one thread. The same bits on every
 * machine: a test compares the ways. */
#ifndef WV_READ_MARKS_H
#define WV_READ_MARKS_H

#include "base/str.h"
#include "base/way.h"

typedef struct wv_marks_64 {
    uint64_t stop, high;
} wv_marks_64;

enum { WV_MARKS_STEPS = 64, WV_MARKS_BYTES = WV_MARKS_STEPS * 64 };

typedef struct wv_marks {
    wv_str text;
    uint32_t begin, end; /* bytes of the text that are marked; begin is a multiple of 64 */
    wv_way way;
    wv_marks_64 steps[WV_MARKS_STEPS];
} wv_marks;

/* Chooses the best way this machine has. */
void wv_marks_init(wv_marks *m);
/* Moves the window to the 64 bytes that hold `at` (< text.n). */
void wv_marks_move(wv_marks *m, uint32_t at);

static inline void wv_marks_begin(wv_marks *m, wv_str text)
{
    m->text = text;
    m->begin = m->end = 0;
}

/* The 64 bytes that hold `at` (< text.n); bit 0 is the byte at `at` rounded down to 64. */
static inline const wv_marks_64 *wv_marks_at(wv_marks *m, uint32_t at)
{
    if (at >= m->end || at < m->begin) wv_marks_move(m, at);
    return &m->steps[(at - m->begin) / 64];
}

#endif
