/* SPDX-License-Identifier: EUPL-1.2 */
/* html.h: markup with every value escaped.
 *
 * wv_html(out, "<td>%v</td>", name): the format is ours, a literal; values go in escaped and there
 * is no way to put one in as it is. `%v` a wv_str, `%s` a C string, `%d` an int64_t, `%u` an
 * unsigned,
 * `%p` a wv_str as one segment or value of a URL. Appends; pure. */
#ifndef WV_REVIEW_HTML_H
#define WV_REVIEW_HTML_H

#include "base/buf.h"

void wv_html(wv_buf *out, const char *format, ...);
/* Text of a record or of a reviewer, for between tags and in "attributes". Control characters and
 * those that turn the direction of writing become U+FFFD: a text may not hide its own words. */
void wv_html_escape(wv_buf *out, wv_str s);
/* Everything but A-Z a-z 0-9 - _ . ~ becomes %XX. */
void wv_html_url(wv_buf *out, wv_str s);

#endif
