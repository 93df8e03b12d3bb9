/* SPDX-License-Identifier: EUPL-1.2 */
/* routes.c: which page answers which path, who may see it, and what is logged.
 *
 * In: a request. Out: a response, and an audit entry in the transaction of this turn. Neighbours:
 * http.c calls, page/ answers. Invariants: deny by default; no page without a session but the
 * login; nothing is changed without the session's own token; a page that fails leaves no trace in
 * the store but its audit entry. Cost: a walk over the table. */
#include "review/routes.h"

#include "review/assets.h"
#include "review/page/page.h"
#include "store/decide.h"

typedef struct route {
    wv_method method;
    const char *path; /* `#` a number, `*` anything */
    wv_access_permission may;
    bool open; /* also without a session, and for every role with one */
    wv_audit_verb verb;
    wv_page page;
} route;

#define OPEN WV_MAY_COUNT, true
#define FOR(permission) permission, false

static const route ROUTES[] = {
    {WV_METHOD_GET, "inloggen", OPEN, WV_AUDIT_VERBS, wv_page_login},
    {WV_METHOD_POST, "inloggen", OPEN, WV_AUDIT_VERBS, wv_act_login},
    {WV_METHOD_POST, "uitloggen", OPEN, WV_AUDIT_LOGOUT, wv_act_logout},
    {WV_METHOD_GET, "toetsen", OPEN, WV_AUDIT_VERBS, wv_page_keys},
    {WV_METHOD_POST, "toetsen", OPEN, WV_AUDIT_VERBS, wv_act_preferences},
    {WV_METHOD_GET, "", OPEN, WV_AUDIT_VERBS, wv_page_home},
    {WV_METHOD_GET, "wachtrij", FOR(WV_MAY_SEE_QUEUE), WV_AUDIT_VIEW, wv_page_queue},
    {WV_METHOD_GET, "inzage", FOR(WV_MAY_GRANTED), WV_AUDIT_VIEW, wv_page_granted},
    {WV_METHOD_GET, "zaak/#", FOR(WV_MAY_VIEW), WV_AUDIT_VIEW, wv_page_case},
    {WV_METHOD_GET, "signaal/#", FOR(WV_MAY_VIEW), WV_AUDIT_VIEW, wv_page_item},
    {WV_METHOD_GET, "patroon/#", FOR(WV_MAY_VIEW), WV_AUDIT_VIEW, wv_page_alert},
    {WV_METHOD_GET, "vindplaats/#", FOR(WV_MAY_VIEW), WV_AUDIT_VIEW, wv_page_place},
    {WV_METHOD_GET, "stuk/#/*", FOR(WV_MAY_VIEW), WV_AUDIT_VIEW, wv_page_record},
    {WV_METHOD_POST, "zaak/#/nemen", FOR(WV_MAY_TAKE), WV_AUDIT_TAKE, wv_act_take},
    {WV_METHOD_POST, "zaak/#/vrijgeven", FOR(WV_MAY_TAKE), WV_AUDIT_RELEASE, wv_act_release},
    {WV_METHOD_POST, "zaak/#/later", FOR(WV_MAY_TAKE), WV_AUDIT_SNOOZE, wv_act_snooze},
    {WV_METHOD_POST, "zaak/#/overdragen", FOR(WV_MAY_HAND_OVER), WV_AUDIT_HAND_OVER,
     wv_act_hand_over},
    {WV_METHOD_POST, "zaak/#/besluit", FOR(WV_MAY_DECIDE), WV_AUDIT_DECIDE, wv_act_decide},
    {WV_METHOD_POST, "signaal/#/lezen", FOR(WV_MAY_READ), WV_AUDIT_READ, wv_act_read},
    {WV_METHOD_POST, "patroon/#/lezen", FOR(WV_MAY_READ), WV_AUDIT_READ, wv_act_read},
    {WV_METHOD_POST, "besluit/#/terug", FOR(WV_MAY_READ), WV_AUDIT_UNDO, wv_act_undo},
    {WV_METHOD_POST, "gemist/#", FOR(WV_MAY_MISSED), WV_AUDIT_MISSED, wv_act_missed},
    {WV_METHOD_GET, "tweede", FOR(WV_MAY_SECOND), WV_AUDIT_VIEW, wv_page_second},
    {WV_METHOD_POST, "tweede/#/lezen", FOR(WV_MAY_SECOND), WV_AUDIT_READ, wv_act_read_again},
    {WV_METHOD_GET, "zoeken", FOR(WV_MAY_SEARCH), WV_AUDIT_SEARCH, wv_page_search},
    {WV_METHOD_GET, "kwaliteit", FOR(WV_MAY_AGREEMENT), WV_AUDIT_VIEW, wv_page_lead},
    {WV_METHOD_GET, "kwaliteit/regels", FOR(WV_MAY_RULES), WV_AUDIT_VIEW, wv_page_rules},
    {WV_METHOD_GET, "kwaliteit/toezicht", FOR(WV_MAY_MONITOR), WV_AUDIT_VIEW, wv_page_monitor},
    {WV_METHOD_GET, "kwaliteit/steekproef", FOR(WV_MAY_SAMPLE), WV_AUDIT_VIEW, wv_page_sample},
    {WV_METHOD_GET, "regel/*", FOR(WV_MAY_RULES), WV_AUDIT_VIEW, wv_page_rule},
};

