/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_html.c: counts -> one HTML page that needs nothing else: no script, no font, no network.
 *
 * In: wv_eval. Out: HTML with inline SVG: precision and recall of each signal as dots with their
 * Wilson intervals, tables of registers, classes, rules, confusion, and the items that no rule
 * touched. Invariants: every text of an item is escaped; the page says that it is no measure of
 * accuracy in practice. Cost: none. */
#include "lab/page.h"

enum {
    ROW_PX = WV_PAGE_ROW_PX,
    NAME_PX = WV_PAGE_NAME_PX,
    BAR_PX = WV_PAGE_BAR_PX,
    GAP_PX = WV_PAGE_GAP_PX
};

static void add_plot(wv_buf *out, const char *title, const wv_eval_table *t)
{
    uint32_t *order = wv_mem_new(sizeof *order * (t->count + 1));
    int height = (int)t->count * ROW_PX + 48;
    if (!order || !t->count) {
        wv_mem_free(order);
        return;
    }
    wv_eval_sort(t, order);
    wv_buf_format(out, "<h2>%s</h2>\n<svg width=\"%d\" height=\"%d\" role=\"img\">", title,
                  NAME_PX + 2 * BAR_PX + 2 * GAP_PX, height);
    wv_page_axis(out, NAME_PX, height, "precision");
    wv_page_axis(out, NAME_PX + BAR_PX + GAP_PX, height, "recall");
    for (uint32_t i = 0; i < t->count; i++) {
        const wv_eval_row *r = &t->rows[order[i]];
        int y = 30 + (int)i * ROW_PX;
        wv_buf_format(out, "\n<text x=\"0\" y=\"%d\">", y + 4);
        wv_buf_html(out, r->name);
        wv_buf_text(out, "</text>");
        if (r->score.right + r->score.wrong)
            wv_page_dot(out, NAME_PX, y, wv_eval_precision(&r->score), "#1f6f8b");
        if (r->score.right + r->score.missed)
            wv_page_dot(out, NAME_PX + BAR_PX + GAP_PX, y, wv_eval_recall(&r->score), "#b5541c");
    }
    wv_buf_text(out, "</svg>\n");
    wv_mem_free(order);
}

/* A row's name, items and precision: the cells that every table starts with. */
static void open_row(wv_buf *out, const wv_eval_row *r)
{
    wv_buf_text(out, "<tr><td>");
    wv_buf_html(out, r->name);
    wv_buf_format(out, "</td><td>%llu</td>", (unsigned long long)r->items);
    wv_page_share(out, wv_eval_precision(&r->score), r->score.right + r->score.wrong > 0);
}

static void add_table(wv_buf *out, const char *title, const wv_eval_table *t)
{
    uint32_t *order = wv_mem_new(sizeof *order * (t->count + 1));
    if (!order || !t->count) {
        wv_mem_free(order);
        return;
    }
    wv_eval_sort(t, order);
    wv_buf_format(out, "<h2>%s</h2>\n<table><tr><th></th><th>items</th><th>precision</th>"
                       "<th>recall</th><th>right</th><th>false</th><th>missed</th>"
                       "<th>alarms</th></tr>\n",
                  title);
    for (uint32_t i = 0; i < t->count; i++) {
        const wv_eval_row *r = &t->rows[order[i]];
        const wv_score *s = &r->score;
        open_row(out, r);
        wv_page_share(out, wv_eval_recall(s), s->right + s->missed > 0);
        wv_buf_format(out, "<td>%llu</td><td>%llu</td><td>%llu</td><td>%llu</td></tr>\n",
                      (unsigned long long)s->right, (unsigned long long)s->wrong,
                      (unsigned long long)s->missed, (unsigned long long)r->alarms);
    }
    wv_buf_text(out, "</table>\n");
    wv_mem_free(order);
}

/* A rule has no recall: what it misses another may find. */
static void add_rules(wv_buf *out, const wv_eval_table *t)
{
    uint32_t *order = wv_mem_new(sizeof *order * (t->count + 1));
    if (order && t->count) {
        wv_eval_sort(t, order);
        wv_buf_text(out, "<h2>Rules</h2>\n<table><tr><th></th><th>items</th><th>precision</th>"
                         "<th>right</th><th>false</th><th>neutral</th><th>alone</th></tr>\n");
    }
    for (uint32_t i = 0; order && i < t->count; i++) {
        const wv_eval_row *r = &t->rows[order[i]];
        const wv_score *s = &r->score;
        open_row(out, r);
        wv_buf_format(out, "<td>%llu</td><td>%llu</td><td>%llu</td><td>%llu</td></tr>\n",
                      (unsigned long long)s->right, (unsigned long long)s->wrong,
                      (unsigned long long)s->neutral, (unsigned long long)r->sole);
    }
    if (order && t->count) wv_buf_text(out, "</table>\n");
    wv_mem_free(order);
}

