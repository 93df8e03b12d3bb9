/* SPDX-License-Identifier: EUPL-1.2 */
/* lint_rules.c: rules that cannot do what they were written for: one that is always suppressed by its
 * own filter, one that another rule makes superfluous, one that says the same as another.
 *
 *   R needs one of p1, p2         S holds as soon as q1, q2 or q3 stands there
 *   each p is covered by some q   ->   whenever R is found, S is: R adds nothing
 *
 * In: a frozen pack. Out: warnings with places. Neighbours: check.c; pack/keys.c found what a rule
 * needs, lint_cover.c compares two patterns. Invariant: a warning is only given for what is certain
 * from the patterns; what is not seen is not an error. Cost: pairs of rules of one signal. */
#include "pack/lint.h"
#include "pack/lint_cover.h"

#include "pack/codes.h"
#include "pack/lock.h"
#include "pack/matcher.h"

typedef struct linter {
    const wv_frozen *pack;
    const wv_matcher *matcher;
    wv_diags *diags;
    wv_cover cover;
} linter;

/* ---- what a condition is bound to ---- */

typedef struct bound { /* masks of selections */
    uint64_t holds;  /* any of them alone makes the condition true, when no filter matches */
    uint64_t breaks; /* any of them alone makes it false */
    uint64_t needed; /* each of them must hold */
} bound;

static bound bound_of_step(const wv_condition *c, const wv_step *step)
{
    uint64_t mask = 0;
    for (uint32_t i = 0; i < step->count; i++)
        mask |= UINT64_C(1) << c->selections[step->first + i];
    return (bound){step->need == 1 ? mask : 0, 0, step->need == step->count ? mask : 0};
}

/* A filter that does not match makes its `not` true, whatever else stands there. */
static bound not_of(bound b)
{
    const uint64_t every = ~UINT64_C(0);
    return (bound){b.breaks ? b.breaks : every, b.holds == every ? 0 : b.holds, 0};
}

static bound bound_of(const wv_condition *c)
{
    bound stack[WV_CONDITION_STACK_MAX + 1] = {{0, 0, 0}};
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->step_count && n < WV_CONDITION_STACK_MAX; i++) {
        const wv_step *step = &c->steps[i];
        if (step->code == WV_STEP_OF) {
            stack[n++] = bound_of_step(c, step);
            continue;
        }
        bound *top = &stack[n - 1];
        if (step->code == WV_STEP_NOT) {
            *top = not_of(*top);
            continue;
        }
        bound other = *top;
        top = &stack[--n - 1];
        bool all = step->code == WV_STEP_AND;
        top->holds = all ? top->holds & other.holds : top->holds | other.holds;
        top->needed = all ? top->needed | other.needed : top->needed & other.needed;
        top->breaks = all ? top->breaks | other.breaks : top->breaks & other.breaks;
    }
    return n == 1 ? stack[0] : (bound){0, 0, 0};
}

/* ---- patterns of selections ---- */

/* Does some pattern of these selections match wherever `narrow` does? Only branches that ask for
 * nothing else than words, in every voice that matters. */
static bool covered_by(linter *l, const wv_detection *d, uint64_t selections, uint8_t voices,
                       const wv_lit *narrow, bool parts)
{
    for (uint32_t s = 0; s < d->selection_count; s++) {
        if (!(selections >> s & 1)) continue;
        for (uint32_t b = 0; b < d->selections[s].count; b++) {
            const wv_branch *branch = &d->selections[s].branches[b];
            if (branch->count != 1 || !branch->fields[0].is_text ||
                (branch->voices & voices) != voices)
                continue;
            const wv_field *field = &branch->fields[0];
            for (uint32_t i = 0; i < field->probe_count; i++)
                if (field->probes[i] < l->matcher->pattern_count &&
                    wv_cover_holds(&l->cover, l->matcher->patterns[field->probes[i]].lit, narrow,
                                   parts))
                    return true;
        }
    }
    return false;
}

static bool all_covered(linter *l, uint32_t rule, const uint32_t *probes, uint32_t count,
                        const wv_detection *by, uint64_t selections, bool parts)
{
    uint8_t voices = l->matcher->detections[rule].voices;
    for (uint32_t i = 0; i < count; i++)
        if (probes[i] >= l->matcher->pattern_count ||
            !covered_by(l, by, selections, voices, l->matcher->patterns[probes[i]].lit, parts))
            return false;
    return count > 0;
}

