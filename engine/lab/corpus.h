/* SPDX-License-Identifier: EUPL-1.2 */
/* corpus.h: a corpus of single items, scanned by one or two packs, handed over one by one in input
 * order.
 *
 *   chunk of lines -> [threads: parse, gold, scan, resolve] -> visit(item 1), visit(item 2) ...
 *
 * Items are judged alone: roles come from the record's own `persons`. What needs a case is measured
 * from the flags of a scan (wv_flags_open). Whatever the number of threads, the visits are the
 * same. Everything in an item is valid during its visit. */
#ifndef WV_LAB_CORPUS_H
#define WV_LAB_CORPUS_H

#include "base/map.h"
#include "lab/gold.h"
#include "model/record.h"
#include "pack/frozen.h"

typedef struct wv_found {
    wv_str signal, rule;
    uint8_t severity;
    bool live; /* written by a scan: not dropped, suppressed or experimental */
    uint32_t labels;
    wv_role actor, target;
    const wv_span *spans; /* code points */
    uint32_t span_count;
} wv_found;

typedef struct wv_founds {
    const wv_found *items;
    uint32_t count;
} wv_founds;

typedef struct wv_lab_item {
    const char *path;
    uint64_t line; /* 1-based */
    wv_str id, case_id, text; /* case_id: empty when there is none */
    bool has_gold, dead;
    wv_gold gold;
    const char *wrong; /* what is wrong with the gold; NULL nothing */
    wv_str wrong_about;
    wv_founds found[2];
} wv_lab_item;

/* The flags of a scan, by record. */
typedef struct wv_flags {
    wv_arena arena;
    wv_map records; /* id -> index + 1 of its first finding's row */
    struct wv_flag_row *rows;
    uint32_t count, capacity;
} wv_flags;

wv_rc wv_flags_open(wv_flags *flags, const char *path, wv_err *err);
void wv_flags_done(wv_flags *flags);

typedef struct wv_corpus_options {
    const char *const *paths;
    uint32_t path_count;
    const wv_frozen *packs[2]; /* the second may be NULL; both when there are flags */
    const wv_flags *flags;
    bool wants_gold;
    int threads;
} wv_corpus_options;

/* false from visit ends the walk with WV_E_STOPPED. An input that cannot be read is WV_E_NOINPUT
 * or WV_E_IO; one that has no items WV_E_RECORD. */
wv_rc wv_corpus_walk(const wv_corpus_options *options,
                     bool (*visit)(void *ctx, const wv_lab_item *item), void *ctx, wv_err *err);

/* Counts as a find: live, and not labelled as denied. */
static inline bool wv_found_counts(const wv_found *f)
{
    return f->live && !(f->labels >> WV_LABEL_NEGATED & 1);
}

#endif
