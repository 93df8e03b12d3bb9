/* SPDX-License-Identifier: EUPL-1.2 */
/* explain_case.h: `explain --case`. Inside of cli/. */
#ifndef WV_CLI_EXPLAIN_CASE_H
#define WV_CLI_EXPLAIN_CASE_H

#include <stdbool.h>

/* glob: of rules or patterns, NULL for all. Returns the exit code. */
int wv_explain_case(const char *pack, const char *state, const char *name, const char *glob,
                    bool ndjson);

#endif
