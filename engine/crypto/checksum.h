/* SPDX-License-Identifier: EUPL-1.2 */
/* checksum.h: tells a file that was damaged from one that is whole, at some seven gigabytes a second.
 *
 *   bytes   [ 1,024 ][ 1,024 ]...[ rest, zeros ]  n
 *             | squeeze.h
 *   digests [24][24]...[24][ n ]  ->  Poly1305  ->  16 bytes
 *
 * The keys are made of what the file says of itself (BLAKE2b, ChaCha20): by chance two contents have
 * the same with odds below 2^-80. It is no signature: who can write the file can write its
 * checksum. In whatever pieces the bytes come, the sum is the same.
 * wv_key is BLAKE2b-256 alone, for naming contents inside one program. States are the caller's,
 * hold no memory, one thread each. */
#ifndef WV_CRYPTO_CHECKSUM_H
#define WV_CRYPTO_CHECKSUM_H

#include "base/str.h"
#include "crypto/squeeze.h"

typedef struct wv_checksum {
    _Alignas(16) uint8_t opaque[256]; /* of Poly1305 */
    uint32_t key[WV_SQUEEZE_KEY_WORDS];
    wv_squeeze_way way;
    uint64_t bytes;                  /* so far */
    uint8_t begun[WV_SQUEEZE_BYTES]; /* bytes % 1,024 of them */
} wv_checksum;

/* `about`: what makes the key, such as a file's header. False when libsodium cannot start. */
bool wv_checksum_begin(wv_checksum *c, const void *about, size_t n);
void wv_checksum_add(wv_checksum *c, const void *bytes, size_t n);
void wv_checksum_end(wv_checksum *c, uint8_t out[16]);

typedef struct wv_key {
    _Alignas(64) uint8_t opaque[384];
} wv_key;

bool wv_key_begin(wv_key *k);
void wv_key_add(wv_key *k, const void *bytes, size_t n);
void wv_key_end(wv_key *k, uint8_t out[32]);

#endif
