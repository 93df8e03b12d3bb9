/* SPDX-License-Identifier: EUPL-1.2 */
/* test_analyse_known.c: the table of analyses says what the rules say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/analyse_known.h"
#include "text/inflect_spell.h"
#include "text/inflect_words.h"

#include <stdio.h>
#include <stdlib.h>

static void assert_same(wv_str word, const wv_analysis *a, int n, const wv_analysis *b, int m)
{
    if (n != m) fail_msg("%.*s: %d analyses, by the rules %d", (int)word.n, word.p, n, m);
    for (int i = 0; i < n; i++) {
        if (a[i].key_bytes != b[i].key_bytes || strcmp(a[i].key, b[i].key) != 0 ||
            a[i].pos != b[i].pos || a[i].feat != b[i].feat)
            fail_msg("%.*s: %s/%u/%x, by the rules %s/%u/%x", (int)word.n, word.p, a[i].key,
                     a[i].pos, a[i].feat, b[i].key, b[i].pos, b[i].feat);
    }
}

/* The list is what the engine was built from; one word in thirteen is compared. */
static void words_of_the_list_are_known_as_the_rules_have_them(void **state)
{
    (void)state;
    FILE *in = fopen("/usr/share/dict/dutch", "r");
    if (!in) skip();
    char line[256];
    uint32_t compared = 0;
    for (uint32_t i = 0; fgets(line, sizeof line, in); i++) {
        wv_str word = {line, (uint32_t)strcspn(line, "\n")};
        wv_analysis known[WV_ANALYSES_MAX], afresh[WV_ANALYSES_MAX];
        if (i % 13 || !wv_words_has(word)) continue;
        int n = wv_analyse_known(word, known);
        assert_same(word, known, n, afresh, wv_analyse_afresh(word, afresh));
        compared++;
    }
    fclose(in);
    assert_true(compared > 20000);
}

static void all_ways_to_a_key_are_taken(void **state)
{
    (void)state;
    static const char *const words[][2] = {{"geslagen", "sla"},
                                           {"opgebeld", "opbel"},
                                           {"kinderen", "kind"},
                                           {"huizen", "huis"},
                                           {"allergrootst", "groot"},
                                           {"vertrokken", "vertrek"},
                                           {"was", "zijn"},
                                           {"loopt", "loop"},
                                           {"beste", "goed"},
                                           {"fotos", "foto"},
                                           {"ge", "ge"},
                                           {"fiets", "fiets"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        wv_analysis known[WV_ANALYSES_MAX], afresh[WV_ANALYSES_MAX];
        wv_str word = wv_str_of(words[i][0]);
        int n = wv_analyse_known(word, known), m = wv_analyse_afresh(word, afresh);
        if (!wv_words_has(word)) {
            assert_int_equal(n, 0);
            continue;
        }
        assert_same(word, known, n, afresh, m);
        bool any = false;
        for (int k = 0; k < n; k++) any |= strcmp(known[k].key, words[i][1]) == 0;
        if (!any) fail_msg("%s: no key %s", words[i][0], words[i][1]);
    }
}

static void words_of_no_list_are_left_to_the_rules(void **state)
{
    (void)state;
    static const char *const words[] = {
        "gestalkd",
        "ghostde",
        "contactverbodje",
        "bodufam",
        "",
        "q",
        "onbekendewoordendienergensstaanenheellangzijnenmeerdanditen"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        wv_analysis known[WV_ANALYSES_MAX], afresh[WV_ANALYSES_MAX];
        wv_str word = wv_str_of(words[i]);
        assert_false(wv_words_has(word));
        assert_int_equal(wv_analyse_known(word, known), 0);
        int n = wv_analyse(word, known);
        assert_same(word, known, n, afresh, wv_analyse_afresh(word, afresh));
    }
}

/* The head of a compound that nobody listed is asked of the table. */
static void a_compound_is_what_its_head_is(void **state)
{
    (void)state;
    static const char *const words[][2] = {
        {"gebieds", "verbodje"}, {"stalkings", "zaken"}, {"wurg", "pogingen"}, {"drugs", "panden"}};
    uint32_t compared = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        wv_form whole = wv_form_join(wv_str_of(words[i][0]), wv_str_of(words[i][1]));
        wv_str word = wv_form_str(&whole), front = wv_str_of(words[i][0]);
        wv_analysis all[WV_ANALYSES_MAX], head[WV_ANALYSES_MAX];
        if (wv_words_has(word)) continue;
        int n = wv_analyse(word, all), m = wv_analyse_afresh(wv_str_of(words[i][1]), head);
        assert_true(m > 0 && n >= (m < 3 ? m : 3));
        for (int k = 0; k < m && k < 3; k++) {
            wv_form key = wv_form_join(front, (wv_str){head[k].key, head[k].key_bytes});
            assert_string_equal(all[k].key, key.s);
            assert_int_equal(all[k].key_bytes, key.n);
            assert_int_equal(all[k].pos, head[k].pos);
            assert_int_equal(all[k].feat, head[k].feat);
            compared++;
        }
    }
    assert_true(compared > 0);
}

/* Garbage in a slot may be any step: none may write beyond a key. */
static void a_step_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    wv_analysis out;
    wv_analysis_step s = {.cut = 4};
    assert_false(wv_analysis_take(&s, WV_STR("bel"), &out));
    s = (wv_analysis_step){.drop_at = 3, .drop_bytes = 2};
    assert_false(wv_analysis_take(&s, WV_STR("bel"), &out));
    s = (wv_analysis_step){.add = "elen", .add_bytes = 4};
    char longest[WV_KEY_BYTES_MAX + 1];
    memset(longest, 'a', sizeof longest);
    assert_false(wv_analysis_take(&s, (wv_str){longest, WV_KEY_BYTES_MAX - 3}, &out));
    assert_true(wv_analysis_take(&s, (wv_str){longest, WV_KEY_BYTES_MAX - 4}, &out));
    assert_int_equal(out.key_bytes, WV_KEY_BYTES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_the_list_are_known_as_the_rules_have_them),
        cmocka_unit_test(all_ways_to_a_key_are_taken),
        cmocka_unit_test(words_of_no_list_are_left_to_the_rules),
        cmocka_unit_test(a_compound_is_what_its_head_is),
        cmocka_unit_test(a_step_that_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
