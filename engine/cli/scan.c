/* SPDX-License-Identifier: EUPL-1.2 */
/* scan.c: `waakvlam scan`: records in, flags out.
 *
 * In: options and inputs. Out: flags on stdout or in -o, dead letters in their file, one line of
 * account on stderr, an exit code. Neighbours: run/ does the work; progress.c draws. Invariant:
 * stderr never shows text of a record: places, reasons and counts only. */
#include "cli/commands.h"
#include "cli/disclose.h"
#include "cli/feeding.h"
#include "cli/guard.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "cli/progress.h"
#include "cli/storing.h"

#include "crypto/sha256.h"
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A case that was put away is read again when its next record comes, which costs as much as it has
 * records; a desk's active cases fit in this. */
enum { CASE_MEMORY_MB = 512 };
enum { EXIT_MATCHED = 1, EXIT_DEAD = 65, DEAD_SHOWN_MAX = 10 };

/* As the user typed it. */
typedef struct wanted {
    const char *shadow, *shadow_out;
    const char *pack, *out, *dead, *offsets, *format, *fail_on, *dead_max, *log, *tz, *as_of, *only;
    const char *overlay, *state, *pack_change, *profile;
    const char *store, *purpose, *basis;
    const char *from, *case_id, *self, *map; /* of inputs that are converted */
    long threads, chunk_bytes, commit_records, case_memory;
    bool all, lines, line_buffered, quiet, more_follows;
} wanted;

typedef struct scan {
    wanted want;
    wv_run_options run;
    wv_tz zone;
    wv_sink out, dead, shadow_out;
    wv_frozen *shadow;
    wv_state *state;
    char *default_dead; /* owned */
    wv_disclosure profile;
    wv_storing storing;
    wv_feeding feeding;
    wv_progress progress;
    wv_guard guard;
    bool log_json;
    uint64_t dead_max; /* count, or percent when dead_percent */
    bool dead_percent;
    unsigned dead_shown;
} scan;

static volatile sig_atomic_t g_stop;
static int g_stop_pipe[2] = {-1, -1};

static void on_stop(int number)
{
    (void)number;
    int saved = errno;
    g_stop = 1;
    if (write(g_stop_pipe[1], "", 1) < 0) { /* the flag is set anyway */
    }
    errno = saved;
}

