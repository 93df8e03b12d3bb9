/* SPDX-License-Identifier: EUPL-1.2 */
/* replay.c: `waakvlam replay`: records of before under a new pack, against what was written then.
 *
 * The state has no texts, so a new rule cannot see the past; whoever kept the records can. In: an
 * archive of records, a pack, an old output. Out: a line for each finding and alert that is new,
 * gone or changed. Neighbours: rescan.c scans, replay_compare.c compares. Invariant: the old output and
 * every state stay as they are; what is scanned goes through a private folder that is removed.
 * Cost: a scan, and both outputs in memory. */
#include "cli/replay.h"

#include "cli/commands.h"
#include "cli/link.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "cli/rescan.h"

#include <stdio.h>

typedef struct replay {
    wv_frozen *pack;
    const char *against, *output;
    wv_time as_of;
    wv_run_stats stats;
    wv_standing was, is;
    wv_replay_lines lines;
} replay;

static wv_rc take_line(void *ctx, wv_str line, wv_err *err)
{
    return wv_standing_take(ctx, line, err);
}

static wv_rc take_new(void *ctx, wv_str line, wv_err *err)
{
    replay *r = ctx;
    wv_rc rc = wv_standing_take(&r->is, line, err);
    return rc || !r->output ? rc : wv_replay_lines_keep(&r->lines, line, err);
}

static wv_rc compare(replay *r, wv_replay_counts *n, wv_err *err)
{
    wv_buf out;
    wv_rc rc = WV_OK;
    wv_buf_init(&out);
    if (r->against) rc = wv_link_lines(r->against, take_line, &r->was, err);
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
    const wv_rescan what = {.pack = r->pack,
                            .paths = (const char *const *)paths,
                            .path_count = (uint32_t)count,
                            .as_of = r->as_of,
                            .about = "replay"};
    wv_rc rc = r->output ? wv_replay_lines_open(&r->lines, &err) : WV_OK;
    if (rc == WV_OK) rc = wv_rescan_run(&what, take_new, r, &r->stats, &err);
    if (rc == WV_OK) rc = compare(r, &n, &err);
    if (rc == WV_OK && r->output)
        rc = wv_replay_lines_write(&r->lines, &r->is, r->output, &err);
    wv_replay_lines_close(&r->lines);
    if (rc)
        fprintf(stderr, "waakvlam replay: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    else
        fprintf(stderr,
                "waakvlam replay: read %llu, dead %llu; the same %llu, new %llu, gone %llu, "
                "changed %llu\n",
                (unsigned long long)r->stats.read, (unsigned long long)r->stats.dead,
                (unsigned long long)n.same, (unsigned long long)n.fresh, (unsigned long long)n.gone,
                (unsigned long long)n.changed);
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
        {'o', "output", WV_OPTION_TEXT, "FILE",
         "write the lines with something new to FILE, marked origin: replay, for ingest",
         &r.output},
        {0, "as-of", WV_OPTION_TEXT, "TIME", "move the time of cases to TIME at the end", &as_of},
        {0}};
    const wv_command_line line = {
        "replay [-r PACK] [--against OUTPUT] [-o FILE] ARCHIVE...",
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
