/* SPDX-License-Identifier: EUPL-1.2 */
/* chronology.c: entries of one case in canonical order. In: made entries. Out: their places.
 * Neighbours: roles.c, timeline.c, cases.c. Cost: an append is constant; a late entry moves what
 * stands after it. */
#include "case/chronology.h"

#include <stdlib.h>

void wv_chronology_init(wv_chronology *c)
{
    *c = (wv_chronology){0};
    wv_arena_init(&c->arena);
    wv_map_init(&c->ids);
}

void wv_chronology_done(wv_chronology *c)
{
    wv_mem_free(c->entries);
    wv_map_done(&c->ids);
    wv_arena_done(&c->arena);
    *c = (wv_chronology){0};
}

uint32_t wv_chronology_find(const wv_chronology *c, wv_str id)
{
    uint32_t *at = wv_map_get(&c->ids, id);
    return at ? *at : UINT32_MAX;
}

/* Binary search from the end's view: nearly always the new entry is the last. */
static uint32_t place_of(const wv_chronology *c, const wv_entry *entry)
{
    if (c->count == 0 || wv_entry_cmp(&c->entries[c->count - 1], entry) <= 0) return c->count;
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (wv_entry_cmp(&c->entries[middle], entry) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void renumber(wv_chronology *c, uint32_t from)
{
    for (uint32_t i = from; i < c->count; i++) {
        uint32_t *at = wv_map_get(&c->ids, c->entries[i].id);
        if (at) *at = i;
    }
}

uint32_t wv_chronology_insert(wv_chronology *c, const wv_entry *entry)
{
    if (!wv_mem_grow((void **)&c->entries, &c->capacity, c->count + 1, sizeof *c->entries))
        return UINT32_MAX;
    uint32_t at = place_of(c, entry);
    uint32_t *known = wv_map_put(&c->ids, entry->id, at, NULL);
    if (!known) return UINT32_MAX;
    *known = at;
    memmove(&c->entries[at + 1], &c->entries[at], (c->count - at) * sizeof *c->entries);
    c->entries[at] = *entry;
    c->count++;
    if (at + 1 < c->count) renumber(c, at + 1);
    return at;
}

bool wv_chronology_append(wv_chronology *c, const wv_entry *entry)
{
    if (!wv_mem_grow((void **)&c->entries, &c->capacity, c->count + 1, sizeof *c->entries))
        return false;
    uint32_t *known = wv_map_put(&c->ids, entry->id, c->count, NULL);
    if (!known) return false;
    *known = c->count;
    c->entries[c->count++] = *entry;
    return true;
}

static int by_canon(const void *a, const void *b)
{
    return wv_entry_cmp(a, b);
}

void wv_chronology_sort(wv_chronology *c)
{
    uint32_t sorted = 1;
    while (sorted < c->count && wv_entry_cmp(&c->entries[sorted - 1], &c->entries[sorted]) <= 0)
        sorted++;
    if (sorted >= c->count) return; /* a log in order, as most are */
    qsort(c->entries, c->count, sizeof *c->entries, by_canon);
    renumber(c, 0);
}

void wv_chronology_remove(wv_chronology *c, uint32_t index)
{
    memmove(&c->entries[index], &c->entries[index + 1],
            (c->count - index - 1) * sizeof *c->entries);
    c->count--;
    renumber(c, index);
}
