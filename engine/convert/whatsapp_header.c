/* SPDX-License-Identifier: EUPL-1.2 */
/* whatsapp_header.c: is this line the begin of a message, and when was it?
 *
 * In: a line. Out: numbers of its date and clock, and what stands behind them. Neighbours:
 * whatsapp.c decides what the file's order of day and month is. Invariant: one cursor that only
 * moves forward, so that no line takes longer than its length. Real headers that this reads:
 *
 *   27-08-2020 11:17 - Jeroen Weda: <Media weggelaten>         Android, Dutch
 *   [06-07-2026, 14:32:05] Naam: tekst                         iOS, with U+200E before the bracket
 *   12-03-16 09:01:12: Naam: <afbeelding weggelaten>           iOS of before 2017
 *   3/14/24, 9:05 PM - Name: text                              English; U+202F stands before PM */
#include "convert/whatsapp.h"

#include "text/utf8.h"

typedef struct cursor {
    wv_str s;
    uint32_t at;
} cursor;

/* U+200E, U+200F, U+202A..U+202E, U+2066..U+2069, U+FEFF. */
static bool is_mark(uint32_t c)
{
    return c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x202F || c == '\r' || c == '\n';
}

/* The first byte of the last character of s[0..end). */
static uint32_t last_of(wv_str s, uint32_t end)
{
    uint32_t at = end - 1;
    while (at > 0 && end - at < 4 && ((unsigned char)s.p[at] & 0xC0) == 0x80) at--;
    return at;
}

wv_str wv_wa_trim(wv_str s)
{
    uint32_t start = 0, end = s.n, n = 0;
    while (start < end) {
        uint32_t c = wv_utf8_decode(s, start, &n);
        if (!is_mark(c) && !is_space(c)) break;
        start += n;
    }
    while (end > start) {
        uint32_t at = last_of(s, end), c = wv_utf8_decode(s, at, &n);
        if (at + n != end || (!is_mark(c) && !is_space(c))) break;
        end = at;
    }
    return (wv_str){s.p + start, end - start};
}

static void skip_marks(cursor *c)
{
    uint32_t n = 0;
    while (c->at < c->s.n && is_mark(wv_utf8_decode(c->s, c->at, &n))) c->at += n;
}

static bool skip_spaces(cursor *c)
{
    uint32_t n = 0, from = c->at;
    while (c->at < c->s.n) {
        uint32_t code = wv_utf8_decode(c->s, c->at, &n);
        if (!is_mark(code) && !is_space(code)) break;
        c->at += n;
    }
    return c->at > from;
}

static char peek(const cursor *c)
{
    return c->at < c->s.n ? c->s.p[c->at] : '\0';
}

static bool take(cursor *c, char wanted)
{
    if (peek(c) != wanted || c->at >= c->s.n) return false;
    c->at++;
    return true;
}

/* 1 to 4 digits; *digits tells how many. */
static bool take_number(cursor *c, unsigned *out, unsigned *digits)
{
    *out = *digits = 0;
    while (peek(c) >= '0' && peek(c) <= '9' && *digits < 5) {
        *out = *out * 10 + (unsigned)(peek(c) - '0');
        c->at++;
        ++*digits;
    }
    return *digits >= 1 && *digits <= 4;
}

static bool take_date(cursor *c, wv_wa_header *h)
{
    unsigned d1, d2, d3;
    if (!take_number(c, &h->first, &d1)) return false;
    h->separator = peek(c);
    if (h->separator != '-' && h->separator != '/' && h->separator != '.') return false;
    c->at++;
    if (!take_number(c, &h->second, &d2) || !take(c, h->separator) ||
        !take_number(c, &h->third, &d3))
        return false;
    h->year_first = d1 == 4;
    if (h->year_first) return d2 <= 2 && d3 <= 2;
    if (d3 == 2) h->third += 2000;
    return d1 <= 2 && d2 <= 2 && (d3 == 2 || d3 == 4);
}

/* `PM`, `p.m.`, `p. m.`, with any space before it. */
static void take_half_day(cursor *c, wv_wa_header *h)
{
    cursor ahead = *c;
    skip_spaces(&ahead);
    char letter = (char)(peek(&ahead) | 0x20);
    if (letter != 'a' && letter != 'p') return;
    ahead.at++;
    take(&ahead, '.');
    skip_spaces(&ahead);
    if ((peek(&ahead) | 0x20) != 'm') return;
    ahead.at++;
    take(&ahead, '.');
    if (h->hour < 1 || h->hour > 12) return;
    h->hour = h->hour % 12 + (letter == 'p' ? 12 : 0);
    h->half_day = true;
    *c = ahead;
}

static bool take_clock(cursor *c, wv_wa_header *h, bool *has_seconds)
{
    unsigned digits;
    if (!take_number(c, &h->hour, &digits) || digits > 2) return false;
    char separator = peek(c);
    if (separator != ':' && separator != '.') return false;
    c->at++;
    if (!take_number(c, &h->minute, &digits) || digits != 2) return false;
    cursor ahead = *c;
    *has_seconds = false;
    if (take(&ahead, separator) && take_number(&ahead, &h->second_of_minute, &digits) &&
        digits == 2) {
        *has_seconds = true;
        *c = ahead;
    } else {
        h->second_of_minute = 0;
    }
    take_half_day(c, h);
    return true; /* 04:61 is no time, but a header it is: its record says that it has no time */
}

/* What stands between the clock and the author tells the shape. */
static bool take_end(cursor *c, wv_wa_header *h, bool bracket, bool has_seconds)
{
    if (bracket) {
        h->shape = WV_WA_IOS;
        return take(c, ']') && skip_spaces(c);
    }
    if (has_seconds && peek(c) == ':') {
        h->shape = WV_WA_IOS_OLD;
        return take(c, ':') && skip_spaces(c);
    }
    h->shape = WV_WA_ANDROID;
    return skip_spaces(c) && take(c, '-') && take(c, ' ');
}

bool wv_wa_header_read(wv_str line, wv_wa_header *out)
{
    cursor c = {line, 0};
    bool has_seconds;
    *out = (wv_wa_header){0};
    skip_marks(&c);
    bool bracket = take(&c, '[');
    if (!take_date(&c, out)) return false;
    take(&c, ',');
    if (!skip_spaces(&c) || !take_clock(&c, out, &has_seconds)) return false;
    if (!take_end(&c, out, bracket, has_seconds)) return false;
    out->rest = (wv_str){line.p + c.at, line.n - c.at};
    return true;
}

bool wv_wa_header_clock(const wv_wa_header *h, bool month_first, int64_t *local_seconds)
{
    unsigned year = h->year_first ? h->first : h->third;
    unsigned day = h->year_first ? h->third : month_first ? h->second : h->first;
    unsigned month = h->year_first ? h->second : month_first ? h->first : h->second;
    return wv_convert_civil(year, month, day, h->hour, h->minute, h->second_of_minute,
                            local_seconds);
}
