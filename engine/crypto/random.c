/* SPDX-License-Identifier: EUPL-1.2 */
/* random.c: libsodium's random bytes, and secrets as digits.
 * In: a number of bytes. Out: them. Invariant: sodium_init comes before the first of them; it may
 * be called again and from any thread. Cost: nanoseconds a byte. */
#include "crypto/random.h"

#include <sodium.h>

wv_rc wv_random_bytes(void *out, size_t n, wv_err *err)
{
    if (sodium_init() < 0) return wv_err_set(err, WV_E_INTERNAL, "no source of randomness");
    randombytes_buf(out, n);
    return WV_OK;
}

void wv_hex(const uint8_t *bytes, size_t n, char *out)
{
    sodium_bin2hex(out, 2 * n + 1, bytes, n);
}

bool wv_unhex(wv_str digits, uint8_t *out, size_t n)
{
    size_t got = 0;
    const char *end = NULL;
    if (digits.n != 2 * n) return false;
    return sodium_hex2bin(out, n, digits.p, digits.n, NULL, &got, &end) == 0 && got == n &&
           end == digits.p + digits.n;
}

bool wv_same_secret(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}
