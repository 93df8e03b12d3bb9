/* SPDX-License-Identifier: EUPL-1.2 */
/* history.c: the part of a case before its edge: read without judging, with what was raised then
 * put in its place. In: a chronology with a history. Out: a timeline that stands at the edge; or
 * the history of one that does. Neighbours: timeline.c calls begin, fold.c takes. Invariant: begin
 * depends on the entries before the edge and on the history only, so a case that rested and one
 * that did not read the same. Cost: the entries before the edge that were kept. */
#include "case/horizon.h"
#include "case/ledger.h"

void wv_history_init(wv_history *h)
{
    *h = (wv_history){.edge = INT64_MIN};
    wv_map_init(&h->day_index);
    wv_arena_init(&h->arena);
}

void wv_history_done(wv_history *h)
{
    wv_mem_free(h->items);
    wv_mem_free(h->dues);
    wv_mem_free(h->days);
    wv_map_done(&h->day_index);
    wv_arena_done(&h->arena);
    *h = (wv_history){.edge = INT64_MIN};
}

bool wv_history_count(wv_history *h, const wv_contact_day *day)
{
    wv_buf key;
    wv_buf_init(&key);
    wv_buf_format(&key, "%d %u %u ", day->day, day->from.n, day->to.n);
    wv_buf_str(&key, day->from);
    wv_buf_str(&key, day->to);
    wv_buf_str(&key, day->channel);
    bool ok = wv_mem_grow((void **)&h->days, &h->day_capacity, h->day_count + 1, sizeof *h->days);
    bool added = false;
    wv_str kept = {NULL, 0};
    if (ok && !key.failed) kept = wv_arena_str(&h->arena, (wv_str){key.p, (uint32_t)key.n});
    uint32_t *at = kept.p ? wv_map_put(&h->day_index, kept, h->day_count, &added) : NULL;
    if (at && added) {
        h->days[h->day_count++] = *day;
    } else if (at) {
        h->days[*at].count += day->count;
        h->days[*at].unwanted += day->unwanted;
    }
    wv_buf_done(&key);
    return at != NULL;
}

/* --- from a history into a timeline
 * ------------------------------------------------------------------------------ */

typedef struct placing { /* history items of each entry, in the order they were raised */
    uint32_t *first;     /* by entry */
    uint32_t *next;      /* by item */
    uint32_t *plan;      /* by item; UINT32_MAX: the pack has no such rule */
} placing;

static uint32_t plan_of(const wv_plans *plans, uint32_t rule)
{
    for (uint32_t i = 0; i < plans->count && rule != UINT32_MAX; i++)
        if (plans->items[i].rule == rule) return i;
    return UINT32_MAX;
}

static bool place_items(const wv_timeline *t, const wv_history *h, placing *x)
{
    x->first = wv_mem_new((t->c->count + 1) * sizeof *x->first);
    x->next = wv_mem_new((h->count + 1) * sizeof *x->next);
    x->plan = wv_mem_new((h->count + 1) * sizeof *x->plan);
    if (!x->first || !x->next || !x->plan) return false;
    for (uint32_t i = 0; i < t->c->count; i++) x->first[i] = UINT32_MAX;
    for (uint32_t i = h->count; i-- > 0;) {
        uint32_t trigger = wv_chronology_find(t->c, h->items[i].trigger);
        x->plan[i] = trigger == UINT32_MAX ? UINT32_MAX : plan_of(t->plans, h->items[i].rule);
        if (x->plan[i] == UINT32_MAX) continue;
        x->next[i] = x->first[trigger];
        x->first[trigger] = i;
    }
    return true;
}

static void add_note(wv_timeline *t, wv_entry *e, const wv_plan *plan, const wv_past *p)
{
    wv_note *n = wv_entry_note(&t->c->arena, e);
    if (!n) {
        t->failed = true;
        return;
    }
    *n = p->note;
    n->rule = plan->rule, n->signal = plan->signal;
}

static void read_entry(wv_timeline *t, const wv_history *h, const placing *x, uint32_t index)
{
    for (uint32_t plan = 0; plan < t->plans->count && !t->failed; plan++) {
        wv_correlate_feed(t, plan, index);
        for (uint32_t i = x->first[index]; i != UINT32_MAX; i = x->next[i])
            if (x->plan[i] == plan && h->items[i].noted)
                add_note(t, &t->c->entries[index], &t->plans->items[plan], &h->items[i]);
    }
}

static void install(wv_timeline *t, const wv_past *p, uint32_t plan)
{
    const wv_plan *of = &t->plans->items[plan];
    wv_raised *r = wv_arena_alloc(&t->arena, sizeof *r);
    if (!r || !wv_mem_grow((void **)&t->raised, &t->raised_capacity, t->raised_count + 1,
                           sizeof *t->raised)) {
        t->failed = true;
        return;
    }
    *r = (wv_raised){.before = t->latest[of->group],
                     .plan = plan,
                     .trigger = wv_chronology_find(t->c, p->trigger),
                     .level = p->level,
                     .episode = p->episode,
                     .opener = p->opener.n ? wv_chronology_find(t->c, p->opener) : UINT32_MAX,
                     .raised_at = p->raised_at,
                     .triage = p->triage,
                     .truncated = p->truncated,
                     .first_at = p->first_at,
                     .last_at = p->last_at,
                     .standing = p->standing,
                     .past = true,
                     .raised_by = UINT32_MAX};
    for (uint32_t i = 0; i < p->evidence_count; i++) {
        uint32_t at = wv_chronology_find(t->c, p->evidence[i]);
        if (at != UINT32_MAX) r->evidence[r->evidence_count++] = at;
    }
    for (; r->fact_count < p->fact_count; r->fact_count++)
        r->facts[r->fact_count] = p->facts[r->fact_count];
    for (; r->kind_count < p->kind_count; r->kind_count++)
        r->kinds[r->kind_count] = p->kinds[r->kind_count];
    t->raised[t->raised_count++] = r;
    t->latest[of->group] = r;
}

