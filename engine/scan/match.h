/* SPDX-License-Identifier: EUPL-1.2 */
/* match.h: one pattern against one sentence.
 *
 * Definition (the oracle in tests/oracle/ holds us to it): for each word in order, the match whose
 * first word it is and whose vector of words in pattern order is lexicographically smallest, an
 * optional part that is present before one that is not, a branch before the branches after it.
 * Within a match no word serves twice. All such matches count.
 *
 * A wv_match_state is the caller's, about 7 KB, no memory of its own. Work is bounded: when
 * the words tried since the caller set `steps` to 0 are more than steps_max, the answer is
 * WV_MATCH_LIMIT, which a finding shows as `incomplete`. */
#ifndef WV_SCAN_MATCH_H
#define WV_SCAN_MATCH_H

#include "scan/lattice.h"

typedef enum wv_match_result { WV_MATCH_NONE, WV_MATCH_FOUND, WV_MATCH_LIMIT } wv_match_result;

/* Of one pattern in one sentence, all starts and readings together. The worst case in 15,000
 * records (court, literature, labelled cases) tried 22,802 words, in a sentence of 358; this is a
 * hundred times that, and some tens of milliseconds. */
enum { WV_MATCH_STEPS_MAX = 2500000 };

typedef struct wv_match_frame {
    bool all;
    uint8_t joint;
    uint16_t gap, window;
    uint16_t low;         /* no word of the group stands before this node */
    uint16_t from, to;    /* extent so far, when not empty */
    uint16_t first, last; /* words at its two ends */
    uint16_t place; /* word matched first, in pattern order: where the group stands for the clause
                       rule */
    bool empty;
} wv_match_frame;

typedef struct wv_match_state {
    const wv_lattice *lattice;
    const wv_pattern *pattern;
    wv_reading reading;
    uint32_t start; /* the word every match of this run begins with */
    uint32_t depth, steps, steps_max;
    bool limit;
    wv_match_frame frames[WV_PATTERN_NEST_MAX + 2];
    uint64_t used[WV_LATTICE_BLOCKS_MAX];   /* nodes */
    uint16_t words[WV_PATTERN_ATOMS_MAX];   /* in pattern order */
    uint32_t classes[WV_PATTERN_ATOMS_MAX]; /* the class each was matched by */
    uint32_t count;
} wv_match_state;

/* Words a match of the pattern can begin with, as a bit set of lattice->blocks; false when there is
 * none. */
bool wv_match_starts(const wv_lattice *l, const wv_pattern *p, wv_reading reading,
                     uint64_t *starts);

/* The match that begins at word `start`; on FOUND state->words and classes hold it. */
wv_match_result wv_match_at(wv_match_state *s, const wv_lattice *l, const wv_pattern *p,
                            wv_reading reading, uint32_t start);

#endif
