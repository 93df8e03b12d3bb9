/* SPDX-License-Identifier: EUPL-1.2 */
/* lint_cover.h: does one term pattern match wherever another does? Trees of patterns are read once
 * and kept. init/done; one thread. */
#ifndef WV_PACK_LINT_COVER_H
#define WV_PACK_LINT_COVER_H

#include "base/map.h"
#include "pack/term.h"

typedef struct wv_cover {
    wv_arena arena;
    wv_map known; /* text of a pattern -> its tree */
    wv_term **terms;
    uint32_t count, capacity;
    wv_diags unread; /* complaints of the term parser, which freeze.c reports */
    bool nomem;
} wv_cover;

wv_rc wv_cover_init(wv_cover *c);
void wv_cover_done(wv_cover *c);

/* True when it is certain that `wide` matches in every sentence in which `narrow` does; without
 * `parts` with as much of it: `mogen` covers `(niet & mogen)`, but the *niet* that is evidence of the
 * one is a denial of the other. */
bool wv_cover_holds(wv_cover *c, const wv_lit *wide, const wv_lit *narrow, bool parts);
/* The tree of a pattern; NULL when it cannot be read. */
const wv_term *wv_cover_term(wv_cover *c, const wv_lit *pattern);

#endif
