/* SPDX-License-Identifier: EUPL-1.2 */
/* checksum.h: tells a file that was damaged from one that is whole, at gigabytes a second.
 *
 * Poly1305 under a key that is BLAKE2b of what the file says of itself: by chance two contents have the
 * same with odds far below 2^-80. It is no signature: who can write the file can write its checksum.
 * wv_key is BLAKE2b-256 alone, for naming contents inside one program. States are the caller's,
 * hold no memory, one thread each. */
#ifndef WV_CRYPTO_CHECKSUM_H
#define WV_CRYPTO_CHECKSUM_H

#include "base/str.h"

typedef struct wv_checksum {
    _Alignas(16) uint8_t opaque[256];
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
