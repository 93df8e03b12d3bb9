/* SPDX-License-Identifier: EUPL-1.2 */
/* fold.c: the horizon of a case moves: old plain messages become numbers a day. In: a case with
 * thousands of messages older than two longest windows. Out: a new, shorter log, and the case read
 * from it. Neighbours: case.c asks, history.c reads what is left, keep.c reloads. Invariants:
 * whether and how a case folds is a function of its records; a fold that would change one standing
 * alert or finding does not happen. Cost: four readings of the case, once in some thousand records.
 */
#include "case/keep.h"

static int64_t longest_finite(int64_t a, int64_t b)
{
    return b < INT64_MAX / 2 && b > a ? b : a;
}

/* The longest that a rule which can see a plain message looks back. */
static int64_t horizon_of(const wv_plans *plans)
{
    static const wv_entry_head nobody;
    const wv_entry plain = {.kind = WV_KIND_MESSAGE, .head = &nobody};
    int64_t span = (int64_t)WV_HORIZON_DAYS_MIN * 86400;
    for (uint32_t i = 0; i < plans->count; i++) {
        const wv_plan *p = &plans->items[i];
        int64_t look = longest_finite(0, p->timespan);
        if (!wv_plan_lets_in(p, &plain)) continue;
        for (uint32_t k = 0; k < p->level_count; k++)
            look = longest_finite(look, p->levels[k].timespan);
        span = longest_finite(span, look + p->baseline + p->silence);
        for (uint32_t k = 0; k < p->close_count; k++)
            span = longest_finite(span, p->closes[k].after);
        span = longest_finite(span, -p->frame_from);
        span = longest_finite(span, p->repeat_after);
    }
    return span;
}

typedef struct folding {
    wv_cases *cases;
    wv_case *k;
    bool *stays; /* by entry */
    int64_t edge, before;
    uint32_t goes;
    wv_history history; /* as it will be; strings in the case's arena */
    wv_buf old, fresh;  /* logs */
} folding;

static void keep_id(const folding *f, wv_str id)
{
    uint32_t at = wv_chronology_find(&f->k->chronology, id);
    if (at != UINT32_MAX) f->stays[at] = true;
}

static void keep_raised(const folding *f, const wv_timeline *t)
{
    for (uint32_t i = 0; i < t->raised_count; i++) {
        const wv_raised *r = t->raised[i];
        f->stays[r->trigger] = true;
        if (r->opener != UINT32_MAX) f->stays[r->opener] = true;
        for (uint32_t e = 0; e < r->evidence_count; e++) f->stays[r->evidence[e]] = true;
    }
    for (uint32_t i = 0; i < t->pending_count; i++) f->stays[t->pending[i].trigger] = true;
}

static void keep_cited(const folding *f)
{
    const wv_ledger *l = &f->k->ledger;
    for (uint32_t i = 0; i < l->count; i++) {
        keep_id(f, l->items[i].trigger);
        for (uint32_t e = 0; e < l->items[i].evidence_count; e++)
            keep_id(f, l->items[i].evidence[e]);
    }
    keep_raised(f, f->k->timeline);
}

static bool is_plain(const wv_entry *e)
{
    return e->kind == WV_KIND_MESSAGE && e->note_count == 0 && e->note_base == 0;
}

static wv_str key_of(wv_arena *a, const wv_entry *e)
{
    wv_buf key;
    wv_buf_init(&key);
    wv_buf_format(&key, "%u %u %u", e->head->from.n, e->head->channel.n, e->to_count);
    wv_buf_str(&key, e->head->from);
    wv_buf_str(&key, e->head->channel);
    for (uint32_t i = 0; i < e->to_count; i++) {
        wv_buf_format(&key, "\n%u ", e->to[i].n);
        wv_buf_str(&key, e->to[i]);
    }
    for (uint32_t i = 0; i < e->person_count; i++) {
        wv_buf_format(&key, "\n%u ", (unsigned)e->persons[i].role);
        wv_buf_str(&key, e->persons[i].ref);
    }
    wv_str kept = {NULL, 0};
    if (!key.failed) kept = wv_arena_str(a, (wv_str){key.p, (uint32_t)key.n});
    wv_buf_done(&key);
    return kept;
}

