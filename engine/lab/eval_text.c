/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_text.c: counts -> a table for a terminal, and JSON with the same figures.
 *
 * In: wv_eval. Out: bytes. Neighbours: eval.c counts, eval_html.c draws. Invariants: rows by name;
 * no locale; a share of nothing is "-", never 0 or 1. Cost: none. */
#include "lab/eval.h"

static uint32_t *sorted(const wv_eval_table *t)
{
    uint32_t *order = wv_mem_new(sizeof *order * (t->count + 1));
    if (order) wv_eval_sort(t, order);
    return order;
}

/* ---- text ---- */

static void add_share(wv_buf *out, uint64_t k, uint64_t n)
{
    wv_interval i = wv_wilson(k, n);
    if (!n)
        wv_buf_text(out, "     -            ");
    else
        wv_buf_format(out, " %.3f (%.2f-%.2f)", i.share, i.low, i.high);
}

static void add_row(wv_buf *out, const wv_eval_row *r)
{
    const wv_score *s = &r->score;
    wv_buf_format(out, "%-34.*s %7llu", (int)r->name.n, r->name.p, (unsigned long long)r->items);
    add_share(out, s->right, s->right + s->wrong);
    add_share(out, s->right, s->right + s->missed);
    wv_buf_format(out, "  %.3f %6llu %6llu %6llu\n", wv_eval_f1(s), (unsigned long long)s->right,
                  (unsigned long long)s->wrong, (unsigned long long)s->missed);
}

static void add_table(wv_buf *out, const char *title, const wv_eval_table *t)
{
    uint32_t *order = sorted(t);
    if (!t->count || !order) {
        wv_mem_free(order);
        return;
    }
    wv_buf_format(out, "\n%-34s %7s %-18s %-18s %5s %6s %6s %6s\n", title, "items", " precision",
                  " recall", "F1", "right", "false", "missed");
    for (uint32_t i = 0; i < t->count; i++) add_row(out, &t->rows[order[i]]);
    wv_mem_free(order);
}

static void add_rules(wv_buf *out, const wv_eval_table *t)
{
    uint32_t *order = sorted(t);
    if (t->count && order) {
        wv_buf_format(out, "\n%-46s %7s %-18s %6s %6s %6s\n", "rule", "items", " precision",
                      "right", "false", "alone");
        for (uint32_t i = 0; i < t->count; i++) {
            const wv_eval_row *r = &t->rows[order[i]];
            wv_buf_format(out, "%-46.*s %7llu", (int)r->name.n, r->name.p,
                          (unsigned long long)r->items);
            add_share(out, r->score.right, r->score.right + r->score.wrong);
            wv_buf_format(out, " %6llu %6llu %6llu\n", (unsigned long long)r->score.right,
                          (unsigned long long)r->score.wrong, (unsigned long long)r->sole);
        }
    }
    wv_mem_free(order);
}

static void add_alarms(wv_buf *out, const wv_eval_table *t)
{
    uint32_t *order = sorted(t);
    bool any = false;
    for (uint32_t i = 0; order && i < t->count; i++) {
        const wv_eval_row *r = &t->rows[order[i]];
        if (!r->alarms) continue;
        if (!any)
            wv_buf_text(out, "\nclass with false alarms (severity >= 3, no sign in the item)\n");
        any = true;
        wv_buf_format(out, "  %-34.*s %6llu of %llu\n", (int)r->name.n, r->name.p,
                      (unsigned long long)r->alarms, (unsigned long long)r->empty);
    }
    wv_mem_free(order);
}

static void add_pairs_of(wv_buf *out, const char *title, const wv_eval_table *t, const char *kind)
{
    uint32_t *order = sorted(t);
    if (t->count && order) wv_buf_format(out, "\n%s\n", title);
    for (uint32_t i = 0; order && i < t->count; i++) {
        const wv_eval_row *r = &t->rows[order[i]];
        wv_buf_format(out, "  %-60.*s %7llu", (int)r->name.n, r->name.p,
                      (unsigned long long)r->items);
        if (!strcmp(kind, "direction"))
            wv_buf_format(out, "  right %llu, wrong %llu, unknown %llu",
                          (unsigned long long)r->score.right, (unsigned long long)r->score.wrong,
                          (unsigned long long)r->score.neutral);
        if (!strcmp(kind, "label"))
            wv_buf_format(out, "  labelled %llu, found without it %llu",
                          (unsigned long long)r->score.right,
                          (unsigned long long)r->score.missed);
        wv_buf_byte(out, '\n');
    }
    wv_mem_free(order);
}

