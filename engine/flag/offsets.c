/* SPDX-License-Identifier: EUPL-1.2 */
/* offsets.c: byte places to code points or UTF-16 units.
 *
 * In: a text, byte offsets in any order (findings are sorted by rule, so their spans jump). Out:
 * units before them. Neighbours: flag.c. Invariant: marks[i] counts the units before byte i * STEP.
 * Cost: one pass a text with a finding, then at most STEP bytes a question: a report of 1,000
 * findings of 64 spans stays linear. */
#include "flag/offsets.h"

#include "base/mem.h"

enum { STEP = 1024 };

void wv_offsets_init(wv_offsets *o, wv_offset_unit unit)
{
    *o = (wv_offsets){.unit = unit};
}

void wv_offsets_done(wv_offsets *o)
{
    wv_mem_free(o->marks);
    *o = (wv_offsets){0};
}

/* A code point counts at its first byte; above U+FFFF (lead 0xF0 and up) UTF-16 needs two units. */
static uint32_t count_units(const wv_offsets *o, uint32_t from, uint32_t to)
{
    uint32_t units = 0;
    bool pairs = o->unit == WV_OFFSET_UTF16;
    for (uint32_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)o->text.p[i];
        units += (c & 0xC0) != 0x80;
        units += pairs && c >= 0xF0;
    }
    return units;
}

static bool is_ascii(wv_str text)
{
    unsigned char all = 0;
    for (uint32_t i = 0; i < text.n; i++) all |= (unsigned char)text.p[i];
    return all < 0x80;
}

bool wv_offsets_begin(wv_offsets *o, wv_str text)
{
    o->text = text;
    o->identity = o->unit == WV_OFFSET_BYTES || is_ascii(text);
    if (o->identity) return true;
    uint32_t need = text.n / STEP + 1, units = 0;
    if (!wv_mem_grow((void **)&o->marks, &o->capacity, need, sizeof *o->marks)) return false;
    for (uint32_t i = 0; i < need; i++) {
        if (i) units += count_units(o, (i - 1) * STEP, i * STEP);
        o->marks[i] = units;
    }
    o->mark_count = need;
    return true;
}

uint32_t wv_offsets_at(const wv_offsets *o, uint32_t byte)
{
    if (byte > o->text.n) byte = o->text.n;
    if (o->identity) return byte;
    uint32_t mark = byte / STEP;
    return o->marks[mark] + count_units(o, mark * STEP, byte);
}
