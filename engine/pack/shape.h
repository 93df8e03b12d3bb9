/* SPDX-License-Identifier: EUPL-1.2 */
/* shape.h: what a document's maps, lists and scalars must look like, said once, with the complaint
 * beside it.
 *
 * Every function reports what is wrong in diags and goes on; the value it gives back is then empty
 * or the default, so that a reader runs to its end and one mistake hides no other. Arrays live in
 * the arena. Not thread-safe. */
#ifndef WV_PACK_SHAPE_H
#define WV_PACK_SHAPE_H

#include "pack/ast.h"
#include "pack/codes.h"

typedef struct wv_shape {
    wv_arena *arena;
    wv_diags *diags;
    bool nomem;
} wv_shape;

/* One key that a map may have. Tables of them end with a NULL name. */
typedef struct wv_shape_key {
    const char *name;
    bool required;
} wv_shape_key;

/* An error at a place; a printf that needs no level. */
#define wv_shape_error(shape, code, place, hint, ...)                                              \
    wv_diags_add((shape)->diags, WV_LEVEL_ERROR, (code), (place), (hint), __VA_ARGS__)
#define wv_shape_warning(shape, code, place, hint, ...)                                            \
    wv_diags_add((shape)->diags, WV_LEVEL_WARNING, (code), (place), (hint), __VA_ARGS__)

/* True when node is a map with only known keys (unknown and missing ones are reported). `what`
 * names the kind of map in the complaint: "a rule". */
bool wv_shape_map(wv_shape *s, const wv_node *node, const wv_shape_key *keys, const char *what);

/* A text that is not empty; the literal is empty when it is not there. key is for the complaint. */
wv_lit wv_shape_text(wv_shape *s, const wv_node *node, const char *key);
/* A list of texts that is not empty, or one text as a list of one. Absent gives an empty list. */
wv_lits wv_shape_texts(wv_shape *s, const wv_node *node, const char *key);
/* Index of the text in choices (NULL ends them), or -1 with a complaint; absent gives `absent`. */
int wv_shape_choice(wv_shape *s, const wv_node *node, const char *key, const char *const *choices,
                    int absent);
bool wv_shape_bool(wv_shape *s, const wv_node *node, const char *key, bool absent);
/* A whole number from low to high, else low with a complaint. */
long wv_shape_number(wv_shape *s, const wv_node *node, const char *key, long low, long high);
/* Mask of 1 << wv_voice from a list of V, P, T, R; M (metadata) is allowed and gives no bit. */
uint8_t wv_shape_voices(wv_shape *s, const wv_node *node, const char *key, uint8_t absent);

/* Lower-case ASCII letters, digits and _ (and . and - when dotted), starting with a letter. Reports
 * E025. */
bool wv_shape_name(wv_shape *s, const wv_lit *name, const char *key, bool dotted);
/* "; did you mean 'x'?" or "" for a complaint; buffer of 96 bytes. */
const char *wv_shape_near(char out[96], wv_str word, const char *const *candidates);

/* What stands for a text that the author left out. Everything a pack is made of is the arena's own
 * (image.h), so also this. */
wv_lit wv_shape_constant(wv_shape *s, const char *text, wv_place place);

static inline wv_lit wv_shape_lit(const wv_node *node)
{
    return (wv_lit){node->scalar, node->place};
}

#endif
