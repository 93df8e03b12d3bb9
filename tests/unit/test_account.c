/* SPDX-License-Identifier: EUPL-1.2 */
/* test_account.c: who gets in, how far, and for how long. */
#include "crypto/password.h"
#include "store/account.h"
#include "store/purpose.h"
#include "store_file.h"

#include <stdlib.h>
#include <time.h>

enum { NOW = 1800000000 };

static wv_store *store;
static wv_arena arena;
static const wv_str right = {"een lang wachtwoord", 19};

static int set_up(void **state)
{
    (void)state;
    wv_err err = {0};
    no_store(state);
    wv_arena_init(&arena);
    store = open_store();
    check(wv_store_begin(store, &err), &err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wv_store_close(store);
    wv_arena_done(&arena);
    return no_store(state);
}

static void add(const char *name, wv_access_role role)
{
    wv_err err = {0};
    check(wv_account_add(store, wv_str_of(name), role, true, right, NOW, &err), &err);
}

static wv_login login(const char *name, wv_str password, int64_t now, char token[65],
                      uint32_t *wait)
{
    wv_login result;
    wv_err err = {0};
    check(wv_account_login(store, wv_str_of(name), password, now, &result, token, wait, &err),
          &err);
    return result;
}

static wv_session find(const char *token, int64_t now)
{
    wv_session session;
    wv_err err = {0};
    check(wv_session_find(store, wv_str_of(token), now, &arena, &session, &err), &err);
    return session;
}

/* --- permissions --------------------------------------------------------------------------------
 */

static void nobody_may_anything_and_no_role_may_everything(void **state)
{
    (void)state;
    for (int p = 0; p < WV_MAY_COUNT; p++) {
        assert_false(wv_access_may(WV_ACCESS_NOBODY, (wv_access_permission)p));
        assert_false(wv_access_may(WV_ACCESS_ROLES, (wv_access_permission)p));
        assert_false(wv_access_may((wv_access_role)1000, (wv_access_permission)p));
    }
    for (int r = 1; r < WV_ACCESS_ROLES; r++) {
        int may = 0;
        for (int p = 0; p < WV_MAY_COUNT; p++)
            may += wv_access_may((wv_access_role)r, (wv_access_permission)p);
        assert_in_range(may, 1, WV_MAY_COUNT - 1);
        assert_false(wv_access_may((wv_access_role)r, WV_MAY_COUNT));
        assert_false(wv_access_may((wv_access_role)r, (wv_access_permission)40));
    }
}

static void duties_that_must_be_apart_are_apart(void **state)
{
    (void)state;
    static const wv_access_role no_cases[] = {WV_ACCESS_ADMINISTRATOR, WV_ACCESS_AUDITOR,
                                              WV_ACCESS_PACK_OWNER};
    for (size_t i = 0; i < 3; i++) {
        assert_false(wv_access_may(no_cases[i], WV_MAY_VIEW));
        assert_false(wv_access_may(no_cases[i], WV_MAY_SEARCH));
        assert_false(wv_access_sees_all(no_cases[i]));
    }
    for (int r = 1; r < WV_ACCESS_ROLES; r++) {
        wv_access_role role = (wv_access_role)r;
        assert_int_equal(wv_access_may(role, WV_MAY_ACCOUNTS), role == WV_ACCESS_ADMINISTRATOR);
        assert_int_equal(wv_access_may(role, WV_MAY_AUDIT), role == WV_ACCESS_AUDITOR);
        if (wv_access_may(role, WV_MAY_ADJUDICATE)) assert_true(wv_access_may(role, WV_MAY_READ));
    }
    assert_true(wv_access_may(WV_ACCESS_PARTNER, WV_MAY_VIEW));
    assert_false(wv_access_may(WV_ACCESS_PARTNER, WV_MAY_SEE_QUEUE));
    assert_false(wv_access_may(WV_ACCESS_PARTNER, WV_MAY_SEARCH));
    assert_false(wv_access_may(WV_ACCESS_PARTNER, WV_MAY_EXPORT));
    assert_false(wv_access_may(WV_ACCESS_INTAKE, WV_MAY_DECIDE));
}

static void a_role_keeps_its_word(void **state)
{
    (void)state;
    for (int r = 1; r < WV_ACCESS_ROLES; r++)
        assert_int_equal(wv_access_role_of(wv_str_of(wv_access_role_word((wv_access_role)r))), r);
    assert_int_equal(wv_access_role_of(WV_STR("")), WV_ACCESS_NOBODY);
    assert_int_equal(wv_access_role_of(WV_STR("Reviewer")), WV_ACCESS_NOBODY);
    assert_int_equal(wv_access_role_of(WV_STR("root")), WV_ACCESS_NOBODY);
}

/* --- passwords and sessions ---------------------------------------------------------------------
 */

static void only_the_right_password_gets_in(void **state)
{
    (void)state;
    char token[65];
    uint32_t wait;
    add("anna", WV_ACCESS_REVIEWER);
    assert_int_equal(login("anna", WV_STR("een lang wachtwoor"), NOW, token, &wait),
                     WV_LOGIN_WRONG);
    assert_int_equal(login("bert", right, NOW, token, &wait), WV_LOGIN_WRONG);
    assert_int_equal(login("Anna", right, NOW, token, &wait), WV_LOGIN_WRONG);
    assert_int_equal(login("", right, NOW, token, &wait), WV_LOGIN_WRONG);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_OK);
    wv_session s = find(token, NOW + 5);
    assert_true(s.found);
    assert_true(wv_str_is(s.user, "anna"));
    assert_int_equal(s.role, WV_ACCESS_REVIEWER);
    assert_true(s.all_cases);
    assert_true(wv_session_csrf_is(&s, wv_str_of(s.csrf)));
    assert_false(wv_session_csrf_is(&s, WV_STR("")));
    token[3] ^= 1;
    assert_false(find(token, NOW + 5).found);
    assert_false(find("", NOW).found);
    assert_false(find("zz", NOW).found);
}

