/* SPDX-License-Identifier: EUPL-1.2 */
/* sha256.h: SHA-256, the one hash by which contents are named: packs, rules, records, flags.
 *
 * The state is the caller's and holds no memory of its own; any number may live at once, one thread
 * each. */
#ifndef WV_CRYPTO_SHA256_H
#define WV_CRYPTO_SHA256_H

#include "base/str.h"

typedef struct wv_sha256_state {
    _Alignas(16) uint8_t opaque[128];
    bool by_processor;
} wv_sha256_state;

void wv_sha256_begin(wv_sha256_state *s);
/* The same hash without the processor's own instructions: for the test. */
void wv_sha256_begin_portable(wv_sha256_state *s);
void wv_sha256_add(wv_sha256_state *s, const void *bytes, size_t n);
void wv_sha256_end(wv_sha256_state *s, uint8_t out[32]);

/* All at once. */
void wv_sha256(const void *bytes, size_t n, uint8_t out[32]);
/* 64 lower-case hexadecimal digits and a NUL. */
void wv_sha256_hex(const uint8_t hash[32], char out[65]);

#endif
