/* SPDX-License-Identifier: EUPL-1.2 */
/* time.c: ISO 8601 in and out. In: text of a record. Out: seconds and offset. Neighbours: read (in), flag and
 * case (out). No locale, no wall clock, no time zone database here. */
#include "base/time.h"

int64_t wv_days_from_civil(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (int64_t)(month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void wv_civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
    *month = (unsigned)(m < 10 ? m + 3 : m - 9);
    *year = y + era * 400 + (*month <= 2);
}

typedef struct cursor {
    const char *p, *end;
} cursor;

static bool digits(cursor *c, int count, int64_t *value)
{
    if (c->end - c->p < count) return false;
    *value = 0;
    for (int i = 0; i < count; i++) {
        char d = c->p[i];
        if (d < '0' || d > '9') return false;
        *value = *value * 10 + (d - '0');
    }
    c->p += count;
    return true;
}

static bool eat(cursor *c, char wanted)
{
    if (c->p == c->end || *c->p != wanted) return false;
    c->p++;
    return true;
}

static unsigned month_days(int64_t year, int64_t month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool read_date(cursor *c, int64_t *days)
{
    int64_t year, month, day;
    if (!digits(c, 4, &year) || !eat(c, '-') || !digits(c, 2, &month) || !eat(c, '-') ||
        !digits(c, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > month_days(year, month)) return false;
    *days = wv_days_from_civil(year, (unsigned)month, (unsigned)day);
    return true;
}

static bool read_clock(cursor *c, int64_t *seconds)
{
    int64_t hour, minute, second = 0;
    if (!digits(c, 2, &hour) || !eat(c, ':') || !digits(c, 2, &minute)) return false;
    if (eat(c, ':')) {
        if (!digits(c, 2, &second)) return false;
        if (eat(c, '.') || eat(c, ',')) { /* fractions are read and dropped: minutes are what reports know */
            int64_t ignored;
            if (!digits(c, 1, &ignored)) return false;
            while (digits(c, 1, &ignored)) {}
        }
    }
    if (hour > 23 || minute > 59 || second > 60) return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

static bool read_offset(cursor *c, int32_t *offset)
{
    if (c->p == c->end) return true; /* none: the caller's default stays */
    if (eat(c, 'Z') || eat(c, 'z')) {
        *offset = 0;
        return true;
    }
    int sign = eat(c, '+') ? 1 : eat(c, '-') ? -1 : 0;
    int64_t hour, minute = 0;
    if (!sign || !digits(c, 2, &hour)) return false;
    if (c->p != c->end && (eat(c, ':'), !digits(c, 2, &minute))) return false;
    if (hour > 15 || minute > 59) return false;
    *offset = sign * (int32_t)(hour * 3600 + minute * 60);
    return true;
}

wv_rc wv_time_parse(wv_str s, int32_t default_offset_seconds, wv_time *out, wv_err *err)
{
    cursor c = {s.p, s.p + s.n};
    int64_t days, seconds = 0;
    wv_time t = {.offset_seconds = default_offset_seconds, .known = true};
    *out = (wv_time){0};
    if (!read_date(&c, &days))
        return wv_err_set(err, WV_E_RECORD, "not a date (want 2026-02-03T14:10:00+01:00)");
    if (c.p != c.end && (*c.p == 'T' || *c.p == 't' || *c.p == ' ')) {
        c.p++;
        if (!read_clock(&c, &seconds)) return wv_err_set(err, WV_E_RECORD, "not a time of day");
        t.has_clock = true;
    }
    if (!read_offset(&c, &t.offset_seconds) || c.p != c.end)
        return wv_err_set(err, WV_E_RECORD, "not an offset (want Z or +01:00)");
    t.seconds = days * 86400 + seconds - t.offset_seconds;
    *out = t;
    return WV_OK;
}

void wv_time_write(wv_buf *out, wv_time t)
{
    int64_t local = t.seconds + t.offset_seconds;
    int64_t days = local / 86400 - (local % 86400 < 0), second = local - days * 86400, year;
    unsigned month, day;
    wv_civil_from_days(days, &year, &month, &day);
    wv_buf_format(out, "%04d-%02u-%02u", (int)year, month, day);
    if (!t.has_clock) return;
    int offset = t.offset_seconds, magnitude = offset < 0 ? -offset : offset;
    wv_buf_format(out, "T%02d:%02d:%02d%c%02d:%02d", (int)(second / 3600),
                  (int)(second / 60 % 60), (int)(second % 60), offset < 0 ? '-' : '+',
                  magnitude / 3600, magnitude / 60 % 60);
}
