/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_mutate.h: `waakvlam eval --mutate`: do the matching tests of a pack survive being said
 * otherwise? */
#ifndef WV_CLI_EVAL_MUTATE_H
#define WV_CLI_EVAL_MUTATE_H

#include "pack/frozen.h"

/* Fairness: every test, matching or not, with men and women changed places: the same verdict? Prints
 * each rule with twins that differ, and with `verbose` their texts, then `N twins, N differ`. */
int wv_eval_twins(const wv_frozen *pack, bool verbose);

/* Prints a table on stdout: per rule and kind how many variants still match. `verbose` lists each
 * variant that does not. Returns an exit code. */
int wv_eval_mutate(const wv_frozen *pack, bool verbose);

#endif
