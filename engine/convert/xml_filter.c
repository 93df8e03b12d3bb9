/* SPDX-License-Identifier: EUPL-1.2 */
/* xml_filter.c: XML as phones and extraction tools write it -> XML that a strict parser takes, and
 * tag positions.
 *
 * In: bytes in pieces of any size. Out: f->out and f->tags. Neighbour: xml.c, which feeds libxml2
 * with it. Mended: surrogate pairs as two references (SMS Backup & Restore) or as CESU-8 (Java),
 * halves of them, control characters, invalid UTF-8, `&` that begins no reference. Each counts as
 * `repaired`. Not mended: tags that do not fit; the parser says where. Invariant: a decision never
 * depends on where a piece was cut, because the last LOOK_AHEAD bytes wait for the next piece.
 * Cost: one table look-up a byte; runs of plain bytes are copied whole. */
#include "convert/xml_filter.h"

#include "base/mem.h"
#include "convert/charset.h"
#include "text/utf8.h"

enum { TEXT, TAG, VALUE, COMMENT, CDATA, INSTRUCTION };
/* Two references of a surrogate pair at their longest: "&#x0000D83D;&#x0000DE0E;" is 24 bytes. */
enum { LOOK_AHEAD = 64 };

void wv_xml_filter_init(wv_xml_filter *f)
{
    *f = (wv_xml_filter){.line = 1};
    wv_buf_init(&f->out);
    wv_buf_init(&f->in);
}

void wv_xml_filter_done(wv_xml_filter *f)
{
    wv_buf_done(&f->out);
    wv_buf_done(&f->in);
    wv_mem_free(f->tags);
    *f = (wv_xml_filter){0};
}

bool wv_xml_filter_tag(wv_xml_filter *f, wv_xml_tag *out)
{
    if (f->tag_head == f->tag_count) return false;
    *out = f->tags[f->tag_head++];
    if (f->tag_head == f->tag_count) f->tag_head = f->tag_count = 0;
    return true;
}

/* ---- encodings ---- */

/* The encoding that the declaration names; empty when it names none. */
static wv_str declared_encoding(wv_str head)
{
    static const char word[] = "encoding";
    if (head.n < 5 || memcmp(head.p, "<?xml", 5) != 0) return WV_STR("");
    const char *end = memchr(head.p, '>', head.n);
    if (!end) return WV_STR("");
    const char *p = memmem(head.p, (size_t)(end - head.p), word, sizeof word - 1);
    if (!p) return WV_STR("");
    for (p += sizeof word - 1; p < end && *p != '"' && *p != '\'';) p++;
    if (p == end) return WV_STR("");
    const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
    return close ? (wv_str){p + 1, (uint32_t)(close - p - 1)} : WV_STR("");
}

static bool named(wv_str s, const char *name)
{
    return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

/* Looks at the first bytes once. */
static wv_rc begin(wv_xml_filter *f, wv_err *err)
{
    wv_str head = {f->in.p, (uint32_t)(f->in.n < 256 ? f->in.n : 256)};
    f->begun = true;
    if (head.n >= 2 && (!head.p[0] || !head.p[1] || !memcmp(head.p, "\xff\xfe", 2) ||
                        !memcmp(head.p, "\xfe\xff", 2))) {
        wv_err_set(err, WV_E_RECORD, "XML in UTF-16 is not read");
        wv_err_hint(err, "make it UTF-8: iconv -f UTF-16 -t UTF-8");
        return WV_E_RECORD;
    }
    wv_str encoding = declared_encoding(head);
    f->single_byte = named(encoding, "windows-1252") || named(encoding, "iso-8859-1") ||
                     named(encoding, "latin1") || named(encoding, "iso-8859-15");
    if (f->single_byte || !encoding.n || named(encoding, "utf-8") || named(encoding, "utf8") ||
        named(encoding, "us-ascii") || named(encoding, "ascii"))
        return WV_OK;
    wv_err_set(err, WV_E_RECORD, "XML in the encoding %.*s is not read",
               (int)(encoding.n < 40 ? encoding.n : 40), encoding.p);
    wv_err_hint(err, "make it UTF-8 with iconv, and say so in the first line");
    return WV_E_RECORD;
}

/* ---- one character ---- */

static void put(wv_xml_filter *f, uint32_t code)
{
    char bytes[4];
    wv_buf_add(&f->out, bytes, wv_utf8_encode(code, bytes));
}

static void put_unreadable(wv_xml_filter *f)
{
    f->repaired++;
    put(f, 0xFFFD);
}

/* What XML 1.0 calls a character. */
static bool is_char(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c < 0xD800) ||
           (c >= 0xE000 && c < 0xFFFE) || (c >= 0x10000 && c < 0x110000);
}

