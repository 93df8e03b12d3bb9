/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_tag.h: what each word of a sentence most likely is, in this sentence (a part of scope.h's machinery).
 *
 * wv_lex.gram says what a written word can be; scope has to choose: "het werk" is a noun, "dat werk ik" a verb. The
 * choice is made from the neighbours with a handful of rules, once a sentence, linear. Not for matching: a wrong choice
 * here costs a label, never a finding. */
#ifndef WV_SCAN_SCOPE_TAG_H
#define WV_SCAN_SCOPE_TAG_H

#include "text/word.h"

typedef enum wv_scope_tag {
    WV_TAG_SKIP = 1 << 0,    /* a second reading of the token before it */
    WV_TAG_VERB = 1 << 1,    /* used as a verb */
    WV_TAG_LIGHT = 1 << 2,   /* a verb that only carries another: is, heeft, kan */
    WV_TAG_FINITE = 1 << 3,  /* a verb that can be the finite one */
    WV_TAG_NOMINAL = 1 << 4, /* can be the head of a noun phrase */
    WV_TAG_ADJ = 1 << 5,     /* adjective or participle used as one */
    WV_TAG_PREP = 1 << 6,
    WV_TAG_EDGE = 1 << 7,    /* a phrase cannot go on across the left side of this word */
    WV_TAG_LINK = 1 << 8,    /* en, of, maar, dat, die: begins something new */
    WV_TAG_PERSON = 1 << 9,  /* ik, hem, niemand: a noun phrase by itself */
    WV_TAG_SMALL = 1 << 10,  /* adverbs, determiners, numbers: passed over inside a phrase */
    WV_TAG_TE = 1 << 11,
} wv_scope_tag;

typedef struct wv_scope_sentence {
    const wv_word *words; /* the first word of the sentence */
    uint32_t count;
    uint16_t tags[WV_SENTENCE_WORDS_MAX];
} wv_scope_sentence;

/* Words past WV_SENTENCE_WORDS_MAX are left out (words.h cuts sentences there). */
void wv_scope_tag_words(const wv_word *words, uint32_t count, wv_scope_sentence *out);

#endif
