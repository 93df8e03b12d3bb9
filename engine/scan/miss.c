/* SPDX-License-Identifier: EUPL-1.2 */
/* miss.c: the nearest miss of a pattern in a sentence.
 *
 * In: lattice, pattern, reading. Out: the words that are lacking. Neighbours: pack/expand.c wrote
 * the program (FORK with a JUMP before its target is a choice, without one an optional part);
 * cli/explain.c prints. Recursion over the program's nesting. Cost: linear in the program; never on
 * the scan path. */
#include "scan/miss.h"

static bool is_there(const wv_lattice *l, const wv_op *op, wv_reading reading)
{
    return wv_lattice_bits(l, op->classes[reading.outer]) ||
           (op->slotted && l->any_quoted && wv_lattice_bits(l, op->classes[reading.inner]));
}

static void add(wv_miss *to, const wv_miss *more)
{
    to->wanted += more->wanted;
    for (uint32_t i = 0; i < more->count && i < WV_MISS_MAX && to->count + i < WV_MISS_MAX; i++)
        to->lacks[to->count + i] = more->lacks[i];
    to->count += more->count;
}

static bool is_nearer(const wv_miss *a, const wv_miss *b)
{
    return a->count != b->count ? a->count < b->count : a->wanted > b->wanted;
}

static wv_miss of_range(const wv_lattice *l, const wv_op *ops, uint32_t at, uint32_t end,
                        wv_reading reading);

/* A choice that begins at FORK `at`: its nearest branch; *next is where it ends. */
static wv_miss of_choice(const wv_lattice *l, const wv_op *ops, uint32_t at, wv_reading reading,
                         uint32_t *next)
{
    wv_miss best = of_range(l, ops, at + 1, ops[at].target - 1, reading);
    uint32_t end = ops[ops[at].target - 1].target;
    for (at = ops[at].target; at < end;) {
        bool fork = ops[at].code == WV_OP_FORK && ops[at].target < end &&
                    ops[ops[at].target - 1].code == WV_OP_JUMP &&
                    ops[ops[at].target - 1].target == end;
        uint32_t from = fork ? at + 1 : at, to = fork ? ops[at].target - 1 : end;
        wv_miss branch = of_range(l, ops, from, to, reading);
        if (is_nearer(&branch, &best)) best = branch;
        at = fork ? ops[at].target : end;
    }
    *next = end;
    return best;
}

static wv_miss of_range(const wv_lattice *l, const wv_op *ops, uint32_t at, uint32_t end,
                        wv_reading reading)
{
    wv_miss all = {0};
    while (at < end) {
        const wv_op *op = &ops[at];
        wv_miss one = {0};
        uint32_t next = at + 1;
        if (op->code == WV_OP_FORK && ops[op->target - 1].code == WV_OP_JUMP) {
            one = of_choice(l, ops, at, reading, &next);
        } else if (op->code == WV_OP_FORK) {
            next = op->target; /* optional: never lacking */
        } else if (op->code == WV_OP_ATOM) {
            one.wanted = 1;
            one.count = !is_there(l, op, reading);
            one.lacks[0] = op;
        }
        add(&all, &one);
        at = next;
    }
    return all;
}

wv_miss wv_miss_of(const wv_lattice *l, const wv_pattern *p, wv_reading reading)
{
    return of_range(l, p->ops, 0, p->op_count - 1, reading);
}
