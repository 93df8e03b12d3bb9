/* SPDX-License-Identifier: EUPL-1.2 */
/* settings.c: the table of settings, a file and the environment -> values, values -> options.
 *
 * In: YAML, environment. Out: an argv. Neighbours: main.c puts it before a command; config.c shows
 * it. Invariants: an unknown key is an error with its place, never passed over (a misspelt
 * `sandbox` would be a sandbox that is not there); a value is checked as the option would be, so
 * that the complaint points at the file. Cost: one small file. */
#include "cli/settings.h"

#include "cli/packs.h"

#include "model/organisation.h"
#include "pack/files.h"
#include "pack/shape.h"
#include "pack/yaml.h"
#include "service/duration.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { EXIT_NOINPUT = 66, EXIT_CONFIG = 78 };

static const char SANDBOX[] = "auto|require|off", BASES[] = "wpg-8|wpg-9|avg",
                  TRIAGES[] = "info|context|week|today|now";

static const wv_setting TABLE[] = {
    {"rules", WV_SETTING_TEXT, "rules",
     " scan spool check test explain show logbook digest overleg screening serve monitor ", NULL,
     "the pack beside this program", "rule pack"},
    {"overlay", WV_SETTING_TEXT, "overlay", " scan spool ", NULL, "none",
     "a region's changes to it"},
    {"threads", WV_SETTING_NUMBER, "threads", " scan spool ", NULL, "one a processor", "threads"},
    {"timezone", WV_SETTING_TEXT, "tz", " scan spool convert ", NULL, "Europe/Amsterdam",
     "zone of times without offset"},
    {"sandbox", WV_SETTING_CHOICE, "sandbox", " scan spool convert ", SANDBOX, "auto",
     "what happens without Landlock and seccomp"},
    {"spool.folder", WV_SETTING_TEXT, "folder", " spool ", NULL, "none", "where files arrive"},
    {"spool.rest", WV_SETTING_DURATION, "rest", " spool ", NULL, "only with .ok",
     "a file without .ok is ready after so long"},
    {"spool.state", WV_SETTING_TEXT, "state", " spool ", NULL, "FOLDER/state/cases",
     "where cases are kept"},
    {"spool.pack_change", WV_SETTING_CHOICE, "pack-change", " spool ", "keep", "refuse",
     "go on with a state of another pack"},
    {"spool.store", WV_SETTING_TEXT, "store", " spool ", NULL, "none", "review store to fill"},
    {"spool.purpose", WV_SETTING_TEXT, "purpose", " spool ", NULL, "asked once",
     "what that store is for"},
    {"spool.legal_basis", WV_SETTING_CHOICE, "legal-basis", " spool ", BASES, "asked once",
     "and on what basis"},
    {"spool.clock", WV_SETTING_BOOL, "clock", " spool ", NULL, "false",
     "deadlines of cases pass while no record comes"},
    {"spool.profile", WV_SETTING_TEXT, "profile", " spool ", NULL, "none", "output profile"},
    {"spool.only", WV_SETTING_CHOICE, "only", " spool ", TRIAGES, "info",
     "write this triage and above"},
    {"spool.case_memory", WV_SETTING_NUMBER, "case-memory", " spool ", NULL, "512",
     "MB for cases between their records"},
    {"spool.canary", WV_SETTING_TEXT, "canary", " spool ", NULL, "builtin",
     "builtin, a file, or off"},
    {"spool.metrics", WV_SETTING_TEXT, "metrics", " spool ", NULL, "none",
     "file for Prometheus' textfile collector"},
    {"spool.quiet", WV_SETTING_BOOL, "quiet", " spool ", NULL, "false",
     "say nothing when all went well"},
    {"monitor.spool", WV_SETTING_TEXT, "spool", " monitor ", NULL, "none",
     "spool that `monitor` watches"},
    {"monitor.expect", WV_SETTING_SOURCES, "expect", " monitor ", NULL, "none",
     "each source, and how long it may be silent"},
    {"monitor.backlog", WV_SETTING_DURATION, "backlog", " monitor ", NULL, "6h",
     "how long a ready file may wait"},
};
enum { COUNT = sizeof TABLE / sizeof *TABLE };
_Static_assert((int)COUNT <= (int)WV_SETTINGS_MAX, "values has a place for each");

