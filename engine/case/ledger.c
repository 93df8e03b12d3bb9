/* SPDX-License-Identifier: EUPL-1.2 */
/* ledger.c: what stands now against what was written. In: a timeline, the ledger. Out: the lines to
 * write. Neighbours: raise.c (makes), case.c (hands out). Invariant: after a sync, what the ledger
 * holds as standing is exactly what stands in the timeline: whoever reads all lines, whatever the
 * order of input was, ends with the same. Cost: what is new; after a replay, what was raised in the
 * case. */
#include "case/ledger.h"

void wv_ledger_done(wv_ledger *ledger)
{
    wv_mem_free(ledger->items);
    wv_mem_free(ledger->fallen);
    *ledger = (wv_ledger){0};
}

static wv_str id_of(const wv_timeline *t, uint32_t entry)
{
    return t->c->entries[entry].id;
}

static bool same_value(const wv_value *a, const wv_value *b)
{
    if (a->type != b->type || a->list_count != b->list_count || !wv_str_eq(a->string, b->string))
        return false;
    for (uint32_t i = 0; i < a->list_count; i++)
        if (!wv_str_eq(a->list[i], b->list[i])) return false;
    return a->type != WV_VALUE_BOOL || a->boolean == b->boolean;
}

static bool same(const wv_timeline *t, const wv_raised *r, const wv_written *w)
{
    const wv_plan *p = &t->plans->items[r->plan];
    if (p->rule != w->rule || !w->standing || r->episode != w->episode || r->triage != w->triage)
        return false;
    if (r->raised_at.seconds != w->raised_at.seconds || r->evidence_count != w->evidence_count)
        return false;
    if (!wv_str_eq(id_of(t, r->trigger), w->trigger) || r->fact_count != w->fact_count)
        return false;
    for (uint32_t i = 0; i < r->evidence_count; i++)
        if (!wv_str_eq(id_of(t, r->evidence[i]), w->evidence[i])) return false;
    for (uint32_t i = 0; i < r->fact_count; i++)
        if (!same_value(&r->facts[i].value, &w->facts[i].value)) return false;
    return true;
}

/* --- from the timeline into the ledger
 * --------------------------------------------------------------------------- */

const wv_attr *wv_ledger_copy_facts(wv_arena *a, const wv_raised *r)
{
    wv_attr *facts = wv_arena_alloc(a, (r->fact_count + 1) * sizeof *facts);
    for (uint32_t i = 0; facts && i < r->fact_count; i++) {
        facts[i] = r->facts[i];
        wv_value *v = &facts[i].value;
        if (v->string.n) v->string = wv_arena_str(a, v->string);
        if (v->list_count == 0) continue;
        wv_str *list = wv_arena_alloc(a, v->list_count * sizeof *list);
        if (!list) return NULL;
        memcpy(list, v->list, v->list_count * sizeof *list);
        v->list = list;
    }
    return facts;
}

static bool fill_written(wv_timeline *t, const wv_raised *r, wv_written *w)
{
    const wv_plan *p = &t->plans->items[r->plan];
    wv_arena *a = &t->c->arena;
    *w = (wv_written){.rule = p->rule,
                      .is_pattern = p->is_pattern,
                      .standing = true,
                      .linked = true,
                      .episode = r->episode,
                      .raised_at = r->raised_at,
                      .triage = r->triage,
                      .trigger = id_of(t, r->trigger),
                      .evidence_count = r->evidence_count,
                      .truncated = r->truncated,
                      .fact_count = r->fact_count,
                      .severity = p->severity,
                      .basis = p->basis};
    wv_str *evidence = wv_arena_alloc(a, (r->evidence_count + 1) * sizeof *evidence);
    w->facts = wv_ledger_copy_facts(a, r);
    if (!evidence || !w->facts) return false;
    for (uint32_t i = 0; i < r->evidence_count; i++) evidence[i] = id_of(t, r->evidence[i]);
    w->evidence = evidence;
    const wv_entry *e = &t->c->entries[r->trigger];
    for (uint32_t i = e->note_base; i < e->note_count; i++)
        if (e->notes[i].rule == p->rule)
            w->actor = e->notes[i].actor, w->target = e->notes[i].target;
    return true;
}

/* --- from the ledger into lines
 * ---------------------------------------------------------------------------------- */

