/* SPDX-License-Identifier: EUPL-1.2 */
/* sha256_ni.c: SHA-256 by the SHA extensions of x86-64.
 *
 *   message   w0..3 w4..7 w8..11 w12..15     four registers that turn: each group of four rounds
 *                                            makes the words that are wanted four groups later
 *   state     ABEF CDGH                      the order in which sha256rnds2 wants the eight words
 *
 * In: a state and whole blocks. Out: the state. Neighbours: sha256.c keeps the rest of a block,
 * pads, and compares with libsodium in its test. Invariant: the same words as libsodium's. Cost:
 * about two cycles a byte where C takes seven: the hash of a record's content was half of reading
 * it. */
#include "crypto/sha256_ni.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdatomic.h>

static const uint32_t ROUND_WORDS[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* Asked once: in a virtual machine cpuid leaves the machine, which takes longer than a hash. Two
 * threads that ask together get the same answer. */
bool wv_sha256_ni_can(void)
{
    enum { UNKNOWN, NO, YES };
    static _Atomic int known;
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer == UNKNOWN) {
        unsigned a = 0, b = 0, c = 0, d = 0;
        bool sse = __builtin_cpu_supports("sse4.1");
        __asm__("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "0"(7), "2"(0));
        answer = sse && (b >> 29 & 1) ? YES : NO;
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return answer == YES;
}

__attribute__((target("sha,sse4.1"))) static inline void block(__m128i *abef, __m128i *cdgh,
                                                               const uint8_t *bytes)
{
    const __m128i turn = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i w[4];
    for (int i = 0; i < 4; i++)
        w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i)),
                                turn);
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
        if (i >= 4) {
            __m128i next = _mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]);
            next = _mm_add_epi32(next, _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4));
            w[i % 4] = _mm_sha256msg2_epu32(next, w[(i + 3) % 4]);
        }
        __m128i k = _mm_loadu_si128((const __m128i *)(const void *)(ROUND_WORDS + 4 * i));
        k = _mm_add_epi32(k, w[i % 4]);
        *cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, k);
        *abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(k, 0x0E));
    }
}

__attribute__((target("sha,sse4.1"))) void wv_sha256_ni_blocks(uint32_t state[8],
                                                               const uint8_t *bytes, size_t blocks)
{
    __m128i *words = (__m128i *)(void *)state;
    __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(words), 0xB1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(words + 1), 0x1B);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
    for (; blocks; blocks--, bytes += 64) {
        __m128i first = abef, second = cdgh;
        block(&abef, &cdgh, bytes);
        abef = _mm_add_epi32(abef, first);
        cdgh = _mm_add_epi32(cdgh, second);
    }
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128(words, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(words + 1, _mm_alignr_epi8(dchg, feba, 8));
}

#else

bool wv_sha256_ni_can(void)
{
    return false;
}

void wv_sha256_ni_blocks(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
    (void)state, (void)bytes, (void)blocks;
}

#endif
