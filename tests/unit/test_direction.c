/* SPDX-License-Identifier: EUPL-1.2 */
/* Direction: who did it to whom (scan/direction.h). Texts and references are invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "scan/direction.h"
#include "scope_text.h"

static wv_role case_roles(void *ctx, wv_str ref)
{
    (void)ctx;
    if (wv_str_is(ref, "A")) return WV_ROLE_TARGET;
    if (wv_str_is(ref, "B")) return WV_ROLE_OTHER;
    if (wv_str_is(ref, "C")) return WV_ROLE_CHILD;
    return wv_str_is(ref, "D") ? WV_ROLE_THIRD : WV_ROLE_UNKNOWN;
}

static wv_role no_roles(void *ctx, wv_str ref)
{
    (void)ctx, (void)ref;
    return WV_ROLE_UNKNOWN;
}

typedef struct direction_case {
    const char *from, *to; /* a message; or from NULL and reporter */
    const char *reporter;
    wv_voice voice;
    const char *text, *matched; /* words of the match, with | between */
    const char *actor, *target; /* "" is unknown */
} direction_case;

static const direction_case CASES[] = {
    /* messages: the sender's metadata decides who `ik` is */
    {"B", "A", NULL, WV_VOICE_P, "ik sla je helemaal in elkaar", "sla|je", "B", "A"},
    {"B", "A", NULL, WV_VOICE_P, "vuile leugenaar", "leugenaar", "B", "A"},
    {"B", "D", NULL, WV_VOICE_P, "ik maak haar dood", "maak|dood", "B", ""},
    {"B", "A", NULL, WV_VOICE_P, "jij maakt mij kapot", "maakt|kapot", "A", "B"},
    {"A", "D", NULL, WV_VOICE_V, "hij heeft mij geslagen", "geslagen", "B", "A"},
    {"A", "D", NULL, WV_VOICE_V, "ik heb hem geslagen", "geslagen", "A", "B"},
    {"A", "D", NULL, WV_VOICE_V, "hij kneep mijn keel dicht", "kneep|keel|dicht", "B", "A"},
    {"A", "D", NULL, WV_VOICE_V, "hij kwam binnen en sloeg mij", "sloeg", "B", "A"},
    /* what he writes at her is his act, also where she is the subject */
    {"B", "A", NULL, WV_VOICE_P, "je ziet je zoon niet meer", "ziet|zoon", "B", "A"},
    {"B", "A", NULL, WV_VOICE_P, "als je gaat hang ik me op", "hang|op", "B", "A"},
    /* who gets it is not who does it */
    {NULL, NULL, "A", WV_VOICE_V, "Ik krijg elke dag berichten van hem.", "berichten", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Melder A hoort herhaaldelijk aanbellen.", "aanbellen", "", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Aangeefster kreeg weer appjes van B.", "appjes", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "B kreeg A te pakken.", "pakken", "B", "A"},
    /* noun and name are one person, unless their roles differ */
    {NULL, NULL, "R", WV_VOICE_R, "Ex-vriend B heeft haar geslagen.", "geslagen", "B", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Gisteren sloeg verdachte B slachtoffer A.", "sloeg", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Gisteren sloeg verdachte A.", "sloeg", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Zij werd door haar ex B geslagen.", "geslagen", "B", ""},
    {NULL, NULL, "R", WV_VOICE_R, "A moest eerst aan haar man vragen of dat mocht.", "vragen", "",
     "A"},
    /* what is done to her daughter is not done to the mother */
    {NULL, NULL, "D", WV_VOICE_T, "Mijn dochter komt nooit meer langs.", "komt|langs", "", ""},
    {NULL, NULL, "D", WV_VOICE_T, "B heeft mijn jongste zus geslagen.", "geslagen", "B", ""},
    {NULL, NULL, "A", WV_VOICE_V, "Hij greep mijn keel.", "greep|keel", "B", "A"},
    /* who tells it is not who does it */
    {NULL, NULL, "R", WV_VOICE_R, "Volgens meneer A heeft betrokkene B hem geslagen.", "geslagen",
     "B", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Volgens de heer B heeft mevrouw A hem geslagen.", "geslagen",
     "A", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Aldus A zou B haar hebben geslagen.", "geslagen", "B", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Meneer B is door mevrouw A geslagen.", "geslagen", "A", "B"},
    /* who is owned, and who will pay, is who it is done to */
    {"B", "A", NULL, WV_VOICE_P, "jij bent mijn eigendom", "eigendom", "B", "A"},
    {"P1", "P2", NULL, WV_VOICE_P, "je bent van mij", "mij", "P1", "P2"},
    {"B", "A", NULL, WV_VOICE_P, "je zult boeten", "boeten", "B", "A"},
    {"P1", "P2", NULL, WV_VOICE_P, "je zult boeten", "boeten", "", "P2"},
    /* who may not is not who acts */
    {NULL, NULL, "A", WV_VOICE_V, "Ik mag niet werken van hem.", "werken", "B", "A"},
    {NULL, NULL, "A", WV_VOICE_V, "Ik mag niet naar buiten.", "mag|buiten", "", "A"},
    {NULL, NULL, "A", WV_VOICE_V, "Ik moet hem elk uur een foto sturen.", "sturen", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Zij mag van B niet meer komen.", "komen", "B", ""},
    {"B", "A", NULL, WV_VOICE_P, "ik moet je zien", "zien", "B", "A"},
    /* reports: role nouns */
    {NULL, NULL, "R", WV_VOICE_R, "Verdachte heeft aangeefster geslagen.", "geslagen", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Gisteren sloeg verdachte het slachtoffer.", "sloeg", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Verdachte heeft haar geslagen.", "geslagen", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Hij heeft aangeefster geslagen.", "geslagen", "B", "A"},
    {NULL, NULL, "A", WV_VOICE_V, "Mijn ex heeft mij geslagen.", "geslagen", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "B stuurde A berichten.", "stuurde|berichten", "B", "A"},
    /* the passive turns it round */
    {NULL, NULL, "R", WV_VOICE_R, "Aangeefster werd door verdachte geslagen.", "geslagen", "B",
     "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Het slachtoffer is door haar ex geslagen.", "geslagen", "B",
     "A"},
    {NULL, NULL, "A", WV_VOICE_V, "Ik werd door hem geslagen.", "geslagen", "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Aangeefster werd bij de keel gegrepen.", "gegrepen|keel", "",
     "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Aangeefster is door verdachte in elkaar geslagen.", "geslagen",
     "B", "A"},
    {NULL, NULL, "R", WV_VOICE_R, "Verdachte sloeg haar in elkaar.", "sloeg|elkaar", "B", "A"},
    /* unknown is a value */
    {NULL, NULL, "R", WV_VOICE_R, "Er werd gedreigd.", "gedreigd", "", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Hij heeft haar geslagen.", "geslagen", "", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Zij hebben elkaar geslagen.", "geslagen", "", ""},
    {NULL, NULL, "A", WV_VOICE_V, "Wij hebben elkaar geslagen.", "geslagen", "", ""},
    {NULL, NULL, "R", WV_VOICE_R, "Betrokkene heeft gedreigd.", "gedreigd", "", ""},
    /* a counter-report stays the claim of who made it */
    {NULL, NULL, "B", WV_VOICE_V, "Zij heeft mij geslagen.", "geslagen", "A", "B"},
    {NULL, NULL, "B", WV_VOICE_V, "Mijn ex heeft mij gestalkt.", "gestalkt", "A", "B"},
    /* his own words, quoted in her report */
    {NULL, NULL, "A", WV_VOICE_P, "ik maak je dood", "maak|dood", "B", "A"},
    {"A", "D", NULL, WV_VOICE_P, "ik maak je dood", "maak|dood", "B", "A"},
};

static wv_record record_of(const direction_case *c, wv_str *to)
{
    wv_record r = {.kind = c->from ? WV_KIND_MESSAGE : WV_KIND_REPORT, .text = wv_str_of(c->text)};
    if (c->from) r.from = wv_str_of(c->from);
    if (c->to) {
        *to = wv_str_of(c->to);
        r.to = to;
        r.to_count = 1;
    }
    if (c->reporter) r.reporter = wv_str_of(c->reporter);
    return r;
}

/* `B` in a report's text is known as a reference when persons name it. */
static const wv_person PERSONS[] = {{.ref = {"A", 1}, .role = WV_ROLE_TARGET},
                                    {.ref = {"B", 1}, .role = WV_ROLE_OTHER}};

static void read_match(const wv_record *record, const char *matched, wv_direction *out)
{
    wv_test_text t;
    uint32_t words[16], n = 0;
    wv_named_list named = {0};
    char copy[128], *text = wv_mem_new(record->text.n + 1u);
    memcpy(text, record->text.p, record->text.n);
    wv_test_text_init(&t, text);
    snprintf(copy, sizeof copy, "%s", matched);
    for (char *w = strtok(copy, "|"); w; w = strtok(NULL, "|")) {
        words[n] = wv_test_word(&t, w, 0);
        assert_int_not_equal(words[n], UINT32_MAX);
        n++;
    }
    assert_int_equal(wv_named_find(record, (wv_known_persons){NULL, 0}, &named), WV_OK);
    const wv_sentence *sentence = t.words.sentences;
    wv_scope_sentence tagged;
    wv_scope_tag_words(t.words.words + sentence->first_word, sentence->word_count, &tagged);
    wv_direction_read(&named, &tagged, sentence->first_word, words, n, out);
    wv_named_done(&named);
    wv_test_text_done(&t);
    wv_mem_free(text);
}

static uint32_t wrong_direction(const direction_case *c)
{
    wv_str to;
    wv_record record = record_of(c, &to);
    record.persons = PERSONS;
    record.person_count = 2;
    wv_direction read;
    wv_cast cast;
    wv_finding finding = {.severity = 3};
    read_match(&record, c->matched, &read);
    wv_direction_cast(&record, case_roles, NULL, &cast);
    wv_direction_of(&record, &cast, &read, c->voice, &finding);
    if (wv_str_is(finding.actor, c->actor) && wv_str_is(finding.target, c->target)) return 0;
    print_error("%s: %.*s -> %.*s, expected %s -> %s\n", c->text, (int)finding.actor.n,
                finding.actor.n ? finding.actor.p : "", (int)finding.target.n,
                finding.target.n ? finding.target.p : "", c->actor, c->target);
    return 1;
}

static void actor_and_target_are_told_where_the_text_tells_them(void **state)
{
    (void)state;
    uint32_t wrong = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) wrong += wrong_direction(&CASES[i]);
    assert_int_equal(wrong, 0);
}

static void he_and_she_are_the_same(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Hij heeft haar geslagen.", "Zij heeft hem geslagen."},
        {"Hij werd door haar geslagen.", "Zij werd door hem geslagen."},
        {"Verdachte heeft haar geslagen.", "Verdachte heeft hem geslagen."},
        {"Hij heeft aangever geslagen.", "Zij heeft aangeefster geslagen."},
        {"Hij kwam binnen en heeft haar geslagen.", "Zij kwam binnen en heeft hem geslagen."},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        wv_direction he, she;
        wv_record a = {.kind = WV_KIND_REPORT, .text = wv_str_of(pairs[i][0])};
        wv_record b = {.kind = WV_KIND_REPORT, .text = wv_str_of(pairs[i][1])};
        read_match(&a, "geslagen", &he);
        read_match(&b, "geslagen", &she);
        assert_int_equal(he.actor, she.actor);
        assert_int_equal(he.target, she.target);
    }
}

static void without_roles_every_voice_fits_and_no_role_is_guessed(void **state)
{
    (void)state;
    wv_str to;
    wv_record record =
        record_of(&(direction_case){.reporter = "X", .text = "Verdachte sloeg haar."}, &to);
    bool swapped = true;
    wv_cast cast;
    wv_direction read;
    wv_finding finding = {.severity = 3};
    assert_int_equal(wv_direction_voices(&record, no_roles, NULL, &swapped), WV_VOICES_ALL);
    assert_false(swapped);
    read_match(&record, "sloeg", &read);
    assert_int_equal(read.actor, WV_PARTY_OTHER);
    wv_direction_cast(&record, no_roles, NULL, &cast);
    wv_direction_of(&record, &cast, &read, WV_VOICE_R, &finding);
    assert_int_equal(finding.actor.n, 0);
    assert_int_equal(finding.target.n, 0);
}

static void what_was_not_read_stays_open_without_roles(void **state)
{
    (void)state;
    wv_str to;
    wv_record record =
        record_of(&(direction_case){.from = "A", .to = "D", .text = "vuile leugenaar"}, &to);
    wv_cast cast;
    wv_direction read = {.actor = WV_PARTY_NONE};
    wv_finding finding = {.severity = 2};
    wv_direction_cast(&record, no_roles, NULL, &cast);
    wv_direction_of(&record, &cast, &read, WV_VOICE_P, &finding);
    assert_int_equal(finding.actor.n, 0);
    read = (wv_direction){.actor = WV_PARTY_SPEAKER, .target = WV_PARTY_HEARER};
    wv_direction_of(&record, &cast, &read, WV_VOICE_P, &finding);
    assert_true(wv_str_is(finding.actor, "A"));
    assert_true(wv_str_is(finding.target, "D"));
}

static void the_role_of_who_speaks_gives_the_voice(void **state)
{
    (void)state;
    const struct {
        const char *from, *reporter;
        uint8_t voices;
        bool swapped;
    } cases[] = {
        {"B", NULL, 1u << WV_VOICE_P, false}, {"A", NULL, 1u << WV_VOICE_V, false},
        {"D", NULL, 1u << WV_VOICE_T, false}, {"C", NULL, 1u << WV_VOICE_T, false},
        {NULL, "A", 1u << WV_VOICE_V, false}, {NULL, "R", 1u << WV_VOICE_R, false},
        {NULL, "D", 1u << WV_VOICE_T, false}, {NULL, "B", 1u << WV_VOICE_V, true},
        {"POL", NULL, WV_VOICES_ALL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        wv_str to;
        direction_case c = {.from = cases[i].from, .reporter = cases[i].reporter, .text = "x"};
        wv_record record = record_of(&c, &to);
        bool swapped = !cases[i].swapped;
        assert_int_equal(wv_direction_voices(&record, case_roles, NULL, &swapped), cases[i].voices);
        assert_int_equal(swapped, cases[i].swapped);
    }
}

static void two_persons_in_one_role_are_no_person(void **state)
{
    (void)state;
    static const wv_person persons[] = {{.ref = {"A", 1}, .role = WV_ROLE_TARGET},
                                        {.ref = {"E", 1}, .role = WV_ROLE_TARGET},
                                        {.ref = {"B", 1}, .role = WV_ROLE_OTHER}};
    wv_record record = {
        .kind = WV_KIND_REPORT, .reporter = WV_STR("R"), .persons = persons, .person_count = 3};
    wv_cast cast;
    wv_direction_cast(&record, no_roles, NULL, &cast);
    assert_int_equal(cast.target.n, 0);
    assert_true(wv_str_is(cast.other, "B"));
}

static void matches_that_disagree_leave_it_open(void **state)
{
    (void)state;
    wv_direction a = {.actor = WV_PARTY_OTHER},
                 b = {.actor = WV_PARTY_OTHER, .target = WV_PARTY_TARGET};
    wv_direction c = {.actor = WV_PARTY_TARGET};
    wv_direction_join(&a, &b);
    assert_int_equal(a.actor, WV_PARTY_OTHER);
    assert_int_equal(a.target, WV_PARTY_TARGET);
    wv_direction_join(&a, &c);
    assert_int_equal(a.actor, WV_PARTY_UNCLEAR);
}

static void the_role_nouns_are_found_with_and_without_a_hyphen(void **state)
{
    (void)state;
    assert_int_equal(wv_direction_noun(WV_STR("ex-vriendin")), WV_PARTY_OTHER);
    assert_int_equal(wv_direction_noun(WV_STR("exvriend")), WV_PARTY_OTHER);
    assert_int_equal(wv_direction_noun(WV_STR("aangeefster")),
                     wv_direction_noun(WV_STR("aangever")));
    assert_int_equal(wv_direction_noun(WV_STR("zoontje")), WV_PARTY_CHILD);
    assert_int_equal(wv_direction_noun(WV_STR("betrokkene")), WV_PARTY_NONE);
    assert_int_equal(wv_direction_noun(WV_STR("aangehoudene")), WV_PARTY_OTHER);
    assert_int_equal(wv_direction_noun(WV_STR("een-woord-dat-te-lang-is-voor-de-tafel")),
                     WV_PARTY_NONE);
}

static void every_role_noun_is_found(void **state)
{
    (void)state;
    static const char *const words[] = {
        "aangeefster", "aangeefsters", "aangehoudene", "aangever",   "baby",         "bedreigde",
        "beklaagde",   "belaagster",   "belager",      "benadeelde", "beschuldigde", "dader",
        "daderes",     "dochter",      "dochtertje",   "ex",         "exechtgenoot", "exechtgenote",
        "exman",       "expartner",    "exvriend",     "exvriendin", "exvrouw",      "gedaagde",
        "gestalkte",   "kind",         "kinderen",     "klaagster",  "klager",       "kleuter",
        "melder",      "meldster",     "peuter",       "pleegster",  "pleger",       "slachtoffer",
        "stalker",     "stalkster",    "verdachte",    "verzoeker",  "verzoekster",  "zoon",
        "zoontje"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_int_not_equal(wv_direction_noun(wv_str_of(words[i])), WV_PARTY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(actor_and_target_are_told_where_the_text_tells_them),
        cmocka_unit_test(he_and_she_are_the_same),
        cmocka_unit_test(without_roles_every_voice_fits_and_no_role_is_guessed),
        cmocka_unit_test(what_was_not_read_stays_open_without_roles),
        cmocka_unit_test(the_role_of_who_speaks_gives_the_voice),
        cmocka_unit_test(two_persons_in_one_role_are_no_person),
        cmocka_unit_test(matches_that_disagree_leave_it_open),
        cmocka_unit_test(every_role_noun_is_found),
        cmocka_unit_test(the_role_nouns_are_found_with_and_without_a_hyphen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
