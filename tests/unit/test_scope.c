/* SPDX-License-Identifier: EUPL-1.2 */
/* Scope: which words a cue covers, and what labels a match gets (scan/scope.h). Texts are invented.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "scope_text.h"

static const wv_test_trigger NEGATION[] = {
    {.label = WV_LABEL_NEGATED,
     .reach = WV_REACH_PREDICATE,
     .cues = "niet|nooit|niemand|niks|niets|nergens|nauwelijks",
     .except = "niet voor het eerst|niet zelden|niet alleen|niet ontkent|ontkent niet|niet mis"},
    {.label = WV_LABEL_NEGATED, .reach = WV_REACH_NOUN, .cues = "geen", .except = "geen onbekende"},
    {.label = WV_LABEL_NEGATED,
     .reach = WV_REACH_PHRASE,
     .cues = "zonder|noch",
     .except = "zonder dat ik het wist"},
    {.label = WV_LABEL_NEGATED,
     .reach = WV_REACH_COMPLEMENT,
     .cues = "ontkent|ontkend|geen sprake",
     .except = "ontkent niet"},
};

typedef struct negation_case {
    const char *text;
    const char *negated; /* words that must be covered, with | between */
    const char *kept;    /* words that must not */
} negation_case;

static const negation_case CASES[] = {
    /* late niet, after verb and object */
    {"Hij sloeg haar niet.", "sloeg", ""},
    {"Hij heeft mij toen niet geslagen.", "geslagen", ""},
    {"Ik ben niet bang meer.", "bang", ""},
    {"dat hij haar niet sloeg, weet ik zeker", "sloeg", "zeker"},
    {"Hij belde mij die avond niet op.", "belde", ""},
    /* the scope ends at a second verb */
    {"Hij sloeg haar niet, maar kneep wel haar keel dicht.", "sloeg", "kneep|keel"},
    {"Hij kneep haar keel dicht en was niet dronken.", "dronken", "kneep|keel"},
    {"Hij bedreigde haar, maar sloeg haar niet.", "sloeg", "bedreigde"},
    {"Hij kwam binnen, zei niets en pakte het mes.", "zei", "kwam|pakte|mes"},
    {"De man die hij niet kende, stak hem neer.", "kende", "stak"},
    {"Zij weet niet waar hij woont.", "weet", "woont"},
    /* predicate before or after the cue */
    {"Dat verhaal is niet waar.", "waar", "verhaal"},
    {"Bang was hij die avond niet.", "bang", ""},
    {"Dat was niet de reden.", "reden", ""},
    /* contrast, and a cue that opens its clause */
    {"Hij sloeg niet haar maar mij.", "haar", "sloeg|mij"},
    {"Niet iedereen was bang.", "iedereen", "bang"},
    {"Hij dreigde met een mes, niet met een pistool.", "pistool", "dreigde|mes"},
    {"Hij bedreigde haar, maar niet met een mes zoals zij zegt.", "mes", "bedreigde"},
    {"De man die dreigde maar niet met een mes stak, is weg.", "stak", "dreigde"},
    {"Niemand heeft haar geslagen.", "geslagen", ""},
    {"Hij heeft niemand bedreigd.", "bedreigd", ""},
    {"Nooit heeft hij haar aangeraakt.", "aangeraakt", ""},
    {"Zal hij mij dan niet slaan of bedreigen?", "slaan|bedreigen", ""},
    /* geen before a long noun phrase, with its verb */
    {"Hij had geen mes bij zich.", "mes|had", ""},
    {"Er was geen enkele concrete bedreiging.", "bedreiging", ""},
    {"Hij heeft mij geen klap gegeven.", "klap|gegeven", ""},
    {"Er zijn geen blijvende of ernstige letsels gezien.", "letsels", ""},
    {"Hij had een mes, geen pistool.", "pistool", "mes|had"},
    /* zonder, noch */
    {"Het gesprek verliep zonder geweld en hij dreigde met zelfmoord.", "geweld",
     "verliep|dreigde"},
    {"Hij liep weg zonder iets te zeggen.", "zeggen", "liep"},
    {"Hij stak haar zonder mes.", "mes", "stak"},
    {"Zonder dat hij haar sloeg, ging zij weg.", "sloeg", "ging"},
    /* a clause without a comma is the limit */
    {"hij sloot zijn handen rond mijn keel tot ik niet meer praatte", "praatte", "sloot"},
    {"Neem je nu niet op dan maak ik je dood.", "neem", "maak|dood"},
    {"ik wil niet praten doe open anders sla ik je", "praten", "sla"},
    /* verbs of denying: what is denied comes after, or before when nothing follows */
    {"Verdachte ontkent dat hij haar sloeg.", "sloeg", ""},
    {"De mishandeling wordt door hem ontkend.", "mishandeling", ""},
    {"Er is geen sprake van mishandeling.", "mishandeling", ""},
    {"Hij ontkent de bedreiging en sloeg haar daarna.", "bedreiging", "sloeg"},
    /* idioms: the negation stays inside */
    {"Hij sloeg haar niet voor het eerst.", "", "sloeg"},
    {"Hij bedreigt haar niet zelden.", "", "bedreigt"},
    {"Hij is geen onbekende van de politie.", "onbekende", "politie"},
    {"Hij plaatste de camera zonder dat ik het wist.", "", "plaatste|camera"},
    {"Hij ontkent niet dat hij haar sloeg.", "ontkent", "sloeg"},
    /* telegraphic police style */
    {"Geen letsel.", "letsel", ""},
    {"Verdachte niet aangetroffen, deur geforceerd.", "aangetroffen", "geforceerd"},
};

