/* SPDX-License-Identifier: EUPL-1.2 */
/* offsets.h: byte places of one text in the unit that the reader of a flag asked for.
 *
 * A wv_offsets belongs to one thread; the caller owns it, init/done; it borrows the text until the
 * next begin. */
#ifndef WV_FLAG_OFFSETS_H
#define WV_FLAG_OFFSETS_H

#include "base/str.h"

typedef enum wv_offset_unit {
    WV_OFFSET_CODE_POINTS, /* the contract's default */
    WV_OFFSET_BYTES,
    WV_OFFSET_UTF16, /* JavaScript, Java */
} wv_offset_unit;

typedef struct wv_offsets {
    wv_offset_unit unit;
    wv_str text;
    bool identity;   /* unit is bytes, or the text is ASCII */
    uint32_t *marks; /* units before each WV_OFFSETS_STEP bytes */
    uint32_t mark_count, capacity;
} wv_offsets;

void wv_offsets_init(wv_offsets *o, wv_offset_unit unit);
void wv_offsets_done(wv_offsets *o);
/* One pass over the text. False when out of memory. */
bool wv_offsets_begin(wv_offsets *o, wv_str text);
/* Units before a byte offset, in any order of asking. */
uint32_t wv_offsets_at(const wv_offsets *o, uint32_t byte);

#endif
