/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens_number.c: numbers, times, dates, amounts, phone numbers. In: a text and a place. Out:
 * where the token ends. Neighbours: tokens.c. Invariant: looks at most 40 bytes ahead, so the
 * tokeniser stays linear. */
#include "text/edges.h"
#include "text/tokens_shapes.h"

static bool digit_at(wv_str s, uint32_t i)
{
    return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static bool letter_at(wv_str s, uint32_t i)
{
    uint32_t bytes;
    return wv_edges_at(s, i, &bytes) == WV_EDGE_LETTER;
}

static char char_at(wv_str s, uint32_t i)
{
    return i < s.n ? s.p[i] : '\0';
}

static uint32_t digits_end(wv_str s, uint32_t i)
{
    while (digit_at(s, i)) i++;
    return i;
}

static uint32_t number_value(wv_str s, uint32_t from, uint32_t to)
{
    uint32_t value = 0;
    for (uint32_t i = from; i < to && i < from + 4; i++)
        value = value * 10 + (uint32_t)(s.p[i] - '0');
    return value;
}

/* Digits of a number of the Netherlands or Belgium, by how it begins: 0612345678, 0031612345678,
 * +31612345678. */
static int phone_digits_max(wv_str s, uint32_t at)
{
    if (s.p[at] == '+') return memmem(s.p + at, s.n - at < 8 ? s.n - at : 8, "(0)", 3) ? 12 : 11;
    return char_at(s, at + 1) == '0' ? 13 : 10;
}

/* +31 (0)6-1234 5678, 0031..., 06-12345678, 050 - 123 45 67. Without a leading 0 or + it is a plain
 * number. */
static uint32_t phone_end(wv_str s, uint32_t at)
{
    enum { PHONE_BYTES_MAX = 24, DIGITS_MIN = 9 };
    if (s.p[at] != '+' && s.p[at] != '0') return 0;
    uint32_t i = s.p[at] == '+' ? at + 1 : at, end = 0;
    int digits = 0, breaks = 0, most = phone_digits_max(s, at);
    for (; i < s.n && i < at + PHONE_BYTES_MAX; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9') {
            digits++, breaks = 0, end = i + 1;
        } else if (c && strchr(" -()/.", c) && digits && digits < most && breaks < 2) {
            breaks++;
        } else {
            break;
        }
    }
    if (digits < DIGITS_MIN || digits > most || letter_at(s, end)) return 0;
    return end;
}

/* 3-2-2026, 03/02/26, 3.2.2026, 2026-02-03 (an ISO time after it is a token of its own). */
static uint32_t date_end(wv_str s, uint32_t at)
{
    uint32_t a = digits_end(s, at);
    char mark = char_at(s, a);
    if (mark != '-' && mark != '/' && mark != '.') return 0;
    uint32_t b = digits_end(s, a + 1);
    if (b == a + 1 || char_at(s, b) != mark) return 0;
    uint32_t c = digits_end(s, b + 1);
    uint32_t first = a - at, second = b - a - 1, third = c - b - 1;
    bool day_first = first <= 2 && second <= 2 && (third == 2 || third == 4);
    bool year_first = first == 4 && second == 2 && third == 2;
    if (!day_first && !year_first) return 0;
    return letter_at(s, c) && s.p[c] != 'T' ? 0 : c;
}

/* u, uur, uren, h standing at i as a whole word; 0 when not. */
static uint32_t hour_word_end(wv_str s, uint32_t i)
{
    static const char *const words[] = {"uren", "uur", "u", "h"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        uint32_t n = (uint32_t)strlen(words[k]);
        if (i + n <= s.n && wv_edges_same(s.p + i, words[k], n) && !letter_at(s, i + n))
            return i + n;
    }
    return 0;
}

