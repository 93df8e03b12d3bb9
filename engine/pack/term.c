/* SPDX-License-Identifier: EUPL-1.2 */
/* term.c: reads one term pattern into a tree.
 *
 * In: a literal of the pack with its place. Out: a tree in the caller's arena, or diagnostics that
 * point into the literal. Neighbours: pack/expand.c resolves names and makes the matcher's program
 * of the tree. Invariants: every group has at least two items or is replaced by its only one; `&`
 * and `|` never mix in a group; depth <= WV_TERM_DEPTH_MAX (the only recursion here, over
 * parentheses). Cost: linear in the literal. */
#include "pack/term.h"

#include "pack/codes.h"
#include "text/inflect.h"

typedef struct parser {
    const wv_lit *lit;
    const char *p;
    uint32_t at, n;
    uint32_t depth, items;
    bool failed;
    wv_arena *arena;
    wv_diags *diags;
} parser;

wv_place wv_term_place(const wv_lit *lit, uint32_t start, uint32_t end)
{
    wv_place whole = lit->place;
    uint32_t bytes = whole.end - whole.start;
    if (!whole.source || (bytes != lit->s.n && bytes != lit->s.n + 2))
        return whole; /* an escaped or folded scalar: its bytes are not those of the file */
    uint32_t quote = bytes == lit->s.n + 2;
    return (wv_place){whole.source, whole.start + quote + start, whole.start + quote + end};
}

static void complain(parser *ps, uint32_t start, uint32_t end, const char *hint,
                     const char *message)
{
    if (!ps->failed)
        wv_diags_add(ps->diags, WV_LEVEL_ERROR, WV_CODE_PATTERN_SYNTAX,
                     wv_term_place(ps->lit, start, end), hint, "%s", message);
    ps->failed = true; /* the first complaint of a literal is the true one */
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(parser *ps)
{
    while (ps->at < ps->n && is_space(ps->p[ps->at])) ps->at++;
}

static bool at_char(const parser *ps, char c)
{
    return ps->at < ps->n && ps->p[ps->at] == c;
}

static wv_term *new_term(parser *ps, wv_term_kind kind, uint32_t start)
{
    if (++ps->items > WV_TERM_ITEMS_MAX) {
        complain(ps, start, ps->n, "put the words in a list and use <name>",
                 "too many parts in one pattern");
        return NULL;
    }
    wv_term *t = wv_arena_alloc(ps->arena, sizeof *t);
    if (!t) {
        ps->diags->failed = ps->failed = true;
        return NULL;
    }
    t->kind = kind;
    t->gap = WV_TERM_GAP_MAX;
    t->place = wv_term_place(ps->lit, start, ps->at);
    return t;
}

static void finish(parser *ps, wv_term *t, uint32_t start)
{
    t->source = (wv_str){ps->p + start, ps->at - start};
    t->place = wv_term_place(ps->lit, start, ps->at);
}

/* Digits at the cursor; WV_TERM_GAP_MAX when there are none. */
static uint16_t read_number(parser *ps, uint32_t max)
{
    uint32_t start = ps->at, value = 0;
    while (ps->at < ps->n && ps->p[ps->at] >= '0' && ps->p[ps->at] <= '9' && ps->at - start < 6)
        value = value * 10 + (uint32_t)(ps->p[ps->at++] - '0');
    if (ps->at == start) return WV_TERM_GAP_MAX;
    if (value > max)
        complain(ps, start, ps->at, "a sentence has at most 400 words",
                 "number of words out of range");
    return (uint16_t)value;
}

static bool is_word_byte(char c)
{
    return !is_space(c) && !strchr("()|&?~<>", c);
}

/* `:v` at the end of a word; returns the bytes of the word without it. */
static uint32_t read_pos(parser *ps, uint32_t start, uint32_t end, uint8_t *pos)
{
    const char *colon = memchr(ps->p + start, ':', end - start);
    if (!colon) return end;
    uint32_t at = (uint32_t)(colon - ps->p);
    char letter = at + 2 == end ? ps->p[at + 1] : 0;
    *pos = letter == 'v'   ? WV_POS_VERB
           : letter == 'n' ? WV_POS_NOUN
           : letter == 'a' ? WV_POS_ADJ
                           : 0;
    if (!*pos)
        complain(ps, at, end, "write slaan:v (verb), slag:n (noun) or bang:a (adjective)",
                 "unknown part of speech");
    return at;
}

/* Bytes that no word of a text has: such a term would never match, and its author would not know.
 */
static bool check_letters(parser *ps, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i < end; i++) {
        if (!strchr("\"',;!:+=_[]{}*\\/", ps->p[i]) || (ps->p[i] == '\'' && end - start > 1))
            continue;
        if (strchr("/*", ps->p[i])) continue;
        complain(ps, i, i + 1,
                 ps->p[i] == '"' ? "no quotes inside a pattern: (a | b c) is a word or a phrase"
                                 : "patterns match words; leave punctuation out",
                 "a character that is part of no word");
        return false;
    }
    if (start == end) complain(ps, start, end + 1, NULL, "a word is missing here");
    return start < end;
}

