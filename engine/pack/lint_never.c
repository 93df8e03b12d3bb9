/* SPDX-License-Identifier: EUPL-1.2 */
/* lint_never.c: patterns and fields that no text can have.
 *
 *   (a & b & c)~2                  three words do not lie within two
 *   =web.whatsapp                  the tokeniser makes two words of it: no word is written so
 *   {kind: event, text: [a]}       an event has no text
 *   attrs.n|gte: 5, attrs.n|lt: 3  no number is both
 *
 * In: a wv_pack_ast without errors. Out: warnings with places. Neighbours: check.c; text/tokens.h
 * says what a word is. Cost: linear in the pack's patterns. */
#include "pack/lint.h"

#include "pack/codes.h"
#include "pack/lint_cover.h"
#include "text/tokens.h"

#include <math.h>
#include <stdlib.h>

typedef struct linter {
    wv_diags *diags;
    wv_cover cover;
    wv_tokens tokens;
} linter;

#define never(l, place, hint, ...)                                                                 \
    wv_diags_add((l)->diags, WV_LEVEL_WARNING, WV_CODE_NEVER, (place), (hint), __VA_ARGS__)

/* ---- patterns ---- */

/* The fewest words that a match has. As deep as WV_TERM_DEPTH_MAX. */
static uint32_t words_min(const wv_term *t)
{
    uint32_t sum = 0, least = UINT32_MAX;
    if (t->kind == WV_TERM_NAME) return 1;
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t n = words_min(t->items[i]);
        if (!t->items[i]->optional) sum += n;
        if (n < least) least = n;
    }
    if (t->kind == WV_TERM_ANY) return least == UINT32_MAX ? 1 : least;
    return t->kind == WV_TERM_SEQ || t->kind == WV_TERM_ALL ? sum : 1;
}

static void check_window(linter *l, const wv_term *t)
{
    uint32_t needs = words_min(t);
    if (t->kind == WV_TERM_ALL && t->window && needs > t->window)
        never(l, t->place, "a wider window, or fewer words",
              "this can never match: %u words do not lie within %u", needs, t->window);
}

/* A word of a pattern is held against words of a text, so it must be one there. */
static void check_word(linter *l, const wv_term *t)
{
    if (t->kind != WV_TERM_EXACT && t->kind != WV_TERM_WORD) return;
    if (wv_tokenise(t->text, &l->tokens) != WV_OK) {
        l->cover.nomem = true;
        return;
    }
    uint32_t words = 0; /* 'eb: the apostrophe is a mark, and no word lacks it */
    for (uint32_t i = 0; i < l->tokens.count; i++)
        words += l->tokens.items[i].kind != WV_TOKEN_PUNCT;
    if (words > 1)
        never(l, t->place, "write its words apart: a b",
              "this can never match: '%.*s' is %u words in a text", (int)t->text.n, t->text.p,
              words);
}

static void check_term(linter *l, const wv_term *t)
{
    check_window(l, t);
    check_word(l, t);
    for (uint32_t i = 0; i < t->count; i++) check_term(l, t->items[i]);
}

static void check_patterns(linter *l, const wv_lits *patterns)
{
    for (uint32_t i = 0; i < patterns->count; i++) {
        uint32_t before = l->cover.count;
        const wv_term *t = wv_cover_term(&l->cover, &patterns->items[i]);
        if (t && l->cover.count > before) check_term(l, t); /* each pattern is told once */
    }
}

/* ---- fields ---- */

static bool number_of(const wv_field_ast *f, double *out)
{
    char *end;
    if (f->values.count != 1 || !f->values.items[0].s.n) return false;
    *out = strtod(f->values.items[0].s.p, &end);
    return end == f->values.items[0].s.p + f->values.items[0].s.n && isfinite(*out);
}

static bool is_floor(wv_modifier m)
{
    return m == WV_MOD_GTE || m == WV_MOD_GT;
}

static bool is_ceiling(wv_modifier m)
{
    return m == WV_MOD_LTE || m == WV_MOD_LT;
}

static void check_range(linter *l, const wv_field_ast *low, const wv_field_ast *high)
{
    double from, to;
    if (!is_floor(low->modifier) || !is_ceiling(high->modifier) ||
        !wv_str_eq(low->field.s, high->field.s) || !number_of(low, &from) || !number_of(high, &to))
        return;
    bool both = low->modifier == WV_MOD_GTE && high->modifier == WV_MOD_LTE;
    if (from > to || (from == to && !both))
        never(l, high->values.items[0].place,
              "two branches, as a list of maps, when either will do",
              "this can never match: no '%.*s' is both", (int)low->field.s.n, low->field.s.p);
}

static bool is_event_only(const wv_field_ast *f)
{
    return wv_str_is(f->field.s, "kind") && f->values.count == 1 &&
           wv_str_is(f->values.items[0].s, "event");
}

static void check_branch(linter *l, const wv_branch_ast *branch)
{
    const wv_field_ast *event = NULL, *text = NULL;
    for (uint32_t i = 0; i < branch->count; i++) {
        const wv_field_ast *f = &branch->fields[i];
        if (is_event_only(f)) event = f;
        if (wv_str_is(f->field.s, "text")) {
            text = f;
            if (f->modifier == WV_MOD_EQUALS) check_patterns(l, &f->values);
        }
        for (uint32_t k = 0; k < branch->count; k++) check_range(l, f, &branch->fields[k]);
    }
    if (event && text)
        never(l, event->values.items[0].place,
              "leave `kind` out, or make a `correlation` with this entry",
              "this can never match: an event has no text");
}

wv_rc wv_lint_never(const wv_pack_ast *ast, wv_diags *diags, wv_err *err)
{
    linter l = {.diags = diags};
    wv_rc rc = wv_cover_init(&l.cover);
    wv_tokens_init(&l.tokens);
    for (uint32_t i = 0; rc == WV_OK && i < ast->list_count; i++)
        check_patterns(&l, &ast->lists[i].terms);
    for (uint32_t i = 0; rc == WV_OK && i < ast->rule_count; i++)
        for (uint32_t s = 0; s < ast->rules[i].selection_count; s++)
            for (uint32_t b = 0; b < ast->rules[i].selections[s].count; b++)
                check_branch(&l, &ast->rules[i].selections[s].branches[b]);
    if (l.cover.nomem || diags->failed) rc = WV_E_NOMEM;
    wv_tokens_done(&l.tokens);
    wv_cover_done(&l.cover);
    return rc ? wv_err_set(err, rc, "out of memory while checking the rule pack") : WV_OK;
}