static bool negated_at(const wv_test_text *t, const wv_test_scope *s, uint32_t word)
{
    static wv_scope_cover cover;
    uint64_t bits[WV_SCOPE_BITS];
    for (uint32_t i = 0; i < t->words.sentence_count; i++) {
        const wv_sentence *sentence = &t->words.sentences[i];
        if (word < sentence->first_word || word >= sentence->first_word + sentence->word_count)
            continue;
        wv_scope_run(&s->table, t->words.words, sentence, s->hits, s->hit_count, &cover);
        wv_scope_negated_words(&cover, bits);
        return bits[(word - sentence->first_word) / 64] >> ((word - sentence->first_word) % 64) & 1;
    }
    return false;
}

static uint32_t wrong_words(const negation_case *c, const wv_test_text *t, const wv_test_scope *s,
                            const char *list, bool expected)
{
    uint32_t wrong = 0;
    char copy[256];
    snprintf(copy, sizeof copy, "%s", list);
    for (char *w = strtok(copy, "|"); w; w = strtok(NULL, "|")) {
        uint32_t i = wv_test_word(t, w, 0);
        if (i == UINT32_MAX || negated_at(t, s, i) != expected) {
            print_error("%s: '%s' should %sbe negated\n", c->text, w, expected ? "" : "not ");
            wrong++;
        }
    }
    return wrong;
}

static void negation_covers_what_it_negates_and_no_more(void **state)
{
    (void)state;
    uint32_t wrong = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        wv_test_text t;
        wv_test_scope s;
        wv_test_text_init(&t, CASES[i].text);
        wv_test_scope_make(&s, &t, NEGATION, 4);
        wrong += wrong_words(&CASES[i], &t, &s, CASES[i].negated, true);
        wrong += wrong_words(&CASES[i], &t, &s, CASES[i].kept, false);
        wv_test_text_done(&t);
    }
    assert_int_equal(wrong, 0);
}

/* Labels of the match made of these words, written "steken|mes". */
static uint32_t labels_of(const char *text, const wv_test_trigger *triggers, uint32_t count,
                          const char *matched, uint8_t voices, wv_why *why, uint32_t *why_count)
{
    static wv_scope_cover cover;
    static wv_scope_region regions[WV_SCOPE_REGIONS_MAX];
    wv_test_text t;
    wv_test_scope s;
    uint32_t words[16], n = 0;
    char copy[256];
    wv_test_text_init(&t, text);
    wv_test_scope_make(&s, &t, triggers, count);
    snprintf(copy, sizeof copy, "%s", matched);
    for (char *w = strtok(copy, "|"); w; w = strtok(NULL, "|")) {
        words[n] = wv_test_word(&t, w, 0);
        assert_int_not_equal(words[n], UINT32_MAX);
        n++;
    }
    const wv_sentence *in = t.words.sentences;
    while (words[0] >= in->first_word + in->word_count) in++;
    wv_record record = {.text = t.text};
    wv_scope_run(&s.table, t.words.words, in, s.hits, s.hit_count, &cover);
    uint32_t region_count = wv_scope_regions_of(&s.table, &record, t.words.words, t.words.sentences,
                                                t.words.sentence_count, s.hits, s.hit_count,
                                                regions, WV_SCOPE_REGIONS_MAX);
    wv_scope_view view = {t.words.words, &cover, regions, region_count};
    uint32_t labels = wv_scope_labels(&view, words, n, voices, why, why_count, WV_WHY_MAX);
    wv_test_text_done(&t);
    return labels;
}