static void read_split(parser *ps, wv_term *t, uint32_t start, uint32_t plus, uint32_t end)
{
    t->kind = WV_TERM_SPLIT;
    t->particle = (wv_str){ps->p + start, plus - start};
    t->text = (wv_str){ps->p + plus + 1, end - plus - 1};
    if (!check_letters(ps, start, plus) || !check_letters(ps, plus + 1, end)) return;
    if (t->text.n < 3 || t->text.p[t->text.n - 1] != 'n')
        complain(ps, plus + 1, end, "write the infinitive: op+bellen",
                 "not an infinitive after the particle");
}

static bool is_plain_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'' || c == '-';
}

/* A number, an emoji: no letter of a Dutch word in it, so nothing to inflect. */
static bool has_no_letter(const char *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (is_plain_letter(c) || (c >= 0xC3 && c <= 0xC5)) return false;
    }
    return true;
}

static void classify_word(parser *ps, wv_term *t, uint32_t start, uint32_t end)
{
    const char *p = ps->p;
    const char *plus = memchr(p + start, '+', end - start);
    if (plus && end - start > 1) {
        read_split(ps, t, start, (uint32_t)(plus - p), end);
        return;
    }
    if (p[start] == '=') {
        t->kind = WV_TERM_EXACT;
        start++;
    } else if (p[start] == '_') {
        t->kind = WV_TERM_HEAD;
        start++;
    } else if (end - start > 1 && p[end - 1] == '_') {
        t->kind = WV_TERM_FIRST;
        end--;
    } else if (has_no_letter(p + start, end - start)) {
        t->kind = WV_TERM_EXACT;
        t->text = (wv_str){p + start, end - start};
        return;
    } else {
        end = read_pos(ps, start, end, &t->pos);
    }
    t->text = (wv_str){p + start, end - start};
    if (!ps->failed) check_letters(ps, start, end);
}

static wv_term *parse_word(parser *ps)
{
    uint32_t start = ps->at;
    while (ps->at < ps->n && is_word_byte(ps->p[ps->at])) ps->at++;
    uint32_t end = ps->at;
    wv_term *t = new_term(ps, WV_TERM_WORD, start);
    if (t) classify_word(ps, t, start, end);
    return t;
}

static wv_term *parse_name(parser *ps)
{
    uint32_t start = ps->at++;
    uint32_t name = ps->at;
    while (ps->at < ps->n && (ps->p[ps->at] == '_' || ps->p[ps->at] == '-' ||
                              is_plain_letter((unsigned char)ps->p[ps->at]) ||
                              (ps->p[ps->at] >= '0' && ps->p[ps->at] <= '9')))
        ps->at++;
    uint32_t end = ps->at;
    if (!at_char(ps, '>') || end == name) {
        complain(ps, start, end, "write <name> with letters, digits and _",
                 "a name that is not closed with '>'");
        return NULL;
    }
    ps->at++;
    wv_term *t = new_term(ps, WV_TERM_NAME, start);
    if (t) t->text = (wv_str){ps->p + name, end - name};
    return t;
}

static wv_term *parse_seq(parser *ps);

/* What follows an item of a group: '|', '&', ')' or 0 with a complaint. */
static char group_mark(parser *ps, uint32_t open)
{
    skip_space(ps);
    char c = ps->at < ps->n ? ps->p[ps->at] : 0;
    if (c == '|' || c == '&' || c == ')') {
        ps->at++;
        return c;
    }
    if (!ps->failed)
        complain(ps, open, open + 1, "each ( needs its )", "a group that is not closed");
    return 0;
}

static wv_term *close_group(parser *ps, uint32_t open, char mark, wv_term **items, uint32_t count)
{
    wv_term *t = new_term(ps, mark == '&' ? WV_TERM_ALL : WV_TERM_ANY, open);
    if (!t) return NULL;
    t->items = wv_arena_alloc(ps->arena, count * sizeof *t->items);
    if (!t->items) {
        ps->diags->failed = ps->failed = true;
        return NULL;
    }
    memcpy(t->items, items, count * sizeof *t->items);
    t->count = count;
    return t;
}

static void read_window(parser *ps, wv_term *t)
{
    uint32_t start = ps->at++;
    if (t->kind != WV_TERM_ALL)
        complain(ps, start, ps->at, "use it as (a & b)~6", "'~' does not stand after an & group");
    t->window = read_number(ps, WV_TERM_GAP_MAX);
    if (t->window < 2 || ps->at == start + 1)
        complain(ps, start, ps->at, "use it as (a & b)~6",
                 "a window of at least 2 words must follow '~'");
}

