/* SPDX-License-Identifier: EUPL-1.2 */
/* text.c: a plain text that is one report, with or without a head of `Name: value` lines.
 *
 * In: the whole file, at most 60 MiB. Out: one REPORT item, or a DEAD one when there is nothing to
 * read. Neighbours: text_head.c; charset.c for what is no UTF-8. Invariants: the range of the
 * item is the file; without a head of its own a text is never taken for a report by detection, only
 * by --from text. Cost: the file in memory. */
#include "convert/charset.h"
#include "convert/formats.h"
#include "convert/text.h"
#include "text/utf8.h"

#include <stdio.h>

enum { FILE_BYTES_MAX = 60 << 20 };

typedef struct reader {
    const wv_convert_input *in;
    const wv_convert_options *options;
    wv_convert_ids ids;
    wv_buf text;
    bool given;
} reader;

static bool is_utf16(wv_str s)
{
    return s.n >= 2 && (!memcmp(s.p, "\xFF\xFE", 2) || !memcmp(s.p, "\xFE\xFF", 2));
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    wv_text_head head = {0};
    wv_str s = in->head;
    if (s.n >= 3 && !memcmp(s.p, "\xEF\xBB\xBF", 3)) s = (wv_str){s.p + 3, s.n - 3};
    if (s.n && !memchr(s.p, '\0', s.n)) wv_text_head_read(s, &head);
    seen->fits = head.lines >= 2;
    snprintf(
        seen->why, sizeof seen->why,
        "begins with %u lines of a report's head, such as 'Datum:' or 'Bron:' (at least 2 needed)",
        head.lines);
}

static void close_reader(void *p)
{
    reader *r = p;
    if (!r) return;
    wv_convert_ids_done(&r->ids);
    wv_buf_done(&r->text);
    wv_mem_free(r);
}

static wv_rc open_reader(const wv_convert_input *in, const wv_convert_options *options, void **out,
                         wv_err *err)
{
    reader *r = wv_mem_new(sizeof *r);
    *out = r;
    if (!r) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    r->in = in;
    r->options = options;
    wv_convert_ids_init(&r->ids);
    wv_buf_init(&r->text);
    return WV_OK;
}

static uint32_t unit_at(wv_str s, uint32_t at, bool big)
{
    unsigned char a = (unsigned char)s.p[at], b = (unsigned char)s.p[at + 1];
    return big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* Notepad's `Unicode`. */
static void from_utf16(wv_str s, wv_buf *out, uint32_t *warnings)
{
    bool big = s.p[0] == '\xFE';
    char utf8[4];
    for (uint32_t i = 2; i + 1 < s.n; i += 2) {
        uint32_t code = unit_at(s, i, big), low;
        if (code >= 0xD800 && code < 0xDC00 && i + 3 < s.n &&
            (low = unit_at(s, i + 2, big)) >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD;
            *warnings |= WV_CONVERT_WARN(BYTES_REPLACED);
        }
        wv_buf_add(out, utf8, wv_utf8_encode(code, utf8));
    }
    *warnings |= WV_CONVERT_WARN(CHARSET);
}

static wv_rc read_text(reader *r, uint32_t *warnings, wv_err *err)
{
    size_t got = 0, n = (size_t)r->in->bytes;
    char *bytes = wv_mem_new(n ? n : 1);
    if (!bytes) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc = wv_convert_input_read(r->in, 0, bytes, n, &got, err);
    wv_str s = {bytes, (uint32_t)got};
    if (!rc && is_utf16(s))
        from_utf16(s, &r->text, warnings);
    else if (!rc) {
        if (s.n >= 3 && !memcmp(s.p, "\xEF\xBB\xBF", 3)) s = (wv_str){s.p + 3, s.n - 3};
        wv_charset_decode(&r->text, s, WV_STR(""), warnings);
    }
    wv_mem_free(bytes);
    if (!rc && r->text.failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc;
}

static wv_rc next(void *p, wv_converted *out, wv_err *err)
{
    reader *r = p;
    if (r->given) return WV_E_END;
    r->given = true;
    r->options->account->units++;
    *out = (wv_converted){.kind = WV_CONVERTED_REPORT, .byte_end = r->in->bytes, .line = 1};
    if (r->in->bytes > FILE_BYTES_MAX) {
        wv_text_dead(out, "too_large", "a text of more than 60 MiB is no report");
        return WV_OK;
    }
    wv_rc rc = read_text(r, &out->warnings, err);
    if (rc) return rc;
    wv_str text = {r->text.p, (uint32_t)r->text.n};
    wv_text_fill(text, r->options, out);
    if (!wv_text_has_words(out->text)) {
        wv_text_dead(out, "no_text", "there are no words in it");
        return WV_OK;
    }
    out->id = wv_convert_ids_next(&r->ids, "text", &text, 1);
    return out->id.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

const wv_convert_format wv_convert_text = {
    .name = "text",
    .description = "a plain text that is one report, with or without a head (Datum:, Bron:, ...)",
    .unit = "texts",
    .detect = detect,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
