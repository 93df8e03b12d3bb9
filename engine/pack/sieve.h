/* SPDX-License-Identifier: EUPL-1.2 */
/* sieve.h: makes the tables that say where a probe may match (matcher.h: wv_sieve, wv_gate).
 *
 * Called once by freeze.c, when patterns, keys and uses are there. All memory is the arena's. */
#ifndef WV_PACK_SIEVE_H
#define WV_PACK_SIEVE_H

#include "pack/matcher.h"

wv_rc wv_sieve_make(wv_matcher *m, const wv_lexemes *lexemes, wv_detection *detections,
                    uint32_t rule_count, wv_arena *arena);

#endif
