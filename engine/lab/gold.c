/* SPDX-License-Identifier: EUPL-1.2 */
/* gold.c: `gold` and `class` of a record's line -> wv_gold, with its places checked.
 *
 * In: one line of JSON. Out: slugs, spans in code points, labels. Neighbours: corpus.c calls it,
 * eval.c scores by it. Invariants: a span lies in the text, a quote stands in it (a quote becomes a
 * span when there is no span for its slug); the first occurrence of a quote counts. Cost: a parse. */
#include "lab/gold.h"

#include "text/utf8.h"

#include <stdlib.h>

typedef struct gold_reader {
    const wv_json *json;
    wv_gold *out;
    wv_str text;
    const char *why;
    wv_str what;
} gold_reader;

bool wv_slugs_have(const wv_slugs *slugs, wv_str slug)
{
    for (uint32_t i = 0; i < slugs->count; i++)
        if (wv_str_eq(slugs->items[i], slug)) return true;
    return false;
}

/* Tape index of the value under a key of the object at `at`; 0 when it is not there. */
static uint32_t member(const wv_json *j, uint32_t at, const char *key)
{
    if (!at && j->values[0].type != WV_JSON_OBJECT) return 0;
    if (j->values[at].type != WV_JSON_OBJECT) return 0;
    uint32_t i = at + 1;
    for (uint32_t k = 0; k < j->values[at].count; k++, i = j->values[i + 1].next)
        if (wv_str_is(j->values[i].text, key)) return i + 1;
    return 0;
}

static wv_str string_of(const wv_json *j, uint32_t at, const char *key)
{
    uint32_t i = member(j, at, key);
    return i && j->values[i].type == WV_JSON_STRING ? j->values[i].text : (wv_str){"", 0};
}

static void wrong(gold_reader *r, const char *why, wv_str what)
{
    if (r->why) return;
    r->why = why;
    r->what = what;
}

static void read_slugs(gold_reader *r, uint32_t gold, const char *key, wv_slugs *out)
{
    const wv_json *j = r->json;
    uint32_t list = member(j, gold, key);
    if (!list) return;
    if (j->values[list].type != WV_JSON_ARRAY) {
        wrong(r, "is no list of signals", wv_str_of(key));
        return;
    }
    uint32_t i = list + 1;
    for (uint32_t k = 0; k < j->values[list].count; k++, i = j->values[i].next) {
        if (j->values[i].type != WV_JSON_STRING || out->count == WV_GOLD_SLUGS_MAX)
            wrong(r, "holds something that is no signal, or too many", wv_str_of(key));
        else
            out->items[out->count++] = j->values[i].text;
    }
}

static void add_span(gold_reader *r, wv_str slug, uint32_t start, uint32_t end)
{
    wv_gold *g = r->out;
    if (g->span_count == WV_GOLD_SPANS_MAX) return;
    g->spans[g->span_count++] = (wv_gold_span){slug, {start, end}};
}

static uint32_t text_code_points(wv_str text)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return n;
}

/* One [start, end]. */
static void read_span(gold_reader *r, wv_str slug, uint32_t at)
{
    const wv_json *j = r->json;
    int64_t start = -1, end = -1;
    bool two = j->values[at].type == WV_JSON_ARRAY && j->values[at].count == 2 &&
               j->values[at + 1].type == WV_JSON_NUMBER && j->values[at + 2].type == WV_JSON_NUMBER;
    if (two) {
        wv_json_integer(j->values[at + 1].text, &start);
        wv_json_integer(j->values[at + 2].text, &end);
    }
    if (start < 0 || end <= start || end > text_code_points(r->text))
        wrong(r, "has a span that does not lie in the text", slug);
    else
        add_span(r, slug, (uint32_t)start, (uint32_t)end);
}

static void read_spans(gold_reader *r, uint32_t gold)
{
    const wv_json *j = r->json;
    uint32_t map = member(j, gold, "spans"), i = map + 1;
    if (!map || j->values[map].type != WV_JSON_OBJECT) return;
    for (uint32_t k = 0; k < j->values[map].count; k++, i = j->values[i + 1].next) {
        const wv_json_value *list = &j->values[i + 1];
        uint32_t at = i + 2;
        if (list->type != WV_JSON_ARRAY) {
            wrong(r, "has spans that are no list", j->values[i].text);
            continue;
        }
        for (uint32_t n = 0; n < list->count; n++, at = j->values[at].next)
            read_span(r, j->values[i].text, at);
    }
}

