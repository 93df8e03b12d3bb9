/* SPDX-License-Identifier: EUPL-1.2 */
/* account.h: built-in accounts, sessions, and users that a trusted proxy names.
 *
 *   password -> wv_account_login -> token (cookie) -> wv_session_find -> wv_session -> wv_viewer
 *   headers of the proxy         ->                  wv_session_proxy -> wv_session
 *
 * Passwords are kept by argon2id, tokens as their hash: who reads the file cannot log in with it. A
 * change of role or password, and disabling, ends the sessions of that account. All write in the
 * caller's transaction; the caller writes the audit entry. Times are the caller's. */
#ifndef WV_STORE_ACCOUNT_H
#define WV_STORE_ACCOUNT_H

#include "store/access.h"
#include "store/store.h"

enum {
    WV_ACCOUNT_NAME_MAX = 64,
    WV_SESSION_TOKEN = 64,             /* hex digits, without NUL */
    WV_SESSION_IDLE_SECONDS = 30 * 60, /* a screen that was left alone */
    WV_SESSION_SECONDS = 10 * 3600,    /* a shift and its hand-over */
    WV_SESSIONS_MAX = 8,               /* of one account; the oldest goes */
    /* Failures in a row: from the fifth each doubles the wait, up to a quarter of an hour. */
    WV_LOGIN_FREE_FAILURES = 5,
    WV_LOGIN_WAIT_SECONDS = 15,
    WV_LOGIN_WAIT_MAX = 15 * 60,
    WV_LOGIN_NAMES_MAX = 10000, /* names in the table of failures, existing or not */
};

typedef struct wv_account {
    wv_str name;
    wv_access_role role;
    bool all_cases, disabled;
    int64_t made_at;
} wv_account;

/* Names: 1 to WV_ACCOUNT_NAME_MAX of a-z 0-9 . _ - @, WV_E_USAGE otherwise or when it is there
 * already. all_cases never exceeds what the role allows. */
wv_rc wv_account_add(wv_store *s, wv_str name, wv_access_role role, bool all_cases,
                     wv_str password, int64_t now, wv_err *err);
/* WV_E_NOINPUT when there is none of that name; so too below. */
wv_rc wv_account_set_role(wv_store *s, wv_str name, wv_access_role role, bool all_cases,
                          wv_err *err);
wv_rc wv_account_set_password(wv_store *s, wv_str name, wv_str password, wv_err *err);
wv_rc wv_account_disable(wv_store *s, wv_str name, bool disabled, wv_err *err);
wv_rc wv_account_read(wv_store *s, wv_str name, wv_arena *arena, wv_account *out, wv_err *err);
/* By name. */
wv_rc wv_account_list(wv_store *s, wv_arena *arena, wv_account **out, uint32_t *count, wv_err *err);

typedef enum wv_login {
    WV_LOGIN_OK,
    WV_LOGIN_WRONG,   /* name or password, or disabled: the page does not say which */
    WV_LOGIN_WAIT,    /* too many failures: *wait_seconds; the password was not looked at */
} wv_login;

/* An unknown name costs as much time as a known one. `token` gets WV_SESSION_TOKEN digits and a
 * NUL. */
wv_rc wv_account_login(wv_store *s, wv_str name, wv_str password, int64_t now, wv_login *result,
                       char token[WV_SESSION_TOKEN + 1], uint32_t *wait_seconds, wv_err *err);

typedef struct wv_session {
    bool found; /* false: nobody is logged in; nothing else is set */
    wv_str user;
    wv_access_role role;
    bool all_cases;
    char csrf[65]; /* what each form of this session must carry */
} wv_session;

wv_rc wv_session_find(wv_store *s, wv_str token, int64_t now, wv_arena *arena, wv_session *out,
                      wv_err *err);
wv_rc wv_session_end(wv_store *s, wv_str token, wv_err *err);
/* A user of a proxy that the operator trusts. An unknown role is nobody; an account of that name
 * that is disabled is nobody too. */
wv_rc wv_session_proxy(wv_store *s, wv_str user, wv_str role, wv_arena *arena, wv_session *out,
                       wv_err *err);
bool wv_session_csrf_is(const wv_session *session, wv_str given);

/* For queue.h and the others. */
wv_viewer wv_session_viewer(const wv_session *session, int64_t now);

#endif
