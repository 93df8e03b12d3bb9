/* SPDX-License-Identifier: EUPL-1.2 */
/* test_clauses.c: claims about clause edges. A case is a sentence and its clauses, '|' between
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sentence_text.h"

static sentence_text g_text;

static void assert_clauses(const char *text, const char *expected)
{
    sentence_text_read(&g_text, text, WV_WORDS_PROSE);
    assert_string_equal(sentence_text_clauses(&g_text), expected);
}

static void maar_with_a_verb_of_its_own_opens_a_clause(void **state)
{
    (void)state;
    assert_clauses("Hij sloeg haar niet, maar kneep wel haar keel dicht.",
                   "Hij sloeg haar niet | maar kneep wel haar keel dicht");
    assert_clauses("Hij sloeg haar niet met de hand maar met een stok.",
                   "Hij sloeg haar niet met de hand maar met een stok");
}

static void dan_with_a_verb_and_its_subject_opens_a_clause_without_a_comma(void **state)
{
    (void)state;
    assert_clauses("Neem je nu niet op dan maak ik je dood.",
                   "Neem je nu niet op | dan maak ik je dood");
    assert_clauses("Hij is groter dan zijn broer.", "Hij is groter dan zijn broer");
}

static void a_comma_between_two_main_clauses_is_an_edge(void **state)
{
    (void)state;
    assert_clauses("Hij viel van de trap, ik vond het lastig om te helpen.",
                   "Hij viel van de trap | ik vond het lastig | om te helpen");
    assert_clauses("Hij sloot de deur en stond op.", "Hij sloot de deur | en stond op");
    assert_clauses("Hij pakte zijn jas en ging af op de deur.",
                   "Hij pakte zijn jas | en ging af op de deur");
}

static void a_list_of_nouns_is_no_edge(void **state)
{
    (void)state;
    assert_clauses("Hij pakte haar jas, sleutels en telefoon af.",
                   "Hij pakte haar jas sleutels en telefoon af");
    assert_clauses("Hij belde haar moeder, haar zus en haar baas op.",
                   "Hij belde haar moeder haar zus en haar baas op");
    assert_clauses("De man en de vrouw belden haar op.", "De man en de vrouw belden haar op");
}

static void conjunctions_and_relatives_open_clauses(void **state)
{
    (void)state;
    assert_clauses("Zij zegt dat hij zei dat hij haar zou vinden.",
                   "Zij zegt | dat hij zei | dat hij haar zou vinden");
    assert_clauses("De man die mij sloeg is weg.", "De man | die mij sloeg | is weg");
    assert_clauses("Ik ging weg omdat hij mij sloeg.", "Ik ging weg | omdat hij mij sloeg");
    assert_clauses("Hij belde toen op.", "Hij belde toen op");
    assert_clauses("Hij heeft dat gedaan.", "Hij heeft dat gedaan");
}

static void a_subordinate_clause_in_front_ends_at_the_second_verb(void **state)
{
    (void)state;
    assert_clauses("Als hij dronken is slaat hij mij.", "Als hij dronken is | slaat hij mij");
    assert_clauses("Als hij dronken is, slaat hij mij.", "Als hij dronken is | slaat hij mij");
    assert_clauses("Toen ik thuis kwam zag hij mij.", "Toen ik thuis kwam | zag hij mij");
}

static void om_with_te_opens_a_clause(void **state)
{
    (void)state;
    assert_clauses("Hij kwam langs om mij te slaan.", "Hij kwam langs | om mij te slaan");
    assert_clauses("Hij liep om het huis.", "Hij liep om het huis");
}

static void a_colon_or_semicolon_always_parts(void **state)
{
    (void)state;
    assert_clauses("Hij zei: kom hier; nu.", "Hij zei | kom hier | nu");
}

static void chat_forms_are_words_like_others(void **state)
{
    (void)state;
    assert_clauses("kga je vinden en dan sla ik je", "k ga je vinden | en dan sla ik je");
    assert_clauses("ik pak je kinderen af kga je vinden", "ik pak je kinderen af | k ga je vinden");
    assert_clauses("dan ga ik slapen", "dan ga ik slapen");
}

static void vroeg_of_laat_is_no_verb(void **state)
{
    (void)state;
    assert_clauses("Vroeg of laat schiet ik jou gewoon dood.",
                   "Vroeg of laat schiet ik jou gewoon dood");
    assert_clauses("'k leg u vroeg of laat om", "'k leg u vroeg of laat om");
    assert_clauses("Hij vroeg mij te komen en liet mij staan.",
                   "Hij vroeg mij te komen | en liet mij staan");
}

/* The sentence with its bars; marks that are no words are left out of what comes back. */
static void assert_cut(const char *cut)
{
    char text[256], words[256];
    size_t n = 0, k = 0;
    for (const char *c = cut; *c; c++) {
        if (c[0] == ' ' && c[1] == '|')
            c++;
        else
            text[n++] = *c;
        if (!strchr(",.", *c)) words[k++] = *c;
        if (*c == '|') words[k - 1] = ' ', words[k++] = '|';
    }
    text[n] = words[k] = '\0';
    assert_clauses(text, words);
}

