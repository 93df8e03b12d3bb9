/* SPDX-License-Identifier: EUPL-1.2 */
/* gates.h: what a text must have before a pattern can match in it, as words in any order.
 *
 *   (spijt | terug bij hem) .. (mij | ons)      two gates, either will do:
 *      gate 0   {spijt} {mij ons}
 *      gate 1   {terug} {bij} {hem} {mij ons}
 *
 * A gate is a list of classes, the rarest first; it is open where each of them has a word. A set of
 * gates is open where one of them is. Every match of the pattern stands in a text where its set is
 * open: gates may let too much through, never too little. Used while a pack is frozen; fixed size,
 * no memory of its own but the classes it adds to the lexemes. */
#ifndef WV_PACK_GATES_H
#define WV_PACK_GATES_H

#include "pack/lexemes.h"

enum {
    WV_GATES_MAX = 32,     /* of a pattern; past it alternatives are joined into one wider gate */
    WV_GATE_NEEDS_MAX = 6, /* classes of a gate; more would say little more */
};

typedef struct wv_gate_set {
    uint32_t needs[WV_GATES_MAX][WV_GATE_NEEDS_MAX]; /* classes; 0 ends a gate */
    uint32_t count;
} wv_gate_set;

typedef struct wv_gate_maker {
    wv_lexemes *lexemes;
    uint64_t random; /* not 0: rarity is drawn by this seed (tests) */
    bool failed;     /* out of memory, or past a limit */
} wv_gate_maker;

/* The set that is open everywhere: that of a part that may be left out. */
void wv_gates_open(wv_gate_set *set);
/* The set of one word of a class; of class 0, which has no words, the set that is never open. */
void wv_gates_word(wv_gate_maker *m, uint32_t class_id, wv_gate_set *out);
/* Both parts must match; either of them. The result is in `a`. */
void wv_gates_and(wv_gate_maker *m, wv_gate_set *a, const wv_gate_set *b);
void wv_gates_or(wv_gate_maker *m, wv_gate_set *a, const wv_gate_set *b);
/* A class of the words of both; 0 when one of them is 0. */
uint32_t wv_gates_union(wv_gate_maker *m, uint32_t a, uint32_t c);
/* The same of many at once; each of them has words. */
uint32_t wv_gates_union_all(wv_gate_maker *m, const uint32_t *classes, uint32_t count);
/* A class with a word wherever one of the class stands, split verbs in pieces among them. */
uint32_t wv_gates_loose(wv_gate_maker *m, uint32_t class_id);
/* Puts a class among the needs of a gate, in its place; the commonest falls off. */
void wv_gates_need(const wv_gate_maker *m, uint32_t needs[WV_GATE_NEEDS_MAX], uint32_t class_id);
/* How many in a thousand million sentences have a word of each class, roughly. */
uint64_t wv_gate_chance(const wv_lexemes *l, const uint32_t needs[WV_GATE_NEEDS_MAX]);

#endif
