/* SPDX-License-Identifier: EUPL-1.2 */
/* plan_compile.c: `correlation:` documents to plans. In: rule documents of a frozen pack. Out:
 * wv_plans, diagnostics. Neighbours: compile_select.c (selections), correlate.c (runs them).
 * Invariant: no threshold has a default here except "at least one". Cost: once a pack. */
#include "case/plan.h"

#include "base/map.h"

#define COUNT_OF(array) (uint32_t)(sizeof(array) / sizeof *(array))

static const char *const TYPES[] = {
    "event_count", "value_count", "temporal", "temporal_ordered",
    "during",      "absent",      "rise",     "climb",
    "resume",      "ratio",       "share",    "cap",
};
static const char *const KEYS[] = {
    "type",  "entries", "open",     "close",    "anchor",   "timespan", "window", "gap",
    "gte",   "sum",     "field",    "against",  "ratio",    "part",     "share",  "classes",
    "steps", "bucket",  "silence",  "baseline", "factor",   "absent",   "within", "group_by",
    "kinds", "sources", "severity", "from",     "distinct", "suppress", "since",
    "records",
};
static const char *const COUNT_FIELDS[] = {
    "signal",   "kind", "family", "channel", "handler", "source",
    "reporter", "code", "day",    "attrs",   "class",
};
static const char *const LEVEL_KEYS[] = {"gte",      "distinct", "kinds", "sources",
                                         "steps",    "ratio",    "share", "factor",
                                         "timespan", "with",     "triage", "records"};
static const char *const TRIAGES[] = {"info", "context", "week", "today", "now"};
static const char *const BUILTINS[] = {"count", "kinds", "codes",        "claimed",
                                       "ratio", "share", "silence_days", "against",
                                       "steps", "night", "since_days"};

static const wv_node *get(const wv_node *map, const char *key)
{
    return map && map->type == WV_NODE_MAP ? wv_node_get(map, key) : NULL;
}

static void *room(wv_compile *c, size_t bytes)
{
    void *p = wv_arena_alloc(c->arena, bytes);
    if (!p) c->failed = true;
    return p;
}

static void optional_duration(wv_compile *c, const wv_node *map, const char *key, int64_t *out)
{
    const wv_node *node = get(map, key);
    if (node) wv_compile_duration(c, node, out);
}

static bool optional_number(wv_compile *c, const wv_node *map, const char *key, double *out)
{
    const wv_node *node = get(map, key);
    return node && wv_compile_number(c, node, out);
}

static void optional_count(wv_compile *c, const wv_node *map, const char *key, uint32_t *out)
{
    double number = 0;
    if (!optional_number(c, map, key, &number)) return;
    if (number < 0 || number > 1e6)
        wv_compile_error(c, get(map, key), NULL, "a count must be between 0 and 1000000");
    else
        *out = (uint32_t)number;
}

static void optional_select(wv_compile *c, const wv_node *map, const char *key, wv_select *out)
{
    const wv_node *node = get(map, key);
    if (node) wv_compile_select(c, node, out);
}

static wv_str copy(wv_compile *c, wv_str s)
{
    wv_str out = wv_arena_str(c->arena, s);
    if (!out.p) c->failed = true;
    return out;
}

/* --- frames: open, close, anchor
 * ------------------------------------------------------------------------------ */

static void find_alias(wv_compile *c, const wv_node *open, wv_plan *p)
{
    const wv_node *maps[1] = {open};
    const wv_node *const *items =
        open->type == WV_NODE_LIST ? (const wv_node *const *)open->items : maps;
    uint32_t count = open->type == WV_NODE_LIST ? open->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        const wv_node *as = get(items[i], "as");
        if (!as || as->type != WV_NODE_SCALAR) continue;
        if (p->alias.n && !wv_str_eq(p->alias, as->scalar))
            wv_compile_error(c, as, NULL, "a frame has one name; this is its second");
        p->alias = copy(c, as->scalar);
    }
}

