/* SPDX-License-Identifier: EUPL-1.2 */
/* term.h: a term pattern as its author wrote it: text -> tree (docs/rule-language.md has the
 * grammar).
 *
 *   (<target> & op+bellen)~6      ALL, window 6: NAME target, SPLIT op bellen
 *   pijn .. slikken               SEQ: WORD pijn, WORD slikken with a clause joint before it
 *
 * Trees live in the arena given and borrow their text from the literal. Depth, length and number of
 * parts are limited, so whoever walks a tree may nest as deep as WV_TERM_DEPTH_MAX and no deeper.
 * No state, no threads. */
#ifndef WV_PACK_TERM_H
#define WV_PACK_TERM_H

#include "pack/ast.h"

enum {
    WV_TERM_DEPTH_MAX = 8,   /* nested parentheses; the deepest real rule has 4 */
    WV_TERM_ITEMS_MAX = 512, /* parts of one literal: a long (a | b | ...) belongs in a list */
    WV_TERM_BYTES_MAX = 8192,
    WV_TERM_GAP_MAX = 400, /* a sentence is no longer (WV_SENTENCE_WORDS_MAX) */
};

typedef enum wv_term_kind {
    WV_TERM_WORD,  /* woord, woord:v */
    WV_TERM_EXACT, /* =woord, an emoji, a number */
    WV_TERM_SPLIT, /* op+bellen */
    WV_TERM_HEAD,  /* _verbod */
    WV_TERM_FIRST, /* stalking_ */
    WV_TERM_NAME,  /* <naaste> */
    WV_TERM_SEQ,   /* a b .. c */
    WV_TERM_ANY,   /* (a | b) */
    WV_TERM_ALL,   /* (a & b) */
} wv_term_kind;

/* How a part of a sequence stands to the part before it. */
typedef enum wv_joint {
    WV_JOINT_NEXT,     /* a b: adjacent */
    WV_JOINT_CLAUSE,   /* a .. b: later in the same clause */
    WV_JOINT_SENTENCE, /* a ... b: later in the same sentence */
} wv_joint;

typedef struct wv_term wv_term;
struct wv_term {
    wv_term_kind kind;
    wv_joint joint;  /* to the part before it, in a SEQ */
    uint16_t gap;    /* at most so many words between; WV_TERM_GAP_MAX when not said */
    uint16_t window; /* ALL: within so many words; 0 is one clause */
    bool optional;   /* a? */
    uint8_t pos;     /* WORD: mask of WV_POS_*, 0 is a guess */
    wv_str text;     /* the word, the verb, the part, the name */
    wv_str particle; /* SPLIT */
    wv_str source;   /* as written, for explain */
    wv_place place;
    wv_term **items; /* SEQ, ANY, ALL */
    uint32_t count;
};

/* Reads one literal. Returns NULL after at least one diagnostic (or when out of memory:
 * diags->failed). */
wv_term *wv_term_parse(const wv_lit *lit, wv_arena *arena, wv_diags *diags);

/* The place of bytes [start, end) of a literal's value: exact when the value stands in the file as
 * it is. */
wv_place wv_term_place(const wv_lit *lit, uint32_t start, uint32_t end);

#endif
