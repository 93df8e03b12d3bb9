/* SPDX-License-Identifier: EUPL-1.2 */
/* correlate.c: one entry past one plan: does it count, does it open or end a frame, does a level of
 * `raise:` hold? In: a timeline and an entry (new, or shown again with a new finding). Out: calls
 * of wv_raise. Neighbours: window.c (conditions), raise.c. Invariant: a plan keeps only what
 * matched it. Cost: the windows that hold the entry, each at most WV_WINDOW_HITS_MAX, and at most
 * ENDS_MAX of them. */
#include "case/horizon.h"

/* An entry that comes late may complete many windows; past this many newer hits they were complete
 * without it. */
enum { ENDS_MAX = 64 };
enum { VALUES_MAX = 64 }; /* channels with a number of their own: bits of a word */

typedef struct look {
    wv_timeline *t;
    uint32_t index; /* of the plan */
    const wv_plan *plan;
    wv_hits *hits;
    uint32_t opener;
} look;

static uint32_t weight_of(const wv_plan *plan, const wv_entry *e)
{
    const wv_value *v = plan->sum_attr.n ? wv_entry_attr(e, plan->sum_attr) : NULL;
    bool usable = v && v->type == WV_VALUE_NUMBER && v->number >= 1 && v->number < 100000;
    return usable ? (uint32_t)v->number : 1;
}

/* Who acts: the sender or caller, or whom the findings that count name. 0: not known. */
static uint16_t actor_of(wv_timeline *t, const wv_entry *e, uint64_t notes)
{
    wv_str actor = wv_entry_actor(e);
    for (uint32_t n = 0; n < e->note_count && n < 64; n++)
        if (notes >> n & 1 && e->notes[n].actor.n) actor = e->notes[n].actor;
    if (actor.n == 0) return 0;
    uint32_t *number = wv_map_put(&t->actors, actor, t->actors.count + 1, NULL);
    if (!number) t->failed = true;
    return number && *number < UINT16_MAX ? (uint16_t)*number : 0;
}

/* Number of the channel, for the one field that is counted over every message. 0: none. */
static uint8_t value_of(wv_timeline *t, const wv_plan *plan, const wv_entry *e)
{
    if (plan->type != WV_PLAN_VALUE_COUNT || plan->count_field != WV_COUNT_CHANNEL) return 0;
    const wv_entry_head *h = e->head;
    wv_str channel = h->channel.n || e->kind != WV_KIND_EVENT ? h->channel : h->type;
    if (channel.n == 0) return 0;
    uint32_t *number = wv_map_put(&t->channels, channel, t->channels.count + 1, NULL);
    if (!number) t->failed = true;
    return number && *number < VALUES_MAX ? (uint8_t)*number : 0; /* past that: by its letters */
}

/* Everything an entry is to a plan, in bits. */
static wv_hit hit_of(wv_timeline *t, const wv_plan *plan, uint32_t index, const wv_entry *opener)
{
    const wv_entry *e = &t->c->entries[index];
    wv_hit hit = {.at = e->occurred.seconds, .entry = index, .weight = weight_of(plan, e)};
    wv_match m;
    if (wv_select_match(&plan->entries, e, opener, &m)) {
        hit.mask |= WV_HIT_MAIN, hit.notes |= m.notes, hit.severity = m.severity;
        if (wv_select_match(&plan->part, e, opener, &m)) hit.mask |= WV_HIT_PART;
    }
    if (wv_select_match(&plan->against, e, opener, &m)) hit.mask |= WV_HIT_AGAINST;
    if (wv_select_match(&plan->absent, e, opener, &m)) hit.mask |= WV_HIT_ABSENT;
    for (uint32_t i = 0; i < plan->companion_count; i++)
        if (wv_select_match(&plan->companions[i].entries, e, opener, &m))
            hit.mask |= (uint32_t)WV_HIT_COMPANION << i;
    for (uint32_t i = 0; i < plan->class_count; i++) {
        if (!wv_select_match(&plan->classes[i].entries, e, opener, &m)) continue;
        hit.mask |= (uint32_t)WV_HIT_CLASS << i, hit.notes |= m.notes;
        if (m.severity > hit.severity) hit.severity = m.severity;
    }
    if (hit.mask && e->incident != index) hit.mask |= WV_HIT_RETOLD;
    if (hit.mask && plan->same_actor) hit.actor = actor_of(t, e, hit.notes);
    if (hit.mask) hit.value = value_of(t, plan, e);
    return hit;
}

