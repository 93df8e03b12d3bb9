/* SPDX-License-Identifier: EUPL-1.2 */
/* trigger.c: reads the scope documents of a pack into plain triggers.
 *
 * In: the node trees of scope/ (pack/load.c). Out: a wv_scope_table in the caller's arena, or
 * diagnostics.
 * Neighbours: pack/freeze.c compiles the patterns, scan/scope.c gives them their meaning.
 * Invariants: a trigger has a label, a reach, and at least one cue (or title or code for a record).
 * Cost: linear in the documents, once per pack. */
#include "pack/trigger.h"

#include "base/map.h"
#include "pack/codes.h"

#define ARRAY_COUNT(a) ((uint32_t)(sizeof(a) / sizeof((a)[0])))

typedef struct reader {
    wv_arena *arena;
    wv_diags *diags;
    bool no_memory;
} reader;

/* Keys of a trigger document; the order is the order of the manual. */
static const char *const KEYS[] = {"scope", "name",  "cues", "reach", "except", "stops",
                                   "who",   "least", "mark", "title", "code",   "description"};

static const char *const LABELS[WV_LABEL_COUNT] = {
#define WV_LABEL_TEXT(name, text) [WV_LABEL_##name] = text,
    WV_LABEL_TABLE(WV_LABEL_TEXT)
#undef WV_LABEL_TEXT
};

static const char *const REACHES[WV_REACH_COUNT] = {
#define WV_REACH_TEXT(name, text) [WV_REACH_##name] = text,
    WV_REACH_TABLE(WV_REACH_TEXT)
#undef WV_REACH_TEXT
};

static void complain(reader *r, unsigned code, wv_place place, const char *hint, const char *what,
                     wv_str word)
{
    wv_diags_add(r->diags, WV_LEVEL_ERROR, code, place, hint, "%s '%.*s'", what, (int)word.n,
                 word.p);
}

/* "unknown scope 'negate' (did you mean 'negated'?)" */
static void complain_unknown(reader *r, unsigned code, wv_place place, const char *what,
                             wv_str word, const char *const *known, uint32_t count)
{
    wv_str candidates[16];
    for (uint32_t i = 0; i < count; i++) candidates[i] = wv_str_of(known[i]);
    wv_str near = wv_did_you_mean(word, candidates, count);
    if (near.n)
        wv_diags_add(r->diags, WV_LEVEL_ERROR, code, place, NULL,
                     "unknown %s '%.*s' (did you mean '%.*s'?)", what, (int)word.n, word.p,
                     (int)near.n, near.p);
    else
        wv_diags_add(r->diags, WV_LEVEL_ERROR, code, place, NULL, "unknown %s '%.*s'", what,
                     (int)word.n, word.p);
}

/* Index of a word among the known ones, or -1 after complaining. */
static int read_choice(reader *r, const wv_node *node, const char *what, const char *const *known,
                       uint32_t count)
{
    if (!node) return -1;
    if (node->type != WV_NODE_SCALAR) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_TYPE, node->place, NULL,
                     "%s must be one word", what);
        return -1;
    }
    for (uint32_t i = 0; i < count; i++)
        if (wv_str_is(node->scalar, known[i])) return (int)i;
    complain_unknown(r, WV_CODE_VALUE, node->place, what, node->scalar, known, count);
    return -1;
}

/* A list of scalars, or one scalar. */
static wv_lits read_lits(reader *r, const wv_node *node, const char *what)
{
    wv_lits none = {NULL, 0};
    if (!node) return none;
    uint32_t count = node->type == WV_NODE_LIST ? node->count : 1;
    wv_lit *items = count ? wv_arena_alloc(r->arena, count * sizeof *items) : NULL;
    if (node->type == WV_NODE_MAP || !count) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_TYPE, node->place, NULL,
                     "%s must be a list of terms", what);
        return none;
    }
    if (!items) {
        r->no_memory = true;
        return none;
    }
    for (uint32_t i = 0; i < count; i++) {
        const wv_node *item = node->type == WV_NODE_LIST ? node->items[i] : node;
        if (item->type != WV_NODE_SCALAR || !item->scalar.n) {
            wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_TYPE, item->place, NULL,
                         "%s must be a list of terms", what);
            return none;
        }
        items[i] = (wv_lit){item->scalar, item->place};
    }
    return (wv_lits){items, count};
}

static uint8_t read_voices(reader *r, const wv_node *node)
{
    static const char *const names[WV_VOICE_COUNT] = {"P", "V", "T", "R"};
    wv_lits lits = read_lits(r, node, "`who`");
    uint8_t mask = 0;
    for (uint32_t i = 0; i < lits.count; i++) {
        uint32_t v = 0;
        while (v < WV_VOICE_COUNT && !wv_str_is(lits.items[i].s, names[v])) v++;
        if (v == WV_VOICE_COUNT)
            complain(r, WV_CODE_VALUE, lits.items[i].place, "voices are P, V, T and R",
                     "unknown voice", lits.items[i].s);
        else
            mask |= (uint8_t)(1u << v);
    }
    return mask ? mask : WV_VOICES_ALL;
}

static uint8_t read_least(reader *r, const wv_node *node)
{
    if (!node) return 1;
    wv_str s = node->type == WV_NODE_SCALAR ? node->scalar : (wv_str){"", 0};
    if (s.n == 1 && s.p[0] >= '1' && s.p[0] <= '9') return (uint8_t)(s.p[0] - '0');
    wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_RANGE, node->place, NULL,
                 "`least` must be a number from 1 to 9");
    return 1;
}

