/* SPDX-License-Identifier: EUPL-1.2 */
/* overlay_apply.c: one change of an overlay, made in the tree of the pack's documents.
 *
 *   {list: bericht, add: [appje]}                      terms: [..., appje]
 *   {rule: contact.burst.count, set: {correlation.gte: 30}}
 *                                                      correlation: {..., gte: 30}
 *
 * In: a change, the documents. Out: documents in which nodes of overlay.yaml stand in the place of
 * the pack's. Neighbours: overlay.c read it; the readers of load.c check the result. Invariant: what
 * a change names is there, or the change is an error with the nearest name that is. Cost: a walk over
 * the documents. */
#include "pack/overlay.h"

enum { CANDIDATES_MAX = 4096, PATH_PARTS_MAX = 8 };

static void *take(wv_loading *l, size_t bytes)
{
    void *p = wv_arena_alloc(l->shape.arena, bytes);
    if (!p) l->shape.nomem = true;
    return p;
}

/* ---- finding what a change is about ---- */

typedef struct names { /* what could have been meant */
    wv_str *items;
    uint32_t count;
} names;

static void report_gone(wv_loading *l, const wv_lit *named, const char *what, const names *there)
{
    wv_str near = wv_did_you_mean(named->s, there->items, there->count);
    if (near.p)
        wv_shape_error(&l->shape, WV_CODE_OVERLAY_TARGET, named->place,
                       "take this change out, or make it for what took its place",
                       "the pack has no %s '%.*s' (did you mean '%.*s'?)", what, (int)named->s.n,
                       named->s.p, (int)near.n, near.p);
    else
        wv_shape_error(&l->shape, WV_CODE_OVERLAY_TARGET, named->place,
                       "take this change out, or make it for what took its place",
                       "the pack has no %s '%.*s'", what, (int)named->s.n, named->s.p);
}

static wv_node *find_document(wv_loading *l, const wv_overlay_change *c, const char *what)
{
    wv_node **docs = l->documents.items;
    names there = {take(l, sizeof(wv_str) * (l->documents.count + 1)), 0};
    if (!there.items) return NULL;
    for (uint32_t i = 0; i < l->documents.count; i++) {
        if (wv_document_kind_of(docs[i]) != c->kind) continue;
        wv_str name = wv_document_name(docs[i]);
        if (wv_str_eq(name, c->target.s)) return docs[i];
        there.items[there.count++] = name;
    }
    report_gone(l, &c->target, what, &there);
    return NULL;
}

/* The pattern's entry in signals.yaml. */
static wv_node *find_pattern(wv_loading *l, const wv_overlay_change *c)
{
    wv_node **docs = l->documents.items;
    names there = {take(l, sizeof(wv_str) * CANDIDATES_MAX), 0};
    if (!there.items) return NULL;
    for (uint32_t i = 0; i < l->documents.count; i++) {
        const wv_node *list = wv_node_get(docs[i], "patterns");
        if (wv_document_kind_of(docs[i]) != WV_DOC_SIGNALS || !list) continue;
        for (uint32_t k = 0; list->type == WV_NODE_LIST && k < list->count; k++) {
            const wv_node *slug = wv_node_get(list->items[k], "slug");
            if (!slug) continue;
            if (wv_str_eq(slug->scalar, c->target.s)) return list->items[k];
            if (there.count < CANDIDATES_MAX) there.items[there.count++] = slug->scalar;
        }
    }
    report_gone(l, &c->target, "pattern", &there);
    return NULL;
}

/* ---- changing a tree ---- */

static wv_node **value_at(const wv_node *map, wv_str key)
{
    for (uint32_t i = 0; map->type == WV_NODE_MAP && i < map->count; i++)
        if (wv_str_eq(map->keys[i]->scalar, key)) return &map->items[i];
    return NULL;
}

/* Puts value under key, in place of what stands there or behind the last. */
static void put(wv_loading *l, wv_node *map, wv_str key, wv_node *value)
{
    wv_node **at = value_at(map, key);
    if (at) {
        *at = value;
        return;
    }
    wv_node **items = take(l, sizeof *items * (map->count + 1));
    wv_node **keys = take(l, sizeof *keys * (map->count + 1));
    wv_node *name = take(l, sizeof *name);
    if (!items || !keys || !name) return;
    memcpy(items, map->items, sizeof *items * map->count);
    memcpy(keys, map->keys, sizeof *keys * map->count);
    wv_str own = wv_arena_str(l->shape.arena, key);
    l->shape.nomem |= !own.p;
    *name = (wv_node){.type = WV_NODE_SCALAR, .place = value->place, .scalar = own};
    items[map->count] = value;
    keys[map->count] = name;
    map->items = items;
    map->keys = keys;
    map->count++;
}

static wv_node *scalar_like(wv_loading *l, const wv_node *from, wv_str text)
{
    wv_node *node = take(l, sizeof *node);
    if (node) *node = (wv_node){.type = WV_NODE_SCALAR, .place = from->place, .scalar = text};
    return node;
}

/* ---- rules ---- */

