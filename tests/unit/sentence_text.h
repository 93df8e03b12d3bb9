/* SPDX-License-Identifier: EUPL-1.2 */
/* sentence_text.h: for tests of the text stage: a text read with the default memo, and its words
 * and clauses as a line. The struct owns everything; one a test. */
#ifndef WV_TESTS_SENTENCE_TEXT_H
#define WV_TESTS_SENTENCE_TEXT_H

#include "base/buf.h"
#include "text/words.h"

typedef struct sentence_text {
    wv_lex_memo memo;
    wv_tokens tokens;
    wv_words words;
    wv_buf line;
    const char *text;
} sentence_text;

static void sentence_text_init(sentence_text *s, wv_lex_fill fill, void *ctx)
{
    wv_lex_memo_init(&s->memo, fill, ctx);
    wv_tokens_init(&s->tokens);
    wv_words_init(&s->words);
    wv_buf_init(&s->line);
}

static void sentence_text_done(sentence_text *s)
{
    wv_lex_memo_done(&s->memo);
    wv_tokens_done(&s->tokens);
    wv_words_done(&s->words);
    wv_buf_done(&s->line);
}

static inline void sentence_text_read(sentence_text *s, const char *text, wv_words_style style)
{
    s->text = text;
    assert_int_equal(wv_tokenise(wv_str_of(text), &s->tokens), WV_OK);
    assert_int_equal(
        wv_words_read(&s->words, wv_str_of(text), &s->tokens, style, wv_lex_memo_source(&s->memo)),
        WV_OK);
}

/* Written words with '|' between clauses and '/' between sentences. */
static inline const char *sentence_text_clauses(sentence_text *s)
{
    wv_buf_clear(&s->line);
    for (uint32_t i = 0; i < s->words.sentence_count; i++) {
        const wv_sentence *sentence = &s->words.sentences[i];
        if (i) wv_buf_text(&s->line, " / ");
        for (uint32_t k = 0; k < sentence->word_count; k++) {
            const wv_word *w = &s->words.words[sentence->first_word + k];
            if (k) wv_buf_text(&s->line, w->clause != w[-1].clause ? " | " : " ");
            wv_buf_add(&s->line, s->text + w->start, w->end - w->start);
        }
    }
    wv_buf_byte(&s->line, '\0');
    return s->line.p;
}

#endif
