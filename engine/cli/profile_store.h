/* SPDX-License-Identifier: EUPL-1.2 */
/* profile_store.h: a measurement of `profile` into a review store. Inside of cli/. */
#ifndef WV_CLI_PROFILE_STORE_H
#define WV_CLI_PROFILE_STORE_H

#include "store/cost.h"

/* The store must be there. Folders are taken off m->corpus; m->at is now. It stands in the log. */
wv_rc wv_profile_store(const char *store, const wv_cost_measure *m, const wv_cost_rule *rules,
                       uint32_t count, wv_err *err);

#endif
