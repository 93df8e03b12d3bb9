/* SPDX-License-Identifier: EUPL-1.2 */
/* annotate.h: the two halves of `waakvlam annotate`: annotate.c exports, annotate_import.c imports. */
#ifndef WV_CLI_ANNOTATE_H
#define WV_CLI_ANNOTATE_H

#include "cli/options.h"
#include "lab/annotation.h"

/* -1 and *out, or a usage error that was said. */
int wv_annotate_tool(const wv_command_line *line, const char *name, wv_tool *out);
int wv_annotate_import(int argc, char **argv);

#endif
