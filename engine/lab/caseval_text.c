/* SPDX-License-Identifier: EUPL-1.2 */
/* caseval_text.c: counts of cases as text, as JSON, and as a page with plots.
 *
 * In: wv_caseval. Out: buffers. Neighbours: caseval.c counts, page.h has the pieces of the page.
 * Invariants: rows by name; days with one decimal; a share has its Wilson interval. Cost: a sort of
 * the times. */
#include "lab/caseval.h"

#include "lab/page.h"

enum { DAY = 86400 };

static uint32_t *sorted(const wv_caseval_table *t)
{
    uint32_t *order = wv_mem_new(sizeof *order * (t->count + 1));
    if (order) wv_caseval_sort(t, order);
    return order;
}

static double days(wv_times *t, uint32_t percent)
{
    return (double)wv_times_at(t, percent) / DAY;
}

/* ---- text ---- */

static void text_row(wv_buf *out, wv_caseval_row *r)
{
    wv_interval i = wv_caseval_recall(r);
    wv_buf_format(out, "%-34.*s %6llu %6llu %5llu %6llu  %.3f (%.2f-%.2f)", (int)r->name.n,
                  r->name.p, (unsigned long long)r->must, (unsigned long long)r->in_time,
                  (unsigned long long)r->late, (unsigned long long)r->missed, i.share, i.low,
                  i.high);
    if (r->lead.count) wv_buf_format(out, " %6.1f", days(&r->lead, 50));
    else wv_buf_text(out, "      -");
    if (r->delay.count)
        wv_buf_format(out, " %6.1f %6.1f", days(&r->delay, 50), days(&r->delay, 90));
    else
        wv_buf_text(out, "      -      -");
    wv_buf_format(out, " %5llu/%-5llu %6llu %5llu\n", (unsigned long long)r->broken,
                  (unsigned long long)r->nots, (unsigned long long)r->unasked,
                  (unsigned long long)r->in_quiet);
}

static void text_table(wv_buf *out, const char *title, const wv_caseval_table *t)
{
    uint32_t *order = sorted(t);
    if (order && t->count)
        wv_buf_format(out, "\n%-34s %6s %6s %5s %6s  %-19s %6s %6s %6s %-11s %6s %5s\n", title,
                      "must", "time", "late", "missed", "share", "lead", "after", "p90",
                      "must not", "more", "quiet");
    for (uint32_t i = 0; order && i < t->count; i++)
        if (t->rows[order[i]].must || t->rows[order[i]].nots || t->rows[order[i]].unasked)
            text_row(out, &t->rows[order[i]]);
    wv_mem_free(order);
}

static void text_quiet(const wv_caseval *c, wv_buf *out)
{
    uint32_t *feeds = sorted(&c->feeds), *noise = sorted(&c->noise);
    if (c->all.quiet) wv_buf_text(out, "\ncases that should stay quiet      cases   kept\n");
    for (uint32_t i = 0; feeds && i < c->feeds.count; i++) {
        const wv_caseval_row *r = &c->feeds.rows[feeds[i]];
        if (!r->quiet) continue;
        wv_interval k = wv_wilson(r->kept, r->quiet);
        wv_buf_format(out, "%-32.*s %6llu %6llu  %.3f (%.2f-%.2f)\n", (int)r->name.n, r->name.p,
                      (unsigned long long)r->quiet, (unsigned long long)r->kept, k.share, k.low,
                      k.high);
    }
    if (c->noise.count) wv_buf_text(out, "what broke the quiet\n");
    for (uint32_t i = 0; noise && i < c->noise.count; i++) {
        const wv_caseval_row *r = &c->noise.rows[noise[i]];
        wv_buf_format(out, "  %-32.*s %6llu\n", (int)r->name.n, r->name.p,
                      (unsigned long long)r->unasked);
    }
    wv_mem_free(feeds);
    wv_mem_free(noise);
}