/* Each branch of a selection has words, and all of them are covered. */
static bool selection_covered(linter *l, uint32_t rule, const wv_selection *s,
                              const wv_detection *by, uint64_t selections, bool parts)
{
    for (uint32_t b = 0; b < s->count; b++) {
        bool covered = false;
        for (uint32_t f = 0; f < s->branches[b].count && !covered; f++)
            covered = all_covered(l, rule, s->branches[b].fields[f].probes,
                                  s->branches[b].fields[f].probe_count, by, selections,
                                  parts);
        if (!covered) return false;
    }
    return s->count > 0;
}

/* Is there something that the rule needs, of which every pattern is covered? */
static bool is_covered(linter *l, uint32_t rule, const wv_detection *by, uint64_t selections)
{
    const wv_detection *d = &l->matcher->detections[rule];
    if (!selections) return false;
    if (all_covered(l, rule, d->keys, d->key_count, by, selections, true)) return true;
    uint64_t needed = bound_of(&d->condition).needed;
    for (uint32_t s = 0; s < d->selection_count; s++)
        if ((needed >> s & 1) &&
            selection_covered(l, rule, &d->selections[s], by, selections, true))
            return true;
    return false;
}

/* Every pattern by which the rule can be found is covered with all its words, so that the same words
 * deny or report it. */
static bool is_within(linter *l, uint32_t rule, const wv_detection *by, uint64_t selections)
{
    const wv_detection *d = &l->matcher->detections[rule];
    uint32_t seen = 0;
    for (uint32_t s = 0; s < d->selection_count; s++) {
        if (!(d->condition.positive >> s & 1)) continue;
        for (uint32_t b = 0; b < d->selections[s].count; b++)
            for (uint32_t f = 0; f < d->selections[s].branches[b].count; f++) {
                const wv_field *field = &d->selections[s].branches[b].fields[f];
                for (uint32_t i = 0; i < field->probe_count; i++, seen++)
                    if (field->probes[i] >= l->matcher->pattern_count ||
                        !covered_by(l, by, selections, d->voices,
                                    l->matcher->patterns[field->probes[i]].lit, false))
                        return false;
            }
    }
    return seen > 0;
}

/* ---- one condition against another ---- */

/* The condition when these selections match and no others. */
static bool truth(const wv_condition *c, uint64_t on)
{
    bool stack[WV_CONDITION_STACK_MAX + 1] = {false};
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->step_count && n < WV_CONDITION_STACK_MAX; i++) {
        const wv_step *step = &c->steps[i];
        uint32_t count = 0;
        switch (step->code) {
        case WV_STEP_OF:
            for (uint32_t k = 0; k < step->count; k++)
                count += on >> c->selections[step->first + k] & 1;
            stack[n++] = count >= step->need;
            break;
        case WV_STEP_NOT: stack[n - 1] = !stack[n - 1]; break;
        case WV_STEP_AND: n--, stack[n - 1] = stack[n - 1] && stack[n]; break;
        default: n--, stack[n - 1] = stack[n - 1] || stack[n]; break;
        }
    }
    return n == 1 && stack[0];
}

static bool has_words(const wv_selection *s)
{
    for (uint32_t b = 0; b < s->count; b++)
        for (uint32_t f = 0; f < s->branches[b].count; f++)
            if (s->branches[b].fields[f].probe_count) return true;
    return false;
}

static bool same_field(const wv_field_ast *a, const wv_field_ast *b)
{
    if (!wv_str_eq(a->field.s, b->field.s) || a->modifier != b->modifier ||
        a->values.count != b->values.count)
        return false;
    for (uint32_t i = 0; i < a->values.count; i++)
        if (!wv_str_eq(a->values.items[i].s, b->values.items[i].s)) return false;
    return true;
}

static bool has_field(const wv_branch *branch, const wv_field_ast *field)
{
    for (uint32_t i = 0; i < branch->count; i++)
        if (same_field(branch->fields[i].ast, field)) return true;
    return false;
}

/* Wherever `narrow` matches by this pattern of its words (NULL: it asks for none), `wide` does: each
 * of its fields is covered, or is a field of both. */
