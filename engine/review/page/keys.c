/* SPDX-License-Identifier: EUPL-1.2 */
/* keys.c: the sheet of keys, which can be changed and switched off, and how pages are shown.
 *
 * In: the preferences cookie, or the form. Out: the same. Neighbours: preferences.c. Invariants: a
 * key alone can be switched off (WCAG 2.1.4); masking is a choice, and the page says that it
 * protects nobody. Cost: nothing. */
#include "review/page/page.h"

static void put_check(wv_buf *out, const char *name, const char *text, bool on)
{
    wv_html(out, "<p><label><input type=\"checkbox\" name=\"%s\" value=\"1\"%s> %s</label></p>\n",
            name, on ? " checked" : "", text);
}

static void put_keys(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<table><thead><tr><th scope=\"col\">Wat</th><th scope=\"col\">Toets</th></tr>"
                     "</thead><tbody>\n");
    for (int k = 0; k < WV_KEY_COUNT; k++) {
        wv_html(out,
                "<tr><td><label for=\"t%u\">%s</label></td><td><input class=\"key\" id=\"t%u\" "
                "name=\"%s\" maxlength=\"1\" size=\"2\" value=\"",
                (unsigned)k, wv_key_about((wv_key)k), (unsigned)k, wv_key_word((wv_key)k));
        if (v->preferences.keys[k]) wv_html_escape(out, (wv_str){&v->preferences.keys[k], 1});
        wv_buf_text(out, "\"></td></tr>\n");
    }
    wv_buf_text(out, "</tbody></table>\n");
}

wv_rc wv_page_keys(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_page_begin(v, "Toetsen en weergave", WV_NAV_KEYS);
    wv_page_form(v, "/toetsen");
    wv_buf_text(out, "<h2>Weergave</h2>\n");
    put_check(out, "masker", "Zware woorden eerst verbergen; ze zijn met één klik of toets te zien",
              v->preferences.masks);
    wv_buf_text(out,
                "<p class=\"small\">Verbergen geeft u de keuze wanneer u iets leest. Het is "
                "niet bewezen dat het beschermt. Wordt het te veel, draag een zaak dan over; u "
                "hoeft geen reden te geven.</p>\n");
    put_check(out, "blind", "Eerst zelf lezen: ‘wanneer kijken’ pas tonen als ik heb geantwoord",
              v->preferences.blind);
    wv_buf_text(out, "<h2>Toetsen</h2>\n");
    put_check(out, "uit", "Geen toetsen gebruiken", v->preferences.keys_off);
    wv_buf_text(out, "<p>Een leeg vak is: geen toets. Ctrl en Enter samen slaat ook op.</p>\n");
    put_keys(v);
    wv_buf_text(out, "<p><button class=\"main\">Bewaren</button> <button name=\"standaard\" "
                     "value=\"1\">Terug naar de standaard</button></p></form>\n");
    wv_page_end(v);
    return WV_OK;
}

wv_rc wv_act_preferences(wv_visit *v)
{
    const wv_fields *f = &v->request->form;
    wv_preferences p = {.masks = wv_request_field(f, "masker").n > 0,
                        .blind = wv_request_field(f, "blind").n > 0,
                        .keys_off = wv_request_field(f, "uit").n > 0};
    for (int k = 0; k < WV_KEY_COUNT; k++) {
        wv_str key = wv_request_field(f, wv_key_word((wv_key)k));
        if (key.n > 1 || (key.n == 1 && (key.p[0] <= ' ' || key.p[0] > '~')))
            return wv_visit_fail(v, WV_E_USAGE, "Een toets is één letter, cijfer of teken.");
        p.keys[k] = key.n ? key.p[0] : 0;
    }
    if (wv_request_field(f, "standaard").n) wv_preferences_read(WV_STR(""), &p);
    if (!wv_preferences_fit(&p))
        return wv_visit_fail(v, WV_E_USAGE, "Een toets staat er twee keer. Kies er voor elk één.");
    wv_buf *c = &v->response->cookie;
    wv_buf_text(c, WV_COOKIE_PREFERENCES "=");
    wv_preferences_write(&p, c);
    wv_buf_format(c, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000%s",
                  v->site->secure ? "; Secure" : "");
    return wv_visit_redirect(v, "/toetsen");
}