/* The first and the last message of each sort stay: that there was contact, since when, who is who
 * by it, and when it stopped before a silence. */
static bool keep_ends(const folding *f)
{
    const wv_chronology *c = &f->k->chronology;
    wv_arena a;
    wv_map last;
    bool ok = true, added;
    wv_arena_init(&a);
    wv_map_init(&last);
    for (uint32_t i = 0; i < c->count && ok; i++) {
        if (f->stays[i] || !is_plain(&c->entries[i]) || c->entries[i].gone) continue;
        if (c->entries[i].received.seconds >= f->before) continue;
        wv_str key = key_of(&a, &c->entries[i]);
        uint32_t *at = key.p ? wv_map_put(&last, key, i, &added) : NULL;
        ok = at != NULL;
        if (ok && added) f->stays[i] = true;
        if (ok) *at = i;
    }
    for (uint32_t i = 0; i < last.count; i++) f->stays[last.entries[i].value] = true;
    wv_map_done(&last);
    wv_arena_done(&a);
    return ok;
}

static void keep_rest(folding *f)
{
    const wv_chronology *c = &f->k->chronology;
    for (uint32_t i = 0; i < c->count; i++) {
        const wv_entry *e = &c->entries[i];
        bool old = e->received.seconds < f->before && e->occurred.seconds < f->before;
        if (!old || !is_plain(e)) f->stays[i] = true;
        f->goes += !f->stays[i];
    }
}

/* What a pack does not know has no name to be written with. */
static bool names_all(const wv_case *k)
{
    for (uint32_t i = 0; i < k->ledger.count; i++)
        if (k->ledger.items[i].rule == UINT32_MAX) return false;
    for (uint32_t i = 0; i < k->history.count; i++)
        if (k->history.items[i].rule == UINT32_MAX) return false;
    for (uint32_t i = 0; i < k->chronology.count; i++)
        for (uint32_t n = 0; n < k->chronology.entries[i].note_base; n++)
            if (k->chronology.entries[i].notes[n].rule == UINT32_MAX) return false;
    return true;
}

/* --- the history as it will be
 * ----------------------------------------------------------------------------------- */

static bool is_unwanted(const wv_entry *e)
{
    const wv_value *v = wv_entry_attr(e, WV_STR("unwanted"));
    return v && v->type == WV_VALUE_BOOL && v->boolean;
}

static wv_contact_day day_of(const wv_entry *e)
{
    return (wv_contact_day){.from = e->head->from,
                            .to = e->to_count ? e->to[0] : (wv_str){NULL, 0},
                            .channel = e->head->channel,
                            .day = e->day,
                            .count = 1,
                            .unwanted = is_unwanted(e)};
}

static bool count_days(folding *f)
{
    const wv_chronology *c = &f->k->chronology;
    const wv_history *h = &f->k->history;
    bool ok = true;
    for (uint32_t i = 0; i < h->day_count && ok; i++)
        ok = wv_history_count(&f->history, &h->days[i]);
    for (uint32_t i = 0; i < c->count && ok; i++) {
        wv_contact_day day = day_of(&c->entries[i]);
        if (!f->stays[i] && !c->entries[i].gone) ok = wv_history_count(&f->history, &day);
    }
    return ok;
}

/* Reads the case up to the edge; what was raised by then is the history. What fell later, fell. */
static wv_rc raise_history(folding *f)
{
    wv_case *k = f->k;
    wv_rc rc = WV_OK;
    wv_timeline *t = wv_timeline_new(&f->cases->plans, &k->chronology);
    if (!t) return WV_E_NOMEM;
    wv_roles_forget(&k->chronology);
    const wv_chronology *c = &k->chronology;
    while (rc == WV_OK && t->taken < c->count && c->entries[t->taken].received.seconds < f->edge)
        rc = wv_timeline_step(&t);
    if (rc == WV_OK && !wv_history_take(t, &f->history)) rc = WV_E_NOMEM;
    keep_raised(f, t);
    while (rc == WV_OK && t->taken < c->count) rc = wv_timeline_step(&t);
    for (uint32_t i = 0; i < f->history.count && i < t->raised_count; i++) {
        wv_past *p = &f->history.items[i];
        if (wv_str_eq(c->entries[t->raised[i]->trigger].id, p->trigger))
            p->standing &= t->raised[i]->standing;
    }
    wv_timeline_free(t);
    return rc;
}

