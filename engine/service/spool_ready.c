/* SPDX-License-Identifier: EUPL-1.2 */
/* spool_ready.c: in/ -> the files that are whole.
 *
 * In: a folder and a moment. Out: names in byte order. Neighbours: spool.c plans with them.
 * Invariants: a file that is still being written is not ready (its sender marks it, or it has been
 * at rest); names that begin with a dot, links, pipes and folders are never opened; a name that
 * cannot stand in a manifest (control bytes, no UTF-8) is refused and counted, and stays where it
 * is. Cost: a stat a name, and a read of each file that comes with a hash. */
#include "service/spool_ready.h"

#include "base/time.h"
#include "service/file_hash.h"
#include "text/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void wv_ready_marker(const char *folder, const char *name, char out[PATH_MAX])
{
    snprintf(out, PATH_MAX, "%s/in/%s.ok", folder, name);
}

static bool is_plain_name(const char *name)
{
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        if (*p < 0x20 || *p == 0x7f) return false;
    return wv_utf8_valid(wv_str_of(name));
}

/* The promise in a marker: 64 digits first, as sha256sum writes them; none: an empty text. */
static void read_promise(const char *marker, char out[65])
{
    char bytes[65] = {0};
    out[0] = '\0';
    int fd = open(marker, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, bytes, 64);
    if (fd >= 0) close(fd);
    if (n == 64 && strspn(bytes, "0123456789abcdef") == 64) memcpy(out, bytes, 65);
}

typedef enum readiness { READY, WAITING, REFUSED } readiness;

static readiness keep_promise(const char *path, const char *marker, wv_err *promise)
{
    char promised[65];
    wv_file_hash h;
    read_promise(marker, promised);
    if (!promised[0]) return READY;
    if (wv_file_hash_of(path, &h, promise) == WV_OK && strcmp(h.hex, promised) == 0) return READY;
    wv_err_set(promise, WV_E_RECORD, "is not the file that its .ok promises: it stays in in/");
    wv_err_path(promise, path, UINT64_MAX);
    return WAITING;
}

static readiness look_at(const wv_ready_options *o, const char *name, wv_err *promise)
{
    char path[PATH_MAX], marker[PATH_MAX];
    struct stat st, mark;
    snprintf(path, sizeof path, "%s/in/%s", o->folder, name);
    wv_ready_marker(o->folder, name, marker);
    if (lstat(path, &st) != 0) return WAITING; /* just taken back */
    if (!S_ISREG(st.st_mode) || !is_plain_name(name)) return REFUSED;
    if (lstat(marker, &mark) == 0 && S_ISREG(mark.st_mode))
        return keep_promise(path, marker, promise);
    bool rests = o->rest_seconds > 0 && st.st_mtime + o->rest_seconds <= o->now;
    return rests ? READY : WAITING;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static wv_rc add(wv_ready *r, const wv_ready_options *o, wv_arena *arena, const char *name)
{
    if (!r->names) r->names = wv_arena_alloc(arena, o->most * sizeof *r->names);
    wv_str copy = wv_arena_str(arena, wv_str_of(name));
    if (!r->names || !copy.p) return WV_E_NOMEM;
    r->names[r->count++] = copy.p;
    return WV_OK;
}

wv_rc wv_ready_find(const wv_ready_options *o, wv_arena *arena, wv_ready *out, wv_err *promise,
                    wv_err *err)
{
    char path[PATH_MAX];
    wv_rc rc = WV_OK;
    snprintf(path, sizeof path, "%s/in", o->folder);
    DIR *dir = opendir(path);
    if (!dir) {
        wv_err_set(err, WV_E_NOINPUT, "cannot look into it: %s", strerror(errno));
        wv_err_path(err, path, UINT64_MAX);
        return WV_E_NOINPUT;
    }
    for (struct dirent *e; rc == WV_OK && (e = readdir(dir));) {
        if (e->d_name[0] == '.' || wv_str_ends(wv_str_of(e->d_name), WV_STR(".ok"))) continue;
        readiness is = look_at(o, e->d_name, promise);
        if (is == READY && out->count < o->most) rc = add(out, o, arena, e->d_name);
        out->waiting += is == WAITING;
        out->refused += is == REFUSED;
    }
    closedir(dir);
    if (out->count) qsort(out->names, out->count, sizeof *out->names, by_name);
    return rc ? wv_err_set(err, rc, "out of memory") : WV_OK;
}

static bool is_taken(const char *folder, const char *run)
{
    static const char *const kept[][2] = {{"out", ".manifest.json"}, {"done", ""}, {"dead", ""}};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        snprintf(path, sizeof path, "%s/%s/%s%s", folder, kept[i][0], run, kept[i][1]);
        if (access(path, F_OK) == 0) return true;
    }
    return false;
}

void wv_ready_name_run(const wv_ready_options *o, char out[WV_SPOOL_RUN_BYTES])
{
    int64_t days = o->now / 86400, second = o->now % 86400, year;
    unsigned month, day;
    wv_civil_from_days(days, &year, &month, &day);
    for (unsigned n = 1; n < 100000; n++) {
        int used = snprintf(out, WV_SPOOL_RUN_BYTES, "%04u%02u%02uT%02u%02u%02uZ",
                            (unsigned)(year % 10000), month, day, (unsigned)(second / 3600),
                            (unsigned)(second / 60 % 60), (unsigned)(second % 60));
        if (n > 1) snprintf(out + used, WV_SPOOL_RUN_BYTES - (size_t)used, "-%u", n);
        if (!is_taken(o->folder, out)) return;
    }
}
