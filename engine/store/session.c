/* SPDX-License-Identifier: EUPL-1.2 */
/* session.c: a token for a browser, and who it is.
 *
 * In: a token, or what a trusted proxy says. Out: a session. Neighbours: account.c makes them after
 * a password. Invariants: the store has the hash of a token, never the token; every request asks
 * the account again, so that a role that was taken away is gone at the next page. Cost: one look-up
 * a request; a write when a minute has gone by. */
#include "store/session.h"

#include "crypto/random.h"
#include "crypto/sha256.h"

enum { TOUCH_SECONDS = 60 };

static wv_str hashed(const uint8_t hash[32])
{
    return (wv_str){(const char *)hash, 32};
}

static bool token_hash(wv_str token, uint8_t out[32])
{
    uint8_t bytes[WV_SESSION_TOKEN / 2];
    if (!wv_unhex(token, bytes, sizeof bytes)) return false;
    wv_sha256(bytes, sizeof bytes, out);
    return true;
}

static void make_csrf(wv_str secret, wv_str user, char out[65])
{
    wv_sha256_state h;
    uint8_t hash[32];
    wv_sha256_begin(&h);
    wv_sha256_add(&h, "waakvlam form 1", 15);
    wv_sha256_add(&h, secret.p, secret.n);
    wv_sha256_add(&h, "\n", 1);
    wv_sha256_add(&h, user.p, user.n);
    wv_sha256_end(&h, hash);
    wv_sha256_hex(hash, out);
}

/* What has run out, and of this account all but the newest. */
static wv_rc sweep(wv_db *db, wv_str account, int64_t now, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(db, "DELETE FROM session WHERE made_at <= ?1 OR seen_at <= ?2", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, now - WV_SESSION_SECONDS);
    wv_statement_number(q, 2, now - WV_SESSION_IDLE_SECONDS);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(db,
                           "DELETE FROM session WHERE account = ?1 AND token IN (SELECT token FROM"
                           " session WHERE account = ?1 ORDER BY made_at DESC, token"
                           " LIMIT -1 OFFSET ?2)",
                           &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, account);
    wv_statement_number(q, 2, WV_SESSIONS_MAX - 1);
    return wv_statement_do(q, err);
}

wv_rc wv_session_begin(wv_store *s, wv_str account, int64_t now, char token[WV_SESSION_TOKEN + 1],
                       wv_err *err)
{
    wv_statement *q;
    uint8_t bytes[WV_SESSION_TOKEN / 2], hash[32];
    wv_rc rc = sweep(wv_store_db(s), account, now, err);
    if (rc == WV_OK) rc = wv_random_bytes(bytes, sizeof bytes, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s), "INSERT INTO session VALUES(?1, ?2, ?3, ?3)", &q, err);
    if (rc) return rc;
    wv_sha256(bytes, sizeof bytes, hash);
    wv_hex(bytes, sizeof bytes, token);
    wv_statement_blob(q, 1, hashed(hash));
    wv_statement_text(q, 2, account);
    wv_statement_number(q, 3, now);
    return wv_statement_do(q, err);
}

static wv_rc touch(wv_db *db, const uint8_t hash[32], int64_t now, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, "UPDATE session SET seen_at = ?2 WHERE token = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, hashed(hash));
    wv_statement_number(q, 2, now);
    return wv_statement_do(q, err);
}

/* A row that is no longer good is nobody. */
static wv_rc take_row(wv_statement *q, int64_t now, wv_arena *arena, wv_session *out, wv_err *err)
{
    int64_t made = wv_statement_get_number(q, 3), seen = wv_statement_get_number(q, 4);
    if (now >= made + WV_SESSION_SECONDS || now >= seen + WV_SESSION_IDLE_SECONDS) return WV_OK;
    out->role = wv_access_role_of(wv_statement_get(q, 1));
    out->all_cases = wv_statement_get_number(q, 2) && wv_access_sees_all(out->role);
    out->user = wv_arena_str(arena, wv_statement_get(q, 0));
    if (!out->user.p) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    out->found = out->role != WV_ACCESS_NOBODY;
    return WV_OK;
}

