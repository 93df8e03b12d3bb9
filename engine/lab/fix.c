/* SPDX-License-Identifier: EUPL-1.2 */
/* fix.c: a rule file, line by line, mended where there is only one way.
 *
 *   no_match: Hij zei: stop           no-match: "Hij zei: stop"
 *   - @home                           - '@home'
 *   text|re: "\bdood\b"               text|re: '\bdood\b'
 *   name: a                           name: a
 *   signal: b                         id: 3d0a...          (new)
 *                                     date: 2026-11-23     (new)
 *
 * In: text. Out: text, and what was done on which line. Neighbours: cli/fix.c reads it back and
 * writes it. Invariants: a second time changes nothing; quotes are put only into a file that YAML
 * cannot read as it is. Cost: linear. */
#include "lab/fix.h"

typedef struct rename {
    const char *old, *now;
    bool in_test; /* a key of a test; else of the document */
} rename;

/* Keys of before, and of neighbours: Sigma has `falsepositives`, Semgrep underscores. */
static const rename renames[] = {
    {"definition", "description", false},    {"false_positives", "falsepositives", false},
    {"falsepositive", "falsepositives", false}, {"reference", "references", false},
    {"tag", "tags", false},                  {"test", "tests", false},
    {"no_match", "no-match", true},          {"nomatch", "no-match", true},
    {"voice", "who", true},                  {"registers", "register", true},
    {"spans", "span", true},
};
enum { RENAMES = sizeof renames / sizeof *renames };

typedef struct document { /* what its first column says */
    bool is_rule, has_id, has_date, described;
    bool named;
} document;

typedef struct text {
    const wv_fixer *fixer;
    wv_str all;
    wv_buf *out;
    uint32_t line; /* of the line at hand */
    document doc;
    bool in_tests;
} text;

static bool next_line(wv_str all, uint32_t *at, wv_str *line)
{
    if (*at >= all.n) return false;
    const char *start = all.p + *at, *end = memchr(start, '\n', all.n - *at);
    *line = (wv_str){start, end ? (uint32_t)(end - start) : all.n - *at};
    *at += line->n + 1;
    return true;
}

/* The key that a line begins with in the first column; empty when none. */
static wv_str key_of(wv_str line)
{
    uint32_t n = 0;
    while (n < line.n && line.p[n] != ':' && line.p[n] != ' ' && line.p[n] != '#') n++;
    return (wv_str){line.p, n && n < line.n && line.p[n] == ':' ? n : 0};
}

static bool is_cut(wv_str line)
{
    return wv_str_starts(line, WV_STR("---"));
}

static document look_ahead(wv_str all, uint32_t at)
{
    document d = {0};
    wv_str line;
    bool finds = false, names = false;
    while (next_line(all, &at, &line) && !is_cut(line)) {
        wv_str key = key_of(line);
        d.has_id |= wv_str_is(key, "id");
        d.has_date |= wv_str_is(key, "date") || wv_str_is(key, "modified");
        d.described |= wv_str_is(key, "description");
        d.named |= wv_str_is(key, "name");
        finds |= wv_str_is(key, "detection") || wv_str_is(key, "correlation");
        names |= wv_str_is(key, "signal") || wv_str_is(key, "pattern");
    }
    d.is_rule = finds && names;
    return d;
}

static void tell(const text *t, const char *what, wv_str about)
{
    t->fixer->told(t->fixer->ctx, t->line, what, about);
}

/* ---- keys ---- */

/* Where `old:` stands as a key in a line of a test: after its indent, a dash, a brace or a comma, and
 * not in a text between quotes. */
static bool find_test_key(wv_str line, const char *old, uint32_t *at)
{
    size_t n = strlen(old);
    char mark = '-', open = '\0'; /* the last byte that is no blank; the quote we are in */
    for (uint32_t i = 0; i + n < line.n; i++) {
        char c = line.p[i];
        if (open) {
            if (c == open) open = '\0';
        } else if ((c == '"' || c == '\'') && strchr(":,{[-", mark)) {
            open = c;
        } else if (strchr("-{,", mark) && memcmp(line.p + i, old, n) == 0 &&
                   line.p[i + n] == ':') {
            *at = i;
            return true;
        }
        if (c != ' ') mark = c;
    }
    return false;
}

