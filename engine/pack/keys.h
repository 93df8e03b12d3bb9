/* SPDX-License-Identifier: EUPL-1.2 */
/* keys.h: the probes without which a rule cannot hold, and what must stand beside each of them.
 *
 *   condition: spreker and (wurgen or stikken) and not filter_sport
 *   keys:      wurgen  beside a word of spreker          rarer than what spreker waits for
 *              stikken beside a word of spreker
 *   covers:    {words of wurgen and stikken} {words of spreker}
 *
 * The scanner looks for keys everywhere, and for the other probes of a rule only where it found a
 * key (docs/why/keys.md). The choice may change speed, never results. Used while a pack is frozen;
 * may add classes to the lexemes. */
#ifndef WV_PACK_KEYS_H
#define WV_PACK_KEYS_H

#include "pack/matcher.h"

typedef struct wv_key_maker {
    const wv_matcher *m; /* patterns and regexes are there */
    wv_gate_maker gates; /* `random`: keys are drawn by it (tests) */
    wv_arena *arena;     /* of the pack */
} wv_key_maker;

/* Fills the keys, their paths and the covers of a detection; its condition and probes are ready.
 * `beside`: all its selections match in one sentence, so a key may ask for words beside it. */
wv_rc wv_keys_choose(wv_key_maker *maker, wv_detection *d, bool beside);

#endif
