/* SPDX-License-Identifier: EUPL-1.2 */
/* calibrate.c: items -> counts by triage cut; items that are not shown -> a seeded sample.
 *
 * In: visits of a corpus. Out: counts, sampled items. Neighbours: cli/calibrate.c prints. Invariants:
 * a cut shows what the cut above it shows; an item with a sign counts as shown when it is shown for
 * any reason, because a person then reads it whole. Cost: a walk; the sample keeps its items sorted
 * by insertion, which is cheap as few of them are drawn late. */
#include "lab/calibrate.h"

#include "lab/draw.h"

void wv_calibration_init(wv_calibration *c, const wv_frozen *pack)
{
    *c = (wv_calibration){.pack = pack};
}

/* Highest triage at which the item is shown; -1 when it never is. */
static int triage_of(const wv_lab_item *item)
{
    int highest = -1;
    for (uint32_t i = 0; i < item->found[0].count; i++) {
        const wv_found *f = &item->found[0].items[i];
        int triage = (int)wv_triage_of(f->severity);
        if (wv_found_counts(f) && triage > highest) highest = triage;
    }
    return highest;
}

static bool is_severe(const wv_calibration *c, const wv_lab_item *item)
{
    enum { SEVERE = 4 };
    const wv_pack_ast *ast = c->pack->ast;
    for (uint32_t i = 0; i < ast->signal_count; i++)
        if (!ast->signals[i].is_pattern && ast->signals[i].severity >= SEVERE &&
            wv_slugs_have(&item->gold.require, ast->signals[i].slug.s))
            return true;
    return false;
}

bool wv_calibration_labelled(void *calibration, const wv_lab_item *item)
{
    wv_calibration *c = calibration;
    if (item->dead || !item->has_gold) return true;
    bool sign = item->gold.require.count > 0, severe = sign && is_severe(c, item);
    int highest = triage_of(item);
    c->labelled_items++;
    c->signs += sign;
    c->severe += severe;
    for (int t = 0; t <= highest; t++) {
        c->labelled[t].shown++;
        c->labelled[t].signs += sign;
        c->labelled[t].severe += severe;
    }
    return true;
}

bool wv_calibration_flow(void *calibration, const wv_lab_item *item)
{
    wv_calibration *c = calibration;
    if (item->dead) return true;
    int highest = triage_of(item);
    c->flow_items++;
    for (int t = 0; t <= highest; t++) c->flow[t].shown++;
    return true;
}

wv_rc wv_sample_init(wv_sample *s, uint64_t seed, wv_triage cut, uint32_t wanted)
{
    *s = (wv_sample){.seed = seed, .cut = cut, .wanted = wanted};
    wv_arena_init(&s->arena);
    s->items = wv_mem_new(sizeof *s->items * (wanted + 1));
    return s->items ? WV_OK : WV_E_NOMEM;
}

void wv_sample_done(wv_sample *s)
{
    wv_mem_free(s->items);
    wv_arena_done(&s->arena);
}

/* Puts an item in its place; the last one falls out when there are too many. */
static void keep(wv_sample *s, uint64_t order, const wv_lab_item *item)
{
    uint32_t at = s->count;
    if (s->count == s->wanted && order >= s->items[s->count - 1].order) return;
    wv_sampled drawn = {order, wv_arena_str(&s->arena, item->id),
                        wv_arena_str(&s->arena, item->text)};
    if (!drawn.id.p || !drawn.text.p) s->nomem = true;
    if (s->count < s->wanted)
        s->count++;
    else
        at--;
    for (; at && s->items[at - 1].order > order; at--) s->items[at] = s->items[at - 1];
    s->items[at] = drawn;
}

bool wv_sample_visit(void *sample, const wv_lab_item *item)
{
    wv_sample *s = sample;
    if (item->dead) return true;
    wv_draw draw = wv_draw_of(s->seed, s->seen++);
    if (triage_of(item) >= (int)s->cut || !item->text.n) return true;
    s->population++;
    if (s->wanted) keep(s, wv_draw_next(&draw), item);
    return !s->nomem;
}
