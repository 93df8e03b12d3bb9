/* SPDX-License-Identifier: EUPL-1.2 */
/* keys.h: the probes without which a rule cannot hold.
 *
 *   condition: spreker and (wurgen or stikken) and not filter_sport
 *   keys:                   wurgen  + stikken            rarer than what spreker waits for
 *
 * The scanner looks for keys everywhere, and for the other probes of a rule only where it found a
 * key (docs/why/keys.md). The choice may change speed, never results. */
#ifndef WV_PACK_KEYS_H
#define WV_PACK_KEYS_H

#include "pack/matcher.h"

/* What it costs to look for a probe everywhere; lower is better. */
typedef uint64_t (*wv_probe_cost)(const void *ctx, uint32_t probe);

/* Fills the keys of a detection; its condition and probes are ready. Memory is the
 * arena's. */
wv_rc wv_keys_choose(wv_detection *d, wv_probe_cost cost, const void *ctx, wv_arena *arena);

#endif
