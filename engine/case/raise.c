/* SPDX-License-Identifier: EUPL-1.2 */
/* raise.c: from "a level holds" to an alert or a finding: episodes, evidence, facts. In: a window
 * that holds. Out: an item of t->raised, a note on the trigger. Neighbours: correlate.c, cases.c
 * (writes what is new). Invariant: nothing in t->raised is ever removed; what no longer stands says
 * so. Cost: the raised things of one case. */
#include "case/timeline.h"

#include <stdio.h>

/* A walk back over the episodes of one pattern stops here: what is older has no act within any
 * `after:`. */
enum { EPISODES_BACK_MAX = 256 };

static wv_raised *latest_of(const wv_timeline *t, uint32_t plan)
{
    return t->latest[t->plans->items[plan].group];
}

static int64_t occurred(const wv_timeline *t, uint32_t entry)
{
    return t->c->entries[entry].occurred.seconds;
}

/* What the trigger is, for `or: kind`: the findings that made it count, else its type or kind. */
static wv_str kind_of(const wv_timeline *t, const wv_plan *plan, const wv_hit *h)
{
    const wv_entry *e = &t->c->entries[h->entry];
    for (uint32_t i = 0; i < e->note_count && i < 64; i++) {
        if (!(h->notes >> i & 1) || e->notes[i].made) continue;
        return e->notes[i].signal < plan->slug_count ? plan->slugs[e->notes[i].signal]
                                                     : WV_STR("?");
    }
    if (e->kind == WV_KIND_EVENT) return e->head->type;
    return e->kind == WV_KIND_MESSAGE ? (e->head->channel.n ? e->head->channel : WV_STR("message"))
                                      : WV_STR("report");
}

static bool has_kind(const wv_raised *r, wv_str kind)
{
    for (uint32_t i = 0; i < r->kind_count; i++)
        if (wv_str_eq(r->kinds[i], kind)) return true;
    return r->kind_count == WV_RAISED_KINDS_MAX;
}

static void add_kind(wv_raised *r, wv_str kind)
{
    if (!has_kind(r, kind)) r->kinds[r->kind_count++] = kind;
}

/* The episode that an act at this moment belongs to: the last raised whose reach holds it. */
static wv_raised *open_episode(wv_timeline *t, uint32_t plan, int64_t at)
{
    const wv_plan *p = &t->plans->items[plan];
    wv_raised *r = latest_of(t, plan);
    for (uint32_t back = 0; r && back < EPISODES_BACK_MAX; r = r->before, back++) {
        if (!r->standing) continue;
        if (p->repeat == WV_REPEAT_NEVER) return r;
        if (at >= r->first_at - p->repeat_after && at < r->last_at + p->repeat_after) return r;
    }
    return NULL;
}

/* What this plan made on the record already: told by its notes, however many were raised since. */
static bool has_made(const wv_timeline *t, const wv_plan *p, uint32_t trigger)
{
    const wv_entry *e = &t->c->entries[trigger];
    for (uint32_t i = e->note_base; i < e->note_count; i++)
        if (e->notes[i].live && e->notes[i].rule == p->rule) return true;
    return false;
}

static wv_raised *same_trigger(wv_timeline *t, uint32_t plan, uint32_t trigger)
{
    wv_raised *r = latest_of(t, plan);
    for (uint32_t back = 0; r && back < EPISODES_BACK_MAX; r = r->before, back++)
        if (r->standing && r->trigger == trigger) return r;
    return NULL;
}

static void join(wv_raised *r, int64_t at, wv_str kind)
{
    if (at > r->last_at) r->last_at = at;
    if (at < r->first_at) r->first_at = at;
    add_kind(r, kind);
}

/* --- evidence
 * ----------------------------------------------------------------------------------------------------
 */

static void add_evidence(wv_raised *r, uint32_t entry)
{
    for (uint32_t i = 0; i < r->evidence_count; i++)
        if (r->evidence[i] == entry) return;
    if (r->evidence_count < WV_EVIDENCE_MAX)
        r->evidence[r->evidence_count++] = entry;
    else
        r->truncated = true;
}

