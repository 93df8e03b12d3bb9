/* SPDX-License-Identifier: EUPL-1.2 */
/* map.h: string -> uint32_t, open addressing, grows by doubling. Iteration is in insertion order,
 * so that nothing that is written ever depends on a hash.
 *
 * Keys are borrowed: they must outlive the map (put them in an arena). Not thread-safe while it is
 * written; reading is. */
#ifndef WV_BASE_MAP_H
#define WV_BASE_MAP_H

#include "base/mem.h"

typedef struct wv_map_entry {
    wv_str key;
    uint64_t hash;
    uint32_t value;
} wv_map_entry;

typedef struct wv_map {
    wv_map_entry *entries; /* count of them, in insertion order */
    uint32_t count, capacity;
    uint32_t *slots; /* index + 1, 0 is empty */
    uint32_t slot_count;
} wv_map;

void wv_map_init(wv_map *m);
void wv_map_done(wv_map *m);
void wv_map_clear(wv_map *m); /* keeps the memory */
/* Pointer to the value, or NULL. Valid until the next put. */
uint32_t *wv_map_get(const wv_map *m, wv_str key);
/* Pointer to the value of key, added with `value` when it was not there (*added tells, NULL
 * allowed). NULL when out of memory. */
uint32_t *wv_map_put(wv_map *m, wv_str key, uint32_t value, bool *added);
/* The same, and a key that is new is copied to the arena. */
uint32_t *wv_map_put_in(wv_map *m, wv_arena *arena, wv_str key, uint32_t value, bool *added);
/* Moves a finished map into an arena, with no room to spare: from then on it is only read, and dies
 * with the arena (no wv_map_done). False when out of memory: then it is what it was. */
bool wv_map_settle(wv_map *m, wv_arena *arena);

/* The next eight bytes of n, or what is left of them with zeros above, lowest byte first. Two reads
 * that overlap make up what is left:
 *
 *      n = 6:   [a b c d]        the first read
 *                   [c d e f]    the last, moved up by two bytes: c and d fall on themselves
 */
static inline uint64_t wv_hash_word(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t eight;
    uint32_t first, last;
    if (n >= 8) {
        memcpy(&eight, p, 8);
        return eight;
    }
    if (n >= 4) {
        memcpy(&first, p, 4);
        memcpy(&last, p + n - 4, 4);
        return first | (uint64_t)last << (8 * (n - 4));
    }
#endif
    uint64_t word = 0;
    for (size_t i = 0; i < n && i < 8; i++) word |= (uint64_t)p[i] << (8 * i);
    return word;
}

/* 64-bit mix of bytes: fixed, seedless, the same on every machine (little-endian reads made
 * explicit). */
uint64_t wv_hash64(const void *bytes, size_t n);

#endif
