/* SPDX-License-Identifier: EUPL-1.2 */
/* turn.c: the ordered half of the pipeline.
 *
 * In: the items of chunks, in number order. Out: flag lines and dead letters, counted. Neighbours:
 * worker.c before it, the case stage and flag/ as its tools, sink.c behind it. Invariants: read =
 * scanned + seen + dead after each item; every line that is written comes from an item before it in
 * the input. Cost: the case stage, and writing. */
#include "run/turn.h"

#include "base/map.h"
#include "base/time.h"
#include "run/dead.h"
#include "run/doubt.h"
#include "run/glob.h"

#include <stdio.h>

enum { COMMIT_RECORDS = 20000 /* what a kill makes us do again */ };
enum { WRITE_BYTES = 64 << 10 /* lines wait until there are so many, unless --line-buffered */ };

enum { TAIL_BYTES = 4096 };

/* The bytes before the position are as they were: the file of before, perhaps longer now. */
static bool is_same_input(const wv_run_options *o, const wv_state_position *p)
{
    char tail[TAIL_BYTES];
    if (p->input >= o->path_count || p->tail_bytes == 0 || p->tail_bytes > TAIL_BYTES ||
        p->offset < p->tail_bytes)
        return false;
    FILE *f = fopen(o->paths[p->input], "rb");
    bool same = f && fseeko(f, (off_t)(p->offset - p->tail_bytes), SEEK_SET) == 0 &&
                fread(tail, 1, p->tail_bytes, f) == p->tail_bytes &&
                wv_hash64(tail, p->tail_bytes) == p->tail_hash;
    if (f) fclose(f);
    return same;
}

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

wv_rc wv_turn_init(wv_turn *t, const wv_run_options *o, wv_run_stats *stats, wv_err *err)
{
    *t = (wv_turn){.options = o, .stats = stats};
    if (!wv_run_stats_inputs(stats, o->path_count)) return no_memory(err);
    wv_flag_options flags = {.pack = o->pack, .unit = o->unit, .all = o->all};
    wv_cases_options cases = {0};
    if (o->state) {
        cases.store =
            (wv_case_store){o->state,      wv_state_load,    wv_state_append, wv_state_next,
                            wv_state_wait, wv_state_waiting, wv_state_tally,  wv_state_replace};
        cases.warm_bytes = o->case_bytes;
        t->now = t->where = wv_state_where(o->state);
        t->skips = o->resumes && t->where.known && is_same_input(o, &t->where);
    }
    wv_diags diags;
    wv_diags_init(&diags);
    wv_rc rc = wv_cases_new(o->pack, &cases, &t->cases, &diags, err);
    wv_diags_done(&diags); /* `check` shows them; a pack that got here has passed it */
    if (rc == WV_OK) rc = wv_flag_writer_init(&t->writer, &flags);
    if (rc == WV_OK) rc = wv_shadow_init(&t->shadow, o);
    return rc;
}

void wv_turn_done(wv_turn *t)
{
    wv_cases_free(t->cases);
    wv_flag_writer_done(&t->writer);
    wv_shadow_done(&t->shadow);
    wv_buf_done(&t->lines);
    wv_buf_done(&t->passed);
    wv_buf_done(&t->dead_lines);
}

void wv_turn_note(wv_turn *t, const wv_err *err)
{
    if (wv_rc_exit(err->rc) > wv_rc_exit(t->worst)) t->worst = err->rc;
    if (t->options->notice) t->options->notice(t->options->ctx, err);
}

/* A dead-letter file that cannot be written is told and remembered; the other records go on. */
static void flush_dead(wv_turn *t)
{
    wv_err err;
    wv_sink *sink = t->options->dead;
    if (t->dead_lines.n == 0 || sink->failed) {
        wv_buf_clear(&t->dead_lines);
        return;
    }
    wv_rc rc = WV_OK;
    if (!wv_sink_is_open(sink))
        rc = t->options->resumes
                 ? wv_sink_open_at(sink, t->options->dead_path, 0600, t->where.dead_bytes, &err)
                 : wv_sink_open(sink, t->options->dead_path, 0600, &err);
    if (rc == WV_OK) rc = wv_sink_write(sink, t->dead_lines.p, t->dead_lines.n, &err);
    if (rc) {
        sink->failed = rc;
        wv_turn_note(t, &err);
    }
    wv_buf_clear(&t->dead_lines);
}

