/* SPDX-License-Identifier: EUPL-1.2 */
/* session.h: making and ending sessions. Inside of store/; pages use account.h. */
#ifndef WV_STORE_SESSION_H
#define WV_STORE_SESSION_H

#include "store/account.h"

wv_rc wv_session_begin(wv_store *s, wv_str account, int64_t now, char token[WV_SESSION_TOKEN + 1],
                       wv_err *err);
wv_rc wv_session_end_all(wv_store *s, wv_str account, wv_err *err);

#endif
