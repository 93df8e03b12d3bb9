/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_hash.h: what exactly the hashes of the log are over. Inside of store/. Pure.
 *
 * Every part is preceded by its length, so that no two entries have the same bytes:
 *   detail  "waakvlam audit detail 1"  salt verb who role what  count case...
 *   row     "waakvlam audit entry 1"   prev seq at detail_hash erases */
#ifndef WV_STORE_AUDIT_HASH_H
#define WV_STORE_AUDIT_HASH_H

#include "base/str.h"

typedef struct wv_audit_row {
    int64_t seq, at;
    wv_str erases; /* "3-7,9" or empty */
    uint8_t prev[32], detail_hash[32], hash[32];
} wv_audit_row;

typedef struct wv_audit_detail {
    wv_str salt, verb, who, role, what;
    const int64_t *cases; /* in order */
    uint32_t case_count;
} wv_audit_detail;

void wv_audit_hash_detail(const wv_audit_detail *d, uint8_t out[32]);
void wv_audit_hash_row(const wv_audit_row *row, uint8_t out[32]);
/* Takes the first range off; false at the end, or where it is no list of ranges. */
bool wv_audit_next_range(wv_str *ranges, int64_t *from, int64_t *to);

#endif
