/* SPDX-License-Identifier: EUPL-1.2 */
/* detection_read.c: `detection:` -> named selections of branches of fields.
 *
 *   hals: [a, b]                 one branch, one field text: any of its patterns
 *   hals: {text: a, who: [V]}    one branch, two fields: all of them
 *   hals: [{text: a}, {code: x}] two branches: any of them
 *
 * In: the map. Out: wv_selection_ast. Neighbours: rule_read.c calls; freeze.c compiles patterns,
 * regexes and the condition. Cost: linear. */
#include "pack/loading.h"

static const char *const field_names[] = {
    "text", "who",   "direction", "kind", "channel",  "code",    "source",
    "type", "title", "from",      "to",   "reporter", "handler", NULL,
};
static const char *const modifier_names[] = {"contains", "re", "gte",    "lte", "gt",
                                             "lt",       "in", "exists", NULL};
static const wv_modifier modifiers[] = {WV_MOD_CONTAINS, WV_MOD_RE, WV_MOD_GTE, WV_MOD_LTE,
                                        WV_MOD_GT,       WV_MOD_LT, WV_MOD_IN,  WV_MOD_EXISTS};

static bool is_number(wv_str s)
{
    uint32_t i = s.n && s.p[0] == '-', digits = 0, dots = 0;
    for (; i < s.n; i++) {
        if (s.p[i] >= '0' && s.p[i] <= '9')
            digits++;
        else if (s.p[i] == '.')
            dots++;
        else
            return false;
    }
    return digits > 0 && dots <= 1;
}

/* Splits `attrs.amount|lt`; false when the field or its modifier is unknown. */
static bool read_key(wv_shape *s, const wv_node *key, wv_field_ast *field)
{
    const char *bar = memchr(key->scalar.p, '|', key->scalar.n);
    uint32_t n = bar ? (uint32_t)(bar - key->scalar.p) : key->scalar.n;
    char near[96];
    field->field = (wv_lit){{key->scalar.p, n}, wv_node_place(&key->place, key->scalar, 0, n)};
    wv_str name = field->field.s;
    bool known = wv_str_starts(name, WV_STR("attrs.")) && name.n > 6;
    for (int i = 0; !known && field_names[i]; i++) known = wv_str_is(name, field_names[i]);
    if (!known) {
        wv_shape_error(s, WV_CODE_FIELD_UNKNOWN, field->field.place,
                       "fields: text, who, direction, kind, channel, "
                       "code, source, type, title, from, to, reporter, handler, attrs.NAME",
                       "unknown field '%.*s'%s", (int)name.n, name.p,
                       wv_shape_near(near, name, field_names));
        return false;
    }
    if (!bar) return true;
    wv_lit modifier = {{bar + 1, key->scalar.n - n - 1},
                       wv_node_place(&key->place, key->scalar, n + 1, key->scalar.n)};
    for (int i = 0; modifier_names[i]; i++)
        if (wv_str_is(modifier.s, modifier_names[i])) {
            field->modifier = modifiers[i];
            return true;
        }
    wv_shape_error(s, WV_CODE_MODIFIER, modifier.place,
                   "modifiers: contains, re, gte, lte, gt, lt, in, exists",
                   "unknown modifier '%.*s'%s", (int)modifier.s.n, modifier.s.p,
                   wv_shape_near(near, modifier.s, modifier_names));
    return false;
}

static void check_values(wv_shape *s, const wv_field_ast *field)
{
    bool ordered = field->modifier >= WV_MOD_GTE && field->modifier <= WV_MOD_LT;
    bool text = wv_str_is(field->field.s, "text");
    if (text && field->modifier != WV_MOD_EQUALS && field->modifier != WV_MOD_RE)
        wv_shape_error(s, WV_CODE_MODIFIER, field->field.place, NULL,
                       "'text' takes term patterns or, with |re, regexes; no other modifier fits");
    for (uint32_t i = 0; i < field->values.count; i++) {
        const wv_lit *v = &field->values.items[i];
        if (ordered && !is_number(v->s))
            wv_shape_error(s, WV_CODE_TYPE, v->place, NULL, "this modifier compares numbers");
        if (field->modifier == WV_MOD_EXISTS && !wv_str_is(v->s, "true") &&
            !wv_str_is(v->s, "false"))
            wv_shape_error(s, WV_CODE_VALUE, v->place, NULL, "'exists' is true or false");
    }
}

static void check_known_values(wv_shape *s, const wv_field_ast *field)
{
    static const char *const who[] = {"V", "P", "T", "R", NULL};
    static const char *const kind[] = {"report", "message", "event", NULL};
    static const char *const direction[] = {"other->target", "target->other", "unknown", NULL};
    const char *const *choices = wv_str_is(field->field.s, "who")         ? who
                                 : wv_str_is(field->field.s, "kind")      ? kind
                                 : wv_str_is(field->field.s, "direction") ? direction
                                                                          : NULL;
    if (!choices || field->modifier == WV_MOD_EXISTS) return;
    if (field->modifier != WV_MOD_EQUALS && field->modifier != WV_MOD_IN)
        wv_shape_error(s, WV_CODE_MODIFIER, field->field.place, NULL,
                       "'%.*s' is one of a few words; no other modifier "
                       "than |in fits",
                       (int)field->field.s.n, field->field.s.p);
    char key[32];
    uint32_t n = field->field.s.n < sizeof key ? field->field.s.n : (uint32_t)sizeof key - 1;
    memcpy(key, field->field.s.p, n);
    key[n] = '\0';
    for (uint32_t i = 0; i < field->values.count; i++) {
        const wv_lit *v = &field->values.items[i];
        wv_node one = {.type = WV_NODE_SCALAR, .place = v->place, .scalar = v->s};
        wv_shape_choice(s, &one, key, choices, -1);
    }
}

