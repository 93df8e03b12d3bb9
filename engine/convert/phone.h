/* SPDX-License-Identifier: EUPL-1.2 */
/* phone.h: one telephone number, written in one way, so that the caller of a list and the sender of
 * a text message are the same person. */
#ifndef WV_CONVERT_PHONE_H
#define WV_CONVERT_PHONE_H

#include "base/str.h"

enum { WV_PHONE_BYTES = 24 };

/* `06-0000 0000`, `0031 6 00000000`, `+31 (0)6 00000000` -> +31600000000. Returns the number in
 * `out`, or `s` itself when it is no number of at least 8 digits: a name, a short code, `Anoniem`.
 * *national tells that a Dutch prefix was assumed. */
wv_str wv_phone(wv_str s, char out[WV_PHONE_BYTES], bool *national);

#endif
