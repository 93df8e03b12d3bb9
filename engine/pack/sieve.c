/* SPDX-License-Identifier: EUPL-1.2 */
/* sieve.c: gives classes their bits and probes their gates, in the order in which the scanner asks.
 *
 *   class_bits   class -> bit                        classes that a gate or an atom names
 *   pattern      gates                               asked before a pattern is tried
 *   field        gates of all its probes             may this selection match?
 *   keyed        class -> gates of key probes        a word of the class begins to open them
 *
 * In: needs of patterns, gates of regexes, keys of rules. Out: the tables. Neighbours: freeze.c;
 * scan/sieve.c reads them. Invariants: each of these classes has a bit of its own. Classes with the
 * same commonest words have bits side by side: (ik | zij | ze) and (ik | k) are met by the same words.
 * Cost: linear in the gates and the words of their classes. */
#include "pack/sieve.h"

#include <stdlib.h>

typedef struct maker {
    wv_matcher *m;
    const wv_lexemes *lexemes;
    wv_arena *arena;
    uint16_t *bits; /* by class */
    wv_detection *detections;
    uint32_t rule_count;
    const wv_gate_maker *order; /* of the needs of a gate */
} maker;

static void *take(maker *k, size_t count, size_t bytes)
{
    return wv_arena_alloc(k->arena, (count + 1) * bytes);
}

/* ---- bits ---- */

enum { CHIEFS = 6 };

/* A class that a gate or an atom names, with its commonest words. */
typedef struct named_class {
    uint32_t chiefs[CHIEFS]; /* lexeme + 1, the commonest first; of equals the one named first */
    uint32_t class_id;
} named_class;

typedef struct named_classes {
    named_class *items;
    uint32_t count;
} named_classes;

static void find_chiefs(const maker *k, named_class *out)
{
    const wv_class *c = &k->lexemes->classes[out->class_id];
    const wv_lexeme *all = k->lexemes->lexemes;
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t at = CHIEFS, lexeme = c->lexemes[i];
        while (at > 0 && (!out->chiefs[at - 1] ||
                          all[lexeme].weight > all[out->chiefs[at - 1] - 1].weight))
            at--;
        if (at == CHIEFS) continue;
        memmove(out->chiefs + at + 1, out->chiefs + at, (CHIEFS - at - 1) * sizeof *out->chiefs);
        out->chiefs[at] = lexeme + 1;
    }
}

static int by_chiefs(const void *a, const void *b)
{
    const named_class *x = a, *y = b;
    for (int i = 0; i < CHIEFS; i++)
        if (x->chiefs[i] != y->chiefs[i]) return x->chiefs[i] < y->chiefs[i] ? -1 : 1;
    return (x->class_id > y->class_id) - (x->class_id < y->class_id);
}

static void add_class(maker *k, named_classes *by, uint32_t class_id)
{
    if (!class_id || k->bits[class_id] != WV_SIEVE_NONE) return;
    k->bits[class_id] = 0; /* it will have one */
    by->items[by->count] = (named_class){.class_id = class_id};
    find_chiefs(k, &by->items[by->count++]);
}

static void add_classes(maker *k, named_classes *by)
{
    const wv_matcher *m = k->m;
    for (uint32_t p = 0; p < m->pattern_count; p++) {
        const wv_pattern *pattern = &m->patterns[p];
        for (uint32_t g = 0; g < pattern->gate_count; g++)
            for (uint32_t n = 0; n < WV_GATE_NEEDS_MAX; n++)
                add_class(k, by, pattern->needs[g][n]);
        for (uint32_t i = 0; i < pattern->op_count; i++)
            for (uint32_t v = 0; v < WV_VOICE_COUNT; v++)
                add_class(k, by, pattern->ops[i].classes[v]);
        for (uint32_t i = 0; i < pattern->op_count && pattern->loose; i++)
            add_class(k, by, pattern->loose[i]);
    }
    for (uint32_t r = 0; r < m->regex_count; r++)
        add_class(k, by, wv_regex_gate_of(m->regexes[r])->class_id);
    for (uint32_t r = 0; r < k->rule_count; r++) {
        const wv_detection *d = &k->detections[r];
        for (uint32_t i = 0; i < WV_DETECTION_COVERS; i++) add_class(k, by, d->musts[i]);
        for (uint32_t i = 0; i < d->path_count; i++)
            for (uint32_t e = 0; e < WV_KEY_EXTRAS; e++) add_class(k, by, d->paths[i].extras[e]);
    }
}

