/* SPDX-License-Identifier: EUPL-1.2 */
/* spool.c: the steps of a spooled run that touch folders.
 *
 * In: a folder. Out: files moved, outputs published. Neighbours: spool_ready.c finds what is ready;
 * cli/spool.c runs the worker between claim and finish. Invariants: a file is in exactly one of
 * in/, run/in/, done/ and dead/ at any moment (rename, never copy); the plan is on the disk before
 * the first file moves and goes after the last. Cost: a rename and two fsyncs a file folder. */
#include "service/spool.h"

#include "read/tape.h"
#include "run/sink.h"
#include "service/spool_ready.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static wv_rc failed(wv_err *err, wv_rc rc, const char *what, const char *path)
{
    wv_err_set(err, rc, "%s: %s", what, strerror(errno));
    wv_err_path(err, path, UINT64_MAX);
    return rc;
}

void wv_spool_path(const wv_spool *s, const char *sub, const char *tail, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s/%s%s", s->folder, sub, s->plan.run, tail);
}

/* FOLDER/sub/NAME, without the run. */
static void path_of(const wv_spool *s, const char *sub, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/%s%s%s", s->folder, sub, *name ? "/" : "", name);
}

/* A rename must survive a power cut. */
static void sync_folder(const wv_spool *s, const char *sub)
{
    char path[PATH_MAX];
    path_of(s, sub, "", path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    (void)fsync(fd);
    close(fd);
}

static wv_rc make_folder(const wv_spool *s, const char *sub, const char *name, mode_t mode,
                         wv_err *err)
{
    char path[PATH_MAX];
    path_of(s, sub, name, path);
    if (mkdir(path, mode) == 0 || errno == EEXIST) return WV_OK;
    return failed(err, WV_E_CREATE, "cannot make the folder", path);
}

/* --- the lock and the plan ---------------------------------------------------------------------
 */

static wv_rc take_lock(wv_spool *s, wv_err *err)
{
    char path[PATH_MAX];
    path_of(s, "lock", "", path);
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock < 0) return failed(err, WV_E_CREATE, "cannot open the lock", path);
    if (flock(s->lock, LOCK_EX | LOCK_NB) == 0) return WV_OK;
    if (errno != EWOULDBLOCK) return failed(err, WV_E_IO, "cannot lock", path);
    wv_err_set(err, WV_E_LOCKED, "another run is at work on this spool");
    wv_err_path(err, s->folder, UINT64_MAX);
    return WV_E_LOCKED;
}

static wv_rc take_names(wv_spool *s, const wv_json *j, uint32_t list)
{
    uint32_t n = j->values[list].count, at = list + 1;
    s->plan.names = wv_arena_alloc(&s->arena, (n + 1) * sizeof *s->plan.names);
    if (!s->plan.names) return WV_E_NOMEM;
    for (uint32_t i = 0; i < n; i++, at = j->values[at].next) {
        wv_str name = wv_arena_str(&s->arena, j->values[at].text);
        if (!name.p) return WV_E_NOMEM;
        s->plan.names[s->plan.count++] = name.p;
    }
    return WV_OK;
}

static wv_rc take_plan(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    wv_spool *s = ctx;
    wv_json json;
    wv_json_error error;
    (void)number;
    wv_json_init(&json, &s->arena);
    wv_rc rc = wv_json_parse(&json, line, &error);
    wv_str run = rc == WV_OK ? wv_tape_text(&json, 0, "run") : WV_STR("");
    uint32_t list = rc == WV_OK ? wv_tape_member(&json, 0, "files") : WV_TAPE_NONE;
    if (run.n == 0 || run.n >= WV_SPOOL_RUN_BYTES || !wv_tape_is(&json, list, WV_JSON_ARRAY)) {
        rc = wv_err_set(err, WV_E_CORRUPT, "the plan of a run cannot be read");
        wv_err_hint(err, "its files are in claimed/: move them back to in/ and remove plan.json");
    } else {
        snprintf(s->plan.run, sizeof s->plan.run, "%.*s", (int)run.n, run.p);
        rc = take_names(s, &json, list);
    }
    wv_json_done(&json);
    return rc;
}

static wv_rc read_plan(wv_spool *s, wv_err *err)
{
    char path[PATH_MAX];
    path_of(s, "plan.json", "", path);
    s->plan = (wv_spool_plan){0};
    if (access(path, F_OK) != 0) return WV_OK;
    return wv_tape_lines(path, take_plan, s, err);
}

