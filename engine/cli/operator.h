/* SPDX-License-Identifier: EUPL-1.2 */
/* operator.h: what commands that keep a store write in its audit log, and how they complain. */
#ifndef WV_CLI_OPERATOR_H
#define WV_CLI_OPERATOR_H

#include "base/err.h"
#include "store/audit.h"

/* One entry of this operator, in the caller's transaction. case_num 0: about no case. */
wv_rc wv_operator_log(wv_store *s, wv_audit_verb verb, wv_str what, int64_t case_num, wv_err *err);
/* Says an error of a command as the others do; the exit code. */
int wv_operator_complain(const char *command, const char *path, wv_rc rc, const wv_err *err);
/* For commands that write a store: a file at its limit (`ulimit -f`) is then an error that is said, as
 * a full disk is, and not the end of the program. */
void wv_operator_outlive_limits(void);

#endif
