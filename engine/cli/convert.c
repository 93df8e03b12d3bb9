/* SPDX-License-Identifier: EUPL-1.2 */
/* convert.c: `waakvlam convert`: chat exports, call lists, mail and extractions -> records.
 *
 * In: files. Out: NDJSON on stdout or in -o, whole or not at all; what could not be made a record
 * in the dead-letter file beside it; on stderr the format of each file, why, and an account. Exit:
 * 0; 65 when something is dead or no format fits, 64 when two fit, 66 a file cannot be opened.
 * Neighbours: cli/converting.c. Cost: that of the formats. */
#include "cli/commands.h"
#include "cli/converting.h"
#include "cli/guard.h"
#include "cli/options.h"
#include "run/sink.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

typedef struct wanted {
    wv_converting_options converting;
    const char *out, *dead;
    bool list;
    wv_guard guard; /* its sandbox only */
} wanted;

typedef struct output {
    wv_sink records, dead;
    const char *dead_path;
} output;

static const char about[] =
    "Reads what phones and services hand out (see --list) and writes records (NDJSON) that scan\n"
    "reads: messages, calls, deletions, each with the hash of its file and its byte range. "
    "Without\n"
    "--from the format is looked for, and said with what speaks for it; when none or two fit,\n"
    "nothing is guessed. What cannot be made a record is kept whole in the dead-letter file.";

static int read_command_line(wanted *w, int *argc, char **argv)
{
    wv_converting_options *o = &w->converting;
    const wv_option options[] = {
        {0, "from", WV_OPTION_TEXT, "FORMAT", "the format; without it each file is looked at",
         &o->from},
        {0, "list", WV_OPTION_FLAG, NULL, "list the formats", &w->list},
        {0, "case", WV_OPTION_TEXT, "ID", "the case that all records belong to", &o->case_id},
        {0, "self", WV_OPTION_TEXT, "NAME", "whose phone, account or mailbox it was", &o->self},
        {0, "tz", WV_OPTION_TEXT, "ZONE", "zone of clocks without offset (Europe/Amsterdam)",
         &o->tz},
        {0, "map", WV_OPTION_TEXT, "FILE", "what the columns of a CSV mean (YAML)", &o->map},
        {0, "pdf", WV_OPTION_FLAG, NULL, "let pdftotext read PDF files", &o->pdf},
        {'o', "output", WV_OPTION_TEXT, "FILE", "write records to FILE, whole or not at all",
         &w->out},
        {0, "dead-letter", WV_OPTION_TEXT, "FILE",
         "what is no record goes here (OUTPUT.dead.ndjson)", &w->dead},
        {0, "sandbox", WV_OPTION_TEXT, "HOW",
         "auto, require or off: no network, no exec, only its own files", &w->guard.want.sandbox},
        {'q', "quiet", WV_OPTION_FLAG, NULL, "no formats and no account on stderr", &o->quiet},
        {0}};
    const wv_command_line line = {"convert [--from FORMAT] [-o FILE] FILE...", about, options};
    int done = wv_options_read(&line, argc, argv);
    if (done < 0 && !w->list && *argc < 2)
        done = wv_options_usage(&line, "no files (- is standard input)");
    if (done < 0) done = wv_guard_check(&w->guard, &line);
    if (done < 0 && o->pdf && strcmp(w->guard.want.sandbox, "require") == 0)
        done = wv_options_usage(&line, "--pdf starts another program, which a sandbox forbids");
    return done;
}

static int list_formats(void)
{
    for (const wv_convert_format *const *f = wv_convert_formats; *f; f++)
        printf("%-12s %s\n", (*f)->name, (*f)->description);
    return 0;
}

static wv_rc put_record(void *ctx, wv_str line, wv_err *err)
{
    output *o = ctx;
    return wv_sink_write(&o->records, line.p, line.n, err);
}

/* The file is made by the first dead letter, readable by its owner only. */
static wv_rc put_dead(void *ctx, wv_str line, wv_err *err)
{
    output *o = ctx;
    wv_rc rc = wv_sink_is_open(&o->dead) ? WV_OK : wv_sink_open(&o->dead, o->dead_path, 0600, err);
    return rc ? rc : wv_sink_write(&o->dead, line.p, line.n, err);
}