static wv_finding finding_of(const wv_written *w)
{
    return (wv_finding){.rule = w->rule,
                        .severity = w->severity,
                        .basis = (wv_basis)w->basis,
                        .voices = WV_VOICES_ALL,
                        .actor = w->actor,
                        .target = w->target,
                        .evidence = w->evidence,
                        .evidence_count = w->evidence_count,
                        .truncated = w->truncated};
}

static wv_late_flag flag_of(const wv_chronology *c, const wv_written *w)
{
    return (wv_late_flag){.case_id = c->id,
                          .record = w->trigger,
                          .raised_at = w->raised_at,
                          .finding = finding_of(w)};
}

static wv_alert alert_of(const wv_timeline *t, const wv_written *w)
{
    const wv_plan *p = NULL;
    for (uint32_t i = 0; i < t->plans->count && !p; i++)
        if (t->plans->items[i].rule == w->rule) p = &t->plans->items[i];
    return (wv_alert){.rule = w->rule,
                      .case_id = t->c->id,
                      .pattern = p && p->signal < p->slug_count ? p->slugs[p->signal] : WV_STR(""),
                      .episode = w->episode,
                      .raised_at = w->raised_at,
                      .triage = w->triage,
                      .evidence = w->evidence,
                      .evidence_count = w->evidence_count,
                      .truncated = w->truncated,
                      .facts = w->facts,
                      .fact_count = w->fact_count};
}

