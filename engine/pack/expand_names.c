/* SPDX-License-Identifier: EUPL-1.2 */
/* expand_names.c: lists, macros, slots and built-in names; alternatives laid flat.
 *
 * In: names of the pack, parsed terms. Out: lexemes, and the terms that are more than one word.
 * Neighbours: expand.c. Invariants: nested names end at WV_NAMES_NEST_MAX, so that a circle is an
 * error and no hang. Cost: linear in the terms of the lists that are used; each literal is parsed
 * once. */
#include "pack/expand_names.h"

#include "pack/codes.h"

static bool add_name(wv_expander *x, wv_str name, wv_name_kind kind, uint32_t index, bool replace)
{
    uint32_t value = (uint32_t)kind << 28 | index;
    uint32_t *at = wv_map_put(&x->names, name, value, NULL);
    if (!at) {
        x->no_memory = true;
        return false;
    }
    if (replace) *at = value;
    return true;
}

static bool load_parts(wv_expander *x)
{
    for (uint32_t i = 0; i < x->ast->compound_count; i++) {
        const wv_compound_ast *c = &x->ast->compounds[i];
        char *key = wv_arena_alloc(&x->scratch, c->part.s.n + 1u);
        if (!key) return false;
        memcpy(key + (c->is_head ? 1 : 0), c->part.s.p, c->part.s.n);
        key[c->is_head ? 0 : c->part.s.n] = '_';
        if (!wv_map_put(&x->parts, (wv_str){key, c->part.s.n + 1}, i, NULL)) return false;
    }
    return true;
}

bool wv_names_load(wv_expander *x)
{
    static const char *const BUILTINS[WV_BUILTIN_COUNT] = {
#define WV_BUILTIN_TEXT(name, text, weight) [WV_BUILTIN_##name] = text,
        WV_BUILTIN_TABLE(WV_BUILTIN_TEXT)
#undef WV_BUILTIN_TEXT
    };
    bool ok = true;
    for (uint32_t i = 0; i < WV_BUILTIN_COUNT; i++)
        ok &= add_name(x, wv_str_of(BUILTINS[i]), WV_NAME_BUILTIN, i, false);
    for (uint32_t i = 0; i < x->ast->list_count; i++)
        ok &= add_name(x, x->ast->lists[i].name.s, WV_NAME_LIST, i, true);
    for (uint32_t i = 0; i < x->ast->macro_count; i++)
        ok &= add_name(x, x->ast->macros[i].name.s, WV_NAME_MACRO, i, true);
    for (uint32_t i = 0; i < x->ast->slot_count; i++)
        ok &= add_name(x, x->ast->slots[i].name.s, WV_NAME_SLOT, i, true);
    return ok && load_parts(x);
}

static void complain_name(wv_expander *x, const wv_term *t)
{
    enum { CANDIDATES_MAX = 512 };
    wv_str candidates[CANDIDATES_MAX];
    uint32_t count = x->names.count < CANDIDATES_MAX ? x->names.count : CANDIDATES_MAX;
    for (uint32_t i = 0; i < count; i++) candidates[i] = x->names.entries[i].key;
    wv_str near = wv_did_you_mean(t->text, candidates, count);
    if (near.n)
        wv_diags_add(x->diags, WV_LEVEL_ERROR, WV_CODE_REFERENCE_UNKNOWN, t->place, NULL,
                     "no list, macro or slot is named '%.*s' (did you mean '%.*s'?)",
                     (int)t->text.n, t->text.p, (int)near.n, near.p);
    else
        wv_diags_add(x->diags, WV_LEVEL_ERROR, WV_CODE_REFERENCE_UNKNOWN, t->place, NULL,
                     "no list, macro or slot is named '%.*s'", (int)t->text.n, t->text.p);
}

bool wv_names_find(wv_expander *x, const wv_term *t, wv_name *out)
{
    const uint32_t *value = wv_map_get(&x->names, t->text);
    if (!value) {
        complain_name(x, t);
        return false;
    }
    *out = (wv_name){(wv_name_kind)(*value >> 28), *value & 0xFFFFFFF};
    return true;
}