/* `&#55357;` at p: its bytes, 0 when it is no reference by number. */
static uint32_t number_reference(const char *p, size_t n, uint32_t *code)
{
    size_t i = 2;
    if (n < 4 || p[0] != '&' || p[1] != '#') return 0;
    bool hex = p[i] == 'x';
    i += hex;
    size_t first = i;
    *code = 0;
    for (; i < n && i < first + 10; i++) {
        uint32_t digit = p[i] >= '0' && p[i] <= '9'   ? (uint32_t)(p[i] - '0')
                         : p[i] >= 'a' && p[i] <= 'f' ? (uint32_t)(p[i] - 'a' + 10)
                         : p[i] >= 'A' && p[i] <= 'F' ? (uint32_t)(p[i] - 'A' + 10)
                                                      : 99;
        if (digit >= (hex ? 16u : 10u)) break;
        *code = *code * (hex ? 16 : 10) + digit;
        if (*code > 0x110000) *code = 0x110000;
    }
    return i > first && i < n && p[i] == ';' ? (uint32_t)(i + 1) : 0;
}

static bool is_high(uint32_t c)
{
    return c >= 0xD800 && c < 0xDC00;
}
static bool is_low(uint32_t c)
{
    return c >= 0xDC00 && c < 0xE000;
}

static uint32_t joined(uint32_t high, uint32_t low)
{
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static uint32_t take_reference(wv_xml_filter *f, const char *p, size_t n)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    uint32_t code, low, bytes = number_reference(p, n, &code), more;
    if (bytes && is_high(code) && (more = number_reference(p + bytes, n - bytes, &low)) &&
        is_low(low)) {
        f->repaired++;
        put(f, joined(code, low));
        return bytes + more;
    }
    if (bytes && is_char(code))
        wv_buf_add(&f->out, p, bytes);
    else if (bytes)
        put_unreadable(f);
    if (bytes) return bytes;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i]);
        if (n < length || memcmp(p, known[i], length) != 0) continue;
        wv_buf_add(&f->out, p, length);
        return (uint32_t)length;
    }
    /* `Jan & Piet`, or `&nbsp;`, which only HTML knows: as it stands there. */
    f->repaired++;
    wv_buf_text(&f->out, "&amp;");
    return 1;
}

/* A code point of CESU-8's half a pair at p, 0 when it is none. */
static uint32_t cesu_half(const unsigned char *p, size_t n)
{
    if (n < 3 || p[0] != 0xED || p[1] < 0xA0 || p[1] > 0xBF || (p[2] & 0xC0) != 0x80) return 0;
    return 0xD000u | ((p[1] & 0x3Fu) << 6) | (p[2] & 0x3Fu);
}

/* One byte of 0x80 and more, or a control character: what it stands for. */
static uint32_t take_high(wv_xml_filter *f, const char *p, size_t n)
{
    const unsigned char *u = (const unsigned char *)p;
    if (u[0] < 0x80) return put_unreadable(f), 1;
    if (f->single_byte) return put(f, wv_charset_windows_1252(u[0])), 1;
    uint32_t high = cesu_half(u, n);
    if (high) {
        uint32_t low = is_high(high) ? cesu_half(u + 3, n - 3) : 0;
        if (!is_low(low)) return put_unreadable(f), 3;
        f->repaired++;
        put(f, joined(high, low));
        return 6;
    }
    uint32_t bytes, code = wv_utf8_decode((wv_str){p, (uint32_t)(n < 8 ? n : 8)}, 0, &bytes);
    if (bytes == 1 || !is_char(code)) return put_unreadable(f), bytes;
    wv_buf_add(&f->out, p, bytes);
    return bytes;
}

/* ---- tags ---- */

static wv_rc open_tag(wv_xml_filter *f, bool closing, wv_err *err)
{
    if (!wv_mem_grow((void **)&f->tags, &f->tag_capacity, f->tag_count + 1, sizeof *f->tags))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    f->tags[f->tag_count++] =
        (wv_xml_tag){.start = f->at, .end = f->at, .line = f->line, .closing = closing};
    f->state = TAG;
    f->tag_bytes = 0;
    return WV_OK;
}

/* At '<': which kind of thing begins. *bytes is what was taken. */
static wv_rc begin_markup(wv_xml_filter *f, const char *p, size_t n, uint32_t *bytes, wv_err *err)
{
    static const struct {
        const char *word;
        uint8_t state;
    } kinds[] = {{"<!--", COMMENT}, {"<![CDATA[", CDATA}, {"<?", INSTRUCTION}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].word);
        if (n < length || memcmp(p, kinds[i].word, length) != 0) continue;
        wv_buf_add(&f->out, p, length);
        f->state = kinds[i].state;
        f->run = 0;
        *bytes = (uint32_t)length;
        return WV_OK;
    }
    if (n >= 2 && p[1] == '!') {
        wv_err_set(err, WV_E_RECORD, "the XML has a document type declaration, which is refused");
        wv_err_hint(err, "no phone or extraction tool writes one; entities could read other files");
        return WV_E_RECORD;
    }
    wv_buf_byte(&f->out, '<');
    *bytes = 1;
    return open_tag(f, n >= 2 && p[1] == '/', err);
}

