/* SPDX-License-Identifier: EUPL-1.2 */
/* loose.h: what the atoms of patterns are to a sketch (scan/sketch.h): for each the class of the
 * words that may stand where it matches, whoever speaks, and with a split verb in pieces.
 *
 * Called once by freeze.c when keys are chosen and before classes are counted, for it may add some.
 * Memory is the arena's. */
#ifndef WV_PACK_LOOSE_H
#define WV_PACK_LOOSE_H

#include "pack/matcher.h"

wv_rc wv_loose_make(wv_gate_maker *maker, wv_matcher *m, const wv_detection *detections,
                    uint32_t rule_count, wv_arena *arena);

#endif