wv_term *wv_names_tree(wv_expander *x, const wv_lit *lit)
{
    const uint32_t *known = wv_map_get(&x->terms, (wv_str){(const char *)&lit, sizeof lit});
    if (known) return x->trees[*known];
    const wv_lit **key = wv_arena_alloc(&x->scratch, sizeof *key);
    if (!key) return NULL;
    *key = lit;
    bool added = false;
    uint32_t *at =
        wv_map_put(&x->terms, (wv_str){(const char *)key, sizeof *key}, x->tree_count, &added);
    if (!at ||
        !wv_mem_grow((void **)&x->trees, &x->tree_capacity, x->tree_count + 1, sizeof *x->trees)) {
        x->no_memory = true;
        return NULL;
    }
    if (added) x->trees[x->tree_count++] = wv_term_parse(lit, &x->scratch, x->diags);
    return x->trees[*at];
}

/* The part of a compound must be named by a head: or first: document, else the pattern could only
 * match the bare word. */
static bool check_part(wv_expander *x, const wv_term *t)
{
    char name[128];
    if (t->text.n + 1 >= sizeof name) return true;
    bool head = t->kind == WV_TERM_HEAD;
    memcpy(name + (head ? 1 : 0), t->text.p, t->text.n);
    name[head ? 0 : t->text.n] = '_';
    wv_str key = {name, t->text.n + 1};
    if (wv_map_get(&x->parts, key)) return true;
    wv_diags_add(x->diags, WV_LEVEL_ERROR, WV_CODE_REFERENCE_UNKNOWN, t->place,
                 head ? "add a document  head: verbod  first: [contact, straat]"
                      : "add a document  first: stalking  heads: [gedrag, melding]",
                 "no compound part '%.*s' is defined", (int)key.n, key.p);
    return false;
}

uint32_t wv_names_lexeme(wv_expander *x, const wv_term *t)
{
    wv_lexemes *l = x->lexemes;
    uint32_t id = UINT32_MAX;
    switch (t->kind) {
    case WV_TERM_WORD: id = wv_lexemes_word(l, t->text, t->pos); break;
    case WV_TERM_EXACT: id = wv_lexemes_exact(l, t->text); break;
    case WV_TERM_SPLIT: id = wv_lexemes_split(l, t->particle, t->text); break;
    case WV_TERM_HEAD:
        if (!check_part(x, t)) return UINT32_MAX;
        id = wv_lexemes_head(l, t->text);
        break;
    case WV_TERM_FIRST:
        if (!check_part(x, t)) return UINT32_MAX;
        id = wv_lexemes_first(l, t->text);
        break;
    default: break;
    }
    if (id == UINT32_MAX && !l->no_memory)
        wv_diags_add(x->diags, WV_LEVEL_ERROR, WV_CODE_PATTERN_SYNTAX, t->place,
                     "at most 50 letters", "'%.*s' cannot be a word", (int)t->text.n, t->text.p);
    x->no_memory |= l->no_memory;
    return id;
}

/* ---- flat groups ---- */

static void flat_lexeme(wv_expander *x, wv_flat *flat, uint32_t id)
{
    if (id == UINT32_MAX || !wv_mem_grow((void **)&flat->lexemes, &flat->lexeme_capacity,
                                         flat->lexeme_count + 1, sizeof *flat->lexemes)) {
        x->no_memory |= id != UINT32_MAX;
        flat->failed = true;
        return;
    }
    flat->lexemes[flat->lexeme_count++] = id;
}

static void flat_other(wv_expander *x, wv_flat *flat, const wv_term *t)
{
    if (!wv_mem_grow((void **)&flat->others, &flat->other_capacity, flat->other_count + 1,
                     sizeof *flat->others)) {
        x->no_memory = flat->failed = true;
        return;
    }
    flat->others[flat->other_count++] = t;
}