static bool has_span(const wv_gold *g, wv_str slug)
{
    for (uint32_t i = 0; i < g->span_count; i++)
        if (wv_str_eq(g->spans[i].slug, slug)) return true;
    return false;
}

static void read_quotes(gold_reader *r, uint32_t gold)
{
    const wv_json *j = r->json;
    uint32_t map = member(j, gold, "quotes"), i = map + 1;
    if (!map || j->values[map].type != WV_JSON_OBJECT) return;
    for (uint32_t k = 0; k < j->values[map].count; k++, i = j->values[i + 1].next) {
        wv_str slug = j->values[i].text, quote = j->values[i + 1].text;
        const char *at = quote.n && j->values[i + 1].type == WV_JSON_STRING
                             ? memmem(r->text.p, r->text.n, quote.p, quote.n)
                             : NULL;
        if (!at) {
            wrong(r, "has a quote that does not stand in the text", slug);
            continue;
        }
        if (has_span(r->out, slug)) continue;
        uint32_t start = text_code_points((wv_str){r->text.p, (uint32_t)(at - r->text.p)});
        add_span(r, slug, start, start + text_code_points(quote));
    }
}

static void read_labels(gold_reader *r, uint32_t gold)
{
    static const char *const names[] = {
#define GOLD_LABEL(name, text) text,
        WV_LABEL_TABLE(GOLD_LABEL)
#undef GOLD_LABEL
    };
    const wv_json *j = r->json;
    uint32_t map = member(j, gold, "scope"), i = map + 1;
    if (!map || j->values[map].type != WV_JSON_OBJECT) return;
    for (uint32_t k = 0; k < j->values[map].count; k++, i = j->values[i + 1].next) {
        if (j->values[i + 1].type != WV_JSON_ARRAY) continue;
        uint32_t at = i + 2;
        for (uint32_t n = 0; n < j->values[i + 1].count; n++, at = j->values[at].next)
            for (unsigned l = 0; l < WV_LABEL_COUNT; l++)
                if (wv_str_is(j->values[at].text, names[l]) &&
                    r->out->label_count < WV_GOLD_SPANS_MAX)
                    r->out->labels[r->out->label_count++] =
                        (wv_gold_label){j->values[i].text, (wv_label)l};
    }
}

wv_rc wv_gold_read(wv_json *json, wv_str line, wv_gold *out, const char **why, wv_str *what)
{
    wv_json_error error;
    *out = (wv_gold){.span_count = 0};
    wv_rc rc = wv_json_parse(json, line, &error);
    if (rc == WV_E_NOMEM) return rc;
    *why = "is no JSON";
    *what = WV_STR("the line");
    if (rc) return WV_E_RECORD;
    uint32_t gold = member(json, 0, "gold");
    if (!gold) return WV_E_END;
    gold_reader r = {.json = json, .out = out, .text = string_of(json, 0, "text")};
    read_slugs(&r, gold, "require", &out->require);
    read_slugs(&r, gold, "allow", &out->allow);
    read_slugs(&r, gold, "negated", &out->negated);
    read_spans(&r, gold);
    read_quotes(&r, gold);
    read_labels(&r, gold);
    out->group = string_of(json, 0, "class");
    out->direction = string_of(json, gold, "direction");
    out->reg = string_of(json, gold, "register");
    out->voice = string_of(json, gold, "voice");
    out->split = string_of(json, gold, "split");
    out->pair = string_of(json, gold, "pair");
    out->tense = string_of(json, gold, "tense");
    out->attribution = string_of(json, gold, "attribution");
    uint32_t typos = member(json, gold, "typos");
    out->typos = typos && json->values[typos].type == WV_JSON_NUMBER &&
                 !wv_str_is(json->values[typos].text, "0");
    *why = r.why;
    *what = r.what;
    return r.why ? WV_E_RECORD : WV_OK;
}
