/* SPDX-License-Identifier: EUPL-1.2 */
/* glob.h: `threat.*`: * is any run of bytes, ? is one. Pure. fnmatch(3) depends on the locale, this
 * does not. */
#ifndef WV_RUN_GLOB_H
#define WV_RUN_GLOB_H

#include "base/str.h"

bool wv_glob_matches(const char *glob, wv_str s);

#endif
