/* SPDX-License-Identifier: EUPL-1.2 */
/* arrears.c: late records, when reading the case again for each would cost too much.
 *
 * In: made entries that belong before the newest. Out: a chronology and a timeline with all of them
 * in. Neighbours: case.c, keep.c. Invariant: after a settling the case is what it would be had each
 * late record been read in at once; only the moment at which lines come differs. Cost: every record
 * brings credit for CREDIT_PER_RECORD steps, a replay spends one a record; so a case of n records
 * costs n times a constant, in any order of input (one night of call bombing: 180,000 messages of
 * one second, their ids in no order). */
#include "case/keep.h"

#include <stdlib.h>

bool wv_arrears_is_late(const wv_case *k, const wv_entry *e)
{
    const wv_chronology *c = &k->chronology;
    if (c->count == 0) return false;
    if (wv_chronology_find(c, e->id) != UINT32_MAX) return true; /* a higher rev of it */
    if (wv_entry_cmp(&c->entries[c->count - 1], e) > 0) return true;
    const wv_value *id =
        wv_str_is(e->type, "record.deleted") ? wv_entry_attr(e, WV_STR("id")) : NULL;
    return id && id->type == WV_VALUE_STRING && wv_chronology_find(c, id->string) != UINT32_MAX;
}

bool wv_arrears_add(wv_case *k, const wv_entry *e)
{
    if (!wv_mem_grow((void **)&k->late, &k->late_capacity, k->late_count + 1, sizeof *k->late))
        return false;
    k->late[k->late_count++] = *e;
    return true;
}

bool wv_arrears_can_settle(const wv_case *k)
{
    return k->late_count > 0 && k->credit >= (int64_t)k->chronology.count + k->late_count;
}

/* A higher rev takes the place of the lower; one that came before its turn is dropped. */
static bool put(wv_chronology *c, const wv_entry *e)
{
    uint32_t at = wv_chronology_find(c, e->id);
    if (at == UINT32_MAX) return wv_chronology_append(c, e);
    if (e->rev > c->entries[at].rev) c->entries[at] = *e;
    return true;
}

wv_rc wv_arrears_settle(wv_cases *cases, wv_case *k)
{
    wv_chronology *c = &k->chronology;
    for (uint32_t i = 0; i < k->late_count; i++) {
        if (!put(c, &k->late[i])) return WV_E_NOMEM;
        k->deletions += wv_str_is(k->late[i].type, "record.deleted");
    }
    k->late_count = 0;
    k->credit -= c->count;
    wv_chronology_sort(c);
    if (k->deletions) wv_keep_mark_deleted(c);
    return wv_keep_replay(cases, k);
}