/* --- finding the route --------------------------------------------------------------------------
 */

static bool is_number(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return s.n > 0;
}

static bool fits(const char *path, const wv_request *r)
{
    for (uint32_t i = 0; i < r->segment_count; i++) {
        size_t n = strcspn(path, "/");
        if (n == 0) return false;
        bool any = n == 1 && *path == '*', number = n == 1 && *path == '#';
        bool same = wv_str_eq(r->segments[i], (wv_str){path, (uint32_t)n});
        if (!any && !(number ? is_number(r->segments[i]) : same)) return false;
        path += n + (path[n] == '/');
    }
    return *path == '\0';
}

static const route *find(const wv_request *r, bool *path_known)
{
    *path_known = false;
    for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++) {
        if (!fits(ROUTES[i].path, r)) continue;
        *path_known = true;
        if (ROUTES[i].method == r->method) return &ROUTES[i];
    }
    return NULL;
}

/* --- errors -------------------------------------------------------------------------------------
 */

static const char *words_of(unsigned status)
{
    switch (status) {
    case 400: return "De aanvraag is niet te lezen.";
    case 403: return "Dit mag u niet zien of doen.";
    case 404: return "Deze bladzijde is er niet, of u mag die niet zien.";
    case 405: return "Dat kan hier niet.";
    case 409: return "Iemand anders was u voor. Kijk opnieuw.";
    case 413: return "Dat is te veel in één keer.";
    case 415: return "De aanvraag heeft een vorm die hier niet past.";
    case 422: return "Er ontbreekt iets. Er is niets opgeslagen.";
    case 503: return "Het is nu te druk. Probeer het zo nog eens.";
    default: return "Er ging iets mis. Er is niets opgeslagen.";
    }
}

static unsigned status_of(wv_rc rc)
{
    switch (rc) {
    case WV_OK: return 200;
    case WV_E_NOINPUT: return 404;
    case WV_E_LOCKED: return 409;
    case WV_E_USAGE:
    case WV_E_LIMIT: return 422;
    case WV_E_VERSION: return 503;
    default: return 500;
    }
}

void wv_routes_refuse(void *ctx, unsigned status, wv_response *response)
{
    (void)ctx;
    wv_page_error(response, status, words_of(status));
}

/* --- the transaction of a turn ------------------------------------------------------------------
 */

static wv_rc begin(wv_site *site, wv_err *err)
{
    wv_rc rc = site->writing ? WV_OK : wv_store_begin(site->store, err);
    if (rc == WV_OK) site->writing = true;
    return rc ? rc : wv_db_run(wv_store_db(site->store), "SAVEPOINT visit", err);
}

static wv_rc keep(wv_site *site, bool good, wv_err *err)
{
    return wv_db_run(wv_store_db(site->store),
                     good ? "RELEASE visit" : "ROLLBACK TO visit; RELEASE visit", err);
}

wv_rc wv_routes_commit(void *ctx)
{
    wv_site *site = ctx;
    wv_err err = {0};
    uint32_t sealed;
    if (!site->writing) return WV_OK;
    site->writing = false;
    wv_rc rc = wv_decide_seal(site->store, site->clock(site->clock_ctx), &sealed, &err);
    if (rc == WV_OK) rc = wv_store_commit(site->store, &err);
    if (rc) wv_store_rollback(site->store);
    return rc;
}

wv_rc wv_routes_idle(wv_site *site)
{
    wv_err err = {0};
    wv_rc rc = wv_store_begin(site->store, &err);
    if (rc) return rc == WV_E_LOCKED ? WV_OK : rc;
    site->writing = true;
    return wv_routes_commit(site);
}

/* --- one request --------------------------------------------------------------------------------
 */

static wv_rc find_session(wv_visit *v)
{
    const wv_request *r = v->request;
    wv_rc rc;
    if (v->site->by_proxy)
        rc = wv_session_proxy(v->site->store, r->proxy_user, r->proxy_role, v->arena, &v->session,
                              &v->err);
    else
        rc = wv_session_find(v->site->store, wv_request_field(&r->cookies, WV_COOKIE_SESSION),
                             v->viewer.now, v->arena, &v->session, &v->err);
    if (rc == WV_OK && v->session.found) v->viewer = wv_session_viewer(&v->session, v->viewer.now);
    return rc;
}