#define ROOM_FOR(room, what)                                                                       \
    wv_mem_grow((void **)&(room)->what##s, &(room)->what##_capacity, (room)->what##_count + 1,     \
                sizeof *(room)->what##s)

/* A finding that was complete when its record came belongs to that record's own line; any other is
 * a line of its own. */
static bool tell(const wv_timeline *t, const wv_ledger *ledger, const wv_written *w, wv_str own,
                 wv_time own_received, wv_result_room *room)
{
    if (w->is_pattern) {
        if (!ROOM_FOR(room, alert)) return false;
        room->alerts[room->alert_count++] = alert_of(t, w);
        return true;
    }
    if (wv_str_eq(w->trigger, own) && w->raised_at.seconds == own_received.seconds) {
        if (!ROOM_FOR(room, finding) || !wv_mem_grow((void **)&room->own, &room->own_capacity,
                                                     room->own_count + 1, sizeof *room->own))
            return false;
        room->findings[room->finding_count++] = finding_of(w);
        room->own[room->own_count++] = (uint32_t)(w - ledger->items);
        return true;
    }
    if (!ROOM_FOR(room, flag)) return false;
    room->flags[room->flag_count++] = flag_of(t->c, w);
    return true;
}

static bool revise(wv_ledger *ledger, const wv_timeline *t, wv_written *w, wv_str own, wv_time now,
                   wv_result_room *room)
{
    w->standing = false;
    if (!wv_mem_grow((void **)&ledger->fallen, &ledger->fallen_capacity, ledger->fallen_count + 1,
                     sizeof *ledger->fallen))
        return false;
    ledger->fallen[ledger->fallen_count++] = (uint32_t)(w - ledger->items);
    if (!ROOM_FOR(room, revision)) return false;
    wv_str *because = wv_arena_alloc(&room->arena, sizeof *because);
    if (!because) return false;
    *because = own;
    wv_revision *v = &room->revisions[room->revision_count++];
    *v = (wv_revision){.of = w->is_pattern ? WV_REVISION_OF_ALERT : WV_REVISION_OF_FLAG,
                       .content = w->content,
                       .triage = w->is_pattern ? w->triage
                                 : w->content  ? w->line_triage
                                               : wv_triage_of(w->severity),
                       .raised_at = now,
                       .because = because,
                       .because_count = own.n > 0};
    if (w->is_pattern)
        v->alert = alert_of(t, w);
    else
        v->flag = flag_of(t->c, w);
    return true;
}

/* Oldest written thing of each entry, and the next of the same entry: 100,000 breaches in one case
 * must not be looked for one by one. */
typedef struct written_index {
    uint32_t *oldest; /* by entry */
    uint32_t *next;   /* by number in the ledger */
} written_index;

static bool index_written(const wv_ledger *ledger, const wv_timeline *t, written_index *x)
{
    x->oldest = wv_mem_new((t->c->count + 1) * sizeof *x->oldest);
    x->next = wv_mem_new((ledger->count + 1) * sizeof *x->next);
    if (!x->oldest || !x->next) return false;
    for (uint32_t i = 0; i < t->c->count; i++) x->oldest[i] = UINT32_MAX;
    for (uint32_t i = ledger->count; i-- > 0;) {
        uint32_t entry = wv_chronology_find(t->c, ledger->items[i].trigger);
        if (!ledger->items[i].standing || entry == UINT32_MAX) continue;
        x->next[i] = x->oldest[entry];
        x->oldest[entry] = i;
    }
    return true;
}

static wv_written *find_written(wv_ledger *ledger, const written_index *x, const wv_timeline *t,
                                const wv_raised *r)
{
    for (uint32_t i = x->oldest[r->trigger]; i != UINT32_MAX; i = x->next[i])
        if (!ledger->items[i].linked && same(t, r, &ledger->items[i])) return &ledger->items[i];
    return NULL;
}

static bool write_new(wv_ledger *ledger, wv_timeline *t, wv_raised *r, wv_str own,
                      wv_time own_received, wv_result_room *room)
{
    if (!wv_mem_grow((void **)&ledger->items, &ledger->capacity, ledger->count + 1,
                     sizeof *ledger->items))
        return false;
    wv_written *w = &ledger->items[ledger->count];
    if (!fill_written(t, r, w)) return false;
    r->written_at = ledger->count++;
    r->written = true;
    return tell(t, ledger, w, own, own_received, room);
}

/* After a replay: finds again what was written; what is not there any more is revised. */
static bool link_all(wv_ledger *ledger, wv_timeline *t, wv_str own, wv_time now,
                     wv_result_room *room)
{
    written_index x = {0};
    bool ok = index_written(ledger, t, &x);
    for (uint32_t i = 0; i < ledger->count; i++) ledger->items[i].linked = false;
    for (uint32_t i = 0; i < t->raised_count && ok; i++) {
        wv_raised *r = t->raised[i];
        wv_written *known = r->standing ? find_written(ledger, &x, t, r) : NULL;
        r->written = known != NULL;
        if (!known) continue;
        known->linked = true;
        r->written_at = (uint32_t)(known - ledger->items);
    }
    for (uint32_t i = 0; i < ledger->count && ok; i++) {
        wv_written *w = &ledger->items[i];
        if (w->standing && !w->linked && w->rule != UINT32_MAX)
            ok = revise(ledger, t, w, own, now, room);
    }
    wv_mem_free(x.oldest);
    wv_mem_free(x.next);
    t->fallen_count = 0;
    t->told = 0;
    t->synced = true;
    return ok;
}

bool wv_ledger_agrees(wv_ledger *ledger, const wv_timeline *t)
{
    written_index x = {0};
    bool ok = index_written(ledger, t, &x);
    for (uint32_t i = 0; i < ledger->count; i++) ledger->items[i].linked = false;
    for (uint32_t i = 0; i < t->raised_count && ok; i++) {
        if (!t->raised[i]->standing) continue;
        wv_written *known = find_written(ledger, &x, t, t->raised[i]);
        ok = known != NULL;
        if (known) known->linked = true;
    }
    for (uint32_t i = 0; i < ledger->count && ok; i++)
        ok = !ledger->items[i].standing || ledger->items[i].linked;
    wv_mem_free(x.oldest);
    wv_mem_free(x.next);
    return ok;
}

bool wv_ledger_sync(wv_ledger *ledger, wv_timeline *t, wv_str own, wv_time now,
                    wv_result_room *room)
{
    ledger->fallen_count = 0;
    if (t->synced && t->fallen_count == 0 && t->told == t->raised_count) return true;
    uint32_t mine = wv_chronology_find(t->c, own);
    wv_time received = mine == UINT32_MAX ? now : t->c->entries[mine].received;
    bool ok = t->synced || link_all(ledger, t, own, now, room);
    for (uint32_t i = 0; i < t->fallen_count && ok; i++)
        if (t->fallen[i]->written)
            ok = revise(ledger, t, &ledger->items[t->fallen[i]->written_at], own, now, room);
    t->fallen_count = 0;
    for (; t->told < t->raised_count && ok; t->told++) {
        wv_raised *r = t->raised[t->told];
        if (r->standing && !r->written) ok = write_new(ledger, t, r, own, received, room);
    }
    return ok;
}
