/* SPDX-License-Identifier: EUPL-1.2 */
/* page.c: the head of a page, dots with intervals, axes.
 *
 * In: figures. Out: HTML and inline SVG. Neighbours: eval_html.c, caseval_text.c. Invariants: every
 * text of an item is escaped; the page says that it is no measure of accuracy in practice. Cost:
 * none. */
#include "lab/page.h"

void wv_page_head(wv_buf *out, wv_str title)
{
    wv_buf_text(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    wv_buf_html(out, title);
    wv_buf_text(out,
                "</title><style>\nbody{font:15px/1.5 system-ui,sans-serif;max-width:62rem;"
                "margin:2rem auto;padding:0 1rem;color:#222}\ntable{border-collapse:collapse;"
                "margin:1rem 0}td,th{padding:.15rem .6rem;border-bottom:1px solid #ddd;"
                "text-align:right}td:first-child,th:first-child{text-align:left}\n"
                "svg text{font:12px system-ui,sans-serif}.note{background:#fff6d6;padding:.6rem}\n"
                "</style></head><body>\n<h1>");
    wv_buf_html(out, title);
    wv_buf_text(out, "</h1>\n<p class=\"note\">Figures on one labelled corpus. They show what a "
                     "change of a rule does; they are no measure of accuracy in practice, and they "
                     "say nothing of a person.</p>\n");
}

void wv_page_dot(wv_buf *out, int left, int y, wv_interval i, const char *colour)
{
    wv_buf_format(out,
                  "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" "
                  "stroke-width=\"2\" opacity=\".45\"/><circle cx=\"%.1f\" cy=\"%d\" r=\"4\" "
                  "fill=\"%s\"/>",
                  left + i.low * WV_PAGE_BAR_PX, left + i.high * WV_PAGE_BAR_PX, y, y, colour,
                  left + i.share * WV_PAGE_BAR_PX, y, colour);
}

void wv_page_axis(wv_buf *out, int left, int height, const char *title)
{
    wv_buf_format(out, "<text x=\"%d\" y=\"12\" font-weight=\"bold\">%s</text>", left, title);
    for (int k = 0; k <= 4; k++)
        wv_buf_format(out,
                      "<line x1=\"%d\" x2=\"%d\" y1=\"20\" y2=\"%d\" stroke=\"#ddd\"/>"
                      "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%.2f</text>",
                      left + k * WV_PAGE_BAR_PX / 4, left + k * WV_PAGE_BAR_PX / 4, height - 16,
                      left + k * WV_PAGE_BAR_PX / 4, height - 2, k / 4.0);
}

void wv_page_share(wv_buf *out, wv_interval i, bool known)
{
    if (known)
        wv_buf_format(out, "<td>%.3f (%.2f-%.2f)</td>", i.share, i.low, i.high);
    else
        wv_buf_text(out, "<td>-</td>");
}