const wv_setting *wv_settings_table(uint32_t *count)
{
    *count = COUNT;
    return TABLE;
}

void wv_settings_variable(const wv_setting *s, char out[64])
{
    int n = snprintf(out, 64, "WAAKVLAM_%s", s->key);
    for (int i = 9; i < n && i < 63; i++) {
        if (out[i] == '.') out[i] = '_';
        if (out[i] >= 'a' && out[i] <= 'z') out[i] = (char)(out[i] - 'a' + 'A');
    }
}

/* --- values -------------------------------------------------------------------------------------
 */

static bool is_choice(const char *choices, wv_str value)
{
    for (const char *p = choices; value.n && *p;) {
        size_t n = strcspn(p, "|");
        if (n == value.n && memcmp(p, value.p, n) == 0) return true;
        p += n + (p[n] == '|');
    }
    return false;
}

static bool is_number(wv_str value)
{
    for (uint32_t i = 0; i < value.n; i++)
        if (value.p[i] < '0' || value.p[i] > '9') return false;
    return value.n > 0 && value.n < 10;
}

static bool is_source(wv_str name)
{
    return wv_str_is(name, "other") || wv_organisation_of(name) != WV_ORGANISATION_other;
}

/* politie=1d,veiligthuis=2d */
static bool is_sources(wv_str text)
{
    for (uint32_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, ',', text.n - at);
        uint32_t n = end ? (uint32_t)(end - (text.p + at)) : text.n - at;
        const char *equals = memchr(text.p + at, '=', n);
        uint32_t name = equals ? (uint32_t)(equals - (text.p + at)) : 0;
        int64_t seconds;
        if (!equals || !is_source((wv_str){text.p + at, name}) ||
            !wv_duration_parse((wv_str){equals + 1, n - name - 1}, &seconds))
            return false;
        at += n + 1;
    }
    return text.n > 0;
}

static bool is_good(const wv_setting *s, wv_str value)
{
    int64_t seconds;
    switch (s->type) {
    case WV_SETTING_TEXT: return value.n > 0;
    case WV_SETTING_NUMBER: return is_number(value);
    case WV_SETTING_BOOL: return wv_str_is(value, "true") || wv_str_is(value, "false");
    case WV_SETTING_CHOICE: return is_choice(s->choices, value);
    case WV_SETTING_DURATION: return wv_duration_parse(value, &seconds);
    case WV_SETTING_SOURCES: return is_sources(value);
    }
    return false;
}

static const char *wants(const wv_setting *s, char out[120])
{
    static const char *const texts[] = {
        [WV_SETTING_TEXT] = "a text",
        [WV_SETTING_NUMBER] = "a whole number",
        [WV_SETTING_BOOL] = "true or false",
        [WV_SETTING_CHOICE] = "",
        [WV_SETTING_DURATION] = "a time such as 10m, 2h or 1d",
        [WV_SETTING_SOURCES] = "sources of docs/records.md and times, such as politie: 1d"};
    snprintf(out, 120, "%s%s", texts[s->type], s->type == WV_SETTING_CHOICE ? s->choices : "");
    return out;
}

/* --- the file -----------------------------------------------------------------------------------
 */

typedef struct reader {
    wv_settings *settings;
    wv_shape shape;
    const wv_source *source;
} reader;

static void unknown(reader *r, const wv_node *key, const char *prefix)
{
    const char *names[COUNT + 3];
    uint32_t n = 0;
    char hint[96];
    size_t skip = strlen(prefix);
    for (uint32_t i = 0; i < COUNT; i++)
        if (strncmp(TABLE[i].key, prefix, skip) == 0 && (skip || !strchr(TABLE[i].key, '.')))
            names[n++] = TABLE[i].key + skip;
    if (!skip) names[n++] = "spool", names[n++] = "monitor";
    names[n] = NULL;
    wv_shape_error(&r->shape, WV_CODE_KEY_UNKNOWN, key->place, NULL,
                   "no setting is called '%s%.*s'%s", prefix, (int)key->scalar.n, key->scalar.p,
                   wv_shape_near(hint, key->scalar, names));
}