static void read_close(wv_compile *c, const wv_node *node, wv_close *out)
{
    const wv_node *at = get(node, "at"), *after = get(node, "after");
    if (after) {
        wv_compile_duration(c, after, &out->after);
    } else if (at && at->type == WV_NODE_SCALAR) {
        wv_str s = at->scalar;
        uint32_t skip = c->alias.n + 2; /* "$o." */
        bool ok = s.n > skip && s.p[0] == '$' && memcmp(s.p + 1, c->alias.p, c->alias.n) == 0 &&
                  s.p[skip - 1] == '.';
        if (!ok)
            wv_compile_error(c, at, NULL, "`at` names a time of the opening record: $o.until");
        else
            out->at = copy(c, (wv_str){s.p + skip, s.n - skip});
    } else {
        wv_compile_select(c, node, &out->entries);
    }
}

static void read_frame(wv_compile *c, const wv_node *map, wv_plan *p)
{
    const wv_node *open = get(map, "open"), *close = get(map, "close"),
                  *anchor = get(map, "anchor");
    if (anchor) {
        p->framed = true;
        const wv_node *entries = get(anchor, "entries");
        if (!entries)
            wv_compile_error(c, anchor, NULL, "an anchor wants entries, from and to");
        else
            wv_compile_select(c, entries, &p->open);
        p->frame_to = INT64_MAX;
        optional_duration(c, anchor, "from", &p->frame_from);
        optional_duration(c, anchor, "to", &p->frame_to);
    }
    if (!open) return;
    p->framed = true;
    p->frame_to = INT64_MAX;
    find_alias(c, open, p);
    wv_compile_select(c, open, &p->open);
    c->alias = p->alias;
    optional_duration(c, map, "from", &p->frame_from);
    if (!close) return;
    uint32_t count = close->type == WV_NODE_LIST ? close->count : 1;
    wv_close *closes = room(c, count * sizeof *closes + 1);
    if (!closes) return;
    for (uint32_t i = 0; i < count; i++)
        read_close(c, close->type == WV_NODE_LIST ? close->items[i] : close, &closes[i]);
    p->closes = closes, p->close_count = count;
}

/* --- classes, levels, repeat, facts
 * ---------------------------------------------------------------------------- */

static void read_classes(wv_compile *c, const wv_node *map, wv_plan *p)
{
    const wv_node *list = get(map, "classes");
    if (!list) return;
    if (list->type != WV_NODE_LIST || list->count == 0 || list->count > WV_PLAN_CLASSES_MAX) {
        wv_compile_error(c, list, "classes: [{name: a, entries: [...]}, ...]",
                         "classes must be a list of 1 to %d", WV_PLAN_CLASSES_MAX);
        return;
    }
    wv_class *classes = room(c, list->count * sizeof *classes);
    if (!classes) return;
    static const char *const keys[] = {"name", "entries", "expires"}, *const never[] = {"never"};
    for (uint32_t i = 0; i < list->count; i++) {
        const wv_node *item = list->items[i], *name = get(item, "name"),
                      *expires = get(item, "expires");
        if (!name || name->type != WV_NODE_SCALAR || !get(item, "entries")) {
            wv_compile_error(c, item, NULL, "a class wants a name and entries");
            continue;
        }
        wv_compile_keys(c, item, keys, COUNT_OF(keys));
        classes[i].name = copy(c, name->scalar);
        optional_select(c, item, "entries", &classes[i].entries);
        classes[i].lasting = expires && wv_compile_word(c, expires, never, 1, "expiry") == 0;
    }
    p->classes = classes, p->class_count = list->count;
}

static void read_with(wv_compile *c, const wv_node *with, wv_plan *p, wv_companion *companions,
                      wv_raise_level *level)
{
    static const char *const keys[] = {"entries", "from", "to"};
    if (with->type != WV_NODE_MAP || !get(with, "entries") ||
        p->companion_count == WV_PLAN_COMPANIONS_MAX) {
        wv_compile_error(c, with, "with: {entries: [...], from: -14d, to: 90d}",
                         "at most %d `with`, each with entries", WV_PLAN_COMPANIONS_MAX);
        return;
    }
    wv_compile_keys(c, with, keys, COUNT_OF(keys));
    wv_companion *w = &companions[p->companion_count];
    *w = (wv_companion){.from = INT64_MIN, .to = INT64_MAX};
    optional_select(c, with, "entries", &w->entries);
    optional_duration(c, with, "from", &w->from);
    optional_duration(c, with, "to", &w->to);
    level->companion = (int32_t)p->companion_count++;
}

