/* SPDX-License-Identifier: EUPL-1.2 */
/* test_lab.c: what the researcher's bench counts and draws. */
#include "lab/draw.h"
#include "lab/eval.h"
#include "lab/mutate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static bool near_to(double a, double b)
{
    return a - b < 0.0005 && b - a < 0.0005;
}

/* Values of Newcombe 1998, table I (method 3). */
static void wilson_interval_is_that_of_the_literature(void **state)
{
    (void)state;
    wv_interval a = wv_wilson(81, 263), b = wv_wilson(0, 20), c = wv_wilson(29, 29);
    assert_true(near_to(a.low, 0.2553) && near_to(a.high, 0.3662));
    assert_true(near_to(b.low, 0) && near_to(b.high, 0.1611));
    assert_true(near_to(c.low, 0.8830) && near_to(c.high, 1));
    assert_true(wv_wilson(0, 0).high == 1);
}

static void draws_are_fixed_and_independent_of_order(void **state)
{
    (void)state;
    wv_draw a = wv_draw_of(7, 1000), b = wv_draw_of(7, 1000), c = wv_draw_of(7, 1001);
    assert_true(wv_draw_next(&a) == wv_draw_next(&b));
    assert_false(wv_draw_next(&a) == wv_draw_next(&c));
    assert_true(wv_draw_mix(0) == 0xE220A8397B1DCDAFu); /* first output of SplitMix64, seed 0 */
}

static void draws_below_are_even(void **state)
{
    (void)state;
    unsigned seen[6] = {0};
    wv_draw d = wv_draw_of(1, 1);
    for (int i = 0; i < 60000; i++) seen[wv_draw_below(&d, 6)]++;
    for (int i = 0; i < 6; i++) assert_in_range(seen[i], 9600, 10400);
    assert_int_equal(wv_draw_below(&d, 0), 0);
}

static wv_rc gold_of(const char *line, wv_gold *gold, const char **why)
{
    static wv_arena arena;
    static wv_json json;
    wv_str what;
    wv_arena_done(&arena);
    wv_json_done(&json);
    wv_arena_init(&arena);
    wv_json_init(&json, &arena);
    return wv_gold_read(&json, wv_str_of(line), gold, why, &what);
}

static void a_quote_becomes_a_span_in_code_points(void **state)
{
    (void)state;
    wv_gold g;
    const char *why;
    assert_int_equal(gold_of("{\"text\":\"\xc3\xa9\xc3\xa9n klap\",\"gold\":{\"require\":[\"a\"],"
                             "\"quotes\":{\"a\":\"klap\"}},\"class\":\"c\"}",
                             &g, &why),
                     WV_OK);
    assert_int_equal(g.span_count, 1);
    assert_int_equal(g.spans[0].span.start, 4);
    assert_int_equal(g.spans[0].span.end, 8);
    assert_true(wv_str_is(g.group, "c"));
}

static void labels_that_cannot_be_right_are_refused(void **state)
{
    (void)state;
    wv_gold g;
    const char *why;
    assert_int_equal(
        gold_of("{\"text\":\"klap\",\"gold\":{\"quotes\":{\"a\":\"slag\"}}}", &g, &why),
        WV_E_RECORD);
    assert_int_equal(
        gold_of("{\"text\":\"klap\",\"gold\":{\"spans\":{\"a\":[[0,5]]}}}", &g, &why), WV_E_RECORD);
    assert_int_equal(
        gold_of("{\"text\":\"klap\",\"gold\":{\"spans\":{\"a\":[[2,2]]}}}", &g, &why), WV_E_RECORD);
    assert_int_equal(gold_of("{\"text\":\"klap\"}", &g, &why), WV_E_END);
}

static wv_found found(const char *signal, const char *rule, uint32_t labels, bool live)
{
    static const wv_span span = {0, 4};
    return (wv_found){.signal = wv_str_of(signal),
                      .rule = wv_str_of(rule),
                      .severity = 4,
                      .live = live,
                      .labels = labels,
                      .spans = &span,
                      .span_count = 1};
}

static void required_allowed_false_and_missed_are_told_apart(void **state)
{
    (void)state;
    wv_eval e;
    wv_found finds[] = {found("a", "r1", 0, true), found("a", "r2", 0, true),
                        found("b", "r3", 0, true), found("c", "r4", 0, true),
                        found("d", "r5", 0, false),
                        found("d", "r6", 1u << WV_LABEL_NEGATED, true)};
    wv_lab_item item = {.path = "x", .id = WV_STR("1"), .text = WV_STR("klap"), .has_gold = true};
    item.gold.require.items[item.gold.require.count++] = WV_STR("a");
    item.gold.require.items[item.gold.require.count++] = WV_STR("d");
    item.gold.allow.items[item.gold.allow.count++] = WV_STR("b");
    item.gold.spans[item.gold.span_count++] = (wv_gold_span){WV_STR("a"), {2, 6}};
    item.found[0] = (wv_founds){finds, 6};
    wv_eval_init(&e, NULL);
    assert_true(wv_eval_item(&e, &item));
    assert_int_equal(e.all.score.right, 1);
    assert_int_equal(e.all.score.neutral, 1);
    assert_int_equal(e.all.score.wrong, 1);
    assert_int_equal(e.all.score.missed, 1);
    assert_int_equal(e.all.overlap, 1);
    assert_int_equal(e.all.covered_points, 2);
    assert_int_equal(e.all.quote_points, 4);
    assert_int_equal(e.confusion.count, 1);
    assert_true(wv_str_is(e.confusion.rows[0].name, "d -> c"));
    assert_int_equal(e.rules.rows[0].sole, 0);
    assert_int_equal(e.untouched_count, 0);
    wv_eval_done(&e);
}

