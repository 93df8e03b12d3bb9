/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_words_hash.h: where a word lies in the filter; shared by the engine and by
 * data/gen_tables.c.
 *
 *   table:  [ block 0 | block 1 | block 2 ]    a word's fingerprint is the xor of one slot in each
 *   bits:   [ 2^21 bits ]                      one bit a word: turns five of six other words away
 * at one read, since most questions are about words that do not exist */
#ifndef WV_TEXT_INFLECT_WORDS_HASH_H
#define WV_TEXT_INFLECT_WORDS_HASH_H

#include "base/map.h"

enum { WV_WORDS_BITS = 1 << 21 };

typedef struct wv_words_probe {
    uint32_t slot[3];
    uint32_t bit;
    uint16_t fingerprint;
} wv_words_probe;

static inline uint32_t wv_words_reduce(uint32_t hash, uint32_t n)
{
    return (uint32_t)(((uint64_t)hash * n) >> 32);
}

static inline wv_words_probe wv_words_probe_of(wv_str word, uint64_t seed, uint32_t block)
{
    uint64_t h = (wv_hash64(word.p, word.n) ^ seed) * UINT64_C(0x9E3779B97F4A7C15);
    h ^= h >> 29;
    uint64_t g = h * UINT64_C(0xBF58476D1CE4E5B9);
    g ^= g >> 32;
    wv_words_probe p;
    p.slot[0] = wv_words_reduce((uint32_t)h, block);
    p.slot[1] = wv_words_reduce((uint32_t)(h >> 32), block) + block;
    p.slot[2] = wv_words_reduce((uint32_t)g, block) + 2 * block;
    p.bit = (uint32_t)(h >> 20) & (WV_WORDS_BITS - 1);
    p.fingerprint = (uint16_t)(g >> 37);
    return p;
}

#endif
