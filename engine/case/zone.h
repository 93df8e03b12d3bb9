/* SPDX-License-Identifier: EUPL-1.2 */
/* zone.h: local time of Europe/Amsterdam, for what "night" and "day" mean (design 6).
 *
 * Read once from the system's TZif file; without one, the European rule (last Sundays of March and October, 01:00 UTC)
 * holds. A wv_zone owns its tables, is const after wv_zone_open and may be shared. */
#ifndef WV_CASE_ZONE_H
#define WV_CASE_ZONE_H

#include "base/err.h"
#include "base/str.h"

typedef struct wv_zone {
    int64_t *starts;  /* UTC second from which offsets[i] holds, ascending */
    int32_t *offsets; /* seconds east of UTC */
    uint32_t count;
    uint8_t sha_seed[8]; /* hash of the tables, for the engine's determinism statement */
} wv_zone;

wv_rc wv_zone_open(const char *path, wv_zone *out, wv_err *err);
void wv_zone_done(wv_zone *zone);
/* Seconds east of UTC at a moment. */
int32_t wv_zone_offset(const wv_zone *zone, int64_t utc_seconds);

/* Local day number (days since 1970-01-01) and second of that day. */
void wv_zone_local(const wv_zone *zone, int64_t utc_seconds, int32_t *day, int32_t *second);

#endif
