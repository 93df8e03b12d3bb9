/* SPDX-License-Identifier: EUPL-1.2 */
/* window.c: what stands in the window that ends at a hit, and whether a level of `raise:` holds
 * there. In: sorted hits. Out: counts and the entries that count. Neighbours: correlate.c.
 * Invariant: the answer depends on the hits only, not on the order in which they came. Cost: the
 * hits of one window, at most WV_WINDOW_HITS_MAX. */
#include "case/hits.h"

/* Distinct short strings; past the limit they count no further, which no threshold of a pack
 * reaches. */
typedef struct keys {
    wv_str items[WV_WINDOW_KEYS_MAX];
    uint32_t count;
} keys;

static void add_key(keys *k, wv_str key)
{
    if (key.n == 0 || k->count == WV_WINDOW_KEYS_MAX) return;
    for (uint32_t i = 0; i < k->count; i++)
        if (wv_str_eq(k->items[i], key)) return;
    k->items[k->count++] = key;
}

typedef struct walk {
    const wv_plan *plan;
    const wv_chronology *c;
    const wv_hits *hits;
    uint32_t end;
    int64_t oldest;
    uint32_t actor; /* of the end, when the plan groups by actor; 0 not known */
    keys distinct, kinds, sources;
    int32_t days[WV_WINDOW_KEYS_MAX];
    uint32_t day_count;
    uint64_t values; /* numbers of the values that were counted already */
    bool counts_distinct, counts_kinds, counts_sources; /* strings are dear: only what is asked */
    bool tells;                                         /* evidence and claims as well */
    wv_window *w;
} walk;

static const wv_entry *entry_of(const walk *x, uint32_t i)
{
    return &x->c->entries[x->hits->items[i].entry];
}

static wv_str slug_of(const walk *x, uint16_t signal);

/* The notes' signals are compared by index, their slugs are fetched from the plan's pack through
 * the entry's notes. */
static void add_kinds(walk *x, keys *k, uint32_t i, bool family)
{
    const wv_entry *e = entry_of(x, i);
    uint64_t notes = x->hits->items[i].notes;
    bool told =
        e->note_base > 0 && (notes & ((e->note_base < 64 ? 1ull << e->note_base : 0) - 1)) != 0;
    for (uint32_t n = 0; n < e->note_count && n < 64; n++) {
        if (!(notes >> n & 1)) continue;
        if (e->notes[n].made && told)
            continue; /* a breach by bank transfer is one kind of act, not three */
        told = true;
        wv_str slug = slug_of(x, e->notes[n].signal);
        const char *dot = family ? memchr(slug.p, '.', slug.n) : NULL;
        add_key(k, dot ? (wv_str){slug.p, (uint32_t)(dot - slug.p)} : slug);
    }
    if (notes) return;
    add_key(k, e->kind == WV_KIND_EVENT     ? e->head->type
               : e->kind == WV_KIND_MESSAGE ? WV_STR("message")
                                            : WV_STR("report"));
}

static wv_str slug_of(const walk *x, uint16_t signal)
{
    return signal < x->plan->slug_count ? x->plan->slugs[signal] : WV_STR("?");
}

/* Calls and visits have no channel field; they are channels all the same. */
static wv_str channel_of(const wv_entry *e)
{
    if (e->head->channel.n || e->kind != WV_KIND_EVENT) return e->head->channel;
    return e->head->type;
}

static void add_day(walk *x, int32_t day)
{
    for (uint32_t i = 0; i < x->day_count; i++)
        if (x->days[i] == day) return;
    if (x->day_count < WV_WINDOW_KEYS_MAX) x->days[x->day_count++] = day;
}

static void add_distinct(walk *x, uint32_t i)
{
    const wv_entry *e = entry_of(x, i);
    const wv_value *v;
    uint64_t bit = 1ull << (x->hits->items[i].value & 63);
    if (x->hits->items[i].value) {
        if (x->values & bit) return; /* seen: no need to look at its letters */
        x->values |= bit;
    }
    switch (x->plan->count_field) {
    case WV_COUNT_SIGNAL:
    case WV_COUNT_KIND: add_kinds(x, &x->distinct, i, false); break;
    case WV_COUNT_FAMILY: add_kinds(x, &x->distinct, i, true); break;
    case WV_COUNT_CHANNEL: add_key(&x->distinct, channel_of(e)); break;
    case WV_COUNT_HANDLER: add_key(&x->distinct, e->head->handler); break;
    case WV_COUNT_SOURCE: add_key(&x->distinct, e->head->source); break;
    case WV_COUNT_REPORTER: add_key(&x->distinct, e->head->reporter); break;
    case WV_COUNT_CODE: add_key(&x->distinct, e->head->code); break;
    case WV_COUNT_DAY: add_day(x, e->day); break;
    case WV_COUNT_ATTR:
        v = wv_entry_attr(e, x->plan->count_attr);
        if (v) add_key(&x->distinct, v->string);
        break;
    case WV_COUNT_CLASS: break;
    }
}