static wv_rc flush_lines(wv_turn *t, wv_err *err)
{
    if (t->lines.failed || t->dead_lines.failed) return no_memory(err);
    flush_dead(t);
    const wv_run_options *o = t->options;
    const wv_buf *out = &t->lines;
    wv_rc rc = WV_OK;
    wv_buf_clear(&t->passed);
    if (o->pass && out->n) {
        rc = o->pass(o->ctx, (wv_str){out->p, (uint32_t)out->n}, &t->passed, err);
        out = &t->passed;
        if (rc == WV_OK && out->failed) rc = no_memory(err);
    }
    if (rc == WV_OK && out->n) rc = wv_sink_write(o->out, out->p, out->n, err);
    wv_buf_clear(&t->lines);
    return rc;
}

/* Where and why, never what. */
static void tell_dead(wv_turn *t, const wv_worker *w, const wv_item *item)
{
    wv_err err;
    if (!t->options->notice) return;
    wv_err_set(&err, WV_E_RECORD, "line %llu, column %llu: dead record (%s): %s",
               (unsigned long long)item->line, (unsigned long long)item->dead.column,
               wv_dead_word(item->dead.reason), item->dead.message);
    wv_err_path(&err, w->chunk.path, item->offset + item->dead.offset);
    t->options->notice(t->options->ctx, &err);
}

static void take_dead(wv_turn *t, const wv_worker *w, const wv_item *item)
{
    t->stats->dead++;
    tell_dead(t, w, item);
    if (t->options->dead) wv_dead_write(&t->dead_lines, &w->chunk, item);
}

/* --fail-on, and the counts by severity. */
static void count_findings(wv_turn *t, const wv_finding *list, uint32_t n)
{
    const wv_run_fail_on *f = &t->options->fail_on;
    for (uint32_t i = 0; i < n; i++) {
        if (!wv_finding_is_live(&t->writer, &list[i])) continue;
        wv_str signal = t->options->pack->rules[list[i].rule].signal;
        t->stats->findings++;
        t->stats->by_severity[list[i].severity > 5 ? 5 : list[i].severity]++;
        if (f->severity >= 0 && list[i].severity >= f->severity) t->stats->matched = true;
        if (f->glob && wv_glob_matches(f->glob, signal)) t->stats->matched = true;
    }
}

static void write_alert(wv_turn *t, const wv_alert *a)
{
    const wv_run_fail_on *f = &t->options->fail_on;
    t->stats->alerts++;
    if (f->severity >= 0 && a->triage >= wv_triage_of((unsigned)f->severity))
        t->stats->matched = true;
    if (f->glob && wv_glob_matches(f->glob, a->pattern)) t->stats->matched = true;
    if (a->triage >= t->options->only) wv_flag_write_alert(&t->writer, &t->lines, a);
}

/* Only who was given a line is told that it fell: `--only now` is read by a 24-hour desk. */
static bool was_given(const wv_turn *t, const wv_revision *v)
{
    bool shown = v->of == WV_REVISION_OF_ALERT || t->options->all ||
                 wv_finding_is_live(&t->writer, &v->flag.finding);
    return shown && v->triage >= t->options->only;
}

/* What a case raised, in the order: late flags, alerts, revisions. */
static void write_raised(wv_turn *t, const wv_case_result *r)
{
    for (uint32_t i = 0; i < r->flag_count; i++) {
        const wv_late_flag *late = &r->flags[i];
        count_findings(t, &late->finding, 1);
        if (wv_triage_of(late->finding.severity) < t->options->only) continue;
        size_t before = t->lines.n;
        wv_flag_write_late(&t->writer, &t->lines, late);
        t->stats->flags += t->lines.n > before;
    }
    for (uint32_t i = 0; i < r->alert_count; i++) write_alert(t, &r->alerts[i]);
    for (uint32_t i = 0; i < r->revision_count; i++) {
        if (!was_given(t, &r->revisions[i])) continue;
        t->stats->revisions++;
        wv_flag_write_revision(&t->writer, &t->lines, &r->revisions[i]);
    }
}