static void sort_evidence(const wv_timeline *t, wv_raised *r)
{
    for (uint32_t i = 1; i < r->evidence_count; i++)
        for (uint32_t k = i; k > 0; k--) {
            uint32_t a = r->evidence[k - 1], b = r->evidence[k];
            int64_t x = occurred(t, a), y = occurred(t, b);
            if (x < y || (x == y && a <= b)) break;
            r->evidence[k - 1] = b, r->evidence[k] = a;
        }
}

/* A window that holds, as it is handed down: what stands in it is looked up only when it is told.
 */
typedef struct held {
    const wv_hits *hits;
    uint32_t plan, end, level, opener;
} held;

static void look(const wv_timeline *t, const held *x, wv_window *w)
{
    const wv_plan *p = &t->plans->items[x->plan];
    wv_window_look(p, t->c, x->hits, x->end, p->levels[x->level].timespan, w);
}

static void widen(const wv_timeline *t, wv_raised *r, const held *x)
{
    wv_window w;
    look(t, x, &w);
    for (uint32_t i = 0; i < w.evidence_count; i++) add_evidence(r, w.evidence[i]);
    sort_evidence(t, r);
}

/* --- episodes
 * ----------------------------------------------------------------------------------------------------
 */

/* True when the act is told by an alert that stands already. */
static bool joins(wv_timeline *t, const held *x, wv_triage triage)
{
    uint32_t plan = x->plan;
    const wv_plan *p = &t->plans->items[plan];
    const wv_hit *h = &x->hits->items[x->end];
    wv_str kind = kind_of(t, p, h);
    if (!p->is_pattern && has_made(t, p, h->entry)) return true;
    wv_raised *same = p->is_pattern ? same_trigger(t, plan, h->entry) : NULL;
    if (same && same->triage >= triage) {
        join(same, h->at, kind);
        return true;
    }
    if (p->repeat == WV_REPEAT_EACH) return false;
    wv_raised *open = open_episode(t, plan, h->at);
    if (!open) return false;
    if (p->is_pattern && open->raised_by == t->now && open->triage >= triage &&
        open->opener == x->opener) {
        /* hc13: one anchor that comes late makes five acts count at once: that is one alert */
        widen(t, open, x);
        join(open, h->at, kind);
        return true;
    }
    if (p->repeat_higher && triage > open->triage) return false;
    if (p->repeat_kind && !has_kind(open, kind)) return false;
    join(open, h->at, kind);
    return true;
}

/* --- facts
 * -------------------------------------------------------------------------------------------------------
 */

static wv_value text_value(wv_timeline *t, const char *text)
{
    wv_value v = {.type = WV_VALUE_STRING, .string = wv_arena_str(&t->arena, wv_str_of(text))};
    if (!v.string.p) t->failed = true;
    return v;
}

static wv_value number_value(wv_timeline *t, double number, int decimals)
{
    char text[32];
    snprintf(text, sizeof text, "%.*f", decimals, number);
    wv_value v = text_value(t, text);
    v.type = WV_VALUE_NUMBER;
    v.number = number;
    return v;
}

/* The codes under which the evidence was booked: "overlast", "ruzie", "vernieling". */
static wv_value codes_value(wv_timeline *t, const wv_raised *r)
{
    wv_value v = {.type = WV_VALUE_LIST};
    wv_str *list = wv_arena_alloc(&t->arena, WV_EVIDENCE_MAX * sizeof *list);
    if (!list) {
        t->failed = true;
        return v;
    }
    for (uint32_t i = 0; i < r->evidence_count; i++) {
        wv_str code = t->c->entries[r->evidence[i]].head->code;
        bool known = code.n == 0;
        for (uint32_t k = 0; k < v.list_count && !known; k++) known = wv_str_eq(list[k], code);
        if (!known) list[v.list_count++] = code;
    }
    v.list = list;
    return v;
}

/* Whole days up to the trigger in which nothing of `since` is on file: from the last one, else from
 * the first of the evidence. S2: five breaches in nine days, and nobody looked. */
