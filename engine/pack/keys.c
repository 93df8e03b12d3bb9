/* SPDX-License-Identifier: EUPL-1.2 */
/* keys.c: chooses the keys of a rule: a cheap set of probes of which a unit must have a hit before
 * the rule's condition can hold in it, each with the classes that must have a word beside it.
 *
 * In: a compiled condition, the gates of its probes. Out: keys, paths, covers. Neighbours: freeze.c
 * calls; pack/sieve.c makes gates of the paths; scan/sieve.c, scan/probe.c and scan/evaluate.c rely
 * on it. Invariants: what stands under a `not` counts as not matched, as in the first run of a
 * condition (scan/evaluate.c); a rule without such a set has all its probes as keys. Cost: linear in
 * the condition and its selections, a few times.
 *
 * A *cover* is a set of paths: "one of these fields must have a hit, beside words of its extras".
 * AND keeps the cheaper cover of both sides, its paths extended by the words of the other; OR joins
 * both; `2 of a, b, c` joins the cheapest two (two of three hold, so of any two one holds). A *sure*
 * cover is that of a part that may hold without any text. */
#include "pack/keys.h"

#include <stdlib.h>

typedef struct path {
    const wv_field *field;
    const wv_branch *branch; /* of the field */
    uint32_t extras[WV_KEY_EXTRAS]; /* classes; 0 none */
} path;

enum { COVERS = WV_DETECTION_COVERS };

typedef struct cover {
    uint64_t cost;
    bool sure;
    path *paths;
    uint32_t count;
    uint32_t musts[COVERS]; /* classes: each has a word where this holds, the rarest first */
} cover;

typedef struct chooser {
    wv_key_maker *maker;
    const wv_detection *d;
    wv_arena arena; /* of paths */
    bool beside, failed;
    cover of[WV_SELECTIONS_MAX];
} chooser;

static const cover SURE = {.sure = true};

/* ---- classes ---- */

static uint64_t weight_of(const chooser *k, uint32_t class_id)
{
    return k->maker->gates.lexemes->classes[class_id].weight;
}

static uint32_t rarer(const chooser *k, uint32_t a, uint32_t b)
{
    if (!a || !b) return a ? a : b;
    return weight_of(k, b) < weight_of(k, a) ? b : a;
}

/* One class of the words of all; 0 when one of them is 0, or when it would say nothing. */
static uint32_t join_classes(chooser *k, const uint32_t *ids, uint32_t count)
{
    enum { COMMON = 120000 }; /* in a million words: hardly a sentence is without */
    uint64_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!ids[i]) return 0;
        weight += weight_of(k, ids[i]);
    }
    const wv_lexemes *l = k->maker->gates.lexemes;
    if (!count || weight > COMMON || l->class_count > WV_CLASSES_MAX / 4 * 3 || k->failed) return 0;
    uint32_t id = wv_gates_union_all(&k->maker->gates, ids, count);
    k->failed |= k->maker->gates.failed;
    return id;
}

static const uint32_t (*needs_of(const chooser *k, uint32_t probe, uint32_t one[WV_GATE_NEEDS_MAX],
                                 uint32_t *count))[WV_GATE_NEEDS_MAX]
{
    const wv_matcher *m = k->maker->m;
    if (probe < m->pattern_count) {
        *count = m->patterns[probe].gate_count;
        return m->patterns[probe].needs;
    }
    const wv_regex_gate *gate = wv_regex_gate_of(m->regexes[probe - m->pattern_count]);
    memset(one, 0, WV_GATE_NEEDS_MAX * sizeof *one);
    one[0] = gate->always || gate->literal_count ? 0 : gate->class_id;
    *count = 1;
    return (const uint32_t(*)[WV_GATE_NEEDS_MAX])one;
}

