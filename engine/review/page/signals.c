/* SPDX-License-Identifier: EUPL-1.2 */
/* signals.c: what was found in a case, a line for each record or pattern.
 *
 * In: the findings of a case, newest first. Out: a list: what is new first seen, its words, when,
 * and whether somebody read it. Neighbours: case.c, item.c has the questions. Invariants: findings
 * of one record stand together; a blind reader sees no urgency. Cost: linear. */
#include "review/page/case.h"

bool wv_page_is_open(const wv_item_finding *f)
{
    return f->live && f->standing && !f->stale && !f->suppressed_by.n && !f->dropped && !f->shadow;
}

wv_str wv_page_finding_name(const wv_visit *v, const wv_item_finding *f)
{
    return f->is_alert ? wv_rulebook_title(v->site->rules, f->rule)
                       : wv_rulebook_label(v->site->rules, f->signal);
}

static bool hides_urgency(const wv_visit *v, const wv_item_finding *f)
{
    return v->preferences.blind && f->answer == WV_READ_OPEN;
}

void wv_page_signal_tags(wv_visit *v, const wv_item_finding *f)
{
    wv_buf *out = wv_visit_out(v);
    if (!hides_urgency(v, f))
        wv_html(out, "<span class=\"tag t%u\">%s</span> ", (unsigned)f->triage,
                wv_page_triage(f->triage));
    if (f->answer != WV_READ_OPEN && !wv_page_hides_answer(v, f))
        wv_html(out, "<span class=\"soft\">goed gelezen: %s</span> ", wv_page_answer(f->answer));
}

/* How many lines from `from` are of the same item: they came from one record at one moment. */
static uint32_t group_of(const wv_page_case_data *p, uint32_t from, bool open)
{
    uint32_t n = 1;
    while (from + n < p->finding_count && !p->findings[from].is_alert &&
           p->findings[from + n].item == p->findings[from].item &&
           wv_page_is_open(&p->findings[from + n]) == open)
        n++;
    return n;
}

static const wv_item_finding *heaviest(const wv_item_finding *list, uint32_t n)
{
    const wv_item_finding *top = list;
    for (uint32_t i = 1; i < n; i++)
        if (list[i].triage > top->triage) top = &list[i];
    return top;
}

static void put_names(wv_visit *v, const wv_item_finding *list, uint32_t n)
{
    bool first = true;
    for (uint32_t i = 0; i < n; i++) {
        bool again = false; /* several rules may say the same */
        for (uint32_t k = 0; k < i; k++) again = again || wv_str_eq(list[k].signal, list[i].signal);
        if (again) continue;
        if (!first) wv_buf_text(wv_visit_out(v), ", ");
        wv_page_listed(v, wv_page_finding_name(v, &list[i]), first);
        first = false;
    }
}

/* The words of the heaviest one: enough to know it again, not to judge it. */
static void put_words(wv_visit *v, const wv_item_finding *f)
{
    enum { SPANS_SHOWN = 4 };
    wv_buf *out = wv_visit_out(v);
    if (f->span_count == 0 || (v->preferences.masks && f->severity >= 4) || v->preferences.plain)
        return;
    wv_buf_text(out, " <span class=\"words\">‘");
    for (uint32_t i = 0; i < f->span_count && i < SPANS_SHOWN; i++)
        wv_html(out, "%s%v", i ? " … " : "", f->spans[i].text);
    wv_buf_text(out, f->span_count > SPANS_SHOWN ? " …’</span>" : "’</span>");
}

/* Of several findings in one record: one answer would say too much for all. */
static void put_progress(wv_visit *v, const wv_item_finding *top, const wv_item_finding *list,
                         uint32_t n)
{
    wv_buf *out = wv_visit_out(v);
    uint32_t read = 0;
    for (uint32_t i = 0; i < n; i++) read += list[i].answer != WV_READ_OPEN;
    if (read == n || !v->preferences.blind)
        wv_html(out, "<span class=\"tag t%u\">%s</span> ", (unsigned)top->triage,
                wv_page_triage(top->triage));
    if (read == n)
        wv_buf_text(out, "<span class=\"soft\">alles gelezen</span> ");
    else if (read)
        wv_html(out, "<span class=\"soft\">%u van %u gelezen</span> ", read, n);
}

static void put_group(wv_visit *v, const wv_page_case_data *p, uint32_t at, uint32_t n)
{
    wv_buf *out = wv_visit_out(v);
    const wv_item_finding *list = &p->findings[at], *top = heaviest(list, n);
    wv_html(out, "<li data-row%s><p>", list->num >= p->new_from ? " class=\"fresh\"" : "");
    if (list->num >= p->new_from) wv_buf_text(out, "<span class=\"new\">nieuw</span> ");
    wv_html(out, "<a data-key=\"open\" href=\"/%s/%d\">", list->is_alert ? "patroon" : "signaal",
            list->is_alert ? list->num : list->item);
    put_names(v, list, n);
    wv_buf_text(out, "</a> ");
    if (n == 1)
        wv_page_signal_tags(v, top);
    else
        put_progress(v, top, list, n);
    put_words(v, top);
    wv_html(out, "</p><p class=\"small\">%s", list->is_alert ? "patroon, " : "");
    wv_page_written_moment(v, list->raised_at);
    if (list->record.n) wv_html(out, ", stuk %v", list->record);
    for (uint32_t i = 0; i < n; i++) {
        if (!list[i].replayed) continue;
        wv_html(out, "<br>%s", wv_page_replayed);
        break;
    }
    wv_buf_text(out, "</p></li>\n");
}

static uint32_t put_list(wv_visit *v, const wv_page_case_data *p, bool open)
{
    uint32_t shown = 0;
    for (uint32_t i = 0, n; i < p->finding_count; i += n) {
        bool here = wv_page_is_open(&p->findings[i]) == open;
        n = here ? group_of(p, i, open) : 1;
        if (!here) continue;
        put_group(v, p, i, n);
        shown += n;
    }
    return shown;
}

void wv_page_signals(wv_visit *v, const wv_page_case_data *p)
{
    wv_buf *out = wv_visit_out(v);
    uint32_t open = 0;
    for (uint32_t i = 0; i < p->finding_count; i++) open += wv_page_is_open(&p->findings[i]);
    wv_buf_text(out, "<h2>Signalen en patronen, nieuwste eerst</h2>\n");
    if (open) {
        wv_buf_text(out, "<ul class=\"signals\">\n");
        put_list(v, p, true);
        wv_buf_text(out, "</ul>\n");
    } else {
        wv_buf_text(out, "<p class=\"empty\">Geen open signalen. Dat zegt niets over de "
                         "veiligheid.</p>\n");
    }
    if (p->finding_count == WV_PAGE_CASE_FINDINGS)
        wv_html(out,
                "<p class=\"small\">Dit zijn de nieuwste %u; oudere staan bij de stukken.</p>\n",
                (unsigned)WV_PAGE_CASE_FINDINGS);
    if (open == p->finding_count) return;
    wv_buf_text(out, "<details><summary>Gevonden, niet meegeteld of later vervallen</summary>"
                     "<ul class=\"signals\">\n");
    put_list(v, p, false);
    wv_buf_text(out, "</ul></details>\n");
}
