/* SPDX-License-Identifier: EUPL-1.2 */
/* keep.c: which cases are in memory. In: case ids. Out: wv_case. Neighbours: case.c, pickle.c, the
 * store that run/ gives. Invariant: a case that was put away and opened again behaves as if it had
 * stayed. Cost: a probe a record; a load and a replay when the case rested. */
#include "case/keep.h"

#include <stdlib.h>

void wv_keep_init(wv_keep *keep)
{
    *keep = (wv_keep){0};
    wv_buf_init(&keep->bytes);
    wv_buf_init(&keep->last);
}

static void done_case(wv_case *k)
{
    wv_timeline_free(k->timeline);
    wv_ledger_done(&k->ledger);
    wv_map_done(&k->met_index);
    wv_map_done(&k->deleted);
    wv_history_done(&k->history);
    wv_mem_free(k->met);
    wv_mem_free(k->late);
    wv_buf_done(&k->log);
    wv_chronology_done(&k->chronology);
}

static void free_case(wv_case *k)
{
    if (k) done_case(k);
    wv_mem_free(k);
}

void wv_keep_done(wv_keep *keep)
{
    for (wv_case *k = keep->newest, *older; k; k = older) {
        older = k->older;
        free_case(k);
    }
    wv_mem_free(keep->buckets);
    wv_mem_free(keep->order);
    wv_buf_done(&keep->bytes);
    wv_buf_done(&keep->last);
    *keep = (wv_keep){0};
}

/* --- the table, and who came last
 * ------------------------------------------------------------------------- */

static wv_case **bucket_of(const wv_keep *keep, wv_str id)
{
    return &keep->buckets[wv_hash64(id.p, id.n) % WV_KEEP_BUCKETS];
}

static void unlink_case(wv_keep *keep, wv_case *k)
{
    if (k->newer)
        k->newer->older = k->older;
    else
        keep->newest = k->older;
    if (k->older)
        k->older->newer = k->newer;
    else
        keep->oldest = k->newer;
    k->newer = k->older = NULL;
}

static void link_newest(wv_keep *keep, wv_case *k)
{
    k->older = keep->newest;
    if (keep->newest) keep->newest->newer = k;
    keep->newest = k;
    if (!keep->oldest) keep->oldest = k;
}

static wv_case *find(wv_keep *keep, wv_str id)
{
    if (!keep->buckets) return NULL;
    for (wv_case *k = *bucket_of(keep, id); k; k = k->next_in_bucket)
        if (wv_str_eq(k->chronology.id, id)) return k;
    return NULL;
}

static void remove_case(wv_keep *keep, wv_case *k)
{
    wv_case **at = bucket_of(keep, k->chronology.id);
    while (*at != k) at = &(*at)->next_in_bucket;
    *at = k->next_in_bucket;
    unlink_case(keep, k);
    if (keep->opened == k) keep->opened = NULL;
    keep->count--;
    keep->warm -= k->bytes;
    free_case(k);
}

/* --- what a case holds: counted by capacities, so that it costs nothing to know ------------------
 */

static uint64_t bytes_of_arena(const wv_arena *a)
{
    uint64_t held = 0, block = 4096; /* base/mem.c: blocks double up to a megabyte */
    while (held < a->bytes_used) {
        held += block + 64;
        if (block < 1 << 20) block *= 2;
    }
    return held;
}

static uint64_t bytes_of_map(const wv_map *m)
{
    return (uint64_t)m->capacity * sizeof *m->entries + (uint64_t)m->slot_count * sizeof *m->slots;
}

static uint64_t bytes_of_hits(const wv_hits *hits)
{
    return (uint64_t)hits->capacity * sizeof *hits->items;
}

static uint64_t bytes_of_timeline(const wv_timeline *t)
{
    uint64_t n = sizeof *t + bytes_of_arena(&t->arena);
    n += (t->plans->count + 1) * (sizeof *t->tracks + sizeof(wv_raised *));
    n += sizeof(wv_moment) * ((uint64_t)t->by_time.capacity + t->handovers.capacity +
                              t->reports.capacity + t->visits.capacity);
    n += bytes_of_map(&t->actors) + bytes_of_map(&t->channels);
    n += (uint64_t)(t->raised_capacity + t->fallen_capacity) * sizeof *t->raised;
    n += (uint64_t)t->pending_capacity * sizeof *t->pending;
    for (uint32_t i = 0; i < t->plans->count; i++) {
        const wv_track *track = &t->tracks[i];
        n += bytes_of_hits(&track->hits);
        n += (uint64_t)track->frame_capacity * sizeof *track->frames;
        for (uint32_t k = 0; k < track->frame_count; k++)
            n += bytes_of_hits(&track->frames[k].hits);
    }
    return n;
}

