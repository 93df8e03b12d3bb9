/* SPDX-License-Identifier: EUPL-1.2 */
/* keep.c: which cases are in memory. In: case ids. Out: wv_case. Neighbours: case.c. Invariant: a case that is put away
 * and opened again behaves as if it had stayed. Cost: a probe a record; a load when the case rested. */
#include "case/keep.h"

#include <stdlib.h>

void wv_keep_init(wv_keep *keep)
{
    *keep = (wv_keep){0};
    wv_map_init(&keep->index);
    wv_arena_init(&keep->names);
}

static void free_case(wv_case *k)
{
    if (!k) return;
    wv_timeline_free(k->timeline);
    wv_ledger_done(&k->ledger);
    wv_map_done(&k->met_index);
    wv_mem_free(k->met);
    wv_chronology_done(&k->chronology);
    wv_mem_free(k);
}

void wv_keep_done(wv_keep *keep)
{
    for (uint32_t i = 0; i < keep->index.count; i++) free_case(keep->items[i]);
    wv_mem_free(keep->items);
    wv_mem_free(keep->order);
    wv_map_done(&keep->index);
    wv_arena_done(&keep->names);
}

static wv_case *new_case(wv_cases *cases, wv_str id)
{
    wv_case *k = wv_mem_new(sizeof *k);
    if (!k) return NULL;
    wv_chronology_init(&k->chronology);
    wv_map_init(&k->met_index);
    k->chronology.id = id;
    k->timeline = wv_timeline_new(&cases->plans, &k->chronology);
    if (k->timeline) return k;
    free_case(k);
    return NULL;
}

wv_rc wv_keep_open(wv_cases *cases, wv_str id, wv_case **out, wv_err *err)
{
    wv_keep *keep = &cases->keep;
    uint32_t *slot = wv_map_get(&keep->index, id);
    if (slot && keep->items[*slot]) {
        *out = keep->items[*slot];
        return WV_OK;
    }
    wv_str name = wv_arena_str(&keep->names, id);
    uint32_t at = keep->index.count;
    if (!name.p || !wv_mem_grow((void **)&keep->items, &keep->capacity, at + 1, sizeof *keep->items))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_case *k = new_case(cases, name);
    if (!k || !wv_map_put(&keep->index, name, at, NULL)) {
        free_case(k);
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    k->slot = at;
    keep->items[at] = k;
    *out = k;
    return WV_OK;
}

wv_met *wv_keep_met(wv_case *k, wv_str id)
{
    uint32_t *at = wv_map_get(&k->met_index, id);
    return at ? &k->met[*at] : NULL;
}

static bool note_met(wv_case *k, wv_str id, uint64_t content, int64_t rev)
{
    uint32_t *at = wv_map_put(&k->met_index, id, k->met_index.count, NULL);
    if (!at || !wv_mem_grow((void **)&k->met, &k->met_capacity, *at + 1, sizeof *k->met)) return false;
    k->met[*at] = (wv_met){content, rev};
    return true;
}

bool wv_keep_note(wv_case *k, const wv_entry *e)
{
    return note_met(k, e->id, e->content, e->rev);
}

bool wv_keep_note_alone(wv_case *k, const wv_record *r)
{
    uint64_t content;
    memcpy(&content, r->content, sizeof content);
    wv_str id = wv_arena_str(&k->chronology.arena, r->id);
    return id.p && note_met(k, id, content, r->rev);
}

static int by_case_id(const void *a, const void *b, void *keep)
{
    const wv_map_entry *e = ((const wv_keep *)keep)->index.entries;
    return wv_str_cmp(e[*(const uint32_t *)a].key, e[*(const uint32_t *)b].key);
}

wv_rc wv_keep_next(wv_cases *cases, wv_case **out, wv_err *err)
{
    wv_keep *keep = &cases->keep;
    *out = NULL;
    if (!keep->order) {
        keep->order = wv_mem_new((keep->index.count + 1) * sizeof *keep->order);
        if (!keep->order) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        for (uint32_t i = 0; i < keep->index.count; i++) keep->order[i] = i;
        qsort_r(keep->order, keep->index.count, sizeof *keep->order, by_case_id, keep);
        keep->next = 0;
    }
    if (keep->next < keep->index.count) {
        *out = keep->items[keep->order[keep->next++]];
        return WV_OK;
    }
    wv_mem_free(keep->order);
    keep->order = NULL;
    return WV_OK;
}

wv_rc wv_keep_flush(wv_cases *cases, wv_err *err)
{
    (void)cases, (void)err;
    return WV_OK;
}
