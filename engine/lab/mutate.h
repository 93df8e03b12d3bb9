/* SPDX-License-Identifier: EUPL-1.2 */
/* mutate.h: variants of a text that a reader would read as the same, and a rule should too.
 *
 * Pure; appends to the caller's buffer. A kind that does not apply to a text gives no variant. */
#ifndef WV_LAB_MUTATE_H
#define WV_LAB_MUTATE_H

#include "base/buf.h"

/* X(name, what it does) */
#define WV_MUTATION_TABLE(X)                                                                       \
    X(CAPITALS, "capitals")   /* IK MAAK JE DOOD */                                                \
    X(BARE, "bare")           /* small letters, no punctuation but between sentences */            \
    X(CHAT, "chat")           /* nie, mn, egt, k */                                                \
    X(LONG, "long")           /* doooood */                                                        \
    X(SLIP, "slip")           /* two letters swapped in the longest word of the evidence */        \
    X(PERSON, "person")       /* hij <-> zij, hem -> haar, man <-> vrouw */                          \
    X(TENSE, "tense")         /* kneep -> knijpt, slaat -> sloeg */                                \
    X(INSERTED, "inserted")   /* an adverb before the last word of the evidence */              \
    X(INVERTED, "inverted")   /* Daarna belde hij mij op */                                        \
    X(SUBCLAUSE, "subclause") /* Het klopt dat hij mij opbelde */                                  \
    X(PERFECT, "perfect")     /* Hij heeft mij opgebeld */                                         \
    X(TE, "te")               /* Hij begon mij op te bellen */                                     \
    X(APART, "apart")         /* contact verbod */

typedef enum wv_mutation {
#define WV_MUTATION_ENUM(name, text) WV_MUTATION_##name,
    WV_MUTATION_TABLE(WV_MUTATION_ENUM)
#undef WV_MUTATION_ENUM
        WV_MUTATION_COUNT
} wv_mutation;

extern const char *const wv_mutation_names[WV_MUTATION_COUNT];

/* The variant of text, of which `evidence` (bytes) was matched. False when there is none. */
bool wv_mutate(wv_str text, wv_span evidence, wv_mutation kind, wv_buf *out);

#endif
