/* SPDX-License-Identifier: EUPL-1.2 */
/* made_pack.h: packs made in memory for tests: one rule a pattern, a few lists and slots that every
 * one has. Include once per test program. */
#ifndef TESTS_ORACLE_MADE_PACK_H
#define TESTS_ORACLE_MADE_PACK_H

#include "pack/matcher.h"
#include "scan/scratch.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct made_rule {
    const char *name;
    const char *patterns[8]; /* selection `a`: any of them */
    const char *filters[4];  /* selection filter_b */
    const char *condition;   /* NULL: "a", and not filter_b when there are filters */
    wv_unit unit;
    uint8_t severity;
} made_rule;

static wv_lit made_lit(const char *text)
{
    return (wv_lit){wv_str_of(text), {NULL, 0, 0}};
}

static wv_lits made_lits(wv_arena *arena, const char *const *texts)
{
    uint32_t n = 0;
    while (texts[n]) n++;
    wv_lit *items = wv_arena_alloc(arena, (n + 1) * sizeof *items);
    for (uint32_t i = 0; i < n; i++) items[i] = made_lit(texts[i]);
    return (wv_lits){items, n};
}

static wv_selection_ast made_selection(wv_arena *arena, const char *name, const char *const *texts)
{
    wv_field_ast *field = wv_arena_alloc(arena, sizeof *field);
    wv_branch_ast *branch = wv_arena_alloc(arena, sizeof *branch);
    *field = (wv_field_ast){.field = made_lit("text"), .values = made_lits(arena, texts)};
    *branch = (wv_branch_ast){field, 1};
    return (wv_selection_ast){.name = made_lit(name), .branches = branch, .count = 1};
}

static void made_rule_ast(wv_arena *arena, const made_rule *from, wv_rule_ast *out)
{
    wv_selection_ast *selections = wv_arena_alloc(arena, 2 * sizeof *selections);
    *out = (wv_rule_ast){.name = made_lit(from->name),
                         .signal = made_lit(from->severity ? "made.high" : "made.low"),
                         .unit = from->unit,
                         .selections = selections,
                         .selection_count = 1,
                         .condition = made_lit(from->condition ? from->condition : "a")};
    selections[0] = made_selection(arena, "a", from->patterns);
    if (from->filters[0]) {
        selections[out->selection_count++] = made_selection(arena, "filter_b", from->filters);
        if (!from->condition) out->condition = made_lit("a and not filter_b");
    }
}

static const char *const MADE_DIER[] = {"kat", "hond", "rode vis", "=muis", NULL};
static const char *const MADE_PLEK[] = {"huis", "<dier>", "op =straat", NULL};
static const char *const MADE_TARGET[WV_VOICE_COUNT][4] = {{"=je", "=jou", NULL},
                                                           {"=mij", "=me", "mijn zus", NULL},
                                                           {"=haar", NULL},
                                                           {"aangeefster", "=haar", NULL}};

static wv_pack_ast *made_ast(const made_rule *rules, uint32_t count)
{
    wv_pack_ast *ast = wv_mem_new(sizeof *ast);
    wv_arena_init(&ast->arena);
    wv_arena *arena = &ast->arena;
    wv_rule_ast *rule_asts = wv_arena_alloc(arena, (count + 1) * sizeof *rule_asts);
    wv_list_ast *lists = wv_arena_alloc(arena, 2 * sizeof *lists);
    wv_slot_ast *slots = wv_arena_alloc(arena, sizeof *slots);
    wv_signal_ast *signals = wv_arena_alloc(arena, 2 * sizeof *signals);
    lists[0] = (wv_list_ast){made_lit("dier"), made_lits(arena, MADE_DIER)};
    lists[1] = (wv_list_ast){made_lit("plek"), made_lits(arena, MADE_PLEK)};
    slots[0].name = made_lit("target");
    for (int v = 0; v < WV_VOICE_COUNT; v++) slots[0].voices[v] = made_lits(arena, MADE_TARGET[v]);
    signals[0] =
        (wv_signal_ast){.slug = made_lit("made.low"), .severity = 2, .voices = WV_VOICES_ALL};
    signals[1] =
        (wv_signal_ast){.slug = made_lit("made.high"), .severity = 5, .voices = WV_VOICES_ALL};
    for (uint32_t i = 0; i < count; i++) made_rule_ast(arena, &rules[i], &rule_asts[i]);
    ast->name = made_lit("made");
    ast->version = made_lit("1");
    ast->rules = rule_asts, ast->rule_count = count;
    ast->lists = lists, ast->list_count = 2;
    ast->slots = slots, ast->slot_count = 1;
    ast->signals = signals, ast->signal_count = 2;
    return ast;
}

/* Frozen, or NULL with the diagnostics printed. */
static wv_frozen *made_pack(const made_rule *rules, uint32_t count)
{
    wv_frozen *pack = NULL;
    wv_diags diags;
    wv_buf text;
    wv_diags_init(&diags);
    wv_buf_init(&text);
    if (wv_pack_freeze(made_ast(rules, count), &pack, &diags, NULL) != WV_OK) {
        wv_diags_print(&diags, &text);
        fprintf(stderr, "%.*s", (int)text.n, text.p);
    }
    wv_buf_done(&text);
    wv_diags_done(&diags);
    return pack;
}

__attribute__((unused)) static wv_findings made_scan(wv_scratch *scratch, const char *text,
                                                     wv_kind kind)
{
    wv_record record = {.id = WV_STR("t"), .kind = kind, .text = wv_str_of(text)};
    wv_findings findings = {0};
    if (wv_scan_record(scratch, &record, &findings, NULL) != WV_OK) abort();
    return findings;
}

/* Findings as text: what two ways of scanning must agree on. */
__attribute__((unused)) static void made_write(wv_buf *out, const wv_frozen *pack,
                                               const wv_findings *findings, uint32_t rules_below)
{
    for (uint32_t i = 0; i < findings->count; i++) {
        const wv_finding *f = &findings->items[i];
        if (f->rule >= rules_below) continue;
        wv_buf_str(out, pack->rules[f->rule].name);
        wv_buf_format(out, " v%u l%u s%u%s", f->voices, f->labels, f->severity,
                      f->incomplete ? " incomplete" : "");
        for (uint32_t k = 0; k < f->span_count; k++)
            wv_buf_format(out, " %u-%u", f->spans[k].start, f->spans[k].end);
        if (f->suppressed_by.n)
            wv_buf_format(out, " not %u-%u", f->suppressed_at.start, f->suppressed_at.end);
        wv_buf_byte(out, '\n');
    }
}

static inline void made_listen(void *ctx, wv_scratch *scratch, uint32_t sentence)
{
    (void)ctx, (void)scratch, (void)sentence;
}

/* Findings of a text as made_write puts them. `all`: without pass 1, for who listens hears of every
 * pattern. */
static inline wv_str made_findings(wv_scratch *s, const wv_frozen *pack, wv_str text, bool all,
                                   wv_buf *out)
{
    wv_record record = {.id = WV_STR("t"), .kind = WV_KIND_REPORT, .text = text};
    wv_findings found = {0};
    s->trace.sentence = all ? made_listen : NULL;
    wv_buf_clear(out);
    if (wv_scan_record(s, &record, &found, NULL) != WV_OK) abort();
    made_write(out, pack, &found, pack->rule_count);
    return (wv_str){out->p, (uint32_t)out->n};
}

#endif
