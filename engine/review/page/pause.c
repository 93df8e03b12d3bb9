/* SPDX-License-Identifier: EUPL-1.2 */
/* pause.c: a word about a pause, for who asked for one after so many heavy texts.
 *
 * In: the preferences cookie. Out: the same, counted up; a line on the page when it is time.
 * Neighbours: item.c, keys.c has the choice. Invariants: off unless chosen; the count stays in the
 * reviewer's own browser and nothing is logged or shown to anybody else; it asks, it stops nothing.
 * Cost: nothing. */
#include "review/page/page.h"

enum { HEAVY_SEVERITY = 4 };

void wv_page_keep_preferences(wv_visit *v)
{
    wv_buf *c = &v->response->cookie;
    wv_buf_clear(c);
    wv_buf_text(c, WV_COOKIE_PREFERENCES "=");
    wv_preferences_write(&v->preferences, c);
    wv_buf_format(c, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000%s",
                  v->site->secure ? "; Secure" : "");
}

void wv_page_pause(wv_visit *v, uint8_t severity)
{
    wv_preferences *p = &v->preferences;
    int64_t local = v->viewer.now + wv_tz_offset(v->site->zone, v->viewer.now);
    uint32_t today = (uint32_t)(local / 86400);
    if (p->pause == 0 || severity < HEAVY_SEVERITY) return;
    if (p->heavy_day != today) p->heavy_read = 0;
    p->heavy_day = today;
    p->heavy_read++;
    wv_page_keep_preferences(v);
    if (p->heavy_read % p->pause) return;
    wv_html(wv_visit_out(v),
            "<p role=\"note\" class=\"pause\">U opende vandaag %u zware stukken. Tijd voor iets "
            "anders? U kunt even stoppen, of deze %s overdragen; u hoeft geen reden te "
            "geven.</p>\n",
            p->heavy_read, v->site->word->one);
}
