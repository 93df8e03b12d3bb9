/* SPDX-License-Identifier: EUPL-1.2 */
/* compounds.c: table of (first part, head) rules and look-up of a word in it. In: rules, later
 * folded words. Out: rules.
 *
 *   contactverboden = contact + verboden     heads:  verbod verboden verbodje ... -> rules of that
 * head firsts: contact -> rules of that first part A word is cut at every place where its tail is a
 * form of a head; the front, less its linking letters, must be a first part of the same rule.
 * Neighbours: inflect.h gives the forms of heads; pack/expand and scan/wordbook call it. Invariant:
 * no part is ever guessed. Cost: one hash look-up for each cut of the word, so about its length. */
#include "text/compounds.h"

#include "base/map.h"
#include "text/inflect.h"

enum { RULES_MAX = 100000, PART_BYTES_MIN = 3 };

typedef struct chain {
    uint32_t rule, next; /* next: index + 1, 0 ends */
} chain;

typedef struct chains {
    wv_map map; /* text -> index + 1 of its first link */
    chain *items;
    uint32_t count, capacity;
} chains;

struct wv_compounds {
    wv_arena *arena; /* owns all of it once it is made; NULL from then on */
    chains heads;  /* any written form of a head */
    chains firsts; /* a first part, plain */
    wv_rc rc;      /* while building */
    uint32_t building;
    uint32_t head_bytes_min;
};

/* The newest rule goes in front; lists come out in falling order of rules. */
static bool add_link(wv_compounds *c, chains *all, wv_str text, uint32_t rule)
{
    uint32_t *first = wv_map_get(&all->map, text);
    if (first && *first && all->items[*first - 1].rule == rule)
        return true; /* a form that comes twice */
    if (!wv_mem_grow((void **)&all->items, &all->capacity, all->count + 1, sizeof *all->items))
        return false;
    all->items[all->count] = (chain){rule, first ? *first : 0};
    all->count++;
    if (first) return *first = all->count, true;
    wv_str kept = wv_arena_str(c->arena, text);
    return kept.p && wv_map_put(&all->map, kept, all->count, NULL);
}

static void collect_head(void *ctx, wv_str form, unsigned pos, uint32_t feat)
{
    wv_compounds *c = ctx;
    (void)pos, (void)feat;
    if (!c->rc && !add_link(c, &c->heads, form, c->building)) c->rc = WV_E_NOMEM;
    if (form.n < c->head_bytes_min) c->head_bytes_min = form.n;
}

static wv_rc add_rule(wv_compounds *c, const wv_compound_rule *rule, uint32_t index)
{
    c->building = index;
    collect_head(c, rule->head, 0, 0);
    wv_rc rc = wv_inflect_generate(rule->head, 0, collect_head, c);
    if (!rc) rc = c->rc;
    if (!rc && !add_link(c, &c->firsts, rule->first, index)) rc = WV_E_NOMEM;
    return rc;
}

/* What has grown on the heap moves to the arena, or is freed. */
static bool settle(chains *all, wv_arena *arena, bool ok)
{
    bool map = ok && wv_map_settle(&all->map, arena);
    if (!map) wv_map_done(&all->map);
    bool items =
        map && wv_arena_settle(arena, (void **)&all->items, all->count * sizeof *all->items);
    if (!items) wv_mem_free(all->items);
    return items;
}

wv_rc wv_compounds_new(const wv_compound_rule *rules, uint32_t count, wv_arena *arena,
                       wv_compounds **out)
{
    *out = NULL;
    if (count > RULES_MAX) return WV_E_LIMIT;
    wv_compounds *c = wv_arena_alloc(arena, sizeof *c);
    if (!c) return WV_E_NOMEM;
    c->arena = arena;
    c->head_bytes_min = UINT32_MAX;
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; i < count && !rc; i++) rc = add_rule(c, &rules[i], i);
    bool heads = settle(&c->heads, arena, rc == WV_OK);
    bool firsts = settle(&c->firsts, arena, rc == WV_OK);
    c->arena = NULL;
    if (rc == WV_OK && !(heads && firsts)) rc = WV_E_NOMEM;
    if (rc == WV_OK) *out = c;
    return rc;
}

void wv_compounds_each(const wv_compounds *c, bool heads, wv_spelling_each fn, void *ctx)
{
    const wv_map *map = heads ? &c->heads.map : &c->firsts.map;
    for (uint32_t i = 0; i < map->count; i++) fn(ctx, map->entries[i].key);
}

static uint32_t chain_of(const chains *all, wv_str text)
{
    const uint32_t *first = wv_map_get(&all->map, text);
    return first ? *first : 0;
}

/* Rules that stand in both lists; both are in falling order. Inserted into `rules` in rising order,
 * without doubles. */
static uint32_t add_common(const wv_compounds *c, uint32_t head, uint32_t first, uint32_t *rules,
                           uint32_t n, uint32_t cap)
{
    while (head && first) {
        uint32_t h = c->heads.items[head - 1].rule, f = c->firsts.items[first - 1].rule;
        if (h > f)
            head = c->heads.items[head - 1].next;
        else if (f > h)
            first = c->firsts.items[first - 1].next;
        else {
            uint32_t at = n;
            while (at && rules[at - 1] > h) at--;
            bool there = at && rules[at - 1] == h;
            if (!there && n < cap) {
                memmove(rules + at + 1, rules + at, (n - at) * sizeof *rules);
                rules[at] = h, n++;
            }
            head = c->heads.items[head - 1].next;
            first = c->firsts.items[first - 1].next;
        }
    }
    return n;
}

/* Fronts a first part may show: contact, gebied-s, hond-e, kind-eren is not one, vrouw-en, zonde-n,
 * stiefmoeder-. */
static uint32_t add_fronts(const wv_compounds *c, wv_str front, uint32_t head, uint32_t *rules,
                           uint32_t n, uint32_t cap)
{
    static const char *const links[] = {"", "s", "e", "en", "n", "-", "s-", "en-"};
    for (size_t k = 0; k < sizeof links / sizeof *links; k++) {
        wv_str link = wv_str_of(links[k]);
        if (!wv_str_ends(front, link)) continue;
        wv_str part = {front.p, front.n - link.n};
        if (part.n < PART_BYTES_MIN) continue;
        if (wv_str_is(link, "n") && part.p[part.n - 1] != 'e')
            continue; /* zonde-n-bok, not *zon-n */
        n = add_common(c, head, chain_of(&c->firsts, part), rules, n, cap);
    }
    return n;
}

uint32_t wv_compounds_find(const wv_compounds *c, wv_str folded, uint32_t *rules, uint32_t cap)
{
    uint32_t n = 0;
    if (folded.n < PART_BYTES_MIN + c->head_bytes_min) return 0;
    for (uint32_t cut = PART_BYTES_MIN; cut + c->head_bytes_min <= folded.n; cut++) {
        uint32_t head = chain_of(&c->heads, (wv_str){folded.p + cut, folded.n - cut});
        if (head) n = add_fronts(c, (wv_str){folded.p, cut}, head, rules, n, cap);
    }
    return n;
}