static wv_rc write_plan(const wv_spool *s, wv_err *err)
{
    char path[PATH_MAX];
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_format(&b, "{\"run\":\"%s\",\"files\":[", s->plan.run);
    for (uint32_t i = 0; i < s->plan.count; i++) {
        if (i) wv_buf_byte(&b, ',');
        wv_buf_json(&b, wv_str_of(s->plan.names[i]));
    }
    wv_buf_text(&b, "]}\n");
    path_of(s, "plan.json", "", path);
    wv_rc rc = wv_sink_write_file(path, 0600, &b, err);
    wv_buf_done(&b);
    return rc;
}

/* What a killed process was writing: `.NAME.PID.part` (run/sink.h). Nobody else writes here while
 * we hold the lock. */
static void sweep(const wv_spool *s, const char *sub)
{
    char path[PATH_MAX];
    path_of(s, sub, "", path);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (e->d_name[0] == '.' && wv_str_ends(wv_str_of(e->d_name), WV_STR(".part")))
            (void)unlinkat(dirfd(dir), e->d_name, 0);
    if (dir) closedir(dir);
}

wv_rc wv_spool_open(wv_spool *s, const char *folder, wv_err *err)
{
    static const struct {
        const char *name;
        mode_t mode;
    } subs[] = {{"in", 0770},  {"claimed", 0700}, {"run", 0700}, {"state", 0700},
                {"out", 0700}, {"done", 0700},    {"dead", 0700}};
    char real[PATH_MAX];
    *s = (wv_spool){.lock = -1};
    wv_arena_init(&s->arena);
    if (!realpath(folder, real)) return failed(err, WV_E_NOINPUT, "no such spool", folder);
    if (strlen(real) >= sizeof s->folder) {
        errno = ENAMETOOLONG;
        return failed(err, WV_E_NOINPUT, "spool", folder);
    }
    memcpy(s->folder, real, strlen(real) + 1);
    wv_rc rc = WV_OK;
    for (size_t i = 0; rc == WV_OK && i < sizeof subs / sizeof *subs; i++)
        rc = make_folder(s, subs[i].name, "", subs[i].mode, err);
    if (rc == WV_OK) rc = take_lock(s, err);
    if (rc == WV_OK) sweep(s, "."), sweep(s, "run");
    return rc ? rc : read_plan(s, err);
}

void wv_spool_close(wv_spool *s)
{
    if (s->lock >= 0) close(s->lock);
    s->lock = -1;
    wv_arena_done(&s->arena);
}

wv_rc wv_spool_plan_next(wv_spool *s, int64_t now, int64_t rest_seconds, uint32_t most,
                         wv_err *promise, wv_err *err)
{
    wv_ready_options o = {s->folder, now, rest_seconds, most};
    wv_ready ready = {0};
    s->plan = (wv_spool_plan){0};
    wv_arena_reset(&s->arena);
    wv_rc rc = wv_ready_find(&o, &s->arena, &ready, promise, err);
    s->waiting = ready.waiting;
    s->refused = ready.refused;
    if (rc || !ready.count) return rc;
    wv_ready_name_run(&o, s->plan.run);
    s->plan.names = ready.names;
    s->plan.count = ready.count;
    rc = write_plan(s, err);
    if (rc) s->plan = (wv_spool_plan){0};
    return rc;
}

/* --- moving ------------------------------------------------------------------------------------
 */

static bool is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* The marker goes first: when we are killed here the plan still names the file. The other way round
 * a marker would stay, and make the next file of that name ready before it is. */
static wv_rc claim_one(const wv_spool *s, const char *name, wv_err *err)
{
    char from[PATH_MAX], to[PATH_MAX], marker[PATH_MAX];
    path_of(s, "in", name, from);
    path_of(s, "claimed", name, to);
    if (is_there(to) || !is_there(from)) return WV_OK;
    wv_ready_marker(s->folder, name, marker);
    unlink(marker);
    return rename(from, to) == 0 ? WV_OK : failed(err, WV_E_IO, "cannot claim", from);
}

wv_rc wv_spool_claim(wv_spool *s, wv_err *err)
{
    char path[PATH_MAX];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->plan.count; i++) {
        wv_rc rc = claim_one(s, s->plan.names[i], err);
        if (rc) return rc;
        path_of(s, "claimed", s->plan.names[i], path);
        if (is_there(path)) s->plan.names[kept++] = s->plan.names[i];
    }
    s->plan.count = kept;
    sync_folder(s, "in");
    sync_folder(s, "claimed");
    return WV_OK;
}

