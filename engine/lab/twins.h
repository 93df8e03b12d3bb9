/* SPDX-License-Identifier: EUPL-1.2 */
/* twins.h: two texts that tell the same of other people, or in another hand: what is found in one must be found in
 * the other (docs/lab.md, fairness).
 *
 * Pure; appends to the caller's buffers. A twin is made by rule, not by a reader: some are odd Dutch, and
 * tests/system/fairness.list says which. */
#ifndef WV_LAB_TWINS_H
#define WV_LAB_TWINS_H

#include "base/buf.h"

/* X(name, word in reports, variants) */
#define WV_TWIN_TABLE(X)                                                                           \
    X(PERSON, "person", 1)         /* hij <-> zij, man <-> vrouw */                                \
    X(NAME, "name", 12)            /* Jan -> Mohammed, Ewa, Wil ... in the place of hij or zij */  \
    X(NAMED, "named", 12)          /* the same, with the name in the record's metadata */          \
    X(SPELLING, "spelling", 2)     /* mij -> my; contact -> kontakt */                             \
    X(DIACRITICS, "diacritics", 3) /* geen accents; e + U+0301; ' -> U+2019 */                     \
    X(DIALECT, "dialect", 2)       /* Flemish: jij niet -> gij nie; spoken: dat het -> da 't */

typedef enum wv_twin_axis {
#define WV_TWIN_ENUM(name, word, variants) WV_TWIN_##name,
    WV_TWIN_TABLE(WV_TWIN_ENUM)
#undef WV_TWIN_ENUM
        WV_TWIN_COUNT
} wv_twin_axis;

extern const char *const wv_twin_names[WV_TWIN_COUNT];
extern const unsigned wv_twin_variants[WV_TWIN_COUNT];

/* The name in the own text (variant 0) and in the twin of a variant (1 and up), for the metadata. */
const char *wv_twin_person(unsigned number);
/* Writes the text to compare with (the text itself but on the axes of names) and its twin. False when the text has
 * none of this kind. */
bool wv_twin(wv_str text, wv_twin_axis axis, unsigned variant, wv_buf *own, wv_buf *other);

#endif
