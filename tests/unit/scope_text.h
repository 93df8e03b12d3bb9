/* SPDX-License-Identifier: EUPL-1.2 */
/* scope_text.h: for the tests of scope and direction: a text as words, and cues found by their
 * written form.
 *
 * A test trigger is written "niet|nooit" for its cues and "niet voor het eerst|niet zelden" for its
 * exceptions: folded words only, so that these tests need no compiled pack. */
#ifndef WV_TESTS_SCOPE_TEXT_H
#define WV_TESTS_SCOPE_TEXT_H

#include "scan/scope.h"
#include "text/words.h"

#include <stdio.h>

typedef struct wv_test_text {
    wv_str text;
    wv_tokens tokens;
    wv_words words;
    wv_lex_memo memo;
} wv_test_text;

typedef struct wv_test_trigger {
    wv_label label;
    wv_reach reach;
    const char *cues, *except, *stops;
    uint8_t voices, least;
    char mark;
} wv_test_trigger;

enum { WV_TEST_HITS_MAX = 512, WV_TEST_TRIGGERS_MAX = 16 };

static inline void wv_test_text_init(wv_test_text *t, const char *text)
{
    t->text = wv_str_of(text);
    wv_tokens_init(&t->tokens);
    wv_words_init(&t->words);
    wv_lex_memo_init(&t->memo, NULL, NULL);
    wv_tokenise(t->text, &t->tokens);
    wv_words_read(&t->words, t->text, &t->tokens, WV_WORDS_PROSE, wv_lex_memo_source(&t->memo));
}

static inline void wv_test_text_done(wv_test_text *t)
{
    wv_lex_memo_done(&t->memo);
    wv_words_done(&t->words);
    wv_tokens_done(&t->tokens);
}

/* Number of words of `phrase` ("niet zelden", up to end) that stand at word i, or 0. */
static inline uint32_t wv_test_phrase_at(const wv_words *w, uint32_t i, wv_str phrase)
{
    uint32_t n = 0, at = 0;
    while (at < phrase.n) {
        uint32_t end = at;
        while (end < phrase.n && phrase.p[end] != ' ') end++;
        if (i + n >= w->count ||
            !wv_str_eq(w->words[i + n].lex->folded, (wv_str){phrase.p + at, end - at}))
            return 0;
        n++;
        at = end + (end < phrase.n);
    }
    return n;
}

static inline uint32_t wv_test_find(const wv_words *w, uint16_t trigger, uint8_t part,
                                    const char *list, wv_scope_hit *hits, uint32_t count)
{
    for (const char *p = list; p && *p;) {
        const char *bar = strchr(p, '|');
        wv_str phrase = {p, (uint32_t)(bar ? (size_t)(bar - p) : strlen(p))};
        for (uint32_t i = 0; i < w->count; i++) {
            uint32_t n = wv_test_phrase_at(w, i, phrase);
            if (n && count < WV_TEST_HITS_MAX)
                hits[count++] = (wv_scope_hit){trigger, part, i, i + n - 1};
        }
        p = bar ? bar + 1 : NULL;
    }
    return count;
}

static inline int wv_test_by_first(const void *a, const void *b)
{
    const wv_scope_hit *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

typedef struct wv_test_scope {
    wv_trigger triggers[WV_TEST_TRIGGERS_MAX];
    wv_scope_table table;
    wv_scope_hit hits[WV_TEST_HITS_MAX];
    uint32_t hit_count;
} wv_test_scope;

/* Fills table and hits (in order of first word) for a whole text. */
static inline void wv_test_scope_make(wv_test_scope *s, const wv_test_text *t,
                                      const wv_test_trigger *triggers, uint32_t count)
{
    *s = (wv_test_scope){.table = {s->triggers, count}};
    for (uint32_t i = 0; i < count; i++) {
        const wv_test_trigger *in = &triggers[i];
        s->triggers[i] = (wv_trigger){.label = in->label,
                                      .reach = in->reach,
                                      .voices = in->voices ? in->voices : WV_VOICES_ALL,
                                      .least = in->least ? in->least : 1,
                                      .mark = in->mark};
        s->hit_count =
            wv_test_find(&t->words, (uint16_t)i, WV_TRIGGER_CUES, in->cues, s->hits, s->hit_count);
        s->hit_count = wv_test_find(&t->words, (uint16_t)i, WV_TRIGGER_EXCEPT, in->except, s->hits,
                                    s->hit_count);
        s->hit_count = wv_test_find(&t->words, (uint16_t)i, WV_TRIGGER_STOPS, in->stops, s->hits,
                                    s->hit_count);
    }
    qsort(s->hits, s->hit_count, sizeof s->hits[0], wv_test_by_first);
}

/* Index of the n-th word (from 0) that is written so, folded; UINT32_MAX when there is none. */
static inline uint32_t wv_test_word(const wv_test_text *t, const char *folded, uint32_t n)
{
    for (uint32_t i = 0; i < t->words.count; i++)
        if (wv_str_is(t->words.words[i].lex->folded, folded) && n-- == 0) return i;
    return UINT32_MAX;
}

#endif
