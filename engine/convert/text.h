/* SPDX-License-Identifier: EUPL-1.2 */
/* text.h: the head that a report may begin with, the same for .txt, .docx and PDF.
 *
 *   Datum: 05-01-2026 22:10
 *   Bron: politie
 *   Titel: Melding overlast
 *
 *   Aangeefster verklaarde ...
 *
 * At least two lines whose names we know, from the first line on, and an empty line: anything else
 * is text. */
#ifndef WV_CONVERT_TEXT_H
#define WV_CONVERT_TEXT_H

#include "convert/convert.h"

typedef struct wv_text_head {
    wv_str title, source, code, reporter, when; /* of the text */
    uint32_t bytes; /* of the head with its empty line; 0: there is none */
    uint32_t lines; /* that were understood */
} wv_text_head;

void wv_text_head_read(wv_str text, wv_text_head *head);
/* `05-01-2026 22:10`, `5 januari 2026 om 22.10 uur`, `2026-01-05T22:10`: false when it is none. */
bool wv_text_time(wv_str s, const wv_convert_options *options, wv_converted *item);
/* Fills title, source, code, reporter, time, and the text behind the head. */
void wv_text_fill(wv_str text, const wv_convert_options *options, wv_converted *item);

/* Anything but white space. */
bool wv_text_has_words(wv_str s);
/* Makes the item a DEAD one; both words are static. */
void wv_text_dead(wv_converted *item, const char *reason, const char *message);

#endif