static void end_tag(wv_xml_filter *f)
{
    wv_xml_tag *tag = &f->tags[f->tag_count - 1];
    tag->end = f->at + 1;
    tag->itself = f->out.n && !f->out.failed && f->out.p[f->out.n - 1] == '/';
    wv_buf_byte(&f->out, '>');
    f->state = TEXT;
}

static wv_rc take_in_tag(wv_xml_filter *f, const char *p, uint32_t *bytes, wv_err *err)
{
    *bytes = 1;
    if (++f->tag_bytes > WV_XML_TAG_MAX)
        return wv_err_set(err, WV_E_LIMIT, "a tag is longer than %d MiB", WV_XML_TAG_MAX >> 20);
    if (*p == '>') return end_tag(f), WV_OK;
    if (*p == '"' || *p == '\'') {
        f->state = VALUE;
        f->quote = (uint8_t)*p;
        f->run = 0;
    }
    wv_buf_byte(&f->out, *p);
    return WV_OK;
}

/* ---- runs ---- */

/* Comments, instructions and CDATA end at a fixed word. Over-long ones are cut, but for CDATA,
 * which is text. */
static uint32_t take_until(wv_xml_filter *f, const char *p, size_t n, const char *word)
{
    size_t length = strlen(word);
    if (n >= length && memcmp(p, word, length) == 0) {
        wv_buf_add(&f->out, p, length);
        f->state = TEXT;
        return (uint32_t)length;
    }
    unsigned char c = (unsigned char)*p;
    if (f->state != CDATA && f->run >= WV_XML_VALUE_MAX) {
        f->left_out++;
        if (c == '\n') wv_buf_byte(&f->out, '\n');
        return 1;
    }
    f->run++;
    if (c >= 0x80 || (c < 0x20 && c != '\n' && c != '\t' && c != '\r')) return take_high(f, p, n);
    wv_buf_byte(&f->out, *p);
    return 1;
}

static bool is_plain(unsigned char c, uint8_t quote)
{
    return c >= 0x20 && c < 0x80 && c != '<' && c != '&' && c != '>' && c != quote;
}

/* Text, or the value of an attribute. */
static uint32_t take_text(wv_xml_filter *f, const char *p, size_t n)
{
    uint8_t quote = f->state == VALUE ? f->quote : 0;
    uint32_t run = 0;
    while (run < n && is_plain((unsigned char)p[run], quote)) run++;
    bool over = f->state == VALUE && f->run >= WV_XML_VALUE_MAX;
    if (run) {
        if (over)
            f->left_out += run;
        else
            wv_buf_add(&f->out, p, run);
        f->run += run, f->tag_bytes += over ? 0 : run;
        return run;
    }
    if (quote && (uint8_t)*p == quote) {
        wv_buf_byte(&f->out, *p);
        f->state = TAG;
        return 1;
    }
    if (over && *p != '\n') return f->left_out++, 1;
    f->run++, f->tag_bytes++;
    if (*p == '&') return take_reference(f, p, n);
    if (*p == '>') return wv_buf_text(&f->out, "&gt;"), 1; /* a parser looks for the end of a tag */
    if (*p == '\n' || *p == '\t' || *p == '\r' || *p == '<') return wv_buf_byte(&f->out, *p), 1;
    return take_high(f, p, n);
}

static wv_rc step(wv_xml_filter *f, const char *p, size_t n, uint32_t *bytes, wv_err *err)
{
    switch (f->state) {
    case TAG: return take_in_tag(f, p, bytes, err);
    case COMMENT: *bytes = take_until(f, p, n, "-->"); return WV_OK;
    case CDATA: *bytes = take_until(f, p, n, "]]>"); return WV_OK;
    case INSTRUCTION: *bytes = take_until(f, p, n, "?>"); return WV_OK;
    case TEXT:
        if (*p == '<') return begin_markup(f, p, n, bytes, err);
        break;
    default: break;
    }
    *bytes = take_text(f, p, n);
    return WV_OK;
}

wv_rc wv_xml_filter_feed(wv_xml_filter *f, const char *bytes, size_t n, bool last, wv_err *err)
{
    wv_buf_add(&f->in, bytes, n);
    if (f->in.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!f->begun && (f->in.n >= 256 || last)) {
        wv_rc rc = begin(f, err);
        if (rc) return rc;
    }
    if (!f->begun) return WV_OK;
    size_t at = 0;
    while (at < f->in.n && (last || f->in.n - at >= LOOK_AHEAD)) {
        uint32_t taken = 0;
        wv_rc rc = step(f, f->in.p + at, f->in.n - at, &taken, err);
        if (rc) return rc;
        for (uint32_t i = 0; i < taken; i++) f->line += f->in.p[at + i] == '\n';
        at += taken, f->at += taken;
    }
    if (at) memmove(f->in.p, f->in.p + at, f->in.n - at);
    f->in.n -= at;
    if (f->out.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return WV_OK;
}
