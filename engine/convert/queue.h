/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.h: items that a format found before they are asked for: a mail gives a message, what it
 * quotes and its attachments; one piece of XML holds a hundred chat messages.
 *
 * The caller owns the struct; init/done. An item that was taken is valid until the next put. Not
 * thread-safe. */
#ifndef WV_CONVERT_QUEUE_H
#define WV_CONVERT_QUEUE_H

#include "convert/convert.h"

typedef struct wv_convert_queue {
    wv_converted *items;
    uint32_t head, count, capacity;
    wv_arena arena; /* owns all strings of the items */
    bool failed;    /* out of memory once */
} wv_convert_queue;

void wv_convert_queue_init(wv_convert_queue *q);
void wv_convert_queue_done(wv_convert_queue *q);
/* Copies the item with its strings, lists and attributes (names of attributes are static). */
void wv_convert_queue_put(wv_convert_queue *q, const wv_converted *item);
bool wv_convert_queue_take(wv_convert_queue *q, wv_converted *out);

#endif
