/* SPDX-License-Identifier: EUPL-1.2 */
/* gen.h: record number i of a seed: an invented item with its ground truth, as one line of JSON.
 *
 * A wv_gen belongs to one thread and borrows the book. Record i is a function of (seed, options, i)
 * and of nothing else: the first 1,000 of 10 million are the 1,000 of 1,000. */
#ifndef WV_LAB_GEN_H
#define WV_LAB_GEN_H

#include "lab/compose.h"

typedef struct wv_gen_options {
    uint64_t seed;
    uint32_t base_rate; /* records with a sign, in a million */
    uint8_t registers;  /* mask of 1 << wv_register; not 0 */
    bool clean;         /* no slips of the finger, no short forms */
} wv_gen_options;

/* Templates by what a record asks for: split, register, sign or not. */
typedef struct wv_gen_pool {
    uint32_t *items; /* indices of templates */
    uint32_t count, capacity;
} wv_gen_pool;

typedef enum wv_gen_kind { /* of a template */
    WV_GEN_SIGN,      /* requires a signal */
    WV_GEN_LOOKALIKE, /* words of a sign, no sign */
    WV_GEN_ORDINARY,  /* class ordinary */
    WV_GEN_KIND_COUNT,
} wv_gen_kind;

typedef struct wv_gen_counts {
    uint64_t records, signs, lookalikes, ordinary, twins;
    uint64_t by_register[WV_REGISTER_COUNT], by_split[WV_SPLIT_COUNT], with_typos;
} wv_gen_counts;

typedef struct wv_gen {
    const wv_gen_book *book;
    wv_gen_options options;
    wv_gen_pool pools[WV_SPLIT_COUNT][WV_REGISTER_COUNT][WV_GEN_KIND_COUNT];
    wv_gen_pool twinned[WV_SPLIT_COUNT][WV_REGISTER_COUNT]; /* those that can make a pair */
    wv_gen_pool open[WV_SPLIT_COUNT][WV_REGISTER_COUNT];    /* acts that can be left open or denied */
    wv_gen_text text;
    wv_gen_counts counts;
} wv_gen;

/* WV_E_PACK when a register has nothing to say, WV_E_NOMEM. wv_gen_done in every case. */
wv_rc wv_gen_init(wv_gen *g, const wv_gen_book *book, const wv_gen_options *options, wv_err *err);
void wv_gen_done(wv_gen *g);
/* Appends the line of record `number`, with its line break. Look at out->failed. */
void wv_gen_record(wv_gen *g, uint64_t number, wv_buf *out);

#endif
