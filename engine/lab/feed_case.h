/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_case.h: whole cases with their ground truth: records in the order in which they come in, and
 * one line of gold a case.
 *
 * Cases come in groups of WV_FEED_GROUP that run side by side, as in a real feed. Case i is a
 * function of (seed, options, i) alone. A wv_feeds belongs to one thread and borrows the book;
 * memory is that of one group. */
#ifndef WV_LAB_FEED_CASE_H
#define WV_LAB_FEED_CASE_H

#include "base/tz.h"
#include "lab/compose.h"
#include "lab/feed.h"
#include "lab/twins.h"

enum { WV_FEED_GROUP = 8 };

typedef struct wv_feeds_options {
    uint64_t seed;
    uint32_t base_rate; /* cases with something to raise, in a million */
    bool clean;
    bool twinned; /* texts are told of other people, or in another hand: the same cases and gold */
    wv_twin_axis twin;
} wv_feeds_options;

typedef struct wv_feed_record {
    int64_t occurred, received; /* UTC seconds */
    int64_t place;              /* the moment by which it stands in the input */
    uint64_t number;            /* of the case */
    uint32_t index, step;       /* in the case; WV_FEED_BACKGROUND: of no step */
    wv_str line;                /* in the arena of the group */
} wv_feed_record;

enum { WV_FEED_BACKGROUND = WV_FEED_STEPS_MAX };

typedef struct wv_feeds_counts {
    uint64_t cases, quiet_cases, records, late, displaced, musts;
    uint64_t by_split[WV_SPLIT_COUNT];
} wv_feeds_counts;

typedef struct wv_feed_pool {
    uint32_t *items; /* indices of feeds */
    uint32_t count, capacity;
} wv_feed_pool;

typedef struct wv_feeds {
    const wv_gen_book *book;
    wv_feeds_options options;
    wv_feed_pool pools[WV_SPLIT_COUNT][2]; /* with something to raise, quiet */
    wv_tz zone;
    wv_arena arena; /* of the group */
    wv_feed_record *records;
    uint32_t record_count, record_capacity;
    wv_gen_text text;
    wv_buf line, musts, silent, own, twin;
    wv_feeds_counts counts;
    uint64_t next; /* case */
    bool failed;   /* out of memory */
} wv_feeds;

/* WV_E_PACK when a split has no feed that its templates can tell; wv_feeds_done in every case. */
wv_rc wv_feeds_init(wv_feeds *f, const wv_gen_book *book, const wv_feeds_options *options,
                    wv_err *err);
void wv_feeds_done(wv_feeds *f);
/* Appends the records of the next group and their gold. Stops taking cases when `wanted` records
 * are there, so that a corpus has about the size that was asked for. Look at f->failed. */
void wv_feeds_group(wv_feeds *f, uint64_t wanted, wv_buf *records, wv_buf *gold);

#endif
