/* SPDX-License-Identifier: EUPL-1.2 */
/* why.c: what the plans of a case saw, told back.
 *
 * In: a case that was read in. Out: for each pattern rule its windows with what each condition has
 * and needs. Neighbours: window.c judges (the same functions that raised), explain_case.c shows.
 * Invariant: a level that is said to hold is one that wv_window_holds holds. Cost: the hits of the
 * case, and for frames its entries. */
#include "case/why.h"

#include "case/keep.h"

typedef struct asker {
    wv_case *k;
    const wv_plans *plans;
    wv_arena *arena;
    wv_case_why *items;
    uint32_t count, capacity;
    bool failed;
} asker;

const char *wv_condition_word(wv_condition_of of)
{
    static const char *const words[] = {
#define WV_CONDITION_WORD(name, word) word,
        WV_CONDITION_TABLE(WV_CONDITION_WORD)
#undef WV_CONDITION_WORD
    };
    return words[of];
}

static const wv_entry *entry_at(const asker *a, uint32_t index)
{
    return &a->k->chronology.entries[index];
}

/* --- conditions ---------------------------------------------------------------------------------
 */

static void add(wv_case_why *y, wv_condition_of of, double have, double need, double with_one)
{
    if (y->condition_count < WV_CASE_WHY_CONDITIONS_MAX)
        y->conditions[y->condition_count++] = (wv_case_condition){of, have, need, with_one};
}

static uint32_t bits(uint32_t mask)
{
    uint32_t n = 0;
    for (; mask; mask &= mask - 1) n++;
    return n;
}

static void add_type(const wv_plan *plan, const wv_raise_level *l, const wv_window *w,
                     wv_case_why *y)
{
    switch (plan->type) {
    case WV_PLAN_VALUE_COUNT:
        add(y, WV_CONDITION_DISTINCT, w->distinct, l->gte, w->distinct + 1.0);
        break;
    case WV_PLAN_TEMPORAL:
        add(y, WV_CONDITION_CLASSES, bits(w->classes), l->gte, bits(w->classes) + 1.0);
        break;
    case WV_PLAN_TEMPORAL_ORDERED: add(y, WV_CONDITION_ORDER, w->run, l->gte, w->run + 1.0); break;
    case WV_PLAN_CLIMB: add(y, WV_CONDITION_STEPS, w->steps, l->steps, w->steps + 1.0); break;
    case WV_PLAN_RESUME: {
        double days = w->silence < 0 ? 0 : (double)w->silence / 86400;
        add(y, WV_CONDITION_SILENCE, days, (double)plan->silence / 86400, days);
        break;
    }
    default: add(y, WV_CONDITION_COUNT, w->count, l->gte, w->count + 1.0);
    }
}

static void add_parts(const wv_raise_level *l, const wv_window *w, wv_case_why *y)
{
    if (l->distinct) add(y, WV_CONDITION_DISTINCT, w->distinct, l->distinct, w->distinct + 1.0);
    if (l->kinds) add(y, WV_CONDITION_KINDS, w->kinds, l->kinds, w->kinds + 1.0);
    if (l->sources) add(y, WV_CONDITION_SOURCES, w->sources, l->sources, w->sources + 1.0);
    if (l->records) add(y, WV_CONDITION_RECORDS, w->records, l->records, w->records + 1.0);
    if (l->ratio > 0)
        add(y, WV_CONDITION_RATIO, w->ratio, l->ratio,
            (w->count + 1.0) / (w->against ? w->against : 1));
    if (l->share > 0)
        add(y, WV_CONDITION_SHARE, w->share, l->share, (w->part + 1.0) / (w->count + 1.0));
    if (l->factor > 0)
        add(y, WV_CONDITION_FACTOR, w->factor, l->factor,
            w->count ? w->factor * (w->count + 1.0) / w->count : 0);
}

/* What is left when every number holds: another entry that must stand near, or must not be there.
 */
