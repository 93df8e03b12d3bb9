/* SPDX-License-Identifier: EUPL-1.2 */
/* gold.h: what a labelled item says is in it, read from the line of the record itself.
 *
 * Everything borrows the line or the arena. What is wrong with a gold is told by a static message:
 * a measure on wrong labels is worse than none. */
#ifndef WV_LAB_GOLD_H
#define WV_LAB_GOLD_H

#include "model/finding.h"
#include "read/json.h"

enum { WV_GOLD_SLUGS_MAX = 64, WV_GOLD_SPANS_MAX = 64 };

typedef struct wv_slugs {
    wv_str items[WV_GOLD_SLUGS_MAX];
    uint32_t count;
} wv_slugs;

typedef struct wv_gold_span { /* code points of the text */
    wv_str slug;
    wv_span span;
} wv_gold_span;

typedef struct wv_gold_label { /* a finding of slug should carry it */
    wv_str slug;
    wv_label label;
} wv_gold_label;

typedef struct wv_gold {
    wv_slugs require, allow, negated;
    wv_gold_span spans[WV_GOLD_SPANS_MAX];
    uint32_t span_count;
    wv_gold_label labels[WV_GOLD_SPANS_MAX];
    uint32_t label_count;
    wv_str direction, reg, voice, split, pair, group; /* group: `class`; empty when not said */
    wv_str tense, attribution;
    bool typos; /* words were damaged */
} wv_gold;

bool wv_slugs_have(const wv_slugs *slugs, wv_str slug);

/* Reads the gold of a line. WV_OK; WV_E_RECORD with *why (static) and the slug it is about in
 * *what; WV_E_NOMEM. An item without `gold` is WV_E_END. The tape may be used again afterwards. */
wv_rc wv_gold_read(wv_json *json, wv_str line, wv_gold *out, const char **why, wv_str *what);

#endif