/* One incident told by two people is one incident: it counts where it was told first. */
static bool told_before(const walk *x, uint32_t i)
{
    if (!(x->hits->items[i].mask & WV_HIT_RETOLD)) return false;
    uint32_t first = entry_of(x, i)->incident;
    int64_t at = x->c->entries[first].occurred.seconds;
    if (at < x->oldest || at > x->hits->items[x->end].at) return false;
    uint32_t k = wv_hits_of(x->hits, at, first);
    return k != UINT32_MAX && x->hits->items[k].mask & WV_HIT_MAIN;
}

static void note_claims(walk *x, uint32_t i)
{
    const wv_entry *e = entry_of(x, i);
    for (uint32_t n = 0; n < e->note_count && n < 64; n++)
        if (x->hits->items[i].notes >> n & 1 && e->notes[n].claimed > x->w->claimed)
            x->w->claimed = e->notes[n].claimed;
}

static void add_evidence(wv_window *w, uint32_t entry)
{
    if (w->evidence_count < WV_EVIDENCE_MAX)
        w->evidence[w->evidence_count++] = entry;
    else
        w->truncated = true;
}

/* Who tells it: A and her sister at one desk are two sources, two officers of one force are one. */
static wv_str source_of(const wv_entry *e)
{
    if (e->kind == WV_KIND_MESSAGE) return e->head->from.n ? e->head->from : WV_STR("message");
    if (e->head->reporter.n && !wv_str_is(e->head->reporter, "R")) return e->head->reporter;
    return e->head->source.n ? e->head->source : e->head->type;
}

/* What the strings of an entry add: only where a level or a reader asks. */
static void count_strings(walk *x, uint32_t i)
{
    if (x->counts_distinct) add_distinct(x, i);
    if (x->counts_kinds) add_kinds(x, &x->kinds, i, false);
    if (!x->counts_sources) return;
    add_key(&x->sources, source_of(entry_of(x, i)));
}

static void count_hit(walk *x, uint32_t i)
{
    const wv_hit *h = &x->hits->items[i];
    wv_window *w = x->w;
    bool counts = h->mask & (WV_HIT_MAIN | WV_HIT_CLASSES);
    if (counts && x->actor && h->actor && h->actor != x->actor) return;
    if (h->mask & WV_HIT_AGAINST) w->against += h->weight;
    if (!counts) return;
    w->classes |= h->mask >> 8 & 0xffff;
    w->records++;
    if (x->tells) {
        add_evidence(w, h->entry);
        note_claims(x, i);
    }
    if (!(h->mask & WV_HIT_MAIN) || told_before(x, i)) return;
    w->count += h->weight;
    if (h->mask & WV_HIT_PART) w->part += h->weight;
    count_strings(x, i);
}

/* --- the types that look at order
 * ---------------------------------------------------------------------------- */

static uint32_t top_class(uint32_t mask)
{
    uint32_t classes = mask >> 8 & 0xffff, top = 0;
    while (classes >>= 1) top++;
    return top;
}

static uint32_t low_class(uint32_t mask)
{
    uint32_t classes = mask >> 8 & 0xffff, low = 0;
    while (classes && !(classes & 1)) classes >>= 1, low++;
    return low;
}

/* Rungs: how far the end stands above the lowest earlier rung of its window. */
static uint32_t climbed(const walk *x, uint32_t first)
{
    uint32_t top = top_class(x->hits->items[x->end].mask), steps = 0;
    for (uint32_t i = first; i < x->end; i++) {
        const wv_hit *h = &x->hits->items[i];
        if (!(h->mask & WV_HIT_CLASSES) || h->at >= x->hits->items[x->end].at) continue;
        uint32_t rung = low_class(h->mask);
        if (rung < top && top - rung > steps) steps = top - rung;
    }
    return steps;
}

