/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_html.c: HTML of a mail -> the text that its reader saw.
 *
 * In: UTF-8. Out: lines; those of a <blockquote> begin with `> `, so that mail_quote.c knows them.
 * Neighbour: mail_message.c. This is no browser: what CSS hides is shown, because a threat in white
 * letters is one. Tags may be broken in any way; what is no tag is text. Cost: linear: a `<` that
 * never ends is looked for once. */
#include "convert/mail.h"
#include "text/utf8.h"

typedef struct page {
    wv_str in;
    uint32_t at;
    wv_buf *out;
    uint32_t depth; /* of blockquotes */
    bool line_begun, space, no_more_tags, no_more_comments;
    uint8_t breaks; /* line breaks at the end of `out` */
} page;

static const struct {
    const char *name;
    uint16_t code;
} g_entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", ' '},     {"eacute", 0xE9},  {"egrave", 0xE8},   {"euml", 0xEB},    {"ecirc", 0xEA},
    {"iuml", 0xEF},    {"iacute", 0xED},  {"ouml", 0xF6},     {"oacute", 0xF3},  {"uuml", 0xFC},
    {"uacute", 0xFA},  {"auml", 0xE4},    {"aacute", 0xE1},   {"agrave", 0xE0},  {"acirc", 0xE2},
    {"ccedil", 0xE7},  {"ntilde", 0xF1},  {"Eacute", 0xC9},   {"Euml", 0xCB},    {"euro", 0x20AC},
    {"rsquo", 0x2019}, {"lsquo", 0x2018}, {"rdquo", 0x201D},  {"ldquo", 0x201C}, {"bdquo", 0x201E},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"hellip", 0x2026}, {"bull", 0x2022},  {"shy", 0xAD},
    {"szlig", 0xDF},   {"oslash", 0xF8},  {"aring", 0xE5},    {"ocirc", 0xF4},   {"zwnj", 0x200C},
};

static void put_break(page *p)
{
    p->space = p->line_begun = false;
    if (p->breaks >= 2 || !p->out->n) return;
    wv_buf_byte(p->out, '\n');
    p->breaks++;
}