static void count_record(wv_turn *t, const wv_record *r)
{
    wv_run_stats *s = t->stats;
    s->scanned++;
    s->by_kind[r->kind]++;
    s->degraded += r->degraded != 0;
    if (r->kind == WV_KIND_EVENT && !wv_event_type_is_known(r->type))
        wv_tally_add(s, &s->unknown_types, r->type, 1);
}

/* Seen before counts too: a night that was killed and done again is no silent source. */
static void count_source(wv_turn *t, const wv_record *r)
{
    if (r->source.n) t->stats->by_source[wv_organisation_of(r->source)]++;
}

/* A booking that contradicts another one is taken, and never in silence. */
static void tell_doubt(wv_turn *t, const wv_worker *w, const wv_item *item, wv_known_persons known)
{
    wv_err err;
    const char *doubt = wv_doubt_of(&item->record, known);
    if (!doubt) return;
    t->stats->doubtful++;
    if (!t->options->notice) return;
    wv_err_set(&err, WV_E_RECORD, "line %llu: doubtful: %s", (unsigned long long)item->line, doubt);
    wv_err_path(&err, w->chunk.path, item->offset);
    t->options->notice(t->options->ctx, &err);
}

/* "Samira belde": who Samira is may stand in an earlier record, which the scan of this one did not
 * see. Then its text is read again, with what the case knows. Its findings are the scratch's own
 * until the next. */
static wv_rc read_in_case(wv_turn *t, wv_worker *w, wv_item *item, wv_err *err)
{
    wv_person persons[WV_CASE_PERSONS_MAX];
    wv_known_persons known = {persons, wv_cases_persons(t->cases, persons)};
    tell_doubt(t, w, item, known);
    if (!wv_named_differs(&item->record, known)) return WV_OK;
    wv_rc rc = wv_scan_record_in_case(w->scratch, &item->record, known, &item->findings, err);
    if (rc || !w->shadow) return rc;
    return wv_scan_record_in_case(w->shadow, &item->record, known, &item->shadow, err);
}

static wv_rc take_record(wv_turn *t, wv_worker *w, wv_item *item, wv_err *err)
{
    wv_case_voice voice = {t->cases, &item->record};
    wv_findings *found = &item->findings;
    wv_case_result result;
    count_record(t, &item->record);
    wv_rc rc = read_in_case(t, w, item, err);
    if (rc) return rc;
    wv_scan_resolve(w->scratch, &item->record, wv_cases_role, &voice, found);
    if (w->shadow) wv_scan_resolve(w->shadow, &item->record, wv_cases_role, &voice, &item->shadow);
    rc = wv_cases_take(t->cases, &item->record, found->items, found->count, &result, err);
    if (rc) return rc;
    count_findings(t, found->items, found->count);
    count_findings(t, result.findings, result.finding_count);
    wv_flag_input in = {.record = &item->record,
                        .raised_at = result.raised_at,
                        .own = found->items,
                        .own_count = found->count,
                        .from_case = result.findings,
                        .from_case_count = result.finding_count,
                        .truncated = found->truncated,
                        .beyond_horizon = result.beyond_horizon};
    if (wv_flag_triage(&t->writer, &in) >= t->options->only)
        t->stats->flags += wv_flag_write(&t->writer, &t->lines, &in);
    wv_shadow_take(&t->shadow, &item->record, result.raised_at, &item->shadow);
    write_raised(t, &result);
    return WV_OK;
}