/* A class that has a word where the field has a hit; 0 none that says anything. */
static uint32_t class_of_field(chooser *k, const wv_field *field)
{
    uint32_t room = 0, n = 0, one[WV_GATE_NEEDS_MAX], gates;
    for (uint32_t i = 0; i < field->probe_count; i++, room += gates)
        needs_of(k, field->probes[i], one, &gates);
    uint32_t *firsts = wv_arena_alloc(&k->arena, (room + 1) * sizeof *firsts);
    k->failed |= !firsts;
    for (uint32_t i = 0; i < field->probe_count && firsts; i++) {
        const uint32_t(*needs)[WV_GATE_NEEDS_MAX] = needs_of(k, field->probes[i], one, &gates);
        for (uint32_t g = 0; g < gates; g++) firsts[n++] = needs[g][0];
    }
    return firsts ? join_classes(k, firsts, n) : 0;
}

/* ---- paths ---- */

static void add_extra(const chooser *k, path *p, uint32_t class_id)
{
    for (uint32_t i = 0; i < WV_KEY_EXTRAS && class_id; i++) {
        if (p->extras[i] == class_id) return;
        uint32_t keep = rarer(k, p->extras[i], class_id), other = p->extras[i];
        p->extras[i] = keep;
        class_id = keep == class_id ? other : class_id;
    }
}

static uint64_t cost_of_needs(const chooser *k, const path *p, const uint32_t *needs, bool phrase)
{
    enum { BEING = 20000, BEGIN = 32 }; /* a gate that begins to open costs a look */
    enum { PHRASE = 8 };                /* and what it lets through of phrases is mostly no match */
    uint32_t all[WV_GATE_NEEDS_MAX];
    memcpy(all, needs, sizeof all);
    for (uint32_t i = 0; i < WV_KEY_EXTRAS && k->beside; i++)
        wv_gates_need(&k->maker->gates, all, p->extras[i]);
    const uint32_t first[WV_GATE_NEEDS_MAX] = {all[0]};
    return BEING + wv_gate_chance(k->maker->gates.lexemes, all) / (phrase ? PHRASE : 1) +
           wv_gate_chance(k->maker->gates.lexemes, first) / BEGIN;
}

/* How often its gates are open, in a thousand million sentences, and a little for being there. A
 * regex is looked for with bytes; better have none of them as a key. */
static uint64_t cost_of_probe(const chooser *k, const path *p, uint32_t probe)
{
    enum { LITERAL = 30000000 };
    const uint64_t ALWAYS = UINT64_C(1000000000000);
    const wv_matcher *m = k->maker->m;
    uint64_t mixed[2] = {k->maker->gates.random, probe}, cost = 0;
    if (k->maker->gates.random) return wv_hash64(mixed, sizeof mixed) >> 16;
    uint32_t one[WV_GATE_NEEDS_MAX], gates;
    const uint32_t(*needs)[WV_GATE_NEEDS_MAX] = needs_of(k, probe, one, &gates);
    bool phrase = probe < m->pattern_count && m->patterns[probe].op_count > 2;
    for (uint32_t g = 0; g < gates; g++)
        cost += needs[g][0] ? cost_of_needs(k, p, needs[g], phrase) : 0;
    if (probe < m->pattern_count) return cost;
    const wv_regex_gate *gate = wv_regex_gate_of(m->regexes[probe - m->pattern_count]);
    return cost + (gate->always ? ALWAYS : 0) + (uint64_t)gate->literal_count * LITERAL;
}

static uint64_t cost_of_path(const chooser *k, const path *p)
{
    uint64_t cost = 0;
    for (uint32_t i = 0; i < p->field->probe_count; i++)
        cost += cost_of_probe(k, p, p->field->probes[i]);
    return cost;
}

/* ---- covers ---- */

static bool is_cheaper(const cover *a, const cover *b)
{
    return a->sure != b->sure ? b->sure : a->cost < b->cost;
}

static void add_must(const chooser *k, cover *c, uint32_t class_id)
{
    for (uint32_t i = 0; i < COVERS; i++)
        if (c->musts[i] == class_id) return;
    for (uint32_t i = 0; i < COVERS && class_id; i++) {
        uint32_t keep = rarer(k, c->musts[i], class_id), other = c->musts[i];
        c->musts[i] = keep;
        class_id = keep == class_id ? other : class_id;
    }
}

/* Both have to hold: `a` keeps its paths. */
static void add_musts(const chooser *k, cover *a, const cover *b)
{
    for (uint32_t i = 0; i < COVERS; i++) add_must(k, a, b->musts[i]);
}

