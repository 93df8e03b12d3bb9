/* SPDX-License-Identifier: EUPL-1.2 */
/* wordbook_make.c: builds the tables of the wordbook when a pack is frozen.
 *
 * In: the lexemes of all patterns, the compound and typo documents. Out: wv_wordbook. Neighbours: freeze.c calls,
 * wordbook.c reads. Invariants: entries stand in the order in which lexemes first named them.
 * Cost: one analysis for each listed form (about 1 us); 40,000 forms for a pack of 400 rules. */
#include "pack/wordbook.h"

#include "text/analyse.h"
#include "text/gram.h"

/* Lists under construction: for each entry the lexemes that name it, chained. */
typedef struct chains {
    wv_map *map;
    struct link {
        uint32_t lexeme, next; /* index + 1 */
    } *links;
    uint32_t link_count, link_capacity;
    uint32_t *heads, *tails; /* by entry */
    uint32_t head_capacity, tail_capacity;
    bool failed;
} chains;

static void chain(chains *c, wv_arena *arena, wv_str key, uint32_t lexeme)
{
    wv_str kept = wv_map_get(c->map, key) ? key : wv_arena_str(arena, key);
    bool added = false;
    uint32_t *at = kept.p ? wv_map_put(c->map, kept, c->map->count, &added) : NULL;
    if (!at || !wv_mem_grow((void **)&c->links, &c->link_capacity, c->link_count + 1, sizeof *c->links) ||
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
        for (uint32_t k = 0; k < x->form_count; k++)
            chain(forms, arena, x->forms[k], i);
        for (uint32_t k = 0; k < x->key_count; k++)
            chain(keys, arena, x->keys[k], i);
    }
}

/* Lays the chains of one map out as runs; entry e of the map gets list number first_list + e. */
static void lay_out(const chains *c, wv_word_lexemes *lists, uint32_t first_list, uint32_t *lexemes, uint32_t *used)
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
    uint32_t *lexemes = wv_arena_alloc(arena, (forms.link_count + keys.link_count + 1) * sizeof *lexemes);
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
        if (l->lexemes[i].kind == kind && wv_str_eq(l->lexemes[i].text, text))
            return i;
    return UINT32_MAX;
}

static wv_rc make_compounds(wv_wordbook *book, const wv_lexemes *l, const wv_pack_ast *ast, wv_arena *arena)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ast->compound_count; i++)
        count += ast->compounds[i].others.count;
    if (!count)
        return WV_OK;
    wv_compound_rule *rules = wv_arena_alloc(arena, count * sizeof *rules);
    uint32_t *lexemes = wv_arena_alloc(arena, 2 * count * sizeof *lexemes);
    if (!rules || !lexemes)
        return WV_E_NOMEM;
    uint32_t n = 0;
    for (uint32_t i = 0; i < ast->compound_count; i++) {
        const wv_compound_ast *c = &ast->compounds[i];
        for (uint32_t k = 0; k < c->others.count; k++, n++) {
            wv_str other = c->others.items[k].s;
            rules[n] = c->is_head ? (wv_compound_rule){other, c->part.s} : (wv_compound_rule){c->part.s, other};
            lexemes[2 * n] = lexeme_of(l, WV_LEXEME_HEAD, rules[n].head);
            lexemes[2 * n + 1] = lexeme_of(l, WV_LEXEME_FIRST, rules[n].first);
        }
    }
    book->compound_lexemes = lexemes;
    return wv_compounds_new(rules, count, &book->compounds);
}

static bool make_typos(wv_wordbook *book, const wv_pack_ast *ast, wv_arena *arena)
{
    wv_str *typos = wv_arena_alloc(arena, (ast->typo_words.count + 1) * sizeof *typos);
    if (!typos)
        return false;
    for (uint32_t i = 0; i < ast->typo_words.count; i++)
        if (ast->typo_words.items[i].s.n >= 9)
            typos[book->typo_count++] = ast->typo_words.items[i].s;
    book->typos = typos;
    return true;
}

