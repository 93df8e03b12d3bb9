/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_say.h: the words of one record of a case: which template, in whose voice. */
#ifndef WV_LAB_FEED_SAY_H
#define WV_LAB_FEED_SAY_H

#include "lab/compose.h"
#include "lab/feed.h"

typedef struct wv_feed_cast { /* one case's people: the same names in all its records */
    wv_split split;
    wv_register chat, prose;
    const wv_node *by[WV_VOICE_COUNT];
    bool clean;
} wv_feed_cast;

/* Who speaks in a step: B writes as the other, A as the target, R as a professional. */
wv_voice wv_feed_voice(const wv_feed_step *s);
wv_register wv_feed_register(const wv_feed_step *s, const wv_feed_cast *cast);
/* Are there words for the step in this split? */
bool wv_feed_can_say(const wv_gen_book *book, const wv_feed_step *s, const wv_feed_cast *cast);
/* The text into t; the template it was made of, NULL for the step's own text. */
const wv_gen_template *wv_feed_say(const wv_gen_book *book, const wv_feed_step *s,
                                   const wv_feed_cast *cast, wv_gen_text *t, wv_draw *draw);

#endif
