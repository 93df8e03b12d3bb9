/* SPDX-License-Identifier: EUPL-1.2 */
/* search.c: records by the words in them, in the cases that this reader may see.
 *
 * In: words. Out: records with the words marked. Neighbours: store/search.h. Invariants: every
 * search is in the audit log with its words; a store whose index is of another engine says so
 * instead of missing things. Cost: one page of results. */
#include "review/page/page.h"
#include "store/search.h"

enum { RESULTS = 20, EXCERPT = 400, NAME_BYTES = 4 << 10 };

static wv_rc put_hit(wv_visit *v, const wv_item_record *r, wv_str words)
{
    wv_buf *out = wv_visit_out(v);
    wv_item_place *places;
    wv_case_row row;
    uint32_t count;
    wv_rc rc = wv_search_marks(v->site->store, words, r->text, v->arena, &places, &count, &v->err);
    if (rc) return rc;
    wv_marked *marks = wv_arena_alloc(v->arena, (count + 1) * sizeof *marks);
    if (!marks) return WV_E_NOMEM;
    for (uint32_t i = 0; i < count; i++)
        marks[i] = (wv_marked){places[i].start, places[i].end, 0, false};
    rc = wv_queue_case(v->site->store, &v->viewer, r->case_num, v->arena, &row, &v->err);
    if (rc) return rc;
    wv_visit_saw(v, r->case_num);
    wv_html(out,
            "<article class=\"hit\" data-row tabindex=\"-1\"><h2><a data-key=\"open\" "
            "href=\"/stuk/%d/%p\">%v</a></h2><p class=\"small\"><a href=\"/zaak/%d\">",
            r->case_num, r->id, r->id, r->case_num);
    wv_page_case_name(v, &row);
    wv_buf_text(out, "</a>, ");
    wv_page_written_moment(v, r->occurred_at);
    if (r->from.n) wv_html(out, ", van %v", r->from);
    if (r->to.n) wv_html(out, " aan %v", r->to);
    if (r->source.n) wv_html(out, ", bron: %v", wv_dutch_source(r->source));
    wv_buf_text(out, "</p>");
    wv_page_excerpt(v, r->text, marks, count, EXCERPT);
    wv_buf_text(out, "</article>\n");
    return WV_OK;
}

static void put_form(wv_visit *v, wv_str words)
{
    wv_html(wv_visit_out(v),
            "<form method=\"get\" action=\"/zoeken\" role=\"search\"><p><label "
            "for=\"woorden\">Woorden die in het stuk staan</label> <input id=\"woorden\" "
            "name=\"woorden\" value=\"%v\" maxlength=\"%u\"> <button "
            "class=\"main\">Zoeken</button></p><p class=\"small\">Ook andere vormen van een woord "
            "worden gevonden: bedreigen vindt bedreigde. Elke zoekvraag wordt vastgelegd.</p>"
            "</form>\n",
            words, (unsigned)WV_SEARCH_BYTES_MAX);
}

static wv_rc put_hits(wv_visit *v, wv_str words)
{
    wv_buf *out = wv_visit_out(v);
    wv_item_record *list;
    uint32_t count;
    wv_search_query q = {.words = words,
                         .case_num = wv_request_number(&v->request->query, "zaak", 0),
                         .before = wv_request_number(&v->request->query, "voor", 0),
                         .limit = RESULTS};
    wv_rc rc = wv_search(v->site->store, &v->viewer, &q, v->arena, &list, &count, &v->err);
    if (rc == WV_E_USAGE)
        return wv_visit_fail(v, rc, "Vul een of meer woorden in, niet te veel tegelijk.");
    if (rc == WV_E_VERSION)
        return wv_visit_fail(v, rc,
                             "De zoeklijst is van een andere versie. De beheerder moet hem "
                             "eerst opnieuw maken (waakvlam reindex).");
    for (uint32_t i = 0; rc == WV_OK && i < count; i++) rc = put_hit(v, &list[i], words);
    if (rc) return rc;
    if (count == 0)
        wv_buf_text(out,
                    "<p class=\"empty\">Niets gevonden in de zaken die u mag zien. Dat zegt niet "
                    "dat het er niet is.</p>\n");
    if (count == RESULTS)
        wv_html(out,
                "<p><a rel=\"next\" href=\"/zoeken?woorden=%p&amp;voor=%d\">Volgende "
                "bladzijde</a></p>\n",
                words, list[count - 1].num);
    return WV_OK;
}

wv_rc wv_page_search(wv_visit *v)
{
    wv_str words = wv_request_field(&v->request->query, "woorden");
    wv_rc rc = WV_OK;
    if (words.n) {
        wv_buf what;
        wv_buf_init(&what);
        wv_buf_text(&what, "\"words\":");
        wv_buf_json(&what, words);
        if (what.failed || what.n > NAME_BYTES) rc = WV_E_LIMIT;
        if (rc == WV_OK) v->audit_what = wv_arena_str(v->arena, (wv_str){what.p, (uint32_t)what.n});
        wv_buf_done(&what);
    }
    if (rc) return wv_visit_fail(v, rc, "Dat zijn te veel woorden.");
    wv_page_begin(v, "Zoeken", WV_NAV_SEARCH);
    put_form(v, words);
    if (words.n) rc = put_hits(v, words);
    wv_page_end(v);
    return rc;
}
