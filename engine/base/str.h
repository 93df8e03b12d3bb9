/* SPDX-License-Identifier: EUPL-1.2 */
/* str.h: text inside the engine is (pointer, length), never a bare C string; spans are half-open.
 *
 * A wv_str borrows its bytes: whoever made it says how long they stay valid. It is never
 * NUL-terminated. */
#ifndef WV_BASE_STR_H
#define WV_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct wv_str {
    const char *p;
    uint32_t n; /* bytes */
} wv_str;

/* Byte offsets into the text they belong to, [start, end). */
typedef struct wv_span {
    uint32_t start, end;
} wv_span;

#define WV_STR(lit) ((wv_str){(lit), (uint32_t)(sizeof(lit) - 1)})

static inline wv_str wv_str_of(const char *c_string)
{
    return (wv_str){c_string, (uint32_t)strlen(c_string)};
}

static inline bool wv_str_eq(wv_str a, wv_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* A literal's length is known when this is compiled. A string of a table is read no further than
 * the first byte that differs, which is nearly always the first: tables are searched for words that
 * are not in them. */
static inline bool wv_str_is(wv_str a, const char *c_string)
{
    if (__builtin_constant_p(strlen(c_string))) return wv_str_eq(a, wv_str_of(c_string));
    for (uint32_t i = 0; i < a.n; i++)
        if (c_string[i] != a.p[i] || !c_string[i]) return false;
    return c_string[a.n] == '\0';
}

/* Byte order, shorter first on a common prefix: a total order that no locale changes. */
static inline int wv_str_cmp(wv_str a, wv_str b)
{
    uint32_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* The same order between a string of a table and a word, for binary searches. */
static inline int wv_str_cmp_text(const char *c_string, wv_str b)
{
    const unsigned char *a = (const unsigned char *)c_string;
    for (uint32_t i = 0; i < b.n; i++) {
        unsigned char c = (unsigned char)b.p[i];
        if (a[i] != c || !a[i]) return a[i] < c ? -1 : 1;
    }
    return a[b.n] ? 1 : 0;
}

static inline bool wv_str_starts(wv_str s, wv_str prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static inline bool wv_str_ends(wv_str s, wv_str suffix)
{
    return s.n >= suffix.n && memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0;
}

#endif
