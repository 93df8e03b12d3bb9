/* SPDX-License-Identifier: EUPL-1.2 */
/* eval.h: findings against gold, counted by signal, rule, register, class, label and pair.
 *
 * A found signal of an item is right when gold requires it, neutral when gold allows it, else false;
 * a required signal that is not found is missed. What is dropped, suppressed, in shadow or labelled
 * `negated` is not found. The caller owns the wv_eval; init/done. One thread. */
#ifndef WV_LAB_EVAL_H
#define WV_LAB_EVAL_H

#include "lab/corpus.h"

typedef struct wv_score {
    uint64_t right, neutral, wrong, missed;
} wv_score;

typedef struct wv_eval_row {
    wv_str name;
    wv_score score;
    uint64_t items;           /* items of it; for a signal: items that require it */
    uint64_t empty, alarms;   /* items without a sign; of them, with a false find of severity >= 3 */
    uint64_t sole;            /* rule: right finds that no other rule of the item made */
    uint64_t quoted, overlap; /* right finds with a quote; of them, with a span that overlaps it */
    uint64_t quote_points, covered_points; /* code points of quotes, and of them inside a span */
} wv_eval_row;

typedef struct wv_eval_table {
    wv_map ids;
    wv_eval_row *rows;
    uint32_t count, capacity;
} wv_eval_table;

typedef struct wv_eval_miss { /* an item that something was missed in or that nothing touched */
    wv_str id, text, what;    /* what: the signals, with commas */
} wv_eval_miss;

enum { WV_EVAL_SHOWN_MAX = 200 };

typedef struct wv_eval {
    wv_arena arena;
    /* styles: voice, tense, attribution and typos, each as "tense past" */
    wv_eval_table signals, rules, registers, styles, classes, splits, labels, directions, confusion;
    wv_map pairs; /* name -> 1 half right, 2 one side wrong, 3 both right */
    uint64_t pairs_seen, pairs_right;
    wv_eval_row all;
    uint64_t flagged; /* items with a find */
    uint64_t dead, unlabelled, untouched_count, wrong_gold;
    wv_eval_miss untouched[WV_EVAL_SHOWN_MAX]; /* items with a sign that no rule touched */
    uint32_t untouched_shown;
    const wv_frozen *pack; /* NULL: from flags, slugs are not checked */
    wv_str split;          /* only this one; empty: all */
    bool failed; /* out of memory */
    wv_buf complaint;      /* what is wrong with the gold, a line each */
} wv_eval;

void wv_eval_init(wv_eval *e, const wv_frozen *pack);
void wv_eval_done(wv_eval *e);
/* A visit of wv_corpus_walk. False when out of memory. */
bool wv_eval_item(void *eval, const wv_lab_item *item);

typedef struct wv_interval {
    double share, low, high;
} wv_interval;

/* Wilson's score interval for k of n, 95 %; all zero to one when n is 0. */
wv_interval wv_wilson(uint64_t k, uint64_t n);
wv_interval wv_eval_precision(const wv_score *s);
wv_interval wv_eval_recall(const wv_score *s);
double wv_eval_f1(const wv_score *s);

/* lab/eval_text.c, lab/eval_json.c, lab/eval_html.c */
void wv_eval_text(const wv_eval *e, wv_buf *out);
void wv_eval_json(const wv_eval *e, wv_buf *out);
void wv_eval_html(const wv_eval *e, wv_str title, wv_buf *out);
/* Rows of a table sorted by name. `order` has room for count indices. */
void wv_eval_sort(const wv_eval_table *t, uint32_t *order);

#endif
