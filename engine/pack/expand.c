/* SPDX-License-Identifier: EUPL-1.2 */
/* expand.c: emits the matcher's program of a pattern and builds the gates of what every match of it needs.
 *
 * In: a literal of the pack. Out: a wv_pattern: ops, atoms it can start with, its gates.
 * Neighbours: expand_names.c resolves names; scan/match.c runs the program; freeze.c indexes the
 * gates. Invariants: alternatives stand single words first, then the rest in written order, so that
 * "lexicographically smallest" is the same for matcher and oracle; no group can match nothing; at
 * most WV_PATTERN_ATOMS_MAX words in a match. Recursion is over the tree, at most
 * WV_PATTERN_NEST_MAX deep. Cost: linear in the ops. */
#include "pack/expand.h"

#include "pack/codes.h"
#include "pack/expand_names.h"

/* What is known of a part of the program once it is emitted. */
typedef struct piece {
    wv_gate_set gates; /* what each match of it has */
    uint32_t atoms;    /* words of its longest match */
    bool empty;        /* it can match nothing */
} piece;

/* Where a part stands. */
typedef struct context {
    wv_joint joint;
    uint16_t gap;
    bool start; /* a match can begin here */
    int voice;  /* inside a phrase of a slot: its voice; -1 */
    uint32_t depth;
} context;

typedef struct builder {
    wv_expander *x;
    wv_op *ops;
    uint32_t op_count, op_capacity;
    uint32_t *starts;
    uint32_t start_count, start_capacity;
    wv_gate_maker gates;
    bool slotted, failed;
} builder;

wv_rc wv_expander_init(wv_expander *x, const wv_pack_ast *ast, wv_lexemes *lexemes, wv_arena *arena,
                       wv_diags *diags, uint64_t random)
{
    *x = (wv_expander){
        .ast = ast, .lexemes = lexemes, .arena = arena, .diags = diags, .random = random};
    wv_arena_init(&x->scratch);
    wv_map_init(&x->names);
    wv_map_init(&x->parts);
    wv_map_init(&x->known);
    wv_map_init(&x->terms);
    x->lists = wv_arena_alloc(&x->scratch, ast->list_count * sizeof *x->lists);
    return x->lists && wv_names_load(x) ? WV_OK : WV_E_NOMEM;
}

void wv_expander_done(wv_expander *x)
{
    wv_map_done(&x->names);
    wv_map_done(&x->parts);
    wv_map_done(&x->known);
    wv_map_done(&x->terms);
    for (uint32_t i = 0; x->lists && i < x->ast->list_count; i++) wv_flat_done(&x->lists[i].flat);
    wv_mem_free(x->trees);
    wv_mem_free(x->patterns);
    wv_arena_done(&x->scratch);
}

static void complain(builder *b, unsigned code, wv_place place, const char *hint,
                     const char *message)
{
    if (!b->failed) wv_diags_add(b->x->diags, WV_LEVEL_ERROR, code, place, hint, "%s", message);
    b->failed = true;
}

static uint32_t emit(builder *b, wv_op op)
{
    if (b->op_count >= WV_PATTERN_OPS_MAX ||
        !wv_mem_grow((void **)&b->ops, &b->op_capacity, b->op_count + 1, sizeof *b->ops)) {
        b->x->no_memory |= b->op_count < WV_PATTERN_OPS_MAX;
        b->failed = true;
        return 0;
    }
    b->ops[b->op_count] = op;
    return b->op_count++;
}

static void set_target(builder *b, uint32_t op)
{
    if (!b->failed) b->ops[op].target = b->op_count;
}

/* ---- atoms ---- */

static piece emit_atom(builder *b, const context *c, const uint32_t classes[WV_VOICE_COUNT],
                       wv_str source)
{
    wv_op op = {.code = WV_OP_ATOM, .joint = (uint8_t)c->joint, .gap = c->gap, .source = source};
    piece p = {.atoms = 1};
    uint32_t all = 0; /* words of any voice */
    for (uint32_t v = 0; v < WV_VOICE_COUNT; v++) {
        op.classes[v] = classes[v];
        op.slotted |= classes[v] != classes[0];
        if (classes[v]) all = all ? wv_gates_union(&b->gates, all, classes[v]) : classes[v];
    }
    wv_gates_word(&b->gates, all, &p.gates);
    b->slotted |= op.slotted;
    uint32_t at = emit(b, op);
    if (c->start && !b->failed) {
        if (!wv_mem_grow((void **)&b->starts, &b->start_capacity, b->start_count + 1,
                         sizeof *b->starts))
            b->x->no_memory = b->failed = true;
        else
            b->starts[b->start_count++] = at;
    }
    return p;
}