static wv_rc convert_file(wv_converting *c, const char *path, const wv_converting_sink *sink,
                          uint64_t *dead)
{
    wv_err err = {0};
    wv_convert_input in;
    const wv_convert_format *format;
    wv_rc rc = wv_convert_input_open(&in, path, &err);
    if (rc == WV_OK) {
        rc = wv_converting_choose(c, &in, &format);
        if (rc == WV_OK) rc = wv_converting_run(c, &in, format, sink, dead, &err);
        wv_convert_input_close(&in);
    }
    if (rc && rc != WV_E_CLOSED && err.message[0]) wv_converting_complain(c, &err);
    return rc;
}

/* An output that is broken ends the run; a file that cannot be read does not. */
static bool ends_run(const output *o, wv_rc rc)
{
    return rc == WV_E_NOMEM || o->records.failed || o->dead.failed || rc == WV_E_CREATE;
}

static int convert_files(wv_converting *c, output *o, int count, char **paths)
{
    wv_converting_sink sink = {put_record, put_dead, o};
    wv_err err = {0};
    uint64_t dead = 0;
    wv_rc worst = WV_OK, rc = WV_OK;
    for (int i = 0; i < count; i++) {
        rc = convert_file(c, paths[i], &sink, &dead);
        if (rc && ends_run(o, rc)) return rc == WV_E_CLOSED ? 0 : wv_rc_exit(rc);
        if (rc && !worst) worst = rc;
    }
    rc = wv_sink_commit(&o->records, &err);
    if (rc == WV_OK && wv_sink_is_open(&o->dead)) rc = wv_sink_commit(&o->dead, &err);
    if (rc == WV_E_CLOSED) return 0;
    if (rc) wv_converting_complain(c, &err);
    if (dead && !c->options.quiet)
        fprintf(stderr, "waakvlam convert: what is no record is kept in %s\n", o->dead_path);
    if (!rc && !worst && dead) worst = WV_E_RECORD;
    return wv_rc_exit(rc ? rc : worst);
}

/* Beside the output; a stream has no beside. */
static void name_dead(const wanted *w, char path[4096], output *o)
{
    struct stat st;
    bool file = strcmp(w->out, "-") != 0 && (stat(w->out, &st) != 0 || S_ISREG(st.st_mode));
    o->dead_path = w->dead ? w->dead : "waakvlam.dead.ndjson";
    if (w->dead || !file) return;
    if (snprintf(path, 4096, "%s.dead.ndjson", w->out) < 4096) o->dead_path = path;
}

/* Before a byte of a stranger's file is read. pdftotext could not be started from inside. */
static int enter_sandbox(wanted *w, const output *o, int argc, char **argv)
{
    wv_guard_paths paths = {.inputs = (const char *const *)(argv + 1),
                            .input_count = (uint32_t)(argc - 1),
                            .files = {w->out, o->dead_path}};
    return w->converting.pdf ? 0 : wv_guard_enter(&w->guard, &paths);
}

int wv_cli_convert(int argc, char **argv)
{
    wanted w = {.out = "-", .converting = {.command = "convert"}};
    w.guard = (wv_guard){.want.sandbox = "auto", .command = "convert"};
    wv_converting c;
    output o = {0};
    char path[4096];
    wv_err err = {0};
    int done = read_command_line(&w, &argc, argv);
    if (done >= 0) return done;
    if (w.list) return list_formats();
    signal(SIGPIPE, SIG_IGN); /* `| head` is an end, not a death */
    done = wv_converting_open(&c, &w.converting);
    if (done) return done;
    wv_sink_init(&o.records);
    wv_sink_init(&o.dead);
    name_dead(&w, path, &o);
    done = enter_sandbox(&w, &o, argc, argv);
    wv_rc rc = done ? WV_OK : wv_sink_open(&o.records, w.out, 0666, &err);
    if (rc) wv_converting_complain(&c, &err);
    if (!done) done = rc ? wv_rc_exit(rc) : convert_files(&c, &o, argc - 1, argv + 1);
    wv_sink_close(&o.records);
    wv_sink_close(&o.dead);
    wv_converting_close(&c);
    return done;
}
