/* SPDX-License-Identifier: EUPL-1.2 */
/* csv_cells.c: cells as Dutch spreadsheets and providers write them.
 *
 * In: the text of a cell. Out: seconds, or text. Neighbours: csv.c. Invariant: a cell that does not
 * fit its pattern whole is no date: 31-2-2026 and 3-2-26x are told, not mended. Cost: its length.
 */
#include "convert/csv_cells.h"

#include "convert/charset.h"

#include "text/utf8.h"

typedef struct civil {
    int64_t year;
    unsigned month, day, hour, minute, second;
    bool clock;
} civil;

wv_str wv_cell_trim(wv_str s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) s.p++, s.n--;
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r')) s.n--;
    return s;
}

void wv_cell_windows_1252(wv_buf *out, wv_str s)
{
    char code[4];
    for (uint32_t i = 0; i < s.n; i++) {
        uint32_t point = wv_charset_windows_1252((unsigned char)s.p[i]);
        wv_buf_add(out, code, wv_utf8_encode(point, code));
    }
}

bool wv_cell_pattern_is_good(wv_str pattern)
{
    if (wv_str_is(pattern, "iso")) return true;
    bool d = false, m = false, y = false;
    for (uint32_t i = 0; i < pattern.n; i++) {
        char c = pattern.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter && !memchr("dmYHMST", c, 7)) return false;
        d |= c == 'd', m |= c == 'm', y |= c == 'Y';
    }
    return d && m && y;
}

static bool take_number(wv_str s, uint32_t *at, unsigned digits_max, unsigned *digits, int64_t *out)
{
    *out = 0;
    *digits = 0;
    while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9' && *digits < digits_max) {
        *out = *out * 10 + (s.p[(*at)++] - '0');
        ++*digits;
    }
    return *digits > 0;
}

/* One letter of the pattern. */
static bool take_field(char letter, wv_str s, uint32_t *at, civil *c)
{
    int64_t value;
    unsigned digits;
    if (!take_number(s, at, letter == 'Y' ? 4 : 2, &digits, &value)) return false;
    switch (letter) {
    case 'd': c->day = (unsigned)value; break;
    case 'm': c->month = (unsigned)value; break;
    case 'Y': c->year = digits == 2 ? 2000 + value : value; return digits == 2 || digits == 4;
    case 'H': c->hour = (unsigned)value, c->clock = true; break;
    case 'M': c->minute = (unsigned)value; break;
    default: c->second = (unsigned)value; break;
    }
    return true;
}

/* The cell may stop where the clock or its seconds begin: `3-2-2026`, `3-2-2026 23:10`. */
static bool may_stop(wv_str pattern, uint32_t at)
{
    for (; at < pattern.n; at++) {
        if (memchr("dmY", pattern.p[at], 3) || pattern.p[at] == 'M') return false;
        if (pattern.p[at] == 'H' || pattern.p[at] == 'S') return true;
    }
    return true;
}

static bool read_by(wv_str pattern, wv_str s, civil *c)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < pattern.n; i++) {
        if (at == s.n && may_stop(pattern, i)) return true;
        if (memchr("dmYHMS", pattern.p[i], 6)) {
            if (!take_field(pattern.p[i], s, &at, c)) return false;
        } else if (at >= s.n || s.p[at++] != pattern.p[i]) {
            return false;
        }
    }
    return at == s.n;
}

bool wv_cell_time(wv_str pattern, wv_str date, wv_str time, int64_t *local_seconds, bool *clock)
{
    civil c = {0};
    bool iso = wv_str_is(pattern, "iso"), good;
    if (iso)
        good = read_by(WV_STR("Y-m-d H:M:S"), date, &c) || read_by(WV_STR("Y-m-dTH:M:S"), date, &c);
    else
        good = read_by(pattern, date, &c);
    if (good && time.n) good = read_by(WV_STR("H:M:S"), time, &c);
    *clock = c.clock;
    return good &&
           wv_convert_civil(c.year, c.month, c.day, c.hour, c.minute, c.second, local_seconds);
}

/* H:M:S, M:S. */
static bool read_clock(wv_str s, int64_t *seconds)
{
    uint32_t at = 0, parts = 0;
    int64_t value;
    unsigned digits;
    *seconds = 0;
    for (;;) {
        if (!take_number(s, &at, 6, &digits, &value) || ++parts > 3) return false;
        *seconds = *seconds * 60 + value;
        if (at == s.n) return parts >= 2;
        if (s.p[at++] != ':') return false;
    }
}

bool wv_cell_duration(wv_str s, wv_duration_unit unit, char decimal, int64_t *seconds)
{
    uint32_t at = 0;
    int64_t whole, part = 0;
    unsigned digits, part_digits = 0;
    *seconds = 0;
    if (unit == WV_DURATION_CLOCK) return read_clock(s, seconds);
    if (!take_number(s, &at, 9, &digits, &whole)) return false;
    if (at < s.n && s.p[at] == decimal) {
        at++;
        if (!take_number(s, &at, 6, &part_digits, &part)) return false;
    }
    if (at != s.n) return false;
    int64_t scale = 1, times = unit == WV_DURATION_MINUTES ? 60 : 1;
    for (unsigned i = 0; i < part_digits; i++) scale *= 10;
    *seconds = whole * times + (part * times + scale - 1) / scale; /* 0,4 of a second was a call */
    return true;
}
