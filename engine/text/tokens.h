/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens.h: text -> tokens with exact byte spans (first step of pass 2).
 *
 *   'k bel d'r om 14:10 via 06-12345678 😂 !!     ['k][bel][d'r][om][14:10][via][06-12345678][😂][!!]
 *
 * Every byte that is no white space and no stray zero-width character lies in exactly one token;
 * tokens are sorted and do not overlap. Police abbreviations keep their dots (t.h.v. / dhr.), so
 * that they end no sentence. The array is the caller's and keeps its memory between calls: warm,
 * tokenising allocates nothing. One array a thread. */
#ifndef WV_TEXT_TOKENS_H
#define WV_TEXT_TOKENS_H

#include "base/rc.h"
#include "text/word.h"

typedef struct wv_tokens {
    wv_token *items;
    uint32_t count, capacity;
} wv_tokens;

void wv_tokens_init(wv_tokens *t);
void wv_tokens_done(wv_tokens *t);

/* Replaces the content of `out` by the tokens of `text` (valid UTF-8). WV_E_NOMEM or WV_OK. Linear.
 */
wv_rc wv_tokenise(wv_str text, wv_tokens *out);
/* Same for a part of the text; offsets stay those of the whole text. `part` must begin and end at
 * white space or at an end of the text, else the outer tokens may come out cut. */
wv_rc wv_tokenise_span(wv_str text, wv_span part, wv_tokens *out);

/* A dotted abbreviation that ends no sentence by itself: "t.h.v.", "dhr.", "o.a." (compared without
 * case). */
bool wv_tokens_abbreviation(wv_str raw);
/* One that may also be the last word of its sentence: "enz.", "e.d.", "a.u.b.". */
bool wv_tokens_abbreviation_closes(wv_str raw);
/* Either of them, or one that is a word as well: "max.". */
bool wv_tokens_abbreviation_any(wv_str raw);

#endif
