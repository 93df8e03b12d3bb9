/* SPDX-License-Identifier: EUPL-1.2 */
/* utf8.h: validation, decoding, and conversion between byte, code-point and UTF-16 offsets. Pure,
 * thread-safe.
 *
 * Validation is strict (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF). All
 * other functions want valid text; on invalid bytes they step one byte at a time and never read
 * outside the text. */
#ifndef WV_TEXT_UTF8_H
#define WV_TEXT_UTF8_H

#include "base/str.h"

/* Bytes of the longest valid prefix; equal to n when all of it is valid. */
size_t wv_utf8_valid_bytes(const char *p, size_t n);
static inline bool wv_utf8_valid(wv_str s)
{
    return wv_utf8_valid_bytes(s.p, s.n) == s.n;
}

/* Code point at byte `at` (< s.n); its length in bytes goes to *bytes. An invalid byte gives U+FFFD
 * and length 1. */
uint32_t wv_utf8_decode(wv_str s, uint32_t at, uint32_t *bytes);
/* Writes 1 to 4 bytes, returns their number. */
uint32_t wv_utf8_encode(uint32_t code, char out[4]);

/* One place of a text, counted three ways. Seeking walks from where the cursor stands, so a sorted
 * series of seeks costs one pass over the text. A seek into the middle of a character stops at its
 * first byte; past the end, at the end. */
typedef struct wv_utf8_cursor {
    wv_str text; /* borrowed */
    uint32_t byte, code_point, utf16;
} wv_utf8_cursor;

void wv_utf8_cursor_init(wv_utf8_cursor *c, wv_str text);
void wv_utf8_seek_byte(wv_utf8_cursor *c, uint32_t byte);
void wv_utf8_seek_code_point(wv_utf8_cursor *c, uint32_t code_point);

#endif