static void set_status(wv_loading *l, const wv_overlay_change *c, wv_node *rule)
{
    wv_node **status = value_at(c->node, WV_STR("status"));
    wv_node **enabled = value_at(c->node, WV_STR("enabled"));
    if (status && enabled)
        wv_shape_error(&l->shape, WV_CODE_BOTH_KEYS, (*enabled)->place, NULL,
                       "a change has 'status' or 'enabled', not both");
    if (status) put(l, rule, WV_STR("status"), *status);
    if (!enabled) return;
    bool on = wv_shape_bool(&l->shape, *enabled, "enabled", true);
    wv_lit word =
        wv_shape_constant(&l->shape, on ? "stable" : "unsupported", (*enabled)->place);
    wv_node *value = scalar_like(l, *enabled, word.s);
    if (value) put(l, rule, WV_STR("status"), value);
}

/* Labels one by one: what the change does not name stays as the rule has it. */
static void set_scope(wv_loading *l, const wv_node *scope, wv_node *rule)
{
    wv_node **has = value_at(rule, WV_STR("scope"));
    wv_node *merged = take(l, sizeof *merged);
    if (!merged) return;
    if (scope->type != WV_NODE_MAP || !has || (*has)->type != WV_NODE_MAP) {
        *merged = *scope;
    } else {
        *merged = **has;
        for (uint32_t i = 0; i < scope->count; i++)
            put(l, merged, scope->keys[i]->scalar, scope->items[i]);
    }
    put(l, rule, WV_STR("scope"), merged);
}

static bool is_number(wv_str s, uint32_t *out)
{
    *out = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || *out > 9999) return false;
        *out = *out * 10 + (uint32_t)(s.p[i] - '0');
    }
    return s.n > 0;
}

/* One step of a path: a key of a map, or the number of an item. Reports when it is not there. */
static wv_node **step(wv_loading *l, const wv_node *key, wv_node *in, wv_str part)
{
    uint32_t number;
    wv_lit named = {part, wv_node_place(&key->place, key->scalar,
                                        (uint32_t)(part.p - key->scalar.p),
                                        (uint32_t)(part.p - key->scalar.p) + part.n)};
    if (in->type == WV_NODE_LIST && is_number(part, &number) && number < in->count)
        return &in->items[number];
    wv_node **at = value_at(in, part);
    if (at) return at;
    names there = {take(l, sizeof(wv_str) * (in->count + 1)), 0};
    for (uint32_t i = 0; there.items && in->type == WV_NODE_MAP && i < in->count; i++)
        there.items[there.count++] = in->keys[i]->scalar;
    report_gone(l, &named, "value", &there);
    return NULL;
}

/* `correlation.entries.0.gte: 3`. What a rule looks for is no threshold: a region adds words to a
 * list, or a rule of its own. */
static void set_value(wv_loading *l, wv_node *rule, const wv_node *key, wv_node *value)
{
    static const char *const roots[] = {"correlation", "raise", "repeat", "cap", NULL};
    wv_str rest = key->scalar;
    wv_node *in = rule;
    for (int depth = 0; depth < PATH_PARTS_MAX; depth++) {
        uint32_t n = 0, r = 0;
        while (n < rest.n && rest.p[n] != '.') n++;
        wv_str part = {rest.p, n};
        while (depth == 0 && roots[r] && !wv_str_is(part, roots[r])) r++;
        if (depth == 0 && !roots[r]) {
            wv_shape_error(&l->shape, WV_CODE_OVERLAY_CHANGE, key->place,
                           "words go into a list; another detection is a rule of the region",
                           "'set' changes numbers below correlation, raise, repeat and cap");
            return;
        }
        wv_node **at = step(l, key, in, part);
        if (!at) return;
        if (n == rest.n) {
            *at = value;
            return;
        }
        in = *at;
        rest = (wv_str){rest.p + n + 1, rest.n - n - 1};
    }
    wv_shape_error(&l->shape, WV_CODE_OVERLAY_CHANGE, key->place, NULL, "the path is too long");
}

static void change_rule(wv_loading *l, const wv_overlay_change *c)
{
    wv_node *rule = find_document(l, c, "rule");
    if (!rule) return;
    const wv_node *scope = wv_node_get(c->node, "scope"), *set = wv_node_get(c->node, "set");
    set_status(l, c, rule);
    if (scope) set_scope(l, scope, rule);
    if (set && set->type != WV_NODE_MAP)
        wv_shape_error(&l->shape, WV_CODE_TYPE, set->place, "set: {correlation.gte: 30}",
                       "'set' must be a map");
    for (uint32_t i = 0; set && set->type == WV_NODE_MAP && i < set->count; i++)
        set_value(l, rule, set->keys[i], set->items[i]);
}

/* ---- lists ---- */

static uint32_t items_of(wv_node *node, wv_node ***items)
{
    static wv_node *none[1];
    *items = node ? node->items : none;
    return node && node->type == WV_NODE_LIST ? node->count : 0;
}

