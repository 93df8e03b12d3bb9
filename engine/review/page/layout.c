/* SPDX-License-Identifier: EUPL-1.2 */
/* layout.c: what stands around every page.
 *
 * In: a title and where we are. Out: head, navigation, foot. Neighbours: all pages. Invariants: no
 * inline style or script and nothing from elsewhere (the policy in http.c would refuse it); each
 * form that changes something has the session's token. Cost: nothing. */
#include "review/page/page.h"

#include <stdarg.h>
#include <stdio.h>

static void put_head(wv_buf *out, wv_str title)
{
    wv_html(out,
            "<!doctype html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            "<meta name=\"color-scheme\" content=\"light dark\">"
            "<title>%v – waakvlam</title><link rel=\"stylesheet\" href=\"/stijl.css\">"
            "<link rel=\"icon\" href=\"/icoon.svg\" type=\"image/svg+xml\">"
            "<script src=\"/toetsen.js\" defer></script></head>\n",
            title);
}

/* `volgende=j vorige=k`: what keys.js needs to know. */
static void put_keys(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    if (v->preferences.keys_off) return;
    wv_buf_text(out, " data-keys=\"");
    for (int k = 0; k < WV_KEY_COUNT; k++)
        if (v->preferences.keys[k])
            wv_html(out, "%s=%v ", wv_key_word((wv_key)k), (wv_str){&v->preferences.keys[k], 1});
    wv_buf_text(out, "\"");
}

static void put_link(wv_visit *v, const char *path, const char *name, const char *key, bool here)
{
    wv_html(wv_visit_out(v), "<li><a href=\"%s\"", path);
    if (key) wv_html(wv_visit_out(v), " data-key=\"%s\"", key);
    if (here) wv_buf_text(wv_visit_out(v), " aria-current=\"page\"");
    wv_html(wv_visit_out(v), ">%s</a></li>", name);
}

bool wv_page_leads(const wv_visit *v)
{
    return wv_visit_may(v, WV_MAY_AGREEMENT) || wv_visit_may(v, WV_MAY_RULES) ||
           wv_visit_may(v, WV_MAY_SAMPLE) || wv_visit_may(v, WV_MAY_MONITOR);
}

/* The first page on quality that this role may see. */
static const char *lead_path(const wv_visit *v)
{
    return wv_visit_may(v, WV_MAY_AGREEMENT) ? "/kwaliteit"
           : wv_visit_may(v, WV_MAY_RULES)   ? "/kwaliteit/regels"
           : wv_visit_may(v, WV_MAY_MONITOR) ? "/kwaliteit/toezicht"
                                             : "/kwaliteit/steekproef";
}

wv_rc wv_page_home(wv_visit *v)
{
    const char *path = !v->session.found                   ? "/inloggen"
                       : wv_visit_may(v, WV_MAY_SEE_QUEUE) ? "/wachtrij"
                       : wv_visit_may(v, WV_MAY_GRANTED)   ? "/inzage"
                       : wv_page_leads(v)                  ? lead_path(v)
                                                           : "/toetsen";
    return wv_visit_redirect(v, "%s", path);
}

static void put_nav(wv_visit *v, wv_nav nav)
{
    wv_buf *out = wv_visit_out(v);
    wv_buf_text(out, "<nav aria-label=\"Hoofdmenu\"><ul>");
    if (wv_visit_may(v, WV_MAY_SEE_QUEUE))
        put_link(v, "/wachtrij", "Wachtrij", "wachtrij", nav == WV_NAV_QUEUE);
    if (wv_visit_may(v, WV_MAY_GRANTED))
        put_link(v, "/inzage", "Wat u mag lezen", NULL, nav == WV_NAV_GRANTED);
    if (wv_visit_may(v, WV_MAY_SECOND))
        put_link(v, "/tweede", "Tweede lezing", NULL, nav == WV_NAV_SECOND);
    if (wv_visit_may(v, WV_MAY_SEARCH))
        put_link(v, "/zoeken", "Zoeken", "zoeken", nav == WV_NAV_SEARCH);
    if (wv_page_leads(v)) put_link(v, lead_path(v), "Kwaliteit", NULL, nav == WV_NAV_LEAD);
    put_link(v, "/toetsen", "Toetsen en weergave", "toetsen", nav == WV_NAV_KEYS);
    wv_buf_text(out, "</ul>");
    wv_html(out, "<p class=\"who\">%v, %s</p>", v->viewer.user, wv_page_role(v->viewer.role));
    if (!v->site->by_proxy) {
        wv_page_form(v, "/uitloggen");
        wv_buf_text(out, "<button class=\"quiet\">Uitloggen</button></form>");
    }
    wv_buf_text(out, "</nav>\n");
}

static void begin(wv_visit *v, wv_str title, wv_nav nav)
{
    wv_buf *out = wv_visit_out(v);
    put_head(out, title);
    wv_buf_text(out, "<body");
    put_keys(v);
    wv_buf_text(out, "><a class=\"skip\" href=\"#inhoud\">Naar de inhoud</a>\n<header>"
                     "<p class=\"name\">waakvlam</p>");
    if (v->viewer.user.n) put_nav(v, nav);
    wv_html(out, "</header>\n<main id=\"inhoud\" tabindex=\"-1\"><h1>%v</h1>\n", title);
}

void wv_page_begin(wv_visit *v, const char *title, wv_nav nav)
{
    begin(v, wv_str_of(title), nav);
}

void wv_page_begin_about(wv_visit *v, const char *what, wv_str name)
{
    wv_buf title;
    wv_buf_init(&title);
    wv_buf_text(&title, what);
    wv_buf_byte(&title, ' ');
    wv_buf_str(&title, name);
    begin(v, (wv_str){title.p, (uint32_t)title.n}, WV_NAV_QUEUE);
    if (title.failed) wv_visit_out(v)->failed = true;
    wv_buf_done(&title);
}

void wv_page_end(wv_visit *v)
{
    wv_buf_text(wv_visit_out(v),
                "</main>\n<footer><p>waakvlam vindt woorden en patronen volgens regels. Het kan "
                "dingen missen en het oordeelt niet over mensen. Geen signaal zegt niets over de "
                "veiligheid.</p></footer></body></html>\n");
}

void wv_page_form(wv_visit *v, const char *action, ...)
{
    enum { ACTION_MAX = 200 };
    char path[ACTION_MAX];
    va_list values;
    va_start(values, action);
    vsnprintf(path, sizeof path, action, values);
    va_end(values);
    wv_html(wv_visit_out(v),
            "<form method=\"post\" action=\"%s\"><input type=\"hidden\" name=\"token\" "
            "value=\"%s\">",
            path, v->session.csrf);
}

void wv_page_error(wv_response *response, unsigned status, const char *say)
{
    wv_buf *out = &response->body;
    wv_buf_clear(out);
    wv_buf_clear(&response->location);
    response->is_static = false;
    response->status = status;
    response->type = "text/html; charset=utf-8";
    put_head(out, WV_STR("Dat ging niet"));
    wv_html(out,
            "<body><header><p class=\"name\">waakvlam</p></header>\n<main id=\"inhoud\"><h1>Dat "
            "ging niet</h1><p role=\"alert\">%s</p>",
            say);
    if (status == 409 || status == 422) /* the browser keeps the form as it was filled in */
        wv_buf_text(out, "<p>Ga in uw browser een bladzijde terug; wat u invulde, staat er dan "
                         "nog.</p>");
    wv_buf_text(out, "<p><a href=\"/wachtrij\" data-key=\"wachtrij\">Naar de wachtrij</a></p>"
                     "</main></body></html>\n");
}
