/* SPDX-License-Identifier: EUPL-1.2 */
/* account.c: accounts, and logging in with a password.
 *
 * In: names and passwords. Out: rows of account and login_failure, a session. Neighbours: session.c
 * (tokens), access.h (roles). Invariants: how long a login takes does not tell whether a name
 * exists: an unknown one is held against a password of nobody; failures are counted for names that
 * do not exist as well. Cost: a login 0.1 s and 64 MiB, on purpose; while a name waits, nothing. */
#include "store/account.h"

#include "crypto/password.h"
#include "store/rows.h"
#include "store/session.h"

static wv_rc out_of_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static bool is_name(wv_str name)
{
    if (name.n == 0 || name.n > WV_ACCOUNT_NAME_MAX) return false;
    for (uint32_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                    c == '-' || c == '@';
        if (!fits) return false;
    }
    return true;
}

static wv_rc no_account(wv_str name, wv_err *err)
{
    return wv_err_set(err, WV_E_NOINPUT, "no account '%.*s'", (int)name.n, name.p);
}

wv_rc wv_account_add(wv_store *s, wv_str name, wv_access_role role, bool all_cases, wv_str password,
                     int64_t now, wv_err *err)
{
    wv_statement *q;
    char kept[WV_PASSWORD_KEPT];
    if (!is_name(name)) {
        wv_err_set(err, WV_E_USAGE, "'%.*s' is no name of an account", (int)name.n, name.p);
        wv_err_hint(err, "1 to %d of a-z 0-9 . _ - @", WV_ACCOUNT_NAME_MAX);
        return WV_E_USAGE;
    }
    if (!*wv_access_role_word(role)) return wv_err_set(err, WV_E_USAGE, "no such role");
    wv_rc rc = wv_password_keep(password, kept, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s),
                           "INSERT OR IGNORE INTO account(name, role, all_cases, password, made_at)"
                           " VALUES(?1, ?2, ?3, ?4, ?5)",
                           &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    wv_statement_text(q, 2, wv_str_of(wv_access_role_word(role)));
    wv_statement_number(q, 3, all_cases && wv_access_sees_all(role));
    wv_statement_text(q, 4, wv_str_of(kept));
    wv_statement_number(q, 5, now);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK && wv_db_changes(wv_store_db(s)) == 0)
        rc = wv_err_set(err, WV_E_USAGE, "account '%.*s' is there already", (int)name.n, name.p);
    return rc;
}

/* Does a change of one account; its sessions end with it. */
static wv_rc change(wv_store *s, wv_statement *q, wv_str name, wv_err *err)
{
    wv_rc rc = wv_statement_do(q, err);
    if (rc == WV_OK && wv_db_changes(wv_store_db(s)) == 0) return no_account(name, err);
    return rc ? rc : wv_session_end_all(s, name, err);
}

