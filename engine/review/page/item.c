/* SPDX-License-Identifier: EUPL-1.2 */
/* item.c: one record with what was found in it, and one pattern.
 *
 * In: an item of the store and its record. Out: the text with its evidence marked, the findings
 * with their question, what was found but does not count, what was missed. Neighbours: finding.c,
 * marked.c, acts.c takes the answers. Invariants: the text is shown as it came; a finding without
 * text (of an event, of the case) names its evidence. Cost: one record. */
#include "review/page/page.h"

enum { MARKS_MAX = 1024, SIGNALS_SHOWN_MAX = 200, NEXT_LOOKS_AT = 100 };

/* --- the record ---------------------------------------------------------------------------------
 */

static void put_fact(wv_visit *v, const char *name, wv_str value)
{
    if (value.n) wv_html(wv_visit_out(v), "<dt>%s</dt><dd>%v</dd>", name, value);
}

void wv_page_record_facts(wv_visit *v, const wv_item_record *r, wv_str id)
{
    wv_buf *out = wv_visit_out(v);
    wv_html(out, "<dl class=\"facts\"><dt>Stuk</dt><dd>%v</dd>", id);
    if (r) {
        wv_buf_text(out, "<dt>Gebeurd</dt><dd>");
        wv_page_written_moment(v, r->occurred_at);
        wv_buf_text(out, "</dd>");
        if (r->received_at.n && !wv_str_eq(r->received_at, r->occurred_at)) {
            wv_buf_text(out, "<dt>Ontvangen</dt><dd>");
            wv_page_written_moment(v, r->received_at);
            wv_buf_text(out, "</dd>");
        }
        put_fact(v, "Bron", wv_dutch_source(r->source));
        put_fact(v, "Kanaal", r->channel);
        put_fact(v, "Van", r->from);
        put_fact(v, "Aan", r->to);
        put_fact(v, "Titel", r->title);
        if (r->type.n) put_fact(v, "Gebeurtenis", wv_dutch_event(r->type));
    }
    wv_buf_text(out, "</dl>\n");
}

static bool add_mark(wv_marked *marks, uint32_t *count, const wv_item_place *p, uint32_t number,
                     bool masked)
{
    if (*count == MARKS_MAX || p->end <= p->start) return false;
    marks[(*count)++] = (wv_marked){p->start, p->end, number, masked};
    return true;
}

/* `Zonder suggesties`: the text first, the marks behind a link, or after the answer. */
static bool marks_words(const wv_visit *v, const wv_item_finding *f)
{
    return !v->preferences.plain || f->answer != WV_READ_OPEN ||
           wv_request_field(&v->request->query, "markeer").n > 0;
}

static wv_rc put_text(wv_visit *v, const wv_item *item, const wv_item_record *r)
{
    uint32_t count = 0;
    wv_marked *marks = wv_arena_alloc(v->arena, MARKS_MAX * sizeof *marks);
    if (!marks) return WV_E_NOMEM;
    if (!r || r->text.n == 0) {
        wv_buf_text(wv_visit_out(v), "<p>Van dit stuk is geen tekst bewaard. Lees het in de "
                                     "bron.</p>\n");
        return WV_OK;
    }
    for (uint32_t i = 0; i < item->count && i < WV_PAGE_FINDINGS_MAX; i++) {
        const wv_item_finding *f = &item->findings[i];
        bool masked = v->preferences.masks && f->severity >= 4;
        if (f->stale || !marks_words(v, f))
            continue; /* its places are those of another version of the text */
        for (uint32_t s = 0; s < f->span_count; s++)
            add_mark(marks, &count, &f->spans[s], i + 1, masked);
    }
    wv_page_marked(v, r->text, marks, count);
    return WV_OK;
}

/* --- findings -----------------------------------------------------------------------------------
 */

static bool counts(const wv_item_finding *f)
{
    return f->live && f->standing && !f->suppressed_by.n && !f->dropped && !f->shadow;
}

