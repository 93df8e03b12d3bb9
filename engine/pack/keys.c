/* SPDX-License-Identifier: EUPL-1.2 */
/* keys.c: chooses the keys of a rule: a cheap set of probes of which a unit must have a hit before
 * the rule's condition can hold in it.
 *
 * In: a compiled condition, a cost for each probe. Out: the keys. Neighbours: freeze.c calls;
 * scan/probe.c and scan/evaluate.c rely on it. Invariants: what stands under a `not` counts as not
 * matched, as in the first run of a condition (scan/evaluate.c); a rule without such a set has all
 * its probes as keys. Cost: linear in the condition and its selections, a few times.
 *
 * A *cover* is a set of text fields as a mask over the rule's fields: "one of these must have a
 * hit". AND keeps the cheaper cover of both sides, OR joins both, `2 of a, b, c` joins the cheapest
 * two (two of three hold, so of any two one holds). */
#include "pack/keys.h"

#include <stdlib.h>

/* The probes of a part of the condition; `sure`: it may hold without any text. */
typedef struct cover {
    uint64_t cost;
    bool sure;
    uint64_t selections; /* a mask; each stands for its own best fields */
} cover;

typedef struct chooser {
    const wv_detection *d;
    wv_probe_cost cost;
    const void *ctx;
    cover of[WV_SELECTIONS_MAX];
} chooser;

static uint64_t field_cost(const chooser *k, const wv_field *field)
{
    uint64_t cost = 0;
    for (uint32_t i = 0; i < field->probe_count; i++) cost += k->cost(k->ctx, field->probes[i]);
    return cost;
}

/* The text field of a branch that is cheapest to look for; NULL: the branch is metadata only. */
static const wv_field *cheapest_field(const chooser *k, const wv_branch *branch)
{
    const wv_field *best = NULL;
    for (uint32_t f = 0; f < branch->count; f++)
        if (branch->fields[f].is_text &&
            (!best || field_cost(k, &branch->fields[f]) < field_cost(k, best)))
            best = &branch->fields[f];
    return best;
}

/* A branch without fields never matches. */
static cover cover_selection(const chooser *k, uint32_t selection)
{
    const wv_selection *sel = &k->d->selections[selection];
    cover c = {.selections = UINT64_C(1) << selection};
    for (uint32_t b = 0; b < sel->count; b++) {
        const wv_field *field = cheapest_field(k, &sel->branches[b]);
        if (field)
            c.cost += field_cost(k, field);
        else
            c.sure |= sel->branches[b].count > 0;
    }
    return c;
}

static bool is_cheaper(const cover *a, const cover *b)
{
    return a->sure != b->sure ? b->sure : a->cost < b->cost;
}

static cover join(const cover *a, const cover *b)
{
    return (cover){a->cost + b->cost, a->sure || b->sure, a->selections | b->selections};
}

/* `need` of n selections: of any n - need + 1 of them one holds. */
static cover cover_of(const chooser *k, const wv_step *step)
{
    const uint32_t *selections = k->d->condition.selections + step->first;
    cover sorted[WV_SELECTIONS_MAX], all = {0};
    if (step->negative) return all;
    for (uint32_t i = 0; i < step->count; i++) {
        cover c = k->of[selections[i]];
        uint32_t at = i;
        for (; at > 0 && is_cheaper(&c, &sorted[at - 1]); at--) sorted[at] = sorted[at - 1];
        sorted[at] = c;
    }
    for (uint32_t i = 0; i + step->need <= step->count; i++) all = join(&all, &sorted[i]);
    return all;
}

/* What every way for a step to hold has: of `all of a, b, c` the cheapest. */
static cover cover_of_condition(const chooser *k)
{
    cover stack[WV_CONDITION_STACK_MAX + 1];
    uint32_t top = 0;
    for (uint32_t i = 0; i < k->d->condition.step_count; i++) {
        const wv_step *step = &k->d->condition.steps[i];
        if (step->code == WV_STEP_OF) {
            stack[top++] = cover_of(k, step);
        } else if (step->code == WV_STEP_NOT) {
            stack[top - 1] = (cover){.sure = true}; /* holds where nothing matches */
        } else {
            cover *a = &stack[top - 2], *b = &stack[top - 1];
            if (step->code == WV_STEP_OR)
                *a = join(a, b);
            else if (is_cheaper(b, a))
                *a = *b;
            top--;
        }
    }
    return top == 1 ? stack[0] : (cover){.sure = true};
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t add_keys(const chooser *k, uint64_t selections, uint32_t *keys)
{
    uint32_t n = 0, kept = 0;
    for (uint32_t s = 0; s < k->d->selection_count; s++)
        for (uint32_t b = 0; b < k->d->selections[s].count && selections >> s & 1; b++) {
            const wv_field *field = cheapest_field(k, &k->d->selections[s].branches[b]);
            for (uint32_t i = 0; field && i < field->probe_count; i++) keys[n++] = field->probes[i];
        }
    if (n) qsort(keys, n, sizeof *keys, by_id);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || keys[kept - 1] != keys[i]) keys[kept++] = keys[i];
    return kept;
}

static uint32_t most_keys(const wv_detection *d)
{
    uint32_t n = 0;
    for (uint32_t s = 0; s < d->selection_count; s++)
        for (uint32_t b = 0; b < d->selections[s].count; b++)
            for (uint32_t f = 0; f < d->selections[s].branches[b].count; f++)
                n += d->selections[s].branches[b].fields[f].probe_count;
    return n;
}

wv_rc wv_keys_choose(wv_detection *d, wv_probe_cost cost, const void *ctx, wv_arena *arena)
{
    chooser k = {.d = d, .cost = cost, .ctx = ctx};
    for (uint32_t s = 0; s < d->selection_count; s++) k.of[s] = cover_selection(&k, s);
    cover best = cover_of_condition(&k);
    d->keys = d->probes;
    d->key_count = d->probe_count;
    if (best.sure) return WV_OK;
    uint32_t *probes = wv_arena_alloc(arena, (most_keys(d) + 1) * sizeof *probes);
    if (!probes) return WV_E_NOMEM;
    d->keys = probes;
    d->key_count = add_keys(&k, best.selections, probes);
    return WV_OK;
}
