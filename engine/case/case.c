/* SPDX-License-Identifier: EUPL-1.2 */
/* case.c: the case stage: which case, is the record new, what does it change. In: records in input
 * order. Out: results. Neighbours: run/turn.c calls it; chronology.c, timeline.c and ledger.c do
 * the work. Invariant: the final standing lines of a case depend on the set of its records only.
 * Cost: a record in order is one step of its case's timeline; a late one replays the case. */
#include "case/case.h"

#include "case/keep.h"
#include "case/view.h"

wv_rc wv_cases_new(const wv_frozen *pack, const wv_cases_options *options, wv_cases **out,
                   wv_diags *diags, wv_err *err)
{
    wv_cases *c = wv_mem_new(sizeof *c);
    if (!c) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    c->pack = pack;
    if (options) c->options = *options;
    wv_arena_init(&c->room.arena);
    wv_keep_init(&c->keep);
    wv_rc rc = wv_tz_open("Europe/Amsterdam", &c->zone, err);
    const wv_case_store *store = &c->options.store;
    if (rc == WV_OK) rc = wv_plans_compile(pack, &c->plans, diags, err);
    if (rc == WV_OK && store->tally) rc = store->tally(store->ctx, &c->since_sweep, false, err);
    if (rc == WV_OK && !wv_pickle_names_init(&c->names, pack, &c->plans))
        rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK) wv_fold_init(c);
    if (rc == WV_OK)
        *out = c;
    else
        wv_cases_free(c);
    return rc;
}

wv_rc wv_cases_check_rules(const wv_frozen *pack, wv_diags *diags, wv_err *err)
{
    wv_plans plans;
    wv_rc rc = wv_plans_compile(pack, &plans, diags, err);
    if (rc == WV_OK) wv_plans_done(&plans);
    return rc;
}

void wv_cases_free(wv_cases *c)
{
    if (!c) return;
    wv_keep_done(&c->keep);
    wv_arena_done(&c->room.arena);
    wv_mem_free(c->room.findings);
    wv_mem_free(c->room.flags);
    wv_mem_free(c->room.revisions);
    wv_mem_free(c->room.alerts);
    wv_mem_free(c->room.own);
    wv_pickle_names_done(&c->names);
    wv_plans_done(&c->plans);
    wv_mem_free(c);
}

static void clear_room(wv_result_room *room)
{
    wv_arena_reset(&room->arena);
    room->finding_count = room->flag_count = room->revision_count = room->alert_count = 0;
    room->own_count = 0;
}

static void hand_out(const wv_result_room *room, wv_time raised_at, wv_case_result *out)
{
    *out = (wv_case_result){.raised_at = raised_at,
                            .findings = room->findings,
                            .finding_count = room->finding_count,
                            .flags = room->flags,
                            .flag_count = room->flag_count,
                            .revisions = room->revisions,
                            .revision_count = room->revision_count,
                            .alerts = room->alerts,
                            .alert_count = room->alert_count};
}

/* --- is it new?
 * ---------------------------------------------------------------------------------------------------
 */

static bool has_clock(const wv_record *r)
{
    return r->occurred_at.known || r->received_at.known;
}

wv_rc wv_cases_meet(wv_cases *c, const wv_record *r, wv_case_outcome *outcome, wv_err *err)
{
    c->current = NULL;
    *outcome = WV_CASE_ALONE;
    if (r->case_id.n == 0) return WV_OK;
    wv_rc rc = wv_keep_open(c, r->case_id, &c->current, err);
    if (rc == WV_OK) rc = wv_fold_when_due(c, c->current, err);
    if (rc) return rc;
    uint64_t content;
    memcpy(&content, r->content, sizeof content);
    wv_met met;
    bool known = wv_keep_met(c->current, r->id, &met);
    if (known && met.content == content)
        *outcome = WV_CASE_SEEN;
    else if (known && r->rev <= met.rev)
        *outcome = WV_CASE_CONFLICT;
    else if (has_clock(r))
        *outcome = WV_CASE_TAKEN;
    return WV_OK;
}