static void neither_password_nor_token_stands_in_the_store(void **state)
{
    (void)state;
    char token[65];
    uint32_t wait;
    wv_statement *q;
    wv_err err = {0};
    add("anna", WV_ACCESS_REVIEWER);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_OK);
    check(wv_db_prepare(wv_store_db(store), "SELECT password, hex(token) FROM account, session", &q,
                        &err),
          &err);
    check(wv_statement_step(q, &err), &err);
    wv_str kept = wv_statement_get(q, 0), hash = wv_statement_get(q, 1);
    assert_true(wv_str_starts(kept, WV_STR("$argon2id$v=19$m=65536,")));
    assert_int_equal(hash.n, 64);
    for (int i = 0; token[i]; i++)
        if (token[i] >= 'a') token[i] = (char)(token[i] - 32);
    assert_memory_not_equal(hash.p, token, 64);
    wv_statement_reset(q);
}

static void a_session_ends_when_it_is_idle_when_it_is_old_and_on_request(void **state)
{
    (void)state;
    char token[65];
    uint32_t wait;
    wv_err err = {0};
    add("anna", WV_ACCESS_REVIEWER);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_OK);
    assert_false(find(token, NOW + WV_SESSION_IDLE_SECONDS).found);
    int64_t at = NOW;
    for (; at + 1000 < NOW + WV_SESSION_SECONDS; at += 1000) assert_true(find(token, at).found);
    assert_false(find(token, NOW + WV_SESSION_SECONDS).found);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_OK);
    assert_true(find(token, NOW).found);
    check(wv_session_end(store, wv_str_of(token), &err), &err);
    assert_false(find(token, NOW).found);
}

