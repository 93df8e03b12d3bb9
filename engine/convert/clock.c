/* SPDX-License-Identifier: EUPL-1.2 */
/* clock.c: clocks as exports write them -> points in time.
 *
 * In: a civil date and time, or UTC seconds, and a zone. Out: wv_time with the offset of that day.
 * Neighbours: formats read digits, base/tz knows the zone. Invariant: an hour that came twice or
 * never is told, not guessed in silence. Cost: a look-up in the zone's table.
 *
 *   local  01:59  02:00 ... 02:59  02:00 ... 02:59  03:00       last Sunday of October
 *   offset  +02    +02       +02    +01       +01    +01 */
#include "convert/convert.h"

enum { HOUR = 3600 };

wv_time wv_convert_clock(const wv_tz *zone, int64_t local, const wv_time *before,
                         uint32_t *warnings)
{
    int32_t first = wv_tz_offset_local(zone, local);
    wv_time t = {local - first, first, true, true};
    if (wv_tz_offset(zone, t.seconds) != first) {
        *warnings |= WV_CONVERT_WARN(HOUR_SKIPPED);
        return t;
    }
    int32_t second = wv_tz_offset(zone, t.seconds + HOUR);
    if (second != first - HOUR) return t;
    *warnings |= WV_CONVERT_WARN(HOUR_TWICE);
    /* 02:40, then 02:10: the clock was put back in between. */
    if (before && before->known && before->seconds > t.seconds &&
        before->seconds <= t.seconds + HOUR) {
        t.seconds += HOUR;
        t.offset_seconds = second;
    }
    return t;
}

wv_time wv_convert_moment(const wv_tz *zone, int64_t utc_seconds)
{
    return (wv_time){utc_seconds, wv_tz_offset(zone, utc_seconds), true, true};
}

bool wv_convert_civil(int64_t year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                      unsigned second, int64_t *local_seconds)
{
    int64_t y;
    unsigned m, d;
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
        minute > 59 || second > 60)
        return false;
    int64_t days = wv_days_from_civil(year, month, day);
    wv_civil_from_days(days, &y, &m, &d);
    if (y != year || m != month || d != day) return false; /* 31 February */
    *local_seconds = days * 86400 + (int64_t)(hour * 3600 + minute * 60 + second);
    return true;
}
