/* SPDX-License-Identifier: EUPL-1.2 */
/* fields.c: does a record have what a selection asks of its metadata: `channel: bank`,
 * `attrs.amount|lt: 1`?
 *
 * In: a field of a selection, the record of the scratch. Out: yes or no. Neighbours: evaluate.c.
 * Invariants: a field that the record does not have fits only `exists: false`. `direction` is
 * judged in wv_scan_resolve, when roles are known. Cost: a comparison a value. */
#include "scan/scratch.h"

#include <stdlib.h>

/* The values a field has in a record; at most one, or those of a list. */
typedef struct values {
    const wv_str *items;
    uint32_t count;
    wv_str one;
} values;

static values single(wv_str s)
{
    return (values){.count = s.n ? 1 : 0, .one = s};
}

static values of_attr(const wv_record *r, wv_str name)
{
    for (uint32_t i = 0; i < r->attr_count; i++) {
        const wv_value *v = &r->attrs[i].value;
        if (!wv_str_eq(r->attrs[i].name, name)) continue;
        switch (v->type) {
        case WV_VALUE_LIST: return (values){.items = v->list, .count = v->list_count};
        case WV_VALUE_BOOL: return single(v->boolean ? WV_STR("true") : WV_STR("false"));
        case WV_VALUE_NUMBER:
        case WV_VALUE_STRING: return (values){.count = 1, .one = v->string};
        case WV_VALUE_NULL: return (values){0};
        }
    }
    return (values){0};
}

static values values_of(const wv_record *r, wv_str field)
{
    static const char *const KINDS[WV_KIND_COUNT] = {"report", "message", "event"};
    if (wv_str_is(field, "kind"))
        return single(wv_str_of(KINDS[r->kind < WV_KIND_COUNT ? r->kind : 0]));
    if (wv_str_is(field, "to")) return (values){.items = r->to, .count = r->to_count};
    if (wv_str_starts(field, WV_STR("attrs.")))
        return of_attr(r, (wv_str){field.p + 6, field.n - 6});
    const struct {
        const char *name;
        wv_str value;
    } plain[] = {{"channel", r->channel}, {"code", r->code},      {"source", r->source},
                 {"type", r->type},       {"title", r->title},    {"reporter", r->reporter},
                 {"from", r->from},       {"handler", r->handler}};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (wv_str_is(field, plain[i].name)) return single(plain[i].value);
    return (values){0};
}

static bool read_number(wv_str s, double *out)
{
    char text[64], *end;
    if (!s.n || s.n >= sizeof text) return false;
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    *out = strtod(text, &end); /* the process never sets a locale, so the point is a point */
    return *end == 0;
}

static bool contains(wv_str s, wv_str part)
{
    for (uint32_t i = 0; i + part.n <= s.n; i++) {
        uint32_t k = 0;
        while (k < part.n && (s.p[i + k] | 32) == (part.p[k] | 32)) k++;
        if (k == part.n) return true;
    }
    return false;
}

static bool compare(wv_modifier modifier, wv_str has, wv_str want)
{
    double a, b;
    bool numbers = read_number(has, &a) && read_number(want, &b);
    int order =
        numbers ? (a > b) - (a < b) : wv_str_cmp(has, want); /* times of one offset order as text */
    switch (modifier) {
    case WV_MOD_GTE: return order >= 0;
    case WV_MOD_LTE: return order <= 0;
    case WV_MOD_GT: return order > 0;
    case WV_MOD_LT: return order < 0;
    default: return false;
    }
}

static bool fits(wv_scratch *s, const wv_field *field, wv_str has, uint32_t value)
{
    wv_str want = field->ast->values.items[value].s;
    wv_span found;
    switch (field->ast->modifier) {
    case WV_MOD_EQUALS:
    case WV_MOD_IN: return wv_str_eq(has, want);
    case WV_MOD_CONTAINS: return contains(has, want);
    case WV_MOD_RE:
        return field->regexes && field->regexes[value] &&
               wv_regex_find(field->regexes[value], s->room, has, 0, has.n, &found) !=
                   WV_REGEX_NONE;
    default: return compare(field->ast->modifier, has, want);
    }
}

bool wv_scan_field(wv_scratch *s, const wv_field *field)
{
    wv_str name = field->ast->field.s;
    if (wv_str_is(name, "direction")) return true;
    values v = values_of(s->record, name);
    if (field->ast->modifier == WV_MOD_EXISTS)
        return (v.count > 0) ==
               (field->ast->values.count == 0 || wv_str_is(field->ast->values.items[0].s, "true"));
    for (uint32_t i = 0; i < v.count; i++)
        for (uint32_t k = 0; k < field->ast->values.count; k++)
            if (fits(s, field, v.items ? v.items[i] : v.one, k)) return true;
    return false;
}
