/* SPDX-License-Identifier: EUPL-1.2 */
/* api.c: the C API (waakvlam.h) over the stages: read, scan, resolve, flag; one record at a time,
 * without cases.
 *
 * In: records in memory. Out: findings and flag lines. Neighbours: the same stages as the pipeline,
 * in the same order. Invariants: nothing of the inside shows in the header; a scanner is marked in
 * use while it works, so that a mistake with threads is a status and no crash. Cost: a scan, and a
 * copy of the record. */
#include "waakvlam.h"

#include "flag/flag.h"
#include "read/reader.h"
#include "scan/scan.h"

#include <stdatomic.h>
#include <stdio.h>

struct wv_rules {
    wv_frozen *pack;
    wv_arena strings;
    const char *name, *version;
    const char **signals, **names, **titles; /* by rule, NUL-terminated */
};

struct wv_scanner {
    const wv_rules *rules;
    wv_scratch *scratch;
    wv_reader reader;
    wv_flag_writer writer;
    wv_record record;
    wv_findings findings;
    wv_buf input, line;
    wv_arena strings; /* of the last scan's hits */
    const char **actors, **targets, **filters;
    atomic_flag busy;
};

#define SAME(status, rc) _Static_assert((int)(status) == (int)(rc), "one numbering of results")
SAME(WV_STATUS_NO_MEMORY, WV_E_NOMEM);
SAME(WV_STATUS_INTERNAL, WV_E_INTERNAL);
SAME(WV_STATUS_USAGE, WV_E_USAGE);
SAME(WV_STATUS_NO_INPUT, WV_E_NOINPUT);
SAME(WV_STATUS_IO, WV_E_IO);
SAME(WV_STATUS_LIMIT, WV_E_LIMIT);
SAME(WV_STATUS_RECORD, WV_E_RECORD);
SAME(WV_STATUS_PACK, WV_E_PACK);
SAME(WV_STATUS_YAML, WV_E_YAML);
SAME(WV_STATUS_VERSION, WV_E_VERSION);
SAME(WV_STATUS_BUSY, WV_E_BUSY);
SAME(WV_HIT_THIRD_PARTY, WV_LABEL_THIRD_PARTY);
SAME(WV_HIT_NEGATED, WV_LABEL_NEGATED);
SAME(WV_HIT_SPANS_MAX, WV_SPANS_MAX);

static wv_status problem_set(wv_problem *p, wv_status status, const char *message)
{
    if (!p) return status;
    *p = (wv_problem){.status = status};
    snprintf(p->message, sizeof p->message, "%s", message);
    return status;
}

static wv_status no_memory(wv_problem *p)
{
    return problem_set(p, WV_STATUS_NO_MEMORY, "out of memory");
}

static wv_status usage(wv_problem *p)
{
    return problem_set(p, WV_STATUS_USAGE, "an argument is NULL");
}

const char *wv_status_text(wv_status status)
{
    return wv_rc_text((wv_rc)status);
}

const char *wv_library_version(void)
{
    return WV_VERSION;
}

const char *wv_library_schema(void)
{
    return WV_FLAG_SCHEMA;
}

/* ---- rules ---- */

/* Copies a string with its NUL; false when out of memory. */
static bool keep(wv_arena *a, wv_str s, const char **out)
{
    wv_str copy = wv_arena_str(a, s);
    *out = copy.p;
    return copy.p != NULL;
}

static bool keep_rule_strings(wv_rules *r)
{
    const wv_frozen *p = r->pack;
    size_t bytes = p->rule_count * sizeof(const char *);
    r->signals = wv_arena_alloc(&r->strings, bytes);
    r->names = wv_arena_alloc(&r->strings, bytes);
    r->titles = wv_arena_alloc(&r->strings, bytes);
    bool good = r->signals && r->names && r->titles;
    for (uint32_t i = 0; good && i < p->rule_count; i++)
        good = keep(&r->strings, p->rules[i].signal, &r->signals[i]) &&
               keep(&r->strings, p->rules[i].name, &r->names[i]) &&
               keep(&r->strings, p->rules[i].title, &r->titles[i]);
    return good && keep(&r->strings, p->name, &r->name) &&
           keep(&r->strings, p->version, &r->version);
}

/* The first complaint as `file:line:column: error...`, the others are for `waakvlam check`. */
static void first_complaint(const wv_diags *diags, const wv_err *err, wv_rc rc, wv_problem *problem)
{
    wv_buf text;
    wv_buf_init(&text);
    wv_diags_print(diags, &text);
    const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;
    problem_set(problem, (wv_status)rc, err->message[0] ? err->message : wv_rc_text(rc));
    if (problem && end && !text.failed)
        snprintf(problem->message, sizeof problem->message, "%.*s", (int)(end - text.p), text.p);
    wv_buf_done(&text);
}

