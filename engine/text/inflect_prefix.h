/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_prefix.h: first parts of verbs: op+bellen, ver|slaan, over|vallen and over+komen. Pure, thread-safe. */
#ifndef WV_TEXT_INFLECT_PREFIX_H
#define WV_TEXT_INFLECT_PREFIX_H

#include "base/str.h"

typedef enum wv_prefix_kind {
    WV_PREFIX_FIXED = 1,     /* be- ge- er- her- ont- ver-: no ge- in the participle */
    WV_PREFIX_SEPARABLE = 2, /* op-, lastig-: -ge- stands after it */
    WV_PREFIX_BOTH = 3,      /* door- over- om-: voorgekomen and voorkomen */
} wv_prefix_kind;

typedef struct wv_prefix {
    uint8_t bytes;
    uint8_t kind;
} wv_prefix;

enum { WV_PREFIXES_MAX = 6 };

/* First parts that word starts with, longest first; at least `rest_min` bytes are left. Returns their number. */
int wv_prefixes_of(wv_str word, uint32_t rest_min, wv_prefix out[WV_PREFIXES_MAX]);

#endif
