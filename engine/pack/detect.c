/* SPDX-License-Identifier: EUPL-1.2 */
/* detect.c: compiles the selections of a rule.
 *
 * In: a rule's selections as written. Out: wv_detection. Neighbours: expand.c (patterns), regex.c,
 * condition.c, freeze.c. Invariants: probes of a detection are sorted and unique; `who` is a mask
 * on the branch and no field. Cost: linear in the literals. */
#include "pack/detect.h"

#include "pack/codes.h"
#include "pack/condition.h"

#include <stdlib.h>

enum { REGEX_BASE = UINT32_MAX / 2 };

static void *take(wv_detector *d, size_t bytes)
{
    void *p = wv_arena_alloc(d->arena, bytes);
    d->no_memory |= !p;
    return p;
}

static bool keep_regex(wv_regex ***items, uint32_t *count, uint32_t *capacity, wv_regex *re)
{
    if (!wv_mem_grow((void **)items, capacity, *count + 1, sizeof **items)) {
        wv_regex_sleep(re);
        return false;
    }
    (*items)[(*count)++] = re;
    return true;
}

static bool is_plain_word(wv_str s)
{
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80 ||
              strchr("<>+_=:()|-'", c)))
            return false;
    }
    return s.n > 0;
}

/* `needs: [dood, "06"]`: words become one class, anything with other characters a literal. */
static wv_regex_gate gate_of(wv_detector *d, const wv_field_ast *ast)
{
    wv_regex_gate gate = {.always = ast->needs.count == 0};
    wv_str *literals = take(d, (ast->needs.count + 1) * sizeof *literals);
    uint32_t *lexemes = NULL, count = 0, capacity = 0;
    wv_lexemes *l = d->expander->lexemes;
    for (uint32_t i = 0; literals && i < ast->needs.count; i++) {
        const wv_lit *need = &ast->needs.items[i];
        if (!is_plain_word(need->s)) {
            literals[gate.literal_count++] = need->s;
            continue;
        }
        uint32_t id = wv_expand_class(d->expander, need);
        for (uint32_t k = 0; id != UINT32_MAX && k < l->classes[id].count; k++) {
            if (!wv_mem_grow((void **)&lexemes, &capacity, count + 1, sizeof *lexemes)) {
                d->no_memory = true;
                break;
            }
            lexemes[count++] = l->classes[id].lexemes[k];
        }
    }
    gate.literals = literals;
    if (count) gate.class_id = wv_lexemes_class(l, lexemes, count);
    wv_mem_free(lexemes);
    return gate;
}

static uint32_t add_text_regex(wv_detector *d, const wv_lit *lit, wv_regex_gate gate)
{
    wv_regex *re = NULL;
    wv_rc rc = wv_regex_compile(lit, d->arena, &re, d->diags);
    d->no_memory |= rc == WV_E_NOMEM;
    if (rc != WV_OK) return UINT32_MAX;
    wv_regex_set_gate(re, gate);
    if (keep_regex(&d->regexes, &d->regex_count, &d->regex_capacity, re))
        return REGEX_BASE + d->regex_count - 1;
    d->no_memory = true;
    return UINT32_MAX;
}

static void read_text(wv_detector *d, const wv_field_ast *ast, wv_field *out)
{
    uint32_t *probes = take(d, (ast->values.count + 1) * sizeof *probes);
    bool re = ast->modifier == WV_MOD_RE;
    wv_regex_gate gate = re ? gate_of(d, ast) : (wv_regex_gate){0};
    out->is_text = true;
    out->probes = probes;
    for (uint32_t i = 0; probes && i < ast->values.count; i++) {
        const wv_lit *lit = &ast->values.items[i];
        uint32_t probe = re ? add_text_regex(d, lit, gate) : wv_expand_pattern(d->expander, lit);
        if (probe != UINT32_MAX) probes[out->probe_count++] = probe;
    }
}

static void read_regexes(wv_detector *d, const wv_field_ast *ast, wv_field *out)
{
    out->regexes = take(d, (ast->values.count + 1) * sizeof(wv_regex *));
    for (uint32_t i = 0; out->regexes && i < ast->values.count; i++) {
        wv_rc rc = wv_regex_compile(&ast->values.items[i], d->arena, &out->regexes[i], d->diags);
        d->no_memory |= rc == WV_E_NOMEM;
        if (rc == WV_OK &&
            !keep_regex(&d->others, &d->other_count, &d->other_capacity, out->regexes[i]))
            out->regexes[i] = NULL, d->no_memory = true;
    }
}

static uint8_t voice_mask(const wv_lits *values)
{
    static const char ORDER[] = "PVTR"; /* wv_voice */
    uint8_t mask = 0;
    for (uint32_t i = 0; i < values->count; i++)
        for (uint32_t v = 0; v < WV_VOICE_COUNT; v++)
            if (values->items[i].s.n == 1 && values->items[i].s.p[0] == ORDER[v])
                mask |= (uint8_t)(1u << v);
    return mask;
}