static bool branch_covers(linter *l, const wv_branch *wide, const wv_branch *narrow,
                          const wv_lit *words, bool parts)
{
    for (uint32_t f = 0; f < wide->count; f++) {
        const wv_field *field = &wide->fields[f];
        bool covered = has_field(narrow, field->ast);
        for (uint32_t i = 0; words && !covered && i < field->probe_count; i++)
            covered =
                field->probes[i] < l->matcher->pattern_count &&
                wv_cover_holds(&l->cover, l->matcher->patterns[field->probes[i]].lit, words, parts);
        if (!covered) return false;
    }
    return true;
}

static bool some_branch_covers(linter *l, const wv_selection *wide, const wv_branch *narrow,
                               uint8_t voices, const wv_lit *words, bool parts)
{
    for (uint32_t b = 0; b < wide->count; b++)
        if ((wide->branches[b].voices & voices) == voices &&
            branch_covers(l, &wide->branches[b], narrow, words, parts))
            return true;
    return false;
}

/* Every branch of `narrow`, and of a branch every pattern of one of its fields. */
static bool selection_implies(linter *l, uint32_t rule, const wv_selection *narrow,
                              const wv_selection *wide, bool parts)
{
    uint8_t all = l->matcher->detections[rule].voices;
    for (uint32_t b = 0; b < narrow->count; b++) {
        const wv_branch *branch = &narrow->branches[b];
        uint8_t voices = branch->voices & all;
        bool covered = some_branch_covers(l, wide, branch, voices, NULL, parts);
        for (uint32_t f = 0; f < branch->count && !covered; f++) {
            const wv_field *field = &branch->fields[f];
            covered = field->probe_count > 0;
            for (uint32_t i = 0; i < field->probe_count && covered; i++)
                covered = field->probes[i] < l->matcher->pattern_count &&
                          some_branch_covers(l, wide, branch, voices,
                                             l->matcher->patterns[field->probes[i]].lit, parts);
        }
        if (!covered) return false;
    }
    return narrow->count > 0;
}

/* Which selections of `by` match wherever this one of the rule does. */
static uint64_t implied_by(linter *l, uint32_t rule, const wv_selection *s, const wv_detection *by,
                           bool parts)
{
    uint64_t mask = 0;
    for (uint32_t k = 0; k < by->selection_count; k++)
        if ((by->condition.positive >> k & 1) &&
            selection_implies(l, rule, s, &by->selections[k], parts))
            mask |= UINT64_C(1) << k;
    return mask;
}

/* Every way in which the rule's condition holds makes the other's hold, no filter matching. Without
 * `parts` all words of the rule are words of the other, so that the same words deny or report it. */
static bool implies(linter *l, uint32_t rule, const wv_detection *by, bool parts)
{
    enum { POSITIVES_MAX = 10 }; /* a thousand ways; a rule with more is not looked into */
    const wv_detection *d = &l->matcher->detections[rule];
    uint64_t own[POSITIVES_MAX], other[POSITIVES_MAX];
    uint32_t n = 0, ways = 0;
    for (uint32_t s = 0; s < d->selection_count; s++) {
        if (!(d->condition.positive >> s & 1)) continue;
        if (n == POSITIVES_MAX) return false;
        own[n] = UINT64_C(1) << s;
        other[n] = implied_by(l, rule, &d->selections[s], by, parts);
        if (!parts && !other[n] && has_words(&d->selections[s])) return false;
        n++;
    }
    for (uint32_t way = 1; way < 1u << n; way++) {
        uint64_t on = 0, then = 0;
        for (uint32_t i = 0; i < n; i++)
            if (way >> i & 1) on |= own[i], then |= other[i];
        if (!truth(&d->condition, on)) continue;
        ways++;
        if (!truth(&by->condition, then)) return false;
    }
    return ways > 0;
}

/* What would suppress `by` suppresses the rule as well. */
static bool filters_are_covered(linter *l, uint32_t rule, uint32_t by)
{
    const wv_detection *d = &l->matcher->detections[rule], *other = &l->matcher->detections[by];
    uint64_t breaks = bound_of(&d->condition).breaks;
    for (uint32_t s = 0; s < other->selection_count; s++)
        if ((other->condition.negative >> s & 1) &&
            !selection_covered(l, by, &other->selections[s], d, breaks, true))
            return false;
    return true;
}

/* ---- rules ---- */

