/* SPDX-License-Identifier: EUPL-1.2 */
/* number.c: what a JSON number is worth. In: a literal that the grammar accepted. Out: a double or
 * an int64. Neighbours: json.c, fields.c. Invariant: the answer does not depend on the locale:
 * strtod is only ever shown digits and an exponent, never a decimal point, which a Dutch locale
 * writes as a comma. */
#include "read/json.h"

#include <stdio.h>
#include <stdlib.h>

enum { DIGITS_MAX = 800 /* more than any double needs to be rounded right (767) */ };

/* Exponent of the literal, kept within bounds that a sum cannot leave. */
static long exponent_of(wv_str s, uint32_t at)
{
    bool negative = s.p[at] == '-';
    long value = 0;
    if (s.p[at] == '-' || s.p[at] == '+') at++;
    for (; at < s.n; at++)
        if (value < 100000) value = value * 10 + (s.p[at] - '0');
    return negative ? -value : value;
}

double wv_json_number(wv_str s)
{
    char plain[DIGITS_MAX + 32];
    size_t n = 0;
    long shift = 0;
    bool fraction = false;
    uint32_t at = 0;
    if (s.n && s.p[0] == '-') plain[n++] = '-', at++;
    size_t first = n;
    for (; at < s.n && s.p[at] != 'e' && s.p[at] != 'E'; at++) {
        if (s.p[at] == '.') {
            fraction = true;
            continue;
        }
        if (n == first && s.p[at] == '0') { /* leading zeros carry nothing */
            shift -= fraction;
            continue;
        }
        if (n - first < DIGITS_MAX)
            plain[n++] = s.p[at], shift -= fraction;
        else
            shift += !fraction;
    }
    if (n == first) plain[n++] = '0';
    if (at < s.n) shift += exponent_of(s, at + 1);
    snprintf(plain + n, sizeof plain - n, "e%ld", shift);
    return strtod(plain, NULL);
}

bool wv_json_integer(wv_str s, int64_t *value)
{
    bool negative = s.n && s.p[0] == '-';
    int64_t sum = 0;
    if (s.n == (uint32_t)negative) return false;
    for (uint32_t i = negative; i < s.n; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9) return false;
        if (__builtin_mul_overflow(sum, 10, &sum) ||
            __builtin_sub_overflow(sum, digit,
                                   &sum)) /* downwards: INT64_MIN has no positive twin */
            return false;
    }
    if (!negative && sum == INT64_MIN) return false;
    *value = negative ? sum : -sum;
    return true;
}