static wv_str ledger_key(wv_arena *a, uint32_t rule, uint32_t episode, const wv_time *at,
                         wv_triage triage, wv_str trigger)
{
    wv_buf key;
    wv_buf_init(&key);
    wv_buf_format(&key, "%u %u %lld %u ", rule, episode, (long long)at->seconds, (unsigned)triage);
    wv_buf_str(&key, trigger);
    wv_str kept = {NULL, 0};
    if (!key.failed) kept = wv_arena_str(a, (wv_str){key.p, (uint32_t)key.n});
    wv_buf_done(&key);
    return kept;
}

/* Where the ledger has each item that stands. */
static bool find_written(folding *f)
{
    const wv_ledger *l = &f->k->ledger;
    wv_arena a;
    wv_map map;
    bool ok = true;
    wv_arena_init(&a);
    wv_map_init(&map);
    for (uint32_t i = 0; i < l->count && ok; i++) {
        const wv_written *w = &l->items[i];
        if (!w->standing) continue;
        wv_str key = ledger_key(&a, w->rule, w->episode, &w->raised_at, w->triage, w->trigger);
        ok = key.p && wv_map_put(&map, key, i, NULL);
    }
    for (uint32_t i = 0; i < f->history.count && ok; i++) {
        wv_past *p = &f->history.items[i];
        wv_str key = ledger_key(&a, p->rule, p->episode, &p->raised_at, p->triage, p->trigger);
        uint32_t *at = key.p ? wv_map_get(&map, key) : NULL;
        ok = key.p != NULL;
        p->written = p->standing && at ? *at : UINT32_MAX;
    }
    wv_map_done(&map);
    wv_arena_done(&a);
    return ok;
}

/* --- logs
 * --------------------------------------------------------------------------------------------------------
 */

static void write_history(const wv_pickle_names *names, wv_buf *out, const wv_history *h)
{
    if (h->edge == INT64_MIN) return;
    wv_pickle_edge(out, h->edge);
    for (uint32_t i = 0; i < h->day_count; i++) wv_pickle_day(out, &h->days[i]);
    for (uint32_t i = 0; i < h->count; i++) wv_pickle_past(names, out, &h->items[i]);
    for (uint32_t i = 0; i < h->due_count; i++) wv_pickle_due(names, out, &h->dues[i]);
}

static void write_ids(wv_buf *out, const wv_case *k)
{
    for (uint32_t i = 0; i < k->met_index.count; i++) {
        wv_str id = k->met_index.entries[i].key;
        const wv_met *met = &k->met[k->met_index.entries[i].value];
        if (wv_chronology_find(&k->chronology, id) == UINT32_MAX)
            wv_pickle_alone(out, id, met->content, met->rev);
    }
}

/* The case as a log; stays NULL: all of it. */
static void write_log(const wv_cases *cases, const wv_case *k, const bool *stays,
                      const wv_history *h, wv_buf *out)
{
    const wv_pickle_names *names = &cases->names;
    for (uint32_t i = 0; i < k->chronology.count; i++)
        if (!stays || stays[i]) wv_pickle_entry(names, out, &k->chronology.entries[i], false);
    for (uint32_t i = 0; i < k->ledger.count; i++)
        wv_pickle_written(names, out, &k->ledger.items[i]);
    for (uint32_t i = 0; i < k->ledger.count; i++)
        if (!k->ledger.items[i].standing) wv_pickle_void(out, i);
    write_history(names, out, h);
    write_ids(out, k);
    if (k->waited.known) wv_pickle_waited(out, k->waited.seconds);
    wv_pickle_credit(out, k->credit);
}

