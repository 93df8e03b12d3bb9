/* SPDX-License-Identifier: EUPL-1.2 */
/* fingerprint.h: 128 bits of BLAKE2b, for what is hashed by the million inside one store: a third of
 * the cost of SHA-256. What leaves the program is named by sha256.h. Pure, thread-safe. */
#ifndef WV_CRYPTO_FINGERPRINT_H
#define WV_CRYPTO_FINGERPRINT_H

#include "base/str.h"

void wv_fingerprint(const void *bytes, size_t n, uint8_t out[16]);

#endif