enum { RISE_DAYS_MAX = 448 };

/* How often running the top of a week rose, ending at the last one, when `ahead` days of that week
 * are still to come. Weeks without an item are passed. */
static uint32_t rises_of(const uint8_t *days, uint32_t week, uint32_t ahead)
{
    uint32_t steps = 0;
    uint8_t above = 0;
    for (uint32_t day = 0, past = ahead; day < RISE_DAYS_MAX; past = 0) {
        uint8_t top = 0;
        for (; past < week && day < RISE_DAYS_MAX; past++, day++)
            if (days[day] > top) top = days[day];
        if (top == 0) continue;
        if (above && top >= above) break;
        steps += above > 0;
        above = top;
    }
    return steps;
}

/* Severity by week: how often running the top rose. Weeks are of local days, and begin on whatever
 * weekday shows the most: acts of Monday 20:10, Monday 20:00 and Monday 19:50 are of three weeks,
 * though the first two are ten minutes short of seven days apart. */
static uint32_t rises(const walk *x, uint32_t first)
{
    uint8_t days[RISE_DAYS_MAX] = {0};
    int64_t week = x->plan->bucket / 86400;
    int32_t end = entry_of(x, x->end)->day;
    for (uint32_t i = first; i <= x->end; i++) {
        const wv_hit *h = &x->hits->items[i];
        int64_t ago = (int64_t)end - entry_of(x, i)->day;
        if (!(h->mask & WV_HIT_MAIN) || ago < 0 || ago >= RISE_DAYS_MAX) continue;
        if (h->severity > days[ago]) days[ago] = h->severity;
    }
    uint32_t most = 0;
    for (int64_t ahead = 0; ahead < week; ahead++) {
        uint32_t steps = rises_of(days, (uint32_t)week, (uint32_t)ahead);
        if (steps > most) most = steps;
    }
    return most;
}

