/* SPDX-License-Identifier: EUPL-1.2 */
/* lint.c: warnings about tests, responses, registers, unused lists and selections, open regexes,
 * unknown words.
 *
 * In: a wv_pack_ast without errors. Out: diagnostics of level warning. Neighbours: cli/check.c
 * prints them; the term parser (term.c) is used to look at the words of a pattern. Cost: linear in
 * the pack's text. */
#include "pack/lint.h"

#include "base/map.h"
#include "pack/codes.h"
#include "pack/references.h"
#include "pack/regex_cost.h"
#include "pack/term.h"
#include "text/inflect_words.h"

#define warn(l, code, place, hint, ...)                                                            \
    wv_diags_add((l)->diags, WV_LEVEL_WARNING, (code), (place), (hint), __VA_ARGS__)

typedef struct linter {
    const wv_pack_ast *ast;
    wv_diags *diags;
    wv_map used;           /* names in <> anywhere */
    wv_map unknown;        /* words already complained about, kept in `words` */
    wv_arena words, terms; /* terms: the trees of one pattern at a time */
    wv_diags unread;       /* complaints of the term parser, which freeze.c reports */
    bool nomem;
} linter;

static const char *const registers[] = {"formal", "plain", "chat", "flemish"};
enum { REGISTER_COUNT = 4 };

static void lint_registers(linter *l, const wv_rule_ast *rule)
{
    unsigned seen = 0;
    for (uint32_t i = 0; i < rule->test_count; i++)
        for (uint32_t k = 0; k < rule->tests[i].registers.count; k++)
            for (unsigned r = 0; r < REGISTER_COUNT; r++)
                if (rule->tests[i].match &&
                    wv_str_is(rule->tests[i].registers.items[k].s, registers[r]))
                    seen |= 1u << r;
    char missing[64] = "";
    for (unsigned r = 0; r < REGISTER_COUNT; r++) {
        if (seen & 1u << r) continue;
        if (missing[0]) strcat(missing, ", ");
        strcat(missing, registers[r]);
    }
    if (missing[0])
        warn(l, WV_CODE_RULE_REGISTERS, rule->name.place, NULL, "no matching test in register %s",
             missing);
}

static void lint_tests(linter *l, const wv_rule_ast *rule)
{
    uint32_t matches = 0, lookalikes = 0;
    for (uint32_t i = 0; i < rule->test_count; i++) rule->tests[i].match ? matches++ : lookalikes++;
    if (rule->test_count == 0) {
        warn(l, WV_CODE_RULE_NO_TESTS, rule->name.place,
             "tests: [{match: \"...\"}, {no-match: \"...\"}]", "the rule has no tests");
        return;
    }
    if (matches < WV_LINT_MATCHES_MIN || lookalikes < WV_LINT_LOOKALIKES_MIN)
        warn(l, WV_CODE_RULE_FEW_TESTS, rule->name.place, NULL,
             "%u matching and %u look-alike tests; a rule needs %d and %d", matches, lookalikes,
             WV_LINT_MATCHES_MIN, WV_LINT_LOOKALIKES_MIN);
    lint_registers(l, rule);
}

/* One word of a condition; * at its end stands for any. */
static bool names_selection(wv_str word, wv_str selection)
{
    if (wv_str_is(word, "them")) return !wv_str_starts(selection, WV_STR("filter_"));
    if (word.n && word.p[word.n - 1] == '*')
        return wv_str_starts(selection, (wv_str){word.p, word.n - 1});
    return wv_str_eq(word, selection);
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '*';
}

static bool condition_names(wv_str condition, wv_str selection)
{
    for (uint32_t i = 0; i < condition.n;) {
        uint32_t end = i;
        while (end < condition.n && is_word_byte(condition.p[end])) end++;
        if (end > i && names_selection((wv_str){condition.p + i, end - i}, selection)) return true;
        i = end + 1;
    }
    return false;
}

/* Steps are counted, not timed, so that every machine says the same. A term pattern costs nothing on
 * a text that lacks its rarest word. */
static void lint_regex(linter *l, const wv_lit *regex, bool open)
{
    wv_regex_cost cost;
    wv_rc rc = wv_regex_measure(regex, &cost);
    if (rc == WV_E_NOMEM) l->nomem = true;
    if (rc != WV_OK) return; /* freeze.c says what is wrong with it */
    if (open)
        warn(l, WV_CODE_REGEX_NO_NEEDS, regex->place, "needs: [a word that must stand in the text]",
             "a regex without 'needs' is run on every text: %s%u steps in 1,000 characters",
             cost.endless ? "more than " : "", cost.steps);
    if (cost.superlinear)
        warn(l, WV_CODE_UNBOUNDED, regex->place,
             "bound the repeats: {0,30} for *, [^.,]{1,40} for .+, no repeat within a repeat",
             "the regex needs an unbounded scan: %s%u steps in 1,000 characters%s",
             cost.endless ? "more than " : "", cost.steps,
             cost.endless ? "" : ", and more than eight times as many in four times the text");
}

