/* SPDX-License-Identifier: EUPL-1.2 */
/* frequency.h: roughly how often a Dutch word is met, in words of a million.
 *
 * For choosing anchors only: it may change speed, never results (tests/oracle runs with random
 * anchors). A table in data/frequency.inc for the frequent few hundred; every other word is rare.
 */
#ifndef WV_PACK_FREQUENCY_H
#define WV_PACK_FREQUENCY_H

#include "base/map.h"

enum { WV_FREQUENCY_RARE = 5 };

/* Puts folded word -> count in a million into an initialised map; its keys are static. False when
 * out of memory. */
bool wv_frequency_load(wv_map *out);

static inline uint32_t wv_frequency_of(const wv_map *table, wv_str folded)
{
    const uint32_t *value = wv_map_get(table, folded);
    return value ? *value : (uint32_t)WV_FREQUENCY_RARE;
}

#endif