wv_role wv_cases_role(void *voice, wv_str ref)
{
    const wv_case_voice *v = voice;
    for (uint32_t i = 0; i < v->record->person_count; i++)
        if (wv_str_eq(v->record->persons[i].ref, ref) &&
            v->record->persons[i].role != WV_ROLE_UNKNOWN)
            return v->record->persons[i].role;
    return v->cases->current ? wv_roles_of(&v->cases->current->chronology, ref) : WV_ROLE_UNKNOWN;
}

uint32_t wv_cases_persons(const wv_cases *cases, wv_person list[WV_CASE_PERSONS_MAX])
{
    return cases->current ? wv_roles_persons(&cases->current->chronology, list) : 0;
}

/* --- what does it change?
 * ---------------------------------------------------------------------------------------- */

/* Talk of a game is shown as suppressed, under the name that the pack gives. */
static void suppress_findings(const wv_cases *c, const wv_note *note, wv_finding *findings,
                              uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        wv_finding *f = &findings[i];
        if (c->plans.signal_of_rule[f->rule] == note->signal && !f->suppressed_by.n)
            f->suppressed_by = note->shut_by;
    }
}

/* A counter-report is lowered by the pack's cap: the flag must show what the case holds. */
static void cap_findings(const wv_cases *c, const wv_entry *e, wv_finding *findings, uint32_t count)
{
    for (uint32_t n = 0; n < e->note_base; n++) {
        const wv_note *note = &e->notes[n];
        if (note->shut) suppress_findings(c, note, findings, count);
        if (note->severity >= note->told) continue;
        for (uint32_t i = 0; i < count; i++)
            if (c->plans.signal_of_rule[findings[i].rule] == note->signal &&
                findings[i].severity > note->severity)
                findings[i].severity = note->severity;
    }
}

/* What the record changed, for the store. */
static void log_changes(const wv_cases *c, wv_case *k, uint32_t written_before)
{
    if (!wv_keep_logs(c)) return;
    for (uint32_t i = 0; i < k->ledger.fallen_count; i++)
        wv_pickle_void(&k->log, k->ledger.fallen[i]);
    for (uint32_t i = written_before; i < k->ledger.count; i++)
        wv_pickle_written(&c->names, &k->log, &k->ledger.items[i]);
}

static wv_rc step(wv_case *k, wv_entry *entry)
{
    entry->gone = wv_map_get(&k->deleted, entry->id) != NULL; /* deleted before it came */
    if (!wv_keep_note_deletion(k, entry)) return WV_E_NOMEM;
    if (wv_chronology_insert(&k->chronology, entry) == UINT32_MAX) return WV_E_NOMEM;
    return wv_timeline_step(&k->timeline);
}

/* A late record that has to wait: the store must find it again. */
static wv_rc mark_waiting(wv_cases *c, wv_case *k, wv_err *err)
{
    const wv_case_store *store = &c->options.store;
    if (k->marked) return WV_OK;
    k->marked = true;
    return store->wait ? store->wait(store->ctx, k->chronology.id, true, err) : WV_OK;
}

/* The next in order is one step; a late one waits until the case may be read again: mostly at once.
 */
static wv_rc place(wv_cases *c, wv_case *k, wv_entry *entry, wv_err *err)
{
    bool late = wv_arrears_is_late(k, entry);
    if (!wv_keep_note(k, entry->id, entry->content, entry->rev, !late)) return WV_E_NOMEM;
    if (late && !wv_arrears_add(k, entry)) return WV_E_NOMEM;
    k->credit += WV_KEEP_CREDIT_PER_RECORD;
    bool settles = wv_arrears_can_settle(k), waits = late && (!settles || k->marked);
    if (wv_keep_logs(c)) wv_pickle_entry(&c->names, &k->log, entry, waits);
    wv_rc rc = late ? WV_OK : step(k, entry);
    if (rc == WV_OK && waits) rc = mark_waiting(c, k, err);
    return rc || !settles ? rc : wv_arrears_settle(c, k, err);
}

