/* SPDX-License-Identifier: EUPL-1.2 */
/* normalise.h: from a word as it was written to the words it may stand for.
 *
 *   "NOOOOIT" nooit   "kga" k + ga   "m00rd" moord   "aangfst" aangeefster   "gezicht" gezicht
 *
 * Each candidate is one to three folded words (lower case, ASCII) with the bytes of the raw word
 * they came from, and says why it was made. Candidate 0 is always the plain fold. Short words get
 * no edit distance: mes, mee, meisje. Nothing is owned or allocated; pure and thread-safe. */
#ifndef WV_TEXT_NORMALISE_H
#define WV_TEXT_NORMALISE_H

#include "base/str.h"

enum {
    WV_NORMALS_MAX = 4,
    WV_NORMAL_PARTS_MAX = 3,
    WV_NORMAL_WORD_BYTES_MAX = 63,
    WV_NORMAL_WHYS_MAX = 4,
};

/* Why a candidate was made: X(name, text shown by `key --why`) */
#define WV_WHY_TABLE(X)                                                                            \
    X(FOLD, "fold")               /* lower case */                                                 \
    X(ACCENT, "accent")           /* accents, NFC or NFD */                                        \
    X(HIDDEN, "hidden")           /* zero-width and soft-hyphen characters taken out */            \
    X(LOOKALIKE, "look-alike")    /* Cyrillic, Greek, full-width or mathematical letters */        \
    X(ELONGATED, "elongated")     /* nooooit */                                                    \
    X(MASKED, "masked")           /* k*t, m00rd, d.o.o.d */                                        \
    X(CHAT, "chat")               /* gwn, idd, nie */                                              \
    X(FLEMISH, "flemish")         /* da, ge, nie, wa */                                            \
    X(POLICE, "police")           /* aangfst, vd, t.h.v. */                                        \
    X(CONTRACTION, "contraction") /* kga, komje */                                                 \
    X(SPELLING, "spelling")       /* a systematic misspelling of a listed word */

typedef enum wv_normal_why {
#define WV_WHY_ENUM(name, text) WV_WHY_##name,
    WV_WHY_TABLE(WV_WHY_ENUM)
#undef WV_WHY_ENUM
        WV_WHY_COUNT
} wv_normal_why;

typedef struct wv_normal_part {
    char word[WV_NORMAL_WORD_BYTES_MAX + 1]; /* NUL-terminated */
    uint8_t bytes;
    uint16_t start, end; /* bytes within the raw word */
} wv_normal_part;

typedef struct wv_normal {
    uint8_t part_count;
    uint8_t why_count;
    bool preferred;                  /* the plain fold cannot be meant: z'n, k*t */
    uint8_t why[WV_NORMAL_WHYS_MAX]; /* wv_normal_why, in the order of the steps */
    wv_normal_part parts[WV_NORMAL_PARTS_MAX];
} wv_normal;

/* Candidates, the plain fold first; returns their number (1 to WV_NORMALS_MAX). A raw word of more
 * than 63 folded bytes is cut. */
int wv_normalise(wv_str raw, wv_normal out[WV_NORMALS_MAX]);
/* The candidate to show when only one can be: the plain fold when that is a word, else the first
 * other one. */
int wv_normal_best(const wv_normal candidates[], int count);
const char *wv_why_text(wv_normal_why why);

/* The key of a raw word: first analysis of each part of the best candidate, parts joined by '+'.
 * Writes at most cap - 1 bytes and a NUL; *used (NULL allowed) gets the candidate. Returns the
 * length. */
size_t wv_key(wv_str raw, char *out, size_t cap, wv_normal *used);

/* One edit (a letter more, less, other, or two swapped) from a word of a pack's closed list. Only
 * for folded words of 9 letters and more whose first or last four letters are intact: the closed
 * list is small, so is the risk. */
bool wv_typo_near(wv_str folded, wv_str listed);

#endif
