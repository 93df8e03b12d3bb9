/* SPDX-License-Identifier: EUPL-1.2 */
/* lattice.c: builds the matcher's view of a sentence.
 *
 * In: words with class sets, quotations. Out: nodes, a bit set for each class that is present,
 * split verbs. Neighbours: match.c reads it; evaluate.c asks for split pieces. Invariants: from <
 * to; nodes rise with word numbers; a bit set exists only for a class that some word is in. Cost:
 * linear in words times classes a word; no allocation when warm. */
#include "scan/lattice.h"

wv_rc wv_lattice_init(wv_lattice *l, const wv_matcher *matcher)
{
    l->matcher = matcher;
    l->class_count = matcher->class_count;
    l->cells = wv_mem_new((matcher->class_count + 1) * sizeof *l->cells);
    return l->cells ? WV_OK : WV_E_NOMEM;
}

void wv_lattice_done(wv_lattice *l)
{
    wv_mem_free(l->cells);
    wv_mem_free(l->bits);
}

static void next_epoch(wv_lattice *l)
{
    if (++l->epoch == 0) { /* after four thousand million sentences */
        memset(l->cells, 0, l->class_count * sizeof *l->cells);
        l->epoch = 1;
    }
    l->set_count = 0;
}

/* Puts a word into classes. This is the inner loop of a lattice (a frequent word is in a hundred
 * classes), so the room is asked for once. */
static bool set_bits(wv_lattice *l, const uint32_t *classes, uint32_t count, uint32_t word)
{
    if (!wv_mem_grow((void **)&l->bits, &l->bit_capacity, (l->set_count + count) * l->blocks,
                     sizeof *l->bits))
        return false;
    const uint32_t blocks = l->blocks, epoch = l->epoch, block = word / 64;
    const uint64_t bit = UINT64_C(1) << (word % 64);
    for (uint32_t k = 0; k < count; k++) {
        wv_class_cell *cell = &l->cells[classes[k]];
        if (cell->epoch != epoch) {
            *cell = (wv_class_cell){epoch, l->set_count++};
            uint64_t *fresh = l->bits + (size_t)cell->slot * blocks;
            for (uint32_t b = 0; b < blocks; b++) fresh[b] = 0;
        }
        l->bits[(size_t)cell->slot * blocks + block] |= bit;
    }
    return true;
}

/* A word with an alternative of n parts spans n nodes; the parts take one each. */
static void number_nodes(wv_lattice *l)
{
    uint16_t node = 0;
    for (uint32_t i = 0; i < l->count;) {
        uint32_t n = l->words[i].alternative;
        if (n > l->count - i - 1) n = 0; /* a cut sentence: its last reading is not whole */
        l->from[i] = node;
        l->to[i] = (uint16_t)(node + (n ? n : 1));
        for (uint32_t k = 1; k <= n; k++) {
            l->from[i + k] = (uint16_t)(node + k - 1);
            l->to[i + k] = (uint16_t)(node + k);
        }
        node = l->to[i];
        i += n + 1;
    }
}

static void mark_quoted(wv_lattice *l, const wv_quotes *quotes)
{
    memset(l->quoted, 0, l->blocks * sizeof *l->quoted);
    l->any_quoted = false;
    for (uint32_t i = 0; i < l->count && quotes->count; i++) {
        const wv_quote *q = wv_quotes_at(quotes, l->words[i].start);
        if (!q) continue;
        l->quoted[i / 64] |= UINT64_C(1) << (i % 64);
        l->any_quoted = true;
    }
}

static bool add_classes(wv_lattice *l, const wv_set *sets)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const wv_set *set = &sets[l->words[i].lex->set];
        if (!set_bits(l, set->classes, set->count, i)) return false;
    }
    return true;
}

static bool add_splits(wv_lattice *l)
{
    const wv_matcher *m = l->matcher;
    l->split_count = 0;
    if (!m->verbs) return true;
    uint32_t n = wv_sepverbs_find(m->verbs, l->words, l->count, l->hits, WV_LATTICE_SPLITS_MAX);
    for (uint32_t h = 0; h < n; h++) {
        const wv_sepverb_hit *hit = &l->hits[h];
        bool joined = hit->particle == WV_SEPVERB_JOINED;
        uint32_t first = joined || hit->verb < hit->particle ? hit->verb : hit->particle;
        uint32_t lexeme = m->pair_lexemes[hit->pair];
        if (!set_bits(l, m->lexeme_classes[lexeme], m->lexeme_class_counts[lexeme], first))
            return false;
        if (!joined)
            l->splits[l->split_count++] =
                (wv_split){hit->pair, (uint16_t)first,
                           (uint16_t)(first == hit->verb ? hit->particle : hit->verb)};
    }
    return true;
}

wv_rc wv_lattice_build(wv_lattice *l, const wv_word *words, uint32_t count, const wv_set *sets,
                       const wv_quotes *quotes)
{
    l->words = words;
    l->cut = count > WV_LATTICE_WORDS_MAX;
    l->count = l->cut ? WV_LATTICE_WORDS_MAX : count;
    l->blocks = (l->count + 63) / 64;
    next_epoch(l);
    number_nodes(l);
    mark_quoted(l, quotes);
    return add_classes(l, sets) && add_splits(l) ? WV_OK : WV_E_NOMEM;
}