static void put_answer(wv_visit *v, const wv_item_finding *f)
{
    if (f->answer == WV_READ_OPEN) return;
    if (wv_page_hides_answer(v, f)) {
        wv_buf_text(wv_visit_out(v), "<p>Een ander heeft dit al gelezen. Het antwoord ziet u na de "
                                     "tweede lezing.</p>\n");
        return;
    }
    wv_html(wv_visit_out(v), "<p>Goed gelezen: <strong>%s</strong>%s</p>",
            wv_page_answer(f->answer),
            f->second_due || f->third_due ? ", wordt door een ander nog eens gelezen" : "");
}

/* Those that count come with their question; those that do not, below, without: "waarom niet". */
static uint32_t put_findings(wv_visit *v, const wv_item *item, bool counting)
{
    wv_buf *out = wv_visit_out(v);
    bool may = wv_visit_may(v, WV_MAY_READ);
    uint32_t questions = 0;
    for (uint32_t i = 0; i < item->count && i < WV_PAGE_FINDINGS_MAX; i++) {
        const wv_item_finding *f = &item->findings[i];
        if (counts(f) != counting) continue;
        wv_page_finding(v, f, i + 1, v->preferences.blind && f->answer == WV_READ_OPEN);
        put_answer(v, f);
        if (counting && may && f->answer == WV_READ_OPEN) {
            wv_page_reading(v, f, i + 1);
            questions++;
        }
        wv_buf_text(out, "</article>\n");
    }
    return questions;
}

static uint32_t count_aside(const wv_item *item)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < item->count && i < WV_PAGE_FINDINGS_MAX; i++)
        n += !counts(&item->findings[i]);
    return n;
}

static void put_all_findings(wv_visit *v, const wv_item *item)
{
    wv_buf *out = wv_visit_out(v);
    wv_page_form(v, "/signaal/%lld/lezen", (long long)item->num);
    if (put_findings(v, item, true))
        wv_buf_text(out, "<p><button class=\"main\" data-key=\"opslaan\">Opslaan</button></p>");
    wv_buf_text(out, "</form>\n");
    if (item->count > WV_PAGE_FINDINGS_MAX)
        wv_html(out, "<p>Er zijn %u vindplaatsen; de eerste %u staan hier.</p>\n", item->count,
                (unsigned)WV_PAGE_FINDINGS_MAX);
    if (!count_aside(item)) return;
    wv_buf_text(out, "<details><summary>Waarom niet: gevonden, niet meegeteld</summary>\n");
    put_findings(v, item, false);
    wv_buf_text(out, "</details>\n");
}

/* --- missed -------------------------------------------------------------------------------------
 */

void wv_page_missed(wv_visit *v, int64_t case_num, wv_str record)
{
    wv_buf *out = wv_visit_out(v);
    const wv_pack_ast *ast = v->site->rules->pack->ast;
    if (!wv_visit_may(v, WV_MAY_MISSED)) return;
    wv_buf_text(out, "<details><summary>Iets gemist in dit stuk?</summary>");
    wv_page_form(v, "/gemist/%lld", (long long)case_num);
    wv_html(out,
            "<input type=\"hidden\" name=\"stuk\" value=\"%v\"><p><label for=\"signaal\">Wat had "
            "gevonden moeten worden</label> <select id=\"signaal\" name=\"signaal\">",
            record);
    for (uint32_t i = 0; i < ast->signal_count && i < SIGNALS_SHOWN_MAX; i++)
        if (!ast->signals[i].is_pattern)
            wv_html(out, "<option value=\"%v\">%v</option>", ast->signals[i].slug.s,
                    ast->signals[i].label.s);
    wv_html(out,
            "</select></p><p><label for=\"gemist\">Welke woorden</label> <textarea id=\"gemist\" "
            "name=\"noot\" rows=\"2\" maxlength=\"%u\"></textarea></p><button>Doorgeven</button>"
            "</form></details>\n",
            (unsigned)WV_NOTE_BYTES_MAX / 4);
}

/* --- the pages ----------------------------------------------------------------------------------
 */

