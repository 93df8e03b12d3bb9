/* SPDX-License-Identifier: EUPL-1.2 */
/* mend.c: text of a file that may hold bytes which are no UTF-8 -> text that a record may hold.
 *
 * In: bytes. Out: valid UTF-8. Neighbours: text formats. Invariant: valid text comes out as it went
 * in; a threat with one broken byte is still read, and a warning says so. Cost: linear. */
#include "convert/convert.h"

#include "text/utf8.h"

void wv_convert_mend(wv_buf *out, wv_str s, uint32_t *warnings)
{
    size_t at = 0;
    for (;;) {
        size_t good = wv_utf8_valid_bytes(s.p + at, s.n - at);
        wv_buf_add(out, s.p + at, good);
        at += good;
        if (at >= s.n) return;
        wv_buf_text(out, "\xEF\xBF\xBD");
        *warnings |= WV_CONVERT_WARN(BYTES_REPLACED);
        at++;
    }
}
