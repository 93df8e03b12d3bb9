/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens.c: the tokeniser's loop: white space, plain words, punctuation; other shapes are asked of
 * tokens_shapes.h. In: a text. Out: wv_token array. Neighbours: edges.h (classes), words.c (reads
 * the tokens). Invariant: every byte but white space and stray joiners is in exactly one token.
 * Cost: linear; a plain ASCII word costs one table look-up a byte. */
#include "text/tokens.h"

#include "base/mem.h"
#include "text/edges.h"
#include "text/tokens_shapes.h"

void wv_tokens_init(wv_tokens *t)
{
    *t = (wv_tokens){0};
}

void wv_tokens_done(wv_tokens *t)
{
    wv_mem_free(t->items);
    *t = (wv_tokens){0};
}

static bool word_follows(wv_str s, uint32_t i)
{
    uint32_t bytes;
    wv_edge edge = wv_edges_at(s, i, &bytes);
    return edge == WV_EDGE_LETTER || edge == WV_EDGE_DIGIT;
}

static bool letter_follows(wv_str s, uint32_t i)
{
    uint32_t bytes;
    return wv_edges_at(s, i, &bytes) == WV_EDGE_LETTER;
}

/* k*t, f**k, a$$, klootz@k: mask signs between letters; only $ may also close the word. Returns
 * their end or 0. */
static uint32_t mask_end(wv_str s, uint32_t i)
{
    uint32_t e = i;
    while (e < s.n && (s.p[e] == '*' || s.p[e] == '@' || s.p[e] == '$' || s.p[e] == '#')) e++;
    if (e == i) return 0;
    if (letter_follows(s, e)) return e;
    return s.p[i] == '$' && s.p[e - 1] == '$' && !word_follows(s, e) ? e : 0;
}

/* Where the word goes on after the non-letter at i; 0 when it ends there. */
static uint32_t inside_end(wv_str s, uint32_t i, uint8_t *flags)
{
    uint32_t bytes;
    switch (wv_edges_at(s, i, &bytes)) {
    case WV_EDGE_LETTER:
    case WV_EDGE_MARK:
    case WV_EDGE_JOINER: return i + bytes;
    case WV_EDGE_APOSTROPHE: return letter_follows(s, i + bytes) ? i + bytes : 0;
    case WV_EDGE_HYPHEN: return word_follows(s, i + bytes) ? i + bytes : 0;
    case WV_EDGE_DIGIT:
        if (letter_follows(s, i + 1))
            *flags |= WV_TOKEN_MASKED; /* m00rd; but w8 and suc6 are not */
        return i + 1;
    case WV_EDGE_PUNCT: {
        uint32_t e = mask_end(s, i);
        if (e) *flags |= WV_TOKEN_MASKED;
        return e;
    }
    default: return 0;
    }
}

static uint32_t plain_word_end(wv_str s, uint32_t at, uint8_t *flags)
{
    uint32_t i = at, solid = at; /* solid: end without trailing joiners */
    for (;;) {
        while (i < s.n && wv_edges_bytes[(unsigned char)s.p[i]] == WV_EDGE_LETTER) i++;
        if (i > solid) solid = i;
        if (i >= s.n) break;
        uint32_t bytes;
        wv_edge edge = wv_edges_at(s, i, &bytes);
        uint32_t next = inside_end(s, i, flags);
        if (!next) break;
        i = next;
        if (edge != WV_EDGE_JOINER) solid = i;
    }
    return solid;
}

/* 'k 't 'm 's 'n 'r 'ie 'kzal: an apostrophe that opens a word. A quoted word also starts so ('kom
 * hier'), hence the closed list. Returns the end of the word or 0. */
static uint32_t clitic_end(wv_str s, uint32_t at, uint32_t mark_bytes)
{
    static const char *const clitics[] = {"k",    "t",    "m",    "s",     "n",     "r",     "ie",
                                          "ns",   "ne",   "em",   "er",    "tis",   "twas",  "kzal",
                                          "kheb", "kben", "kga",  "kweet", "kwil",  "kmoet", "kkan",
                                          "khad", "kwas", "tzal", "tkan",  "kdenk", "kvind"};
    uint32_t start = at + mark_bytes, end = start;
    while (end < s.n && wv_edges_bytes[(unsigned char)s.p[end]] == WV_EDGE_LETTER) end++;
    if (end == start) return 0;
    for (size_t k = 0; k < sizeof clitics / sizeof *clitics; k++) {
        size_t n = strlen(clitics[k]);
        if (n != end - start || !wv_edges_same(s.p + start, clitics[k], n)) continue;
        uint8_t flags = 0;
        return end < s.n && s.p[end] == '-' ? plain_word_end(s, start, &flags)
                                            : end; /* 's-Gravenhage */
    }
    return 0;
}

/* One mark a token, but runs of !? and of dots stay together, and so do '' and ,, (quotes of a
 * typewriter). */
static uint32_t punct_end(wv_str s, uint32_t at, uint32_t bytes)
{
    char c = s.p[at];
    uint32_t i = at + bytes;
    if (c == '!' || c == '?') {
        while (i < s.n && (s.p[i] == '!' || s.p[i] == '?')) i++;
    } else if (c == '.') {
        while (i < s.n && s.p[i] == '.') i++;
    } else if ((c == '\'' || c == ',' || c == '`') && i < s.n && s.p[i] == c) {
        i++;
    }
    return i;
}

