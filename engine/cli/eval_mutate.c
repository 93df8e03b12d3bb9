/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_mutate.c: the matching tests of a pack, each varied in every way that lab/mutate.h knows, and
 * what of it the rule still finds.
 *
 * In: a frozen pack. Out: survivors of variants, by kind and rule. Neighbours: cli/rule_test.c
 * makes the record of a test, so that voice and fields are those of the test. Invariants: a test
 * that does not match as it stands is left out and counted. Cost: some ten scans a test. */
#include "cli/eval_mutate.h"

#include "cli/rule_test.h"
#include "lab/mutate.h"

#include <stdio.h>

typedef struct mutant_count {
    uint32_t made, alive;
} mutant_count;

typedef struct mutator {
    const wv_frozen *pack;
    wv_scratch *scratch;
    wv_arena arena;
    wv_buf variant;
    bool verbose;
    mutant_count rule[WV_MUTATION_COUNT], all[WV_MUTATION_COUNT];
    uint32_t tests, unmatched;
} mutator;

/* The rule's live finding in the text, and where its evidence begins and ends. */
static wv_rc find(mutator *m, uint32_t rule, const wv_rule_test *test, wv_str text, bool *live,
                  wv_span *evidence, wv_err *err)
{
    wv_record record;
    wv_findings findings;
    wv_arena_reset(&m->arena);
    wv_rc rc = wv_rule_test_record(test, &m->arena, &record);
    if (rc) return wv_err_set(err, rc, "out of memory");
    record.text = text;
    rc = wv_scan_record(m->scratch, &record, &findings, err);
    if (rc) return rc;
    wv_scan_resolve(m->scratch, &record, wv_rule_test_role, NULL, &findings);
    const wv_finding *f = wv_rule_test_finding(&findings, rule, live);
    if (evidence && f && f->span_count)
        *evidence = (wv_span){f->spans[0].start, f->spans[f->span_count - 1].end};
    return WV_OK;
}

static wv_rc vary(mutator *m, uint32_t rule, const wv_rule_test *test, wv_span evidence,
                  wv_err *err)
{
    for (int k = 0; k < WV_MUTATION_COUNT; k++) {
        bool live = false;
        wv_buf_clear(&m->variant);
        if (!wv_mutate(test->text.s, evidence, (wv_mutation)k, &m->variant)) continue;
        if (m->variant.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        wv_str text = {m->variant.p, (uint32_t)m->variant.n};
        if (wv_str_eq(text, test->text.s)) continue;
        wv_rc rc = find(m, rule, test, text, &live, NULL, err);
        if (rc) return rc;
        m->rule[k].made++;
        m->rule[k].alive += live;
        if (m->verbose && !live)
            printf("lost %-9s %.*s: %.*s\n", wv_mutation_names[k],
                   (int)m->pack->rules[rule].name.n, m->pack->rules[rule].name.p, (int)text.n,
                   text.p);
    }
    return WV_OK;
}

static void print_counts(const char *name, int n, const mutant_count counts[])
{
    mutant_count sum = {0, 0};
    printf("%-46.*s", n, name);
    for (int k = 0; k < WV_MUTATION_COUNT; k++) {
        char cell[32] = "-";
        if (counts[k].made)
            snprintf(cell, sizeof cell, "%u/%u", counts[k].alive, counts[k].made);
        printf(" %9s", cell);
        sum.made += counts[k].made;
        sum.alive += counts[k].alive;
    }
    printf("  %.3f\n", sum.made ? (double)sum.alive / (double)sum.made : 0);
}

static wv_rc vary_rule(mutator *m, uint32_t rule, wv_err *err)
{
    const wv_frozen_rule *r = &m->pack->rules[rule];
    wv_rc rc = WV_OK;
    memset(m->rule, 0, sizeof m->rule);
    for (uint32_t i = 0; i < r->ast->test_count && rc == WV_OK; i++) {
        const wv_rule_test *test = &r->ast->tests[i];
        wv_span evidence = {0, 0};
        bool live = false;
        if (!test->match) continue;
        m->tests++;
        rc = find(m, rule, test, test->text.s, &live, &evidence, err);
        m->unmatched += rc == WV_OK && !live;
        if (rc == WV_OK && live) rc = vary(m, rule, test, evidence, err);
    }
    for (int k = 0; k < WV_MUTATION_COUNT; k++) {
        m->all[k].made += m->rule[k].made;
        m->all[k].alive += m->rule[k].alive;
    }
    if (rc == WV_OK) print_counts(r->name.p, (int)r->name.n, m->rule);
    return rc;
}

static wv_rc vary_all(mutator *m, wv_err *err)
{
    wv_rc rc = wv_scratch_new(m->pack, &m->scratch, err);
    printf("%-46s", "rule");
    for (int k = 0; k < WV_MUTATION_COUNT; k++) printf(" %9s", wv_mutation_names[k]);
    printf("  share\n");
    for (uint32_t i = 0; i < m->pack->rule_count && rc == WV_OK; i++)
        if (!m->pack->rules[i].ast->correlation && !m->pack->rules[i].disabled)
            rc = vary_rule(m, i, err);
    if (rc == WV_OK) print_counts("all", 3, m->all);
    if (rc == WV_OK)
        printf("%u matching tests, %u of them left out because they do not match\n", m->tests,
               m->unmatched);
    return rc;
}

int wv_eval_mutate(const wv_frozen *pack, bool verbose)
{
    mutator m = {.pack = pack, .verbose = verbose};
    wv_err err = {0};
    wv_arena_init(&m.arena);
    wv_buf_init(&m.variant);
    wv_rc rc = vary_all(&m, &err);
    if (rc) fprintf(stderr, "waakvlam eval: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_scratch_free(m.scratch);
    wv_buf_done(&m.variant);
    wv_arena_done(&m.arena);
    return wv_rc_exit(rc);
}
