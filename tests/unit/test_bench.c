/* SPDX-License-Identifier: EUPL-1.2 */
/* test_bench.c: the parts of the researcher's bench that are pure: which pattern covers which, what is
 * mended in a text, what a regex costs, and how a sample is drawn. */
#include "lab/calibrate.h"
#include "lab/fix.h"
#include "pack/lint_cover.h"
#include "pack/regex_cost.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static wv_lit lit(const char *text)
{
    return (wv_lit){wv_str_of(text), {0}};
}

static bool covers(const char *wide, const char *narrow, bool parts)
{
    wv_cover c;
    wv_lit a = lit(wide), b = lit(narrow);
    wv_cover_init(&c);
    bool holds = wv_cover_holds(&c, &a, &b, parts);
    wv_cover_done(&c);
    return holds;
}

static void a_pattern_covers_itself_its_alternatives_and_more_words(void **state)
{
    (void)state;
    assert_true(covers("bellen", "bellen", false));
    assert_true(covers("(bellen | appen)", "appen", false));
    assert_true(covers("(bellen | appen | sms)", "(appen | bellen)", false));
    assert_true(covers("bellen", "(niet & bellen)", true));
    assert_true(covers("bellen", "stop .. bellen", true));
    assert_true(covers("rode? plekken", "plekken", true));
    assert_true(covers("(a & b)~6", "(a & b)~6", false));
}

static void what_is_not_certain_is_not_covered(void **state)
{
    (void)state;
    assert_false(covers("appen", "bellen", true));
    assert_false(covers("bellen", "(niet & bellen)", false)); /* niet is evidence of one of them */
    assert_false(covers("(bellen & appen)", "bellen", true));
    assert_false(covers("appen", "(appen | bellen)", true));
    assert_false(covers("bellen", "stop bellen?", true));
    assert_false(covers("(a & b)~4", "(a & b)~6", true));
    assert_false(covers("bellen:v", "bellen", true));
    assert_false(covers("=bellen", "bellen", true));
    assert_false(covers("a .. b", "a ... b", true));
}

/* ---- regexes ---- */

static wv_regex_cost cost(const char *regex)
{
    wv_regex_cost c;
    wv_lit l = lit(regex);
    assert_int_equal(wv_regex_measure(&l, &c), WV_OK);
    return c;
}

static void a_regex_costs_what_it_scans(void **state)
{
    (void)state;
    assert_true(cost("\\b06-?\\d{8}\\b").steps < cost("\\w+\\d").steps);
    assert_false(cost("\\b06-?\\d{8}\\b").superlinear);
    assert_true(cost("[a-z]+ .*\\d{9}x").superlinear);
    assert_true(cost("(\\w+\\s?)+!").endless);
    assert_int_equal(cost("qqq").steps, 0);
}

/* ---- mending ---- */

static bool new_id(char out[37])
{
    memcpy(out, "00000000-0000-4000-8000-000000000000", 37);
    return true;
}

static void count(void *ctx, uint32_t line, const char *what, wv_str about)
{
    (void)line, (void)what, (void)about;
    ++*(uint32_t *)ctx;
}

static uint32_t mend(const char *text, bool broken, wv_buf *out)
{
    uint32_t done = 0;
    wv_fixer f = {
        .broken = broken, .today = "2026-11-23", .new_id = new_id, .told = count, .ctx = &done};
    wv_fix_text(&f, wv_str_of(text), out);
    return done;
}

static void mends(const char *text, bool broken, const char *wanted)
{
    wv_buf out;
    wv_buf_init(&out);
    mend(text, broken, &out);
    wv_buf_byte(&out, '\0');
    assert_string_equal(out.p, wanted);
    wv_buf_done(&out);
}

#define RULE                                                                                       \
    "name: a\nid: 00000000-0000-4000-8000-000000000000\ndate: 2026-11-23\n"                        \
    "signal: b\ndetection: {}\n"

static void a_rule_gets_an_id_and_a_date_and_nothing_else_does(void **state)
{
    (void)state;
    mends("name: a\nsignal: b\ndetection: {}\n", false, RULE);
    mends(RULE, false, RULE);
    mends("list: a\nterms: [b]\n", false, "list: a\nterms: [b]\n");
    mends("macro: a\npattern: b", false, "macro: a\npattern: b");
}

static void keys_of_before_get_their_name_but_not_inside_a_text(void **state)
{
    (void)state;
    mends(RULE "tests:\n  - {nomatch: \"a, voice: b\", voice: P}\n", false,
          RULE "tests:\n  - {no-match: \"a, voice: b\", who: P}\n");
    mends(RULE "definition: x\n", false, RULE "description: x\n");
    mends(RULE "definition: x\ndescription: y\n", false, RULE "definition: x\ndescription: y\n");
    mends("list: a\ndefinition: x\n", false, "list: a\ndefinition: x\n");
}

static void quotes_are_put_only_into_what_is_no_yaml(void **state)
{
    (void)state;
    mends(RULE "tests:\n  - match: Hij zei: stop\n", false,
          RULE "tests:\n  - match: Hij zei: stop\n");
    mends(RULE "tests:\n  - match: Hij zei: stop\n", true,
          RULE "tests:\n  - match: 'Hij zei: stop'\n");
    mends(RULE "tests:\n  - match: Zij zei: 's avonds\n", true,
          RULE "tests:\n  - match: \"Zij zei: 's avonds\"\n");
    mends("a|re: \"\\bx\"\n", true, "a|re: '\\bx'\n");
    mends("- @thuis\n- \"@thuis\"\n", true, "- '@thuis'\n- \"@thuis\"\n");
}

/* ---- a sample ---- */

static wv_lab_item item(const char *id, const wv_found *found, uint32_t count_found)
{
    return (wv_lab_item){.id = wv_str_of(id), .text = WV_STR("x"), .found = {{found, count_found}}};
}

static void each_item_below_the_cut_is_drawn_as_often(void **state)
{
    (void)state;
    enum { SEEDS = 4000, ITEMS = 5 };
    const wv_found severe = {.severity = 5, .live = true}, mild = {.severity = 2, .live = true};
    uint32_t drawn[ITEMS] = {0};
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        wv_sample s;
        assert_int_equal(wv_sample_init(&s, seed, WV_TRIAGE_TODAY, 2), WV_OK);
        for (int i = 0; i < ITEMS; i++) {
            char id[2] = {(char)('0' + i), '\0'};
            wv_lab_item it = item(id, i == 4 ? &severe : &mild, i % 2 == 0);
            assert_true(wv_sample_visit(&s, &it));
        }
        assert_int_equal(s.population, 4);
        assert_int_equal(s.count, 2);
        for (uint32_t i = 0; i < s.count; i++) drawn[s.items[i].id.p[0] - '0']++;
        wv_sample_done(&s);
    }
    assert_int_equal(drawn[4], 0); /* the cut shows it */
    for (int i = 0; i < 4; i++) /* 2 of 4: half of the seeds, six standard deviations wide */
        assert_in_range(drawn[i], SEEDS / 2 - 190, SEEDS / 2 + 190);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_covers_itself_its_alternatives_and_more_words),
        cmocka_unit_test(what_is_not_certain_is_not_covered),
        cmocka_unit_test(a_regex_costs_what_it_scans),
        cmocka_unit_test(a_rule_gets_an_id_and_a_date_and_nothing_else_does),
        cmocka_unit_test(keys_of_before_get_their_name_but_not_inside_a_text),
        cmocka_unit_test(quotes_are_put_only_into_what_is_no_yaml),
        cmocka_unit_test(each_item_below_the_cut_is_drawn_as_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
