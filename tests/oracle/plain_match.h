/* SPDX-License-Identifier: EUPL-1.2 */
/* plain_match.h: what a pattern match is, written out as slowly and obviously as can be: the oracle
 * of the fast matcher.
 *
 * It works on the parsed tree, makes every assignment of words to the tree's atoms bottom-up,
 * throws out those that break a rule of docs/rule-language.md, and takes for each first word the
 * lexicographically smallest vector. It shares with the fast one only the parser, the words of the
 * sentence, and where clauses and quotations are. */
#ifndef TESTS_ORACLE_PLAIN_MATCH_H
#define TESTS_ORACLE_PLAIN_MATCH_H

#include "oracle/made_pack.h"

enum { PLAIN_FIELDS_MAX = 48, PLAIN_MATCHES_MAX = 4000, PLAIN_ABSENT = 30000 };

typedef struct plain_match {
    int16_t vector[PLAIN_FIELDS_MAX]; /* word of each atom in pattern order, PLAIN_ABSENT when it
                                         has none */
    uint64_t nodes;
    uint32_t from, to, first, last, place;
    bool none; /* an optional part that is not there */
} plain_match;

typedef struct plain_list {
    plain_match *items;
    uint32_t count;
    uint32_t fields;
} plain_list;

typedef struct plain {
    const wv_pack_ast *ast;
    const wv_lattice *l;
    wv_reading reading;
    int tag;       /* inside a phrase of a slot: its voice */
    bool too_many; /* the product grew over all bounds: the pair is not compared */
    wv_arena *arena;
    wv_diags *diags;
} plain;

static plain_list plain_all(plain *p, const wv_term *t);

static void plain_push(plain *p, plain_list *list, const plain_match *m)
{
    if (list->count == PLAIN_MATCHES_MAX) {
        p->too_many = true;
        return;
    }
    if (list->count % 64 == 0)
        list->items = realloc(list->items, (list->count + 64) * sizeof *list->items);
    list->items[list->count++] = *m;
}

/* ---- words ---- */

/* The forms of the few words that the random patterns inflect, by hand. */
static bool plain_is_form(wv_str lemma, wv_str folded)
{
    static const char *const FORMS[] = {"lopen loop loopt liep liepen gelopen lopend lopende",
                                        "kat katten katje katjes",
                                        "hond honden hondje hondjes",
                                        "rood rode roder rodere roodst roodste",
                                        "vis vissen visje visjes",
                                        "huis huizen huisje huisjes"};
    if (wv_str_eq(lemma, folded)) return true;
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        const char *space = strchr(FORMS[i], ' ');
        const char *at = memmem(FORMS[i], strlen(FORMS[i]), folded.p, folded.n);
        bool mine = wv_str_eq(lemma, (wv_str){FORMS[i], (uint32_t)(space - FORMS[i])}) ||
                    (wv_str_is(lemma, "rode") && FORMS[i][0] == 'r');
        if (mine && at && (at == FORMS[i] || at[-1] == ' ') &&
            (at[folded.n] == ' ' || !at[folded.n]))
            return true;
    }
    return false;
}

static bool plain_word_is(const plain *p, const wv_term *t, uint32_t word)
{
    wv_str folded = p->l->words[word].lex->folded;
    if (p->tag >= 0 && wv_lattice_voice(p->l, p->reading, word) != (wv_voice)p->tag) return false;
    return t->kind == WV_TERM_EXACT ? wv_str_eq(t->text, folded) : plain_is_form(t->text, folded);
}

/* Alternatives of a group laid flat: single words, and the rest in written order. */
typedef struct plain_flat {
    const wv_term *words[64];
    int tags[64]; /* voice in which the word counts, -1 any */
    uint32_t word_count;
    const wv_term *others[64];
    int other_tags[64];
    uint32_t other_count;
} plain_flat;

static void plain_flatten(plain *p, plain_flat *flat, const wv_term *t, int tag);

static void plain_flatten_lits(plain *p, plain_flat *flat, const wv_lits *lits, int tag)
{
    for (uint32_t i = 0; i < lits->count; i++)
        plain_flatten(p, flat, wv_term_parse(&lits->items[i], p->arena, p->diags), tag);
}

