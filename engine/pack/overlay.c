/* SPDX-License-Identifier: EUPL-1.2 */
/* overlay.c: overlay.yaml -> changes with their reasons, and the documents beside it.
 *
 * In: a folder, the documents of the pack. Out: wv_overlay in the pack's arena, documents changed
 * and added. Neighbours: load.c calls it between YAML and the readers; overlay_apply.c makes the
 * changes. Invariants: nothing of a region enters a pack without a reason, an owner and a date on
 * which somebody looks at it again; a change that touches nothing is an error, because the region
 * believes it is there. Cost: a walk over the documents for each change. */
#include "pack/overlay.h"

#include "base/time.h"
#include "pack/files.h"
#include "pack/yaml.h"

static const wv_shape_key overlay_keys[] = {
    {"overlay", true}, {"base", true},         {"version", true}, {"base_versions", true},
    {"title", false},  {"description", false}, {"changes", true}, {"losses", false},
    {NULL, false},
};
static const wv_shape_key change_keys[] = {
    {"rule", false},    {"list", false},   {"head", false},  {"first", false},  {"pattern", false},
    {"adds", false},    {"status", false}, {"enabled", false}, {"add", false},  {"remove", false},
    {"set", false},     {"scope", false},  {"triage", false}, {"reason", true}, {"owner", true},
    {"review_by", true}, {NULL, false},
};
static const wv_shape_key loss_keys[] = {
    {"signal", true}, {"items", true},     {"reason", true},
    {"owner", true},  {"review_by", true}, {NULL, false},
};

static wv_overlay_why read_why(wv_shape *s, const wv_node *node)
{
    wv_overlay_why why = {wv_shape_text(s, wv_node_get(node, "reason"), "reason"),
                          wv_shape_text(s, wv_node_get(node, "owner"), "owner"),
                          wv_shape_text(s, wv_node_get(node, "review_by"), "review_by")};
    wv_time time;
    bool date = why.review_by.s.n == 10 && wv_time_parse(why.review_by.s, 0, &time, NULL) == WV_OK;
    if (why.review_by.s.n && !date)
        wv_shape_error(s, WV_CODE_DATE, why.review_by.place, NULL,
                       "'review_by' must be a date such as 2026-11-23");
    return why;
}

/* What a change is about: the one key that names something. */
static bool read_target(wv_shape *s, const wv_node *node, wv_overlay_change *change)
{
    static const struct {
        const char *key;
        wv_document_kind kind;
    } targets[] = {{"rule", WV_DOC_RULE},   {"list", WV_DOC_LIST},       {"head", WV_DOC_HEAD},
                   {"first", WV_DOC_FIRST}, {"pattern", WV_DOC_SIGNALS}, {"adds", WV_DOC_UNKNOWN}};
    uint32_t found = 0;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        const wv_node *name = wv_node_get(node, targets[i].key);
        if (!name) continue;
        found++;
        change->kind = targets[i].kind;
        change->adds = change->kind == WV_DOC_UNKNOWN;
        change->target = wv_shape_text(s, name, targets[i].key);
    }
    if (found != 1)
        wv_shape_error(s, found ? WV_CODE_BOTH_KEYS : WV_CODE_KEY_MISSING, node->place, NULL,
                       "a change is about one thing: rule, list, head, first, pattern or adds");
    return found == 1 && change->target.s.n;
}

static bool read_change(wv_shape *s, const wv_node *node, wv_overlay_change *change)
{
    if (!wv_shape_map(s, node, change_keys, "a change")) return false;
    *change = (wv_overlay_change){.node = node, .why = read_why(s, node)};
    return read_target(s, node, change);
}

static bool read_loss(wv_shape *s, const wv_node *node, wv_overlay_loss *loss)
{
    if (!wv_shape_map(s, node, loss_keys, "a loss")) return false;
    *loss = (wv_overlay_loss){.signal = wv_shape_text(s, wv_node_get(node, "signal"), "signal"),
                              .items = wv_shape_texts(s, wv_node_get(node, "items"), "items"),
                              .why = read_why(s, node),
                              .place = node->place};
    return loss->signal.s.n && loss->items.count;
}

