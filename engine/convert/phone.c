/* SPDX-License-Identifier: EUPL-1.2 */
/* phone.c: telephone numbers to E.164. In: a cell, an address, the author of a message. Out: +31...
 * Neighbours: csv.c, sms.c, signal.c, whatsapp.c. Invariant: what is not surely a number stays as
 * it is. A number that begins with one 0 is Dutch: the lists are of Dutch providers. Cost: its
 * length. */
#include "convert/phone.h"

#include "text/utf8.h"

enum { DIGITS_MIN = 8, DIGITS_MAX = 15 };

/* Spaces of any kind, dashes, dots, slashes, brackets, marks for the direction of writing. */
static bool is_filler(uint32_t c)
{
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == 0xA0 ||
           c == 0x2011 || c == 0x202F || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

wv_str wv_phone(wv_str s, char out[WV_PHONE_BYTES], bool *national)
{
    char digits[WV_PHONE_BYTES];
    uint32_t count = 0, n = 0;
    bool plus = false;
    *national = false;
    for (uint32_t at = 0; at < s.n; at += n) {
        uint32_t c = wv_utf8_decode(s, at, &n);
        if (c == '+' && !plus && count == 0) {
            plus = true;
        } else if (c == '(' && plus && at + 2 < s.n && s.p[at + 1] == '0' && s.p[at + 2] == ')') {
            n = 3; /* +31 (0)6: the zero is for who calls from here */
        } else if (c >= '0' && c <= '9') {
            if (count == DIGITS_MAX + 2) return s;
            digits[count++] = (char)c;
        } else if (!is_filler(c)) {
            return s;
        }
    }
    const char *p = digits;
    if (!plus && count > 2 && p[0] == '0' && p[1] == '0') p += 2, count -= 2, plus = true;
    if (count < DIGITS_MIN || count > DIGITS_MAX) return s;
    uint32_t at = 0;
    out[at++] = '+';
    if (!plus && p[0] == '0') {
        *national = true;
        out[at++] = '3', out[at++] = '1';
        p++, count--;
    } else if (!plus && !(count == 11 && p[0] == '3' && p[1] == '1')) {
        return s; /* neither +31.., 0031.., 31.. nor 0..: nobody knows of which country */
    }
    memcpy(out + at, p, count);
    return (wv_str){out, at + count};
}
