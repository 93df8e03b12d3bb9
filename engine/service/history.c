/* SPDX-License-Identifier: EUPL-1.2 */
/* history.c: manifests and lines of history -> counts.
 *
 * In: JSON. Out: wv_past_run. Neighbours: spool writes, metrics.c and faults.c read. Invariant:
 * both forms carry the same names, so one reader does for both; what is not there is 0. Cost: one
 * line at a time. */
#include "service/history.h"

#include "base/time.h"
#include "read/tape.h"

#include <stdio.h>
#include <unistd.h>

static const struct {
    const char *name;
    size_t at;
} NUMBERS[] = {
#define NUMBER(field)                                                                              \
    {                                                                                              \
#field, offsetof(wv_past_run, field)                                                       \
    }
    NUMBER(read),  NUMBER(scanned), NUMBER(seen),  NUMBER(dead),  NUMBER(unknown),
    NUMBER(flags), NUMBER(alerts),  NUMBER(bytes), NUMBER(files), NUMBER(dead_files),
#undef NUMBER
};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof *NUMBERS };

static uint64_t *number_at(wv_past_run *r, int i)
{
    return (uint64_t *)(void *)((char *)r + NUMBERS[i].at);
}

static int64_t read_time(const wv_json *j, const char *key)
{
    wv_time t;
    wv_str text = wv_tape_text(j, 0, key);
    return text.n && wv_time_parse(text, 0, &t, NULL) == WV_OK ? t.seconds : 0;
}

static void read_sources(const wv_json *j, wv_past_run *r)
{
    uint32_t at = wv_tape_member(j, 0, "sources");
    if (!wv_tape_is(j, at, WV_JSON_OBJECT)) return;
    for (int i = 0; i < WV_ORGANISATION_COUNT; i++)
        r->by_source[i] = (uint64_t)wv_tape_number(j, at, wv_organisation_name((wv_organisation)i));
}

/* `counts` is the object that holds the numbers: the line itself, or a manifest's account. */
static void read_counts(const wv_json *j, uint32_t counts, wv_past_run *r)
{
    for (int i = 0; i < NUMBER_COUNT; i++)
        *number_at(r, i) = (uint64_t)wv_tape_number(j, counts, NUMBERS[i].name);
    r->stopped = wv_tape_is_set(j, counts, "stopped");
}

static void read_head(const wv_json *j, wv_past_run *r)
{
    wv_str run = wv_tape_text(j, 0, "run");
    snprintf(r->run, sizeof r->run, "%.*s", (int)run.n, run.p);
    r->started = read_time(j, "started_at");
    r->ended = read_time(j, "ended_at");
    r->exit = (int)wv_tape_number(j, 0, "exit");
    r->crashed = wv_tape_is_set(j, 0, "crashed");
    read_sources(j, r);
}

/* Sum of the numbers of an object. */
static uint64_t sum_of(const wv_json *j, uint32_t at)
{
    uint64_t sum = 0;
    int64_t value;
    if (!wv_tape_is(j, at, WV_JSON_OBJECT)) return 0;
    for (uint32_t i = 0, key = at + 1; i < j->values[at].count; i++) {
        if (wv_json_integer(j->values[key + 1].text, &value) && value > 0) sum += (uint64_t)value;
        key = j->values[key + 1].next;
    }
    return sum;
}

static void read_guards(const wv_json *j, wv_past_run *r)
{
    uint32_t canary = wv_tape_member(j, 0, "canary"), box = wv_tape_member(j, 0, "sandbox");
    r->canary = -1;
    if (wv_tape_is(j, canary, WV_JSON_OBJECT))
        r->canary = wv_tape_number(j, canary, "records") > 0 &&
                    wv_tape_number(j, canary, "flagged") >= wv_tape_number(j, canary, "records");
    if (!wv_tape_is(j, box, WV_JSON_OBJECT)) return;
    r->fenced_files = wv_tape_is_set(j, box, "files");
    r->fenced_calls = wv_tape_is_set(j, box, "calls");
}

/* Nothing of it could be used: it could not be read at all, or all its records are dead. */
static bool is_dead(const wv_json *j, uint32_t input)
{
    int64_t read = wv_tape_number(j, input, "read"), dead = wv_tape_number(j, input, "dead");
    return !wv_tape_is_set(j, input, "sha256") || (read > 0 && dead == read);
}

static void read_inputs(const wv_json *j, wv_past_run *r, bool *dead, uint32_t count)
{
    uint32_t list = wv_tape_member(j, 0, "inputs");
    if (!wv_tape_is(j, list, WV_JSON_ARRAY)) return;
    r->files = j->values[list].count;
    for (uint32_t i = 0, at = list + 1; i < r->files; i++, at = j->values[at].next) {
        bool is = r->crashed || is_dead(j, at);
        if (i < count) dead[i] = is;
        r->dead_files += is;
    }
}

