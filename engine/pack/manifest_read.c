/* SPDX-License-Identifier: EUPL-1.2 */
/* manifest_read.c: pack.yaml and signals.yaml -> name, version, ranges; signals with severity or
 * triage.
 *
 * In: one document. Out: fields of the wv_pack_ast, wv_signal_ast. Neighbours: load.c tells the
 * kind. Invariant: a pack is refused, with the place of the range, when this engine or stemmer is
 * outside what it asks: a rule that was tested with another stemmer may match other words. Cost:
 * nothing to speak of. */
#include "pack/loading.h"

/* Name and version of the stemmer that text/stem.c starts from (libstemmer 2.x; 3.x changes the
 * algorithm). */
#define STEMMER "dutch/2.2"

static const wv_shape_key manifest_keys[] = {
    {"name", true},         {"version", true},     {"engine", true},  {"stemmer", false},
    {"title", false},       {"purpose", false},    {"limits", false}, {"review", false},
    {"license", false},     {"authors", false},    {"date", false},   {"contact", false},
    {"description", false}, {"references", false}, {"not_for", false}, {"misses", false},
    {NULL, false},
};

/* Reads "1.2.3" (missing parts are 0) at *p; false when there is no number. */
static bool version_parts(const char **p, const char *end, unsigned part[3])
{
    part[0] = part[1] = part[2] = 0;
    for (int i = 0; i < 3; i++) {
        if (*p >= end || **p < '0' || **p > '9') return false;
        while (*p < end && **p >= '0' && **p <= '9' && part[i] < 100000)
            part[i] = part[i] * 10 + (unsigned)(*(*p)++ - '0');
        if (i < 2 && *p < end && **p == '.')
            (*p)++;
        else
            break;
    }
    return true;
}

