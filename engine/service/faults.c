/* SPDX-License-Identifier: EUPL-1.2 */
/* faults.c: a history of runs -> what is wrong now.
 *
 * In: history.ndjson. Out: faults. Neighbours: cli/monitor_faults.c tells them. Invariants: the
 * same history and moment give the same faults; nothing is a fault that a quiet feed of a few
 * records a day shows by chance: each rule has a floor below which it says nothing. Cost: one pass;
 * 40 bytes a run and source. */
#include "service/faults.h"

#include "base/time.h"
#include "read/tape.h"
#include "run/sink.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Volume: the last period beside the median of the eight before it. A fall to under a quarter of at
 * least twenty is not chance: of a Poisson count with mean 20, four or fewer come once in 60,000.
 */
enum { PERIODS = 8, PERIODS_MIN = 3, VOLUME_MIN = 20, VOLUME_PART = 4 };
/* Shares: the last run beside all runs of the thirty days before it. */
enum { BASE_SECONDS = 30 * 86400, JUMP_MIN = 5, JUMP_TIMES = 4 };

typedef struct look {
    const wv_expectation *expected;
    int64_t now;
    uint64_t runs;
    wv_past_run last;
    int64_t heard[WV_ORGANISATION_COUNT];                /* when it last sent something; 0: never */
    int64_t first[WV_ORGANISATION_COUNT];                /* and when first */
    uint64_t volume[WV_ORGANISATION_COUNT][PERIODS + 1]; /* 0: the last period */
    uint64_t base_read, base_dead, base_unknown;
    wv_past_run *recent; /* of the thirty days; owned */
    uint32_t recent_count, recent_capacity;
    bool failed;
} look;

void wv_faults_add(wv_faults *f, const char *key, int64_t since, const char *format, ...)
{
    va_list args;
    if (f->count == WV_FAULTS_MAX) return;
    wv_fault *x = &f->items[f->count++];
    snprintf(x->key, sizeof x->key, "%s", key);
    x->since = since;
    va_start(args, format);
    vsnprintf(x->text, sizeof x->text, format, args);
    va_end(args);
}

const wv_fault *wv_faults_find(const wv_faults *f, const char *key)
{
    for (uint32_t i = 0; i < f->count; i++)
        if (strcmp(f->items[i].key, key) == 0) return &f->items[i];
    return NULL;
}

/* --- one run after another ----------------------------------------------------------------------
 */

static void count_source(look *l, const wv_past_run *r, int i)
{
    int64_t length = l->expected->silent_seconds[i];
    if (!r->by_source[i]) return;
    if (r->ended > l->heard[i]) l->heard[i] = r->ended;
    if (!l->first[i] || r->ended < l->first[i]) l->first[i] = r->ended;
    int64_t ago = length > 0 && r->ended <= l->now ? (l->now - r->ended) / length : PERIODS + 1;
    if (ago <= PERIODS) l->volume[i][ago] += r->by_source[i];
}

static void take_run(void *ctx, const wv_past_run *r)
{
    look *l = ctx;
    l->runs++;
    for (int i = 0; i < WV_ORGANISATION_COUNT; i++) count_source(l, r, i);
    if (r->ended >= l->last.ended) l->last = *r;
    if (l->now - r->ended > BASE_SECONDS) return;
    if (!wv_mem_grow((void **)&l->recent, &l->recent_capacity, l->recent_count + 1,
                     sizeof *l->recent))
        l->failed = true;
    else
        l->recent[l->recent_count++] = *r;
}

/* --- what is wrong ------------------------------------------------------------------------------
 */

static void name_time(int64_t seconds, char out[32])
{
    wv_buf b;
    wv_buf_init(&b);
    wv_time_write(&b, (wv_time){.seconds = seconds, .known = true, .has_clock = true});
    snprintf(out, 32, "%.*s", (int)b.n, b.p ? b.p : "");
    wv_buf_done(&b);
}

static void name_length(int64_t seconds, char out[32])
{
    if (seconds % 86400 == 0)
        snprintf(out, 32, "%lldd", (long long)(seconds / 86400));
    else if (seconds % 3600 == 0)
        snprintf(out, 32, "%lldh", (long long)(seconds / 3600));
    else
        snprintf(out, 32, "%llds", (long long)seconds);
}

