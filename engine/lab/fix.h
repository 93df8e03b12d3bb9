/* SPDX-License-Identifier: EUPL-1.2 */
/* fix.h: what can be mended in a rule file without asking: keys of before, quotes that YAML wants, an
 * id, a date.
 *
 * Works on lines, so that comments and layout stay; lab/layout.h lays out afterwards. Whoever writes
 * the result first reads it back and asks wv_fix_kept. Pure, but for new_id. */
#ifndef WV_LAB_FIX_H
#define WV_LAB_FIX_H

#include "base/buf.h"
#include "pack/node.h"

typedef struct wv_fixer {
    bool broken;       /* the text is no YAML as it stands: quotes may be put in */
    const char *today; /* date of a rule without one */
    bool (*new_id)(char out[37]); /* false: none can be had, the rule stays without */
    /* Line of the text as it was, from 1, and what was done there. */
    void (*told)(void *ctx, uint32_t line, const char *what, wv_str about);
    void *ctx;
} wv_fixer;

/* Appends the mended text. */
void wv_fix_text(const wv_fixer *f, wv_str text, wv_buf *out);

/* Does the document after say what the one before said? Keys may have their new names, keys may have
 * been added to the document itself, and an id may be in lower case now. */
bool wv_fix_kept(const wv_node *before, const wv_node *after);

#endif