static void an_item_without_sign_alarms_once(void **state)
{
    (void)state;
    wv_eval e;
    wv_found finds[] = {found("a", "r1", 0, true), found("b", "r2", 0, true)};
    wv_lab_item item = {.path = "x", .id = WV_STR("1"), .text = WV_STR("klap"), .has_gold = true};
    item.gold.group = WV_STR("neg:film");
    item.found[0] = (wv_founds){finds, 2};
    wv_eval_init(&e, NULL);
    assert_true(wv_eval_item(&e, &item));
    assert_int_equal(e.all.alarms, 1);
    assert_int_equal(e.classes.rows[0].alarms, 1);
    assert_int_equal(e.all.score.wrong, 2);
    wv_eval_done(&e);
}

static void assert_variant(const char *text, wv_mutation kind, const char *wanted)
{
    wv_buf out;
    wv_str s = wv_str_of(text);
    wv_buf_init(&out);
    assert_true(wv_mutate(s, (wv_span){0, s.n}, kind, &out) == (wanted != NULL));
    if (wanted) assert_true(wv_str_eq((wv_str){out.p, (uint32_t)out.n}, wv_str_of(wanted)));
    wv_buf_done(&out);
}

static void a_variant_says_the_same_otherwise(void **state)
{
    (void)state;
    assert_variant("Hij kneep mijn keel dicht.", WV_MUTATION_TENSE, "Hij knijpt mijn keel dicht.");
    assert_variant("hij slaat mij", WV_MUTATION_TENSE, "hij sloeg mij");
    assert_variant("Hij maakt mij bang", WV_MUTATION_TENSE, "Hij maakte mij bang");
    assert_variant("Hij bedreigt hem", WV_MUTATION_PERSON, "Zij bedreigt haar");
    assert_variant("ik mag niet weg", WV_MUTATION_CHAT, "k mag nie weg");
    assert_variant("Kom, nu.", WV_MUTATION_BARE, "kom nu");
    assert_variant("je gaat dood", WV_MUTATION_LONG, "je gaaaaaat dood");
    assert_variant("hij belt op", WV_MUTATION_INSERTED, "hij belt gewoon op");
    assert_variant("ik vermoord je", WV_MUTATION_SLIP, "ik vermorod je");
    assert_variant("dood", WV_MUTATION_SLIP, NULL);
    assert_variant("dood", WV_MUTATION_PERSON, NULL);
}

static void a_sentence_is_said_in_another_order(void **state)
{
    (void)state;
    assert_variant("Hij belde mij op.", WV_MUTATION_INVERTED, "Daarna belde hij mij op.");
    assert_variant("Hij belde mij op.", WV_MUTATION_SUBCLAUSE, "Het klopt dat hij mij opbelde.");
    assert_variant("Hij belde mij op.", WV_MUTATION_PERFECT, "Hij heeft mij opgebeld.");
    assert_variant("Hij belde mij op.", WV_MUTATION_TE, "Hij begon mij op te bellen.");
    assert_variant("mijn man slaat mij", WV_MUTATION_SUBCLAUSE, "Het klopt dat mijn man mij slaat");
    assert_variant("ik sla je hard", WV_MUTATION_PERFECT, "ik heb je hard geslagen");
    assert_variant("Hij wil mij slaan.", WV_MUTATION_SUBCLAUSE, "Het klopt dat hij mij wil slaan.");
    assert_variant("Hij heeft mij geslagen.", WV_MUTATION_SUBCLAUSE,
                   "Het klopt dat hij mij geslagen heeft.");
    assert_variant("Hij slaat mij, want hij is boos.", WV_MUTATION_PERFECT,
                   "Hij heeft mij geslagen, want hij is boos.");
    assert_variant("Er is een contactverbod.", WV_MUTATION_APART, "Er is een contact verbod.");
}

/* A variant that is no Dutch is worse than none. */
static void a_sentence_that_is_not_simple_is_left_alone(void **state)
{
    (void)state;
    assert_variant("Hij sloeg mij en liep weg.", WV_MUTATION_PERFECT, NULL);
    assert_variant("Hij zegt dat hij mij slaat.", WV_MUTATION_SUBCLAUSE, NULL);
    assert_variant("Hij geeft zich uit voor agent.", WV_MUTATION_PERFECT, NULL);
    assert_variant("Hij rijdt achter mij.", WV_MUTATION_PERFECT, NULL); /* is, or heeft */
    assert_variant("Zij slaan mij hard.", WV_MUTATION_INVERTED, NULL);
    assert_variant("Hij viel van de trap.", WV_MUTATION_TE, NULL);
    assert_variant("Jan belde mij op.", WV_MUTATION_INVERTED, NULL);
    assert_variant("Een vriendschap en een vriendin.", WV_MUTATION_APART, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_interval_is_that_of_the_literature),
        cmocka_unit_test(draws_are_fixed_and_independent_of_order),
        cmocka_unit_test(draws_below_are_even),
        cmocka_unit_test(a_quote_becomes_a_span_in_code_points),
        cmocka_unit_test(labels_that_cannot_be_right_are_refused),
        cmocka_unit_test(required_allowed_false_and_missed_are_told_apart),
        cmocka_unit_test(an_item_without_sign_alarms_once),
        cmocka_unit_test(a_variant_says_the_same_otherwise),
        cmocka_unit_test(a_sentence_is_said_in_another_order),
        cmocka_unit_test(a_sentence_that_is_not_simple_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
