/* SPDX-License-Identifier: EUPL-1.2 */
/* chronology.c: entries of one case in canonical order. In: made entries. Out: their places.
 * Neighbours: roles.c, timeline.c, cases.c. Cost: an append is constant; a late entry moves what
 * stands after it, and the table of ids is made anew. That table holds numbers alone: the ids stand
 * in the entries, and a case of a million records must not hold them twice. Half of a hash beside
 * each says nearly always which entry it is: an id that is new looks at none. */
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

static uint32_t tag_of(wv_str id)
{
    return (uint32_t)wv_hash64(id.p, id.n);
}

/* Slot of that id, or the empty one where it belongs. */
static wv_case_slot *slot_of(const wv_chronology *c, wv_str id, uint32_t tag)
{
    uint32_t mask = c->slot_count - 1, i = tag & mask;
    for (;; i = (i + 1) & mask) {
        const wv_case_slot *slot = &c->slots[i];
        bool same = slot->tag == tag && slot->place;
        if (!slot->place || (same && wv_str_eq(c->entries[slot->place - 1].id, id)))
            return &c->slots[i];
    }
}

static void put_slot(wv_chronology *c, uint32_t at)
{
    uint32_t tag = tag_of(c->entries[at].id);
    *slot_of(c, c->entries[at].id, tag) = (wv_case_slot){tag, at + 1};
}

/* Puts the places of all entries in the table. */
static void fill_slots(wv_chronology *c)
{
    memset(c->slots, 0, c->slot_count * sizeof *c->slots);
    for (uint32_t i = 0; i < c->count; i++) put_slot(c, i);
}

/* All ids differ, and their tags are known: no entry is looked at. */
static bool grow_slots(wv_chronology *c)
{
    uint32_t count = c->slot_count ? c->slot_count * 2 : 8;
    wv_case_slot *slots = wv_mem_new(count * sizeof *slots);
    if (!slots) return false;
    for (uint32_t i = 0; i < c->slot_count; i++) {
        uint32_t at = c->slots[i].tag & (count - 1);
        while (slots[at].place) at = (at + 1) & (count - 1);
        if (c->slots[i].place) slots[at] = c->slots[i];
    }
    wv_mem_free(c->slots);
    c->slots = slots, c->slot_count = count;
    return true;
}

/* Room for one more entry, and for its place in the table: a quarter of that stays empty. */
static bool make_room(wv_chronology *c)
{
    if (c->count == c->capacity) { /* by halves: an entry is large, and most cases rest */
        uint32_t capacity = c->capacity + c->capacity / 2 + 4;
        wv_entry *entries =
            wv_mem_resize(c->entries, c->capacity * sizeof *entries, capacity * sizeof *entries);
        if (!entries) return false;
        c->entries = entries, c->capacity = capacity;
    }
    return (c->count + 1) * 4ull <= c->slot_count * 3ull || grow_slots(c);
}

uint32_t wv_chronology_find(const wv_chronology *c, wv_str id)
{
    return c->slot_count ? slot_of(c, id, tag_of(id))->place - 1 : UINT32_MAX;
}

void wv_chronology_ahead(const wv_chronology *c, wv_str id)
{
    if (c->slot_count) __builtin_prefetch(&c->slots[tag_of(id) & (c->slot_count - 1)]);
    if (c->count) __builtin_prefetch(&c->entries[c->count - 1]);
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
        put_slot(c, at);
    return at;
}

bool wv_chronology_append(wv_chronology *c, const wv_entry *entry)
{
    if (!make_room(c)) return false;
    uint32_t tag = tag_of(entry->id);
    wv_case_slot *slot = slot_of(c, entry->id, tag);
    c->entries[c->count++] = *entry;
    *slot = (wv_case_slot){tag, c->count};
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
