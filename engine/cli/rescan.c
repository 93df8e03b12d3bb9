/* SPDX-License-Identifier: EUPL-1.2 */
/* rescan.c: a scan inside a command: a private folder, a temporary state, the pipeline, its lines.
 *
 * In: a pack, files of records. Out: lines. Neighbours: run/ does the work; replay.c and
 * reference_feeds.c ask for it. Invariant: the folder is gone afterwards, whatever happened. Cost: a
 * scan, and a file as large as its output. */
#include "cli/rescan.h"

#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct rescan {
    const wv_rescan *what;
    char folder[256], out_path[300], dead_path[300];
    wv_tz zone;
    wv_run_stats *stats;
} rescan;

static wv_rc make_folder(rescan *r, wv_err *err)
{
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(r->folder, sizeof r->folder, "%s/waakvlam-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (n >= (int)sizeof r->folder || !mkdtemp(r->folder)) {
        r->folder[0] = '\0';
        return wv_err_set(err, WV_E_CREATE, "cannot make a private folder in TMPDIR");
    }
    snprintf(r->out_path, sizeof r->out_path, "%s/flags.ndjson", r->folder);
    snprintf(r->dead_path, sizeof r->dead_path, "%s/dead.ndjson", r->folder);
    return WV_OK;
}

static void remove_folder(const rescan *r)
{
    if (!r->folder[0]) return;
    unlink(r->out_path);
    unlink(r->dead_path);
    rmdir(r->folder);
}

static void on_notice(void *ctx, const wv_err *err)
{
    const rescan *r = ctx;
    if (err->rc != WV_E_RECORD)
        fprintf(stderr, "waakvlam %s: %s: %s\n", r->what->about, err->path, err->message);
}

static wv_rc scan_archive(rescan *r, wv_state *state, wv_err *err)
{
    wv_sink out, dead;
    wv_rc worst = WV_OK;
    wv_sink_init(&out);
    wv_sink_init(&dead);
    wv_run_options run = {.pack = r->what->pack,
                          .paths = r->what->paths,
                          .path_count = r->what->path_count,
                          .input = {.stop_fd = -1},
                          .reader = {.zone = &r->zone},
                          .fail_on = {.severity = -1},
                          .out = &out,
                          .dead = &dead,
                          .dead_path = r->dead_path,
                          .state = state,
                          .as_of = r->what->as_of,
                          .notice = on_notice,
                          .ctx = r};
    wv_rc rc = wv_sink_open(&out, r->out_path, 0600, err);
    if (rc == WV_OK) rc = wv_run(&run, r->stats, &worst, err);
    if (rc == WV_OK) rc = wv_sink_commit(&out, err);
    wv_sink_close(&out);
    wv_sink_close(&dead);
    if (rc == WV_OK && worst) rc = wv_err_set(err, worst, "the records could not be read whole");
    return rc;
}

static wv_rc scan(rescan *r, wv_err *err)
{
    wv_state *state = NULL;
    wv_state_options options = {.pack_sha256 = r->what->pack->sha256_hex};
    if (wv_tz_open("Europe/Amsterdam", &r->zone, err) && wv_tz_open("+01:00", &r->zone, err))
        return WV_E_INTERNAL;
    wv_rc rc = make_folder(r, err);
    if (rc == WV_OK) rc = wv_state_open(&options, &state, err);
    if (rc == WV_OK) rc = scan_archive(r, state, err);
    wv_state_close(state);
    return rc;
}

wv_rc wv_rescan_run(const wv_rescan *what, wv_link_take take, void *ctx, wv_run_stats *stats,
                    wv_err *err)
{
    rescan r = {.what = what, .stats = stats};
    wv_rc rc = scan(&r, err);
    if (rc == WV_OK) rc = wv_link_lines(r.out_path, take, ctx, err);
    remove_folder(&r);
    return rc;
}
