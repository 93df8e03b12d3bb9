/* SPDX-License-Identifier: EUPL-1.2 */
/* references.c: what documents say of each other: names used twice, <names> of nothing, lists that
 * refer to themselves, signals that do not exist, and features no rule may use.
 *
 * In: all documents, read. Out: diagnostics. Neighbours: load.c calls it last. A pattern is only
 * scanned for <name> here; its grammar is pack/term*.c's. Invariant: after this pass the graph of
 * lists, macros and slots has no cycle, so whoever expands it ends. Cost: linear in the pack's
 * text. */
#include "pack/references.h"

#include "base/map.h"
#include "pack/forbidden.h"
#include "pack/loading.h"

typedef struct entry { /* one list, macro or slot: a node of the graph of references */
    wv_lit name;
    wv_lits groups[WV_VOICE_COUNT]; /* its patterns */
} entry;

typedef struct checker {
    wv_shape *s;
    const wv_pack_ast *ast;
    entry *entries;
    uint32_t count;
    wv_map by_name;
} checker;

/* Classes that are built in; a list of that name would never be used. */
static const char *const builtin_names[] = {"neg",   "num",    "amount", "time",
                                            "emoji", "anyone", NULL};

static bool is_one_of(wv_str word, const char *const *words)
{
    for (int i = 0; words[i]; i++)
        if (wv_str_is(word, words[i])) return true;
    return false;
}

static bool is_builtin(wv_str name)
{
    return is_one_of(name, builtin_names);
}

static void report_twice(wv_shape *s, const wv_lit *name, const wv_lit *first, unsigned code,
                         const char *what)
{
    uint32_t line = 0, column = 0;
    wv_str file = {"", 0};
    if (first->place.source) {
        wv_source_line_column(first->place.source, first->place.start, &line, &column);
        file = first->place.source->name;
    }
    wv_shape_error(s, code, name->place, NULL, "%s '%.*s' is used twice; the first is in %.*s:%u",
                   what, (int)name->s.n, name->s.p, (int)file.n, file.p, line);
}

static void collect(checker *c)
{
    const wv_pack_ast *a = c->ast;
    uint32_t n = a->list_count + a->macro_count + a->slot_count;
    c->entries = wv_mem_new(sizeof *c->entries * (n + 1));
    if (!c->entries) {
        c->s->nomem = true;
        return;
    }
    for (uint32_t i = 0; i < a->list_count; i++)
        c->entries[c->count++] = (entry){a->lists[i].name, {a->lists[i].terms}};
    for (uint32_t i = 0; i < a->macro_count; i++)
        c->entries[c->count++] = (entry){a->macros[i].name, {{&a->macros[i].pattern, 1}}};
    for (uint32_t i = 0; i < a->slot_count; i++) {
        entry *e = &c->entries[c->count++];
        e->name = a->slots[i].name;
        memcpy(e->groups, a->slots[i].voices, sizeof e->groups);
    }
    for (uint32_t i = 0; i < c->count; i++) {
        bool added = false;
        const wv_lit *name = &c->entries[i].name;
        uint32_t *at = wv_map_put(&c->by_name, name->s, i, &added);
        if (!at)
            c->s->nomem = true;
        else if (!added)
            report_twice(c->s, name, &c->entries[*at].name, WV_CODE_NAME_TWICE, "the name");
        bool slot = i >= a->list_count + a->macro_count;
        if (is_builtin(name->s) && !(slot && wv_str_is(name->s, "anyone")))
            wv_shape_error(c->s, WV_CODE_NAME_TWICE, name->place, NULL, "<%.*s> is built in",
                           (int)name->s.n, name->s.p);
    }
}

bool wv_references_next(wv_str pattern, uint32_t *at, wv_str *name)
{
    for (uint32_t i = *at; i < pattern.n; i++) {
        if (pattern.p[i] != '<') continue;
        uint32_t end = i + 1;
        while (end < pattern.n && pattern.p[end] != '>' && pattern.p[end] != ' ') end++;
        if (end >= pattern.n || pattern.p[end] != '>') continue;
        *name = (wv_str){pattern.p + i + 1, end - i - 1};
        *at = end + 1;
        return true;
    }
    *at = pattern.n;
    return false;
}

