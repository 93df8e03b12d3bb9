/* SPDX-License-Identifier: EUPL-1.2 */
/* chronology.c: what happened in a case, record by record, with the sources side by side.
 *
 * In: records in the order of time, the findings of the case. Out: for each who, how, what was said
 * (its evidence marked, long texts cut around it) and what was found in it; bans and breaches by
 * themselves. Neighbours: case.c, marked.c. Invariants: order in time; a cut is shown. Cost:
 * records times findings. */
#include "review/page/case.h"

enum {
    INCIDENT_SECONDS = 30 * 60, /* as the engine takes two tellings for one incident */
    EXCERPT = 320,              /* code points of a text on this page */
    MARKS_A_RECORD = 256,
    QUIET_DAYS = 30, /* as in the picture */
};

static bool rests_on(const wv_item_finding *f, wv_str record)
{
    if (!f->is_alert && wv_str_eq(f->record, record)) return true;
    for (uint32_t k = 0; k < f->evidence_count; k++)
        if (wv_str_eq(f->evidence[k], record)) return true;
    return false;
}

/* The first finding in the record itself: where its questions stand. */
static const wv_item_finding *found_in(const wv_page_case_data *p, const wv_item_record *r)
{
    for (uint32_t i = 0; i < p->finding_count; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (!f->is_alert && wv_page_is_open(f) && wv_str_eq(f->record, r->id)) return f;
    }
    return NULL;
}

static void put_found(wv_visit *v, const wv_page_case_data *p, const wv_item_record *r)
{
    bool any = false;
    for (uint32_t i = 0; i < p->finding_count; i++) {
        const wv_item_finding *f = &p->findings[i];
        bool again = false;
        if (f->is_alert || !wv_page_is_open(f) || !rests_on(f, r->id)) continue;
        for (uint32_t k = 0; k < i && !again; k++)
            again = wv_str_eq(p->findings[k].signal, f->signal) && !p->findings[k].is_alert &&
                    wv_page_is_open(&p->findings[k]) && rests_on(&p->findings[k], r->id);
        if (again) continue;
        wv_buf_text(wv_visit_out(v), any ? " " : "<p class=\"tags\">");
        any = true;
        wv_html(wv_visit_out(v), "<span class=\"tag\">%v</span>", wv_page_finding_name(v, f));
    }
    if (any) wv_buf_text(wv_visit_out(v), "</p>");
}

static void put_text(wv_visit *v, const wv_page_case_data *p, const wv_item_record *r)
{
    uint32_t count = 0;
    if (r->text.n == 0) return;
    wv_marked *marks = wv_arena_alloc(v->arena, MARKS_A_RECORD * sizeof *marks);
    if (!marks) {
        wv_visit_out(v)->failed = true;
        return;
    }
    for (uint32_t i = 0; i < p->finding_count && !v->preferences.plain; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (f->is_alert || !wv_page_is_open(f) || !wv_str_eq(f->record, r->id)) continue;
        for (uint32_t s = 0; s < f->span_count && count < MARKS_A_RECORD; s++)
            if (f->spans[s].end > f->spans[s].start)
                marks[count++] = (wv_marked){f->spans[s].start, f->spans[s].end, 0,
                                             v->preferences.masks && f->severity >= 4};
    }
    wv_page_excerpt(v, r->text, marks, count, EXCERPT);
}

