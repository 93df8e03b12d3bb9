/* SPDX-License-Identifier: EUPL-1.2 */
/* sieve.h: makes the tables that say where a probe may match (matcher.h: wv_sieve, wv_gate).
 *
 * wv_sieve_make is called once by freeze.c, when patterns, keys and uses are there. All memory is the
 * arena's. */
#ifndef WV_PACK_SIEVE_H
#define WV_PACK_SIEVE_H

#include "pack/matcher.h"

/* Sorts gates by their bit number `which` and groups them. `groups` has room for one more than there are
 * gates. */
wv_gates wv_gates_group(wv_gate *gates, uint32_t count, uint32_t which, wv_gate_group *groups);

wv_rc wv_sieve_make(wv_matcher *m, const wv_gate_maker *order, wv_detection *detections,
                    uint32_t rule_count, wv_arena *arena);

/* Gates of the cues; the patterns have theirs. */
wv_rc wv_sieve_cues(wv_matcher *m, const wv_scope_table *scopes, wv_arena *arena);

#endif