static void report_unknown(checker *c, const wv_lit *pattern, wv_str name)
{
    uint32_t start = (uint32_t)(name.p - pattern->s.p);
    wv_place place = wv_node_place(&pattern->place, pattern->s, start, start + name.n);
    wv_str *candidates = wv_mem_new(sizeof *candidates * (c->count + 8));
    if (!candidates) {
        c->s->nomem = true;
        return;
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->count; i++) candidates[n++] = c->entries[i].name.s;
    for (int i = 0; builtin_names[i]; i++) candidates[n++] = wv_str_of(builtin_names[i]);
    wv_str near = wv_did_you_mean(name, candidates, n);
    if (near.p)
        wv_shape_error(c->s, WV_CODE_REFERENCE_UNKNOWN, place, NULL,
                       "no list, macro or slot '%.*s' (did you mean '%.*s'?)", (int)name.n, name.p,
                       (int)near.n, near.p);
    else
        wv_shape_error(c->s, WV_CODE_REFERENCE_UNKNOWN, place, NULL,
                       "no list, macro or slot '%.*s'", (int)name.n, name.p);
    wv_mem_free(candidates);
}

static void check_pattern(checker *c, const wv_lit *pattern)
{
    wv_str name;
    for (uint32_t at = 0; wv_references_next(pattern->s, &at, &name);)
        if (!is_builtin(name) && !wv_map_get(&c->by_name, name)) report_unknown(c, pattern, name);
}

static void check_patterns(checker *c, const wv_lits *patterns)
{
    for (uint32_t i = 0; i < patterns->count; i++) check_pattern(c, &patterns->items[i]);
}

static void check_rule_references(checker *c, const wv_rule_ast *rule)
{
    for (uint32_t i = 0; i < rule->selection_count; i++)
        for (uint32_t b = 0; b < rule->selections[i].count; b++)
            for (uint32_t f = 0; f < rule->selections[i].branches[b].count; f++) {
                const wv_field_ast *field = &rule->selections[i].branches[b].fields[f];
                if (wv_str_is(field->field.s, "text") && field->modifier == WV_MOD_EQUALS)
                    check_patterns(c, &field->values);
                check_patterns(c, &field->needs);
            }
}

static void check_references(checker *c)
{
    const wv_pack_ast *a = c->ast;
    for (uint32_t i = 0; i < c->count; i++)
        for (int v = 0; v < WV_VOICE_COUNT; v++) check_patterns(c, &c->entries[i].groups[v]);
    for (uint32_t i = 0; i < a->compound_count; i++) check_patterns(c, &a->compounds[i].others);
    for (uint32_t i = 0; i < a->rule_count; i++) check_rule_references(c, &a->rules[i]);
}

/* Where the walk through one entry stands: which pattern of it, and where in that pattern. */
typedef struct walk {
    uint32_t entry, voice, item, at;
} walk;

enum { UNSEEN, ON_PATH, FINISHED };

static const uint32_t *next_edge(const checker *c, walk *w, const wv_lit **from, wv_str *name)
{
    const entry *e = &c->entries[w->entry];
    for (; w->voice < WV_VOICE_COUNT; w->voice++, w->item = w->at = 0)
        for (; w->item < e->groups[w->voice].count; w->item++, w->at = 0) {
            *from = &e->groups[w->voice].items[w->item];
            while (wv_references_next((*from)->s, &w->at, name)) {
                const uint32_t *to = wv_map_get(&c->by_name, *name);
                if (to) return to;
            }
        }
    return NULL;
}

static void report_cycle(checker *c, const walk *path, uint32_t depth, uint32_t to,
                         const wv_lit *from, wv_str name)
{
    uint32_t first = 0;
    while (path[first].entry != to) first++;
    wv_buf chain;
    wv_buf_init(&chain);
    for (uint32_t i = first; i < depth; i++) {
        wv_str n = c->entries[path[i].entry].name.s;
        wv_buf_format(&chain, "<%.*s> -> ", (int)n.n, n.p);
    }
    wv_buf_format(&chain, "<%.*s>", (int)name.n, name.p);
    uint32_t start = (uint32_t)(name.p - from->s.p);
    wv_place place = wv_node_place(&from->place, from->s, start, start + name.n);
    if (chain.failed)
        c->s->nomem = true;
    else
        wv_shape_error(c->s, WV_CODE_REFERENCE_CYCLE, place, NULL, "<%.*s> refers to itself: %.*s",
                       (int)name.n, name.p, chain.n < 300 ? (int)chain.n : 300, chain.p);
    wv_buf_done(&chain);
}