static void weigh(wv_keep *keep, wv_case *k)
{
    const wv_chronology *c = &k->chronology;
    uint64_t n = sizeof *k + bytes_of_arena(&c->arena) + bytes_of_timeline(k->timeline);
    n += (uint64_t)c->capacity * sizeof *c->entries + c->slot_count * sizeof *c->slots;
    n += bytes_of_map(&k->met_index) + (uint64_t)k->met_capacity * sizeof *k->met;
    n += (uint64_t)k->ledger.capacity * sizeof *k->ledger.items;
    n += (uint64_t)k->late_capacity * sizeof *k->late + k->log.capacity;
    keep->warm += n - k->bytes;
    k->bytes = n;
    k->weigh_at = k->chronology.count + k->late_count;
    k->weigh_at += k->weigh_at / 8 + 3;
}

/* It grew meanwhile: an eighth more records and some. */
static void weigh_grown(wv_keep *keep, wv_case *k)
{
    if (k->chronology.count + k->late_count >= k->weigh_at) weigh(keep, k);
}

/* --- to and from the store
 * ----------------------------------------------------------------------------------------- */

static wv_rc save(wv_cases *cases, wv_case *k, wv_err *err)
{
    const wv_case_store *store = &cases->options.store;
    if (k->log.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!store->append || k->log.n == 0) return WV_OK;
    wv_pickle_credit(&k->log, k->credit);
    wv_rc rc =
        store->append(store->ctx, k->chronology.id, (wv_str){k->log.p, (uint32_t)k->log.n}, err);
    wv_buf_clear(&k->log);
    return rc;
}

/* Which case rests next: any, picked by a number that only counts. With "the least recently used" a
 * feed that comes back to its cases in turn would find every one of them put away just before. */
static wv_case *pick_to_rest(wv_keep *keep)
{
    for (;;) {
        uint64_t turn = keep->picks++;
        wv_case *k = keep->buckets[wv_hash64(&turn, sizeof turn) % WV_KEEP_BUCKETS];
        if (k) return k;
    }
}

static wv_rc put_away(wv_cases *cases, const wv_case *stays, wv_err *err)
{
    wv_keep *keep = &cases->keep;
    const wv_case_store *store = &cases->options.store;
    uint64_t max = cases->options.warm_bytes ? cases->options.warm_bytes : WV_KEEP_WARM_BYTES;
    for (uint32_t tries = 0; keep->warm > max && keep->count > 1 && tries < 2 * keep->count;
         tries++) {
        wv_case *k = pick_to_rest(keep);
        if (k == stays || (k->late_count && !store->wait))
            continue; /* nobody would find it again */
        wv_rc rc = save(cases, k, err);
        if (rc) return rc;
        remove_case(keep, k);
    }
    return WV_OK;
}

static bool read_entry(wv_pickle_reader *r, wv_case *k, bool waits)
{
    wv_entry e;
    wv_pickle_read_entry(r, &e);
    if (r->bad || !wv_keep_note(k, e.id, e.content, e.rev, !waits)) return false;
    if (!waits) return wv_arrears_put(k, &e);
    k->marked = true;
    return wv_arrears_add(k, &e);
}

static bool read_written(wv_pickle_reader *r, wv_case *k)
{
    wv_ledger *l = &k->ledger;
    if (!wv_mem_grow((void **)&l->items, &l->capacity, l->count + 1, sizeof *l->items))
        return false;
    wv_pickle_read_written(r, &l->items[l->count]);
    l->count += !r->bad;
    return !r->bad;
}

static bool read_void(wv_pickle_reader *r, wv_case *k)
{
    uint64_t index = wv_pickle_read_number(r);
    if (r->bad || index >= k->ledger.count) return false;
    k->ledger.items[index].standing = false;
    return true;
}