static void read_conditions(wv_compile *c, const wv_node *map, wv_raise_level *l)
{
    optional_count(c, map, "gte", &l->gte);
    optional_count(c, map, "distinct", &l->distinct);
    optional_count(c, map, "kinds", &l->kinds);
    optional_count(c, map, "sources", &l->sources);
    optional_count(c, map, "records", &l->records);
    optional_count(c, map, "steps", &l->steps);
    optional_number(c, map, "ratio", &l->ratio);
    optional_number(c, map, "share", &l->share);
    optional_number(c, map, "factor", &l->factor);
    optional_duration(c, map, "timespan", &l->timespan);
}

static void read_level(wv_compile *c, const wv_node *item, wv_plan *p, wv_companion *companions,
                       wv_raise_level *l)
{
    if (item->type != WV_NODE_MAP) {
        wv_compile_error(c, item, "raise: [{gte: 3, triage: week}]",
                         "a line of `raise` must be a map");
        return;
    }
    wv_compile_keys(c, item, LEVEL_KEYS, COUNT_OF(LEVEL_KEYS));
    read_conditions(c, item, l);
    const wv_node *triage = get(item, "triage"), *with = get(item, "with");
    if (triage) {
        int t = wv_compile_word(c, triage, TRIAGES, COUNT_OF(TRIAGES), "triage");
        if (t >= 0) l->triage = (wv_triage)t;
    }
    if (with) read_with(c, with, p, companions, l);
}

/* The most urgent level is tried first, so that a case that meets two is told once, at its height.
 */
static void sort_levels(wv_raise_level *levels, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t j = i; j > 0 && levels[j].triage > levels[j - 1].triage; j--) {
            wv_raise_level swap = levels[j];
            levels[j] = levels[j - 1];
            levels[j - 1] = swap;
        }
}

static void read_levels(wv_compile *c, const wv_node *document, const wv_node *map, wv_plan *p)
{
    const wv_node *raise = get(document, "raise");
    uint32_t count = raise && raise->type == WV_NODE_LIST ? raise->count : 1;
    wv_raise_level *levels = room(c, (count + 1) * sizeof *levels);
    wv_companion *companions = room(c, WV_PLAN_COMPANIONS_MAX * sizeof *companions);
    if (!levels || !companions) return;
    if (count > WV_PLAN_LEVELS_MAX) {
        wv_compile_error(c, raise, NULL, "at most %d lines of `raise`", WV_PLAN_LEVELS_MAX);
        return;
    }
    wv_raise_level base = {.gte = 1,
                           .companion = -1,
                           .timespan = p->timespan,
                           .triage = c->pack->rules[p->rule].triage};
    if (p->type == WV_PLAN_TEMPORAL || p->type == WV_PLAN_TEMPORAL_ORDERED)
        base.gte = p->class_count;
    if (p->type == WV_PLAN_CLIMB) base.steps = 1;
    read_conditions(c, map, &base);
    for (uint32_t i = 0; i < count; i++) {
        levels[i] = base;
        if (!raise) continue;
        read_level(c, raise->type == WV_NODE_LIST ? raise->items[i] : raise, p, companions,
                   &levels[i]);
    }
    sort_levels(levels, count);
    p->levels = levels, p->level_count = count;
    p->companions = companions;
}

static void read_or(wv_compile *c, const wv_node *node, wv_plan *p)
{
    static const char *const words[] = {"higher", "kind"};
    uint32_t count = node->type == WV_NODE_LIST ? node->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        int w = wv_compile_word(c, node->type == WV_NODE_LIST ? node->items[i] : node, words, 2,
                                "reason to repeat");
        if (w == 0) p->repeat_higher = true;
        if (w == 1) p->repeat_kind = true;
    }
}

