/* SPDX-License-Identifier: EUPL-1.2 */
/* checksum.h: tells a file that was damaged from one that is whole, at ten gigabytes a second.
 *
 * XXH3 of 128 bits by libxxhash over what the file says of itself and its bytes. It is no signature:
 * who can write the file can write its checksum. In whatever pieces the bytes come, the sum is the
 * same, and the same on every machine.
 * wv_key is BLAKE2b-256 by libsodium, for naming contents inside one program. States are the
 * caller's, hold no memory, one thread each. */
#ifndef WV_CRYPTO_CHECKSUM_H
#define WV_CRYPTO_CHECKSUM_H

#include "base/str.h"

typedef struct wv_checksum {
    _Alignas(64) uint8_t opaque[576];
} wv_checksum;

/* `about`: what the sum is of besides the bytes, such as a file's header. */
void wv_checksum_begin(wv_checksum *c, const void *about, size_t n);
void wv_checksum_add(wv_checksum *c, const void *bytes, size_t n);
void wv_checksum_end(wv_checksum *c, uint8_t out[16]);

typedef struct wv_key {
    _Alignas(64) uint8_t opaque[384];
} wv_key;

bool wv_key_begin(wv_key *k);
void wv_key_add(wv_key *k, const void *bytes, size_t n);
void wv_key_end(wv_key *k, uint8_t out[32]);

#endif
