/* SPDX-License-Identifier: EUPL-1.2 */
/* buf.c: growable byte buffer and the one JSON string writer. In: bytes. Out: appended bytes. */
#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>

void wv_buf_init(wv_buf *b)
{
    *b = (wv_buf){0};
}

void wv_buf_done(wv_buf *b)
{
    wv_mem_free(b->p);
    *b = (wv_buf){0};
}

void wv_buf_reserve(wv_buf *b, size_t more_bytes)
{
    if (b->failed || b->capacity - b->n >= more_bytes) return;
    size_t capacity = b->capacity ? b->capacity * 2 : 256;
    while (capacity < b->n + more_bytes) capacity *= 2;
    char *p = wv_mem_resize(b->p, b->capacity, capacity);
    if (!p) {
        b->failed = true;
        return;
    }
    b->p = p;
    b->capacity = capacity;
}

void wv_buf_add(wv_buf *b, const void *bytes, size_t n)
{
    wv_buf_reserve(b, n);
    if (b->failed || n == 0) return;
    memcpy(b->p + b->n, bytes, n);
    b->n += n;
}

void wv_buf_str(wv_buf *b, wv_str s)
{
    wv_buf_add(b, s.p, s.n);
}

void wv_buf_text(wv_buf *b, const char *c_string)
{
    wv_buf_add(b, c_string, strlen(c_string));
}

void wv_buf_byte(wv_buf *b, char c)
{
    wv_buf_add(b, &c, 1);
}

void wv_buf_u64(wv_buf *b, uint64_t value)
{
    char digits[20];
    size_t n = 0;
    do digits[sizeof digits - ++n] = (char)('0' + value % 10);
    while (value /= 10);
    wv_buf_add(b, digits + sizeof digits - n, n);
}

void wv_buf_format(wv_buf *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n > 0) {
        wv_buf_reserve(b, (size_t)n + 1);
        if (!b->failed) b->n += (size_t)vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
    }
    va_end(again);
}

void wv_buf_json(wv_buf *b, wv_str s)
{
    wv_buf_reserve(b, (size_t)s.n + 2);
    wv_buf_byte(b, '"');
    uint32_t plain = 0; /* start of the run that needs no escape */
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        wv_buf_add(b, s.p + plain, i - plain);
        plain = i + 1;
        static const char hex[] = "0123456789abcdef";
        char u[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        switch (c) {
        case '"': wv_buf_add(b, "\\\"", 2); break;
        case '\\': wv_buf_add(b, "\\\\", 2); break;
        case '\n': wv_buf_add(b, "\\n", 2); break;
        case '\r': wv_buf_add(b, "\\r", 2); break;
        case '\t': wv_buf_add(b, "\\t", 2); break;
        default: wv_buf_add(b, u, 6);
        }
    }
    wv_buf_add(b, s.p + plain, s.n - plain);
    wv_buf_byte(b, '"');
}

void wv_buf_html(wv_buf *b, wv_str s)
{
    uint32_t plain = 0; /* start of the run that needs no escape */
    for (uint32_t i = 0; i < s.n; i++) {
        const char *entity = NULL;
        switch (s.p[i]) {
        case '<': entity = "&lt;"; break;
        case '>': entity = "&gt;"; break;
        case '&': entity = "&amp;"; break;
        case '"': entity = "&quot;"; break;
        case '\'': entity = "&#39;"; break;
        default: continue;
        }
        wv_buf_add(b, s.p + plain, i - plain);
        wv_buf_text(b, entity);
        plain = i + 1;
    }
    wv_buf_add(b, s.p + plain, s.n - plain);
}