static bool give_bits(maker *k)
{
    uint32_t classes = k->lexemes->class_count, bit = 0;
    k->bits = take(k, classes, sizeof *k->bits);
    named_classes by = {.items = wv_mem_new((classes + 1) * sizeof *by.items)};
    if (!k->bits || !by.items) {
        wv_mem_free(by.items);
        return false;
    }
    for (uint32_t c = 0; c < classes; c++) k->bits[c] = WV_SIEVE_NONE;
    add_classes(k, &by);
    if (by.count > 1) qsort(by.items, by.count, sizeof *by.items, by_chiefs);
    for (; bit < by.count; bit++) k->bits[by.items[bit].class_id] = (uint16_t)bit;
    wv_mem_free(by.items);
    k->m->class_count = classes;
    k->m->class_bits = k->bits;
    k->m->sieve_words = (bit + 63) / 64;
    return true;
}

static wv_gate gate_of(const maker *k, const uint32_t needs[WV_GATE_NEEDS_MAX], uint32_t probe)
{
    wv_gate g = {.probe = probe};
    for (uint32_t n = 0; n < WV_GATE_NEEDS_MAX; n++)
        g.bits[n] = needs[n] || !n ? k->bits[needs[n]] : g.bits[n - 1];
    return g;
}

static bool make_pattern_gates(maker *k)
{
    wv_pattern *patterns = (wv_pattern *)(uintptr_t)k->m->patterns; /* ours until it is frozen */
    for (uint32_t p = 0; p < k->m->pattern_count; p++) {
        wv_gate *gates = take(k, patterns[p].gate_count, sizeof *gates);
        if (!gates) return false;
        for (uint32_t g = 0; g < patterns[p].gate_count; g++)
            if (patterns[p].needs[g][0])
                gates[patterns[p].gates.count++] = gate_of(k, patterns[p].needs[g], p);
        patterns[p].gates.items = gates;
    }
    return true;
}

/* A regex has one gate when words alone open it, and is ungated otherwise. */
static bool regex_gate(const maker *k, uint32_t probe, uint32_t needs[WV_GATE_NEEDS_MAX])
{
    const wv_regex_gate *gate = wv_regex_gate_of(k->m->regexes[probe - k->m->pattern_count]);
    memset(needs, 0, WV_GATE_NEEDS_MAX * sizeof *needs);
    needs[0] = gate->class_id;
    return !gate->always && !gate->literal_count;
}

/* ---- fields ---- */

static int by_gate(const void *a, const void *b)
{
    const wv_gate *x = a, *y = b;
    if (x->bits[0] != y->bits[0]) return x->bits[0] < y->bits[0] ? -1 : 1;
    return memcmp(x, y, sizeof *x);
}

wv_gates wv_gates_group(wv_gate *gates, uint32_t count, uint32_t which, wv_gate_group *groups)
{
    wv_gates out = {.items = gates, .count = count, .groups = groups};
    for (uint32_t g = 0; g < count; g++) { /* the bit goes first: all are asked for anyway */
        uint16_t bit = gates[g].bits[which];
        gates[g].bits[which] = gates[g].bits[0];
        gates[g].bits[0] = bit;
    }
    if (count > 1) qsort(gates, count, sizeof *gates, by_gate);
    for (uint32_t g = 0; g < count; g++) {
        uint32_t bit = gates[g].bits[0];
        if (!out.group_count || groups[out.group_count - 1].word != bit / 64)
            groups[out.group_count++] = (wv_gate_group){.word = bit / 64, .first = g};
        groups[out.group_count - 1].bits |= UINT64_C(1) << (bit % 64);
    }
    groups[out.group_count].first = count;
    return out;
}

