/* SPDX-License-Identifier: EUPL-1.2 */
/* utf8.c: UTF-8 for the text stages. In: bytes. Out: validity, code points, offsets counted three
 * ways. Neighbours: read/ validates with it before anything else sees a text; flag/ turns byte
 * spans into code points. Invariant: no function reads outside [p, p + n), whatever the bytes.
 * Cost: 8 bytes a step on ASCII. */
#include "text/utf8.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool continues(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the character at p, 0 when it is not valid; n >= 1 and p[0] >= 0x80. Table 3-7 of the
 * Unicode standard. */
static size_t long_character(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c >= 0xC2 && c <= 0xDF) return n >= 2 && continues(p[1]) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
        if (n < 3 || !continues(p[1]) || !continues(p[2])) return 0;
        if (c == 0xE0 && p[1] < 0xA0) return 0; /* overlong */
        if (c == 0xED && p[1] > 0x9F) return 0; /* surrogate */
        return 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (n < 4 || !continues(p[1]) || !continues(p[2]) || !continues(p[3])) return 0;
        if (c == 0xF0 && p[1] < 0x90) return 0; /* overlong */
        if (c == 0xF4 && p[1] > 0x8F) return 0; /* above U+10FFFF */
        return 4;
    }
    return 0;
}

static size_t ascii_run(const char *p, size_t i, size_t n)
{
    while (i + 8 <= n) {
        uint64_t eight;
        memcpy(&eight, p + i, 8);
        if (eight & HIGH_BITS) break;
        i += 8;
    }
    while (i < n && !((unsigned char)p[i] & 0x80)) i++;
    return i;
}

size_t wv_utf8_valid_bytes(const char *p, size_t n)
{
    size_t i = 0;
    while ((i = ascii_run(p, i, n)) < n) {
        size_t step = long_character((const unsigned char *)p + i, n - i);
        if (!step) return i;
        i += step;
    }
    return n;
}

uint32_t wv_utf8_decode(wv_str s, uint32_t at, uint32_t *bytes)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    if (p[0] < 0x80) return *bytes = 1, p[0];
    size_t n = long_character(p, s.n - at);
    *bytes = n ? (uint32_t)n : 1;
    switch (n) {
    case 2: return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3: return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    default: return 0xFFFD;
    }
}

uint32_t wv_utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) return out[0] = (char)code, 1;
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (code >> 18 & 0x07));
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

void wv_utf8_cursor_init(wv_utf8_cursor *c, wv_str text)
{
    *c = (wv_utf8_cursor){.text = text};
}

static uint32_t units_of(uint32_t bytes)
{
    return bytes == 4 ? 2 : 1; /* only four-byte characters take a surrogate pair */
}

static uint32_t step_at(const wv_utf8_cursor *c)
{
    uint32_t bytes;
    wv_utf8_decode(c->text, c->byte, &bytes);
    return bytes;
}

static void step_forward(wv_utf8_cursor *c, uint32_t bytes)
{
    c->byte += bytes;
    c->code_point++;
    c->utf16 += units_of(bytes);
}

/* Only when the caller goes back: spans of one finding are sorted, findings of one flag may restart
 * earlier. */
static void step_back(wv_utf8_cursor *c)
{
    uint32_t bytes = 1;
    while (bytes < 4 && bytes < c->byte && continues((unsigned char)c->text.p[c->byte - bytes]))
        bytes++;
    c->byte -= bytes;
    c->code_point--;
    c->utf16 -= units_of(bytes);
}

void wv_utf8_seek_byte(wv_utf8_cursor *c, uint32_t byte)
{
    if (byte < c->byte / 2) wv_utf8_cursor_init(c, c->text);
    while (c->byte > byte) step_back(c);
    while (c->byte < byte && c->byte < c->text.n) {
        if (!((unsigned char)c->text.p[c->byte] & 0x80)) {
            step_forward(c, 1);
            continue;
        }
        uint32_t bytes = step_at(c);
        if (c->byte + bytes > byte) return;
        step_forward(c, bytes);
    }
}

void wv_utf8_seek_code_point(wv_utf8_cursor *c, uint32_t code_point)
{
    if (code_point < c->code_point / 2) wv_utf8_cursor_init(c, c->text);
    while (c->code_point > code_point) step_back(c);
    while (c->code_point < code_point && c->byte < c->text.n) step_forward(c, step_at(c));
}