static void a_final_verb_stays_in_its_clause(void **state)
{
    (void)state;
    assert_cut("sorry dat ik je keel dichtkneep, | ik was dronken");
    assert_cut("Het contactverbod geldt nog, | terwijl de rechter hem elk contact heeft verboden.");
    assert_cut("Ik weet | dat hij mij zou hebben kunnen vermoorden.");
    assert_cut("Mijn telefoon is kapot, | ik bestel een nieuwe.");
    assert_cut("Het is voor mij moeilijk na de eerste sprong.");
}

static void a_subordinate_verb_that_may_be_a_noun_closes_its_clause(void **state)
{
    (void)state;
    assert_cut("als ik je zie | sla ik je dood");
    assert_cut("wat ik ook doe | hij vindt mij altijd");
    assert_cut("Als ge mij verlaat | dan snij ik uw keel over.");
    assert_cut("Hij zegt me kapot te maken | als ik bij hem wegga.");
    assert_cut("Toen ik wilde vertrekken | hield hij mij tegen");
    assert_cut("als ik je niet kan krijgen | krijgt niemand je");
}

static void tot_before_a_subject_opens_a_clause(void **state)
{
    (void)state;
    assert_cut("hij sloot zijn handen rond mijn keel | tot ik niks meer hoorde");
    assert_cut("wacht maar | tot ik thuis ben");
    assert_cut("Hij volgde haar tot haar deur.");
}

static void a_second_subject_opens_a_clause(void **state)
{
    (void)state;
    assert_cut("Hij zei | ik maak je kapot.");
    assert_cut("Ik maak je kapot | zei hij.");
    assert_cut("ik weet u wonen | ik kom vanavond langs");
    assert_cut("Toen zei hij niets.");
}

static void a_question_word_with_a_subject_opens_a_clause(void **state)
{
    (void)state;
    assert_cut("waarom neem je niet op | waar zit je");
    assert_cut("Hij bepaalt | wat zij draagt.");
    assert_cut("De man | met wie ik samenwoonde | sloeg mij.");
    assert_cut("Hij lag te slapen | toen ik wegging.");
}

static void an_imperative_is_a_verb_on_the_left(void **state)
{
    (void)state;
    assert_cut("doe open | anders trap ik de deur in");
    assert_cut("doe die deur open | of ik trap hem in");
    assert_cut("denk maar niet | dat je veilig bent");
}

static void a_noun_that_is_owned_is_no_verb(void **state)
{
    (void)state;
    assert_cut("ik sla dat kind uit je buik");
    assert_cut("Hij belt me dag en nacht op | en stuurt honderden berichten.");
    assert_cut("Ze mag van hem niet werken of studeren.");
}

static void verbs_that_share_an_object_are_one_clause(void **state)
{
    (void)state;
    assert_cut("Hij schopte, sloeg en beet mij.");
    assert_cut("Zij zag | dat hij haar sloeg en schopte.");
    assert_cut("Hij sloot de deur | en stond op.");
}

static void a_chat_reading_cuts_no_clause(void **state)
{
    (void)state; /* dak: also dat + ik */
    sentence_text_read(&g_text, "Hij belt huilend dat hij van het dak springt", WV_WORDS_PROSE);
    assert_int_equal(g_text.words.sentences[0].clause_count, 2);
    const wv_word *last = &g_text.words.words[g_text.words.count - 1];
    assert_int_equal(last->clause, 1);
}

static void a_name_that_somebody_is_called_cuts_no_clause(void **state)
{
    (void)state;
    assert_cut("ik maak je dood jij vieze rat");
    assert_cut("ik maak je dood gij hoer");
    assert_cut("ik maak je kapot | zei hij");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maar_with_a_verb_of_its_own_opens_a_clause),
        cmocka_unit_test(dan_with_a_verb_and_its_subject_opens_a_clause_without_a_comma),
        cmocka_unit_test(a_comma_between_two_main_clauses_is_an_edge),
        cmocka_unit_test(a_list_of_nouns_is_no_edge),
        cmocka_unit_test(conjunctions_and_relatives_open_clauses),
        cmocka_unit_test(a_subordinate_clause_in_front_ends_at_the_second_verb),
        cmocka_unit_test(om_with_te_opens_a_clause),
        cmocka_unit_test(a_colon_or_semicolon_always_parts),
        cmocka_unit_test(chat_forms_are_words_like_others),
        cmocka_unit_test(vroeg_of_laat_is_no_verb),
        cmocka_unit_test(a_final_verb_stays_in_its_clause),
        cmocka_unit_test(a_subordinate_verb_that_may_be_a_noun_closes_its_clause),
        cmocka_unit_test(tot_before_a_subject_opens_a_clause),
        cmocka_unit_test(a_second_subject_opens_a_clause),
        cmocka_unit_test(a_question_word_with_a_subject_opens_a_clause),
        cmocka_unit_test(an_imperative_is_a_verb_on_the_left),
        cmocka_unit_test(a_noun_that_is_owned_is_no_verb),
        cmocka_unit_test(verbs_that_share_an_object_are_one_clause),
        cmocka_unit_test(a_chat_reading_cuts_no_clause),
        cmocka_unit_test(a_name_that_somebody_is_called_cuts_no_clause),
    };
    sentence_text_init(&g_text, NULL, NULL);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    sentence_text_done(&g_text);
    return failed;
}