static bool is_list(wv_shape *s, const wv_node *node, const char *key)
{
    if (!node || node->type == WV_NODE_LIST) return node != NULL;
    wv_shape_error(s, WV_CODE_TYPE, node->place, NULL, "'%s' must be a list", key);
    return false;
}

static void read_changes(wv_shape *s, const wv_node *list, wv_overlay *o)
{
    if (!is_list(s, list, "changes")) return;
    wv_overlay_change *items = wv_arena_alloc(s->arena, sizeof *items * (list->count + 1));
    if (!items) s->nomem = true;
    for (uint32_t i = 0; items && i < list->count; i++)
        if (read_change(s, list->items[i], &items[o->change_count])) o->change_count++;
    o->changes = items;
}

static void read_losses(wv_shape *s, const wv_node *list, wv_overlay *o)
{
    if (!is_list(s, list, "losses")) return;
    wv_overlay_loss *items = wv_arena_alloc(s->arena, sizeof *items * (list->count + 1));
    if (!items) s->nomem = true;
    for (uint32_t i = 0; items && i < list->count; i++)
        if (read_loss(s, list->items[i], &items[o->loss_count])) o->loss_count++;
    o->losses = items;
}

static void check_base(wv_loading *l, const wv_overlay *o)
{
    wv_shape *s = &l->shape;
    const wv_pack_ast *ast = l->ast;
    if (o->base.s.n && ast->name.s.n && !wv_str_eq(o->base.s, ast->name.s))
        wv_shape_error(s, WV_CODE_OVERLAY_BASE, o->base.place,
                       "give its own pack with -r, or write `base:` anew and look at each change",
                       "the overlay is made for pack '%.*s', this is '%.*s'", (int)o->base.s.n,
                       o->base.s.p, (int)ast->name.s.n, ast->name.s.p);
    if (!o->base_versions.s.n || !ast->version.s.n) return;
    int fits = wv_version_fits(o->base_versions.s, ast->version.s.p);
    if (fits < 0)
        wv_shape_error(s, WV_CODE_RANGE, o->base_versions.place, "for example \">=0.1 <0.2\"",
                       "'base_versions' must be a range of versions");
    else if (!fits)
        wv_shape_error(s, WV_CODE_OVERLAY_BASE, o->base_versions.place,
                       "look at each change with the new pack, then widen the range",
                       "the overlay is made for versions %.*s of the pack, this is %.*s",
                       (int)o->base_versions.s.n, o->base_versions.s.p, (int)ast->version.s.n,
                       ast->version.s.p);
}

static void read_overlay(wv_loading *l, const wv_node *doc, wv_overlay *o)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, doc, overlay_keys, WV_OVERLAY_FILE)) return;
    o->name = wv_shape_text(s, wv_node_get(doc, "overlay"), "overlay");
    o->base = wv_shape_text(s, wv_node_get(doc, "base"), "base");
    o->version = wv_shape_text(s, wv_node_get(doc, "version"), "version");
    o->base_versions = wv_shape_text(s, wv_node_get(doc, "base_versions"), "base_versions");
    o->title = wv_shape_text(s, wv_node_get(doc, "title"), "title");
    wv_shape_name(s, &o->name, "overlay", true);
    if (o->version.s.n && !wv_version_is(o->version.s))
        wv_shape_error(s, WV_CODE_RANGE, o->version.place, NULL,
                       "'version' must be three numbers, such as 0.1.0");
    check_base(l, o);
    read_changes(s, wv_node_get(doc, "changes"), o);
    read_losses(s, wv_node_get(doc, "losses"), o);
}

/* ---- the other documents of the folder ---- */

