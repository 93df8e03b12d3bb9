/* SPDX-License-Identifier: EUPL-1.2 */
/* doubt.c: roles that contradict each other, ends before their start.
 *
 * In: a record, the persons of its case. Out: a sentence or nothing. Neighbours: turn.c tells it
 * and counts it; case/roles.c and the frames of case/ keep to the rules that the sentences name.
 * Invariant: no text, no reference and no name of the record is in a sentence. Cost: persons of the
 * record times persons of the case. */
#include "run/doubt.h"

static wv_role known_role(wv_known_persons known, wv_str ref)
{
    for (uint32_t i = 0; i < known.count; i++)
        if (wv_str_eq(known.items[i].ref, ref)) return known.items[i].role;
    return WV_ROLE_UNKNOWN;
}

static bool contradicts(wv_known_persons known, wv_str ref, wv_role role)
{
    wv_role before = known_role(known, ref);
    return role != WV_ROLE_UNKNOWN && before != WV_ROLE_UNKNOWN && before != role;
}

/* case.roles: {"A":"target"}. A word that is no role is a person nobody placed. */
static const char *doubt_in_roles(const wv_record *r, wv_known_persons known)
{
    bool other = false, strange = false;
    for (uint32_t i = 0; i < r->attr_count; i++) {
        wv_role role = WV_ROLE_UNKNOWN;
        const wv_value *v = &r->attrs[i].value;
        bool named = v->type == WV_VALUE_STRING && wv_role_named(v->string, &role);
        strange |= !named;
        other |= contradicts(known, r->attrs[i].name, role);
    }
    if (strange)
        return "a role is none of target, other, child, third, professional: that person keeps the "
               "role of before, or has none";
    return other ? "a role differs from what was told before: this one counts from now on" : NULL;
}

static const char *doubt_in_persons(const wv_record *r, wv_known_persons known)
{
    for (uint32_t i = 0; i < r->person_count; i++) {
        const wv_person *p = &r->persons[i];
        if (contradicts(known, p->ref, p->role))
            return "a role differs from what the case knows: in this record its own counts, in the "
                   "case what case.roles told, else the latest";
        for (uint32_t k = 0; k < i; k++)
            if (wv_str_eq(p->ref, r->persons[k].ref) && p->role != r->persons[k].role &&
                p->role != WV_ROLE_UNKNOWN && r->persons[k].role != WV_ROLE_UNKNOWN)
                return "one person has two roles in this record: the first counts for its "
                       "text, the last for the case";
    }
    return NULL;
}

static const wv_value *attr_of(const wv_record *r, const char *name)
{
    for (uint32_t i = 0; i < r->attr_count; i++)
        if (wv_str_is(r->attrs[i].name, name)) return &r->attrs[i].value;
    return NULL;
}

/* A ban until yesterday that begins today holds on no day; the frame never opens. */
static const char *doubt_in_dates(const wv_record *r)
{
    const wv_value *v = attr_of(r, "until");
    wv_time until;
    if (!v || v->type == WV_VALUE_NULL || !r->occurred_at.known) return NULL;
    if (v->type != WV_VALUE_STRING ||
        wv_time_parse(v->string, r->occurred_at.offset_seconds, &until, NULL) != WV_OK)
        return "`until` is no date: this holds until an event ends it";
    if (until.seconds + (until.has_clock ? 0 : 86399) >= r->occurred_at.seconds) return NULL;
    return "`until` lies before the beginning: this holds on no day";
}

/* The state has no texts and references are a case's own (A here need not be A there), so a case
 * cannot be made of two others behind somebody's back; nor may it look as if it had been. */
static const char *doubt_in_cases(const wv_record *r)
{
    if (wv_str_is(r->type, "case.merge"))
        return "case.merge is kept and moves no record: give the records of both cases again under "
               "one `case`, then take the others out with `state remove`";
    if (wv_str_is(r->type, "case.split"))
        return "case.split is kept and moves no record: give the records again, each under its "
               "new `case`, then take the old one out with `state remove`";
    return NULL;
}

const char *wv_doubt_of(const wv_record *record, wv_known_persons known)
{
    const char *doubt = NULL;
    if (record->kind == WV_KIND_EVENT) {
        doubt = doubt_in_cases(record);
        if (wv_str_is(record->type, "case.roles")) doubt = doubt_in_roles(record, known);
        if (wv_str_is(record->type, "order.imposed") || wv_str_is(record->type, "condition.set"))
            doubt = doubt_in_dates(record);
    }
    return doubt ? doubt : doubt_in_persons(record, known);
}
