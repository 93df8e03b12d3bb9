/* SPDX-License-Identifier: EUPL-1.2 */
/* pieces.c: white space by masks.
 *
 *   bytes      H i j _ _ r i e p : _ " W      64 at a time
 *   word       1 1 1 0 0 1 1 1 1 1 0 1 1      a bit a byte above 0x20
 *   word<<1    0 1 1 1 0 0 1 1 1 1 1 0 1      with the last bit of the 64 before
 *   edges      1 0 0 1 0 1 0 0 0 0 1 1 0      where they differ: begin, end, begin, end ...
 *
 * In: a text. Out: spans. Neighbours: scan/pass1.c; tokens.c cuts what is in a piece. Invariants:
 * every byte above 0x20 is in exactly one piece; the ways agree. Cost: about a byte in 8 cycles
 * portable, 2 bytes a cycle and more with vectors; writing the edges is most of it. */
#include "text/pieces.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A bit for each of 64 bytes: it is of a piece. */
typedef uint64_t (*mask_of_64)(const char *p);
/* Writes the places of the bits of `edges`, and `at`; room for 64. */
typedef void (*place_of_bits)(uint64_t edges, uint32_t at, uint32_t *out);

static inline uint64_t mask_portable(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t mask = 0;
    for (uint32_t i = 0; i < 64; i += 8) {
        uint64_t x = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        memcpy(&x, p + i, 8);
#else
        for (uint32_t k = 0; k < 8; k++) x |= (uint64_t)(unsigned char)p[i + k] << (8 * k);
#endif
        /* 0x21 + 0x5F is 0x80: the high bit says above 0x20, and bytes of 0x80 have it already */
        uint64_t high = (((x & ones * 0x7F) + ones * 0x5F) | x) & ones * 0x80;
        mask |= (high >> 7) * UINT64_C(0x0102040810204080) >> 56 << i;
    }
    return mask;
}

#if defined(__x86_64__)
static inline uint64_t mask_sse2(const char *p)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i space = _mm_cmpeq_epi8(_mm_subs_epu8(x, _mm_set1_epi8(0x20)), _mm_setzero_si128());
        mask |= (uint64_t)(uint16_t)~_mm_movemask_epi8(space) << i;
    }
    return mask;
}

__attribute__((target("avx2"))) static inline uint64_t mask_avx2(const char *p)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    const __m256i space = _mm256_set1_epi8(0x20), none = _mm256_setzero_si256();
    uint32_t a =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_subs_epu8(low, space), none));
    uint32_t b =
        (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_subs_epu8(high, space), none));
    return ~((uint64_t)b << 32 | a);
}

#define AVX512 __attribute__((target("avx512bw,avx512vbmi2,avx512vl,bmi,popcnt")))

AVX512 static inline uint64_t mask_avx512(const char *p)
{
    return _mm512_cmpgt_epu8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(0x20));
}

/* The numbers 0 to 63, those of set bits pushed together, 16 at a time made wide. */
AVX512 static inline void place_avx512(uint64_t edges, uint32_t at, uint32_t *out)
{
    static const uint8_t NUMBERS[64] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    __m512i bytes = _mm512_maskz_compress_epi8(edges, _mm512_loadu_si512(NUMBERS));
    const __m512i base = _mm512_set1_epi32((int)at);
    uint32_t count = (uint32_t)__builtin_popcountll(edges);
    _mm512_storeu_si512(
        out, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(bytes))));
    _mm512_storeu_si512( /* nearly always: 64 bytes of Dutch have some 21 edges */
        out + 16,
        _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, 1))));
    if (count > 32)
        _mm512_storeu_si512(
            out + 32,
            _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, 2))));
    if (count > 48)
        _mm512_storeu_si512(
            out + 48,
            _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(bytes, 3))));
}
#endif

#if WV_NEON
static inline uint64_t mask_neon(const char *p)
{
    uint8x16_t word[4];
    for (int i = 0; i < 4; i++)
        word[i] = vcgtq_u8(vld1q_u8((const uint8_t *)p + 16 * i), vdupq_n_u8(0x20));
    return wv_neon_bits(word);
}
#endif

/* Eight at a time: what is written too much is written over. */
static inline void place_portable(uint64_t edges, uint32_t at, uint32_t *out)
{
    for (int i = 0; edges; i += 8)
        for (int k = 0; k < 8; k++) {
            out[i + k] = at + (edges ? (uint32_t)__builtin_ctzll(edges) : 0);
            edges &= edges - 1;
        }
}

void wv_pieces_begin(wv_pieces *p, wv_str text)
{
    *p = (wv_pieces){.text = text, .way = wv_way_best()};
}

/* The last bytes of a text, with white space behind them. */
static const char *padded(wv_str text, uint32_t at, char out[64])
{
    memset(out, ' ', 64);
    memcpy(out, text.p + at, text.n - at);
    return out;
}

/* Edges one behind the other are spans: begin, end, begin, end. An odd one waits for the next call.
 */
static inline __attribute__((always_inline)) uint32_t cut(wv_pieces *p, uint32_t *out, uint32_t cap,
                                                          mask_of_64 mask, place_of_bits place)
{
    uint32_t n = p->inside, at = p->at;
    uint64_t before = p->inside;
    char last[64];
    out[0] = p->open;
    for (; at < p->text.n && n + 64 <= cap; at += 64) {
        uint64_t word = mask(p->text.n - at >= 64 ? p->text.p + at : padded(p->text, at, last));
        uint64_t edges = word ^ (word << 1 | before);
        place(edges, at, out + n);
        n += (uint32_t)__builtin_popcountll(edges);
        before = word >> 63;
    }
    p->at = at;
    if (at >= p->text.n && n % 2) out[n++] = p->text.n;
    p->inside = n % 2;
    p->open = p->inside ? out[n - 1] : 0;
    return n / 2;
}

static uint32_t cut_portable(wv_pieces *p, uint32_t *out, uint32_t cap)
{
    return cut(p, out, cap, mask_portable, place_portable);
}

#if defined(__x86_64__)
static uint32_t cut_sse2(wv_pieces *p, uint32_t *out, uint32_t cap)
{
    return cut(p, out, cap, mask_sse2, place_portable);
}

__attribute__((target("avx2,bmi,popcnt"))) static uint32_t cut_avx2(wv_pieces *p, uint32_t *out,
                                                                    uint32_t cap)
{
    return cut(p, out, cap, mask_avx2, place_portable);
}

AVX512 static uint32_t cut_avx512(wv_pieces *p, uint32_t *out, uint32_t cap)
{
    return cut(p, out, cap, mask_avx512, place_avx512);
}
#endif

#if WV_NEON
static uint32_t cut_neon(wv_pieces *p, uint32_t *out, uint32_t cap)
{
    return cut(p, out, cap, mask_neon, place_portable);
}
#endif

uint32_t wv_pieces_next(wv_pieces *p, wv_span *out, uint32_t cap)
{
    uint32_t *edges = &out->start, room = 2 * cap - 1;
    switch (p->way) {
#if defined(__x86_64__)
    case WV_WAY_AVX512: return cut_avx512(p, edges, room);
    case WV_WAY_AVX2: return cut_avx2(p, edges, room);
    case WV_WAY_SSE2: return cut_sse2(p, edges, room);
#endif
#if WV_NEON
    case WV_WAY_NEON: return cut_neon(p, edges, room);
#endif
    default: break;
    }
    return cut_portable(p, edges, room);
}
