/* SPDX-License-Identifier: EUPL-1.2 */
/* sketch.c: runs the program of a pattern over sets of places instead of over words.
 *
 *   op          ATOM {eerst dan}   ATOM {jij je} ...3   ATOM {dan}
 *   ends        ..1.......         ..000.....           (dead)
 *
 * In: the pieces of a chunk, a pattern with loose classes (pack/loose.h). Out: may it match?
 * Neighbours: sieve.c asks after its gates; match.c gives the answer that counts. All alternatives
 * are followed at once: a FORK leaves its state at its target, a JUMP too, and states that meet are
 * joined, so that each op is run once and nothing is tried again. Invariants: whatever match.c finds
 * in a sentence of the chunk, with any reading, this finds; a place that may be several words may
 * also be used twice, and places that a number may swallow make every gap wider. Cost: some
 * instructions an op; a class costs a look at each piece, once a chunk. */
#include "scan/sketch.h"

#include "scan/scratch.h"

typedef struct frame {
    wv_sketch_state now;
    uint64_t entry; /* places its first word may have */
    bool all;
} frame;

wv_rc wv_sketch_init(wv_sketch *k, uint32_t pattern_count)
{
    k->branches = wv_mem_new((WV_SKETCH_OPS_MAX + 1) * sizeof *k->branches);
    k->known = wv_mem_new((pattern_count + 1) * sizeof *k->known);
    k->known_count = pattern_count;
    return k->branches && k->known ? WV_OK : WV_E_NOMEM;
}

void wv_sketch_forget(wv_sketch *k)
{
    memset(k->known, 0, k->known_count * sizeof *k->known);
    memset(k->cells, 0, sizeof k->cells);
    k->stamp = 0;
}

void wv_sketch_done(wv_sketch *k)
{
    wv_mem_free(k->branches);
    wv_mem_free(k->known);
}

/* ---- places ---- */

static uint64_t from_lowest(uint64_t places)
{
    return places ? ~((places & -places) - 1) : 0;
}

/* Each place and the `more` places after it. */
static uint64_t smear(uint64_t places, uint32_t more)
{
    if (more >= WV_SKETCH_PIECES_MAX - 1) return from_lowest(places);
    for (uint32_t done = 0, step = 1; done < more; done += step, step = done + 1) {
        if (step > more - done) step = more - done;
        places |= places << step;
    }
    return places;
}

static uint64_t after(const wv_sketch *k, uint64_t ends, const wv_op *op)
{
    uint32_t gap = op->joint == WV_JOINT_NEXT ? 0 : op->gap;
    return smear(ends << 1 | (ends & k->many), gap + k->slack);
}

static uint64_t places_of(wv_scratch *s, uint32_t class_id)
{
    wv_sketch *k = &s->sketch;
    uint32_t bit = s->m->class_bits[class_id];
    if (!class_id || bit == WV_SIEVE_NONE || !wv_sieve_has(wv_sieve_of(s, k->chunk), bit)) return 0;
    uint32_t cell = bit & (WV_SKETCH_CELLS - 1);
    if (k->cells[cell].stamp != k->stamp || k->cells[cell].bit != bit) {
        uint64_t places = 0;
        for (uint32_t i = 0; i < k->count; i++)
            places |= (uint64_t)wv_set_has(&s->sets[k->pieces[i] >> WV_SKETCH_SHIFT], bit) << i;
        k->cells[cell].stamp = k->stamp;
        k->cells[cell].bit = bit;
        k->cells[cell].places = places;
    }
    return k->cells[cell].places;
}

static void prepare(wv_scratch *s, uint32_t chunk)
{
    wv_sketch *k = &s->sketch;
    const wv_scan_sentence *at = &s->sentences[chunk];
    k->stamp = s->tried_base + chunk;
    k->chunk = chunk;
    k->pieces = s->chunk_pieces.items + at->pieces_at;
    k->count = at->piece_count;
    k->many = k->slack = 0;
    for (uint32_t i = 0; i < k->count && i < WV_SKETCH_PIECES_MAX; i++) {
        k->many |= (uint64_t)(k->pieces[i] & WV_SKETCH_MANY) << i;
        k->slack += (k->pieces[i] & WV_SKETCH_LOOSE) != 0;
    }
}

/* ---- states ---- */

