/* SPDX-License-Identifier: EUPL-1.2 */
/* second.c: readings by a second person, who does not see the first; and by a third, who settles.
 *
 * In: what the store says is due for this reader. Out: text, marked words, the question.
 * Neighbours: store/decide.h chooses, acts.c takes the answer. Invariant: a second reader sees
 * neither the first answer nor the engine's severity. Cost: a few items. */
#include "review/page/page.h"

enum { SHOWN_MAX = 5 };

static wv_rc put_text(wv_visit *v, const wv_item_finding *f)
{
    wv_item item;
    wv_item_record record;
    if (f->is_alert) return WV_OK;
    wv_rc rc = wv_item_read(v->site->store, f->item, v->arena, &item, &v->err);
    if (rc == WV_OK)
        rc = wv_item_record_read(v->site->store, f->case_num, item.record, v->arena, &record,
                                 &v->err);
    if (rc == WV_E_NOINPUT || (rc == WV_OK && record.text.n == 0)) {
        wv_buf_text(wv_visit_out(v), "<p>Van dit stuk is geen tekst bewaard.</p>\n");
        return WV_OK;
    }
    if (rc) return rc;
    wv_marked *marks = wv_arena_alloc(v->arena, (f->span_count + 1) * sizeof *marks);
    if (!marks) return WV_E_NOMEM;
    for (uint32_t i = 0; i < f->span_count; i++)
        marks[i] = (wv_marked){f->spans[i].start, f->spans[i].end, 0, v->preferences.masks};
    wv_page_marked(v, record.text, marks, f->stale ? 0 : f->span_count);
    return WV_OK;
}

static wv_rc put_due(wv_visit *v, wv_round round, uint32_t *shown)
{
    wv_buf *out = wv_visit_out(v);
    wv_item_finding *list;
    uint32_t count;
    wv_rc rc = wv_decide_due(v->site->store, &v->viewer, round, SHOWN_MAX, v->arena, &list, &count,
                             &v->err);
    for (uint32_t i = 0; rc == WV_OK && i < count; i++) {
        const wv_item_finding *f = &list[i];
        wv_visit_saw(v, f->case_num);
        wv_page_form(v, "/tweede/%lld/lezen", (long long)f->num);
        wv_html(out, "<input type=\"hidden\" name=\"ronde\" value=\"%u\">", (unsigned)round);
        wv_page_finding(v, f, ++*shown, true);
        rc = put_text(v, f);
        wv_page_reading(v, f, *shown);
        wv_buf_text(out, "<p><button class=\"main\" data-key=\"opslaan\">Opslaan</button></p>"
                         "</article></form>\n");
    }
    return rc;
}

wv_rc wv_page_second(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    uint32_t shown = 0;
    wv_page_begin(v, "Tweede lezing", WV_NAV_SECOND);
    wv_page_done(v);
    wv_buf_text(out,
                "<p>Een ander heeft deze vindplaatsen al gelezen. U ziet niet wat het antwoord "
                "was.</p>\n<h2>Nog te lezen</h2>\n");
    wv_rc rc = put_due(v, WV_ROUND_SECOND, &shown);
    if (rc == WV_OK && wv_visit_may(v, WV_MAY_ADJUDICATE)) {
        wv_buf_text(out, "<h2>Twee lezers zijn het niet eens</h2>\n");
        rc = put_due(v, WV_ROUND_THIRD, &shown);
    }
    if (rc == WV_OK && shown == 0)
        wv_buf_text(out, "<p class=\"empty\">Er wacht nu niets op een tweede lezing.</p>\n");
    wv_page_end(v);
    return rc;
}
