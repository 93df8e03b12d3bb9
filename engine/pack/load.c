/* SPDX-License-Identifier: EUPL-1.2 */
/* load.c: a pack folder -> wv_pack_ast.
 *
 *   files.c    yaml.c     *_read.c            references.c
 *   folder --> text --> nodes --> documents --> names, cycles --> wv_pack_ast, or many errors
 *
 * In: a path. Out: the pack as its authors wrote it. Neighbours: freeze.c compiles what comes out.
 * Invariants: an error never stops the reading of other documents, and nothing loads if there was
 * one. Cost: about 3 ms for 400 rules. */
#include "pack/loading.h"

#include "crypto/sha256.h"
#include "pack/files.h"
#include "pack/frozen_file.h"
#include "pack/overlay.h"
#include "pack/yaml.h"

void wv_loading_add(wv_loading *l, wv_loading_array *array, const void *item, size_t item_bytes)
{
    if (!wv_mem_grow(&array->items, &array->capacity, array->count + 1, item_bytes)) {
        l->shape.nomem = true;
        return;
    }
    memcpy((char *)array->items + array->count * item_bytes, item, item_bytes);
    array->count++;
}

/* Moves an array into the pack's arena. */
static const void *settle(wv_loading *l, wv_loading_array *array, size_t item_bytes,
                          uint32_t *count)
{
    void *items = wv_arena_alloc(l->shape.arena, array->count * item_bytes);
    if (!items)
        l->shape.nomem = true;
    else if (array->count)
        memcpy(items, array->items, array->count * item_bytes);
    *count = items ? array->count : 0;
    wv_mem_free(array->items);
    *array = (wv_loading_array){0};
    return items;
}

static bool has(const wv_node *doc, const char *key)
{
    return wv_node_get(doc, key) != NULL;
}

/* `pattern:` is a rule's key and a macro's, `scope:` a rule's and a trigger's, `first:` both
 * compounds': the order of these questions matters. */
wv_document_kind wv_document_kind_of(const wv_node *doc)
{
    const wv_node *scope = wv_node_get(doc, "scope");
    if (has(doc, "list")) return WV_DOC_LIST;
    if (has(doc, "macro")) return WV_DOC_MACRO;
    if (has(doc, "slot")) return WV_DOC_SLOT;
    if (has(doc, "head")) return WV_DOC_HEAD;
    if (has(doc, "first")) return WV_DOC_FIRST;
    if (has(doc, "typos")) return WV_DOC_TYPOS;
    if (has(doc, "signals") || has(doc, "patterns")) return WV_DOC_SIGNALS;
    if (scope && scope->type == WV_NODE_SCALAR) return WV_DOC_SCOPE;
    if (has(doc, "signal") || has(doc, "pattern") || has(doc, "detection") ||
        has(doc, "correlation"))
        return WV_DOC_RULE;
    return WV_DOC_UNKNOWN;
}

wv_str wv_document_name(const wv_node *doc)
{
    static const char *const keys[] = {
        [WV_DOC_LIST] = "list", [WV_DOC_MACRO] = "macro", [WV_DOC_SLOT] = "slot",
        [WV_DOC_HEAD] = "head", [WV_DOC_FIRST] = "first", [WV_DOC_SCOPE] = "name",
        [WV_DOC_RULE] = "name"};
    const char *key = keys[wv_document_kind_of(doc)];
    const wv_node *name = key ? wv_node_get(doc, key) : NULL;
    if (!name && key && strcmp(key, "name") == 0) name = wv_node_get(doc, "pattern");
    return name && name->type == WV_NODE_SCALAR ? name->scalar : (wv_str){"", 0};
}

