/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_reach.h: which words of a sentence a cue covers, by the reach its trigger names (inside of
 * scope.h).
 *
 * Word numbers here count from the start of the sentence. `limit` is the stretch that stops leave
 * over; it holds the cue. Pure, linear in the words between the limits. */
#ifndef WV_SCAN_SCOPE_REACH_H
#define WV_SCAN_SCOPE_REACH_H

#include "pack/trigger.h"
#include "scan/scope.h"
#include "scan/scope_tag.h"

typedef struct wv_reach_range { /* [first, end) */
    uint32_t first, end;
} wv_reach_range;

static inline void wv_reach_set(uint64_t bits[WV_SCOPE_BITS], uint32_t i)
{
    bits[i / 64] |= UINT64_C(1) << (i % 64);
}

static inline bool wv_reach_get(const uint64_t bits[WV_SCOPE_BITS], uint32_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

/* The clause of word i, cut by limit. */
wv_reach_range wv_reach_clause(const wv_scope_sentence *s, uint32_t i, wv_reach_range limit);

/* Adds to bits the words that a cue [first, end) of this reach covers. */
void wv_reach_cover(const wv_scope_sentence *s, wv_reach reach, wv_reach_range cue,
                    wv_reach_range limit, uint64_t bits[WV_SCOPE_BITS]);

/* The three reaches of negation (scope_negate.c). */
void wv_reach_predicate(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                        uint64_t bits[WV_SCOPE_BITS]);
void wv_reach_noun(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                   uint64_t bits[WV_SCOPE_BITS]);
void wv_reach_phrase(const wv_scope_sentence *s, wv_reach_range cue, wv_reach_range limit,
                     uint64_t bits[WV_SCOPE_BITS]);

#endif
