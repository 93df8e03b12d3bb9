/* SPDX-License-Identifier: EUPL-1.2 */
/* case.c: one case: what is new, what happened when, who said what, and the question what happens
 * with it.
 *
 * In: a case of the store. Out: open signals, time line, chronology with sources side by side,
 * orders and what was found about them, earlier decisions. Neighbours: picture.c draws, acts.c
 * takes the answers. Invariants: order in time, never a score; what a decision covers is what this
 * page showed (`tot`). Cost: linear in the records shown, WV_PAGE_RECORDS a page. */
#include "review/page/page.h"

enum {
    FINDINGS_SHOWN = 100,
    DECISIONS_SHOWN = 50,
    INCIDENT_SECONDS = 30 * 60, /* as the engine takes two tellings for one incident */
    NIGHT_UNTIL = 6,            /* hours */
    MARKS_MAX = WV_PAGE_RECORDS + FINDINGS_SHOWN,
    BANS_MAX = 16,
};

typedef struct case_page {
    wv_case_row row;
    wv_item_finding *findings;
    uint32_t finding_count;
    wv_item_record *records;
    uint32_t record_count;
} case_page;

/* --- what is open -------------------------------------------------------------------------------
 */

static bool is_open(const wv_item_finding *f)
{
    return f->live && f->standing && !f->stale && !f->suppressed_by.n && !f->dropped && !f->shadow;
}

static void put_signal(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    bool hides = v->preferences.blind && f->answer == WV_READ_OPEN;
    wv_html(out, "<li data-row><a data-key=\"open\" href=\"/%s/%d\">%v</a> ",
            f->is_alert ? "patroon" : "signaal", f->is_alert ? f->num : f->item,
            f->is_alert ? wv_rulebook_title(v->site->rules, f->rule)
                        : wv_rulebook_label(v->site->rules, f->signal));
    if (!hides)
        wv_html(out, "<span class=\"tag t%u\">%s</span> ", (unsigned)f->triage,
                wv_page_triage(f->triage));
    wv_page_written_moment(v, f->raised_at);
    if (f->answer != WV_READ_OPEN && !wv_page_hides_answer(v, f))
        wv_html(out, ", goed gelezen: %s", wv_page_answer(f->answer));
    wv_buf_text(out, "</li>\n");
}

static void put_signals(wv_visit *v, const case_page *p)
{
    wv_buf *out = wv_visit_out(v);
    uint32_t shown = 0;
    wv_buf_text(out, "<h2>Signalen en patronen, nieuwste eerst</h2>\n<ul class=\"signals\">\n");
    for (uint32_t i = 0; i < p->finding_count; i++)
        if (is_open(&p->findings[i])) put_signal(v, &p->findings[i]), shown++;
    wv_buf_text(out, "</ul>\n");
    if (!shown)
        wv_buf_text(out, "<p class=\"empty\">Geen open signalen. Dat zegt niets over de "
                         "veiligheid.</p>\n");
    if (shown == p->finding_count) return;
    wv_buf_text(out,
                "<details><summary>Gevonden, niet meegeteld of later vervallen</summary><ul>\n");
    for (uint32_t i = 0; i < p->finding_count; i++)
        if (!is_open(&p->findings[i])) put_signal(v, &p->findings[i]);
    wv_buf_text(out, "</ul></details>\n");
}

/* --- the picture --------------------------------------------------------------------------------
 */

static bool is_night(const wv_visit *v, int64_t at)
{
    int64_t local = at + wv_tz_offset(v->site->zone, at);
    return (local % 86400 + 86400) % 86400 < NIGHT_UNTIL * 3600;
}

static bool is_booking(const wv_item_record *r)
{
    static const char *const bookings[] = {"case.", "screening.", "clock", "record.", "plan."};
    for (size_t i = 0; i < sizeof bookings / sizeof *bookings; i++)
        if (wv_str_starts(r->type, wv_str_of(bookings[i]))) return true;
    return false;
}

static wv_picture_lane lane_of(const wv_item_record *r)
{
    return wv_str_is(r->kind, "report")    ? WV_PICTURE_REPORTS
           : wv_str_is(r->kind, "message") ? WV_PICTURE_MESSAGES
                                           : wv_picture_lane_of(r->type);
}

