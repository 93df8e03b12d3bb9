/* SPDX-License-Identifier: EUPL-1.2 */
/* assets.h: the style sheet, the script and the icon, built into the program. Inside of review/. */
#ifndef WV_REVIEW_ASSETS_H
#define WV_REVIEW_ASSETS_H

#include "review/http.h"

/* True when the path is one of them; the response borrows static storage. */
bool wv_assets_answer(const wv_request *request, wv_response *response);

#endif