static void install_due(wv_timeline *t, const wv_past_due *due)
{
    uint32_t plan = plan_of(t->plans, due->rule), trigger = wv_chronology_find(t->c, due->trigger);
    if (plan == UINT32_MAX || trigger == UINT32_MAX) return;
    if (!wv_mem_grow((void **)&t->pending, &t->pending_capacity, t->pending_count + 1,
                     sizeof *t->pending)) {
        t->failed = true;
        return;
    }
    if (t->pending_count == 0 || due->due < t->next_due) t->next_due = due->due;
    t->pending[t->pending_count++] = (wv_pending){plan, trigger, due->due};
}

void wv_history_begin(wv_timeline *t)
{
    const wv_history *h = t->c->history;
    placing x = {0};
    uint32_t end = 0;
    if (!h || h->edge == INT64_MIN) return;
    while (end < t->c->count && t->c->entries[end].received.seconds < h->edge) end++;
    for (uint32_t i = 0; i < end; i++) wv_roles_learn(t->c, &t->c->entries[i]);
    t->failed |= !place_items(t, h, &x);
    t->past = true;
    for (uint32_t i = 0; i < end && !t->failed; i++) {
        wv_timeline_enter(t, i);
        read_entry(t, h, &x, i);
    }
    t->past = false;
    for (uint32_t i = 0; i < h->count && !t->failed; i++)
        if (x.plan[i] != UINT32_MAX) install(t, &h->items[i], x.plan[i]);
    for (uint32_t i = 0; i < h->due_count; i++) install_due(t, &h->dues[i]);
    t->taken = end;
    wv_mem_free(x.first);
    wv_mem_free(x.next);
    wv_mem_free(x.plan);
}

/* --- from a timeline into a history
 * ------------------------------------------------------------------------------ */

/* The note that a raised thing made on its trigger: the n-th of its rule, for the n-th such thing.
 */
static void take_note(const wv_timeline *t, uint32_t index, wv_past *p)
{
    const wv_raised *r = t->raised[index];
    const wv_entry *e = &t->c->entries[r->trigger];
    uint32_t nth = 0, seen = 0;
    if (t->plans->items[r->plan].is_pattern) return;
    for (const wv_raised *o = r->before; o; o = o->before)
        nth += o->plan == r->plan && o->trigger == r->trigger;
    for (uint32_t i = e->note_base; i < e->note_count; i++) {
        if (e->notes[i].rule != p->rule || seen++ != nth) continue;
        p->note = e->notes[i];
        p->noted = true;
    }
}

static bool take_one(const wv_timeline *t, uint32_t index, wv_past *p)
{
    const wv_raised *r = t->raised[index];
    wv_arena *a = &t->c->arena;
    *p = (wv_past){.rule = t->plans->items[r->plan].rule,
                   .level = r->level,
                   .episode = r->episode,
                   .raised_at = r->raised_at,
                   .triage = r->triage,
                   .written = UINT32_MAX,
                   .standing = r->standing,
                   .truncated = r->truncated,
                   .trigger = t->c->entries[r->trigger].id,
                   .evidence_count = r->evidence_count,
                   .kind_count = r->kind_count,
                   .facts = wv_ledger_copy_facts(a, r),
                   .fact_count = r->fact_count,
                   .first_at = r->first_at,
                   .last_at = r->last_at};
    if (r->opener != UINT32_MAX) p->opener = t->c->entries[r->opener].id;
    wv_str *evidence = wv_arena_alloc(a, (r->evidence_count + 1) * sizeof *evidence);
    wv_str *kinds = wv_arena_alloc(a, sizeof r->kinds);
    if (!evidence || !kinds || !p->facts) return false;
    memcpy(kinds, r->kinds, sizeof r->kinds);
    p->kinds = kinds;
    for (uint32_t i = 0; i < r->evidence_count; i++) evidence[i] = t->c->entries[r->evidence[i]].id;
    p->evidence = evidence;
    take_note(t, index, p);
    return true;
}

bool wv_history_take(const wv_timeline *t, wv_history *h)
{
    for (uint32_t i = 0; i < t->raised_count; i++) {
        if (!wv_mem_grow((void **)&h->items, &h->capacity, h->count + 1, sizeof *h->items) ||
            !take_one(t, i, &h->items[h->count]))
            return false;
        h->count++;
    }
    for (uint32_t i = 0; i < t->pending_count; i++) {
        const wv_pending *p = &t->pending[i];
        if (!wv_mem_grow((void **)&h->dues, &h->due_capacity, h->due_count + 1, sizeof *h->dues))
            return false;
        h->dues[h->due_count++] =
            (wv_past_due){t->plans->items[p->plan].rule, t->c->entries[p->trigger].id, p->due};
    }
    return true;
}
