/* SPDX-License-Identifier: EUPL-1.2 */
/* match.c: runs the program of a pattern over the lattice of a sentence, with backtracking.
 *
 * In: a lattice, a pattern, a voice, a first word. Out: the smallest match (match.h), or none.
 * Neighbours: pack/expand.c wrote the program; probe.c drives. Recursion is over the pattern's
 * words and choices (at most WV_PATTERN_ATOMS_MAX each), never over the text. Invariants: on
 * failure every frame, node and count is as it was before. Cost: words of the classes that are
 * present; bounded by steps_max. */
#include "scan/match.h"

/* ---- which words an atom may take ---- */

/* Block b of the words of an atom: by the class of the text's voice, and inside quotations by that
 * of the inner one. */
static uint64_t atom_block(const wv_lattice *l, const wv_op *op, wv_reading reading, uint32_t b)
{
    const uint64_t *own = wv_lattice_bits(l, op->classes[reading.outer]);
    uint64_t block = own ? own[b] : 0;
    if (!op->slotted || !l->any_quoted) return block;
    const uint64_t *inner = wv_lattice_bits(l, op->classes[reading.inner]);
    return (block & ~l->quoted[b]) | ((inner ? inner[b] : 0) & l->quoted[b]);
}

bool wv_match_starts(const wv_lattice *l, const wv_pattern *p, wv_reading reading, uint64_t *starts)
{
    uint64_t any = 0;
    for (uint32_t b = 0; b < l->blocks; b++) {
        starts[b] = 0;
        for (uint32_t i = 0; i < p->start_count; i++)
            starts[b] |= atom_block(l, &p->ops[p->starts[i]], reading, b);
        any |= starts[b];
    }
    return any != 0;
}

/* ---- frames ---- */

static bool parted_by_clause(const wv_lattice *l, uint32_t before, uint32_t after)
{
    return l->words[before].clause != l->words[after].clause;
}

/* May an item that begins with word `first` follow what the sequence has so far? */
static bool follows(const wv_lattice *l, const wv_match_frame *f, wv_joint joint, uint32_t gap,
                    uint32_t first)
{
    uint32_t from = l->from[first];
    if (from < f->to || from - f->to > gap) return false;
    switch (joint) {
    case WV_JOINT_NEXT:
        /* "schor, hees" is no edge; "zij was schor. Hees was hij" never comes here; "weg, want hij"
         * is one */
        return from == f->to && !(l->words[first].before && parted_by_clause(l, f->last, first));
    case WV_JOINT_CLAUSE: return !parted_by_clause(l, f->last, first);
    case WV_JOINT_SENTENCE: return true;
    }
    return false;
}

/* Puts an item (a word, or a closed group) into a frame; false when the frame's own rule forbids
 * it. */
static bool put(const wv_lattice *l, wv_match_frame *f, const wv_match_frame *item)
{
    if (f->empty) {
        f->from = item->from;
        f->to = item->to;
        f->first = item->first;
        f->last = item->last;
        f->place = item->place;
        f->empty = false;
        return true;
    }
    if (!f->all && !follows(l, f, (wv_joint)item->joint, item->gap, item->first)) return false;
    if (f->all && !f->window && parted_by_clause(l, f->place, item->place)) return false;
    if (item->from < f->from) f->from = item->from, f->first = item->first;
    if (item->to > f->to) f->to = item->to, f->last = item->last;
    return !f->window || f->to - f->from <= f->window;
}

static void open_frame(wv_match_state *s, const wv_op *op)
{
    const wv_match_frame *outer = &s->frames[s->depth];
    uint16_t low = outer->all || outer->empty ? outer->low : outer->to;
    s->frames[++s->depth] = (wv_match_frame){.all = op->all,
                                             .joint = op->joint,
                                             .gap = op->gap,
                                             .window = op->window,
                                             .low = low,
                                             .empty = true};
}

/* ---- nodes ---- */

static bool is_free(const wv_match_state *s, uint32_t word)
{
    for (uint32_t node = s->lattice->from[word]; node < s->lattice->to[word]; node++)
        if (wv_bits_has(s->used, node)) return false;
    return true;
}

static void flip_nodes(wv_match_state *s, uint32_t word)
{
    for (uint32_t node = s->lattice->from[word]; node < s->lattice->to[word]; node++)
        s->used[node / 64] ^= UINT64_C(1) << (node % 64);
}

/* ---- the program ---- */

static bool run(wv_match_state *s, uint32_t at);

