/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook_html.c: the chronology as one page to read and print.
 *
 * In: rows of logbook.c. Out: HTML that stands alone: no script, no outside file. Neighbours:
 * review/picture.c draws the time line. Everything that comes from a record is escaped. Messages
 * and calls of one day, one way, in which nothing was found stand together on one line: eighty
 * lines of "bericht" hide the one that matters. Invariant: every record is named. Cost: linear. */
#include "cli/logbook.h"

enum { FOLD_MIN = 4, DAY = 86400 };

/* --- cells --------------------------------------------------------------------------------------
 */

static void put_person(const wv_logbook *book, wv_buf *out, wv_str ref)
{
    wv_role role = wv_str_is(ref, "R") ? WV_ROLE_PROFESSIONAL : wv_roles_of(book->chronology, ref);
    if (ref.n == 0) return;
    wv_buf_html(out, ref);
    if (role > WV_ROLE_UNKNOWN && role <= WV_ROLE_PROFESSIONAL)
        wv_buf_format(out, " (%s)", wv_dutch_role(role));
}

static void put_who(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    put_person(book, out, e->kind == WV_KIND_REPORT ? e->head->reporter : wv_entry_actor(e));
    for (uint32_t i = 0; i < e->to_count; i++) {
        wv_buf_text(out, i ? ", " : " aan ");
        put_person(book, out, e->to[i]);
    }
}

static void put_what(wv_buf *out, const wv_entry *e)
{
    wv_buf_html(out, e->kind == WV_KIND_EVENT     ? wv_dutch_event(e->head->type)
                     : e->kind == WV_KIND_MESSAGE ? e->head->channel
                                                  : (wv_str){"", 0});
    if (e->head->code.n) {
        wv_buf_text(out, "geboekt als ");
        wv_buf_html(out, e->head->code);
    }
    if (e->head->source.n || e->head->handler.n) {
        wv_buf_text(out, "<br><span class=\"small\">");
        wv_buf_html(out, e->head->source);
        if (e->head->handler.n)
            wv_buf_text(out, e->head->source.n ? ", behandeld door " : "behandeld door ");
        wv_buf_html(out, e->head->handler);
        wv_buf_text(out, "</span>");
    }
}

static void put_signals(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    bool first = true;
    for (uint32_t i = 0; i < e->note_count; i++) {
        const wv_note *n = &e->notes[i];
        if (!n->live) continue;
        if (!first) wv_buf_text(out, "<br>");
        first = false;
        wv_buf_html(
            out, wv_casebook_label(book->book, wv_casebook_slug(book->book, n->signal)));
        /* "wel 80 appjes" is what somebody says; what was counted stands with the pattern. */
        if (n->claimed) wv_buf_format(out, " (genoemd aantal: %u)", n->claimed);
        if (n->made) wv_buf_format(out, " <span class=\"small\">uit de %s</span>", book->word->one);
    }
}

static void put_moment(wv_buf *out, wv_time t)
{
    if (t.known) wv_dutch_moment(out, t);
}

/* --- rows ---------------------------------------------------------------------------------------
 */

static void put_entry(const wv_logbook *book, wv_buf *out, const wv_entry *e)
{
    static const char *const words[] = {"melding", "bericht", "gebeurtenis"};
    wv_buf_format(out, "<tr%s><td>", e->gone ? " class=\"gone\"" : "");
    put_moment(out, e->occurred);
    if (e->night && wv_casebook_is_act(e))
        wv_buf_text(out, " <span class=\"small\">(nacht)</span>");
    if (e->received.known && e->received.seconds != e->occurred.seconds) {
        wv_buf_text(out, "<br><span class=\"small\">ontvangen ");
        wv_dutch_moment(out, e->received);
        wv_buf_text(out, "</span>");
    }
    wv_buf_format(out, "</td><td>%s</td><td>", words[e->kind]);
    put_who(book, out, e);
    wv_buf_text(out, "</td><td>");
    put_what(out, e);
    wv_buf_text(out, "</td><td>");
    put_signals(book, out, e);
    if (e->gone) wv_buf_text(out, " <em>(stuk verwijderd)</em>");
    wv_buf_text(out, "</td><td class=\"small\">");
    wv_buf_html(out, e->id);
    wv_buf_text(out, "</td></tr>\n");
}