/* 14:10, 14:10:33, 3.30u, 3.30 uur (the word uur stays a word), 22h, 22u30. */
static uint32_t time_end(wv_str s, uint32_t at)
{
    uint32_t a = digits_end(s, at);
    if (a - at > 2 || number_value(s, at, a) > 24) return 0;
    char mark = char_at(s, a);
    if ((mark == 'u' || mark == 'h') && digit_at(s, a + 1)) {
        uint32_t b = digits_end(s, a + 1);
        return b - a - 1 == 2 && !letter_at(s, b) ? b : 0;
    }
    if (mark != ':' && mark != '.' && mark != ',') return hour_word_end(s, a);
    uint32_t b = digits_end(s, a + 1);
    if (b - a - 1 != 2 || number_value(s, a + 1, b) > 59) return 0;
    if (mark == ':') {
        uint32_t c = char_at(s, b) == ':' ? digits_end(s, b + 1) : 0;
        if (c == b + 3) b = c;
        uint32_t hour = hour_word_end(s, b);
        return hour ? hour : letter_at(s, b) ? 0 : b;
    }
    uint32_t hour = hour_word_end(s, b);
    if (hour) return hour;
    return char_at(s, b) == ' ' && hour_word_end(s, b + 1) ? b : 0;
}

static bool euro_at(wv_str s, uint32_t i)
{
    return i + 3 <= s.n && memcmp(s.p + i, "\xE2\x82\xAC", 3) == 0;
}

/* 1.000,50 / 0,01 / 50,- / 24-7: groups of digits joined by one mark each. */
static uint32_t groups_end(wv_str s, uint32_t at)
{
    uint32_t i = digits_end(s, at);
    for (;;) {
        char c = char_at(s, i);
        if ((c == '.' || c == ',' || c == '-' || c == '/') && digit_at(s, i + 1))
            i = digits_end(s, i + 1);
        else
            break;
    }
    if (char_at(s, i) == ',' && char_at(s, i + 1) == '-') i += 2;
    return i;
}

/* Letters glued to a number: 2e, 3de, 40x, 5km stay numbers; 4ever and 16-jarige are words. */
static uint32_t suffix_end(wv_str s, uint32_t i, uint8_t *kind)
{
    enum { SUFFIX_LETTERS_MAX = 3 };
    uint32_t letters = 0, bytes, hyphen = 0;
    wv_edge edge = wv_edges_at(s, i, &bytes);
    if (edge == WV_EDGE_HYPHEN && letter_at(s, i + bytes)) i += bytes, hyphen = 1;
    for (;; letters++) {
        edge = wv_edges_at(s, i, &bytes);
        bool inner = edge == WV_EDGE_LETTER || edge == WV_EDGE_MARK || edge == WV_EDGE_DIGIT ||
                     (edge == WV_EDGE_HYPHEN && letter_at(s, i + bytes));
        if (!inner) break;
        i += bytes;
    }
    if (hyphen || letters > SUFFIX_LETTERS_MAX) *kind = WV_TOKEN_WORD;
    return i;
}

uint32_t wv_tokens_number(wv_str s, uint32_t at, uint8_t *kind)
{
    uint32_t end;
    if ((end = phone_end(s, at)) != 0) return *kind = WV_TOKEN_PHONE, end;
    if (!digit_at(s, at)) return 0;
    if ((end = date_end(s, at)) != 0) return *kind = WV_TOKEN_DATE, end;
    if ((end = time_end(s, at)) != 0) return *kind = WV_TOKEN_TIME, end;
    end = groups_end(s, at);
    *kind = WV_TOKEN_NUMBER;
    if (euro_at(s, end)) return *kind = WV_TOKEN_AMOUNT, end + 3;
    if (char_at(s, end) == ' ' && euro_at(s, end + 1) && !digit_at(s, end + 4) &&
        !(char_at(s, end + 4) == ' ' && digit_at(s, end + 5)))
        return *kind = WV_TOKEN_AMOUNT, end + 4;
    return suffix_end(s, end, kind);
}

uint32_t wv_tokens_amount(wv_str s, uint32_t at)
{
    uint32_t i = at;
    if (euro_at(s, at))
        i += 3;
    else if (char_at(s, at) == '$')
        i += 1;
    else
        return 0;
    if (char_at(s, i) == ' ') i++;
    return digit_at(s, i) ? groups_end(s, i) : 0;
}
