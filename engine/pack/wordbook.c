/* SPDX-License-Identifier: EUPL-1.2 */
/* wordbook.c: resolves a written word against the lexemes of a pack.
 *
 * In: a folded word with its analyses. Out: its lexemes, their classes. Neighbours: wordbook_make.c
 * builds the tables, scan/memo.c asks once per distinct word. Invariants: wordbook.h. Cost: a
 * probe, and one for each analysis and compound cut. */
#include "pack/wordbook.h"

#include "pack/sieve.h"

#include "text/analyse.h"
#include "text/normalise.h"

#include <stdlib.h>

typedef struct found {
    uint32_t *out;
    uint32_t count;
} found;

static void add(found *f, uint32_t lexeme)
{
    if (lexeme == UINT32_MAX || f->count == WV_WORD_LEXEMES_MAX) return;
    for (uint32_t i = 0; i < f->count; i++)
        if (f->out[i] == lexeme) return;
    f->out[f->count++] = lexeme;
}

static void add_list(const wv_wordbook *book, found *f, const uint32_t *index)
{
    if (!index) return;
    wv_word_lexemes run = book->lists[*index];
    for (uint32_t i = 0; i < run.count; i++) add(f, book->lexemes[run.first + i]);
}

static void add_analyses(const wv_wordbook *book, found *f, const wv_analysis *analyses,
                         uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char key[WV_KEY_BYTES_MAX + 3] = {(char)('0' + analyses[i].pos), '|'};
        memcpy(key + 2, analyses[i].key, analyses[i].key_bytes);
        add_list(book, f, wv_map_get(&book->keys, (wv_str){key, analyses[i].key_bytes + 2u}));
    }
}

static void add_compounds(const wv_wordbook *book, found *f, wv_str folded)
{
    enum { COMPOUNDS_MAX = 16 };
    uint32_t rules[COMPOUNDS_MAX];
    uint32_t count =
        book->compounds ? wv_compounds_find(book->compounds, folded, rules, COMPOUNDS_MAX) : 0;
    for (uint32_t i = 0; i < count; i++) {
        add(f, book->compound_lexemes[2 * rules[i]]);
        add(f, book->compound_lexemes[2 * rules[i] + 1]);
    }
}

/* Closed-list words only, nine letters and more: "contactvebod". A word that means something is
 * never taken for a slip. */
static void add_typos(const wv_wordbook *book, found *f, wv_str folded)
{
    if (f->count || folded.n < 8) return;
    for (uint32_t i = 0; i < book->typo_count; i++) {
        if (!wv_typo_near(folded, book->typos[i])) continue;
        wv_analysis meant[WV_ANALYSES_MAX];
        add_list(book, f, wv_map_get(&book->listed, book->typos[i]));
        add_analyses(book, f, meant, (uint32_t)wv_analyse(book->typos[i], meant));
        add_compounds(book, f, book->typos[i]);
    }
}

static void add_builtins(const wv_wordbook *book, found *f, uint8_t kind, uint64_t gram)
{
    const uint32_t *b = book->builtins;
    if (kind == WV_TOKEN_EMOJI) add(f, b[WV_BUILTIN_EMOJI]);
    if (kind == WV_TOKEN_AMOUNT) add(f, b[WV_BUILTIN_AMOUNT]);
    if (kind == WV_TOKEN_TIME) add(f, b[WV_BUILTIN_TIME]);
    if (kind == WV_TOKEN_NUMBER || (kind == WV_TOKEN_WORD && gram & WV_GRAM(NUMBER)))
        add(f, b[WV_BUILTIN_NUM]);
    if (kind != WV_TOKEN_WORD) return;
    if (gram & WV_GRAM(NEG)) add(f, b[WV_BUILTIN_NEG]);
    if (gram & (WV_GRAM(SUBJECT) | WV_GRAM(OBJECT) | WV_GRAM(ROLE_NOUN)))
        add(f, b[WV_BUILTIN_ANYONE]);
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

uint32_t wv_wordbook_lexemes(const wv_wordbook *book, wv_str folded, uint8_t kind, uint64_t gram,
                             const wv_analysis *analyses, uint32_t analysis_count, uint32_t *out)
{
    found f = {.out = out};
    add_list(book, &f, wv_map_get(&book->listed, folded));
    if (kind == WV_TOKEN_WORD) {
        add_analyses(book, &f, analyses, analysis_count);
        add_compounds(book, &f, folded);
        add_typos(book, &f, folded);
    }
    add_builtins(book, &f, kind, gram);
    if (f.count > 1) qsort(out, f.count, sizeof *out, by_id);
    return f.count;
}

/* ---- sets of classes ---- */

uint32_t wv_matcher_class_room(const wv_matcher *m, const uint32_t *lexemes, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) n += m->lexeme_class_counts[lexemes[i]];
    return n;
}

uint32_t wv_matcher_classes(const wv_matcher *m, const uint32_t *lexemes, uint32_t count,
                            uint32_t *out)
{
    uint32_t n = 0, kept = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < m->lexeme_class_counts[lexemes[i]]; k++)
            out[n++] = m->lexeme_classes[lexemes[i]][k];
    if (count == 1) return n; /* a lexeme's classes are sorted */
    if (n > 1) qsort(out, n, sizeof *out, by_id);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || out[kept - 1] != out[i]) out[kept++] = out[i];
    return kept;
}

uint32_t wv_matcher_key_room(const wv_matcher *m, const uint32_t *classes, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) n += m->keyed[classes[i]].count;
    return n;
}

static int by_word(const void *a, const void *b)
{
    const wv_sieve_mask *x = a, *y = b;
    return (x->word > y->word) - (x->word < y->word);
}

/* Masks of the same word become one. */
static uint32_t join_masks(wv_sieve_mask *masks, uint32_t count)
{
    uint32_t kept = 0;
    if (count > 1) qsort(masks, count, sizeof *masks, by_word);
    for (uint32_t i = 0; i < count; i++) {
        if (kept && masks[kept - 1].word == masks[i].word)
            masks[kept - 1].bits |= masks[i].bits;
        else
            masks[kept++] = masks[i];
    }
    return kept;
}

void wv_matcher_seal_set(const wv_matcher *m, wv_set *set, wv_sieve_mask *masks, wv_gate *keys,
                         wv_gate_group *groups)
{
    set->masks = masks;
    set->mask_count = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        uint16_t bit = m->class_bits[set->classes[i]];
        const wv_gates *keyed = &m->keyed[set->classes[i]];
        if (bit != WV_SIEVE_NONE)
            masks[set->mask_count++] = (wv_sieve_mask){bit / 64, UINT64_C(1) << (bit % 64)};
        if (keyed->count) memcpy(keys + count, keyed->items, keyed->count * sizeof *keys);
        count += keyed->count;
    }
    set->mask_count = join_masks(masks, set->mask_count);
    set->mask_hint = 0;
    for (uint32_t i = 0; i < set->mask_count; i++)
        set->mask_hint |= UINT64_C(1) << (masks[i].word % 64);
    set->keys = wv_gates_group(keys, count, 1, groups);
}
