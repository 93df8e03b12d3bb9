/* SPDX-License-Identifier: EUPL-1.2 */
/* http.h: the one door: HTTP over loopback or a unix socket, by libmicrohttpd.
 *
 *   bytes -> wv_request -> answer(ctx) -> wv_response    of all requests of one turn
 *                                   commit(ctx)          once: what they wrote is durable
 *                                                 -> bytes   only then
 *
 * No threads: the caller turns the wheel. An answer that was made is not sent before `commit` said
 * WV_OK; if it does not, each of that turn becomes 500. The daemon is the caller's; open/close. */
#ifndef WV_REVIEW_HTTP_H
#define WV_REVIEW_HTTP_H

#include "base/buf.h"
#include "base/err.h"
#include "review/request.h"

typedef struct wv_response {
    unsigned status;
    const char *type; /* Content-Type */
    wv_buf body;
    wv_buf location; /* of a redirect */
    wv_buf cookie;   /* Set-Cookie; empty: none */
    bool lasting;    /* css and js: the browser may keep it for an hour */
    bool is_static;  /* body is static storage: `fixed` */
    wv_str fixed;
} wv_response;

typedef struct wv_http_options {
    const char *listen;    /* `127.0.0.1:8480`, `[::1]:0`; NULL: unix_path */
    const char *unix_path; /* made with mode 0660; replaced when nobody listens on it */
    const char *user_header, *role_header; /* of a trusted proxy; NULL: not that mode */
    unsigned connections_max;              /* 0: a default */
    void (*answer)(void *ctx, const wv_request *request, wv_response *response);
    /* A request that could not be read: 400, 405, 413. Same response, no request. */
    void (*refuse)(void *ctx, unsigned status, wv_response *response);
    wv_rc (*commit)(void *ctx);
    void *ctx;
} wv_http_options;

typedef struct wv_http wv_http;

/* WV_E_USAGE: an address that is not of this machine; WV_E_CREATE: cannot listen. */
wv_rc wv_http_open(const wv_http_options *options, wv_http **out, wv_err *err);
/* Waits at most so long for something to do, does it, commits and sends. */
wv_rc wv_http_turn(wv_http *http, int wait_ms, wv_err *err);
/* The port that was given out when port 0 was asked; 0 for a unix socket. */
unsigned wv_http_port(const wv_http *http);
void wv_http_close(wv_http *http);

#endif