static void add_rest(const wv_plan *plan, const wv_raise_level *l, bool holds, wv_case_why *y)
{
    bool met = true;
    for (uint32_t i = 0; i < y->condition_count; i++) met &= wv_condition_met(&y->conditions[i]);
    if (l->companion >= 0) add(y, WV_CONDITION_COMPANION, met && !holds ? 0 : 1, 1, 0);
    if (plan->type == WV_PLAN_ABSENT) add(y, WV_CONDITION_NOT_ON_FILE, met && !holds ? 0 : 1, 1, 0);
    for (uint32_t i = 0; i < y->condition_count; i++)
        if (y->conditions[i].of >= WV_CONDITION_COMPANION)
            y->conditions[i].with_one = y->conditions[i].have;
}

static uint32_t unmet(const wv_case_why *y)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < y->condition_count; i++) n += !wv_condition_met(&y->conditions[i]);
    return n;
}

static bool one_more_does(const wv_case_why *y)
{
    for (uint32_t i = 0; i < y->condition_count; i++)
        if (y->conditions[i].with_one < y->conditions[i].need) return false;
    return unmet(y) > 0;
}

/* --- windows ------------------------------------------------------------------------------------
 */

static void put_inside(const asker *a, const wv_window *w, wv_case_why *y)
{
    for (uint32_t i = w->evidence_count; i-- > 0;) { /* the window has the newest first */
        int64_t at = entry_at(a, w->evidence[i])->occurred.seconds;
        uint32_t to = y->inside_count;
        while (to > 0 && entry_at(a, wv_chronology_find(&a->k->chronology, y->inside[to - 1]))
                                 ->occurred.seconds > at)
            y->inside[to] = y->inside[to - 1], to--;
        y->inside[to] = entry_at(a, w->evidence[i])->id;
        y->inside_count++;
    }
}

static void put_parts(const wv_plan *plan, const wv_window *w, wv_case_why *y)
{
    for (uint32_t i = 0; i < plan->class_count && i < WV_CASE_WHY_PARTS_MAX; i++) {
        y->parts[i] = plan->classes[i].name;
        y->part_met[i] = w->classes >> i & 1;
        y->part_count++;
    }
}

static bool is_inside(const wv_case_why *y, wv_str id)
{
    for (uint32_t i = 0; i < y->inside_count; i++)
        if (wv_str_eq(y->inside[i], id)) return true;
    return false;
}

static void put_outside(const asker *a, uint32_t entry, int64_t seconds, wv_case_why *y)
{
    if (is_inside(y, entry_at(a, entry)->id)) return; /* a state that lasts counts from outside */
    if (y->outside_count == WV_CASE_WHY_OUTSIDE_MAX)
        y->outside_more++;
    else
        y->outside[y->outside_count++] = (wv_case_outside){entry_at(a, entry)->id, seconds};
}

/* Hits before the window began: by its span, or by a silence that ends a session. Nearest first. */
static void look_before(const asker *a, const wv_plan *plan, const wv_hits *hits, uint32_t end,
                        wv_case_why *y)
{
    int64_t span = y->timespan, at = hits->items[end].at, began = INT64_MIN, later = at;
    if (span != INT64_MAX) began = at - span + 1;
    for (uint32_t i = end; i-- > 0;) {
        const wv_hit *h = &hits->items[i];
        if (plan->gap > 0 && later - h->at > plan->gap && later - plan->gap > began)
            began = later - plan->gap; /* the session began after this silence */
        if (h->at >= began) later = h->at;
        if (h->at < began && h->mask & (WV_HIT_MAIN | WV_HIT_CLASSES))
            put_outside(a, h->entry, began - h->at, y);
    }
}

/* Entries that would count in the frame, but lie before it opened or after it ended. */
static void look_around(const asker *a, const wv_plan *plan, const wv_frame *f, wv_case_why *y)
{
    const wv_entry *opener = entry_at(a, f->opener);
    for (uint32_t i = 0; i < a->k->chronology.count; i++) {
        int64_t at = entry_at(a, i)->occurred.seconds;
        wv_match m;
        if ((at >= f->from && at <= f->to) || i == f->opener) continue;
        if (wv_select_match(&plan->entries, entry_at(a, i), opener, &m))
            put_outside(a, i, at < f->from ? f->from - at : f->to - at, y);
    }
}