static bool read_alone(wv_pickle_reader *r, wv_case *k)
{
    wv_str id = wv_pickle_read_string(r);
    uint64_t content = wv_pickle_read_number(r);
    int64_t rev = wv_pickle_read_signed(r);
    return !r->bad && wv_keep_note(k, id, content, rev, false);
}

/* The ledger has the evidence; of what fell nobody asks it. */
static bool find_evidence(const wv_ledger *l, wv_past *p)
{
    if (p->written == UINT32_MAX) return true;
    if (p->written >= l->count) return false;
    const wv_written *w = &l->items[p->written];
    p->evidence = w->evidence, p->evidence_count = w->evidence_count;
    p->facts = w->facts, p->fact_count = w->fact_count;
    return w->fact_count <= WV_FACTS_MAX;
}

static bool read_history(wv_pickle_reader *r, wv_case *k, char op)
{
    wv_history *h = &k->history;
    wv_contact_day day;
    if (op == 'N') {
        wv_pickle_read_day(r, &day);
        return !r->bad && wv_history_count(h, &day);
    }
    if (op == 'R') {
        if (!wv_mem_grow((void **)&h->items, &h->capacity, h->count + 1, sizeof *h->items))
            return false;
        wv_pickle_read_past(r, &h->items[h->count]);
        if (r->bad || !find_evidence(&k->ledger, &h->items[h->count])) return false;
        h->count++;
        return true;
    }
    if (!wv_mem_grow((void **)&h->dues, &h->due_capacity, h->due_count + 1, sizeof *h->dues))
        return false;
    wv_pickle_read_due(r, &h->dues[h->due_count]);
    h->due_count += !r->bad;
    return !r->bad;
}

static bool read_op(wv_pickle_reader *r, wv_case *k, char op)
{
    switch (op) {
    case 'E': return read_entry(r, k, false);
    case 'D': return read_entry(r, k, true);
    case 'S': k->marked = false; return wv_arrears_merge(k);
    case 'W': return read_written(r, k);
    case 'V': return read_void(r, k);
    case 'A': return read_alone(r, k);
    case 'C': k->credit = wv_pickle_read_signed(r); return !r->bad;
    case 'H': k->history.edge = wv_pickle_read_signed(r); return !r->bad;
    case 'R':
    case 'P':
    case 'N': return read_history(r, k, op);
    default:
        k->waited =
            (wv_time){.seconds = wv_pickle_read_signed(r), .known = true, .has_clock = true};
        return !r->bad;
    }
}

bool wv_keep_note_deletion(wv_case *k, const wv_entry *e)
{
    if (!wv_str_is(e->head->type, "record.deleted")) return true;
    const wv_value *id = wv_entry_attr(e, WV_STR("id"));
    if (!id || id->type != WV_VALUE_STRING) return true;
    return wv_map_put(&k->deleted, id->string, 1, NULL) != NULL;
}

void wv_keep_mark_deleted(wv_case *k)
{
    wv_chronology *c = &k->chronology;
    for (uint32_t i = 0; i < k->deleted.count; i++) {
        uint32_t at = wv_chronology_find(c, k->deleted.entries[i].key);
        if (at != UINT32_MAX) c->entries[at].gone = true;
    }
}

static wv_rc read_log(wv_cases *cases, wv_case *k, wv_str log, wv_err *err)
{
    const unsigned char *p = (const unsigned char *)log.p;
    wv_pickle_reader r = {.names = &cases->names,
                          .p = p,
                          .end = p + log.n,
                          .arena = &k->chronology.arena,
                          .heads = &k->chronology.heads,
                          .zone = &cases->zone};
    bool ok = true;
    for (char op; ok && (op = wv_pickle_next(&r)) != 0;) ok = read_op(&r, k, op);
    if (!ok || r.bad) return wv_err_set(err, WV_E_CORRUPT, "the state of a case is damaged");
    wv_chronology_sort(&k->chronology);
    wv_keep_mark_deleted(k);
    return wv_keep_replay(cases, k);
}

