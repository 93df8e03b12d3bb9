/* SPDX-License-Identifier: EUPL-1.2 */
/* draw.h: numbers that look random and are a pure function of (seed, record, how many were drawn).
 *
 * No state is carried from one record to the next, so record 812 of a seed is the same whatever
 * the size of the corpus. The mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014): public,
 * 64 bits, the same on every machine. Not for secrets. The caller owns the struct. */
#ifndef WV_LAB_DRAW_H
#define WV_LAB_DRAW_H

#include <stdbool.h>
#include <stdint.h>

typedef struct wv_draw {
    uint64_t key;
    uint64_t count;
} wv_draw;

static inline uint64_t wv_draw_mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static inline wv_draw wv_draw_of(uint64_t seed, uint64_t number)
{
    return (wv_draw){wv_draw_mix(wv_draw_mix(seed) ^ number), 0};
}

static inline uint64_t wv_draw_next(wv_draw *d)
{
    return wv_draw_mix(d->key + d->count++ * 0xD1342543DE82EF95u);
}

/* 0 .. n-1; n 0 gives 0. The bias is below n in 2^32. */
static inline uint32_t wv_draw_below(wv_draw *d, uint32_t n)
{
    return (uint32_t)(((wv_draw_next(d) >> 32) * n) >> 32);
}

/* True so many times in a million. */
static inline bool wv_draw_chance(wv_draw *d, uint32_t in_million)
{
    return wv_draw_below(d, 1000000) < in_million;
}

#endif