static void put_picture(wv_visit *v, const case_page *p)
{
    wv_picture_mark *marks = wv_arena_alloc(v->arena, MARKS_MAX * sizeof *marks);
    wv_picture_ban bans[BANS_MAX];
    wv_picture picture = {.marks = marks, .bans = bans};
    if (!marks) {
        wv_visit_out(v)->failed = true;
        return;
    }
    for (uint32_t i = 0; i < p->record_count; i++) {
        const wv_item_record *r = &p->records[i];
        if (r->occurred && !is_booking(r) && picture.count < MARKS_MAX)
            marks[picture.count++] =
                (wv_picture_mark){r->occurred, lane_of(r), is_night(v, r->occurred)};
    }
    for (uint32_t i = 0; i < p->finding_count; i++) /* newest first; the picture wants time */
        if (p->findings[i].is_alert && p->findings[i].raised && picture.count < MARKS_MAX)
            marks[picture.count++] = (wv_picture_mark){p->findings[i].raised, WV_PICTURE_PATTERNS,
                                                       !p->findings[i].standing};
    picture.ban_count = wv_page_bans(v, p->records, p->record_count, bans, BANS_MAX);
    wv_buf_text(wv_visit_out(v), "<div class=\"picture\" role=\"group\" tabindex=\"0\" "
                                 "aria-label=\"Plaatje van de tijd\">");
    wv_picture_svg(&picture, wv_visit_out(v));
    wv_buf_text(wv_visit_out(v), "</div>\n");
}

/* --- the chronology -----------------------------------------------------------------------------
 */

static bool rests_on(const wv_item_finding *f, wv_str record)
{
    for (uint32_t k = 0; k < f->evidence_count; k++)
        if (wv_str_eq(f->evidence[k], record)) return true;
    return false;
}

static bool is_found_in(const case_page *p, const wv_item_record *r)
{
    for (uint32_t i = 0; i < p->finding_count; i++)
        if (rests_on(&p->findings[i], r->id) && is_open(&p->findings[i])) return true;
    return false;
}

static void put_found(wv_visit *v, const case_page *p, const wv_item_record *r)
{
    for (uint32_t i = 0; i < p->finding_count; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (f->is_alert || !is_open(f) || !rests_on(f, r->id)) continue;
        wv_html(wv_visit_out(v), "<br><span class=\"tag\">%v</span>",
                wv_rulebook_label(v->site->rules, f->signal));
    }
}

static void put_cell(wv_visit *v, const case_page *p, const wv_item_record *r)
{
    static const char *const kinds[][2] = {
        {"report", "melding"}, {"message", "bericht"}, {"event", "gebeurtenis"}};
    wv_buf *out = wv_visit_out(v);
    const char *kind = "stuk";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (wv_str_is(r->kind, kinds[i][0])) kind = kinds[i][1];
    wv_html(out, "<div class=\"cell%s\"><p>", is_found_in(p, r) ? " found" : "");
    wv_page_written_moment(v, r->occurred_at);
    wv_html(out, "<br><a href=\"/stuk/%d/%p\">%s %v</a>", r->case_num, r->id, kind, r->id);
    if (r->source.n) wv_html(out, ", bron: %v", r->source);
    if (r->from.n) wv_html(out, "<br>van %v", r->from);
    if (r->to.n) wv_html(out, " aan %v", r->to);
    if (r->channel.n) wv_html(out, ", %v", r->channel);
    if (r->type.n) wv_html(out, "<br>%v", wv_dutch_event(r->type));
    put_found(v, p, r);
    wv_buf_text(out, "</p></div>");
}

/* What two sources tell of the same half hour stands side by side. */
static bool is_same_incident(const wv_item_record *a, const wv_item_record *b)
{
    return a->occurred && b->occurred && b->occurred - a->occurred <= INCIDENT_SECONDS &&
           !wv_str_eq(a->source, b->source);
}

static void put_chronology(wv_visit *v, const case_page *p)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<h2>Wat er gebeurde</h2>\n<ol class=\"chronology\">\n");
    for (uint32_t i = 0; i < p->record_count;) {
        uint32_t n = 1;
        while (n < 3 && i + n < p->record_count &&
               is_same_incident(&p->records[i], &p->records[i + n]))
            n++;
        wv_html(out, "<li class=\"side%u\">", n);
        if (n > 1) wv_buf_text(out, "<p class=\"small\">Meer bronnen over hetzelfde half uur</p>");
        for (uint32_t k = 0; k < n; k++) put_cell(v, p, &p->records[i + k]);
        wv_buf_text(out, "</li>\n");
        i += n;
    }
    wv_buf_text(out, "</ol>\n");
    if (p->record_count == 0)
        wv_buf_text(out, "<p>De stukken van deze zaak zijn niet bewaard, alleen wat erin gevonden "
                         "is.</p>\n");
    if (p->record_count == WV_PAGE_RECORDS)
        wv_html(out,
                "<p><a rel=\"next\" href=\"/zaak/%d?na=%d&amp;tijd=%d\">Verder in de tijd</a></p>",
                p->row.num, p->records[p->record_count - 1].num,
                p->records[p->record_count - 1].occurred);
}

