/* SPDX-License-Identifier: EUPL-1.2 */
/* visit.c: small things that every page does with its visit.
 *
 * In: a visit. Out: a number of its path, a redirect, a failure. Neighbours: routes.c makes visits.
 * Invariant: a redirect stays on this site: only our own paths with numbers in them. Cost: nothing.
 */
#include "review/site.h"

#include <stdarg.h>
#include <stdio.h>

int64_t wv_visit_number(const wv_visit *v, uint32_t segment)
{
    enum { DIGITS_MAX = 15 };
    const wv_request *r = v->request;
    int64_t n = 0;
    if (segment >= r->segment_count) return -1;
    wv_str s = r->segments[segment];
    if (s.n == 0 || s.n > DIGITS_MAX) return -1;
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return -1;
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

wv_rc wv_visit_redirect(wv_visit *v, const char *format, ...)
{
    enum { PATH_MAX_BYTES = 200 };
    char path[PATH_MAX_BYTES];
    va_list values;
    va_start(values, format);
    vsnprintf(path, sizeof path, format, values);
    va_end(values);
    wv_buf_clear(&v->response->body);
    wv_buf_clear(&v->response->location);
    wv_buf_text(&v->response->location, path);
    v->response->status = 303;
    return WV_OK;
}

wv_rc wv_visit_fail(wv_visit *v, wv_rc rc, const char *say)
{
    v->say = say;
    return rc;
}

void wv_visit_saw(wv_visit *v, int64_t case_num)
{
    for (uint32_t i = 0; i < v->case_count; i++)
        if (v->cases[i] == case_num) return;
    if (v->case_count < WV_VISIT_CASES_MAX) v->cases[v->case_count++] = case_num;
}