static void a_change_of_the_account_ends_its_sessions(void **state)
{
    (void)state;
    char token[65];
    uint32_t wait;
    wv_err err = {0};
    add("anna", WV_ACCESS_REVIEWER);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_OK);
    check(wv_account_set_role(store, WV_STR("anna"), WV_ACCESS_AUDITOR, true, &err), &err);
    assert_false(find(token, NOW).found);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_OK);
    assert_false(find(token, NOW).all_cases);
    check(wv_account_disable(store, WV_STR("anna"), true, &err), &err);
    assert_false(find(token, NOW).found);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_WRONG);
    check(wv_account_disable(store, WV_STR("anna"), false, &err), &err);
    check(wv_account_set_password(store, WV_STR("anna"), WV_STR("een ander wachtwoord"), &err),
          &err);
    assert_int_equal(login("anna", right, NOW, token, &wait), WV_LOGIN_WRONG);
    assert_int_equal(wv_account_disable(store, WV_STR("niemand"), true, &err), WV_E_NOINPUT);
}

static void guessing_is_slowed_down_for_names_that_exist_and_that_do_not(void **state)
{
    (void)state;
    char token[65];
    uint32_t wait;
    static const char *const names[] = {"anna", "niemand"};
    add("anna", WV_ACCESS_REVIEWER);
    for (int n = 0; n < 2; n++) {
        for (int i = 0; i < WV_LOGIN_FREE_FAILURES; i++)
            assert_int_equal(login(names[n], WV_STR("raden raden raden"), NOW, token, &wait),
                             WV_LOGIN_WRONG);
        assert_int_equal(login(names[n], right, NOW, token, &wait), WV_LOGIN_WAIT);
        assert_int_equal(wait, WV_LOGIN_WAIT_SECONDS);
        assert_int_equal(
            login(names[n], WV_STR("raden"), NOW + WV_LOGIN_WAIT_SECONDS, token, &wait),
            WV_LOGIN_WRONG);
        assert_int_equal(login(names[n], right, NOW + WV_LOGIN_WAIT_SECONDS, token, &wait),
                         WV_LOGIN_WAIT);
        assert_int_equal(wait, 2 * WV_LOGIN_WAIT_SECONDS);
    }
    assert_int_equal(login("anna", right, NOW + 3 * WV_LOGIN_WAIT_SECONDS, token, &wait),
                     WV_LOGIN_OK);
    assert_int_equal(login("anna", WV_STR("raden"), NOW + 60, token, &wait), WV_LOGIN_WRONG);
    assert_int_equal(login("anna", right, NOW + 60, token, &wait), WV_LOGIN_OK);
}