typedef struct manifest_reader {
    wv_past_run *out;
    bool *dead;
    uint32_t count;
    bool found;
} manifest_reader;

static wv_rc take_manifest(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    manifest_reader *m = ctx;
    wv_arena arena;
    wv_json json;
    wv_json_error error;
    (void)number;
    wv_arena_init(&arena);
    wv_json_init(&json, &arena);
    wv_rc rc = wv_json_parse(&json, line, &error);
    m->found = rc == WV_OK && wv_str_is(wv_tape_text(&json, 0, "type"), "manifest");
    if (m->found) {
        uint32_t account = wv_tape_member(&json, 0, "account");
        read_head(&json, m->out);
        if (wv_tape_is(&json, account, WV_JSON_OBJECT)) {
            read_counts(&json, account, m->out);
            m->out->unknown = sum_of(&json, wv_tape_member(&json, account, "unknown_fields")) +
                              (uint64_t)wv_tape_number(&json, account, "unknown_fields_others");
        }
        read_inputs(&json, m->out, m->dead, m->count);
        read_guards(&json, m->out);
    }
    wv_json_done(&json);
    wv_arena_done(&arena);
    return m->found ? WV_OK : wv_err_set(err, WV_E_CORRUPT, "is no manifest of a run");
}

wv_rc wv_past_run_of_manifest(const char *path, wv_past_run *out, bool *dead, uint32_t count,
                              wv_err *err)
{
    manifest_reader m = {out, dead, count, false};
    *out = (wv_past_run){.canary = -1};
    wv_rc rc = wv_tape_lines(path, take_manifest, &m, err);
    if (rc == WV_OK && !m.found) rc = wv_err_set(err, WV_E_CORRUPT, "is no manifest of a run");
    if (rc) wv_err_path(err, path, UINT64_MAX);
    return rc;
}

static void put_time(wv_buf *b, const char *key, int64_t seconds)
{
    wv_buf_format(b, ",\"%s\":\"", key);
    wv_time_write(b, (wv_time){.seconds = seconds, .known = true, .has_clock = true});
    wv_buf_byte(b, '"');
}

void wv_past_run_write(wv_buf *b, const wv_past_run *r)
{
    wv_past_run copy = *r;
    bool first = true;
    wv_buf_format(b, "{\"run\":\"%s\"", r->run);
    put_time(b, "started_at", r->started);
    put_time(b, "ended_at", r->ended);
    wv_buf_format(b, ",\"exit\":%d", r->exit);
    for (int i = 0; i < NUMBER_COUNT; i++)
        wv_buf_format(b, ",\"%s\":%llu", NUMBERS[i].name, (unsigned long long)*number_at(&copy, i));
    if (r->crashed) wv_buf_text(b, ",\"crashed\":true");
    wv_buf_format(b, ",\"canary\":%d,\"sources\":{", r->canary);
    for (int i = 0; i < WV_ORGANISATION_COUNT; i++) {
        if (!r->by_source[i]) continue;
        wv_buf_format(b, "%s\"%s\":%llu", first ? "" : ",",
                      wv_organisation_name((wv_organisation)i),
                      (unsigned long long)r->by_source[i]);
        first = false;
    }
    wv_buf_text(b, "}}\n");
}

typedef struct history_reader {
    void (*take)(void *ctx, const wv_past_run *run);
    void *ctx;
    uint64_t *damaged;
    wv_arena arena;
    wv_json json;
} history_reader;

static wv_rc take_line(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    history_reader *h = ctx;
    wv_json_error error;
    wv_past_run run = {.canary = -1};
    (void)number;
    (void)err;
    wv_arena_reset(&h->arena);
    if (wv_json_parse(&h->json, line, &error) != WV_OK || wv_tape_text(&h->json, 0, "run").n == 0) {
        ++*h->damaged;
        return WV_OK;
    }
    read_head(&h->json, &run);
    read_counts(&h->json, 0, &run);
    run.canary = (int)wv_tape_number(&h->json, 0, "canary");
    h->take(h->ctx, &run);
    return WV_OK;
}

wv_rc wv_history_read(const char *path, void (*take)(void *ctx, const wv_past_run *run), void *ctx,
                      uint64_t *damaged, wv_err *err)
{
    history_reader h = {.take = take, .ctx = ctx, .damaged = damaged};
    *damaged = 0;
    if (access(path, F_OK) != 0) return WV_OK;
    wv_arena_init(&h.arena);
    wv_json_init(&h.json, &h.arena);
    wv_rc rc = wv_tape_lines(path, take_line, &h, err);
    wv_json_done(&h.json);
    wv_arena_done(&h.arena);
    return rc;
}