/* A browser says where a form comes from; a program that says nothing still needs the token. */
static bool is_from_here(const wv_request *r)
{
    static const wv_str schemes[] = {{"http://", 7}, {"https://", 8}};
    if (r->origin.n == 0) return true;
    for (int i = 0; i < 2; i++)
        if (wv_str_starts(r->origin, schemes[i]) &&
            wv_str_eq((wv_str){r->origin.p + schemes[i].n, r->origin.n - schemes[i].n}, r->host))
            return true;
    return false;
}

/* Is there a session where there must be one, may it do this, and did the form come from us?
 * 0, or the status. The login form has a token of its own (login.c). */
static unsigned door(const wv_visit *v, const route *to)
{
    bool post = to->method == WV_METHOD_POST;
    if (!v->session.found && !to->open) return v->site->by_proxy || post ? 403 : 303;
    if (!to->open && !wv_access_may(v->session.role, to->may)) return 403;
    if (post && !is_from_here(v->request)) return 403;
    if (post && v->session.found &&
        !wv_session_csrf_is(&v->session, wv_request_field(&v->request->form, "token")))
        return 403;
    return 0;
}

static wv_rc log_visit(wv_visit *v, wv_audit_verb verb, unsigned status)
{
    wv_buf what;
    wv_buf_init(&what);
    wv_buf_text(&what, "{\"path\":[");
    for (uint32_t i = 0; i < v->request->segment_count; i++) {
        if (i) wv_buf_byte(&what, ',');
        wv_buf_json(&what, v->request->segments[i]);
    }
    wv_buf_format(&what, "],\"status\":%u", status);
    if (v->audit_what.n) wv_buf_text(&what, ","), wv_buf_str(&what, v->audit_what);
    wv_buf_byte(&what, '}');
    bool fits_in = what.n <= WV_AUDIT_WHAT_MAX;
    wv_audit_entry e = {.verb = verb,
                        .who = v->viewer.user,
                        .role = v->viewer.role,
                        .what = fits_in ? (wv_str){what.p, (uint32_t)what.n} : WV_STR("{}"),
                        .cases = v->cases,
                        .case_count = v->case_count,
                        .at = v->viewer.now};
    wv_rc rc = what.failed ? WV_E_NOMEM : wv_audit_add(v->site->store, &e, NULL, &v->err);
    wv_buf_done(&what);
    return rc;
}

/* The page in a savepoint; then the entry about it, whether it went well or not. */
static wv_rc serve(wv_visit *v, const route *to)
{
    wv_rc rc = begin(v->site, &v->err);
    if (rc) return rc;
    wv_rc page = to->page(v);
    if (page == WV_OK && v->response->body.failed) page = WV_E_NOMEM;
    rc = keep(v->site, page == WV_OK, &v->err);
    unsigned status = page ? status_of(page) : v->response->status;
    if (rc == WV_OK && to->verb != WV_AUDIT_VERBS) rc = log_visit(v, to->verb, status);
    if (rc) return rc;
    if (page) wv_page_error(v->response, status, v->say ? v->say : words_of(status));
    return WV_OK;
}

static wv_rc refuse(wv_visit *v, unsigned status)
{
    wv_rc rc = WV_OK;
    if (status == 303) return wv_visit_redirect(v, "/inloggen");
    if (v->session.found) {
        rc = begin(v->site, &v->err);
        if (rc == WV_OK) rc = keep(v->site, true, &v->err);
        if (rc == WV_OK) rc = log_visit(v, WV_AUDIT_REFUSED, status);
    }
    wv_page_error(v->response, status, words_of(status));
    return rc;
}

void wv_routes_answer(void *ctx, const wv_request *request, wv_response *response)
{
    wv_site *site = ctx;
    wv_arena arena;
    bool known;
    if (request->method == WV_METHOD_GET && wv_assets_answer(request, response)) return;
    const route *to = find(request, &known);
    wv_arena_init(&arena);
    wv_visit v = {.site = site, .request = request, .response = response, .arena = &arena};
    v.viewer.now = site->clock(site->clock_ctx);
    wv_preferences_read(wv_request_field(&request->cookies, WV_COOKIE_PREFERENCES), &v.preferences);
    wv_rc rc = find_session(&v);
    if (rc == WV_OK && !to)
        rc =
            refuse(&v, !v.session.found && !site->by_proxy && request->method == WV_METHOD_GET ? 303
                       : !v.session.found                                                      ? 403
                       : known                                                                 ? 405
                               : 404);
    else if (rc == WV_OK) {
        unsigned status = door(&v, to);
        rc = status ? refuse(&v, status) : serve(&v, to);
    }
    /* Not the page but the store: another program wrote for too long, or worse. */
    unsigned failed = rc == WV_E_LOCKED ? 503 : status_of(rc);
    if (rc) wv_page_error(response, failed, words_of(failed));
    wv_arena_done(&arena);
}
