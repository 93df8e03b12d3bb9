/* SPDX-License-Identifier: EUPL-1.2 */
/* buf.h: a growable byte buffer with a sticky failure, so that writers check once at the end.
 *
 * The caller owns the struct; init/done. After `failed` every append is a no-op. Not thread-safe. */
#ifndef WV_BASE_BUF_H
#define WV_BASE_BUF_H

#include "base/str.h"

typedef struct wv_buf {
    char *p;
    size_t n, capacity; /* bytes */
    bool failed;        /* out of memory once: content is not to be used */
} wv_buf;

void wv_buf_init(wv_buf *b);
void wv_buf_done(wv_buf *b);
static inline void wv_buf_clear(wv_buf *b) { b->n = 0, b->failed = false; }
void wv_buf_reserve(wv_buf *b, size_t more_bytes);
void wv_buf_add(wv_buf *b, const void *bytes, size_t n);
void wv_buf_str(wv_buf *b, wv_str s);
void wv_buf_text(wv_buf *b, const char *c_string);
void wv_buf_byte(wv_buf *b, char c);
void wv_buf_u64(wv_buf *b, uint64_t value); /* decimal */
void wv_buf_format(wv_buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; `s` must be valid UTF-8. Escapes only what RFC 8259 demands, so that
 * the same text always has the same bytes. */
void wv_buf_json(wv_buf *b, wv_str s);
/* Text for between tags and in attributes of either quote: no byte of `s` can end them. */
void wv_buf_html(wv_buf *b, wv_str s);

#endif
