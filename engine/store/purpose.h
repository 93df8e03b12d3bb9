/* SPDX-License-Identifier: EUPL-1.2 */
/* purpose.h: what a store is for, and on which ground. Without it nothing goes in and nothing comes
 * out: serve, ingest and exports ask here first.
 *
 * Police data are held for a named purpose (Wpg 3, 8, 9), those of Veilig Thuis under the AVG. The
 * first who gives them binds the store; another purpose later is an error, not a change: data that
 * were gathered for one thing are not used for another by way of an option. */
#ifndef WV_STORE_PURPOSE_H
#define WV_STORE_PURPOSE_H

#include "store/store.h"

/* X(name, word, text) */
#define WV_BASIS_TABLE(X)                                                                          \
    X(WPG8, "wpg-8", "Wpg artikel 8 (dagelijkse politietaak)")                                     \
    X(WPG9, "wpg-9", "Wpg artikel 9 (onderzoek in een bepaald geval)")                             \
    X(AVG, "avg", "AVG en Wmo 2015 (Veilig Thuis)")

enum { WV_PURPOSE_BYTES_MIN = 8, WV_PURPOSE_BYTES_MAX = 500 };

typedef struct wv_purpose {
    wv_str purpose, basis; /* empty: not given */
} wv_purpose;

/* Binds a store that has none (in a transaction of its own when none is open), or holds what was given
 * against what it has. *out is what holds. WV_E_USAGE: neither given nor there, not the same, no such
 * basis, a purpose of one word. */
wv_rc wv_purpose_require(wv_store *s, const wv_purpose *given, wv_arena *arena, wv_purpose *out,
                         wv_err *err);
/* The Dutch text of a basis; NULL when there is none of that word. */
const char *wv_purpose_basis_text(wv_str basis);

#endif