static bool flat_append(wv_flat *flat, const wv_flat *more)
{
    uint32_t lexemes = flat->lexeme_count + more->lexeme_count,
             others = flat->other_count + more->other_count;
    if (!wv_mem_grow((void **)&flat->lexemes, &flat->lexeme_capacity, lexemes,
                     sizeof *flat->lexemes) ||
        !wv_mem_grow((void **)&flat->others, &flat->other_capacity, others, sizeof *flat->others))
        return false;
    if (more->lexeme_count)
        memcpy(flat->lexemes + flat->lexeme_count, more->lexemes,
               more->lexeme_count * sizeof *more->lexemes);
    if (more->other_count)
        memcpy(flat->others + flat->other_count, more->others,
               more->other_count * sizeof *more->others);
    flat->lexeme_count = lexemes;
    flat->other_count = others;
    return true;
}

static void flat_terms(wv_expander *x, wv_flat *flat, const wv_lits *terms, uint32_t depth)
{
    for (uint32_t i = 0; i < terms->count && !x->no_memory; i++)
        wv_flat_add(x, flat, wv_names_tree(x, &terms->items[i]), depth + 1);
}

/* A list is laid flat once. Where it is being laid flat already (it names itself), or would nest too
 * deep here, its terms are walked, which ends in a complaint at the right place. */
static void flat_list(wv_expander *x, wv_flat *flat, uint32_t index, uint32_t depth)
{
    const wv_lits *terms = &x->ast->lists[index].terms;
    wv_flat_list *known = &x->lists[index];
    if (known->state == WV_FLAT_UNKNOWN) {
        known->state = WV_FLAT_BEGUN;
        flat_terms(x, &known->flat, terms, 0);
        bool good = !known->flat.failed && !x->no_memory;
        known->state = good ? WV_FLAT_KNOWN : WV_FLAT_UNKNOWN;
        if (!good) {
            wv_flat_done(&known->flat);
            known->flat = (wv_flat){0};
            flat->failed = true;
            return;
        }
    }
    if (known->state == WV_FLAT_BEGUN || depth + known->flat.depth > WV_NAMES_NEST_MAX) {
        flat_terms(x, flat, terms, depth);
        return;
    }
    if (flat->depth < depth + known->flat.depth) flat->depth = depth + known->flat.depth;
    if (!flat_append(flat, &known->flat)) x->no_memory = flat->failed = true;
}

static void flat_name(wv_expander *x, wv_flat *flat, const wv_term *t, uint32_t depth)
{
    wv_name name;
    if (!wv_names_find(x, t, &name)) {
        flat->failed = true;
        return;
    }
    if (name.kind == WV_NAME_BUILTIN) {
        flat_lexeme(x, flat, wv_lexemes_builtin(x->lexemes, (wv_builtin)name.index));
    } else if (name.kind == WV_NAME_SLOT) {
        flat_other(x, flat, t);
    } else if (name.kind == WV_NAME_MACRO) {
        wv_flat_add(x, flat, wv_names_tree(x, &x->ast->macros[name.index].pattern), depth + 1);
    } else {
        flat_list(x, flat, name.index, depth);
    }
}

void wv_flat_add(wv_expander *x, wv_flat *flat, const wv_term *t, uint32_t depth)
{
    if (!t) {
        flat->failed = true;
        return;
    }
    if (depth > WV_NAMES_NEST_MAX) {
        if (!flat->failed)
            wv_diags_add(x->diags, WV_LEVEL_ERROR, WV_CODE_REFERENCE_CYCLE, t->place, NULL,
                         "names nested deeper than %d, or in a circle", WV_NAMES_NEST_MAX);
        flat->failed = true;
        return;
    }
    if (flat->failed) return;
    if (flat->depth < depth) flat->depth = depth;
    if (t->optional)
        flat_other(x, flat, t); /* expand.c complains: an alternative that may be nothing */
    else if (t->kind == WV_TERM_NAME)
        flat_name(x, flat, t, depth);
    else if (t->kind == WV_TERM_ANY)
        for (uint32_t i = 0; i < t->count; i++) wv_flat_add(x, flat, t->items[i], depth + 1);
    else if (t->kind == WV_TERM_SEQ || t->kind == WV_TERM_ALL)
        flat_other(x, flat, t);
    else
        flat_lexeme(x, flat, wv_names_lexeme(x, t));
}

void wv_flat_done(wv_flat *flat)
{
    wv_mem_free(flat->lexemes);
    wv_mem_free(flat->others);
}
