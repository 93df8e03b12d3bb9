/* SPDX-License-Identifier: EUPL-1.2 */
/* tokens_shapes.h: tokens that are no plain words; internal to the tokeniser. Pure functions over a
 * text.
 *
 * Each takes the place where a token may start and returns where it ends, or 0 when the shape is
 * not there. */
#ifndef WV_TEXT_TOKENS_SHAPES_H
#define WV_TEXT_TOKENS_SHAPES_H

#include "text/word.h"

/* Digits and what is written with them; *kind becomes NUMBER, TIME, DATE, PHONE, AMOUNT, or WORD
 * (16-jarige). */
uint32_t wv_tokens_number(wv_str text, uint32_t at, uint8_t *kind);
/* € 0,01 and $ 5: the sign stands first. */
uint32_t wv_tokens_amount(wv_str text, uint32_t at);
/* https://..., www..., naam@huis.nl, marktplaats.nl, @naam */
uint32_t wv_tokens_link(wv_str text, uint32_t at);
/* One emoji with its skin tone, joiners and selectors; a flag; a keycap; also :-) and <3 */
uint32_t wv_tokens_emoji(wv_str text, uint32_t at);
/* t.h.v. / dhr. / J. before a name; *masked tells d.o.o.d. At the start of a run of letters. */
uint32_t wv_tokens_dotted(wv_str text, uint32_t at, bool *masked);
/* For the test: the table of abbreviations is in byte order. */
bool wv_tokens_dotted_sorted(void);

#endif