static void read_repeat(wv_compile *c, const wv_node *document, wv_plan *p)
{
    static const char *const words[] = {"never", "each"}, *const keys[] = {"after", "or"};
    const wv_node *repeat = get(document, "repeat");
    p->repeat = p->is_pattern ? WV_REPEAT_NEVER : WV_REPEAT_EACH;
    p->repeat_higher = true; /* a higher triage is never swallowed by an open episode */
    if (!repeat) return;
    if (repeat->type == WV_NODE_SCALAR) {
        int w = wv_compile_word(c, repeat, words, 2, "repeat");
        if (w >= 0) p->repeat = w ? WV_REPEAT_EACH : WV_REPEAT_NEVER;
        return;
    }
    wv_compile_keys(c, repeat, keys, 2);
    if (get(repeat, "after")) {
        p->repeat = WV_REPEAT_AFTER;
        wv_compile_duration(c, get(repeat, "after"), &p->repeat_after);
    }
    if (get(repeat, "or")) read_or(c, get(repeat, "or"), p);
}

static void read_fact(wv_compile *c, const wv_node *key, const wv_node *node, wv_plan *p,
                      wv_fact_plan *fact)
{
    fact->name = copy(c, key->scalar);
    wv_str s = node->type == WV_NODE_SCALAR ? node->scalar : WV_STR("");
    uint32_t skip = p->alias.n + 2;
    if (p->alias.n && s.n > skip && s.p[0] == '$' && memcmp(s.p + 1, p->alias.p, p->alias.n) == 0 &&
        s.p[skip - 1] == '.') {
        fact->variable = copy(c, (wv_str){s.p + skip, s.n - skip});
        return;
    }
    wv_node word = *node;
    word.scalar = s.n && s.p[0] == '$' ? (wv_str){s.p + 1, s.n - 1} : s;
    word.type = WV_NODE_SCALAR;
    if (wv_compile_word(c, &word, BUILTINS, COUNT_OF(BUILTINS), "fact") >= 0)
        fact->variable = copy(c, word.scalar);
    fact->builtin = true;
}

static void read_facts(wv_compile *c, const wv_node *document, wv_plan *p)
{
    const wv_node *facts = get(document, "facts");
    if (!facts) return;
    if (facts->type != WV_NODE_MAP || facts->count > WV_FACTS_MAX) {
        wv_compile_error(c, facts, "facts: {order: $o.order, codes: $codes}",
                         "facts must be a map of at most %d", WV_FACTS_MAX);
        return;
    }
    wv_fact_plan *out = room(c, (facts->count + 1) * sizeof *out);
    if (!out) return;
    for (uint32_t i = 0; i < facts->count; i++)
        read_fact(c, facts->keys[i], facts->items[i], p, &out[i]);
    p->facts = out, p->fact_count = facts->count;
}

/* --- the plan
 * ----------------------------------------------------------------------------------------------------
 */

static void read_window(wv_compile *c, const wv_node *map, wv_plan *p)
{
    static const char *const words[] = {"session"};
    p->timespan = INT64_MAX;
    optional_duration(c, map, "timespan", &p->timespan);
    const wv_node *window = get(map, "window");
    if (window) wv_compile_word(c, window, words, 1, "window");
    optional_duration(c, map, "gap", &p->gap);
    if (window && p->gap <= 0)
        wv_compile_error(c, window, "window: session, gap: 6h", "a session wants a gap");
    optional_duration(c, map, "silence", &p->silence);
    optional_duration(c, map, "baseline", &p->baseline);
    optional_duration(c, map, "bucket", &p->bucket);
    optional_duration(c, map, "within", &p->within);
}

static void read_counting(wv_compile *c, const wv_node *map, wv_plan *p)
{
    const wv_node *sum = get(map, "sum"), *field = get(map, "field"), *group = get(map, "group_by");
    static const char *const groups[] = {"actor"};
    if (sum && (sum->type != WV_NODE_SCALAR || !wv_str_starts(sum->scalar, WV_STR("attrs."))))
        wv_compile_error(c, sum, "sum: attrs.count", "`sum` names an attribute");
    else if (sum)
        p->sum_attr = copy(c, (wv_str){sum->scalar.p + 6, sum->scalar.n - 6});
    if (field && field->type == WV_NODE_SCALAR && wv_str_starts(field->scalar, WV_STR("attrs."))) {
        p->count_field = WV_COUNT_ATTR;
        p->count_attr = copy(c, (wv_str){field->scalar.p + 6, field->scalar.n - 6});
    } else if (field) {
        int f = wv_compile_word(c, field, COUNT_FIELDS, COUNT_OF(COUNT_FIELDS), "field to count");
        if (f >= 0) p->count_field = (wv_count_field)f;
    }
    if (group) p->same_actor = wv_compile_word(c, group, groups, 1, "group") == 0;
}

