/* SPDX-License-Identifier: EUPL-1.2 */
/* compile_gate.c: what sort of entries can matter to a plan at all. In: compiled plans. Out: their
 * gates: a bit for each kind of report and message, a bit for each type of event. Neighbours:
 * plan_compile.c calls it last; correlate.c asks wv_plan_lets_in. Invariant: a gate lets in
 * everything that any selection of the plan could match; it may let in more. Cost: once a pack. */
#include "case/plan.h"

enum { SELECTS_MAX = 4 };

typedef struct sort { /* of entries */
    wv_kind kind;
    bool typed, noted;
    uint8_t type_number; /* of an event */
} sort;

static bool ends_open(wv_str word)
{
    return word.n > 1 && word.p[word.n - 1] == '*';
}

/* Does a value of a `type` test name a type of this number? */
static bool names_type(const wv_plans *plans, const wv_test_value *v, uint8_t number)
{
    if (v->is_variable || ends_open(v->text)) return true;
    return wv_plans_type_of(plans, v->text) == number;
}

static bool test_allows(const wv_plans *plans, const wv_test *t, const sort *s)
{
    if (t->negate) return true;
    if (t->field == WV_TEST_KIND) return t->mask >> s->kind & 1;
    if (t->field != WV_TEST_TYPE) return true;
    if (t->op == WV_OP_CONTAINS) return s->typed;
    if (t->op != WV_OP_EQUALS) return true;
    for (uint32_t i = 0; s->kind == WV_KIND_EVENT && i < t->value_count; i++)
        if (names_type(plans, &t->values[i], s->type_number)) return true;
    return s->kind != WV_KIND_EVENT && s->typed;
}

static bool select_allows(const wv_plans *plans, const wv_select *select, const sort *s)
{
    for (uint32_t i = 0; i < select->count; i++) {
        const wv_choice *choice = &select->choices[i];
        bool allows = !choice->on_notes || s->noted;
        for (uint32_t k = 0; k < choice->count && allows; k++)
            allows = test_allows(plans, &choice->tests[k], s);
        if (allows) return true;
    }
    return false;
}

static bool plan_allows(const wv_plans *plans, const wv_plan *p, const sort *s)
{
    const wv_select *selects[SELECTS_MAX] = {&p->entries, &p->against, &p->absent, &p->open};
    for (int i = 0; i < SELECTS_MAX; i++)
        if (select_allows(plans, selects[i], s)) return true;
    for (uint32_t i = 0; i < p->close_count; i++)
        if (select_allows(plans, &p->closes[i].entries, s)) return true;
    for (uint32_t i = 0; i < p->class_count; i++)
        if (select_allows(plans, &p->classes[i].entries, s)) return true;
    for (uint32_t i = 0; i < p->companion_count; i++)
        if (select_allows(plans, &p->companions[i].entries, s)) return true;
    return false;
}

/* --- types of events that rules name -------------------------------------------------------------
 */

uint8_t wv_plans_type_of(const wv_plans *plans, wv_str type)
{
    uint32_t *number = wv_map_get(&plans->types, type);
    return number ? (uint8_t)*number : WV_PLAN_TYPE_OTHER;
}

static bool number_select(wv_plans *plans, const wv_select *select)
{
    for (uint32_t i = 0; i < select->count; i++)
        for (uint32_t k = 0; k < select->choices[i].count; k++) {
            const wv_test *t = &select->choices[i].tests[k];
            for (uint32_t v = 0; t->field == WV_TEST_TYPE && v < t->value_count; v++) {
                const wv_test_value *value = &t->values[v];
                if (value->is_variable || ends_open(value->text)) continue;
                if (plans->types.count == WV_PLAN_TYPES_MAX) return true;
                if (!wv_map_put(&plans->types, value->text, plans->types.count, NULL)) return false;
            }
        }
    return true;
}

static bool number_types(wv_plans *plans, const wv_plan *p)
{
    const wv_select *selects[SELECTS_MAX] = {&p->entries, &p->against, &p->absent, &p->open};
    bool ok = true;
    for (int i = 0; i < SELECTS_MAX; i++) ok &= number_select(plans, selects[i]);
    for (uint32_t i = 0; i < p->close_count; i++) ok &= number_select(plans, &p->closes[i].entries);
    for (uint32_t i = 0; i < p->class_count; i++)
        ok &= number_select(plans, &p->classes[i].entries);
    for (uint32_t i = 0; i < p->companion_count; i++)
        ok &= number_select(plans, &p->companions[i].entries);
    return ok;
}

static void set_gate(const wv_plans *plans, wv_plan *p)
{
    for (uint32_t bit = 0; bit < WV_KIND_COUNT << 2; bit++) {
        const sort s = {.kind = (wv_kind)(bit >> 2), .typed = bit >> 1 & 1, .noted = bit & 1};
        if (s.kind != WV_KIND_EVENT && plan_allows(plans, p, &s)) p->gate |= 1u << bit;
    }
    for (uint32_t noted = 0; noted < 2; noted++)
        for (uint8_t type = 0; type <= WV_PLAN_TYPE_OTHER; type++) {
            const sort s = {WV_KIND_EVENT, true, noted, type};
            if (plan_allows(plans, p, &s)) p->event_types[noted] |= 1ull << type;
        }
}

/* The gates of all plans turned round: the plans of each sort of entry. */
static bool set_rows(wv_plans *plans)
{
    plans->row_words = (plans->count + 63) / 64;
    plans->lets_in =
        wv_arena_alloc(&plans->arena, WV_PLAN_SORTS * plans->row_words * sizeof *plans->lets_in);
    if (!plans->lets_in) return false;
    for (uint32_t row = 0; row < WV_PLAN_SORTS; row++)
        for (uint32_t p = 0; p < plans->count; p++) {
            const wv_plan *plan = &plans->items[p];
            uint64_t lets = row < WV_PLAN_SORTS_EVENT
                                ? plan->event_types[row & 1] >> (row >> 1)
                                : plan->gate >> (row - WV_PLAN_SORTS_EVENT);
            plans->lets_in[row * plans->row_words + p / 64] |= (lets & 1) << (p % 64);
        }
    return true;
}

bool wv_compile_gates(wv_plans *plans)
{
    for (uint32_t i = 0; i < plans->count; i++)
        if (!number_types(plans, &plans->items[i])) return false;
    for (uint32_t i = 0; i < plans->count; i++) set_gate(plans, &plans->items[i]);
    return set_rows(plans);
}
