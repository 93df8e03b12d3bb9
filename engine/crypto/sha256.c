/* SPDX-License-Identifier: EUPL-1.2 */
/* sha256.c: SHA-256 by libsodium, behind our own names so that its header enters here alone.
 * In: bytes. Out: 32 bytes or their digits. Cost: about 500 MB/s a core, three
 * times that where the processor has instructions for it (sha256_ni.c). Never fails and never
 * allocates. sodium_init is not needed: the hash functions use no global state. */
#include "crypto/sha256.h"

#include "crypto/sha256_ni.h"

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
    s->by_processor = wv_sha256_ni_can();
}

void wv_sha256_begin_portable(wv_sha256_state *s)
{
    crypto_hash_sha256_init(inner(s));
    s->by_processor = false;
}

/* Libsodium's struct is public: eight words, the bits so far, the block at hand. Its own functions
 * and the processor's instructions go on where the other stopped. */
static void add_by_processor(crypto_hash_sha256_state *s, const uint8_t *bytes, size_t n)
{
    size_t kept = s->count / 8 % 64;
    s->count += (uint64_t)n * 8;
    if (kept) {
        size_t take = n < 64 - kept ? n : 64 - kept;
        memcpy(s->buf + kept, bytes, take);
        if (kept + take < 64) return;
        wv_sha256_ni_blocks(s->state, s->buf, 1);
        bytes += take, n -= take;
    }
    wv_sha256_ni_blocks(s->state, bytes, n / 64);
    memcpy(s->buf, bytes + n / 64 * 64, n % 64);
}

static void end_by_processor(crypto_hash_sha256_state *s, uint8_t out[32])
{
    uint8_t pad[72] = {0x80};
    uint64_t bits = s->count;
    size_t zeros = (64 + 55 - bits / 8 % 64) % 64;
    for (int i = 0; i < 8; i++) pad[1 + zeros + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
    add_by_processor(s, pad, 1 + zeros + 8);
    for (int i = 0; i < 32; i++) out[i] = (uint8_t)(s->state[i / 4] >> (24 - 8 * (i % 4)));
}

void wv_sha256_add(wv_sha256_state *s, const void *bytes, size_t n)
{
    if (n && s->by_processor)
        add_by_processor(inner(s), bytes, n);
    else if (n)
        crypto_hash_sha256_update(inner(s), bytes, n);
}

void wv_sha256_end(wv_sha256_state *s, uint8_t out[32])
{
    if (s->by_processor)
        end_by_processor(inner(s), out);
    else
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
