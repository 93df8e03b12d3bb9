/* SPDX-License-Identifier: EUPL-1.2 */
/* fmt.h: what `check --fix` shares with `fmt`. Inside of cli/. */
#ifndef WV_CLI_FMT_H
#define WV_CLI_FMT_H

#include "base/buf.h"
#include "base/err.h"

/* Both are YAML of a pack and mean the same, keys in any order. */
bool wv_fmt_same_meaning(wv_str before, wv_str after);
/* Writes a file, whole or not at all. */
wv_rc wv_fmt_write(const char *path, const wv_buf *text, wv_err *err);

#endif