static bool labelled(const char *text, const wv_test_trigger *triggers, uint32_t count,
                     const char *matched, wv_label label)
{
    wv_why why[WV_WHY_MAX];
    uint32_t why_count = 0;
    return labels_of(text, triggers, count, matched, 1u << WV_VOICE_V, why, &why_count) >> label &
           1;
}

static void a_match_with_a_verb_is_negated_by_its_verb_only(void **state)
{
    (void)state;
    assert_false(
        labelled("Hij stak haar zonder mes.", NEGATION, 4, "stak|haar|mes", WV_LABEL_NEGATED));
    assert_true(labelled("Hij stak haar niet met een mes.", NEGATION, 4, "stak|haar|mes",
                         WV_LABEL_NEGATED));
    assert_true(labelled("Hij had geen mes bij zich.", NEGATION, 4, "mes", WV_LABEL_NEGATED));
}

static void a_cue_inside_the_match_is_evidence_and_no_label(void **state)
{
    (void)state;
    assert_false(
        labelled("Ik mag niet naar buiten.", NEGATION, 4, "mag|niet|buiten", WV_LABEL_NEGATED));
    assert_true(labelled("Ik mag niet naar buiten.", NEGATION, 4, "mag|buiten", WV_LABEL_NEGATED));
}

static const wv_test_trigger OTHERS[] = {
    {.label = WV_LABEL_HYPOTHETICAL,
     .reach = WV_REACH_SENTENCE,
     .cues = "als",
     .except = "net als"},
    {.label = WV_LABEL_REPORTED, .reach = WV_REACH_COMPLEMENT, .cues = "zegt|zei|verklaarde"},
    {.label = WV_LABEL_JOKE,
     .reach = WV_REACH_PARAGRAPH,
     .cues = "haha|grapje",
     .except = "geen grapje"},
    {.label = WV_LABEL_TEMPLATE,
     .reach = WV_REACH_RECORD,
     .cues = "folder|bel dan gratis",
     .least = 2},
    {.label = WV_LABEL_NEGATED, .reach = WV_REACH_PREVIOUS, .cues = "nee"},
    {.label = WV_LABEL_HABIT,
     .reach = WV_REACH_CLAUSE,
     .cues = "altijd",
     .voices = 1u << WV_VOICE_V},
    {.label = WV_LABEL_TEMPLATE, .reach = WV_REACH_SENTENCE, .cues = "u", .mark = '?'},
};

static const wv_test_trigger MORE[] = {
    {.label = WV_LABEL_REPORTED, .reach = WV_REACH_COLON, .cues = "zei|zegt"},
    {.label = WV_LABEL_TEMPLATE, .reach = WV_REACH_COLON, .cues = "krantenbericht"},
    {.label = WV_LABEL_PAST, .reach = WV_REACH_CLAUSE, .cues = "vroeger", .stops = "nu"},
    {.label = WV_LABEL_FICTION,
     .reach = WV_REACH_SENTENCE,
     .cues = "in de film",
     .except = "als in de film"},
};

static bool more(const char *text, const char *matched, wv_label label)
{
    return labelled(text, MORE, 4, matched, label);
}

static void a_colon_opens_speech_to_the_end_of_its_quotation(void **state)
{
    (void)state;
    assert_true(more("Hij zei: 'Ik vind je. Ik maak je dood.' Daarna sloeg hij haar.", "dood",
                     WV_LABEL_REPORTED));
    assert_false(more("Hij zei: 'Ik vind je. Ik maak je dood.' Daarna sloeg hij haar.", "sloeg",
                      WV_LABEL_REPORTED));
    assert_true(
        more("Hij zei: ik maak je dood. Daarna sloeg hij haar.", "maak|dood", WV_LABEL_REPORTED));
    assert_false(
        more("Hij zei: ik maak je dood. Daarna sloeg hij haar.", "sloeg", WV_LABEL_REPORTED));
    assert_false(more("Hij zei niets en sloeg haar.", "sloeg", WV_LABEL_REPORTED));
}

