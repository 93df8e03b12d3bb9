/* SPDX-License-Identifier: EUPL-1.2 */
/* words.c: tokens of a sentence -> words with readings, marks before them, clause numbers.
 * In: tokens and a source of wv_lex. Out: wv_words. Neighbours: sentences.c (edges), clauses.c
 * (numbers), lex.c (source). Invariant: spans of the words of one reading are sorted and do not
 * overlap; an alternative reading lies within the span of the word before it. Cost: linear; warm,
 * no allocation. */
#include "text/words.h"

#include "base/mem.h"
#include "text/clauses.h"

void wv_words_init(wv_words *w)
{
    *w = (wv_words){0};
}

void wv_words_done(wv_words *w)
{
    wv_mem_free(w->words);
    wv_mem_free(w->sentences);
    *w = (wv_words){0};
}

void wv_words_clear(wv_words *w)
{
    w->count = w->sentence_count = 0;
}

typedef struct mark_bits {
    const char *mark;
    uint16_t before;
} mark_bits;

static uint16_t before_of(wv_str mark, bool spaces_around)
{
    static const mark_bits table[] = {
        {",", WV_BEFORE_COMMA},  {":", WV_BEFORE_COLON},    {";", WV_BEFORE_SEMICOLON},
        {"(", WV_BEFORE_PAREN},  {")", WV_BEFORE_PAREN},    {"[", WV_BEFORE_PAREN},
        {"]", WV_BEFORE_PAREN},  {"/", WV_BEFORE_SLASH},    {"\"", WV_BEFORE_QUOTE},
        {"'", WV_BEFORE_QUOTE},  {"''", WV_BEFORE_QUOTE},   {",,", WV_BEFORE_QUOTE},
        {"``", WV_BEFORE_QUOTE}, {"“", WV_BEFORE_QUOTE},    {"”", WV_BEFORE_QUOTE},
        {"„", WV_BEFORE_QUOTE},  {"‘", WV_BEFORE_QUOTE},    {"’", WV_BEFORE_QUOTE},
        {"«", WV_BEFORE_QUOTE},  {"»", WV_BEFORE_QUOTE},    {"–", WV_BEFORE_DASH},
        {"—", WV_BEFORE_DASH},   {"…", WV_BEFORE_ELLIPSIS}, {"|", WV_BEFORE_SEMICOLON},
    };
    if (wv_str_is(mark, "-")) return spaces_around ? WV_BEFORE_DASH : 0;
    if (mark.p[0] == '.' && mark.n > 1) return WV_BEFORE_ELLIPSIS;
    /* A full stop or !? inside a sentence ("Ga weg!" riep hij) parts clauses as a semicolon does.
     */
    if (mark.p[0] == '.' || mark.p[0] == '!' || mark.p[0] == '?') return WV_BEFORE_SEMICOLON;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (wv_str_is(mark, table[i].mark)) return table[i].before;
    return 0;
}

static uint8_t sentence_mark(wv_str mark)
{
    if (wv_str_is(mark, "…")) return '.';
    char c = mark.p[0];
    if (c == '!') return memchr(mark.p, '?', mark.n) ? '?' : '!';
    return c == '.' || c == '?' || c == ':' ? (uint8_t)c : 0;
}

static bool push(wv_words *w, const wv_word *word)
{
    if (!wv_mem_grow((void **)&w->words, &w->capacity, w->count + 1, sizeof *w->words))
        return false;
    w->words[w->count++] = *word;
    return true;
}

static bool push_parts(wv_words *w, const wv_token *t, const wv_lex_reading *r, uint16_t before)
{
    for (uint8_t k = 0; k < r->part_count; k++) {
        wv_word word = {.start = t->start + r->parts[k].start,
                        .end = t->start + r->parts[k].end,
                        .lex = r->parts[k].lex,
                        .before = k ? 0 : before,
                        .kind = t->kind,
                        .flags = t->flags};
        if (!push(w, &word)) return false;
    }
    return true;
}

/* The first reading, and the first one of several parts as its alternative when the first is a
 * single word. */
static bool push_token(wv_words *w, const wv_token *t, const wv_lex_entry *entry, uint16_t before)
{
    const wv_lex_reading *first = &entry->readings[0], *other = NULL;
    if (first->part_count > 1) return push_parts(w, t, first, before);
    for (uint8_t k = 1; k < entry->reading_count && !other; k++)
        if (entry->readings[k].part_count > 1) other = &entry->readings[k];
    uint32_t at = w->count;
    if (!push_parts(w, t, first, before)) return false;
    if (!other) return true;
    w->words[at].alternative = other->part_count;
    return push_parts(w, t, other, before);
}

static bool push_sentence(wv_words *w, const wv_sentence *s)
{
    if (!wv_mem_grow((void **)&w->sentences, &w->sentence_capacity, w->sentence_count + 1,
                     sizeof *w->sentences))
        return false;
    w->sentences[w->sentence_count++] = *s;
    return true;
}

wv_rc wv_words_add(wv_words *w, wv_str text, const wv_tokens *tokens, uint32_t first, uint32_t end,
                   wv_lex_source source, bool *added)
{
    wv_sentence s = {.first_word = w->count};
    uint16_t before = 0;
    if (added) *added = false;
    for (uint32_t i = first; i < end; i++) {
        const wv_token *t = &tokens->items[i];
        wv_str raw = {text.p + t->start, t->end - t->start};
        if (t->flags & WV_TOKEN_LINE && i > first) before |= WV_BEFORE_LINE;
        if (t->kind == WV_TOKEN_PUNCT) {
            bool space_after = i + 1 >= end || tokens->items[i + 1].flags & WV_TOKEN_SPACE;
            before |= before_of(raw, t->flags & WV_TOKEN_SPACE && space_after);
            uint8_t mark = sentence_mark(raw);
            if (mark) s.mark = mark;
            continue;
        }
        const wv_lex_entry *entry = source.get(source.ctx, raw, t->kind, t->flags);
        if (!entry || !push_token(w, t, entry, before)) return WV_E_NOMEM;
        before = t->kind == WV_TOKEN_EMOJI ? WV_BEFORE_EMOJI : 0;
        if (t->kind != WV_TOKEN_EMOJI) s.mark = 0;
    }
    s.word_count = w->count - s.first_word;
    if (!s.word_count) return WV_OK;
    s.span = (wv_span){tokens->items[first].start, tokens->items[end - 1].end};
    s.clause_count = wv_clauses_mark(w->words + s.first_word, s.word_count);
    if (!push_sentence(w, &s)) return WV_E_NOMEM;
    if (added) *added = true;
    return WV_OK;
}

wv_rc wv_words_read(wv_words *w, wv_str text, const wv_tokens *tokens, wv_words_style style,
                    wv_lex_source source)
{
    wv_words_clear(w);
    for (uint32_t first = 0, end; first < tokens->count; first = end) {
        end = wv_words_sentence_end(text, tokens, first, style);
        wv_rc rc = wv_words_add(w, text, tokens, first, end, source, NULL);
        if (rc) return rc;
    }
    return WV_OK;
}
