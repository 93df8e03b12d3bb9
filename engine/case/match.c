/* SPDX-License-Identifier: EUPL-1.2 */
/* match.c: selections against entries. In: compiled tests, an entry, the frame's opening record.
 * Out: yes or no and the findings that made it so. Neighbours: correlate.c. Cost: a few string
 * compares; no allocation. */
#include "case/match.h"

#include "base/time.h"
#include "case/chronology.h"

/* A field's strings: one or a list; a number keeps its literal text. */
typedef struct strings {
    const wv_str *list;
    uint32_t count;
    wv_str one;
    const wv_value *value;
} strings;

static strings of_one(wv_str s)
{
    return (strings){.one = s, .count = s.n > 0};
}

static strings of_value(const wv_value *v)
{
    strings s = {.value = v};
    if (!v || v->type == WV_VALUE_NULL) return s;
    if (v->type == WV_VALUE_LIST)
        s.list = v->list, s.count = v->list_count;
    else if (v->type == WV_VALUE_BOOL)
        s.one = v->boolean ? WV_STR("true") : WV_STR("false"), s.count = 1;
    else
        s.one = v->string, s.count = 1;
    return s;
}

static wv_str item(const strings *s, uint32_t i)
{
    return s->list ? s->list[i] : s->one;
}

static strings recipients(const wv_entry *e)
{
    if (e->kind == WV_KIND_EVENT) return of_value(wv_entry_attr(e, WV_STR("to")));
    return (strings){.list = e->to, .count = e->to_count};
}

static strings field_of(const wv_entry *e, wv_test_field field, wv_str attr)
{
    switch (field) {
    case WV_TEST_TYPE: return of_one(e->head->type);
    case WV_TEST_CHANNEL:
        return e->head->channel.n ? of_one(e->head->channel)
                                  : of_value(wv_entry_attr(e, WV_STR("channel")));
    case WV_TEST_CODE: return of_one(e->head->code);
    case WV_TEST_SOURCE: return of_one(e->head->source);
    case WV_TEST_REPORTER: return of_one(e->head->reporter);
    case WV_TEST_HANDLER: return of_one(e->head->handler);
    case WV_TEST_FROM: return of_one(wv_entry_actor(e));
    case WV_TEST_TO: return recipients(e);
    case WV_TEST_ATTR: return of_value(wv_entry_attr(e, attr));
    default: return (strings){0};
    }
}

/* `$o.until`, `$o.id`, `$o.channel`: fields of the opening record by their names, else its
 * attributes. */
static strings variable_of(const wv_entry *opener, wv_str name)
{
    static const struct {
        const char *name;
        wv_test_field field;
    } fields[] = {{"channel", WV_TEST_CHANNEL}, {"from", WV_TEST_FROM},
                  {"to", WV_TEST_TO},           {"code", WV_TEST_CODE},
                  {"source", WV_TEST_SOURCE},   {"reporter", WV_TEST_REPORTER},
                  {"type", WV_TEST_TYPE}};
    if (!opener) return (strings){0};
    const wv_value *v = wv_entry_attr(opener, name);
    if (v) return of_value(v);
    if (wv_str_is(name, "id")) return of_one(opener->id);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (wv_str_is(name, fields[i].name)) return field_of(opener, fields[i].field, name);
    return (strings){0};
}

static bool contains(wv_str whole, wv_str part)
{
    for (uint32_t i = 0; part.n && i + part.n <= whole.n; i++)
        if (memcmp(whole.p + i, part.p, part.n) == 0) return true;
    return false;
}

static bool word_meets(wv_str s, wv_str wanted, wv_test_op op)
{
    if (op == WV_OP_CONTAINS) return contains(s, wanted);
    bool open = wanted.n > 1 && wanted.p[wanted.n - 1] == '*';
    return open ? wv_str_starts(s, (wv_str){wanted.p, wanted.n - 1}) : wv_str_eq(s, wanted);
}

static bool number_meets(double n, double wanted, wv_test_op op)
{
    switch (op) {
    case WV_OP_GTE: return n >= wanted;
    case WV_OP_LTE: return n <= wanted;
    case WV_OP_GT: return n > wanted;
    case WV_OP_LT: return n < wanted;
    default: return n == wanted;
    }
}

static bool any_word(const strings *have, wv_str wanted, wv_test_op op)
{
    for (uint32_t i = 0; i < have->count; i++)
        if (word_meets(item(have, i), wanted, op)) return true;
    return false;
}

static bool value_meets(const strings *have, const wv_test_value *v, wv_test_op op,
                        const wv_entry *opener)
{
    if (v->is_variable) {
        strings wanted = variable_of(opener, v->text);
        for (uint32_t i = 0; i < wanted.count; i++)
            if (any_word(have, item(&wanted, i), op)) return true;
        return false;
    }
    if (v->is_number && have->value && have->value->type == WV_VALUE_NUMBER)
        return number_meets(have->value->number, v->number, op);
    return any_word(have, v->text, op);
}

/* Unwanted: not answered, or booked as unwanted, or with a live finding against the target on it.
 */
