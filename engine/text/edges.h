/* SPDX-License-Identifier: EUPL-1.2 */
/* edges.h: which characters make a word and which part words. Constant tables, thread-safe.
 *
 * The hot loops read one table of 256 bytes; only bytes of 0x80 and above take the slow path over
 * code points. */
#ifndef WV_TEXT_EDGES_H
#define WV_TEXT_EDGES_H

#include "base/str.h"

typedef enum wv_edge {
    WV_EDGE_PUNCT = 0,
    WV_EDGE_SPACE,
    WV_EDGE_LINE, /* \n and \r */
    WV_EDGE_LETTER,
    WV_EDGE_DIGIT,
    WV_EDGE_APOSTROPHE, /* ' and its typographic forms */
    WV_EDGE_HYPHEN,     /* - and U+2010, U+2011; dashes are punctuation */
    WV_EDGE_HIGH,       /* bytes only: decode and ask wv_edges_of */
    WV_EDGE_MARK,       /* combining accents: part of the letter before */
    WV_EDGE_JOINER, /* zero-width characters, soft hyphen, variation selectors: seen by nobody */
    WV_EDGE_EMOJI,
    WV_EDGE_FLAG, /* regional indicators: two make a flag */
} wv_edge;

extern const uint8_t wv_edges_bytes[256];

/* Class of a code point of any size. */
wv_edge wv_edges_of(uint32_t code);
/* Class of the character at byte `at`; its length goes to *bytes. At or past the end: WV_EDGE_LINE
 * with length 0. */
wv_edge wv_edges_at(wv_str text, uint32_t at, uint32_t *bytes);

/* ASCII only, and no locale. */
static inline char wv_edges_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* n bytes of p equal to lower-case ASCII text, without case. */
static inline bool wv_edges_same(const char *p, const char *lower, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (wv_edges_lower(p[i]) != lower[i]) return false;
    return true;
}

#endif
