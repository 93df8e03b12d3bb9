/* SPDX-License-Identifier: EUPL-1.2 */
/* guard.c: sandbox, canary and manifest of a run.
 *
 * In: options and paths of a command. Out: a fenced process, a verdict on the canary, a manifest.
 * Neighbours: service/ does the work; scan.c calls in this order. Invariants: nothing of a stranger
 * is read before the fence stands; the canary flies before the first record, so that a run that
 * cannot be trusted writes nothing. */
#include "cli/guard.h"

#include "cli/operator.h"

#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static wv_time now_of(const wv_guard *g)
{
    wv_time told;
    if (g->want.now && wv_time_parse(wv_str_of(g->want.now), 0, &told, NULL) == WV_OK) return told;
    return (wv_time){.seconds = (int64_t)time(NULL), .known = true, .has_clock = true};
}

void wv_guard_begin(wv_guard *g, const char *command, int argc, char **argv)
{
    g->command = command;
    g->started = now_of(g);
    g->arguments = wv_mem_new(sizeof *g->arguments * (size_t)argc);
    for (int i = 1; g->arguments && i < argc; i++) g->arguments[g->argument_count++] = argv[i];
}

static bool is_mode(const char *text)
{
    return strcmp(text, "auto") == 0 || strcmp(text, "require") == 0 || strcmp(text, "off") == 0;
}

int wv_guard_check(const wv_guard *g, const wv_command_line *line)
{
    if (!is_mode(g->want.sandbox))
        return wv_options_usage(line, "--sandbox wants auto, require or off");
    if (g->want.run && !g->want.manifest)
        return wv_options_usage(line, "--run names a run in its --manifest");
    return -1;
}

/* SQLite keeps what does not fit in memory in a temporary file: beside the output, because the
 * fence leaves nothing else; without output in a file, where SQLite would have put it. */
static wv_rc allow_temporary(wv_guard *g, const char *beside, wv_err *err)
{
    char folder[512];
    const char *slash = beside ? strrchr(beside, '/') : NULL, *tmp = getenv("TMPDIR");
    if (beside) {
        snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - beside) + 1 : 1,
                 slash ? beside : ".");
        setenv("SQLITE_TMPDIR", folder, 0);
        return wv_sandbox_write(&g->box, folder, err);
    }
    wv_rc rc = wv_sandbox_write(&g->box, tmp && *tmp ? tmp : "/var/tmp", err);
    return rc ? rc : wv_sandbox_write(&g->box, "/tmp", err);
}

static wv_rc allow_paths(wv_guard *g, const wv_guard_paths *p, wv_err *err)
{
    const char *beside = NULL;
    wv_rc rc = wv_sandbox_read_system(&g->box, err);
    for (uint32_t i = 0; rc == WV_OK && i < p->input_count; i++)
        rc = wv_sandbox_read(&g->box, p->inputs[i], err);
    if (rc == WV_OK && g->want.canary) rc = wv_sandbox_read(&g->box, g->want.canary, err);
    for (int i = 0; rc == WV_OK && i < WV_GUARD_PATHS_MAX; i++) {
        const char *path = p->files[i];
        if (!path || strcmp(path, "-") == 0) continue;
        rc = wv_sandbox_write_file(&g->box, path, err);
        bool plain = strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0;
        if (!beside && plain) beside = path;
    }
    if (rc == WV_OK && g->want.manifest) rc = wv_sandbox_write_file(&g->box, g->want.manifest, err);
    return rc ? rc : allow_temporary(g, beside, err);
}

int wv_guard_enter(wv_guard *g, const wv_guard_paths *paths)
{
    wv_err err = {0};
    bool required = strcmp(g->want.sandbox, "require") == 0;
    if (strcmp(g->want.sandbox, "off") == 0) return 0;
    wv_sandbox_open(&g->box);
    if (required && g->box.lacks[0]) {
        fprintf(stderr, "waakvlam %s: --sandbox=require: %s\n", g->command, g->box.lacks);
        wv_sandbox_close(&g->box);
        return wv_rc_exit(WV_E_VERSION);
    }
    wv_rc rc = allow_paths(g, paths, &err);
    if (rc == WV_OK) rc = wv_sandbox_enter(&g->box, &err);
    wv_sandbox_close(&g->box);
    g->entered = true;
    if (rc && required) return wv_operator_complain(g->command, err.path, WV_E_VERSION, &err);
    if (rc)
        fprintf(stderr, "waakvlam %s: goes on without all of its sandbox: %s\n", g->command,
                err.message);
    else if (g->box.lacks[0])
        fprintf(stderr, "waakvlam %s: sandbox: %s\n", g->command, g->box.lacks);
    return 0;
}

int wv_guard_fly(wv_guard *g, const wv_frozen *pack, const wv_reader_options *reader, int threads)
{
    wv_err err = {0};
    const char *path = g->want.canary;
    if (!path || strcmp(path, "off") == 0) return 0;
    if (strcmp(path, "builtin") == 0) path = NULL;
    wv_rc rc = wv_canary_fly(pack, reader, threads, path, &g->canary, &err);
    g->canary_flew = true;
    if (rc == WV_OK) return 0;
    if (rc == WV_E_INTERNAL && !err.hint[0])
        wv_err_hint(&err, "nothing was scanned: is this the right pack, and is it whole?");
    return wv_operator_complain(g->command, err.path, rc, &err);
}

static bool is_input(const wv_manifest *m, const char *argument)
{
    for (uint32_t i = 0; i < m->input_count; i++)
        if (m->inputs[i] == argument) return true;
    return false;
}

/* The inputs stand in their own list. */
static void drop_inputs(wv_guard *g, const wv_manifest *m)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < g->argument_count; i++)
        if (!is_input(m, g->arguments[i])) g->arguments[kept++] = g->arguments[i];
    g->argument_count = kept;
}

int wv_guard_end(wv_guard *g, wv_manifest *m, int done)
{
    wv_err err = {0};
    if (!g->want.manifest) return done;
    drop_inputs(g, m);
    m->run = g->want.run;
    m->started = g->want.now ? now_of(g) : g->started;
    m->ended = now_of(g);
    m->exit = done;
    m->arguments = g->arguments;
    m->argument_count = g->argument_count;
    m->canary_flew = g->canary_flew;
    m->canary = g->canary;
    m->sandbox = g->entered ? &g->box : NULL;
    wv_rc rc = wv_manifest_write(m, g->want.manifest, &err);
    return rc ? wv_operator_complain(g->command, g->want.manifest, rc, &err) : done;
}

void wv_guard_done(wv_guard *g)
{
    wv_mem_free(g->arguments);
    g->arguments = NULL;
}