static bool make_field_gates(maker *k, wv_field *field)
{
    const wv_matcher *m = k->m;
    uint32_t room = 0, needs[WV_GATE_NEEDS_MAX];
    for (uint32_t i = 0; i < field->probe_count; i++)
        room += field->probes[i] < m->pattern_count ? m->patterns[field->probes[i]].gates.count : 1;
    wv_gate *gates = take(k, room, sizeof *gates);
    if (!gates) return false;
    for (uint32_t i = 0; i < field->probe_count; i++) {
        uint32_t probe = field->probes[i];
        if (probe < m->pattern_count) {
            const wv_gates *own = &m->patterns[probe].gates;
            if (own->count)
                memcpy(gates + field->gates.count, own->items, own->count * sizeof *gates);
            field->gates.count += own->count;
        } else if (!regex_gate(k, probe, needs)) {
            field->ungated = true;
        } else if (needs[0]) {
            gates[field->gates.count++] = gate_of(k, needs, probe);
        }
    }
    wv_gate_group *groups = take(k, field->gates.count + 1, sizeof *groups);
    if (!groups) return false;
    field->gates = wv_gates_group(gates, field->gates.count, 0, groups);
    return true;
}

static bool make_rule_gates(maker *k, wv_detection *d)
{
    for (uint32_t i = 0; i < WV_DETECTION_COVERS; i++)
        d->must_bits[i] = d->musts[i] ? k->bits[d->musts[i]] : WV_SIEVE_NONE;
    for (uint32_t i = 0; i < d->path_count; i++) {
        wv_key_path *path = (wv_key_path *)(uintptr_t)&d->paths[i]; /* ours until it is frozen */
        for (uint32_t e = 0; e < WV_KEY_EXTRAS; e++)
            path->extra_bits[e] =
                !d->beside && path->extras[e] ? k->bits[path->extras[e]] : WV_SIEVE_NONE;
    }
    for (uint32_t s = 0; s < d->selection_count; s++)
        for (uint32_t b = 0; b < d->selections[s].count; b++) {
            const wv_branch *branch = &d->selections[s].branches[b];
            wv_field *fields = (wv_field *)(uintptr_t)branch->fields; /* ours until it is frozen */
            for (uint32_t f = 0; f < branch->count; f++)
                if (fields[f].is_text && !make_field_gates(k, &fields[f])) return false;
        }
    return true;
}

/* ---- keys ---- */

typedef struct keyed {
    wv_gates *runs; /* by class */
    uint32_t *ungated;
    uint32_t ungated_count;
    bool counting;
} keyed;

static void add_keyed(keyed *out, uint32_t class_id, wv_gate gate)
{
    wv_gates *run = &out->runs[class_id];
    if (!class_id) return;
    if (!out->counting) ((wv_gate *)(uintptr_t)run->items)[run->count] = gate;
    run->count++;
}

/* A gate of a key of a rule, with what the rule wants beside it. */
static void add_key(const maker *k, keyed *out, const uint32_t needs[WV_GATE_NEEDS_MAX],
                    uint32_t rule, uint32_t number)
{
    const wv_key_path *path = &k->detections[rule].paths[number];
    uint32_t all[WV_GATE_NEEDS_MAX];
    if (!needs[0]) return;
    memcpy(all, needs, sizeof all);
    for (uint32_t e = 0; e < WV_KEY_EXTRAS && k->detections[rule].beside; e++)
        wv_gates_need(k->order, all, path->extras[e]);
    wv_gate gate = gate_of(k, all, path->probe);
    gate.rule = rule;
    gate.path = number;
    add_keyed(out, all[0], gate);
}