static void lint_field(linter *l, const wv_rule_ast *rule, const wv_signal_ast *signal,
                       const wv_field_ast *field)
{
    if (wv_str_is(field->field.s, "text") && field->modifier == WV_MOD_RE)
        for (uint32_t i = 0; i < field->values.count; i++)
            lint_regex(l, &field->values.items[i], field->needs.count == 0);
    if (!signal || !wv_str_is(field->field.s, "who") || field->modifier == WV_MOD_EXISTS) return;
    for (uint32_t i = 0; i < field->values.count; i++) {
        static const char voices[] = "PVTR";
        const wv_lit *v = &field->values.items[i];
        const char *at = v->s.n == 1 ? strchr(voices, v->s.p[0]) : NULL;
        if (at && !(signal->voices & 1u << (at - voices)))
            warn(l, WV_CODE_RULE_VOICE, v->place, NULL,
                 "signal '%.*s' is not told by voice %c, so this never holds",
                 (int)rule->signal.s.n, rule->signal.s.p, *at);
    }
}

static void lint_selections(linter *l, const wv_rule_ast *rule, const wv_signal_ast *signal)
{
    for (uint32_t i = 0; i < rule->selection_count; i++) {
        const wv_selection_ast *selection = &rule->selections[i];
        if (!condition_names(rule->condition.s, selection->name.s))
            warn(l, WV_CODE_SELECTION_UNUSED, selection->name.place, NULL,
                 "the condition does not name '%.*s'", (int)selection->name.s.n,
                 selection->name.s.p);
        for (uint32_t b = 0; b < selection->count; b++)
            for (uint32_t f = 0; f < selection->branches[b].count; f++)
                lint_field(l, rule, signal, &selection->branches[b].fields[f]);
    }
}

static void lint_rule(linter *l, const wv_rule_ast *rule, const wv_signal_ast *signal)
{
    if (rule->id.s.n == 0)
        warn(l, WV_CODE_RULE_NO_ID, rule->name.place, "id: the output of uuidgen",
             "the rule has no id");
    if (rule->response.s.n == 0)
        warn(l, WV_CODE_RULE_NO_RESPONSE, rule->name.place,
             "response: what a reviewer should ask or check", "the rule has no response");
    if (rule->date.s.n == 0)
        warn(l, WV_CODE_DATE_MISSING, rule->name.place, NULL, "the rule has no date");
    if (rule->correlation) return; /* its tests are feeds, in tests/cases */
    lint_tests(l, rule);
    lint_selections(l, rule, signal);
}

static void mark_used(linter *l, wv_str pattern)
{
    wv_str name;
    for (uint32_t at = 0; wv_references_next(pattern, &at, &name);)
        if (!wv_map_put(&l->used, name, 1, NULL)) l->nomem = true;
}

/* All scalars below a node; as deep as yaml.c lets a tree be and no deeper. */
static void mark_node(linter *l, const wv_node *node)
{
    if (node->type == WV_NODE_SCALAR) mark_used(l, node->scalar);
    for (uint32_t i = 0; node->type != WV_NODE_SCALAR && i < node->count; i++)
        mark_node(l, node->items[i]);
}

static void mark_lits(linter *l, const wv_lits *lits)
{
    for (uint32_t i = 0; i < lits->count; i++) mark_used(l, lits->items[i].s);
}

static void mark_all(linter *l)
{
    const wv_pack_ast *a = l->ast;
    for (uint32_t i = 0; i < a->rule_count; i++) mark_node(l, a->rules[i].document);
    for (uint32_t i = 0; i < a->scope_count; i++) mark_node(l, a->scopes[i]);
    for (uint32_t i = 0; i < a->list_count; i++) mark_lits(l, &a->lists[i].terms);
    for (uint32_t i = 0; i < a->macro_count; i++) mark_used(l, a->macros[i].pattern.s);
    for (uint32_t i = 0; i < a->compound_count; i++) mark_lits(l, &a->compounds[i].others);
    for (uint32_t i = 0; i < a->slot_count; i++)
        for (int v = 0; v < WV_VOICE_COUNT; v++) mark_lits(l, &a->slots[i].voices[v]);
}

/* A plain word stands for all its inflections, so a slip in it ("dreigem") makes forms that nobody
 * writes. Words that are meant to be odd are written =so. Only ASCII: the word list is folded. */
static void lint_word(linter *l, const wv_term *t)
{
    bool added = false;
    for (uint32_t i = 0; i < t->text.n; i++)
        if (t->text.p[i] < 'a' || t->text.p[i] > 'z') return;
    if (t->text.n < 4 || wv_words_has(t->text)) return;
    wv_str word = wv_arena_str(&l->words, t->text);
    if (!word.p || !wv_map_put(&l->unknown, word, 1, &added))
        l->nomem = true;
    else if (added)
        warn(l, WV_CODE_WORD_UNKNOWN, t->place,
             "a slip? if it is slang, write =word for exactly this form",
             "'%.*s' is in no Dutch word list", (int)t->text.n, t->text.p);
}

