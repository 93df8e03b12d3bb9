/* SPDX-License-Identifier: EUPL-1.2 */
/* rule_test.c: the record that a test in a rule stands for, and whether its findings are what the
 * test says. In: wv_rule_test, findings. Out: a record, a verdict. Neighbours: cli/test.c runs
 * them. Cost: none. */
#include "cli/rule_test.h"

#include <math.h>
#include <stdlib.h>

wv_role wv_rule_test_role(void *ctx, wv_str ref)
{
    (void)ctx;
    switch (ref.n ? ref.p[0] : '\0') {
    case 'A': return WV_ROLE_TARGET;
    case 'B': return WV_ROLE_OTHER;
    case 'C': return WV_ROLE_CHILD;
    case 'D': return WV_ROLE_THIRD;
    case 'R': return WV_ROLE_PROFESSIONAL;
    default: return WV_ROLE_UNKNOWN;
    }
}

#define PERSON(word, is)                                                                           \
    {                                                                                              \
        .ref = {word, sizeof word - 1}, .role = WV_ROLE_##is                                       \
    }
static const wv_person test_persons[] = {PERSON("A", TARGET), PERSON("B", OTHER),
                                         PERSON("C1", CHILD), PERSON("D", THIRD),
                                         PERSON("R", PROFESSIONAL)};
#undef PERSON
enum { TEST_PERSON_COUNT = sizeof test_persons / sizeof *test_persons };

static void set_voice(const wv_rule_test *test, wv_record *r)
{
    static const wv_str to_target = {"A", 1};
    if (!test->voice_known) return;
    r->persons = test_persons;
    r->person_count = TEST_PERSON_COUNT;
    switch (test->voice) {
    case WV_VOICE_P:
        r->kind = WV_KIND_MESSAGE;
        r->from = WV_STR("B");
        r->to = &to_target;
        r->to_count = 1;
        r->channel = WV_STR("whatsapp");
        break;
    case WV_VOICE_V: r->reporter = WV_STR("A"); break;
    case WV_VOICE_T: r->reporter = WV_STR("D"); break;
    default: r->reporter = WV_STR("R"); break;
    }
}

static void set_text(const wv_node *record, const char *key, wv_str *out)
{
    const wv_node *node = wv_node_get(record, key);
    if (node && node->type == WV_NODE_SCALAR) *out = node->scalar;
}

static void set_kind(const wv_node *record, wv_record *r)
{
    wv_str kind = {NULL, 0};
    set_text(record, "kind", &kind);
    if (wv_str_is(kind, "message") || (kind.n == 0 && wv_node_get(record, "from")))
        r->kind = WV_KIND_MESSAGE;
    else if (kind.n)
        r->kind = WV_KIND_REPORT;
}

static wv_rc set_to(const wv_node *record, wv_arena *arena, wv_record *r)
{
    const wv_node *to = wv_node_get(record, "to");
    if (!to || to->type == WV_NODE_MAP) return WV_OK;
    uint32_t n = to->type == WV_NODE_LIST ? to->count : 1;
    wv_str *refs = wv_arena_alloc(arena, sizeof *refs * (n + 1));
    if (!refs) return WV_E_NOMEM;
    for (uint32_t i = 0; i < n; i++)
        refs[i] = to->type == WV_NODE_LIST ? to->items[i]->scalar : to->scalar;
    r->to = refs;
    r->to_count = n;
    return WV_OK;
}

static wv_rc set_persons(const wv_node *record, wv_arena *arena, wv_record *r)
{
    const wv_node *list = wv_node_get(record, "persons");
    if (!list || list->type != WV_NODE_LIST) return WV_OK;
    wv_person *persons = wv_arena_alloc(arena, sizeof *persons * (list->count + 1));
    if (!persons) return WV_E_NOMEM;
    for (uint32_t i = 0; i < list->count; i++) {
        wv_str role = {NULL, 0};
        set_text(list->items[i], "ref", &persons[i].ref);
        set_text(list->items[i], "role", &role);
        wv_role_named(role, &persons[i].role);
    }
    r->persons = persons;
    r->person_count = list->count;
    return WV_OK;
}

static bool read_number(const wv_node *node, double *out)
{
    char *end = NULL;
    if (node->quoted || node->scalar.n == 0) return false;
    *out = strtod(node->scalar.p, &end); /* arena strings end in NUL; no locale is ever set */
    return end == node->scalar.p + node->scalar.n && isfinite(*out);
}

