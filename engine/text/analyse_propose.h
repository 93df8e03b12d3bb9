/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse_propose.h: which lemmas a written word might come from. Pure, thread-safe. */
#ifndef WV_TEXT_ANALYSE_PROPOSE_H
#define WV_TEXT_ANALYSE_PROPOSE_H

#include "base/str.h"

typedef enum wv_propose_mode {
    WV_PROPOSE_KNOWN, /* lemmas of the word list and of the hand-written tables */
    WV_PROPOSE_ANY,   /* also invented ones: ghosten, whatsappen */
} wv_propose_mode;

typedef void (*wv_propose_fn)(void *ctx, wv_str lemma, unsigned pos);

/* Calls fn for each lemma; it may come twice. */
void wv_propose(wv_str word, wv_propose_mode mode, wv_propose_fn fn, void *ctx);

/* Where the head of a compound that is in no list starts (gebieds|verbodje), 0 when it is none. */
uint32_t wv_compound_head(wv_str word);

#endif
