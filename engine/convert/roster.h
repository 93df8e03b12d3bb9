/* SPDX-License-Identifier: EUPL-1.2 */
/* roster.h: who takes part in which conversation, so that a message can say whom it went to. Names
 * in the order in which they were added. The caller owns the struct; init/done. */
#ifndef WV_CONVERT_ROSTER_H
#define WV_CONVERT_ROSTER_H

#include "convert/convert.h"

typedef struct wv_roster_entry {
    uint32_t chat;
    wv_str name;
} wv_roster_entry;

typedef struct wv_roster {
    wv_arena arena;
    wv_map index; /* chat and name -> entry */
    wv_roster_entry *entries;
    uint32_t count, capacity;
    wv_str to[WV_CONVERT_TO_MAX];
} wv_roster;

void wv_roster_init(wv_roster *r);
void wv_roster_done(wv_roster *r);
/* Adds a name once. False when out of memory. The entries of a chat must be added together: chat
 * numbers never fall. */
bool wv_roster_add(wv_roster *r, uint32_t chat, wv_str name);
/* Fills out->to with everybody of the chat but `from`; when there is nobody else, with `fallback`.
 * Valid until the next call. */
void wv_roster_receivers(wv_roster *r, uint32_t chat, wv_str from, wv_str fallback,
                         wv_converted *out);

#endif