static double days_since(const wv_timeline *t, const wv_raised *r)
{
    const wv_plan *p = &t->plans->items[r->plan];
    const wv_entry *opener = r->opener == UINT32_MAX ? NULL : &t->c->entries[r->opener];
    int64_t end = occurred(t, r->trigger), from = end;
    wv_match m;
    for (uint32_t i = 0; i < r->evidence_count; i++)
        if (occurred(t, r->evidence[i]) < from) from = occurred(t, r->evidence[i]);
    for (uint32_t i = r->trigger; i-- > 0 && t->c->entries[i].received.seconds >= from;) {
        const wv_entry *e = &t->c->entries[i];
        bool later = e->occurred.seconds > from && e->occurred.seconds <= end;
        if (later && !e->gone && wv_select_match(&p->since, e, opener, &m))
            from = e->occurred.seconds;
    }
    return (double)((end - from) / 86400);
}

static wv_value builtin(wv_timeline *t, const wv_raised *r, wv_str name, const wv_window *w)
{
    if (wv_str_is(name, "codes")) return codes_value(t, r);
    if (wv_str_is(name, "kinds")) return number_value(t, w->kinds, 0);
    if (wv_str_is(name, "claimed")) return number_value(t, w->claimed, 0);
    if (wv_str_is(name, "against")) return number_value(t, w->against, 0);
    if (wv_str_is(name, "steps")) return number_value(t, w->steps, 0);
    if (wv_str_is(name, "ratio")) return number_value(t, w->ratio, 1);
    if (wv_str_is(name, "share")) return number_value(t, w->share, 2);
    if (wv_str_is(name, "night")) return number_value(t, w->part, 0);
    if (wv_str_is(name, "silence_days")) return number_value(t, (double)(w->silence / 86400), 0);
    if (wv_str_is(name, "since_days")) return number_value(t, days_since(t, r), 0);
    return number_value(t, w->count, 0);
}

/* `do_not_disclose` of an event names attributes of its own that no output may tell: where she
 * lives now, the school. Rules go on comparing them. */
static bool is_withheld(const wv_entry *e, wv_str attr)
{
    const wv_value *names = wv_entry_attr(e, WV_STR("do_not_disclose"));
    if (!names) return false;
    for (uint32_t i = 0; i < names->list_count; i++)
        if (wv_str_eq(names->list[i], attr)) return true;
    return wv_str_eq(names->string, attr);
}

static void fill_facts(wv_timeline *t, wv_raised *r, const wv_window *w)
{
    const wv_plan *p = &t->plans->items[r->plan];
    for (uint32_t i = 0; i < p->fact_count; i++) {
        const wv_fact_plan *f = &p->facts[i];
        wv_value v = {0};
        if (f->builtin) {
            if (w->claimed == 0 && wv_str_is(f->variable, "claimed")) continue;
            v = builtin(t, r, f->variable, w);
        } else if (r->opener != UINT32_MAX) {
            const wv_entry *opener = &t->c->entries[r->opener];
            const wv_value *attr = wv_entry_attr(opener, f->variable);
            if (attr && is_withheld(opener, f->variable)) continue;
            if (attr)
                v = *attr;
            else if (wv_str_is(f->variable, "id"))
                v = (wv_value){.type = WV_VALUE_STRING, .string = opener->id};
        }
        if (v.type != WV_VALUE_NULL) r->facts[r->fact_count++] = (wv_attr){f->name, v};
    }
}

/* --- findings made on a record
 * ---------------------------------------------------------------------------------- */

