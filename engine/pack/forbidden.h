/* SPDX-License-Identifier: EUPL-1.2 */
/* forbidden.h: features that no rule may use: origin, nationality, religion, language, name, residence (design 3).
 *
 * Looked at: names of lists, macros, slots, selections and fields, those of correlations too; words in patterns,
 * regexes and compounds; and what a regex finds. An overlay is checked with the pack it changes. Nothing is kept. */
#ifndef WV_PACK_FORBIDDEN_H
#define WV_PACK_FORBIDDEN_H

#include "pack/loading.h"

void wv_forbidden_check(wv_shape *s, const wv_pack_ast *ast);
/* A word of a pattern or regex that says who somebody is; empty when there is none. Borrows the text. */
wv_str wv_forbidden_word(wv_str pattern);

#endif
