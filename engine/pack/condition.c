/* SPDX-License-Identifier: EUPL-1.2 */
/* condition.c: parses the condition of a rule.
 *
 *   expr = and { "or" and }   and = not { "and" not }   not = [ "not" ] prim
 *   prim = "(" expr ")" | name | count "of" ( glob | "them" )      count = number | "all" | "any"
 *
 * In: the condition's literal and the names of the selections. Out: postfix steps. Neighbours:
 * detect.c; scan/evaluate.c runs them. Invariants: at most WV_CONDITION_STEPS_MAX steps and
 * WV_CONDITION_STACK_MAX values at once; every step under an odd number of `not` is marked
 * negative. Recursion over parentheses, at most NEST_MAX. */
#include "pack/condition.h"

#include "pack/codes.h"

enum { NEST_MAX = 12 };

typedef struct parser {
    const wv_rule_ast *rule;
    const wv_lit *lit;
    wv_str word; /* the token at the cursor; empty at the end */
    uint32_t at, end, depth;
    wv_arena *arena;
    wv_diags *diags;
    wv_step steps[WV_CONDITION_STEPS_MAX];
    uint32_t step_count;
    uint32_t selections[WV_CONDITION_STEPS_MAX * WV_SELECTIONS_MAX];
    uint32_t selection_count;
    uint32_t stack; /* values on the stack after the steps so far */
    uint64_t positive, negative;
    bool failed;
} parser;

bool wv_condition_is_filter(wv_str name)
{
    return wv_str_starts(name, WV_STR("filter_"));
}

static void complain(parser *p, unsigned code, const char *hint, const char *message)
{
    if (!p->failed) {
        wv_place place = wv_term_place(p->lit, p->at, p->word.n ? p->end : p->at + 1);
        wv_diags_add(p->diags, WV_LEVEL_ERROR, code, place, hint, "%s", message);
    }
    p->failed = true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '*' || c == '.';
}

static void advance(parser *p)
{
    const wv_str s = p->lit->s;
    uint32_t i = p->end;
    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r')) i++;
    uint32_t start = i;
    if (i < s.n && !is_name_char(s.p[i]))
        i++;
    else
        while (i < s.n && is_name_char(s.p[i])) i++;
    p->at = start;
    p->end = i;
    p->word = (wv_str){s.p + start, i - start};
}

static bool take(parser *p, const char *word)
{
    if (!wv_str_is(p->word, word)) return false;
    advance(p);
    return true;
}

static void push_step(parser *p, wv_step step)
{
    if (p->step_count == WV_CONDITION_STEPS_MAX || p->stack >= WV_CONDITION_STACK_MAX) {
        complain(p, WV_CODE_CONDITION_SYNTAX, "split the rule", "a condition of too many parts");
        return;
    }
    p->steps[p->step_count++] = step;
    p->stack += step.code == WV_STEP_OF;
    p->stack -= step.code == WV_STEP_AND || step.code == WV_STEP_OR;
}

