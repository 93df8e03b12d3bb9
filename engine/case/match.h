/* SPDX-License-Identifier: EUPL-1.2 */
/* match.h: does an entry meet a selection? Pure; reads the entry's roles as they were assigned. */
#ifndef WV_CASE_MATCH_H
#define WV_CASE_MATCH_H

#include "case/plan.h"

typedef struct wv_match {
    uint64_t notes;   /* mask of the notes that made it match; 0 when it needed none */
    uint8_t severity; /* highest of them */
} wv_match;

/* opener: the record that opened the frame, for $name.attr; NULL without a frame. */
bool wv_select_match(const wv_select *select, const wv_entry *entry, const wv_entry *opener,
                     wv_match *out);

/* A time that an attribute holds; false when it has none that can be read. */
bool wv_entry_time(const wv_entry *entry, wv_str attr, int64_t *seconds);

#endif
