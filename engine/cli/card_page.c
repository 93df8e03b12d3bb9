/* SPDX-License-Identifier: EUPL-1.2 */
/* card_page.c: Markdown or HTML for card.c. In: texts. Out: a document. Cost: linear. */
#include "cli/card_page.h"

#include "lab/page.h"

/* What would be markup is escaped; a line end would end a cell or a list. */
static void put_text(wv_card_page *p, wv_str s)
{
    if (p->html) {
        wv_buf_html(p->out, s);
        return;
    }
    for (uint32_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c && strchr("\\`*_[]<>|#", c)) wv_buf_byte(p->out, '\\');
        wv_buf_byte(p->out, c == '\n' || c == '\r' ? ' ' : c);
    }
}

void wv_card_begin(wv_card_page *p, wv_str title)
{
    if (p->html) {
        wv_buf_text(p->out,
                    "<!DOCTYPE html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\"><title>");
        put_text(p, title);
        wv_buf_text(p->out, "</title>\n<style>body{font:16px/1.5 sans-serif;max-width:50em;"
                            "margin:2em auto;padding:0 1em}table{border-collapse:collapse}"
                            "td,th{border:1px solid #bbb;padding:.2em .5em;text-align:left;"
                            "vertical-align:top}</style></head><body>\n<h1>");
        put_text(p, title);
        wv_buf_text(p->out, "</h1>\n");
        return;
    }
    wv_buf_text(p->out, "# ");
    put_text(p, title);
    wv_buf_text(p->out, "\n");
}

void wv_card_end(wv_card_page *p)
{
    if (p->html) wv_buf_text(p->out, "</body></html>\n");
}

void wv_card_heading(wv_card_page *p, int level, const char *text)
{
    if (p->html)
        wv_buf_format(p->out, "<h%d>%s</h%d>\n", level, text, level);
    else
        wv_buf_format(p->out, "\n%.*s %s\n", level, "####", text);
}

void wv_card_paragraph(wv_card_page *p, wv_str text)
{
    wv_buf_text(p->out, p->html ? "<p>" : "\n");
    put_text(p, text);
    wv_buf_text(p->out, p->html ? "</p>\n" : "\n");
}

void wv_card_list_begin(wv_card_page *p)
{
    wv_buf_text(p->out, p->html ? "<ul>\n" : "\n");
}

void wv_card_item(wv_card_page *p, wv_str text)
{
    wv_buf_text(p->out, p->html ? "<li>" : "- ");
    put_text(p, text);
    wv_buf_text(p->out, p->html ? "</li>\n" : "\n");
}

void wv_card_list_end(wv_card_page *p)
{
    if (p->html) wv_buf_text(p->out, "</ul>\n");
}

void wv_card_table_begin(wv_card_page *p, const char *const *head, int count)
{
    wv_buf_text(p->out, p->html ? "<table><tr>" : "\n|");
    for (int i = 0; i < count; i++)
        wv_buf_format(p->out, p->html ? "<th>%s</th>" : " %s |", head[i]);
    wv_buf_text(p->out, p->html ? "</tr>\n" : "\n|");
    for (int i = 0; i < count && !p->html; i++) wv_buf_text(p->out, "---|");
    if (!p->html) wv_buf_byte(p->out, '\n');
}

void wv_card_row(wv_card_page *p, const wv_str *cells, int count)
{
    wv_buf_text(p->out, p->html ? "<tr>" : "|");
    for (int i = 0; i < count; i++) {
        wv_buf_text(p->out, p->html ? "<td>" : " ");
        put_text(p, cells[i]);
        wv_buf_text(p->out, p->html ? "</td>" : " |");
    }
    wv_buf_text(p->out, p->html ? "</tr>\n" : "\n");
}

void wv_card_table_end(wv_card_page *p)
{
    if (p->html) wv_buf_text(p->out, "</table>\n");
}
