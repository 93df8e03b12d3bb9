/* SPDX-License-Identifier: EUPL-1.2 */
/* timeline.c: entries in canonical order past all plans. In: a chronology. Out: raised things.
 * Neighbours: correlate.c (plans), raise.c (episodes), cases.c (calls step). Invariant: the state
 * after n steps depends on the first n entries only. Cost: a step is the plans that care about the
 * entry; a change of roles makes the past be read again. */
#include "case/horizon.h"

wv_timeline *wv_timeline_new(const wv_plans *plans, wv_chronology *c)
{
    wv_timeline *t = wv_mem_new(sizeof *t);
    if (!t) return NULL;
    *t = (wv_timeline){.plans = plans, .c = c};
    wv_arena_init(&t->arena);
    wv_map_init(&t->actors);
    wv_map_init(&t->channels);
    t->tracks = wv_mem_new((plans->count + 1) * sizeof *t->tracks);
    t->latest = wv_mem_new((plans->count + 1) * sizeof *t->latest);
    if (t->tracks && t->latest) return t;
    wv_timeline_free(t);
    return NULL;
}

void wv_timeline_free(wv_timeline *t)
{
    if (!t) return;
    for (uint32_t i = 0; t->tracks && i < t->plans->count; i++) {
        wv_track *track = &t->tracks[i];
        for (uint32_t k = 0; k < track->frame_count; k++) wv_hits_done(&track->frames[k].hits);
        wv_mem_free(track->frames);
        wv_hits_done(&track->hits);
    }
    wv_mem_free(t->tracks);
    wv_mem_free(t->raised);
    wv_mem_free(t->latest);
    wv_mem_free(t->fallen);
    wv_mem_free(t->pending);
    wv_mem_free(t->touched);
    wv_moments_done(&t->by_time);
    wv_moments_done(&t->handovers);
    wv_moments_done(&t->reports);
    wv_moments_done(&t->visits);
    wv_map_done(&t->actors);
    wv_map_done(&t->channels);
    wv_arena_done(&t->arena);
    wv_mem_free(t);
}

/* Reports and visits within half an hour of each other, told by different people, are one incident.
 * hc05: the police event of the visit at 20:10 and the friend's report of the same evening.
 * Messages are never one another. Two lists, so that a night of 100,000 calls or messages is not
 * looked at one by one: visits and their like, and reports. */
static bool is_incident_event(const wv_entry *e)
{
    return e->kind == WV_KIND_EVENT &&
           (wv_str_is(e->head->type, "contact.visit") || wv_str_is(e->head->type, "zone.entry") ||
            wv_str_is(e->head->type, "device.alarm") ||
            wv_str_is(e->head->type, "contact.delivery"));
}

static wv_moments *incidents_like(wv_timeline *t, const wv_entry *e)
{
    if (!e->occurred.has_clock) return NULL;
    if (e->kind == WV_KIND_REPORT) return &t->reports;
    return is_incident_event(e) ? &t->visits : NULL;
}

static bool same_teller(const wv_entry *a, const wv_entry *b)
{
    return wv_str_eq(a->head->reporter, b->head->reporter) &&
           wv_str_eq(a->head->source, b->head->source);
}

static const wv_entry *entry_at(const wv_timeline *t, const wv_moments *m, uint32_t i)
{
    return &t->c->entries[m->items[i].entry];
}

static bool remember_incident(wv_timeline *t, uint32_t index)
{
    const wv_entry *e = &t->c->entries[index];
    wv_moments *m = incidents_like(t, e);
    if (!m) return true;
    uint32_t k = wv_moments_put(m, e->occurred.seconds, index);
    for (uint32_t i = k; k != UINT32_MAX && i < m->count; i++)
        m->items[i].tellers =
            i ? m->items[i - 1].tellers + !same_teller(entry_at(t, m, i - 1), entry_at(t, m, i))
              : 0;
    return k != UINT32_MAX;
}

