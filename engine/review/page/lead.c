/* SPDX-License-Identifier: EUPL-1.2 */
/* lead.c: for who leads: do readers agree, what do rules find, what do we miss.
 *
 * In: readings of the store, sums of them by rule, records in which nothing was found. Out: figures
 * with their intervals. Neighbours: agree.c works them out. Invariants: no figure on a reviewer, no
 * figure on a person in a case; a rule is not changed from here. Cost: one query a page. */
#include "review/page/page.h"

#include "review/agree.h"
#include "store/cost.h"
#include "store/glance.h"

enum { SAMPLE = 10, REASONS = WV_REASON_OTHER + 1 };

static void put_tab(wv_visit *v, wv_access_permission may, const char *last, const char *name)
{
    const wv_request *r = v->request;
    bool here = r->segment_count < 2 ? !*last : wv_str_is(r->segments[1], last);
    if (!wv_visit_may(v, may)) return;
    wv_html(wv_visit_out(v), "<li><a href=\"/kwaliteit%s%s\"", *last ? "/" : "", last);
    if (here) wv_buf_text(wv_visit_out(v), " aria-current=\"true\"");
    wv_html(wv_visit_out(v), ">%s</a></li>", name);
}

static void put_menu(wv_visit *v)
{
    wv_buf_text(wv_visit_out(v), "<ul class=\"filters\">");
    put_tab(v, WV_MAY_AGREEMENT, "", "Eens of oneens");
    put_tab(v, WV_MAY_RULES, "regels", "Regels");
    put_tab(v, WV_MAY_MONITOR, "toezicht", "Toezicht");
    put_tab(v, WV_MAY_SAMPLE, "steekproef", "Steekproef van het overige");
    wv_buf_text(wv_visit_out(v), "</ul>\n");
}

/* --- agreement ----------------------------------------------------------------------------------
 */

/* 0,74: Dutch writes a comma. */
static void put_decimal(wv_buf *out, double value)
{
    int hundredths = (int)(value * 100 + (value < 0 ? -0.5 : 0.5));
    int whole = hundredths < 0 ? -hundredths : hundredths;
    wv_buf_format(out, "%s%d,%02d", hundredths < 0 ? "−" : "", whole / 100, whole % 100);
}

static void put_figure(wv_buf *out, const char *name, const wv_agree_figure *f)
{
    wv_html(out, "<tr><th scope=\"row\">%s</th><td>", name);
    if (!f->known) {
        wv_buf_text(out, "niet te berekenen</td><td>–</td></tr>\n");
        return;
    }
    put_decimal(out, f->value);
    wv_buf_text(out, "</td><td>");
    put_decimal(out, f->low);
    wv_buf_text(out, " tot ");
    put_decimal(out, f->high);
    wv_buf_text(out, "</td></tr>\n");
}

static void put_pairs(wv_visit *v, uint64_t pairs[4][4])
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<table class=\"sums\"><caption>Eerste lezer (rij) en tweede lezer "
                     "(kolom)</caption><thead><tr>"
                     "<td></td>");
    for (int i = WV_READ_YES; i <= WV_READ_UNSURE; i++)
        wv_html(out, "<th scope=\"col\">%s</th>", wv_page_answer((wv_read_answer)i));
    wv_buf_text(out, "</tr></thead><tbody>\n");
    for (int i = WV_READ_YES; i <= WV_READ_UNSURE; i++) {
        wv_html(out, "<tr><th scope=\"row\">%s</th>", wv_page_answer((wv_read_answer)i));
        for (int j = WV_READ_YES; j <= WV_READ_UNSURE; j++)
            wv_html(out, "<td>%d</td>", (int64_t)pairs[i][j]);
        wv_buf_text(out, "</tr>\n");
    }
    wv_buf_text(out, "</tbody></table>\n");
}