static void need(wv_compile *c, const wv_node *map, wv_plan_type type, const char *key)
{
    if (!get(map, key))
        wv_compile_error(c, map, NULL, "a correlation of type %s wants `%s`", TYPES[type], key);
}

static void check_needs(wv_compile *c, const wv_node *map, const wv_plan *p)
{
    static const char *const wants[][2] = {
        [WV_PLAN_EVENT_COUNT] = {"entries"},
        [WV_PLAN_VALUE_COUNT] = {"entries", "field"},
        [WV_PLAN_TEMPORAL] = {"classes"},
        [WV_PLAN_TEMPORAL_ORDERED] = {"classes"},
        [WV_PLAN_DURING] = {"entries"},
        [WV_PLAN_ABSENT] = {"entries", "absent"},
        [WV_PLAN_RISE] = {"entries", "baseline"},
        [WV_PLAN_CLIMB] = {NULL},
        [WV_PLAN_RESUME] = {"entries", "silence"},
        [WV_PLAN_RATIO] = {"entries", "against"},
        [WV_PLAN_SHARE] = {"entries", "part"},
        [WV_PLAN_CAP] = {"entries"},
    };
    for (int i = 0; i < 2; i++)
        if (wants[p->type][i]) need(c, map, p->type, wants[p->type][i]);
    if (p->type == WV_PLAN_DURING && !p->framed) need(c, map, p->type, "open");
    if (p->type != WV_PLAN_CLIMB || p->class_count > 0) return;
    need(c, map, p->type, "bucket");
    if (p->bucket % 86400 != 0) wv_compile_error(c, map, "7d", "a bucket must be whole days");
}

static void set_reach(wv_plan *p)
{
    int64_t reach = p->timespan;
    for (uint32_t i = 0; i < p->level_count; i++)
        if (p->levels[i].timespan > reach) reach = p->levels[i].timespan;
    if (p->framed || p->type == WV_PLAN_RESUME) reach = INT64_MAX;
    p->reach = reach;
}

/* A cap lowers, or says under which name it suppresses. */
static void read_suppress(wv_compile *c, const wv_node *map, wv_plan *p)
{
    const wv_node *name = get(map, "suppress");
    if (p->type != WV_PLAN_CAP) {
        if (name) wv_compile_error(c, name, "type: cap", "only a cap can `suppress`");
        return;
    }
    if (!name == !get(map, "severity"))
        wv_compile_error(c, map, "severity: 2, or suppress: NAME",
                         "a cap wants `severity` or `suppress`, one of the two");
    else if (name && name->type != WV_NODE_SCALAR)
        wv_compile_error(c, name, "suppress: spel", "`suppress` is a name");
    else if (name)
        p->suppress = copy(c, name->scalar);
}

static void read_plan(wv_compile *c, const wv_rule_ast *rule, wv_plan *p)
{
    const wv_node *map = rule->correlation, *type = get(map, "type"), *document = rule->document;
    if (map->type != WV_NODE_MAP || !type) {
        wv_compile_error(c, map, "correlation: {type: event_count, ...}",
                         "a correlation must be a map with a type");
        return;
    }
    wv_compile_keys(c, map, KEYS, COUNT_OF(KEYS));
    int t = wv_compile_word(c, type, TYPES, COUNT_OF(TYPES), "type");
    if (t < 0) return;
    p->type = (wv_plan_type)t;
    c->alias = (wv_str){NULL, 0};
    read_window(c, map, p);
    read_frame(c, map, p);
    read_counting(c, map, p);
    optional_select(c, map, "entries", &p->entries);
    optional_select(c, map, "against", &p->against);
    optional_select(c, map, "part", &p->part);
    optional_select(c, map, "absent", &p->absent);
    optional_select(c, map, "since", &p->since);
    read_classes(c, map, p);
    read_levels(c, document, map, p);
    read_repeat(c, document, p);
    read_facts(c, document, p);
    uint32_t cap = 0;
    optional_count(c, map, "severity", &cap);
    p->cap = (uint8_t)cap;
    read_suppress(c, map, p);
    check_needs(c, map, p);
    set_reach(p);
}