static unsigned highest(const wv_frozen *pack, const wv_finding *list, uint32_t count)
{
    unsigned severity = 0;
    for (uint32_t i = 0; i < count; i++) {
        const wv_finding *f = &list[i];
        bool live = !f->dropped && !f->suppressed_by.n && !pack->rules[f->rule].experimental;
        if (live && f->severity > severity) severity = f->severity;
    }
    return severity;
}

/* Which line a reader will see the case's findings on this record in: a later revision names it. */
static bool remember_line(const wv_cases *c, wv_case *k, const wv_record *r,
                          const wv_finding *findings, uint32_t count)
{
    const wv_result_room *room = &c->room;
    if (room->own_count == 0) return true;
    unsigned text = highest(c->pack, findings, count);
    unsigned made = highest(c->pack, room->findings, room->finding_count);
    uint8_t *content = wv_arena_alloc(&k->chronology.arena, sizeof r->content);
    if (!content) return false;
    memcpy(content, r->content, sizeof r->content);
    for (uint32_t i = 0; i < room->own_count; i++) {
        k->ledger.items[room->own[i]].content = content;
        k->ledger.items[room->own[i]].line_triage = wv_triage_of(text > made ? text : made);
    }
    return true;
}

static wv_rc take_into(wv_cases *c, wv_case *k, const wv_record *r, wv_finding *findings,
                       uint32_t count, bool *beyond, wv_err *err)
{
    wv_entry entry;
    bool counted = false;
    wv_chronology *chronology = &k->chronology;
    wv_rc rc = wv_entry_make(&chronology->arena, &chronology->heads, c->pack,
                             c->plans.signal_of_rule, &c->zone, r, findings, count, &entry);
    if (rc) return rc;
    *beyond = entry.received.seconds < k->history.edge;
    if (*beyond) rc = wv_fold_take_old(c, k, &entry, &counted, err);
    *beyond |= entry.occurred.seconds < k->history.edge;
    if (rc || counted) return rc;
    rc = place(c, k, &entry, err);
    if (rc) return rc;
    uint32_t index = wv_chronology_find(&k->chronology, r->id), written = k->ledger.count;
    if (k->late_count) wv_timeline_cap(k->timeline, &entry);
    cap_findings(c, k->late_count ? &entry : &k->chronology.entries[index], findings, count);
    if (!wv_ledger_sync(&k->ledger, k->timeline, entry.id, entry.received, &c->room))
        return WV_E_NOMEM;
    if (!remember_line(c, k, r, findings, count)) return WV_E_NOMEM;
    log_changes(c, k, written);
    return WV_OK;
}

static wv_rc note_alone(const wv_cases *c, wv_case *k, const wv_record *r)
{
    uint64_t content;
    memcpy(&content, r->content, sizeof content);
    wv_str id = wv_arena_str(&k->chronology.arena, r->id);
    if (!id.p || !wv_keep_note(k, id, content, r->rev, false)) return WV_E_NOMEM;
    if (wv_keep_logs(c)) wv_pickle_alone(&k->log, id, content, r->rev);
    return WV_OK;
}

wv_rc wv_cases_take(wv_cases *c, const wv_record *r, wv_finding *findings, uint32_t count,
                    wv_case_result *result, wv_err *err)
{
    wv_case *k = c->current;
    wv_time raised_at = r->received_at.known ? r->received_at : r->occurred_at;
    wv_rc rc = WV_OK;
    bool beyond = false;
    clear_room(&c->room);
    if (k && !has_clock(r))
        rc = note_alone(c, k, r);
    else if (k)
        rc = take_into(c, k, r, findings, count, &beyond, err);
    c->since_sweep += k != NULL;
    hand_out(&c->room, raised_at, result);
    result->beyond_horizon = beyond;
    return rc == WV_E_NOMEM ? wv_err_set(err, rc, "out of memory") : rc;
}

