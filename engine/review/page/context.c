/* SPDX-License-Identifier: EUPL-1.2 */
/* context.c: what stands around a text, and the records that a finding rests on.
 *
 * In: a record, a finding. Out: the texts before and after it in the same case, cut; the evidence
 * as links with a line of each. Neighbours: item.c, store/glance.h. Invariants: only of cases that
 * the visitor may see (the caller asked); without marks, so that nothing is suggested. Cost: two
 * records, or one for each piece of evidence shown. */
#include "review/page/page.h"
#include "store/glance.h"

enum { CONTEXT = 200, EVIDENCE_SHOWN = 12, EVIDENCE_TEXT = 160 };

static void put_neighbour(wv_visit *v, const char *name, const wv_item_record *r)
{
    wv_buf *out = wv_visit_out(v);
    if (r->num == 0) return;
    wv_html(out, "<div class=\"around\"><p class=\"small\">%s: <a href=\"/stuk/%d/%p\">%v</a>, ",
            name, r->case_num, r->id, r->id);
    wv_page_written_moment(v, r->occurred_at);
    if (r->from.n) wv_html(out, ", van %v", r->from);
    if (r->to.n) wv_html(out, " aan %v", r->to);
    wv_buf_text(out, "</p>");
    /* Which of its words are heavy is not known here, so all of it waits to be asked for. */
    if (v->preferences.masks) wv_buf_text(out, "<details><summary>Toon deze tekst</summary>");
    wv_page_excerpt(v, r->text, NULL, 0, CONTEXT);
    wv_buf_text(out, v->preferences.masks ? "</details></div>\n" : "</div>\n");
}

wv_rc wv_page_around(wv_visit *v, const wv_item_record *r)
{
    wv_item_record before, after;
    wv_rc rc = wv_glance_around(v->site->store, r, v->arena, &before, &after, &v->err);
    if (rc || (!before.num && !after.num)) return rc;
    wv_buf_text(wv_visit_out(v), "<section class=\"context\" aria-label=\"Ervoor en erna\">\n");
    put_neighbour(v, "Ervoor", &before);
    put_neighbour(v, "Erna", &after);
    wv_buf_text(wv_visit_out(v), "</section>\n");
    return WV_OK;
}

static void put_evidence(wv_visit *v, const wv_item_record *r)
{
    wv_buf *out = wv_visit_out(v);
    wv_html(out, "<li><p><a href=\"/stuk/%d/%p\">%v</a> ", r->case_num, r->id, r->id);
    wv_page_written_moment(v, r->occurred_at);
    if (r->type.n) wv_html(out, ", %v", wv_dutch_event(r->type));
    if (r->from.n) wv_html(out, ", van %v", r->from);
    if (r->to.n) wv_html(out, " aan %v", r->to);
    wv_buf_text(out, "</p>");
    if (r->text.n) wv_page_excerpt(v, r->text, NULL, 0, EVIDENCE_TEXT);
    wv_buf_text(out, "</li>\n");
}

wv_rc wv_page_evidence(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    if (f->evidence_count == 0) return WV_OK;
    wv_buf_text(out, "<h2>Waar het op rust</h2>\n<ol class=\"evidence\">\n");
    for (uint32_t i = 0; i < f->evidence_count && i < EVIDENCE_SHOWN; i++) {
        wv_item_record r;
        wv_rc rc =
            wv_item_record_read(v->site->store, f->case_num, f->evidence[i], v->arena, &r, &v->err);
        if (rc == WV_OK)
            put_evidence(v, &r);
        else if (rc == WV_E_NOINPUT)
            wv_html(out, "<li><p>%v, niet bewaard</p></li>\n", f->evidence[i]);
        else
            return rc;
    }
    wv_buf_text(out, "</ol>\n");
    if (f->evidence_count > EVIDENCE_SHOWN)
        wv_html(out, "<p class=\"small\">En nog %u stukken; ze staan bij de %s.</p>\n",
                f->evidence_count - EVIDENCE_SHOWN, v->site->word->one);
    return WV_OK;
}
