/* SPDX-License-Identifier: EUPL-1.2 */
/* spool.c: `waakvlam spool`: what has arrived in a folder, scanned, once.
 *
 * In: FOLDER/in. Out: FOLDER/out, files moved to done/ or dead/, a line of history, metrics.
 * Neighbours: service/spool.h moves, spool_work.c scans, scan.c is what runs. Invariants: a file
 * leaves in/ only by the plan of a run, and is in done/ only when its flags are in out/; killed at
 * any moment, the next run goes on with the same plan; the world's faults (a full disk, a pack)
 * move nothing. */
#include "cli/spool.h"

#include "cli/commands.h"
#include "cli/operator.h"
#include "cli/options.h"

#include "base/time.h"
#include "service/duration.h"
#include "service/metrics.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_DEAD = 65 };

typedef struct wanted {
    const char *pack, *overlay, *threads, *state, *pack_change, *store, *purpose, *basis, *tz;
    const char *case_memory, *profile, *only, *canary, *sandbox, *rest, *metrics, *folder, *now;
    bool clock, quiet;
} wanted;

typedef struct spooling {
    wanted want;
    wv_spool spool;
    wv_spool_passed passed;
    int64_t rest_seconds;
    char state[PATH_MAX], as_of[32];
    wv_past_run last; /* run[0] 0: none in this call */
    bool one_by_one;  /* a run crashed: each file alone, to find out which it was */
    int worst;
} spooling;

static const char about[] =
    "Scans the files that have arrived in FOLDER/in and moves them to FOLDER/done, or to "
    "FOLDER/dead\n"
    "when nothing of them could be used. A file is ready when NAME.ok stands beside it (with its "
    "SHA-256\n"
    "in it, that is checked), or when it has been at rest for --rest. Flags go to "
    "FOLDER/out/RUN.ndjson;\n"
    "RUN.manifest.json comes last and says that the run is whole. Killed at any moment, the next "
    "run\n"
    "goes on. Cases are kept in FOLDER/state/cases unless --state names another place.";

/* --- options ------------------------------------------------------------------------------------
 */

static void pass(spooling *s, const char *name, const char *value)
{
    if (!value) return;
    s->passed.items[s->passed.count++] = name;
    s->passed.items[s->passed.count++] = value;
}

static void pass_all(spooling *s)
{
    const wanted *w = &s->want;
    snprintf(s->state, sizeof s->state, "%s/state/cases", s->spool.folder);
    s->passed.count = 0;
    pass(s, "--rules", w->pack);
    pass(s, "--overlay", w->overlay);
    pass(s, "--threads", w->threads);
    pass(s, "--state", w->state ? w->state : s->state);
    pass(s, "--pack-change", w->pack_change);
    pass(s, "--store", w->store);
    pass(s, "--purpose", w->store ? w->purpose : NULL);
    pass(s, "--legal-basis", w->store ? w->basis : NULL);
    pass(s, "--tz", w->tz);
    pass(s, "--case-memory", w->case_memory);
    pass(s, "--profile", w->profile);
    pass(s, "--only", w->only);
    pass(s, "--canary", w->canary);
    pass(s, "--sandbox", w->sandbox);
    /* The moment of the plan, not of the attempt: a run that goes on after a kill has the same. */
    const char *run = s->spool.plan.run;
    if (w->clock && strlen(run) >= 16)
        snprintf(s->as_of, sizeof s->as_of, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", run, run + 4, run + 6,
                 run + 9, run + 11, run + 13);
    pass(s, "--as-of", w->clock ? s->as_of : NULL);
    pass(s, "--now", w->now);
    if (w->quiet) s->passed.items[s->passed.count++] = "--quiet";
}