wv_rc wv_cases_as_of(wv_cases *c, wv_time at, wv_case_result *result, bool *more, wv_err *err)
{
    clear_room(&c->room);
    wv_case *k = NULL;
    wv_rc rc = wv_keep_next(c, &k, err);
    *more = k != NULL;
    if (rc == WV_OK && k) {
        uint32_t written = k->ledger.count;
        if (!k->waited.known || at.seconds > k->waited.seconds) k->waited = at;
        wv_timeline_wait(k->timeline, at);
        if (!wv_ledger_sync(&k->ledger, k->timeline, WV_STR(""), at, &c->room))
            rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (wv_keep_logs(c)) wv_pickle_waited(&k->log, k->waited.seconds);
        log_changes(c, k, written);
    }
    hand_out(&c->room, at, result);
    return rc;
}

bool wv_cases_must_settle(const wv_cases *c)
{
    return c->since_sweep >= WV_KEEP_SWEEP_RECORDS;
}

/* The first case by id of which records wait; NULL when there is none. */
static wv_rc first_waiting(wv_cases *c, wv_case **out, wv_err *err)
{
    const wv_case_store *store = &c->options.store;
    wv_buf *id = &c->keep.bytes;
    *out = NULL;
    if (!store->waiting) {
        for (wv_case *k = c->keep.oldest; k; k = k->newer)
            if (k->late_count && (!*out || wv_str_cmp(k->chronology.id, (*out)->chronology.id) < 0))
                *out = k;
        return WV_OK;
    }
    wv_buf_clear(id);
    wv_rc rc = store->waiting(store->ctx, id, err);
    if (rc || id->n == 0) return rc;
    wv_buf name; /* opening uses the same room */
    wv_buf_init(&name);
    wv_buf_add(&name, id->p, id->n);
    rc = name.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                     : wv_keep_open(c, (wv_str){name.p, (uint32_t)name.n}, out, err);
    wv_buf_done(&name);
    return rc;
}

static wv_rc settle(wv_cases *c, wv_case *k, wv_time *now, wv_err *err)
{
    uint32_t written = k->ledger.count;
    wv_rc rc = wv_arrears_settle(c, k, err);
    if (rc) return rc;
    *now = k->chronology.entries[k->chronology.count - 1].received;
    if (!wv_ledger_sync(&k->ledger, k->timeline, WV_STR(""), *now, &c->room))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    log_changes(c, k, written);
    return WV_OK;
}

wv_rc wv_cases_settle(wv_cases *c, wv_case_result *result, bool *more, wv_err *err)
{
    clear_room(&c->room);
    wv_case *k = NULL;
    wv_time now = {0};
    wv_rc rc = first_waiting(c, &k, err);
    *more = k != NULL;
    if (rc == WV_OK && k)
        rc = settle(c, k, &now, err);
    else
        c->since_sweep = 0;
    hand_out(&c->room, now, result);
    return rc;
}

wv_rc wv_cases_flush(wv_cases *c, wv_err *err)
{
    return wv_keep_flush(c, err);
}

wv_rc wv_cases_view(wv_cases *c, wv_str case_id, wv_case_view *out, wv_err *err)
{
    wv_case *k = NULL;
    wv_rc rc = wv_keep_open(c, case_id, &k, err);
    if (rc) return rc;
    if (k->late_count) { /* who shows the case wants what waits as well; the log stays as it is */
        if (!wv_arrears_merge(k)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        wv_chronology_sort(&k->chronology);
        wv_keep_mark_deleted(k);
        rc = wv_keep_replay(c, k);
        if (rc) return wv_err_set(err, rc, "%s", wv_rc_text(rc));
    }
    if (k->chronology.count == 0)
        return wv_err_set(err, WV_E_NOINPUT, "the state has no case of that name");
    *out = (wv_case_view){&k->chronology, k->ledger.items, k->ledger.count};
    return WV_OK;
}