/* The first report at or after `i` that somebody else told. */
static uint32_t other_teller(const wv_timeline *t, const wv_entry *e, uint32_t i)
{
    const wv_moments *m = &t->reports;
    if (i >= m->count || !same_teller(entry_at(t, m, i), e)) return i;
    uint32_t low = i, high = m->count; /* low is of the same teller */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (m->items[middle].tellers == m->items[i].tellers)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static const wv_moment *hit_until(const wv_moments *m, uint32_t i, int64_t until)
{
    return i < m->count && m->items[i].at <= until ? &m->items[i] : NULL;
}

static uint32_t incident_of(wv_timeline *t, uint32_t index)
{
    const wv_entry *e = &t->c->entries[index];
    int64_t from = e->occurred.seconds - WV_CASE_INCIDENT_SECONDS;
    int64_t until = e->occurred.seconds + WV_CASE_INCIDENT_SECONDS;
    if (!incidents_like(t, e)) return index;
    uint32_t i = wv_moments_from(&t->reports, from);
    if (e->kind == WV_KIND_REPORT) i = other_teller(t, e, i);
    const wv_moment *report = hit_until(&t->reports, i, until), *visit = NULL;
    if (e->kind == WV_KIND_REPORT)
        visit = hit_until(&t->visits, wv_moments_from(&t->visits, from), until);
    const wv_moment *first = report ? report : visit;
    if (report && visit &&
        (visit->at < report->at || (visit->at == report->at && visit->entry < report->entry)))
        first = visit;
    return first ? t->c->entries[first->entry].incident : index;
}

/* Both write, neither more than twice as much, each at least three times in the week before. hq02:
 * two lovers in two time zones. Looks at the last LOOK_BACK entries only. */
static bool is_mutual(const wv_timeline *t, uint32_t index)
{
    enum { LOOK_BACK = 100, WEEK = 7 * 86400, EACH_MIN = 3 };
    const wv_entry *e = &t->c->entries[index];
    if (e->kind != WV_KIND_MESSAGE || e->to_count != 1) return false;
    uint32_t there = 0, back = 0, low = wv_moments_from(&t->by_time, e->occurred.seconds - WEEK);
    uint32_t i = wv_moments_from(&t->by_time, e->occurred.seconds + 1);
    for (uint32_t seen = 0; i > low && seen < LOOK_BACK; i--, seen++) {
        const wv_entry *o = &t->c->entries[t->by_time.items[i - 1].entry];
        if (o->kind != WV_KIND_MESSAGE || o->to_count != 1) continue;
        there += wv_str_eq(o->head->from, e->head->from) && wv_str_eq(o->to[0], e->to[0]);
        back += wv_str_eq(o->head->from, e->to[0]) && wv_str_eq(o->to[0], e->head->from);
    }
    return there >= EACH_MIN && back >= EACH_MIN && there <= 2 * back && back <= 2 * there;
}

static bool is_said_of(const wv_entry *e, const char *attr, bool said)
{
    const wv_value *v = wv_entry_attr(e, wv_str_of(attr));
    return v && v->type == WV_VALUE_BOOL && v->boolean == said;
}

/* A hearing brings nobody to a door: "zitting", "rechtszitting", "hearing". */
static bool is_handover(const wv_entry *e)
{
    static const char *const hearings[] = {"zitting", "hearing", "rechtbank"};
    const wv_value *what = wv_entry_attr(e, WV_STR("what"));
    if (e->kind != WV_KIND_EVENT || !wv_str_is(e->head->type, "custody.date")) return false;
    for (int i = 0; what && what->string.n && i < 3; i++)
        if (memmem(what->string.p, what->string.n, hearings[i], strlen(hearings[i]))) return false;
    return true;
}

/* He brings the children back at ten, as the calendar says: a visit within the hour of a handover,
 * or on its day when one of them has no clock. */
static bool is_handed_over(const wv_entry *handover, const wv_entry *visit)
{
    enum { NEAR = 3600 };
    int64_t apart = handover->occurred.seconds - visit->occurred.seconds;
    bool exact = handover->occurred.has_clock && visit->occurred.has_clock;
    if (visit->kind != WV_KIND_EVENT || !wv_str_is(visit->head->type, "contact.visit"))
        return false;
    if (handover->gone || is_said_of(visit, "unwanted", true)) return false;
    return exact ? apart <= NEAR && apart >= -NEAR : handover->day == visit->day;
}

/* He is at her door and that is what was agreed: booked so (`unwanted: false`), or a handover. */
static bool is_agreed(const wv_timeline *t, uint32_t index)
{
    enum { DAY = 86400 };
    const wv_entry *e = &t->c->entries[index];
    if (e->kind != WV_KIND_EVENT || !wv_str_starts(e->head->type, WV_STR("contact."))) return false;
    if (is_said_of(e, "unwanted", true)) return false;
    if (is_said_of(e, "unwanted", false)) return true;
    int64_t at = e->occurred.seconds;
    const wv_moments *near = &t->handovers;
    uint32_t i = wv_moments_from(near, at - DAY);
    for (; i < near->count && near->items[i].at <= at + DAY; i++)
        if (is_handed_over(&t->c->entries[near->items[i].entry], e)) return true;
    return false;
}

/* A handover that is told after the visit it explains: the past reads differently. */
static bool frees_visits(const wv_timeline *t, const wv_entry *e)
{
    enum { DAY = 86400 };
    int64_t at = e->occurred.seconds;
    if (!is_handover(e)) return false;
    for (uint32_t i = wv_moments_from(&t->by_time, at - DAY);
         i < t->by_time.count && t->by_time.items[i].at <= at + DAY; i++) {
        const wv_entry *o = &t->c->entries[t->by_time.items[i].entry];
        if (!o->agreed && is_handed_over(e, o)) return true;
    }
    return false;
}

static void know_handover(wv_timeline *t, uint32_t index)
{
    if (wv_moments_put(&t->handovers, t->c->entries[index].occurred.seconds, index) == UINT32_MAX)
        t->failed = true;
}

void wv_timeline_enter(wv_timeline *t, uint32_t index)
{
    wv_entry *e = &t->c->entries[index];
    e->note_count = e->note_base;
    if (e->kind == WV_KIND_EVENT) e->type_number = wv_plans_type_of(t->plans, e->head->type);
    wv_roles_assign(t->c, e);
    e->incident = incident_of(t, index);
    e->mutual = is_mutual(t, index);
    e->agreed = is_agreed(t, index);
    if (wv_moments_put(&t->by_time, e->occurred.seconds, index) == UINT32_MAX ||
        !remember_incident(t, index))
        t->failed = true;
    if (is_handover(e)) know_handover(t, index);
}

static void touch(wv_timeline *t, uint32_t entry)
{
    for (uint32_t i = 0; i < t->touched_count; i++)
        if (t->touched[i] == entry) return;
    if (!wv_mem_grow((void **)&t->touched, &t->touched_capacity, t->touched_count + 1,
                     sizeof *t->touched)) {
        t->failed = true;
        return;
    }
    t->touched[t->touched_count++] = entry;
}

/* Time that an entry brings: a clock record tells it, every other has its received_at. */
static wv_time time_of(const wv_entry *e)
{
    wv_time at = e->received;
    int64_t told;
    if (wv_str_is(e->head->type, "clock") && wv_entry_time(e, WV_STR("at"), &told))
        at.seconds = told;
    return at;
}

void wv_timeline_wait(wv_timeline *t, wv_time until)
{
    uint32_t kept = 0;
    if (t->pending_count == 0 || t->next_due > until.seconds) return;
    t->next_due = INT64_MAX;
    for (uint32_t i = 0; i < t->pending_count; i++) {
        wv_pending p = t->pending[i];
        if (p.due > until.seconds) {
            if (p.due < t->next_due) t->next_due = p.due;
            t->pending[kept++] = p;
            continue;
        }
        t->now_at = (wv_time){p.due, until.offset_seconds, true, true};
        wv_correlate_pending(t, &p);
    }
    t->pending_count = kept;
}

/* The first plan from `p` on that lets in one of the entries at hand. */
static uint32_t next_plan(const wv_timeline *t, uint32_t p)
{
    uint64_t from = ~0ull << (p % 64);
    for (uint32_t word = p / 64; word < t->plans->row_words; word++, from = ~0ull) {
        uint64_t some = 0;
        for (uint32_t i = 0; i < t->touched_count; i++)
            some |= wv_plans_row(t->plans, &t->c->entries[t->touched[i]])[word];
        some &= from;
        if (some) return word * 64 + (uint32_t)__builtin_ctzll(some);
    }
    return UINT32_MAX;
}

/* Shows the entry to every plan in turn; entries that got a finding from one plan are shown to the
 * plans after it. */
static void feed_all(wv_timeline *t, uint32_t index)
{
    t->now = index;
    wv_timeline_wait(t, time_of(&t->c->entries[index]));
    t->now_at = t->c->entries[index].received;
    t->touched_count = 0;
    touch(t, index);
    for (uint32_t p = next_plan(t, 0); p != UINT32_MAX && !t->failed; p = next_plan(t, p + 1))
        for (uint32_t i = 0, count = t->touched_count; i < count; i++)
            wv_correlate_feed(t, p, t->touched[i]);
}

/* Newest raised thing of each entry, and the one before it of the same entry: one breach a record
 * in a case of 100,000 breaches must not be looked for one by one. */
typedef struct raised_index {
    uint32_t *newest; /* by entry */
    uint32_t *before; /* by number in t->raised */
} raised_index;

static bool index_raised(const wv_timeline *t, raised_index *x)
{
    x->newest = wv_mem_new((t->c->count + 1) * sizeof *x->newest);
    x->before = wv_mem_new((t->raised_count + 1) * sizeof *x->before);
    if (!x->newest || !x->before) return false;
    for (uint32_t i = 0; i < t->c->count; i++) x->newest[i] = UINT32_MAX;
    for (uint32_t i = 0; i < t->raised_count; i++) {
        uint32_t *newest = &x->newest[t->raised[i]->trigger];
        x->before[i] = *newest;
        *newest = i;
    }
    return true;
}

static const wv_raised *raised_before(const wv_timeline *old, const raised_index *x,
                                      const wv_raised *r)
{
    for (uint32_t i = x->newest[r->trigger]; i != UINT32_MAX; i = x->before[i]) {
        const wv_raised *o = old->raised[i];
        if (o->plan == r->plan && o->triage == r->triage) return o;
    }
    return NULL;
}

static void keep_moments(const wv_timeline *old, wv_timeline *t, wv_time floor)
{
    raised_index x = {0};
    t->failed |= !index_raised(old, &x);
    for (uint32_t i = 0; i < t->raised_count && !t->failed; i++) {
        if (t->raised[i]->past) continue;
        const wv_raised *known = raised_before(old, &x, t->raised[i]);
        if (known)
            t->raised[i]->raised_at = known->raised_at;
        else if (t->raised[i]->raised_at.seconds < floor.seconds)
            t->raised[i]->raised_at = floor;
    }
    wv_mem_free(x.newest);
    wv_mem_free(x.before);
}

/* Who is who changed, or what was agreed: the past reads differently. What stood already keeps its
 * moment; what stands only now is raised now (hc01: 47 calls were imported half an hour before the
 * roles came). */
static wv_timeline *read_again(wv_timeline *old, uint32_t last)
{
    wv_timeline *t = wv_timeline_new(old->plans, old->c);
    if (!t) return NULL;
    for (uint32_t i = 0; i < old->handovers.count; i++)
        know_handover(t, old->handovers.items[i].entry);
    if (is_handover(&old->c->entries[last])) know_handover(t, last);
    wv_history_begin(t);
    for (uint32_t i = t->taken; i <= last; i++) {
        wv_timeline_enter(t, i);
        feed_all(t, i);
    }
    t->taken = last + 1;
    keep_moments(old, t, old->c->entries[last].received);
    return t;
}

wv_rc wv_timeline_step(wv_timeline **timeline)
{
    wv_timeline *t = *timeline;
    if (t->taken == 0) wv_history_begin(t);
    uint32_t index = t->taken;
    if (t->failed || index == t->c->count) return t->failed ? WV_E_NOMEM : WV_OK;
    bool differs = wv_roles_learn(t->c, &t->c->entries[index]);
    differs |= frees_visits(t, &t->c->entries[index]);
    if (differs && index > 0) {
        wv_timeline *fresh = read_again(t, index);
        if (!fresh) return WV_E_NOMEM;
        wv_timeline_free(t);
        *timeline = t = fresh;
    } else {
        wv_timeline_enter(t, index);
        feed_all(t, index);
        t->taken = index + 1;
    }
    return t->failed ? WV_E_NOMEM : WV_OK;
}
