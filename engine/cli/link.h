/* SPDX-License-Identifier: EUPL-1.2 */
/* link.h: what proposing and applying share. Inside of cli/. */
#ifndef WV_CLI_LINK_H
#define WV_CLI_LINK_H

#include "read/reader.h"

#include <stdio.h>

typedef struct wv_link_counts {
    uint64_t read, loose, dead, cases, joined, open;
} wv_link_counts;

typedef wv_rc (*wv_link_take)(void *ctx, wv_str line, wv_err *err);
/* Gives every line of a file that is not empty; "-" is standard input. */
wv_rc wv_link_lines(const char *path, wv_link_take take, void *ctx, wv_err *err);

/* Writes the records on stdout with the cases of the proposals. Records that have a case or stand
 * in no proposal, and lines that cannot be used, pass byte for byte. */
wv_rc wv_link_apply(const char *proposals, char **paths, int count, wv_link_counts *counts,
                    wv_err *err);

#endif
