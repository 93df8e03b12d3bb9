/* SPDX-License-Identifier: EUPL-1.2 */
/* dutch.c: dates, numbers and fixed words as reviewers read them.
 *
 * In: values. Out: Dutch of level B1, neutral. Neighbours: digest.c, overleg.c, screening.c.
 * Invariant: nothing here judges, and no byte of a record can steer a terminal. Cost: nothing. */
#include "cli/dutch.h"

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