/* Tables whose columns mean something else: labels, directions, what was found instead. */
static void add_counts(wv_buf *out, const char *title, const char *columns, const wv_eval_table *t)
{
    uint32_t *order = wv_mem_new(sizeof *order * (t->count + 1));
    bool three = *columns != '\0';
    if (order && t->count) {
        wv_eval_sort(t, order);
        wv_buf_format(out, "<h2>%s</h2>\n<table><tr><th></th><th>items</th>%s</tr>\n", title,
                      columns);
    }
    for (uint32_t i = 0; order && i < t->count; i++) {
        const wv_eval_row *r = &t->rows[order[i]];
        wv_buf_text(out, "<tr><td>");
        wv_buf_html(out, r->name);
        wv_buf_format(out, "</td><td>%llu</td>", (unsigned long long)r->items);
        if (three)
            wv_buf_format(out, "<td>%llu</td><td>%llu</td><td>%llu</td>",
                          (unsigned long long)r->score.right,
                          (unsigned long long)(r->score.wrong + r->score.missed),
                          (unsigned long long)r->score.neutral);
        wv_buf_text(out, "</tr>\n");
    }
    if (order && t->count) wv_buf_text(out, "</table>\n");
    wv_mem_free(order);
}

static void add_untouched(const wv_eval *e, wv_buf *out)
{
    wv_buf_format(out, "<h2>Items with a sign that no rule touched: %llu</h2>\n<ul>\n",
                  (unsigned long long)e->untouched_count);
    for (uint32_t i = 0; i < e->untouched_shown; i++) {
        wv_buf_text(out, "<li><b>");
        wv_buf_html(out, e->untouched[i].id);
        wv_buf_text(out, "</b> ");
        wv_buf_html(out, e->untouched[i].what);
        wv_buf_text(out, "<br><span lang=\"nl\">");
        wv_buf_html(out, e->untouched[i].text);
        wv_buf_text(out, "</span></li>\n");
    }
    wv_buf_text(out, "</ul>\n");
}

void wv_eval_html(const wv_eval *e, wv_str title, wv_buf *out)
{
    const wv_eval_row *a = &e->all;
    wv_interval p = wv_eval_precision(&a->score), r = wv_eval_recall(&a->score);
    wv_page_head(out, title);
    wv_buf_format(out,
                  "<p>%llu items, %llu with a sign; flagged %.1f per 1,000. Precision %.3f "
                  "(%.3f-%.3f), recall %.3f (%.3f-%.3f). False alarms of severity 3 or more: %llu "
                  "of %llu items without a sign. Evidence overlaps the quote %llu of %llu times. "
                  "Pairs with both sides right: %llu of %llu.</p>\n",
                  (unsigned long long)a->items, (unsigned long long)(a->items - a->empty),
                  a->items ? 1000.0 * (double)e->flagged / (double)a->items : 0, p.share, p.low,
                  p.high, r.share, r.low, r.high, (unsigned long long)a->alarms,
                  (unsigned long long)a->empty, (unsigned long long)a->overlap,
                  (unsigned long long)a->quoted, (unsigned long long)e->pairs_right,
                  (unsigned long long)e->pairs_seen);
    add_plot(out, "Signals", &e->signals);
    add_plot(out, "Registers", &e->registers);
    add_table(out, "Signals in figures", &e->signals);
    add_table(out, "Registers in figures", &e->registers);
    add_table(out, "Voice, tense, attribution, typos", &e->styles);
    add_table(out, "Splits", &e->splits);
    add_table(out, "Classes", &e->classes);
    add_rules(out, &e->rules);
    add_counts(out, "Missed, and what was found instead (falsely)", "", &e->confusion);
    add_counts(out, "Scope labels that gold asks for",
               "<th>labelled</th><th>found without it</th><th></th>", &e->labels);
    add_counts(out, "Direction", "<th>right</th><th>wrong</th><th>unknown</th>", &e->directions);
    add_untouched(e, out);
    wv_buf_text(out, "</body></html>\n");
}