static void list_keys(const maker *k, keyed *out)
{
    const wv_matcher *m = k->m;
    uint32_t needs[WV_GATE_NEEDS_MAX];
    for (uint32_t r = 0; r < k->rule_count; r++)
        for (uint32_t i = 0; i < k->detections[r].path_count; i++) {
            const wv_key_path *path = &k->detections[r].paths[i];
            if (path->probe >= m->pattern_count && regex_gate(k, path->probe, needs))
                add_key(k, out, needs, r, i);
            if (path->probe >= m->pattern_count) continue;
            const wv_pattern *pattern = &m->patterns[path->probe];
            for (uint32_t g = 0; g < pattern->gate_count; g++)
                add_key(k, out, pattern->needs[g], r, i);
        }
    out->ungated_count = 0;
    for (uint32_t p = m->pattern_count; p < m->pattern_count + m->regex_count; p++)
        if (m->uses[p].count && !regex_gate(k, p, needs)) out->ungated[out->ungated_count++] = p;
}

static bool make_keys(maker *k)
{
    uint32_t classes = k->m->class_count;
    keyed out = {.runs = take(k, classes, sizeof *out.runs),
                 .ungated = take(k, k->m->regex_count, sizeof *out.ungated),
                 .counting = true};
    if (!out.runs || !out.ungated) return false;
    list_keys(k, &out);
    for (uint32_t c = 0; c < classes; c++) {
        if (out.runs[c].count) out.runs[c].items = take(k, out.runs[c].count, sizeof(wv_gate));
        if (out.runs[c].count && !out.runs[c].items) return false;
        out.runs[c].count = 0;
    }
    out.counting = false;
    list_keys(k, &out);
    k->m->keyed = out.runs;
    k->m->ungated = out.ungated;
    k->m->ungated_count = out.ungated_count;
    return true;
}

wv_rc wv_sieve_make(wv_matcher *m, const wv_gate_maker *order, wv_detection *detections,
                    uint32_t rule_count, wv_arena *arena)
{
    maker k = {.m = m,
               .lexemes = order->lexemes,
               .arena = arena,
               .detections = detections,
               .rule_count = rule_count,
               .order = order};
    bool ok = give_bits(&k) && make_pattern_gates(&k);
    for (uint32_t r = 0; r < rule_count && ok; r++) ok = make_rule_gates(&k, &detections[r]);
    return ok && make_keys(&k) ? WV_OK : WV_E_NOMEM;
}

/* ---- cues ---- */

static uint32_t end_of_cue(const wv_matcher *m, uint32_t cue)
{
    uint32_t end = cue + 1;
    while (end < m->cue_count && m->cues[end].pattern == m->cues[cue].pattern) end++;
    return end;
}

static bool is_wide(const wv_matcher *m, const wv_scope_table *scopes, uint32_t cue, uint32_t end)
{
    for (; cue < end; cue++)
        if (wv_trigger_is_wide(&scopes->triggers[m->cues[cue].trigger])) return true;
    return false;
}

static bool list_cue_gates(const wv_matcher *m, const wv_scope_table *scopes, bool wide,
                           wv_arena *arena, wv_gates *out)
{
    uint32_t room = 0, count = 0;
    for (uint32_t c = 0; c < m->cue_count; c++) room += m->patterns[m->cues[c].pattern].gates.count;
    wv_gate *gates = wv_arena_alloc(arena, (room + 1) * sizeof *gates);
    wv_gate_group *groups = wv_arena_alloc(arena, (room + 2) * sizeof *groups);
    if (!gates || !groups) return false;
    for (uint32_t c = 0, end; c < m->cue_count; c = end) {
        const wv_gates *own = &m->patterns[m->cues[c].pattern].gates;
        end = end_of_cue(m, c);
        for (uint32_t g = 0; g < own->count && (!wide || is_wide(m, scopes, c, end)); g++) {
            gates[count] = own->items[g];
            gates[count].path = c;
            gates[count++].rule = end;
        }
    }
    *out = wv_gates_group(gates, count, 0, groups);
    return true;
}

wv_rc wv_sieve_cues(wv_matcher *m, const wv_scope_table *scopes, wv_arena *arena)
{
    bool ok = list_cue_gates(m, scopes, false, arena, &m->cue_gates) &&
              list_cue_gates(m, scopes, true, arena, &m->wide_cue_gates);
    return ok ? WV_OK : WV_E_NOMEM;
}
