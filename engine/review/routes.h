/* SPDX-License-Identifier: EUPL-1.2 */
/* routes.h: which page answers which path, who may see it, and what is logged.
 *
 *   request -> route -> session -> permission -> token (POST) -> page -> audit entry
 *
 * What is not in the table is not there; a route without a permission of its own is closed. The
 * site is the caller's and outlives all calls. One thread. */
#ifndef WV_REVIEW_ROUTES_H
#define WV_REVIEW_ROUTES_H

#include "review/site.h"

/* For wv_http_options: ctx is the wv_site. */
void wv_routes_answer(void *ctx, const wv_request *request, wv_response *response);
void wv_routes_refuse(void *ctx, unsigned status, wv_response *response);
wv_rc wv_routes_commit(void *ctx);
/* When nobody came for a while: seals decisions whose time to undo is over. */
wv_rc wv_routes_idle(wv_site *site);

#endif