/* The first SIGINT or SIGTERM ends the run cleanly, a second one at once. SIGPIPE becomes EPIPE. */
static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
    if (pipe2(g_stop_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static const char about[] = "Reads records (NDJSON; *.txt is one plain report a file) and writes a "
                            "flag for each record in which\n"
                            "a rule found something, with its evidence. Without INPUT, or with -, "
                            "it reads standard input.\n"
                            "Records that cannot be used are kept whole in the dead-letter file: "
                            "read = scanned + seen + dead.";

/* Values of --offsets, --format, --only, --log: position in the list, or -1. */
static int choice(const char *value, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (strcmp(value, names[i]) == 0) return i;
    return -1;
}

static int read_choices(const wv_command_line *line, scan *s)
{
    static const char *const units[] = {"codepoints", "bytes", "utf16", NULL};
    static const char *const formats[] = {"auto", "ndjson", "text", "lines", NULL};
    static const char *const triages[] = {"info", "context", "week", "today", "now", NULL};
    static const char *const logs[] = {"text", "json", NULL};
    const wanted *w = &s->want;
    int unit = choice(w->offsets, units), format = choice(w->format, formats);
    int triage = choice(w->only, triages), log = choice(w->log, logs);
    if (unit < 0) return wv_options_usage(line, "--offsets wants codepoints, bytes or utf16");
    if (format < 0) return wv_options_usage(line, "--format wants auto, ndjson, text or lines");
    if (triage < 0) return wv_options_usage(line, "--only wants info, context, week, today or now");
    if (log < 0) return wv_options_usage(line, "--log wants text or json");
    s->run.unit = (wv_offset_unit)unit;
    s->run.input.format = w->lines ? WV_FORMAT_LINES : (wv_format)format;
    s->run.only = (wv_triage)triage;
    s->log_json = log == 1;
    return -1;
}

/* `3` is a severity, anything else a glob over signals and patterns. */
static void read_fail_on(scan *s)
{
    const char *text = s->want.fail_on;
    s->run.fail_on = (wv_run_fail_on){.severity = -1};
    if (!text) return;
    if (text[0] >= '0' && text[0] <= '5' && !text[1])
        s->run.fail_on.severity = text[0] - '0';
    else
        s->run.fail_on.glob = text;
}

/* `10` or `2%`. */
static int read_dead_max(const wv_command_line *line, scan *s)
{
    const char *text = s->want.dead_max;
    char *end;
    if (!text) return -1;
    s->dead_max = strtoull(text, &end, 10);
    s->dead_percent = *end == '%';
    if (end == text || *text < '0' || *text > '9' || end[s->dead_percent] ||
        (s->dead_percent && s->dead_max > 100))
        return wv_options_usage(line, "--dead-max wants a number or a percentage, not '%s'", text);
    return -1;
}

static int read_times(const wv_command_line *line, scan *s)
{
    wv_err err;
    const char *tz = s->want.tz ? s->want.tz : "Europe/Amsterdam";
    wv_rc rc = wv_tz_open(tz, &s->zone, &err);
    if (rc && s->want.tz) return wv_options_usage(line, "--tz: %s", err.message);
    if (rc)
        wv_tz_open("+01:00", &s->zone,
                   NULL); /* a system without tzdata: dates are in winter time */
    s->run.reader = (wv_reader_options){.zone = &s->zone, .zone_for_clocks = s->want.tz != NULL};
    if (!s->want.as_of) return -1;
    if (wv_time_parse(wv_str_of(s->want.as_of), 0, &s->run.as_of, &err))
        return wv_options_usage(line, "--as-of: %s", err.message);
    return -1;
}

/* The dead-letter file stands beside the output; a stream has no beside. */
static const char *dead_path(scan *s)
{
    struct stat st;
    const char *out = s->want.out;
    if (s->want.dead) return s->want.dead;
    bool is_file = strcmp(out, "-") != 0 && (stat(out, &st) != 0 || S_ISREG(st.st_mode));
    if (!is_file) return "waakvlam.dead.ndjson";
    size_t n = strlen(out) + sizeof ".dead.ndjson";
    s->default_dead = wv_mem_new(n);
    if (s->default_dead) snprintf(s->default_dead, n, "%s.dead.ndjson", out);
    return s->default_dead;
}

/* A state commits the main output with its position; what is tried has no part in that. */
static int check_shadow(const wv_command_line *line, const wanted *w)
{
    if (!w->shadow == !w->shadow_out && (!w->shadow || !w->state)) return -1;
    if (w->shadow && w->state)
        return wv_options_usage(line, "--shadow goes without --state: try rules on an archive");
    return wv_options_usage(line, "--shadow PATH and --shadow-output FILE go together");
}

/* What reviewers are to see is all of it, counted in characters, as the pages count. */
static int check_store(const wv_command_line *line, const scan *s)
{
    const wanted *w = &s->want;
    if (!w->store && (w->purpose || w->basis))
        return wv_options_usage(line, "--purpose and --legal-basis go with --store");
    if (w->store && w->profile)
        return wv_options_usage(line, "--store goes without --profile: pages show what they may");
    if (w->store && s->run.unit != WV_OFFSET_CODE_POINTS)
        return wv_options_usage(line, "--store wants --offsets codepoints");
    return -1;
}

/* What the table cannot say: which options go together, and what their values may be. */
static int check_line(const wv_command_line *line, scan *s)
{
    const wanted *w = &s->want;
    int done = check_shadow(line, w);
    if (done < 0 && (w->from || w->map) && (w->lines || strcmp(w->format, "auto") != 0))
        done = wv_options_usage(line, "--from and --map go without --format and --lines");
    if (done < 0) done = read_choices(line, s);
    if (done < 0) done = check_store(line, s);
    if (done < 0) done = wv_guard_check(&s->guard, line);
    if (done < 0) done = read_dead_max(line, s);
    if (done < 0) done = read_times(line, s);
    if (done < 0 && w->pack_change && strcmp(w->pack_change, "keep") != 0)
        done = wv_options_usage(line, "--pack-change wants keep");
    if (done < 0 && w->more_follows && !w->state)
        done = wv_options_usage(line, "--more-follows wants --state");
    if (done < 0 && (w->threads > WV_RUN_THREADS_MAX || w->chunk_bytes > (64 << 20)))
        done = wv_options_usage(line, "-j is at most %d", WV_RUN_THREADS_MAX);
    read_fail_on(s);
    return done;
}

static int read_command_line(scan *s, int *argc, char **argv)
{
    wanted *w = &s->want;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &w->pack},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack", &w->overlay},
        {0, "shadow", WV_OPTION_TEXT, "PATH", "try the rules of a file or folder beside the pack",
         &w->shadow},
        {0, "shadow-output", WV_OPTION_TEXT, "FILE", "with --shadow: their flags go here",
         &w->shadow_out},
        {'j', "threads", WV_OPTION_NUMBER, "N", "threads; without it one a processor", &w->threads},
        {'o', "output", WV_OPTION_TEXT, "FILE", "write flags to FILE, whole or not at all",
         &w->out},
        {0, "dead-letter", WV_OPTION_TEXT, "FILE", "unusable records go here (OUTPUT.dead.ndjson)",
         &w->dead},
        {0, "dead-max", WV_OPTION_TEXT, "N|P%", "so many dead records are no error", &w->dead_max},
        {0, "all", WV_OPTION_FLAG, NULL, "show dropped, suppressed and shadow findings too",
         &w->all},
        {0, "only", WV_OPTION_TEXT, "TRIAGE", "only info, context, week, today or now, and above",
         &w->only},
        {0, "profile", WV_OPTION_TEXT, "NAME", "write only what the output profile names",
         &w->profile},
        {0, "fail-on", WV_OPTION_TEXT, "WHAT", "exit 1 on a severity (0-5) or a signal (threat.*)",
         &w->fail_on},
        {0, "offsets", WV_OPTION_TEXT, "UNIT", "codepoints, bytes or utf16", &w->offsets},
        {0, "format", WV_OPTION_TEXT, "FORMAT", "auto, ndjson, text (a report a file) or lines",
         &w->format},
        {0, "lines", WV_OPTION_FLAG, NULL, "each line is a plain report: --format lines",
         &w->lines},
        {0, "from", WV_OPTION_TEXT, "FORMAT", "of what is converted (convert --list)", &w->from},
        {0, "map", WV_OPTION_TEXT, "FILE", "what the columns of a CSV mean: see convert", &w->map},
        {0, "case", WV_OPTION_TEXT, "ID", "the case of what is converted", &w->case_id},
        {0, "self", WV_OPTION_TEXT, "NAME", "whose phone or mailbox that was", &w->self},
        {0, "tz", WV_OPTION_TEXT, "ZONE", "zone of times without offset: Europe/Amsterdam, +01:00",
         &w->tz},
        {0, "as-of", WV_OPTION_TEXT, "TIME", "move the time of cases to TIME at the end",
         &w->as_of},
        {0, "state", WV_OPTION_TEXT, "FILE",
         "keep cases in FILE; a killed run goes on where it was", &w->state},
        {0, "more-follows", WV_OPTION_FLAG, NULL,
         "a next run goes on with this feed: the same bytes as in one run", &w->more_follows},
        {0, "case-memory", WV_OPTION_NUMBER, "MB",
         "for cases between their records: 512; the others wait on disk", &w->case_memory},
        {0, "pack-change", WV_OPTION_TEXT, "keep", "go on with a state of another pack version",
         &w->pack_change},
        {0, "store", WV_OPTION_TEXT, "FILE", "put flags and records into a review store",
         &w->store},
        {0, "purpose", WV_OPTION_TEXT, "TEXT", "what that store is for; asked once", &w->purpose},
        {0, "legal-basis", WV_OPTION_TEXT, "WORD", "wpg-8, wpg-9 or avg; asked once", &w->basis},
        {0, "manifest", WV_OPTION_TEXT, "FILE",
         "write what was read, by what, and what came of it", &s->guard.want.manifest},
        {0, "run", WV_OPTION_TEXT, "NAME", "with --manifest: the name of this run in it",
         &s->guard.want.run},
        {0, "canary", WV_OPTION_TEXT, "WHAT",
         "first flag invented records, builtin or of FILE, or end with 70", &s->guard.want.canary},
        {0, "sandbox", WV_OPTION_TEXT, "HOW",
         "auto, require or off: no network, no exec, only its own files", &s->guard.want.sandbox},
        {0, "now", WV_OPTION_TEXT, "TIME", NULL, &s->guard.want.now}, /* what a manifest says */
        {0, "line-buffered", WV_OPTION_FLAG, NULL, "write each flag at once, for a live feed",
         &w->line_buffered},
        {0, "log", WV_OPTION_TEXT, "FORM", "messages on stderr as text or json", &w->log},
        {'q', "quiet", WV_OPTION_FLAG, NULL, "no progress and no account on stderr", &w->quiet},
        {0, "chunk-bytes", WV_OPTION_NUMBER, "N", NULL, &w->chunk_bytes}, /* tests: odd cuts */
        {0, "commit-records", WV_OPTION_NUMBER, "N", NULL,
         &w->commit_records}, /* and commit often */
        {0}};
    const wv_command_line line = {"scan [-r PACK] [-j N] [-o FILE] [INPUT...|-]", about, options};
    int done = wv_options_read(&line, argc, argv);
    return done < 0 ? check_line(&line, s) : done;
}

