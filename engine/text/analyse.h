/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse.h: what one written Dutch word can be: its keys, parts of speech and form. Pure,
 * thread-safe. */
#ifndef WV_TEXT_ANALYSE_H
#define WV_TEXT_ANALYSE_H

#include "base/str.h"

/* Six, because one key may stand there as noun and as verb: "rook" is rook (noun, verb), and of
 * ruiken, and of rieken. */
enum { WV_ANALYSES_MAX = 6, WV_KEY_BYTES_MAX = 63 };

typedef struct wv_analysis {
    char key[WV_KEY_BYTES_MAX + 1];
    uint8_t key_bytes;
    uint8_t pos;   /* one of WV_POS_* */
    uint32_t feat; /* mask of WV_FEAT_* */
} wv_analysis;

/* How well a folded word is known. */
typedef enum wv_known {
    WV_KNOWN_NOT,
    WV_KNOWN_COMPOUND, /* two listed words written as one */
    WV_KNOWN_SLIP,     /* a d/t slip or the like of a listed lemma */
    WV_KNOWN_FORM,     /* an unlisted form of a listed lemma */
    WV_KNOWN_LISTED,   /* in the word list */
} wv_known;
wv_known wv_word_known(wv_str folded);

/* Analyses of a folded word, best first; returns their number (1 to WV_ANALYSES_MAX). */
int wv_analyse(wv_str folded, wv_analysis out[WV_ANALYSES_MAX]);
/* The same by the rules alone, without the table of what they say of listed words. */
int wv_analyse_afresh(wv_str folded, wv_analysis out[WV_ANALYSES_MAX]);

#endif