/* What came late and had to wait (case/arrears.c) is told at the latest here. */
static wv_rc settle(wv_turn *t, wv_err *err)
{
    wv_case_result result;
    for (bool more = true; more;) {
        wv_rc rc = wv_cases_settle(t->cases, &result, &more, err);
        if (rc) return rc;
        write_raised(t, &result);
    }
    return WV_OK;
}

static wv_rc wait_all(wv_turn *t, wv_time at, wv_err *err)
{
    wv_case_result result;
    wv_rc rc = settle(t, err);
    for (bool more = true; more && rc == WV_OK;) {
        rc = wv_cases_as_of(t->cases, at, &result, &more, err);
        if (rc == WV_OK) write_raised(t, &result);
    }
    return rc;
}

/* A clock that names no case moves the time of all cases that are known by then. */
static wv_rc move_clock(wv_turn *t, const wv_record *r, wv_err *err)
{
    wv_time at = r->received_at.known ? r->received_at : r->occurred_at;
    if (r->kind != WV_KIND_EVENT || r->case_id.n || !wv_str_is(r->type, "clock")) return WV_OK;
    for (uint32_t i = 0; i < r->attr_count; i++) {
        const wv_attr *a = &r->attrs[i];
        if (!wv_str_is(a->name, "at") || a->value.type != WV_VALUE_STRING) continue;
        wv_time told;
        if (wv_time_parse(a->value.string, at.offset_seconds, &told, NULL) == WV_OK) at = told;
    }
    return at.known ? wait_all(t, at, err) : WV_OK;
}

static wv_rc take_item(wv_turn *t, wv_worker *w, wv_item *item, wv_err *err)
{
    wv_case_outcome outcome;
    t->stats->read++;
    if (item->is_dead) {
        take_dead(t, w, item);
        return WV_OK;
    }
    wv_rc rc = wv_cases_meet(t->cases, &item->record, &outcome, err);
    if (rc) return rc;
    count_source(t, &item->record);
    switch (outcome) {
    case WV_CASE_SEEN: t->stats->seen++; return WV_OK;
    case WV_CASE_CONFLICT:
        item->dead = (wv_dead){
            WV_DEAD_ID_CONFLICT, 1, 0,
            "this `id` came before in its case with other content, and `rev` is no higher"};
        take_dead(t, w, item);
        return WV_OK;
    case WV_CASE_TAKEN:
    case WV_CASE_ALONE: break;
    }
    rc = take_record(t, w, item, err);
    if (rc == WV_OK) rc = move_clock(t, &item->record, err);
    return rc == WV_OK && wv_cases_must_settle(t->cases) ? settle(t, err) : rc;
}

/* Done and committed by the run that was killed: counted, not written again. */
static bool was_done(const wv_turn *t, uint32_t input, const wv_item *item)
{
    if (!t->skips || input == UINT32_MAX) return false;
    return input < t->where.input || (input == t->where.input && item->offset < t->where.offset);
}

static void count_done(wv_turn *t, const wv_item *item)
{
    t->stats->read++;
    if (item->is_dead) {
        t->stats->dead++;
    } else {
        t->stats->seen++;
        count_source(t, &item->record);
    }
}

/* Number of the chunk's input in the list; UINT32_MAX for a stream, which cannot be gone back in.
 */
static uint32_t input_of(const wv_turn *t, const wv_chunk *chunk)
{
    for (uint32_t i = 0; i < t->options->path_count; i++)
        if (t->options->paths[i] == chunk->path && strcmp(chunk->path, "-") != 0) return i;
    return UINT32_MAX;
}

wv_rc wv_turn_commit(wv_turn *t, wv_err *err)
{
    const wv_run_options *o = t->options;
    t->since_commit = 0;
    wv_rc rc = flush_lines(t, err);
    if (rc || !o->resumes) return rc;
    rc = wv_cases_flush(t->cases, err);
    if (rc == WV_OK) rc = wv_sink_sync(o->out, err);
    if (rc == WV_OK && o->dead && wv_sink_is_open(o->dead)) rc = wv_sink_sync(o->dead, err);
    t->now.known = true;
    t->now.out_bytes = o->out->bytes;
    t->now.dead_bytes = o->dead && wv_sink_is_open(o->dead) ? o->dead->bytes : t->where.dead_bytes;
    return rc ? rc : wv_state_commit(o->state, &t->now, err);
}