static const wv_attr *fact(const wv_written *w, const char *name)
{
    for (uint32_t i = 0; i < w->fact_count; i++)
        if (wv_str_is(w->facts[i].name, name)) return &w->facts[i];
    return NULL;
}

/* `geteld: 14`, or nothing. */
static void put_fact(wv_buf *out, const wv_written *w, const char *name, const char *word)
{
    const wv_attr *f = fact(w, name);
    if (!f || (f->value.string.n == 0 && f->value.list_count == 0)) return;
    wv_buf_format(out, "<br><span class=\"small\">%s: ", word);
    wv_buf_html(out, f->value.string);
    for (uint32_t i = 0; i < f->value.list_count; i++) {
        if (i) wv_buf_text(out, ", ");
        wv_buf_html(out, f->value.list[i]);
    }
    wv_buf_text(out, "</span>");
}

static void put_alert(const wv_logbook *book, wv_buf *out, const wv_written *w)
{
    wv_buf_format(out, "<tr class=\"%s\"><td>", w->standing ? "alert" : "gone");
    put_moment(out, w->raised_at);
    wv_buf_text(out, "</td><td>patroon</td><td colspan=\"3\"><strong>");
    wv_buf_html(out, wv_logbook_label(book, w));
    wv_buf_text(out, "</strong>");
    if (wv_logbook_shows(book, "triage"))
        wv_buf_format(out, ", bekijken: %s", wv_dutch_triage(w->triage));
    if (!w->standing) wv_buf_text(out, " <em>(later vervallen)</em>");
    put_fact(out, w, "counted", "geteld");
    put_fact(out, w, "breaches", "geteld");
    put_fact(out, w, "claimed", "genoemd in een tekst, niet geteld");
    put_fact(out, w, "codes", "geboekt als");
    wv_buf_text(out, "</td><td class=\"small\">");
    for (uint32_t i = 0; i < w->evidence_count; i++) {
        if (i) wv_buf_text(out, ", ");
        wv_buf_html(out, w->evidence[i]);
    }
    if (w->truncated) wv_buf_text(out, " en meer");
    wv_buf_text(out, "</td></tr>\n");
}

/* --- days full of messages ----------------------------------------------------------------------
 */

static bool is_plain_contact(const wv_entry *e)
{
    if (!e || e->gone || !e->occurred.known) return false;
    if (e->kind != WV_KIND_MESSAGE && !wv_str_is(e->head->type, "contact.call")) return false;
    for (uint32_t i = 0; i < e->note_count; i++)
        if (e->notes[i].live) return false;
    return true;
}

static int64_t day_of(const wv_entry *e)
{
    int64_t local = e->occurred.seconds + e->occurred.offset_seconds;
    return local / DAY - (local % DAY < 0);
}

static bool is_alike(const wv_entry *a, const wv_entry *b)
{
    bool same_to = a->to_count == b->to_count;
    for (uint32_t i = 0; same_to && i < a->to_count; i++) same_to = wv_str_eq(a->to[i], b->to[i]);
    return same_to && a->kind == b->kind && day_of(a) == day_of(b) &&
           wv_str_eq(wv_entry_actor(a), wv_entry_actor(b)) &&
           wv_str_eq(a->head->channel, b->head->channel) && wv_str_eq(a->head->type, b->head->type);
}

/* How many rows from here on stand together. */
static uint32_t run_of(const wv_logbook *book, uint32_t at)
{
    uint32_t n = 1;
    const wv_entry *first = book->rows[at].entry;
    if (!is_plain_contact(first)) return 1;
    while (at + n < book->count && is_plain_contact(book->rows[at + n].entry) &&
           is_alike(first, book->rows[at + n].entry))
        n++;
    return n;
}