static bool is_unwanted(const wv_entry *e)
{
    if (e->from_role != WV_ROLE_OTHER) return false;
    const wv_value *answered = wv_entry_attr(e, WV_STR("answered")),
                   *unwanted = wv_entry_attr(e, WV_STR("unwanted"));
    if (answered && answered->type == WV_VALUE_BOOL && !answered->boolean) return true;
    if (unwanted && unwanted->type == WV_VALUE_BOOL && unwanted->boolean) return true;
    for (uint32_t i = 0; i < e->note_count; i++)
        if (e->notes[i].live && !e->notes[i].shut && e->notes[i].severity >= 2 &&
            e->notes[i].actor_role == WV_ROLE_OTHER)
            return true;
    return false;
}

static bool wants(const wv_test *t, bool fact)
{
    for (uint32_t i = 0; i < t->value_count; i++)
        if (wv_str_is(t->values[i].text, fact ? "true" : "false")) return true;
    return false;
}

static bool direction_in(const wv_test *t, uint32_t actor, uint32_t targets)
{
    for (uint32_t i = 0; i < t->direction_count; i++)
        if (t->directions[i].actors >> actor & 1 && t->directions[i].targets & targets) return true;
    return false;
}

static uint32_t targets_of(const wv_entry *e)
{
    return e->to_roles ? e->to_roles : 1u << WV_ROLE_UNKNOWN;
}

static bool role_meets(const wv_test *t, const wv_entry *e)
{
    if (t->field == WV_TEST_TO) return (e->to_roles & t->mask) != 0;
    return t->mask >> (t->field == WV_TEST_REPORTER ? e->reporter_role : e->from_role) & 1;
}

static bool record_meets(const wv_test *t, const wv_entry *e, const wv_entry *opener)
{
    switch (t->field) {
    case WV_TEST_KIND: return t->mask >> e->kind & 1;
    case WV_TEST_NIGHT: return wants(t, e->night);
    case WV_TEST_UNWANTED: return wants(t, is_unwanted(e));
    case WV_TEST_GROUP: return wants(t, e->to_count >= 2);
    case WV_TEST_MUTUAL: return wants(t, e->mutual);
    case WV_TEST_PLACED: return wants(t, e->placed);
    case WV_TEST_AGREED: return wants(t, e->agreed);
    case WV_TEST_DIRECTION: return direction_in(t, e->from_role, targets_of(e));
    default: break;
    }
    if (t->by_role) return role_meets(t, e);
    strings have = field_of(e, t->field, t->attr);
    if (t->op == WV_OP_EXISTS) return wants(t, have.count > 0);
    for (uint32_t i = 0; i < t->value_count; i++)
        if (value_meets(&have, &t->values[i], t->op, opener)) return true;
    return false;
}

static bool note_meets(const wv_test *t, const wv_note *n)
{
    double number = t->value_count ? t->values[0].number : 0;
    switch (t->field) {
    case WV_TEST_SIGNAL: return wv_signal_in(&t->signals, n->signal);
    case WV_TEST_SEVERITY: return number_meets(n->severity, number, t->op);
    case WV_TEST_CLAIMED: return number_meets(n->claimed, number, t->op);
    case WV_TEST_BASIS: return t->mask >> n->basis & 1;
    case WV_TEST_LABEL: return (n->labels & t->mask) != 0;
    case WV_TEST_MADE: return wants(t, n->made);
    case WV_TEST_DIRECTION: return direction_in(t, n->actor_role, 1u << n->target_role);
    default: return true;
    }
}

static bool is_note_test(const wv_choice *choice, const wv_test *t)
{
    return t->on_note || (choice->on_notes && t->field == WV_TEST_DIRECTION);
}

static bool note_passes(const wv_choice *choice, const wv_note *n)
{
    if (!n->live || n->shut) return false;
    for (uint32_t i = 0; i < choice->count; i++) {
        const wv_test *t = &choice->tests[i];
        if (is_note_test(choice, t) && note_meets(t, n) == t->negate) return false;
    }
    return true;
}

static bool choice_matches(const wv_choice *choice, const wv_entry *e, const wv_entry *opener,
                           wv_match *out)
{
    for (uint32_t i = 0; i < choice->count; i++) {
        const wv_test *t = &choice->tests[i];
        if (!is_note_test(choice, t) && record_meets(t, e, opener) == t->negate) return false;
    }
    if (!choice->on_notes) return true;
    uint64_t notes = 0;
    for (uint32_t i = 0; i < e->note_count && i < 64; i++) {
        if (!note_passes(choice, &e->notes[i])) continue;
        notes |= 1ull << i;
        if (e->notes[i].severity > out->severity) out->severity = e->notes[i].severity;
    }
    out->notes |= notes;
    return notes != 0;
}

bool wv_select_match(const wv_select *select, const wv_entry *e, const wv_entry *opener,
                     wv_match *out)
{
    bool any = false;
    *out = (wv_match){0};
    if (e->gone) return false;
    for (uint32_t i = 0; i < select->count; i++)
        any |= choice_matches(&select->choices[i], e, opener, out);
    return any;
}

bool wv_entry_time(const wv_entry *e, wv_str attr, int64_t *seconds)
{
    const wv_value *v = wv_entry_attr(e, attr);
    wv_time t;
    if (!v || v->type != WV_VALUE_STRING) return false;
    if (wv_time_parse(v->string, e->occurred.offset_seconds, &t, NULL) != WV_OK) return false;
    *seconds = t.seconds + (t.has_clock ? 0 : 86399); /* "until 3 May" holds all of that day */
    return true;
}
