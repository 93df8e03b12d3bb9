/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_cases.h: `eval --cases`: what a scan raised of whole cases. */
#ifndef WV_CLI_EVAL_CASES_H
#define WV_CLI_EVAL_CASES_H

#include "base/rc.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct wv_eval_cases_options {
    const char *flags_path; /* the output of `scan` over the records of the cases */
    const char *const *gold;
    uint32_t gold_count;
    const char *split, *html_path;
    bool json, verbose;
} wv_eval_cases_options;

/* Prints the tables; the exit code. */
int wv_eval_cases(const wv_eval_cases_options *options);

#endif