static bool is_said(const wv_overlay *o, wv_str name)
{
    for (uint32_t i = 0; i < o->change_count; i++)
        if (o->changes[i].adds && wv_str_eq(o->changes[i].target.s, name)) return true;
    return false;
}

static void add_document(wv_loading *l, const wv_overlay *o, wv_node *doc)
{
    wv_document_kind kind = wv_document_kind_of(doc);
    wv_str name = wv_document_name(doc);
    if (!name.n && kind != WV_DOC_UNKNOWN)
        wv_shape_error(&l->shape, WV_CODE_OVERLAY_CHANGE, doc->place,
                       "an overlay may add rules, lists, macros, compounds and scope triggers",
                       "an overlay cannot add a document of this kind");
    else if (name.n && !is_said(o, name))
        wv_shape_error(&l->shape, WV_CODE_OVERLAY_UNSAID, doc->place,
                       "changes: [{adds: NAME, reason: ..., owner: ..., review_by: ...}]",
                       "no change of " WV_OVERLAY_FILE " says that it adds '%.*s'", (int)name.n,
                       name.p);
    wv_loading_add(l, &l->documents, &doc, sizeof doc);
}

static void check_added(wv_loading *l, const wv_overlay_change *change, uint32_t first)
{
    wv_node **docs = l->documents.items;
    for (uint32_t i = first; i < l->documents.count; i++)
        if (wv_str_eq(wv_document_name(docs[i]), change->target.s)) return;
    wv_shape_error(&l->shape, WV_CODE_OVERLAY_TARGET, change->target.place,
                   "put it in a file beside " WV_OVERLAY_FILE ", or take this change out",
                   "no file of the overlay has a document '%.*s'", (int)change->target.s.n,
                   change->target.s.p);
}

/* ---- files ---- */

/* `noord/` of rules/overlays/noord/: what places in its files are called. */
static wv_str folder_name(const char *path)
{
    wv_str s = wv_str_of(path);
    while (s.n > 1 && s.p[s.n - 1] == '/') s.n--;
    uint32_t start = s.n;
    while (start && s.p[start - 1] != '/') start--;
    return (wv_str){s.p + start, s.n - start};
}

static const wv_source *rename_source(wv_loading *l, wv_str folder, const wv_source *source)
{
    wv_buf name;
    wv_source *renamed = wv_arena_alloc(l->shape.arena, sizeof *renamed);
    wv_buf_init(&name);
    wv_buf_str(&name, folder);
    wv_buf_byte(&name, '/');
    wv_buf_str(&name, source->name);
    if (renamed && !name.failed) {
        renamed->name = wv_arena_str(l->shape.arena, (wv_str){name.p, (uint32_t)name.n});
        renamed->text = source->text;
    }
    wv_buf_done(&name);
    if (!renamed || !renamed->name.p) l->shape.nomem = true;
    return l->shape.nomem ? NULL : renamed;
}

/* The pack's hash is over them too: what a region changed is another pack. */
static wv_rc append_sources(wv_loading *l, wv_str folder, wv_files *files)
{
    wv_pack_ast *ast = l->ast;
    const wv_source **all =
        wv_arena_alloc(l->shape.arena, sizeof *all * (ast->source_count + files->count + 1));
    if (!all) return WV_E_NOMEM;
    memcpy(all, ast->sources, sizeof *all * ast->source_count);
    for (uint32_t i = 0; i < files->count; i++) {
        files->items[i] = rename_source(l, folder, files->items[i]);
        if (!files->items[i]) return WV_E_NOMEM;
        all[ast->source_count + i] = files->items[i];
    }
    ast->sources = all;
    ast->source_count += files->count;
    return WV_OK;
}