static int version_compare(const unsigned a[3], const unsigned b[3])
{
    for (int i = 0; i < 3; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

bool wv_version_is(wv_str s)
{
    unsigned part[3];
    const char *p = s.p;
    return s.n && version_parts(&p, s.p + s.n, part) && p == s.p + s.n;
}

int wv_version_fits(wv_str range, const char *engine)
{
    unsigned mine[3], bound[3];
    const char *e = engine, *p = range.p, *end = range.p + range.n;
    version_parts(&e, engine + strlen(engine), mine);
    int fits = -1;
    while (p < end) {
        if (*p == ' ' || *p == ',') {
            p++;
            continue;
        }
        char sign = *p == '<' || *p == '>' || *p == '=' ? *p++ : '=';
        bool equal = sign == '=' || (p < end && *p == '=' && p++);
        if (!version_parts(&p, end, bound)) return -1;
        int c = version_compare(mine, bound);
        bool ok = (equal && c == 0) || (sign == '<' && c < 0) || (sign == '>' && c > 0);
        if (fits != 0) fits = ok;
    }
    return fits;
}

static void check_engine(wv_loading *l, const wv_lit *engine)
{
    if (engine->s.n == 0) return;
    int fits = wv_version_fits(engine->s, WV_VERSION);
    if (fits < 0) {
        wv_shape_error(&l->shape, WV_CODE_RANGE, engine->place,
                       "for example \">=0.1\" or \">=0.1 <2\"",
                       "'engine' must be a range of versions");
    } else if (fits == 0) {
        wv_shape_error(&l->shape, WV_CODE_ENGINE, engine->place, NULL,
                       "the pack is made for engine %.*s, this is %s", (int)engine->s.n,
                       engine->s.p, WV_VERSION);
        l->version_refused = true;
    }
}

static void check_stemmer(wv_loading *l, const wv_lit *stemmer)
{
    if (stemmer->s.n == 0 || wv_str_is(stemmer->s, STEMMER)) return;
    wv_shape_error(&l->shape, WV_CODE_STEMMER, stemmer->place,
                   "run the tests of all rules before you change this",
                   "the pack is made for stemmer '%.*s', this engine has '%s'", (int)stemmer->s.n,
                   stemmer->s.p, STEMMER);
    l->version_refused = true;
}

void wv_manifest_read(wv_loading *l, const wv_node *doc)
{
    wv_shape *s = &l->shape;
    wv_pack_ast *ast = l->ast;
    if (!wv_shape_map(s, doc, manifest_keys, "pack.yaml")) return;
    ast->manifest = doc;
    ast->name = wv_shape_text(s, wv_node_get(doc, "name"), "name");
    ast->version = wv_shape_text(s, wv_node_get(doc, "version"), "version");
    ast->engine = wv_shape_text(s, wv_node_get(doc, "engine"), "engine");
    ast->stemmer = wv_shape_text(s, wv_node_get(doc, "stemmer"), "stemmer");
    ast->title = wv_shape_text(s, wv_node_get(doc, "title"), "title");
    wv_shape_name(s, &ast->name, "name", true);
    if (ast->version.s.n && !wv_version_is(ast->version.s))
        wv_shape_error(s, WV_CODE_RANGE, ast->version.place, NULL,
                       "'version' must be three numbers, such as 0.1.0");
    check_engine(l, &ast->engine);
    check_stemmer(l, &ast->stemmer);
}

static const wv_shape_key signals_keys[] = {{"signals", false},
                                            {"patterns", false},
                                            {"title", false},
                                            {"references", false},
                                            {NULL, false}};
static const wv_shape_key signal_keys[] = {
    {"slug", true},     {"label", true}, {"definition", true},  {"severity", true}, {"who", false},
    {"visible", false}, {"tier", false}, {"references", false}, {NULL, false},
};
static const wv_shape_key pattern_keys[] = {
    {"slug", true},     {"label", true},  {"definition", true},  {"triage", true},
    {"visible", false}, {"start", false}, {"references", false}, {NULL, false},
};
static const char *const triage_names[] = {"info", "context", "week", "today", "now", NULL};

static void read_signal(wv_loading *l, const wv_node *node, bool is_pattern)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, node, is_pattern ? pattern_keys : signal_keys,
                      is_pattern ? "a pattern" : "a signal"))
        return;
    wv_signal_ast signal = {.is_pattern = is_pattern};
    signal.slug = wv_shape_text(s, wv_node_get(node, "slug"), "slug");
    signal.label = wv_shape_text(s, wv_node_get(node, "label"), "label");
    signal.definition = wv_shape_text(s, wv_node_get(node, "definition"), "definition");
    wv_shape_name(s, &signal.slug, "slug", true);
    signal.severity = (uint8_t)wv_shape_number(s, wv_node_get(node, "severity"), "severity", 0, 5);
    signal.voices = wv_shape_voices(s, wv_node_get(node, "who"), "who", WV_VOICES_ALL);
    int triage =
        wv_shape_choice(s, wv_node_get(node, "triage"), "triage", triage_names, WV_TRIAGE_INFO);
    signal.triage = triage < 0 ? WV_TRIAGE_INFO : (wv_triage)triage;
    if (signal.slug.s.n) wv_loading_add(l, &l->signals, &signal, sizeof signal);
}

static void read_signals(wv_loading *l, const wv_node *list, const char *key, bool is_pattern)
{
    if (!list) return;
    if (list->type != WV_NODE_LIST) {
        wv_shape_error(&l->shape, WV_CODE_TYPE, list->place, NULL, "'%s' must be a list", key);
        return;
    }
    for (uint32_t i = 0; i < list->count; i++) read_signal(l, list->items[i], is_pattern);
}

void wv_signals_read(wv_loading *l, const wv_node *doc)
{
    if (!wv_shape_map(&l->shape, doc, signals_keys, "a list of signals")) return;
    read_signals(l, wv_node_get(doc, "signals"), "signals", false);
    read_signals(l, wv_node_get(doc, "patterns"), "patterns", true);
}
