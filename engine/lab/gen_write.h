/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_write.h: an item of gen.c as a line of JSON: a record of docs/records.md with its gold. */
#ifndef WV_LAB_GEN_WRITE_H
#define WV_LAB_GEN_WRITE_H

#include "lab/compose.h"

typedef struct wv_gen_part { /* one act or text in the record */
    const wv_gen_template *made_of;
    const wv_gen_carrier *carrier; /* NULL for a text */
    wv_gold_kind gold;
    bool empty; /* a look-alike twin: nothing is to be found */
} wv_gen_part;

typedef struct wv_gen_item {
    uint64_t number;
    wv_split split;
    wv_gen_setting setting;
    wv_gen_part parts[WV_GEN_PARTS_MAX];
    uint32_t part_count;
    bool open; /* an act that may not have been: denied, supposed */
    bool in_pair, counter_report; /* counter_report: the same words, told by B of A */
    wv_str axis;
} wv_gen_item;

/* Appends the line. Draws the channel, the receiver and the source. */
void wv_gen_write(wv_buf *out, const wv_gen_item *item, const wv_gen_text *text, wv_draw *draw);

#endif
