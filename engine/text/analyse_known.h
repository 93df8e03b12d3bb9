/* SPDX-License-Identifier: EUPL-1.2 */
/* analyse_known.h: how the analyses of the word list's words are kept; shared by the engine and by
 * data/gen_analyses.c, which works them out when the engine is built.
 *
 *   word      -> table: three slots, xor of them = [ check 16 | recipe 16 ]
 *   recipe    -> steps, one an analysis:   "opgebeld"  take "ge" off at 2, one letter off the end,
 *                add nothing: opbel, a verb, past participle
 *
 * One recipe serves all words that are made alike: the 400,000 words of the list have some
 * thousands. Static const data, no start-up cost. */
#ifndef WV_TEXT_ANALYSE_KNOWN_H
#define WV_TEXT_ANALYSE_KNOWN_H

#include "text/analyse.h"
#include "text/inflect_words_hash.h"

enum {
    WV_ANALYSIS_ADD_MAX = 10,
    WV_ANALYSIS_RECIPES_MAX = 65536, /* number 0: ask the rules */
};

typedef struct wv_analysis_step {
    uint8_t drop_at, drop_bytes; /* "ge" of a participle, "aller" of a superlative */
    uint8_t cut;                 /* bytes off the end */
    uint8_t pos;
    uint32_t feat;
    char add[WV_ANALYSIS_ADD_MAX + 1];
    uint8_t add_bytes;
} wv_analysis_step;

/* Two words in four billion look alike here; to be taken for a listed one, a word must also pass
 * the word filter, whose bits are others. */
static inline uint16_t wv_analysis_check(wv_str word)
{
    uint64_t h = wv_hash64(word.p, word.n) * UINT64_C(0xC2B2AE3D27D4EB4F);
    h ^= h >> 31;
    h *= UINT64_C(0x165667B19E3779F9);
    return (uint16_t)(h >> 48);
}

/* What a step makes of a word. False when the word is too short for it. */
static inline bool wv_analysis_take(const wv_analysis_step *s, wv_str word, wv_analysis *out)
{
    uint32_t gone = (uint32_t)s->drop_bytes + s->cut, kept = word.n - gone;
    if (gone > word.n || s->drop_at > kept || kept + s->add_bytes > WV_KEY_BYTES_MAX) return false;
    memcpy(out->key, word.p, s->drop_at);
    memcpy(out->key + s->drop_at, word.p + s->drop_at + s->drop_bytes, kept - s->drop_at);
    memcpy(out->key + kept, s->add, (size_t)s->add_bytes + 1);
    out->key_bytes = (uint8_t)(kept + s->add_bytes);
    out->pos = s->pos;
    out->feat = s->feat;
    return true;
}

/* The analyses of a word of the list; 0 when it is in none, or made as no other word is. */
int wv_analyse_known(wv_str folded, wv_analysis out[WV_ANALYSES_MAX]);

#endif
