/* SPDX-License-Identifier: EUPL-1.2 */
/* coverage.c: `waakvlam coverage`: signals by rules, tests and recall, what lacks most first.
 *
 *   signal            rules matching look-alike registers  items recall  gaps
 *   contact.night         0        0          0 ----           3  0.000  no rule
 *
 * In: a pack, perhaps labelled items. Out: a table. Neighbours: lab/eval.h measures. Invariants:
 * the order is gaps by weight, then signals by name; correlation rules count as rules, their tests
 * are feeds and are not counted here. Cost: with gold a scan of it. */
#include "cli/commands.h"

#include "cli/options.h"
#include "cli/packs.h"
#include "lab/eval.h"
#include "lab/templates.h"

#include <stdio.h>
#include <stdlib.h>

enum { MATCHING_MIN = 8, LOOKALIKE_MIN = 5, ITEMS_MIN = 3 };

typedef struct cover {
    const wv_signal_ast *signal;
    uint32_t rules, correlations, matching, lookalikes;
    uint8_t registers;
    const wv_eval_row *measured; /* NULL: not measured, or not in the gold */
    uint32_t weight;             /* of what lacks */
} cover;

static uint8_t registers_of(const wv_rule_test *test)
{
    uint8_t mask = 0;
    for (uint32_t i = 0; i < test->registers.count; i++)
        for (int r = 0; r < WV_REGISTER_COUNT; r++)
            if (wv_str_is(test->registers.items[i].s, wv_register_names[r]))
                mask |= (uint8_t)(1u << r);
    return mask;
}

static void count_rule(cover *c, const wv_frozen_rule *rule)
{
    if (rule->disabled) return;
    c->rules++;
    c->correlations += rule->ast->correlation != NULL;
    for (uint32_t i = 0; i < rule->ast->test_count; i++) {
        const wv_rule_test *t = &rule->ast->tests[i];
        c->matching += t->match;
        c->lookalikes += !t->match;
        if (t->match) c->registers |= registers_of(t);
    }
}

static bool is_measured(const cover *c)
{
    return c->measured && c->measured->items > 0;
}

static bool lacks_recall(const cover *c)
{
    return is_measured(c) && c->measured->items >= ITEMS_MIN && c->measured->score.right == 0;
}

static bool is_mostly_missed(const cover *c)
{
    return is_measured(c) && c->measured->items >= ITEMS_MIN && c->measured->score.right &&
           c->measured->score.right * 2 < c->measured->items;
}

static bool lacks_tests(const cover *c)
{
    return c->rules > c->correlations &&
           (c->matching < MATCHING_MIN || c->lookalikes < LOOKALIKE_MIN);
}

static bool lacks_registers(const cover *c)
{
    return c->rules > c->correlations && c->registers != (1u << WV_REGISTER_COUNT) - 1;
}

/* Worst first: nobody looks for it; it is looked for and never found; little proof. */
static uint32_t weigh(const cover *c)
{
    uint32_t weight = 0;
    if (!c->rules) weight += 4000;
    if (lacks_recall(c)) weight += 2000;
    if (is_measured(c))
        weight += (uint32_t)(1000 * c->measured->score.missed / c->measured->items);
    if (lacks_tests(c)) weight += 400;
    if (lacks_registers(c)) weight += 200;
    return weight;
}

static int gaps_first(const void *a, const void *b)
{
    const cover *x = a, *y = b;
    if (x->weight != y->weight) return x->weight < y->weight ? 1 : -1;
    return wv_str_cmp(x->signal->slug.s, y->signal->slug.s);
}

static void print_gaps(const cover *c)
{
    const char *between = "  ";
    if (!c->rules) between = (fputs("  no rule", stdout), ", ");
    if (lacks_recall(c)) between = (printf("%snever found", between), ", ");
    if (is_mostly_missed(c)) between = (printf("%smostly missed", between), ", ");
    if (lacks_tests(c)) between = (printf("%sfew tests", between), ", ");
    if (lacks_registers(c)) printf("%sregisters", between);
    putchar('\n');
}

