/* SPDX-License-Identifier: EUPL-1.2 */
/* test_named.c: claims about where a text names the persons of its record or case. A case is a text
 * and what is found: `name_end-role`, one letter a role, joined by '|'. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "scan/named.h"

#define PERSON(word, is)                                                                           \
    {                                                                                              \
        .ref = {word, sizeof word - 1}, .role = WV_ROLE_##is                                       \
    }
static const wv_person PERSONS[] = {PERSON("K7", TARGET),      PERSON("Jan de Boer", OTHER),
                                    PERSON("Jan", THIRD),      PERSON("moeder", TARGET),
                                    PERSON("R", PROFESSIONAL), PERSON("Dan", THIRD),
                                    PERSON("40", OTHER),       PERSON("B", OTHER)};

static wv_record record_of(const char *text)
{
    return (wv_record){.kind = WV_KIND_REPORT,
                       .text = wv_str_of(text),
                       .persons = PERSONS,
                       .person_count = sizeof PERSONS / sizeof *PERSONS};
}

/* The names and their roles: "K7:t Jan:d". */
static void assert_named(const wv_record *r, wv_known_persons known, const char *expected)
{
    wv_named_list list = {0};
    wv_buf b;
    wv_buf_init(&b);
    assert_int_equal(wv_named_find(r, known, &list), WV_OK);
    for (uint32_t i = 0; i < list.count; i++) {
        const wv_named *n = &list.items[i];
        if (i) wv_buf_byte(&b, ' ');
        wv_buf_add(&b, r->text.p + n->start, n->name_end - n->start);
        wv_buf_format(&b, ":%c",
                      "utocdp"[n->role == WV_ROLE_UNKNOWN  ? 0
                               : n->role == WV_ROLE_TARGET ? 1
                               : n->role == WV_ROLE_OTHER  ? 2
                               : n->role == WV_ROLE_CHILD  ? 3
                               : n->role == WV_ROLE_THIRD  ? 4
                                                           : 5]);
        assert_ptr_equal(wv_named_at(&list, n->start), n);
        assert_null(wv_named_at(&list, n->start + 1));
    }
    wv_buf_byte(&b, '\0');
    assert_string_equal(b.p, expected);
    wv_buf_done(&b);
    wv_named_done(&list);
}

static const wv_known_persons NOBODY = {NULL, 0};

static void names_stand_whole_and_with_their_capitals(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"Jan de Boer belde K7.", "Jan de Boer:o K7:t"},
        {"Jans fiets, K7's telefoon, K7\xE2\x80\x99s tas", "Jan:d K7:t K7:t"},
        {"('K7') en \"B\"/K7", "K7:t B:o K7:t"},
        {"ex-K7, K7-zaak, K77, xK7, k7, @K7, #K7, K7@mail", ""},
        {"Januari, Jansen, jan, JAN", ""},
        {"Bakker B.V. en N.B. en B. ook", "B:o"},
        {"zegt mijn moeder wel 40 keer. Dan belde R.", ""},
        {"\xC3\xA9K7 K7\xC3\xA9", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wv_record r = record_of(cases[i][0]);
        assert_named(&r, NOBODY, cases[i][1]);
    }
}

