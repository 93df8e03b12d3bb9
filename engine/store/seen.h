/* SPDX-License-Identifier: EUPL-1.2 */
/* seen.h: a set of hashes of 16 bytes: was this line, or this key, given before? Inside of store/.
 *
 * The caller owns it; {0} is empty; done frees it. One thread. 16 bytes a hash, at most half full:
 * 48 MB for a million. */
#ifndef WV_STORE_SEEN_H
#define WV_STORE_SEEN_H

#include "base/mem.h"
#include "base/rc.h"

typedef struct wv_seen {
    uint64_t *slots; /* two a hash; open addressing */
    uint32_t count, slot_count;
} wv_seen;

/* *before: it was in it. WV_E_NOMEM leaves the set as it was. */
wv_rc wv_seen_add(wv_seen *s, const uint8_t hash[16], bool *before);
/* Empty again, its room kept. */
void wv_seen_clear(wv_seen *s);
void wv_seen_done(wv_seen *s);

#endif