static void meet(wv_sketch_state *a, const wv_sketch_state *b)
{
    if (!b->alive) return;
    if (!a->alive) {
        *a = *b;
        return;
    }
    a->ends |= b->ends;
    a->floor |= b->floor;
    a->begins |= b->begins;
    a->empty |= b->empty;
}

static void leave_at(wv_sketch *k, uint32_t op, const wv_sketch_state *state)
{
    wv_sketch_branch *b = &k->branches[op];
    if (b->run != k->run) *b = (wv_sketch_branch){.run = k->run};
    meet(&b->state, state);
}

/* Places where the next item of a frame may begin. */
static uint64_t reach(const wv_sketch *k, const frame *f, const wv_op *op)
{
    if (f->all) return from_lowest(f->entry);
    return (f->now.ends ? after(k, f->now.ends, op) : 0) | (f->now.empty ? f->entry : 0);
}

/* An item ends at one of these places. */
static void put(frame *f, uint64_t ends, uint64_t begins)
{
    f->now.alive = ends != 0;
    f->now.empty = false;
    f->now.ends = f->all ? f->now.ends | ends : ends;
    f->now.begins |= begins;
    f->now.floor &= from_lowest(ends);
}

static void open_frame(const wv_sketch *k, frame *f, const wv_op *op)
{
    uint64_t entry = f->now.alive ? reach(k, f, op) : 0;
    f[1] = (frame){.now = {.floor = ~UINT64_C(0), .empty = true, .alive = entry != 0},
                   .entry = entry,
                   .all = op->all};
}

static void close_frame(frame *f)
{
    uint64_t ends = f->now.alive ? f->now.ends : 0;
    if (f->all) ends = f->now.begins & f->entry ? ends & f->now.floor : 0;
    if (f[-1].now.alive) put(&f[-1], ends, ~UINT64_C(0));
}

/* ---- the program ---- */

static bool run(wv_scratch *s, const wv_pattern *p, uint64_t all)
{
    wv_sketch *k = &s->sketch;
    frame frames[WV_PATTERN_NEST_MAX + 2], *f = frames;
    *f = (frame){.now = {.empty = true, .alive = true}, .entry = all};
    for (uint32_t i = 0; i < p->op_count; i++) {
        const wv_op *op = &p->ops[i];
        if (k->branches[i].run == k->run) meet(&f->now, &k->branches[i].state);
        switch ((wv_op_code)op->code) {
        case WV_OP_ATOM:
            if (f->now.alive) {
                uint64_t places = places_of(s, p->loose[i]);
                places = places ? places & reach(k, f, op) : 0;
                put(f, places, places);
            }
            break;
        case WV_OP_OPEN: open_frame(k, f++, op); break;
        case WV_OP_CLOSE: close_frame(f--); break;
        case WV_OP_FORK: {
            uint32_t bit = op->classes[0] ? s->m->class_bits[op->classes[0]] : 0;
            bool skip = op->classes[0] && !wv_sieve_has(wv_sieve_of(s, k->chunk), bit);
            if (f->now.alive) leave_at(k, op->target, &f->now);
            if (!skip && f->now.alive) break;
            f->now.alive = false;
            i = op->target - 1;
            break;
        }
        case WV_OP_JUMP:
            if (f->now.alive) leave_at(k, op->target, &f->now);
            f->now.alive = false;
            break;
        case WV_OP_END: return f->now.alive && f->now.ends;
        }
    }
    return true;
}

bool wv_sketch_fits(wv_scratch *s, uint32_t pattern, uint32_t chunk)
{
    wv_sketch *k = &s->sketch;
    if (pattern >= s->m->pattern_count || !s->m->patterns[pattern].loose || s->named.count)
        return true;
    if (k->stamp != s->tried_base + chunk) prepare(s, chunk);
    if (k->count > WV_SKETCH_PIECES_MAX) return true;
    wv_sketch_known *known = &k->known[pattern];
    if (known->stamp == k->stamp) return known->fits;
    if (!++k->run) { /* after four thousand million patterns */
        memset(k->branches, 0, (WV_SKETCH_OPS_MAX + 1) * sizeof *k->branches);
        k->run = 1;
    }
    uint64_t all = k->count == WV_SKETCH_PIECES_MAX ? ~UINT64_C(0)
                                                    : (UINT64_C(1) << k->count) - 1;
    *known = (wv_sketch_known){k->stamp, run(s, &s->m->patterns[pattern], all)};
    return known->fits;
}
