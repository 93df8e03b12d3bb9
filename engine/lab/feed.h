/* SPDX-License-Identifier: EUPL-1.2 */
/* feed.h: `feed:` templates: what happens in one case, day by day, and what must be raised of it.
 *
 *   feed: evade                  steps: [{id: blok, day: 0, type: contact.blocked, attrs: {...}},
 *                                        {id: nieuw, day: 0..2, from: B, to: A, sign: [...]}]
 *                                must: [{slug: pattern.block_evasion, at: nieuw.1}]
 *
 * docs/lab.md has the format. Feeds live in the book's arena; const and shared after loading. */
#ifndef WV_LAB_FEED_H
#define WV_LAB_FEED_H

#include "lab/templates.h"
#include "pack/shape.h"

enum { WV_FEED_STEPS_MAX = 32, WV_FEED_AT_MAX = 4, WV_FEED_COUNT_MAX = 100 };

typedef enum wv_feed_kind { WV_FEED_EVENT, WV_FEED_MESSAGE, WV_FEED_REPORT } wv_feed_kind;

typedef enum wv_feed_says { /* where the text comes from */
    WV_FEED_TEXT,           /* `text:` of the step */
    WV_FEED_SIGN,           /* a template that requires one of `sign:` */
    WV_FEED_ORDINARY,       /* a template of class ordinary */
    WV_FEED_LOOKALIKE,      /* a template that requires nothing, of another class */
} wv_feed_says;

typedef struct wv_feed_range { /* drawn from low to high */
    int32_t low, high;
} wv_feed_range;

typedef struct wv_feed_step {
    wv_str id;
    wv_feed_kind kind;
    wv_feed_range day, hour, count, late; /* late: hours from occurred to received */
    wv_feed_range every; /* minutes between the records of a step; high 0: one on each next day */
    bool dated;          /* a date without a clock */
    wv_str type, from, to, reporter;
    const wv_node *attrs;
    wv_lits channels, sources, codes, texts, signs, require;
    bool same_handler;
    wv_feed_says says;
} wv_feed_step;

typedef struct wv_feed_must { /* stands when the nth record of each named step was received */
    wv_str slug, level;
    uint32_t steps[WV_FEED_AT_MAX], nth[WV_FEED_AT_MAX]; /* nth 0: the last one */
    uint32_t count;
} wv_feed_must;

typedef struct wv_feed_not {
    wv_str slug;
    int32_t above; /* may be raised up to this severity; -1 not at all */
} wv_feed_not;

typedef struct wv_feed {
    wv_str id;
    wv_feed_step *steps;
    wv_feed_must *musts;
    wv_feed_not *nots;
    uint32_t step_count, must_count, not_count;
    wv_lits allow;
    int32_t quiet; /* nothing above this severity; -1: not asked */
    wv_feed_range background; /* ordinary messages and notes around it */
} wv_feed;

/* A document with the key `feed`; complaints go to the shape. */
void wv_feed_read(wv_shape *shape, wv_gen_book *book, const wv_node *doc);

#endif