void wv_page_crumbs(wv_visit *v, const wv_case_row *row)
{
    wv_html(wv_visit_out(v), "<p class=\"crumbs\"><a href=\"/zaak/%d\" data-key=\"zaak\">",
            row->num);
    wv_page_case_name(v, row);
    wv_buf_text(wv_visit_out(v), "</a></p>\n");
}

static void put_other_look(wv_visit *v, const wv_item *item)
{
    bool marked = !v->preferences.plain || wv_request_field(&v->request->query, "markeer").n;
    if (marked)
        wv_html(wv_visit_out(v),
                "<p class=\"small\"><a href=\"/stuk/%d/%p\">Zonder markering "
                "lezen</a></p>\n",
                item->case_num, item->record);
    else
        wv_html(wv_visit_out(v),
                "<p class=\"small\"><a href=\"/signaal/%d?markeer=1\">Toon wat "
                "er is gevonden</a></p>\n",
                item->num);
}

static uint8_t heaviest(const wv_item *item)
{
    uint8_t most = 0;
    for (uint32_t i = 0; i < item->count; i++)
        if (counts(&item->findings[i]) && item->findings[i].severity > most)
            most = item->findings[i].severity;
    return most;
}

/* Where to go on: the next signal or pattern of the case that nobody read yet. The key for `open`
 * leads there, so that a case can be read without going back and forth. */
static wv_rc put_next(wv_visit *v, int64_t case_num, int64_t item, int64_t alert)
{
    wv_item_finding *list;
    uint32_t count;
    wv_rc rc = wv_item_findings(v->site->store, case_num, 0, NEXT_LOOKS_AT, v->arena, &list, &count,
                                &v->err);
    for (uint32_t i = 0; rc == WV_OK && i < count; i++) {
        const wv_item_finding *f = &list[i];
        bool here = f->is_alert ? f->num == alert : f->item == item;
        if (here || f->stale || f->answer != WV_READ_OPEN || !counts(f)) continue;
        wv_html(wv_visit_out(v),
                "<p><a rel=\"next\" data-key=\"open\" href=\"/%s/%d\">Volgende ongelezen in deze "
                "%s</a></p>\n",
                f->is_alert ? "patroon" : "signaal", f->is_alert ? f->num : f->item,
                v->site->word->one);
        break;
    }
    return rc;
}

static wv_rc put_earlier(wv_visit *v, const wv_item *item)
{
    wv_buf *out = wv_visit_out(v);
    bool any = false;
    for (uint32_t i = 0; i < item->count && i < WV_PAGE_FINDINGS_MAX; i++) {
        wv_decision *list;
        uint32_t count;
        if (wv_page_hides_answer(v, &item->findings[i])) continue;
        wv_rc rc = wv_decide_of_finding(v->site->store, item->findings[i].num, v->arena, &list,
                                        &count, &v->err);
        if (rc) return rc;
        if (count == 0) continue;
        if (!any) wv_buf_text(out, "<h2>Eerdere besluiten</h2>\n");
        any = true;
        wv_html(out, "<h3>Vindplaats %u</h3>\n", i + 1);
        wv_page_decisions(v, list, count);
    }
    return WV_OK;
}