/* Something that does not end the run: an input that cannot be read, a record that is dead. */
static void print_notice(scan *s, const wv_err *err)
{
    wv_buf b;
    wv_progress_clear(&s->progress);
    wv_buf_init(&b);
    if (s->log_json) {
        wv_buf_text(&b, "{\"log\":\"notice\",\"path\":");
        wv_buf_json(&b, wv_str_of(err->path));
        wv_buf_text(&b, ",\"message\":");
        wv_buf_json(&b, wv_str_of(err->message));
        wv_buf_text(&b, "}\n");
    } else {
        wv_buf_format(&b, "waakvlam: %s%s%s\n", err->path, err->path[0] ? ": " : "", err->message);
        if (err->hint[0]) wv_buf_format(&b, "  hint: %s\n", err->hint);
    }
    if (!b.failed && b.n) fwrite(b.p, 1, b.n, stderr);
    wv_buf_done(&b);
}

static void on_notice(void *ctx, const wv_err *err)
{
    scan *s = ctx;
    bool is_dead = err->rc == WV_E_RECORD;
    if (is_dead && s->dead_shown++ >= DEAD_SHOWN_MAX) return;
    print_notice(s, err);
}

static void on_progress(void *ctx, const wv_run_stats *stats, uint64_t bytes_total)
{
    scan *s = ctx;
    wv_progress_show(&s->progress, stats->bytes, bytes_total, stats->read);
}

