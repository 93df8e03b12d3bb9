/* SPDX-License-Identifier: EUPL-1.2 */
/* layout.c: lines -> documents -> blocks (a key of the first column with what stands below it, and
 * the comments right above it) -> the same blocks in the order of docs/rule-language.md.
 *
 * In: the text of a YAML file of a pack. Out: the text laid out. Neighbours: cli/fmt.c proves that
 * it still means the same. Invariants: only rules are reordered (a macro has a `pattern:` too); no line is
 * changed but by cutting blanks at its end and by joining the lines of one flow map under `tests:`;
 * blocks of the same key, which YAML refuses anyway, keep their order. Cost: linear in lines. */
#include "lab/layout.h"

enum { BLOCKS_MAX = 256 };

static const char *const ORDER[] = {
    "name",    "id",          "title",   "description", "signal",         "pattern",
    "basis",   "status",      "author",  "date",        "modified",       "references",
    "tags",    "related",     "sensitive", "detection", "correlation",    "raise",
    "repeat",  "facts",       "triage",  "cap",         "scope",          "falsepositives",
    "response", "tests"};
enum { ORDER_COUNT = sizeof ORDER / sizeof *ORDER };

typedef struct block {
    wv_str text; /* whole lines */
    wv_str key;
    uint32_t rank;
} block;

static wv_str line_at(wv_str text, uint32_t at)
{
    const char *end = memchr(text.p + at, '\n', text.n - at);
    return (wv_str){text.p + at, end ? (uint32_t)(end - text.p) - at + 1 : text.n - at};
}

static wv_str trimmed(wv_str line)
{
    while (line.n && strchr(" \t\r\n", line.p[line.n - 1])) line.n--;
    return line;
}

static bool is_divider(wv_str line)
{
    return wv_str_is(trimmed(line), "---");
}

/* The key of a line that begins in the first column; empty for anything else. */
static wv_str key_of(wv_str line)
{
    uint32_t n = 0;
    while (n < line.n && ((line.p[n] >= 'a' && line.p[n] <= 'z') || line.p[n] == '_')) n++;
    return (wv_str){line.p, n && n < line.n && line.p[n] == ':' ? n : 0};
}

static uint32_t rank_of(wv_str key)
{
    uint32_t i = 0;
    while (i < ORDER_COUNT && !wv_str_is(key, ORDER[i])) i++;
    return i;
}

/* ---- tests ---- */

