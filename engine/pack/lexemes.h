/* SPDX-License-Identifier: EUPL-1.2 */
/* lexemes.h: what patterns ask of a single word, while a pack is being frozen.
 *
 *   lexeme   one way to name words: slaan (all its forms), =niet, op+bellen, _verbod, <num>
 *   class    a set of lexemes: (slaan | schoppen | <stoten>) is one class; 0 is the empty one
 *
 * Equal lexemes and equal classes get one id, so that many rules share a class. Ids are given in
 * order of first use, which is the order of the pack's files: nothing depends on a hash. A
 * wv_lexemes owns all it holds (init/done) and is used by one thread at freeze time only;
 * wordbook.h makes the read-only tables of it. */
#ifndef WV_PACK_LEXEMES_H
#define WV_PACK_LEXEMES_H

#include "base/map.h"
#include "base/mem.h"
#include "base/rc.h"
#include "text/lex.h"
#include "text/tokens.h"

typedef enum wv_lexeme_kind {
    WV_LEXEME_WORD,    /* all written forms of a word */
    WV_LEXEME_EXACT,   /* one folded form, an emoji, a number */
    WV_LEXEME_SPLIT,   /* a separable verb: joined forms, and pieces found in a sentence */
    WV_LEXEME_HEAD,    /* _verbod: named compounds with that head, and the bare word */
    WV_LEXEME_FIRST,   /* stalking_ */
    WV_LEXEME_BUILTIN, /* <num> and its like: told by token kind or grammar */
} wv_lexeme_kind;

/* Classes every pack has (docs/rule-language.md). <anyone> gives way to a pack's own list of that
 * name. */
#define WV_BUILTIN_TABLE(X)                                                                        \
    X(NEG, "neg", 20000)                                                                           \
    X(NUM, "num", 8000)                                                                            \
    X(AMOUNT, "amount", 300)                                                                       \
    X(TIME, "time", 500)                                                                           \
    X(EMOJI, "emoji", 3000)                                                                        \
    X(ANYONE, "anyone", 60000)

typedef enum wv_builtin {
#define WV_BUILTIN_ENUM(name, text, weight) WV_BUILTIN_##name,
    WV_BUILTIN_TABLE(WV_BUILTIN_ENUM)
#undef WV_BUILTIN_ENUM
        WV_BUILTIN_COUNT
} wv_builtin;

typedef struct wv_lexeme {
    uint8_t kind;        /* wv_lexeme_kind */
    uint8_t pos;         /* WORD, SPLIT: parts of speech its forms have (WV_POS_*) */
    wv_str text;         /* folded */
    wv_str particle;     /* SPLIT, folded */
    uint32_t builtin;    /* BUILTIN */
    uint32_t pair;       /* SPLIT: index among the separable verbs */
    const wv_str *forms; /* folded forms that are in it by themselves */
    uint32_t form_count;
    const wv_str
        *keys; /* "pos|key" of each part of speech: an analysis with one of them is in it */
    uint32_t key_count;
    uint32_t weight; /* how often it is met in a million words, roughly (frequency.h) */
} wv_lexeme;

typedef struct wv_class {
    const uint32_t *lexemes; /* sorted */
    uint32_t count;
    uint32_t weight; /* sum of its lexemes' */
} wv_class;

enum {
    WV_LEXEMES_MAX = 200000,
    WV_CLASSES_MAX = 60000,
    WV_CLASS_NONE = 0,
};

typedef struct wv_lexemes {
    wv_arena arena;
    wv_map term_ids; /* kind, part of speech and a term as the pack writes it -> lexeme */
    wv_map lexeme_ids, class_ids, frequency;
    wv_lex_memo spelling; /* terms are normalised by the very code that normalises texts: =m'n is
                             m'n is mijn */
    wv_tokens tokens;
    wv_lexeme *lexemes;
    uint32_t lexeme_count, lexeme_capacity;
    wv_class *classes;
    uint32_t class_count, class_capacity;
    uint32_t pair_count;
    bool no_memory;
    bool full; /* it was no memory that ran out, but one of the limits above */
} wv_lexemes;

wv_rc wv_lexemes_init(wv_lexemes *l);
void wv_lexemes_done(wv_lexemes *l);

/* Ids of lexemes; the text is folded here. UINT32_MAX when out of memory, past a limit, or when the
 * word cannot be folded to one word (too long, empty). */
uint32_t wv_lexemes_word(wv_lexemes *l, wv_str text, uint8_t pos);
uint32_t wv_lexemes_exact(wv_lexemes *l, wv_str text);
uint32_t wv_lexemes_split(wv_lexemes *l, wv_str particle, wv_str verb);
uint32_t wv_lexemes_head(wv_lexemes *l, wv_str head);
uint32_t wv_lexemes_first(wv_lexemes *l, wv_str first);
uint32_t wv_lexemes_builtin(wv_lexemes *l, wv_builtin which);

/* The class of these lexemes; sorts `ids` in place and drops doubles. UINT32_MAX as above. */
uint32_t wv_lexemes_class(wv_lexemes *l, uint32_t *ids, uint32_t count);

#endif
