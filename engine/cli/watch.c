/* SPDX-License-Identifier: EUPL-1.2 */
/* watch.c: inotify over the folders of a pack.
 *
 * In: folders. Out: "something changed". Neighbours: test.c runs again. Invariants: a change while the
 * tests run is not lost, because the watch stays open; a folder that is made while we look is looked
 * at from the next run on, because every run adds all folders again. Cost: sleeps. */
#include "cli/watch.h"

#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { REST_MS = 120, DEPTH_MAX = 8 };

static wv_rc cannot(wv_err *err, const char *folder)
{
    wv_err_set(err, WV_E_IO, "cannot watch %s: %s", folder, strerror(errno));
    if (errno == ENOSPC) wv_err_hint(err, "raise fs.inotify.max_user_watches");
    return WV_E_IO;
}

/* As deep as a pack may be and no deeper. */
static wv_rc add(wv_watch *w, const char *folder, int depth, wv_err *err)
{
    const uint32_t what = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE;
    char path[PATH_MAX];
    if (inotify_add_watch(w->fd, folder, what | IN_ONLYDIR) < 0) return cannot(err, folder);
    DIR *dir = opendir(folder);
    wv_rc rc = dir ? WV_OK : cannot(err, folder);
    for (struct dirent *e; rc == WV_OK && depth < DEPTH_MAX && (e = readdir(dir));) {
        if (e->d_type != DT_DIR || e->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        rc = add(w, path, depth + 1, err);
    }
    if (dir) closedir(dir);
    return rc;
}

wv_rc wv_watch_add(wv_watch *w, const char *folder, wv_err *err)
{
    if (w->fd < 0) w->fd = inotify_init1(IN_CLOEXEC);
    if (w->fd < 0) return cannot(err, folder);
    return add(w, folder, 0, err);
}

/* A new folder counts too; what an editor leaves beside a file does not. */
static bool is_rule_file(const struct inotify_event *e)
{
    if (e->mask & IN_ISDIR) return true;
    if (e->mask & IN_CREATE) return false; /* not written yet */
    return e->len && e->name[0] != '.' && wv_str_ends(wv_str_of(e->name), WV_STR(".yaml"));
}

static bool read_events(wv_watch *w)
{
    _Alignas(struct inotify_event) char bytes[4096];
    ssize_t n = read(w->fd, bytes, sizeof bytes);
    bool changed = false;
    for (char *p = bytes; n > 0 && p < bytes + n;) {
        const struct inotify_event *e = (const struct inotify_event *)(void *)p;
        changed |= is_rule_file(e);
        p += sizeof *e + e->len;
    }
    return changed;
}

wv_rc wv_watch_wait(wv_watch *w, wv_err *err)
{
    struct pollfd poll_fd = {.fd = w->fd, .events = POLLIN};
    bool changed = false;
    for (;;) {
        int ready = poll(&poll_fd, 1, changed ? REST_MS : -1);
        if (ready < 0 && errno == EINTR) return WV_E_STOPPED;
        if (ready < 0) return cannot(err, "the pack");
        if (ready == 0) return WV_OK;
        changed |= read_events(w);
    }
}

void wv_watch_close(wv_watch *w)
{
    if (w->fd >= 0) close(w->fd);
    w->fd = -1;
}