static void judge_silence(const look *l, int i, const char *name, wv_faults *out)
{
    int64_t length = l->expected->silent_seconds[i];
    char key[64], at[32], span[32];
    snprintf(key, sizeof key, "silent:%s", name);
    name_length(length, span);
    name_time(l->heard[i], at);
    if (!l->heard[i])
        wv_faults_add(out, key, l->now, "%s has sent nothing at all; expected every %s", name,
                      span);
    else if (l->now - l->heard[i] > length)
        wv_faults_add(out, key, l->heard[i] + length,
                      "%s is silent: nothing since %s, expected every %s", name, at, span);
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The periods before it began to send are no periods without records. */
static void judge_volume(const look *l, int i, const char *name, wv_faults *out)
{
    int64_t length = l->expected->silent_seconds[i];
    uint64_t before[PERIODS], n = 0;
    char key[64], span[32];
    for (int p = 1; p <= PERIODS; p++)
        if (l->first[i] && l->now - (int64_t)(p + 1) * length >= l->first[i] - length)
            before[n++] = l->volume[i][p];
    if (n < PERIODS_MIN) return;
    qsort(before, n, sizeof *before, by_size);
    uint64_t median = before[n / 2], last = l->volume[i][0];
    if (median < VOLUME_MIN || last == 0 || last * VOLUME_PART >= median) return;
    snprintf(key, sizeof key, "volume:%s", name);
    name_length(length, span);
    wv_faults_add(out, key, l->now, "%s sent %llu records in the last %s, where %llu are usual",
                  name, (unsigned long long)last, span, (unsigned long long)median);
}

/* `count` of `read` records in the last run, against the share of the runs before. */
static bool has_jumped(uint64_t count, uint64_t read, uint64_t base_count, uint64_t base_read)
{
    if (count < JUMP_MIN) return false;
    /* One of a hundred stands in for a past without any, and for no past. */
    double base = base_read ? (double)base_count / (double)base_read : 0;
    double usual = base > 0.01 ? base : 0.01;
    return (double)count / (double)(read ? read : 1) > usual * JUMP_TIMES;
}

static void judge_last(look *l, wv_faults *out)
{
    const wv_past_run *r = &l->last;
    char at[32];
    for (uint32_t i = 0; i < l->recent_count; i++) {
        if (strcmp(l->recent[i].run, r->run) == 0) continue;
        l->base_read += l->recent[i].read;
        l->base_dead += l->recent[i].dead;
        l->base_unknown += l->recent[i].unknown;
    }
    name_time(r->ended, at);
    if (has_jumped(r->dead, r->read, l->base_dead, l->base_read))
        wv_faults_add(out, "dead", r->ended,
                      "%llu of %llu records were dead in the run of %s: out/%s",
                      (unsigned long long)r->dead, (unsigned long long)r->read, at, r->run);
    if (has_jumped(r->unknown, r->read, l->base_unknown, l->base_read))
        wv_faults_add(out, "unknown", r->ended,
                      "%llu unknown fields in %llu records in the run of %s: has a feed changed?",
                      (unsigned long long)r->unknown, (unsigned long long)r->read, at);
    if (r->dead_files)
        wv_faults_add(out, "files", r->ended,
                      "%llu files could not be used in the run of %s: dead/%s",
                      (unsigned long long)r->dead_files, at, r->run);
}

wv_rc wv_faults_of_history(const char *path, const wv_expectation *expected, int64_t now,
                           wv_faults *out, wv_err *err)
{
    look l = {.expected = expected, .now = now};
    uint64_t damaged = 0;
    wv_rc rc = wv_history_read(path, take_run, &l, &damaged, err);
    if (rc == WV_OK && l.failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (int i = 0; rc == WV_OK && i < WV_ORGANISATION_COUNT; i++) {
        const char *name = wv_organisation_name((wv_organisation)i);
        if (!expected->silent_seconds[i]) continue;
        judge_silence(&l, i, name, out);
        judge_volume(&l, i, name, out);
    }
    if (rc == WV_OK && l.runs) judge_last(&l, out);
    if (rc == WV_OK && damaged)
        wv_faults_add(out, "history", now, "%llu lines of the history cannot be read",
                      (unsigned long long)damaged);
    wv_mem_free(l.recent);
    return rc;
}

/* --- what was told ------------------------------------------------------------------------------
 */

static wv_rc take_told(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    wv_faults *f = ctx;
    wv_arena arena;
    wv_json json;
    wv_json_error error;
    (void)number;
    (void)err;
    wv_arena_init(&arena);
    wv_json_init(&json, &arena);
    if (wv_json_parse(&json, line, &error) == WV_OK && f->count < WV_FAULTS_MAX) {
        wv_fault *x = &f->items[f->count++];
        wv_str key = wv_tape_text(&json, 0, "fault"), text = wv_tape_text(&json, 0, "text");
        snprintf(x->key, sizeof x->key, "%.*s", (int)key.n, key.p);
        snprintf(x->text, sizeof x->text, "%.*s", (int)text.n, text.p);
        x->since = wv_tape_number(&json, 0, "since");
    }
    wv_json_done(&json);
    wv_arena_done(&arena);
    return WV_OK; /* a damaged line: the fault is told again, which is the safe side */
}

wv_rc wv_faults_read(const char *path, wv_faults *out, wv_err *err)
{
    *out = (wv_faults){0};
    return access(path, F_OK) == 0 ? wv_tape_lines(path, take_told, out, err) : WV_OK;
}

wv_rc wv_faults_write(const char *path, const wv_faults *f, wv_err *err)
{
    wv_buf b;
    wv_buf_init(&b);
    for (uint32_t i = 0; i < f->count; i++) {
        wv_buf_text(&b, "{\"fault\":");
        wv_buf_json(&b, wv_str_of(f->items[i].key));
        wv_buf_format(&b, ",\"since\":%lld,\"text\":", (long long)f->items[i].since);
        wv_buf_json(&b, wv_str_of(f->items[i].text));
        wv_buf_text(&b, "}\n");
    }
    wv_rc rc = wv_sink_write_file(path, 0600, &b, err);
    wv_buf_done(&b);
    return rc;
}
