/* SPDX-License-Identifier: EUPL-1.2 */
/* dutch.c: dates, numbers and fixed words as reviewers read them.
 *
 * In: values. Out: Dutch of level B1, neutral. Neighbours: the review pages; logbook, digest,
 * overleg, screening, show. Invariant: nothing here judges, and no byte of a record can steer a
 * terminal. Cost: nothing. */
#include "review/dutch.h"

#include <stdlib.h>

static int64_t put_day(wv_buf *out, wv_time t)
{
    static const char *const months[] = {"jan", "feb", "mrt", "apr", "mei", "jun",
                                         "jul", "aug", "sep", "okt", "nov", "dec"};
    int64_t local = t.seconds + t.offset_seconds, days = local / 86400 - (local % 86400 < 0), year;
    unsigned month, day;
    wv_civil_from_days(days, &year, &month, &day);
    wv_buf_format(out, "%u %s %d", day, months[month - 1], (int)year);
    return local - days * 86400;
}

void wv_dutch_day(wv_buf *out, wv_time t)
{
    put_day(out, t);
}

void wv_dutch_moment(wv_buf *out, wv_time t)
{
    int64_t second = put_day(out, t);
    if (t.has_clock)
        wv_buf_format(out, ", %02d:%02d", (int)(second / 3600), (int)(second / 60 % 60));
}

void wv_dutch_count(wv_buf *out, uint64_t n, const char *one, const char *more)
{
    wv_buf_u64(out, n);
    wv_buf_byte(out, ' ');
    wv_buf_text(out, n == 1 ? one : more);
}

/* U+0080..U+009F steer terminals too: C2 80..9F in UTF-8. */
void wv_dutch_plain(wv_buf *out, wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool is_c1 = c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0;
        if (is_c1) i++;
        wv_buf_byte(out, c < 0x20 || c == 0x7F || is_c1 ? '?' : s.p[i]);
    }
}

const char *wv_dutch_triage(wv_triage triage)
{
    static const char *const words[] = {"ter informatie", "achtergrond", "deze week", "vandaag",
                                        "nu"};
    return words[triage <= WV_TRIAGE_NOW ? triage : 0];
}

const char *wv_dutch_role(wv_role role)
{
    static const char *const words[] = {
        "rol niet bekend", "om wie de zorg gaat", "de ander", "kind", "derde", "professional"};
    return words[role <= WV_ROLE_PROFESSIONAL ? role : 0];
}

wv_str wv_dutch_event(wv_str type)
{
    static const struct {
        const char *type, *dutch;
    } words[] = {{"account.new", "nieuw account"},
                 {"appointment", "afspraak"},
                 {"case.closing_planned", "afsluiting gepland"},
                 {"case.director", "regisseur benoemd"},
                 {"case.merge", "samengevoegd"},
                 {"case.phase", "fase"},
                 {"case.roles", "wie is wie"},
                 {"case.split", "gesplitst"},
                 {"clock", "tijd bijgewerkt"},
                 {"condition.set", "veiligheidsvoorwaarde"},
                 {"contact.blocked", "geblokkeerd"},
                 {"contact.call", "oproep"},
                 {"contact.delivery", "bezorging"},
                 {"contact.refused", "contact geweigerd"},
                 {"contact.visit", "bezoek"},
                 {"custody.date", "zitting of overdracht kind"},
                 {"detention.release", "vrijgelaten"},
                 {"detention.start", "vastgezet"},
                 {"device.alarm", "alarm van de draagbare knop"},
                 {"legal.report", "aangifte of klacht"},
                 {"order.ended", "verbod afgelopen"},
                 {"order.imposed", "verbod opgelegd"},
                 {"plan.goal", "doel in een plan"},
                 {"record.deleted", "stuk verwijderd"},
                 {"screening.sash", "screening op stalking"},
                 {"separation", "relatie verbroken"},
                 {"tracker.alert", "melding van een volg-apparaat"},
                 {"trigger.loss", "verlies of keerpunt"},
                 {"weapon.permit", "wapenvergunning"},
                 {"zone.entry", "in het verboden gebied"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wv_str_is(type, words[i].type)) return wv_str_of(words[i].dutch);
    return type;
}

wv_str wv_dutch_source(wv_str source)
{
    static const struct {
        const char *source, *dutch;
    } words[] = {{"politie", "politie"},
                 {"veiligthuis", "Veilig Thuis"},
                 {"om", "Openbaar Ministerie"},
                 {"reclassering", "reclassering"},
                 {"zvh", "Zorg- en Veiligheidshuis"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wv_str_is(source, words[i].source)) return wv_str_of(words[i].dutch);
    return source;
}

/* --- zaak or casus ------------------------------------------------------------------------------
 */

bool wv_dutch_case_named(const char *word, const wv_dutch_case **out)
{
    static const wv_dutch_case words[] = {{"zaak", "zaken", "Zaak", "ZAAK"},
                                          {"casus", "casussen", "Casus", "CASUS"}};
    if (!word) word = getenv("WAAKVLAM_CASE_WORD");
    if (!word || !*word) word = words[0].one;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i].one) == 0) return *out = &words[i], true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Packs say `zaak`; both words take `de`, so nothing else in the sentence changes. */
void wv_dutch_in_words(wv_buf *out, wv_str text, const wv_dutch_case *word)
{
    static const wv_str own = {"zaak", 4};
    for (uint32_t i = 0; i < text.n; i++) {
        bool here = text.n - i >= own.n && memcmp(text.p + i, own.p, own.n) == 0 &&
                    (i == 0 || !is_letter(text.p[i - 1])) &&
                    (i + own.n == text.n || !is_letter(text.p[i + own.n]));
        if (here) {
            wv_buf_text(out, word->one);
            i += own.n - 1;
        } else {
            wv_buf_byte(out, text.p[i]);
        }
    }
}
