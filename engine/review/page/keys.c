/* SPDX-License-Identifier: EUPL-1.2 */
/* keys.c: the sheet of keys, which can be changed and switched off, and how pages are shown.
 *
 * In: the preferences cookie, or the form. Out: the same. Neighbours: preferences.c. Invariants: a
 * key alone can be switched off (WCAG 2.1.4); masking and pauses are a choice, and the page says
 * that it protects nobody. Cost: nothing. */
#include "review/page/page.h"

static void put_check(wv_buf *out, const char *name, const char *text, bool on)
{
    wv_html(out, "<p><label><input type=\"checkbox\" name=\"%s\" value=\"1\"%s> %s</label></p>\n",
            name, on ? " checked" : "", text);
}

static void put_keys(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<ul class=\"keys\">\n");
    for (int k = 0; k < WV_KEY_COUNT; k++) {
        wv_html(out,
                "<li><input class=\"key\" id=\"t%u\" name=\"%s\" maxlength=\"1\" size=\"2\" "
                "autocomplete=\"off\" value=\"",
                (unsigned)k, wv_key_word((wv_key)k));
        if (v->preferences.keys[k]) wv_html_escape(out, (wv_str){&v->preferences.keys[k], 1});
        wv_html(out, "\"> <label for=\"t%u\">%s</label></li>\n", (unsigned)k,
                wv_key_about((wv_key)k));
    }
    wv_buf_text(out, "</ul>\n");
}

static void put_reading(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    const wv_preferences *p = &v->preferences;
    wv_buf_text(out, "<fieldset><legend>Zelf lezen</legend>\n");
    put_check(out, "blind", "‘Wanneer kijken’ pas tonen als ik heb geantwoord", p->blind);
    put_check(out, "kaal", "De tekst eerst zonder markering, dan pas wat er is gevonden", p->plain);
    put_check(out, "los", "Zaken met dezelfde spoed door elkaar, niet steeds de oudste eerst",
              p->shuffles);
    wv_buf_text(out, "</fieldset>\n<fieldset><legend>Zware teksten</legend>\n");
    put_check(out, "masker", "Zware woorden eerst verbergen; één klik of toets laat ze zien",
              p->masks);
    wv_html(out,
            "<p><label for=\"pauze\">Herinner mij aan een pauze na</label> <input id=\"pauze\" "
            "name=\"pauze\" inputmode=\"numeric\" maxlength=\"3\" size=\"3\" "
            "autocomplete=\"off\" value=\"");
    if (p->pause) wv_buf_u64(out, p->pause);
    wv_buf_text(out,
                "\"> zware stukken (leeg: nooit)</p>\n<p class=\"small\">Dit geeft u de keuze "
                "wanneer u iets leest. Het is niet bewezen dat het beschermt. Hoeveel u las, telt "
                "alleen uw eigen browser; niemand anders ziet het. Wordt het te veel, draag een "
                "zaak dan over. U hoeft geen reden te geven.</p></fieldset>\n");
}

wv_rc wv_page_keys(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_page_begin(v, "Toetsen en weergave", WV_NAV_KEYS);
    wv_page_form(v, "/toetsen");
    wv_buf_text(out, "<h2>Weergave</h2>\n");
    put_reading(v);
    wv_buf_text(out, "<h2>Toetsen</h2>\n");
    put_check(out, "uit", "Geen toetsen gebruiken", v->preferences.keys_off);
    wv_buf_text(out, "<p>Verander een toets door er een andere in te vullen. Leeg is: geen toets. "
                     "Ctrl en Enter samen slaat ook op; Esc gaat uit een invulvak.</p>\n");
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
                        .shuffles = wv_request_field(f, "los").n > 0,
                        .plain = wv_request_field(f, "kaal").n > 0,
                        .heavy_read = v->preferences.heavy_read,
                        .heavy_day = v->preferences.heavy_day,
                        .keys_off = wv_request_field(f, "uit").n > 0};
    int64_t pause = wv_request_number(f, "pauze", 0);
    if (pause < 0 || pause > WV_PAUSE_MAX)
        return wv_visit_fail(v, WV_E_USAGE, "Een pauze kan na 1 tot 500 stukken.");
    p.pause = (uint32_t)pause;
    for (int k = 0; k < WV_KEY_COUNT; k++) {
        wv_str key = wv_request_field(f, wv_key_word((wv_key)k));
        if (key.n > 1 || (key.n == 1 && (key.p[0] <= ' ' || key.p[0] > '~')))
            return wv_visit_fail(v, WV_E_USAGE, "Een toets is één letter, cijfer of teken.");
        p.keys[k] = key.n ? key.p[0] : 0;
    }
    if (wv_request_field(f, "standaard").n) wv_preferences_read(WV_STR(""), &p);
    if (!wv_preferences_fit(&p))
        return wv_visit_fail(v, WV_E_USAGE, "Een toets staat er twee keer. Kies er voor elk één.");
    v->preferences = p;
    wv_page_keep_preferences(v);
    return wv_visit_redirect(v, "/toetsen");
}