static void put_run(const wv_logbook *book, wv_buf *out, uint32_t at, uint32_t n)
{
    const wv_entry *first = book->rows[at].entry;
    uint32_t night = 0;
    for (uint32_t i = 0; i < n; i++) night += book->rows[at + i].entry->night;
    wv_buf_text(out, "<tr><td>");
    put_moment(out, first->occurred);
    wv_buf_text(out, "<br>tot ");
    put_moment(out, book->rows[at + n - 1].entry->occurred);
    wv_buf_format(out, "</td><td>%u %s", n,
                  first->kind == WV_KIND_MESSAGE ? "berichten" : "oproepen");
    if (night) wv_buf_format(out, "<br><span class=\"small\">%u ’s nachts</span>", night);
    wv_buf_text(out, "</td><td>");
    put_who(book, out, first);
    wv_buf_text(out, "</td><td>");
    put_what(out, first);
    wv_buf_text(out, "</td><td></td><td class=\"small\">");
    for (uint32_t i = 0; i < n; i++) {
        if (i) wv_buf_text(out, ", ");
        wv_buf_html(out, book->rows[at + i].entry->id);
    }
    wv_buf_text(out, "</td></tr>\n");
}

/* --- the page -----------------------------------------------------------------------------------
 */

static const char STYLE[] =
    "@page{size:A4 landscape;margin:14mm}"
    "body{font:15px/1.4 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;"
    "color:#111;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "h1{font-size:1.5em;margin:.2em 0}table{border-collapse:collapse;width:100%;"
    "table-layout:fixed}td,th{border-bottom:1px solid #bbb;padding:.3em .5em;text-align:left;"
    "vertical-align:top;overflow-wrap:break-word}th:nth-child(1){width:17%}"
    "th:nth-child(2){width:9%}th:nth-child(3){width:18%}th:nth-child(4){width:17%}"
    "th:nth-child(6){width:15%}"
    "tr.alert td{background:#fff3d6;border-top:2px solid #111;border-bottom:2px solid #111}"
    "tr.gone{color:#666;text-decoration:line-through}tr.gone em{text-decoration:none}"
    ".small{font-size:.85em;color:#444}svg{width:100%;border:1px solid #888}"
    "svg text{font:11px system-ui,sans-serif;fill:#222}svg .w{fill:#fff}"
    "svg .n{font-size:8px;text-anchor:middle}"
    "svg .mid{text-anchor:middle;font-style:italic}svg .end{text-anchor:end}"
    ".tick{stroke:#ccc;fill:none}.day{fill:#9bbfe0;stroke:#225;fill-opacity:.8}.night{fill:#111}"
    ".alert{fill:#c60;stroke:#111}.fallen{fill:#fff;stroke:#777}"
    ".ban{fill:#c9899c;stroke:#703}.quiet{fill:url(#hatch)}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}tr{break-inside:avoid}"
    "thead{display:table-header-group}}";

static void put_summary(const wv_logbook *book, wv_buf *out)
{
    uint32_t kinds[WV_KIND_COUNT] = {0}, alerts = 0;
    const wv_chronology *c = book->chronology;
    for (uint32_t i = 0; i < book->count; i++) {
        if (book->rows[i].entry) kinds[book->rows[i].entry->kind]++;
        if (book->rows[i].alert) alerts += book->rows[i].alert->standing;
    }
    wv_buf_text(out, "<p>");
    wv_dutch_count(out, kinds[WV_KIND_REPORT], "melding", "meldingen");
    wv_buf_text(out, ", ");
    wv_dutch_count(out, kinds[WV_KIND_MESSAGE], "bericht", "berichten");
    wv_buf_text(out, ", ");
    wv_dutch_count(out, kinds[WV_KIND_EVENT], "gebeurtenis", "gebeurtenissen");
    wv_buf_text(out, ", ");
    wv_dutch_count(out, alerts, "patroon dat staat", "patronen die staan");
    wv_buf_text(out, ".");
    for (uint32_t i = 0; i < c->role_count && wv_logbook_shows(book, "from"); i++) {
        wv_buf_text(out, i ? ", " : " Personen: ");
        put_person(book, out, c->roles[i].ref);
    }
    wv_buf_text(out, "</p>\n");
}

/* Roles, clocks and other bookings are no acts; what the profile hides is not drawn either. */
static bool is_drawn(const wv_logbook *book, const wv_logbook_row *row)
{
    if (row->alert) return wv_logbook_shows(book, "raised_at");
    return wv_logbook_shows(book, "occurred_at") && wv_casebook_is_act(row->entry);
}

static wv_picture_mark mark_of(const wv_logbook_row *row)
{
    const wv_entry *e = row->entry;
    if (!e) return (wv_picture_mark){row->at, WV_PICTURE_PATTERNS, !row->alert->standing};
    wv_picture_lane lane = e->kind == WV_KIND_REPORT    ? WV_PICTURE_REPORTS
                           : e->kind == WV_KIND_MESSAGE ? WV_PICTURE_MESSAGES
                                                        : wv_picture_lane_of(e->head->type);
    return (wv_picture_mark){row->at, lane, e->night};
}

static void put_picture(const wv_logbook *book, wv_buf *out)
{
    wv_picture picture = {.bans = book->bans, .ban_count = book->ban_count};
    wv_picture_mark *marks = wv_mem_new((book->count + 1) * sizeof *marks);
    if (!marks) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < book->count; i++)
        if (is_drawn(book, &book->rows[i])) marks[picture.count++] = mark_of(&book->rows[i]);
    picture.marks = marks;
    wv_picture_svg(&picture, out);
    wv_mem_free(marks);
}

