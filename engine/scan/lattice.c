/* SPDX-License-Identifier: EUPL-1.2 */
/* lattice.c: builds the matcher's view of a sentence.
 *
 * In: words with class sets, quotations. Out: nodes, split verbs, and the words of each class that
 * is asked about. Neighbours: match.c reads it; evaluate.c asks for split pieces. Invariants: from <
 * to; nodes rise with word numbers; a class has a word if and only if the sieve has its bit. Cost:
 * linear in words; a class that stands there and is asked about costs a look at each word: of the
 * thousand classes of a sentence, patterns ask about twenty. No allocation when warm. */
#include "scan/lattice.h"

wv_rc wv_lattice_init(wv_lattice *l, const wv_matcher *matcher)
{
    l->matcher = matcher;
    l->found = wv_mem_new(sizeof *l->found);
    if (!l->found) return WV_E_NOMEM;
    l->found->class_count = matcher->class_count;
    l->found->cells = wv_mem_new((matcher->class_count + 1) * sizeof *l->found->cells);
    return l->found->cells ? WV_OK : WV_E_NOMEM;
}

void wv_lattice_done(wv_lattice *l)
{
    if (!l->found) return;
    wv_mem_free(l->found->cells);
    wv_mem_free(l->found->bits);
    wv_mem_free(l->found);
}

static void next_epoch(wv_class_bits *found)
{
    if (++found->epoch == 0) { /* after four thousand million sentences */
        memset(found->cells, 0, found->class_count * sizeof *found->cells);
        found->epoch = 1;
    }
    found->set_count = 0;
    found->no_memory = false;
}

/* ---- the words of a class ---- */

static void set_bit(uint64_t *bits, uint32_t word)
{
    bits[word / 64] |= UINT64_C(1) << (word % 64);
}

static uint32_t first_piece(const wv_sepverb_hit *hit)
{
    return hit->particle == WV_SEPVERB_JOINED || hit->verb < hit->particle ? hit->verb
                                                                           : hit->particle;
}

/* Split verbs stand at their first piece. */
static void add_splits(const wv_lattice *l, uint32_t class_id, uint64_t *bits)
{
    const wv_matcher *m = l->matcher;
    for (uint32_t h = 0; h < l->hit_count; h++) {
        uint32_t lexeme = m->pair_lexemes[l->hits[h].pair];
        for (uint32_t i = 0; i < m->lexeme_class_counts[lexeme]; i++)
            if (m->lexeme_classes[lexeme][i] == class_id) set_bit(bits, first_piece(&l->hits[h]));
    }
}

const uint64_t *wv_lattice_find(const wv_lattice *l, uint32_t class_id)
{
    wv_class_bits *found = l->found;
    if (!wv_mem_grow((void **)&found->bits, &found->bit_capacity,
                     (found->set_count + 1) * l->blocks, sizeof *found->bits)) {
        found->no_memory = true;
        return NULL;
    }
    uint64_t *bits = found->bits + (size_t)found->set_count * l->blocks;
    memset(bits, 0, l->blocks * sizeof *bits);
    uint32_t bit = l->matcher->class_bits[class_id];
    for (uint32_t i = 0; i < l->count; i++)
        if (l->hints[i] >> (bit / 64 % 64) & 1 && wv_set_has(l->sets[i], bit)) set_bit(bits, i);
    add_splits(l, class_id, bits);
    found->cells[class_id] = (wv_class_cell){found->epoch, found->set_count++};
    return bits;
}

/* ---- the sentence ---- */

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

static void find_splits(wv_lattice *l)
{
    const wv_matcher *m = l->matcher;
    l->split_count = l->hit_count = 0;
    if (!m->verbs) return;
    l->hit_count = wv_sepverbs_find(m->verbs, l->words, l->count, l->hits, WV_LATTICE_SPLITS_MAX);
    for (uint32_t h = 0; h < l->hit_count; h++) {
        const wv_sepverb_hit *hit = &l->hits[h];
        uint32_t first = first_piece(hit), lexeme = m->pair_lexemes[hit->pair];
        for (uint32_t i = 0; i < m->lexeme_class_counts[lexeme]; i++) {
            uint32_t bit = m->class_bits[m->lexeme_classes[lexeme][i]];
            if (bit != WV_SIEVE_NONE) l->sieve[bit / 64] |= UINT64_C(1) << (bit % 64);
        }
        if (hit->particle == WV_SEPVERB_JOINED) continue;
        l->splits[l->split_count++] = (wv_split){
            hit->pair, (uint16_t)first, (uint16_t)(first == hit->verb ? hit->particle : hit->verb)};
    }
}

void wv_lattice_build(wv_lattice *l, const wv_word *words, uint32_t count, const wv_set *sets,
                      uint64_t *sieve, const wv_quotes *quotes)
{
    l->words = words;
    l->sieve = sieve;
    l->cut = count > WV_LATTICE_WORDS_MAX;
    l->count = l->cut ? WV_LATTICE_WORDS_MAX : count;
    l->blocks = (l->count + 63) / 64;
    for (uint32_t i = 0; i < l->count; i++) {
        l->sets[i] = &sets[words[i].lex->set];
        l->hints[i] = l->sets[i]->mask_hint;
    }
    next_epoch(l->found);
    number_nodes(l);
    mark_quoted(l, quotes);
    find_splits(l);
}
