/* SPDX-License-Identifier: EUPL-1.2 */
/* chronology.c: entries of one case in canonical order. In: made entries. Out: their places.
 * Neighbours: roles.c, timeline.c, cases.c. Cost: an append is constant; a late entry moves what
 * stands after it, and the table of ids is made anew. That table holds numbers alone: the ids stand
 * in the entries, and a case of a million records must not hold them twice. */
#include "case/chronology.h"

#include <stdlib.h>

void wv_chronology_init(wv_chronology *c)
{
    *c = (wv_chronology){0};
    wv_arena_init(&c->arena);
}

void wv_chronology_done(wv_chronology *c)
{
    wv_mem_free(c->entries);
    wv_mem_free(c->slots);
    wv_arena_done(&c->arena);
    *c = (wv_chronology){0};
}

/* Slot of that id, or the empty one where it belongs. */
static uint32_t *slot_of(const wv_chronology *c, wv_str id)
{
    uint32_t mask = c->slot_count - 1, i = (uint32_t)wv_hash64(id.p, id.n) & mask;
    while (c->slots[i] && !wv_str_eq(c->entries[c->slots[i] - 1].id, id)) i = (i + 1) & mask;
    return &c->slots[i];
}

/* Puts the places of all entries in the table. */
static void fill_slots(wv_chronology *c)
{
    memset(c->slots, 0, c->slot_count * sizeof *c->slots);
    for (uint32_t i = 0; i < c->count; i++) *slot_of(c, c->entries[i].id) = i + 1;
}

/* Room for one more entry, and for its place in the table: a quarter of that stays empty. */
static bool make_room(wv_chronology *c)
{
    if (c->count == c->capacity) { /* by halves: an entry is large, and most cases rest */
        uint32_t capacity = c->capacity + c->capacity / 2 + 4;
        wv_entry *entries = wv_mem_resize(c->entries, c->capacity * sizeof *entries,
                                          capacity * sizeof *entries);
        if (!entries) return false;
        c->entries = entries, c->capacity = capacity;
    }
    if ((c->count + 1) * 4ull <= c->slot_count * 3ull) return true;
    uint32_t slot_count = c->slot_count ? c->slot_count * 2 : 8;
    uint32_t *slots = wv_mem_new(slot_count * sizeof *slots);
    if (!slots) return false;
    wv_mem_free(c->slots);
    c->slots = slots, c->slot_count = slot_count;
    fill_slots(c);
    return true;
}

uint32_t wv_chronology_find(const wv_chronology *c, wv_str id)
{
    return c->slot_count ? *slot_of(c, id) - 1 : UINT32_MAX;
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

uint32_t wv_chronology_insert(wv_chronology *c, const wv_entry *entry)
{
    if (!make_room(c)) return UINT32_MAX;
    uint32_t at = place_of(c, entry);
    memmove(&c->entries[at + 1], &c->entries[at], (c->count - at) * sizeof *c->entries);
    c->entries[at] = *entry;
    c->count++;
    if (at + 1 < c->count)
        fill_slots(c);
    else
        *slot_of(c, entry->id) = at + 1;
    return at;
}

bool wv_chronology_append(wv_chronology *c, const wv_entry *entry)
{
    if (!make_room(c)) return false;
    uint32_t *slot = slot_of(c, entry->id);
    c->entries[c->count++] = *entry;
    *slot = c->count;
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
    fill_slots(c);
}