static const wv_slot_ast *plain_slot(const plain *p, const wv_term *t)
{
    for (uint32_t i = 0; i < p->ast->slot_count; i++)
        if (t->kind == WV_TERM_NAME && wv_str_eq(p->ast->slots[i].name.s, t->text))
            return &p->ast->slots[i];
    return NULL;
}

static void plain_flatten(plain *p, plain_flat *flat, const wv_term *t, int tag)
{
    if (t->kind == WV_TERM_ANY) {
        for (uint32_t i = 0; i < t->count; i++) plain_flatten(p, flat, t->items[i], tag);
    } else if (t->kind == WV_TERM_NAME && !plain_slot(p, t)) {
        for (uint32_t i = 0; i < p->ast->list_count; i++)
            if (wv_str_eq(p->ast->lists[i].name.s, t->text))
                plain_flatten_lits(p, flat, &p->ast->lists[i].terms, tag);
    } else if (t->kind == WV_TERM_WORD || t->kind == WV_TERM_EXACT) {
        flat->words[flat->word_count] = t;
        flat->tags[flat->word_count++] = tag;
    } else {
        flat->others[flat->other_count] = t;
        flat->other_tags[flat->other_count++] = tag;
    }
}

static void plain_blank(plain_match *m)
{
    *m = (plain_match){.none = true};
    for (int i = 0; i < PLAIN_FIELDS_MAX; i++) m->vector[i] = PLAIN_ABSENT;
}

/* ---- any of ---- */

static void plain_add_words(plain *p, const plain_flat *flat, plain_list *out)
{
    if (!flat->word_count) return;
    for (uint32_t w = 0; w < p->l->count; w++) {
        bool is = false;
        for (uint32_t i = 0; i < flat->word_count && !is; i++)
            is = (flat->tags[i] < 0 ||
                  wv_lattice_voice(p->l, p->reading, w) == (wv_voice)flat->tags[i]) &&
                 plain_word_is(p, flat->words[i], w);
        if (!is) continue;
        plain_match m;
        plain_blank(&m);
        m.none = false;
        m.vector[out->fields] = (int16_t)w;
        m.from = p->l->from[w], m.to = p->l->to[w];
        m.first = m.last = m.place = w;
        for (uint32_t n = m.from; n < m.to; n++) m.nodes |= UINT64_C(1) << n;
        plain_push(p, out, &m);
    }
    out->fields++;
}

/* Appends the matches of a branch, its fields behind those already there. */
static void plain_add_branch(plain *p, const wv_term *t, int tag, plain_list *out)
{
    int saved = p->tag;
    if (tag >= 0) p->tag = tag;
    plain_list branch = plain_all(p, t);
    p->tag = saved;
    for (uint32_t i = 0; i < branch.count; i++) {
        plain_match m = branch.items[i];
        for (uint32_t f = 0; f < PLAIN_FIELDS_MAX; f++) m.vector[f] = PLAIN_ABSENT;
        for (uint32_t f = 0; f < branch.fields && out->fields + f < PLAIN_FIELDS_MAX; f++)
            m.vector[out->fields + f] = branch.items[i].vector[f];
        plain_push(p, out, &m);
    }
    out->fields += branch.fields;
    free(branch.items);
}

static plain_list plain_any(plain *p, const wv_term *t)
{
    plain_flat flat = {0};
    plain_list out = {0};
    const wv_slot_ast *slot = plain_slot(p, t);
    if (slot) {
        for (int v = 0; v < WV_VOICE_COUNT; v++) plain_flatten_lits(p, &flat, &slot->voices[v], v);
    } else {
        plain_flatten(p, &flat, t, -1);
    }
    plain_add_words(p, &flat, &out);
    for (uint32_t i = 0; i < flat.other_count; i++)
        plain_add_branch(p, flat.others[i], flat.other_tags[i], &out);
    return out;
}

/* ---- groups ---- */

static bool plain_same_clause(const plain *p, uint32_t a, uint32_t b)
{
    return p->l->words[a].clause == p->l->words[b].clause;
}

