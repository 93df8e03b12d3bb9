/* SPDX-License-Identifier: EUPL-1.2 */
/* site.h: what all pages share: the site (as long as the server runs) and the visit (one request).
 *
 * A page is `wv_rc page(wv_visit *)`: it appends HTML to wv_visit_out, or makes a redirect; on
 * another code than WV_OK what it wrote is thrown away, its changes too, and routes.c shows an
 * error page. */
#ifndef WV_REVIEW_SITE_H
#define WV_REVIEW_SITE_H

#include "base/tz.h"
#include "review/dutch.h"
#include "review/html.h"
#include "review/http.h"
#include "review/preferences.h"
#include "review/rulebook.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/store.h"

typedef struct wv_site {
    wv_store *store;
    const wv_rulebook *rules;
    const wv_dutch_case *word; /* zaak or casus */
    const wv_tz *zone;         /* the clock that pages show */
    int64_t (*clock)(void *ctx);
    void *clock_ctx;
    bool by_proxy; /* who it is comes from the proxy's header: no login page */
    bool secure;   /* the browser comes by https: cookies are marked so */
    bool writing;  /* a transaction is open until the end of this turn */
} wv_site;

#define WV_COOKIE_SESSION "sessie"
#define WV_COOKIE_PREFERENCES "weergave"
#define WV_COOKIE_LOGIN "aanmelden"

enum { WV_VISIT_CASES_MAX = 200 }; /* as many as the longest page has rows */

typedef struct wv_visit {
    wv_site *site;
    const wv_request *request;
    wv_response *response;
    wv_arena *arena; /* dies with the request */
    wv_viewer viewer;
    wv_session session;
    wv_preferences preferences;
    const char *say;   /* Dutch, for the error page; NULL: the code's own words */
    wv_str audit_what; /* members of a JSON object for the audit entry; empty: only the path */
    int64_t cases[WV_VISIT_CASES_MAX]; /* that were shown or changed, for the audit entry */
    uint32_t case_count;
    wv_err err;
} wv_visit;

typedef wv_rc (*wv_page)(wv_visit *v);

static inline wv_buf *wv_visit_out(wv_visit *v)
{
    return &v->response->body;
}

static inline bool wv_visit_may(const wv_visit *v, wv_access_permission p)
{
    return wv_access_may(v->session.role, p);
}

/* A case that this page shows or changes. */
void wv_visit_saw(wv_visit *v, int64_t case_num);
/* Number in a path, `/zaak/12`: -1 when it is none. */
int64_t wv_visit_number(const wv_visit *v, uint32_t segment);
/* Whatever stood in the body goes; 303. `format` as for wv_buf_format, of numbers only. */
wv_rc wv_visit_redirect(wv_visit *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `say`, in Dutch, goes on the error page. */
wv_rc wv_visit_fail(wv_visit *v, wv_rc rc, const char *say);

#endif
