/* SPDX-License-Identifier: EUPL-1.2 */
/* fix.h: `check --fix`: the files of a pack, mended where there is only one way. Inside of cli/. */
#ifndef WV_CLI_FIX_H
#define WV_CLI_FIX_H

#include "base/err.h"

/* Mends and lays out every file of the pack that can be; says on stdout what it did. today is the
 * date of rules without one. What it cannot mend stays as it is, for `check` to tell. */
wv_rc wv_fix_pack(const char *folder, const char *today, wv_err *err);

#endif
