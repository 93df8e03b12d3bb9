/* SPDX-License-Identifier: EUPL-1.2 */
/* case.c: one case: who has it, what is new, and the question what happens with it.
 *
 * In: a case of the store. Out: open signals, time line, chronology, orders; beside them the
 * question and earlier decisions. Neighbours: signals.c, timeline.c and chronology.c tell, acts.c
 * takes the answers. Invariants: never a score; what a decision covers is what this page showed
 * (`tot`). Cost: linear in the records shown, WV_PAGE_RECORDS a page, times the findings. */
#include "review/page/case.h"

enum { DECISIONS_SHOWN = 50 };

/* --- who has it, and the question ---------------------------------------------------------------
 */

static void put_hours(wv_buf *out, const wv_case_row *row, const char *id)
{
    static const struct {
        unsigned hours, severity_max;
        const char *name;
    } choices[] = {{1, 5, "1 uur"},     {2, 5, "2 uur"},     {8, 4, "8 uur"},
                   {24, 4, "1 dag"},    {72, 3, "3 dagen"},  {168, 3, "1 week"},
                   {336, 3, "2 weken"}, {720, 3, "30 dagen"}};
    wv_html(out, "<select id=\"%s\" name=\"uren\"><option value=\"\">kies</option>", id);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (row->severity <= choices[i].severity_max)
            wv_html(out, "<option value=\"%u\">%s</option>", choices[i].hours, choices[i].name);
    wv_buf_text(out, "</select>");
}

static void put_lease(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    bool mine = wv_str_eq(row->lease_user, v->viewer.user);
    if (!row->open && !row->lease_user.n && !row->handed_to.n)
        return; /* there is nothing to have */
    wv_buf_text(out, "<section class=\"bar\" aria-label=\"Wie heeft deze zaak\">");
    if (row->lease_user.n) {
        wv_html(out, "<p>%v, tot ", mine ? WV_STR("U") : row->lease_user);
        wv_page_moment(v, row->lease_until);
        wv_buf_text(out, "</p>");
    }
    if (row->handed_to.n)
        wv_html(out, "<p>Overgedragen aan %s%s</p>", wv_page_role(row->handed_to),
                row->received ? ", ontvangen" : ", nog niet ontvangen");
    if (wv_visit_may(v, WV_MAY_TAKE) && row->open && (!row->lease_user.n || mine)) {
        wv_page_form(v, mine ? "/zaak/%lld/vrijgeven" : "/zaak/%lld/nemen", (long long)row->num);
        wv_html(out, "<button data-key=\"nemen\">%s</button></form>", mine ? "Vrijgeven" : "Nemen");
        wv_page_form(v, "/zaak/%lld/later", (long long)row->num);
        wv_buf_text(out, "<label for=\"weg\">Later terug</label> ");
        put_hours(out, row, "weg");
        wv_buf_text(out, " <button data-key=\"later\">Wegleggen</button></form>");
    }
    wv_buf_text(out, "</section>\n");
}

static void put_hand_over(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    if (!wv_visit_may(v, WV_MAY_HAND_OVER)) return;
    wv_buf_text(out, "<details><summary>Overdragen aan een rol</summary>");
    wv_page_form(v, "/zaak/%lld/overdragen", (long long)row->num);
    wv_buf_text(out, "<p><label for=\"rol\">Aan</label> <select id=\"rol\" name=\"rol\">");
    for (int r = WV_ACCESS_NOBODY + 1; r < WV_ACCESS_ROLES; r++)
        if (wv_access_may((wv_access_role)r, WV_MAY_TAKE))
            wv_html(out, "<option value=\"%s\">%s</option>", wv_access_role_word((wv_access_role)r),
                    wv_access_role_dutch((wv_access_role)r));
    wv_html(
        out,
        "</select></p><p><label for=\"bij\">Toelichting (mag leeg)</label> <textarea id=\"bij\" "
        "name=\"noot\" rows=\"2\" maxlength=\"%u\"></textarea></p><button>Overdragen</button>"
        "</form></details>\n",
        (unsigned)WV_NOTE_BYTES_MAX / 4);
}

