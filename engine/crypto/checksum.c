/* SPDX-License-Identifier: EUPL-1.2 */
/* checksum.c: Poly1305 and BLAKE2b by libsodium, behind our own names so that its header enters here
 * alone. In: bytes. Out: 16 or 32 bytes. sodium_init comes first: without it the portable code runs,
 * at a fifth of the speed. Cost: .14 ms a MB (checksum, AVX2), 1 ms a MB (BLAKE2b). */
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
    _Static_assert(randombytes_SEEDBYTES == 32, "the seed of a stream");
    uint8_t seed[32], keys[crypto_onetimeauth_KEYBYTES + sizeof c->key];
    if (sodium_init() < 0) return false;
    crypto_generichash(seed, sizeof seed, about, n, NULL, 0);
    randombytes_buf_deterministic(keys, sizeof keys, seed);
    crypto_onetimeauth_init(inner(c), keys);
    for (size_t i = 0; i < WV_SQUEEZE_KEY_WORDS; i++) {
        const uint8_t *k = keys + crypto_onetimeauth_KEYBYTES + 4 * i;
        c->key[i] = (uint32_t)k[0] | (uint32_t)k[1] << 8 | (uint32_t)k[2] << 16 |
                    (uint32_t)k[3] << 24;
    }
    c->way = wv_squeeze_best();
    c->bytes = 0;
    return true;
}

static void add_numbers(wv_checksum *c, const uint64_t *numbers, size_t count)
{
    uint8_t bytes[8 * WV_SQUEEZE_DIGESTS];
    for (size_t i = 0; i < 8 * count; i++) bytes[i] = (uint8_t)(numbers[i / 8] >> (i % 8 * 8));
    crypto_onetimeauth_update(inner(c), bytes, 8 * count);
}

static void add_block(wv_checksum *c, const uint8_t *block)
{
    uint64_t digests[WV_SQUEEZE_DIGESTS];
    wv_squeeze(c->way, c->key, block, digests);
    add_numbers(c, digests, WV_SQUEEZE_DIGESTS);
}

void wv_checksum_add(wv_checksum *c, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    while (n) {
        size_t begun = c->bytes % WV_SQUEEZE_BYTES, take = WV_SQUEEZE_BYTES - begun;
        if (take > n) take = n;
        if (take == WV_SQUEEZE_BYTES) {
            add_block(c, p);
        } else {
            memcpy(c->begun + begun, p, take);
            if (begun + take == WV_SQUEEZE_BYTES) add_block(c, c->begun);
        }
        c->bytes += take;
        p += take, n -= take;
    }
}

void wv_checksum_end(wv_checksum *c, uint8_t out[16])
{
    size_t begun = c->bytes % WV_SQUEEZE_BYTES;
    if (begun) {
        memset(c->begun + begun, 0, WV_SQUEEZE_BYTES - begun);
        add_block(c, c->begun);
    }
    add_numbers(c, &c->bytes, 1);
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
