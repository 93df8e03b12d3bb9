/* SPDX-License-Identifier: EUPL-1.2 */
/* loose.c: one class for each atom of a pattern, wide enough for every way it can match.
 *
 *   <target>            the words of all four voices
 *   op+bellen           opbelt, belt, op: a split verb stands at its first piece, whichever that is
 *
 * In: patterns, rules. Out: wv_pattern.loose. Neighbours: freeze.c calls, gates.c knows split verbs,
 * scan/sketch.c reads. Invariant: where an atom matches, the piece of text it stands in has a word of
 * its loose class. Cost: a map probe an atom; few classes are new. */
#include "pack/loose.h"

typedef struct loosener {
    wv_gate_maker *maker;
    wv_map known; /* classes of an atom -> loose class */
    wv_arena *arena, keys;
    bool failed;
} loosener;

static uint32_t work_out(loosener *k, const uint32_t classes[WV_VOICE_COUNT])
{
    uint32_t all = 0;
    for (uint32_t v = 0; v < WV_VOICE_COUNT; v++)
        if (classes[v]) all = all ? wv_gates_union(k->maker, all, classes[v]) : classes[v];
    all = all ? wv_gates_loose(k->maker, all) : 0;
    k->failed |= k->maker->failed;
    return all;
}

static uint32_t loose_of(loosener *k, const uint32_t classes[WV_VOICE_COUNT])
{
    wv_str look = {(const char *)classes, WV_VOICE_COUNT * (uint32_t)sizeof *classes};
    const uint32_t *known = wv_map_get(&k->known, look);
    if (known) return *known;
    uint32_t loose = work_out(k, classes);
    wv_str kept = wv_arena_str(&k->keys, look);
    k->failed |= !kept.p || !wv_map_put(&k->known, kept, loose, NULL);
    return loose;
}

static void loosen(loosener *k, wv_pattern *p)
{
    uint32_t *loose = wv_arena_alloc(k->arena, (p->op_count + 1) * sizeof *loose);
    k->failed |= !loose;
    for (uint32_t i = 0; i < p->op_count && !k->failed; i++)
        if (p->ops[i].code == WV_OP_ATOM) loose[i] = loose_of(k, p->ops[i].classes);
    p->loose = loose;
}

/* All that may make the rule hold; filters are not asked for before it does. */
static void loosen_rule(loosener *k, wv_matcher *m, const wv_detection *d)
{
    wv_pattern *patterns = (wv_pattern *)(uintptr_t)m->patterns; /* ours until it is frozen */
    for (uint32_t s = 0; s < d->selection_count; s++)
        for (uint32_t b = 0; b < d->selections[s].count && d->condition.positive >> s & 1; b++) {
            const wv_branch *branch = &d->selections[s].branches[b];
            for (uint32_t f = 0; f < branch->count; f++)
                for (uint32_t i = 0; i < branch->fields[f].probe_count && !k->failed; i++) {
                    uint32_t probe = branch->fields[f].probes[i];
                    if (probe < m->pattern_count && !patterns[probe].loose &&
                        patterns[probe].op_count <= WV_SKETCH_OPS_MAX)
                        loosen(k, &patterns[probe]);
                }
        }
}

wv_rc wv_loose_make(wv_gate_maker *maker, wv_matcher *m, const wv_detection *detections,
                    uint32_t rule_count, wv_arena *arena)
{
    loosener k = {.maker = maker, .arena = arena};
    wv_map_init(&k.known);
    wv_arena_init(&k.keys);
    for (uint32_t r = 0; r < rule_count; r++) loosen_rule(&k, m, &detections[r]);
    wv_map_done(&k.known);
    wv_arena_done(&k.keys);
    return k.failed ? WV_E_NOMEM : WV_OK;
}
