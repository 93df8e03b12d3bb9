/* SPDX-License-Identifier: EUPL-1.2 */
/* rule_read.c: a rule document -> wv_rule_ast: names, statuses, scope actions, tests.
 *
 * In: one document with `signal:` (a finding on a record) or `pattern:` (an alert on a case). Out:
 * one rule. Neighbours: detection_read.c reads its selections; conditions and patterns are compiled
 * by freeze.c; correlations by the case stage. Invariant: what is not in the tables below is an
 * error, so that a slip of a key
 * ("filter" for "detection") never makes a rule that silently does less. Cost: linear. */
#include "pack/loading.h"

#include "base/map.h"
#include "base/time.h"

static const wv_shape_key rule_keys[] = {
    {"name", false},        {"id", false},     {"title", false},          {"description", false},
    {"definition", false},  {"signal", false}, {"pattern", false},        {"basis", false},
    {"status", false},      {"author", false}, {"date", false},           {"modified", false},
    {"references", false},  {"tags", false},   {"sensitive", false},      {"detection", false},
    {"correlation", false}, {"scope", false},  {"falsepositives", false}, {"response", false},
    {"tests", false},       {"raise", false},  {"repeat", false},         {"facts", false},
    {"triage", false},      {"cap", false},    {"related", false},        {NULL, false},
};
static const wv_shape_key test_keys[] = {
    {"match", false},  {"no-match", false}, {"who", false},  {"register", false},
    {"record", false}, {"span", false},     {"note", false}, {NULL, false},
};
static const wv_shape_key record_keys[] = {
    {"kind", false},        {"channel", false},     {"code", false},    {"source", false},
    {"type", false},        {"title", false},       {"from", false},    {"to", false},
    {"reporter", false},    {"handler", false},     {"persons", false}, {"attrs", false},
    {"occurred_at", false}, {"received_at", false}, {NULL, false},
};
static const wv_shape_key scope_keys[] = {
#define LABEL_KEY(name, text) {text, false},
    WV_LABEL_TABLE(LABEL_KEY)
#undef LABEL_KEY
        {NULL, false},
};
static const char *const basis_names[] = {"said", "inferred", NULL};
static const char *const unit_names[] = {"sentence", "clause", "2 sentences", "record", NULL};
static const char *const action_names[] = {"keep", "lower", "drop", "require", NULL};
static const char *const status_names[] = {"stable",     "test",        "experimental",
                                           "deprecated", "unsupported", NULL};
static const char *const register_names[] = {"formal", "plain", "chat", "flemish", NULL};

/* What happens to a finding under each label when its rule says nothing (docs/rule-language.md). */
static const wv_action default_actions[WV_LABEL_COUNT] = {
    [WV_LABEL_NEGATED] = WV_ACTION_DROP,
    [WV_LABEL_JOKE] = WV_ACTION_LOWER,
    [WV_LABEL_FICTION] = WV_ACTION_DROP,
    [WV_LABEL_TEMPLATE] = WV_ACTION_DROP,
};

static void read_scope(wv_shape *s, const wv_node *scope, wv_rule_ast *rule)
{
    memcpy(rule->actions, default_actions, sizeof rule->actions);
    if (!scope || !wv_shape_map(s, scope, scope_keys, "'scope'")) return;
    for (int label = 0; label < WV_LABEL_COUNT; label++) {
        const wv_node *action = wv_node_get(scope, scope_keys[label].name);
        int choice = wv_shape_choice(s, action, "action", action_names, default_actions[label]);
        if (choice >= 0) rule->actions[label] = (wv_action)choice;
    }
}

