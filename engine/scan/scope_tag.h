/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_tag.h: what each word of a sentence most likely is, in this sentence (a part of scope.h's
 * machinery).
 *
 * wv_lex.gram says what a written word can be; scope has to choose: "het werk" is a noun, "dat werk
 * ik" a verb. The choice is made from the neighbours with a handful of rules, twice over a
 * sentence, linear. Not for matching: a wrong choice here costs a label, never a finding. */
#ifndef WV_SCAN_SCOPE_TAG_H
#define WV_SCAN_SCOPE_TAG_H

#include "text/word.h"

typedef enum wv_scope_tag {
    WV_TAG_SKIP = 1 << 0,    /* a second reading of the token before it */
    WV_TAG_VERB = 1 << 1,    /* used as a verb */
    WV_TAG_LIGHT = 1 << 2,   /* a verb that only carries another: is, heeft, kan */
    WV_TAG_FINITE = 1 << 3,  /* a verb that can be the finite one */
    WV_TAG_NOMINAL = 1 << 4, /* can be the head of a noun phrase */
    WV_TAG_ADJ = 1 << 5,     /* adjective, or participle used as one */
    WV_TAG_PREP = 1 << 6,
    WV_TAG_EDGE = 1 << 7,    /* punctuation stands before it, or it is the first word */
    WV_TAG_LINK = 1 << 8,    /* opens a subordinate clause: dat, omdat, die, om ... te */
    WV_TAG_COORD = 1 << 9,   /* en, of, maar, want */
    WV_TAG_PERSON = 1 << 10, /* ik, hem, niemand: a noun phrase by itself */
    WV_TAG_SMALL = 1 << 11,  /* adverbs, determiners, numbers: passed over inside a phrase */
    WV_TAG_TE = 1 << 12,
    WV_TAG_MAYBE = 1 << 13, /* noun now, verb if its clause has no other (within tagging only) */
} wv_scope_tag;

typedef struct wv_scope_sentence {
    const wv_word *words; /* the first word of the sentence */
    uint32_t count;
    uint16_t tags[WV_SENTENCE_WORDS_MAX];
} wv_scope_sentence;

/* Words past WV_SENTENCE_WORDS_MAX are left out (words.h cuts sentences there). */
void wv_scope_tag_words(const wv_word *words, uint32_t count, wv_scope_sentence *out);

/* End of the run that begins at word i: a clause, cut again where a link opens a subordinate one. */
uint32_t wv_scope_block_end(const wv_scope_sentence *s, uint32_t i);
uint32_t wv_scope_block_start(const wv_scope_sentence *s, uint32_t i);

#endif