/* AND of fields. `needs:` gates the regexes beside it. */
static wv_branch_ast read_map(wv_shape *s, const wv_node *map)
{
    wv_branch_ast none = {NULL, 0};
    wv_field_ast *fields = wv_arena_alloc(s->arena, sizeof *fields * (map->count + 1));
    if (!fields) {
        s->nomem = true;
        return none;
    }
    const wv_node *needs = wv_node_get(map, "needs");
    uint32_t count = 0, regexes = 0;
    for (uint32_t i = 0; i < map->count; i++) {
        if (map->items[i] == needs) continue;
        wv_field_ast field = {0};
        if (!read_key(s, map->keys[i], &field)) continue;
        field.values = wv_shape_texts(s, map->items[i], "value");
        check_values(s, &field);
        check_known_values(s, &field);
        if (wv_str_is(field.field.s, "text") && field.modifier == WV_MOD_RE) {
            field.needs = wv_shape_texts(s, needs, "needs");
            regexes++;
        }
        fields[count++] = field;
    }
    if (needs && regexes == 0)
        wv_shape_error(s, WV_CODE_NEEDS, needs->place, NULL,
                       "'needs' stands beside a text|re, and there is none");
    if (map->count == 0) wv_shape_error(s, WV_CODE_EMPTY, map->place, NULL, "an empty selection");
    return (wv_branch_ast){fields, count};
}

/* A list of strings, or one string: text is one of these patterns. */
static wv_branch_ast read_patterns(wv_shape *s, const wv_node *node)
{
    wv_branch_ast none = {NULL, 0};
    wv_field_ast *field = wv_arena_alloc(s->arena, sizeof *field);
    if (!field) {
        s->nomem = true;
        return none;
    }
    field->field = wv_shape_constant(s, "text", node->place);
    field->values = wv_shape_texts(s, node, "text");
    return (wv_branch_ast){field, 1};
}

static bool is_list_of_maps(const wv_node *node)
{
    return node->type == WV_NODE_LIST && node->count && node->items[0]->type == WV_NODE_MAP;
}

static wv_selection_ast read_selection(wv_shape *s, const wv_node *key, const wv_node *node)
{
    wv_selection_ast selection = {.name = wv_shape_lit(key)};
    wv_shape_name(s, &selection.name, "selection", false);
    uint32_t n = is_list_of_maps(node) ? node->count : 1;
    wv_branch_ast *branches = wv_arena_alloc(s->arena, sizeof *branches * n);
    if (!branches) {
        s->nomem = true;
        return selection;
    }
    selection.branches = branches;
    if (node->type == WV_NODE_MAP) {
        branches[selection.count++] = read_map(s, node);
    } else if (!is_list_of_maps(node)) {
        branches[selection.count++] = read_patterns(s, node);
    } else {
        for (uint32_t i = 0; i < n; i++) {
            if (node->items[i]->type == WV_NODE_MAP)
                branches[selection.count++] = read_map(s, node->items[i]);
            else
                wv_shape_error(s, WV_CODE_DETECTION, node->items[i]->place,
                               "put the text in a map: {text: ...}",
                               "a selection is a list of texts or a list of maps, not both");
        }
    }
    return selection;
}

static bool is_selection_key(wv_str key)
{
    return !wv_str_is(key, "condition") && !wv_str_is(key, "same");
}

void wv_detection_read(wv_shape *s, const wv_node *detection, wv_rule_ast *rule)
{
    if (detection->type != WV_NODE_MAP) {
        wv_shape_error(s, WV_CODE_TYPE, detection->place, NULL,
                       "'detection' must be a map of selections");
        return;
    }
    if (!wv_node_get(detection, "condition"))
        wv_shape_error(s, WV_CODE_KEY_MISSING, detection->place, NULL,
                       "a detection needs the key 'condition'");
    wv_selection_ast *selections =
        wv_arena_alloc(s->arena, sizeof *selections * (detection->count + 1));
    if (!selections) {
        s->nomem = true;
        return;
    }
    uint32_t positive = 0;
    for (uint32_t i = 0; i < detection->count; i++) {
        const wv_node *key = detection->keys[i];
        if (!is_selection_key(key->scalar)) continue;
        selections[rule->selection_count++] = read_selection(s, key, detection->items[i]);
        positive += !wv_str_starts(key->scalar, WV_STR("filter_"));
    }
    rule->selections = selections;
    if (positive == 0)
        wv_shape_error(s, WV_CODE_DETECTION, detection->place, NULL,
                       "a detection needs a selection that is not a filter_");
}
