/* SPDX-License-Identifier: EUPL-1.2 */
/* user.c: `waakvlam user`: the built-in accounts of a store, and who may see which case.
 *
 * In: a store, an action, a password on standard input. Out: rows, and an entry in the audit log in
 * the same transaction. Neighbours: store/account.h. Invariant: a password is never an argument:
 * arguments are seen by every user of the machine. Cost: argon2id once for a new password. */
#include "cli/commands.h"
#include "cli/operator.h"
#include "cli/options.h"
#include "cli/storing.h"
#include "crypto/password.h"
#include "store/account.h"
#include "store/queue.h"

#include <stdio.h>
#include <termios.h>
#include <unistd.h>

typedef struct user {
    wv_store *store;
    const char *const *operands; /* after the action */
    bool granted_only;
    wv_arena arena;
    wv_buf what; /* for the audit entry */
    int64_t case_num;
} user;

typedef struct action {
    const char *name;
    int operands;
    wv_audit_verb verb;
    bool writes;
    wv_rc (*run)(user *u, wv_err *err);
} action;

/* --- passwords ----------------------------------------------------------------------------------
 */

static wv_rc read_line(char *out, size_t room, wv_str *line, wv_err *err)
{
    if (!fgets(out, (int)room, stdin))
        return wv_err_set(err, WV_E_NOINPUT, "no password on standard input");
    size_t n = strlen(out);
    if (n && out[n - 1] == '\n') out[--n] = '\0';
    *line = (wv_str){out, (uint32_t)n};
    return WV_OK;
}

/* A terminal does not show it; a pipe gives one line. */
static wv_rc read_password(char *out, size_t room, wv_str *password, wv_err *err)
{
    struct termios shown, hidden;
    if (tcgetattr(STDIN_FILENO, &shown) != 0) return read_line(out, room, password, err);
    hidden = shown;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    fprintf(stderr, "password: ");
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    wv_rc rc = read_line(out, room, password, err);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fprintf(stderr, "\n");
    return rc;
}

/* --- actions ------------------------------------------------------------------------------------
 */

static wv_rc role_of(const char *word, wv_access_role *role, wv_err *err)
{
    *role = wv_access_role_of(wv_str_of(word));
    if (*role != WV_ACCESS_NOBODY) return WV_OK;
    wv_err_set(err, WV_E_USAGE, "no role '%.60s'", word);
    wv_err_hint(err, "intake reviewer second_reviewer case_director process_director pack_owner "
                     "auditor administrator partner_reader");
    return WV_E_USAGE;
}

static void say(user *u, const char *doing, const char *role)
{
    wv_buf_format(&u->what, "{\"do\":\"%s\",\"account\":", doing);
    wv_buf_json(&u->what, wv_str_of(u->operands[0]));
    if (role) wv_buf_format(&u->what, ",\"role\":\"%s\"", role);
    wv_buf_byte(&u->what, '}');
}

static wv_rc add(user *u, wv_err *err)
{
    char text[WV_PASSWORD_BYTES_MAX + 3];
    wv_str password = {"", 0};
    wv_access_role role;
    wv_rc rc = role_of(u->operands[1], &role, err);
    if (rc == WV_OK) rc = read_password(text, sizeof text, &password, err);
    if (rc == WV_OK)
        rc = wv_account_add(u->store, wv_str_of(u->operands[0]), role, !u->granted_only, password,
                            wv_storing_now(), err);
    explicit_bzero(text, sizeof text);
    say(u, "add", u->operands[1]);
    return rc;
}

static wv_rc set_role(user *u, wv_err *err)
{
    wv_access_role role;
    wv_rc rc = role_of(u->operands[1], &role, err);
    say(u, "role", u->operands[1]);
    return rc ? rc
              : wv_account_set_role(u->store, wv_str_of(u->operands[0]), role, !u->granted_only,
                                    err);
}

static wv_rc set_password(user *u, wv_err *err)
{
    char text[WV_PASSWORD_BYTES_MAX + 3];
    wv_str password = {"", 0};
    wv_rc rc = read_password(text, sizeof text, &password, err);
    if (rc == WV_OK)
        rc = wv_account_set_password(u->store, wv_str_of(u->operands[0]), password, err);
    explicit_bzero(text, sizeof text);
    say(u, "password", NULL);
    return rc;
}

static wv_rc disable(user *u, wv_err *err)
{
    say(u, "disable", NULL);
    return wv_account_disable(u->store, wv_str_of(u->operands[0]), true, err);
}

static wv_rc enable(user *u, wv_err *err)
{
    say(u, "enable", NULL);
    return wv_account_disable(u->store, wv_str_of(u->operands[0]), false, err);
}

