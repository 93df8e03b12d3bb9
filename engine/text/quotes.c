/* SPDX-License-Identifier: EUPL-1.2 */
/* quotes.c: literal words of somebody in a text. In: tokens. Out: wv_quotes.
 *
 * One pass, one open quotation at a time: quotations are not nested. A mark that is the same on
 * both sides (" and ') opens after white space, a colon or a bracket and closes before white space
 * or a mark. Neighbours: scan/scope (label quoted) and voice. Invariant: spans are sorted, do not
 * overlap, and never cross an empty line. Cost: linear; growing the caller's array is the only
 * allocation. */
#include "text/quotes.h"

#include "base/mem.h"
#include "text/edges.h"

/* A quotation of more bytes than this is a mark somebody forgot: police quotes run over sentences,
 * not pages. */
enum { QUOTE_BYTES_MAX = 4000 };

typedef struct quote_mark {
    const char *open;
    const char *close[3]; /* „ is closed by ” or “ */
} quote_mark;

static const quote_mark g_marks[] = {
    {"\"", {"\"", "”", "''"}},  {"“", {"”", "\"", "“"}},   {"„", {"”", "“", "\""}},
    {"‘", {"’", "'", NULL}},    {",,", {"''", "”", "\""}}, {"''", {"''", "\"", NULL}},
    {"'", {"'", "’", NULL}},    {"«", {"»", NULL, NULL}},  {"”", {"”", "\"", NULL}},
    {"``", {"''", NULL, NULL}},
};

typedef struct reader {
    wv_str text;
    const wv_tokens *tokens;
    wv_quotes *out;
} reader;

void wv_quotes_init(wv_quotes *q)
{
    *q = (wv_quotes){0};
}

void wv_quotes_done(wv_quotes *q)
{
    wv_mem_free(q->items);
    *q = (wv_quotes){0};
}

static wv_str raw_of(const reader *r, uint32_t i)
{
    const wv_token *t = &r->tokens->items[i];
    return (wv_str){r->text.p + t->start, t->end - t->start};
}

static bool push(reader *r, uint32_t start, uint32_t end, bool forwarded, bool open)
{
    wv_quotes *q = r->out;
    if (end <= start) return true;
    if (!wv_mem_grow((void **)&q->items, &q->capacity, q->count + 1, sizeof *q->items))
        return false;
    q->items[q->count++] = (wv_quote){{start, end}, forwarded, open};
    return true;
}

static bool space_after(const reader *r, uint32_t i)
{
    return i + 1 >= r->tokens->count || r->tokens->items[i + 1].flags & WV_TOKEN_SPACE;
}

static bool space_before(const reader *r, uint32_t i)
{
    return i == 0 || r->tokens->items[i].flags & WV_TOKEN_SPACE;
}

static bool after_colon(const reader *r, uint32_t i)
{
    return i > 0 && wv_str_is(raw_of(r, i - 1), ":");
}

/* The mark at token i opens a quotation. An apostrophe of the chat ("da's") is inside a word and
 * never gets here. */
static const quote_mark *opens(const reader *r, uint32_t i)
{
    if (r->tokens->items[i].kind != WV_TOKEN_PUNCT || space_after(r, i)) return NULL;
    bool free_left = space_before(r, i) || after_colon(r, i) || wv_str_is(raw_of(r, i - 1), "(");
    if (!free_left) return NULL;
    for (size_t k = 0; k < sizeof g_marks / sizeof *g_marks; k++)
        if (wv_str_is(raw_of(r, i), g_marks[k].open)) return &g_marks[k];
    return NULL;
}

static bool closes(const reader *r, uint32_t i, const quote_mark *m)
{
    const wv_token *t = &r->tokens->items[i];
    if (t->kind != WV_TOKEN_PUNCT || (t->flags & WV_TOKEN_SPACE && !space_after(r, i)))
        return false;
    for (size_t k = 0; k < 3 && m->close[k]; k++)
        if (wv_str_is(raw_of(r, i), m->close[k])) return true;
    return false;
}