/* As deep as WV_TERM_DEPTH_MAX and no deeper. */
static void lint_term(linter *l, const wv_term *t)
{
    if (t->kind == WV_TERM_WORD) lint_word(l, t);
    for (uint32_t i = 0; i < t->count; i++) lint_term(l, t->items[i]);
}

static void lint_pattern(linter *l, const wv_lit *pattern)
{
    wv_arena_reset(&l->terms);
    const wv_term *t = wv_term_parse(pattern, &l->terms, &l->unread);
    if (t) lint_term(l, t);
}

static void lint_patterns(linter *l, const wv_lits *patterns)
{
    for (uint32_t i = 0; i < patterns->count; i++) lint_pattern(l, &patterns->items[i]);
}

static void lint_words(linter *l)
{
    const wv_pack_ast *a = l->ast;
    for (uint32_t i = 0; i < a->list_count; i++) lint_patterns(l, &a->lists[i].terms);
    for (uint32_t i = 0; i < a->macro_count; i++) lint_pattern(l, &a->macros[i].pattern);
    for (uint32_t i = 0; i < a->rule_count; i++)
        for (uint32_t k = 0; k < a->rules[i].selection_count; k++)
            for (uint32_t b = 0; b < a->rules[i].selections[k].count; b++)
                for (uint32_t f = 0; f < a->rules[i].selections[k].branches[b].count; f++) {
                    const wv_field_ast *field = &a->rules[i].selections[k].branches[b].fields[f];
                    if (wv_str_is(field->field.s, "text") && field->modifier == WV_MOD_EQUALS)
                        lint_patterns(l, &field->values);
                }
}

/* What nothing uses is not compiled, so its slips are told here. */
static void lint_used(linter *l, const wv_lit *name, const wv_lits *patterns, const char *what)
{
    if (wv_map_get(&l->used, name->s)) return;
    warn(l, WV_CODE_UNUSED, name->place, NULL, "nothing uses the %s <%.*s>", what, (int)name->s.n,
         name->s.p);
    for (uint32_t i = 0; i < patterns->count; i++) {
        wv_arena_reset(&l->terms);
        wv_term_parse(&patterns->items[i], &l->terms, l->diags);
    }
}

static void lint_unused(linter *l)
{
    const wv_pack_ast *a = l->ast;
    mark_all(l);
    for (uint32_t i = 0; i < a->list_count; i++)
        lint_used(l, &a->lists[i].name, &a->lists[i].terms, "list");
    for (uint32_t i = 0; i < a->macro_count; i++) {
        wv_lits one = {&a->macros[i].pattern, 1};
        lint_used(l, &a->macros[i].name, &one, "macro");
    }
}

static void count_signals(const wv_pack_ast *a, const bool *told, wv_lint_counts *counts)
{
    for (uint32_t i = 0; i < a->signal_count; i++) {
        bool pattern = a->signals[i].is_pattern;
        *(pattern ? &counts->patterns : &counts->signals) += 1;
        *(pattern ? &counts->patterns_with_rule : &counts->signals_with_rule) += told[i];
    }
}

static void lint_rules(linter *l, wv_lint_counts *counts)
{
    const wv_pack_ast *a = l->ast;
    wv_map slugs;
    bool *told = wv_mem_new(a->signal_count + 1);
    wv_map_init(&slugs);
    for (uint32_t i = 0; i < a->signal_count; i++)
        if (!wv_map_put(&slugs, a->signals[i].slug.s, i, NULL)) l->nomem = true;
    for (uint32_t i = 0; i < a->rule_count && told; i++) {
        const uint32_t *at = wv_map_get(&slugs, a->rules[i].signal.s);
        if (at) told[*at] = true;
        lint_rule(l, &a->rules[i], at ? &a->signals[*at] : NULL);
        counts->tests += a->rules[i].test_count;
    }
    counts->rules = a->rule_count;
    if (told)
        count_signals(a, told, counts);
    else
        l->nomem = true;
    wv_mem_free(told);
    wv_map_done(&slugs);
}

wv_rc wv_lint_run(const wv_pack_ast *ast, bool words, wv_lint_counts *counts, wv_diags *diags,
                  wv_err *err)
{
    linter l = {.ast = ast, .diags = diags};
    *counts = (wv_lint_counts){0};
    wv_map_init(&l.used);
    wv_map_init(&l.unknown);
    wv_arena_init(&l.words);
    wv_arena_init(&l.terms);
    wv_diags_init(&l.unread);
    lint_rules(&l, counts);
    lint_unused(&l);
    if (words) lint_words(&l);
    l.nomem |= l.unread.failed;
    wv_diags_done(&l.unread);
    wv_arena_done(&l.terms);
    wv_arena_done(&l.words);
    wv_map_done(&l.unknown);
    wv_map_done(&l.used);
    if (l.nomem || diags->failed)
        return wv_err_set(err, WV_E_NOMEM, "out of memory while checking the rule pack");
    return WV_OK;
}
