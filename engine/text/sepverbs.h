/* SPDX-License-Identifier: EUPL-1.2 */
/* sepverbs.h: separable verbs (op+bellen, lastig+vallen) in all their shapes, within one sentence.
 *
 *   opbellen opgebeld opbelt opbellend     joined, one word
 *   belt me de hele nacht op               split, finite verb first
 *   op te bellen / op heeft gebeld / op wilde bellen      split, particle first
 *
 * The table is made once from (particle, base) pairs, const after that and shared by threads.
 * Finding allocates nothing; each distinct word is looked up once (wv_sepverbs_lookup, kept in
 * wv_lex.verbs). Cost of find: linear in the words. */
#ifndef WV_TEXT_SEPVERBS_H
#define WV_TEXT_SEPVERBS_H

#include "base/mem.h"
#include "base/rc.h"
#include "text/word.h"

typedef struct wv_sepverbs wv_sepverbs;

typedef struct wv_sepverb_pair {
    wv_str particle, base; /* folded: "op", "bellen"; an infinitive */
} wv_sepverb_pair;

typedef struct wv_sepverb_hit {
    uint32_t pair;     /* index in the pairs the table was made of */
    uint32_t verb;     /* word index within the sentence */
    uint32_t particle; /* same, WV_SEPVERB_JOINED for a joined form */
    bool phrase; /* the particle opens a set phrase: in beslag nemen is innemen to a treebank, not
                    to a rule */
} wv_sepverb_hit;

#define WV_SEPVERB_JOINED UINT32_MAX

/* Copies the pairs; the table is the arena's and dies with it. WV_E_LIMIT above 60,000 pairs. */
wv_rc wv_sepverbs_new(const wv_sepverb_pair *pairs, uint32_t count, wv_arena *arena,
                      wv_sepverbs **out);

/* Entry of a word for wv_lex.verbs: which base verbs, particles and joined forms it can be. 0: none
 * of them. */
uint32_t wv_sepverbs_lookup(const wv_sepverbs *t, const wv_lex *lex);

/* Hits of one sentence (clauses marked, lex->verbs filled), sorted by first piece, then pair; at
 * most cap. Two pairs that share the same pieces (opkomen as a table twice) are both given. Returns
 * the number. */
uint32_t wv_sepverbs_find(const wv_sepverbs *t, const wv_word *words, uint32_t count,
                          wv_sepverb_hit *hits, uint32_t cap);

#endif