static const char *kind_of(const wv_item_record *r)
{
    static const char *const kinds[][2] = {
        {"report", "melding"}, {"message", "bericht"}, {"event", "gebeurtenis"}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (wv_str_is(r->kind, kinds[i][0])) return kinds[i][1];
    return "stuk";
}

static void put_cell(wv_visit *v, const wv_page_case_data *p, const wv_item_record *r)
{
    wv_buf *out = wv_visit_out(v);
    const wv_item_finding *f = found_in(p, r);
    wv_html(out, "<div class=\"cell%s\"><p class=\"head\">", f ? " found" : "");
    wv_page_written_moment(v, r->occurred_at);
    if (r->type.n) wv_html(out, " <strong>%v</strong>", wv_dutch_event(r->type));
    wv_html(out, " <span class=\"soft\">%s", kind_of(r));
    if (r->from.n) wv_html(out, " van %v", r->from);
    if (r->to.n) wv_html(out, " aan %v", r->to);
    if (r->channel.n) wv_html(out, ", %v", r->channel);
    if (r->source.n) wv_html(out, ", bron: %v", wv_dutch_source(r->source));
    wv_buf_text(out, "</span> ");
    if (f)
        wv_html(out, "<a href=\"/signaal/%d\">%v</a></p>", f->item, r->id);
    else
        wv_html(out, "<a href=\"/stuk/%d/%p\">%v</a></p>", r->case_num, r->id, r->id);
    put_text(v, p, r);
    put_found(v, p, r);
    wv_buf_text(out, "</div>");
}

/* What two sources tell of the same half hour stands side by side. */
static bool is_same_incident(const wv_item_record *a, const wv_item_record *b)
{
    return a->occurred && b->occurred && b->occurred - a->occurred <= INCIDENT_SECONDS &&
           !wv_str_eq(a->source, b->source);
}

static void put_gap(wv_visit *v, const wv_item_record *a, const wv_item_record *b)
{
    int64_t days = a->occurred && b->occurred ? (b->occurred - a->occurred) / 86400 : 0;
    if (days >= QUIET_DAYS)
        wv_html(wv_visit_out(v), "<li class=\"gap\">%d dagen niets in de stukken</li>\n", days);
}

static void put_more(wv_visit *v, const wv_page_case_data *p)
{
    const wv_item_record *last = &p->records[p->record_count - 1];
    wv_html(wv_visit_out(v),
            "<p><a rel=\"next\" href=\"/zaak/%d?na=%d&amp;tijd=%d\">Verder in de tijd</a></p>",
            p->row.num, last->num, last->occurred);
}

void wv_page_chronology(wv_visit *v, const wv_page_case_data *p)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<h2>Wat er gebeurde</h2>\n<ol class=\"chronology\">\n");
    for (uint32_t i = 0; i < p->record_count;) {
        uint32_t n = 1;
        while (n < 3 && i + n < p->record_count &&
               is_same_incident(&p->records[i], &p->records[i + n]))
            n++;
        if (i) put_gap(v, &p->records[i - 1], &p->records[i]);
        wv_html(out, "<li class=\"side%u\">", n);
        if (n > 1) wv_buf_text(out, "<p class=\"small\">Meer bronnen over hetzelfde half uur</p>");
        for (uint32_t k = 0; k < n; k++) put_cell(v, p, &p->records[i + k]);
        wv_buf_text(out, "</li>\n");
        i += n;
    }
    wv_buf_text(out, "</ol>\n");
    if (p->record_count == 0)
        wv_html(out,
                "<p class=\"empty\">De stukken van deze %s zijn niet bewaard, alleen wat erin "
                "gevonden is.</p>\n",
                v->site->word->one);
    if (p->record_count == WV_PAGE_RECORDS) put_more(v, p);
}

/* --- bans ---------------------------------------------------------------------------------------
 */

static void begin_orders(wv_buf *out, bool *any)
{
    if (!*any) wv_buf_text(out, "<h2>Verboden en overtredingen</h2>\n<ul class=\"orders\">\n");
    *any = true;
}

void wv_page_orders(wv_visit *v, const wv_page_case_data *p)
{
    wv_buf *out = wv_visit_out(v);
    bool any = false;
    for (uint32_t i = 0; i < p->record_count; i++) {
        const wv_item_record *r = &p->records[i];
        if (!wv_str_starts(r->type, WV_STR("order."))) continue;
        begin_orders(out, &any);
        wv_html(out, "<li><p><strong>%v</strong>, ", wv_dutch_event(r->type));
        wv_page_written_moment(v, r->occurred_at);
        wv_buf_text(out, "</p>");
        wv_page_attrs(v, r->json);
        wv_buf_text(out, "</li>\n");
    }
    for (uint32_t i = 0; i < p->finding_count; i++) {
        const wv_item_finding *f = &p->findings[i];
        if (!wv_str_starts(f->signal, WV_STR("order.")) || !wv_page_is_open(f)) continue;
        begin_orders(out, &any);
        wv_html(out, "<li><p><a href=\"/%s/%d\">%v</a> ", f->is_alert ? "patroon" : "signaal",
                f->is_alert ? f->num : f->item, wv_page_finding_name(v, f));
        wv_page_signal_tags(v, f);
        wv_page_written_moment(v, f->raised_at);
        wv_buf_text(out, "</p></li>\n");
    }
    if (any) wv_buf_text(out, "</ul>\n");
}