wv_rc wv_session_find(wv_store *s, wv_str token, int64_t now, wv_arena *arena, wv_session *out,
                      wv_err *err)
{
    wv_statement *q;
    uint8_t hash[32];
    *out = (wv_session){0};
    if (!token_hash(token, hash)) return WV_OK;
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT a.name, a.role, a.all_cases, s.made_at, s.seen_at FROM session"
                             " s JOIN account a ON a.name = s.account"
                             " WHERE s.token = ?1 AND a.disabled = 0",
                             &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, hashed(hash));
    rc = wv_statement_step(q, err);
    if (rc == WV_E_END) return WV_OK;
    if (rc) return rc;
    int64_t seen = wv_statement_get_number(q, 4);
    rc = take_row(q, now, arena, out, err);
    wv_statement_reset(q);
    if (rc || !out->found) return rc;
    make_csrf(token, out->user, out->csrf);
    return now - seen < TOUCH_SECONDS ? WV_OK : touch(wv_store_db(s), hash, now, err);
}

wv_rc wv_session_end(wv_store *s, wv_str token, wv_err *err)
{
    wv_statement *q;
    uint8_t hash[32];
    if (!token_hash(token, hash)) return WV_OK;
    wv_rc rc = wv_db_prepare(wv_store_db(s), "DELETE FROM session WHERE token = ?1", &q, err);
    if (rc) return rc;
    wv_statement_blob(q, 1, hashed(hash));
    return wv_statement_do(q, err);
}

wv_rc wv_session_end_all(wv_store *s, wv_str account, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s), "DELETE FROM session WHERE account = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, account);
    return wv_statement_do(q, err);
}

/* --- users that a proxy names -------------------------------------------------------------------
 */

/* The proxy keeps the session; forms carry what only this store can make. */
static wv_rc form_secret(wv_store *s, wv_arena *arena, wv_str *out, wv_err *err)
{
    uint8_t bytes[32];
    char digits[65];
    wv_rc rc = wv_store_get(s, "form_secret", arena, out, err);
    if (rc || out->n) return rc;
    rc = wv_random_bytes(bytes, sizeof bytes, err);
    if (rc) return rc;
    wv_hex(bytes, sizeof bytes, digits);
    rc = wv_store_put(s, "form_secret", wv_str_of(digits), err);
    return rc ? rc : wv_store_get(s, "form_secret", arena, out, err);
}

static wv_rc is_disabled(wv_db *db, wv_str user, bool *disabled, wv_err *err)
{
    wv_statement *q;
    *disabled = false;
    wv_rc rc = wv_db_prepare(db, "SELECT 1 FROM account WHERE name = ?1 AND disabled = 1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, user);
    rc = wv_statement_step(q, err);
    *disabled = rc == WV_OK;
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}

wv_rc wv_session_proxy(wv_store *s, wv_str user, wv_str role, wv_arena *arena, wv_session *out,
                       wv_err *err)
{
    bool disabled = false;
    wv_str secret;
    *out = (wv_session){0};
    wv_access_role known = wv_access_role_of(role);
    if (user.n == 0 || user.n > WV_ACCOUNT_NAME_MAX || known == WV_ACCESS_NOBODY) return WV_OK;
    wv_rc rc = is_disabled(wv_store_db(s), user, &disabled, err);
    if (rc || disabled) return rc;
    rc = form_secret(s, arena, &secret, err);
    if (rc) return rc;
    out->user = wv_arena_str(arena, user);
    if (!out->user.p) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    out->role = known;
    out->all_cases = wv_access_sees_all(known);
    make_csrf(secret, user, out->csrf);
    out->found = true;
    return WV_OK;
}

bool wv_session_csrf_is(const wv_session *session, wv_str given)
{
    return session->found && given.n == 64 && wv_same_secret(session->csrf, given.p, 64);
}

wv_viewer wv_session_viewer(const wv_session *session, int64_t now)
{
    return (wv_viewer){.user = session->user,
                       .role = wv_str_of(wv_access_role_word(session->role)),
                       .all_cases = session->all_cases,
                       .now = now};
}