static wv_rc on_lines(void *ctx, wv_str lines, wv_buf *out, wv_err *err)
{
    scan *s = ctx;
    if (!s->want.store) return wv_disclose_lines(&s->profile, lines, out, err);
    /* The store first: after a kill the state repeats what it had not committed, and the store has
     * seen it. Without -o the store is the output. */
    wv_rc rc = wv_storing_lines(&s->storing, lines, err);
    if (rc == WV_OK && strcmp(s->want.out, "-") != 0) wv_buf_str(out, lines);
    return rc;
}

/* The records themselves, once they were read: a file can be read again, a pipe cannot. */
static wv_rc store_records(scan *s, wv_err *err)
{
    struct stat st;
    wv_rc rc = WV_OK;
    bool missing = s->run.path_count == 0;
    for (uint32_t i = 0; rc == WV_OK && i < s->run.path_count; i++) {
        const char *path = s->run.paths[i];
        bool text = s->run.input.format > WV_FORMAT_NDJSON ||
                    (s->run.input.format == WV_FORMAT_AUTO &&
                     wv_str_ends(wv_str_of(path), WV_STR(".txt")));
        if (text || wv_feeding_converted(&s->feeding, path) || stat(path, &st) != 0 ||
            !S_ISREG(st.st_mode))
            missing = true;
        else
            rc = wv_storing_records(&s->storing, path, err);
    }
    if (missing) s->storing.options.rescan = false;
    if (rc == WV_OK && missing && !s->want.quiet)
        fputs("waakvlam: streams, plain texts and converted files are not read again: their records"
              " are not in the store (`waakvlam ingest --records FILE`)\n",
              stderr);
    return rc;
}

