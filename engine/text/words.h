/* SPDX-License-Identifier: EUPL-1.2 */
/* words.h: tokens -> sentences -> words with clause numbers (second step of pass 2).
 *
 * Sentence edges are found on tokens alone, so that the scanner can look at one sentence and leave
 * the rest; words are then built only where they are wanted. The struct is the caller's and keeps
 * its memory between calls; the wv_lex pointers live as long as the source says. One struct a
 * thread. Cost is linear in the tokens. */
#ifndef WV_TEXT_WORDS_H
#define WV_TEXT_WORDS_H

#include "text/lex.h"
#include "text/tokens.h"

/* In chat a line break ends a sentence unless the line clearly goes on; in other texts lines are
 * wrapped and only an empty line, a list item or a short heading line does. */
typedef enum wv_words_style { WV_WORDS_PROSE, WV_WORDS_CHAT } wv_words_style;

typedef struct wv_words {
    wv_word *words;
    uint32_t count, capacity;
    wv_sentence *sentences;
    uint32_t sentence_count, sentence_capacity;
} wv_words;

void wv_words_init(wv_words *w);
void wv_words_done(wv_words *w);
void wv_words_clear(wv_words *w); /* keeps the memory */

/* The sentence that begins at token `first` ends before the returned token (> first while first <
 * tokens->count). */
uint32_t wv_words_sentence_end(wv_str text, const wv_tokens *tokens, uint32_t first,
                               wv_words_style style);

/* Appends the sentence of tokens [first, end): its words, clauses marked. A sentence without words
 * is not added, which *added tells (NULL allowed). WV_E_NOMEM or WV_OK. */
wv_rc wv_words_add(wv_words *w, wv_str text, const wv_tokens *tokens, uint32_t first, uint32_t end,
                   wv_lex_source source, bool *added);

/* The whole text: clear, then every sentence. */
wv_rc wv_words_read(wv_words *w, wv_str text, const wv_tokens *tokens, wv_words_style style,
                    wv_lex_source source);

#endif
