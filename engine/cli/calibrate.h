/* SPDX-License-Identifier: EUPL-1.2 */
/* calibrate.h: the two halves of `waakvlam calibrate`: proposing a cut, and reading the verdicts on
 * what the cut does not show. Inside of cli/. */
#ifndef WV_CLI_CALIBRATE_H
#define WV_CLI_CALIBRATE_H

#define WV_SAMPLE_SCHEMA "waakvlam-sample/1"

/* What is missed below the cut, from a sample with its verdicts filled in; `confirmed`: how many
 * shown items people found to be a sign, -1 not told. An exit code. */
int wv_calibrate_verdicts(const char *path, long confirmed);

#endif