static void wait_for(look *l, uint32_t end)
{
    wv_timeline *t = l->t;
    if (t->past) return;
    if (!wv_mem_grow((void **)&t->pending, &t->pending_capacity, t->pending_count + 1,
                     sizeof *t->pending)) {
        t->failed = true;
        return;
    }
    uint32_t trigger = l->hits->items[end].entry;
    int64_t due = t->c->entries[trigger].received.seconds + l->plan->within;
    if (t->pending_count == 0 || due < t->next_due) t->next_due = due;
    t->pending[t->pending_count++] = (wv_pending){l->index, trigger, due};
}

/* Ratios, shares, silences and rises can be undone by what comes late. */
static bool can_sink(const wv_plan *plan)
{
    if (plan->type == WV_PLAN_RESUME || plan->type == WV_PLAN_RISE) return true;
    if (plan->type == WV_PLAN_CLIMB && plan->class_count == 0) return true;
    for (uint32_t i = 0; i < plan->level_count; i++)
        if (plan->levels[i].ratio > 0 || plan->levels[i].share > 0) return true;
    return false;
}

/* What lies before the edge of a case has lost its plain messages (horizon.h): nobody may conclude
 * there from what is not on file, a silence of years or a one-sided talk. */
static bool sees_whole(const look *l, uint32_t end)
{
    const wv_history *h = l->t->c->history;
    if (!h || l->hits->items[end].at >= h->edge) return true;
    return l->plan->type != WV_PLAN_ABSENT && !can_sink(l->plan);
}

/* Raises the most urgent level that holds for the window ending at `end`; false when none does. */
static bool judge(look *l, uint32_t end)
{
    bool weighs = !l->t->past && sees_whole(l, end);
    for (uint32_t i = 0; weighs && i < l->plan->level_count; i++) {
        uint32_t companion;
        const wv_raise_level *level = &l->plan->levels[i];
        if (!wv_window_test(l->plan, l->t->c, level, l->hits, end, &companion)) continue;
        wv_raise(l->t, l->index, l->hits, end, i, l->opener, companion);
        return true;
    }
    return false;
}

static bool ends_window(const wv_hit *h)
{
    return h->mask & (WV_HIT_MAIN | WV_HIT_CLASSES);
}

static int64_t longest(const wv_plan *plan)
{
    int64_t span = plan->type == WV_PLAN_RISE
                       ? INT64_MAX
                       : 0; /* an older hit may give a baseline to all that follow */
    for (uint32_t i = 0; i < plan->level_count; i++)
        if (plan->levels[i].timespan > span) span = plan->levels[i].timespan;
    return span;
}

static bool is_lasting(const wv_plan *plan, const wv_hit *h)
{
    for (uint32_t i = 0; i < plan->class_count; i++)
        if (plan->classes[i].lasting && h->mask & (uint32_t)WV_HIT_CLASS << i) return true;
    return false;
}

/* All windows that the hit at `k` is in, by their ends; oldest first, so that episodes grow in
 * order. */
static void judge_from(look *l, uint32_t k)
{
    int64_t at = l->hits->items[k].at,
            span = is_lasting(l->plan, &l->hits->items[k]) ? INT64_MAX : longest(l->plan);
    for (uint32_t end = k, seen = 0; end < l->hits->count && seen < ENDS_MAX; end++) {
        if (span != INT64_MAX && l->hits->items[end].at - at > span) break;
        if (!ends_window(&l->hits->items[end])) continue;
        seen++;
        if (l->plan->within > 0 && end == k)
            wait_for(l, end);
        else if (l->plan->within == 0)
            judge(l, end);
    }
}

/* A companion (a break-up) came: hits before and after it may now be raised. */
static void judge_around(look *l, uint32_t k)
{
    const wv_hit here = l->hits->items[k];
    for (uint32_t i = 0; i < l->plan->companion_count; i++) {
        if (!(here.mask & (uint32_t)WV_HIT_COMPANION << i)) continue;
        const wv_companion *w = &l->plan->companions[i];
        uint32_t end = w->to == INT64_MAX ? 0 : wv_hits_from(l->hits, here.at - w->to);
        for (uint32_t seen = 0; end < l->hits->count && seen < ENDS_MAX; end++) {
            if (w->from != INT64_MIN && l->hits->items[end].at + w->from > here.at) break;
            if (!ends_window(&l->hits->items[end])) continue;
            seen++;
            judge(l, end);
        }
    }
}

