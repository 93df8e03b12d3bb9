/* SPDX-License-Identifier: EUPL-1.2 */
/* canary.c: the canary's flight.
 *
 * In: a frozen pack. Out: how many of its records were flagged. Neighbours: run/ scans, cli/scan.c
 * asks. Invariants: every report and message of the canary must be flagged, each under its own id;
 * nothing is written anywhere. The built-in records touch what a broken installation loses first:
 * the word tables (a threat), a split verb and clauses (kneep ... dicht), negation (the leaflet is
 * not asked, the strangulation after "niet" is), roles, and the case stage ("hoi" is a breach of
 * the order only in its case). Cost: one short run; some ms. */
#include "service/canary.h"

#include "read/tape.h"

#include <stdio.h>
#include <unistd.h>

/* A whole feed must fit in a pipe, so that nobody has to read while we write. */
static const char BUILT_IN[] =
    "{\"id\":\"canary-1\",\"case\":\"waakvlam-canary\",\"kind\":\"event\",\"type\":\"case.roles\","
    "\"occurred_at\":\"2026-01-05T09:00:00+01:00\",\"attrs\":{\"A\":\"target\",\"B\":\"other\"}}\n"
    "{\"id\":\"canary-2\",\"case\":\"waakvlam-canary\",\"kind\":\"message\",\"from\":\"B\",\"to\":"
    "\"A\",\"channel\":\"sms\",\"occurred_at\":\"2026-01-05T10:00:00+01:00\","
    "\"text\":\"Ik maak je dood.\"}\n"
    "{\"id\":\"canary-3\",\"case\":\"waakvlam-canary\",\"kind\":\"report\","
    "\"occurred_at\":\"2026-01-06T10:00:00+01:00\","
    "\"text\":\"Verdachte sloeg aangeefster niet, maar kneep wel haar keel dicht.\"}\n"
    "{\"id\":\"canary-4\",\"case\":\"waakvlam-canary\",\"kind\":\"event\",\"type\":"
    "\"order.imposed\",\"occurred_at\":\"2026-01-07T10:00:00+01:00\",\"attrs\":{\"order\":\"O1\","
    "\"against\":\"B\",\"protects\":[\"A\"],\"until\":\"2026-06-01\"}}\n"
    "{\"id\":\"canary-5\",\"case\":\"waakvlam-canary\",\"kind\":\"message\",\"from\":\"B\",\"to\":"
    "\"A\",\"channel\":\"sms\",\"occurred_at\":\"2026-01-09T10:00:00+01:00\",\"text\":\"hoi\"}\n";

typedef struct flight {
    wv_arena arena;
    wv_map flagged; /* ids */
    wv_err problem; /* the last complaint of the run about a record */
} flight;

static wv_rc take_line(flight *f, wv_str line, wv_err *err)
{
    wv_json json;
    wv_json_error error;
    wv_json_init(&json, &f->arena);
    wv_rc rc = wv_json_parse(&json, line, &error);
    if (rc == WV_OK && wv_str_is(wv_tape_text(&json, 0, "type"), "flag")) {
        wv_str id = wv_arena_str(&f->arena, wv_tape_text(&json, 0, "record"));
        if (!id.p || !wv_map_put(&f->flagged, id, 1, NULL)) rc = WV_E_NOMEM;
    }
    wv_json_done(&json);
    return rc ? wv_err_set(err, rc, "canary: a line of the run cannot be read") : WV_OK;
}

/* Instead of writing. */
static wv_rc take_lines(void *ctx, wv_str lines, wv_buf *out, wv_err *err)
{
    wv_rc rc = WV_OK;
    (void)out;
    for (uint32_t at = 0; rc == WV_OK && at < lines.n;) {
        const char *end = memchr(lines.p + at, '\n', lines.n - at);
        uint32_t n = end ? (uint32_t)(end - (lines.p + at)) : lines.n - at;
        if (n) rc = take_line(ctx, (wv_str){lines.p + at, n}, err);
        at += n + 1;
    }
    return rc;
}

static void take_notice(void *ctx, const wv_err *err)
{
    ((flight *)ctx)->problem = *err;
}

static wv_rc fly(flight *f, const wv_run_options *options, wv_canary *out, wv_err *err)
{
    wv_run_stats stats;
    wv_rc worst = WV_OK;
    wv_run_stats_init(&stats);
    wv_rc rc = wv_run(options, &stats, &worst, err);
    if (rc == WV_OK && worst != WV_OK) *err = f->problem, rc = worst;
    out->records = stats.by_kind[WV_KIND_REPORT] + stats.by_kind[WV_KIND_MESSAGE] + stats.dead;
    out->flagged = f->flagged.count;
    wv_run_stats_done(&stats);
    return rc;
}

/* Puts the built-in feed into a pipe and names its end. */
static int open_built_in(char path[40])
{
    int ends[2];
    if (pipe(ends) != 0) return -1;
    ssize_t n = write(ends[1], BUILT_IN, sizeof BUILT_IN - 1);
    close(ends[1]);
    snprintf(path, 40, "/proc/self/fd/%d", ends[0]);
    if (n == (ssize_t)sizeof BUILT_IN - 1) return ends[0];
    close(ends[0]);
    return -1;
}

wv_rc wv_canary_fly(const wv_frozen *pack, const wv_reader_options *reader, int threads,
                    const char *path, wv_canary *out, wv_err *err)
{
    char built_in[40];
    int fd = path ? -1 : open_built_in(built_in);
    const char *const paths[] = {path ? path : built_in};
    flight f = {0};
    wv_sink nowhere = {.path = "canary", .fd = -1};
    *out = (wv_canary){0};
    if (!path && fd < 0) return wv_err_set(err, WV_E_IO, "canary: cannot make a pipe");
    wv_arena_init(&f.arena);
    wv_map_init(&f.flagged);
    wv_run_options o = {.pack = pack,
                        .paths = paths,
                        .path_count = 1,
                        .reader = *reader,
                        .threads = threads,
                        .out = &nowhere,
                        .fail_on = {.severity = -1},
                        .notice = take_notice,
                        .pass = take_lines,
                        .ctx = &f};
    o.input.format = WV_FORMAT_NDJSON;
    o.input.stop_fd = -1;
    wv_rc rc = fly(&f, &o, out, err);
    if (rc == WV_OK && (out->records == 0 || out->flagged < out->records))
        rc = wv_err_set(err, WV_E_INTERNAL, "the canary was not flagged: %llu of its %llu records",
                        (unsigned long long)out->flagged, (unsigned long long)out->records);
    wv_map_done(&f.flagged);
    wv_arena_done(&f.arena);
    if (fd >= 0) close(fd);
    return rc;
}
