/* SPDX-License-Identifier: EUPL-1.2 */
/* yaml.c: libfyaml's event stream -> wv_node trees.
 *
 * In: the bytes of one file. Out: one tree a document, diagnostics. Neighbours: load.c calls it,
 * shape.c reads the trees. Events rather than libfyaml's documents, because anchors, tags and
 * aliases are visible there before they are resolved, and a "billion laughs" never starts.
 *
 * Invariants: libfyaml is given only valid UTF-8 without control characters; every scalar's place
 * lies inside the file; what was read ends where the file ends, or there is an error. Cost: linear;
 * about 20 MB/s. */
#include "pack/yaml.h"

#include "base/map.h"
#include "pack/codes.h"
#include "text/utf8.h"

#include <libfyaml.h>

/* Above this many keys, duplicates are found with a map instead of by looking back. */
enum { DUPLICATE_SCAN_MAX = 16 };

typedef struct open_node { /* a list or map that is not closed yet */
    wv_node *node;
    uint32_t base; /* first of its children on the stack */
} open_node;

typedef struct reader {
    const wv_source *source;
    uint32_t skip; /* bytes of the byte order mark */
    wv_arena *arena;
    wv_diags *diags;
    struct fy_diag *diag;
    struct fy_parser *parser;
    open_node open[WV_NODE_DEPTH_MAX];
    uint32_t depth;
    wv_node **stack; /* finished children of all open nodes; a map's are key, value, key, value */
    uint32_t stack_count, stack_capacity;
    wv_node **roots;
    uint32_t root_count, root_capacity;
    uint32_t last; /* end of the last thing that had a place: where an empty value stands */
    bool nomem, stop;
} reader;

static wv_place place_at(const reader *r, uint32_t start, uint32_t end)
{
    return (wv_place){r->source, start, end > start ? end : start + 1};
}

/* Bidirectional controls make a rule read differently from what it does ("Trojan Source"). */
static bool is_bidi(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_control(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || is_bidi(c);
}

static bool bytes_are_text(reader *r)
{
    wv_str t = r->source->text;
    uint32_t valid = (uint32_t)wv_utf8_valid_bytes(t.p, t.n);
    if (valid < t.n) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_FILE_UTF8, place_at(r, valid, valid + 1),
                     "save the file as UTF-8", "invalid UTF-8 (byte 0x%02X)",
                     (unsigned char)t.p[valid]);
        return false;
    }
    for (uint32_t i = 0, n; i < t.n; i += n) {
        uint32_t c = wv_utf8_decode(t, i, &n);
        bool line_end = c == '\r' && i + 1 < t.n && t.p[i + 1] == '\n';
        if (!is_control(c) || line_end) continue;
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_FILE_CONTROL, place_at(r, i, i + n), NULL,
                     "control character U+%04X in the file", c);
        return false;
    }
    return true;
}

static bool push(reader *r, wv_node *node)
{
    if (!wv_mem_grow((void **)&r->stack, &r->stack_capacity, r->stack_count + 1,
                     sizeof *r->stack)) {
        r->nomem = true;
        return false;
    }
    r->stack[r->stack_count++] = node;
    return true;
}

static void add_root(reader *r, wv_node *node)
{
    if (node->type == WV_NODE_SCALAR && node->scalar.n == 0)
        return; /* only comments between two --- */
    if (!wv_mem_grow((void **)&r->roots, &r->root_capacity, r->root_count + 1, sizeof *r->roots)) {
        r->nomem = true;
        return;
    }
    r->roots[r->root_count++] = node;
}

static bool expects_key(const reader *r)
{
    if (r->depth == 0) return false;
    const open_node *o = &r->open[r->depth - 1];
    return o->node->type == WV_NODE_MAP && (r->stack_count - o->base) % 2 == 0;
}

static void add_node(reader *r, wv_node *node)
{
    if (expects_key(r) && (node->type != WV_NODE_SCALAR || node->scalar.n == 0)) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_KEY, node->place, NULL,
                     "a key must be one plain word");
        r->stop = true;
        return;
    }
    if (r->depth == 0)
        add_root(r, node);
    else
        push(r, node);
}

static wv_node *new_node(reader *r, wv_node_type type, wv_place place)
{
    wv_node *n = wv_arena_alloc(r->arena, sizeof *n);
    if (!n) {
        r->nomem = true;
        return NULL;
    }
    n->type = type;
    n->place = place;
    return n;
}