static bool still_holds(look *l, uint32_t end)
{
    for (uint32_t i = 0; i < l->plan->level_count; i++) {
        uint32_t companion;
        if (wv_window_test(l->plan, l->t->c, &l->plan->levels[i], l->hits, end, &companion))
            return true;
    }
    return false;
}

static void recheck(look *l, int64_t at)
{
    wv_raised *r = l->t->latest[l->plan->group];
    for (uint32_t back = 0; r && back < ENDS_MAX; r = r->before, back++) {
        if (r->past || r->plan != l->index || !r->standing || r->opener != l->opener) continue;
        int64_t trigger_at = l->t->c->entries[r->trigger].occurred.seconds;
        uint32_t end = trigger_at >= at ? wv_hits_of(l->hits, trigger_at, r->trigger) : UINT32_MAX;
        if (end != UINT32_MAX && !still_holds(l, end)) wv_raise_void(l->t, r);
    }
}

static void take_hit(look *l, wv_hit hit)
{
    if (hit.mask == 0) return;
    uint32_t k = wv_hits_put(l->hits, hit);
    if (k == UINT32_MAX) {
        l->t->failed = true;
        return;
    }
    if (k + 1 < l->hits->count && can_sink(l->plan)) recheck(l, hit.at);
    if (ends_window(&l->hits->items[k])) judge_from(l, k);
    if (l->hits->items[k].mask & (uint32_t)(WV_HIT_COMPANION * 15)) judge_around(l, k);
}

/* --- frames
 * -------------------------------------------------------------------------------------------------------
 */

/* The moment an entry ends a frame, or INT64_MAX. */
static int64_t closes_at(const wv_timeline *t, const wv_plan *plan, const wv_frame *f,
                         uint32_t index)
{
    const wv_entry *e = &t->c->entries[index], *opener = &t->c->entries[f->opener];
    wv_match m;
    if (index == f->opener || e->occurred.seconds < opener->occurred.seconds) return INT64_MAX;
    for (uint32_t i = 0; i < plan->close_count; i++)
        if (plan->closes[i].entries.count &&
            wv_select_match(&plan->closes[i].entries, e, opener, &m))
            return e->occurred.seconds;
    return INT64_MAX;
}

static void feed_frame(wv_timeline *t, uint32_t plan, wv_frame *f, uint32_t index);

/* An act that fell out of one frame may stand in another: two releases, of which one turned out to
 * be cut short. */
static void judge_again(wv_timeline *t, uint32_t plan, uint32_t trigger)
{
    wv_track *track = &t->tracks[plan];
    t->again = true;
    for (uint32_t i = 0; i < track->frame_count; i++)
        feed_frame(t, plan, &track->frames[i], trigger);
    t->again = false;
}

static void cut_frame(wv_timeline *t, uint32_t plan, wv_frame *f, int64_t at)
{
    if (at >= f->to) return;
    f->to = at;
    f->hits.count = wv_hits_from(&f->hits, at + 1);
    for (uint32_t i = 0, count = t->raised_count; i < count; i++) {
        wv_raised *r = t->raised[i];
        if (r->plan != plan || !r->standing || r->opener != f->opener) continue;
        if (t->c->entries[r->trigger].occurred.seconds <= at) continue;
        wv_raise_void(t, r);
        judge_again(t, plan, r->trigger);
    }
}

static int64_t add_reach(int64_t at, int64_t reach)
{
    return reach == INT64_MAX ? INT64_MAX : at + reach;
}

static void set_bounds(const wv_plan *plan, const wv_entry *e, wv_frame *f)
{
    f->from = e->occurred.seconds + plan->frame_from;
    f->to = add_reach(e->occurred.seconds, plan->frame_to);
    for (uint32_t i = 0; i < plan->close_count; i++) {
        const wv_close *close = &plan->closes[i];
        int64_t at = INT64_MAX, told;
        if (close->after)
            at = e->occurred.seconds + close->after;
        else if (close->at.n && wv_entry_time(e, close->at, &told))
            at = told;
        if (at < f->to) f->to = at;
    }
}