wv_rc wv_page_item(wv_visit *v)
{
    wv_store *s = v->site->store;
    wv_buf *out = wv_visit_out(v);
    wv_item item;
    wv_item_record record;
    wv_case_row row;
    wv_rc rc = wv_item_read(s, wv_visit_number(v, 1), v->arena, &item, &v->err);
    if (rc == WV_OK) rc = wv_queue_case(s, &v->viewer, item.case_num, v->arena, &row, &v->err);
    if (rc) return rc;
    if (item.count == 1 && item.findings[0].is_alert) /* an alert has a page of its own */
        return wv_visit_redirect(v, "/patroon/%lld", (long long)item.findings[0].num);
    rc = wv_item_record_read(s, item.case_num, item.record, v->arena, &record, &v->err);
    if (rc != WV_OK && rc != WV_E_NOINPUT) return rc;
    const wv_item_record *shown = rc == WV_OK ? &record : NULL;
    wv_visit_saw(v, item.case_num);
    wv_page_begin_about(v, "Signaal in", item.record);
    wv_page_done(v);
    wv_page_crumbs(v, &row);
    wv_page_pause(v, heaviest(&item));
    wv_buf_text(out, "<div class=\"pair\">\n<div class=\"reading\">\n");
    wv_page_record_facts(v, shown, item.record);
    if (item.degraded.n)
        wv_html(out, "<p>Niet alle velden van dit stuk waren te lezen: %v.</p>\n", item.degraded);
    rc = put_text(v, &item, shown);
    if (rc) return rc;
    if (shown) put_other_look(v, &item);
    rc = shown ? wv_page_around(v, shown) : WV_OK;
    if (rc) return rc;
    wv_buf_text(out, "</div>\n<div class=\"answers\">\n<h2>Vindplaatsen</h2>\n");
    put_all_findings(v, &item);
    rc = put_next(v, item.case_num, item.num, 0);
    if (rc == WV_OK) rc = put_earlier(v, &item);
    wv_page_missed(v, item.case_num, item.record);
    wv_buf_text(out, "</div>\n</div>\n");
    wv_page_end(v);
    return rc;
}

wv_rc wv_page_alert(wv_visit *v)
{
    wv_store *s = v->site->store;
    wv_buf *out = wv_visit_out(v);
    wv_item_finding f;
    wv_case_row row;
    wv_rc rc = wv_item_finding_read(s, wv_visit_number(v, 1), v->arena, &f, &v->err);
    if (rc == WV_OK && !f.is_alert) rc = WV_E_NOINPUT;
    if (rc == WV_OK) rc = wv_queue_case(s, &v->viewer, f.case_num, v->arena, &row, &v->err);
    if (rc) return rc;
    wv_visit_saw(v, f.case_num);
    wv_page_begin_about(v, "Patroon:", wv_rulebook_title(v->site->rules, f.rule));
    wv_page_done(v);
    wv_page_crumbs(v, &row);
    wv_page_pause(v, f.severity);
    wv_buf_text(out, "<div class=\"pair\">\n<div class=\"answers\">\n"
                     "<h2>Wat er is gevonden</h2>\n");
    wv_page_form(v, "/patroon/%lld/lezen", (long long)f.num);
    wv_page_finding(v, &f, 1, v->preferences.blind && f.answer == WV_READ_OPEN);
    if (f.facts.n > 2) wv_page_facts(v, f.facts);
    put_answer(v, &f);
    if (counts(&f) && f.answer == WV_READ_OPEN && wv_visit_may(v, WV_MAY_READ)) {
        wv_page_reading(v, &f, 1);
        wv_buf_text(out, "<p><button class=\"main\" data-key=\"opslaan\">Opslaan</button></p>");
    }
    wv_buf_text(out, "</article></form>\n");
    wv_item item = {.findings = &f, .count = 1};
    rc = put_next(v, f.case_num, 0, f.num);
    if (rc == WV_OK) rc = put_earlier(v, &item);
    wv_buf_text(out, "</div>\n<div class=\"story\">\n");
    if (rc == WV_OK) rc = wv_page_evidence(v, &f);
    wv_buf_text(out, "</div>\n</div>\n");
    wv_page_end(v);
    return rc;
}

wv_rc wv_page_place(wv_visit *v)
{
    wv_item_finding f;
    bool may = false;
    wv_rc rc = wv_item_finding_read(v->site->store, wv_visit_number(v, 1), v->arena, &f, &v->err);
    if (rc == WV_OK) rc = wv_store_may_see(v->site->store, &v->viewer, f.case_num, &may, &v->err);
    if (rc) return rc;
    if (!may) return WV_E_NOINPUT;
    return wv_visit_redirect(v, f.is_alert ? "/patroon/%lld" : "/signaal/%lld",
                             (long long)(f.is_alert ? f.num : f.item));
}