static wv_case_why judge(const asker *a, const wv_plan *plan, const wv_hits *hits, uint32_t end,
                         uint32_t level)
{
    const wv_raise_level *l = &plan->levels[level];
    wv_case_why y = {.rule = plan->rule, .triage = l->triage, .timespan = l->timespan};
    wv_window w;
    uint32_t companion;
    wv_window_look(plan, &a->k->chronology, hits, end, l->timespan, &w);
    bool holds = wv_window_holds(plan, l, hits, end, &w, &companion);
    add_type(plan, l, &w, &y);
    add_parts(l, &w, &y);
    add_rest(plan, l, holds, &y);
    put_inside(a, &w, &y);
    put_parts(plan, &w, &y);
    look_before(a, plan, hits, end, &y);
    y.one_more = one_more_does(&y);
    return y;
}

static void give(asker *a, const wv_case_why *y)
{
    if (a->failed ||
        !wv_mem_grow((void **)&a->items, &a->capacity, a->count + 1, sizeof *a->items)) {
        a->failed = true;
        return;
    }
    a->items[a->count++] = *y;
}

/* The level of which the least is missing; of equals the most urgent. */
static void ask_newest(asker *a, const wv_plan *plan, const wv_hits *hits, const wv_frame *f)
{
    uint32_t end = hits->count;
    while (end > 0 && !(hits->items[end - 1].mask & (WV_HIT_MAIN | WV_HIT_CLASSES))) end--;
    if (end == 0) return;
    wv_case_why best = {0};
    for (uint32_t i = 0; i < plan->level_count; i++) {
        wv_case_why y = judge(a, plan, hits, end - 1, i);
        if (i == 0 || unmet(&y) < unmet(&best)) best = y;
    }
    if (f) best.opener = entry_at(a, f->opener)->id;
    if (f) look_around(a, plan, f, &best);
    give(a, &best);
}

static void ask_raised(asker *a, const wv_plan *plan, const wv_hits *hits, const wv_frame *f,
                       const wv_raised *r)
{
    uint32_t end = wv_hits_of(hits, entry_at(a, r->trigger)->occurred.seconds, r->trigger);
    if (end == UINT32_MAX) return;
    wv_case_why y = judge(a, plan, hits, end, r->level);
    y.raised = true;
    y.episode = r->episode;
    y.raised_at = r->raised_at;
    if (f) y.opener = entry_at(a, f->opener)->id;
    if (f) look_around(a, plan, f, &y);
    give(a, &y);
}

static void ask_hits(asker *a, uint32_t plan, const wv_hits *hits, const wv_frame *f)
{
    const wv_timeline *t = a->k->timeline;
    uint32_t opener = f ? f->opener : UINT32_MAX;
    bool any = false;
    for (uint32_t i = 0; i < t->raised_count; i++) {
        const wv_raised *r = t->raised[i];
        if (r->plan != plan || !r->standing || r->opener != opener) continue;
        any = true;
        ask_raised(a, &a->plans->items[plan], hits, f, r);
    }
    if (!any) ask_newest(a, &a->plans->items[plan], hits, f);
}

wv_rc wv_cases_why(wv_cases *cases, wv_str case_id, wv_arena *arena, wv_case_why **out,
                   uint32_t *count, wv_err *err)
{
    asker a = {.plans = &cases->plans, .arena = arena};
    wv_rc rc = wv_keep_open(cases, case_id, &a.k, err);
    if (rc) return rc;
    if (a.k->chronology.count == 0)
        return wv_err_set(err, WV_E_NOINPUT, "the state has no case of that name");
    for (uint32_t p = 0; p < a.plans->count && !a.failed; p++) {
        const wv_track *track = &a.k->timeline->tracks[p];
        if (!a.plans->items[p].is_pattern) continue;
        for (uint32_t i = 0; i < track->frame_count; i++)
            ask_hits(&a, p, &track->frames[i].hits, &track->frames[i]);
        if (!a.plans->items[p].framed) ask_hits(&a, p, &track->hits, NULL);
    }
    *out = wv_arena_alloc(arena, (a.count + 1) * sizeof **out);
    *count = a.count;
    if (*out && a.count) memcpy(*out, a.items, a.count * sizeof **out);
    wv_mem_free(a.items);
    return a.failed || !*out ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}
