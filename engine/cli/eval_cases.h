/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_cases.h: `eval --cases`: what a scan raised of whole cases. */
#ifndef WV_CLI_EVAL_CASES_H
#define WV_CLI_EVAL_CASES_H

#include "pack/frozen.h"

typedef struct wv_eval_cases_options {
    const char *flags_path;   /* the output of `scan` over the records of the cases, or NULL */
    const char *records_path; /* the records themselves, scanned here by the pack */
    const wv_frozen *pack;
    const char *const *gold;
    uint32_t gold_count;
    const char *split, *html_path;
    bool json, verbose;
} wv_eval_cases_options;

/* Prints the tables; the exit code. Either flags_path, or records_path and pack. */
int wv_eval_cases(const wv_eval_cases_options *options);

#endif