static void add_note(wv_timeline *t, const wv_raised *r, const wv_hit *h)
{
    const wv_plan *p = &t->plans->items[r->plan];
    wv_entry *e = &t->c->entries[r->trigger];
    wv_note n = {.rule = p->rule,
                 .signal = p->signal,
                 .severity = p->severity,
                 .told = p->severity,
                 .live = true,
                 .made = true,
                 .basis = p->basis,
                 .actor = wv_entry_actor(e),
                 .actor_role = e->from_role};
    if (e->kind == WV_KIND_MESSAGE && e->to_count) n.target = e->to[0];
    const wv_value *to = wv_entry_attr(e, WV_STR("to"));
    if (to && to->type == WV_VALUE_STRING) n.target = to->string;
    n.target_role = (uint8_t)wv_roles_of(t->c, n.target);
    for (uint32_t i = 0; i < e->note_count && i < 64; i++) {
        if (!(h->notes >> i & 1)) continue; /* a finding made from findings has their direction */
        n.actor = e->notes[i].actor, n.target = e->notes[i].target;
        n.actor_role = e->notes[i].actor_role, n.target_role = e->notes[i].target_role;
    }
    wv_note *room = wv_entry_note(&t->c->arena, e);
    if (!room) {
        t->failed = true;
        return;
    }
    *room = n;
    for (uint32_t i = 0; i < t->touched_count; i++)
        if (t->touched[i] == r->trigger) return;
    if (!wv_mem_grow((void **)&t->touched, &t->touched_capacity, t->touched_count + 1,
                     sizeof *t->touched))
        t->failed = true;
    else
        t->touched[t->touched_count++] = r->trigger;
}

/* When the last piece of evidence came in. */
static wv_time complete_at(const wv_timeline *t, const wv_raised *r)
{
    wv_time last = t->c->entries[r->trigger].received;
    for (uint32_t i = 0; i < r->evidence_count; i++) {
        wv_time at = t->c->entries[r->evidence[i]].received;
        if (at.seconds > last.seconds) last = at;
    }
    return last;
}

static wv_raised *new_raised(wv_timeline *t, const held *x, wv_triage triage)
{
    const wv_plan *p = &t->plans->items[x->plan];
    const wv_hit *h = &x->hits->items[x->end];
    wv_raised *latest = latest_of(t, x->plan), *r = wv_arena_alloc(&t->arena, sizeof *r);
    if (!r || !wv_mem_grow((void **)&t->raised, &t->raised_capacity, t->raised_count + 1,
                           sizeof *t->raised)) {
        t->failed = true;
        return NULL;
    }
    *r = (wv_raised){.before = latest,
                     .plan = x->plan,
                     .trigger = h->entry,
                     .level = x->level,
                     .episode = latest ? latest->episode + 1 : 1,
                     .opener = x->opener,
                     .raised_at = t->now_at,
                     .triage = triage,
                     .first_at = h->at,
                     .last_at = h->at,
                     .standing = true,
                     .raised_by = t->now};
    add_kind(r, kind_of(t, p, h));
    t->raised[t->raised_count++] = r;
    t->latest[p->group] = r;
    return r;
}

void wv_raise(wv_timeline *t, uint32_t plan, const wv_hits *hits, uint32_t end, uint32_t level,
              uint32_t opener, uint32_t companion)
{
    const wv_plan *p = &t->plans->items[plan];
    const held x = {hits, plan, end, level, opener};
    wv_window w;
    wv_triage triage = p->is_pattern ? p->levels[level].triage : WV_TRIAGE_INFO;
    if (joins(t, &x, triage)) return;
    wv_raised *r = new_raised(t, &x, triage);
    if (!r) return;
    look(t, &x, &w);
    r->truncated = w.truncated;
    add_evidence(r, r->trigger);
    if (opener != UINT32_MAX) add_evidence(r, opener);
    if (companion != UINT32_MAX) add_evidence(r, companion);
    for (uint32_t i = 0; i < w.evidence_count; i++) add_evidence(r, w.evidence[i]);
    sort_evidence(t, r);
    if (t->again) r->raised_at = complete_at(t, r);
    fill_facts(t, r, &w);
    if (!p->is_pattern) add_note(t, r, &hits->items[end]);
}

void wv_raise_void(wv_timeline *t, wv_raised *r)
{
    r->standing = false;
    r->void_by = t->now;
    if (!wv_mem_grow((void **)&t->fallen, &t->fallen_capacity, t->fallen_count + 1,
                     sizeof *t->fallen)) {
        t->failed = true;
        return;
    }
    t->fallen[t->fallen_count++] = r;
    const wv_plan *p = &t->plans->items[r->plan];
    wv_entry *e = &t->c->entries[r->trigger];
    for (uint32_t i = e->note_base; !p->is_pattern && i < e->note_count; i++)
        if (e->notes[i].rule == p->rule) e->notes[i].live = false;
}