/* A map of sources as the text that the option takes. */
static wv_str text_of_sources(reader *r, const wv_node *map)
{
    wv_buf b;
    wv_buf_init(&b);
    for (uint32_t i = 0; i < map->count; i++) {
        const wv_node *v = map->items[i];
        if (i) wv_buf_byte(&b, ',');
        wv_buf_str(&b, map->keys[i]->scalar);
        wv_buf_byte(&b, '=');
        wv_buf_str(&b, v->type == WV_NODE_SCALAR ? v->scalar : WV_STR("?"));
    }
    wv_str out = wv_arena_str(&r->settings->arena, (wv_str){b.p ? b.p : "", (uint32_t)b.n});
    wv_buf_done(&b);
    return out;
}

static void take(reader *r, uint32_t i, const wv_node *node)
{
    const wv_setting *s = &TABLE[i];
    wv_setting_value *v = &r->settings->values[i];
    bool map = s->type == WV_SETTING_SOURCES && node->type == WV_NODE_MAP;
    wv_str text = map                            ? text_of_sources(r, node)
                  : node->type == WV_NODE_SCALAR ? wv_arena_str(&r->settings->arena, node->scalar)
                                                 : WV_STR("");
    char want[120];
    uint32_t column;
    if (!text.p || !is_good(s, text)) {
        wv_shape_error(&r->shape, WV_CODE_VALUE, node->place, NULL, "`%s` wants %s", s->key,
                       wants(s, want));
        return;
    }
    v->text = text.p;
    v->origin = WV_ORIGIN_FILE;
    wv_source_line_column(r->source, node->place.start, &v->line, &column);
}

static bool take_key(reader *r, const char *prefix, const wv_node *key, const wv_node *value)
{
    for (uint32_t i = 0; i < COUNT; i++) {
        size_t n = strlen(prefix);
        if (strncmp(TABLE[i].key, prefix, n) != 0) continue;
        if (!wv_str_is(key->scalar, TABLE[i].key + n)) continue;
        take(r, i, value);
        return true;
    }
    return false;
}

static void read_section(reader *r, const char *prefix, const wv_node *map)
{
    if (map->type != WV_NODE_MAP) {
        wv_shape_error(&r->shape, WV_CODE_TYPE, map->place, NULL, "`%.*s` is a map of settings",
                       (int)strlen(prefix) - 1, prefix);
        return;
    }
    for (uint32_t i = 0; i < map->count; i++)
        if (!take_key(r, prefix, map->keys[i], map->items[i])) unknown(r, map->keys[i], prefix);
}

static void read_root(reader *r, const wv_node *root)
{
    if (root->type != WV_NODE_MAP) {
        wv_shape_error(&r->shape, WV_CODE_TYPE, root->place, NULL, "settings are a map");
        return;
    }
    for (uint32_t i = 0; i < root->count; i++) {
        const wv_node *key = root->keys[i];
        if (wv_str_is(key->scalar, "spool"))
            read_section(r, "spool.", root->items[i]);
        else if (wv_str_is(key->scalar, "monitor"))
            read_section(r, "monitor.", root->items[i]);
        else if (!take_key(r, "", key, root->items[i]))
            unknown(r, key, "");
    }
}

