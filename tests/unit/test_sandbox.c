/* SPDX-License-Identifier: EUPL-1.2 */
/* test_sandbox.c: what a sandboxed run may not do any more, tried call by call, and what it still
 * must be able to do. Each attempt is made twice in a child of its own: outside, where those that
 * can work do work (else the refusal inside would tell nothing), and inside. */
#include "service/sandbox.h"

#include "base/tz.h"
#include "db/db.h"
#include "run/sink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <omp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKED = 0, REFUSED = 1, OTHER = 2, CANNOT_ENTER = 3 };

static char g_out[64], g_secret[64],
    g_input[64]; /* a folder; a file elsewhere; a file that is read */

static int answer(long result)
{
    if (result >= 0) return WORKED;
    return errno == EPERM || errno == EACCES ? REFUSED : OTHER;
}

/* --- attempts ----------------------------------------------------------------------------------
 */

static int try_inet(void)
{
    return answer(socket(AF_INET, SOCK_STREAM, 0));
}
static int try_datagram(void)
{
    return answer(socket(AF_INET6, SOCK_DGRAM, 0));
}
static int try_local_socket(void)
{
    int pair[2];
    return answer(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
}
static int try_netlink(void)
{
    return answer(socket(AF_NETLINK, SOCK_RAW, 0));
}
static int try_exec(void)
{
    char *argv[] = {(char[]){"true"}, NULL};
    execv("/bin/true", argv); /* when it works the child ends with 0: WORKED */
    return answer(-1);
}
static int try_exec_of_memory(void)
{
    char *argv[] = {(char[]){"true"}, NULL}, bytes[4096];
    int from = open("/bin/true", O_RDONLY), to = memfd_create("program", MFD_CLOEXEC);
    for (ssize_t n; from >= 0 && (n = read(from, bytes, sizeof bytes)) > 0;)
        if (write(to, bytes, (size_t)n) != n) return OTHER;
    fexecve(to, argv, (char *[]){NULL});
    return answer(-1);
}
static int try_fork(void)
{
    pid_t p = fork();
    if (p == 0) _exit(0);
    return answer(p);
}
static int try_read_elsewhere(void)
{
    return answer(open(g_secret, O_RDONLY));
}
static int try_write_elsewhere(void)
{
    return answer(open(g_secret, O_WRONLY | O_APPEND));
}
static int try_make_elsewhere(void)
{
    return answer(open("/var/tmp/waakvlam.sandbox.test", O_WRONLY | O_CREAT, 0600));
}
static int try_list_elsewhere(void)
{
    return answer(open("/root", O_RDONLY | O_DIRECTORY));
}
static int try_move_out(void)
{
    char from[80], to[80];
    snprintf(from, sizeof from, "%s/mine", g_out);
    snprintf(to, sizeof to, "%s.moved", g_secret);
    close(open(from, O_WRONLY | O_CREAT, 0600));
    return answer(rename(from, to));
}
static int try_link(void)
{
    char to[80];
    snprintf(to, sizeof to, "%s/link", g_out);
    unlink(to);
    return answer(symlink(g_secret, to));
}
static int try_trace(void)
{
    return answer(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}
static int try_mount(void)
{
    return answer(mount("none", g_out, "tmpfs", MS_REMOUNT, NULL));
}
static int try_namespace(void)
{
    return answer(unshare(CLONE_NEWUSER));
}
static int try_kill(void)
{
    return answer(kill(getppid(), 0));
}
static int try_other_memory(void)
{
    char byte, from = 'x';
    struct iovec mine = {&byte, 1}, theirs = {&from, 1};
    return answer(process_vm_readv(getpid(), &mine, 1, &theirs, 1, 0));
}
static int try_bpf(void)
{
    return answer(syscall(SYS_bpf, 0, NULL, 0));
}
static int try_io_uring(void)
{
    return answer(syscall(SYS_io_uring_setup, 1, NULL));
}
static int try_device(void)
{
    return answer(mknod("/var/tmp/waakvlam.node", S_IFIFO | 0600, 0));
}
static int try_identity(void)
{
    return answer(setuid(getuid()));
}

static const struct {
    const char *name;
    int (*attempt)(void);
    bool works_outside; /* else it depends on the machine what happens there */
} forbidden[] = {
    {"a TCP socket", try_inet, true},
    {"a UDP socket", try_datagram, false},
    {"a pair of local sockets", try_local_socket, true},
    {"a netlink socket", try_netlink, false},
    {"exec", try_exec, true},
    {"exec of a program in memory", try_exec_of_memory, true},
    {"fork", try_fork, true},
    {"reading another file", try_read_elsewhere, true},
    {"writing another file", try_write_elsewhere, true},
    {"making a file elsewhere", try_make_elsewhere, true},
    {"listing another folder", try_list_elsewhere, false},
    {"moving a file out", try_move_out, true},
    {"a symbolic link", try_link, true},
    {"ptrace", try_trace, true},
    {"mount", try_mount, false},
    {"a user namespace", try_namespace, false},
    {"kill", try_kill, true},
    {"the memory of a process", try_other_memory, true},
    {"bpf", try_bpf, false},
    {"io_uring", try_io_uring, false},
    {"a node elsewhere", try_device, true},
    {"setuid", try_identity, true},
};

static int in_child(int (*attempt)(void), bool inside)
{
    int status = 0;
    pid_t p = fork();
    if (p == 0) {
        wv_sandbox s;
        wv_err err = {0};
        bool in = true;
        wv_sandbox_open(&s);
        if (inside)
            in = wv_sandbox_read_system(&s, &err) == WV_OK &&
                 wv_sandbox_read(&s, g_input, &err) == WV_OK &&
                 wv_sandbox_write(&s, g_out, &err) == WV_OK && wv_sandbox_enter(&s, &err) == WV_OK;
        if (!in) fprintf(stderr, "%s: %s\n", err.path, err.message);
        _exit(in ? attempt() : CANNOT_ENTER);
    }
    waitpid(p, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : OTHER;
}

static bool have_landlock(void)
{
    wv_sandbox s;
    wv_sandbox_open(&s);
    bool have = s.abi > 0;
    wv_sandbox_close(&s);
    return have;
}

static void each_forbidden_call_works_outside_and_is_refused_inside(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        int outside = in_child(forbidden[i].attempt, false);
        int inside = in_child(forbidden[i].attempt, true);
        if (forbidden[i].works_outside && outside != WORKED)
            fail_msg("%s: outside gave %d", forbidden[i].name, outside);
        if (inside != REFUSED) fail_msg("%s: inside gave %d", forbidden[i].name, inside);
        unlink("/var/tmp/waakvlam.sandbox.test");
        unlink("/var/tmp/waakvlam.node");
    }
}

/* --- what must go on ---------------------------------------------------------------------------
 */

static int use_threads(void)
{
    int sum = 0;
#pragma omp parallel for num_threads(3) reduction(+ : sum)
    for (int i = 0; i < 300; i++) sum += i;
    return sum == 44850 ? WORKED : OTHER;
}
static int use_zone(void)
{
    wv_tz zone;
    wv_err err;
    return wv_tz_open("Europe/Amsterdam", &zone, &err) == WV_OK && zone.count > 100 ? WORKED
                                                                                    : OTHER;
}
static int use_input(void)
{
    return answer(open(g_input, O_RDONLY));
}
static int use_output(void)
{
    char path[80];
    wv_sink sink;
    wv_err err = {0};
    snprintf(path, sizeof path, "%s/flags.ndjson", g_out);
    wv_sink_init(&sink);
    bool good = wv_sink_open(&sink, path, 0600, &err) == WV_OK &&
                wv_sink_write(&sink, "x\n", 2, &err) == WV_OK &&
                wv_sink_commit(&sink, &err) == WV_OK;
    wv_sink_close(&sink);
    return good ? WORKED : OTHER;
}
static int use_database(void)
{
    char path[80];
    wv_db *db = NULL;
    wv_err err = {0};
    snprintf(path, sizeof path, "%s/state", g_out);
    wv_rc rc = wv_db_open(path, WV_DB_SHARED, &db, &err);
    if (rc == WV_OK)
        rc = wv_db_run(db, "CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES(1)", &err);
    wv_db_close(db);
    if (rc) fprintf(stderr, "%s\n", err.message);
    return rc == WV_OK ? WORKED : OTHER;
}
static int use_own_abort(void)
{
    signal(SIGUSR1, SIG_IGN);
    return raise(SIGUSR1) == 0 ? WORKED : OTHER;
}

static void a_run_can_still_do_its_work(void **state)
{
    (void)state;
    assert_int_equal(in_child(use_threads, true), WORKED);
    assert_int_equal(in_child(use_zone, true), WORKED);
    assert_int_equal(in_child(use_input, true), WORKED);
    assert_int_equal(in_child(use_output, true), WORKED);
    assert_int_equal(in_child(use_database, true), WORKED);
    assert_int_equal(in_child(use_own_abort, true), WORKED);
}

static void *wait_a_while(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

/* A thread that was there before would keep all rights. */
static void a_process_with_threads_is_not_entered(void **state)
{
    (void)state;
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;
    wv_sandbox s;
    wv_err err = {0};
    pthread_mutex_lock(&gate);
    assert_int_equal(pthread_create(&thread, NULL, wait_a_while, &gate), 0);
    wv_sandbox_open(&s);
    assert_int_equal(wv_sandbox_enter(&s, &err), WV_E_INTERNAL);
    assert_false(s.files || s.calls);
    wv_sandbox_close(&s);
    pthread_mutex_unlock(&gate);
    pthread_join(thread, NULL);
}

static int make_places(void **state)
{
    (void)state;
    snprintf(g_out, sizeof g_out, "/tmp/waakvlam.sandbox.XXXXXX");
    if (!mkdtemp(g_out)) return -1;
    snprintf(g_secret, sizeof g_secret, "/tmp/waakvlam.secret.XXXXXX");
    snprintf(g_input, sizeof g_input, "/tmp/waakvlam.input.XXXXXX");
    int secret = mkstemp(g_secret), input = mkstemp(g_input);
    if (secret < 0 || input < 0) return -1;
    close(secret);
    close(input);
    return 0;
}

static int remove_places(void **state)
{
    (void)state;
    char command[400];
    snprintf(command, sizeof command, "rm -rf '%s' '%s' '%s' '%s.moved'", g_out, g_secret, g_input,
             g_secret);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_forbidden_call_works_outside_and_is_refused_inside),
        cmocka_unit_test(a_run_can_still_do_its_work),
        cmocka_unit_test(a_process_with_threads_is_not_entered),
    };
    if (!have_landlock()) {
        puts("no Landlock in this kernel, or a build with sanitizers: nothing to test it on");
        return 0;
    }
    return cmocka_run_group_tests(tests, make_places, remove_places);
}
