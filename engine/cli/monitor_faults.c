/* SPDX-License-Identifier: EUPL-1.2 */
/* monitor_faults.c: `waakvlam monitor --spool FOLDER --expect politie=1d`: faults of a feed, once.
 *
 * In: the history of a spool, its folders, the clock. Out: a line a fault on stdout, 69 when one is
 * new; a line when one is over. Neighbours: service/faults.h judges. Invariants: a fault is written
 * down as told only after it was told, so a kill between makes it told twice and never not at all.
 * Takes no lock: a run may be at work. */
#include "cli/monitor_faults.h"

#include "cli/operator.h"

#include "base/time.h"
#include "service/duration.h"
#include "service/faults.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { EXIT_UNAVAILABLE = 69, BACKLOG_SECONDS = 6 * 3600 };

/* politie=1d, or several with commas between them. */
static bool read_expectation(const char *text, wv_expectation *out)
{
    while (*text) {
        size_t n = strcspn(text, ","), name = strcspn(text, "=,");
        wv_str source = {text, (uint32_t)name};
        wv_organisation which = wv_organisation_of(source);
        if (name >= n || (which == WV_ORGANISATION_other && !wv_str_is(source, "other")) ||
            !wv_duration_parse((wv_str){text + name + 1, (uint32_t)(n - name - 1)},
                               &out->silent_seconds[which]))
            return false;
        text += n + (text[n] == ',');
    }
    return true;
}

/* A file that is ready, or claimed, and still waits: the timer stopped, the disk is full, the pack
 * is broken. */
static void look_for_backlog(const char *folder, int64_t now, int64_t most, wv_faults *out)
{
    static const char *const subs[] = {"in", "claimed"};
    uint64_t waiting = 0;
    int64_t oldest = now;
    for (int i = 0; i < 2; i++) {
        char path[PATH_MAX];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", folder, subs[i]);
        DIR *dir = opendir(path);
        for (struct dirent *e; dir && (e = readdir(dir));) {
            bool marks = i == 1 || wv_str_ends(wv_str_of(e->d_name), WV_STR(".ok"));
            if (e->d_name[0] == '.' || !marks || fstatat(dirfd(dir), e->d_name, &st, 0) != 0)
                continue;
            if (now - st.st_ctime <= most) continue;
            waiting++;
            if (st.st_ctime < oldest) oldest = st.st_ctime;
        }
        if (dir) closedir(dir);
    }
    if (waiting)
        wv_faults_add(out, "backlog", oldest + most, "%llu files wait since %lld minutes and more",
                      (unsigned long long)waiting, (long long)((now - oldest) / 60));
}

static wv_rc find_faults(const wv_monitor_faults *w, const wv_expectation *expected, int64_t now,
                         int64_t backlog, wv_faults *out, wv_err *err)
{
    char history[PATH_MAX];
    snprintf(history, sizeof history, "%s/history.ndjson", w->spool);
    wv_rc rc = wv_faults_of_history(history, expected, now, out, err);
    if (rc == WV_OK) look_for_backlog(w->spool, now, backlog, out);
    return rc;
}

/* What began before and goes on is not told again, and keeps its beginning. */
static uint32_t tell(const wv_faults *told, const wv_faults *now, bool standing)
{
    uint32_t fresh = 0;
    for (uint32_t i = 0; i < now->count; i++) {
        bool known = wv_faults_find(told, now->items[i].key) != NULL;
        fresh += !known;
        if (!known || standing) printf("fault: %s: %s\n", now->items[i].key, now->items[i].text);
    }
    for (uint32_t i = 0; i < told->count; i++)
        if (!wv_faults_find(now, told->items[i].key))
            printf("over: %s (was: %s)\n", told->items[i].key, told->items[i].text);
    return fresh;
}

static int watch(const wv_monitor_faults *w, const wv_expectation *expected, int64_t now,
                 int64_t backlog)
{
    static wv_faults told, found; /* 17 KB each; the command line is one thread */
    char path[PATH_MAX];
    wv_err err = {0};
    if (w->told)
        snprintf(path, sizeof path, "%s", w->told);
    else
        snprintf(path, sizeof path, "%s/faults.ndjson", w->spool);
    wv_rc rc = wv_faults_read(path, &told, &err);
    if (rc == WV_OK) rc = find_faults(w, expected, now, backlog, &found, &err);
    if (rc) return wv_operator_complain("monitor", err.path, rc, &err);
    uint32_t fresh = tell(&told, &found, w->standing);
    if (fflush(stdout) != 0) {
        wv_err_set(&err, WV_E_IO, "cannot write");
        return wv_operator_complain("monitor", "", WV_E_IO, &err);
    }
    rc = wv_faults_write(path, &found, &err);
    if (rc) return wv_operator_complain("monitor", path, rc, &err);
    return fresh || (w->standing && found.count) ? EXIT_UNAVAILABLE : 0;
}

int wv_monitor_watch(const wv_command_line *line, const wv_monitor_faults *w)
{
    wv_expectation expected = {{0}};
    int64_t backlog = BACKLOG_SECONDS, now = (int64_t)time(NULL);
    wv_time at;
    struct stat st;
    for (unsigned i = 0; i < w->expect.count; i++)
        if (!read_expectation(w->expect.items[i], &expected))
            return wv_options_usage(line,
                                    "--expect wants a source of docs/records.md and a time, such as"
                                    " politie=1d, not '%s'",
                                    w->expect.items[i]);
    if (w->backlog && !wv_duration_parse(wv_str_of(w->backlog), &backlog))
        return wv_options_usage(line, "--backlog wants a time such as 6h, not '%s'", w->backlog);
    if (w->as_of && wv_time_parse(wv_str_of(w->as_of), 0, &at, NULL) != WV_OK)
        return wv_options_usage(line, "--as-of wants a time, not '%s'", w->as_of);
    if (w->as_of) now = at.seconds;
    if (stat(w->spool, &st) != 0 || !S_ISDIR(st.st_mode)) {
        fprintf(stderr, "waakvlam monitor: %s: there is no such spool\n", w->spool);
        return wv_rc_exit(WV_E_NOINPUT);
    }
    return watch(w, &expected, now, backlog);
}
