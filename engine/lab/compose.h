/* SPDX-License-Identifier: EUPL-1.2 */
/* compose.h: one text from the book, with the places of its evidence.
 *
 * A wv_gen_text belongs to one thread; init/done. Spans are bytes of `text`; compose.c makes them,
 * noise.c moves them along when it spells words otherwise. */
#ifndef WV_LAB_COMPOSE_H
#define WV_LAB_COMPOSE_H

#include "lab/draw.h"
#include "lab/templates.h"

enum { WV_GEN_MARKS_MAX = 32, WV_GEN_DEPTH_MAX = 8, WV_GEN_PARTS_MAX = 3 };

typedef struct wv_gen_mark { /* one bracketed piece and the part that it is evidence of */
    wv_span span;
    uint32_t part;
} wv_gen_mark;

typedef struct wv_gen_text {
    wv_buf text, spare;
    wv_gen_mark marks[WV_GEN_MARKS_MAX];
    uint32_t mark_count;
    uint32_t typos; /* words that were damaged */
} wv_gen_text;

typedef struct wv_gen_setting { /* what holds for a whole record */
    const wv_gen_book *book;
    wv_register reg;
    wv_voice voice;
    const wv_node *cast;
    bool exact; /* a side of a pair: no short forms, so that the twins differ on their axis only */
} wv_gen_setting;

void wv_gen_text_init(wv_gen_text *t);
void wv_gen_text_done(wv_gen_text *t);
void wv_gen_text_clear(wv_gen_text *t);

/* Appends a pattern as a sentence; `act` gives {past} {obj} ... and may be NULL. */
void wv_gen_compose(wv_gen_text *t, const wv_gen_setting *setting, const wv_node *act,
                    wv_str pattern, uint32_t part, wv_draw *draw);

/* Spells words as the register does, and damages some: level 0 none, 1 a few, 2 many. */
void wv_gen_spell(wv_gen_text *t, const wv_gen_setting *setting, uint32_t level, wv_draw *draw);

#endif
