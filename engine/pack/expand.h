/* SPDX-License-Identifier: EUPL-1.2 */
/* expand.h: term patterns -> programs for the matcher; names are resolved, single words become
 * classes.
 *
 *   (<naaste> & op+bellen)     naaste: [moeder, "nieuwe vriend"]
 *   OPEN all; FORK; ATOM {moeder}; JUMP; OPEN; ATOM {nieuw}; ATOM {vriend}; CLOSE;
 *   ATOM {op+bellen}; CLOSE; END
 *
 * A wv_expander belongs to one freeze (init/done); patterns it makes live in the arena given to
 * init. The same literal text gives the same pattern, once. */
#ifndef WV_PACK_EXPAND_H
#define WV_PACK_EXPAND_H

#include "pack/matcher.h"

/* A group of alternatives laid flat: single words, and the rest in written order. */
typedef struct wv_flat {
    uint32_t *lexemes;
    uint32_t lexeme_count, lexeme_capacity;
    const struct wv_term **others; /* SEQ, ALL, slots */
    uint32_t other_count, other_capacity;
    uint32_t depth; /* of the deepest name in it */
    bool failed;
} wv_flat;

/* A list laid flat: it stands in hundreds of patterns. */
typedef struct wv_flat_list {
    wv_flat flat;
    enum { WV_FLAT_UNKNOWN, WV_FLAT_BEGUN, WV_FLAT_KNOWN } state;
} wv_flat_list;

typedef struct wv_expander {
    const wv_pack_ast *ast;
    wv_lexemes *lexemes;
    wv_arena *arena;  /* the pack's: what is kept */
    wv_arena scratch; /* trees of literals, names: dies with the expander */
    wv_diags *diags;
    wv_map names; /* name -> kind and index */
    wv_map parts; /* "_verbod", "stalking_" that a compound document defines */
    wv_map known; /* literal text -> pattern index */
    wv_map terms; /* address of a literal -> parsed tree, so that a list is parsed once */
    wv_flat_list *lists; /* by list of the ast */
    wv_term **trees;
    uint32_t tree_count, tree_capacity;
    wv_pattern *patterns;
    uint32_t pattern_count, pattern_capacity;
    uint64_t random; /* not 0: anchors are chosen by this seed */
    bool no_memory;
} wv_expander;

wv_rc wv_expander_init(wv_expander *x, const wv_pack_ast *ast, wv_lexemes *lexemes, wv_arena *arena,
                       wv_diags *diags, uint64_t random);
void wv_expander_done(wv_expander *x);

/* Index of the literal's pattern; UINT32_MAX after a diagnostic, or out of memory (x->no_memory).
 */
uint32_t wv_expand_pattern(wv_expander *x, const wv_lit *lit);
/* Lexemes of a literal that is single words only (a `needs:` entry): their class; UINT32_MAX as
 * above. */
uint32_t wv_expand_class(wv_expander *x, const wv_lit *lit);

#endif