wv_rc wv_page_lead(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    uint64_t pairs[4][4];
    wv_agree a;
    wv_rc rc = wv_decide_pairs(v->site->store, WV_STR(""), pairs, &v->err);
    if (rc) return rc;
    wv_agree_work_out(pairs, &a);
    wv_page_begin(v, "Kwaliteit: eens of oneens", WV_NAV_LEAD);
    put_menu(v);
    wv_html(out,
            "<p>%d vindplaatsen zijn door twee personen los van elkaar gelezen; bij %d was het "
            "antwoord gelijk.</p>\n",
            (int64_t)a.pairs, (int64_t)a.same);
    if (a.pairs < WV_AGREE_PAIRS_MIN) {
        wv_html(out, "<p>Vanaf %u paren staat hier hoe ver lezers het eens zijn.</p>\n",
                (unsigned)WV_AGREE_PAIRS_MIN);
    } else {
        put_pairs(v, pairs);
        wv_buf_text(
            out,
            "<table class=\"sums\"><caption>Eens zijn, meer dan door toeval (1 is altijd)</caption>"
            "<thead><tr><td></td><th scope=\"col\">Waarde</th><th scope=\"col\">95 % "
            "zeker tussen</th></tr></thead><tbody>\n");
        put_figure(out, "Kappa (Cohen)", &a.kappa);
        put_figure(out, "AC1 (Gwet)", &a.ac1);
        wv_buf_text(out,
                    "</tbody></table><p class=\"small\">Kappa zakt in als bijna alle antwoorden "
                    "gelijk zijn; AC1 niet. Kijk daarom naar allebei.</p>\n");
    }
    wv_page_end(v);
    return WV_OK;
}

/* --- rules --------------------------------------------------------------------------------------
 */

typedef struct costs {
    wv_cost_measure measure;
    wv_cost_rule *rules;
    uint32_t count;
} costs;

static wv_rc read_costs(wv_visit *v, costs *c)
{
    return wv_cost_read(v->site->store, wv_str_of(v->site->rules->pack->sha256_hex), v->arena,
                        &c->measure, &c->rules, &c->count, &v->err);
}

static const wv_cost_rule *cost_of(const costs *c, wv_str rule)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (wv_str_eq(c->rules[i].rule, rule)) return &c->rules[i];
    return NULL;
}

/* Microseconds a record; what costs less than a hundredth is not nothing. */
static void put_microseconds(wv_buf *out, const costs *c, const wv_cost_rule *r)
{
    double each = (double)r->nanoseconds / 1000 /
                  (double)(c->measure.records ? c->measure.records : 1);
    if (each > 0 && each < 0.01)
        wv_buf_text(out, "minder dan 0,01");
    else
        put_decimal(out, each);
}

static void put_measured(wv_visit *v, const costs *c)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "gemeten op ");
    wv_page_moment(v, c->measure.at);
    wv_html(out, " over %d stukken (%v)", (int64_t)c->measure.records, c->measure.corpus);
}

static void put_cost(wv_visit *v, const costs *c, wv_str rule)
{
    wv_buf *out = wv_visit_out(v);
    const wv_cost_rule *r = cost_of(c, rule);
    if (!r) {
        wv_html(out, "<p>Wat deze regel aan rekentijd kost, is %s.</p>\n",
                c->measure.at ? "niet te meten per stuk" : "voor dit pakket niet gemeten");
        return;
    }
    wv_buf_text(out, "<p>Kost ");
    put_microseconds(out, c, r);
    wv_buf_text(out, " microseconden per stuk (");
    put_decimal(out, (double)r->steps / (double)(c->measure.records ? c->measure.records : 1));
    wv_buf_text(out, " stappen), ");
    put_measured(v, c);
    wv_buf_text(out, ".</p>\n");
}

static void put_rule_row(wv_visit *v, const wv_rule_verdicts *r, const costs *c)
{
    const wv_cost_rule *cost = cost_of(c, r->rule);
    wv_html(wv_visit_out(v),
            "<tr><td><a href=\"/regel/%p\">%v</a></td><td class=\"figure\">%d</td><td "
            "class=\"figure\">%d</td>"
            "<td class=\"figure\">%d</td><td class=\"figure\">%d</td>"
            "<td class=\"figure\">",
            r->rule, wv_rulebook_title(v->site->rules, r->rule), (int64_t)r->found, (int64_t)r->yes,
            (int64_t)r->no, (int64_t)r->unsure);
    if (cost)
        put_microseconds(wv_visit_out(v), c, cost);
    else
        wv_buf_text(wv_visit_out(v), "–");
    wv_buf_text(wv_visit_out(v), "</td></tr>\n");
}