wv_status wv_rules_open(const char *path, wv_rules **out, wv_problem *problem)
{
    wv_diags diags;
    wv_err err = {0};
    if (!path || !out) return usage(problem);
    *out = NULL;
    wv_rules *r = wv_mem_new(sizeof *r);
    if (!r) return no_memory(problem);
    wv_arena_init(&r->strings);
    wv_diags_init(&diags);
    wv_rc rc = wv_pack_open(path, &r->pack, &diags, &err);
    if (rc) first_complaint(&diags, &err, rc, problem);
    wv_diags_done(&diags);
    if (rc == WV_OK && !keep_rule_strings(r)) rc = (wv_rc)no_memory(problem);
    if (rc)
        wv_rules_close(r);
    else
        *out = r;
    return (wv_status)rc;
}

void wv_rules_close(wv_rules *r)
{
    if (!r) return;
    if (r->pack) wv_frozen_free(r->pack);
    wv_arena_done(&r->strings);
    wv_mem_free(r);
}

const char *wv_rules_name(const wv_rules *r)
{
    return r ? r->name : NULL;
}

const char *wv_rules_version(const wv_rules *r)
{
    return r ? r->version : NULL;
}

const char *wv_rules_sha256(const wv_rules *r)
{
    return r ? r->pack->sha256_hex : NULL;
}

size_t wv_rules_count(const wv_rules *r)
{
    return r ? r->pack->rule_count : 0;
}

/* ---- scanner ---- */

wv_status wv_scanner_new(const wv_rules *rules, wv_scanner **out, wv_problem *problem)
{
    wv_err err = {0};
    wv_reader_options reader = {0};
    if (!rules || !out) return usage(problem);
    *out = NULL;
    wv_scanner *s = wv_mem_new(sizeof *s);
    if (!s) return no_memory(problem);
    wv_flag_options flags = {.pack = rules->pack};
    s->rules = rules;
    wv_reader_init(&s->reader, &reader);
    wv_arena_init(&s->strings);
    atomic_flag_clear(&s->busy);
    wv_rc rc = wv_flag_writer_init(&s->writer, &flags);
    if (rc == WV_OK) rc = wv_scratch_new(rules->pack, &s->scratch, &err);
    if (rc) {
        problem_set(problem, (wv_status)rc, err.message[0] ? err.message : wv_rc_text(rc));
        wv_scanner_free(s);
        return (wv_status)rc;
    }
    *out = s;
    return WV_STATUS_OK;
}

void wv_scanner_free(wv_scanner *s)
{
    if (!s) return;
    wv_scratch_free(s->scratch);
    wv_reader_done(&s->reader);
    wv_flag_writer_done(&s->writer);
    wv_buf_done(&s->input);
    wv_buf_done(&s->line);
    wv_arena_done(&s->strings);
    wv_mem_free(s);
}

/* Without a case, a role is what the record itself says. */
static wv_role role_in_record(void *ctx, wv_str ref)
{
    const wv_record *r = ctx;
    for (uint32_t i = 0; i < r->person_count; i++)
        if (wv_str_eq(r->persons[i].ref, ref)) return r->persons[i].role;
    return WV_ROLE_UNKNOWN;
}

static bool keep_or_null(wv_arena *a, wv_str s, const char **out)
{
    *out = NULL;
    return s.n == 0 || keep(a, s, out);
}

static bool keep_hit_strings(wv_scanner *s)
{
    size_t bytes = s->findings.count * sizeof(const char *);
    s->actors = wv_arena_alloc(&s->strings, bytes);
    s->targets = wv_arena_alloc(&s->strings, bytes);
    s->filters = wv_arena_alloc(&s->strings, bytes);
    bool good = s->actors && s->targets && s->filters;
    for (uint32_t i = 0; good && i < s->findings.count; i++) {
        const wv_finding *f = &s->findings.items[i];
        good = keep_or_null(&s->strings, f->actor, &s->actors[i]) &&
               keep_or_null(&s->strings, f->target, &s->targets[i]) &&
               keep_or_null(&s->strings, f->suppressed_by, &s->filters[i]);
    }
    return good;
}

static wv_status dead_record(const wv_dead *dead, wv_problem *p)
{
    problem_set(p, WV_STATUS_RECORD, dead->message);
    if (!p) return WV_STATUS_RECORD;
    snprintf(p->message, sizeof p->message, "%s: %s", wv_dead_word(dead->reason), dead->message);
    p->column = dead->column;
    p->offset = dead->offset;
    return WV_STATUS_RECORD;
}