static void report_kind(wv_loading *l, const wv_node *doc)
{
    static const char *const telling[] = {"list",    "macro",     "slot",        "head",  "first",
                                          "typos",   "signals",   "patterns",    "scope", "signal",
                                          "pattern", "detection", "correlation", NULL};
    char near[96] = "";
    const wv_node *key = NULL;
    for (uint32_t i = 0; doc->type == WV_NODE_MAP && i < doc->count && !near[0]; i++)
        wv_shape_near(near, doc->keys[i]->scalar, telling), key = doc->keys[i];
    if (key && near[0])
        wv_shape_error(&l->shape, WV_CODE_DOCUMENT_KIND, key->place, NULL,
                       "what document this is cannot be told from "
                       "'%.*s'%s",
                       (int)key->scalar.n, key->scalar.p, near);
    else
        wv_shape_error(&l->shape, WV_CODE_DOCUMENT_KIND, doc->place,
                       "one of these keys tells: signal, pattern (a rule), list, macro, slot, "
                       "head, first, typos, signals, scope",
                       "what document this is cannot be told");
}

static void read_document(wv_loading *l, const wv_node *doc)
{
    switch (wv_document_kind_of(doc)) {
    case WV_DOC_LIST: wv_list_read(l, doc); break;
    case WV_DOC_MACRO: wv_macro_read(l, doc); break;
    case WV_DOC_SLOT: wv_slot_read(l, doc); break;
    case WV_DOC_HEAD: wv_compound_read(l, doc, true); break;
    case WV_DOC_FIRST: wv_compound_read(l, doc, false); break;
    case WV_DOC_TYPOS: wv_typos_read(l, doc); break;
    case WV_DOC_SIGNALS: wv_signals_read(l, doc); break;
    case WV_DOC_SCOPE: wv_loading_add(l, &l->scopes, &doc, sizeof doc); break;
    case WV_DOC_RULE: wv_rule_read(l, doc); break;
    case WV_DOC_UNKNOWN: report_kind(l, doc); break;
    }
}

/* pack.yaml is read at once; the others wait until an overlay has changed them. */
static wv_rc read_source(wv_loading *l, const wv_source *source)
{
    wv_yaml_docs docs;
    wv_rc rc = wv_yaml_read(source, l->shape.arena, &docs, l->shape.diags);
    if (rc != WV_OK) return rc;
    bool manifest = wv_str_is(source->name, "pack.yaml");
    for (uint32_t i = 0; i < docs.count; i++) {
        if (manifest && i == 0)
            wv_manifest_read(l, docs.items[i]);
        else if (manifest)
            wv_shape_error(&l->shape, WV_CODE_DOCUMENT_KIND, docs.items[i]->place, NULL,
                           "pack.yaml holds one document");
        else
            wv_loading_add(l, &l->documents, &docs.items[i], sizeof docs.items[i]);
    }
    return WV_OK;
}

static void hash_number(wv_sha256_state *h, uint32_t n)
{
    uint8_t bytes[4] = {(uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16), (uint8_t)(n >> 24)};
    wv_sha256_add(h, bytes, sizeof bytes);
}

/* Length before content, little-endian, so that no two packs give the same stream. */
static void hash_sources(wv_pack_ast *ast)
{
    wv_sha256_state h;
    wv_sha256_begin(&h);
    for (uint32_t i = 0; i < ast->source_count; i++) {
        const wv_source *s = ast->sources[i];
        hash_number(&h, s->name.n);
        wv_sha256_add(&h, s->name.p, s->name.n);
        hash_number(&h, s->text.n);
        wv_sha256_add(&h, s->text.p, s->text.n);
    }
    wv_sha256_end(&h, ast->sha256);
}

static void settle_all(wv_loading *l)
{
    wv_pack_ast *a = l->ast;
    a->signals = settle(l, &l->signals, sizeof *a->signals, &a->signal_count);
    a->lists = settle(l, &l->lists, sizeof *a->lists, &a->list_count);
    a->macros = settle(l, &l->macros, sizeof *a->macros, &a->macro_count);
    a->slots = settle(l, &l->slots, sizeof *a->slots, &a->slot_count);
    a->compounds = settle(l, &l->compounds, sizeof *a->compounds, &a->compound_count);
    a->rules = settle(l, &l->rules, sizeof *a->rules, &a->rule_count);
    a->typo_words.items =
        settle(l, &l->typo_words, sizeof *a->typo_words.items, &a->typo_words.count);
    a->scopes =
        (const wv_node **)(uintptr_t)settle(l, &l->scopes, sizeof *a->scopes, &a->scope_count);
}

