/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.c: which case is next.
 *
 * In: the queue of the store, a page of it. Out: cases by triage, oldest first, with what is new
 * for this reader and who has them. Neighbours: store/queue.h, acts.c. Invariants: cases are
 * ordered, never persons; an empty queue says that it says nothing about safety. Cost: one page of
 * rows. */
#include "review/page/page.h"
#include "store/glance.h"

enum { SIGNALS_SHOWN = 4 };

static void put_counts(wv_visit *v, const uint32_t counts[WV_TRIAGE_NOW + 1])
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<ul class=\"counts\">");
    for (int t = WV_TRIAGE_NOW; t >= 0; t--) {
        wv_html(out, "<li class=\"t%u\"><strong>%s</strong> ", (unsigned)t,
                wv_page_triage((wv_triage)t));
        wv_page_number(v, counts[t]);
        wv_buf_text(out, "</li>");
    }
    wv_buf_text(out, "</ul>\n");
}

static void put_who(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    bool mine = wv_str_eq(row->lease_user, v->viewer.user);
    if (row->handed_to.n)
        wv_html(out, "<p>Overgedragen aan %s%s</p>", wv_page_role(row->handed_to),
                row->received ? "" : ", nog niet ontvangen");
    if (row->lease_user.n) {
        wv_html(out, "<p>%v, tot ", mine ? WV_STR("U") : row->lease_user);
        wv_page_moment(v, row->lease_until);
        wv_buf_text(out, "</p>");
    }
    if (row->second_wanted) wv_buf_text(out, "<p><strong>Wacht op een tweede persoon</strong></p>");
    if (row->snooze_until) {
        wv_buf_text(out, "<p>Later terug: ");
        wv_page_moment(v, row->snooze_until);
        wv_buf_text(out, "</p>");
    }
    if (!wv_visit_may(v, WV_MAY_TAKE)) return;
    if (row->lease_user.n && !mine) return;
    wv_page_form(v, mine ? "/zaak/%lld/vrijgeven" : "/zaak/%lld/nemen", (long long)row->num);
    wv_html(out, "<button class=\"small-button\" data-key=\"nemen\">%s<span class=\"hidden\"> ",
            mine ? "Vrijgeven" : "Nemen");
    wv_page_case_name(v, row);
    wv_buf_text(out, "</span></button></form>");
}

/* What it is about, in a line: a reviewer plans by it and knows which case this was. */
static wv_rc put_about(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    wv_glance_signal *list;
    uint32_t count;
    wv_rc rc = wv_glance_signals(v->site->store, row->num, SIGNALS_SHOWN + 1, v->arena, &list,
                                 &count, &v->err);
    if (rc) return rc;
    for (uint32_t i = 0; i < count && i < SIGNALS_SHOWN; i++) {
        if (i) wv_buf_text(out, ", ");
        wv_page_listed(v,
                       list[i].is_alert ? wv_rulebook_title(v->site->rules, list[i].rule)
                                        : wv_rulebook_label(v->site->rules, list[i].signal),
                       i == 0);
        if (list[i].count > 1) wv_html(out, " (%u)", list[i].count);
    }
    if (count > SIGNALS_SHOWN) wv_buf_text(out, " en meer");
    if (count && list[0].replayed)
        wv_html(out, "<p class=\"small\">%s: %u</p>", wv_page_replayed, list[0].replayed);
    return WV_OK;
}

static void put_open(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    if (row->new_count) {
        wv_buf_text(out, "<span class=\"new\">");
        wv_page_number(v, row->new_count);
        wv_buf_text(out, " nieuw<span class=\"hidden\"> voor u</span></span> ");
    }
    if (row->new_count == row->open_count) return;
    wv_buf_text(out, row->new_count ? "<span class=\"soft\">van " : "<span class=\"soft\">");
    wv_page_number(v, row->open_count);
    wv_buf_text(out, row->new_count ? "</span>" : " open</span>");
}

static void put_since(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    wv_page_moment(v, row->since);
    if (row->triage != WV_TRIAGE_NOW || !row->since) return;
    wv_buf_text(out, "<p class=\"clock\">wacht al ");
    wv_page_waiting(v, row->since);
    wv_buf_text(out, "</p>");
}

static wv_rc put_row(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    wv_visit_saw(v, row->num);
    wv_html(out, "<tr data-row%s><th scope=\"row\"><a href=\"/zaak/%d\" data-key=\"open\">",
            row->new_count ? " class=\"fresh\"" : "", row->num);
    wv_page_case_name(v, row);
    wv_buf_text(out, "</a></th><td class=\"about\">");
    wv_rc rc = put_about(v, row);
    if (rc) return rc;
    wv_buf_text(out, "</td><td>");
    put_open(v, row);
    wv_buf_text(out, "</td><td>");
    put_since(v, row);
    wv_buf_text(out, "</td><td class=\"whose\">");
    put_who(v, row);
    wv_buf_text(out, "</td></tr>\n");
    return WV_OK;
}