static wv_case *new_case(wv_cases *cases, wv_str id)
{
    wv_case *k = wv_mem_new(sizeof *k);
    if (!k) return NULL;
    wv_chronology_init(&k->chronology);
    wv_map_init(&k->met_index);
    wv_map_init(&k->deleted);
    wv_history_init(&k->history);
    k->chronology.history = &k->history;
    wv_buf_init(&k->log);
    k->credit = cases->options.late_waits ? 0 : WV_KEEP_CREDIT_START;
    k->chronology.id = wv_arena_str(&k->chronology.arena, id);
    k->timeline = wv_timeline_new(&cases->plans, &k->chronology);
    if (k->timeline && k->chronology.id.p) return k;
    free_case(k);
    return NULL;
}

static wv_rc load(wv_cases *cases, wv_case *k, wv_err *err)
{
    const wv_case_store *store = &cases->options.store;
    wv_buf *bytes = &cases->keep.bytes;
    if (!store->load) return WV_OK;
    wv_buf_clear(bytes);
    wv_rc rc = store->load(store->ctx, k->chronology.id, bytes, err);
    if (rc || bytes->n == 0) return rc;
    if (bytes->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return read_log(cases, k, (wv_str){bytes->p, (uint32_t)bytes->n}, err);
}

wv_rc wv_keep_reload(wv_cases *cases, wv_case *k, wv_str log, wv_err *err)
{
    wv_case *fresh = new_case(cases, k->chronology.id), old = *k;
    if (!fresh) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    *k = *fresh; /* the same place in the table and in the order of use */
    k->next_in_bucket = old.next_in_bucket, k->newer = old.newer, k->older = old.older;
    k->bytes = old.bytes;
    k->timeline->c = &k->chronology;
    k->chronology.history = &k->history;
    wv_mem_free(fresh);
    done_case(&old);
    return read_log(cases, k, log, err);
}
wv_rc wv_keep_replay(wv_cases *cases, wv_case *k)
{
    wv_timeline *fresh = wv_timeline_new(&cases->plans, &k->chronology);
    if (!fresh) return WV_E_NOMEM;
    wv_timeline_free(k->timeline);
    k->timeline = fresh;
    wv_roles_forget(&k->chronology);
    wv_rc rc = WV_OK;
    while (rc == WV_OK && k->timeline->taken < k->chronology.count)
        rc = wv_timeline_step(&k->timeline);
    if (rc == WV_OK && k->waited.known) wv_timeline_wait(k->timeline, k->waited);
    return rc;
}

/* --- opening
 * ------------------------------------------------------------------------------------------------------
 */

static void fetch_case(const wv_case *k)
{
    const wv_chronology *c = &k->chronology;
    __builtin_prefetch(&c->id);
    __builtin_prefetch(&c->entries);
    __builtin_prefetch(&c->role_count);
    __builtin_prefetch(&k->timeline);
    __builtin_prefetch(&k->met_index);
    __builtin_prefetch(&k->looked_at);
    __builtin_prefetch(&k->late_count);
}

static void fetch_parts(const wv_case *k, wv_str id)
{
    const char *timeline = (const char *)k->timeline;
    __builtin_prefetch(k->chronology.id.p);
    wv_chronology_ahead(&k->chronology, id);
    for (size_t at = 0; at < sizeof *k->timeline; at += 64) __builtin_prefetch(timeline + at);
}

static void fetch_last(const wv_moments *m)
{
    if (m->count) __builtin_prefetch(&m->items[m->count - 1]);
}

void wv_cases_ahead(const wv_cases *cases, const wv_record *r, uint32_t distance)
{
    enum { BUCKET = WV_CASES_AHEAD_MAX, CASE = BUCKET - WV_CASES_AHEAD_STEP };
    enum { PARTS = CASE - WV_CASES_AHEAD_STEP, LAST = PARTS - WV_CASES_AHEAD_STEP };
    const wv_keep *keep = &cases->keep;
    if (!keep->buckets || r->case_id.n == 0) return;
    wv_case **bucket = bucket_of(keep, r->case_id);
    if (distance == BUCKET) {
        __builtin_prefetch(bucket);
        return;
    }
    const wv_case *k = *bucket; /* mostly the only one in it */
    if (!k) return;
    if (distance == CASE) fetch_case(k);
    if (distance == PARTS) fetch_parts(k, r->id);
    if (distance != LAST) return;
    fetch_last(&k->timeline->by_time);
    fetch_last(&k->timeline->reports);
    fetch_last(&k->timeline->visits);
    __builtin_prefetch(k->timeline->tracks);
}

wv_rc wv_keep_open(wv_cases *cases, wv_str id, wv_case **out, wv_err *err)
{
    wv_keep *keep = &cases->keep;
    wv_case *k = find(keep, id);
    if (keep->opened && keep->opened != k) weigh_grown(keep, keep->opened);
    if (k) {
        *out = keep->opened =
            k; /* those that are in memory grow, so room must be made here as well */
        return cases->options.store.append ? put_away(cases, k, err) : WV_OK;
    }
    if (!keep->buckets) keep->buckets = wv_mem_new(WV_KEEP_BUCKETS * sizeof(wv_case *));
    k = keep->buckets ? new_case(cases, id) : NULL;
    if (!k) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc = load(cases, k, err);
    if (rc) {
        free_case(k);
        return rc;
    }
    wv_case **bucket = bucket_of(keep, id);
    k->next_in_bucket = *bucket;
    *bucket = k;
    link_newest(keep, k);
    keep->count++;
    weigh(keep, k);
    *out = keep->opened = k;
    return cases->options.store.append ? put_away(cases, k, err) : WV_OK;
}

bool wv_keep_met(const wv_case *k, wv_str id, wv_met *out)
{
    uint32_t *at = wv_map_get(&k->met_index, id);
    uint32_t entry = at ? UINT32_MAX : wv_chronology_find(&k->chronology, id);
    if (!at && entry == UINT32_MAX) return false;
    *out = at ? k->met[*at]
              : (wv_met){k->chronology.entries[entry].content, k->chronology.entries[entry].rev};
    return true;
}

bool wv_keep_note(wv_case *k, wv_str id, uint64_t content, int64_t rev, bool enters)
{
    if (enters && !wv_map_get(&k->met_index, id)) return true;
    uint32_t *at = wv_map_put(&k->met_index, id, k->met_index.count, NULL);
    if (!at || !wv_mem_grow((void **)&k->met, &k->met_capacity, *at + 1, sizeof *k->met))
        return false;
    k->met[*at] = (wv_met){content, rev};
    return true;
}

/* --- all cases
 * ----------------------------------------------------------------------------------------------------
 */

static int by_id(const void *a, const void *b)
{
    return wv_str_cmp((*(wv_case *const *)a)->chronology.id, (*(wv_case *const *)b)->chronology.id);
}

static wv_rc next_in_memory(wv_keep *keep, wv_case **out, wv_err *err)
{
    if (!keep->order) {
        uint32_t n = 0;
        keep->order = wv_mem_new((keep->count + 1) * sizeof(wv_case *));
        if (!keep->order) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        for (wv_case *k = keep->newest; k; k = k->older) keep->order[n++] = k;
        qsort(keep->order, n, sizeof(wv_case *), by_id);
        keep->at = 0;
    }
    if (keep->at < keep->count) {
        *out = keep->order[keep->at++];
        return WV_OK;
    }
    wv_mem_free(keep->order);
    keep->order = NULL;
    return WV_OK;
}

wv_rc wv_keep_next(wv_cases *cases, wv_case **out, wv_err *err)
{
    wv_keep *keep = &cases->keep;
    const wv_case_store *store = &cases->options.store;
    *out = NULL;
    if (!store->next) return next_in_memory(keep, out, err);
    wv_rc rc =
        keep->last.n ? WV_OK : wv_keep_flush(cases, err); /* the store must know every case */
    wv_buf_clear(&keep->bytes);
    if (rc == WV_OK)
        rc = store->next(store->ctx, (wv_str){keep->last.p, (uint32_t)keep->last.n}, &keep->bytes,
                         err);
    wv_buf_clear(&keep->last);
    if (rc || keep->bytes.n == 0) return rc;
    wv_buf_add(&keep->last, keep->bytes.p, keep->bytes.n);
    if (keep->last.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return wv_keep_open(cases, (wv_str){keep->last.p, (uint32_t)keep->last.n}, out, err);
}

wv_rc wv_keep_flush(wv_cases *cases, wv_err *err)
{
    const wv_case_store *store = &cases->options.store;
    wv_rc rc = WV_OK;
    for (wv_case *k = cases->keep.oldest; k && rc == WV_OK; k = k->newer)
        if (k->log.n) rc = save(cases, k, err);
    return rc || !store->tally ? rc : store->tally(store->ctx, &cases->since_sweep, true, err);
}
