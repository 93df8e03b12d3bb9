/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_twins.h: `waakvlam eval --twins`: does a pack find the same whoever the text is about and whoever wrote it? */
#ifndef WV_CLI_EVAL_TWINS_H
#define WV_CLI_EVAL_TWINS_H

#include "pack/frozen.h"

/* Every test of the pack, or when there are files every record of those, with its twins on each axis of
 * lab/twins.h (or the one named). Prints `AXIS NAME COUNT` for each rule (a test's) or signal (a record's) that
 * differs, with `verbose` the texts above it, and a closing line an axis. Returns an exit code. */
int wv_eval_twins(const wv_frozen *pack, const char *axis, const char *const *paths, uint32_t count,
                  bool verbose);

#endif