static int read_command_line(spooling *s, int *argc, char **argv)
{
    wanted *w = &s->want;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &w->pack},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack", &w->overlay},
        {0, "folder", WV_OPTION_TEXT, "FOLDER", "the spool, when it stands in the settings",
         &w->folder},
        {0, "rest", WV_OPTION_TEXT, "TIME",
         "a file without .ok is ready after 10m, 2h, ... at rest", &w->rest},
        {0, "state", WV_OPTION_TEXT, "FILE", "keep cases in FILE instead of FOLDER/state/cases",
         &w->state},
        {0, "pack-change", WV_OPTION_TEXT, "keep", "go on with a state of another pack version",
         &w->pack_change},
        {0, "store", WV_OPTION_TEXT, "FILE", "put flags and records into a review store too",
         &w->store},
        {0, "purpose", WV_OPTION_TEXT, "TEXT", "what that store is for; asked once", &w->purpose},
        {0, "legal-basis", WV_OPTION_TEXT, "WORD", "wpg-8, wpg-9 or avg; asked once", &w->basis},
        {0, "clock", WV_OPTION_FLAG, NULL, "move the time of cases to that of the run at its end",
         &w->clock},
        {0, "profile", WV_OPTION_TEXT, "NAME", "write only what the output profile names",
         &w->profile},
        {0, "only", WV_OPTION_TEXT, "TRIAGE", "only info, context, week, today or now, and above",
         &w->only},
        {0, "tz", WV_OPTION_TEXT, "ZONE", "zone of times without offset", &w->tz},
        {'j', "threads", WV_OPTION_TEXT, "N", "threads; without it one a processor", &w->threads},
        {0, "case-memory", WV_OPTION_TEXT, "MB", "for cases between their records",
         &w->case_memory},
        {0, "canary", WV_OPTION_TEXT, "WHAT", "builtin, a file, or off", &w->canary},
        {0, "sandbox", WV_OPTION_TEXT, "HOW", "auto, require or off", &w->sandbox},
        {0, "metrics", WV_OPTION_TEXT, "FILE", "write counts for Prometheus (textfile collector)",
         &w->metrics},
        {0, "now", WV_OPTION_TEXT, "TIME", NULL, &w->now}, /* tests have 365 nights to do */
        {'q', "quiet", WV_OPTION_FLAG, NULL, "say nothing when all went well", &w->quiet},
        {0}};
    const wv_command_line line = {"spool [OPTION...] [FOLDER]", about, options};
    int done = wv_options_read(&line, argc, argv);
    if (done >= 0) return done;
    if (*argc == 2) w->folder = argv[1];
    if (*argc > 2 || !w->folder) return wv_options_usage(&line, "give the folder of the spool");
    if (w->rest && !wv_duration_parse(wv_str_of(w->rest), &s->rest_seconds))
        return wv_options_usage(&line, "--rest wants a time such as 10m or 2h, not '%s'", w->rest);
    return -1;
}

static int64_t now_of(const spooling *s)
{
    wv_time told;
    if (s->want.now && wv_time_parse(wv_str_of(s->want.now), 0, &told, NULL) == WV_OK)
        return told.seconds;
    return (int64_t)time(NULL);
}

/* --- one run ------------------------------------------------------------------------------------
 */

static int complain(const spooling *s, wv_rc rc, const wv_err *err)
{
    return wv_operator_complain("spool", err->path[0] ? err->path : s->spool.folder, rc, err);
}

static void note(spooling *s, int code)
{
    if (code > s->worst) s->worst = code;
}

static void tell(const spooling *s, const wv_past_run *past)
{
    if (past->dead_files)
        fprintf(stderr, "waakvlam spool: run %s: %llu of %llu files could not be used: dead/%s\n",
                past->run, (unsigned long long)past->dead_files, (unsigned long long)past->files,
                past->run);
    if (!s->want.quiet)
        fprintf(stderr,
                "waakvlam spool: run %s: %llu files, %llu records, %llu flags, %llu alerts\n",
                past->run, (unsigned long long)past->files, (unsigned long long)past->read,
                (unsigned long long)past->flags, (unsigned long long)past->alerts);
}

/* A manifest stands: publishes and puts away. Also what the run before left of this. */
static int finish(spooling *s)
{
    wv_spool *p = &s->spool;
    wv_err err = {0};
    wv_past_run past;
    wv_buf line;
    char manifest[PATH_MAX];
    bool *dead = wv_mem_new(p->plan.count + 1);
    if (!dead) return wv_rc_exit(WV_E_NOMEM);
    wv_buf_init(&line);
    wv_spool_path(p, wv_spool_is_published(p) ? "out" : "run", ".manifest.json", manifest);
    wv_rc rc = wv_past_run_of_manifest(manifest, &past, dead, p->plan.count, &err);
    /* Which of them did it is found out one by one. */
    bool many = rc == WV_OK && past.crashed && past.files > 1;
    if (many) rc = wv_spool_put_back(p, &err);
    if (many) past.dead_files = 0, s->one_by_one = true;
    if (rc == WV_OK) wv_past_run_write(&line, &past);
    if (rc == WV_OK && line.failed) rc = wv_err_set(&err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK) rc = wv_spool_finish(p, dead, (wv_str){line.p, (uint32_t)line.n}, &err);
    wv_buf_done(&line);
    wv_mem_free(dead);
    if (rc) return complain(s, rc, &err);
    s->last = past;
    if (past.dead || past.dead_files || past.crashed) note(s, EXIT_DEAD);
    if (!many) tell(s, &past);
    return 0;
}

