/* SPDX-License-Identifier: EUPL-1.2 */
/* sign.h: Ed25519 signatures, for heads of the audit log that are kept elsewhere. Thread-safe. */
#ifndef WV_CRYPTO_SIGN_H
#define WV_CRYPTO_SIGN_H

#include "base/err.h"
#include "base/str.h"

enum { WV_SIGN_PUBLIC = 32, WV_SIGN_SECRET = 64, WV_SIGN_SIGNATURE = 64 };

/* The second half of the secret is the public key. */
wv_rc wv_sign_new_key(uint8_t secret[WV_SIGN_SECRET], uint8_t pub[WV_SIGN_PUBLIC], wv_err *err);
void wv_sign(const uint8_t secret[WV_SIGN_SECRET], wv_str message,
             uint8_t out[WV_SIGN_SIGNATURE]);
bool wv_sign_check(const uint8_t pub[WV_SIGN_PUBLIC], wv_str message,
                   const uint8_t signature[WV_SIGN_SIGNATURE]);

#endif