static bool plain_follows(const plain *p, const plain_match *a, const plain_match *b,
                          const wv_term *item)
{
    if (b->from < a->to) return false;
    uint32_t between = b->from - a->to;
    if (item->joint == WV_JOINT_NEXT)
        return between == 0 &&
               (!p->l->words[b->first].before || plain_same_clause(p, a->last, b->first));
    return between <= item->gap &&
           (item->joint == WV_JOINT_SENTENCE || plain_same_clause(p, a->last, b->first));
}

/* a with b added as its next item, or false. */
static bool plain_join(const plain *p, const wv_term *group, const wv_term *item,
                       const plain_match *a, uint32_t fields, const plain_match *b, uint32_t more,
                       plain_match *out)
{
    *out = *a;
    for (uint32_t f = 0; f < more && fields + f < PLAIN_FIELDS_MAX; f++)
        out->vector[fields + f] = b->vector[f];
    if (b->none) return true;
    out->none = false;
    out->nodes |= b->nodes;
    if (a->none) {
        out->from = b->from, out->to = b->to, out->first = b->first, out->last = b->last,
        out->place = b->place;
        return true;
    }
    if (a->nodes & b->nodes) return false;
    if (group->kind == WV_TERM_SEQ && !plain_follows(p, a, b, item)) return false;
    if (group->kind == WV_TERM_ALL && !group->window && !plain_same_clause(p, a->place, b->place))
        return false;
    if (b->from < a->from) out->from = b->from, out->first = b->first;
    if (b->to > a->to) out->to = b->to, out->last = b->last;
    return !group->window || out->to - out->from <= group->window;
}

static plain_list plain_item(plain *p, const wv_term *t)
{
    plain_list list = plain_all(p, t);
    plain_match none;
    plain_blank(&none);
    if (t->optional) plain_push(p, &list, &none);
    return list;
}

static plain_list plain_group(plain *p, const wv_term *t)
{
    plain_list all = {0};
    plain_match empty;
    plain_blank(&empty);
    plain_push(p, &all, &empty);
    for (uint32_t i = 0; i < t->count && !p->too_many; i++) {
        plain_list item = plain_item(p, t->items[i]), next = {.fields = all.fields + item.fields};
        plain_match m;
        for (uint32_t a = 0; a < all.count; a++)
            for (uint32_t b = 0; b < item.count; b++)
                if (plain_join(p, t, t->items[i], &all.items[a], all.fields, &item.items[b],
                               item.fields, &m))
                    plain_push(p, &next, &m);
        free(all.items);
        free(item.items);
        all = next;
    }
    return all;
}

static plain_list plain_all(plain *p, const wv_term *t)
{
    return t->kind == WV_TERM_SEQ || t->kind == WV_TERM_ALL ? plain_group(p, t) : plain_any(p, t);
}

static bool plain_smaller(const plain_match *a, const plain_match *b)
{
    for (int i = 0; i < PLAIN_FIELDS_MAX; i++)
        if (a->vector[i] != b->vector[i]) return a->vector[i] < b->vector[i];
    return false;
}

/* For each word of the sentence the match that begins there, as a mask of words; false when it
 * could not be worked out. */
static bool plain_run(plain *p, const wv_term *t, uint64_t *matches)
{
    plain_list all = plain_all(p, t);
    const plain_match *best[64] = {NULL};
    if (all.fields > PLAIN_FIELDS_MAX) p->too_many = true;
    for (uint32_t i = 0; i < all.count && !p->too_many; i++) {
        const plain_match *m = &all.items[i];
        if (!m->none && (!best[m->first] || plain_smaller(m, best[m->first]))) best[m->first] = m;
    }
    for (uint32_t w = 0; w < 64; w++) {
        matches[w] = 0;
        for (int f = 0; best[w] && f < PLAIN_FIELDS_MAX; f++)
            if (best[w]->vector[f] != PLAIN_ABSENT) matches[w] |= UINT64_C(1) << best[w]->vector[f];
    }
    free(all.items);
    return !p->too_many;
}

#endif