static double seconds_of_login(const char *name)
{
    struct timespec a, b;
    char token[65];
    uint32_t wait;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    assert_int_equal(login(name, WV_STR("raden raden raden"), NOW, token, &wait), WV_LOGIN_WRONG);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

/* Time of the processor, so that a busy machine says nothing; a factor of two is far from what a
 * missing argon2id would make (a thousand). */
static void how_long_it_takes_does_not_tell_whether_a_name_exists(void **state)
{
    (void)state;
    add("anna", WV_ACCESS_REVIEWER);
    double known = seconds_of_login("anna"), unknown = seconds_of_login("niemand");
    assert_true(known < 2 * unknown && unknown < 2 * known);
}

static void names_and_passwords_have_bounds(void **state)
{
    (void)state;
    wv_err err = {0};
    static const char *const bad[] = {"", "Anna", "an na", "anna<", "../x", "\xc3\xa9lise"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(
            wv_account_add(store, wv_str_of(bad[i]), WV_ACCESS_INTAKE, true, right, NOW, &err),
            WV_E_USAGE);
    assert_int_equal(
        wv_account_add(store, WV_STR("anna"), WV_ACCESS_INTAKE, true, WV_STR("kort"), NOW, &err),
        WV_E_USAGE);
    assert_int_equal(
        wv_account_add(store, WV_STR("anna"), WV_ACCESS_NOBODY, true, right, NOW, &err),
        WV_E_USAGE);
    add("anna", WV_ACCESS_INTAKE);
    assert_int_equal(
        wv_account_add(store, WV_STR("anna"), WV_ACCESS_AUDITOR, true, right, NOW, &err),
        WV_E_USAGE);
}

static void a_ninth_session_ends_the_first(void **state)
{
    (void)state;
    char first[65], token[65];
    uint32_t wait;
    add("anna", WV_ACCESS_REVIEWER);
    assert_int_equal(login("anna", right, NOW, first, &wait), WV_LOGIN_OK);
    for (int i = 1; i < WV_SESSIONS_MAX; i++)
        assert_int_equal(login("anna", right, NOW + i, token, &wait), WV_LOGIN_OK);
    assert_true(find(first, NOW + 20).found);
    assert_int_equal(login("anna", right, NOW + 20, token, &wait), WV_LOGIN_OK);
    assert_false(find(first, NOW + 20).found);
    assert_true(find(token, NOW + 20).found);
}

/* --- a trusted proxy ----------------------------------------------------------------------------
 */

static wv_session proxy(const char *user, const char *role)
{
    wv_session session;
    wv_err err = {0};
    check(wv_session_proxy(store, wv_str_of(user), wv_str_of(role), &arena, &session, &err), &err);
    return session;
}

static void a_proxy_names_a_user_and_a_known_role(void **state)
{
    (void)state;
    wv_err err = {0};
    wv_session s = proxy("Carla de Boer", "reviewer");
    assert_true(s.found);
    assert_true(s.all_cases);
    wv_session other = proxy("dirk", "partner_reader");
    assert_true(other.found);
    assert_false(other.all_cases);
    assert_string_not_equal(s.csrf, other.csrf);
    assert_string_equal(s.csrf, proxy("Carla de Boer", "reviewer").csrf);
    assert_false(proxy("carla", "").found);
    assert_false(proxy("carla", "baas").found);
    assert_false(proxy("", "reviewer").found);
    add("anna", WV_ACCESS_REVIEWER);
    assert_true(proxy("anna", "intake").found);
    check(wv_account_disable(store, WV_STR("anna"), true, &err), &err);
    assert_false(proxy("anna", "intake").found);
}

/* --- purpose ------------------------------------------------------------------------------------
 */

static wv_rc require(const char *purpose, const char *basis, wv_purpose *out)
{
    wv_err err = {0};
    wv_purpose given = {wv_str_of(purpose), wv_str_of(basis)};
    return wv_purpose_require(store, &given, &arena, out, &err);
}

static void a_store_without_a_purpose_does_nothing_and_with_one_keeps_it(void **state)
{
    (void)state;
    wv_purpose p;
    assert_int_equal(require("", "", &p), WV_E_USAGE);
    assert_int_equal(require("Casusoverleg stalking", "", &p), WV_E_USAGE);
    assert_int_equal(require("", "avg", &p), WV_E_USAGE);
    assert_int_equal(require("test", "avg", &p), WV_E_USAGE);
    assert_int_equal(require("Casusoverleg stalking", "omdat het kan", &p), WV_E_USAGE);
    assert_int_equal(require("Casusoverleg stalking", "wpg-8", &p), WV_OK);
    assert_int_equal(require("", "", &p), WV_OK);
    assert_true(wv_str_is(p.purpose, "Casusoverleg stalking"));
    assert_true(wv_str_is(p.basis, "wpg-8"));
    assert_int_equal(require("Casusoverleg stalking", "wpg-9", &p), WV_E_USAGE);
    assert_int_equal(require("Iets heel anders", "wpg-8", &p), WV_E_USAGE);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_may_anything_and_no_role_may_everything),
        cmocka_unit_test(duties_that_must_be_apart_are_apart),
        cmocka_unit_test(a_role_keeps_its_word),
        WITH_STORE(only_the_right_password_gets_in),
        WITH_STORE(neither_password_nor_token_stands_in_the_store),
        WITH_STORE(a_session_ends_when_it_is_idle_when_it_is_old_and_on_request),
        WITH_STORE(a_change_of_the_account_ends_its_sessions),
        WITH_STORE(guessing_is_slowed_down_for_names_that_exist_and_that_do_not),
        WITH_STORE(how_long_it_takes_does_not_tell_whether_a_name_exists),
        WITH_STORE(names_and_passwords_have_bounds),
        WITH_STORE(a_ninth_session_ends_the_first),
        WITH_STORE(a_proxy_names_a_user_and_a_known_role),
        WITH_STORE(a_store_without_a_purpose_does_nothing_and_with_one_keeps_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
