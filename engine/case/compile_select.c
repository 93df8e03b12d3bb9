/* SPDX-License-Identifier: EUPL-1.2 */
/* compile_select.c: selections of a correlation rule, from YAML nodes to tests. In: node trees with
 * places. Out: wv_select in the plans' arena, diagnostics for every mistake. Neighbours:
 * plan_compile.c. Cost: once a pack. */
#include "case/chronology.h"
#include "case/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void wv_compile_error(wv_compile *c, const wv_node *node, const char *hint, const char *format, ...)
{
    char message[240];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    wv_diags_add(c->diags, WV_LEVEL_ERROR, WV_PLAN_CODE, node->place, hint, "%s", message);
}

static void *room(wv_compile *c, size_t bytes)
{
    void *p = wv_arena_alloc(c->arena, bytes);
    if (!p) c->failed = true;
    return p;
}

enum { WORDS_MAX = 64 };

static void unknown_word(wv_compile *c, const wv_node *node, const char *what,
                         const char *const *words, uint32_t count)
{
    wv_str known[WORDS_MAX];
    uint32_t n = count < WORDS_MAX ? count : WORDS_MAX;
    for (uint32_t i = 0; i < n; i++) known[i] = wv_str_of(words[i]);
    wv_str near = wv_did_you_mean(node->scalar, known, n);
    char hint[120] = "";
    if (near.n) snprintf(hint, sizeof hint, "did you mean '%.*s'?", (int)near.n, near.p);
    wv_compile_error(c, node, hint[0] ? hint : NULL, "unknown %s '%.*s'", what, (int)node->scalar.n,
                     node->scalar.p);
}

int wv_compile_word(wv_compile *c, const wv_node *node, const char *const *words, uint32_t count,
                    const char *what)
{
    if (node->type == WV_NODE_SCALAR)
        for (uint32_t i = 0; i < count; i++)
            if (wv_str_is(node->scalar, words[i])) return (int)i;
    if (node->type == WV_NODE_SCALAR)
        unknown_word(c, node, what, words, count);
    else
        wv_compile_error(c, node, NULL, "a %s must be one word", what);
    return -1;
}

void wv_compile_keys(wv_compile *c, const wv_node *map, const char *const *keys, uint32_t count)
{
    for (uint32_t i = 0; i < map->count; i++) wv_compile_word(c, map->keys[i], keys, count, "key");
}

bool wv_compile_number(wv_compile *c, const wv_node *node, double *out)
{
    char text[32];
    if (node->type == WV_NODE_SCALAR && node->scalar.n > 0 && node->scalar.n < sizeof text) {
        memcpy(text, node->scalar.p, node->scalar.n);
        text[node->scalar.n] = '\0';
        char *end;
        *out = strtod(text, &end);
        if (*end == '\0' && *out >= -1e15 && *out <= 1e15) return true;
    }
    wv_compile_error(c, node, NULL, "not a number");
    return false;
}

bool wv_compile_duration(wv_compile *c, const wv_node *node, int64_t *seconds)
{
    wv_str s = node->type == WV_NODE_SCALAR ? node->scalar : WV_STR("");
    bool minus = s.n > 0 && s.p[0] == '-';
    uint32_t i = minus;
    int64_t value = 0;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && value < 100000; i++)
        value = value * 10 + (s.p[i] - '0');
    int64_t unit = 0;
    if (i == s.n - 1 && s.n > (uint32_t)minus + 1) {
        switch (s.p[i]) {
        case 'm': unit = 60; break;
        case 'h': unit = 3600; break;
        case 'd': unit = 86400; break;
        case 'w': unit = 604800; break;
        default: break;
        }
    }
    if (unit == 0) {
        wv_compile_error(c, node, "write 30m, 6h, 28d or 2w", "not a duration");
        return false;
    }
    *seconds = (minus ? -value : value) * unit;
    return true;
}

bool wv_compile_signals(const wv_frozen *pack, wv_str glob, wv_signal_set *set)
{
    bool any = false, open = glob.n > 0 && glob.p[glob.n - 1] == '*';
    wv_str stem = {glob.p, glob.n - open};
    const wv_pack_ast *ast = pack->ast;
    for (uint32_t i = 0; i < ast->signal_count && i < WV_PLAN_SIGNALS_MAX; i++) {
        wv_str slug = ast->signals[i].slug.s;
        if (open ? !wv_str_starts(slug, stem) : !wv_str_eq(slug, glob)) continue;
        set->bits[i / 64] |= 1ull << (i % 64);
        any = true;
    }
    return any;
}

/* --- one test
 * ----------------------------------------------------------------------------------------------------
 */

