/* SPDX-License-Identifier: EUPL-1.2 */
/* listen.c: a listening socket that only this machine can reach.
 *
 * In: an address or a path. Out: a socket. Neighbours: http.c. Invariant: never an address that
 * another machine can reach: TLS, and who may come in from outside, is nginx's work
 * (docs/review.md). Cost: nothing. */
#include "review/listen.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 512, HOST_MAX = 64 };

typedef union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un local;
} address;

static bool read_port(const char *s, uint16_t *out)
{
    char *end;
    if (*s < '0' || *s > '9') return false;
    unsigned long n = strtoul(s, &end, 10);
    if (*end || n > UINT16_MAX) return false;
    *out = (uint16_t)n;
    return true;
}

/* Only numbers and `localhost`: a name would ask the resolver, and that can answer anything. */
static bool read_address(const char *text, address *out, socklen_t *bytes)
{
    const char *colon = strrchr(text, ':');
    char host[HOST_MAX];
    uint16_t port;
    if (!colon || colon - text >= HOST_MAX || !read_port(colon + 1, &port)) return false;
    snprintf(host, sizeof host, "%.*s", (int)(colon - text), text);
    *out = (address){0};
    if (strcmp(host, "localhost") == 0) snprintf(host, sizeof host, "127.0.0.1");
    if (strcmp(host, "[::1]") == 0) {
        out->six = (struct sockaddr_in6){
            .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_loopback};
        *bytes = sizeof out->six;
        return true;
    }
    out->four = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    *bytes = sizeof out->four;
    return inet_pton(AF_INET, host, &out->four.sin_addr) == 1 &&
           ntohl(out->four.sin_addr.s_addr) >> 24 == 127;
}

static wv_rc listen_on(int fd, const address *a, socklen_t bytes, const char *name, wv_err *err)
{
    if (fd >= 0 && bind(fd, &a->any, bytes) == 0 && listen(fd, BACKLOG) == 0) return WV_OK;
    wv_rc rc = wv_err_set(err, errno == EADDRINUSE ? WV_E_LOCKED : WV_E_CREATE,
                          "cannot listen on %s: %s", name, strerror(errno));
    if (fd >= 0) close(fd);
    return rc;
}

wv_rc wv_listen_tcp(const char *text, int *out, unsigned *port, wv_err *err)
{
    address a;
    socklen_t bytes;
    int yes = 1;
    if (!read_address(text, &a, &bytes)) {
        wv_rc rc = wv_err_set(err, WV_E_USAGE, "'%s' is no address of this machine", text);
        wv_err_hint(err, "write 127.0.0.1:PORT or [::1]:PORT; others come in by nginx "
                         "(docs/review.md)");
        return rc;
    }
    int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    wv_rc rc = listen_on(fd, &a, bytes, text, err);
    if (rc) return rc;
    if (getsockname(fd, &a.any, &bytes) == 0)
        *port = ntohs(a.any.sa_family == AF_INET6 ? a.six.sin6_port : a.four.sin_port);
    *out = fd;
    return WV_OK;
}

/* A server that was killed leaves its socket behind: nobody answers there. */
static bool is_left_behind(const address *a)
{
    struct stat st;
    if (lstat(a->local.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool dead = fd >= 0 && connect(fd, &a->any, sizeof a->local) != 0 && errno == ECONNREFUSED;
    if (fd >= 0) close(fd);
    return dead;
}

wv_rc wv_listen_unix(const char *path, int *out, wv_err *err)
{
    address a = {.local = {.sun_family = AF_UNIX}};
    if (strlen(path) >= sizeof a.local.sun_path)
        return wv_err_set(err, WV_E_USAGE, "the path of the socket is longer than %zu bytes",
                          sizeof a.local.sun_path - 1);
    snprintf(a.local.sun_path, sizeof a.local.sun_path, "%s", path);
    if (is_left_behind(&a)) unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    mode_t old = umask(0117);
    wv_rc rc = listen_on(fd, &a, sizeof a.local, path, err);
    umask(old);
    if (rc == WV_OK) *out = fd;
    return rc;
}