static uint32_t class_of_flat(builder *b, wv_flat *flat)
{
    uint32_t id = wv_lexemes_class(b->x->lexemes, flat->lexemes, flat->lexeme_count);
    b->failed |= id == UINT32_MAX || flat->failed;
    return id == UINT32_MAX ? 0 : id;
}

static void classes_for(const context *c, uint32_t class_id, uint32_t classes[WV_VOICE_COUNT])
{
    for (int v = 0; v < WV_VOICE_COUNT; v++)
        classes[v] = c->voice < 0 || c->voice == v ? class_id : WV_CLASS_NONE;
}

/* ---- groups ---- */

static piece emit_body(builder *b, const wv_term *t, const context *c);

/* Alternatives being emitted: each but the last is guarded by a FORK to the next and leaves by a
 * JUMP. */
typedef struct choice {
    uint32_t left; /* alternatives still to come */
    uint32_t *jumps;
    uint32_t jump_count, jump_capacity;
    piece all;
    bool begun;
} choice;

static uint32_t begin_branch(builder *b, choice *ch)
{
    return --ch->left ? emit(b, (wv_op){.code = WV_OP_FORK}) : UINT32_MAX;
}

/* A branch is not entered in a sentence without the class it needs most. */
static void guard_fork(builder *b, uint32_t fork, const piece *p)
{
    if (!b->failed && p->gates.count == 1) b->ops[fork].classes[0] = p->gates.needs[0][0];
}

static void end_branch(builder *b, choice *ch, uint32_t fork, piece p)
{
    if (fork != UINT32_MAX) {
        guard_fork(b, fork, &p);
        uint32_t jump = emit(b, (wv_op){.code = WV_OP_JUMP});
        if (!wv_mem_grow((void **)&ch->jumps, &ch->jump_capacity, ch->jump_count + 1,
                         sizeof *ch->jumps))
            b->x->no_memory = b->failed = true;
        else
            ch->jumps[ch->jump_count++] = jump;
        set_target(b, fork);
    }
    if (!ch->begun) {
        ch->all = p;
    } else {
        wv_gates_or(&b->gates, &ch->all.gates, &p.gates);
        ch->all.empty |= p.empty;
        ch->all.atoms = ch->all.atoms > p.atoms ? ch->all.atoms : p.atoms;
    }
    ch->begun = true;
}

static piece end_choice(builder *b, choice *ch)
{
    for (uint32_t i = 0; i < ch->jump_count; i++) set_target(b, ch->jumps[i]);
    wv_mem_free(ch->jumps);
    return ch->all;
}

static void emit_others(builder *b, choice *ch, const wv_flat *flat, const context *c)
{
    for (uint32_t i = 0; i < flat->other_count && !b->failed; i++) {
        if (flat->others[i]->optional)
            complain(b, WV_CODE_PATTERN_SYNTAX, flat->others[i]->place,
                     "put the ? behind the group", "an alternative that may be nothing");
        uint32_t fork = begin_branch(b, ch);
        end_branch(b, ch, fork, emit_body(b, flat->others[i], c));
    }
}

static piece emit_any(builder *b, const wv_term *t, const context *c)
{
    wv_flat flat = {0};
    wv_term plain = *t;
    plain.optional = false;
    wv_flat_add(b->x, &flat, &plain, 0);
    b->failed |= flat.failed;
    choice ch = {.left = flat.other_count + (flat.lexeme_count ? 1 : 0)};
    if (!ch.left && !b->failed) complain(b, WV_CODE_EMPTY, t->place, NULL, "a list without terms");
    if (flat.lexeme_count && !b->failed) {
        uint32_t classes[WV_VOICE_COUNT], fork = begin_branch(b, &ch);
        classes_for(c, class_of_flat(b, &flat), classes);
        end_branch(b, &ch, fork, emit_atom(b, c, classes, t->source));
    }
    emit_others(b, &ch, &flat, c);
    piece p = end_choice(b, &ch);
    wv_flat_done(&flat);
    return p;
}