/* One of these holds. */
static cover join(chooser *k, const cover *const *of, uint32_t count)
{
    cover all = {.sure = false};
    uint32_t firsts[WV_SELECTIONS_MAX];
    for (uint32_t i = 0; i < count; i++) all.count += of[i]->count;
    all.paths = wv_arena_alloc(&k->arena, (all.count + 1) * sizeof *all.paths);
    k->failed |= !all.paths;
    all.count = 0;
    for (uint32_t i = 0; i < count && all.paths; i++) {
        if (of[i]->count)
            memcpy(all.paths + all.count, of[i]->paths, of[i]->count * sizeof *all.paths);
        all.count += of[i]->count;
        all.cost += of[i]->cost;
        all.sure |= of[i]->sure;
        firsts[i] = of[i]->musts[0];
    }
    all.musts[0] = join_classes(k, firsts, count);
    return all;
}

/* The paths of a, each beside a word of b. */
static cover extend(chooser *k, const cover *a, const cover *b)
{
    cover out = *a;
    if (a->sure || b->sure || !b->musts[0]) return out;
    out.paths = wv_arena_alloc(&k->arena, (a->count + 1) * sizeof *out.paths);
    k->failed |= !out.paths;
    out.cost = 0;
    for (uint32_t i = 0; i < a->count && out.paths; i++) {
        out.paths[i] = a->paths[i];
        for (uint32_t n = 0; n < COVERS; n++) add_extra(k, &out.paths[i], b->musts[n]);
        out.cost += cost_of_path(k, &out.paths[i]);
    }
    return out;
}

static cover both(chooser *k, const cover *a, const cover *b)
{
    cover x = extend(k, a, b), y = extend(k, b, a);
    bool second = is_cheaper(&y, &x);
    cover out = second ? y : x;
    add_musts(k, &out, second ? a : b);
    return out;
}

/* A branch holds when all its fields do; one without text holds without it. */
static cover cover_branch(chooser *k, const wv_branch *branch)
{
    cover all = SURE;
    for (uint32_t f = 0; f < branch->count; f++) {
        if (!branch->fields[f].is_text) continue;
        cover one = {.count = 1, .paths = wv_arena_alloc(&k->arena, sizeof *one.paths)};
        k->failed |= !one.paths;
        if (!one.paths) return SURE;
        one.paths[0] = (path){.field = &branch->fields[f], .branch = branch};
        one.cost = cost_of_path(k, one.paths);
        one.musts[0] = class_of_field(k, &branch->fields[f]);
        all = all.sure ? one : both(k, &all, &one);
    }
    return all;
}

/* A branch without fields never matches. */
static cover cover_selection(chooser *k, uint32_t selection)
{
    const wv_selection *sel = &k->d->selections[selection];
    cover *branches = wv_arena_alloc(&k->arena, (sel->count + 1) * sizeof *branches), out = {0};
    k->failed |= !branches;
    if (!branches) return SURE;
    for (uint32_t b = 0, n; b < sel->count; b += n) { /* join takes so many at a time */
        const cover *of[WV_SELECTIONS_MAX] = {&out};
        n = 0;
        uint32_t count = b > 0;
        for (; b + n < sel->count && count < WV_SELECTIONS_MAX; n++) {
            if (!sel->branches[b + n].count) continue;
            branches[b + n] = cover_branch(k, &sel->branches[b + n]);
            of[count++] = &branches[b + n];
        }
        out = join(k, of, count);
    }
    return out;
}

/* `need` of n selections: of any n - need + 1 of them one holds; of all of them, each. */
static cover cover_of(chooser *k, const wv_step *step)
{
    const uint32_t *selections = k->d->condition.selections + step->first;
    const cover *sorted[WV_SELECTIONS_MAX];
    cover all = {0};
    if (step->negative) return all;
    for (uint32_t i = 0; i < step->count; i++) {
        const cover *c = &k->of[selections[i]];
        uint32_t at = i;
        for (; at > 0 && is_cheaper(c, sorted[at - 1]); at--) sorted[at] = sorted[at - 1];
        sorted[at] = c;
    }
    if (!step->count || step->need != step->count)
        return join(k, sorted, step->need < step->count ? step->count - step->need + 1 : 0);
    all = *sorted[0];
    for (uint32_t i = 1; i < step->count; i++) all = both(k, &all, sorted[i]);
    return all;
}

