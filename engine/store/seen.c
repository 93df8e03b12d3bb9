/* SPDX-License-Identifier: EUPL-1.2 */
/* seen.c: a set of hashes.
 *
 * In: hashes of 16 bytes. Out: whether they came before. Neighbours: ingest_flag.c asks. Invariant:
 * exact, but for the hash of zeros, which is one with 1, 0: nobody makes either. Cost: a line of the
 * cache a question: a B-tree on disk would ask a page for each of them, in no order. */
#include "store/seen.h"

#include <string.h>

enum { SLOTS_MIN = 4096 };

/* The place of a hash: where it is, or the free slot where it would be. They are hashes: any of
 * their bits will do. */
static uint64_t *place(uint64_t *slots, uint32_t slot_count, const uint64_t hash[2])
{
    uint32_t i = (uint32_t)hash[0] & (slot_count - 1);
    for (;; i = (i + 1) & (slot_count - 1)) {
        uint64_t *slot = slots + 2 * (size_t)i;
        if ((slot[0] == hash[0] && slot[1] == hash[1]) || !(slot[0] | slot[1])) return slot;
    }
}

static bool grow(wv_seen *s)
{
    uint32_t slot_count = s->slot_count ? 2 * s->slot_count : SLOTS_MIN;
    uint64_t *slots = wv_mem_new(2 * sizeof *slots * slot_count);
    if (!slots) return false;
    for (size_t i = 0; i < s->slot_count; i++) {
        const uint64_t *hash = s->slots + 2 * i;
        if (hash[0] | hash[1]) memcpy(place(slots, slot_count, hash), hash, 16);
    }
    wv_mem_free(s->slots);
    s->slots = slots;
    s->slot_count = slot_count;
    return true;
}

wv_rc wv_seen_add(wv_seen *s, const uint8_t hash[16], bool *before)
{
    uint64_t wanted[2];
    memcpy(wanted, hash, sizeof wanted);
    if (!(wanted[0] | wanted[1])) wanted[0] = 1; /* zeros are a free slot */
    if (2 * (uint64_t)s->count >= s->slot_count && !grow(s)) return WV_E_NOMEM;
    uint64_t *slot = place(s->slots, s->slot_count, wanted);
    *before = (slot[0] | slot[1]) != 0;
    if (*before) return WV_OK;
    memcpy(slot, wanted, sizeof wanted);
    s->count++;
    return WV_OK;
}

void wv_seen_clear(wv_seen *s)
{
    if (s->count) memset(s->slots, 0, 2 * sizeof *s->slots * s->slot_count);
    s->count = 0;
}

void wv_seen_done(wv_seen *s)
{
    wv_mem_free(s->slots);
    *s = (wv_seen){0};
}
