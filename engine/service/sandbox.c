/* SPDX-License-Identifier: EUPL-1.2 */
/* sandbox.c: the fence around files (Landlock), and entering both fences.
 *
 * In: paths. Out: a process that can open nothing else. Neighbours: sandbox_calls.c filters calls;
 * cli/fence.c knows which paths a scan needs. Invariants: rights are given to what a path stood for
 * when it was named (an open descriptor), so a name that is swapped later gains nothing; a right
 * that this kernel does not know is not asked for. Raw calls: glibc 2.36 has no wrappers. Cost:
 * three calls a path, once. */
#include "service/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that came after the headers of Debian 12; the kernel says by its ABI which it knows. */
#define ACCESS_REFER (1ULL << 13)     /* ABI 2 */
#define ACCESS_TRUNCATE (1ULL << 14)  /* ABI 3 */
#define ACCESS_IOCTL_DEV (1ULL << 15) /* ABI 5 */

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITES                                                                                     \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* A rule on a file may only name what can be done to a file. */
#define OF_FILES                                                                                   \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE |              \
     ACCESS_IOCTL_DEV)

static uint64_t rights_of(int abi)
{
    uint64_t first = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* the thirteen of ABI 1 */
    if (abi >= 2) first |= ACCESS_REFER;
    if (abi >= 3) first |= ACCESS_TRUNCATE;
    if (abi >= 5) first |= ACCESS_IOCTL_DEV;
    return first;
}

void wv_sandbox_open(wv_sandbox *s)
{
    *s = (wv_sandbox){.ruleset = -1};
#ifdef WV_NO_SANDBOX
    snprintf(s->lacks, sizeof s->lacks, "this build is made for tests that a sandbox would break");
#else
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr attr = {.handled_access_fs = rights_of((int)abi)};
    if (abi > 0) s->ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (s->ruleset >= 0)
        s->abi = (int)abi;
    else
        snprintf(s->lacks, sizeof s->lacks,
                 "this kernel has no Landlock: files are not fenced off, system calls are");
#endif
}

static wv_rc failed(wv_err *err, const char *what, const char *path)
{
    wv_err_set(err, WV_E_INTERNAL, "sandbox: %s: %s", what, strerror(errno));
    if (path) wv_err_path(err, path, UINT64_MAX);
    return WV_E_INTERNAL;
}

static wv_rc allow(wv_sandbox *s, const char *path, uint64_t rights, wv_err *err)
{
    struct stat st;
    if (s->ruleset < 0) return WV_OK;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return WV_OK;
    rights &= rights_of(s->abi);
    if (fstat(fd, &st) != 0 || !S_ISDIR(st.st_mode)) rights &= OF_FILES;
    struct landlock_path_beneath_attr attr = {.allowed_access = rights, .parent_fd = fd};
    long rc = syscall(SYS_landlock_add_rule, s->ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0);
    /* A pipe or socket by way of /proc/self/fd belongs to no file system and needs no rule. */
    wv_rc done = rc == 0 || errno == EBADFD ? WV_OK : failed(err, "cannot name a path", path);
    close(fd);
    return done;
}

wv_rc wv_sandbox_read(wv_sandbox *s, const char *path, wv_err *err)
{
    return allow(s, path, READS, err);
}

wv_rc wv_sandbox_write(wv_sandbox *s, const char *path, wv_err *err)
{
    return allow(s, path, READS | WRITES | ACCESS_TRUNCATE, err);
}

wv_rc wv_sandbox_write_file(wv_sandbox *s, const char *path, wv_err *err)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) + (slash == path) : 1;
    if (n >= sizeof folder) return WV_OK; /* open() will refuse it too */
    memcpy(folder, slash ? path : ".", n);
    folder[n] = '\0';
    wv_rc rc = wv_sandbox_write(s, path, err);
    /* /dev/full, /dev/null: the device, and not all devices. */
    bool device = strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0;
    return rc || device ? rc : wv_sandbox_write(s, folder, err);
}

wv_rc wv_sandbox_read_system(wv_sandbox *s, wv_err *err)
{
    /* /usr: time zones, and libraries that name services load late; passwd and nsswitch.conf: the
     * name of who runs this, for the store's log; urandom: SQLite's names of temporary files. */
    static const char *const paths[] = {"/usr",
                                        "/lib",
                                        "/etc/localtime",
                                        "/etc/passwd",
                                        "/etc/nsswitch.conf",
                                        "/etc/ld.so.cache",
                                        "/dev/urandom",
                                        "/dev/null",
                                        "/sys/devices/system/cpu"};
    wv_rc rc = WV_OK;
    for (size_t i = 0; rc == WV_OK && i < sizeof paths / sizeof *paths; i++)
        rc = wv_sandbox_read(s, paths[i], err);
    return rc;
}

#ifndef WV_NO_SANDBOX
/* More than one: a library has begun threads, which would stay outside of Landlock. */
static bool is_one_thread(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int count = 0;
    for (struct dirent *e; tasks && (e = readdir(tasks));) count += e->d_name[0] != '.';
    if (tasks) closedir(tasks);
    return count <= 1; /* 0: no /proc to ask; nothing of ours begins threads before this */
}
#endif

wv_rc wv_sandbox_enter(wv_sandbox *s, wv_err *err)
{
#ifdef WV_NO_SANDBOX
    (void)s;
    (void)err;
    return WV_OK;
#else
    if (!is_one_thread())
        return wv_err_set(err, WV_E_INTERNAL, "sandbox: threads run already, they would stay out");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed(err, "no_new_privs", NULL);
    if (s->ruleset >= 0) {
        if (syscall(SYS_landlock_restrict_self, s->ruleset, 0) != 0)
            return failed(err, "Landlock", NULL);
        s->files = true;
    }
    wv_rc rc = wv_sandbox_filter_calls(err);
    s->calls = rc == WV_OK;
    return rc;
#endif
}

void wv_sandbox_close(wv_sandbox *s)
{
    if (s->ruleset >= 0) close(s->ruleset);
    s->ruleset = -1;
}
