/* SPDX-License-Identifier: EUPL-1.2 */
/* link.h: loose records whose person references meet, proposed as one case (design 5.6).
 *
 * A wv_linker owns copies of ids and references; init/done. It proposes only. Add all records, then
 * call wv_linker_join once; results stay valid until done. Not thread-safe. Limits:
 * WV_LINK_RECORDS_MAX records, WV_LINK_REFS_MAX references of one record (the rest is passed). */
#ifndef WV_CASE_LINK_H
#define WV_CASE_LINK_H

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "model/record.h"

enum { WV_LINK_RECORDS_MAX = 20000000, WV_LINK_REFS_MAX = 16, WV_LINK_CANDIDATES_MAX = 8 };

typedef enum wv_link_by {
    WV_LINK_NOT,       /* no reference that a pair has */
    WV_LINK_PAIR,      /* both references of one pair */
    WV_LINK_ONE,       /* one reference, of one pair only: a tip that names B */
    WV_LINK_AMBIGUOUS, /* it fits more than one pair: for a person to place */
    WV_LINK_CLASH,     /* its id stands on two different records: nobody could say which */
} wv_link_by;

typedef struct wv_link_item {
    wv_str id;
    uint64_t content;
    const uint32_t *refs;
    uint32_t ref_count;
    bool has_case;
    wv_link_by by;
    uint32_t pair; /* of PAIR and ONE */
    uint32_t ref;  /* of ONE */
} wv_link_item;

typedef struct wv_link_pair {
    uint32_t a, b;     /* references; by bytes a < b */
    bool told;         /* some record says that one is target, the other is other */
    bool two_cases;    /* two cases know this pair */
    wv_str known_case; /* a case of the input that this pair belongs to; empty none */
    uint32_t seen;     /* loose records with both, before joining */
    uint32_t joined;   /* records proposed */
    uint32_t next[2];  /* next pair of a, of b */
} wv_link_pair;

typedef struct wv_linker {
    wv_arena arena;
    wv_map refs;          /* reference -> index */
    uint32_t *first_pair; /* of each reference, UINT32_MAX none */
    uint32_t ref_capacity;
    wv_link_item *items;
    uint32_t count, capacity;
    wv_link_pair *pairs;
    uint32_t pair_count, pair_capacity;
    wv_map pair_index, id_index;
    bool failed; /* out of memory */
} wv_linker;

void wv_linker_init(wv_linker *k);
void wv_linker_done(wv_linker *k);
wv_rc wv_linker_add(wv_linker *k, const wv_record *record, wv_err *err);
wv_rc wv_linker_join(wv_linker *k, wv_err *err);

wv_str wv_link_ref(const wv_linker *k, uint32_t ref);
/* `link:A+B`, or the case that knows the pair. */
void wv_link_case(const wv_linker *k, const wv_link_pair *pair, wv_buf *out);
/* Pairs that an ambiguous record fits, at most WV_LINK_CANDIDATES_MAX; how many. */
uint32_t wv_link_candidates(const wv_linker *k, const wv_link_item *item, uint32_t *pairs);

#endif
