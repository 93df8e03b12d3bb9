/* SPDX-License-Identifier: EUPL-1.2 */
/* arrears.c: late records, when reading the case again for each would cost too much.
 *
 * In: made entries that belong before the newest. Out: a chronology and a timeline with all of them
 * in. Neighbours: case.c, keep.c. Invariants: after a settling the case is what it would be had
 * each late record been read in at once; only the moment at which lines come differs. That moment
 * is a function of the records that came: the credit and what waits are part of the case's log, the
 * sweep over all cases counts records, and a commit settles nothing; so a kill, a cut or another
 * commit changes no byte. Cost: every record brings credit for CREDIT_PER_RECORD steps, a replay
 * spends one a record; so a case of n records costs n times a constant, in any order of input (one
 * night of call bombing: 180,000 messages of one second, their ids in no order). */
#include "case/keep.h"

#include <stdlib.h>

bool wv_arrears_is_late(const wv_case *k, const wv_entry *e)
{
    const wv_chronology *c = &k->chronology;
    if (c->count == 0) return false;
    if (wv_chronology_find(c, e->id) != UINT32_MAX) return true; /* a higher rev of it */
    if (wv_entry_cmp(&c->entries[c->count - 1], e) > 0) return true;
    const wv_value *id =
        wv_str_is(e->head->type, "record.deleted") ? wv_entry_attr(e, WV_STR("id")) : NULL;
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
bool wv_arrears_put(wv_case *k, const wv_entry *e)
{
    wv_chronology *c = &k->chronology;
    uint32_t at = wv_chronology_find(c, e->id);
    if (!wv_keep_note_deletion(k, e)) return false;
    if (at == UINT32_MAX) return wv_chronology_append(c, e);
    if (e->rev > c->entries[at].rev) c->entries[at] = *e;
    return true;
}

bool wv_arrears_merge(wv_case *k)
{
    for (uint32_t i = 0; i < k->late_count; i++)
        if (!wv_arrears_put(k, &k->late[i])) return false;
    k->late_count = 0;
    return true;
}

wv_rc wv_arrears_settle(wv_cases *cases, wv_case *k, wv_err *err)
{
    const wv_case_store *store = &cases->options.store;
    if (!wv_arrears_merge(k)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    k->credit -= k->chronology.count;
    wv_chronology_sort(&k->chronology);
    wv_keep_mark_deleted(k);
    wv_rc rc = wv_keep_replay(cases, k);
    if (rc) return wv_err_set(err, rc, "%s", wv_rc_text(rc));
    if (!k->marked) return WV_OK;
    if (wv_keep_logs(cases)) wv_pickle_settled(&k->log);
    k->marked = false;
    return store->wait ? store->wait(store->ctx, k->chronology.id, false, err) : WV_OK;
}
