/* SPDX-License-Identifier: EUPL-1.2 */
/* lattice.h: one sentence as the matcher sees it: where its words stand, and which words are in
 * which class.
 *
 *   kga je slaan      words   kga        k     ga    je    slaan
 *                     nodes   0 -> 2     0->1  1->2  2->3  3->4
 *
 * "kga" is one word or two; nodes tell what may follow what.
 *
 * Bits count words of the sentence from 0. A wv_lattice belongs to a scratch and keeps its memory;
 * wv_lattice_build makes it for one sentence and it is valid until the next build. */
#ifndef WV_SCAN_LATTICE_H
#define WV_SCAN_LATTICE_H

#include "pack/wordbook.h"
#include "text/quotes.h"
#include "text/words.h"

enum {
    /* Words of a sentence with all readings of its contractions. */
    WV_LATTICE_WORDS_MAX = 3 * WV_SENTENCE_WORDS_MAX,
    WV_LATTICE_BLOCKS_MAX = (WV_LATTICE_WORDS_MAX + 63) / 64,
    WV_LATTICE_SPLITS_MAX = 256,
};

/* A split verb: the class it is in stands at `first`, the other piece is evidence too. */
typedef struct wv_split {
    uint32_t pair;
    uint16_t first, other;
} wv_split;

/* The words of a class, worked out when the class is first asked about in a sentence. A cell whose
 * epoch is not that of the sentence has not been asked about.
 *
 *   cells  [class 7: epoch 12, slot 0] [class 8: epoch 3] [class 9: epoch 12, slot 1]
 *   bits   | slot 0: blocks x 64 bits | slot 1: blocks x 64 bits |      of epoch 12 */
typedef struct wv_class_cell {
    uint32_t epoch, slot;
} wv_class_cell;

typedef struct wv_class_bits {
    wv_class_cell *cells; /* by class */
    uint32_t epoch, class_count;
    uint64_t *bits; /* sets one after another, `blocks` each */
    uint32_t bit_capacity, set_count;
    bool no_memory; /* a class was said to have no word because of it */
} wv_class_bits;

typedef struct wv_lattice {
    const wv_word *words;   /* of the sentence */
    uint32_t count, blocks; /* 64-bit blocks of a bit set of words */
    uint16_t from[WV_LATTICE_WORDS_MAX], to[WV_LATTICE_WORDS_MAX];
    uint64_t quoted[WV_LATTICE_BLOCKS_MAX];
    bool any_quoted;
    bool cut; /* more words than fit: those behind are not matched */
    wv_split splits[WV_LATTICE_SPLITS_MAX];
    uint32_t split_count;
    const wv_matcher *matcher;
    const wv_set *sets[WV_LATTICE_WORDS_MAX]; /* by word */
    uint64_t hints[WV_LATTICE_WORDS_MAX];     /* their mask_hint, side by side */
    uint64_t *sieve;         /* of the sentence; its split verbs are added to it */
    wv_sepverb_hit hits[WV_LATTICE_SPLITS_MAX];
    uint32_t hit_count;
    wv_class_bits *found; /* a memory: asking does not change what a lattice is */
} wv_lattice;

wv_rc wv_lattice_init(wv_lattice *l, const wv_matcher *matcher);
void wv_lattice_done(wv_lattice *l);
/* `sieve` is that of the sentence; it, `words` and `sets` must stay where they are. */
void wv_lattice_build(wv_lattice *l, const wv_word *words, uint32_t count, const wv_set *sets,
                      uint64_t *sieve, const wv_quotes *quotes);

/* Is a word of the sentence in the class? */
static inline bool wv_lattice_has(const wv_lattice *l, uint32_t class_id)
{
    uint32_t bit = l->matcher->class_bits[class_id];
    return bit != WV_SIEVE_NONE && wv_sieve_has(l->sieve, bit);
}

/* Bit set of a class's words, NULL when none is in it. Valid until the next class is asked about. */
const uint64_t *wv_lattice_find(const wv_lattice *l, uint32_t class_id); /* the first time */
static inline const uint64_t *wv_lattice_bits(const wv_lattice *l, uint32_t class_id)
{
    if (!wv_lattice_has(l, class_id)) return NULL;
    wv_class_cell cell = l->found->cells[class_id];
    if (cell.epoch != l->found->epoch) return wv_lattice_find(l, class_id);
    return l->found->bits + (size_t)cell.slot * l->blocks;
}

static inline bool wv_bits_has(const uint64_t *bits, uint32_t i)
{
    return bits && bits[i / 64] >> (i % 64) & 1;
}

/* Who speaks: in the text, and in its quotations. What a V, T or R text quotes may be the other's
 * own words ("hij riep: 'ik maak je dood'") or the target's ("zij zegt: 'ik ben bang'"); what the
 * other quotes is taken as his. */
typedef struct wv_reading {
    wv_voice outer, inner;
} wv_reading;

static inline wv_voice wv_lattice_voice(const wv_lattice *l, wv_reading reading, uint32_t word)
{
    return wv_bits_has(l->quoted, word) ? reading.inner : reading.outer;
}

/* Readings as a mask: one bit for each pair of outer and inner voice. */
enum { WV_READINGS_ALL = 0xFFFF };
static inline uint16_t wv_reading_bit(wv_voice outer, wv_voice inner)
{
    return (uint16_t)(1u << (outer * WV_VOICE_COUNT + inner));
}

#endif