/* A list of one may be written as a text: make it a list. */
static wv_node *as_list(wv_loading *l, wv_node *node)
{
    wv_node *list = take(l, sizeof *list);
    if (!list) return NULL;
    *list = *node;
    if (node->type != WV_NODE_SCALAR) return list;
    *list = (wv_node){.type = WV_NODE_LIST, .place = node->place, .count = 1};
    list->items = take(l, sizeof *list->items);
    if (!list->items) return NULL;
    list->items[0] = node;
    return list;
}

static void remove_term(wv_loading *l, wv_node *terms, const wv_node *gone)
{
    names there = {take(l, sizeof(wv_str) * (terms->count + 1)), 0};
    uint32_t kept = 0;
    bool found = false;
    if (!there.items) return;
    for (uint32_t i = 0; i < terms->count; i++) {
        bool same = wv_str_eq(terms->items[i]->scalar, gone->scalar);
        there.items[i] = terms->items[i]->scalar;
        found |= same;
        if (!same) terms->items[kept++] = terms->items[i];
    }
    there.count = terms->count;
    terms->count = kept;
    if (!found) report_gone(l, &(wv_lit){gone->scalar, gone->place}, "term", &there);
}

static void add_terms(wv_loading *l, wv_node *terms, const wv_node *more)
{
    wv_node **items = take(l, sizeof *items * (terms->count + more->count + 1));
    if (!items) return;
    if (terms->count) memcpy(items, terms->items, sizeof *items * terms->count);
    if (more->count) memcpy(items + terms->count, more->items, sizeof *items * more->count);
    terms->items = items;
    terms->count += more->count;
}

static void change_list(wv_loading *l, const wv_overlay_change *c, const char *what,
                        const char *key)
{
    wv_node *doc = find_document(l, c, what), **gone;
    wv_node **at = doc ? value_at(doc, wv_str_of(key)) : NULL;
    if (!at) return;
    wv_node **more = value_at(c->node, WV_STR("add")), **less = value_at(c->node, WV_STR("remove"));
    if (!more && !less)
        wv_shape_error(&l->shape, WV_CODE_KEY_MISSING, c->node->place, NULL,
                       "a change of a %s has 'add' or 'remove'", what);
    wv_node *terms = as_list(l, *at);
    if (!terms) return;
    add_terms(l, terms, &(wv_node){.type = WV_NODE_LIST}); /* an own array, to take out of */
    wv_node *removed = less ? as_list(l, *less) : NULL;
    uint32_t count = items_of(removed, &gone);
    for (uint32_t i = 0; i < count; i++) remove_term(l, terms, gone[i]);
    wv_node *added = more ? as_list(l, *more) : NULL;
    if (added && added->type == WV_NODE_LIST) add_terms(l, terms, added);
    *at = terms;
}

/* ---- the whole ---- */

/* Which keys say something about which kind of thing. */
static void check_keys(wv_loading *l, const wv_overlay_change *c)
{
    static const struct {
        const char *key;
        uint32_t kinds; /* mask of 1 << wv_document_kind */
    } fits[] = {
        {"status", 1u << WV_DOC_RULE}, {"enabled", 1u << WV_DOC_RULE}, {"set", 1u << WV_DOC_RULE},
        {"scope", 1u << WV_DOC_RULE},  {"triage", 1u << WV_DOC_SIGNALS},
        {"add", 1u << WV_DOC_LIST | 1u << WV_DOC_HEAD | 1u << WV_DOC_FIRST},
        {"remove", 1u << WV_DOC_LIST | 1u << WV_DOC_HEAD | 1u << WV_DOC_FIRST},
    };
    bool says = false;
    for (size_t i = 0; i < sizeof fits / sizeof *fits; i++) {
        const wv_node *value = wv_node_get(c->node, fits[i].key);
        says |= value != NULL;
        if (value && !(fits[i].kinds >> c->kind & 1))
            wv_shape_error(&l->shape, WV_CODE_OVERLAY_CHANGE, value->place,
                           "rule: status, enabled, scope, set; list, head, first: add, remove; "
                           "pattern: triage",
                           "'%s' says nothing about this kind of thing", fits[i].key);
    }
    if (!says)
        wv_shape_error(&l->shape, WV_CODE_OVERLAY_CHANGE, c->node->place,
                       "rule: status, enabled, scope, set; list, head, first: add, remove; "
                       "pattern: triage",
                       "this change changes nothing");
}

void wv_overlay_apply(wv_loading *l, const wv_overlay_change *c)
{
    check_keys(l, c);
    switch (c->kind) {
    case WV_DOC_RULE: change_rule(l, c); break;
    case WV_DOC_LIST: change_list(l, c, "list", "terms"); break;
    case WV_DOC_HEAD: change_list(l, c, "head", "first"); break;
    case WV_DOC_FIRST: change_list(l, c, "first part", "heads"); break;
    case WV_DOC_SIGNALS: {
        wv_node *pattern = find_pattern(l, c), **triage = value_at(c->node, WV_STR("triage"));
        if (pattern && triage) put(l, pattern, WV_STR("triage"), *triage);
        break;
    }
    default: break; /* overlay.c reads no other kind as a target */
    }
}
