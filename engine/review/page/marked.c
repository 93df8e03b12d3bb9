/* SPDX-License-Identifier: EUPL-1.2 */
/* marked.c: a text with its evidence marked.
 *
 * In: a text and places in it, in code points. Out: HTML: `<mark>` around what was found, with the
 * numbers of its findings behind it as links. Neighbours: item.c, search.c. Invariants: the text is
 * whole and in order whatever the places are; marks do not nest. A mark that is hidden on request
 * is a
 * `<details>`, which opens without script. Cost: sorting the marks, then one pass. */
#include "review/page/page.h"

#include "text/utf8.h"

#include <stdlib.h>

static int by_start(const void *left, const void *right)
{
    const wv_marked *a = left, *b = right;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    if (a->end != b->end) return a->end < b->end ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* A group is a run of marks that overlap. */
static uint32_t group_end(const wv_marked *marks, uint32_t count, uint32_t from, uint32_t *end)
{
    uint32_t i = from + 1;
    *end = marks[from].end;
    for (; i < count && marks[i].start < *end; i++)
        if (marks[i].end > *end) *end = marks[i].end;
    return i;
}

static wv_str piece(wv_utf8_cursor *c, uint32_t to_code_point)
{
    uint32_t from = c->byte;
    wv_utf8_seek_code_point(c, to_code_point);
    return (wv_str){c->text.p + from, c->byte - from};
}

static void put_numbers(wv_buf *out, const wv_marked *marks, uint32_t count)
{
    uint32_t last = 0;
    for (;;) {
        uint32_t next = UINT32_MAX; /* in order of number, each once */
        for (uint32_t i = 0; i < count; i++)
            if (marks[i].number > last && marks[i].number < next) next = marks[i].number;
        if (next == UINT32_MAX) return;
        last = next;
        wv_html(out, "<sup><a href=\"#v%u\"><span class=\"hidden\">vindplaats </span>%u</a></sup>",
                last, last);
    }
}

static void put_group(wv_buf *out, wv_str text, const wv_marked *marks, uint32_t count)
{
    bool masked = false;
    for (uint32_t i = 0; i < count; i++) masked = masked || marks[i].masked;
    if (masked)
        wv_html(out,
                "<details class=\"mask\"><summary>verborgen woorden</summary><mark>%v</mark>"
                "</details>",
                text);
    else
        wv_html(out, "<mark>%v</mark>", text);
    put_numbers(out, marks, count);
}

/* `<p>` cannot hold details, so the text stands in a div that keeps its line ends by style. */
static void put_marked(wv_visit *v, wv_str text, wv_marked *marks, uint32_t count, bool begins,
                       bool ends)
{
    wv_buf *out = wv_visit_out(v);
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    qsort(marks, count, sizeof *marks, by_start);
    wv_buf_text(out, "<div class=\"text\" lang=\"nl\">");
    if (begins) wv_buf_text(out, "… ");
    for (uint32_t i = 0, end; i < count;) {
        uint32_t next = group_end(marks, count, i, &end);
        wv_html_escape(out, piece(&c, marks[i].start));
        put_group(out, piece(&c, end), marks + i, next - i);
        i = next;
    }
    wv_html_escape(out, (wv_str){text.p + c.byte, text.n - c.byte});
    wv_buf_text(out, ends ? " …</div>\n" : "</div>\n");
}

void wv_page_marked(wv_visit *v, wv_str text, wv_marked *marks, uint32_t count)
{
    put_marked(v, text, marks, count, false, false);
}

static wv_str between(wv_str text, uint32_t from, uint32_t to)
{
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    wv_utf8_seek_code_point(&c, from);
    return piece(&c, to);
}

/* Code points of a text are at most its bytes; a window that ends behind the end is the rest. */
void wv_page_excerpt(wv_visit *v, wv_str text, wv_marked *marks, uint32_t count, uint32_t most)
{
    enum { BEFORE = 60 };
    uint32_t first = 0, from, kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || marks[i].start < first) first = marks[i].start;
    from = first > BEFORE && text.n > most ? first - BEFORE : 0;
    wv_str part = between(text, from, from + most);
    bool cut = part.p + part.n < text.p + text.n;
    for (uint32_t i = 0; i < count; i++) {
        if (marks[i].start >= from + most) continue;
        if (marks[i].end > from + most) marks[i].end = from + most;
        marks[kept++] = (wv_marked){marks[i].start - from, marks[i].end - from, marks[i].number,
                                    marks[i].masked};
    }
    put_marked(v, part, marks, kept, from > 0, cut);
}
