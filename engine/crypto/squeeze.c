/* SPDX-License-Identifier: EUPL-1.2 */
/* squeeze.c: the sums of squeeze.h, two or four products side by side.
 *
 *   lane    w1:w0 of 64 bits       + k1:k0, each half by itself
 *   product (high half) * (low half) -> 64 bits, added up lane by lane, the lanes at the end
 *
 * In: a block and a key. Out: three digests. Neighbours: checksum.c. Invariant: the order of a sum
 * modulo 2^64 does not matter, so the ways agree. Cost: a block is read once for all three. */
#include "crypto/squeeze.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static uint32_t word_at(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void squeeze_portable(const uint32_t *key, const uint8_t *block, uint64_t *out)
{
    memset(out, 0, WV_SQUEEZE_DIGESTS * sizeof *out);
    for (uint32_t i = 0; i < WV_SQUEEZE_BYTES / 4; i += 2) {
        uint32_t a = word_at(block + (size_t)4 * i), b = word_at(block + (size_t)4 * i + 4);
        for (uint32_t t = 0; t < WV_SQUEEZE_DIGESTS; t++)
            out[t] += (uint64_t)(uint32_t)(a + key[i + 2 * t]) * (uint32_t)(b + key[i + 2 * t + 1]);
    }
}

#if defined(__x86_64__)
static void squeeze_sse2(const uint32_t *key, const uint8_t *block, uint64_t *out)
{
    __m128i sums[WV_SQUEEZE_DIGESTS] = {_mm_setzero_si128(), _mm_setzero_si128(),
                                        _mm_setzero_si128()};
    for (uint32_t i = 0; i < WV_SQUEEZE_BYTES / 4; i += 4) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(block + (size_t)4 * i));
        for (uint32_t t = 0; t < WV_SQUEEZE_DIGESTS; t++) {
            __m128i k = _mm_loadu_si128((const __m128i *)(const void *)(key + i + 2 * t));
            __m128i s = _mm_add_epi32(x, k);
            sums[t] = _mm_add_epi64(sums[t], _mm_mul_epu32(s, _mm_srli_epi64(s, 32)));
        }
    }
    for (uint32_t t = 0; t < WV_SQUEEZE_DIGESTS; t++) {
        uint64_t lanes[2];
        memcpy(lanes, &sums[t], sizeof lanes);
        out[t] = lanes[0] + lanes[1];
    }
}

__attribute__((target("avx2"))) static void squeeze_avx2(const uint32_t *key, const uint8_t *block,
                                                         uint64_t *out)
{
    __m256i sums[WV_SQUEEZE_DIGESTS] = {_mm256_setzero_si256(), _mm256_setzero_si256(),
                                        _mm256_setzero_si256()};
    for (uint32_t i = 0; i < WV_SQUEEZE_BYTES / 4; i += 8) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)(block + (size_t)4 * i));
        for (uint32_t t = 0; t < WV_SQUEEZE_DIGESTS; t++) {
            __m256i k = _mm256_loadu_si256((const __m256i *)(const void *)(key + i + 2 * t));
            __m256i s = _mm256_add_epi32(x, k);
            sums[t] = _mm256_add_epi64(sums[t], _mm256_mul_epu32(s, _mm256_srli_epi64(s, 32)));
        }
    }
    for (uint32_t t = 0; t < WV_SQUEEZE_DIGESTS; t++) {
        uint64_t lanes[4];
        memcpy(lanes, &sums[t], sizeof lanes);
        out[t] = lanes[0] + lanes[1] + lanes[2] + lanes[3];
    }
}
#endif

bool wv_squeeze_can(wv_squeeze_way way)
{
#if defined(__x86_64__)
    return way != WV_SQUEEZE_AVX2 || __builtin_cpu_supports("avx2");
#else
    return way == WV_SQUEEZE_PORTABLE;
#endif
}

wv_squeeze_way wv_squeeze_best(void)
{
    wv_squeeze_way way = WV_SQUEEZE_AVX2;
    while (!wv_squeeze_can(way)) way--;
    return way;
}

void wv_squeeze(wv_squeeze_way way, const uint32_t *key, const uint8_t *block,
                uint64_t out[WV_SQUEEZE_DIGESTS])
{
#if defined(__x86_64__)
    if (way == WV_SQUEEZE_AVX2) {
        squeeze_avx2(key, block, out);
        return;
    }
    if (way == WV_SQUEEZE_SSE2) {
        squeeze_sse2(key, block, out);
        return;
    }
#else
    (void)way;
#endif
    squeeze_portable(key, block, out);
}