/* Depth of flow brackets after the line, outside quotes; *comment: one begins in it. */
static int depth_after(wv_str line, int depth, char *quote, bool *comment)
{
    *comment = false;
    for (uint32_t i = 0; i < line.n; i++) {
        char c = line.p[i];
        if (*quote) {
            if (c == '\\' && *quote == '"') i++;
            if (c == *quote) *quote = 0;
        } else if (c == '#' && (i == 0 || line.p[i - 1] == ' ')) {
            *comment = true;
            break;
        } else if ((c == '"' || c == '\'') && (i == 0 || strchr(" {[,:", line.p[i - 1]))) {
            *quote = c;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return depth;
}

/* A block under `tests:`, each flow map on one line. False: a comment stands inside one, or a
 * quoted text is broken over lines, which joining would change. */
static bool add_tests(wv_str text, wv_buf *out, const char **why, uint32_t *offset)
{
    int depth = 0;
    char quote = 0;
    for (uint32_t at = 0; at < text.n;) {
        wv_str raw = line_at(text, at), line = trimmed(raw);
        bool comment = false, inside = depth > 0;
        uint32_t lead = 0;
        int after = depth_after(line, depth, &quote, &comment);
        *offset = at;
        if (quote || ((inside || after > 0) && comment)) {
            *why = quote ? "a quoted text is broken over lines in a test"
                         : "a comment stands inside a test of more lines";
            return false;
        }
        while (inside && lead < line.n && line.p[lead] == ' ') lead++;
        wv_buf_add(out, line.p + lead, line.n - lead);
        char last = line.n ? line.p[line.n - 1] : 0;
        if (after > 0)
            wv_buf_text(out, last == '{' || last == '[' ? "" : " ");
        else
            wv_buf_byte(out, '\n');
        depth = after > 0 ? after : 0;
        at += raw.n;
    }
    return true;
}

/* ---- documents ---- */

static void add_lines(wv_str text, wv_buf *out)
{
    for (uint32_t at = 0; at < text.n;) {
        wv_str raw = line_at(text, at);
        wv_buf_str(out, trimmed(raw));
        wv_buf_byte(out, '\n');
        at += raw.n;
    }
}

/* Cuts a document into blocks; what stands above the first key (comments) is block 0 with an empty
 * key when it is there. Comments right above a later key go with that key. */
static uint32_t cut(wv_str doc, block blocks[BLOCKS_MAX])
{
    uint32_t count = 0, begin = 0, comments = UINT32_MAX;
    wv_str key = {doc.p, 0};
    for (uint32_t at = 0; at < doc.n;) {
        wv_str line = line_at(doc, at), found = key_of(line);
        if (found.n) {
            uint32_t end = comments != UINT32_MAX && key.n ? comments : at;
            if (end > begin) {
                if (count == BLOCKS_MAX) return UINT32_MAX;
                blocks[count++] = (block){{doc.p + begin, end - begin}, key, rank_of(key)};
            }
            begin = end;
            key = found;
        }
        if (line.p[0] != '#')
            comments = UINT32_MAX;
        else if (comments == UINT32_MAX)
            comments = at;
        at += line.n;
    }
    if (count == BLOCKS_MAX) return UINT32_MAX;
    if (doc.n > begin) blocks[count++] = (block){{doc.p + begin, doc.n - begin}, key, rank_of(key)};
    return count;
}

static bool is_rule(const block *blocks, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (wv_str_is(blocks[i].key, "detection") || wv_str_is(blocks[i].key, "correlation"))
            return true;
    return false;
}

static void sort_blocks(block *blocks, uint32_t count)
{
    uint32_t first = count && !blocks[0].key.n; /* the head stays */
    for (uint32_t i = first + 1; i < count; i++) {
        block b = blocks[i];
        uint32_t k = i;
        for (; k > first && blocks[k - 1].rank > b.rank; k--) blocks[k] = blocks[k - 1];
        blocks[k] = b;
    }
}

static bool add_document(wv_str doc, wv_buf *out, const char **why, const char **place)
{
    block blocks[BLOCKS_MAX];
    uint32_t count = cut(doc, blocks), offset = 0;
    if (count == UINT32_MAX || !is_rule(blocks, count)) {
        add_lines(doc, out);
        return true;
    }
    sort_blocks(blocks, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!wv_str_is(blocks[i].key, "tests")) {
            add_lines(blocks[i].text, out);
        } else if (!add_tests(blocks[i].text, out, why, &offset)) {
            *place = blocks[i].text.p + offset;
            return false;
        }
    }
    return true;
}

bool wv_layout(wv_str text, wv_buf *out, const char **why, uint32_t *line)
{
    const char *place = text.p;
    bool good = true;
    for (uint32_t at = 0, begin = 0; at < text.n && good;) {
        wv_str raw = line_at(text, at);
        bool divider = is_divider(raw);
        uint32_t end = divider ? at : at + raw.n;
        at += raw.n;
        if (!divider && at < text.n) continue;
        good = add_document((wv_str){text.p + begin, end - begin}, out, why, &place);
        if (divider) wv_buf_text(out, "---\n");
        begin = at;
    }
    while (good && out->n > 1 && out->p[out->n - 1] == '\n' && out->p[out->n - 2] == '\n') out->n--;
    *line = 1;
    for (const char *c = text.p; c < place; c++) *line += *c == '\n';
    return good;
}
