/* SPDX-License-Identifier: EUPL-1.2 */
/* way.h: the ways in which 64 bytes can be looked at, and which of them this machine has.
 *
 * A stage with ways chooses the best when it begins; its test asks for each. The answer is the same
 * by every way. No memory; any thread. */
#ifndef WV_BASE_WAY_H
#define WV_BASE_WAY_H

#include "base/neon.h"

#include <stdbool.h>

/* The later, the better. */
typedef enum wv_way {
    WV_WAY_PORTABLE,
    WV_WAY_NEON,
    WV_WAY_SSE2,
    WV_WAY_AVX2,
    WV_WAY_AVX512, /* with BW, VL and VBMI2 */
    WV_WAY_COUNT
} wv_way;

static inline bool wv_way_is_here(wv_way way)
{
#if defined(__x86_64__)
    if (way == WV_WAY_AVX2) return __builtin_cpu_supports("avx2");
    if (way == WV_WAY_AVX512)
        return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi");
    return way != WV_WAY_NEON;
#else
    return way == WV_WAY_PORTABLE || (WV_NEON && way == WV_WAY_NEON);
#endif
}

static inline wv_way wv_way_best(void)
{
    wv_way way = WV_WAY_AVX512;
    while (!wv_way_is_here(way)) way = (wv_way)(way - 1); /* a header that C++ may include too */
    return way;
}

#endif