static void put_question(wv_visit *v, const wv_case_row *row)
{
    wv_buf *out = wv_visit_out(v);
    if (!row->open || !wv_visit_may(v, WV_MAY_DECIDE)) return;
    wv_html(out, "<h2>Wat gebeurt ermee?</h2>\n");
    if (row->second_wanted && wv_str_eq(row->second_not, v->viewer.user))
        wv_buf_text(out, "<p>U koos ‘Nu geen vervolg’. Bij dit signaal beslist ook een tweede "
                         "persoon; tot dan blijft het open.</p>\n");
    else if (row->second_wanted)
        wv_html(out,
                "<p>%v koos ‘Nu geen vervolg’. Bij dit signaal beslist ook een tweede "
                "persoon: u.</p>\n",
                row->second_not);
    wv_page_form(v, "/zaak/%lld/besluit", (long long)row->num);
    wv_html(
        out,
        "<input type=\"hidden\" name=\"tot\" value=\"%d\"><fieldset><legend>Dit geldt voor alles "
        "wat hier nu staat</legend>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"door\" data-key=\"reden1\"> "
        "Doorzetten naar</label> "
        "<label><span class=\"hidden\">waarheen</span><input name=\"naar\" "
        "maxlength=\"200\"></label></p>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"voeg\" data-key=\"reden2\"> Bij "
        "bestaande %s voegen"
        "</label> <label><span class=\"hidden\">welke</span><input name=\"bij\" "
        "maxlength=\"200\"></label></p>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"geen\" data-key=\"reden3\"> Nu geen "
        "vervolg "
        "(toelichting nodig)</label></p>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"later\" data-key=\"reden4\"> Later "
        "terug</label> "
        "<label for=\"terug\" class=\"hidden\">wanneer</label>",
        row->through, v->site->word->one);
    put_hours(out, row, "terug");
    wv_html(out,
            "</p><p><label for=\"noot\">Toelichting</label> <textarea id=\"noot\" name=\"noot\" "
            "rows=\"3\" maxlength=\"%u\" data-key=\"toelichting\"></textarea></p></fieldset><p>"
            "<button class=\"main\" data-key=\"opslaan\">Opslaan</button></p></form>\n",
            (unsigned)WV_NOTE_BYTES_MAX / 4);
}

/* Takes out what a second reader may not see yet; the rest keeps its order. */
static uint32_t keep_visible(wv_visit *v, const wv_page_case_data *p, wv_decision *list,
                             uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool hidden = false;
        for (uint32_t k = 0; k < p->finding_count && !list[i].on_case; k++)
            if (p->findings[k].num == list[i].finding)
                hidden = wv_page_hides_answer(v, &p->findings[k]);
        if (!hidden) list[kept++] = list[i];
    }
    return kept;
}

static wv_rc put_earlier(wv_visit *v, const wv_page_case_data *p)
{
    wv_buf *out = wv_visit_out(v);
    wv_decision *list;
    wv_handover *handed;
    uint32_t count, handed_count;
    wv_rc rc = wv_decide_of_case(v->site->store, p->row.num, DECISIONS_SHOWN, v->arena, &list,
                                 &count, &v->err);
    if (rc == WV_OK)
        rc = wv_queue_handovers(v->site->store, p->row.num, v->arena, &handed, &handed_count,
                                &v->err);
    if (rc) return rc;
    wv_buf_text(out, "<h2>Eerdere besluiten</h2>\n");
    wv_page_decisions(v, list, keep_visible(v, p, list, count));
    for (uint32_t i = 0; i < handed_count; i++) {
        wv_html(out, "<p>Overgedragen door %v aan %s op ", handed[i].from_user,
                wv_page_role(handed[i].to_role));
        wv_page_moment(v, handed[i].at);
        if (handed[i].received_at) {
            wv_html(out, ", ontvangen door %v op ", handed[i].received_by);
            wv_page_moment(v, handed[i].received_at);
        } else {
            wv_buf_text(out, ", nog niet ontvangen");
        }
        if (handed[i].note.n) wv_html(out, "<br><q>%v</q>", handed[i].note);
        wv_buf_text(out, "</p>\n");
    }
    return WV_OK;
}

/* --- the page -----------------------------------------------------------------------------------
 */