static void a_cutting_in_a_report_does_not_hide_the_report(void **state)
{
    (void)state;
    const char *text =
        "Bijgevoegd krantenbericht: 'Man stak vrouw neer. Hij kreeg straf.' Verdachte sloeg haar.";
    assert_true(more(text, "stak", WV_LABEL_TEMPLATE));
    assert_false(more(text, "sloeg", WV_LABEL_TEMPLATE));
    assert_false(
        more("Hij stuurde haar een krantenbericht en sloeg haar.", "sloeg", WV_LABEL_TEMPLATE));
}

static void a_stop_ends_the_reach(void **state)
{
    (void)state;
    assert_true(more("Vroeger sloeg hij haar.", "sloeg", WV_LABEL_PAST));
    assert_false(more("Vroeger dreigde hij nu slaat hij haar", "slaat", WV_LABEL_PAST));
}

static void a_comparison_with_a_film_is_no_film(void **state)
{
    (void)state;
    assert_true(more("Hij wurgt haar in de film.", "wurgt", WV_LABEL_FICTION));
    assert_false(more("Hij wurgt haar als in de film.", "wurgt", WV_LABEL_FICTION));
}

static bool other(const char *text, const char *matched, wv_label label)
{
    return labelled(text, OTHERS, 7, matched, label);
}

static void a_condition_reaches_the_main_clause_and_a_comparison_does_not(void **state)
{
    (void)state;
    assert_true(other("Als je weggaat, maak ik je dood.", "maak|dood", WV_LABEL_HYPOTHETICAL));
    assert_true(other("Ik maak je dood als je weggaat.", "maak|dood", WV_LABEL_HYPOTHETICAL));
    assert_false(
        other("Hij maakt haar dood, net als zijn vader.", "maakt|dood", WV_LABEL_HYPOTHETICAL));
    assert_false(other("Als kind sloeg hij zijn zus.", "sloeg", WV_LABEL_HYPOTHETICAL));
}

static void hearsay_of_hearsay_gives_two_reasons(void **state)
{
    (void)state;
    wv_why why[WV_WHY_MAX];
    uint32_t count = 0;
    uint32_t labels = labels_of("Zij zegt dat hij zei dat hij haar zou vinden.", OTHERS, 7,
                                "vinden", 1u << WV_VOICE_R, why, &count);
    assert_true(labels >> WV_LABEL_REPORTED & 1);
    assert_int_equal(count, 2);
}

static void a_joke_reaches_its_paragraph_and_not_the_next(void **state)
{
    (void)state;
    assert_true(other("Ik maak je dood. Haha.", "maak|dood", WV_LABEL_JOKE));
    assert_false(other("Ik maak je dood.\n\nHaha leuk feest.", "maak|dood", WV_LABEL_JOKE));
    assert_false(other("Ik maak je dood. Dit is geen grapje.", "maak|dood", WV_LABEL_JOKE));
}

static void a_template_asks_for_its_number_of_cues(void **state)
{
    (void)state;
    assert_true(other("Folder: hij slaat u. Bel dan gratis.", "slaat", WV_LABEL_TEMPLATE));
    assert_false(other("Zij kreeg een folder mee. Hij slaat haar.", "slaat", WV_LABEL_TEMPLATE));
    assert_true(other("Slaat uw partner u?", "slaat", WV_LABEL_TEMPLATE));
    assert_false(other("Hij slaat u.", "slaat", WV_LABEL_TEMPLATE));
}

static void nee_negates_the_question_before_it(void **state)
{
    (void)state;
    assert_true(other("Is er sprake van geweld? Nee.", "geweld", WV_LABEL_NEGATED));
    assert_false(other("Hij sloeg mij. Nee, ik ga niet terug.", "sloeg", WV_LABEL_NEGATED));
}