static void add_untouched(const wv_eval *e, wv_buf *out)
{
    enum { SHOWN = 20 };
    if (!e->untouched_count) return;
    wv_buf_format(out, "\nitems with a sign that no rule touched: %llu (the first %u)\n",
                  (unsigned long long)e->untouched_count,
                  e->untouched_shown < SHOWN ? e->untouched_shown : SHOWN);
    for (uint32_t i = 0; i < e->untouched_shown && i < SHOWN; i++) {
        const wv_eval_miss *m = &e->untouched[i];
        wv_buf_format(out, "  %.*s [%.*s] ", (int)m->id.n, m->id.p, (int)m->what.n, m->what.p);
        for (uint32_t k = 0; k < m->text.n; k++) /* on one line, and no control characters */
            wv_buf_byte(out, (unsigned char)m->text.p[k] < 0x20 ? ' ' : m->text.p[k]);
        wv_buf_byte(out, '\n');
    }
}

static void add_summary(const wv_eval *e, wv_buf *out)
{
    const wv_eval_row *a = &e->all;
    const wv_score *s = &a->score;
    wv_interval p = wv_eval_precision(s), r = wv_eval_recall(s);
    wv_buf_format(out, "items %llu, with a sign %llu, flagged %llu (%.1f per 1,000)\n",
                  (unsigned long long)a->items, (unsigned long long)(a->items - a->empty),
                  (unsigned long long)e->flagged,
                  a->items ? 1000.0 * (double)e->flagged / (double)a->items : 0);
    wv_buf_format(out, "micro precision %.3f (%.3f-%.3f) recall %.3f (%.3f-%.3f) F1 %.3f"
                       "  (right %llu, false %llu, missed %llu)\n",
                  p.share, p.low, p.high, r.share, r.low, r.high, wv_eval_f1(s),
                  (unsigned long long)s->right, (unsigned long long)s->wrong,
                  (unsigned long long)s->missed);
    wv_buf_format(out, "evidence overlaps the quote: %llu of %llu; of the quotes' letters %.1f %% "
                       "are covered\n",
                  (unsigned long long)a->overlap, (unsigned long long)a->quoted,
                  a->quote_points ? 100.0 * (double)a->covered_points / (double)a->quote_points
                                  : 0);
    wv_buf_format(out, "false alarms (severity >= 3) on items without a sign: %llu of %llu"
                       " = %.1f per 1,000\n",
                  (unsigned long long)a->alarms, (unsigned long long)a->empty,
                  a->empty ? 1000.0 * (double)a->alarms / (double)a->empty : 0);
    if (e->pairs_seen)
        wv_buf_format(out, "pairs with both sides right: %llu of %llu\n",
                      (unsigned long long)e->pairs_right, (unsigned long long)e->pairs_seen);
    if (e->dead || e->unlabelled)
        wv_buf_format(out, "left out: %llu dead, %llu without gold\n", (unsigned long long)e->dead,
                      (unsigned long long)e->unlabelled);
}

void wv_eval_text(const wv_eval *e, wv_buf *out)
{
    add_summary(e, out);
    add_table(out, "signal", &e->signals);
    add_rules(out, &e->rules);
    add_table(out, "register", &e->registers);
    add_table(out, "style", &e->styles);
    add_table(out, "split", &e->splits);
    add_table(out, "class", &e->classes);
    add_alarms(out, &e->classes);
    add_pairs_of(out, "missed -> found instead (falsely), items", &e->confusion, "");
    add_pairs_of(out, "scope labels that gold asks for", &e->labels, "label");
    add_pairs_of(out, "direction", &e->directions, "direction");
    add_untouched(e, out);
}

