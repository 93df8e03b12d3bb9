/* SPDX-License-Identifier: EUPL-1.2 */
/* moments.c: a sorted array of places in time. In: entries, mostly newest last. Out: where they
 * stand. Neighbours: timeline.c. Cost: an append is constant; a late entry moves what is newer; a
 * place is searched from the end, in steps that double. */
#include "case/moments.h"

#include "base/mem.h"

void wv_moments_done(wv_moments *m)
{
    wv_mem_free(m->items);
    *m = (wv_moments){0};
}

static bool is_before(const wv_moment *m, int64_t at, uint32_t entry)
{
    return m->at < at || (m->at == at && m->entry < entry);
}

static uint32_t place(const wv_moments *m, int64_t at, uint32_t entry)
{
    if (m->count == 0 || is_before(&m->items[m->count - 1], at, entry)) return m->count;
    uint32_t low = 0, high = m->count - 1, step = 1; /* who is asked for is mostly near the end */
    while (step <= high && !is_before(&m->items[high - step], at, entry)) high -= step, step *= 2;
    if (step <= high) low = high - step + 1;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(&m->items[middle], at, entry))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* By halves, as the chronology grows: lists of all entries of all cases stand half empty otherwise.
 */
static bool make_room(wv_moments *m)
{
    if (m->count < m->capacity) return true;
    uint32_t capacity = m->capacity + m->capacity / 2 + 4;
    wv_moment *items =
        wv_mem_resize(m->items, m->capacity * sizeof *items, capacity * sizeof *items);
    if (!items) return false;
    m->items = items;
    m->capacity = capacity;
    return true;
}

uint32_t wv_moments_put(wv_moments *m, int64_t at, uint32_t entry)
{
    uint32_t i = place(m, at, entry);
    if (i < m->count && m->items[i].at == at && m->items[i].entry == entry) return i;
    if (!make_room(m)) return UINT32_MAX;
    memmove(&m->items[i + 1], &m->items[i], (m->count - i) * sizeof *m->items);
    m->items[i] = (wv_moment){.at = at, .entry = entry};
    m->count++;
    return i;
}

uint32_t wv_moments_from(const wv_moments *m, int64_t at)
{
    return place(m, at, 0);
}
