/* SPDX-License-Identifier: EUPL-1.2 */
/* converting_map.c: `--map FILE`: what the columns of a CSV mean, from YAML.
 *
 *   kind: call
 *   zone: Europe/Amsterdam
 *   date: d-m-Y H:M:S
 *   columns: {from: A-nummer, to: B-nummer, date: Datum, duration: Duur}
 *
 * In: a file. Out: a wv_convert_map. Neighbours: pack/yaml.h reads YAML, convert/csv.c uses the
 * mapping. Invariant: the zone must be said: an hour's mistake moves a night call into the evening.
 * Cost: none. */
#include "cli/converting_map.h"

#include "cli/packs.h"
#include "cli/whole.h"
#include "convert/csv_cells.h"
#include "pack/codes.h"
#include "pack/yaml.h"

#include <stdio.h>

enum { EXIT_DATA = 65, KEYS_MAX = 16 };

static const char *const column_keys[WV_COLUMN_COUNT + 1] = {
#define COLUMN_KEY(name, key) [WV_COLUMN_##name] = key,
    WV_COLUMN_TABLE(COLUMN_KEY)
#undef COLUMN_KEY
        NULL};

typedef struct maker {
    wv_convert_map *map;
    wv_diags *diags;
} maker;

static void complain(maker *m, unsigned code, const wv_node *node, const char *hint,
                     const char *message, wv_str what)
{
    wv_diags_add(m->diags, WV_LEVEL_ERROR, code, node->place, hint, "%s%.*s%s", message,
                 (int)what.n, what.p ? what.p : "", what.n ? "'" : "");
}

static wv_str text_of(maker *m, const wv_node *map, const char *key)
{
    const wv_node *n = wv_node_get(map, key);
    if (!n) return (wv_str){NULL, 0};
    if (n->type == WV_NODE_SCALAR) return wv_arena_str(&m->map->arena, n->scalar);
    complain(m, WV_CODE_TYPE, n, NULL, "must be a text, not a list or a map", WV_STR(""));
    return (wv_str){NULL, 0};
}

static wv_word_list list_of(maker *m, const wv_node *map, const char *key)
{
    const wv_node *n = wv_node_get(map, key);
    if (!n) return (wv_word_list){NULL, 0};
    uint32_t count = n->type == WV_NODE_LIST ? n->count : 1;
    wv_str *items = wv_arena_alloc(&m->map->arena, (count ? count : 1) * sizeof *items);
    for (uint32_t i = 0; items && i < count; i++) {
        const wv_node *item = n->type == WV_NODE_LIST ? n->items[i] : n;
        if (item->type == WV_NODE_SCALAR)
            items[i] = wv_arena_str(&m->map->arena, item->scalar);
        else
            complain(m, WV_CODE_TYPE, item, NULL, "must be a text", WV_STR(""));
    }
    return (wv_word_list){items, items ? count : 0};
}

static void check_keys(maker *m, const wv_node *map, const char *const *known)
{
    wv_str names[KEYS_MAX];
    uint32_t count = 0;
    for (; known[count]; count++) names[count] = wv_str_of(known[count]);
    for (uint32_t i = 0; i < map->count; i++) {
        wv_str key = map->keys[i]->scalar;
        uint32_t k = 0;
        while (k < count && !wv_str_eq(key, names[k])) k++;
        if (k < count) continue;
        wv_str near = wv_did_you_mean(key, names, count);
        char hint[80];
        snprintf(hint, sizeof hint, "did you mean '%.*s'?", (int)near.n, near.p ? near.p : "");
        complain(m, WV_CODE_KEY_UNKNOWN, map->keys[i], near.p ? hint : NULL,
                 "unknown key of a mapping '", key);
    }
}

/* The index of the word in a list ended by NULL; the first when it is absent. */
static int choice_of(maker *m, const wv_node *map, const char *key, const char *const *words)
{
    wv_str s = text_of(m, map, key);
    if (!s.n) return 0;
    for (int i = 0; words[i]; i++)
        if (wv_str_is(s, words[i])) return i;
    char hint[120];
    int n = snprintf(hint, sizeof hint, "one of:");
    for (int i = 0; words[i] && n < (int)sizeof hint - 1; i++)
        n += snprintf(hint + n, sizeof hint - (size_t)n, " %s", words[i]);
    complain(m, WV_CODE_VALUE, wv_node_get(map, key), hint, "cannot be '", s);
    return 0;
}

static void read_columns(maker *m, const wv_node *root)
{
    const wv_node *columns = wv_node_get(root, "columns");
    if (!columns || columns->type != WV_NODE_MAP) {
        complain(m, WV_CODE_KEY_MISSING, columns ? columns : root, NULL,
                 "needs `columns`: field: name of the column", WV_STR(""));
        return;
    }
    check_keys(m, columns, column_keys);
    for (int i = 0; i < WV_COLUMN_COUNT; i++)
        m->map->columns[i] = text_of(m, columns, column_keys[i]);
    const wv_str *c = m->map->columns;
    bool people = c[WV_COLUMN_FROM].n || (c[WV_COLUMN_OTHER].n && c[WV_COLUMN_DIRECTION].n);
    if (!people)
        complain(m, WV_CODE_KEY_MISSING, columns, NULL, "needs `from`, or `other` with `direction`",
                 WV_STR(""));
    if (!c[WV_COLUMN_DATE].n)
        complain(m, WV_CODE_KEY_MISSING, columns, NULL, "needs `date`", WV_STR(""));
    if (m->map->kind == WV_CONVERTED_TEXT && !c[WV_COLUMN_TEXT].n)
        complain(m, WV_CODE_KEY_MISSING, columns, NULL, "messages need `text`", WV_STR(""));
}

