/* SPDX-License-Identifier: EUPL-1.2 */
/* words.c: values as the Dutch words that reviewers read.
 *
 * In: values of the store. Out: words, escaped. Neighbours: all pages. Invariant: neutral, B1,
 * never a verdict: A is om wie de zorg gaat, the other is de ander. Cost: nothing. */
#include "review/page/page.h"

const char wv_page_replayed[] = "Gevonden bij het herlezen met nieuwe regels";

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

void wv_page_duration(wv_visit *v, int64_t seconds)
{
    enum { YEAR_MINUTES = 365 * 24 * 60 };
    wv_buf *out = wv_visit_out(v);
    int64_t minutes = seconds < 60 ? 1 : seconds / 60;
    if (minutes < 120)
        wv_dutch_count(out, (uint64_t)minutes, "minuut", "minuten");
    else if (minutes < 48 * 60)
        wv_dutch_count(out, (uint64_t)minutes / 60, "uur", "uur");
    else if (minutes < 2 * YEAR_MINUTES)
        wv_dutch_count(out, (uint64_t)minutes / (24 * 60), "dag", "dagen");
    else
        wv_dutch_count(out, (uint64_t)minutes / YEAR_MINUTES, "jaar", "jaar");
}

void wv_page_waiting(wv_visit *v, int64_t since)
{
    if (since == 0)
        wv_buf_text(wv_visit_out(v), "onbekend");
    else if (v->viewer.now - since < 60)
        wv_buf_text(wv_visit_out(v), "net binnen");
    else
        wv_page_duration(v, v->viewer.now - since);
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

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

void wv_page_listed(wv_visit *v, wv_str title, bool first)
{
    wv_buf *out = wv_visit_out(v);
    char begin = title.n ? title.p[0] : '\0';
    uint32_t word = 1; /* the first word: `A` and `AirTag` are names, `Verbod` is not */
    bool plain = is_capital(begin);
    for (; word < title.n && title.p[word] != ' '; word++)
        plain = plain && !is_capital(title.p[word]);
    if (first && begin >= 'a' && begin <= 'z')
        begin = (char)(begin - 32);
    else if (!first && plain && word > 1)
        begin = (char)(begin + 32);
    if (title.n) wv_html_escape(out, (wv_str){&begin, (unsigned char)begin < 0x80});
    uint32_t from = (unsigned char)begin < 0x80 ? 1 : 0;
    if (title.n) wv_html_escape(out, (wv_str){title.p + from, title.n - from});
}
