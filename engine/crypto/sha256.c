/* SPDX-License-Identifier: EUPL-1.2 */
/* sha256.c: SHA-256 by libsodium, behind our own names so that its header enters here alone.
 * In: bytes. Out: 32 bytes or their digits. Cost: about 500 MB/s a core. Never fails and never
 * allocates. sodium_init is not needed: the hash functions use no global state. */
#include "crypto/sha256.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof((wv_sha256_state){0}.opaque),
               "libsodium's state must fit ours");

static crypto_hash_sha256_state *inner(wv_sha256_state *s)
{
    return (crypto_hash_sha256_state *)(void *)s->opaque;
}

void wv_sha256_begin(wv_sha256_state *s)
{
    crypto_hash_sha256_init(inner(s));
}

void wv_sha256_add(wv_sha256_state *s, const void *bytes, size_t n)
{
    if (n) crypto_hash_sha256_update(inner(s), bytes, n);
}

void wv_sha256_end(wv_sha256_state *s, uint8_t out[32])
{
    crypto_hash_sha256_final(inner(s), out);
}

void wv_sha256(const void *bytes, size_t n, uint8_t out[32])
{
    wv_sha256_state s;
    wv_sha256_begin(&s);
    wv_sha256_add(&s, bytes, n);
    wv_sha256_end(&s, out);
}

void wv_sha256_hex(const uint8_t hash[32], char out[65])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < 32; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & 15];
    }
    out[64] = '\0';
}
