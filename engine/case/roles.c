/* SPDX-License-Identifier: EUPL-1.2 */
/* roles.c: who is target and who is other in a case. In: entries. Out: roles of references,
 * directions of findings. Neighbours: match.c (reads directions). Invariant: what case.roles says
 * is never overruled by a guess.
 *
 * A case without case.roles still has events that say it: an order is imposed against somebody to
 * protect somebody, a target refuses or blocks. Those give roles of strength 1. A release alone
 * does not: hq16 (a son comes home after shoplifting) must not turn his father into a target. */
#include "case/case.h"
#include "case/chronology.h"

_Static_assert((int)WV_CASE_PERSONS_MAX == (int)WV_CASE_ROLES_MAX + (int)WV_CASE_REFS_MAX,
               "room for all");

static wv_case_role *find(wv_chronology *c, wv_str ref)
{
    for (uint32_t i = 0; i < c->role_count; i++)
        if (wv_str_eq(c->roles[i].ref, ref)) return &c->roles[i];
    return NULL;
}

wv_role wv_roles_of(const wv_chronology *c, wv_str ref)
{
    for (uint32_t i = 0; i < c->role_count; i++)
        if (wv_str_eq(c->roles[i].ref, ref)) return c->roles[i].role;
    return WV_ROLE_UNKNOWN;
}

uint32_t wv_roles_persons(const wv_chronology *c, wv_person *list)
{
    for (uint32_t i = 0; i < c->role_count; i++)
        list[i] = (wv_person){.ref = c->roles[i].ref, .role = c->roles[i].role};
    uint32_t count = c->role_count;
    for (uint32_t i = 0; i < c->ref_count; i++)
        if (wv_roles_of(c, c->refs[i]) == WV_ROLE_UNKNOWN)
            list[count++] = (wv_person){.ref = c->refs[i]};
    return count;
}

void wv_roles_forget(wv_chronology *c)
{
    c->role_count = c->ref_count = 0;
}

/* The latest told role of the same strength wins: roles are corrected by telling them again. */
static bool put(wv_chronology *c, wv_str ref, wv_role role, uint8_t strength)
{
    if (ref.n == 0 || role == WV_ROLE_UNKNOWN) return false;
    wv_case_role *known = find(c, ref);
    if (!known) {
        if (c->role_count == WV_CASE_ROLES_MAX) return false;
        c->roles[c->role_count++] = (wv_case_role){ref, role, strength};
        return true;
    }
    if (strength < known->strength) return false;
    bool changed = known->role != role;
    *known = (wv_case_role){ref, role, strength};
    return changed;
}

static bool put_attr(wv_chronology *c, const wv_entry *e, const char *attr, wv_role role)
{
    const wv_value *v = wv_entry_attr(e, wv_str_of(attr));
    return v && v->type == WV_VALUE_STRING && put(c, v->string, role, 1);
}

/* What an event implies. `protects` may name a mother too: only its first reference is taken for
 * the target. */
static bool learn_implied(wv_chronology *c, const wv_entry *e)
{
    bool changed = false;
    if (wv_str_is(e->head->type, "order.imposed")) {
        const wv_value *v = wv_entry_attr(e, WV_STR("protects"));
        changed |= put_attr(c, e, "against", WV_ROLE_OTHER);
        if (v && v->type == WV_VALUE_LIST && v->list_count)
            changed |= put(c, v->list[0], WV_ROLE_TARGET, 1);
        else
            changed |= put_attr(c, e, "protects", WV_ROLE_TARGET);
    } else if (wv_str_is(e->head->type, "contact.refused")) {
        changed |= put_attr(c, e, "by", WV_ROLE_TARGET);
        changed |= put_attr(c, e, "to", WV_ROLE_OTHER);
    } else if (wv_str_is(e->head->type, "contact.blocked")) {
        changed |= put_attr(c, e, "by", WV_ROLE_TARGET);
        changed |= put_attr(c, e, "of", WV_ROLE_OTHER);
    }
    return changed;
}

/* Who takes part is known before anybody says who is who: a report of day four may name a sender of
 * day two. The first few of a case. */
static void note_ref(wv_chronology *c, wv_str ref)
{
    if (ref.n == 0 || wv_str_is(ref, "R") || c->ref_count == WV_CASE_REFS_MAX) return;
    for (uint32_t i = 0; i < c->ref_count; i++)
        if (wv_str_eq(c->refs[i], ref)) return;
    c->refs[c->ref_count++] = ref;
}

bool wv_roles_learn(wv_chronology *c, const wv_entry *e)
{
    bool changed = false;
    note_ref(c, e->head->from);
    note_ref(c, e->head->reporter);
    for (uint32_t i = 0; i < e->to_count; i++) note_ref(c, e->to[i]);
    for (uint32_t i = 0; i < e->person_count; i++) note_ref(c, e->persons[i].ref);
    for (uint32_t i = 0; i < e->person_count; i++)
        changed |= put(c, e->persons[i].ref, e->persons[i].role, 2);
    if (e->kind != WV_KIND_EVENT) return changed;
    if (!wv_str_is(e->head->type, "case.roles")) return changed | learn_implied(c, e);
    for (uint32_t i = 0; i < e->attr_count; i++) {
        wv_role role;
        if (e->attrs[i].value.type == WV_VALUE_STRING &&
            wv_role_named(e->attrs[i].value.string, &role))
            changed |= put(c, e->attrs[i].name, role, 3);
    }
    return changed;
}

