/* SPDX-License-Identifier: EUPL-1.2 */
/* json_string.c: the strings of JSON: where they end, whether their bytes are UTF-8, and what their
 * escapes say.
 *
 *   marks     "  c  a  f  é  .  .  \  n  "         (marks.h)
 *   stop      1  0  0  0  00 0  0  1  0  1        from one to the next; between them only
 *   high      0  0  0  0  11 0  0  0  0  0        these are looked at
 *
 * In: bytes after an opening quote. Out: decoded text, borrowed when it had no escape, else in the
 * arena. Neighbours: json.c; marks.c finds. Invariant: what comes out is valid UTF-8 (U+0000
 * included) and never longer than what came in. Cost: a step for each 64 bytes, each escape and each
 * character that is not ASCII; two passes over a string with escapes. */
#include "read/json.h"

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

static bool is_simple(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return true;
    default: return false;
    }
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
        if (is_simple(c)) return WV_OK;
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

/* Checks the characters that begin at the bits of `high`, in the 64 bytes that hold *at; *at moves
 * to their end when the last one goes on behind them. */
static wv_rc check_high(wv_str input, uint64_t high, uint32_t *at, wv_json_error *error)
{
    uint32_t base = *at & ~UINT32_C(63), i = *at;
    while (high) {
        i = base + (uint32_t)__builtin_ctzll(high);
        size_t bytes = sequence_bytes((const unsigned char *)input.p + i, input.n - i);
        if (!bytes) return fault(error, WV_JSON_FAULT_UTF8, i, "invalid UTF-8");
        i += (uint32_t)bytes;
        high = i - base < 64 ? high & ~UINT64_C(0) << (i - base) : 0;
    }
    *at = i;
    return WV_OK;
}

/* Moves *at to the next byte at which a string may stop, or to the end of the input. */
static inline wv_rc find_stop(wv_marks *marks, uint32_t *at, wv_json_error *error)
{
    uint32_t i = *at, n = marks->text.n;
    while (i < n) {
        const wv_marks_64 *m = wv_marks_at(marks, i);
        uint64_t from = ~UINT64_C(0) << (i & 63), stop = m->stop & from;
        uint64_t high = m->high & from & ((stop & -stop) - 1); /* all of them when stop is 0 */
        uint32_t after = (i | 63) + 1;
        if (high) {
            wv_rc rc = check_high(marks->text, high, &i, error);
            if (rc) return rc;
        }
        if (stop) {
            *at = (after - 64) + (uint32_t)__builtin_ctzll(stop);
            return WV_OK;
        }
        if (i < after) i = after;
    }
    *at = n;
    return WV_OK;
}

static wv_rc keep_decoded(wv_arena *arena, wv_str raw, wv_str *out)
{
    char *decoded = wv_arena_alloc(arena, raw.n);
    if (!decoded) return WV_E_NOMEM;
    *out = (wv_str){decoded, (uint32_t)decode(raw.p, 0, raw.n, decoded)};
    return WV_OK;
}

wv_rc wv_json_string(wv_arena *arena, wv_marks *marks, uint32_t *at, wv_str *out,
                     wv_json_error *error)
{
    wv_str input = marks->text;
    uint32_t start = *at + 1, i = start;
    bool escaped = false;
    for (;;) {
        size_t step;
        wv_rc rc = find_stop(marks, &i, error);
        if (rc) return rc;
        if (i >= input.n)
            return fault(error, WV_JSON_FAULT_SYNTAX, input.n, "string is not closed");
        if (input.p[i] == '"') break;
        if (input.p[i] != '\\')
            return fault(error, WV_JSON_FAULT_SYNTAX, i, "control character in a string");
        if ((rc = check_escape(input, i, &step, error)) != WV_OK) return rc;
        escaped = true;
        i += (uint32_t)step;
    }
    *at = i + 1;
    *out = (wv_str){input.p + start, i - start};
    return escaped ? keep_decoded(arena, *out, out) : WV_OK;
}