static void put_top(const wv_logbook *book, wv_buf *out)
{
    wv_buf_text(out,
                "<!doctype html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\"><title>Logboek ");
    wv_buf_html(out, book->name);
    wv_buf_format(out, "</title><style>%s</style></head><body>\n<h1>Logboek van %s ", STYLE,
                  book->name.n ? book->word->one : "een");
    if (book->name.n)
        wv_buf_html(out, book->name);
    else
        wv_buf_text(out, book->word->one);
    wv_buf_text(out, "</h1>\n<p>Dit overzicht is gemaakt door een computer. Het oordeelt niet over "
                     "mensen en kan dingen missen. Lees altijd de stukken zelf.</p>\n");
    if (!book->profile->name[0]) return;
    wv_buf_text(out, "<p><strong>Niet alles staat hier.</strong> Dit is wat het profiel ‘");
    wv_buf_html(out, wv_str_of(book->profile->name));
    wv_buf_text(out, "’ laat zien.</p>\n");
}

void wv_logbook_html(const wv_logbook *book, wv_buf *out)
{
    put_top(book, out);
    if (book->profile->name[0] && !book->profile->fields[WV_DISCLOSE_LOGBOOK]) {
        wv_buf_text(out, "<p>Dit profiel laat niets van het logboek zien.</p>\n</body></html>\n");
        return;
    }
    put_summary(book, out);
    put_picture(book, out);
    wv_buf_text(
        out,
        "<table><thead><tr><th>Wanneer</th><th>Soort</th><th>Wie</th><th>Wat</th><th>Signalen</th>"
        "<th>Stuk</th></tr></thead><tbody>\n");
    for (uint32_t i = 0; i < book->count;) {
        uint32_t n = run_of(book, i);
        if (n >= FOLD_MIN) {
            put_run(book, out, i, n);
            i += n;
            continue;
        }
        if (book->rows[i].entry)
            put_entry(book, out, book->rows[i].entry);
        else
            put_alert(book, out, book->rows[i].alert);
        i++;
    }
    wv_buf_text(out, "</tbody></table>\n</body></html>\n");
}
