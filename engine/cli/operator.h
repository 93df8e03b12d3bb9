/* SPDX-License-Identifier: EUPL-1.2 */
/* operator.h: who runs a command on a store, and when: for the audit log. */
#ifndef WV_CLI_OPERATOR_H
#define WV_CLI_OPERATOR_H

#include "base/err.h"
#include "store/audit.h"

enum { WV_OPERATOR_NAME_MAX = 80 };

/* Seconds since 1970. */
int64_t wv_operator_now(void);
/* "cli:" and the name of the user of this system (its number when it has none). */
void wv_operator_name(char out[WV_OPERATOR_NAME_MAX]);
/* One entry of this operator, in the caller's transaction. case_num 0: about no case. */
wv_rc wv_operator_log(wv_store *s, wv_audit_verb verb, wv_str what, int64_t case_num, wv_err *err);
/* Says an error of a command as the others do; the exit code. */
int wv_operator_complain(const char *command, const char *path, wv_rc rc, const wv_err *err);

#endif