static void a_name_that_is_a_verb_too_is_told_by_what_stands_around(void **state)
{
    (void)state;
    static const wv_person wil = {.ref = {"Wil", 3}, .role = WV_ROLE_OTHER};
    static const char *const cases[][2] = {
        {"Gisteren sloeg Wil mij.", "Wil:o"},
        {"Ik hoorde dat Wil me wil slaan.", "Wil:o"},
        {"Wil heeft mij geslagen.", "Wil:o"},
        {"Klaar. Wil staat voor de deur.", "Wil:o"},
        {"Wil je dat ik kom?", ""},
        {"Nee. Wil niet dat je gaat.", ""},
        {"Wil mijn ex mij zien?", ""},
        {"ik wil dat je gaat", ""},
        {"Wil", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wv_record r = {.kind = WV_KIND_REPORT,
                       .text = wv_str_of(cases[i][0]),
                       .persons = &wil,
                       .person_count = 1};
        assert_named(&r, NOBODY, cases[i][1]);
    }
}

static void a_record_that_tells_nobody_names_nobody(void **state)
{
    (void)state;
    wv_record r = {.kind = WV_KIND_REPORT, .text = WV_STR("Samira belde Kees, A belde B.")};
    assert_named(&r, NOBODY, "");
}

static void the_case_gives_the_role_that_the_record_leaves_open(void **state)
{
    (void)state;
    static const wv_person known[] = {PERSON("Samira", TARGET), PERSON("Kees", OTHER)};
    static const wv_person open = {.ref = {"Samira", 6}};
    static const wv_person told = {.ref = {"Samira", 6}, .role = WV_ROLE_THIRD};
    wv_known_persons all = {known, 2};
    wv_record r = {
        .kind = WV_KIND_MESSAGE, .text = WV_STR("Samira belde Kees."), .from = WV_STR("Kees")};
    assert_named(&r, NOBODY, "Kees:u");
    assert_named(&r, all, "Samira:t Kees:o");
    assert_true(wv_named_differs(&r, all));
    r.persons = &open, r.person_count = 1;
    assert_named(&r, NOBODY, "Samira:u Kees:u");
    assert_named(&r, all, "Samira:t Kees:o");
    r.persons = &told;
    assert_named(&r, all, "Samira:d Kees:o");
    r.text = WV_STR("Hij belde weer.");
    assert_false(wv_named_differs(&r, all));
    r.text = WV_STR("Samira belde.");
    assert_false(wv_named_differs(&r, all)); /* the record's own word stands */
}

static void a_name_leads_to_its_reference(void **state)
{
    (void)state;
    static const wv_person person = {
        .ref = {"p-88", 4}, .role = WV_ROLE_OTHER, .name = {"Kees", 4}};
    wv_record r = {.kind = WV_KIND_REPORT,
                   .text = WV_STR("Kees stond er, p-88 dus."),
                   .persons = &person,
                   .person_count = 1};
    assert_named(&r, NOBODY, "Kees:o p-88:o");
    assert_true(wv_str_is(wv_named_ref(&r, WV_STR("Kees")), "p-88"));
    assert_true(wv_str_is(wv_named_ref(&r, WV_STR("p-88")), "p-88"));
}

static void each_name_is_one_token_and_no_byte_is_lost(void **state)
{
    (void)state;
    wv_record r = record_of("'K7 zag Jan de Boer, B. Zie http://x.nl/K7 of A/B.");
    wv_named_list list = {0};
    wv_tokens t, spare, plain;
    wv_buf b;
    wv_tokens_init(&t), wv_tokens_init(&spare), wv_tokens_init(&plain), wv_buf_init(&b);
    assert_int_equal(wv_tokenise(r.text, &t), WV_OK);
    assert_int_equal(wv_tokenise(r.text, &plain), WV_OK);
    assert_int_equal(wv_named_find(&r, NOBODY, &list), WV_OK);
    assert_int_equal(wv_named_cut(&list, &t, &spare), WV_OK);
    uint32_t end = 0;
    for (uint32_t i = 0; i < t.count; i++) {
        assert_true(t.items[i].start >= end && t.items[i].end > t.items[i].start);
        end = t.items[i].end;
        if (i) wv_buf_byte(&b, '|');
        wv_buf_add(&b, r.text.p + t.items[i].start, end - t.items[i].start);
    }
    assert_int_equal(end, plain.items[plain.count - 1].end);
    wv_buf_byte(&b, '\0');
    assert_string_equal(b.p, "'|K7|zag|Jan de Boer|,|B|.|Zie|http://x.nl/K7|of|A|/|B|.");
    wv_named_done(&list);
    wv_tokens_done(&t), wv_tokens_done(&spare), wv_tokens_done(&plain), wv_buf_done(&b);
}

static void assert_tokens(const char *text, const char *expected)
{
    wv_record r = record_of(text);
    wv_named_list list = {0};
    wv_tokens t, spare;
    wv_buf b;
    wv_tokens_init(&t), wv_tokens_init(&spare), wv_buf_init(&b);
    assert_int_equal(wv_tokenise(r.text, &t), WV_OK);
    assert_int_equal(wv_named_find(&r, NOBODY, &list), WV_OK);
    assert_int_equal(wv_named_cut(&list, &t, &spare), WV_OK);
    for (uint32_t i = 0; i < t.count; i++) {
        if (i) wv_buf_byte(&b, '|');
        wv_buf_add(&b, r.text.p + t.items[i].start, t.items[i].end - t.items[i].start);
    }
    wv_buf_byte(&b, '\0');
    assert_string_equal(b.p, expected);
    wv_named_done(&list);
    wv_tokens_done(&t), wv_tokens_done(&spare), wv_buf_done(&b);
}

/* "Betrokkene B. heeft meneer A. gewurgd" fell apart into three sentences, and nothing was found. */
static void the_dot_of_an_initial_ends_no_sentence(void **state)
{
    (void)state;
    assert_tokens("Betrokkene B. heeft haar gewurgd.", "Betrokkene|B|heeft|haar|gewurgd|.");
    assert_tokens("volgens B., die dronk", "volgens|B|,|die|dronk");
    assert_tokens("zij sloeg B. Buren belden", "zij|sloeg|B|.|Buren|belden");
    assert_tokens("dat was B.", "dat|was|B|.");
    assert_tokens("dat was K7. en toen", "dat|was|K7|.|en|toen");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_whole_and_with_their_capitals),
        cmocka_unit_test(a_name_that_is_a_verb_too_is_told_by_what_stands_around),
        cmocka_unit_test(a_record_that_tells_nobody_names_nobody),
        cmocka_unit_test(the_case_gives_the_role_that_the_record_leaves_open),
        cmocka_unit_test(a_name_leads_to_its_reference),
        cmocka_unit_test(each_name_is_one_token_and_no_byte_is_lost),
        cmocka_unit_test(the_dot_of_an_initial_ends_no_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