static int read_file(wv_settings *s, const char *path)
{
    wv_diags diags;
    wv_yaml_docs docs = {0};
    wv_err err = {0};
    const char *slash = strrchr(path, '/');
    wv_diags_init(&diags);
    reader r = {.settings = s, .shape = {&s->arena, &diags, false}};
    wv_str folder = slash ? (wv_str){path, (uint32_t)(slash - path) + 1} : WV_STR("./");
    wv_str own = wv_arena_str(&s->arena, folder);
    wv_rc rc = own.p
                   ? wv_files_read_one(own.p, slash ? slash + 1 : path, &s->arena, &r.source, &err)
                   : WV_E_NOMEM;
    if (rc == WV_OK) rc = wv_yaml_read(r.source, &s->arena, &docs, &diags);
    for (uint32_t i = 0; rc == WV_OK && i < docs.count; i++) read_root(&r, docs.items[i]);
    wv_packs_print(&diags, false);
    int code = rc ? wv_rc_exit(rc) : diags.errors ? EXIT_CONFIG : 0;
    if (rc)
        fprintf(stderr, "waakvlam: %s: %s\n", path, err.message[0] ? err.message : wv_rc_text(rc));
    wv_diags_done(&diags);
    return code;
}

/* --- the environment ----------------------------------------------------------------------------
 */

static int read_environment(wv_settings *s)
{
    int code = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        char name[64], want[120];
        wv_settings_variable(&TABLE[i], name);
        const char *text = getenv(name);
        if (!text || !*text) continue;
        s->values[i] = (wv_setting_value){text, WV_ORIGIN_ENVIRONMENT, 0};
        if (is_good(&TABLE[i], wv_str_of(text))) continue;
        fprintf(stderr, "waakvlam: $%s wants %s\n", name, wants(&TABLE[i], want));
        code = EXIT_CONFIG;
    }
    return code;
}

int wv_settings_load(wv_settings *s, const char *path)
{
    const char *named = path ? path : getenv("WAAKVLAM_CONFIG");
    *s = (wv_settings){0};
    wv_arena_init(&s->arena);
    s->path = named ? named : WV_SETTINGS_PATH;
    if (!path && named && (!*named || strcmp(named, "off") == 0)) s->path = NULL;
    s->found = s->path && access(s->path, F_OK) == 0;
    if (s->path && named && !s->found) {
        fprintf(stderr, "waakvlam: %s: there is no such settings file\n", s->path);
        return EXIT_NOINPUT;
    }
    int code = s->found ? read_file(s, s->path) : 0;
    int other = read_environment(s);
    return code ? code : other;
}

void wv_settings_done(wv_settings *s)
{
    wv_arena_done(&s->arena);
}

/* --- options ------------------------------------------------------------------------------------
 */

static bool goes_to(const wv_setting *s, const char *command)
{
    char word[40];
    snprintf(word, sizeof word, " %s ", command);
    return strstr(s->commands, word) != NULL;
}

bool wv_settings_concern(const char *command)
{
    for (uint32_t i = 0; i < COUNT; i++)
        if (goes_to(&TABLE[i], command)) return true;
    return false;
}

static char *option_text(wv_settings *s, const wv_setting *of, const char *value)
{
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_format(&b, "--%s", of->option);
    if (of->type != WV_SETTING_BOOL) wv_buf_format(&b, "=%s", value);
    wv_str text = b.failed ? (wv_str){0} : wv_arena_str(&s->arena, (wv_str){b.p, (uint32_t)b.n});
    wv_buf_done(&b);
    union {
        const char *from;
        char *to;
    } own = {text.p}; /* the arena's bytes are ours to hand out as argv wants them */
    return own.to;
}

char **wv_settings_argv(wv_settings *s, int *argc, char **argv)
{
    char **out = wv_arena_alloc(&s->arena, ((size_t)*argc + COUNT + 1) * sizeof *out);
    int n = 1;
    if (!out) return NULL;
    out[0] = argv[0];
    for (uint32_t i = 0; i < COUNT; i++) {
        const wv_setting_value *v = &s->values[i];
        if (!v->text || !goes_to(&TABLE[i], argv[0])) continue;
        if (TABLE[i].type == WV_SETTING_BOOL && strcmp(v->text, "true") != 0) continue;
        out[n] = option_text(s, &TABLE[i], v->text);
        if (!out[n++]) return NULL;
    }
    for (int i = 1; i < *argc; i++) out[n++] = argv[i];
    *argc = n;
    return out;
}
