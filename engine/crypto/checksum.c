/* SPDX-License-Identifier: EUPL-1.2 */
/* checksum.c: Poly1305 and BLAKE2b by libsodium, behind our own names so that its header enters here
 * alone. In: bytes. Out: 16 or 32 bytes. sodium_init comes first: without it the portable code runs,
 * at a fifth of the speed. Cost: .3 ms a MB (Poly1305), 1 ms a MB (BLAKE2b). */
#include "crypto/checksum.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_onetimeauth_state) <= sizeof((wv_checksum){0}.opaque),
               "libsodium's state must fit ours");
_Static_assert(sizeof(crypto_generichash_state) <= sizeof((wv_key){0}.opaque),
               "libsodium's state must fit ours");

static crypto_onetimeauth_state *inner(wv_checksum *c)
{
    return (crypto_onetimeauth_state *)(void *)c->opaque;
}

bool wv_checksum_begin(wv_checksum *c, const void *about, size_t n)
{
    uint8_t key[crypto_onetimeauth_KEYBYTES];
    if (sodium_init() < 0) return false;
    crypto_generichash(key, sizeof key, about, n, NULL, 0);
    crypto_onetimeauth_init(inner(c), key);
    return true;
}

void wv_checksum_add(wv_checksum *c, const void *bytes, size_t n)
{
    crypto_onetimeauth_update(inner(c), bytes, n);
}

void wv_checksum_end(wv_checksum *c, uint8_t out[16])
{
    crypto_onetimeauth_final(inner(c), out);
}

static crypto_generichash_state *key_of(wv_key *k)
{
    return (crypto_generichash_state *)(void *)k->opaque;
}

bool wv_key_begin(wv_key *k)
{
    if (sodium_init() < 0) return false;
    crypto_generichash_init(key_of(k), NULL, 0, 32);
    return true;
}

void wv_key_add(wv_key *k, const void *bytes, size_t n)
{
    crypto_generichash_update(key_of(k), bytes, n);
}

void wv_key_end(wv_key *k, uint8_t out[32])
{
    crypto_generichash_final(key_of(k), out, 32);
}