static void put_orders(wv_visit *v, const case_page *p)
{
    wv_buf *out = wv_visit_out(v);
    bool any = false;
    for (uint32_t i = 0; i < p->record_count; i++) {
        const wv_item_record *r = &p->records[i];
        if (!wv_str_starts(r->type, WV_STR("order."))) continue;
        if (!any) wv_buf_text(out, "<h2>Verboden en overtredingen</h2>\n<ul>\n");
        any = true;
        wv_html(out, "<li>%v, ", wv_dutch_event(r->type));
        wv_page_written_moment(v, r->occurred_at);
        wv_page_attrs(v, r->json);
        wv_buf_text(out, "</li>\n");
    }
    for (uint32_t i = 0; i < p->finding_count; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (!wv_str_starts(f->signal, WV_STR("order.")) || !is_open(f)) continue;
        if (!any) wv_buf_text(out, "<h2>Verboden en overtredingen</h2>\n<ul>\n");
        any = true;
        put_signal(v, f);
    }
    if (any) wv_buf_text(out, "</ul>\n");
}

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
    wv_buf_text(out, "<section class=\"bar\" aria-label=\"Wie heeft deze zaak\">");
    if (row->lease_user.n) {
        wv_html(out, "<p>%v, tot ", mine ? WV_STR("U") : row->lease_user);
        wv_page_moment(v, row->lease_until);
        wv_buf_text(out, "</p>");
    }
    if (row->handed_to.n)
        wv_html(out, "<p>Overgedragen aan %s%s</p>", wv_page_role(row->handed_to),
                row->received ? ", ontvangen" : ", nog niet ontvangen");
    if (wv_visit_may(v, WV_MAY_TAKE) && (!row->lease_user.n || mine)) {
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
        "<p><label><input type=\"radio\" name=\"wat\" value=\"door\"> Doorzetten naar</label> "
        "<label><span class=\"hidden\">waarheen</span><input name=\"naar\" "
        "maxlength=\"200\"></label></p>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"voeg\"> Bij bestaande %s voegen"
        "</label> <label><span class=\"hidden\">welke</span><input name=\"bij\" "
        "maxlength=\"200\"></label></p>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"geen\"> Nu geen vervolg "
        "(toelichting nodig)</label></p>"
        "<p><label><input type=\"radio\" name=\"wat\" value=\"later\"> Later terug</label> "
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
static uint32_t keep_visible(wv_visit *v, const case_page *p, wv_decision *list, uint32_t count)
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

static wv_rc put_earlier(wv_visit *v, const case_page *p)
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

static wv_rc read_case(wv_visit *v, case_page *p)
{
    wv_store *s = v->site->store;
    int64_t after = wv_request_number(&v->request->query, "na", 0);
    int64_t after_at = wv_request_number(&v->request->query, "tijd", 0);
    wv_rc rc = wv_page_case_of(v, &p->row);
    if (rc == WV_OK)
        rc = wv_item_findings(s, p->row.num, 0, FINDINGS_SHOWN, v->arena, &p->findings,
                              &p->finding_count, &v->err);
    if (rc == WV_OK)
        rc = wv_item_records(s, p->row.num, after ? after_at : INT64_MIN, after, WV_PAGE_RECORDS,
                             v->arena, &p->records, &p->record_count, &v->err);
    if (rc == WV_OK) wv_visit_saw(v, p->row.num);
    return rc;
}

static void put_title(wv_visit *v, const case_page *p)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<p class=\"lead\">");
    wv_page_case_name(v, &p->row);
    if (p->row.open) {
        wv_html(out, " · <span class=\"tag t%u\">%s</span> · ", (unsigned)p->row.triage,
                wv_page_triage(p->row.triage));
        wv_page_number(v, p->row.open_count);
        wv_buf_text(out, " open");
    }
    if (p->row.new_count) {
        wv_buf_text(out, " · <strong>");
        wv_page_number(v, p->row.new_count);
        wv_buf_text(out, " nieuw sinds u hier was</strong>");
    }
    wv_buf_text(out, "</p>\n");
}

wv_rc wv_page_case(wv_visit *v)
{
    case_page p = {0};
    wv_rc rc = read_case(v, &p);
    if (rc) return rc;
    wv_page_begin(v, v->site->word->capital, WV_NAV_QUEUE);
    wv_page_done(v);
    put_title(v, &p);
    put_lease(v, &p.row);
    put_signals(v, &p);
    put_picture(v, &p);
    put_orders(v, &p);
    put_chronology(v, &p);
    put_question(v, &p.row);
    put_hand_over(v, &p.row);
    rc = put_earlier(v, &p);
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
    wv_page_begin(v, "Stuk", WV_NAV_QUEUE);
    wv_html(wv_visit_out(v), "<p><a href=\"/zaak/%d\" data-key=\"zaak\">", row.num);
    wv_page_case_name(v, &row);
    wv_buf_text(wv_visit_out(v), "</a></p>\n");
    wv_page_record_facts(v, &r, r.id);
    if (r.text.n)
        wv_page_marked(v, r.text, NULL, 0);
    else if (!r.type.n)
        wv_buf_text(wv_visit_out(v), "<p>Van dit stuk is geen tekst bewaard.</p>\n");
    wv_page_attrs(v, r.json);
    wv_page_missed(v, row.num, r.id);
    wv_page_end(v);
    return WV_OK;
}
