/* SPDX-License-Identifier: EUPL-1.2 */
/* cost.h: what each rule of a pack costs, as `waakvlam profile` measured it, for who keeps the
 * rules.
 *
 * One measurement a pack: a later one takes the place of the one before. A measurement of another
 * pack is none: rules change. Nothing in it comes from a record. */
#ifndef WV_STORE_COST_H
#define WV_STORE_COST_H

#include "store/store.h"

typedef struct wv_cost_measure {
    wv_str pack_sha256; /* 64 hex digits */
    wv_str corpus;      /* its name, without folders */
    uint64_t records;   /* that were read */
    int64_t at;         /* 0: this pack was not measured */
} wv_cost_measure;

typedef struct wv_cost_rule {
    wv_str rule;
    uint64_t steps, nanoseconds; /* of all records together */
} wv_cost_rule;

/* In the caller's transaction. */
wv_rc wv_cost_write(wv_store *s, const wv_cost_measure *m, const wv_cost_rule *rules,
                    uint32_t count, wv_err *err);
/* What is known of a pack; rules by name. */
wv_rc wv_cost_read(wv_store *s, wv_str pack_sha256, wv_arena *arena, wv_cost_measure *m,
                   wv_cost_rule **rules, uint32_t *count, wv_err *err);

#endif
