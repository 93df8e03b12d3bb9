/* SPDX-License-Identifier: EUPL-1.2 */
/* replay.c: `waakvlam replay`: records of before under a new pack, against what was written then.
 *
 * The state has no texts, so a new rule cannot see the past; whoever kept the records can. In: an
 * archive of records, a pack, an old output. Out: a line for each finding and alert that is new,
 * gone or changed. Neighbours: run/ scans, replay_compare.c compares. Invariant: the old output and
 * every state stay as they are; what is scanned goes through a private folder that is removed.
 * Cost: a scan, and both outputs in memory. */
#include "cli/replay.h"

#include "cli/commands.h"
#include "cli/link.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct replay {
    wv_frozen *pack;
    const char *against;
    char folder[256], out_path[300], dead_path[300];
    wv_tz zone;
    wv_time as_of;
    wv_run_stats stats;
    wv_standing was, is;
} replay;

static wv_rc make_folder(replay *r, wv_err *err)
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

static void remove_folder(const replay *r)
{
    if (!r->folder[0]) return;
    unlink(r->out_path);
    unlink(r->dead_path);
    rmdir(r->folder);
}

static void on_notice(void *ctx, const wv_err *err)
{
    (void)ctx;
    if (err->rc != WV_E_RECORD)
        fprintf(stderr, "waakvlam replay: %s: %s\n", err->path, err->message);
}

static wv_rc scan_archive(replay *r, char **paths, int count, wv_state *state, wv_err *err)
{
    wv_sink out, dead;
    wv_rc worst = WV_OK;
    wv_sink_init(&out);
    wv_sink_init(&dead);
    wv_run_options run = {.pack = r->pack,
                          .paths = (const char *const *)paths,
                          .path_count = (uint32_t)count,
                          .input = {.stop_fd = -1},
                          .reader = {.zone = &r->zone},
                          .fail_on = {.severity = -1},
                          .out = &out,
                          .dead = &dead,
                          .dead_path = r->dead_path,
                          .state = state,
                          .as_of = r->as_of,
                          .notice = on_notice};
    wv_rc rc = wv_sink_open(&out, r->out_path, 0600, err);
    if (rc == WV_OK) rc = wv_run(&run, &r->stats, &worst, err);
    if (rc == WV_OK) rc = wv_sink_commit(&out, err);
    wv_sink_close(&out);
    wv_sink_close(&dead);
    if (rc == WV_OK && worst) rc = wv_err_set(err, worst, "the archive could not be read whole");
    return rc;
}

static wv_rc scan(replay *r, char **paths, int count, wv_err *err)
{
    wv_state *state = NULL;
    wv_state_options options = {.pack_sha256 = r->pack->sha256_hex};
    if (wv_tz_open("Europe/Amsterdam", &r->zone, err) && wv_tz_open("+01:00", &r->zone, err))
        return WV_E_INTERNAL;
    wv_rc rc = make_folder(r, err);
    if (rc == WV_OK) rc = wv_state_open(&options, &state, err);
    if (rc == WV_OK) rc = scan_archive(r, paths, count, state, err);
    wv_state_close(state);
    return rc;
}

static wv_rc take_line(void *ctx, wv_str line, wv_err *err)
{
    return wv_standing_take(ctx, line, err);
}

static wv_rc compare(replay *r, wv_replay_counts *n, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    wv_rc rc = wv_link_lines(r->out_path, take_line, &r->is, err);
    if (rc == WV_OK && r->against) rc = wv_link_lines(r->against, take_line, &r->was, err);
    if (rc == WV_OK) rc = wv_replay_compare(&r->was, &r->is, &out, n, err);
    if (rc == WV_OK && (fwrite(out.p ? out.p : "", 1, out.n, stdout) != out.n || fflush(stdout)))
        rc = wv_err_set(err, WV_E_IO, "cannot write");
    wv_buf_done(&out);
    return rc;
}

static int run_replay(replay *r, char **paths, int count)
{
    wv_err err = {0};
    wv_replay_counts n;
    wv_run_stats_init(&r->stats);
    wv_standing_init(&r->was);
    wv_standing_init(&r->is);
    wv_rc rc = scan(r, paths, count, &err);
    if (rc == WV_OK) rc = compare(r, &n, &err);
    if (rc)
        fprintf(stderr, "waakvlam replay: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    else
        fprintf(stderr,
                "waakvlam replay: read %llu, dead %llu; the same %llu, new %llu, gone %llu, "
                "changed %llu\n",
                (unsigned long long)r->stats.read, (unsigned long long)r->stats.dead,
                (unsigned long long)n.same, (unsigned long long)n.fresh, (unsigned long long)n.gone,
                (unsigned long long)n.changed);
    remove_folder(r);
    wv_standing_done(&r->was);
    wv_standing_done(&r->is);
    int code = rc ? wv_rc_exit(rc) : r->stats.dead ? 65 : 0;
    wv_run_stats_done(&r->stats);
    return code;
}

int wv_cli_replay(int argc, char **argv)
{
    const char *pack = NULL, *as_of = NULL;
    replay r = {0};
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "the new rule pack", &pack},
        {0, "against", WV_OPTION_TEXT, "FILE",
         "what was written for these records before; without it all is new", &r.against},
        {0, "as-of", WV_OPTION_TEXT, "TIME", "move the time of cases to TIME at the end", &as_of},
        {0}};
    const wv_command_line line = {
        "replay [-r PACK] [--against OUTPUT] ARCHIVE...",
        "Scans records of before with a new pack and says what is new, gone and changed\n"
        "against what was written then. It changes no state and no output.",
        options};
    wv_err err;
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc < 2) return wv_options_usage(&line, "give files with the records");
    if (as_of && wv_time_parse(wv_str_of(as_of), 0, &r.as_of, &err))
        return wv_options_usage(&line, "--as-of: %s", err.message);
    done = wv_packs_open(pack, false, &r.pack);
    if (done) return done;
    done = run_replay(&r, argv + 1, argc - 1);
    wv_frozen_free(r.pack);
    return done;
}
