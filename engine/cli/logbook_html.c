/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook_html.c: the chronology as one page to read and print, with a picture of time on top.
 *
 * In: rows of logbook.c. Out: HTML that stands alone: no script, no outside file. Everything that
 * comes from a record is escaped. What the picture shows: reports, contacts (night ones dark), acts
 * near the victim, alerts, bans as bars, and quiet periods of a month or more. Cost: linear. */
#include "cli/dutch.h"
#include "cli/logbook.h"

enum { WIDTH = 1000, LANES = 4, LANE_HEIGHT = 26, QUIET_DAYS = 30 };

static void put_escaped(wv_buf *out, wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '<': wv_buf_text(out, "&lt;"); break;
        case '>': wv_buf_text(out, "&gt;"); break;
        case '&': wv_buf_text(out, "&amp;"); break;
        case '"': wv_buf_text(out, "&quot;"); break;
        default: wv_buf_byte(out, s.p[i]);
        }
    }
}

/* --- the picture
 * ----------------------------------------------------------------------------------------------------
 */

typedef struct scale {
    int64_t from, to;
} scale;

static int x_of(scale s, int64_t at)
{
    if (at < s.from) at = s.from;
    if (at > s.to) at = s.to;
    return (int)((at - s.from) * (WIDTH - 20) / (s.to - s.from + 1)) + 10;
}

static int lane_of(const wv_entry *e)
{
    if (e->kind == WV_KIND_REPORT) return 0;
    if (e->kind == WV_KIND_MESSAGE || wv_str_is(e->type, "contact.call")) return 1;
    return 2;
}

static void put_ban(const wv_logbook *book, wv_buf *out, scale s, const wv_entry *e)
{
    const wv_value *until = wv_entry_attr(e, WV_STR("until"));
    wv_time end = {.seconds = s.to};
    if (until) wv_time_parse(until->string, e->occurred.offset_seconds, &end, NULL);
    if (end.seconds == 0) end.seconds = s.to;
    int from = x_of(s, e->occurred.seconds), to = x_of(s, end.seconds);
    (void)book;
    wv_buf_format(out,
                  "<rect x=\"%d\" y=\"2\" width=\"%d\" height=\"%d\" "
                  "class=\"ban\"><title>verbod</title></rect>\n",
                  from, to > from ? to - from : 1, LANES * LANE_HEIGHT);
}

static void put_quiet(const wv_logbook *book, wv_buf *out, scale s)
{
    int64_t last = INT64_MIN;
    for (uint32_t i = 0; i < book->count; i++) {
        if (!book->rows[i].entry) continue;
        int64_t at = book->rows[i].at;
        if (last != INT64_MIN && at - last >= (int64_t)QUIET_DAYS * 86400)
            wv_buf_format(out,
                          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"8\" "
                          "class=\"quiet\"><title>%d dagen stil</title></rect>\n",
                          x_of(s, last), LANES * LANE_HEIGHT + 4, x_of(s, at) - x_of(s, last),
                          (int)((at - last) / 86400));
        last = at;
    }
}

static void put_picture(const wv_logbook *book, wv_buf *out)
{
    static const char *const lanes[LANES] = {"meldingen", "contact", "gebeurtenissen", "waakvlam"};
    scale s = {book->rows[0].at, book->rows[book->count - 1].at};
    wv_buf_format(out,
                  "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Tijdlijn van de zaak\">\n",
                  WIDTH, LANES * LANE_HEIGHT + 16);
    for (uint32_t i = 0; i < book->count; i++)
        if (book->rows[i].entry && wv_str_is(book->rows[i].entry->type, "order.imposed"))
            put_ban(book, out, s, book->rows[i].entry);
    for (int l = 0; l < LANES; l++)
        wv_buf_format(out, "<text x=\"2\" y=\"%d\">%s</text>\n", l * LANE_HEIGHT + 12, lanes[l]);
    for (uint32_t i = 0; i < book->count; i++) {
        const wv_entry *e = book->rows[i].entry;
        int lane = e ? lane_of(e) : 3;
        const char *kind = !e         ? (book->rows[i].alert->standing ? "alert" : "fallen")
                           : e->night ? "night"
                                      : "day";
        wv_buf_format(out, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" class=\"%s\"/>\n",
                      x_of(s, book->rows[i].at), lane * LANE_HEIGHT + 20, kind);
    }
    put_quiet(book, out, s);
    wv_buf_text(out, "</svg>\n<p class=\"small\">Donkere stip: nacht. Balk: verbod. Grijze strook "
                     "onder: een maand of langer stil.</p>\n");
}

/* --- the table
 * -------------------------------------------------------------------------------------------------------
 */

static void put_person(const wv_logbook *book, wv_buf *out, wv_str ref)
{
    if (ref.n == 0) return;
    const char *role =
        wv_str_is(ref, "R") ? "professional" : wv_logbook_role(wv_roles_of(book->chronology, ref));
    put_escaped(out, ref);
    if (role[0]) wv_buf_format(out, " (%s)", role);
}