static int seal_crash(spooling *s, int code)
{
    wv_err err = {0};
    const char *then = s->spool.plan.count > 1    ? "each file is tried alone"
                       : s->spool.plan.count == 1 ? "its file goes to dead/"
                                                  : "its files were taken back";
    fprintf(stderr, "waakvlam spool: run %s: scan ended with %d: %s\n", s->spool.plan.run, code,
            then);
    wv_rc rc = wv_spool_seal_crash(&s->spool, now_of(s), code, &err);
    return rc ? complain(s, rc, &err) : finish(s);
}

/* 0: done; another code ends this call and leaves the plan for the next. */
static int work(spooling *s)
{
    wv_spool *p = &s->spool;
    wv_err err = {0};
    wv_past_run past = {0};
    int code = 0;
    wv_rc rc = wv_spool_claim(p, &err);
    if (rc) return complain(s, rc, &err);
    if (p->plan.count == 0) return seal_crash(s, 0); /* all were taken back */
    bool *dead = wv_mem_new(p->plan.count);
    if (!dead) return wv_rc_exit(WV_E_NOMEM);
    pass_all(s);
    wv_spool_end end = wv_spool_work(p, &s->passed, &past, dead, &code);
    wv_mem_free(dead);
    switch (end) {
    case WV_SPOOL_SCANNED: return finish(s);
    case WV_SPOOL_CRASHED: return seal_crash(s, code);
    case WV_SPOOL_STOPPED:
        fprintf(stderr, "waakvlam spool: stopped; run %s goes on next time\n", p->plan.run);
        return WV_SPOOL_STOPPED << 8;
    case WV_SPOOL_REFUSED: break;
    }
    fprintf(stderr, "waakvlam spool: run %s is not done (%d); its files wait in %s/claimed\n",
            p->plan.run, code, p->folder);
    return code ? code : wv_rc_exit(WV_E_INTERNAL);
}

/* The run that was killed, if any, then what is ready. */
static int work_all(spooling *s)
{
    wv_spool *p = &s->spool;
    int code = 0;
    bool more = p->plan.run[0] != '\0';
    while (code == 0) {
        wv_err err = {0}, promise = {0};
        if (!more) {
            wv_rc rc = wv_spool_plan_next(p, now_of(s), s->rest_seconds,
                                          s->one_by_one ? 1 : WV_SPOOL_FILES_MAX, &promise, &err);
            if (rc) return complain(s, rc, &err);
            if (promise.message[0]) note(s, complain(s, WV_E_RECORD, &promise));
            if (!p->plan.count) return 0;
        }
        more = false;
        bool scanned = wv_spool_is_scanned(p) || wv_spool_is_published(p);
        code = scanned ? finish(s) : work(s);
    }
    return code;
}

static int write_metrics(const spooling *s, int code)
{
    wv_err err = {0};
    wv_metrics m = {.run = s->last.run[0] ? &s->last : NULL,
                    .looked = now_of(s),
                    .exit = code,
                    .waiting = s->spool.waiting,
                    .refused = s->spool.refused};
    if (!s->want.metrics) return code;
    wv_rc rc = wv_metrics_write(&m, s->want.metrics, &err);
    return rc ? complain(s, rc, &err) : code;
}

static void take_last(void *ctx, const wv_past_run *run)
{
    *(wv_past_run *)ctx = *run;
}

/* Metrics of a look that found nothing are those of the run before. */
static void recall_last(spooling *s)
{
    char path[PATH_MAX];
    uint64_t damaged;
    wv_err err;
    snprintf(path, sizeof path, "%s/history.ndjson", s->spool.folder);
    if (s->last.run[0] || !s->want.metrics) return;
    (void)wv_history_read(path, take_last, &s->last, &damaged, &err);
}

int wv_cli_spool(int argc, char **argv)
{
    spooling s = {.want = {.canary = "builtin", .sandbox = "auto"}};
    wv_err err = {0};
    int done = read_command_line(&s, &argc, argv);
    if (done >= 0) return done;
    wv_rc rc = wv_spool_open(&s.spool, s.want.folder, &err);
    if (rc) {
        done = wv_operator_complain("spool", err.path[0] ? err.path : s.want.folder, rc, &err);
    } else {
        done = work_all(&s);
        if (done == WV_SPOOL_STOPPED << 8) done = 0;
        if (done == 0) done = s.worst;
        if (s.spool.refused)
            fprintf(stderr, "waakvlam spool: %u names in in/ are no plain files: left alone\n",
                    s.spool.refused);
        recall_last(&s);
        done = write_metrics(&s, done);
    }
    wv_spool_close(&s.spool);
    return done;
}
