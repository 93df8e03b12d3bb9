/* SPDX-License-Identifier: EUPL-1.2 */
/* moments.h: entries of one case by occurred_at, and nothing else of them: which entries lie near a
 * moment.
 *
 *   items  [at 8 | entry 4 | tellers 4] [at | entry | tellers] ...      sorted by (at, entry)
 *
 * Every entry of a case stands in such a list, most in two, so it is a third of a wv_hit. The caller
 * owns the struct; init by zeroing, done frees. Not thread-safe. */
#ifndef WV_CASE_MOMENTS_H
#define WV_CASE_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct wv_moment {
    int64_t at;     /* occurred_at */
    uint32_t entry; /* index in the chronology */
    uint32_t tellers; /* of reports: changes of teller up to this one; the caller's */
} wv_moment;

typedef struct wv_moments {
    wv_moment *items;
    uint32_t count, capacity;
} wv_moments;

void wv_moments_done(wv_moments *m);
/* Puts an entry in its place, unless it stands there; its index, UINT32_MAX out of memory. */
uint32_t wv_moments_put(wv_moments *m, int64_t at, uint32_t entry);
/* Index of the first at or after a moment. */
uint32_t wv_moments_from(const wv_moments *m, int64_t at);

#endif
