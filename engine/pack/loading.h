/* SPDX-License-Identifier: EUPL-1.2 */
/* loading.h: what the readers of pack documents share while a pack is loaded; private to load.c and
 * *_read.c.
 *
 * A reader appends what it read to one of the growing arrays; load.c copies them into the pack's
 * arena at the end and frees them. Nothing of this outlives wv_pack_load. */
#ifndef WV_PACK_LOADING_H
#define WV_PACK_LOADING_H

#include "pack/shape.h"

/* A growing array of any struct; items stay where they are until the next append. */
typedef struct wv_loading_array {
    void *items;
    uint32_t count, capacity;
} wv_loading_array;

typedef struct wv_loading {
    wv_shape shape;
    wv_pack_ast *ast;
    wv_loading_array documents; /* wv_node *: all but pack.yaml, in the order they are read */
    wv_loading_array signals, lists, macros, slots, compounds, rules, scopes, typo_words;
    bool version_refused; /* the pack asks for another engine or stemmer */
} wv_loading;

/* Appends a copy of item; sets shape.nomem when it cannot. */
void wv_loading_add(wv_loading *l, wv_loading_array *array, const void *item, size_t item_bytes);

/* What a document is, told by its keys. */
typedef enum wv_document_kind {
    WV_DOC_UNKNOWN,
    WV_DOC_LIST,
    WV_DOC_MACRO,
    WV_DOC_SLOT,
    WV_DOC_HEAD,
    WV_DOC_FIRST,
    WV_DOC_TYPOS,
    WV_DOC_SIGNALS,
    WV_DOC_SCOPE,
    WV_DOC_RULE,
} wv_document_kind;
wv_document_kind wv_document_kind_of(const wv_node *doc);
/* The name others use for it; empty when it has none (typos, signals). */
wv_str wv_document_name(const wv_node *doc);

/* `1.2.3`, with one to three numbers. */
bool wv_version_is(wv_str s);
/* 1 fits, 0 does not, -1 cannot be read. Bounds are parted by spaces or commas: ">=0.1 <2". */
int wv_version_fits(wv_str range, const char *version);

void wv_manifest_read(wv_loading *l, const wv_node *doc);
void wv_signals_read(wv_loading *l, const wv_node *doc);
void wv_list_read(wv_loading *l, const wv_node *doc);
void wv_macro_read(wv_loading *l, const wv_node *doc);
void wv_slot_read(wv_loading *l, const wv_node *doc);
void wv_compound_read(wv_loading *l, const wv_node *doc, bool is_head);
void wv_typos_read(wv_loading *l, const wv_node *doc);
void wv_rule_read(wv_loading *l, const wv_node *doc);

/* Selections of a `detection:` map, without condition and same. */
void wv_detection_read(wv_shape *s, const wv_node *detection, wv_rule_ast *rule);
/* `tests:` of a rule. */
void wv_rule_tests_read(wv_shape *s, const wv_node *tests, wv_rule_ast *rule);

/* After all documents: names used twice, unknown signals and references, cycles, forbidden
 * features. */
void wv_references_check(wv_shape *s, const wv_pack_ast *ast);

#endif