static const char *const FIELDS[] = {
    "kind",   "type",   "channel",  "code",  "source",    "reporter", "handler",
    "from",   "to",     "attrs",    "night", "unwanted",  "group",    "mutual",
    "placed", "agreed", "signal",   "severity", "basis",  "direction", "label",    "claimed",
    "made",
};
static const char *const OPS[] = {"is",     "gte",      "lte", "gt",  "lt",
                                  "exists", "contains", "in",  "not", "role"};
enum { OP_IN = 7, OP_NOT = 8, OP_ROLE = 9 };
static const char *const KINDS[] = {"report", "message", "event"};
static const char *const ROLES[] = {"unknown", "target", "other", "child", "third", "professional"};
static const char *const BASES[] = {"said", "inferred"};

#define COUNT_OF(array) (uint32_t)(sizeof(array) / sizeof *(array))

static wv_str cut(wv_str *s, char at)
{
    const char *mark = memchr(s->p, at, s->n);
    wv_str left = {s->p, mark ? (uint32_t)(mark - s->p) : s->n};
    *s = mark ? (wv_str){mark + 1, s->n - left.n - 1} : (wv_str){NULL, 0};
    return left;
}

/* `attrs.x|role|not`: the field, then its modifiers. */
static bool read_key(wv_compile *c, const wv_node *key, wv_test *t)
{
    wv_str rest = key->scalar, name = cut(&rest, '|');
    wv_node word = *key;
    word.scalar = name;
    if (wv_str_starts(name, WV_STR("attrs."))) {
        t->field = WV_TEST_ATTR;
        t->attr = wv_arena_str(c->arena, (wv_str){name.p + 6, name.n - 6});
        if (!t->attr.p) c->failed = true;
    } else {
        int field = wv_compile_word(c, &word, FIELDS, COUNT_OF(FIELDS), "field");
        if (field < 0) return false;
        t->field = (wv_test_field)field;
    }
    t->on_note = t->field >= WV_TEST_SIGNAL && t->field != WV_TEST_DIRECTION;
    while (rest.n) {
        word.scalar = cut(&rest, '|');
        int op = wv_compile_word(c, &word, OPS, COUNT_OF(OPS), "modifier");
        if (op < 0) return false;
        if (op == OP_NOT)
            t->negate = true;
        else if (op == OP_ROLE)
            t->by_role = true;
        else if (op != OP_IN)
            t->op = (wv_test_op)op;
    }
    return true;
}

static bool read_value(wv_compile *c, const wv_node *node, wv_test_value *v)
{
    if (node->type != WV_NODE_SCALAR) {
        wv_compile_error(c, node, NULL, "a value must be a word, a number or a list of them");
        return false;
    }
    wv_str s = node->scalar;
    if (s.n > 1 && s.p[0] == '$') {
        wv_str rest = {s.p + 1, s.n - 1}, alias = cut(&rest, '.');
        if (c->alias.n == 0 || !wv_str_eq(alias, c->alias) || rest.n == 0) {
            wv_compile_error(c, node, "give the opening record a name: open: {..., as: o}",
                             "unknown name '%.*s'", (int)s.n, s.p);
            return false;
        }
        v->is_variable = true;
        s = rest;
    }
    v->text = wv_arena_str(c->arena, s);
    if (!v->text.p) c->failed = true;
    char *end = NULL;
    v->number = v->text.p ? strtod(v->text.p, &end) : 0;
    v->is_number = !node->quoted && s.n > 0 && end && *end == '\0';
    return true;
}

static uint8_t role_mask(wv_compile *c, const wv_node *node, wv_str name)
{
    if (wv_str_is(name, "*")) return 0xff;
    wv_node word = *node;
    word.scalar = name;
    int role = wv_compile_word(c, &word, ROLES, COUNT_OF(ROLES), "role");
    return role < 0 ? 0 : (uint8_t)(1u << role);
}

/* `other->target`, `*->target`, `unknown`. Unknown is: who did it is not known, and it was not done
 * to the other. */
static wv_direction_set read_direction(wv_compile *c, const wv_node *node)
{
    wv_str rest = node->scalar;
    if (wv_str_is(rest, "unknown"))
        return (wv_direction_set){1 << WV_ROLE_UNKNOWN, 1 << WV_ROLE_UNKNOWN | 1 << WV_ROLE_TARGET};
    for (uint32_t i = 0; i + 1 < rest.n; i++) {
        if (rest.p[i] != '-' || rest.p[i + 1] != '>') continue;
        wv_str actor = {rest.p, i}, target = {rest.p + i + 2, rest.n - i - 2};
        uint8_t actors = role_mask(c, node, actor), targets = role_mask(c, node, target);
        if (targets & 1 << WV_ROLE_THIRD) targets |= 1 << WV_CASE_ROLE_SOMEBODY;
        /* "hij stond weer voor de deur" names no target: the case has one */
        if (targets & 1 << WV_ROLE_TARGET) targets |= 1 << WV_ROLE_UNKNOWN;
        return (wv_direction_set){actors, targets};
    }
    wv_compile_error(c, node, "write other->target, *->target or unknown", "not a direction");
    return (wv_direction_set){0, 0};
}

