/* SPDX-License-Identifier: EUPL-1.2 */
/* test_doubt.c: claims about bookings that contradict themselves or each other: each is said, with
 * the rule that holds, and no word of the record is in what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "run/doubt.h"

static wv_value text_value(const char *text)
{
    return (wv_value){.type = WV_VALUE_STRING, .string = wv_str_of(text)};
}

static wv_record event_of(const char *type, const wv_attr *attrs, uint32_t count)
{
    wv_record r = {
        .kind = WV_KIND_EVENT, .type = wv_str_of(type), .attrs = attrs, .attr_count = count};
    assert_int_equal(wv_time_parse(WV_STR("2026-03-01T10:00:00+01:00"), 0, &r.occurred_at, NULL),
                     WV_OK);
    return r;
}

static void assert_doubt(const wv_record *r, wv_known_persons known, const char *part)
{
    const char *doubt = wv_doubt_of(r, known);
    if (!part) {
        assert_null(doubt);
        return;
    }
    assert_non_null(doubt);
    assert_non_null(strstr(doubt, part));
    assert_null(strstr(doubt, "K7"));
}

static const wv_person PERSONS[] = {{.ref = {"K7", 2}, .role = WV_ROLE_TARGET},
                                    {.ref = {"P3", 2}, .role = WV_ROLE_OTHER}};
static const wv_known_persons KNOWN = {PERSONS, 2}, NOBODY = {NULL, 0};

static void a_role_that_differs_is_said(void **state)
{
    (void)state;
    wv_attr same = {WV_STR("K7"), text_value("target")},
            other = {WV_STR("K7"), text_value("other")};
    wv_attr none = {WV_STR("K7"), text_value("slachtoffer")},
            number = {WV_STR("K7"), {.type = WV_VALUE_NUMBER}};
    wv_record r = event_of("case.roles", &same, 1);
    assert_doubt(&r, KNOWN, NULL);
    r.attrs = &other;
    assert_doubt(&r, KNOWN, "differs from what was told before");
    assert_doubt(&r, NOBODY, NULL);
    r.attrs = &none;
    assert_doubt(&r, NOBODY, "is none of");
    r.attrs = &number;
    assert_doubt(&r, NOBODY, "is none of");
}

static void persons_of_a_record_are_held_against_the_case_and_each_other(void **state)
{
    (void)state;
    static const wv_person twice[] = {{.ref = {"K7", 2}, .role = WV_ROLE_OTHER},
                                      {.ref = {"K7", 2}, .role = WV_ROLE_THIRD}};
    static const wv_person open = {.ref = {"K7", 2}};
    wv_record r = {.kind = WV_KIND_REPORT, .persons = twice, .person_count = 2};
    assert_doubt(&r, KNOWN, "differs from what the case knows");
    assert_doubt(&r, NOBODY, "two roles in this record");
    r.person_count = 1;
    assert_doubt(&r, NOBODY, NULL);
    r.persons = &open;
    assert_doubt(&r, KNOWN, NULL);
}

static void an_end_before_its_start_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *until, *part;
    } cases[] = {
        {"2026-04-01", NULL},
        {"2026-03-01", NULL}, /* all of that day */
        {"2026-02-28", "before the beginning"},
        {"2026-03-01T09:00:00+01:00", "before the beginning"},
        {"volgend jaar", "is no date"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wv_attr until = {WV_STR("until"), text_value(cases[i].until)};
        wv_record order = event_of("order.imposed", &until, 1),
                  condition = event_of("condition.set", &until, 1),
                  goal = event_of("plan.goal", &until, 1);
        assert_doubt(&order, KNOWN, cases[i].part);
        assert_doubt(&condition, KNOWN, cases[i].part);
        assert_doubt(&goal, KNOWN, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_that_differs_is_said),
        cmocka_unit_test(persons_of_a_record_are_held_against_the_case_and_each_other),
        cmocka_unit_test(an_end_before_its_start_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