static int open_storing(scan *s)
{
    wv_storing_options o = {.command = "scan", .store = s->want.store, .purpose = s->want.purpose,
                            .basis = s->want.basis, .quiet = s->want.quiet || s->log_json,
                            .reader = s->run.reader,
                            /* All of it, or what was not written would be taken for gone. */
                            .rescan = !s->want.state && strcmp(s->want.only, "info") == 0};
    return s->want.store ? wv_storing_open(&s->storing, &o) : 0;
}

/* The exit code of the scan, unless the store has a worse one. */
static int close_storing(scan *s, int done)
{
    wv_err err = {0};
    if (!s->want.store) return done;
    bool whole = done == 0 || done == EXIT_MATCHED || done == EXIT_DEAD;
    wv_rc rc = whole ? store_records(s, &err) : WV_OK;
    int stored = wv_storing_close(&s->storing, rc, &err);
    return done == 0 || (stored && stored != EXIT_DEAD) ? stored : done;
}

static void print_account(scan *s, const wv_run_stats *stats)
{
    wv_buf b;
    wv_progress_clear(&s->progress);
    wv_buf_init(&b);
    if (s->dead_shown > DEAD_SHOWN_MAX && !s->log_json)
        wv_buf_format(&b, "waakvlam: and %u more dead records\n", s->dead_shown - DEAD_SHOWN_MAX);
    if (stats->dead && !s->log_json)
        wv_buf_format(&b, "waakvlam: dead records are kept in %s\n", s->run.dead_path);
    if (s->log_json) {
        wv_run_stats_json(stats, &b);
    } else if (!s->want.quiet) {
        wv_buf_text(&b, "waakvlam: ");
        wv_run_stats_text(stats, &b);
    }
    if (!b.failed && b.n) fwrite(b.p, 1, b.n, stderr);
    wv_buf_done(&b);
}

/* More dead records than --dead-max allows; without it, any. */
static bool too_many_dead(const scan *s, const wv_run_stats *stats)
{
    if (s->dead_percent) return stats->dead * 100 > s->dead_max * stats->read;
    return stats->dead > s->dead_max;
}

/* Makes the files appear. What the run did not finish stays away, except on a stop that was asked
 * for. */
static wv_rc commit(scan *s, wv_err *err)
{
    wv_rc rc = wv_sink_commit(&s->out, err);
    if (rc == WV_OK && wv_sink_is_open(&s->dead)) rc = wv_sink_commit(&s->dead, err);
    if (rc == WV_OK && s->shadow) rc = wv_sink_commit(&s->shadow_out, err);
    return rc;
}