static void a_trigger_for_one_voice_leaves_a_doubtful_match_alone(void **state)
{
    (void)state;
    wv_why why[WV_WHY_MAX];
    uint32_t count = 0;
    const char *text = "Hij slaat haar altijd.";
    assert_true(
        labels_of(text, OTHERS, 7, "slaat", 1u << WV_VOICE_V, why, &count) >> WV_LABEL_HABIT & 1);
    assert_false(labels_of(text, OTHERS, 7, "slaat", WV_VOICES_ALL, why, &count) >> WV_LABEL_HABIT &
                 1);
}

static void the_order_of_hits_changes_nothing(void **state)
{
    (void)state;
    static wv_scope_cover a, b;
    wv_test_text t;
    wv_test_scope s;
    wv_test_text_init(&t,
                      "Hij zegt niet dat hij haar niet voor het eerst sloeg zonder geen reden.");
    wv_test_scope_make(&s, &t, NEGATION, 4);
    wv_scope_run(&s.table, t.words.words, t.words.sentences, s.hits, s.hit_count, &a);
    for (uint32_t i = 0; i < s.hit_count / 2; i++) {
        wv_scope_hit h = s.hits[i];
        s.hits[i] = s.hits[s.hit_count - 1 - i];
        s.hits[s.hit_count - 1 - i] = h;
    }
    wv_scope_run(&s.table, t.words.words, t.words.sentences, s.hits, s.hit_count, &b);
    assert_true(a.count > 2);
    assert_int_equal(a.count, b.count);
    assert_memory_equal(a.marks, b.marks, a.count * sizeof a.marks[0]);
    wv_test_text_done(&t);
}

static void he_and_she_are_the_same(void **state)
{
    (void)state;
    const char *pairs[][2] = {{"Hij sloeg haar niet.", "Zij sloeg hem niet."},
                              {"Hij heeft haar nooit bedreigd.", "Zij heeft hem nooit bedreigd."},
                              {"dat hij haar niet sloeg", "dat zij hem niet sloeg"}};
    const char *verbs[] = {"sloeg", "bedreigd", "sloeg"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(labelled(pairs[i][0], NEGATION, 4, verbs[i], WV_LABEL_NEGATED),
                         labelled(pairs[i][1], NEGATION, 4, verbs[i], WV_LABEL_NEGATED));
}

static void a_sentence_of_only_cues_stays_within_its_limit(void **state)
{
    (void)state;
    static char text[3000];
    static wv_scope_cover cover;
    wv_test_text t;
    static wv_test_scope s;
    for (size_t i = 0; i + 5 < sizeof text; i += 5) memcpy(text + i, "niet ", 5);
    wv_test_text_init(&t, text);
    wv_test_scope_make(&s, &t, NEGATION, 4);
    wv_scope_run(&s.table, t.words.words, t.words.sentences, s.hits, s.hit_count, &cover);
    assert_int_equal(cover.count, WV_SCOPE_MARKS_MAX);
    assert_true(cover.truncated);
    wv_test_text_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(negation_covers_what_it_negates_and_no_more),
        cmocka_unit_test(a_match_with_a_verb_is_negated_by_its_verb_only),
        cmocka_unit_test(a_cue_inside_the_match_is_evidence_and_no_label),
        cmocka_unit_test(a_condition_reaches_the_main_clause_and_a_comparison_does_not),
        cmocka_unit_test(a_colon_opens_speech_to_the_end_of_its_quotation),
        cmocka_unit_test(a_cutting_in_a_report_does_not_hide_the_report),
        cmocka_unit_test(a_stop_ends_the_reach),
        cmocka_unit_test(a_comparison_with_a_film_is_no_film),
        cmocka_unit_test(hearsay_of_hearsay_gives_two_reasons),
        cmocka_unit_test(a_joke_reaches_its_paragraph_and_not_the_next),
        cmocka_unit_test(a_template_asks_for_its_number_of_cues),
        cmocka_unit_test(nee_negates_the_question_before_it),
        cmocka_unit_test(a_trigger_for_one_voice_leaves_a_doubtful_match_alone),
        cmocka_unit_test(the_order_of_hits_changes_nothing),
        cmocka_unit_test(he_and_she_are_the_same),
        cmocka_unit_test(a_sentence_of_only_cues_stays_within_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
