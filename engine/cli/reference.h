/* SPDX-License-Identifier: EUPL-1.2 */
/* reference.h: the reference set through a pack and through the same pack with a region's overlay:
 * which true signals are found by both, and which the region loses.
 *
 * The set is the tests in the rules, labelled items, and feeds of cases. True is what a test or a
 * label says; of a feed, which has no labels, all that the pack itself finds and raises. A loss is a
 * true signal that the pack finds and the region does not. Rows and losses borrow from both packs
 * and from the arena. init/done; one thread. */
#ifndef WV_CLI_REFERENCE_H
#define WV_CLI_REFERENCE_H

#include "base/err.h"
#include "base/map.h"
#include "pack/frozen.h"

typedef struct wv_reference_row {
    wv_str signal;
    uint64_t items;         /* true ones */
    uint64_t base, region;  /* of them found */
    uint64_t lost, won;
    uint64_t alarms;        /* found by the region alone where it is not true */
} wv_reference_row;

typedef struct wv_reference_loss {
    wv_str signal, item; /* item: a record's id, RULE#N of its tests, a case's id for a pattern */
    wv_str rule;         /* that found it; empty when not known */
} wv_reference_loss;

typedef struct wv_reference {
    const wv_frozen *base, *region;
    wv_arena arena;
    wv_map ids; /* signal -> row */
    wv_reference_row *rows;
    uint32_t row_count, row_capacity;
    wv_reference_loss *losses;
    uint32_t loss_count, loss_capacity;
    uint64_t tests, items, records; /* in the rules, labelled, in feeds */
} wv_reference;

typedef struct wv_reference_set {
    const char *const *gold; /* files of labelled items */
    uint32_t gold_count;
    const char *const *feeds; /* files of records with cases */
    uint32_t feed_count;
    bool tests; /* those in the rules of the pack */
} wv_reference_set;

void wv_reference_init(wv_reference *r, const wv_frozen *base, const wv_frozen *region);
void wv_reference_done(wv_reference *r);
wv_rc wv_reference_run(wv_reference *r, const wv_reference_set *set, wv_err *err);
/* Counts one true signal. Strings are copied. */
wv_rc wv_reference_count(wv_reference *r, wv_str signal, wv_str item, wv_str rule, bool base,
                         bool region);
/* By signal. */
void wv_reference_sort(wv_reference *r);

/* The corpora that come with the pack in the folder `path`: beside rules/, in corpus-synthetic/.
 * Adds those that are there; the texts are static. */
void wv_reference_default(const char *path, wv_reference_set *set);

/* cli/reference_feeds.c */
wv_rc wv_reference_feeds(wv_reference *r, const wv_reference_set *set, wv_err *err);

#endif
