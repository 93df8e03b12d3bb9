/* SPDX-License-Identifier: EUPL-1.2 */
/* facts.c: small JSON objects of the engine as lists of Dutch words.
 *
 * In: `{"counted":14,"days":3}` of an alert, or `attrs` of an event. Out: a definition list.
 * Neighbours: item.c, case.c; read/json.h parses. Invariant: what cannot be read is left out. Cost:
 * linear. */
#include "review/page/page.h"

#include "read/tape.h"

/* Facts of the pack's patterns and attributes of events; one that is not here keeps its own name.
 */
static const char *const NAMES[][2] = {
    {"counted", "geteld"},
    {"breaches", "geteld"},
    {"claimed", "genoemd, niet geteld"},
    {"days", "dagen"},
    {"days_without_step", "dagen zonder stap"},
    {"silence_days", "dagen stil"},
    {"codes", "geboekt als"},
    {"order", "verbod"},
    {"ban", "verbod"},
    {"until", "tot"},
    {"against", "tegen"},
    {"protects", "beschermt"},
    {"forbids", "verbiedt"},
    {"zone", "gebied"},
    {"from", "van"},
    {"to", "aan"},
    {"of", "van"},
    {"on", "op"},
    {"owner", "van"},
    {"kind", "soort"},
    {"kinds", "soorten"},
    {"forms", "vormen"},
    {"steps", "stappen"},
    {"ratio", "keer zo veel"},
    {"share", "deel"},
    {"night", "’s nachts"},
    {"supervisor", "toezicht door"},
    {"handlers", "behandelaars"},
    {"condition", "voorwaarde"},
    {"phase", "fase"},
    {"released", "vrijgelaten"},
    {"returned", "terug"},
    {"refused", "geweigerd"},
    {"block", "geblokkeerd"},
    {"blocked", "geblokkeerd"},
    {"after", "na"},
    {"last", "laatste"},
    {"first", "eerste"},
    {"unwanted", "ongewenst"},
    {"answered", "opgenomen"},
    {"amount", "bedrag"},
    {"role", "rol"},
    {"roles", "rollen"},
};

static void put_name(wv_buf *out, wv_str name)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (wv_str_is(name, NAMES[i][0])) {
            wv_html(out, "<dt>%s</dt>", NAMES[i][1]);
            return;
        }
    wv_html(out, "<dt>%v</dt>", name);
}

/* Lists are of strings (docs/records.md); what else a feed puts there has no words. */
static void put_item(wv_buf *out, const wv_json_value *item, bool more)
{
    if (item->type == WV_JSON_STRING || item->type == WV_JSON_NUMBER)
        wv_html(out, "%s%v", more ? ", " : "", item->text);
}

/* What a ban forbids and who is who, in the words of docs/records.md. */
static void put_text(wv_buf *out, wv_str text)
{
    static const char *const words[][2] = {{"both", "contact en in een gebied komen"},
                                           {"area", "in een gebied komen"},
                                           {"target", "om wie de zorg gaat"},
                                           {"other", "de ander"},
                                           {"child", "kind"},
                                           {"third", "derde"},
                                           {"professional", "professional"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (wv_str_is(text, words[i][0])) text = wv_str_of(words[i][1]);
    wv_html_escape(out, text);
}

static void put_value(wv_visit *v, const wv_json *j, uint32_t at)
{
    wv_buf *out = wv_visit_out(v);
    const wv_json_value *value = &j->values[at];
    wv_time moment;
    bool text = value->type == WV_JSON_STRING;
    if (text && wv_time_parse(value->text, 0, &moment, NULL) == WV_OK)
        wv_page_written_moment(v, value->text);
    else if (text || value->type == WV_JSON_NUMBER)
        put_text(out, value->text);
    else if (value->type == WV_JSON_TRUE || value->type == WV_JSON_FALSE)
        wv_buf_text(out, value->type == WV_JSON_TRUE ? "ja" : "nee");
    else if (value->type == WV_JSON_ARRAY)
        for (uint32_t i = 0, k = at + 1; i < value->count; i++, k = j->values[k].next)
            put_item(out, &j->values[k], i > 0);
}

/* `codes: []`: a name without anything behind it would only be a riddle. */
static bool has_words(const wv_json_value *value)
{
    return value->type == WV_JSON_ARRAY    ? value->count > 0
           : value->type == WV_JSON_STRING ? value->text.n > 0
                                           : value->type != WV_JSON_NULL;
}

static void put_object(wv_visit *v, const wv_json *j, uint32_t object)
{
    wv_buf *out = wv_visit_out(v);
    uint32_t key = object + 1;
    if (!wv_tape_is(j, object, WV_JSON_OBJECT)) return;
    wv_buf_text(out, "<dl class=\"facts\">");
    for (uint32_t i = 0; i < j->values[object].count; i++) {
        if (has_words(&j->values[key + 1])) {
            put_name(out, j->values[key].text);
            wv_buf_text(out, "<dd>");
            put_value(v, j, key + 1);
            wv_buf_text(out, "</dd>");
        }
        key = j->values[key + 1].next;
    }
    wv_buf_text(out, "</dl>\n");
}

static void put(wv_visit *v, wv_str json, const char *member)
{
    wv_json j;
    wv_json_error error;
    wv_json_init(&j, v->arena);
    if (wv_json_parse(&j, json, &error) == WV_OK)
        put_object(v, &j, member ? wv_tape_member(&j, 0, member) : 0);
    wv_json_done(&j);
}

void wv_page_facts(wv_visit *v, wv_str json)
{
    put(v, json, NULL);
}

void wv_page_attrs(wv_visit *v, wv_str record_json)
{
    put(v, record_json, "attrs");
}
