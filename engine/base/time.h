/* SPDX-License-Identifier: EUPL-1.2 */
/* time.h: points in time as records write them (ISO 8601 with an offset), and how they are written back.
 *
 * A wv_time is a plain value. `seconds` counts from 1970-01-01T00:00:00Z without leap seconds; the offset is kept
 * so that output repeats the local clock of the source. A date alone has `dated` false clock: `has_clock` is false
 * and it stands at local midnight, but is never night. */
#ifndef WV_BASE_TIME_H
#define WV_BASE_TIME_H

#include "base/buf.h"
#include "base/err.h"

typedef struct wv_time {
    int64_t seconds;        /* UTC */
    int32_t offset_seconds; /* east of UTC */
    bool known;             /* false: the record did not say, or could not be read */
    bool has_clock;         /* false: a date alone */
} wv_time;

/* Reads `2026-02-03`, `2026-02-03T14:10`, `...:05`, `...:05.123`, each with `Z`, `+01:00`, `+0100` or nothing.
 * Without an offset `default_offset_seconds` holds. Returns WV_E_RECORD with a reason in err (NULL allowed). */
wv_rc wv_time_parse(wv_str s, int32_t default_offset_seconds, wv_time *out, wv_err *err);
/* `2026-02-03T14:10:05+01:00`, or `2026-02-03` for a date alone. */
void wv_time_write(wv_buf *out, wv_time t);

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. */
int64_t wv_days_from_civil(int64_t year, unsigned month, unsigned day);
void wv_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);

#endif