static uint8_t case_flags(wv_str s, uint32_t start, uint32_t end)
{
    uint32_t upper = 0, lower = 0;
    bool first = false;
    for (uint32_t i = start; i < end; i++) {
        unsigned char c = (unsigned char)s.p[i], next = i + 1 < end ? (unsigned char)s.p[i + 1] : 0;
        bool up = (c >= 'A' && c <= 'Z') || (c == 0xC3 && next >= 0x80 && next <= 0x9E);
        bool low = (c >= 'a' && c <= 'z') || (c == 0xC3 && next >= 0x9F);
        if (up && upper + lower == 0) first = true;
        upper += up, lower += low;
    }
    return (uint8_t)((first ? WV_TOKEN_CAPITAL : 0) | (upper >= 2 && !lower ? WV_TOKEN_UPPER : 0));
}

/* A dot, @ or : right after a run of letters means that it may be more than a word. */
static uint32_t letters_token(wv_str s, uint32_t at, uint8_t *kind, uint8_t *flags)
{
    uint32_t i = at, end;
    while (i < s.n && wv_edges_bytes[(unsigned char)s.p[i]] == WV_EDGE_LETTER) i++;
    char c = i < s.n ? s.p[i] : ' ';
    bool masked;
    *kind = WV_TOKEN_WORD;
    if (c == ' ' || c == ',') return i;
    if (c == '.' || c == '@' || c == ':' || c == '_' || c == '-' || c == '+' ||
        (c >= '0' && c <= '9')) {
        if ((end = wv_tokens_link(s, at)) != 0) return *kind = WV_TOKEN_URL, end;
    }
    if (c == '.' && (end = wv_tokens_dotted(s, at, &masked)) != 0) {
        if (masked) *flags |= WV_TOKEN_MASKED;
        return end;
    }
    return plain_word_end(s, at, flags);
}

/* The token at `at`, which is neither white space nor a joiner. */
static uint32_t token_end(wv_str s, uint32_t at, bool after_word, uint8_t *kind, uint8_t *flags)
{
    uint32_t bytes, end = 0;
    wv_edge edge = wv_edges_at(s, at, &bytes);
    *kind = WV_TOKEN_PUNCT;
    if (edge == WV_EDGE_LETTER) return letters_token(s, at, kind, flags);
    if (edge == WV_EDGE_DIGIT || s.p[at] == '+') {
        if ((end = wv_tokens_number(s, at, kind)) != 0) {
            if (*kind == WV_TOKEN_NUMBER && wv_edges_at(s, end, &bytes) == WV_EDGE_JOINER) {
                /* keycap: 1, selector, U+20E3 */
                if (end + 6 <= s.n && memcmp(s.p + end, "\xEF\xB8\x8F\xE2\x83\xA3", 6) == 0)
                    return *kind = WV_TOKEN_EMOJI, end + 6;
            }
            return end;
        }
    }
    if (edge == WV_EDGE_EMOJI || edge == WV_EDGE_FLAG || s.p[at] == ':' || s.p[at] == ';' ||
        s.p[at] == '=' || s.p[at] == '<') {
        if ((end = wv_tokens_emoji(s, at)) != 0) return *kind = WV_TOKEN_EMOJI, end;
    }
    if (edge == WV_EDGE_APOSTROPHE && !after_word && (end = clitic_end(s, at, bytes)) != 0)
        return *kind = WV_TOKEN_WORD, end;
    if (s.p[at] == '@' && (end = wv_tokens_link(s, at)) != 0) return *kind = WV_TOKEN_URL, end;
    if ((end = wv_tokens_amount(s, at)) != 0) return *kind = WV_TOKEN_AMOUNT, end;
    return *kind = WV_TOKEN_PUNCT, punct_end(s, at, bytes);
}

/* Skips white space and joiners; says in *flags what there was. */
static uint32_t skip_space(wv_str s, uint32_t i, uint32_t end, uint8_t *flags)
{
    uint32_t lines = 0, bytes;
    bool space = false;
    while (i < end) {
        wv_edge edge = wv_edges_at(s, i, &bytes);
        if (edge == WV_EDGE_LINE) {
            bool pair = s.p[i] == '\r' && i + 1 < end && s.p[i + 1] == '\n';
            lines++, i += pair ? 2 : bytes;
        } else if (edge == WV_EDGE_SPACE) {
            space = true, i += bytes;
        } else if (edge == WV_EDGE_JOINER) {
            i += bytes;
        } else {
            break;
        }
    }
    *flags = (uint8_t)((space || lines ? WV_TOKEN_SPACE : 0) | (lines ? WV_TOKEN_LINE : 0) |
                       (lines > 1 ? WV_TOKEN_PARAGRAPH : 0));
    return i;
}

wv_rc wv_tokenise_span(wv_str text, wv_span part, wv_tokens *out)
{
    wv_str s = {text.p, part.end < text.n ? part.end : text.n};
    uint32_t i = part.start;
    bool after_word = false;
    out->count = 0;
    for (;;) {
        uint8_t flags, kind;
        i = skip_space(s, i, s.n, &flags);
        if (i >= s.n) return WV_OK;
        if (flags & WV_TOKEN_SPACE) after_word = false;
        uint32_t end = token_end(s, i, after_word, &kind, &flags);
        if (kind == WV_TOKEN_WORD || kind == WV_TOKEN_URL) flags |= case_flags(s, i, end);
        if (!wv_mem_grow((void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items))
            return WV_E_NOMEM;
        out->items[out->count++] = (wv_token){.start = i, .end = end, .kind = kind, .flags = flags};
        after_word = kind != WV_TOKEN_PUNCT;
        i = end;
    }
}

wv_rc wv_tokenise(wv_str text, wv_tokens *out)
{
    return wv_tokenise_span(text, (wv_span){0, text.n}, out);
}
