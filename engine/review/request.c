/* SPDX-License-Identifier: EUPL-1.2 */
/* request.c: decodes what a browser sent.
 *
 * In: raw bytes of the request line, the body and the Cookie header. Out: wv_request. Neighbours:
 * http.c hands in the bytes, routes.c reads the result. Invariants: what comes out is valid UTF-8
 * without control characters (but tab and line feed), each name once; nothing is guessed at. Cost:
 * linear in the bytes, and quadratic in the fields, of which there are few. */
#include "review/request.h"

#include "text/utf8.h"

void wv_request_init(wv_request *r)
{
    *r = (wv_request){0};
    wv_arena_init(&r->arena);
}

void wv_request_done(wv_request *r)
{
    wv_mem_free(r->query.items);
    wv_mem_free(r->form.items);
    wv_mem_free(r->cookies.items);
    wv_arena_done(&r->arena);
    *r = (wv_request){0};
}

/* --- decoding -----------------------------------------------------------------------------------
 */

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* A browser sends a line end in a note as CR LF; it is kept as LF. */
static bool is_clean(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) return false;
        if (c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0) return false;
    }
    return true;
}

static wv_rc decode(wv_request *r, wv_str raw, bool plus_is_space, wv_str *out)
{
    char *to = wv_arena_alloc(&r->arena, (size_t)raw.n + 1);
    uint32_t n = 0;
    if (!to) return WV_E_NOMEM;
    for (uint32_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            int high = i + 2 < raw.n ? hex(raw.p[i + 1]) : -1;
            int low = high >= 0 ? hex(raw.p[i + 2]) : -1;
            if (low < 0) return WV_E_RECORD;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == '\n' && n && to[n - 1] == '\r') n--;
        to[n++] = c;
    }
    *out = (wv_str){to, n};
    if (!wv_utf8_valid(*out)) return WV_E_UTF8;
    return is_clean(*out) ? WV_OK : WV_E_RECORD;
}

static wv_rc add(wv_fields *fields, wv_str name, wv_str value)
{
    if (fields->count == WV_REQUEST_FIELDS_MAX) return WV_E_LIMIT;
    if (name.n == 0) return WV_E_RECORD;
    for (uint32_t i = 0; i < fields->count; i++)
        if (wv_str_eq(fields->items[i].name, name)) return WV_E_RECORD;
    if (!wv_mem_grow((void **)&fields->items, &fields->capacity, fields->count + 1,
                     sizeof *fields->items))
        return WV_E_NOMEM;
    fields->items[fields->count++] = (wv_field){name, value};
    return WV_OK;
}

static uint32_t index_of(wv_str s, uint32_t from, char c)
{
    while (from < s.n && s.p[from] != c) from++;
    return from;
}

/* `a=1&b=twee+woorden` */
static wv_rc read_fields(wv_request *r, wv_str raw, wv_fields *out)
{
    for (uint32_t at = 0; at < raw.n;) {
        uint32_t end = index_of(raw, at, '&');
        uint32_t eq = index_of((wv_str){raw.p, end}, at, '=');
        wv_str name, value;
        wv_rc rc = decode(r, (wv_str){raw.p + at, eq - at}, true, &name);
        uint32_t from = eq < end ? eq + 1 : end;
        if (rc == WV_OK) rc = decode(r, (wv_str){raw.p + from, end - from}, true, &value);
        if (rc == WV_OK) rc = add(out, name, value);
        if (rc) return rc;
        at = end + 1;
    }
    return WV_OK;
}

/* --- the parts ----------------------------------------------------------------------------------
 */

/* A note has lines; a path has none. */
static bool is_one_line(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20) return false;
    return true;
}

/* `.` and `..` are no segment of any route, but a proxy may have folded them where we do not:
 * refused.
 */
static wv_rc add_segment(wv_request *r, wv_str raw)
{
    wv_str s;
    if (r->segment_count == WV_REQUEST_SEGMENTS_MAX) return WV_E_LIMIT;
    wv_rc rc = decode(r, raw, false, &s);
    if (rc == WV_OK &&
        (s.n == 0 || wv_str_is(s, ".") || wv_str_is(s, "..") || !is_one_line(s)))
        rc = WV_E_RECORD;
    if (rc == WV_OK) r->segments[r->segment_count++] = s;
    return rc;
}

wv_rc wv_request_target(wv_request *r, wv_str raw)
{
    if (raw.n > WV_REQUEST_TARGET_MAX) return WV_E_LIMIT;
    if (raw.n == 0 || raw.p[0] != '/') return WV_E_RECORD;
    uint32_t path_end = index_of(raw, 0, '?');
    for (uint32_t at = 1; at < path_end;) {
        uint32_t end = index_of((wv_str){raw.p, path_end}, at, '/');
        wv_rc rc = add_segment(r, (wv_str){raw.p + at, end - at});
        if (rc) return rc;
        at = end + 1;
    }
    if (path_end >= raw.n) return WV_OK;
    return read_fields(r, (wv_str){raw.p + path_end + 1, raw.n - path_end - 1}, &r->query);
}

wv_rc wv_request_form(wv_request *r, wv_str body)
{
    if (body.n > WV_REQUEST_BODY_MAX) return WV_E_LIMIT;
    return read_fields(r, body, &r->form);
}

/* `a=1; b=2`. Other programs on the same host may have set cookies of any look: what is not well
 * formed is passed over, and of a name that comes twice neither counts, since anybody could have
 * set the other one. */
wv_rc wv_request_cookies(wv_request *r, wv_str header)
{
    if (header.n > WV_REQUEST_COOKIES_MAX) return WV_E_LIMIT;
    for (uint32_t at = 0; at < header.n;) {
        uint32_t end = index_of(header, at, ';');
        while (at < end && header.p[at] == ' ') at++;
        uint32_t eq = index_of((wv_str){header.p, end}, at, '=');
        wv_str name = {header.p + at, eq - at}, value;
        wv_str raw = {header.p + (eq < end ? eq + 1 : end), eq < end ? end - eq - 1 : 0};
        wv_rc rc = decode(r, raw, false, &value);
        if (rc == WV_OK) name = wv_arena_str(&r->arena, name);
        if (rc == WV_OK && !name.p) rc = WV_E_NOMEM;
        bool twice = false;
        for (uint32_t i = 0; rc == WV_OK && i < r->cookies.count; i++)
            if (wv_str_eq(r->cookies.items[i].name, name))
                r->cookies.items[i].value = WV_STR(""), twice = true;
        if (rc == WV_OK && !twice) rc = add(&r->cookies, name, value);
        if (rc == WV_E_NOMEM || rc == WV_E_LIMIT) return rc;
        at = end + 1;
    }
    return WV_OK;
}

/* --- reading ------------------------------------------------------------------------------------
 */

wv_str wv_request_field(const wv_fields *fields, const char *name)
{
    for (uint32_t i = 0; i < fields->count; i++)
        if (wv_str_is(fields->items[i].name, name)) return fields->items[i].value;
    return (wv_str){"", 0};
}

int64_t wv_request_number(const wv_fields *fields, const char *name, int64_t otherwise)
{
    enum { DIGITS_MAX = 15 };
    wv_str s = wv_request_field(fields, name);
    int64_t value = 0;
    if (s.n == 0 || s.n > DIGITS_MAX) return otherwise;
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return otherwise;
        value = value * 10 + (s.p[i] - '0');
    }
    return value;
}
