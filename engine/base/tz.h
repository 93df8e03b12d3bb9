/* SPDX-License-Identifier: EUPL-1.2 */
/* tz.h: what a local clock showed: offsets from the system's TZif files, read once.
 *
 * A wv_tz is a plain struct that the caller owns; it holds its own table and needs no done. const
 * after opening, so threads may share it. The process's TZ and locale play no part. Beyond the
 * table's last change the EU rule goes on (last Sunday of March and October, 01:00 UTC) for zones
 * whose file says so, which is every zone we are asked for. */
#ifndef WV_BASE_TZ_H
#define WV_BASE_TZ_H

#include "base/err.h"
#include "base/str.h"

enum { WV_TZ_CHANGES_MAX = 512 }; /* Europe/Amsterdam has 181 in tzdata 2024 */

typedef struct wv_tz {
    uint32_t count;
    int64_t at[WV_TZ_CHANGES_MAX];     /* UTC seconds of each change */
    int32_t offset[WV_TZ_CHANGES_MAX]; /* east of UTC from then on */
    int32_t first_offset;              /* before the first change */
    bool eu_rule;                      /* CET-1CEST and its neighbours after the table */
    int32_t eu_standard;               /* standard offset under the EU rule */
    uint64_t hash;                     /* of the file's bytes, for the run's statistics */
} wv_tz;

/* `Z`, `+01:00`, or a name such as Europe/Amsterdam, looked up in /usr/share/zoneinfo. WV_E_USAGE
 * when it is neither, WV_E_NOINPUT when the file is not there, WV_E_CORRUPT when it is no TZif. */
wv_rc wv_tz_open(const char *name, wv_tz *out, wv_err *err);
/* Offset at a point in time. */
int32_t wv_tz_offset(const wv_tz *zone, int64_t utc_seconds);
/* Offset that a local clock meant. In the autumn hour that comes twice the first one (summer time);
 * in the spring hour that never was, the one before it. */
int32_t wv_tz_offset_local(const wv_tz *zone, int64_t local_seconds);

#endif
