/* SPDX-License-Identifier: EUPL-1.2 */
/* map.c: insertion-ordered string map. In: borrowed keys. Out: values. Cost: one probe, mostly. */
#include "base/map.h"

uint64_t wv_hash64(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = 0x9E3779B97F4A7C15u ^ ((uint64_t)n * 0xFF51AFD7ED558CCDu);
    while (n) {
        size_t take = n < 8 ? n : 8;
        h = (h ^ wv_hash_word(p, n)) * 0xD6E8FEB86659FD93u;
        h ^= h >> 32;
        p += take, n -= take;
    }
    h *= 0xD6E8FEB86659FD93u;
    return h ^ (h >> 29);
}

void wv_map_init(wv_map *m)
{
    *m = (wv_map){0};
}

void wv_map_done(wv_map *m)
{
    wv_mem_free(m->entries);
    wv_mem_free(m->slots);
    *m = (wv_map){0};
}

void wv_map_clear(wv_map *m)
{
    m->count = 0;
    if (m->slots) memset(m->slots, 0, m->slot_count * sizeof *m->slots);
}

/* Slot that holds the key, or the empty one where it belongs. */
static uint32_t *slot_of(const wv_map *m, wv_str key, uint64_t hash)
{
    uint32_t mask = m->slot_count - 1, i = (uint32_t)hash & mask;
    for (;; i = (i + 1) & mask) {
        uint32_t at = m->slots[i];
        if (at == 0) return &m->slots[i];
        const wv_map_entry *e = &m->entries[at - 1];
        if (e->hash == hash && wv_str_eq(e->key, key)) return &m->slots[i];
    }
}

uint32_t *wv_map_get(const wv_map *m, wv_str key)
{
    if (m->count == 0) return NULL;
    uint32_t at = *slot_of(m, key, wv_hash64(key.p, key.n));
    return at ? &m->entries[at - 1].value : NULL;
}

static bool grow_slots(wv_map *m)
{
    uint32_t count = m->slot_count ? m->slot_count * 2 : 32;
    uint32_t *slots = wv_mem_new(count * sizeof *slots);
    if (!slots) return false;
    wv_mem_free(m->slots);
    m->slots = slots;
    m->slot_count = count;
    for (uint32_t i = 0; i < m->count; i++) {
        uint32_t at = (uint32_t)m->entries[i].hash & (count - 1);
        while (slots[at]) at = (at + 1) & (count - 1); /* all keys differ: nothing to compare */
        slots[at] = i + 1;
    }
    return true;
}

static uint32_t *put(wv_map *m, wv_arena *arena, wv_str key, uint32_t value, bool *added)
{
    if (added) *added = false;
    if ((m->count + 1) * 2 > m->slot_count && !grow_slots(m)) return NULL;
    uint64_t hash = wv_hash64(key.p, key.n);
    uint32_t *slot = slot_of(m, key, hash);
    if (*slot) return &m->entries[*slot - 1].value;
    if (!wv_mem_grow((void **)&m->entries, &m->capacity, m->count + 1, sizeof *m->entries))
        return NULL;
    if (arena) key = wv_arena_str(arena, key);
    if (!key.p && arena) return NULL;
    m->entries[m->count] = (wv_map_entry){key, hash, value};
    *slot = ++m->count;
    if (added) *added = true;
    return &m->entries[m->count - 1].value;
}

uint32_t *wv_map_put(wv_map *m, wv_str key, uint32_t value, bool *added)
{
    return put(m, NULL, key, value, added);
}

uint32_t *wv_map_put_in(wv_map *m, wv_arena *arena, wv_str key, uint32_t value, bool *added)
{
    return put(m, arena, key, value, added);
}

/* Field by field: bytes between fields stay the zeros of the arena, so that equal maps are equal
 * bytes. */
bool wv_map_settle(wv_map *m, wv_arena *arena)
{
    wv_map_entry *entries = wv_arena_alloc(arena, m->count * sizeof *entries);
    uint32_t *slots = wv_arena_alloc(arena, m->slot_count * sizeof *slots);
    if (!entries || !slots) return false;
    for (uint32_t i = 0; i < m->count; i++) {
        entries[i].key.p = m->entries[i].key.p;
        entries[i].key.n = m->entries[i].key.n;
        entries[i].hash = m->entries[i].hash;
        entries[i].value = m->entries[i].value;
    }
    if (m->slot_count) memcpy(slots, m->slots, m->slot_count * sizeof *slots);
    wv_mem_free(m->entries);
    wv_mem_free(m->slots);
    m->entries = entries;
    m->slots = slots;
    m->capacity = m->count;
    return true;
}