static bool find_key(const text *t, wv_str line, const rename *r, uint32_t *at)
{
    *at = 0;
    if (r->in_test) return t->in_tests && find_test_key(line, r->old, at);
    bool taken = strcmp(r->now, "description") == 0 && t->doc.described;
    return t->doc.is_rule && !taken && wv_str_is(key_of(line), r->old);
}

static void rename_keys(text *t, wv_buf *line)
{
    for (int i = 0; i < RENAMES; i++) {
        uint32_t at;
        wv_str now = {line->p ? line->p : "", (uint32_t)line->n};
        if (!find_key(t, now, &renames[i], &at)) continue;
        wv_buf changed;
        wv_buf_init(&changed);
        wv_buf_add(&changed, now.p, at);
        wv_buf_text(&changed, renames[i].now);
        at += (uint32_t)strlen(renames[i].old);
        wv_buf_add(&changed, now.p + at, now.n - at);
        wv_buf_clear(line);
        wv_buf_add(line, changed.p, changed.n);
        line->failed |= changed.failed;
        wv_buf_done(&changed);
        tell(t, "has its key of now:", wv_str_of(renames[i].now));
    }
}

/* ---- quotes ---- */

/* Start of the value of `key: value` or `- value`, the last of them on a line; 0 when none. */
static uint32_t value_at(wv_str line)
{
    uint32_t at = 0;
    while (at < line.n && line.p[at] == ' ') at++;
    while (at + 1 < line.n && line.p[at] == '-' && line.p[at + 1] == ' ') at += 2;
    uint32_t start = at;
    while (at + 1 < line.n && line.p[at] != ' ' && line.p[at] != ':') at++;
    if (at + 1 < line.n && line.p[at] == ':' && line.p[at + 1] == ' ') return at + 2;
    return start;
}

static bool needs_quotes(wv_str value)
{
    if (!value.n || strchr("\"'[{|>#", value.p[0])) return false;
    return strchr("*&!%@`", value.p[0]) || memmem(value.p, value.n, ": ", 2);
}

static void quote(text *t, wv_buf *line, uint32_t at)
{
    wv_buf value;
    wv_buf_init(&value);
    wv_buf_add(&value, line->p + at, line->n - at);
    line->n = at;
    bool single = memchr(value.p, '\'', value.n) == NULL;
    wv_buf_byte(line, single ? '\'' : '"');
    for (size_t i = 0; i < value.n; i++) {
        if (!single && (value.p[i] == '"' || value.p[i] == '\\')) wv_buf_byte(line, '\\');
        wv_buf_byte(line, value.p[i]);
    }
    wv_buf_byte(line, single ? '\'' : '"');
    line->failed |= value.failed;
    wv_buf_done(&value);
    tell(t, "has quotes that YAML wants", WV_STR(""));
}

/* A regex between double quotes loses its backslashes: "\b" is a backspace. */
static void quote_regex(text *t, wv_buf *line, uint32_t at)
{
    char *from = line->p + at;
    size_t n = line->n - at;
    if (n < 2 || from[0] != '"' || from[n - 1] != '"' || memchr(from, '\'', n) ||
        memchr(from + 1, '"', n - 2) || memmem(from, n, "\\\\", 2) || !memchr(from, '\\', n))
        return;
    from[0] = from[n - 1] = '\'';
    tell(t, "has single quotes, which keep backslashes", WV_STR(""));
}

static void mend_quotes(text *t, wv_buf *line)
{
    wv_str now = {line->p ? line->p : "", (uint32_t)line->n};
    uint32_t at = value_at(now);
    if (!now.n || at >= now.n) return;
    wv_str value = {now.p + at, now.n - at};
    bool regex = memmem(now.p, at, "|re:", 4) != NULL;
    if (regex)
        quote_regex(t, line, at);
    else if (needs_quotes(value))
        quote(t, line, at);
}

