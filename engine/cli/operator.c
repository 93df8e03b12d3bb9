/* SPDX-License-Identifier: EUPL-1.2 */
/* operator.c: the system's clock and user, for what commands write in the audit log.
 * In: nothing. Out: a moment, a name, an entry. Neighbours: user.c, purge.c, audit.c. Invariant:
 * the name comes from the system, not from a variable that anybody can set. Cost: none. */
#include "cli/operator.h"

#include "cli/storing.h"

#include <signal.h>
#include <stdio.h>

wv_rc wv_operator_log(wv_store *s, wv_audit_verb verb, wv_str what, int64_t case_num, wv_err *err)
{
    char name[64];
    wv_storing_user(name);
    wv_audit_entry e = {.verb = verb,
                        .who = wv_str_of(name),
                        .role = WV_STR("operator"),
                        .what = what,
                        .cases = &case_num,
                        .case_count = case_num != 0,
                        .at = wv_storing_now()};
    return wv_audit_add(s, &e, NULL, err);
}

void wv_operator_outlive_limits(void)
{
    signal(SIGXFSZ, SIG_IGN);
}

int wv_operator_complain(const char *command, const char *path, wv_rc rc, const wv_err *err)
{
    if (rc == WV_OK) return 0;
    fprintf(stderr, "waakvlam %s: %s%s%s\n", command, path, *path ? ": " : "",
            err->message[0] ? err->message : wv_rc_text(rc));
    if (err->hint[0]) fprintf(stderr, "  hint: %s\n", err->hint);
    return wv_rc_exit(rc);
}