static wv_rc read_case(wv_visit *v, wv_page_case_data *p)
{
    wv_store *s = v->site->store;
    int64_t after = wv_request_number(&v->request->query, "na", 0);
    int64_t after_at = wv_request_number(&v->request->query, "tijd", 0);
    wv_rc rc = wv_page_case_of(v, &p->row);
    if (rc == WV_OK)
        rc = wv_item_findings(s, p->row.num, 0, WV_PAGE_CASE_FINDINGS, v->arena, &p->findings,
                              &p->finding_count, &v->err);
    if (rc == WV_OK)
        rc = wv_item_records(s, p->row.num, after ? after_at : INT64_MIN, after, WV_PAGE_RECORDS,
                             v->arena, &p->records, &p->record_count, &v->err);
    if (rc == WV_OK) wv_visit_saw(v, p->row.num);
    return rc;
}

/* The latest of those that are open are the new ones. */
static int64_t new_from(const wv_page_case_data *p)
{
    int64_t from = INT64_MAX;
    uint32_t left = p->row.new_count;
    for (uint32_t i = 0; i < p->finding_count && left; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (f->live && f->standing && !f->stale) from = f->num, left--;
    }
    return from;
}

static void put_title(wv_visit *v, const wv_page_case_data *p)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<p class=\"lead\">");
    if (p->row.open) {
        if (!v->preferences.blind)
            wv_html(out, "<span class=\"tag t%u\">%s</span> ", (unsigned)p->row.triage,
                    wv_page_triage(p->row.triage));
        wv_page_number(v, p->row.open_count);
        wv_buf_text(out, " open");
    } else {
        wv_buf_text(out, "Niets open. Dat zegt niets over de veiligheid.");
    }
    if (p->row.new_count) {
        wv_buf_text(out, ", <span class=\"new\">");
        wv_page_number(v, p->row.new_count);
        wv_buf_text(out, " nieuw sinds u hier was</span>");
    }
    wv_buf_text(out, "</p>\n");
}

/* Findings say `door B, gericht op A`: who that is was told by the case itself. */
static void put_roles(wv_visit *v, const wv_page_case_data *p)
{
    for (uint32_t i = p->record_count; i > 0; i--)
        if (wv_str_is(p->records[i - 1].type, "case.roles")) {
            wv_buf_text(wv_visit_out(v), "<div class=\"roles\" role=\"group\" "
                                         "aria-label=\"Wie is wie\">");
            wv_page_attrs(v, p->records[i - 1].json);
            wv_buf_text(wv_visit_out(v), "</div>\n");
            return;
        }
}

wv_rc wv_page_case(wv_visit *v)
{
    wv_page_case_data p = {0};
    wv_buf *out = wv_visit_out(v);
    wv_rc rc = read_case(v, &p);
    if (rc) return rc;
    p.new_from = new_from(&p);
    wv_page_begin_about(v, p.row.alone ? "Los stuk" : v->site->word->capital, p.row.name);
    wv_page_done(v);
    put_title(v, &p);
    put_roles(v, &p);
    put_lease(v, &p.row);
    wv_buf_text(out, "<div class=\"desk\">\n<div class=\"story\">\n");
    wv_page_signals(v, &p);
    wv_page_timeline(v, &p);
    wv_page_orders(v, &p);
    wv_page_chronology(v, &p);
    wv_buf_text(out, "</div>\n<div class=\"decide\">\n");
    put_question(v, &p.row);
    put_hand_over(v, &p.row);
    rc = put_earlier(v, &p);
    wv_buf_text(out, "</div>\n</div>\n");
    wv_page_end(v);
    if (rc) return rc;
    return wv_queue_look(v->site->store, &v->viewer, p.row.num, p.row.through, &v->err);
}

wv_rc wv_page_record(wv_visit *v)
{
    wv_item_record r;
    wv_case_row row;
    wv_rc rc = wv_page_case_of(v, &row);
    if (rc == WV_OK)
        rc = wv_item_record_read(v->site->store, row.num, v->request->segments[2], v->arena, &r,
                                 &v->err);
    if (rc) return rc;
    wv_visit_saw(v, row.num);
    wv_page_begin_about(v, "Stuk", r.id);
    wv_page_crumbs(v, &row);
    wv_page_record_facts(v, &r, r.id);
    if (r.text.n)
        wv_page_marked(v, r.text, NULL, 0);
    else if (!r.type.n)
        wv_buf_text(wv_visit_out(v), "<p>Van dit stuk is geen tekst bewaard.</p>\n");
    wv_page_attrs(v, r.json);
    rc = wv_page_around(v, &r);
    wv_page_missed(v, row.num, r.id);
    wv_page_end(v);
    return rc;
}