/* ---- id and date ---- */

static void add_missing(text *t, wv_str line)
{
    wv_str key = key_of(line);
    bool here = t->doc.named ? wv_str_is(key, "name")
                             : wv_str_is(key, "signal") || wv_str_is(key, "pattern");
    if (!t->doc.is_rule || !here) return;
    char id[37];
    if (!t->doc.has_id && t->fixer->new_id(id)) {
        wv_buf_format(t->out, "id: %s\n", id);
        tell(t, "has an id now:", wv_str_of(id));
    }
    if (!t->doc.has_date) {
        wv_buf_format(t->out, "date: %s\n", t->fixer->today);
        tell(t, "has a date now:", wv_str_of(t->fixer->today));
    }
}

static void lower_id(text *t, wv_buf *line)
{
    bool changed = false;
    if (!wv_str_is(key_of((wv_str){line->p, (uint32_t)line->n}), "id")) return;
    for (size_t i = 3; i < line->n; i++)
        if (line->p[i] >= 'A' && line->p[i] <= 'F') line->p[i] += 'a' - 'A', changed = true;
    if (changed) tell(t, "has its id in lower case", WV_STR(""));
}

/* ---- the whole ---- */

static void mend_line(text *t, wv_str source)
{
    wv_buf line;
    wv_buf_init(&line);
    wv_buf_str(&line, source);
    wv_str key = key_of(source);
    if (key.n) t->in_tests = wv_str_is(key, "tests") || wv_str_is(key, "test");
    if (line.n) {
        rename_keys(t, &line);
        lower_id(t, &line);
        if (t->fixer->broken) mend_quotes(t, &line);
    }
    wv_buf_add(t->out, line.p, line.n);
    t->out->failed |= line.failed;
    wv_buf_done(&line);
}

void wv_fix_text(const wv_fixer *f, wv_str all, wv_buf *out)
{
    text t = {.fixer = f, .all = all, .out = out, .doc = look_ahead(all, 0)};
    wv_str line;
    for (uint32_t at = 0; next_line(all, &at, &line);) {
        t.line++;
        if (is_cut(line)) {
            t.doc = look_ahead(all, at);
            t.in_tests = false;
        }
        mend_line(&t, line);
        if (at <= all.n) wv_buf_byte(out, '\n');
        add_missing(&t, line);
    }
}

/* ---- kept ---- */

static const wv_node *under(const wv_node *map, wv_str key)
{
    for (uint32_t i = 0; i < map->count; i++)
        if (wv_str_eq(map->keys[i]->scalar, key)) return map->items[i];
    for (int r = 0; r < RENAMES; r++)
        if (wv_str_is(key, renames[r].old)) return wv_node_get(map, renames[r].now);
    return NULL;
}

static bool same_id(wv_str a, wv_str b)
{
    if (a.n != b.n) return false;
    for (uint32_t i = 0; i < a.n; i++) {
        char upper = b.p[i] >= 'a' && b.p[i] <= 'f' ? (char)(b.p[i] - 'a' + 'A') : b.p[i];
        if (a.p[i] != b.p[i] && a.p[i] != upper) return false;
    }
    return true;
}

/* As deep as WV_NODE_DEPTH_MAX and no deeper. */
static bool kept(const wv_node *a, const wv_node *b, bool root)
{
    if (a->type != b->type) return false;
    if (a->type == WV_NODE_SCALAR) return a->quoted == b->quoted && wv_str_eq(a->scalar, b->scalar);
    if (root ? a->count > b->count : a->count != b->count) return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const wv_node *other =
            a->type == WV_NODE_LIST ? b->items[i] : under(b, a->keys[i]->scalar);
        bool id = root && a->type == WV_NODE_MAP && wv_str_is(a->keys[i]->scalar, "id") && other;
        if (!other || !(id ? same_id(a->items[i]->scalar, other->scalar)
                           : kept(a->items[i], other, false)))
            return false;
    }
    return true;
}

bool wv_fix_kept(const wv_node *before, const wv_node *after)
{
    return kept(before, after, before->type == WV_NODE_MAP);
}