static void read_zone(maker *m, const wv_node *root)
{
    wv_err err = {0};
    wv_str zone = text_of(m, root, "zone");
    if (!zone.n || zone.n >= sizeof m->map->zone_name) {
        complain(m, WV_CODE_KEY_MISSING, root, "zone: Europe/Amsterdam, or zone: Z",
                 "needs `zone`: of which zone its clocks are", WV_STR(""));
        return;
    }
    memcpy(m->map->zone_name, zone.p, zone.n);
    if (wv_tz_open(m->map->zone_name, &m->map->zone, &err))
        complain(m, WV_CODE_VALUE, wv_node_get(root, "zone"), err.message, "no zone '", zone);
}

static void read_direction(maker *m, const wv_node *root)
{
    static const char *const known[] = {"in", "out", NULL};
    const wv_node *n = wv_node_get(root, "direction");
    if (n && n->type == WV_NODE_MAP) {
        check_keys(m, n, known);
        m->map->in = list_of(m, n, "in");
        m->map->out = list_of(m, n, "out");
    }
    if (m->map->columns[WV_COLUMN_DIRECTION].n && (!m->map->in.count || !m->map->out.count))
        complain(m, WV_CODE_KEY_MISSING, n ? n : root, "direction: {in: [..], out: [..]}",
                 "needs the words for received and sent", WV_STR(""));
}

static void read_separator(maker *m, const wv_node *root)
{
    wv_str s = text_of(m, root, "separator");
    if (wv_str_is(s, "tab"))
        m->map->separator = '\t';
    else if (s.n == 1 && (s.p[0] == ';' || s.p[0] == ',' || s.p[0] == '|'))
        m->map->separator = s.p[0];
    else if (s.n)
        complain(m, WV_CODE_VALUE, wv_node_get(root, "separator"), "one of: ; , | tab",
                 "cannot be '", s);
}

static void read_root(maker *m, const wv_node *root)
{
    static const char *const known[] = {"kind",     "channel", "separator", "encoding", "decimal",
                                        "duration", "date",    "zone",      "columns",  "direction",
                                        "keep",     "ignore",  NULL};
    static const char *const kinds[] = {"message", "call", NULL};
    static const char *const encodings[] = {"utf-8", "windows-1252", NULL};
    static const char *const units[] = {"seconds", "minutes", "h:m:s", NULL};
    static const char *const decimals[] = {",", ".", NULL};
    wv_convert_map *map = m->map;
    check_keys(m, root, known);
    bool call = choice_of(m, root, "kind", kinds) == 1;
    map->kind = call ? WV_CONVERTED_CALL : WV_CONVERTED_TEXT;
    map->channel = text_of(m, root, "channel");
    if (!map->channel.n) map->channel = call ? WV_STR("phone") : WV_STR("sms");
    map->windows_1252 = choice_of(m, root, "encoding", encodings) == 1;
    map->unit = (wv_duration_unit)choice_of(m, root, "duration", units);
    map->decimal = decimals[choice_of(m, root, "decimal", decimals)][0];
    map->date = text_of(m, root, "date");
    if (!map->date.n) map->date = WV_STR("d-m-Y H:M:S");
    if (!wv_cell_pattern_is_good(map->date))
        complain(m, WV_CODE_VALUE, wv_node_get(root, "date"),
                 "letters are d m Y H M S, as in d-m-Y H:M:S; or iso", "no pattern of a date: '",
                 map->date);
    map->keep = list_of(m, root, "keep");
    map->ignore = list_of(m, root, "ignore");
    read_separator(m, root);
    read_zone(m, root);
    read_columns(m, root);
    read_direction(m, root);
}

static wv_rc make(const char *path, wv_buf *file, wv_convert_map *map, wv_diags *diags, wv_err *err)
{
    wv_arena arena;
    wv_yaml_docs docs = {0};
    wv_rc rc = wv_whole_read(path, file, err);
    if (rc) return rc;
    wv_source source = {wv_str_of(path), {file->p, (uint32_t)file->n}};
    wv_arena_init(&arena);
    rc = wv_yaml_read(&source, &arena, &docs, diags);
    maker m = {map, diags};
    if (rc == WV_OK && !diags->errors) {
        if (docs.count == 1 && docs.items[0]->type == WV_NODE_MAP)
            read_root(&m, docs.items[0]);
        else
            wv_diags_add(diags, WV_LEVEL_ERROR, WV_CODE_TYPE, (wv_place){&source, 0, 0}, NULL,
                         "a mapping is one map of keys");
    }
    wv_arena_done(&arena);
    return rc;
}

int wv_converting_map_open(const char *command, const char *path, wv_convert_map **out)
{
    wv_err err = {0};
    wv_diags diags;
    wv_buf file;
    wv_convert_map *map = wv_mem_new(sizeof *map);
    *out = NULL;
    if (!map) return wv_rc_exit(WV_E_NOMEM);
    wv_arena_init(&map->arena);
    wv_diags_init(&diags);
    wv_buf_init(&file);
    wv_rc rc = make(path, &file, map, &diags, &err);
    if (rc) fprintf(stderr, "waakvlam %s: --map %s: %s\n", command, path, err.message);
    wv_packs_print(&diags, true);
    bool bad = rc || diags.errors;
    wv_diags_done(&diags);
    wv_buf_done(&file);
    if (bad)
        wv_converting_map_close(map);
    else
        *out = map;
    return rc ? wv_rc_exit(rc) : bad ? EXIT_DATA : 0;
}

void wv_converting_map_close(wv_convert_map *map)
{
    if (!map) return;
    wv_arena_done(&map->arena);
    wv_mem_free(map);
}
