/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_request.c: any bytes as what a browser sends: a request line, a form, a Cookie header. What
 * is let through is valid UTF-8 without control characters, each name once, and survives being
 * written as HTML and as a URL and read again. */
#include "review/html.h"
#include "review/preferences.h"
#include "review/request.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check(wv_str s)
{
    if (!wv_utf8_valid(s)) abort();
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n' && s.p[i] != '\t') abort();
}

static void check_fields(const wv_fields *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        check(f->items[i].value);
        for (uint32_t k = 0; k < i; k++)
            if (wv_str_eq(f->items[i].name, f->items[k].name)) abort();
    }
}

/* No byte of a value may open a tag or end an attribute; as a URL it comes back as it was. */
static void check_written(wv_str s)
{
    wv_buf html, url;
    wv_request again;
    wv_buf_init(&html), wv_buf_init(&url);
    wv_html(&html, "%v", s);
    for (size_t i = 0; i < html.n; i++)
        if (strchr("<>\"'", html.p[i]) && html.p[i]) abort();
    wv_html(&url, "/zoeken?woorden=%p", s);
    wv_request_init(&again);
    if (s.n < WV_REQUEST_TARGET_MAX / 4) {
        if (wv_request_target(&again, (wv_str){url.p, (uint32_t)url.n}) != WV_OK) abort();
        if (!wv_str_eq(wv_request_field(&again.query, "woorden"), s)) abort();
    }
    wv_request_done(&again);
    wv_buf_done(&html), wv_buf_done(&url);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n == 0) return 0;
    wv_request r;
    wv_preferences p;
    wv_str input = {(const char *)bytes + 1, (uint32_t)n - 1};
    wv_request_init(&r);
    wv_rc rc = bytes[0] % 3 == 0   ? wv_request_target(&r, input)
               : bytes[0] % 3 == 1 ? wv_request_form(&r, input)
                                   : wv_request_cookies(&r, input);
    if (rc == WV_OK) {
        for (uint32_t i = 0; i < r.segment_count; i++) {
            check(r.segments[i]), check_written(r.segments[i]);
            if (memchr(r.segments[i].p, '\n', r.segments[i].n)) abort();
        }
        check_fields(&r.query), check_fields(&r.form), check_fields(&r.cookies);
        for (uint32_t i = 0; i < r.form.count; i++) check_written(r.form.items[i].value);
        wv_preferences_read(wv_request_field(&r.cookies, "weergave"), &p);
        wv_request_number(&r.query, "na", 0);
    }
    wv_request_done(&r);
    return 0;
}