wv_rc wv_spool_put_back(wv_spool *s, wv_err *err)
{
    char from[PATH_MAX], to[PATH_MAX], marker[PATH_MAX];
    for (uint32_t i = 0; i < s->plan.count; i++) {
        path_of(s, "claimed", s->plan.names[i], from);
        path_of(s, "in", s->plan.names[i], to);
        if (!is_there(from) || is_there(to)) continue;
        /* The marker first: killed in between, it is a marker without a file, which is nothing. */
        wv_ready_marker(s->folder, s->plan.names[i], marker);
        int fd = open(marker, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0) return failed(err, WV_E_CREATE, "cannot mark", marker);
        close(fd);
        if (rename(from, to) != 0) return failed(err, WV_E_IO, "cannot put back", from);
    }
    sync_folder(s, "in");
    return WV_OK;
}

bool wv_spool_is_scanned(const wv_spool *s)
{
    char path[PATH_MAX];
    wv_spool_path(s, "run", ".manifest.json", path);
    return is_there(path);
}

bool wv_spool_is_published(const wv_spool *s)
{
    char path[PATH_MAX];
    wv_spool_path(s, "out", ".manifest.json", path);
    return is_there(path);
}

static wv_rc publish(const wv_spool *s, const char *tail, wv_err *err)
{
    char from[PATH_MAX], to[PATH_MAX];
    wv_spool_path(s, "run", tail, from);
    wv_spool_path(s, "out", tail, to);
    if (!is_there(from)) return WV_OK;
    return rename(from, to) == 0 ? WV_OK : failed(err, WV_E_IO, "cannot publish", from);
}

static wv_rc put_away(const wv_spool *s, const bool *dead, wv_err *err)
{
    char from[PATH_MAX], to[PATH_MAX], sub[80];
    for (uint32_t i = 0; i < s->plan.count; i++) {
        const char *where = dead[i] ? "dead" : "done";
        path_of(s, "claimed", s->plan.names[i], from);
        if (!is_there(from)) continue;
        wv_rc rc = make_folder(s, where, s->plan.run, 0700, err);
        if (rc) return rc;
        snprintf(sub, sizeof sub, "%s/%s", where, s->plan.run);
        path_of(s, sub, s->plan.names[i], to);
        if (rename(from, to) != 0) return failed(err, WV_E_IO, "cannot put away", from);
    }
    return WV_OK;
}

/* Once: a run that was killed after this line finds it. */
static wv_rc add_history(const wv_spool *s, wv_str line, wv_err *err)
{
    char path[PATH_MAX], tail[8192], key[WV_SPOOL_RUN_BYTES + 16];
    path_of(s, "history.ndjson", "", path);
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return failed(err, WV_E_CREATE, "cannot open", path);
    off_t size = lseek(fd, 0, SEEK_END), from = size > 8191 ? size - 8191 : 0;
    ssize_t n = pread(fd, tail, 8191, from);
    tail[n > 0 ? n : 0] = '\0';
    snprintf(key, sizeof key, "\"run\":\"%s\"", s->plan.run);
    bool cut = n > 0 && tail[n - 1] != '\n'; /* half a line of a killed run */
    char *last = cut ? memrchr(tail, '\n', (size_t)n) : NULL;
    if (cut && ftruncate(fd, last ? from + (last + 1 - tail) : 0) != 0) n = -1;
    if (cut && last) last[1] = '\0';
    bool good = n >= 0 && ((!cut && strstr(tail, key)) || (cut && last && strstr(tail, key)) ||
                           (write(fd, line.p, line.n) == (ssize_t)line.n && fsync(fd) == 0));
    wv_rc rc = good ? WV_OK : failed(err, WV_E_IO, "cannot write", path);
    close(fd);
    return rc;
}

wv_rc wv_spool_finish(wv_spool *s, const bool *dead, wv_str history, wv_err *err)
{
    char path[PATH_MAX];
    wv_rc rc = WV_OK;
    if (!wv_spool_is_published(s)) {
        rc = publish(s, ".ndjson", err);
        if (rc == WV_OK) rc = publish(s, ".dead.ndjson", err);
        if (rc == WV_OK) rc = put_away(s, dead, err);
        sync_folder(s, "done");
        sync_folder(s, "dead");
        if (rc == WV_OK) rc = publish(s, ".manifest.json", err);
        sync_folder(s, "out");
    }
    if (rc == WV_OK) rc = add_history(s, history, err);
    if (rc) return rc;
    path_of(s, "plan.json", "", path);
    if (unlink(path) != 0 && errno != ENOENT) return failed(err, WV_E_IO, "cannot end", path);
    sync_folder(s, ".");
    s->plan = (wv_spool_plan){0};
    return WV_OK;
}
