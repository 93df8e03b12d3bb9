/* SPDX-License-Identifier: EUPL-1.2 */
/* marks.c: the bits of marks.h.
 *
 *   window    [ step 0 | step 1 | ... | last ]     64 bytes each: {stop, high}
 *   last                       [....=====]         the last 64 bytes of the text, moved down: no byte
 *                                                  behind the text is read
 *
 * In: a line. Out: a window of marks. Neighbours: json_string.c reads them. Invariants: bits behind
 * the end of the text are 0; the ways agree. Cost: about a byte a cycle portable, 16 and more with
 * vectors; a choice of way for each window. */
#include "read/marks.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef wv_marks_64 (*mark_64)(const char *p);

/* Bit k of the eight bytes' high bits, gathered. */
static inline uint64_t gather(uint64_t high)
{
    return (high >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline wv_marks_64 mark_portable(const char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), low = ones * 0x7F, top = ones * 0x80;
    wv_marks_64 m = {0, 0};
    for (uint32_t i = 0; i < 64; i += 8) {
        uint64_t x = 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        memcpy(&x, p + i, 8);
#else
        for (uint32_t k = 0; k < 8; k++) x |= (uint64_t)(unsigned char)p[i + k] << (8 * k);
#endif
        /* y + 0x7F has the high bit when y is not 0, y + 0x60 when y is 0x20 or more */
        uint64_t quote = ((x ^ ones * '"') & low) + low, slash = ((x ^ ones * '\\') & low) + low;
        uint64_t control = (x & low) + ones * 0x60;
        m.stop |= gather(~(quote & slash & control) & ~x & top) << i;
        m.high |= gather(x & top) << i;
    }
    return m;
}

#if defined(__x86_64__)
static inline wv_marks_64 mark_sse2(const char *p)
{
    wv_marks_64 m = {0, 0};
    for (uint32_t i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1F)), x);
        __m128i stop = _mm_or_si128(control, _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
                                                          _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
        m.stop |= (uint64_t)(uint16_t)_mm_movemask_epi8(stop) << i;
        m.high |= (uint64_t)(uint16_t)_mm_movemask_epi8(x) << i;
    }
    return m;
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline wv_marks_64 mark_avx2(const char *p)
{
    wv_marks_64 m = {0, 0};
    for (uint32_t i = 0; i < 64; i += 32) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)(p + i));
        __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(x, _mm256_set1_epi8(0x1F)), x);
        __m256i quote = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('"'));
        __m256i slash = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\\'));
        __m256i stop = _mm256_or_si256(control, _mm256_or_si256(quote, slash));
        m.stop |= (uint64_t)(uint32_t)_mm256_movemask_epi8(stop) << i;
        m.high |= (uint64_t)(uint32_t)_mm256_movemask_epi8(x) << i;
    }
    return m;
}

#define AVX512 __attribute__((target("avx512bw")))

AVX512 static inline wv_marks_64 mark_avx512(const char *p)
{
    __m512i x = _mm512_loadu_si512(p);
    return (wv_marks_64){_mm512_cmplt_epu8_mask(x, _mm512_set1_epi8(0x20)) |
                             _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('"')) |
                             _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('\\')),
                         _mm512_movepi8_mask(x)};
}
#endif

#if WV_NEON
static inline wv_marks_64 mark_neon(const char *p)
{
    const uint8_t *bytes = (const uint8_t *)p;
    uint8x16_t stop[4], high[4];
    for (int i = 0; i < 4; i++) {
        uint8x16_t x = vld1q_u8(bytes + 16 * i);
        uint8x16_t sign = vorrq_u8(vceqq_u8(x, vdupq_n_u8('"')), vceqq_u8(x, vdupq_n_u8('\\')));
        stop[i] = vorrq_u8(sign, vcltq_u8(x, vdupq_n_u8(0x20)));
        high[i] = vcgeq_u8(x, vdupq_n_u8(0x80));
    }
    return (wv_marks_64){wv_neon_bits(stop), wv_neon_bits(high)};
}
#endif

/* The last 1 to 63 bytes of a text. */
static inline __attribute__((always_inline)) wv_marks_64 mark_last(wv_str text, uint32_t at,
                                                                   mark_64 mark)
{
    uint32_t left = text.n - at;
    char padded[64];
    wv_marks_64 m;
    if (text.n >= 64) {
        m = mark(text.p + text.n - 64);
        return (wv_marks_64){m.stop >> (64 - left), m.high >> (64 - left)};
    }
    memset(padded, ' ', 64);
    memcpy(padded, text.p, left);
    return mark(padded);
}

static inline __attribute__((always_inline)) void fill(wv_marks *m, mark_64 mark)
{
    wv_marks_64 *out = m->steps;
    uint32_t at = m->begin;
    for (; m->end - at >= 64; at += 64) *out++ = mark(m->text.p + at);
    if (at < m->end) *out = mark_last(m->text, at, mark);
}

#if defined(__x86_64__)
static void fill_sse2(wv_marks *m)
{
    fill(m, mark_sse2);
}

AVX2 static void fill_avx2(wv_marks *m)
{
    fill(m, mark_avx2);
}

AVX512 static void fill_avx512(wv_marks *m)
{
    fill(m, mark_avx512);
}
#endif

#if WV_NEON
static void fill_neon(wv_marks *m)
{
    fill(m, mark_neon);
}
#endif

void wv_marks_init(wv_marks *m)
{
    *m = (wv_marks){.way = wv_way_best()};
}

void wv_marks_move(wv_marks *m, uint32_t at)
{
    m->begin = at & ~UINT32_C(63);
    m->end = m->text.n - m->begin > WV_MARKS_BYTES ? m->begin + WV_MARKS_BYTES : m->text.n;
    switch (m->way) {
#if defined(__x86_64__)
    case WV_WAY_AVX512: fill_avx512(m); return;
    case WV_WAY_AVX2: fill_avx2(m); return;
    case WV_WAY_SSE2: fill_sse2(m); return;
#endif
#if WV_NEON
    case WV_WAY_NEON: fill_neon(m); return;
#endif
    default: break;
    }
    fill(m, mark_portable);
}
