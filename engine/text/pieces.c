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
 * portable, 2 bytes a cycle and more with vectors; writing a span is most of it. */
#include "text/pieces.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef uint64_t (*mask_of_64)(const char *p);

static uint64_t mask_portable(const char *p)
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
static uint64_t mask_sse2(const char *p)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i space = _mm_cmpeq_epi8(_mm_subs_epu8(x, _mm_set1_epi8(0x20)), _mm_setzero_si128());
        mask |= (uint64_t)(uint16_t)~_mm_movemask_epi8(space) << i;
    }
    return mask;
}

__attribute__((target("avx2"))) static uint64_t mask_avx2(const char *p)
{
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
    const __m256i space = _mm256_set1_epi8(0x20), none = _mm256_setzero_si256();
    uint32_t a = (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_subs_epu8(low, space), none));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_subs_epu8(high, space), none));
    return ~((uint64_t)b << 32 | a);
}
#endif

static mask_of_64 function_of(wv_pieces_way way)
{
    switch (way) {
#if defined(__x86_64__)
    case WV_PIECES_SSE2: return mask_sse2;
    case WV_PIECES_AVX2: return __builtin_cpu_supports("avx2") ? mask_avx2 : NULL;
#else
    case WV_PIECES_SSE2:
    case WV_PIECES_AVX2: return NULL;
#endif
    case WV_PIECES_PORTABLE: break;
    }
    return mask_portable;
}

bool wv_pieces_set_way(wv_pieces *p, wv_pieces_way way)
{
    if (!function_of(way)) return false;
    p->way = way;
    return true;
}

void wv_pieces_begin(wv_pieces *p, wv_str text)
{
    *p = (wv_pieces){.text = text};
    if (!wv_pieces_set_way(p, WV_PIECES_AVX2)) wv_pieces_set_way(p, WV_PIECES_SSE2);
}

/* The last bytes of a text, with white space behind them. */
static const char *padded(wv_str text, uint32_t at, char out[64])
{
    memset(out, ' ', 64);
    memcpy(out, text.p + at, text.n - at);
    return out;
}

uint32_t wv_pieces_next(wv_pieces *p, wv_span *out, uint32_t cap)
{
    const mask_of_64 mask = function_of(p->way);
    uint32_t n = 0;
    char last[64];
    while (p->at < p->text.n && cap - n >= WV_PIECES_BATCH_MIN) {
        bool whole = p->text.n - p->at >= 64;
        uint64_t word = mask(whole ? p->text.p + p->at : padded(p->text, p->at, last));
        for (uint64_t edges = word ^ (word << 1 | p->inside); edges; edges &= edges - 1) {
            uint32_t at = p->at + (uint32_t)__builtin_ctzll(edges);
            out[n] = (wv_span){p->open, at}; /* kept when it is an end */
            n += p->inside;
            p->open = at;
            p->inside = !p->inside;
        }
        p->at += 64;
    }
    if (p->at >= p->text.n && p->inside) {
        out[n++] = (wv_span){p->open, p->text.n};
        p->inside = false;
    }
    return n;
}