wv_rc wv_page_rules(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_rule_verdicts *list;
    uint32_t count;
    costs c;
    wv_rc rc = wv_decide_by_rule(v->site->store, v->arena, &list, &count, &v->err);
    if (rc == WV_OK) rc = read_costs(v, &c);
    if (rc) return rc;
    wv_page_begin(v, "Kwaliteit: regels", WV_NAV_LEAD);
    put_menu(v);
    wv_buf_text(
        out, "<table><thead><tr><th scope=\"col\">Regel</th><th scope=\"col\" "
             "class=\"figure\">Gevonden</th>"
             "<th scope=\"col\" class=\"figure\">Ja</th><th scope=\"col\" class=\"figure\">Nee</th>"
             "<th scope=\"col\" class=\"figure\">Twijfel</th><th scope=\"col\" class=\"figure\">"
             "Microseconden per stuk</th></tr></thead><tbody>\n");
    for (uint32_t i = 0; i < count; i++) put_rule_row(v, &list[i], &c);
    wv_buf_text(out, "</tbody></table>\n<p class=\"small\">Rekentijd: ");
    if (c.measure.at)
        put_measured(v, &c);
    else
        wv_buf_text(out, "voor dit pakket niet gemeten");
    wv_buf_text(out, ".</p>\n");
    wv_page_end(v);
    return WV_OK;
}

static void put_rule(wv_visit *v, wv_str name)
{
    wv_buf *out = wv_visit_out(v);
    const wv_frozen_rule *r = wv_rulebook_rule(v->site->rules, name);
    if (!r) {
        wv_html(out, "<p>%v staat niet in het pakket dat nu geladen is.</p>\n", name);
        return;
    }
    wv_html(out,
            "<dl class=\"facts\"><dt>Naam</dt><dd>%v</dd><dt>Signaal</dt><dd>%v</dd><dt>Betekenis"
            "</dt><dd>%v</dd><dt>Om na te gaan</dt><dd>%v</dd><dt>Status</dt><dd>%v</dd><dt>Pakket"
            "</dt><dd>%v %v</dd></dl>\n",
            r->name, wv_rulebook_label(v->site->rules, r->signal),
            wv_rulebook_definition(v->site->rules, r->signal), r->response, r->status,
            v->site->rules->pack->name, v->site->rules->pack->version);
    for (uint32_t i = 0; r->ast && i < r->ast->falsepositives.count; i++)
        wv_html(out, "<p>Lijkt erop: %v</p>\n", r->ast->falsepositives.items[i].s);
}

static void put_verdicts(wv_buf *out, const wv_rule_verdicts *r)
{
    wv_html(out, "<p>Gevonden: %d. Goed gelezen: ja %d, nee %d, twijfel %d.</p>\n",
            (int64_t)r->found, (int64_t)r->yes, (int64_t)r->no, (int64_t)r->unsure);
    if (r->no == 0) return;
    wv_buf_text(out, "<table class=\"sums\"><caption>Waarom nee</caption><tbody>\n");
    for (int i = WV_REASON_NEGATED; i < REASONS; i++)
        wv_html(out, "<tr><th scope=\"row\">%s</th><td>%d</td></tr>\n",
                wv_page_reason((wv_read_reason)i), (int64_t)r->reasons[i]);
    wv_buf_text(out, "</tbody></table>\n");
}

wv_rc wv_page_rule(wv_visit *v)
{
    wv_str name = v->request->segments[1];
    wv_rule_verdicts *list;
    uint32_t count;
    costs c;
    wv_rc rc = wv_decide_by_rule(v->site->store, v->arena, &list, &count, &v->err);
    if (rc == WV_OK) rc = read_costs(v, &c);
    if (rc) return rc;
    wv_page_begin(v, "Regel", WV_NAV_LEAD);
    put_menu(v);
    put_rule(v, name);
    for (uint32_t i = 0; i < count; i++)
        if (wv_str_eq(list[i].rule, name)) put_verdicts(wv_visit_out(v), &list[i]);
    put_cost(v, &c, name);
    wv_buf_text(wv_visit_out(v),
                "<p class=\"small\">Antwoorden veranderen geen regel. Wie de regels "
                "beheert, past ze aan en meet wat dat doet.</p>\n");
    wv_page_end(v);
    return WV_OK;
}

/* --- how it goes -------------------------------------------------------------------------------
 */

static void put_sum(wv_buf *out, const char *name, uint64_t n)
{
    wv_html(out, "<tr><th scope=\"row\">%s</th><td class=\"figure\">%d</td></tr>\n", name,
            (int64_t)n);
}

