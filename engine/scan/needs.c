/* SPDX-License-Identifier: EUPL-1.2 */
/* needs.c: which rules can hold in a unit that a sentence is part of, by the classes that stand
 * there.
 *
 *                      rule  0 1 2 3 ..          a plane: a bit a rule
 *   sentence 4, need 0       1 1 0 1             an anchor of the cheapest need stands there
 *               need 1       1 0 1 1
 *   open planes, need 1      0 1 0 0             rule 1 has one need only
 *   active                   1 1 0 1             all needs: worth a look
 *
 * In: planes of the sentences (sentences.c joined them from the sets of their words). Out:
 * scratch.active. Neighbours: pack/keys.h, probe.c. Invariants: a rule that holds in a unit is active
 * in each sentence of it, for the anchors of all its needs stand in the unit. Cost: rules / 64 times
 * four, a sentence. */
#include "scan/scratch.h"

static const uint64_t *planes_of(const wv_scratch *s, uint32_t sentence)
{
    return s->planes + (size_t)sentence * WV_NEEDS_MAX * s->m->plane_words;
}

/* Rules whose needs are all met in sentences a, b or c, of one word of the planes. */
static uint64_t met(const wv_scratch *s, const uint64_t *a, const uint64_t *b, const uint64_t *c,
                    uint32_t word)
{
    uint64_t all = UINT64_MAX;
    for (uint32_t n = 0; n < WV_NEEDS_MAX; n++) {
        size_t at = (size_t)n * s->m->plane_words + word;
        all &= a[at] | b[at] | c[at] | s->m->open_planes[at];
    }
    return all;
}

/* The planes of the whole record stand behind those of its sentences. */
static void join_record(wv_scratch *s)
{
    size_t count = (size_t)WV_NEEDS_MAX * s->m->plane_words;
    uint64_t *all = s->planes + s->sentence_count * count;
    memset(all, 0, count * sizeof *all);
    for (uint32_t t = 0; t < s->sentence_count; t++)
        for (size_t i = 0; i < count; i++) all[i] |= planes_of(s, t)[i];
}

wv_rc wv_scan_needs(wv_scratch *s)
{
    const uint32_t words = s->m->plane_words, last = s->sentence_count - 1;
    if (!s->sentence_count) return WV_OK;
    if (!wv_mem_grow((void **)&s->active, &s->active_capacity, s->sentence_count * words,
                     sizeof *s->active))
        return WV_E_NOMEM;
    join_record(s);
    const uint64_t *record = planes_of(s, s->sentence_count), *units = s->m->unit_rules;
    for (uint32_t t = 0; t <= last; t++) {
        const uint64_t *here = planes_of(s, t), *before = t ? planes_of(s, t - 1) : here,
                       *after = t < last ? planes_of(s, t + 1) : here;
        for (uint32_t w = 0; w < words; w++)
            s->active[(size_t)t * words + w] =
                (met(s, here, here, here, w) & (units[WV_UNIT_SENTENCE * words + w] |
                                                units[WV_UNIT_CLAUSE * words + w])) |
                (met(s, before, here, after, w) & units[WV_UNIT_TWO_SENTENCES * words + w]) |
                (met(s, record, record, record, w) & units[WV_UNIT_RECORD * words + w]);
    }
    return WV_OK;
}