wv_rc wv_account_set_role(wv_store *s, wv_str name, wv_access_role role, bool all_cases,
                          wv_err *err)
{
    wv_statement *q;
    if (!*wv_access_role_word(role)) return wv_err_set(err, WV_E_USAGE, "no such role");
    wv_rc rc = wv_db_prepare(
        wv_store_db(s), "UPDATE account SET role = ?2, all_cases = ?3 WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    wv_statement_text(q, 2, wv_str_of(wv_access_role_word(role)));
    wv_statement_number(q, 3, all_cases && wv_access_sees_all(role));
    return change(s, q, name, err);
}

wv_rc wv_account_set_password(wv_store *s, wv_str name, wv_str password, wv_err *err)
{
    wv_statement *q;
    char kept[WV_PASSWORD_KEPT];
    wv_rc rc = wv_password_keep(password, kept, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(wv_store_db(s), "UPDATE account SET password = ?2 WHERE name = ?1", &q,
                           err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    wv_statement_text(q, 2, wv_str_of(kept));
    return change(s, q, name, err);
}

wv_rc wv_account_disable(wv_store *s, wv_str name, bool disabled, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(wv_store_db(s), "UPDATE account SET disabled = ?2 WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    wv_statement_number(q, 2, disabled);
    return change(s, q, name, err);
}

static wv_rc take_row(wv_statement *q, wv_arena *arena, wv_account *out, wv_err *err)
{
    out->name = wv_arena_str(arena, wv_statement_get(q, 0));
    out->role = wv_access_role_of(wv_statement_get(q, 1));
    out->all_cases = wv_statement_get_number(q, 2) && wv_access_sees_all(out->role);
    out->disabled = wv_statement_get_number(q, 3) != 0;
    out->made_at = wv_statement_get_number(q, 4);
    return out->name.p ? WV_OK : out_of_memory(err);
}

wv_rc wv_account_read(wv_store *s, wv_str name, wv_arena *arena, wv_account *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(
        wv_store_db(s),
        "SELECT name, role, all_cases, disabled, made_at FROM account WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    rc = wv_statement_step(q, err);
    if (rc == WV_E_END) return no_account(name, err);
    if (rc == WV_OK) rc = take_row(q, arena, out, err);
    wv_statement_reset(q);
    return rc;
}

wv_rc wv_account_list(wv_store *s, wv_arena *arena, wv_account **out, uint32_t *count, wv_err *err)
{
    wv_statement *q;
    int64_t room = 0;
    *count = 0;
    wv_rc rc = wv_rows_number(s, "SELECT count(*) FROM account", &room, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(
            wv_store_db(s),
            "SELECT name, role, all_cases, disabled, made_at FROM account ORDER BY name", &q, err);
    if (rc) return rc;
    *out = wv_arena_alloc(arena, ((size_t)room + 1) * sizeof **out);
    if (!*out) return out_of_memory(err);
    while (*count < room && (rc = wv_statement_step(q, err)) == WV_OK)
        if ((rc = take_row(q, arena, &(*out)[(*count)++], err)) != WV_OK) break;
    wv_statement_reset(q);
    return rc == WV_E_END ? WV_OK : rc;
}

/* --- logging in ---------------------------------------------------------------------------------
 */

static uint32_t wait_after(int64_t failures)
{
    if (failures < WV_LOGIN_FREE_FAILURES) return 0;
    int64_t doublings = failures - WV_LOGIN_FREE_FAILURES;
    if (doublings > 10) return WV_LOGIN_WAIT_MAX;
    int64_t wait = (int64_t)WV_LOGIN_WAIT_SECONDS << doublings;
    return wait < WV_LOGIN_WAIT_MAX ? (uint32_t)wait : WV_LOGIN_WAIT_MAX;
}

/* How long this name must wait from now. A clock that was put back waits no longer than the rule.
 */
static wv_rc read_wait(wv_db *db, wv_str name, int64_t now, uint32_t *wait, wv_err *err)
{
    wv_statement *q;
    *wait = 0;
    wv_rc rc =
        wv_db_prepare(db, "SELECT failures, last_at FROM login_failure WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        int64_t all = wait_after(wv_statement_get_number(q, 0));
        int64_t left = wv_statement_get_number(q, 1) + all - now;
        *wait = (uint32_t)(left < 0 ? 0 : left > all ? all : left);
        wv_statement_reset(q);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

/* Who floods the table with names pushes out the oldest of them, never grows it. */
static wv_rc count_failure(wv_db *db, wv_str name, int64_t now, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db,
                             "INSERT INTO login_failure VALUES(?1, 1, ?2) ON CONFLICT(name) DO"
                             " UPDATE SET failures = min(failures + 1, 1000), last_at = ?2",
                             &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    wv_statement_number(q, 2, now);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(db,
                           "DELETE FROM login_failure WHERE name IN (SELECT name FROM login_failure"
                           " ORDER BY last_at DESC, name LIMIT -1 OFFSET ?1)",
                           &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, WV_LOGIN_NAMES_MAX);
    return wv_statement_do(q, err);
}

static wv_rc forget_failures(wv_db *db, wv_str name, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, "DELETE FROM login_failure WHERE name = ?1", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    return wv_statement_do(q, err);
}

/* argon2id with the same cost, of bytes that were thrown away. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"
                             "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

static wv_rc hold_password(wv_db *db, wv_str name, wv_str password, bool *fits, wv_err *err)
{
    wv_statement *q;
    char kept[WV_PASSWORD_KEPT];
    bool known = false;
    memcpy(kept, nobody, sizeof nobody);
    wv_rc rc =
        wv_db_prepare(db, "SELECT password FROM account WHERE name = ?1 AND disabled = 0", &q, err);
    if (rc) return rc;
    wv_statement_text(q, 1, name);
    rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        wv_str there = wv_statement_get(q, 0);
        known = there.n < sizeof kept;
        if (known) memcpy(kept, there.p, there.n), kept[there.n] = '\0';
        wv_statement_reset(q);
    }
    if (rc != WV_OK && rc != WV_E_END) return rc;
    *fits = wv_password_is(kept, password) && known;
    return WV_OK;
}

wv_rc wv_account_login(wv_store *s, wv_str name, wv_str password, int64_t now, wv_login *result,
                       char token[WV_SESSION_TOKEN + 1], uint32_t *wait_seconds, wv_err *err)
{
    wv_db *db = wv_store_db(s);
    bool fits = false;
    *result = WV_LOGIN_WRONG;
    *wait_seconds = 0;
    token[0] = '\0';
    if (!is_name(name)) return WV_OK;
    wv_rc rc = read_wait(db, name, now, wait_seconds, err);
    if (rc) return rc;
    if (*wait_seconds) {
        *result = WV_LOGIN_WAIT;
        return WV_OK;
    }
    rc = hold_password(db, name, password, &fits, err);
    if (rc) return rc;
    if (!fits) return count_failure(db, name, now, err);
    rc = forget_failures(db, name, err);
    if (rc == WV_OK) rc = wv_session_begin(s, name, now, token, err);
    if (rc == WV_OK) *result = WV_LOGIN_OK;
    return rc;
}