static wv_frame *add_frame(wv_timeline *t, wv_track *track, const wv_plan *plan, uint32_t opener)
{
    for (uint32_t i = 0; i < track->frame_count; i++)
        if (track->frames[i].opener == opener) return NULL; /* shown again: the frame is there */
    if (!wv_mem_grow((void **)&track->frames, &track->frame_capacity, track->frame_count + 1,
                     sizeof *track->frames)) {
        t->failed = true;
        return NULL;
    }
    wv_frame *f = &track->frames[track->frame_count++];
    *f = (wv_frame){.opener = opener};
    set_bounds(plan, &t->c->entries[opener], f);
    return f;
}

static void feed_frame(wv_timeline *t, uint32_t plan_index, wv_frame *f, uint32_t index)
{
    const wv_plan *plan = &t->plans->items[plan_index];
    int64_t at = t->c->entries[index].occurred.seconds;
    if (at < f->from || at > f->to) return;
    look l = {t, plan_index, plan, &f->hits, f->opener};
    take_hit(&l, hit_of(t, plan, index, &t->c->entries[f->opener]));
}

/* What is on file already and falls within a frame that opens only now (a conviction imported a
 * week late). */
static void fill_frame(wv_timeline *t, uint32_t plan_index, wv_frame *f)
{
    const wv_plan *plan = &t->plans->items[plan_index];
    uint32_t first = wv_moments_from(&t->by_time, f->from);
    for (uint32_t i = first;
         plan->close_count && i < t->by_time.count && t->by_time.items[i].at <= f->to; i++) {
        int64_t at = closes_at(t, plan, f, t->by_time.items[i].entry);
        if (at < f->to) f->to = at;
    }
    for (uint32_t i = first; i < t->by_time.count && t->by_time.items[i].at <= f->to && !t->failed;
         i++)
        feed_frame(t, plan_index, f, t->by_time.items[i].entry);
}

static void feed_framed(wv_timeline *t, uint32_t plan_index, uint32_t index)
{
    const wv_plan *plan = &t->plans->items[plan_index];
    wv_track *track = &t->tracks[plan_index];
    wv_match m;
    for (uint32_t i = 0; i < track->frame_count && !t->failed; i++) {
        int64_t closes = closes_at(t, plan, &track->frames[i], index);
        feed_frame(t, plan_index, &track->frames[i], index);
        if (closes != INT64_MAX) cut_frame(t, plan_index, &track->frames[i], closes);
    }
    if (!wv_select_match(&plan->open, &t->c->entries[index], NULL, &m)) return;
    wv_frame *f = add_frame(t, track, plan, index);
    if (f) fill_frame(t, plan_index, f);
}

/* --- the plan
 * ----------------------------------------------------------------------------------------------------
 */

static void cap_notes(const wv_plan *plan, wv_entry *e)
{
    wv_match m;
    if (!wv_select_match(&plan->entries, e, NULL, &m)) return;
    for (uint32_t i = 0; i < e->note_count && i < 64; i++) {
        if (!(m.notes >> i & 1)) continue;
        if (plan->suppress.n)
            e->notes[i].shut = true, e->notes[i].shut_by = plan->suppress;
        else if (e->notes[i].severity > plan->cap)
            e->notes[i].severity = plan->cap;
    }
}

void wv_timeline_cap(wv_timeline *t, wv_entry *entry)
{
    wv_roles_assign(t->c, entry);
    for (uint32_t i = 0; i < t->plans->count; i++)
        if (t->plans->items[i].type == WV_PLAN_CAP) cap_notes(&t->plans->items[i], entry);
}

void wv_correlate_feed(wv_timeline *t, uint32_t plan_index, uint32_t index)
{
    const wv_plan *plan = &t->plans->items[plan_index];
    if (!wv_plan_lets_in(plan, &t->c->entries[index])) return;
    if (plan->type == WV_PLAN_CAP) {
        cap_notes(plan, &t->c->entries[index]);
    } else if (plan->framed) {
        feed_framed(t, plan_index, index);
    } else {
        look l = {t, plan_index, plan, &t->tracks[plan_index].hits, UINT32_MAX};
        take_hit(&l, hit_of(t, plan, index, NULL));
    }
}

void wv_correlate_pending(wv_timeline *t, const wv_pending *p)
{
    const wv_plan *plan = &t->plans->items[p->plan];
    wv_hits *hits = &t->tracks[p->plan].hits;
    uint32_t end = wv_hits_of(hits, t->c->entries[p->trigger].occurred.seconds, p->trigger);
    look l = {t, p->plan, plan, hits, UINT32_MAX};
    if (end != UINT32_MAX) judge(&l, end);
}
