/* SPDX-License-Identifier: EUPL-1.2 */
/* checksum.c: XXH3 by libxxhash and BLAKE2b by libsodium, behind our own names so that their headers
 * enter here alone. In: bytes. Out: 16 or 32 bytes. sodium_init comes first: without it the portable
 * code runs, at a fifth of the speed. Cost: .1 ms a MB (checksum), 1 ms a MB (BLAKE2b). */
#include "crypto/checksum.h"

#define XXH_STATIC_LINKING_ONLY /* the size of a state, to hold it without memory of its own */

#include <sodium.h>
#include <xxhash.h>

_Static_assert(sizeof(XXH3_state_t) <= sizeof(wv_checksum), "libxxhash's state must fit ours");
_Static_assert(sizeof(crypto_generichash_state) <= sizeof((wv_key){0}.opaque),
               "libsodium's state must fit ours");

static XXH3_state_t *inner(wv_checksum *c)
{
    return (XXH3_state_t *)(void *)c->opaque;
}

void wv_checksum_begin(wv_checksum *c, const void *about, size_t n)
{
    XXH3_128bits_reset(inner(c));
    XXH3_128bits_update(inner(c), about, n);
}

void wv_checksum_add(wv_checksum *c, const void *bytes, size_t n)
{
    if (n) XXH3_128bits_update(inner(c), bytes, n);
}

void wv_checksum_end(wv_checksum *c, uint8_t out[16])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(inner(c)));
    memcpy(out, canonical.digest, sizeof canonical.digest);
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
