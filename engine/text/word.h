/* SPDX-License-Identifier: EUPL-1.2 */
/* word.h: what the text stages hand on: tokens, then the words of a sentence with what is remembered of each.
 *
 *   "Kga je dood maken!"   tokens   [Kga][je][dood][maken][!]
 *                          words    k ga je dood maken          (kga is two words with sub-spans)
 *
 * Punctuation is no word: it stands in `before` of the word that follows it. A wv_lex is owned by the memo of a
 * scratch (or of whoever called) and valid until that memo is cleared; the arrays are the caller's. */
#ifndef WV_TEXT_WORD_H
#define WV_TEXT_WORD_H

#include "text/analyse.h"

typedef enum wv_token_kind {
    WV_TOKEN_WORD,
    WV_TOKEN_NUMBER, /* 40, 1.000, 2e, 40x */
    WV_TOKEN_AMOUNT, /* € 0,01 / 50 euro is a number followed by a word */
    WV_TOKEN_TIME,   /* 14:10, 3.30u, 22h */
    WV_TOKEN_DATE,   /* 3-2-2026 */
    WV_TOKEN_PHONE,
    WV_TOKEN_URL, /* also mail addresses and @mentions */
    WV_TOKEN_EMOJI,
    WV_TOKEN_PUNCT,
} wv_token_kind;

typedef enum wv_token_flag {
    WV_TOKEN_CAPITAL = 1 << 0, /* starts with a capital */
    WV_TOKEN_UPPER = 1 << 1,   /* two letters or more, all capitals */
    WV_TOKEN_MASKED = 1 << 2,  /* k*t, m00rd, d.o.o.d */
    WV_TOKEN_SPACE = 1 << 3,   /* white space before it */
    WV_TOKEN_LINE = 1 << 4,    /* a line break before it */
    WV_TOKEN_PARAGRAPH = 1 << 5, /* an empty line before it */
} wv_token_flag;

typedef struct wv_token {
    uint32_t start, end; /* bytes */
    uint8_t kind, flags;
} wv_token;

/* What stands between a word and the one before it. */
typedef enum wv_before {
    WV_BEFORE_COMMA = 1 << 0,
    WV_BEFORE_COLON = 1 << 1,
    WV_BEFORE_SEMICOLON = 1 << 2,
    WV_BEFORE_DASH = 1 << 3, /* a dash with spaces around it; a hyphen is inside a word */
    WV_BEFORE_QUOTE = 1 << 4,
    WV_BEFORE_PAREN = 1 << 5,
    WV_BEFORE_LINE = 1 << 6,
    WV_BEFORE_ELLIPSIS = 1 << 7,
    WV_BEFORE_SLASH = 1 << 8,
    WV_BEFORE_EMOJI = 1 << 9,
} wv_before;

/* Grammar of a written word, from closed tables (text/gram.c) and from its analyses. A word may be several. */
#define WV_GRAM_TABLE(X)                                                                           \
    X(DET)       /* de het een deze die dat mijn elke geen ... */                                  \
    X(PREP)      /* op in aan van met ... */                                                       \
    X(PARTICLE)  /* can be the first part of a separable verb: op, dicht, lastig, kwijt */         \
    X(SUBJECT)   /* ik jij hij zij we ge ... */                                                    \
    X(OBJECT)    /* mij me jou hem haar ons ... */                                                 \
    X(POSSESSIVE)                                                                                  \
    X(REFLEXIVE) /* zich */                                                                        \
    X(RECIPROCAL) /* elkaar, mekaar */                                                             \
    X(RELATIVE)  /* die dat wie wat waar- */                                                       \
    X(COORD)     /* en of maar want dus noch */                                                    \
    X(SUBORD)    /* dat omdat als toen terwijl ... */                                              \
    X(AUX)       /* forms of hebben zijn worden */                                                 \
    X(MODAL)     /* forms of zullen kunnen mogen moeten willen hoeven laten gaan */                \
    X(TE)                                                                                          \
    X(NEG)       /* niet geen nooit niks niemand nergens zonder noch ... */                        \
    X(ADVERB)    /* closed list: ook nog al weer wel dan toen nu altijd ... */                     \
    X(NUMBER)    /* een twee drie ... */                                                           \
    X(QUESTION)  /* wie wat waar hoe waarom wanneer */                                             \
    X(FUNCTION)  /* any of the closed classes: never an anchor */                                  \
    X(FINITE)    /* can be a finite verb form */                                                   \
    X(INFINITIVE)                                                                                  \
    X(PPART)     /* past participle */                                                             \
    X(PRESP)     /* -end(e) */                                                                     \
    X(NOUN)                                                                                        \
    X(ADJ)                                                                                         \
    X(ROLE_NOUN) /* aangeefster, verdachte, melder ... */

typedef enum wv_gram_index {
#define WV_GRAM_ENUM(name) WV_GRAM_INDEX_##name,
    WV_GRAM_TABLE(WV_GRAM_ENUM)
#undef WV_GRAM_ENUM
    WV_GRAM_COUNT
} wv_gram_index;
#define WV_GRAM(name) (UINT64_C(1) << WV_GRAM_INDEX_##name)

/* Everything that is known of one written word, made once and remembered. */
typedef struct wv_lex {
    wv_str folded; /* normalised: lower case, no accents, chat forms spelt out */
    uint64_t gram; /* mask of WV_GRAM(...) */
    uint32_t set;  /* class set of the pack (design 2.3); 0 is the empty set */
    uint32_t verbs; /* separable-verb table entry of this form, 0 none (text/sepverbs.h) */
    uint8_t analysis_count;
    const wv_analysis *analyses; /* best first; owned as the lex is */
} wv_lex;

typedef struct wv_word {
    uint32_t start, end; /* bytes in the text; a part of a contraction has its sub-span */
    const wv_lex *lex;
    uint16_t before;     /* mask of wv_before */
    uint16_t clause;     /* number within the sentence, from 0 */
    uint8_t kind;        /* wv_token_kind: words, numbers, times, urls, emoji are all words here */
    uint8_t flags;       /* wv_token_flag */
    uint8_t alternative; /* n > 0: the next n words are another reading of this same token, to be
                            skipped when this one was taken: words[i + 1 .. i + n] */
} wv_word;

/* Longest sentence the second pass looks at as one: a chat log without a single full stop is cut here, so that cost
 * stays linear. The p99.9 sentence of court prose has 130 words. */
enum { WV_SENTENCE_WORDS_MAX = 400 };

typedef struct wv_sentence {
    uint32_t first_word, word_count;
    wv_span span;  /* bytes, from its first to its last token */
    uint8_t mark;  /* '.', '?', '!', ':' or 0: how it ends */
    uint16_t clause_count;
} wv_sentence;

#endif