static bool is_uuid(wv_str s)
{
    if (s.n != 36) return false;
    for (uint32_t i = 0; i < 36; i++) {
        char c = s.p[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (dash ? c != '-' : !hex) return false;
    }
    return true;
}

static void check_date(wv_shape *s, const wv_lit *date, const char *key)
{
    wv_time time;
    if (date->s.n == 0) return;
    if (date->s.n == 10 && wv_time_parse(date->s, 0, &time, NULL) == WV_OK) return;
    wv_shape_error(s, WV_CODE_DATE, date->place, NULL, "'%s' must be a date such as 2026-11-23",
                   key);
}

/* `pattern:` documents may leave out their name: it is the pattern's. */
static void read_name(wv_shape *s, const wv_node *doc, wv_rule_ast *rule)
{
    const wv_node *signal = wv_node_get(doc, "signal"), *pattern = wv_node_get(doc, "pattern");
    if (signal && pattern)
        wv_shape_error(s, WV_CODE_BOTH_KEYS, pattern->place, NULL,
                       "a rule has 'signal' (a finding on a record) or 'pattern' (an alert on a "
                       "case), not both");
    else if (!signal && !pattern)
        wv_shape_error(s, WV_CODE_KEY_MISSING, doc->place, NULL,
                       "a rule needs the key 'signal' or 'pattern'");
    rule->is_pattern = pattern && !signal;
    rule->signal = wv_shape_text(s, rule->is_pattern ? pattern : signal,
                                 rule->is_pattern ? "pattern" : "signal");
    rule->name = wv_shape_text(s, wv_node_get(doc, "name"), "name");
    if (!wv_node_get(doc, "name")) {
        if (rule->is_pattern)
            rule->name = rule->signal;
        else
            wv_shape_error(s, WV_CODE_KEY_MISSING, doc->place, NULL, "a rule needs the key 'name'");
    }
    wv_shape_name(s, &rule->name, "name", true);
    rule->id = wv_shape_text(s, wv_node_get(doc, "id"), "id");
    if (rule->id.s.n && !is_uuid(rule->id.s))
        wv_shape_error(s, WV_CODE_UUID, rule->id.place,
                       "make one with uuidgen; it is never changed and never reused",
                       "'id' must be a UUID in lower case");
}

static void read_about(wv_shape *s, const wv_node *doc, wv_rule_ast *rule)
{
    rule->title = wv_shape_text(s, wv_node_get(doc, "title"), "title");
    rule->description = wv_shape_text(s, wv_node_get(doc, "description"), "description");
    if (!rule->description.s.n)
        rule->description = wv_shape_text(s, wv_node_get(doc, "definition"), "definition");
    rule->status = wv_shape_text(s, wv_node_get(doc, "status"), "status");
    wv_shape_choice(s, wv_node_get(doc, "status"), "status", status_names, 0);
    if (!rule->status.s.n) rule->status = wv_shape_constant(s, "stable", rule->status.place);
    rule->author = wv_shape_text(s, wv_node_get(doc, "author"), "author");
    rule->date = wv_shape_text(s, wv_node_get(doc, "date"), "date");
    check_date(s, &rule->date, "date");
    wv_lit modified = wv_shape_text(s, wv_node_get(doc, "modified"), "modified");
    check_date(s, &modified, "modified");
    rule->response = wv_shape_text(s, wv_node_get(doc, "response"), "response");
    rule->references = wv_shape_texts(s, wv_node_get(doc, "references"), "references");
    rule->falsepositives = wv_shape_texts(s, wv_node_get(doc, "falsepositives"), "falsepositives");
    rule->tags = wv_shape_texts(s, wv_node_get(doc, "tags"), "tags");
    int basis = wv_shape_choice(s, wv_node_get(doc, "basis"), "basis", basis_names, WV_BASIS_SAID);
    rule->basis = basis == WV_BASIS_INFERRED ? WV_BASIS_INFERRED : WV_BASIS_SAID;
    rule->sensitive = wv_shape_bool(s, wv_node_get(doc, "sensitive"), "sensitive", false);
}

static void read_detection(wv_shape *s, const wv_node *doc, wv_rule_ast *rule)
{
    const wv_node *detection = wv_node_get(doc, "detection");
    rule->correlation = wv_node_get(doc, "correlation");
    if (detection && rule->correlation) {
        wv_shape_error(
            s, WV_CODE_BOTH_KEYS, rule->correlation->place, NULL,
            "a rule has 'detection' (one record) or 'correlation' (the case over time), not both");
        return;
    }
    if (rule->correlation) {
        if (rule->correlation->type != WV_NODE_MAP)
            wv_shape_error(s, WV_CODE_TYPE, rule->correlation->place, NULL,
                           "'correlation' must be a map");
        return;
    }
    if (!detection) {
        wv_shape_error(s, WV_CODE_KEY_MISSING, doc->place, NULL,
                       "a rule needs the key 'detection' or 'correlation'");
        return;
    }
    if (rule->is_pattern)
        wv_shape_error(s, WV_CODE_DETECTION, detection->place, NULL,
                       "a 'pattern' is about a case and needs a 'correlation', not a 'detection'");
    int unit =
        wv_shape_choice(s, wv_node_get(detection, "same"), "same", unit_names, WV_UNIT_SENTENCE);
    rule->unit = unit < 0 ? WV_UNIT_SENTENCE : (wv_unit)unit;
    rule->condition = wv_shape_text(s, wv_node_get(detection, "condition"), "condition");
    wv_detection_read(s, detection, rule);
}

static void check_spans(wv_shape *s, const wv_rule_test *test)
{
    for (uint32_t i = 0; i < test->spans.count; i++) {
        wv_lit span = test->spans.items[i];
        if (span.s.n && memmem(test->text.s.p, test->text.s.n, span.s.p, span.s.n)) continue;
        wv_shape_error(s, WV_CODE_TEST_SPAN, span.place, NULL,
                       "this piece does not stand in the test's text");
    }
}

static bool read_test(wv_shape *s, const wv_node *node, wv_rule_test *test)
{
    if (!wv_shape_map(s, node, test_keys, "a test")) return false;
    const wv_node *match = wv_node_get(node, "match"), *no_match = wv_node_get(node, "no-match");
    if (!match == !no_match) {
        wv_shape_error(s, match ? WV_CODE_BOTH_KEYS : WV_CODE_KEY_MISSING, node->place, NULL,
                       "a test has 'match' or 'no-match'%s", match ? ", not both" : "");
        return false;
    }
    test->match = match != NULL;
    test->text = wv_shape_text(s, match ? match : no_match, match ? "match" : "no-match");
    static const char *const voices[] = {"P", "V", "T", "R", NULL};
    int voice = wv_shape_choice(s, wv_node_get(node, "who"), "who", voices, -1);
    test->voice_known = voice >= 0;
    test->voice = voice >= 0 ? (wv_voice)voice : WV_VOICE_P;
    test->registers = wv_shape_texts(s, wv_node_get(node, "register"), "register");
    for (uint32_t i = 0; i < test->registers.count; i++) {
        const wv_lit *r = &test->registers.items[i];
        wv_node one = {.type = WV_NODE_SCALAR, .place = r->place, .scalar = r->s};
        wv_shape_choice(s, &one, "register", register_names, -1);
    }
    test->spans = wv_shape_texts(s, wv_node_get(node, "span"), "span");
    if (test->text.s.n) check_spans(s, test);
    test->record = wv_node_get(node, "record");
    if (test->record) wv_shape_map(s, test->record, record_keys, "'record'");
    return test->text.s.n > 0;
}

static void warn_test_twice(wv_shape *s, const wv_rule_test *tests, uint32_t count)
{
    wv_map seen;
    wv_map_init(&seen);
    for (uint32_t i = 0; i < count; i++) {
        bool added = false;
        uint32_t *at = wv_map_put(&seen, tests[i].text.s, i, &added);
        if (!at)
            s->nomem = true;
        else if (!added && tests[*at].voice == tests[i].voice && !tests[i].record)
            wv_shape_warning(s, WV_CODE_TEST_TWICE, tests[i].text.place, NULL,
                             "this text is tested twice");
    }
    wv_map_done(&seen);
}

void wv_rule_tests_read(wv_shape *s, const wv_node *tests, wv_rule_ast *rule)
{
    if (!tests) return;
    if (tests->type != WV_NODE_LIST) {
        wv_shape_error(s, WV_CODE_TYPE, tests->place, NULL, "'tests' must be a list");
        return;
    }
    wv_rule_test *items = wv_arena_alloc(s->arena, sizeof *items * (tests->count + 1));
    if (!items) {
        s->nomem = true;
        return;
    }
    for (uint32_t i = 0; i < tests->count; i++) {
        wv_rule_test test = {0};
        if (read_test(s, tests->items[i], &test)) items[rule->test_count++] = test;
    }
    rule->tests = items;
    warn_test_twice(s, items, rule->test_count);
}

void wv_rule_read(wv_loading *l, const wv_node *doc)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, doc, rule_keys, "a rule")) return;
    wv_rule_ast rule = {.document = doc, .place = doc->place};
    read_name(s, doc, &rule);
    read_about(s, doc, &rule);
    read_scope(s, wv_node_get(doc, "scope"), &rule);
    read_detection(s, doc, &rule);
    /* Tests of a correlation are little feeds, which the case stage reads. */
    if (!rule.correlation) wv_rule_tests_read(s, wv_node_get(doc, "tests"), &rule);
    if (rule.name.s.n) wv_loading_add(l, &l->rules, &rule, sizeof rule);
}
