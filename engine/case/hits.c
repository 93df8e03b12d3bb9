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

/* Whether a walk is needed to say what this hit weighs in a window. */
static bool is_odd(const wv_hits *hits, const wv_hit *h)
{
    if (!(h->mask & (WV_HIT_MAIN | WV_HIT_CLASSES))) return false;
    return h->mask & WV_HIT_RETOLD || (h->actor && h->actor != hits->actor);
}

static void add_up(wv_hits *hits, uint32_t from)
{
    static const wv_hit none = {0};
    for (uint32_t i = from; i < hits->count; i++) {
        const wv_hit *before = i ? &hits->items[i - 1] : &none;
        wv_hit *h = &hits->items[i];
        uint32_t main = h->mask & WV_HIT_MAIN ? h->weight : 0;
        h->count_sum = before->count_sum + main;
        h->part_sum = before->part_sum + (h->mask & WV_HIT_PART ? main : 0);
        h->against_sum = before->against_sum + (h->mask & WV_HIT_AGAINST ? h->weight : 0);
        h->odd_sum = before->odd_sum + is_odd(hits, h);
    }
}

uint32_t wv_hits_put(wv_hits *hits, wv_hit hit)
{
    uint32_t i = place(hits, hit.at, hit.entry);
    if (hits->actor == 0) hits->actor = hit.actor;
    if (i < hits->count && hits->items[i].at == hit.at && hits->items[i].entry == hit.entry) {
        wv_hit *known = &hits->items[i];
        known->mask |= hit.mask;
        known->notes |= hit.notes;
        if (hit.actor) known->actor = hit.actor;
        if (hit.value) known->value = hit.value;
        if (hit.severity > known->severity) known->severity = hit.severity;
        add_up(hits, i);
        return i;
    }
    if (!wv_mem_grow((void **)&hits->items, &hits->capacity, hits->count + 1, sizeof *hits->items))
        return UINT32_MAX;
    memmove(&hits->items[i + 1], &hits->items[i], (hits->count - i) * sizeof *hits->items);
    hits->items[i] = hit;
    hits->count++;
    add_up(hits, i);
    return i;
}
