/* SPDX-License-Identifier: EUPL-1.2 */
/* http.c: the one door: libmicrohttpd enters here and nowhere else.
 *
 * In: connections on a loopback or unix socket. Out: answers, after what they wrote is durable.
 * Neighbours: listen.c opens the socket, request.c reads what came, routes.c answers. Invariants:
 * one thread; no answer leaves before commit; a request is answered once; what is too large is not
 * kept.
 *
 *   arrives -> reads (body) -> answered, suspended -> [commit] -> resumed -> sent
 *
 * Cost: an epoll round for all that came in together, one commit for all of them. */
#include "review/http.h"

#include "review/listen.h"

#include <microhttpd.h>

#include <unistd.h>

enum {
    CONNECTIONS_MAX = 512,       /* design: 200 readers at once, browsers open up to 6 each */
    CONNECTION_BYTES = 32 << 10, /* request line and headers */
    IDLE_SECONDS = 30,
    BODY_GIVE_UP = 4, /* times the largest body: then we hang up */
};

typedef enum stage { STAGE_READS, STAGE_WAITS, STAGE_SENDS } stage;

typedef struct exchange {
    struct exchange *next; /* of those that wait for the commit */
    struct MHD_Connection *connection;
    wv_http *http;
    wv_request request;
    wv_response response;
    wv_buf target, body;
    size_t body_bytes;
    unsigned refused; /* status, or 0 */
    bool begun;
    stage stage;
} exchange;

struct wv_http {
    wv_http_options options;
    struct MHD_Daemon *daemon;
    exchange *waiting, **waiting_end;
    unsigned port;
    int fd;
};

/* --- one exchange -------------------------------------------------------------------------------
 */

static void *on_target(void *ctx, const char *raw, struct MHD_Connection *connection)
{
    exchange *x = wv_mem_new(sizeof *x);
    if (!x) return NULL;
    x->http = ctx;
    x->connection = connection;
    wv_request_init(&x->request);
    wv_buf_init(&x->target), wv_buf_init(&x->body);
    wv_buf_init(&x->response.body), wv_buf_init(&x->response.location);
    wv_buf_init(&x->response.cookie);
    size_t n = strnlen(raw, WV_REQUEST_TARGET_MAX + 1);
    wv_buf_add(&x->target, raw, n);
    return x;
}

static void free_exchange(exchange *x)
{
    if (!x) return;
    wv_request_done(&x->request);
    wv_buf_done(&x->target), wv_buf_done(&x->body);
    wv_buf_done(&x->response.body), wv_buf_done(&x->response.location);
    wv_buf_done(&x->response.cookie);
    wv_mem_free(x);
}

/* A suspended connection is not completed before it is resumed, so nothing that waits is freed
 * here.
 */
static void on_completed(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    (void)ctx, (void)connection, (void)why;
    free_exchange(*state);
    *state = NULL;
}

static unsigned status_of(wv_rc rc)
{
    return rc == WV_OK ? 0 : rc == WV_E_LIMIT ? 413 : rc == WV_E_NOMEM ? 500 : 400;
}

static wv_str header(exchange *x, const char *name)
{
    const char *value =
        name ? MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name) : NULL;
    if (!value) return (wv_str){"", 0};
    return wv_arena_str(&x->request.arena, wv_str_of(value));
}

static wv_str str_of(const wv_buf *b)
{
    return (wv_str){b->p ? b->p : "", (uint32_t)b->n};
}

/* Cookies are handed over one by one, cut up by the library; the header itself is read instead. */
static void read_headers(exchange *x, const char *method)
{
    wv_request *r = &x->request;
    const wv_http_options *o = &x->http->options;
    bool get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    r->method = get ? WV_METHOD_GET : WV_METHOD_POST;
    if (!get && strcmp(method, "POST") != 0) x->refused = 405;
    r->host = header(x, MHD_HTTP_HEADER_HOST);
    r->origin = header(x, MHD_HTTP_HEADER_ORIGIN);
    r->proxy_user = header(x, o->user_header);
    r->proxy_role = header(x, o->role_header);
    if (!x->refused) x->refused = status_of(wv_request_target(r, str_of(&x->target)));
    if (!x->refused)
        x->refused = status_of(wv_request_cookies(r, header(x, MHD_HTTP_HEADER_COOKIE)));
    wv_str length = header(x, MHD_HTTP_HEADER_CONTENT_LENGTH);
    wv_str type = header(x, MHD_HTTP_HEADER_CONTENT_TYPE);
    if (length.n > 6) x->refused = 413; /* MHD has seen that they are digits */
    if (!get && !x->refused && !wv_str_starts(type, WV_STR("application/x-www-form-urlencoded")))
        x->refused = 415;
}

static void answer(exchange *x)
{
    wv_http *http = x->http;
    wv_response *out = &x->response;
    if (!x->refused && x->request.method == WV_METHOD_POST)
        x->refused = status_of(wv_request_form(&x->request, str_of(&x->body)));
    if (x->body.failed || x->target.failed) x->refused = 500;
    out->status = 200;
    out->type = "text/html; charset=utf-8";
    if (x->refused)
        http->options.refuse(http->options.ctx, x->refused, out);
    else
        http->options.answer(http->options.ctx, &x->request, out);
}

/* --- sending ------------------------------------------------------------------------------------
 */

/* Nothing from elsewhere, nothing inline, not in a frame, nothing kept: the pages show what people
 * told the police in confidence. */
