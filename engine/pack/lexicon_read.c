/* SPDX-License-Identifier: EUPL-1.2 */
/* lexicon_read.c: documents of lexicon/ -> lists, macros, slots, compounds, typo words.
 *
 * In: one document. Out: one entry of the wv_pack_ast. Neighbours: load.c tells the kind; the
 * patterns inside are read by pack/term*.c at freeze time. Cost: linear. */
#include "pack/loading.h"

#include "base/map.h"

static const wv_shape_key list_keys[] = {{"list", true},        {"terms", true},
                                         {"title", false},      {"description", false},
                                         {"references", false}, {NULL, false}};
static const wv_shape_key macro_keys[] = {{"macro", true},       {"pattern", true},
                                          {"title", false},      {"description", false},
                                          {"references", false}, {NULL, false}};
static const wv_shape_key slot_keys[] = {{"slot", true},        {"voices", true},
                                         {"title", false},      {"description", false},
                                         {"references", false}, {NULL, false}};
static const wv_shape_key head_keys[] = {
    {"head", true}, {"first", true}, {"description", false}, {"references", false}, {NULL, false}};
static const wv_shape_key first_keys[] = {
    {"first", true}, {"heads", true}, {"description", false}, {"references", false}, {NULL, false}};
static const wv_shape_key typos_keys[] = {
    {"typos", true}, {"description", false}, {"references", false}, {NULL, false}};
static const wv_shape_key voice_keys[] = {
    {"P", false}, {"V", false}, {"T", false}, {"R", false}, {NULL, false}};

/* The same term twice in one list changes nothing and is nearly always a slip of copying. */
static void warn_twice(wv_shape *s, const wv_lits *terms)
{
    wv_map seen;
    wv_map_init(&seen);
    for (uint32_t i = 0; i < terms->count; i++) {
        bool added = false;
        if (!wv_map_put(&seen, terms->items[i].s, i, &added))
            s->nomem = true;
        else if (!added)
            wv_shape_warning(s, WV_CODE_TERM_TWICE, terms->items[i].place, NULL,
                             "'%.*s' stands twice in this list", (int)terms->items[i].s.n,
                             terms->items[i].s.p);
    }
    wv_map_done(&seen);
}

void wv_list_read(wv_loading *l, const wv_node *doc)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, doc, list_keys, "a list")) return;
    wv_list_ast list = {.name = wv_shape_text(s, wv_node_get(doc, "list"), "list")};
    wv_shape_name(s, &list.name, "list", false);
    list.terms = wv_shape_texts(s, wv_node_get(doc, "terms"), "terms");
    warn_twice(s, &list.terms);
    if (list.name.s.n) wv_loading_add(l, &l->lists, &list, sizeof list);
}

void wv_macro_read(wv_loading *l, const wv_node *doc)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, doc, macro_keys, "a macro")) return;
    wv_macro_ast macro = {.name = wv_shape_text(s, wv_node_get(doc, "macro"), "macro")};
    wv_shape_name(s, &macro.name, "macro", false);
    macro.pattern = wv_shape_text(s, wv_node_get(doc, "pattern"), "pattern");
    if (macro.name.s.n) wv_loading_add(l, &l->macros, &macro, sizeof macro);
}

void wv_slot_read(wv_loading *l, const wv_node *doc)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, doc, slot_keys, "a slot")) return;
    wv_slot_ast slot = {.name = wv_shape_text(s, wv_node_get(doc, "slot"), "slot")};
    wv_shape_name(s, &slot.name, "slot", false);
    const wv_node *voices = wv_node_get(doc, "voices");
    if (voices && wv_shape_map(s, voices, voice_keys, "'voices'")) {
        if (voices->count == 0)
            wv_shape_error(s, WV_CODE_EMPTY, voices->place, NULL,
                           "a slot needs words for at least one voice");
        for (int v = 0; v < WV_VOICE_COUNT; v++) {
            slot.voices[v] =
                wv_shape_texts(s, wv_node_get(voices, voice_keys[v].name), voice_keys[v].name);
            warn_twice(s, &slot.voices[v]);
        }
    }
    if (slot.name.s.n) wv_loading_add(l, &l->slots, &slot, sizeof slot);
}

void wv_compound_read(wv_loading *l, const wv_node *doc, bool is_head)
{
    wv_shape *s = &l->shape;
    const char *part = is_head ? "head" : "first", *others = is_head ? "first" : "heads";
    if (!wv_shape_map(s, doc, is_head ? head_keys : first_keys, "a compound")) return;
    wv_compound_ast compound = {.is_head = is_head};
    compound.part = wv_shape_text(s, wv_node_get(doc, part), part);
    compound.others = wv_shape_texts(s, wv_node_get(doc, others), others);
    warn_twice(s, &compound.others);
    if (compound.part.s.n) wv_loading_add(l, &l->compounds, &compound, sizeof compound);
}

/* A long word differs from another long word in more than a slip; a short one does not (dood, rood,
 * nood). */
enum { TYPO_LETTERS_MIN = 9 };

void wv_typos_read(wv_loading *l, const wv_node *doc)
{
    wv_shape *s = &l->shape;
    if (!wv_shape_map(s, doc, typos_keys, "a list of typo words")) return;
    wv_lits words = wv_shape_texts(s, wv_node_get(doc, "typos"), "typos");
    warn_twice(s, &words);
    for (uint32_t i = 0; i < words.count; i++) {
        if (words.items[i].s.n < TYPO_LETTERS_MIN)
            wv_shape_error(s, WV_CODE_RANGE, words.items[i].place,
                           "an edit makes another word of a short one",
                           "a typo word needs at least %d letters", TYPO_LETTERS_MIN);
        else
            wv_loading_add(l, &l->typo_words, &words.items[i], sizeof words.items[i]);
    }
}