static bool try_word(wv_match_state *s, uint32_t at, uint32_t word)
{
    const wv_lattice *l = s->lattice;
    const wv_op *op = &s->pattern->ops[at];
    if (++s->steps > s->steps_max) {
        s->limit = true;
        return false;
    }
    if (!is_free(s, word)) return false;
    wv_match_frame *f = &s->frames[s->depth], saved = *f;
    wv_match_frame item = {.joint = op->joint,
                           .gap = op->gap,
                           .from = l->from[word],
                           .to = l->to[word],
                           .first = (uint16_t)word,
                           .last = (uint16_t)word,
                           .place = (uint16_t)word};
    if (put(l, f, &item)) {
        flip_nodes(s, word);
        s->words[s->count] = (uint16_t)word;
        s->classes[s->count++] =
            op->classes[op->slotted ? wv_lattice_voice(l, s->reading, word) : s->reading.outer];
        if (run(s, at + 1)) return true;
        s->count--;
        flip_nodes(s, word);
    }
    *f = saved;
    return false;
}

/* Nothing matched yet and sequences only around: what comes first in the pattern comes first in the
 * text. */
static bool must_be_start(const wv_match_state *s)
{
    if (s->count) return false;
    for (uint32_t d = 1; d <= s->depth; d++)
        if (s->frames[d].all) return false;
    return true;
}

/* Tries the words of an atom in order, from the first node the frame allows. */
static bool run_atom(wv_match_state *s, uint32_t at)
{
    const wv_lattice *l = s->lattice;
    const wv_op *op = &s->pattern->ops[at];
    const wv_match_frame *f = &s->frames[s->depth];
    uint32_t low = f->all || f->empty ? f->low : f->to;
    uint32_t gap = op->joint == WV_JOINT_NEXT ? 0 : op->gap;
    bool only_start = must_be_start(s);
    for (uint32_t b = s->start / 64; b < l->blocks; b++) {
        uint64_t block = atom_block(l, op, s->reading, b);
        for (; block; block &= block - 1) {
            uint32_t word = b * 64 + (uint32_t)__builtin_ctzll(block);
            if (l->from[word] < low) continue;
            if (!f->all && !f->empty && l->from[word] - f->to > (int)gap)
                return false; /* nodes rise, so no later word is nearer */
            if (only_start && word != s->start) {
                if (word > s->start) return false;
                continue;
            }
            if (try_word(s, at, word)) return true;
            if (s->limit) return false;
        }
    }
    return false;
}

static bool run_close(wv_match_state *s, uint32_t at)
{
    wv_match_frame inner = s->frames[s->depth];
    if (inner.empty) return false;
    wv_match_frame *f = &s->frames[--s->depth], saved = *f;
    if (put(s->lattice, f, &inner) && run(s, at + 1)) return true;
    *f = saved;
    s->frames[++s->depth] = inner;
    return false;
}

static bool run_open(wv_match_state *s, uint32_t at)
{
    wv_match_frame below = s->frames[s->depth + 1];
    open_frame(s, &s->pattern->ops[at]);
    if (run(s, at + 1)) return true;
    s->frames[s->depth--] = below;
    return false;
}

/* From op `at` to the end; true when all of it matched. */
static bool run(wv_match_state *s, uint32_t at)
{
    for (;;) {
        const wv_op *op = &s->pattern->ops[at];
        switch ((wv_op_code)op->code) {
        case WV_OP_ATOM: return run_atom(s, at);
        case WV_OP_OPEN: return run_open(s, at);
        case WV_OP_CLOSE: return run_close(s, at);
        case WV_OP_FORK:
            if (!op->classes[0] || wv_lattice_has(s->lattice, op->classes[0])) {
                if (run(s, at + 1)) return true;
                if (s->limit) return false;
            }
            at = op->target;
            break;
        case WV_OP_JUMP: at = op->target; break;
        case WV_OP_END: {
            /* words before `start` are not allowed (low), so the first word of the match is `start`
             * or a later one */
            uint32_t node = s->lattice->from[s->start];
            return wv_bits_has(s->used, node) && s->frames[0].first == s->start;
        }
        }
    }
}

wv_match_result wv_match_at(wv_match_state *s, const wv_lattice *l, const wv_pattern *p,
                            wv_reading reading, uint32_t start)
{
    s->lattice = l;
    s->pattern = p;
    s->reading = reading;
    s->start = start;
    s->depth = s->count = 0;
    s->limit = false;
    memset(s->used, 0,
           (l->blocks + 1 > WV_LATTICE_BLOCKS_MAX ? WV_LATTICE_BLOCKS_MAX : l->blocks + 1) *
               sizeof *s->used);
    s->frames[0] = (wv_match_frame){.low = l->from[start], .empty = true};
    if (run(s, 0)) return WV_MATCH_FOUND;
    return s->limit ? WV_MATCH_LIMIT : WV_MATCH_NONE;
}