static void put_heading(wv_visit *v, wv_triage triage)
{
    wv_buf *out = wv_visit_out(v);
    wv_html(out, "<section class=\"t%u\"><h2>%s</h2><table class=\"queue\"><thead><tr>",
            (unsigned)triage, wv_page_triage(triage));
    wv_html(out,
            "<th scope=\"col\">%s</th><th scope=\"col\">Gaat over</th><th scope=\"col\">Signalen"
            "</th><th scope=\"col\">Oudste sinds</th><th scope=\"col\">Wie</th></tr></thead>"
            "<tbody>\n",
            v->site->word->capital);
}

static wv_rc put_table(wv_visit *v, const wv_queue_page *page)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; rc == WV_OK && i < page->count; i++) {
        const wv_case_row *row = &page->rows[i];
        bool first = i == 0 || row->triage != page->rows[i - 1].triage;
        if (first && i > 0) wv_buf_text(wv_visit_out(v), "</tbody></table></section>\n");
        if (first) put_heading(v, row->triage);
        rc = put_row(v, row);
    }
    if (page->count) wv_buf_text(wv_visit_out(v), "</tbody></table></section>\n");
    return rc;
}

/* --- another order, on request ------------------------------------------------------------------
 */

/* The same order all day for the same case, so that a reviewer finds a row back. */
static uint64_t lot(const wv_visit *v, const wv_case_row *row)
{
    uint64_t x = (uint64_t)row->num * 0x9E3779B97F4A7C15u + (uint64_t)(v->viewer.now / 86400);
    x = (x ^ x >> 31) * 0xBF58476D1CE4E5B9u;
    return x ^ x >> 29;
}

/* Who always meets the oldest first reads each case in the light of the one before. Within one
 * urgency and one page the rows can be shuffled; what is urgent stays first. */
static void shuffle(const wv_visit *v, wv_queue_page *page)
{
    for (uint32_t i = 1; i < page->count; i++) {
        wv_case_row row = page->rows[i];
        uint32_t k = i;
        for (; k > 0 && page->rows[k - 1].triage == row.triage &&
               lot(v, &page->rows[k - 1]) > lot(v, &row);
             k--)
            page->rows[k] = page->rows[k - 1];
        page->rows[k] = row;
    }
}

/* The page after this one begins where this one ends: rows that come in meanwhile do not shift it.
 */
static void put_more(wv_visit *v, const wv_queue_query *q, const wv_case_row *last)
{
    wv_html(wv_visit_out(v),
            "<p><a rel=\"next\" href=\"/wachtrij?t=%u&amp;sinds=%d&amp;na=%d%s%s%s\">Volgende "
            "bladzijde</a></p>\n",
            (unsigned)last->triage, last->since, last->num, q->mine ? "&mijn=1" : "",
            q->with_snoozed ? "&later=1" : "", q->handed_to.n ? "&rol=1" : "");
}

static void put_filters(wv_visit *v, const wv_queue_query *q)
{
    wv_buf *out = wv_visit_out(v);
    const struct {
        const char *path, *name;
        bool here;
    } links[] = {
        {"/wachtrij", "Alles", !q->mine && !q->with_snoozed && !q->handed_to.n},
        {"/wachtrij?mijn=1", "Door mij genomen", q->mine},
        {"/wachtrij?rol=1", "Overgedragen aan mijn rol", q->handed_to.n > 0},
        {"/wachtrij?later=1", "Ook wat later terugkomt", q->with_snoozed},
    };
    wv_buf_text(out, "<ul class=\"filters\">");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        wv_html(out, "<li><a href=\"%s\"", links[i].path);
        if (links[i].here) wv_buf_text(out, " aria-current=\"true\"");
        wv_html(out, ">%s</a></li>", links[i].name);
    }
    wv_buf_text(out, "</ul>\n");
}

wv_rc wv_page_queue(wv_visit *v)
{
    const wv_fields *f = &v->request->query;
    uint32_t counts[WV_TRIAGE_NOW + 1];
    wv_queue_page page = {0};
    int64_t triage = wv_request_number(f, "t", 0);
    wv_queue_query q = {.mine = wv_request_field(f, "mijn").n > 0,
                        .with_snoozed = wv_request_field(f, "later").n > 0,
                        .after_triage = (wv_triage)(triage > WV_TRIAGE_NOW ? 0 : triage),
                        .after_since = wv_request_number(f, "sinds", 0),
                        .after_num = wv_request_number(f, "na", 0),
                        .limit = WV_PAGE_QUEUE_ROWS};
    if (wv_request_field(f, "rol").n) q.handed_to = v->viewer.role;
    wv_rc rc = wv_queue_read(v->site->store, &v->viewer, &q, v->arena, &page, &v->err);
    if (rc == WV_OK) rc = wv_queue_count(v->site->store, &v->viewer, q.handed_to, counts, &v->err);
    if (rc) return rc;
    wv_page_begin(v, "Wachtrij", WV_NAV_QUEUE);
    wv_page_done(v);
    put_counts(v, counts);
    put_filters(v, &q);
    wv_case_row last = page.count ? page.rows[page.count - 1] : (wv_case_row){0};
    if (v->preferences.shuffles) shuffle(v, &page);
    rc = put_table(v, &page);
    if (page.count == 0)
        wv_buf_text(
            wv_visit_out(v),
            "<p class=\"empty\">Geen open signalen. Dat zegt niets over de veiligheid.</p>\n");
    if (page.more) put_more(v, &q, &last);
    wv_page_end(v);
    return rc;
}
