/* SPDX-License-Identifier: EUPL-1.2 */
/* regex_cost.h: what a regex costs on ordinary text, counted in steps of the matcher, so that every
 * machine says the same. For `check`. No state. */
#ifndef WV_PACK_REGEX_COST_H
#define WV_PACK_REGEX_COST_H

#include "pack/ast.h"

typedef struct wv_regex_cost {
    uint32_t steps;   /* in a thousand characters of ordinary Dutch */
    bool superlinear; /* four times the text costs much more than four times the steps */
    bool endless;     /* gave up counting */
} wv_regex_cost;

/* WV_OK; WV_E_PACK when PCRE2 refuses it (freeze.c says why); WV_E_NOMEM. */
wv_rc wv_regex_measure(const wv_lit *pattern, wv_regex_cost *out);

#endif
