/* SPDX-License-Identifier: EUPL-1.2 */
/* wordbook.c: resolves a written word against the lexemes of a pack.
 *
 * In: a folded word with its analyses. Out: its lexemes, their classes. Neighbours: wordbook_make.c
 * builds the tables, scan/memo.c asks once per distinct word. Invariants: wordbook.h. Cost: a
 * probe, and one for each analysis and compound cut. */
#include "pack/wordbook.h"

#include "pack/lexemes.h"
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

/* Numbers below 65,536, taken out in order without sorting: a word of the verb slaan has hundreds
 * of classes.
 *
 *   used  [..1...1.]           which words below hold something
 *   words [ ][ ][0010..][ ]    a bit a number; what `used` does not name is no zero but garbage
 */
enum { NUMBER_WORDS = 1024 };

_Static_assert(WV_CLASSES_MAX <= NUMBER_WORDS * 64, "a class has its bit");

typedef struct numbers {
    uint64_t used[NUMBER_WORDS / 64];
    uint64_t words[NUMBER_WORDS];
} numbers;

static inline void numbers_begin(numbers *n)
{
    memset(n->used, 0, sizeof n->used);
}

static inline void numbers_add(numbers *n, uint32_t number)
{
    uint32_t w = number / 64;
    uint64_t bit = UINT64_C(1) << (w % 64);
    uint64_t before = n->used[w / 64] & bit ? n->words[w] : 0;
    n->words[w] = before | UINT64_C(1) << (number % 64);
    n->used[w / 64] |= bit;
}

/* The first word from *w on that holds something; false when there is none. */
static inline bool numbers_next(const numbers *n, uint32_t *w)
{
    for (uint32_t at = *w / 64, from = *w % 64; at < NUMBER_WORDS / 64; at++, from = 0) {
        uint64_t left = n->used[at] >> from << from;
        if (!left) continue;
        *w = at * 64 + (uint32_t)__builtin_ctzll(left);
        return true;
    }
    return false;
}

static uint32_t numbers_list(const numbers *n, uint32_t *out)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < NUMBER_WORDS && numbers_next(n, &w); w++)
        for (uint64_t left = n->words[w]; left; left &= left - 1)
            out[count++] = w * 64 + (uint32_t)__builtin_ctzll(left);
    return count;
}

uint32_t wv_matcher_sort_classes(uint32_t *classes, uint32_t count)
{
    numbers all;
    numbers_begin(&all);
    for (uint32_t i = 0; i < count; i++) numbers_add(&all, classes[i]);
    return numbers_list(&all, classes);
}

uint32_t wv_matcher_class_room(const wv_matcher *m, const uint32_t *lexemes, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) n += m->lexeme_class_counts[lexemes[i]];
    return n;
}

uint32_t wv_matcher_classes(const wv_matcher *m, const uint32_t *lexemes, uint32_t count,
                            uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < m->lexeme_class_counts[lexemes[i]]; k++)
            out[n++] = m->lexeme_classes[lexemes[i]][k];
    return count > 1 ? wv_matcher_sort_classes(out, n) : n; /* a lexeme's classes are sorted */
}

uint32_t wv_matcher_key_room(const wv_matcher *m, const uint32_t *classes, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < count; i++) n += m->keyed[classes[i]].count;
    return n;
}

void wv_matcher_seal_set(const wv_matcher *m, wv_set *set, wv_sieve_mask *masks, wv_gate *keys,
                         wv_gate_group *groups)
{
    numbers bits;
    numbers_begin(&bits);
    set->masks = masks;
    set->mask_count = 0;
    set->mask_hint = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        uint16_t bit = m->class_bits[set->classes[i]];
        const wv_gates *keyed = &m->keyed[set->classes[i]];
        if (bit != WV_SIEVE_NONE) numbers_add(&bits, bit);
        if (keyed->count) memcpy(keys + count, keyed->items, keyed->count * sizeof *keys);
        count += keyed->count;
    }
    for (uint32_t w = 0; w < NUMBER_WORDS && numbers_next(&bits, &w); w++) {
        masks[set->mask_count++] = (wv_sieve_mask){w, bits.words[w]};
        set->mask_hint |= UINT64_C(1) << (w % 64);
    }
    set->keys = wv_gates_group(keys, count, 1, groups);
}