/* Where an event stands. An empty value has no token of its own: it stands right after what came
 * before. */
static wv_place event_place(reader *r, struct fy_event *e)
{
    struct fy_token *token = fy_event_get_token(e);
    const struct fy_mark *from = token ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *to = token ? fy_token_end_mark(token) : NULL;
    if (!from || !to) return place_at(r, r->last, r->last);
    uint32_t start = (uint32_t)from->input_pos + r->skip, end = (uint32_t)to->input_pos + r->skip;
    if (end > r->last) r->last = end;
    return (wv_place){r->source, start, end};
}

/* libfyaml's mark of an anchor or alias stands after its sign, & or *; the caret should not. */
static void take_sign(wv_place *at)
{
    char before = at->start ? at->source->text.p[at->start - 1] : '\0';
    if (before == '&' || before == '*') at->start--;
}

static void refuse(reader *r, struct fy_token *token, unsigned code, const char *what,
                   const char *hint)
{
    const struct fy_mark *from = token ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *to = token ? fy_token_end_mark(token) : NULL;
    wv_place at = place_at(r, r->last, r->last);
    if (from && to)
        at = place_at(r, (uint32_t)from->input_pos + r->skip, (uint32_t)to->input_pos + r->skip);
    take_sign(&at);
    wv_diags_add(r->diags, WV_LEVEL_ERROR, code, at, hint, "%s not allowed in a rule pack", what);
}

/* True when there was one: then an empty value is no second complaint. */
static bool refuse_decorations(reader *r, struct fy_event *e)
{
    struct fy_token *anchor = fy_event_get_anchor_token(e), *tag = fy_event_get_tag_token(e);
    if (anchor)
        refuse(
            r, anchor, WV_CODE_YAML_ANCHOR, "anchors (&name) are",
            "a text that starts with & must stand in quotes; to share terms, use a list: document");
    if (tag)
        refuse(r, tag, WV_CODE_YAML_TAG, "tags (!name) are",
               "a text that starts with ! must stand in quotes");
    return anchor || tag;
}

/* "\b" between double quotes is a backspace, which no text holds: the rule would silently never
 * match. */
static void check_escapes(reader *r, const wv_node *n)
{
    for (uint32_t i = 0, bytes; i < n->scalar.n; i += bytes) {
        uint32_t c = wv_utf8_decode(n->scalar, i, &bytes);
        if (!is_control(c) && c != '\t') continue;
        wv_diags_add(
            r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_ESCAPE, n->place,
            "between double quotes \\b, \\t, \\e and \\x07 are control characters; write the text "
            "between single quotes",
            "a double-quoted backslash makes control character U+%04X", c);
        return;
    }
}

static void on_scalar(reader *r, struct fy_event *e)
{
    bool refused = refuse_decorations(r, e);
    wv_node *n = new_node(r, WV_NODE_SCALAR, event_place(r, e));
    if (!n) return;
    size_t bytes = 0;
    const char *text = e->scalar.value ? fy_token_get_text(e->scalar.value, &bytes) : NULL;
    n->scalar = wv_arena_str(r->arena, (wv_str){text ? text : "", (uint32_t)bytes});
    if (!n->scalar.p) {
        r->nomem = true;
        return;
    }
    enum fy_scalar_style style =
        e->scalar.value ? fy_token_scalar_style(e->scalar.value) : FYSS_PLAIN;
    n->quoted = style != FYSS_PLAIN;
    if (style == FYSS_DOUBLE_QUOTED) check_escapes(r, n);
    if (refused && n->scalar.n == 0) n->scalar = WV_STR("refused");
    add_node(r, n);
}

static void on_alias(reader *r, struct fy_event *e)
{
    wv_place at = event_place(r, e);
    take_sign(&at);
    wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_ALIAS, at,
                 "a text that starts with * must stand in quotes",
                 "aliases (*name) are not allowed in a rule pack");
    wv_node *n = new_node(r, WV_NODE_SCALAR, at);
    if (!n) return;
    n->scalar = WV_STR("refused");
    add_node(r, n);
}

static void on_open(reader *r, struct fy_event *e, wv_node_type type)
{
    wv_place at = event_place(r, e);
    if (expects_key(r)) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_KEY,
                     place_at(r, at.start, at.start + 1), NULL, "a key must be one plain word");
        r->stop = true;
        return;
    }
    if (r->depth == WV_NODE_DEPTH_MAX) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_DEPTH,
                     place_at(r, at.start, at.start + 1), NULL, "nested deeper than %d",
                     WV_NODE_DEPTH_MAX);
        r->stop = true;
        return;
    }
    wv_node *n = new_node(r, type, place_at(r, at.start, at.start + 1));
    if (!n) return;
    r->open[r->depth++] = (open_node){n, r->stack_count};
}