static const char *const HEADERS[][2] = {
    {"Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src "
                                "'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
                                "'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    {"X-Robots-Tag", "noindex"},
};

static enum MHD_Result send_response(exchange *x)
{
    wv_response *r = &x->response;
    bool failed = r->body.failed || r->location.failed || r->cookie.failed;
    wv_str body = failed ? WV_STR("") : r->is_static ? r->fixed : str_of(&r->body);
    struct MHD_Response *out = MHD_create_response_from_buffer_with_free_callback_cls(
        body.n, (void *)(uintptr_t)body.p, NULL, NULL);
    if (!out) return MHD_NO;
    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++)
        MHD_add_response_header(out, HEADERS[i][0], HEADERS[i][1]);
    MHD_add_response_header(out, "Cache-Control",
                            r->lasting ? "private, max-age=3600" : "no-store");
    MHD_add_response_header(out, "Content-Type", r->type);
    if (r->location.n && !failed) {
        wv_buf_byte(&r->location, '\0');
        MHD_add_response_header(out, "Location", r->location.p);
    }
    if (r->cookie.n && !failed) {
        wv_buf_byte(&r->cookie, '\0');
        MHD_add_response_header(out, "Set-Cookie", r->cookie.p);
    }
    if (r->status == 405) MHD_add_response_header(out, "Allow", "GET, HEAD, POST");
    enum MHD_Result sent = MHD_queue_response(x->connection, failed ? 500 : r->status, out);
    MHD_destroy_response(out);
    return sent;
}

/* What is refused on its headers is answered at once: it wrote nothing, and its body is not read.
 */
static enum MHD_Result refuse_now(exchange *x)
{
    answer(x);
    x->stage = STAGE_SENDS;
    return send_response(x);
}

static enum MHD_Result take_body(exchange *x, const char *bytes, size_t *n)
{
    x->body_bytes += *n;
    if (x->body_bytes > (size_t)BODY_GIVE_UP * WV_REQUEST_BODY_MAX) return MHD_NO;
    if (x->body_bytes > WV_REQUEST_BODY_MAX)
        x->refused = 413;
    else
        wv_buf_add(&x->body, bytes, *n);
    *n = 0;
    return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *n, void **state)
{
    exchange *x = *state;
    wv_http *http = ctx;
    (void)connection, (void)url, (void)version;
    if (!x) return MHD_NO;
    if (!x->begun) {
        x->begun = true;
        read_headers(x, method);
        return x->refused ? refuse_now(x) : MHD_YES;
    }
    if (x->stage == STAGE_SENDS) return send_response(x);
    if (*n) return take_body(x, bytes, n);
    if (x->stage == STAGE_WAITS) return MHD_YES;
    answer(x);
    x->stage = STAGE_WAITS;
    x->next = NULL;
    *http->waiting_end = x;
    http->waiting_end = &x->next;
    MHD_suspend_connection(connection);
    return MHD_YES;
}

/* --- the daemon ---------------------------------------------------------------------------------
 */

/* request.c decodes the target; the library must leave it alone. */
static size_t leave_as_is(void *ctx, struct MHD_Connection *connection, char *s)
{
    (void)ctx, (void)connection;
    return strlen(s);
}

static wv_rc start(wv_http *http, wv_err *err)
{
    const wv_http_options *o = &http->options;
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
        MHD_OPTION_LISTEN_SOCKET, http->fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_as_is, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        NULL, MHD_OPTION_CONNECTION_LIMIT,
        o->connections_max ? o->connections_max : CONNECTIONS_MAX,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_END);
    return http->daemon ? WV_OK : wv_err_set(err, WV_E_CREATE, "cannot start the server");
}

wv_rc wv_http_open(const wv_http_options *options, wv_http **out, wv_err *err)
{
    wv_http *http = wv_mem_new(sizeof *http);
    if (!http) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    http->options = *options;
    http->waiting_end = &http->waiting;
    http->fd = -1;
    wv_rc rc = options->listen ? wv_listen_tcp(options->listen, &http->fd, &http->port, err)
                               : wv_listen_unix(options->unix_path, &http->fd, err);
    if (rc == WV_OK) rc = start(http, err);
    if (rc) {
        if (http->fd >= 0) close(http->fd);
        wv_mem_free(http);
        return rc;
    }
    *out = http;
    return WV_OK;
}

static void refuse_all(wv_http *http)
{
    for (exchange *x = http->waiting; x; x = x->next) {
        wv_buf_clear(&x->response.body);
        wv_buf_clear(&x->response.location);
        wv_buf_clear(&x->response.cookie);
        x->response.is_static = false;
        http->options.refuse(http->options.ctx, 500, &x->response);
    }
}

wv_rc wv_http_turn(wv_http *http, int wait_ms, wv_err *err)
{
    if (MHD_run_wait(http->daemon, wait_ms) != MHD_YES)
        return wv_err_set(err, WV_E_IO, "the server cannot go on");
    if (!http->waiting) return WV_OK;
    if (http->options.commit(http->options.ctx) != WV_OK) refuse_all(http);
    while (http->waiting) {
        exchange *x = http->waiting;
        http->waiting = x->next;
        x->stage = STAGE_SENDS;
        MHD_resume_connection(x->connection);
    }
    http->waiting_end = &http->waiting;
    return WV_OK;
}

unsigned wv_http_port(const wv_http *http)
{
    return http->port;
}

/* Nothing waits between two turns, so all connections can be closed. */
void wv_http_close(wv_http *http)
{
    if (!http) return;
    if (http->daemon) MHD_stop_daemon(http->daemon); /* closes the socket too */
    if (http->options.unix_path && !http->options.listen) unlink(http->options.unix_path);
    wv_mem_free(http);
}
