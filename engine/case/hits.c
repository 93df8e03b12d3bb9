/* SPDX-License-Identifier: EUPL-1.2 */
/* hits.c: a sorted array of hits. In: hits, mostly newest last. Out: places. Neighbours: window.c,
 * correlate.c. Cost: an append is constant; a late hit moves what is newer. */
#include "case/hits.h"

void wv_hits_done(wv_hits *hits)
{
    wv_mem_free(hits->items);
    *hits = (wv_hits){0};
}

static bool before(const wv_hit *h, int64_t at, uint32_t entry)
{
    return h->at < at || (h->at == at && h->entry < entry);
}

static uint32_t place(const wv_hits *hits, int64_t at, uint32_t entry)
{
    if (hits->count == 0 || before(&hits->items[hits->count - 1], at, entry)) return hits->count;
    uint32_t low = 0, high = hits->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (before(&hits->items[middle], at, entry))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t wv_hits_from(const wv_hits *hits, int64_t at)
{
    return place(hits, at, 0);
}

uint32_t wv_hits_of(const wv_hits *hits, int64_t at, uint32_t entry)
{
    uint32_t i = place(hits, at, entry);
    bool here = i < hits->count && hits->items[i].at == at && hits->items[i].entry == entry;
    return here ? i : UINT32_MAX;
}

uint32_t wv_hits_put(wv_hits *hits, wv_hit hit)
{
    uint32_t i = place(hits, hit.at, hit.entry);
    if (i < hits->count && hits->items[i].at == hit.at && hits->items[i].entry == hit.entry) {
        wv_hit *known = &hits->items[i];
        known->mask |= hit.mask;
        known->notes |= hit.notes;
        if (hit.actor) known->actor = hit.actor;
        if (hit.severity > known->severity) known->severity = hit.severity;
        return i;
    }
    if (!wv_mem_grow((void **)&hits->items, &hits->capacity, hits->count + 1, sizeof *hits->items))
        return UINT32_MAX;
    memmove(&hits->items[i + 1], &hits->items[i], (hits->count - i) * sizeof *hits->items);
    hits->items[i] = hit;
    hits->count++;
    return i;
}
