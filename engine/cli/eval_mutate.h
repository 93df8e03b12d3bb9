/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_mutate.h: `waakvlam eval --mutate`: do the matching tests of a pack survive being said
 * otherwise? */
#ifndef WV_CLI_EVAL_MUTATE_H
#define WV_CLI_EVAL_MUTATE_H

#include "pack/frozen.h"

/* Prints a table on stdout: per rule and kind how many variants still match. `verbose` lists each
 * variant that does not. Returns an exit code. */
int wv_eval_mutate(const wv_frozen *pack, bool verbose);

#endif
