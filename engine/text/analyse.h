/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse.h: what one written Dutch word can be: its keys, parts of speech and form. Pure, thread-safe. */
#ifndef WV_TEXT_ANALYSE_H
#define WV_TEXT_ANALYSE_H

#include "base/str.h"

enum { WV_ANALYSES_MAX = 4, WV_KEY_BYTES_MAX = 63 };

typedef struct wv_analysis {
    char key[WV_KEY_BYTES_MAX + 1];
    uint8_t key_bytes;
    uint8_t pos;   /* one of WV_POS_* */
    uint32_t feat; /* mask of WV_FEAT_* */
} wv_analysis;

/* Analyses of a folded word, best first; returns their number (1 to WV_ANALYSES_MAX). */
int wv_analyse(wv_str folded, wv_analysis out[WV_ANALYSES_MAX]);

#endif