/* What every way for a condition to hold has. */
static cover cover_of_condition(chooser *k)
{
    cover stack[WV_CONDITION_STACK_MAX + 1];
    uint32_t top = 0;
    for (uint32_t i = 0; i < k->d->condition.step_count; i++) {
        const wv_step *step = &k->d->condition.steps[i];
        if (step->code == WV_STEP_OF) {
            stack[top++] = cover_of(k, step);
        } else if (step->code == WV_STEP_NOT) {
            stack[top - 1] = SURE; /* holds where nothing matches */
        } else {
            cover *a = &stack[top - 2], *b = &stack[top - 1];
            const cover *const either[] = {a, b};
            *a = step->code == WV_STEP_OR ? join(k, either, 2) : both(k, a, b);
            top--;
        }
    }
    return top == 1 ? stack[0] : SURE;
}

/* ---- what is kept ---- */

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool keep(chooser *k, wv_detection *d, const cover *best)
{
    uint32_t total = 0, kept = 0;
    for (uint32_t i = 0; i < best->count; i++) total += best->paths[i].field->probe_count;
    uint32_t *keys = wv_arena_alloc(k->maker->arena, (total + 1) * sizeof *keys);
    wv_key_path *paths = wv_arena_alloc(k->maker->arena, (total + 1) * sizeof *paths);
    if (!keys || !paths) return false;
    total = 0;
    for (uint32_t i = 0; i < best->count; i++)
        for (uint32_t n = 0; n < best->paths[i].field->probe_count; n++) {
            keys[total] = paths[total].probe = best->paths[i].field->probes[n];
            paths[total].branch = best->paths[i].branch;
            memcpy(paths[total++].extras, best->paths[i].extras, sizeof paths->extras);
        }
    if (total) qsort(keys, total, sizeof *keys, by_id);
    for (uint32_t i = 0; i < total; i++)
        if (!kept || keys[kept - 1] != keys[i]) keys[kept++] = keys[i];
    d->keys = keys;
    d->key_count = kept;
    d->paths = paths;
    d->path_count = total;
    d->beside = k->beside;
    return true;
}

/* All probes, beside nothing. */
static bool keep_all(chooser *k, wv_detection *d)
{
    wv_key_path *paths = wv_arena_alloc(k->maker->arena, (d->probe_count + 1) * sizeof *paths);
    for (uint32_t i = 0; i < d->probe_count && paths; i++)
        paths[i] = (wv_key_path){.probe = d->probes[i]};
    d->keys = d->probes;
    d->key_count = d->path_count = d->probe_count;
    d->paths = paths;
    return paths != NULL;
}

static bool has_metadata(const wv_selection *sel)
{
    for (uint32_t b = 0; b < sel->count; b++)
        for (uint32_t f = 0; f < sel->branches[b].count; f++)
            if (!sel->branches[b].fields[f].is_text) return true;
    return false;
}

wv_rc wv_keys_choose(wv_key_maker *maker, wv_detection *d, bool beside)
{
    chooser k = {.maker = maker, .d = d, .beside = beside};
    wv_arena_init(&k.arena);
    d->metadata = false;
    for (uint32_t s = 0; s < d->selection_count; s++)
        d->metadata |= has_metadata(&d->selections[s]);
    for (uint32_t s = 0; s < d->selection_count; s++)
        k.of[s] = d->condition.positive >> s & 1 ? cover_selection(&k, s) : SURE;
    cover best = cover_of_condition(&k);
    if (best.sure) memset(best.musts, 0, sizeof best.musts);
    memcpy(d->musts, best.musts, sizeof d->musts);
    bool kept = best.sure ? keep_all(&k, d) : keep(&k, d, &best);
    wv_arena_done(&k.arena);
    return kept && !k.failed ? WV_OK : WV_E_NOMEM;
}