/* Classes met one after the other, ending at the end. */
static uint32_t in_order(const walk *x, uint32_t first)
{
    uint32_t next = 0;
    for (uint32_t i = first; i <= x->end; i++)
        if (next < x->plan->class_count && x->hits->items[i].mask >> (8 + next) & 1) next++;
    return next;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The case's own day before: median of the daily counts in the baseline. Without that much history
 * there is none. */
static double median_before(const walk *x, int64_t start)
{
    uint32_t counts[WV_WINDOW_KEYS_MAX] = {0};
    int64_t days = x->plan->baseline / 86400, from = start - x->plan->baseline;
    if (days < 1 || days > WV_WINDOW_KEYS_MAX || x->hits->count == 0 || x->hits->items[0].at > from)
        return -1;
    uint32_t first = wv_hits_from(x->hits, from), walked = 0;
    for (uint32_t i = first;
         i < x->hits->count && x->hits->items[i].at < start && walked < WV_WINDOW_HITS_MAX;
         i++, walked++)
        if (x->hits->items[i].mask & WV_HIT_MAIN)
            counts[(x->hits->items[i].at - from) / 86400] += x->hits->items[i].weight;
    for (int64_t i = 1; i < days; i++) /* insertion sort: at most 64 days */
        for (int64_t j = i; j > 0 && by_number(&counts[j - 1], &counts[j]) > 0; j--) {
            uint32_t swap = counts[j];
            counts[j] = counts[j - 1], counts[j - 1] = swap;
        }
    return counts[days / 2];
}

static int64_t silence_before(const walk *x)
{
    const wv_hit *end = &x->hits->items[x->end];
    for (uint32_t i = x->end; i-- > 0;)
        if (x->hits->items[i].mask & (WV_HIT_MAIN | WV_HIT_AGAINST))
            return end->at - x->hits->items[i].at;
    return -1;
}

/* A state (a weapon in the house) counts as long as no one ends it, however old. */
static void add_lasting(walk *x, uint32_t first)
{
    uint32_t lasting = 0;
    for (uint32_t c = 0; c < x->plan->class_count; c++)
        if (x->plan->classes[c].lasting) lasting |= (uint32_t)WV_HIT_CLASS << c;
    for (uint32_t i = first, seen = 0; lasting && i-- > 0 && seen < WV_WINDOW_HITS_MAX; seen++) {
        uint32_t mask = x->hits->items[i].mask & lasting;
        if (!mask || !(mask >> 8 & ~x->w->classes)) continue;
        x->w->classes |= mask >> 8;
        if (x->tells) add_evidence(x->w, x->hits->items[i].entry);
    }
}

static uint32_t walk_back(walk *x)
{
    uint32_t i = x->end, walked = 0;
    for (;; i--) {
        count_hit(x, i);
        if (i == 0 || ++walked == WV_WINDOW_HITS_MAX) break;
        const wv_hit *next = &x->hits->items[i - 1];
        if (next->at < x->oldest) break;
        if (x->plan->gap > 0 && x->hits->items[i].at - next->at > x->plan->gap) break;
    }
    return i;
}

static void look(walk *x, int64_t timespan)
{
    const wv_plan *plan = x->plan;
    wv_window *out = x->w;
    *out = (wv_window){.silence = -1};
    int64_t at = x->hits->items[x->end].at;
    x->oldest = timespan == INT64_MAX
                    ? INT64_MIN
                    : at - timespan + 1; /* a window of 24 h does not hold both its ends */
    if (plan->same_actor) x->actor = x->hits->items[x->end].actor;
    uint32_t first = walk_back(x);
    add_lasting(x, first);
    out->distinct = plan->count_field == WV_COUNT_DAY ? x->day_count : x->distinct.count;
    out->kinds = x->kinds.count;
    out->sources = x->sources.count;
    out->ratio = out->against ? (double)out->count / out->against : out->count;
    out->share = out->count ? (double)out->part / out->count : 0;
    if (plan->type == WV_PLAN_TEMPORAL_ORDERED) out->run = in_order(x, first);
    if (plan->type == WV_PLAN_CLIMB)
        out->steps = plan->class_count ? climbed(x, first) : rises(x, first);
    if (plan->type == WV_PLAN_RESUME) out->silence = silence_before(x);
    if (plan->type == WV_PLAN_RISE) {
        double median = median_before(x, x->oldest);
        out->factor = median < 0 ? 0 : out->count / (median < 1 ? 1 : median);
    }
}

void wv_window_look(const wv_plan *plan, const wv_chronology *c, const wv_hits *hits, uint32_t end,
                    int64_t timespan, wv_window *out)
{
    walk x = {.plan = plan,
              .c = c,
              .hits = hits,
              .end = end,
              .w = out,
              .counts_distinct = plan->type == WV_PLAN_VALUE_COUNT,
              .counts_kinds = true,
              .counts_sources = true,
              .tells = true};
    look(&x, timespan);
}

/* Only numbers of acts are asked: sums tell them without a walk. */
static bool asks_sums_only(const wv_plan *plan, const wv_raise_level *l)
{
    bool counts = plan->type == WV_PLAN_EVENT_COUNT || plan->type == WV_PLAN_DURING ||
                  plan->type == WV_PLAN_ABSENT || plan->type == WV_PLAN_RATIO ||
                  plan->type == WV_PLAN_SHARE;
    return counts && plan->gap == 0 && !l->distinct && !l->kinds && !l->sources &&
           !l->records && l->factor <= 0;
}

/* The window's first hit, as a walk back would end there. */
static uint32_t first_in(const wv_hits *hits, uint32_t end, int64_t timespan)
{
    uint32_t nearest = end >= WV_WINDOW_HITS_MAX ? end - WV_WINDOW_HITS_MAX + 1 : 0;
    if (timespan == INT64_MAX) return nearest;
    uint32_t first = wv_hits_from(hits, hits->items[end].at - timespan + 1);
    return first > nearest ? first : nearest;
}

/* False when the window has something that only a walk can weigh. */
static bool sum_up(const wv_plan *plan, const wv_hits *hits, uint32_t end, int64_t timespan,
                   wv_window *w)
{
    static const wv_hit none = {0};
    uint32_t first = first_in(hits, end, timespan);
    const wv_hit *last = &hits->items[end], *before = first ? &hits->items[first - 1] : &none;
    if (last->odd_sum != before->odd_sum) return false;
    if (plan->same_actor && last->actor && last->actor != hits->actor) return false;
    *w = (wv_window){.silence = -1,
                     .count = last->count_sum - before->count_sum,
                     .against = last->against_sum - before->against_sum,
                     .part = last->part_sum - before->part_sum};
    w->ratio = w->against ? (double)w->count / w->against : w->count;
    w->share = w->count ? (double)w->part / w->count : 0;
    return true;
}

/* A few types cannot hold at this end, whatever stands before it. */
static bool cannot_hold(const wv_plan *plan, const wv_raise_level *l, const wv_hits *hits,
                        uint32_t end)
{
    if (plan->type == WV_PLAN_CLIMB && plan->class_count)
        return top_class(hits->items[end].mask) < l->steps;
    wv_window w;
    return plan->type == WV_PLAN_RISE && plan->gap == 0 &&
           sum_up(plan, hits, end, l->timespan, &w) && w.count < l->gte;
}

static uint32_t bits(uint32_t mask)
{
    uint32_t n = 0;
    for (; mask; mask &= mask - 1) n++;
    return n;
}

static int64_t clamp_add(int64_t a, int64_t b)
{
    return b == INT64_MIN || b == INT64_MAX ? b : a + b;
}

static bool find_companion(const wv_plan *plan, int32_t index, const wv_hits *hits, uint32_t end,
                           uint32_t *entry)
{
    const wv_companion *w = &plan->companions[index];
    int64_t at = hits->items[end].at, from = clamp_add(at, w->from), to = clamp_add(at, w->to);
    uint32_t bit = (uint32_t)WV_HIT_COMPANION << index;
    for (uint32_t i = hits->count, seen = 0;
         i-- > 0 && hits->items[i].at >= from && seen < WV_WINDOW_HITS_MAX; seen++) {
        if (hits->items[i].at > to || !(hits->items[i].mask & bit)) continue;
        *entry = hits->items[i].entry;
        return true;
    }
    return false;
}

/* `absent`: nothing of the kind may be on file within the window before the end, nor later. */
static bool has_absent(const wv_plan *plan, const wv_hits *hits, uint32_t end)
{
    int64_t oldest = plan->timespan == INT64_MAX ? INT64_MIN : hits->items[end].at - plan->timespan;
    for (uint32_t i = hits->count; i-- > 0 && hits->items[i].at >= oldest;)
        if (hits->items[i].mask & WV_HIT_ABSENT) return true;
    return false;
}

static bool type_holds(const wv_plan *plan, const wv_raise_level *l, const wv_hits *hits,
                       uint32_t end, const wv_window *w)
{
    switch (plan->type) {
    case WV_PLAN_VALUE_COUNT: return w->distinct >= l->gte;
    case WV_PLAN_TEMPORAL: return bits(w->classes) >= l->gte;
    case WV_PLAN_TEMPORAL_ORDERED: return w->run >= l->gte;
    case WV_PLAN_CLIMB: return w->steps >= l->steps;
    case WV_PLAN_RESUME: return w->silence >= plan->silence;
    case WV_PLAN_ABSENT: return w->count >= l->gte && !has_absent(plan, hits, end);
    default: return w->count >= l->gte;
    }
}

bool wv_window_holds(const wv_plan *plan, const wv_raise_level *l, const wv_hits *hits,
                     uint32_t end, const wv_window *w, uint32_t *companion)
{
    *companion = UINT32_MAX;
    if (!type_holds(plan, l, hits, end, w)) return false;
    if (w->distinct < l->distinct || w->kinds < l->kinds || w->sources < l->sources) return false;
    if (w->records < l->records) return false;
    if (w->ratio < l->ratio || w->share < l->share || w->factor < l->factor) return false;
    return l->companion < 0 || find_companion(plan, l->companion, hits, end, companion);
}

bool wv_window_test(const wv_plan *plan, const wv_chronology *c, const wv_raise_level *l,
                    const wv_hits *hits, uint32_t end, uint32_t *companion)
{
    wv_window w;
    if (cannot_hold(plan, l, hits, end)) return false;
    if (asks_sums_only(plan, l) && sum_up(plan, hits, end, l->timespan, &w))
        return wv_window_holds(plan, l, hits, end, &w, companion);
    walk x = {.plan = plan,
              .c = c,
              .hits = hits,
              .end = end,
              .w = &w,
              .counts_distinct = plan->type == WV_PLAN_VALUE_COUNT,
              .counts_kinds = l->kinds > 0,
              .counts_sources = l->sources > 0};
    look(&x, l->timespan);
    return wv_window_holds(plan, l, hits, end, &w, companion);
}