/* `nl-stalking+noord`: whoever reads a flag sees that it is not the pack alone. */
static wv_str join_names(wv_loading *l, wv_str a, wv_str b)
{
    wv_buf both;
    wv_buf_init(&both);
    wv_buf_str(&both, a);
    wv_buf_byte(&both, '+');
    wv_buf_str(&both, b);
    wv_str joined = {NULL, 0};
    if (!both.failed)
        joined = wv_arena_str(l->shape.arena, (wv_str){both.p, (uint32_t)both.n});
    wv_buf_done(&both);
    if (!joined.p) l->shape.nomem = true;
    return joined.p ? joined : a;
}

static bool is_manifest(const wv_source *source)
{
    return wv_str_ends(source->name, WV_STR("/" WV_OVERLAY_FILE));
}

static wv_rc read_file(wv_loading *l, const wv_source *source, wv_overlay *o)
{
    wv_yaml_docs docs;
    wv_rc rc = wv_yaml_read(source, l->shape.arena, &docs, l->shape.diags);
    bool manifest = is_manifest(source);
    for (uint32_t i = 0; rc == WV_OK && i < docs.count; i++) {
        if (manifest && i == 0)
            read_overlay(l, docs.items[i], o);
        else if (manifest)
            wv_shape_error(&l->shape, WV_CODE_DOCUMENT_KIND, docs.items[i]->place, NULL,
                           WV_OVERLAY_FILE " holds one document");
        else
            add_document(l, o, docs.items[i]);
    }
    return rc;
}

/* overlay.yaml first, wherever its name sorts: the others are held against it. */
static wv_rc read_files(wv_loading *l, const wv_files *files, wv_overlay *o)
{
    wv_rc rc = WV_OK;
    bool there = false;
    for (uint32_t i = 0; i < files->count; i++) there |= is_manifest(files->items[i]);
    if (!there)
        wv_shape_error(&l->shape, WV_CODE_OVERLAY_MISSING, (wv_place){0},
                       "it says which pack it is for, and why it changes what",
                       "there is no " WV_OVERLAY_FILE " in the overlay");
    for (int pass = 0; pass < 2 && there; pass++)
        for (uint32_t i = 0; i < files->count && rc == WV_OK; i++)
            if (is_manifest(files->items[i]) == (pass == 0)) rc = read_file(l, files->items[i], o);
    return rc;
}

wv_rc wv_overlay_read(wv_loading *l, const char *path, wv_err *err)
{
    wv_files files;
    wv_overlay *o = wv_arena_alloc(l->shape.arena, sizeof *o);
    uint32_t first = l->documents.count;
    if (!o) return WV_E_NOMEM;
    wv_rc rc = wv_files_read(path, l->shape.arena, &files, l->shape.diags, err);
    if (rc == WV_E_NOINPUT) wv_err_hint(err, "an overlay is a folder with " WV_OVERLAY_FILE);
    if (rc == WV_OK) rc = append_sources(l, folder_name(path), &files);
    if (rc == WV_OK) rc = read_files(l, &files, o);
    if (rc != WV_OK) return rc;
    for (uint32_t i = 0; i < o->change_count; i++) {
        if (o->changes[i].adds)
            check_added(l, &o->changes[i], first);
        else
            wv_overlay_apply(l, &o->changes[i]);
    }
    l->ast->overlay = o;
    l->ast->name.s = join_names(l, l->ast->name.s, o->name.s);
    l->ast->version.s = join_names(l, l->ast->version.s, o->version.s);
    return WV_OK;
}

/* ---- shadow ---- */

/* A rule that is tried shall be seen in its own output, whatever its status would hide. */
static void show_rule(wv_loading *l, wv_node *doc)
{
    for (uint32_t i = 0; i < doc->count; i++)
        if (wv_str_is(doc->keys[i]->scalar, "status") &&
            wv_str_is(doc->items[i]->scalar, "experimental"))
            doc->items[i]->scalar =
                wv_shape_constant(&l->shape, "test", doc->items[i]->place).s;
}