static wv_rc give_case(user *u, bool may, wv_err *err)
{
    wv_case_row row;
    wv_viewer all = {.user = WV_STR(""), .role = WV_STR(""), .all_cases = true};
    all.now = wv_storing_now();
    wv_str name = wv_str_of(u->operands[1]);
    wv_rc rc = wv_queue_find(u->store, &all, name, false, &u->arena, &row, err);
    if (rc == WV_E_NOINPUT) rc = wv_queue_find(u->store, &all, name, true, &u->arena, &row, err);
    if (rc) return rc;
    u->case_num = row.num;
    say(u, may ? "grant" : "revoke", NULL);
    return wv_store_grant(u->store, wv_str_of(u->operands[0]), row.num, may, err);
}

static wv_rc grant_case(user *u, wv_err *err)
{
    return give_case(u, true, err);
}

static wv_rc revoke_case(user *u, wv_err *err)
{
    return give_case(u, false, err);
}

static wv_rc list(user *u, wv_err *err)
{
    wv_account *items = NULL;
    uint32_t count = 0;
    wv_rc rc = wv_account_list(u->store, &u->arena, &items, &count, err);
    for (uint32_t i = 0; rc == WV_OK && i < count; i++)
        printf("%.*s\t%s\t%s%s\n", (int)items[i].name.n, items[i].name.p,
               wv_access_role_word(items[i].role),
               items[i].all_cases ? "all cases" : "granted cases",
               items[i].disabled ? "\tdisabled" : "");
    if (rc == WV_OK && fflush(stdout) != 0) rc = wv_err_set(err, WV_E_IO, "cannot write");
    return rc;
}

static const action actions[] = {
    {"add", 2, WV_AUDIT_ACCOUNT, true, add},
    {"list", 0, WV_AUDIT_ACCOUNT, false, list},
    {"role", 2, WV_AUDIT_ACCOUNT, true, set_role},
    {"password", 1, WV_AUDIT_ACCOUNT, true, set_password},
    {"disable", 1, WV_AUDIT_ACCOUNT, true, disable},
    {"enable", 1, WV_AUDIT_ACCOUNT, true, enable},
    {"grant", 2, WV_AUDIT_GRANT, true, grant_case},
    {"revoke", 2, WV_AUDIT_GRANT, true, revoke_case},
};

static wv_rc do_action(user *u, const action *a, wv_err *err)
{
    if (!a->writes) return a->run(u, err);
    wv_rc rc = wv_store_begin(u->store, err);
    if (rc) return rc;
    rc = a->run(u, err);
    if (rc == WV_OK && u->what.failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc == WV_OK)
        rc = wv_operator_log(u->store, a->verb, (wv_str){u->what.p, (uint32_t)u->what.n},
                             u->case_num, err);
    if (rc == WV_OK) rc = wv_store_commit(u->store, err);
    if (rc) wv_store_rollback(u->store);
    return rc;
}

static int run(user *u, const char *path, const action *a)
{
    wv_err err = {0};
    wv_store_options options = {.path = path, .creates = a->run == add};
    wv_arena_init(&u->arena);
    wv_buf_init(&u->what);
    wv_rc rc = wv_store_open(&options, &u->store, &err);
    if (rc == WV_OK) rc = do_action(u, a, &err);
    wv_store_close(u->store);
    wv_arena_done(&u->arena);
    wv_buf_done(&u->what);
    return wv_operator_complain("user", path, rc, &err);
}

int wv_cli_user(int argc, char **argv)
{
    user u = {0};
    const wv_option options[] = {
        {0, "granted-only", WV_OPTION_FLAG, NULL, "add, role: sees only cases that were granted",
         &u.granted_only},
        {0},
    };
    const wv_command_line line = {
        "user STORE add|list|role|password|disable|enable|grant|revoke [NAME [ROLE|CASE]]",
        "add NAME ROLE      a new account; its password is one line on standard input\n"
        "list               all accounts\n"
        "role NAME ROLE     another role; its sessions end\n"
        "password NAME      another password; its sessions end\n"
        "disable NAME       it cannot log in, nor come by a proxy; enable NAME undoes it\n"
        "grant NAME CASE    may see that case; revoke NAME CASE takes it back\n"
        "Roles: intake reviewer second_reviewer case_director process_director pack_owner\n"
        "auditor administrator partner_reader (docs/accounting.md).",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc < 3) return wv_options_usage(&line, "give a store and an action");
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(argv[2], actions[i].name) == 0) {
            if (argc != 3 + actions[i].operands)
                return wv_options_usage(&line, "%s takes %d operands", argv[2],
                                        actions[i].operands);
            u.operands = (const char *const *)argv + 3;
            return run(&u, argv[1], &actions[i]);
        }
    return wv_options_usage(&line, "no action '%s'", argv[2]);
}