static void put_code(page *p, uint32_t code)
{
    char bytes[4];
    if (!p->line_begun)
        for (uint32_t i = 0; i < p->depth; i++) wv_buf_text(p->out, "> ");
    if (p->space && p->line_begun) wv_buf_byte(p->out, ' ');
    p->line_begun = true;
    p->space = false;
    p->breaks = 0;
    wv_buf_add(p->out, bytes, wv_utf8_encode(code, bytes));
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* `&eacute;` or `&#233;` at p->at; bytes taken, 0 when it is none. */
static uint32_t entity(const page *p, uint32_t *code)
{
    wv_str rest = {p->in.p + p->at + 1, p->in.n - p->at - 1};
    uint32_t i = 0, value = 0;
    if (rest.n && rest.p[0] == '#') {
        bool hex = rest.n > 1 && (rest.p[1] | 0x20) == 'x';
        uint32_t first = i = hex ? 2 : 1;
        for (; i < rest.n && i < first + 7; i++) {
            char c = rest.p[i];
            int digit = c >= '0' && c <= '9'                    ? c - '0'
                        : hex && letter(c) && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                                : -1;
            if (digit < 0) break;
            value = value * (hex ? 16 : 10) + (uint32_t)digit;
        }
        if (i == first) return 0;
        bool fine = value >= 0x20 && value < 0x110000 && (value < 0xD800 || value > 0xDFFF);
        *code = fine ? value : value == '\n' || value == '\t' ? ' ' : 0xFFFD;
        return i + 1 + (i < rest.n && rest.p[i] == ';');
    }
    while (i < rest.n && i < 8 && letter(rest.p[i])) i++;
    for (size_t k = 0; k < sizeof g_entities / sizeof *g_entities; k++) {
        if (!wv_str_is((wv_str){rest.p, i}, g_entities[k].name)) continue;
        *code = g_entities[k].code;
        return i + 1 + (i < rest.n && rest.p[i] == ';');
    }
    return 0;
}

static bool is_one_of(wv_str name, const char *const *names)
{
    for (; *names; names++)
        if (name.n == strlen(*names) && strncasecmp(name.p, *names, name.n) == 0) return true;
    return false;
}

/* Where the tag at p->at ends; 0 when it never does. Quoted values may hold `>`. */
static uint32_t tag_end(page *p)
{
    char quote = 0;
    for (uint32_t i = p->at + 1; i < p->in.n; i++) {
        char c = p->in.p[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && p->in.p[i - 1] == '=')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    p->no_more_tags = true;
    return 0;
}

/* Behind `</style`: what a style sheet says is no text. */
static uint32_t behind_close(const page *p, uint32_t from, wv_str name)
{
    for (uint32_t i = from; i + name.n + 2 < p->in.n; i++)
        if (p->in.p[i] == '<' && p->in.p[i + 1] == '/' &&
            strncasecmp(p->in.p + i + 2, name.p, name.n) == 0)
            return i;
    return p->in.n;
}

static void apply_tag(page *p, wv_str name, bool closing, uint32_t end)
{
    static const char *const lines[] = {"br",     "div",     "tr",      "li",  "hr",
                                        "ul",     "ol",      "dl",      "dt",  "dd",
                                        "center", "section", "article", "pre", NULL};
    static const char *const blocks[] = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", NULL};
    static const char *const cells[] = {"td", "th", NULL}, *const quote[] = {"blockquote", NULL};
    static const char *const hidden[] = {"style", "script", "title", "template", NULL};
    p->at = end;
    if (is_one_of(name, hidden) && !closing)
        p->at = behind_close(p, end, name);
    else if (is_one_of(name, cells))
        p->space = true;
    else if (is_one_of(name, quote)) {
        if (p->line_begun) put_break(p);
        if (!closing && p->depth < 16) p->depth++;
        if (closing && p->depth) p->depth--;
    } else if (is_one_of(name, blocks)) {
        if (p->line_begun) put_break(p);
        if (closing) put_break(p);
    } else if (is_one_of(name, lines) && (p->line_begun || name.n == 2))
        put_break(p);
}

/* True when there was a tag or comment at p->at. */
static bool take_tag(page *p)
{
    wv_str rest = {p->in.p + p->at, p->in.n - p->at};
    if (p->no_more_tags || rest.n < 2) return false;
    if (rest.n >= 4 && memcmp(rest.p, "<!--", 4) == 0) {
        const char *end = p->no_more_comments ? NULL : memmem(rest.p + 4, rest.n - 4, "-->", 3);
        p->no_more_comments = !end;
        if (!end) return false;
        p->at = (uint32_t)(end + 3 - p->in.p);
        return true;
    }
    bool closing = rest.p[1] == '/';
    uint32_t from = 1 + closing, n = 0;
    while (from + n < rest.n &&
           (letter(rest.p[from + n]) || (n && rest.p[from + n] >= '0' && rest.p[from + n] <= '9')))
        n++;
    if (!n && rest.p[1] != '!' && rest.p[1] != '?') return false; /* `a < b` */
    uint32_t end = tag_end(p);
    if (!end) return false;
    apply_tag(p, (wv_str){rest.p + from, n}, closing, end);
    return true;
}

void wv_mail_html(wv_buf *out, wv_str html)
{
    page p = {.in = html, .out = out};
    while (p.at < html.n) {
        uint32_t code, bytes;
        char c = html.p[p.at];
        if (c == '<' && take_tag(&p)) continue;
        if (c == '&' && (bytes = entity(&p, &code)) > 0)
            p.at += bytes;
        else {
            code = wv_utf8_decode(html, p.at, &bytes);
            p.at += bytes;
        }
        if (code == ' ' || code == '\n' || code == '\t' || code == '\r')
            p.space = true;
        else
            put_code(&p, code);
    }
}
