/* SPDX-License-Identifier: EUPL-1.2 */
/* spellings.h: the lists by which a written word may be read as another one, for whoever makes a
 * filter of them (pack/wordgate.h).
 *
 * Static tables: constant, thread-safe. The lists themselves are in text/data; the functions stand
 * where each list is used: normalise_spell.c, normalise_short.c, gram.c, analyse.c. */
#ifndef WV_TEXT_SPELLINGS_H
#define WV_TEXT_SPELLINGS_H

#include "base/str.h"

/* A sound written in another way: one place in a word, `from` (perhaps empty) for `to`. */
typedef struct wv_spelling_swap {
    wv_str from, to;
} wv_spelling_swap;

enum { WV_SPELLING_BYTES_MAX = 4 }; /* of a swap's two sides; a test checks it */

const wv_spelling_swap *wv_spelling_swaps(uint32_t *count);
/* What may be left out or put in between the parts of a compound. */
const wv_str *wv_spelling_links(uint32_t *count);

typedef void (*wv_spelling_each)(void *ctx, wv_str folded);
/* Short forms (gwn), words of closed classes (niemand, twaalf), forms whose key is told by hand. */
void wv_spelling_short_each(wv_spelling_each fn, void *ctx);
void wv_spelling_closed_each(wv_spelling_each fn, void *ctx);
void wv_spelling_homographs_each(wv_spelling_each fn, void *ctx);

#endif