static int32_t signal_index(const wv_pack_ast *ast, wv_str slug)
{
    for (uint32_t i = 0; i < ast->signal_count && i < WV_PLAN_SIGNALS_MAX; i++)
        if (wv_str_eq(ast->signals[i].slug.s, slug)) return (int32_t)i;
    return -1;
}

static bool index_signals(wv_compile *c, wv_plans *out)
{
    const wv_frozen *pack = c->pack;
    out->signal_of_rule = room(c, (pack->rule_count + 1) * sizeof *out->signal_of_rule);
    out->slugs = room(c, (pack->ast->signal_count + 1) * sizeof *out->slugs);
    if (!out->signal_of_rule || !out->slugs) return false;
    for (uint32_t i = 0; i < pack->ast->signal_count; i++)
        out->slugs[i] = pack->ast->signals[i].slug.s;
    for (uint32_t i = 0; i < pack->rule_count; i++) {
        int32_t s = signal_index(pack->ast, pack->rules[i].signal);
        out->signal_of_rule[i] = s < 0 ? UINT16_MAX : (uint16_t)s;
    }
    return true;
}

static uint32_t group_of(const wv_plans *plans, uint32_t index)
{
    const wv_plan *p = &plans->items[index];
    for (uint32_t i = 0; p->is_pattern && i < index; i++)
        if (plans->items[i].is_pattern && plans->items[i].signal == p->signal) return i;
    return index;
}

/* Caps first (they change severities), then signals, then patterns: each sees what the earlier ones
 * made. */
static int phase_of(const wv_rule_ast *rule)
{
    const wv_node *type = get(rule->correlation, "type");
    if (type && type->type == WV_NODE_SCALAR && wv_str_is(type->scalar, "cap")) return 0;
    return rule->is_pattern ? 2 : 1;
}

static void compile_phase(wv_compile *c, wv_plans *out, int phase)
{
    for (uint32_t i = 0; i < c->pack->rule_count; i++) {
        const wv_frozen_rule *rule = &c->pack->rules[i];
        if (!rule->ast->correlation || rule->disabled || phase_of(rule->ast) != phase) continue;
        wv_plan *p = &out->items[out->count];
        *p = (wv_plan){.rule = i,
                       .signal = out->signal_of_rule[i],
                       .is_pattern = rule->is_pattern,
                       .severity = rule->severity,
                       .basis = (uint8_t)rule->basis,
                       .slugs = out->slugs,
                       .slug_count = c->pack->ast->signal_count};
        uint32_t errors = c->diags->errors;
        read_plan(c, rule->ast, p);
        p->group = group_of(out, out->count);
        if (c->diags->errors == errors) out->count++;
        out->hash = wv_hash64(rule->ast->id.s.p, rule->ast->id.s.n) ^ (out->hash * 31);
    }
}

wv_rc wv_plans_compile(const wv_frozen *pack, wv_plans *out, wv_diags *diags, wv_err *err)
{
    *out = (wv_plans){0};
    wv_arena_init(&out->arena);
    wv_map_init(&out->types);
    wv_compile c = {.arena = &out->arena, .pack = pack, .diags = diags};
    uint32_t errors = diags->errors;
    out->items = room(&c, (pack->rule_count + 1) * sizeof *out->items);
    if (!out->items || !index_signals(&c, out)) goto nomem;
    if (pack->ast->signal_count > WV_PLAN_SIGNALS_MAX) {
        wv_plans_done(out);
        return wv_err_set(err, WV_E_LIMIT, "a pack has at most %d signals", WV_PLAN_SIGNALS_MAX);
    }
    for (int phase = 0; phase < 3; phase++) compile_phase(&c, out, phase);
    if (c.failed || !wv_compile_gates(out)) goto nomem;
    if (diags->errors == errors) return WV_OK;
    wv_plans_done(out);
    return wv_err_set(err, WV_E_PACK, "the correlation rules have errors");
nomem:
    wv_plans_done(out);
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

void wv_plans_done(wv_plans *plans)
{
    wv_map_done(&plans->types);
    wv_arena_done(&plans->arena);
    *plans = (wv_plans){0};
}