static void report_twice(reader *r, const wv_node *key, const wv_node *first)
{
    uint32_t line, column;
    wv_source_line_column(r->source, first->place.start, &line, &column);
    wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_KEY_TWICE, key->place, NULL,
                 "key '%.*s' stands here again; the first is on line %u", (int)key->scalar.n,
                 key->scalar.p, line);
}

static void check_twice_small(reader *r, const wv_node *map)
{
    for (uint32_t i = 1; i < map->count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (wv_str_eq(map->keys[i]->scalar, map->keys[j]->scalar)) {
                report_twice(r, map->keys[i], map->keys[j]);
                break;
            }
}

static void check_twice_large(reader *r, const wv_node *map)
{
    wv_map seen;
    wv_map_init(&seen);
    for (uint32_t i = 0; i < map->count; i++) {
        bool added = false;
        uint32_t *at = wv_map_put(&seen, map->keys[i]->scalar, i, &added);
        if (!at)
            r->nomem = true;
        else if (!added)
            report_twice(r, map->keys[i], map->keys[*at]);
    }
    wv_map_done(&seen);
}

static void close_map(reader *r, wv_node *map, wv_node *const *pairs, uint32_t count)
{
    map->keys = wv_arena_alloc(r->arena, sizeof *map->keys * (count + 1));
    map->items = wv_arena_alloc(r->arena, sizeof *map->items * (count + 1));
    if (!map->keys || !map->items) {
        r->nomem = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        map->keys[i] = pairs[2 * i];
        map->items[i] = pairs[2 * i + 1];
    }
    map->count = count;
    /* libfyaml's mark of a block map is not where it begins; its first key is. */
    if (count && r->source->text.p[map->place.start] != '{') map->place = map->keys[0]->place;
    if (count <= DUPLICATE_SCAN_MAX)
        check_twice_small(r, map);
    else
        check_twice_large(r, map);
}

static void on_close(reader *r)
{
    open_node o = r->open[--r->depth];
    uint32_t count = r->stack_count - o.base;
    wv_node *const *children = r->stack + o.base;
    if (o.node->type == WV_NODE_MAP) {
        close_map(r, o.node, children, count / 2);
    } else {
        o.node->items = wv_arena_alloc(r->arena, sizeof *o.node->items * (count + 1));
        if (!o.node->items) {
            r->nomem = true;
            return;
        }
        if (count) memcpy(o.node->items, children, sizeof *children * count);
        o.node->count = count;
    }
    r->stack_count = o.base;
    add_node(r, o.node);
}

static void on_document(reader *r, struct fy_event *e)
{
    struct fy_document_state *state = e->document_start.document_state;
    if (!state) return;
    if (!fy_document_state_version_explicit(state) && !fy_document_state_tags_explicit(state))
        return;
    wv_str t = r->source->text;
    uint32_t at = r->last;
    while (at < t.n && !(t.p[at] == '%' && (at == 0 || t.p[at - 1] == '\n'))) at++;
    uint32_t end = at;
    while (end < t.n && t.p[end] != '\n' && t.p[end] != '\r') end++;
    wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_DIRECTIVE, place_at(r, at, end), NULL,
                 "directives (%%NAME) are not allowed in a rule pack");
}

static void on_event(reader *r, struct fy_event *e)
{
    switch (e->type) {
    case FYET_DOCUMENT_START: on_document(r, e); break;
    case FYET_MAPPING_START: refuse_decorations(r, e), on_open(r, e, WV_NODE_MAP); break;
    case FYET_SEQUENCE_START: refuse_decorations(r, e), on_open(r, e, WV_NODE_LIST); break;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END: event_place(r, e), on_close(r); break;
    case FYET_SCALAR: on_scalar(r, e); break;
    case FYET_ALIAS: on_alias(r, e); break;
    default: break;
    }
}

static uint32_t offset_of(const reader *r, int line, int column)
{
    wv_str t = r->source->text;
    uint32_t at = r->skip;
    for (int l = 1; l < line && at < t.n; at++) l += t.p[at] == '\n';
    for (int c = 1; c < column && at < t.n && t.p[at] != '\n'; c++) {
        at++;
        while (at < t.n && ((unsigned char)t.p[at] & 0xC0) == 0x80) at++;
    }
    return at;
}

