/* SPDX-License-Identifier: EUPL-1.2 */
/* sentences.c: where a sentence ends, on tokens alone. In: tokens and their text. Out: index of the
 * next sentence's first.
 *
 * Dots of abbreviations and initials are inside their tokens already (tokens_dotted.c), so a single
 * dot that is left ends a sentence. Line breaks mean different things: in a chat each is an end
 * unless the line clearly goes on ("ik ga naar de" / "winkel"); in a report lines are wrapped, and
 * only headings, list items and empty lines end one. Neighbours: words.c. Cost: linear. Known miss:
 * a verb parted from its particle by a chat line break ("neem" / "op"). */
#include "text/edges.h"
#include "text/gram.h"
#include "text/words.h"

/* Lines of a wrapped report are longer than this; a shorter one followed by a capital is a heading
 * or a list line. */
enum { SHORT_LINE_BYTES = 50 };
/* How far back a too long sentence looks for a comma or line break to be cut at. */
enum { CUT_LOOK_BACK = 100 };

typedef struct view {
    wv_str text;
    const wv_tokens *tokens;
    wv_words_style style;
} view;

static const wv_token *token_at(const view *v, uint32_t i)
{
    return &v->tokens->items[i];
}

static wv_str text_of(const view *v, const wv_token *t)
{
    return (wv_str){v->text.p + t->start, t->end - t->start};
}

static bool is_text(const view *v, const wv_token *t, const char *what)
{
    return wv_str_is(text_of(v, t), what);
}

static bool closing_mark(const view *v, const wv_token *t)
{
    static const char *const marks[] = {"\"", "”", "’", "'", ")", "]", "''", "»", "“"};
    if (t->kind != WV_TOKEN_PUNCT || t->flags & WV_TOKEN_SPACE) return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (is_text(v, t, marks[i])) return true;
    return false;
}

static bool ellipsis(const view *v, const wv_token *t)
{
    return t->kind == WV_TOKEN_PUNCT &&
           (is_text(v, t, "…") || (v->text.p[t->start] == '.' && t->end - t->start > 1));
}

/* The first letter of a word token is a small one. */
static bool small(const wv_token *t)
{
    return t->kind == WV_TOKEN_WORD && !(t->flags & WV_TOKEN_CAPITAL);
}

/* No vowel: "aangfst." is no word but an abbreviation nobody listed. */
static bool vowelless(const view *v, const wv_token *t)
{
    wv_str s = text_of(v, t);
    if (t->kind != WV_TOKEN_WORD || s.n < 2) return false;
    for (uint32_t i = 0; i < s.n; i++)
        if (strchr("aeiouy", wv_edges_lower(s.p[i])) || (unsigned char)s.p[i] >= 0x80) return false;
    return true;
}

/* A word that cannot be the last of a line that is complete: an article, a preposition that is no
 * particle, en, dat, te. */
static bool word_goes_on(const view *v, const wv_token *t)
{
    char lower[16];
    wv_str s = text_of(v, t);
    if (t->kind != WV_TOKEN_WORD || s.n > sizeof lower) return false;
    for (uint32_t i = 0; i < s.n; i++) lower[i] = wv_edges_lower(s.p[i]);
    uint64_t gram = wv_gram_closed((wv_str){lower, s.n});
    const uint64_t opens =
        WV_GRAM(DET) | WV_GRAM(PREP) | WV_GRAM(COORD) | WV_GRAM(SUBORD) | WV_GRAM(TE);
    const uint64_t stands_alone = WV_GRAM(PARTICLE) | WV_GRAM(OBJECT) | WV_GRAM(SUBJECT) |
                                  WV_GRAM(ADVERB) | WV_GRAM(NOUN) | WV_GRAM(QUESTION);
    return (gram & opens) && !(gram & stands_alone);
}

static bool line_goes_on(const view *v, const wv_token *last)
{
    return is_text(v, last, ",") || is_text(v, last, "(") || word_goes_on(v, last);
}

