/* SPDX-License-Identifier: EUPL-1.2 */
/* charset.c: bytes of a part of a mail, or of a text -> UTF-8.
 *
 * In: bytes and the charset that the mail declares. Out: valid UTF-8. Neighbour: mail_message.c,
 * which tries iconv for what is not known here. Invariants: every byte becomes something; valid
 * UTF-8 that is declared as something of one byte a character is taken for what it is, because no
 * Dutch text reads as UTF-8 by chance; quotes and euro signs at 0x80 to 0x9f that are declared
 * latin1 are windows-1252, as every mail program of the last thirty years reads them. Cost: linear.
 */
#include "convert/charset.h"

#include "text/utf8.h"

uint32_t wv_charset_windows_1252(unsigned char c)
{
    /* 0x80 to 0x9f; five of them are nothing. */
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    return c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c;
}

static bool named(wv_str s, const char *const *names)
{
    for (; *names; names++)
        if (s.n == strlen(*names) && strncasecmp(s.p, *names, s.n) == 0) return true;
    return false;
}

static bool is_ascii(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80) return false;
    return true;
}

/* One byte a character; 15 is latin9, which has the euro sign at 0xa4. */
static void add_single(wv_buf *out, wv_str bytes, bool latin9, uint32_t *warnings)
{
    char utf8[4];
    for (uint32_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        uint32_t code = latin9 && c == 0xA4 ? 0x20AC : wv_charset_windows_1252(c);
        if (code == 0xFFFD) *warnings |= WV_CONVERT_WARN(BYTES_REPLACED);
        wv_buf_add(out, utf8, wv_utf8_encode(code, utf8));
    }
}

static bool has_c1(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 && (unsigned char)s.p[i] < 0xA0) return true;
    return false;
}

bool wv_charset_decode(wv_buf *out, wv_str bytes, wv_str charset, uint32_t *warnings)
{
    static const char *const ascii[] = {
        "", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "8bit", "binary", NULL};
    static const char *const latin1[] = {"iso-8859-1", "iso8859-1", "latin1", "iso_8859-1", NULL};
    static const char *const latin9[] = {"iso-8859-15", "iso8859-15", "latin9", "latin-9", NULL};
    static const char *const windows[] = {"windows-1252", "cp1252", "cp-1252", "x-ansi", NULL};
    bool one = named(charset, latin1) || named(charset, latin9) || named(charset, windows);
    bool known = one || named(charset, ascii);
    if (wv_utf8_valid(bytes)) {
        /* Shift states (ISO-2022) are ASCII too, but of a charset that we do not know. */
        if (one && !is_ascii(bytes)) *warnings |= WV_CONVERT_WARN(CHARSET);
        wv_buf_str(out, bytes);
        return known;
    }
    if (!named(charset, windows) && (!named(charset, latin1) || has_c1(bytes)))
        if (!named(charset, latin9)) *warnings |= WV_CONVERT_WARN(CHARSET);
    add_single(out, bytes, named(charset, latin9), warnings);
    return known;
}