/* How long things wait, of all together: who was quick is nobody's business. */
static wv_rc put_pace(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_glance_pace pace;
    wv_rc rc = wv_glance_pace_read(v->site->store, &pace, &v->err);
    if (rc) return rc;
    wv_buf_text(out, "<h2>Van binnenkomst tot besluit</h2>\n");
    if (pace.decisions < WV_GLANCE_PACE_MIN) {
        wv_html(out, "<p>Vanaf %u besluiten staat hier hoe lang signalen wachten.</p>\n",
                (unsigned)WV_GLANCE_PACE_MIN);
        return WV_OK;
    }
    wv_buf_text(out, "<p>De helft van de besluiten viel binnen <strong>");
    wv_page_duration(v, pace.median);
    wv_buf_text(out, "</strong>, negen van de tien binnen <strong>");
    wv_page_duration(v, pace.p90);
    wv_html(out,
            "</strong>. Gerekend over de laatste %u besluiten, vanaf het oudste signaal dat zo’n "
            "besluit dekt.</p>\n",
            pace.decisions);
    return WV_OK;
}

/* Counts over the whole store: nothing in them says which case. */
wv_rc wv_page_monitor(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_viewer all = v->viewer;
    uint32_t counts[WV_TRIAGE_NOW + 1], rule_count;
    wv_rule_verdicts *rules, sum = {0};
    all.all_cases = true;
    wv_rc rc = wv_queue_count(v->site->store, &all, WV_STR(""), counts, &v->err);
    if (rc == WV_OK) rc = wv_decide_by_rule(v->site->store, v->arena, &rules, &rule_count, &v->err);
    if (rc) return rc;
    for (uint32_t i = 0; i < rule_count; i++)
        sum.found += rules[i].found, sum.yes += rules[i].yes, sum.no += rules[i].no,
            sum.unsure += rules[i].unsure;
    wv_page_begin(v, "Kwaliteit: toezicht", WV_NAV_LEAD);
    put_menu(v);
    wv_html(out, "<table class=\"sums\"><caption>Open %s</caption><tbody>\n", v->site->word->more);
    for (int t = WV_TRIAGE_NOW; t >= 0; t--) {
        wv_html(out, "<tr><th scope=\"row\">%s</th><td class=\"figure\">",
                wv_page_triage((wv_triage)t));
        wv_page_number(v, counts[t]);
        wv_buf_text(out, "</td></tr>\n");
    }
    wv_buf_text(out,
                "</tbody></table><table class=\"sums\"><caption>Vindplaatsen</caption><tbody>\n");
    put_sum(out, "Gevonden", sum.found);
    put_sum(out, "Goed gelezen", sum.yes);
    put_sum(out, "Niet goed gelezen", sum.no);
    put_sum(out, "Twijfel", sum.unsure);
    wv_buf_text(out, "</tbody></table>\n");
    rc = put_pace(v);
    wv_page_end(v);
    return rc;
}

/* --- what nothing was found in ------------------------------------------------------------------
 */

wv_rc wv_page_sample(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_item_record *list;
    uint32_t count;
    int64_t seed = wv_request_number(&v->request->query, "trekking", v->viewer.now / 86400);
    wv_rc rc = wv_item_unflagged(v->site->store, &v->viewer, (uint64_t)seed, SAMPLE, v->arena,
                                 &list, &count, &v->err);
    if (rc) return rc;
    wv_page_begin(v, "Kwaliteit: steekproef van het overige", WV_NAV_LEAD);
    put_menu(v);
    wv_html(out,
            "<p>Stukken waarin niets is gevonden, door loting. Zo is te zien wat er gemist wordt. "
            "Trekking %d. <a href=\"/kwaliteit/steekproef?trekking=%d\">Andere trekking</a></p>\n",
            seed, seed + 1);
    for (uint32_t i = 0; i < count; i++) {
        wv_visit_saw(v, list[i].case_num);
        wv_buf_text(out, "<article data-row tabindex=\"-1\"><h2>");
        if (wv_visit_may(v, WV_MAY_VIEW))
            wv_html(out, "<a data-key=\"open\" href=\"/stuk/%d/%p\">", list[i].case_num,
                    list[i].id);
        wv_html_escape(out, list[i].id);
        wv_buf_text(out, wv_visit_may(v, WV_MAY_VIEW) ? "</a></h2>\n" : "</h2>\n");
        wv_page_marked(v, list[i].text, NULL, 0);
        wv_buf_text(out, "</article>\n");
    }
    if (count == 0)
        wv_buf_text(out, "<p class=\"empty\">Er zijn geen stukken zonder signaal.</p>\n");
    wv_page_end(v);
    return WV_OK;
}