/* Names the run: a position in other inputs, or of another output, is not this run's. */
static void name_run(const scan *s, char out[65])
{
    wv_sha256_state h;
    uint8_t hash[32];
    wv_sha256_begin(&h);
    wv_sha256_add(&h, s->want.out, strlen(s->want.out) + 1);
    if (s->want.profile) wv_sha256_add(&h, s->want.profile, strlen(s->want.profile) + 1);
    for (uint32_t i = 0; i < s->run.path_count; i++)
        wv_sha256_add(&h, s->run.paths[i], strlen(s->run.paths[i]) + 1);
    wv_sha256_end(&h, hash);
    wv_sha256_hex(hash, out);
}

static wv_rc open_state(scan *s, wv_err *err)
{
    char command[65];
    name_run(s, command);
    wv_state_options o = {.path = s->want.state,
                          .pack_sha256 = s->run.pack->sha256_hex,
                          .keep = s->want.pack_change != NULL,
                          .command = command};
    wv_rc rc = wv_state_open(&o, &s->state, err);
    s->run.state = s->state;
    s->run.resumes = s->want.state != NULL;
    s->run.commit_records = (uint32_t)s->want.commit_records;
    s->run.more_follows = s->want.more_follows;
    s->run.case_bytes = (uint64_t)(s->want.case_memory ? s->want.case_memory : CASE_MEMORY_MB)
                        << 20;
    return rc;
}

/* With a state the output grows in place, from where the state says; without, it appears whole. */
static wv_rc open_output(scan *s, wv_err *err)
{
    if (!s->run.resumes) return wv_sink_open(&s->out, s->want.out, 0666, err);
    wv_state_position where = wv_state_where(s->state);
    wv_rc rc = wv_sink_open_at(&s->out, s->want.out, 0666, where.out_bytes, err);
    bool has_dead = rc == WV_OK && where.dead_bytes > 0;
    return has_dead ? wv_sink_open_at(&s->dead, s->run.dead_path, 0600, where.dead_bytes, err) : rc;
}

/* The fence, then the canary; nothing of the user has been read yet. */
static int guard_run(scan *s)
{
    const wanted *w = &s->want;
    wv_guard_paths paths = {.inputs = s->run.paths, .input_count = s->run.path_count,
                            .files = {w->out, s->run.dead_path, w->shadow_out, w->state, w->store}};
    int done = wv_guard_enter(&s->guard, &paths);
    return done ? done
                : wv_guard_fly(&s->guard, s->run.pack, &s->run.reader, (int)w->threads);
}

static int run_scan(scan *s, wv_run_stats *stats)
{
    wv_err err = {0};
    wv_rc worst = WV_OK;
    int refused = guard_run(s);
    if (refused) return refused;
    wv_rc rc = open_state(s, &err);
    if (rc == WV_OK) rc = open_output(s, &err);
    if (rc == WV_OK && s->shadow) rc = wv_sink_open(&s->shadow_out, s->want.shadow_out, 0666, &err);
    if (rc == WV_OK) {
        wv_progress_begin(&s->progress, !s->want.quiet && !s->log_json);
        rc = wv_run(&s->run, stats, &worst, &err);
        wv_rc fed = wv_feeding_end(&s->feeding);
        if (!worst) worst = fed;
        print_account(s, stats);
    }
    if (rc == WV_OK || rc == WV_E_STOPPED) rc = commit(s, &err);
    if (rc == WV_E_CLOSED) return 0; /* `| head` has what it wanted */
    if (rc) {
        print_notice(s, &err);
        return wv_rc_exit(rc);
    }
    if (!wv_run_stats_balance(stats)) {
        fputs("waakvlam: internal error: the account does not balance\n", stderr);
        return wv_rc_exit(WV_E_INTERNAL);
    }
    if (worst) return wv_rc_exit(worst);
    if (too_many_dead(s, stats)) return EXIT_DEAD;
    return stats->matched ? EXIT_MATCHED : 0;
}

