/* SPDX-License-Identifier: EUPL-1.2 */
/* wordbook_make.c: builds the tables of the wordbook when a pack is frozen.
 *
 * In: the lexemes of all patterns, the compound and typo documents. Out: wv_wordbook. Neighbours:
 * freeze.c calls, wordbook.c reads. Invariants: entries stand in the order in which lexemes first
 * named them. Cost: one put for each listed form and key; 60,000 for a pack of 155 rules. */
#include "pack/wordbook.h"

/* Lists under construction: for each entry the lexemes that name it, chained. */
typedef struct chains {
    wv_map *map;
    struct link {
        uint32_t lexeme, next; /* index + 1 */
    } * links;
    uint32_t link_count, link_capacity;
    uint32_t *heads, *tails; /* by entry */
    uint32_t head_capacity, tail_capacity;
    bool failed;
} chains;

static void chain(chains *c, wv_arena *arena, wv_str key, uint32_t lexeme)
{
    bool added = false;
    uint32_t *at = wv_map_put_in(c->map, arena, key, c->map->count, &added);
    if (!at ||
        !wv_mem_grow((void **)&c->links, &c->link_capacity, c->link_count + 1, sizeof *c->links) ||
        !wv_mem_grow((void **)&c->heads, &c->head_capacity, c->map->count, sizeof *c->heads) ||
        !wv_mem_grow((void **)&c->tails, &c->tail_capacity, c->map->count, sizeof *c->tails)) {
        c->failed = true;
        return;
    }
    c->links[c->link_count] = (struct link){lexeme, 0};
    if (added)
        c->heads[*at] = c->link_count + 1;
    else
        c->links[c->tails[*at] - 1].next = c->link_count + 1;
    c->tails[*at] = ++c->link_count;
}

static void collect(const wv_lexemes *l, wv_arena *arena, chains *forms, chains *keys)
{
    for (uint32_t i = 0; i < l->lexeme_count; i++) {
        const wv_lexeme *x = &l->lexemes[i];
        for (uint32_t k = 0; k < x->form_count; k++) chain(forms, arena, x->forms[k], i);
        for (uint32_t k = 0; k < x->key_count; k++) chain(keys, arena, x->keys[k], i);
    }
}

/* Lays the chains of one map out as runs; entry e of the map gets list number first_list + e. */
static void lay_out(const chains *c, wv_word_lexemes *lists, uint32_t first_list, uint32_t *lexemes,
                    uint32_t *used)
{
    for (uint32_t e = 0; e < c->map->count; e++) {
        c->map->entries[e].value = first_list + e;
        wv_word_lexemes *run = &lists[first_list + e];
        run->first = *used;
        for (uint32_t k = c->heads[e]; k; k = c->links[k - 1].next)
            lexemes[(*used)++] = c->links[k - 1].lexeme;
        run->count = *used - run->first;
    }
}

static bool make_lists(wv_wordbook *book, const wv_lexemes *l, wv_arena *arena)
{
    chains forms = {.map = &book->listed}, keys = {.map = &book->keys};
    collect(l, arena, &forms, &keys);
    uint32_t entries = book->listed.count + book->keys.count, used = 0;
    wv_word_lexemes *lists = wv_arena_alloc(arena, (entries + 1) * sizeof *lists);
    uint32_t *lexemes =
        wv_arena_alloc(arena, (forms.link_count + keys.link_count + 1) * sizeof *lexemes);
    bool ok = !forms.failed && !keys.failed && lists && lexemes;
    if (ok) {
        lay_out(&forms, lists, 0, lexemes, &used);
        lay_out(&keys, lists, book->listed.count, lexemes, &used);
        book->lists = lists;
        book->lexemes = lexemes;
    }
    wv_mem_free(forms.links), wv_mem_free(forms.heads), wv_mem_free(forms.tails);
    wv_mem_free(keys.links), wv_mem_free(keys.heads), wv_mem_free(keys.tails);
    return ok;
}

static uint32_t lexeme_of(const wv_lexemes *l, wv_lexeme_kind kind, wv_str text)
{
    for (uint32_t i = 0; i < l->lexeme_count; i++)
        if (l->lexemes[i].kind == kind && wv_str_eq(l->lexemes[i].text, text)) return i;
    return UINT32_MAX;
}

static wv_rc make_compounds(wv_wordbook *book, const wv_lexemes *l, const wv_pack_ast *ast,
                            wv_arena *arena)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ast->compound_count; i++) count += ast->compounds[i].others.count;
    if (!count) return WV_OK;
    wv_compound_rule *rules = wv_arena_alloc(arena, count * sizeof *rules);
    uint32_t *lexemes = wv_arena_alloc(arena, 2 * count * sizeof *lexemes);
    if (!rules || !lexemes) return WV_E_NOMEM;
    uint32_t n = 0;
    for (uint32_t i = 0; i < ast->compound_count; i++) {
        const wv_compound_ast *c = &ast->compounds[i];
        for (uint32_t k = 0; k < c->others.count; k++, n++) {
            wv_str other = c->others.items[k].s;
            rules[n] = c->is_head ? (wv_compound_rule){other, c->part.s}
                                  : (wv_compound_rule){c->part.s, other};
            lexemes[2 * n] = lexeme_of(l, WV_LEXEME_HEAD, rules[n].head);
            lexemes[2 * n + 1] = lexeme_of(l, WV_LEXEME_FIRST, rules[n].first);
        }
    }
    book->compound_lexemes = lexemes;
    return wv_compounds_new(rules, count, arena, &book->compounds);
}

static bool make_typos(wv_wordbook *book, const wv_pack_ast *ast, wv_arena *arena)
{
    wv_str *typos = wv_arena_alloc(arena, (ast->typo_words.count + 1) * sizeof *typos);
    if (!typos) return false;
    for (uint32_t i = 0; i < ast->typo_words.count; i++)
        if (ast->typo_words.items[i].s.n >= 9)
            typos[book->typo_count++] = ast->typo_words.items[i].s;
    book->typos = typos;
    return true;
}

/* A map that has grown on the heap moves to the arena, or is freed. */
static bool settle(wv_map *map, wv_arena *arena, bool ok)
{
    ok = ok && wv_map_settle(map, arena);
    if (!ok) wv_map_done(map);
    return ok;
}

wv_rc wv_wordbook_make(const wv_lexemes *l, const wv_pack_ast *ast, wv_arena *arena,
                       wv_wordbook **out)
{
    wv_wordbook *book = wv_arena_alloc(arena, sizeof *book);
    if (!book) return WV_E_NOMEM;
    for (uint32_t i = 0; i < WV_BUILTIN_COUNT; i++) book->builtins[i] = UINT32_MAX;
    for (uint32_t i = 0; i < l->lexeme_count; i++)
        if (l->lexemes[i].kind == WV_LEXEME_BUILTIN) book->builtins[l->lexemes[i].builtin] = i;
    bool ok = make_lists(book, l, arena) && make_typos(book, ast, arena);
    bool listed = settle(&book->listed, arena, ok), keys = settle(&book->keys, arena, ok);
    *out = book;
    return listed && keys ? make_compounds(book, l, ast, arena) : WV_E_NOMEM;
}
