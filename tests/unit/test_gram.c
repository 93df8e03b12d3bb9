/* SPDX-License-Identifier: EUPL-1.2 */
/* test_gram.c: claims about the closed classes and the grammar bits of open words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/gram.h"
#include "text/lex.h"

static uint64_t gram(const char *word)
{
    wv_analysis a[WV_ANALYSES_MAX];
    wv_str s = wv_str_of(word);
    return wv_gram_of(s, a, wv_analyse(s, a));
}

static void assert_can(const char *word, uint64_t mask)
{
    if ((gram(word) & mask) != mask) print_error("%s lacks a bit of its grammar\n", word);
    assert_true((gram(word) & mask) == mask);
}

static void assert_cannot(const char *word, uint64_t mask)
{
    if (gram(word) & mask) print_error("%s has a bit too many\n", word);
    assert_true((gram(word) & mask) == 0);
}

static void the_table_is_sorted(void **state)
{
    (void)state;
    assert_true(wv_gram_sorted());
}

static void a_word_can_be_several_things_at_once(void **state)
{
    (void)state;
    assert_can("op", WV_GRAM(PREP) | WV_GRAM(PARTICLE) | WV_GRAM(FUNCTION));
    assert_can("zijn", WV_GRAM(POSSESSIVE) | WV_GRAM(AUX) | WV_GRAM(FINITE) | WV_GRAM(INFINITIVE));
    assert_can("haar", WV_GRAM(POSSESSIVE) | WV_GRAM(OBJECT) | WV_GRAM(NOUN));
    assert_can("dat", WV_GRAM(SUBORD) | WV_GRAM(DET) | WV_GRAM(RELATIVE));
    assert_can("geen", WV_GRAM(NEG) | WV_GRAM(DET));
}

static void flemish_forms_stand_beside_the_dutch_ones(void **state)
{
    (void)state;
    assert_can("ge", WV_GRAM(SUBJECT));
    assert_can("gij", WV_GRAM(SUBJECT));
    assert_can("uwen", WV_GRAM(POSSESSIVE));
    assert_can("mekaar", WV_GRAM(RECIPROCAL));
}

static void function_words_take_nothing_from_the_analyser(void **state)
{
    (void)state;
    assert_cannot("van", WV_GRAM(NOUN) | WV_GRAM(FINITE) | WV_GRAM(ADJ));
    assert_cannot("die", WV_GRAM(NOUN) | WV_GRAM(FINITE));
    assert_cannot("en", WV_GRAM(NOUN) | WV_GRAM(FINITE));
}

static void particles_that_are_adjectives_keep_their_own_classes(void **state)
{
    (void)state;
    assert_can("lastig", WV_GRAM(PARTICLE) | WV_GRAM(ADJ));
    assert_cannot("lastig", WV_GRAM(FUNCTION));
    assert_cannot("kwijt", WV_GRAM(FUNCTION));
    assert_can("verdachte", WV_GRAM(ROLE_NOUN) | WV_GRAM(NOUN));
}

static void verbs_show_which_forms_they_are(void **state)
{
    (void)state;
    assert_can("sloeg", WV_GRAM(FINITE));
    assert_cannot("sloeg", WV_GRAM(NOUN) | WV_GRAM(INFINITIVE));
    assert_can("slaan", WV_GRAM(FINITE) | WV_GRAM(INFINITIVE));
    assert_can("gestalkt", WV_GRAM(PPART));
    assert_can("bel", WV_GRAM(FINITE) | WV_GRAM(NOUN));
    assert_can("sluit", WV_GRAM(FINITE));
}

static void a_name_nobody_lists_is_a_noun(void **state)
{
    (void)state;
    assert_can("dublin", WV_GRAM(NOUN));
    assert_cannot("dublin", WV_GRAM(FINITE));
}

/* With analyses of its own: one of the last sixteen that were asked for. */
static wv_lex lex_of(const char *word)
{
    static wv_analysis room[16][WV_ANALYSES_MAX];
    static uint32_t asked;
    wv_analysis *analyses = room[asked++ % 16];
    wv_lex lex = {.folded = wv_str_of(word), .analyses = analyses};
    lex.analysis_count = (uint8_t)wv_analyse(lex.folded, analyses);
    lex.gram = wv_gram_of(lex.folded, lex.analyses, lex.analysis_count);
    return lex;
}

static void a_pronoun_agrees_with_the_forms_it_can_take(void **state)
{
    (void)state;
    wv_lex hij = lex_of("hij"), ik = lex_of("ik"), wij = lex_of("wij"), haar = lex_of("haar");
    wv_lex deel = lex_of("deel"), deelt = lex_of("deelt"), slaan = lex_of("slaan"),
           sloeg = lex_of("sloeg");
    assert_true(wv_gram_agrees(&ik, &deel));
    assert_false(wv_gram_agrees(&hij, &deel)); /* "maakte hij deel uit" */
    assert_true(wv_gram_agrees(&hij, &deelt));
    assert_true(wv_gram_agrees(&hij, &sloeg));
    assert_true(wv_gram_agrees(&wij, &slaan));
    assert_false(wv_gram_agrees(&wij, &deelt));
    assert_false(wv_gram_agrees(&haar, &deelt));
}

static void only_a_form_that_is_nothing_else_is_a_sure_finite_verb(void **state)
{
    (void)state;
    static const char *const sure[] = {"sloeg", "belt", "heeft", "zou", "bedreigde", "kwamen"};
    static const char *const unsure[] = {"slaan", "bel", "vermoord", "huis", "op", "zijn"};
    for (size_t i = 0; i < sizeof sure / sizeof *sure; i++) {
        wv_lex a = lex_of(sure[i]), b = lex_of(unsure[i]);
        if (!wv_gram_sure_finite(&a)) print_error("%s\n", sure[i]);
        if (wv_gram_sure_finite(&b)) print_error("%s\n", unsure[i]);
        assert_true(wv_gram_sure_finite(&a));
        assert_false(wv_gram_sure_finite(&b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted),
        cmocka_unit_test(a_word_can_be_several_things_at_once),
        cmocka_unit_test(flemish_forms_stand_beside_the_dutch_ones),
        cmocka_unit_test(function_words_take_nothing_from_the_analyser),
        cmocka_unit_test(particles_that_are_adjectives_keep_their_own_classes),
        cmocka_unit_test(verbs_show_which_forms_they_are),
        cmocka_unit_test(a_name_nobody_lists_is_a_noun),
        cmocka_unit_test(a_pronoun_agrees_with_the_forms_it_can_take),
        cmocka_unit_test(only_a_form_that_is_nothing_else_is_a_sure_finite_verb),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
