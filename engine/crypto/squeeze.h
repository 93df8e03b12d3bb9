/* SPDX-License-Identifier: EUPL-1.2 */
/* squeeze.h: 1,024 bytes to 24 under a key, at some seven gigabytes a second: the first step of checksum.h.
 *
 *   block   w0 w1 | w2 w3 | w4 w5 | ...      words of 32 bits, lowest byte first
 *   key     k0 k1 | k2 k3 | k4 k5 | ...      digest t takes the key from k(2t) on
 *   digest  sum of (w0 + k0)(w1 + k1) + (w2 + k2)(w3 + k3) + ...    sums of 32, products of 64 bits
 *
 * This is NH of UMAC (Black and others, 1999), with the key shifted by a pair for each digest: two
 * different blocks have one digest with odds of 2^-32 over the keys, all three with 2^-96. Pure; the
 * same on every machine: a test compares the ways. */
#ifndef WV_CRYPTO_SQUEEZE_H
#define WV_CRYPTO_SQUEEZE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    WV_SQUEEZE_BYTES = 1024,
    WV_SQUEEZE_DIGESTS = 3,
    WV_SQUEEZE_KEY_WORDS = WV_SQUEEZE_BYTES / 4 + 2 * (WV_SQUEEZE_DIGESTS - 1),
};

typedef enum wv_squeeze_way {
    WV_SQUEEZE_PORTABLE,
    WV_SQUEEZE_SSE2,
    WV_SQUEEZE_AVX2,
} wv_squeeze_way;

/* The best this machine has. */
wv_squeeze_way wv_squeeze_best(void);
bool wv_squeeze_can(wv_squeeze_way way);
void wv_squeeze(wv_squeeze_way way, const uint32_t *key, const uint8_t *block,
                uint64_t out[WV_SQUEEZE_DIGESTS]);

#endif