/* `spoor_*` by its stars only; a glob of a rule author, at most a few bytes. */
static bool glob_matches(wv_str glob, wv_str name)
{
    uint32_t g = 0, n = 0, star = UINT32_MAX, mark = 0;
    while (n < name.n) {
        if (g < glob.n && glob.p[g] == '*') {
            star = g++;
            mark = n;
        } else if (g < glob.n && glob.p[g] == name.p[n]) {
            g++, n++;
        } else if (star != UINT32_MAX) {
            g = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*') g++;
    return g == glob.n;
}

static void complain_name(parser *p)
{
    wv_str names[WV_SELECTIONS_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->rule->selection_count && count < WV_SELECTIONS_MAX; i++)
        names[count++] = p->rule->selections[i].name.s;
    wv_str near = wv_did_you_mean(p->word, names, count);
    wv_place place = wv_term_place(p->lit, p->at, p->end);
    if (!p->failed && near.n)
        wv_diags_add(p->diags, WV_LEVEL_ERROR, WV_CODE_CONDITION_NAME, place, NULL,
                     "no selection is named '%.*s' (did you mean '%.*s'?)", (int)p->word.n,
                     p->word.p, (int)near.n, near.p);
    else if (!p->failed)
        wv_diags_add(p->diags, WV_LEVEL_ERROR, WV_CODE_CONDITION_NAME, place, NULL,
                     "no selection is named '%.*s'", (int)p->word.n, p->word.p);
    p->failed = true;
}

/* The selections that a name, a glob or `them` stands for; returns how many. */
static uint32_t take_selections(parser *p, bool negative)
{
    bool them = wv_str_is(p->word, "them");
    uint32_t count = 0;
    for (uint32_t i = 0; i < p->rule->selection_count && i < WV_SELECTIONS_MAX; i++) {
        wv_str name = p->rule->selections[i].name.s;
        if (!(them ? !wv_condition_is_filter(name) : glob_matches(p->word, name))) continue;
        p->selections[p->selection_count++] = i;
        *(negative ? &p->negative : &p->positive) |= UINT64_C(1) << i;
        count++;
    }
    if (!p->word.n)
        complain(p, WV_CODE_CONDITION_SYNTAX, NULL, "a selection is missing here");
    else if (!count)
        complain_name(p);
    advance(p);
    return count;
}

/* `2`, `all`, `any` before `of`; 0 when the word is none of these. UINT32_MAX is all. */
static uint32_t count_word(wv_str w)
{
    if (wv_str_is(w, "all")) return UINT32_MAX;
    if (wv_str_is(w, "any")) return 1;
    uint32_t value = 0;
    for (uint32_t i = 0; i < w.n; i++) {
        if (w.p[i] < '0' || w.p[i] > '9' || i > 3) return 0;
        value = value * 10 + (uint32_t)(w.p[i] - '0');
    }
    return value;
}

static void parse_or(parser *p, bool negative);

static void parse_prim(parser *p, bool negative)
{
    if (take(p, "(")) {
        if (++p->depth > NEST_MAX) {
            complain(p, WV_CODE_CONDITION_SYNTAX, NULL, "parentheses nested too deep");
            return;
        }
        parse_or(p, negative);
        p->depth--;
        if (!p->failed && !take(p, ")"))
            complain(p, WV_CODE_CONDITION_SYNTAX, "each ( needs its )", "a ')' is missing here");
        return;
    }
    uint32_t need = count_word(p->word), first = p->selection_count;
    if (need) {
        advance(p);
        if (!take(p, "of")) {
            complain(p, WV_CODE_CONDITION_SYNTAX, "write `2 of spoor_*`", "`of` is missing here");
            return;
        }
    } else if (p->word.n && !is_name_char(p->word.p[0])) {
        complain(p, WV_CODE_CONDITION_SYNTAX, NULL, "a selection is missing here");
        return;
    }
    uint32_t count = take_selections(p, negative);
    if (!p->failed && need != UINT32_MAX && need > count)
        complain(p, WV_CODE_CONDITION_SYNTAX, NULL, "more selections asked for than there are");
    if (!need && count > 1) need = 1; /* `spoor_*` alone: any of them */
    if (p->failed) return;
    push_step(p, (wv_step){.code = WV_STEP_OF,
                           .negative = negative,
                           .first = first,
                           .count = count,
                           .need = (uint16_t)(need == UINT32_MAX ? count
                                              : need             ? need
                                                                 : 1)});
}

static void parse_not(parser *p, bool negative)
{
    uint32_t nots = 0;
    while (!p->failed && take(p, "not")) nots++;
    parse_prim(p, negative != (nots % 2 == 1));
    if (nots % 2 && !p->failed) push_step(p, (wv_step){.code = WV_STEP_NOT});
}

static void parse_and(parser *p, bool negative)
{
    parse_not(p, negative);
    while (!p->failed && take(p, "and")) {
        parse_not(p, negative);
        if (!p->failed) push_step(p, (wv_step){.code = WV_STEP_AND});
    }
}

static void parse_or(parser *p, bool negative)
{
    parse_and(p, negative);
    while (!p->failed && take(p, "or")) {
        parse_and(p, negative);
        if (!p->failed) push_step(p, (wv_step){.code = WV_STEP_OR});
    }
}

/* No condition: all that are no filter, and not any filter. */
static void by_default(parser *p)
{
    uint32_t first = 0, count = 0;
    for (int filters = 0; filters < 2; filters++) {
        first = p->selection_count;
        count = 0;
        for (uint32_t i = 0; i < p->rule->selection_count && i < WV_SELECTIONS_MAX; i++) {
            if (wv_condition_is_filter(p->rule->selections[i].name.s) != (filters == 1)) continue;
            p->selections[p->selection_count++] = i;
            *(filters ? &p->negative : &p->positive) |= UINT64_C(1) << i;
            count++;
        }
        if (!count) continue;
        push_step(p, (wv_step){.code = WV_STEP_OF,
                               .negative = filters == 1,
                               .first = first,
                               .count = count,
                               .need = (uint16_t)(filters ? 1 : count)});
        if (filters) push_step(p, (wv_step){.code = WV_STEP_NOT});
        if (filters && p->stack > 1) push_step(p, (wv_step){.code = WV_STEP_AND});
    }
}

/* `a and b`: when a does not hold, the step that joins them is decided (sieve.c skips b). */
static void link_sides(wv_step *steps, uint32_t count)
{
    uint32_t ends[WV_CONDITION_STACK_MAX + 1], top = 0; /* last step of each value on the stack */
    for (uint32_t i = 0; i < count; i++) {
        if (steps[i].code == WV_STEP_OF) {
            ends[top++] = i;
            continue;
        }
        if (steps[i].code != WV_STEP_NOT) {
            top--;
            steps[ends[top - 1]].decides = i;
            steps[ends[top - 1]].when = steps[i].code == WV_STEP_OR;
        }
        ends[top - 1] = i;
    }
}

static wv_rc keep(parser *p, wv_condition *out)
{
    wv_step *steps = wv_arena_alloc(p->arena, (p->step_count + 1) * sizeof *steps);
    uint32_t *selections = wv_arena_alloc(p->arena, (p->selection_count + 1) * sizeof *selections);
    if (!steps || !selections) return WV_E_NOMEM;
    memcpy(steps, p->steps, p->step_count * sizeof *steps);
    link_sides(steps, p->step_count);
    memcpy(selections, p->selections, p->selection_count * sizeof *selections);
    *out = (wv_condition){steps, p->step_count, selections, p->positive, p->negative};
    return WV_OK;
}

static wv_rc compile(parser *p, wv_condition *out)
{
    if (p->rule->selection_count > WV_SELECTIONS_MAX)
        complain(p, WV_CODE_LIMIT, NULL, "more than 64 selections in a rule");
    if (p->lit->s.n) {
        advance(p);
        parse_or(p, false);
        if (!p->failed && p->word.n)
            complain(p, WV_CODE_CONDITION_SYNTAX, "join selections with `and` or `or`",
                     "the condition should end here");
    } else {
        by_default(p);
    }
    if (!p->failed && !p->positive)
        complain(p, WV_CODE_CONDITION_SYNTAX, NULL,
                 "a condition that only says what must not match");
    return p->failed ? WV_E_PACK : keep(p, out);
}

wv_rc wv_condition_compile(const wv_rule_ast *rule, wv_arena *arena, wv_condition *out,
                           wv_diags *diags)
{
    parser *p = wv_mem_new(sizeof *p); /* 40 KB: too much for a stack that may be a thread's */
    if (!p) return WV_E_NOMEM;
    p->rule = rule;
    p->lit = &rule->condition;
    p->arena = arena;
    p->diags = diags;
    wv_rc rc = compile(p, out);
    wv_mem_free(p);
    return rc;
}