/* Reads the quotation that opens at token i; returns the token after it, or i + 1 when it is none.
 */
static uint32_t read_quotation(reader *r, uint32_t i, const quote_mark *m, bool *ok)
{
    const wv_token *items = r->tokens->items;
    uint32_t start = items[i].end, j = i + 1;
    bool colon = after_colon(r, i);
    for (; j < r->tokens->count; j++) {
        if (items[j].flags & WV_TOKEN_PARAGRAPH || items[j].end - start > QUOTE_BYTES_MAX) break;
        if (closes(r, j, m)) {
            *ok = push(r, start, items[j].start, false, false);
            return j + 1;
        }
    }
    if (!colon) return i + 1;
    *ok = push(r, start, items[j - 1].end, false,
               true); /* to the end of the paragraph, police style */
    return j;
}

/* End of the line of token i: the first token after it that has a line break before it. */
static uint32_t line_end(const reader *r, uint32_t i)
{
    uint32_t j = i + 1;
    while (j < r->tokens->count && !(r->tokens->items[j].flags & WV_TOKEN_LINE)) j++;
    return j;
}

static bool line_starts(const reader *r, uint32_t i)
{
    return i == 0 || r->tokens->items[i].flags & WV_TOKEN_LINE;
}

/* "Doorgestuurd" or "Forwarded" as the first word of a line, alone or before a colon: the message
 * after it, to the empty line, is somebody else's. */
static bool forward_mark(const reader *r, uint32_t i)
{
    static const char *const words[] = {"doorgestuurd", "doorgestuurde", "doorgezonden",
                                        "forwarded"};
    wv_str raw = raw_of(r, i);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        if (strlen(words[k]) != raw.n || !wv_edges_same(raw.p, words[k], raw.n)) continue;
        uint32_t end = line_end(r, i), words_on_line = end - i;
        return words_on_line <= 3 || wv_str_is(raw_of(r, i + 1), ":") ||
               wv_str_is(raw_of(r, i + 1), "bericht");
    }
    return false;
}

static uint32_t read_forwarded(reader *r, uint32_t i, bool *ok)
{
    const wv_token *items = r->tokens->items;
    uint32_t first = i + 1, colon = i + 1, end = line_end(r, i);
    while (colon < end && !wv_str_is(raw_of(r, colon), ":")) colon++;
    first = colon + 1 < end ? colon + 1
                            : end; /* the words stand behind the colon or on the next line */
    if (first >= r->tokens->count) return end;
    uint32_t last = first;
    while (last + 1 < r->tokens->count && !(items[last + 1].flags & WV_TOKEN_PARAGRAPH)) last++;
    *ok = push(r, items[first].start, items[last].end, true, false);
    return last + 1;
}

static uint32_t read_next(reader *r, uint32_t i, bool *ok)
{
    if (line_starts(r, i)) {
        uint32_t end = line_end(r, i);
        if (wv_str_is(raw_of(r, i), ">") && end > i + 1) {
            *ok =
                push(r, r->tokens->items[i + 1].start, r->tokens->items[end - 1].end, true, false);
            return end;
        }
        if (forward_mark(r, i)) return read_forwarded(r, i, ok);
    }
    const quote_mark *m = opens(r, i);
    return m ? read_quotation(r, i, m, ok) : i + 1;
}

wv_rc wv_quotes_find(wv_str text, const wv_tokens *tokens, wv_quotes *out)
{
    reader r = {text, tokens, out};
    bool ok = true;
    out->count = 0;
    for (uint32_t i = 0; i < tokens->count && ok;) i = read_next(&r, i, &ok);
    return ok ? WV_OK : WV_E_NOMEM;
}

const wv_quote *wv_quotes_at(const wv_quotes *q, uint32_t at)
{
    uint32_t low = 0, high = q->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (q->items[middle].span.end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < q->count && q->items[low].span.start <= at ? &q->items[low] : NULL;
}