static void print_cover(const cover *c, bool measured)
{
    char letters[WV_REGISTER_COUNT + 1] = "----";
    for (int r = 0; r < WV_REGISTER_COUNT; r++)
        if (c->registers >> r & 1) letters[r] = "FPCV"[r];
    printf("%-34.*s %5u %8u %10u %s", (int)c->signal->slug.s.n, c->signal->slug.s.p, c->rules,
           c->matching, c->lookalikes, letters);
    if (measured && is_measured(c))
        printf(" %7llu  %.3f", (unsigned long long)c->measured->items,
               (double)c->measured->score.right / (double)c->measured->items);
    else if (measured)
        printf("       0      -");
    print_gaps(c);
}

static int print_all(const wv_frozen *pack, const wv_eval *eval)
{
    uint32_t n = pack->ast->signal_count, with_rule = 0, without_gap = 0;
    cover *covers = wv_mem_new(sizeof *covers * (n + 1));
    if (!covers) return wv_rc_exit(WV_E_NOMEM);
    for (uint32_t i = 0; i < n; i++) {
        covers[i].signal = &pack->ast->signals[i];
        for (uint32_t r = 0; r < pack->rule_count; r++)
            if (wv_str_eq(pack->rules[r].signal, covers[i].signal->slug.s))
                count_rule(&covers[i], &pack->rules[r]);
        for (uint32_t k = 0; eval && k < eval->signals.count; k++)
            if (wv_str_eq(eval->signals.rows[k].name, covers[i].signal->slug.s))
                covers[i].measured = &eval->signals.rows[k];
        covers[i].weight = weigh(&covers[i]);
        with_rule += covers[i].rules > 0;
        without_gap += covers[i].weight == 0;
    }
    qsort(covers, n, sizeof *covers, gaps_first);
    printf("%-34s %5s %8s %10s %s%s  gaps\n", "signal", "rules", "matching", "look-alike", "regs",
           eval ? "   items recall" : "");
    for (uint32_t i = 0; i < n; i++) print_cover(&covers[i], eval != NULL);
    printf("%u signals and patterns, %u with a rule, %u without a gap\n", n, with_rule,
           without_gap);
    wv_mem_free(covers);
    return 0;
}

static int measure(wv_frozen *pack, const char *gold)
{
    wv_eval *eval = wv_mem_new(sizeof *eval);
    wv_err err = {0};
    wv_corpus_options options = {
        .paths = &gold, .path_count = 1, .packs = {pack, NULL}, .wants_gold = true};
    if (!eval) return wv_rc_exit(WV_E_NOMEM);
    wv_eval_init(eval, pack);
    wv_rc rc = wv_corpus_walk(&options, wv_eval_item, eval, &err);
    if (!rc && eval->wrong_gold)
        rc = wv_err_set(&err, WV_E_RECORD, "labels cannot be right: see `waakvlam eval`");
    if (rc)
        fprintf(stderr, "waakvlam coverage: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    int code = rc ? wv_rc_exit(rc) : print_all(pack, eval);
    wv_eval_done(eval);
    wv_mem_free(eval);
    return code;
}

int wv_cli_coverage(int argc, char **argv)
{
    const char *rules = NULL, *overlay = NULL, *gold = NULL;
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to use", &rules},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack", &overlay},
        {0, "gold", WV_OPTION_TEXT, "FILE", "labelled items: recall too", &gold},
        {0},
    };
    const wv_command_line line = {
        "coverage [-r PACK] [--gold FILE]",
        "Signals by rules, tests, registers and recall; those that lack most first.", options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc > 1) return wv_options_usage(&line, "no operand expected, found '%s'", argv[1]);
    wv_frozen *pack = NULL;
    int code = wv_packs_open_parts(&(wv_pack_parts){rules, overlay, NULL}, false, &pack);
    if (!code) code = gold ? measure(pack, gold) : print_all(pack, NULL);
    wv_frozen_free(pack);
    return code;
}
