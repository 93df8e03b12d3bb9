/* SPDX-License-Identifier: EUPL-1.2 */
/* sign.c: Ed25519 by libsodium. In: a key and a message. Out: a signature, or whether it holds.
 * Cost: about 20,000 signatures a second. */
#include "crypto/sign.h"

#include <sodium.h>

_Static_assert(crypto_sign_PUBLICKEYBYTES == WV_SIGN_PUBLIC &&
                   crypto_sign_SECRETKEYBYTES == WV_SIGN_SECRET &&
                   crypto_sign_BYTES == WV_SIGN_SIGNATURE,
               "sizes of Ed25519");

wv_rc wv_sign_new_key(uint8_t secret[WV_SIGN_SECRET], uint8_t pub[WV_SIGN_PUBLIC], wv_err *err)
{
    if (sodium_init() < 0) return wv_err_set(err, WV_E_INTERNAL, "no source of randomness");
    crypto_sign_keypair(pub, secret);
    return WV_OK;
}

void wv_sign(const uint8_t secret[WV_SIGN_SECRET], wv_str message, uint8_t out[WV_SIGN_SIGNATURE])
{
    crypto_sign_detached(out, NULL, (const unsigned char *)message.p, message.n, secret);
}

bool wv_sign_check(const uint8_t pub[WV_SIGN_PUBLIC], wv_str message,
                   const uint8_t signature[WV_SIGN_SIGNATURE])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)message.p, message.n,
                                       pub) == 0;
}