static char read_mark(reader *r, const wv_node *node)
{
    if (!node) return 0;
    if (node->type == WV_NODE_SCALAR && node->scalar.n == 1 &&
        (node->scalar.p[0] == '?' || node->scalar.p[0] == '!'))
        return node->scalar.p[0];
    wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_VALUE, node->place, NULL,
                 "`mark` must be \"?\" or \"!\"");
    return 0;
}

static void check_keys(reader *r, const wv_node *document)
{
    for (uint32_t i = 0; i < document->count; i++) {
        const wv_node *key = document->keys[i];
        uint32_t k = 0;
        while (k < ARRAY_COUNT(KEYS) && !wv_str_is(key->scalar, KEYS[k])) k++;
        if (k == ARRAY_COUNT(KEYS))
            complain_unknown(r, WV_CODE_KEY_UNKNOWN, key->place, "key", key->scalar, KEYS,
                             ARRAY_COUNT(KEYS));
    }
}

static const wv_node *need(reader *r, const wv_node *document, const char *key)
{
    const wv_node *value = wv_node_get(document, key);
    if (!value)
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_KEY_MISSING, document->place, NULL,
                     "a scope trigger needs `%s`", key);
    return value;
}

/* Without cues only metadata can set a label. */
static void check_cues(reader *r, const wv_node *document, const wv_trigger *t)
{
    if (!t->patterns[WV_TRIGGER_CUES].count && !t->titles.count && !t->codes.count)
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_KEY_MISSING, document->place, NULL,
                     "a scope trigger needs `cues`");
}

/* What no single key can tell: keys that only some reaches understand. */
static void check_sense(reader *r, const wv_node *document, const wv_trigger *t)
{
    bool wide = wv_trigger_is_wide(t);
    bool fields = t->titles.count || t->codes.count;
    if (fields && t->reach != WV_REACH_RECORD)
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_SCOPE_SYNTAX, document->place,
                     "use reach: record", "`title` and `code` are about the whole record");
    if (t->least > 1 && !wide)
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_SCOPE_SYNTAX, document->place,
                     "use reach: paragraph or record", "`least` counts cues of several sentences");
    if (wide && t->patterns[WV_TRIGGER_STOPS].count)
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_SCOPE_SYNTAX, document->place, NULL,
                     "`stops` works within a sentence only");
}

static void read_trigger(reader *r, const wv_node *document, wv_trigger *out)
{
    if (document->type != WV_NODE_MAP) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_TYPE, document->place, NULL,
                     "a scope trigger must be a map");
        return;
    }
    check_keys(r, document);
    int label = read_choice(r, need(r, document, "scope"), "scope", LABELS, WV_LABEL_COUNT);
    int reach = read_choice(r, need(r, document, "reach"), "reach", REACHES, WV_REACH_COUNT);
    out->label = label < 0 ? WV_LABEL_NEGATED : (wv_label)label;
    out->reach = reach < 0 ? WV_REACH_CLAUSE : (wv_reach)reach;
    wv_lits name = read_lits(r, need(r, document, "name"), "`name`");
    if (name.count) out->name = name.items[0];
    out->patterns[WV_TRIGGER_CUES] = read_lits(r, wv_node_get(document, "cues"), "`cues`");
    out->patterns[WV_TRIGGER_EXCEPT] = read_lits(r, wv_node_get(document, "except"), "`except`");
    out->patterns[WV_TRIGGER_STOPS] = read_lits(r, wv_node_get(document, "stops"), "`stops`");
    out->titles = read_lits(r, wv_node_get(document, "title"), "`title`");
    out->codes = read_lits(r, wv_node_get(document, "code"), "`code`");
    out->voices = read_voices(r, wv_node_get(document, "who"));
    out->least = read_least(r, wv_node_get(document, "least"));
    out->mark = read_mark(r, wv_node_get(document, "mark"));
    check_cues(r, document, out);
    if (reach >= 0) check_sense(r, document, out);
}

static void check_names(reader *r, const wv_trigger *triggers, uint32_t count)
{
    wv_map seen;
    wv_map_init(&seen);
    for (uint32_t i = 0; i < count; i++) {
        bool added = true;
        if (triggers[i].name.s.n && !wv_map_put(&seen, triggers[i].name.s, i, &added))
            r->no_memory = true;
        if (!added)
            complain(r, WV_CODE_NAME_TWICE, triggers[i].name.place, NULL,
                     "a second scope trigger with the name", triggers[i].name.s);
    }
    wv_map_done(&seen);
}

wv_rc wv_trigger_compile(const wv_node *const *documents, uint32_t count, wv_arena *arena,
                         wv_scope_table **out, wv_diags *diags)
{
    reader r = {.arena = arena, .diags = diags};
    uint32_t errors = diags->errors;
    if (count > WV_TRIGGERS_MAX) {
        wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_LIMIT, documents[WV_TRIGGERS_MAX]->place, NULL,
                     "more than %d scope triggers", WV_TRIGGERS_MAX);
        return WV_E_PACK;
    }
    wv_scope_table *table = wv_arena_alloc(arena, sizeof *table);
    wv_trigger *triggers = wv_arena_alloc(arena, (count ? count : 1) * sizeof *triggers);
    if (!table || !triggers) return WV_E_NOMEM;
    for (uint32_t i = 0; i < count; i++) read_trigger(&r, documents[i], &triggers[i]);
    check_names(&r, triggers, count);
    if (r.no_memory || diags->failed) return WV_E_NOMEM;
    if (diags->errors > errors) return WV_E_PACK;
    *table = (wv_scope_table){triggers, count};
    *out = table;
    return WV_OK;
}