static void lint_suppressed(linter *l, uint32_t rule)
{
    const wv_detection *d = &l->matcher->detections[rule];
    const wv_rule_ast *ast = l->pack->rules[rule].ast;
    if (is_covered(l, rule, d, bound_of(&d->condition).breaks))
        wv_diags_add(l->diags, WV_LEVEL_WARNING, WV_CODE_NEVER, ast->condition.place,
                     "make the filter narrower: it must say more than what the rule looks for",
                     "rule '%.*s' is never found: its filter matches wherever it does",
                     (int)ast->name.s.n, ast->name.s.p);
}

static bool is_in_use(const wv_frozen_rule *rule)
{
    return !rule->disabled && !rule->experimental && !rule->ast->correlation;
}

static bool same_detection(const wv_rule_ast *a, const wv_rule_ast *b)
{
    uint8_t one[32], two[32];
    const wv_node *x = wv_node_get(a->document, "detection");
    const wv_node *y = wv_node_get(b->document, "detection");
    if (!x || !y) return false;
    wv_lock_hash(x, one);
    wv_lock_hash(y, two);
    return memcmp(one, two, sizeof one) == 0;
}

static bool keeps_all(const wv_frozen_rule *rule)
{
    for (int label = 0; label < WV_LABEL_COUNT; label++)
        if (rule->actions[label] != WV_ACTION_KEEP) return false;
    return true;
}

/* Whenever `rule` is found, `other` is, as strong and under the same labels. */
static bool adds_nothing(linter *l, uint32_t rule, uint32_t other)
{
    const wv_frozen_rule *a = &l->pack->rules[rule], *b = &l->pack->rules[other];
    const wv_detection *d = &l->matcher->detections[other];
    if (a->unit != b->unit || b->severity < a->severity || a->basis != b->basis ||
        (d->voices & l->matcher->detections[rule].voices) != l->matcher->detections[rule].voices ||
        memcmp(a->actions, b->actions, sizeof a->actions) != 0)
        return false;
    if (same_detection(a->ast, b->ast)) return true;
    if (!filters_are_covered(l, rule, other)) return false;
    if (implies(l, rule, d, keeps_all(b))) return true;
    uint64_t holds = bound_of(&d->condition).holds & d->condition.positive;
    return holds && (keeps_all(b) ? is_covered(l, rule, d, holds) : is_within(l, rule, d, holds));
}

static void lint_pair(linter *l, uint32_t first, uint32_t second)
{
    const wv_frozen_rule *a = &l->pack->rules[first], *b = &l->pack->rules[second];
    bool narrow = adds_nothing(l, second, first), wide = adds_nothing(l, first, second);
    if (narrow && wide)
        wv_diags_add(l->diags, WV_LEVEL_WARNING, WV_CODE_DUPLICATE, b->ast->name.place,
                     "take one of them out and move its tests to the other",
                     "rule '%.*s' finds the same as '%.*s'", (int)b->name.n, b->name.p,
                     (int)a->name.n, a->name.p);
    else if (narrow || wide)
        wv_diags_add(l->diags, WV_LEVEL_WARNING, WV_CODE_SHADOWED,
                     (narrow ? b : a)->ast->name.place,
                     "take it out and move its tests, or give it another signal or severity",
                     "rule '%.*s' adds nothing: wherever it is found, '%.*s' is",
                     (int)(narrow ? b : a)->name.n, (narrow ? b : a)->name.p,
                     (int)(narrow ? a : b)->name.n, (narrow ? a : b)->name.p);
}

static void lint_all(linter *l)
{
    const wv_frozen *p = l->pack;
    for (uint32_t i = 0; i < p->rule_count; i++) {
        if (!is_in_use(&p->rules[i])) continue;
        lint_suppressed(l, i);
        for (uint32_t k = i + 1; k < p->rule_count; k++)
            if (is_in_use(&p->rules[k]) && wv_str_eq(p->rules[i].signal, p->rules[k].signal))
                lint_pair(l, i, k);
    }
}

wv_rc wv_lint_rules(const wv_frozen *pack, wv_diags *diags, wv_err *err)
{
    linter l = {.pack = pack, .matcher = pack->matcher, .diags = diags};
    wv_rc rc = wv_cover_init(&l.cover);
    if (rc == WV_OK) lint_all(&l);
    if (l.cover.nomem || diags->failed) rc = WV_E_NOMEM;
    wv_cover_done(&l.cover);
    return rc ? wv_err_set(err, rc, "out of memory while checking the rule pack") : WV_OK;
}