static wv_rc change_log(folding *f, wv_err *err)
{
    const wv_case_store *store = &f->cases->options.store;
    write_log(f->cases, f->k, NULL, &f->k->history, &f->old);
    write_log(f->cases, f->k, f->stays, &f->history, &f->fresh);
    if (f->old.failed || f->fresh.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_str fresh = {f->fresh.p, (uint32_t)f->fresh.n}, old = {f->old.p, (uint32_t)f->old.n};
    wv_buf unsaved = f->k->log; /* in hand for when the fold does not happen */
    wv_buf_init(&f->k->log);
    wv_rc rc = wv_keep_reload(f->cases, f->k, fresh, err);
    bool agrees = rc == WV_OK && wv_ledger_agrees(&f->k->ledger, f->k->timeline);
    if (rc == WV_OK && agrees && store->replace)
        rc = store->replace(store->ctx, f->k->chronology.id, fresh, err);
    if (rc == WV_OK && !agrees) {
        rc = wv_keep_reload(f->cases, f->k, old, err);
        wv_buf_done(&f->k->log);
        f->k->log = unsaved;
        return rc;
    }
    wv_buf_done(&unsaved);
    return rc;
}

static wv_rc fold(folding *f, wv_err *err)
{
    keep_cited(f);
    if (!keep_ends(f)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    keep_rest(f);
    if (f->goes < f->cases->fold_min || !names_all(f->k)) return WV_OK;
    wv_rc rc = raise_history(f);
    if (rc == WV_OK && (!count_days(f) || !find_written(f))) rc = WV_E_NOMEM;
    return rc ? wv_err_set(err, rc, "%s", wv_rc_text(rc)) : change_log(f, err);
}

wv_rc wv_fold_when_due(wv_cases *cases, wv_case *k, wv_err *err)
{
    const wv_chronology *c = &k->chronology;
    uint32_t min = cases->fold_min, n = c->count;
    if (n <= min || n % (min / 2 + 1) != 0 || n == k->looked_at || k->late_count || k->marked)
        return WV_OK;
    k->looked_at = n;
    int64_t edge = c->entries[n - 1].received.seconds - cases->horizon;
    folding f = {.cases = cases, .k = k, .edge = edge};
    f.before = edge - cases->horizon - (int64_t)WV_HORIZON_SLACK_DAYS * 86400;
    if (edge <= k->history.edge || c->entries[min].received.seconds >= f.before) return WV_OK;
    f.stays = wv_mem_new(n * sizeof *f.stays);
    wv_history_init(&f.history);
    f.history.edge = edge;
    wv_buf_init(&f.old);
    wv_buf_init(&f.fresh);
    wv_rc rc = f.stays ? fold(&f, err) : wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_buf_done(&f.old);
    wv_buf_done(&f.fresh);
    wv_history_done(&f.history);
    wv_mem_free(f.stays);
    k->looked_at = k->chronology.count;
    return rc;
}

void wv_fold_init(wv_cases *cases)
{
    uint32_t min = cases->options.fold_min;
    cases->fold_min = min ? min : WV_HORIZON_FOLD_MIN;
    cases->horizon = horizon_of(&cases->plans);
}

/* --- what comes from before the edge
 * ----------------------------------------------------------------------------- */

wv_rc wv_fold_take_old(wv_cases *cases, wv_case *k, wv_entry *e, bool *counted, wv_err *err)
{
    const wv_chronology *c = &k->chronology;
    uint32_t known = wv_chronology_find(c, e->id);
    bool logs = wv_keep_logs(cases), ok = true;
    *counted = false;
    bool corrects = known != UINT32_MAX && c->entries[known].received.seconds < k->history.edge;
    if (!corrects && !is_plain(e)) {
        e->received = c->entries[c->count - 1].received;
        return WV_OK;
    }
    *counted = true;
    wv_contact_day day = day_of(e);
    if (!corrects) ok = wv_history_count(&k->history, &day);
    if (!corrects && logs) wv_pickle_day(&k->log, &day);
    ok = ok && wv_keep_note(k, e->id, e->content, e->rev, false);
    if (logs) wv_pickle_alone(&k->log, e->id, e->content, e->rev);
    return ok ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}
