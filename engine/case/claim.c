/* SPDX-License-Identifier: EUPL-1.2 */
/* claim.c: numbers told in a text. In: text and spans of a finding. Out: a number. Neighbours:
 * entry.c. "gisteren stonden er 47 oproepen" gives 47; a clock time (17:45), a date or a year gives
 * nothing. Cost: linear in the few bytes around the spans. */
#include "case/claim.h"

enum { CLAIM_BEFORE_BYTES = 40, CLAIM_MAX = 9999, YEAR_FROM = 1900, YEAR_TO = 2100 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* 17:45, 12.30, 3-4-2026, 06-12345678: digits joined by a mark to other digits are no count. */
static bool joined(wv_str t, uint32_t at, int step)
{
    int64_t mark = (int64_t)at, next = mark + step;
    if (mark < 0 || mark >= t.n || next < 0 || next >= t.n) return false;
    return strchr(":.,-/", t.p[mark]) && is_digit(t.p[next]);
}

static uint32_t number_at(wv_str t, uint32_t start, uint32_t *end)
{
    uint32_t i = start, value = 0;
    for (; i < t.n && is_digit(t.p[i]); i++)
        value = value > CLAIM_MAX ? value : value * 10 + (uint32_t)(t.p[i] - '0');
    *end = i;
    bool bad = joined(t, i, 1) || (start > 0 && joined(t, start - 1, -1)) ||
               (i < t.n && is_letter(t.p[i]));
    return bad || value > CLAIM_MAX || (value >= YEAR_FROM && value <= YEAR_TO) ? 0 : value;
}

typedef struct number_word {
    const char *word;
    uint32_t value;
} number_word;

/* Round numbers are how people tell an estimate; "een" and "twee" are mostly no count of contacts.
 */
static const number_word WORDS[] = {
    {"tien", 10},          {"twaalf", 12},     {"vijftien", 15},   {"twintig", 20},
    {"vijfentwintig", 25}, {"dertig", 30},     {"veertig", 40},    {"vijftig", 50},
    {"zestig", 60},        {"zeventig", 70},   {"tachtig", 80},    {"negentig", 90},
    {"honderd", 100},      {"honderden", 100}, {"tientallen", 20}, {"tweehonderd", 200},
    {"duizend", 1000},
};

static uint32_t word_at(wv_str t, uint32_t start, uint32_t *end)
{
    uint32_t i = start;
    while (i < t.n && is_letter(t.p[i])) i++;
    *end = i;
    wv_str word = {t.p + start, i - start};
    for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++)
        if (wv_str_is(word, WORDS[k].word)) return WORDS[k].value;
    return 0;
}

static uint32_t largest(wv_str t, uint32_t from, uint32_t to)
{
    uint32_t best = 0;
    for (uint32_t i = from, end; i<to; i = end> i ? end : i + 1) {
        end = i;
        uint32_t value = 0;
        if (is_digit(t.p[i]))
            value = number_at(t, i, &end);
        else if (is_letter(t.p[i]))
            value = word_at(t, i, &end);
        if (value > best) best = value;
    }
    return best >= 2 ? best : 0;
}

uint32_t wv_claim_of(wv_str text, const wv_span *spans, uint32_t span_count)
{
    uint32_t best = 0;
    for (uint32_t i = 0; i < span_count; i++) {
        if (spans[i].end > text.n || spans[i].start > spans[i].end) continue;
        uint32_t from =
            spans[i].start > CLAIM_BEFORE_BYTES ? spans[i].start - CLAIM_BEFORE_BYTES : 0;
        while (from > 0 && from < spans[i].start && is_letter(text.p[from])) from++;
        uint32_t value = largest(text, from, spans[i].end);
        if (value > best) best = value;
    }
    return best;
}
