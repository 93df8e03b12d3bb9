/* SPDX-License-Identifier: EUPL-1.2 */
/* compounds.h: compounds of parts that a pack names, never of free parts.
 *
 *   head verbod, first [contact, gebied]     contactverbod, gebiedsverbod, contact-verbod,
 * contactverboden
 *
 * Between the parts may stand nothing, a hyphen, -s-, -e- or -en- (-n- after e); the head may stand
 * in any inflected form. moordwijf, slagroom and doodmoe stay out because no pack names wijf, room
 * or moe as a head. Spelt with a space
 * ("contact verbod") it is two words: the pack compiler makes a phrase of it. The table copies what
 * it is given, is const after building and shared. Finding allocates nothing. */
#ifndef WV_TEXT_COMPOUNDS_H
#define WV_TEXT_COMPOUNDS_H

#include "base/mem.h"
#include "base/rc.h"
#include "text/spellings.h"
#include "text/word.h"

typedef struct wv_compounds wv_compounds;

typedef struct wv_compound_rule {
    wv_str first, head; /* folded singular or infinitive: "contact", "verbod" */
} wv_compound_rule;

/* The table is the arena's and dies with it. */
wv_rc wv_compounds_new(const wv_compound_rule *rules, uint32_t count, wv_arena *arena,
                       wv_compounds **out);

/* Each written form of a head, or each first part, in the order of the rules. */
void wv_compounds_each(const wv_compounds *c, bool heads, wv_spelling_each fn, void *ctx);

/* Indices of the rules the folded word is a compound of, in rising order; at most cap, returns the
 * number. */
uint32_t wv_compounds_find(const wv_compounds *c, wv_str folded, uint32_t *rules, uint32_t cap);

#endif
