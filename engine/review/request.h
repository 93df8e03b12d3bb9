/* SPDX-License-Identifier: EUPL-1.2 */
/* request.h: what a browser asked, after decoding: path, query, form, cookies.
 *
 * Everything that comes in is refused unless it is well formed: a broken %-escape, bytes that are
 * not UTF-8, a control character, a name that comes twice, too much of anything. One parser for the
 * path, the query and the form, so that they cannot be read in two ways (fuzz_request.c). The
 * caller owns the struct; init/done; texts live in its arena. One thread. */
#ifndef WV_REVIEW_REQUEST_H
#define WV_REVIEW_REQUEST_H

#include "base/mem.h"
#include "base/rc.h"

enum {
    WV_REQUEST_TARGET_MAX = 8 << 10, /* bytes of path and query; nginx's default is 8k too */
    WV_REQUEST_BODY_MAX = 256 << 10, /* a decision on 50 findings with a note each */
    WV_REQUEST_COOKIES_MAX = 4 << 10,
    WV_REQUEST_SEGMENTS_MAX = 6,
    WV_REQUEST_FIELDS_MAX = 256, /* 50 findings times answer, reason, note and hash, and some */
};

typedef enum wv_method { WV_METHOD_GET, WV_METHOD_POST } wv_method;

typedef struct wv_field {
    wv_str name, value;
} wv_field;

typedef struct wv_fields {
    wv_field *items; /* in the order they came; names are unique */
    uint32_t count, capacity;
} wv_fields;

typedef struct wv_request {
    wv_method method;
    wv_str segments[WV_REQUEST_SEGMENTS_MAX]; /* `/zaak/c%201` is {"zaak", "c 1"} */
    uint32_t segment_count;
    wv_fields query, form, cookies;
    wv_str host, origin; /* headers; empty when absent */
    wv_str proxy_user;   /* from the trusted header; empty unless that mode is on */
    wv_str proxy_role;
    bool bad_method;
    wv_arena arena;
} wv_request;

void wv_request_init(wv_request *r);
void wv_request_done(wv_request *r);

/* Each: WV_OK, WV_E_UTF8 or WV_E_RECORD (not well formed), WV_E_LIMIT, WV_E_NOMEM. */
wv_rc wv_request_target(wv_request *r, wv_str raw); /* `/zaak/c1?pagina=2` */
wv_rc wv_request_form(wv_request *r, wv_str body);  /* application/x-www-form-urlencoded */
wv_rc wv_request_cookies(wv_request *r, wv_str header);

/* Value of a name; empty when it is not there. */
wv_str wv_request_field(const wv_fields *fields, const char *name);
/* The same as a number from 0; `otherwise` when it is not there or no number. */
int64_t wv_request_number(const wv_fields *fields, const char *name, int64_t otherwise);

#endif
