/* SPDX-License-Identifier: EUPL-1.2 */
/* test_compounds.c: claims about compounds of named parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/compounds.h"

static const wv_compound_rule g_rules[] = {
    {{"contact", 7}, {"verbod", 6}},      {{"gebied", 6}, {"verbod", 6}},
    {{"naakt", 5}, {"foto", 4}},          {{"zelfmoord", 9}, {"poging", 6}},
    {{"vrouw", 5}, {"mishandeling", 12}}, {{"dood", 4}, {"bedreiging", 10}},
    {{"stalking", 8}, {"gedrag", 6}},     {{"stalking", 8}, {"melding", 7}},
    {{"moord", 5}, {"aanslag", 7}},       {{"zonde", 5}, {"bok", 3}},
};

static wv_arena g_arena;
static wv_compounds *g_table;

static void assert_rule(const char *word, int expected)
{
    uint32_t rules[4], n = wv_compounds_find(g_table, wv_str_of(word), rules, 4);
    if ((expected < 0) != (n == 0)) print_error("%s: %u rules\n", word, n);
    assert_int_equal(n, expected < 0 ? 0 : 1);
    if (n) assert_int_equal(rules[0], expected);
}

static void heads_inflect_and_links_join(void **state)
{
    (void)state;
    assert_rule("contactverbod", 0);
    assert_rule("contactverboden", 0);
    assert_rule("contact-verbod", 0);
    assert_rule("gebiedsverbod", 1);
    assert_rule("naaktfotos", 2);
    assert_rule("zelfmoordpogingen", 3);
    assert_rule("vrouwenmishandeling", 4);
    assert_rule("doodsbedreigingen", 5);
    assert_rule("zondebok", 9);
    assert_rule("zondenbok", 9);
}

static void a_first_part_takes_only_its_own_heads(void **state)
{
    (void)state;
    assert_rule("stalkinggedrag", 6);
    assert_rule("stalkingmeldingen", 7);
    assert_rule("contactgedrag", -1);
    assert_rule("naaktverbod", -1);
}

static void words_that_only_look_like_compounds_stay_out(void **state)
{
    (void)state;
    assert_rule("moordwijf", -1);
    assert_rule("slagroom", -1);
    assert_rule("doodmoe", -1);
    assert_rule("verbod", -1);
    assert_rule("contact", -1);
    assert_rule("xcontactverbod", -1);
    assert_rule("contactxverbod", -1);
    assert_rule("", -1);
}

static void a_word_of_two_rules_gives_both_in_order(void **state)
{
    (void)state;
    const wv_compound_rule twice[] = {{{"huis", 4}, {"verbod", 6}}, {{"huis", 4}, {"verbod", 6}}};
    wv_compounds *c;
    wv_arena arena;
    uint32_t rules[4];
    wv_arena_init(&arena);
    assert_int_equal(wv_compounds_new(twice, 2, &arena, &c), WV_OK);
    assert_int_equal(wv_compounds_find(c, WV_STR("huisverboden"), rules, 4), 2);
    assert_int_equal(rules[0], 0);
    assert_int_equal(rules[1], 1);
    assert_int_equal(wv_compounds_find(c, WV_STR("huisverboden"), rules, 1), 1);
    wv_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_inflect_and_links_join),
        cmocka_unit_test(a_first_part_takes_only_its_own_heads),
        cmocka_unit_test(words_that_only_look_like_compounds_stay_out),
        cmocka_unit_test(a_word_of_two_rules_gives_both_in_order),
    };
    if (wv_compounds_new(g_rules, sizeof g_rules / sizeof *g_rules, &g_arena, &g_table)) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    wv_arena_done(&g_arena);
    return failed;
}