/* The position never goes back: what was skipped stays done. */
static void move_to(wv_turn *t, uint32_t input, const wv_chunk *chunk)
{
    uint64_t end = chunk->offset + (chunk->line_bytes ? chunk->line_bytes : chunk->n);
    bool before =
        t->skips && (input < t->where.input || (input == t->where.input && end < t->where.offset));
    if (input == UINT32_MAX || before) return;
    t->now.input = input;
    t->now.offset = end;
    t->now.tail_bytes = chunk->line_bytes ? 0 : chunk->n < TAIL_BYTES ? chunk->n : TAIL_BYTES;
    t->now.tail_hash = wv_hash64(chunk->bytes + chunk->n - t->now.tail_bytes, t->now.tail_bytes);
}

static void count_unknown_fields(wv_turn *t, const wv_reader *r)
{
    for (uint32_t i = 0; i < r->unknown.count; i++)
        wv_tally_add(t->stats, &t->stats->unknown_fields, r->unknown.entries[i].key,
                     r->unknown.entries[i].value);
    t->stats->unknown_fields.others += r->unknown_others;
}

/* What a chunk added to the account of the run is its input's. */
static void count_of_input(wv_run_stats *s, uint32_t input, const wv_input_stats *before)
{
    if (input >= s->input_count) return;
    wv_input_stats *i = &s->inputs[input];
    i->read += s->read - before->read;
    i->scanned += s->scanned - before->scanned;
    i->seen += s->seen - before->seen;
    i->dead += s->dead - before->dead;
}

static void look_ahead(const wv_turn *t, const wv_worker *w, uint32_t at)
{
    for (uint32_t d = WV_CASES_AHEAD_MAX; d; d -= WV_CASES_AHEAD_STEP)
        if (at + d < w->count && !w->items[at + d].is_dead)
            wv_cases_ahead(t->cases, &w->items[at + d].record, d);
}

wv_rc wv_turn_take(wv_turn *t, wv_worker *w, wv_err *err)
{
    const wv_run_stats *s = t->stats;
    const wv_input_stats before = {s->read, s->scanned, s->seen, s->dead};
    wv_rc rc = WV_OK;
    count_unknown_fields(t, &w->reader);
    t->stats->empty_lines += w->empty_lines;
    t->stats->bytes += w->chunk.line_bytes ? w->chunk.line_bytes : w->chunk.n;
    uint32_t input = input_of(t, &w->chunk);
    for (uint32_t i = 0; i < w->count && rc == WV_OK; i++) {
        look_ahead(t, w, i);
        if (was_done(t, input, &w->items[i])) {
            count_done(t, &w->items[i]);
            continue;
        }
        rc = take_item(t, w, &w->items[i], err);
        t->since_commit++;
        if (rc == WV_OK && (t->lines.n >= WRITE_BYTES || t->dead_lines.n >= WRITE_BYTES))
            rc = flush_lines(t, err);
    }
    count_of_input(t->stats, input, &before);
    if (rc == WV_OK && t->options->input.line_buffered) rc = flush_lines(t, err);
    if (rc == WV_OK) rc = wv_shadow_flush(&t->shadow, err);
    move_to(t, input, &w->chunk);
    uint32_t every = t->options->commit_records ? t->options->commit_records : COMMIT_RECORDS;
    if (rc == WV_OK && t->since_commit >= every) rc = wv_turn_commit(t, err);
    return rc;
}

wv_rc wv_turn_end(wv_turn *t, wv_err *err)
{
    const wv_run_options *o = t->options;
    wv_rc rc = WV_OK;
    if (o->as_of.known)
        rc = wait_all(t, o->as_of, err);
    else if (!o->more_follows)
        rc = settle(t, err);
    if (rc == WV_OK) rc = flush_lines(t, err);
    return rc ? rc : wv_turn_commit(t, err);
}