/* <target>: one atom that reads the single words of each voice, then the phrases, voice by voice.
 */
static piece emit_slot(builder *b, const wv_term *t, const wv_slot_ast *slot, const context *c)
{
    wv_flat flats[WV_VOICE_COUNT] = {{0}};
    uint32_t classes[WV_VOICE_COUNT] = {0};
    choice ch = {0};
    bool atom = false;
    if (c->voice >= 0)
        complain(b, WV_CODE_PATTERN_SYNTAX, t->place, NULL, "a slot cannot stand inside a slot");
    for (int v = 0; v < WV_VOICE_COUNT && !b->failed; v++) {
        for (uint32_t i = 0; i < slot->voices[v].count; i++)
            wv_flat_add(b->x, &flats[v], wv_names_tree(b->x, &slot->voices[v].items[i]), 0);
        classes[v] = class_of_flat(b, &flats[v]);
        atom |= classes[v] != 0;
        ch.left += flats[v].other_count;
    }
    ch.left += atom;
    if (!ch.left) complain(b, WV_CODE_EMPTY, t->place, NULL, "a slot without terms");
    b->slotted = true;
    if (atom && !b->failed) {
        uint32_t fork = begin_branch(b, &ch);
        end_branch(b, &ch, fork, emit_atom(b, c, classes, t->source));
    }
    for (int v = 0; v < WV_VOICE_COUNT; v++) {
        context inner = *c;
        inner.voice = v;
        emit_others(b, &ch, &flats[v], &inner);
        wv_flat_done(&flats[v]);
    }
    return end_choice(b, &ch);
}

static piece emit_item(builder *b, const wv_term *t, const context *c)
{
    uint32_t fork = t->optional ? emit(b, (wv_op){.code = WV_OP_FORK}) : 0;
    piece p = emit_body(b, t, c);
    if (t->optional) {
        guard_fork(b, fork, &p);
        set_target(b, fork);
        p.empty = true;
        wv_gates_open(&p.gates);
    }
    return p;
}

/* SEQ and ALL: their items between OPEN and CLOSE. */
static piece emit_group(builder *b, const wv_term *t, const context *c)
{
    bool all = t->kind == WV_TERM_ALL;
    piece whole = {.empty = true};
    wv_gates_open(&whole.gates);
    context inner = *c;
    emit(b, (wv_op){.code = WV_OP_OPEN,
                    .all = all,
                    .joint = (uint8_t)c->joint,
                    .gap = c->gap,
                    .window = t->window});
    for (uint32_t i = 0; i < t->count && !b->failed; i++) {
        inner.joint = all ? WV_JOINT_NEXT : t->items[i]->joint;
        inner.gap = t->items[i]->gap;
        piece p = emit_item(b, t->items[i], &inner);
        inner.start &= all || p.empty;
        whole.atoms += p.atoms;
        whole.empty &= p.empty;
        wv_gates_and(&b->gates, &whole.gates, &p.gates);
    }
    if (whole.empty)
        complain(b, WV_CODE_PATTERN_SYNTAX, t->place, "leave one part without ?",
                 "a group that may be nothing");
    emit(b, (wv_op){.code = WV_OP_CLOSE});
    return whole;
}

static piece emit_body(builder *b, const wv_term *t, const context *c)
{
    context inner = *c;
    wv_name name;
    if (++inner.depth > WV_PATTERN_NEST_MAX)
        complain(b, WV_CODE_REFERENCE_CYCLE, t->place, NULL,
                 "nested too deep, or names in a circle");
    if (b->failed) return (piece){0};
    if (t->kind == WV_TERM_SEQ || t->kind == WV_TERM_ALL) return emit_group(b, t, &inner);
    if (t->kind == WV_TERM_NAME) {
        if (!wv_names_find(b->x, t, &name)) {
            b->failed = true;
            return (piece){0};
        }
        if (name.kind == WV_NAME_SLOT)
            return emit_slot(b, t, &b->x->ast->slots[name.index], &inner);
    }
    return emit_any(b, t, &inner);
}