static void text_summary(const wv_caseval *c, wv_buf *out)
{
    const wv_caseval_row *a = &c->all;
    wv_interval i = wv_caseval_recall(a), k = wv_wilson(a->kept, a->quiet);
    wv_buf_format(out,
                  "cases %llu; must be raised %llu, in time %llu = %.3f (%.3f-%.3f), late %llu, "
                  "missed %llu\n",
                  (unsigned long long)c->cases, (unsigned long long)a->must,
                  (unsigned long long)a->in_time, i.share, i.low, i.high,
                  (unsigned long long)a->late, (unsigned long long)a->missed);
    wv_buf_format(out, "must not be raised: %llu of %llu were\n", (unsigned long long)a->broken,
                  (unsigned long long)a->nots);
    wv_buf_format(out, "quiet cases kept quiet: %llu of %llu = %.3f (%.3f-%.3f)\n",
                  (unsigned long long)a->kept, (unsigned long long)a->quiet, k.share, k.low,
                  k.high);
    if (c->silent)
        wv_buf_format(out, "records of ordinary talk with a finding of severity >= 3: %llu of "
                           "%llu = %.1f per 1,000\n",
                      (unsigned long long)c->silent_broken, (unsigned long long)c->silent,
                      1000.0 * (double)c->silent_broken / (double)c->silent);
}

void wv_caseval_text(wv_caseval *c, bool verbose, wv_buf *out)
{
    text_summary(c, out);
    text_table(out, "pattern or signal", &c->slugs);
    text_table(out, "feed", &c->feeds);
    wv_buf_text(out, "\nlead: days from raised to the deadline; after, p90: days from complete to "
                     "raised; more, quiet: alerts not asked for, and those in quiet cases\n");
    text_quiet(c, out);
    if (!verbose || !c->missed_shown) return;
    wv_buf_format(out, "\nnot raised in time: %u\n", c->missed_shown);
    wv_buf_add(out, c->misses.p, c->misses.n);
}

/* ---- JSON ---- */

static void json_row(wv_buf *out, wv_caseval_row *r)
{
    wv_interval i = wv_caseval_recall(r);
    wv_buf_text(out, "{\"name\":");
    wv_buf_json(out, r->name);
    wv_buf_format(out,
                  ",\"must\":%llu,\"in_time\":%llu,\"late\":%llu,\"missed\":%llu,"
                  "\"must_not\":%llu,\"broken\":%llu,\"quiet\":%llu,\"kept\":%llu,"
                  "\"unasked\":%llu,\"unasked_in_quiet\":%llu",
                  (unsigned long long)r->must, (unsigned long long)r->in_time,
                  (unsigned long long)r->late, (unsigned long long)r->missed,
                  (unsigned long long)r->nots, (unsigned long long)r->broken,
                  (unsigned long long)r->quiet, (unsigned long long)r->kept,
                  (unsigned long long)r->unasked, (unsigned long long)r->in_quiet);
    if (r->must)
        wv_buf_format(out, ",\"share\":%.6f,\"low\":%.6f,\"high\":%.6f", i.share, i.low, i.high);
    if (r->lead.count)
        wv_buf_format(out, ",\"lead_days\":{\"p10\":%.6f,\"median\":%.6f,\"p90\":%.6f}",
                      days(&r->lead, 10), days(&r->lead, 50), days(&r->lead, 90));
    if (r->delay.count)
        wv_buf_format(out, ",\"after_days\":{\"p10\":%.6f,\"median\":%.6f,\"p90\":%.6f}",
                      days(&r->delay, 10), days(&r->delay, 50), days(&r->delay, 90));
    wv_buf_byte(out, '}');
}

static void json_table(wv_buf *out, const char *key, const wv_caseval_table *t)
{
    uint32_t *order = sorted(t);
    wv_buf_format(out, ",\"%s\":[", key);
    for (uint32_t i = 0; order && i < t->count; i++) {
        if (i) wv_buf_byte(out, ',');
        json_row(out, &t->rows[order[i]]);
    }
    wv_buf_byte(out, ']');
    wv_mem_free(order);
}

