/* SPDX-License-Identifier: EUPL-1.2 */
/* spool_work.c: the claimed files of a spool -> `scan` in a child.
 *
 * In: a plan. Out: how the child ended. Neighbours: spool.c before and after it; cli/scan.c does
 * the work and enters the sandbox. Invariants: the child dies with us, and while it lives it holds
 * the lock too (the descriptor is inherited), so no second run can begin beside it; what kills it
 * does not kill us: a file that brings the reader down goes to dead/ and the others are read. */
#include "cli/spool.h"

#include "cli/commands.h"

#include "base/time.h"
#include "run/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t g_child, g_stopped;

static void hand_on(int number)
{
    int saved = errno;
    g_stopped = 1;
    if (g_child > 0) kill(g_child, number);
    errno = saved;
}

static char *copy_of(const char *text)
{
    size_t n = strlen(text) + 1;
    char *p = wv_mem_new(n);
    return p ? memcpy(p, text, n) : NULL;
}

/* scan OPTIONS -o run/RUN.ndjson ... claimed/NAME...; in the child, so nobody frees it. */
static char **make_command(const wv_spool *s, const wv_spool_passed *passed, int *argc)
{
    static const char *const outputs[][2] = {
        {"-o", ".ndjson"}, {"--dead-letter", ".dead.ndjson"}, {"--manifest", ".manifest.json"}};
    char **argv = wv_mem_new((passed->count + s->plan.count + 16) * sizeof *argv);
    char path[PATH_MAX];
    int n = 0;
    if (!argv) return NULL;
    argv[n++] = copy_of("scan");
    for (uint32_t i = 0; i < passed->count; i++) argv[n++] = copy_of(passed->items[i]);
    for (int i = 0; i < 3; i++) {
        wv_spool_path(s, "run", outputs[i][1], path);
        argv[n++] = copy_of(outputs[i][0]);
        argv[n++] = copy_of(path);
    }
    argv[n++] = copy_of("--run");
    argv[n++] = copy_of(s->plan.run);
    argv[n++] = copy_of("--");
    for (uint32_t i = 0; i < s->plan.count; i++) {
        snprintf(path, sizeof path, "%s/claimed/%s", s->folder, s->plan.names[i]);
        argv[n++] = copy_of(path);
    }
    for (int i = 0; i < n; i++)
        if (!argv[i]) return NULL;
    *argc = n;
    return argv;
}

static int be_child(const wv_spool *s, const wv_spool_passed *passed, pid_t parent)
{
    int argc = 0;
    char **argv = make_command(s, passed, &argc);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) return 70; /* it died before we asked to be told */
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (!argv || nothing < 0 || dup2(nothing, STDIN_FILENO) < 0) return 70;
    return wv_cli_scan(argc, argv);
}

/* Stopped: how the child ended is told by the signal that we handed on. */
static int run_child(const wv_spool *s, const wv_spool_passed *passed)
{
    struct sigaction act = {.sa_handler = hand_on}, old_int, old_term;
    int status = 0;
    pid_t us = getpid();
    fflush(stdout);
    fflush(stderr);
    sigaction(SIGINT, &act, &old_int);
    sigaction(SIGTERM, &act, &old_term);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        int code = be_child(s, passed, us);
        fflush(stderr);
        _exit(code);
    }
    g_child = child;
    if (g_stopped && child > 0) kill(child, SIGTERM); /* it came between fork and this line */
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    g_child = 0;
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
    if (child < 0) return 74;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A run that came to its end: done, --fail-on, some dead records, an input that could not be
 * opened. */
static bool is_an_end(int code)
{
    return code == 0 || code == 1 || code == 65 || code == 66;
}

/* Only a signal, or an error of our own, can be the work of what was read; a full disk, a lock or a
 * pack cannot, and a file must not go to dead/ for it. */
static bool is_a_crash(int code)
{
    return code > 128 || code == 70;
}

wv_spool_end wv_spool_work(const wv_spool *s, const wv_spool_passed *passed, wv_past_run *past,
                           bool *dead, int *code)
{
    wv_err err = {0};
    char manifest[PATH_MAX];
    wv_spool_path(s, "run", ".manifest.json", manifest);
    *code = run_child(s, passed);
    bool told = wv_spool_is_scanned(s) &&
                wv_past_run_of_manifest(manifest, past, dead, s->plan.count, &err) == WV_OK;
    bool sang = !told || past->canary != 0;
    if (told && sang && !past->stopped && is_an_end(*code)) return WV_SPOOL_SCANNED;
    if (wv_spool_is_scanned(s)) unlink(manifest); /* of a run that is not done */
    if (g_stopped || (told && past->stopped)) return WV_SPOOL_STOPPED;
    return sang && is_a_crash(*code) ? WV_SPOOL_CRASHED : WV_SPOOL_REFUSED;
}

/* --- after a crash ------------------------------------------------------------------------------
 */

/* With a state the output grew in place and may end in half a line. Lines that the state had not
 * committed come again in a next run, with the same ids. */
static void cut_to_lines(const char *path)
{
    char bytes[4096];
    int fd = open(path, O_RDWR | O_CLOEXEC);
    off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    while (end > 0) {
        off_t from = end > (off_t)sizeof bytes ? end - (off_t)sizeof bytes : 0;
        ssize_t n = pread(fd, bytes, (size_t)(end - from), from);
        const char *last = n > 0 ? memrchr(bytes, '\n', (size_t)n) : NULL;
        end = last ? from + (last + 1 - bytes) : n > 0 ? from : 0;
        if (last) break;
    }
    if (fd < 0) return;
    if (ftruncate(fd, end) == 0) (void)fsync(fd);
    close(fd);
}

wv_rc wv_spool_seal_crash(const wv_spool *s, int64_t now, int code, wv_err *err)
{
    char path[PATH_MAX];
    wv_buf b;
    wv_buf_init(&b);
    wv_spool_path(s, "run", ".ndjson", path);
    cut_to_lines(path);
    wv_spool_path(s, "run", ".dead.ndjson", path);
    cut_to_lines(path);
    wv_buf_format(&b, "{\"schema\":\"waakvlam/1\",\"type\":\"manifest\",\"run\":\"%s\"",
                  s->plan.run);
    wv_buf_text(&b, ",\"ended_at\":\"");
    wv_time_write(&b, (wv_time){.seconds = now, .known = true, .has_clock = true});
    wv_buf_format(&b, "\",\"exit\":%d,\"crashed\":true,\"engine\":\"" WV_VERSION "\",\"inputs\":[",
                  code);
    for (uint32_t i = 0; i < s->plan.count; i++) {
        wv_buf_text(&b, i ? ",{\"path\":" : "{\"path\":");
        wv_buf_json(&b, wv_str_of(s->plan.names[i]));
        wv_buf_byte(&b, '}');
    }
    wv_buf_text(&b, "]}\n");
    wv_spool_path(s, "run", ".manifest.json", path);
    wv_rc rc = wv_sink_write_file(path, 0600, &b, err);
    wv_buf_done(&b);
    return rc;
}