static wv_term *parse_group(parser *ps)
{
    wv_term *items[WV_TERM_ITEMS_MAX];
    uint32_t open = ps->at++, count = 0;
    char kind = 0, mark = 0;
    if (++ps->depth > WV_TERM_DEPTH_MAX) {
        complain(ps, open, open + 1, "name the inner part with a macro", "groups nested too deep");
        return NULL;
    }
    while (!ps->failed) {
        wv_term *item = parse_seq(ps);
        if (!item || ps->failed) return NULL;
        items[count++] = item; /* new_term counts them too, so this cannot run over */
        uint32_t at = ps->at;
        mark = group_mark(ps, open);
        if (mark == ')' || !mark) break;
        if (kind && mark != kind)
            complain(ps, at, ps->at, "nest one group in the other: (a & (b | c))",
                     "'&' and '|' in one group");
        kind = mark;
    }
    ps->depth--;
    if (ps->failed) return NULL;
    wv_term *t = count == 1 ? items[0] : close_group(ps, open, kind, items, count);
    if (t && at_char(ps, '~')) read_window(ps, t);
    return t;
}

static wv_term *parse_item(parser *ps)
{
    uint32_t start = ps->at;
    char c = ps->p[ps->at];
    wv_term *t = c == '(' ? parse_group(ps) : c == '<' ? parse_name(ps) : parse_word(ps);
    if (!t || ps->failed) return NULL;
    if (at_char(ps, '?')) {
        ps->at++;
        t->optional = true;
    }
    finish(ps, t, start);
    return t;
}

/* `..`, `...`, `..4` between two items. */
static bool parse_joint(parser *ps, wv_joint *joint, uint16_t *gap)
{
    *joint = WV_JOINT_NEXT;
    *gap = WV_TERM_GAP_MAX;
    if (ps->n - ps->at < 2 || ps->p[ps->at] != '.' || ps->p[ps->at + 1] != '.') return false;
    ps->at += 2;
    *joint = WV_JOINT_CLAUSE;
    if (at_char(ps, '.')) {
        ps->at++;
        *joint = WV_JOINT_SENTENCE;
    }
    *gap = read_number(ps, WV_TERM_GAP_MAX);
    if (ps->at < ps->n && !is_space(ps->p[ps->at]) && !strchr("(<", ps->p[ps->at]))
        complain(ps, ps->at, ps->at + 1, "write a .. b or a ..4 b, with spaces",
                 "a gap must stand apart from words");
    return true;
}

static bool ends_seq(const parser *ps)
{
    return ps->at >= ps->n || strchr("|&)", ps->p[ps->at]);
}

static wv_term *wrap_seq(parser *ps, wv_term **items, uint32_t count, uint32_t start)
{
    if (count == 1) return items[0];
    wv_term *t = new_term(ps, WV_TERM_SEQ, start);
    if (!t) return NULL;
    t->items = wv_arena_alloc(ps->arena, count * sizeof *t->items);
    if (!t->items) {
        ps->diags->failed = ps->failed = true;
        return NULL;
    }
    memcpy(t->items, items, count * sizeof *t->items);
    t->count = count;
    finish(ps, t, start);
    return t;
}

static wv_term *parse_seq(parser *ps)
{
    enum { SEQ_MAX = 32 }; /* the longest fixed phrase in the packs has 7 words */
    wv_term *items[SEQ_MAX];
    uint32_t count = 0;
    wv_joint joint = WV_JOINT_NEXT;
    uint16_t gap = WV_TERM_GAP_MAX;
    bool dangling = false;
    skip_space(ps);
    uint32_t start = ps->at;
    while (!ps->failed && !ends_seq(ps)) {
        uint32_t at = ps->at;
        dangling = parse_joint(ps, &joint, &gap);
        if (dangling && !count)
            complain(ps, at, ps->at, "a gap stands between two words",
                     "a pattern cannot begin with a gap");
        skip_space(ps);
        if (ps->failed || ends_seq(ps)) break;
        if (count == SEQ_MAX) {
            complain(ps, at, ps->n, NULL, "more than 32 parts in a sequence");
            break;
        }
        wv_term *item = parse_item(ps);
        if (!item) return NULL;
        item->joint = joint;
        item->gap = gap;
        items[count++] = item;
        dangling = false;
        skip_space(ps);
    }
    if (dangling)
        complain(ps, ps->at ? ps->at - 1 : 0, ps->at, "a gap stands between two words",
                 "a pattern cannot end with a gap");
    if (!count) complain(ps, start, start + 1, NULL, "a word is missing here");
    return ps->failed ? NULL : wrap_seq(ps, items, count, start);
}

wv_term *wv_term_parse(const wv_lit *lit, wv_arena *arena, wv_diags *diags)
{
    parser ps = {.lit = lit, .p = lit->s.p, .n = lit->s.n, .arena = arena, .diags = diags};
    if (lit->s.n > WV_TERM_BYTES_MAX) {
        complain(&ps, 0, lit->s.n, "put the words in a list", "a pattern of more than 8192 bytes");
        return NULL;
    }
    wv_term *t = parse_seq(&ps);
    if (!ps.failed && ps.at < ps.n)
        complain(&ps, ps.at, ps.at + 1, "put alternatives in parentheses: (a | b)",
                 ps.p[ps.at] == ')' ? "a ')' without its '('"
                                    : "'|' and '&' stand in parentheses only");
    return ps.failed ? NULL : t;
}