wv_str wv_entry_actor(const wv_entry *e)
{
    static const char *const names[] = {"from", "of", "by"};
    if (e->kind == WV_KIND_MESSAGE) return e->head->from;
    for (int i = 0; i < 3; i++) {
        const wv_value *v = wv_entry_attr(e, wv_str_of(names[i]));
        if (v && v->type == WV_VALUE_STRING) return v->string;
    }
    return (wv_str){NULL, 0};
}

/* Role of whom something is done to. Nobody named may well be the target; a name without a role is
 * not, once the case has a target. */
static uint8_t role_of_receiver(const wv_chronology *c, wv_str ref, bool placed)
{
    wv_role role = wv_roles_of(c, ref);
    bool somebody = role == WV_ROLE_UNKNOWN && placed && ref.n;
    return somebody ? WV_CASE_ROLE_SOMEBODY : (uint8_t)role;
}

static uint32_t roles_of_value(const wv_chronology *c, const wv_value *v, bool placed)
{
    if (!v) return 0;
    if (v->type == WV_VALUE_STRING) return 1u << role_of_receiver(c, v->string, placed);
    uint32_t mask = 0;
    for (uint32_t i = 0; v->type == WV_VALUE_LIST && i < v->list_count; i++)
        mask |= 1u << role_of_receiver(c, v->list[i], placed);
    return mask;
}

static uint8_t first_of(uint32_t to_roles)
{
    static const uint8_t order[] = {WV_ROLE_TARGET,       WV_ROLE_CHILD, WV_ROLE_THIRD,
                                    WV_ROLE_PROFESSIONAL, WV_ROLE_OTHER, WV_CASE_ROLE_SOMEBODY};
    for (int i = 0; i < 6; i++)
        if (to_roles >> order[i] & 1) return order[i];
    return WV_ROLE_UNKNOWN;
}

/* The words of the other are the other's act, whoever their grammar names: "we maken er samen een
 * eind aan, jij en ik" (hi03) has a target for subject and is no act of the target. */
static void assign_own_words(const wv_entry *e, wv_note *n)
{
    /* "als je gaat hang ik me op": what he says he will do to himself is meant for who reads it */
    bool self = n->target_role == WV_ROLE_OTHER;
    if (self) n->target_role = first_of(e->to_roles);
    if (n->actor_role != WV_ROLE_UNKNOWN && n->actor_role != WV_ROLE_TARGET) return;
    if (n->actor_role == WV_ROLE_TARGET || n->target_role == WV_ROLE_UNKNOWN)
        n->target_role = first_of(e->to_roles);
    n->actor_role = WV_ROLE_OTHER;
}

/* Marks on a neck have a bearer and no doer (scan/direction.c knows it when roles came before). */
static void bear_traces(wv_note *n)
{
    if (n->made || n->basis != WV_BASIS_INFERRED || n->actor_role != WV_ROLE_TARGET) return;
    if (n->target_role != WV_ROLE_UNKNOWN) return;
    n->actor_role = WV_ROLE_UNKNOWN;
    n->target_role = WV_ROLE_TARGET;
}

static void assign_note(const wv_chronology *c, const wv_entry *e, wv_note *n)
{
    n->actor_role = (uint8_t)wv_roles_of(c, n->actor);
    n->target_role = role_of_receiver(c, n->target, e->placed);
    bear_traces(n);
    if (e->kind == WV_KIND_MESSAGE && e->from_role == WV_ROLE_OTHER) {
        assign_own_words(e, n);
    } else if (n->actor_role != WV_ROLE_UNKNOWN) {
        return;
    } else if (e->kind == WV_KIND_REPORT && e->reporter_role == WV_ROLE_OTHER) {
        /* S7: "zij heeft mij bedreigd" told by B is B's claim about A, never evidence of B's own
         * acts. */
        n->actor_role = WV_ROLE_TARGET;
        n->target_role = WV_ROLE_OTHER;
    } else if (e->kind == WV_KIND_MESSAGE && e->from_role == WV_ROLE_UNKNOWN) {
        n->actor_role = WV_CASE_ROLE_UNPLACED;
    }
}

static bool knows_target(const wv_chronology *c)
{
    for (uint32_t i = 0; i < c->role_count; i++)
        if (c->roles[i].role == WV_ROLE_TARGET) return true;
    return false;
}

void wv_roles_assign(const wv_chronology *c, wv_entry *e)
{
    e->from_role = (uint8_t)wv_roles_of(c, wv_entry_actor(e));
    e->reporter_role = (uint8_t)wv_roles_of(c, e->head->reporter);
    if (wv_str_is(e->head->reporter, "R")) e->reporter_role = WV_ROLE_PROFESSIONAL;
    e->placed = knows_target(c);
    e->to_roles = 0;
    for (uint32_t i = 0; i < e->to_count; i++)
        e->to_roles |= 1u << role_of_receiver(c, e->to[i], e->placed);
    if (e->kind == WV_KIND_EVENT)
        e->to_roles = roles_of_value(c, wv_entry_attr(e, WV_STR("to")), e->placed);
    for (uint32_t i = 0; i < e->note_count; i++) {
        if (i < e->note_base) e->notes[i].severity = e->notes[i].told;
        e->notes[i].shut = false;
        assign_note(c, e, &e->notes[i]);
    }
}