/* From bytes in s->input to resolved findings. */
static wv_status scan_input(wv_scanner *s, bool json, wv_problem *problem)
{
    wv_dead dead;
    wv_err err = {0};
    wv_str input = {s->input.p, (uint32_t)s->input.n};
    wv_rc rc = json ? wv_reader_record(&s->reader, input, &s->record, &dead)
                    : wv_reader_text(&s->reader, WV_STR("text"), input, &s->record, &dead);
    if (rc == WV_E_RECORD) return dead_record(&dead, problem);
    if (rc == WV_OK) rc = wv_scan_record(s->scratch, &s->record, &s->findings, &err);
    if (rc) {
        s->findings = (wv_findings){0};
        return problem_set(problem, (wv_status)rc, err.message[0] ? err.message : wv_rc_text(rc));
    }
    wv_scan_resolve(s->scratch, &s->record, role_in_record, &s->record, &s->findings);
    if (keep_hit_strings(s)) return WV_STATUS_OK;
    s->findings = (wv_findings){0};
    return no_memory(problem);
}

static wv_status scan(wv_scanner *s, const char *bytes, size_t n, bool json, wv_problem *problem)
{
    if (!s || (!bytes && n)) return usage(problem);
    if (atomic_flag_test_and_set(&s->busy))
        return problem_set(problem, WV_STATUS_BUSY, "the scanner is in use by another thread");
    wv_status status = WV_STATUS_LIMIT;
    s->findings = (wv_findings){0};
    wv_reader_reset(&s->reader);
    wv_arena_reset(&s->strings);
    wv_buf_clear(&s->input);
    wv_buf_clear(&s->line);
    if (n > WV_JSON_BYTES_MAX)
        problem_set(problem, status, "longer than 64 MiB");
    else {
        wv_buf_add(&s->input, bytes, n);
        status = s->input.failed ? no_memory(problem) : scan_input(s, json, problem);
    }
    atomic_flag_clear(&s->busy);
    return status;
}

wv_status wv_scanner_scan_json(wv_scanner *s, const char *json, size_t bytes, wv_problem *problem)
{
    return scan(s, json, bytes, true, problem);
}

wv_status wv_scanner_scan_text(wv_scanner *s, const char *text, size_t bytes, wv_problem *problem)
{
    return scan(s, text, bytes, false, problem);
}

/* ---- what was found ---- */

static void copy_spans(const wv_scanner *s, const wv_finding *f, wv_hit *out)
{
    wv_offsets offsets;
    wv_offsets_init(&offsets, WV_OFFSET_CODE_POINTS);
    bool counted = wv_offsets_begin(&offsets, s->record.text);
    out->span_count = f->span_count < WV_SPANS_MAX ? f->span_count : WV_SPANS_MAX;
    for (uint32_t i = 0; i < out->span_count; i++) {
        wv_span at = f->spans[i];
        out->spans[i] = (wv_hit_span){.start_byte = at.start, .end_byte = at.end};
        if (!counted) continue; /* out of memory: bytes are all there is */
        out->spans[i].start = wv_offsets_at(&offsets, at.start);
        out->spans[i].end = wv_offsets_at(&offsets, at.end);
    }
    wv_offsets_done(&offsets);
}

bool wv_scanner_hit(const wv_scanner *s, size_t index, wv_hit *out)
{
    if (!s || !out || index >= s->findings.count) return false;
    const wv_finding *f = &s->findings.items[index];
    *out = (wv_hit){.signal = s->rules->signals[f->rule],
                    .rule = s->rules->names[f->rule],
                    .title = s->rules->titles[f->rule],
                    .actor = s->actors[index],
                    .target = s->targets[index],
                    .suppressed_by = s->filters[index],
                    .severity = f->severity,
                    .labels = f->labels,
                    .inferred = f->basis == WV_BASIS_INFERRED,
                    .dropped = f->dropped,
                    .live = wv_finding_is_live(&s->writer, f),
                    .incomplete = f->incomplete};
    copy_spans(s, f, out);
    return true;
}

const char *wv_scanner_flag(wv_scanner *s, size_t *bytes)
{
    if (!s || s->findings.count == 0) return NULL;
    wv_flag_input in = {.record = &s->record,
                        .raised_at = s->record.received_at,
                        .own = s->findings.items,
                        .own_count = s->findings.count,
                        .truncated = s->findings.truncated};
    wv_buf_clear(&s->line);
    if (!wv_flag_write(&s->writer, &s->line, &in)) return NULL;
    wv_buf_byte(&s->line, '\0');
    if (s->line.failed) return NULL;
    if (bytes) *bytes = s->line.n - 1;
    return s->line.p;
}