/* ---- JSON ---- */

static void json_interval(wv_buf *out, const char *key, wv_interval i, bool known)
{
    if (known)
        wv_buf_format(out, ",\"%s\":{\"share\":%.6f,\"low\":%.6f,\"high\":%.6f}", key, i.share,
                      i.low, i.high);
    else
        wv_buf_format(out, ",\"%s\":null", key);
}

/* A rule has no recall: what it misses another may find. */
static void json_row(wv_buf *out, const wv_eval_row *r, bool has_recall)
{
    const wv_score *s = &r->score;
    wv_buf_text(out, "{\"name\":");
    wv_buf_json(out, r->name);
    wv_buf_format(out,
                  ",\"items\":%llu,\"right\":%llu,\"neutral\":%llu,\"false\":%llu,"
                  "\"missed\":%llu,\"empty\":%llu,\"alarms\":%llu,\"alone\":%llu,"
                  "\"quoted\":%llu,\"overlap\":%llu,\"f1\":%.6f",
                  (unsigned long long)r->items, (unsigned long long)s->right,
                  (unsigned long long)s->neutral, (unsigned long long)s->wrong,
                  (unsigned long long)s->missed, (unsigned long long)r->empty,
                  (unsigned long long)r->alarms, (unsigned long long)r->sole,
                  (unsigned long long)r->quoted, (unsigned long long)r->overlap, wv_eval_f1(s));
    json_interval(out, "precision", wv_eval_precision(s), s->right + s->wrong > 0);
    json_interval(out, "recall", wv_eval_recall(s), has_recall && s->right + s->missed > 0);
    wv_buf_byte(out, '}');
}

static void json_table(wv_buf *out, const char *key, const wv_eval_table *t)
{
    uint32_t *order = sorted(t);
    wv_buf_format(out, ",\"%s\":[", key);
    for (uint32_t i = 0; order && i < t->count; i++) {
        if (i) wv_buf_byte(out, ',');
        json_row(out, &t->rows[order[i]], strcmp(key, "rules") != 0);
    }
    wv_buf_byte(out, ']');
    wv_mem_free(order);
}

void wv_eval_json(const wv_eval *e, wv_buf *out)
{
    wv_buf_text(out, "{\"schema\":\"waakvlam-eval/1\",");
    if (e->pack) { /* a figure belongs to one pack: card.c holds it to that */
        wv_buf_text(out, "\"pack\":{\"name\":");
        wv_buf_json(out, e->pack->name);
        wv_buf_text(out, ",\"version\":");
        wv_buf_json(out, e->pack->version);
        wv_buf_format(out, ",\"sha256\":\"%s\"},", e->pack->sha256_hex);
    }
    wv_buf_text(out, "\"all\":");
    json_row(out, &e->all, true);
    wv_buf_format(out, ",\"flagged\":%llu,\"pairs\":%llu,\"pairs_right\":%llu,\"dead\":%llu,"
                       "\"without_gold\":%llu,\"untouched\":%llu",
                  (unsigned long long)e->flagged, (unsigned long long)e->pairs_seen,
                  (unsigned long long)e->pairs_right, (unsigned long long)e->dead,
                  (unsigned long long)e->unlabelled, (unsigned long long)e->untouched_count);
    json_table(out, "signals", &e->signals);
    json_table(out, "rules", &e->rules);
    json_table(out, "registers", &e->registers);
    json_table(out, "styles", &e->styles);
    json_table(out, "splits", &e->splits);
    json_table(out, "classes", &e->classes);
    json_table(out, "confusion", &e->confusion);
    json_table(out, "labels", &e->labels);
    json_table(out, "directions", &e->directions);
    wv_buf_text(out, ",\"untouched_ids\":[");
    for (uint32_t i = 0; i < e->untouched_shown; i++) {
        if (i) wv_buf_byte(out, ',');
        wv_buf_json(out, e->untouched[i].id);
    }
    wv_buf_text(out, "]}\n");
}
