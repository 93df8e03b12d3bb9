/* SPDX-License-Identifier: EUPL-1.2 */
/* lint_cover.c: one pattern against another, by their trees.
 *
 *   bellen  covers  (niet & bellen), bellen .. op, (bellen | bellen terug)
 *   (a | b) covers  a
 *
 * In: two literals. Out: certain, or not. Neighbours: lint_rules.c asks. Invariant: true is a proof,
 * false is none: what a list holds or which words share a class is not looked into. Recursion over
 * trees, at most WV_TERM_DEPTH_MAX deep. Cost: the product of two small trees. */
#include "pack/lint_cover.h"

wv_rc wv_cover_init(wv_cover *c)
{
    *c = (wv_cover){0};
    wv_arena_init(&c->arena);
    wv_map_init(&c->known);
    wv_diags_init(&c->unread);
    return WV_OK;
}

void wv_cover_done(wv_cover *c)
{
    wv_arena_done(&c->arena);
    wv_map_done(&c->known);
    wv_diags_done(&c->unread);
    wv_mem_free(c->terms);
}

const wv_term *wv_cover_term(wv_cover *c, const wv_lit *pattern)
{
    const uint32_t *at = wv_map_get(&c->known, pattern->s);
    if (at) return c->terms[*at];
    wv_term *term = wv_term_parse(pattern, &c->arena, &c->unread);
    if (!wv_mem_grow((void **)&c->terms, &c->capacity, c->count + 1, sizeof *c->terms) ||
        !wv_map_put(&c->known, pattern->s, c->count, NULL)) {
        c->nomem = true;
        return NULL;
    }
    c->terms[c->count++] = term;
    return term;
}

static bool same_head(const wv_term *a, const wv_term *b)
{
    return a->kind == b->kind && a->count == b->count && a->pos == b->pos &&
           a->window == b->window && wv_str_eq(a->text, b->text) &&
           wv_str_eq(a->particle, b->particle);
}

static bool same(const wv_term *a, const wv_term *b)
{
    if (!same_head(a, b)) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const wv_term *x = a->items[i], *y = b->items[i];
        bool joined =
            a->kind != WV_TERM_SEQ || i == 0 || (x->joint == y->joint && x->gap == y->gap);
        if (!joined || x->optional != y->optional || !same(x, y)) return false;
    }
    return true;
}

/* The one part of a sequence that must be there; NULL when there are more. */
static const wv_term *only_required(const wv_term *t)
{
    const wv_term *found = NULL;
    if (t->kind != WV_TERM_SEQ) return NULL;
    for (uint32_t i = 0; i < t->count; i++) {
        if (t->items[i]->optional) continue;
        if (found) return NULL;
        found = t->items[i];
    }
    return found;
}

static bool covers(const wv_term *wide, const wv_term *narrow, bool in_part)
{
    if (same(wide, narrow)) return true;
    if (narrow->kind == WV_TERM_ANY) {
        bool all = narrow->count > 0;
        for (uint32_t i = 0; i < narrow->count && all; i++)
            all = covers(wide, narrow->items[i], in_part);
        if (all) return true;
    }
    for (uint32_t i = 0; wide->kind == WV_TERM_ANY && i < wide->count; i++)
        if (covers(wide->items[i], narrow, in_part)) return true;
    bool parts = in_part && (narrow->kind == WV_TERM_SEQ || narrow->kind == WV_TERM_ALL);
    for (uint32_t i = 0; parts && i < narrow->count; i++)
        if (!narrow->items[i]->optional && covers(wide, narrow->items[i], true)) return true;
    const wv_term *only = only_required(wide);
    return only && covers(only, narrow, in_part);
}

bool wv_cover_holds(wv_cover *c, const wv_lit *wide, const wv_lit *narrow, bool parts)
{
    const wv_term *w = wv_cover_term(c, wide), *n = w ? wv_cover_term(c, narrow) : NULL;
    return n && covers(w, n, parts);
}