static void report_syntax(reader *r)
{
    void *iterator = NULL;
    struct fy_diag_error *error = fy_diag_errors_iterate(r->diag, &iterator);
    if (!error) {
        wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_SYNTAX, place_at(r, r->last, r->last),
                     NULL, "the YAML cannot be read from here on");
        return;
    }
    uint32_t at = offset_of(r, error->line, error->column);
    const char *hint = NULL;
    char c = at < r->source->text.n ? r->source->text.p[at] : '\0';
    if (c == '%' || c == '@' || c == '`')
        hint = "a text that starts with this character must stand in quotes";
    else if (c == '\t')
        hint = "indent with spaces";
    else if (c == ':')
        hint = "a text with ': ' in it must stand in quotes";
    wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_SYNTAX, place_at(r, at, at), hint,
                 "YAML: %s", error->msg);
}

/* libfyaml ends a stream at what it takes for its end; anything but space and comments after that
 * is unread. */
static void check_all_read(reader *r)
{
    wv_str t = r->source->text;
    for (uint32_t i = r->last; i < t.n; i++) {
        char c = t.p[i];
        if (c == '#')
            while (i + 1 < t.n && t.p[i + 1] != '\n') i++;
        else if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '.' && c != '-') {
            wv_diags_add(r->diags, WV_LEVEL_ERROR, WV_CODE_YAML_SYNTAX, place_at(r, i, i + 1), NULL,
                         "the YAML cannot be read from here on");
            return;
        }
    }
}

static void drop_output(struct fy_diag *diag, void *user, const char *text, size_t n)
{
    (void)diag, (void)user, (void)text, (void)n; /* a library never prints */
}

static wv_rc open_parser(reader *r)
{
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    diag_config.output_fn = drop_output;
    r->diag = fy_diag_create(&diag_config);
    if (!r->diag) return WV_E_NOMEM;
    fy_diag_set_collect_errors(r->diag, true);
    struct fy_parse_cfg config = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
        .diag = r->diag,
    };
    r->parser = fy_parser_create(&config);
    if (!r->parser) return WV_E_NOMEM;
    wv_str t = r->source->text;
    return fy_parser_set_string(r->parser, t.p + r->skip, t.n - r->skip) == 0 ? WV_OK : WV_E_NOMEM;
}

static void parse(reader *r)
{
    bool ended = false;
    while (!r->nomem && !r->stop) {
        struct fy_event *e = fy_parser_parse(r->parser);
        if (!e) break;
        ended = e->type == FYET_STREAM_END;
        if (!ended) on_event(r, e);
        fy_parser_event_free(r->parser, e);
    }
    if (r->nomem || r->stop) return;
    if (!ended || fy_parser_get_stream_error(r->parser))
        report_syntax(r);
    else
        check_all_read(r);
}

wv_rc wv_yaml_read(const wv_source *source, wv_arena *arena, wv_yaml_docs *out, wv_diags *diags)
{
    *out = (wv_yaml_docs){0};
    reader r = {.source = source, .arena = arena, .diags = diags};
    if (source->text.n > WV_YAML_BYTES_MAX) {
        wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_FILE_SIZE, (wv_place){source, 0, 0}, NULL,
                     "the file has more than %d bytes", WV_YAML_BYTES_MAX);
        return WV_OK;
    }
    if (!bytes_are_text(&r)) return WV_OK;
    if (wv_str_starts(source->text, WV_STR("\xEF\xBB\xBF"))) r.skip = r.last = 3;
    wv_rc rc = open_parser(&r);
    if (rc == WV_OK) {
        parse(&r);
        out->items = wv_arena_alloc(arena, sizeof *out->items * (r.root_count + 1));
        if (!out->items || r.nomem)
            rc = WV_E_NOMEM;
        else if (r.root_count)
            memcpy(out->items, r.roots, sizeof *out->items * r.root_count);
        if (rc == WV_OK) out->count = r.root_count;
    }
    if (r.diag)
        fy_diag_set_collect_errors(r.diag,
                                   false); /* frees what was collected; unref alone leaks it */
    if (r.parser) fy_parser_destroy(r.parser);
    if (r.diag) fy_diag_unref(r.diag);
    wv_mem_free(r.stack);
    wv_mem_free(r.roots);
    return rc;
}