static void take_place(wv_loading *l, uint32_t before, wv_document_kind kind, wv_str name)
{
    wv_node **docs = l->documents.items;
    for (uint32_t i = 0; i < before && name.n; i++)
        if (docs[i] && wv_document_kind_of(docs[i]) == kind &&
            wv_str_eq(wv_document_name(docs[i]), name))
            docs[i] = NULL;
}

static void add_shadow(wv_loading *l, uint32_t before, wv_node *doc)
{
    wv_document_kind kind = wv_document_kind_of(doc);
    if (kind == WV_DOC_RULE && wv_node_get(doc, "correlation")) {
        wv_shape_error(&l->shape, WV_CODE_DETECTION, doc->place,
                       "put it in a pack with `status: experimental`, or compare with `replay`",
                       "a rule on a case cannot be tried with --shadow: it needs its own state");
        return;
    }
    if (kind == WV_DOC_RULE)
        show_rule(l, doc);
    else
        take_place(l, before, kind, wv_document_name(doc));
    wv_loading_add(l, &l->documents, &doc, sizeof doc);
}

/* A folder, or one file. */
static wv_rc shadow_files(wv_loading *l, const char *path, wv_files *files, wv_err *err)
{
    wv_str all = wv_str_of(path), name = folder_name(path);
    if (!wv_str_ends(all, WV_STR(".yaml")))
        return wv_files_read(path, l->shape.arena, files, l->shape.diags, err);
    uint32_t n = (uint32_t)(name.p - path);
    wv_str folder = wv_arena_str(l->shape.arena, n ? (wv_str){path, n} : WV_STR("."));
    files->items = wv_arena_alloc(l->shape.arena, sizeof *files->items);
    files->count = 1;
    if (!folder.p || !files->items) return WV_E_NOMEM;
    return wv_files_read_one(folder.p, name.p, l->shape.arena, &files->items[0], err);
}

wv_rc wv_shadow_read(wv_loading *l, const char *path, wv_err *err)
{
    wv_files files = {0};
    wv_yaml_docs docs;
    wv_rc rc = shadow_files(l, path, &files, err);
    if (rc == WV_OK) rc = append_sources(l, WV_STR("shadow"), &files);
    wv_node **base = l->documents.items;
    uint32_t before = l->documents.count;
    for (uint32_t i = 0; i < before; i++)
        if (wv_document_kind_of(base[i]) == WV_DOC_RULE) base[i] = NULL;
    for (uint32_t f = 0; f < files.count && rc == WV_OK; f++) {
        rc = wv_yaml_read(files.items[f], l->shape.arena, &docs, l->shape.diags);
        for (uint32_t i = 0; rc == WV_OK && i < docs.count; i++)
            add_shadow(l, before, docs.items[i]);
    }
    l->ast->name.s = join_names(l, l->ast->name.s, WV_STR("shadow"));
    return rc;
}

/* ---- reviews ---- */

static void check_review(const wv_overlay_why *why, const char *what, wv_str target, wv_str today,
                         wv_diags *diags)
{
    if (wv_str_cmp(why->review_by.s, today) >= 0) return;
    wv_diags_add(diags, WV_LEVEL_WARNING, WV_CODE_OVERLAY_EXPIRED, why->review_by.place,
                 "read its reason, keep it or take it out, and give it a new date",
                 "the %s '%.*s' had to be looked at again before %.*s by %.*s", what, (int)target.n,
                 target.p, (int)why->review_by.s.n, why->review_by.s.p, (int)why->owner.s.n,
                 why->owner.s.p);
}

void wv_overlay_check_reviews(const wv_overlay *o, wv_str today, wv_diags *diags)
{
    for (uint32_t i = 0; i < o->change_count; i++)
        check_review(&o->changes[i].why, "change of", o->changes[i].target.s, today, diags);
    for (uint32_t i = 0; i < o->loss_count; i++)
        check_review(&o->losses[i].why, "argued loss of", o->losses[i].signal.s, today, diags);
}
