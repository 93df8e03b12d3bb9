/* SPDX-License-Identifier: EUPL-1.2 */
/* html.c: markup with every value escaped.
 *
 * In: a literal of ours and values from anywhere. Out: HTML. Neighbours: page/. Invariant: no byte
 * of a value can end its element or attribute. Cost: linear. */
#include "review/html.h"

#include "text/utf8.h"

#include <assert.h>
#include <stdarg.h>

/* U+202A..202E and U+2066..2069 turn the direction of what follows: "ik maak je dood" can be shown
 * backwards with them. U+200B..200F and U+FEFF show nothing and stay. */
static bool is_hidden_steering(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void wv_html_escape(wv_buf *out, wv_str s)
{
    uint32_t bytes, plain = 0; /* start of the run that is shown as it is */
    for (uint32_t i = 0; i < s.n; i += bytes) {
        uint32_t c = wv_utf8_decode(s, i, &bytes);
        if (!is_hidden_steering(c) && c != 0xFFFD) continue;
        wv_buf_html(out, (wv_str){s.p + plain, i - plain});
        wv_buf_text(out, "\xEF\xBF\xBD");
        plain = i + bytes;
    }
    wv_buf_html(out, (wv_str){s.p + plain, s.n - plain});
}

void wv_html_url(wv_buf *out, wv_str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-_~.", c));
        if (plain) {
            wv_buf_byte(out, (char)c);
            continue;
        }
        wv_buf_byte(out, '%');
        wv_buf_byte(out, digits[c >> 4]);
        wv_buf_byte(out, digits[c & 15]);
    }
}

void wv_html(wv_buf *out, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    for (const char *f = format; *f;) {
        size_t n = strcspn(f, "%");
        wv_buf_add(out, f, n);
        f += n;
        if (!*f) break;
        switch (f[1]) {
        case 'v': wv_html_escape(out, va_arg(values, wv_str)); break;
        case 's': wv_html_escape(out, wv_str_of(va_arg(values, const char *))); break;
        case 'd': wv_buf_format(out, "%lld", (long long)va_arg(values, int64_t)); break;
        case 'u': wv_buf_u64(out, va_arg(values, unsigned)); break;
        case 'p': wv_html_url(out, va_arg(values, wv_str)); break;
        case '%': wv_buf_byte(out, '%'); break;
        default: assert(!"a letter that wv_html does not know"); out->failed = true;
        }
        f += f[1] ? 2 : 1;
    }
    va_end(values);
}