static void put_signals(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    bool first = true;
    for (uint32_t i = 0; i < e->note_count; i++) {
        const wv_note *n = &e->notes[i];
        if (!n->live || n->signal >= book->pack->ast->signal_count) continue;
        if (!first) wv_buf_text(out, "<br>");
        first = false;
        put_escaped(out, book->pack->ast->signals[n->signal].label.s);
        if (n->claimed) wv_buf_format(out, " (genoemd aantal: %u)", n->claimed);
        if (n->made) wv_buf_text(out, " <span class=\"small\">uit de zaak</span>");
    }
}

static void put_entry(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    static const char *const words[] = {"melding", "bericht", "gebeurtenis"};
    wv_buf_format(out, "<tr%s><td>", e->gone ? " class=\"gone\"" : "");
    wv_dutch_moment(out, e->occurred);
    if (e->received.seconds != e->occurred.seconds) {
        wv_buf_text(out, "<br><span class=\"small\">ontvangen ");
        wv_dutch_moment(out, e->received);
        wv_buf_text(out, "</span>");
    }
    wv_buf_format(out, "</td><td>%s</td><td>", words[e->kind]);
    put_person(book, out, e->kind == WV_KIND_REPORT ? e->reporter : wv_entry_actor(e));
    for (uint32_t i = 0; i < e->to_count; i++) {
        wv_buf_text(out, i ? ", " : " aan ");
        put_person(book, out, e->to[i]);
    }
    wv_buf_text(out, "</td><td>");
    put_escaped(out, e->kind == WV_KIND_EVENT    ? e->type
                     : e->kind == WV_KIND_REPORT ? e->code
                                                 : e->channel);
    if (e->source.n) {
        wv_buf_text(out, "<br><span class=\"small\">");
        put_escaped(out, e->source);
        wv_buf_text(out, "</span>");
    }
    wv_buf_text(out, "</td><td>");
    put_signals(book, out, e);
    wv_buf_text(out, "</td><td class=\"small\">");
    put_escaped(out, e->id);
    wv_buf_text(out, "</td></tr>\n");
}

static void put_alert(const wv_logbook *book, wv_buf *out, const wv_written *w)
{
    static const char *const when[] = {"ter informatie", "context", "deze week", "vandaag", "nu"};
    wv_str slug =
        w->rule < book->pack->rule_count ? book->pack->rules[w->rule].signal : WV_STR("?");
    wv_buf_format(out, "<tr class=\"%s\"><td>", w->standing ? "alert" : "gone");
    wv_dutch_moment(out, w->raised_at);
    wv_buf_text(out, "</td><td>waakvlam</td><td colspan=\"3\"><strong>");
    put_escaped(out, wv_logbook_label(book->pack, slug));
    wv_buf_format(out, "</strong>, bekijken: %s%s</td><td class=\"small\">", when[w->triage],
                  w->standing ? "" : " <em>(later vervallen)</em>");
    for (uint32_t i = 0; i < w->evidence_count; i++) {
        if (i) wv_buf_text(out, ", ");
        put_escaped(out, w->evidence[i]);
    }
    wv_buf_text(out, "</td></tr>\n");
}

static const char STYLE[] =
    "body{font:15px/1.4 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 "
    "1em;color:#111}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #bbb;padding:.3em "
    ".5em;text-align:left;"
    "vertical-align:top}tr.alert{background:#fff3d6}tr.gone{color:#666;text-decoration:line-"
    "through}"
    ".small{font-size:.85em;color:#444}svg{width:100%;border:1px solid #bbb}svg "
    "text{font-size:11px;fill:#444}"
    ".day{fill:#4477aa}.night{fill:#112244}.alert{fill:#cc6600}.fallen{fill:none;stroke:#999}"
    ".ban{fill:#aa3355;opacity:.12}.quiet{fill:#bbb}@media "
    "print{body{margin:0}tr{break-inside:avoid}}";

void wv_logbook_html(const wv_logbook *book, wv_buf *out)
{
    wv_buf_text(out,
                "<!doctype html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\"><title>Logboek ");
    put_escaped(out, book->chronology->id);
    wv_buf_format(out, "</title><style>%s</style></head><body>\n<h1>Logboek van zaak ", STYLE);
    put_escaped(out, book->chronology->id);
    wv_buf_text(out, "</h1>\n<p>Dit overzicht is gemaakt door een computer. Het oordeelt niet over "
                     "mensen en kan dingen "
                     "missen. Lees altijd de stukken zelf.</p>\n");
    put_picture(book, out);
    wv_buf_text(
        out,
        "<table><thead><tr><th>Wanneer</th><th>Soort</th><th>Wie</th><th>Wat</th><th>Signalen</th>"
        "<th>Stuk</th></tr></thead><tbody>\n");
    for (uint32_t i = 0; i < book->count; i++)
        if (book->rows[i].entry)
            put_entry(book, out, book->rows[i].entry);
        else
            put_alert(book, out, book->rows[i].alert);
    wv_buf_text(out, "</tbody></table>\n</body></html>\n");
}
