/* SPDX-License-Identifier: EUPL-1.2 */
/* json_string.c: the strings of JSON: where they end, whether their bytes are UTF-8, and what their
 * escapes say.
 *
 * In: bytes after an opening quote. Out: decoded text, borrowed when it had no escape, else in the
 * arena. Neighbours: json.c. Invariant: what comes out is valid UTF-8 (U+0000 included) and never
 * longer than what came in. Cost: eight bytes a step over plain ASCII; two passes over a string
 * with escapes. */
#include "read/json.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#elif __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ONES UINT64_C(0x0101010101010101)
#define HIGHS (ONES * 0x80)

/* High bit set in each byte of x that is zero; bytes above a true one may be wrong, so only the
 * lowest counts. */
static inline uint64_t zero_bytes(uint64_t x)
{
    return (x - ONES) & ~x & HIGHS;
}
#endif

/* Skips bytes that need no thought: 0x20 to 0x7F without the quote and the backslash. As signed
 * numbers, bytes of 0x80 and more are below 0x20 too. */
static size_t skip_plain(const char *p, size_t at, size_t end)
{
#if defined(__x86_64__)
    for (; end - at >= 16; at += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + at));
        __m128i stop = _mm_or_si128(_mm_cmplt_epi8(x, _mm_set1_epi8(0x20)),
                                    _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
                                                 _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
        unsigned bits = (unsigned)_mm_movemask_epi8(stop);
        if (bits) return at + (size_t)__builtin_ctz(bits);
    }
#elif __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    for (; end - at >= 8; at += 8) {
        uint64_t x;
        memcpy(&x, p + at, 8);
        uint64_t stop = (x & HIGHS) | ((x - ONES * 0x20) & ~x & HIGHS) |
                        zero_bytes(x ^ (ONES * '"')) | zero_bytes(x ^ (ONES * '\\'));
        if (stop) return at + ((size_t)__builtin_ctzll(stop) >> 3);
    }
#endif
    for (; at < end; at++) {
        unsigned char c = (unsigned char)p[at];
        if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') break;
    }
    return at;
}

/* Bytes of the UTF-8 sequence at p (a byte of 0x80 or more), or 0: overlong forms, surrogates and
 * values above U+10FFFF are no UTF-8. */
static size_t sequence_bytes(const unsigned char *p, size_t left)
{
    unsigned c = p[0], low = 0x80, high = 0xBF;
    size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    if (c < 0xC2 || c > 0xF4 || left < n) return 0;
    if (c == 0xE0) low = 0xA0;
    if (c == 0xED) high = 0x9F;
    if (c == 0xF0) low = 0x90;
    if (c == 0xF4) high = 0x8F;
    if (p[1] < low || p[1] > high) return 0;
    for (size_t i = 2; i < n; i++)
        if ((p[i] & 0xC0) != 0x80) return 0;
    return n;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits after \u, or -1. */
static int32_t hex4(const char *p, size_t at, size_t end)
{
    int32_t value = 0;
    if (end - at < 4) return -1;
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_value(p[at + i]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

static wv_rc fault(wv_json_error *error, wv_json_fault kind, size_t offset, const char *message)
{
    *error = (wv_json_error){kind, (uint32_t)offset, message};
    return kind == WV_JSON_FAULT_UTF8 ? WV_E_UTF8 : WV_E_JSON;
}

/* Checks the escape whose backslash stands at `at`; *bytes is how long it is, a surrogate pair as
 * one. */
static wv_rc check_escape(wv_str input, size_t at, size_t *bytes, wv_json_error *error)
{
    const char *p = input.p;
    size_t end = input.n;
    if (at + 1 >= end) return fault(error, WV_JSON_FAULT_SYNTAX, end, "string is not closed");
    char c = p[at + 1];
    *bytes = 2;
    if (c != 'u') {
        if (c && strchr("\"\\/bfnrt", c)) return WV_OK;
        return fault(error, WV_JSON_FAULT_SYNTAX, at, "unknown escape");
    }
    int32_t unit = hex4(p, at + 2, end);
    if (unit < 0) return fault(error, WV_JSON_FAULT_SYNTAX, at, "\\u wants four hex digits");
    *bytes = 6;
    if (unit < 0xD800 || unit > 0xDFFF) return WV_OK;
    if (unit > 0xDBFF || end - at < 12 || p[at + 6] != '\\' || p[at + 7] != 'u')
        return fault(error, WV_JSON_FAULT_SYNTAX, at, "lone surrogate");
    int32_t low = hex4(p, at + 8, end);
    if (low < 0xDC00 || low > 0xDFFF)
        return fault(error, WV_JSON_FAULT_SYNTAX, at, "lone surrogate");
    *bytes = 12;
    return WV_OK;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) return out[0] = (char)c, 1;
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6), out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63)), out[3] = (char)(0x80 | (c & 63));
    return 4;
}

static char simple_escape(char c)
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c; /* " \ / */
    }
}

/* Decodes a body that was checked. Returns the bytes written. */
static size_t decode(const char *p, size_t at, size_t end, char *out)
{
    size_t n = 0;
    while (at < end) {
        const char *slash = memchr(p + at, '\\', end - at);
        size_t plain = slash ? (size_t)(slash - p) - at : end - at;
        memcpy(out + n, p + at, plain);
        n += plain, at += plain;
        if (at == end) break;
        if (p[at + 1] != 'u') {
            out[n++] = simple_escape(p[at + 1]);
            at += 2;
            continue;
        }
        uint32_t c = (uint32_t)hex4(p, at + 2, end);
        at += 6;
        if (c >= 0xD800 && c <= 0xDBFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)hex4(p, at + 2, end) - 0xDC00);
            at += 6;
        }
        n += put_utf8(out + n, c);
    }
    return n;
}

wv_rc wv_json_string(wv_arena *arena, wv_str input, uint32_t *at, wv_str *out, wv_json_error *error)
{
    const char *p = input.p;
    size_t start = *at + 1, i = start, end = input.n;
    bool escaped = false;
    for (;;) {
        i = skip_plain(p, i, end);
        if (i >= end) return fault(error, WV_JSON_FAULT_SYNTAX, end, "string is not closed");
        unsigned char c = (unsigned char)p[i];
        size_t step;
        if (c == '"') break;
        if (c == '\\') {
            wv_rc rc = check_escape(input, i, &step, error);
            if (rc) return rc;
            escaped = true;
        } else if (c < 0x20) {
            return fault(error, WV_JSON_FAULT_SYNTAX, i, "control character in a string");
        } else if (!(step = sequence_bytes((const unsigned char *)p + i, end - i))) {
            return fault(error, WV_JSON_FAULT_UTF8, i, "invalid UTF-8");
        }
        i += step;
    }
    *at = (uint32_t)i + 1;
    *out = (wv_str){p + start, (uint32_t)(i - start)};
    if (!escaped) return WV_OK;
    char *decoded = wv_arena_alloc(arena, i - start);
    if (!decoded) return WV_E_NOMEM;
    *out = (wv_str){decoded, (uint32_t)decode(p, start, i, decoded)};
    return WV_OK;
}
