/* SPDX-License-Identifier: EUPL-1.2 */
/* feed_write.h: one record of a case as a line, and the line of gold of a case. */
#ifndef WV_LAB_FEED_WRITE_H
#define WV_LAB_FEED_WRITE_H

#include "lab/feed_case.h"

typedef struct wv_feed_case { /* the case at hand; its records are those from `first` on */
    const wv_feed *feed;
    uint64_t number;
    wv_split split;
    uint32_t first;
    uint32_t handlers; /* that were given out */
} wv_feed_case;

/* The id of a record of the case, with quotes. */
void wv_feed_write_id(wv_buf *out, uint64_t number, uint32_t index);
/* The line of r without its break, into f->line; text is empty for an event. */
void wv_feed_write_record(wv_feeds *f, wv_feed_case *c, const wv_feed_step *s,
                          const wv_feed_record *r, wv_str text, wv_draw *draw);
/* One expectation of a signal on a record, onto f->musts. */
void wv_feed_write_sign(wv_feeds *f, const wv_feed_record *r, wv_str slug);
void wv_feed_write_gold(wv_feeds *f, const wv_feed_case *c, wv_buf *out);

#endif