static bool list_item(const view *v, uint32_t i)
{
    const wv_token *t = token_at(v, i);
    if (i + 1 >= v->tokens->count) return false;
    const wv_token *next = token_at(v, i + 1);
    if (t->kind == WV_TOKEN_PUNCT && next->flags & WV_TOKEN_SPACE)
        return is_text(v, t, "-") || is_text(v, t, "*") || is_text(v, t, "•") || is_text(v, t, "–");
    return t->kind == WV_TOKEN_NUMBER && next->kind == WV_TOKEN_PUNCT &&
           !(next->flags & WV_TOKEN_SPACE) && (is_text(v, next, ".") || is_text(v, next, ")"));
}

/* Token i has a line break before it; `line` is the first token of the line that ends. */
static bool line_ends(const view *v, uint32_t line, uint32_t i)
{
    const wv_token *last = token_at(v, i - 1), *next = token_at(v, i);
    if (list_item(v, i)) return true;
    if (line_goes_on(v, last)) return false;
    if (v->style == WV_WORDS_CHAT || is_text(v, last, ":")) return true;
    bool short_line = last->end - token_at(v, line)->start < SHORT_LINE_BYTES;
    return short_line && !small(next);
}

/* End of the sentence that the mark at i closes: closing quotes and brackets and the emoji of that
 * line go with it. */
static uint32_t after_mark(const view *v, uint32_t i, bool *quote_closed)
{
    uint32_t e = i + 1;
    *quote_closed = false;
    for (; e < v->tokens->count; e++) {
        const wv_token *t = token_at(v, e);
        if (closing_mark(v, t))
            *quote_closed = true;
        else if (t->kind != WV_TOKEN_EMOJI || t->flags & WV_TOKEN_LINE)
            break;
    }
    return e;
}

/* The token at i can end the sentence; returns its end or 0. */
static uint32_t end_at(const view *v, uint32_t first, uint32_t i)
{
    const wv_token *t = token_at(v, i);
    uint32_t count = v->tokens->count;
    const wv_token *next = i + 1 < count ? token_at(v, i + 1) : NULL;
    bool capital_next = next && next->flags & WV_TOKEN_CAPITAL && next->flags & WV_TOKEN_SPACE;
    if (t->kind == WV_TOKEN_WORD)
        return capital_next && wv_tokens_abbreviation_closes(text_of(v, t)) ? i + 1 : 0;
    if (t->kind == WV_TOKEN_EMOJI)
        return v->style == WV_WORDS_CHAT && i > first && capital_next ? i + 1 : 0;
    if (t->kind != WV_TOKEN_PUNCT) return 0;
    char c = v->text.p[t->start];
    if (ellipsis(v, t)) {
        if (next && !capital_next && !(next->flags & WV_TOKEN_LINE)) return 0;
    } else if (c != '.' && c != '!' && c != '?') {
        return 0;
    }
    if (c == '.' && i > first && next && small(next) && vowelless(v, t - 1)) return 0;
    bool quote_closed;
    uint32_t e = after_mark(v, i, &quote_closed);
    if (quote_closed && e < count && small(token_at(v, e)) &&
        !(token_at(v, e)->flags & WV_TOKEN_LINE))
        return 0; /* "Ga weg!" riep hij. */
    return e;
}

static uint32_t cut(const view *v, uint32_t first, uint32_t end)
{
    for (uint32_t i = end; i > first + 1 && i > end - CUT_LOOK_BACK; i--) {
        if (token_at(v, i)->flags & WV_TOKEN_LINE) return i;
        if (is_text(v, token_at(v, i - 1), ",")) return i;
    }
    return end;
}

uint32_t wv_words_sentence_end(wv_str text, const wv_tokens *tokens, uint32_t first,
                               wv_words_style style)
{
    const view v = {text, tokens, style};
    uint32_t line = first;
    for (uint32_t i = first; i < tokens->count; i++) {
        const wv_token *t = token_at(&v, i);
        if (i > first && t->flags & WV_TOKEN_PARAGRAPH) return i;
        if (i > first && t->flags & WV_TOKEN_LINE) {
            if (line_ends(&v, line, i)) return i;
            line = i;
        }
        if (i - first >= WV_SENTENCE_WORDS_MAX) return cut(&v, first, i);
        uint32_t end = end_at(&v, first, i);
        if (end) return end;
    }
    return tokens->count;
}