static wv_rc set_value(const wv_node *node, wv_arena *arena, wv_value *v)
{
    if (node->type == WV_NODE_LIST) {
        wv_str *items = wv_arena_alloc(arena, sizeof *items * (node->count + 1));
        if (!items) return WV_E_NOMEM;
        for (uint32_t i = 0; i < node->count; i++) items[i] = node->items[i]->scalar;
        *v = (wv_value){.type = WV_VALUE_LIST, .list = items, .list_count = node->count};
        return WV_OK;
    }
    *v = (wv_value){.type = WV_VALUE_STRING, .string = node->scalar};
    if (!node->quoted && (wv_str_is(node->scalar, "true") || wv_str_is(node->scalar, "false"))) {
        v->type = WV_VALUE_BOOL;
        v->boolean = wv_str_is(node->scalar, "true");
    } else if (read_number(node, &v->number)) {
        v->type = WV_VALUE_NUMBER;
    }
    return WV_OK;
}

static wv_rc set_attrs(const wv_node *record, wv_arena *arena, wv_record *r)
{
    const wv_node *map = wv_node_get(record, "attrs");
    if (!map || map->type != WV_NODE_MAP) return WV_OK;
    wv_attr *attrs = wv_arena_alloc(arena, sizeof *attrs * (map->count + 1));
    if (!attrs) return WV_E_NOMEM;
    for (uint32_t i = 0; i < map->count; i++) {
        attrs[i].name = map->keys[i]->scalar;
        if (set_value(map->items[i], arena, &attrs[i].value) != WV_OK) return WV_E_NOMEM;
    }
    r->attrs = attrs;
    r->attr_count = map->count;
    return WV_OK;
}

static void set_time(const wv_node *record, const char *key, wv_time *out)
{
    wv_str text = {NULL, 0};
    set_text(record, key, &text);
    if (text.n) wv_time_parse(text, 0, out, NULL);
}

wv_rc wv_rule_test_record(const wv_rule_test *test, wv_arena *arena, wv_record *out)
{
    *out = (wv_record){.id = WV_STR("test"), .kind = WV_KIND_REPORT, .text = test->text.s};
    set_voice(test, out);
    if (!test->record) return WV_OK;
    set_kind(test->record, out);
    set_text(test->record, "channel", &out->channel);
    set_text(test->record, "code", &out->code);
    set_text(test->record, "source", &out->source);
    set_text(test->record, "type", &out->type);
    set_text(test->record, "title", &out->title);
    set_text(test->record, "from", &out->from);
    set_text(test->record, "reporter", &out->reporter);
    set_text(test->record, "handler", &out->handler);
    set_time(test->record, "occurred_at", &out->occurred_at);
    set_time(test->record, "received_at", &out->received_at);
    wv_rc rc = set_to(test->record, arena, out);
    if (rc == WV_OK) rc = set_persons(test->record, arena, out);
    if (rc == WV_OK) rc = set_attrs(test->record, arena, out);
    return rc;
}

static bool is_live(const wv_finding *f)
{
    return !f->dropped && f->suppressed_by.n == 0;
}

const wv_finding *wv_rule_test_finding(const wv_findings *findings, uint32_t rule, bool *live)
{
    const wv_finding *found = NULL;
    *live = false;
    for (uint32_t i = 0; i < findings->count && !*live; i++) {
        const wv_finding *f = &findings->items[i];
        if (f->rule != rule) continue;
        *live = is_live(f);
        if (*live || !found) found = f;
    }
    return found;
}

static bool byte_covered(const wv_findings *findings, uint32_t rule, uint32_t at)
{
    for (uint32_t i = 0; i < findings->count; i++) {
        const wv_finding *f = &findings->items[i];
        if (f->rule != rule || !is_live(f)) continue;
        for (uint32_t k = 0; k < f->span_count; k++)
            if (f->spans[k].start <= at && at < f->spans[k].end) return true;
    }
    return false;
}

/* The piece may stand in the text more than once; one covered place is enough. White space needs no
 * cover. */
static bool piece_covered(wv_str text, wv_str piece, const wv_findings *findings, uint32_t rule)
{
    for (uint32_t at = 0; at + piece.n <= text.n; at++) {
        if (memcmp(text.p + at, piece.p, piece.n) != 0) continue;
        uint32_t i = 0;
        while (i < piece.n && (piece.p[i] == ' ' || byte_covered(findings, rule, at + i))) i++;
        if (i == piece.n) return true;
    }
    return false;
}

const wv_lit *wv_rule_test_uncovered(const wv_rule_test *test, const wv_findings *findings,
                                     uint32_t rule)
{
    for (uint32_t i = 0; i < test->spans.count; i++)
        if (!piece_covered(test->text.s, test->spans.items[i].s, findings, rule))
            return &test->spans.items[i];
    return NULL;
}