/* ---- the whole pattern ---- */

static bool keep_pattern(builder *b, const piece *whole, const wv_lit *lit)
{
    wv_expander *x = b->x;
    wv_op *ops = wv_arena_alloc(x->arena, b->op_count * sizeof *ops);
    uint32_t *starts = wv_arena_alloc(x->arena, (b->start_count + 1) * sizeof *starts);
    uint32_t n = whole->gates.count,
             (*needs)[WV_GATE_NEEDS_MAX] = wv_arena_alloc(x->arena, (n + 1) * sizeof *needs);
    if (!ops || !starts || !needs || b->gates.failed ||
        !wv_mem_grow((void **)&x->patterns, &x->pattern_capacity, x->pattern_count + 1,
                     sizeof *x->patterns)) {
        x->no_memory = true;
        return false;
    }
    memcpy(ops, b->ops, b->op_count * sizeof *ops);
    if (b->start_count) memcpy(starts, b->starts, b->start_count * sizeof *starts);
    if (n) memcpy(needs, whole->gates.needs, n * sizeof *needs);
    x->patterns[x->pattern_count++] = (wv_pattern){
        .ops = ops,
        .op_count = b->op_count,
        .starts = starts,
        .start_count = b->start_count,
        .needs = (const uint32_t(*)[WV_GATE_NEEDS_MAX])needs,
        .gate_count = n,
        .slotted = b->slotted,
        .lit = lit,
    };
    return true;
}

static bool build_pattern(builder *b, const wv_lit *lit)
{
    wv_term *t = wv_names_tree(b->x, lit);
    if (!t) return false;
    context c = {.joint = WV_JOINT_NEXT, .gap = WV_TERM_GAP_MAX, .start = true, .voice = -1};
    if (t->optional)
        complain(b, WV_CODE_PATTERN_SYNTAX, t->place, "leave the ? out",
                 "a pattern that may be nothing");
    piece whole = emit_body(b, t, &c);
    emit(b, (wv_op){.code = WV_OP_END});
    if (!b->failed && whole.atoms > WV_PATTERN_ATOMS_MAX)
        complain(b, WV_CODE_LIMIT, t->place, NULL, "a match of more than 64 words");
    if (b->op_count >= WV_PATTERN_OPS_MAX)
        wv_diags_add(b->x->diags, WV_LEVEL_ERROR, WV_CODE_LIMIT, t->place,
                     "use shorter lists of phrases",
                     "a pattern too large once its lists are put in place");
    return !b->failed && keep_pattern(b, &whole, lit);
}

uint32_t wv_expand_pattern(wv_expander *x, const wv_lit *lit)
{
    bool added = false;
    uint32_t *at = wv_map_put(&x->known, lit->s, UINT32_MAX, &added);
    if (!at) {
        x->no_memory = true;
        return UINT32_MAX;
    }
    if (!added) return *at; /* UINT32_MAX again when it had an error: said once is enough */
    builder b = {.x = x, .gates = {.lexemes = x->lexemes, .random = x->random}};
    uint32_t index = build_pattern(&b, lit) ? x->pattern_count - 1 : UINT32_MAX;
    wv_mem_free(b.ops);
    wv_mem_free(b.starts);
    at = wv_map_get(&x->known, lit->s);
    if (at) *at = index;
    return index;
}

uint32_t wv_expand_class(wv_expander *x, const wv_lit *lit)
{
    wv_flat flat = {0};
    uint32_t id = UINT32_MAX;
    const wv_term *t = wv_names_tree(x, lit);
    if (t) wv_flat_add(x, &flat, t, 0);
    if (t && !flat.failed && flat.other_count)
        wv_diags_add(x->diags, WV_LEVEL_ERROR, WV_CODE_PATTERN_SYNTAX, t->place,
                     "one word an entry", "`needs` takes single words and literals");
    else if (t && !flat.failed)
        id = wv_lexemes_class(x->lexemes, flat.lexemes, flat.lexeme_count);
    wv_flat_done(&flat);
    x->no_memory |= x->lexemes->no_memory;
    return id;
}