static void read_signal(wv_compile *c, const wv_node *node, wv_test *t)
{
    if (wv_compile_signals(c->pack, node->scalar, &t->signals)) return;
    const wv_pack_ast *ast = c->pack->ast;
    wv_str known[WV_PLAN_SIGNALS_MAX];
    uint32_t n = ast->signal_count < WV_PLAN_SIGNALS_MAX ? ast->signal_count : WV_PLAN_SIGNALS_MAX;
    for (uint32_t i = 0; i < n; i++) known[i] = ast->signals[i].slug.s;
    wv_str near = wv_did_you_mean(node->scalar, known, n);
    char hint[120] = "";
    if (near.n) snprintf(hint, sizeof hint, "did you mean '%.*s'?", (int)near.n, near.p);
    wv_compile_error(c, node, hint[0] ? hint : NULL, "no signal '%.*s' in signals.yaml",
                     (int)node->scalar.n, node->scalar.p);
}

static int label_of(wv_compile *c, const wv_node *node)
{
    static const char *const labels[] = {
#define LABEL_TEXT(name, text) text,
        WV_LABEL_TABLE(LABEL_TEXT)
#undef LABEL_TEXT
    };
    return wv_compile_word(c, node, labels, COUNT_OF(labels), "label");
}

static void read_one(wv_compile *c, const wv_node *node, wv_test *t, wv_test_value *v,
                     wv_direction_set *d)
{
    if (!read_value(c, node, v)) return;
    int i = -1;
    if (t->op == WV_OP_EXISTS || v->is_variable) return;
    switch (t->field) {
    case WV_TEST_SIGNAL: read_signal(c, node, t); return;
    case WV_TEST_DIRECTION: *d = read_direction(c, node); return;
    case WV_TEST_KIND: i = wv_compile_word(c, node, KINDS, COUNT_OF(KINDS), "kind"); break;
    case WV_TEST_LABEL: i = label_of(c, node); break;
    case WV_TEST_BASIS: i = wv_compile_word(c, node, BASES, COUNT_OF(BASES), "basis"); break;
    case WV_TEST_SEVERITY:
    case WV_TEST_CLAIMED: wv_compile_number(c, node, &v->number); return;
    default:
        if (t->by_role) i = wv_compile_word(c, node, ROLES, COUNT_OF(ROLES), "role");
        break;
    }
    if (i >= 0) t->mask |= 1u << i;
}

static bool read_test(wv_compile *c, const wv_node *key, const wv_node *node, wv_test *t)
{
    if (!read_key(c, key, t)) return false;
    uint32_t count = node->type == WV_NODE_LIST ? node->count : 1;
    wv_test_value *values = room(c, count * sizeof *values + 1);
    wv_direction_set *directions = room(c, count * sizeof *directions + 1);
    if (!values || !directions) return false;
    if (node->type == WV_NODE_MAP || count == 0) {
        wv_compile_error(c, node, NULL, "a field wants a value or a list of values");
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        read_one(c, node->type == WV_NODE_LIST ? node->items[i] : node, t, &values[i],
                 &directions[i]);
    t->values = values, t->value_count = count;
    t->directions = directions, t->direction_count = t->field == WV_TEST_DIRECTION ? count : 0;
    return true;
}

static bool read_choice(wv_compile *c, const wv_node *map, wv_choice *choice)
{
    if (map->type != WV_NODE_MAP) {
        wv_compile_error(c, map, "write {signal: [contact.*], direction: other->target}",
                         "a selection must be a map");
        return false;
    }
    wv_test *tests = room(c, (map->count + 1) * sizeof *tests);
    if (!tests) return false;
    for (uint32_t i = 0; i < map->count; i++) {
        if (wv_str_is(map->keys[i]->scalar, "as") || wv_str_is(map->keys[i]->scalar, "expires"))
            continue;
        if (!read_test(c, map->keys[i], map->items[i], &tests[choice->count])) continue;
        choice->on_notes |= tests[choice->count++].on_note;
    }
    choice->tests = tests;
    return choice->count > 0;
}

void wv_compile_select(wv_compile *c, const wv_node *node, wv_select *out)
{
    *out = (wv_select){0};
    uint32_t count = node->type == WV_NODE_LIST ? node->count : 1;
    wv_choice *choices = room(c, count * sizeof *choices + 1);
    if (!choices) return;
    for (uint32_t i = 0; i < count; i++)
        if (read_choice(c, node->type == WV_NODE_LIST ? node->items[i] : node,
                        &choices[out->count]))
            out->count++;
    out->choices = choices;
}