static void check_manifest(wv_loading *l, const wv_files *files)
{
    bool there = l->ast->manifest != NULL;
    for (uint32_t i = 0; i < files->count; i++)
        there |= wv_str_is(files->items[i]->name, "pack.yaml");
    if (!there)
        wv_shape_error(&l->shape, WV_CODE_FILE_MISSING, (wv_place){0},
                       "it says name, version and engine of the pack", "there is no pack.yaml");
}

static void read_documents(wv_loading *l)
{
    wv_node **docs = l->documents.items;
    for (uint32_t i = 0; i < l->documents.count; i++)
        if (docs[i]) read_document(l, docs[i]);
    wv_mem_free(l->documents.items);
    l->documents = (wv_loading_array){0};
}

static wv_rc load_into(wv_loading *l, const wv_pack_parts *parts, wv_err *err)
{
    wv_pack_ast *ast = l->ast;
    wv_files files;
    wv_rc rc = wv_files_read(parts->path, &ast->arena, &files, l->shape.diags, err);
    if (rc != WV_OK) return rc;
    ast->path = wv_arena_str(&ast->own, wv_str_of(parts->path));
    ast->sources = files.items;
    ast->source_count = files.count;
    for (uint32_t i = 0; i < files.count && rc == WV_OK; i++) rc = read_source(l, files.items[i]);
    if (rc == WV_OK && parts->overlay) rc = wv_overlay_read(l, parts->overlay, err);
    if (rc == WV_OK && parts->shadow) rc = wv_shadow_read(l, parts->shadow, err);
    hash_sources(ast);
    read_documents(l);
    settle_all(l);
    if (!ast->path.p || l->shape.nomem) rc = rc ? rc : WV_E_NOMEM;
    if (rc == WV_OK) check_manifest(l, &files);
    if (rc == WV_OK) wv_references_check(&l->shape, ast);
    if (l->shape.nomem || l->shape.diags->failed) rc = WV_E_NOMEM;
    return rc == WV_E_NOMEM ? wv_err_set(err, rc, "out of memory while loading the rule pack") : rc;
}

static wv_rc refuse(const wv_loading *l, const char *path, uint32_t errors, wv_err *err)
{
    bool version = l->version_refused && errors == 1;
    wv_rc rc = version ? WV_E_VERSION : WV_E_PACK;
    wv_err_set(err, rc, "the rule pack has %u error%s", errors, errors == 1 ? "" : "s");
    wv_err_path(err, path, UINT64_MAX);
    return rc;
}

wv_rc wv_pack_load(const char *path, wv_pack_ast **out, wv_diags *diags, wv_err *err)
{
    return wv_pack_load_parts(&(wv_pack_parts){.path = path}, out, diags, err);
}

wv_rc wv_pack_load_parts(const wv_pack_parts *parts, wv_pack_ast **out, wv_diags *diags,
                         wv_err *err)
{
    uint32_t errors_before = diags->errors;
    *out = NULL;
    if (wv_frozen_is_file(parts->path)) {
        wv_err_set(err, WV_E_USAGE, "a frozen pack has no sources: give the folder it was made of");
        wv_err_path(err, parts->path, UINT64_MAX);
        return WV_E_USAGE;
    }
    wv_pack_ast *ast = wv_mem_new(sizeof *ast);
    if (!ast) return wv_err_set(err, WV_E_NOMEM, "out of memory while loading the rule pack");
    wv_arena_init(&ast->arena);
    wv_arena_init(&ast->own);
    wv_loading l = {.shape = {.arena = &ast->arena, .diags = diags}, .ast = ast};
    wv_rc rc = load_into(&l, parts, err);
    if (rc == WV_OK && diags->errors > errors_before)
        rc = refuse(&l, parts->path, diags->errors - errors_before, err);
    if (rc == WV_OK)
        *out = ast;
    else
        wv_pack_ast_free(ast);
    return rc;
}

void wv_pack_ast_free(wv_pack_ast *ast)
{
    if (!ast) return;
    wv_arena_done(&ast->arena);
    wv_arena_done(&ast->own);
    wv_mem_free(ast);
}
