/* SPDX-License-Identifier: EUPL-1.2 */
/* login.c: who is there, with a name and a password kept in the store.
 *
 * In: the login form. Out: a session cookie. Neighbours: store/account.h keeps passwords, sessions
 * and the waiting after failures. Invariants: the page never says whether it was the name or the
 * password; the form carries a token that also stands in a cookie, so that nobody can log a
 * reviewer in under another name; cookies are HttpOnly and SameSite=Strict. Cost: argon2id, about
 * 0.1 s. */
#include "review/page/page.h"

#include "crypto/random.h"

enum { LOGIN_TOKEN_BYTES = 16 };

static void put_cookie(wv_visit *v, const char *name, wv_str value, int seconds)
{
    wv_buf *c = &v->response->cookie;
    wv_buf_clear(c);
    wv_buf_text(c, name);
    wv_buf_byte(c, '=');
    wv_html_url(c, value);
    wv_buf_format(c, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", seconds,
                  v->site->secure ? "; Secure" : "");
}

static wv_rc put_form(wv_visit *v, const char *complaint)
{
    uint8_t bytes[LOGIN_TOKEN_BYTES];
    wv_rc rc = wv_random_bytes(bytes, sizeof bytes, &v->err);
    if (rc) return rc;
    wv_hex(bytes, sizeof bytes, v->session.csrf);
    put_cookie(v, WV_COOKIE_LOGIN, wv_str_of(v->session.csrf), 15 * 60);
    wv_page_begin(v, "Inloggen", WV_NAV_NONE);
    if (complaint) wv_html(wv_visit_out(v), "<p role=\"alert\" class=\"wrong\">%s</p>", complaint);
    wv_page_form(v, "/inloggen");
    wv_buf_text(
        wv_visit_out(v),
        "<p><label for=\"naam\">Naam</label> <input id=\"naam\" name=\"naam\" "
        "autocomplete=\"username\" required maxlength=\"64\"></p><p><label "
        "for=\"wachtwoord\">Wachtwoord</label> <input id=\"wachtwoord\" name=\"wachtwoord\" "
        "type=\"password\" autocomplete=\"current-password\" required "
        "maxlength=\"512\"></p><p><button class=\"main\">Inloggen</button></p></form>\n");
    wv_page_end(v);
    return WV_OK;
}

wv_rc wv_page_login(wv_visit *v)
{
    if (v->site->by_proxy) return WV_E_NOINPUT;
    if (v->session.found) return wv_page_home(v);
    return put_form(v, NULL);
}

static wv_rc log_login(wv_visit *v, wv_str name, bool good)
{
    bool plain = name.n <= WV_ACCOUNT_NAME_MAX;
    wv_audit_entry e = {.verb = good ? WV_AUDIT_LOGIN : WV_AUDIT_LOGIN_FAILED,
                        .who = plain ? name : WV_STR("?"),
                        .at = v->viewer.now};
    return wv_audit_add(v->site->store, &e, NULL, &v->err);
}

wv_rc wv_act_login(wv_visit *v)
{
    const wv_fields *f = &v->request->form;
    wv_str name = wv_request_field(f, "naam"), token = wv_request_field(f, "token");
    wv_str cookie = wv_request_field(&v->request->cookies, WV_COOKIE_LOGIN);
    char session[WV_SESSION_TOKEN + 1];
    uint32_t wait = 0;
    wv_login result;
    if (v->site->by_proxy) return WV_E_NOINPUT;
    v->response->status = 403;
    if (token.n == 0 || !wv_str_eq(token, cookie))
        return put_form(v, "Het formulier was verlopen. Probeer het opnieuw.");
    wv_rc rc = wv_account_login(v->site->store, name, wv_request_field(f, "wachtwoord"),
                                v->viewer.now, &result, session, &wait, &v->err);
    if (rc == WV_OK) rc = log_login(v, name, result == WV_LOGIN_OK);
    if (rc) return rc;
    if (result == WV_LOGIN_WAIT)
        return put_form(v, "Te vaak geprobeerd. Wacht even en probeer het dan opnieuw.");
    if (result != WV_LOGIN_OK) return put_form(v, "Naam of wachtwoord klopt niet.");
    put_cookie(v, WV_COOKIE_SESSION, wv_str_of(session), WV_SESSION_SECONDS);
    return wv_visit_redirect(v, "/");
}

wv_rc wv_act_logout(wv_visit *v)
{
    wv_str token = wv_request_field(&v->request->cookies, WV_COOKIE_SESSION);
    if (v->site->by_proxy) return WV_E_NOINPUT;
    wv_rc rc = v->session.found ? wv_session_end(v->site->store, token, &v->err) : WV_OK;
    put_cookie(v, WV_COOKIE_SESSION, WV_STR(""), 0);
    return rc ? rc : wv_visit_redirect(v, "/inloggen");
}
