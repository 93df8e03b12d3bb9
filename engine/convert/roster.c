/* SPDX-License-Identifier: EUPL-1.2 */
/* roster.c: participants of conversations. In: names as they are met. Out: receivers. Neighbours:
 * formats with a first pass. Invariant: at most WV_CONVERT_TO_MAX receivers, and a warning past it.
 * Cost: a map look-up a name; receivers are found by bisection over the chats. */
#include "convert/roster.h"

void wv_roster_init(wv_roster *r)
{
    *r = (wv_roster){0};
    wv_arena_init(&r->arena);
    wv_map_init(&r->index);
}

void wv_roster_done(wv_roster *r)
{
    wv_map_done(&r->index);
    wv_mem_free(r->entries);
    wv_arena_done(&r->arena);
    *r = (wv_roster){0};
}

bool wv_roster_add(wv_roster *r, uint32_t chat, wv_str name)
{
    bool added = false;
    if (!name.n) return true;
    char *p = wv_arena_alloc(&r->arena, (size_t)name.n + sizeof chat);
    if (!p) return false;
    memcpy(p, &chat, sizeof chat);
    memcpy(p + sizeof chat, name.p, name.n);
    wv_str key = {p, name.n + (uint32_t)sizeof chat};
    if (!wv_map_put(&r->index, key, r->count, &added)) return false;
    if (!added) return true;
    if (!wv_mem_grow((void **)&r->entries, &r->capacity, r->count + 1, sizeof *r->entries))
        return false;
    r->entries[r->count++] = (wv_roster_entry){chat, {p + sizeof chat, name.n}};
    return true;
}

static uint32_t first_of(const wv_roster *r, uint32_t chat)
{
    uint32_t low = 0, high = r->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->entries[middle].chat < chat)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void wv_roster_receivers(wv_roster *r, uint32_t chat, wv_str from, wv_str fallback,
                         wv_converted *out)
{
    out->to_count = 0;
    for (uint32_t i = first_of(r, chat); i < r->count && r->entries[i].chat == chat; i++) {
        if (wv_str_eq(r->entries[i].name, from)) continue;
        if (out->to_count == WV_CONVERT_TO_MAX) {
            out->warnings |= WV_CONVERT_WARN(TO_CUT);
            break;
        }
        r->to[out->to_count++] = r->entries[i].name;
    }
    if (!out->to_count && fallback.n && !wv_str_eq(fallback, from))
        r->to[out->to_count++] = fallback;
    out->to = r->to;
}
