/* SPDX-License-Identifier: EUPL-1.2 */
/* gates.c: combines the gates of the parts of a pattern.
 *
 *   word          {w}                                 split verb   {forms of the base}{particle}
 *   a & b, a b    each gate of a with each of b       32 at most, else one side is narrowed to one
 *   a | b         the gates of both                   the same
 *   a?            open everywhere
 *   no word       open nowhere: no gate
 *
 * In: classes. Out: wv_gate_set. Neighbours: expand.c walks the pattern, freeze.c makes tables.
 * Invariants: gates.h; needs of a gate are distinct, the rarest first by the committed table of
 * frequencies; the order of gates is that of the pattern. Cost: few gates a pattern; a union makes
 * a class. */
#include "pack/gates.h"

#include "text/inflect.h"

void wv_gates_open(wv_gate_set *set)
{
    set->count = 1;
    memset(set->needs[0], 0, sizeof set->needs[0]);
}

/* Lower is rarer. */
static uint64_t weight_of(const wv_gate_maker *m, uint32_t class_id)
{
    uint64_t mixed[2] = {m->random, class_id};
    return m->random ? wv_hash64(mixed, sizeof mixed) : m->lexemes->classes[class_id].weight;
}

void wv_gates_need(const wv_gate_maker *m, uint32_t needs[WV_GATE_NEEDS_MAX], uint32_t class_id)
{
    for (uint32_t i = 0; i < WV_GATE_NEEDS_MAX; i++)
        if (needs[i] == class_id) return;
    for (uint32_t i = 0; i < WV_GATE_NEEDS_MAX && class_id; i++) {
        uint32_t there = needs[i];
        if (there && weight_of(m, there) <= weight_of(m, class_id)) continue;
        needs[i] = class_id;
        class_id = there;
    }
}

/* ---- words ---- */

/* A split verb is found in a sentence by a form of its base verb and its particle: "belt" opens one
 * need of op+bellen, "op" the other, and "opbelt" both. */
static uint32_t need_of(wv_gate_maker *m, uint32_t class_id, bool by_particle)
{
    wv_lexemes *l = m->lexemes;
    uint32_t n = l->classes[class_id].count, count = 0, splits = 0;
    uint32_t *ids = wv_arena_alloc(&l->arena, (2 * n + 1) * sizeof *ids);
    if (!ids) {
        m->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id = l->classes[class_id].lexemes[i];
        wv_str base = l->lexemes[id].text, particle = l->lexemes[id].particle;
        ids[count++] = id;
        if (l->lexemes[id].kind != WV_LEXEME_SPLIT) continue;
        ids[count++] = by_particle ? wv_lexemes_exact(l, particle)
                                   : wv_lexemes_word(l, base, WV_POS_VERB);
        splits++;
    }
    uint32_t id = splits ? wv_lexemes_class(l, ids, count) : class_id;
    m->failed |= id == UINT32_MAX;
    return id == UINT32_MAX ? 0 : id;
}

void wv_gates_word(wv_gate_maker *m, uint32_t class_id, wv_gate_set *out)
{
    wv_gates_open(out);
    out->count = class_id != 0;
    for (int by_particle = 0; class_id && by_particle < 2; by_particle++)
        wv_gates_need(m, out->needs[0], need_of(m, class_id, by_particle));
}

uint32_t wv_gates_union_all(wv_gate_maker *m, const uint32_t *classes, uint32_t count)
{
    wv_lexemes *l = m->lexemes;
    uint32_t total = 0, n = 0;
    for (uint32_t i = 0; i < count; i++) total += l->classes[classes[i]].count;
    uint32_t *ids = wv_arena_alloc(&l->arena, (total + 1) * sizeof *ids);
    if (!ids) {
        m->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < count; n += l->classes[classes[i++]].count)
        memcpy(ids + n, l->classes[classes[i]].lexemes,
               l->classes[classes[i]].count * sizeof *ids);
    uint32_t id = wv_lexemes_class(l, ids, n);
    m->failed |= id == UINT32_MAX;
    return id == UINT32_MAX ? 0 : id;
}

uint32_t wv_gates_union(wv_gate_maker *m, uint32_t a, uint32_t c)
{
    if (!a || !c || m->failed) return 0;
    return a == c ? a : wv_gates_union_all(m, (const uint32_t[]){a, c}, 2);
}

uint32_t wv_gates_loose(wv_gate_maker *m, uint32_t class_id)
{
    return wv_gates_union(m, need_of(m, class_id, false), need_of(m, class_id, true));
}

/* ---- sets ---- */

/* One gate that is open wherever one of the set is: the union of their rarest needs, of their next
 * rarest, as far as all have one. */
static void narrow(wv_gate_maker *m, wv_gate_set *set)
{
    uint32_t joined[WV_GATE_NEEDS_MAX] = {0};
    for (uint32_t k = 0; k < WV_GATE_NEEDS_MAX; k++) {
        uint32_t all = set->needs[0][k];
        for (uint32_t g = 1; g < set->count; g++) all = wv_gates_union(m, all, set->needs[g][k]);
        wv_gates_need(m, joined, all);
    }
    memcpy(set->needs[0], joined, sizeof joined);
    set->count = 1;
}

static void add_gate(wv_gate_set *set, const uint32_t needs[WV_GATE_NEEDS_MAX])
{
    for (uint32_t g = 0; g < set->count; g++)
        if (memcmp(set->needs[g], needs, sizeof set->needs[g]) == 0) return;
    memcpy(set->needs[set->count++], needs, sizeof set->needs[0]);
}

void wv_gates_and(wv_gate_maker *m, wv_gate_set *a, const wv_gate_set *b)
{
    wv_gate_set both = {.count = 0}, other = *b;
    while (a->count * other.count > WV_GATES_MAX)
        narrow(m, a->count > other.count ? a : &other);
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < other.count; k++) {
            uint32_t needs[WV_GATE_NEEDS_MAX];
            memcpy(needs, a->needs[i], sizeof needs);
            for (uint32_t n = 0; n < WV_GATE_NEEDS_MAX; n++)
                wv_gates_need(m, needs, other.needs[k][n]);
            add_gate(&both, needs);
        }
    *a = both;
}

void wv_gates_or(wv_gate_maker *m, wv_gate_set *a, const wv_gate_set *b)
{
    wv_gate_set other = *b;
    while (a->count + other.count > WV_GATES_MAX) narrow(m, a->count > other.count ? a : &other);
    for (uint32_t k = 0; k < other.count; k++) add_gate(a, other.needs[k]);
}

/* ---- chances ---- */

uint64_t wv_gate_chance(const wv_lexemes *l, const uint32_t needs[WV_GATE_NEEDS_MAX])
{
    enum { WORDS = 22, MILLION = 1000000 }; /* of an ordinary sentence */
    uint64_t chance = UINT64_C(1000000000);
    for (uint32_t i = 0; i < WV_GATE_NEEDS_MAX && needs[i]; i++) {
        uint64_t each = (uint64_t)l->classes[needs[i]].weight * WORDS;
        chance = chance * (each < MILLION ? each : MILLION) / MILLION;
    }
    return chance;
}