void wv_caseval_json(wv_caseval *c, wv_buf *out)
{
    c->all.name = WV_STR("all");
    wv_buf_format(out, "{\"schema\":\"waakvlam-eval-cases/1\",\"cases\":%llu,\"silent\":%llu,"
                       "\"silent_broken\":%llu,\"all\":",
                  (unsigned long long)c->cases, (unsigned long long)c->silent,
                  (unsigned long long)c->silent_broken);
    json_row(out, &c->all);
    json_table(out, "slugs", &c->slugs);
    json_table(out, "feeds", &c->feeds);
    json_table(out, "noise", &c->noise);
    wv_buf_text(out, "}\n");
}

/* ---- page ---- */

static void page_plot(wv_buf *out, const char *title, const wv_caseval_table *t)
{
    uint32_t *order = sorted(t), shown = 0;
    for (uint32_t i = 0; order && i < t->count; i++) shown += t->rows[i].must > 0;
    int height = (int)shown * WV_PAGE_ROW_PX + 48, y = 30;
    if (shown) {
        wv_buf_format(out, "<h2>%s</h2>\n<svg width=\"%d\" height=\"%d\" role=\"img\">", title,
                      WV_PAGE_NAME_PX + WV_PAGE_BAR_PX + WV_PAGE_GAP_PX, height);
        wv_page_axis(out, WV_PAGE_NAME_PX, height, "raised in time");
    }
    for (uint32_t i = 0; order && i < t->count; i++) {
        const wv_caseval_row *r = &t->rows[order[i]];
        if (!r->must) continue;
        wv_buf_format(out, "\n<text x=\"0\" y=\"%d\">", y + 4);
        wv_buf_html(out, r->name);
        wv_buf_text(out, "</text>");
        wv_page_dot(out, WV_PAGE_NAME_PX, y, wv_caseval_recall(r), "#b5541c");
        y += WV_PAGE_ROW_PX;
    }
    if (shown) wv_buf_text(out, "</svg>\n");
    wv_mem_free(order);
}

static void page_table(wv_buf *out, const char *title, const wv_caseval_table *t)
{
    uint32_t *order = sorted(t);
    wv_buf_format(out, "<h2>%s</h2>\n<table><tr><th></th><th>must</th><th>in time</th>"
                       "<th>late</th><th>missed</th><th>lead, days</th><th>after, days</th>"
                       "<th>after, p90</th><th>must not, broken</th><th>quiet, kept</th></tr>\n",
                  title);
    for (uint32_t i = 0; order && i < t->count; i++) {
        wv_caseval_row *r = &t->rows[order[i]];
        if (!r->must && !r->nots && !r->quiet) continue;
        wv_buf_text(out, "<tr><td>");
        wv_buf_html(out, r->name);
        wv_buf_format(out, "</td><td>%llu</td>", (unsigned long long)r->must);
        wv_page_share(out, wv_caseval_recall(r), r->must > 0);
        wv_buf_format(out,
                      "<td>%llu</td><td>%llu</td><td>%.1f</td><td>%.1f</td><td>%.1f</td>"
                      "<td>%llu, %llu</td><td>%llu, %llu</td></tr>\n",
                      (unsigned long long)r->late, (unsigned long long)r->missed,
                      days(&r->lead, 50), days(&r->delay, 50), days(&r->delay, 90),
                      (unsigned long long)r->nots, (unsigned long long)r->broken,
                      (unsigned long long)r->quiet, (unsigned long long)r->kept);
    }
    wv_buf_text(out, "</table>\n");
    wv_mem_free(order);
}

void wv_caseval_html(wv_caseval *c, wv_str title, wv_buf *out)
{
    wv_buf text;
    wv_buf_init(&text);
    wv_page_head(out, title);
    text_summary(c, &text);
    wv_buf_text(out, "<pre>");
    wv_buf_html(out, (wv_str){text.p ? text.p : "", (uint32_t)text.n});
    wv_buf_text(out, "</pre>\n");
    page_plot(out, "Patterns and signals", &c->slugs);
    page_plot(out, "Feeds", &c->feeds);
    page_table(out, "Patterns and signals", &c->slugs);
    page_table(out, "Feeds", &c->feeds);
    wv_buf_text(out, "</body></html>\n");
    out->failed = out->failed || text.failed;
    wv_buf_done(&text);
}
