/* SPDX-License-Identifier: EUPL-1.2 */
/* page.h: pieces of a page that stands alone: no script, no font, no network. What eval_html.c and
 * caseval_text.c share. Appends to the caller's buffer; pure. */
#ifndef WV_LAB_PAGE_H
#define WV_LAB_PAGE_H

#include "lab/eval.h"

enum { WV_PAGE_ROW_PX = 16, WV_PAGE_NAME_PX = 250, WV_PAGE_BAR_PX = 300, WV_PAGE_GAP_PX = 60 };

/* Up to the first heading, with what the figures are not. */
void wv_page_head(wv_buf *out, wv_str title);
/* A dot with its interval, from left to right 0 to 1. */
void wv_page_dot(wv_buf *out, int left, int y, wv_interval i, const char *colour);
void wv_page_axis(wv_buf *out, int left, int height, const char *title);
/* A cell with a share and its interval, or a dash. */
void wv_page_share(wv_buf *out, wv_interval i, bool known);

#endif
