/* SPDX-License-Identifier: EUPL-1.2 */
/* card_page.h: a plain document written as Markdown or as one HTML page: headings, paragraphs, lists, tables.
 *
 * Texts are of a pack's authors: in both forms they are escaped, so that no text becomes markup. Appends to the
 * caller's buffer. One thread. */
#ifndef WV_CLI_CARD_PAGE_H
#define WV_CLI_CARD_PAGE_H

#include "base/buf.h"

typedef struct wv_card_page {
    wv_buf *out;
    bool html;
} wv_card_page;

void wv_card_begin(wv_card_page *p, wv_str title);
void wv_card_end(wv_card_page *p);
void wv_card_heading(wv_card_page *p, int level, const char *text);
void wv_card_paragraph(wv_card_page *p, wv_str text);
void wv_card_list_begin(wv_card_page *p);
void wv_card_item(wv_card_page *p, wv_str text);
void wv_card_list_end(wv_card_page *p);
/* cells: count texts; the first row is the head. */
void wv_card_table_begin(wv_card_page *p, const char *const *head, int count);
void wv_card_row(wv_card_page *p, const wv_str *cells, int count);
void wv_card_table_end(wv_card_page *p);

#endif