static void read_branch(wv_detector *d, const wv_branch_ast *ast, wv_branch *out)
{
    wv_field *fields = take(d, (ast->count + 1) * sizeof *fields);
    out->voices = WV_VOICES_ALL;
    out->fields = fields;
    for (uint32_t i = 0; fields && i < ast->count; i++) {
        const wv_field_ast *f = &ast->fields[i];
        if (wv_str_is(f->field.s, "who")) {
            out->voices &= voice_mask(&f->values);
            continue;
        }
        wv_field *field = &fields[out->count++];
        field->ast = f;
        if (wv_str_is(f->field.s, "text"))
            read_text(d, f, field);
        else if (f->modifier == WV_MOD_RE)
            read_regexes(d, f, field);
    }
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* All probes of the rule; whether its findings can differ by voice. */
static void collect(wv_detector *d, wv_detection *out)
{
    uint32_t total = 0, n = 0, kept = 0;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t *probes = pass ? take(d, (total + 1) * sizeof *probes) : NULL;
        if (pass && !probes) return;
        for (uint32_t s = 0; s < out->selection_count; s++)
            for (uint32_t b = 0; b < out->selections[s].count; b++) {
                const wv_branch *branch = &out->selections[s].branches[b];
                out->voiced |= branch->voices != WV_VOICES_ALL;
                for (uint32_t f = 0; f < branch->count; f++)
                    for (uint32_t p = 0; p < branch->fields[f].probe_count; p++, total += !pass)
                        if (pass) probes[n++] = branch->fields[f].probes[p];
            }
        if (!pass) continue;
        if (n) qsort(probes, n, sizeof *probes, by_id);
        for (uint32_t i = 0; i < n; i++)
            if (!kept || probes[kept - 1] != probes[i]) probes[kept++] = probes[i];
        out->probes = probes;
        out->probe_count = kept;
    }
    for (uint32_t i = 0; i < kept; i++)
        if (out->probes[i] < REGEX_BASE)
            out->voiced |= d->expander->patterns[out->probes[i]].slotted;
}

void wv_detect_rule(wv_detector *d, const wv_rule_ast *rule, uint8_t signal_voices,
                    wv_detection *out)
{
    wv_selection *selections = take(d, (rule->selection_count + 1) * sizeof *selections);
    if (!selections) return;
    out->selections = selections;
    out->selection_count =
        rule->selection_count < WV_SELECTIONS_MAX ? rule->selection_count : WV_SELECTIONS_MAX;
    out->voices = signal_voices ? signal_voices : WV_VOICES_ALL;
    out->voiced = out->voices != WV_VOICES_ALL;
    for (uint32_t s = 0; s < out->selection_count && !d->no_memory; s++) {
        const wv_selection_ast *ast = &rule->selections[s];
        wv_branch *branches = take(d, (ast->count + 1) * sizeof *branches);
        selections[s] =
            (wv_selection){.name = ast->name.s, .branches = branches, .count = ast->count};
        for (uint32_t b = 0; branches && b < ast->count; b++)
            read_branch(d, &ast->branches[b], &branches[b]);
    }
    d->no_memory |= wv_condition_compile(rule, d->arena, &out->condition, d->diags) == WV_E_NOMEM;
    if (!d->no_memory) collect(d, out);
    d->no_memory |= d->expander->no_memory || d->expander->lexemes->no_memory;
}

/* Arrays of probes are this file's own until the pack is frozen, hence the cast. */
static void renumber(const uint32_t *probes, uint32_t count, uint32_t pattern_count)
{
    uint32_t *own = (uint32_t *)(uintptr_t)probes;
    for (uint32_t i = 0; i < count; i++)
        if (own[i] >= REGEX_BASE) own[i] = own[i] - REGEX_BASE + pattern_count;
}

void wv_detect_renumber(wv_detection *detection, uint32_t pattern_count)
{
    renumber(detection->probes, detection->probe_count, pattern_count);
    for (uint32_t s = 0; s < detection->selection_count; s++)
        for (uint32_t b = 0; b < detection->selections[s].count; b++) {
            const wv_branch *branch = &detection->selections[s].branches[b];
            for (uint32_t f = 0; f < branch->count; f++)
                renumber(branch->fields[f].probes, branch->fields[f].probe_count, pattern_count);
        }
}

void wv_detector_done(wv_detector *d)
{
    for (uint32_t i = 0; i < d->regex_count; i++) wv_regex_sleep(d->regexes[i]);
    for (uint32_t i = 0; i < d->other_count; i++) wv_regex_sleep(d->others[i]);
    wv_mem_free(d->regexes);
    wv_mem_free(d->others);
    d->regexes = d->others = NULL;
    d->regex_count = d->other_count = 0;
}