/* Depth-first with our own stack: a chain of lists may be as long as the pack has lists. */
static void check_cycles(checker *c)
{
    uint8_t *state = wv_mem_new(c->count + 1);
    walk *path = wv_mem_new(sizeof *path * (c->count + 1));
    if (!state || !path) c->s->nomem = true;
    for (uint32_t i = 0; i < c->count && state && path; i++) {
        uint32_t depth = 0;
        if (state[i] == UNSEEN) path[depth++] = (walk){.entry = i}, state[i] = ON_PATH;
        while (depth) {
            const wv_lit *from = NULL;
            wv_str name = {NULL, 0};
            const uint32_t *to = next_edge(c, &path[depth - 1], &from, &name);
            if (!to)
                state[path[--depth].entry] = FINISHED;
            else if (state[*to] == ON_PATH)
                report_cycle(c, path, depth, *to, from, name);
            else if (state[*to] == UNSEEN)
                path[depth++] = (walk){.entry = *to}, state[*to] = ON_PATH;
        }
    }
    wv_mem_free(state);
    wv_mem_free(path);
}

static void check_rule_names(wv_shape *s, const wv_pack_ast *a)
{
    wv_map names, ids;
    wv_map_init(&names);
    wv_map_init(&ids);
    for (uint32_t i = 0; i < a->rule_count; i++) {
        bool added = false;
        const wv_rule_ast *r = &a->rules[i];
        uint32_t *at = wv_map_put(&names, r->name.s, i, &added);
        if (!at)
            s->nomem = true;
        else if (!added)
            report_twice(s, &r->name, &a->rules[*at].name, WV_CODE_NAME_TWICE, "the rule name");
        if (r->id.s.n == 0) continue;
        at = wv_map_put(&ids, r->id.s, i, &added);
        if (!at)
            s->nomem = true;
        else if (!added)
            report_twice(s, &r->id, &a->rules[*at].id, WV_CODE_ID_TWICE, "the id");
    }
    wv_map_done(&names);
    wv_map_done(&ids);
}

static void check_signal(wv_shape *s, const wv_pack_ast *a, const wv_map *slugs,
                         const wv_rule_ast *rule)
{
    if (rule->signal.s.n == 0) return;
    const uint32_t *at = wv_map_get(slugs, rule->signal.s);
    if (at && a->signals[*at].is_pattern == rule->is_pattern) return;
    const char *what = rule->is_pattern ? "pattern" : "signal";
    if (at) {
        wv_shape_error(s, WV_CODE_SIGNAL_UNKNOWN, rule->signal.place, NULL,
                       "'%.*s' is a %s, not a %s", (int)rule->signal.s.n, rule->signal.s.p,
                       rule->is_pattern ? "signal" : "pattern", what);
        return;
    }
    wv_str *candidates = wv_mem_new(sizeof *candidates * (a->signal_count + 1));
    if (!candidates) {
        s->nomem = true;
        return;
    }
    for (uint32_t i = 0; i < a->signal_count; i++) candidates[i] = a->signals[i].slug.s;
    wv_str near = wv_did_you_mean(rule->signal.s, candidates, a->signal_count);
    wv_shape_error(s, WV_CODE_SIGNAL_UNKNOWN, rule->signal.place, NULL,
                   "signals.yaml has no %s '%.*s'%s%.*s%s", what, (int)rule->signal.s.n,
                   rule->signal.s.p, near.p ? " (did you mean '" : "", (int)near.n,
                   near.p ? near.p : "", near.p ? "'?)" : "");
    wv_mem_free(candidates);
}

static void check_signals(wv_shape *s, const wv_pack_ast *a)
{
    wv_map slugs;
    wv_map_init(&slugs);
    for (uint32_t i = 0; i < a->signal_count; i++) {
        bool added = false;
        uint32_t *at = wv_map_put(&slugs, a->signals[i].slug.s, i, &added);
        if (!at)
            s->nomem = true;
        else if (!added)
            report_twice(s, &a->signals[i].slug, &a->signals[*at].slug, WV_CODE_NAME_TWICE,
                         "the signal");
    }
    for (uint32_t i = 0; i < a->rule_count; i++) check_signal(s, a, &slugs, &a->rules[i]);
    wv_map_done(&slugs);
}

void wv_references_check(wv_shape *s, const wv_pack_ast *ast)
{
    checker c = {.s = s, .ast = ast};
    wv_map_init(&c.by_name);
    collect(&c);
    if (c.entries && !s->nomem) {
        check_references(&c);
        check_cycles(&c);
    }
    wv_forbidden_check(s, ast);
    check_rule_names(s, ast);
    check_signals(s, ast);
    wv_map_done(&c.by_name);
    wv_mem_free(c.entries);
}
