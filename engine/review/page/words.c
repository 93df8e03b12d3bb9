/* SPDX-License-Identifier: EUPL-1.2 */
/* words.c: values as the Dutch words that reviewers read.
 *
 * In: values of the store. Out: words, escaped. Neighbours: all pages. Invariant: neutral, B1,
 * never a verdict: A is om wie de zorg gaat, the other is de ander. Cost: nothing. */
#include "review/page/page.h"

const char *wv_page_triage(wv_triage triage)
{
    static const char *const words[] = {"Ter informatie", "Achtergrond", "Deze week", "Vandaag",
                                        "Nu"};
    return words[triage <= WV_TRIAGE_NOW ? triage : 0];
}

const char *wv_page_label(wv_label label)
{
    static const char *const words[WV_LABEL_COUNT] = {"ontkend",
                                                      "als-dan",
                                                      "gewoonte",
                                                      "van horen zeggen (via twee)",
                                                      "aangehaald",
                                                      "verleden",
                                                      "als grap",
                                                      "verhaal of nieuws",
                                                      "folder of formulier",
                                                      "over een ander"};
    return words[label < WV_LABEL_COUNT ? label : 0];
}

const char *wv_page_reason(wv_read_reason reason)
{
    static const char *const words[] = {"",
                                        "Ontkend of als-dan",
                                        "Gaat over iemand anders",
                                        "Grap, spel, citaat, voorlichting",
                                        "Woord betekent hier iets anders",
                                        "Al bekend in deze zaak",
                                        "Anders (toelichting)"};
    return words[reason <= WV_REASON_OTHER ? reason : 0];
}

const char *wv_page_answer(wv_read_answer answer)
{
    static const char *const words[] = {"Nog niet gelezen", "Ja", "Nee", "Twijfel"};
    return words[answer <= WV_READ_UNSURE ? answer : 0];
}

const char *wv_page_act(wv_do_answer act)
{
    static const char *const words[] = {"", "Doorzetten naar", "Bij bestaande zaak voegen",
                                        "Nu geen vervolg", "Later terug"};
    return words[act <= WV_DO_LATER ? act : 0];
}

const char *wv_page_role(wv_str role)
{
    wv_access_role r = wv_access_role_of(role);
    return r == WV_ACCESS_NOBODY ? "andere rol" : wv_access_role_dutch(r);
}

/* --- time ---------------------------------------------------------------------------------------
 */

static void put_time(wv_visit *v, wv_time t)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<time datetime=\"");
    wv_time_write(out, t);
    wv_buf_text(out, "\">");
    wv_dutch_moment(out, t);
    wv_buf_text(out, "</time>");
}

void wv_page_moment(wv_visit *v, int64_t at)
{
    if (at == 0) {
        wv_buf_text(wv_visit_out(v), "tijd niet bekend");
        return;
    }
    put_time(v, (wv_time){.seconds = at,
                          .offset_seconds = wv_tz_offset(v->site->zone, at),
                          .known = true,
                          .has_clock = true});
}

void wv_page_written_moment(wv_visit *v, wv_str iso)
{
    wv_time t;
    if (iso.n && wv_time_parse(iso, 0, &t, NULL) == WV_OK)
        put_time(v, t);
    else
        wv_buf_text(wv_visit_out(v), "tijd niet bekend");
}

void wv_page_waiting(wv_visit *v, int64_t since)
{
    wv_buf *out = wv_visit_out(v);
    int64_t minutes = (v->viewer.now - since) / 60;
    if (since == 0) {
        wv_buf_text(out, "onbekend");
        return;
    }
    if (minutes < 1)
        wv_buf_text(out, "net binnen");
    else if (minutes < 120)
        wv_dutch_count(out, (uint64_t)minutes, "minuut", "minuten");
    else if (minutes < 48 * 60)
        wv_dutch_count(out, (uint64_t)minutes / 60, "uur", "uur");
    else
        wv_dutch_count(out, (uint64_t)minutes / (24 * 60), "dag", "dagen");
}

/* --- numbers and names --------------------------------------------------------------------------
 */

void wv_page_number(wv_visit *v, uint32_t n)
{
    wv_buf *out = wv_visit_out(v);
    if (n > WV_COUNT_SHOWN_MAX)
        wv_buf_text(out, "1.000+");
    else if (n == WV_COUNT_SHOWN_MAX)
        wv_buf_text(out, "1.000");
    else
        wv_buf_u64(out, n);
}

void wv_page_case_name(wv_visit *v, const wv_case_row *row)
{
    wv_html(wv_visit_out(v), "%s %v", row->alone ? "Los stuk" : v->site->word->capital, row->name);
}

void wv_page_person(wv_visit *v, wv_str ref)
{
    wv_buf *out = wv_visit_out(v);
    if (ref.n == 0 || wv_str_is(ref, "unknown"))
        wv_buf_text(out, "niet duidelijk");
    else
        wv_html_escape(out, ref);
}
