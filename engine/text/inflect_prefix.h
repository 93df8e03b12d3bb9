/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_prefix.h: first parts of verbs: op+bellen, ver|slaan, over|vallen and over+komen. Pure,
 * thread-safe. */
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

/* ge- is a first part in a closed list only (gebruiken, gebeuren): "gekomen" is not ge+komen. 1: a
 * common verb; 2: rarer than the verb without it (gevoelen, geraken); 0: none. */
int wv_prefix_ge_verb(wv_str infinitive);

/* First parts that word starts with, longest first; at least `rest_min` bytes are left. Returns
 * their number. */
int wv_prefixes_of(wv_str word, uint32_t rest_min, wv_prefix out[WV_PREFIXES_MAX]);

#endif
