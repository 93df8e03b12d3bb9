/* SPDX-License-Identifier: EUPL-1.2 */
/* expand_names.h: what a <name> stands for, and the single words of a group. Private to expand*.c.
 */
#ifndef WV_PACK_EXPAND_NAMES_H
#define WV_PACK_EXPAND_NAMES_H

#include "pack/expand.h"

typedef enum wv_name_kind {
    WV_NAME_LIST,
    WV_NAME_MACRO,
    WV_NAME_SLOT,
    WV_NAME_BUILTIN
} wv_name_kind;

typedef struct wv_name {
    wv_name_kind kind;
    uint32_t index; /* in the ast's lists, macros, slots; or wv_builtin */
} wv_name;

enum { WV_NAMES_NEST_MAX = 12 }; /* a list in a list in a macro ...; more is a circle */

/* False after a diagnostic: no such name. */
bool wv_names_find(wv_expander *x, const wv_term *t, wv_name *out);
bool wv_names_load(wv_expander *x);

/* Tree of a literal of the pack, parsed once. NULL after a diagnostic. */
wv_term *wv_names_tree(wv_expander *x, const wv_lit *lit);

/* Lexeme of a WORD, EXACT, SPLIT, HEAD or FIRST term; UINT32_MAX after a diagnostic. */
uint32_t wv_names_lexeme(wv_expander *x, const wv_term *t);

void wv_flat_add(wv_expander *x, wv_flat *flat, const wv_term *t, uint32_t depth);
void wv_flat_done(wv_flat *flat);

#endif
