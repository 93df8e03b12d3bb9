/* SPDX-License-Identifier: EUPL-1.2 */
/* normalise_steps.h: what the files of the normaliser hand to each other. Private to normalise*.c.
 */
#ifndef WV_TEXT_NORMALISE_STEPS_H
#define WV_TEXT_NORMALISE_STEPS_H

#include "text/inflect_spell.h"
#include "text/normalise.h"

/* A folded word that remembers where each of its bytes came from. */
typedef struct wv_folded {
    uint8_t n;
    uint16_t raw_bytes;
    uint32_t why;                 /* bits of wv_normal_why */
    bool apostrophe, sign, digit; /* it had one (signs: * @ $ ! . inside) */
    char s[WV_FORM_BYTES_MAX + 1];
    uint16_t start[WV_FORM_BYTES_MAX], end[WV_FORM_BYTES_MAX];
} wv_folded;

void wv_fold(wv_str raw, wv_folded *out);
/* Without the given bytes: apostrophes ("'") or dots. */
void wv_folded_drop(const wv_folded *from, char byte, wv_folded *out);

typedef struct wv_normals {
    int count;
    wv_normal *item; /* the caller's array of WV_NORMALS_MAX */
    const wv_folded *folded;
} wv_normals;

/* Adds a one-word candidate for all of the raw word; doubles and what does not fit are dropped. */
void wv_normals_add(wv_normals *n, wv_str word, wv_normal_why why);
/* Adds a candidate of several words, parted by spaces, each of them standing for all of the raw
 * word. */
void wv_normals_add_words(wv_normals *n, wv_str words, wv_normal_why why);
/* Adds a candidate cut at the given places of the folded word, each part with the word it stands
 * for. */
void wv_normals_add_parts(wv_normals *n, const wv_str words[], const uint32_t ends[], int parts,
                          wv_normal_why why);

/* The steps; each adds candidates. */
void wv_normalise_short(wv_normals *n, wv_str folded);  /* gwn, vd, 'k */
void wv_normalise_masked(wv_normals *n, wv_str folded); /* k*t, m00rd, d.o.o.d */
void wv_normalise_parts(wv_normals *n, wv_str folded);  /* kga, komje */
/* "hebje", "moetje" look like diminutives of an unlisted noun, but nobody means that. */
bool wv_is_verb_je(wv_str folded);
/* Squeezes runs of three and more; false when there is none. */
bool wv_normalise_squeeze(wv_str folded, wv_form *out);
/* The listed word that y stands for ij in: hy, myn, schryft; false when there is none. */
bool wv_normalise_y(wv_str folded, wv_form *out);
/* The listed word that a misspelling stands for; false when there is none or more than one. */
bool wv_normalise_respell(wv_str folded, wv_form *out);

#endif
