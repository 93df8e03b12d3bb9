/* SPDX-License-Identifier: EUPL-1.2 */
/* wordbook.h: from a written word to the lexemes it is in.
 *
 *   folded form --(listed by the generator)--+
 *               --(key of an analysis)-------+--> lexemes --> classes (wv_matcher_classes)
 *               --(named compound parts)-----+
 *               --(closed list, one slip)----+
 *
 * A word is in a lexeme if and only if the generator lists the form or one of its analyses has the
 * lexeme's key (design 2.3). Asked once per distinct word of a thread (scan/memo.c), so nothing is
 * prepared for the forms that no text has: resolving the 60,000 forms of the first pack when it is
 * opened took half a second of every start. Const after wv_wordbook_make, shared by all threads;
 * owned by the arena given. */
#ifndef WV_PACK_WORDBOOK_H
#define WV_PACK_WORDBOOK_H

#include "pack/matcher.h"
#include "text/compounds.h"
#include "text/word.h"

enum { WV_WORD_LEXEMES_MAX = 256 }; /* a form is in a handful; tests watch it */

typedef struct wv_word_lexemes { /* a run of the table below */
    uint32_t first, count;
} wv_word_lexemes;

struct wv_wordbook {
    wv_map listed; /* folded form -> index in lists */
    wv_map keys;   /* "pos|key" -> index in lists */
    const wv_word_lexemes *lists;
    const uint32_t *lexemes;
    wv_compounds *compounds;
    const uint32_t *compound_lexemes; /* two a rule: _head, first_; UINT32_MAX none */
    const wv_str *typos;              /* folded, at least nine letters */
    uint32_t typo_count;
    uint32_t builtins[WV_BUILTIN_COUNT]; /* lexeme, UINT32_MAX when the pack does not use it */
};

/* Sorted lexemes of a word; returns their number (at most WV_WORD_LEXEMES_MAX). `kind` is the
 * token's. */
uint32_t wv_wordbook_lexemes(const wv_wordbook *book, wv_str folded, uint8_t kind, uint64_t gram,
                             const wv_analysis *analyses, uint32_t analysis_count, uint32_t *out);
/* Sorted classes of lexemes. `out` has room for wv_matcher_class_room(...) of them; returns the
 * number. */
uint32_t wv_matcher_class_room(const wv_matcher *m, const uint32_t *lexemes, uint32_t count);
uint32_t wv_matcher_classes(const wv_matcher *m, const uint32_t *lexemes, uint32_t count,
                            uint32_t *out);
/* Sorts classes, each once; returns the number left. */
uint32_t wv_matcher_sort_classes(uint32_t *classes, uint32_t count);
/* Bits of a set of classes (to `masks`, zeros, with room for as many), and the gates they begin to
 * open (to `keys` and `groups`, which have room for wv_matcher_key_room(...) of them, and one more). */
uint32_t wv_matcher_key_room(const wv_matcher *m, const uint32_t *classes, uint32_t count);
void wv_matcher_seal_set(const wv_matcher *m, wv_set *set, wv_sieve_mask *masks, wv_gate *keys,
                         wv_gate_group *groups);

/* Builds the tables; borrows strings of the ast. */
wv_rc wv_wordbook_make(const wv_lexemes *l, const wv_pack_ast *ast, wv_arena *arena,
                       wv_wordbook **out);

#endif