wv_rc wv_wordbook_make(const wv_lexemes *l, const wv_pack_ast *ast, wv_arena *arena, wv_wordbook **out)
{
    wv_wordbook *book = wv_arena_alloc(arena, sizeof *book);
    if (!book)
        return WV_E_NOMEM;
    wv_map_init(&book->listed);
    wv_map_init(&book->keys);
    *out = book;
    for (uint32_t i = 0; i < WV_BUILTIN_COUNT; i++)
        book->builtins[i] = UINT32_MAX;
    for (uint32_t i = 0; i < l->lexeme_count; i++)
        if (l->lexemes[i].kind == WV_LEXEME_BUILTIN)
            book->builtins[l->lexemes[i].builtin] = i;
    if (!make_lists(book, l, arena) || !make_typos(book, ast, arena))
        return WV_E_NOMEM;
    return make_compounds(book, l, ast, arena);
}

void wv_wordbook_done(wv_wordbook *book)
{
    if (!book)
        return;
    wv_map_done(&book->listed);
    wv_map_done(&book->keys);
    wv_compounds_free(book->compounds);
}

/* ---- sets ------------------------------------------------------------------------------------------------------------ */

typedef struct set_maker {
    const wv_matcher *m;
    wv_arena *arena;
    wv_map ids; /* bytes of the class list -> set id */
    wv_set *sets;
    uint32_t capacity;
} set_maker;

static uint32_t intern_set(set_maker *s, const uint32_t *classes, uint32_t count)
{
    wv_str look = {(const char *)classes, count * (uint32_t)sizeof *classes};
    uint32_t *known = wv_map_get(&s->ids, look);
    if (known)
        return *known;
    uint32_t *copy = wv_arena_alloc(s->arena, (count + 1) * sizeof *copy);
    if (!copy || !wv_mem_grow((void **)&s->sets, &s->capacity, s->ids.count + 1, sizeof *s->sets))
        return UINT32_MAX;
    memcpy(copy, classes, count * sizeof *copy);
    uint32_t id = s->ids.count;
    s->sets[id] = (wv_set){.classes = copy, .count = count};
    wv_matcher_seal_set(s->m, &s->sets[id]);
    wv_str key = {(const char *)copy, look.n};
    return wv_map_put(&s->ids, key, id, NULL) ? id : UINT32_MAX;
}

static uint32_t set_of_form(const wv_wordbook *book, set_maker *s, wv_str form)
{
    wv_analysis analyses[WV_ANALYSES_MAX];
    uint32_t lexemes[WV_WORD_LEXEMES_MAX], classes[WV_SET_CLASSES_MAX];
    int n = wv_analyse(form, analyses);
    uint64_t gram = wv_gram_of(form, analyses, n);
    uint32_t count = wv_wordbook_lexemes(book, form, WV_TOKEN_WORD, gram, analyses, (uint32_t)n, lexemes);
    count = wv_matcher_classes(s->m, lexemes, count, classes, WV_SET_CLASSES_MAX);
    return intern_set(s, classes, count);
}

wv_rc wv_wordbook_make_sets(wv_wordbook *book, const wv_matcher *m, wv_arena *arena)
{
    set_maker s = {.m = m, .arena = arena};
    wv_map_init(&s.ids);
    uint32_t none[1] = {0};
    uint32_t *set_of = wv_arena_alloc(arena, (book->listed.count + 1) * sizeof *set_of);
    wv_rc rc = set_of && intern_set(&s, none, 0) == 0 ? WV_OK : WV_E_NOMEM;
    for (uint32_t i = 0; i < book->listed.count && rc == WV_OK; i++) {
        set_of[i] = set_of_form(book, &s, book->listed.entries[i].key);
        if (set_of[i] == UINT32_MAX)
            rc = WV_E_NOMEM;
    }
    wv_set *kept = rc == WV_OK ? wv_arena_alloc(arena, (s.ids.count + 1) * sizeof *kept) : NULL;
    if (kept) {
        memcpy(kept, s.sets, s.ids.count * sizeof *kept);
        book->sets = kept;
        book->set_count = s.ids.count;
        book->set_of = set_of;
    } else {
        rc = WV_E_NOMEM;
    }
    wv_map_done(&s.ids);
    wv_mem_free(s.sets);
    return rc;
}