static int write_manifest(scan *s, const wv_run_stats *stats, int done)
{
    bool has_dead = s->dead.path != NULL;
    wv_manifest m = {.pack = s->run.pack,
                     .inputs = s->run.paths,
                     .input_count = s->run.path_count,
                     .stats = stats,
                     .output = s->want.out,
                     .dead_letters = has_dead ? s->run.dead_path : NULL};
    return wv_guard_end(&s->guard, &m, done);
}

/* What the pipeline is to do, out of what the user typed. */
static void fill_run(scan *s, int argc, char **argv)
{
    wv_sink_init(&s->out);
    wv_sink_init(&s->dead);
    wv_sink_init(&s->shadow_out);
    s->run.paths = (const char *const *)(argv + 1);
    s->run.path_count = (uint32_t)(argc - 1);
    s->run.input.chunk_bytes = (size_t)s->want.chunk_bytes;
    s->run.input.line_buffered = s->want.line_buffered;
    s->run.input.stop = &g_stop;
    s->run.input.stop_fd = g_stop_pipe[0];
    s->run.all = s->want.all;
    s->run.threads = (int)s->want.threads;
    s->run.shadow = s->shadow;
    s->run.shadow_out = &s->shadow_out;
    s->run.out = &s->out;
    s->run.dead = &s->dead;
    s->run.dead_path = dead_path(s);
    s->run.notice = on_notice;
    s->run.progress = on_progress;
    s->run.pass = s->want.profile || s->want.store ? on_lines : NULL;
    s->run.ctx = s;
}

/* Files of phones and services are converted while they are read; without --from and --format each file
 * that is no .ndjson is looked at. */
static int open_feeding(scan *s)
{
    const wanted *w = &s->want;
    wv_converting_options o = {.command = "scan", .from = w->from, .map = w->map, .tz = w->tz,
                               .case_id = w->case_id, .self = w->self,
                               .quiet = w->quiet || s->log_json};
    int done = wv_feeding_open(&s->feeding, &o);
    if (done) return done;
    bool named = s->run.input.format != WV_FORMAT_AUTO;
    if (w->from || w->map || !named) {
        s->run.input.open = wv_feeding_fd;
        s->run.input.open_ctx = &s->feeding;
    }
    return 0;
}

static int open_packs(scan *s, wv_frozen **pack)
{
    const wanted *w = &s->want;
    int done = wv_packs_open_parts(&(wv_pack_parts){w->pack, w->overlay, NULL}, false, pack);
    if (!done && w->shadow)
        done = wv_packs_open_parts(&(wv_pack_parts){w->pack, w->overlay, w->shadow}, false,
                                   &s->shadow);
    s->run.pack = *pack;
    return done;
}

static int scan_all(scan *s, int argc, char **argv)
{
    wv_run_stats stats;
    catch_signals();
    wv_run_stats_init(&stats);
    fill_run(s, argc, argv);
    int done = close_storing(s, run_scan(s, &stats));
    wv_sink_close(&s->out);
    wv_sink_close(&s->dead);
    wv_sink_close(&s->shadow_out);
    done = write_manifest(s, &stats, done);
    wv_state_close(s->state);
    wv_run_stats_done(&stats);
    wv_mem_free(s->default_dead);
    return done;
}

int wv_cli_scan(int argc, char **argv)
{
    scan s = {
        .want = {
            .out = "-", .offsets = "codepoints", .format = "auto", .only = "info", .log = "text"},
        .guard.want.sandbox = "auto"};
    wv_frozen *pack = NULL;
    wv_guard_begin(&s.guard, "scan", argc, argv);
    int done = read_command_line(&s, &argc, argv);
    if (done < 0) {
        done = wv_disclose_open("scan", s.want.profile, s.want.pack, &s.profile);
        if (!done) done = open_packs(&s, &pack);
        if (!done) done = open_storing(&s);
        if (!done) done = open_feeding(&s);
        if (!done) done = scan_all(&s, argc, argv);
    }
    wv_frozen_free(s.shadow);
    wv_frozen_free(pack);
    wv_feeding_close(&s.feeding);
    wv_guard_done(&s.guard);
    return done;
}
