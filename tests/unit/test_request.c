/* SPDX-License-Identifier: EUPL-1.2 */
/* test_request.c: claims about what the review pages take in from a browser and give back to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "review/agree.h"
#include "review/html.h"
#include "review/preferences.h"
#include "review/request.h"

#include <cmocka.h>
#include <math.h>

static wv_rc target(wv_request *r, const char *raw)
{
    wv_request_init(r);
    return wv_request_target(r, wv_str_of(raw));
}

static wv_rc form(wv_request *r, const char *raw)
{
    wv_request_init(r);
    return wv_request_form(r, wv_str_of(raw));
}

static void assert_str(wv_str s, const char *want)
{
    assert_true(wv_str_is(s, want));
}

static void a_path_is_cut_and_decoded(void **state)
{
    wv_request r;
    (void)state;
    assert_int_equal(target(&r, "/stuk/12/a%2Fb%20c?na=7&woorden=ik+maak%20je"), WV_OK);
    assert_int_equal(r.segment_count, 3);
    assert_str(r.segments[2], "a/b c");
    assert_int_equal(wv_request_number(&r.query, "na", 0), 7);
    assert_str(wv_request_field(&r.query, "woorden"), "ik maak je");
    assert_str(wv_request_field(&r.query, "niet"), "");
    wv_request_done(&r);
}

/* A note has lines; a path that has one is made to look like a header somewhere. */
static void a_path_has_no_lines(void **state)
{
    static const char *const paths[] = {"/regel/a%0Ab", "/regel/a%0D%0AX:1", "/regel/a%09b"};
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        wv_request r;
        assert_int_equal(target(&r, paths[i]), WV_E_RECORD);
        wv_request_done(&r);
    }
}

static void what_is_not_well_formed_is_refused(void **state)
{
    static const char *const bad[] = {"zaak",
                                      "",
                                      "/a/../b",
                                      "/./a",
                                      "//a",
                                      "/%2e%2e/a",
                                      "/%zz",
                                      "/%4",
                                      "/a%00b",
                                      "/a%0Db",
                                      "/%C0%AE%C0%AE",
                                      "/%ED%A0%80",
                                      "/%F5%80%80%80",
                                      "/a?b=%FF",
                                      "/a?x=1&x=2",
                                      "/a?=1",
                                      "/a/b/c/d/e/f/g",
                                      "/a?b=%C2%85"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wv_request r;
        assert_int_not_equal(target(&r, bad[i]), WV_OK);
        wv_request_done(&r);
    }
}

static void a_line_end_in_a_note_is_one_character(void **state)
{
    wv_request r;
    (void)state;
    assert_int_equal(form(&r, "noot=een%0D%0Atwee&lezing.12=ja"), WV_OK);
    assert_str(wv_request_field(&r.form, "noot"), "een\ntwee");
    assert_str(wv_request_field(&r.form, "lezing.12"), "ja");
    wv_request_done(&r);
}

static void too_much_is_refused(void **state)
{
    wv_request r;
    wv_buf b;
    (void)state;
    wv_buf_init(&b);
    for (int i = 0; i <= WV_REQUEST_FIELDS_MAX; i++) wv_buf_format(&b, "%sa%d=1", i ? "&" : "", i);
    wv_request_init(&r);
    assert_int_equal(wv_request_form(&r, (wv_str){b.p, (uint32_t)b.n}), WV_E_LIMIT);
    wv_request_done(&r);
    wv_buf_clear(&b);
    wv_buf_byte(&b, '/');
    for (int i = 0; i < WV_REQUEST_TARGET_MAX; i++) wv_buf_byte(&b, 'a');
    wv_request_init(&r);
    assert_int_equal(wv_request_target(&r, (wv_str){b.p, (uint32_t)b.n}), WV_E_LIMIT);
    wv_request_done(&r);
    wv_buf_done(&b);
}

/* Anybody on the same host can set a cookie of our name; then nobody is logged in. */
static void a_cookie_that_comes_twice_counts_for_nothing(void **state)
{
    wv_request r;
    (void)state;
    wv_request_init(&r);
    assert_int_equal(wv_request_cookies(&r, WV_STR("a=1; sessie=x; %zz=2; sessie=y; b=3")), WV_OK);
    assert_str(wv_request_field(&r.cookies, "sessie"), "");
    assert_str(wv_request_field(&r.cookies, "b"), "3");
    wv_request_done(&r);
}

static void a_value_cannot_leave_its_place(void **state)
{
    wv_buf b;
    (void)state;
    wv_buf_init(&b);
    wv_html(&b, "<a title=\"%s\" href=\"/stuk/%p\">%u %d</a>", "\"><script>'&", WV_STR("a/b ?\""),
            3u, (int64_t)-4);
    assert_str((wv_str){b.p, (uint32_t)b.n},
               "<a title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\" href=\"/stuk/a%2Fb%20%3F%22\">3 "
               "-4</a>");
    wv_buf_done(&b);
}

/* U+202E shows what follows it backwards. */
static void a_text_cannot_turn_its_own_direction(void **state)
{
    wv_buf b;
    (void)state;
    wv_buf_init(&b);
    wv_html(&b, "%s",
            "a\xE2\x80\xAE"
            "b\x1B"
            "c");
    assert_str((wv_str){b.p, (uint32_t)b.n}, "a\xEF\xBF\xBD"
                                             "b\xEF\xBF\xBD"
                                             "c");
    wv_buf_done(&b);
}

static void preferences_come_back_as_they_went(void **state)
{
    wv_preferences p, back;
    wv_buf b;
    (void)state;
    wv_buf_init(&b);
    wv_preferences_read(WV_STR(""), &p);
    assert_true(wv_preferences_fit(&p));
    p.masks = true;
    p.keys[WV_KEY_NEXT] = '.';
    p.keys[WV_KEY_UNDO] = 0;
    wv_preferences_write(&p, &b);
    wv_preferences_read((wv_str){b.p, (uint32_t)b.n}, &back);
    assert_true(back.masks && !back.blind && !back.keys_off);
    assert_memory_equal(back.keys, p.keys, sizeof p.keys);
    p.keys[WV_KEY_OPEN] = '.';
    assert_false(wv_preferences_fit(&p));
    wv_preferences_read(WV_STR("volgende=20.vorige=zz.uit=2.=.x=1"), &back);
    assert_int_equal(back.keys[WV_KEY_NEXT], 'j');
    assert_false(back.keys_off);
    wv_buf_done(&b);
}

static bool is_near(double a, double b)
{
    return fabs(a - b) < 0.0005;
}

/* Worked out by hand: 100 pairs, 85 yes/yes, 5 no/no, 10 apart. */
static void agreement_is_what_the_formulas_say(void **state)
{
    uint64_t pairs[4][4] = {{0}};
    wv_agree a, again;
    (void)state;
    pairs[1][1] = 85, pairs[2][2] = 5, pairs[1][2] = 6, pairs[2][1] = 4;
    wv_agree_work_out(pairs, &a);
    assert_int_equal(a.pairs, 100);
    assert_int_equal(a.same, 90);
    /* chance = .91 * .89 + .09 * .11 = .8198; (.9 - .8198) / (1 - .8198) */
    assert_true(is_near(a.kappa.value, 0.4451));
    /* means .90 .10 0: chance = (.09 + .09 + 0) / 2 = .09; (.9 - .09) / .91 */
    assert_true(is_near(a.ac1.value, 0.8901));
    assert_true(a.kappa.low < a.kappa.value && a.kappa.value < a.kappa.high);
    assert_true(a.ac1.low > 0.79 && a.ac1.high < 0.97);
    wv_agree_work_out(pairs, &again);
    assert_true(a.ac1.low == again.ac1.low && a.kappa.high == again.kappa.high);
}

static void kappa_of_one_answer_only_is_not_made_up(void **state)
{
    uint64_t pairs[4][4] = {{0}};
    wv_agree a;
    (void)state;
    pairs[1][1] = 40;
    wv_agree_work_out(pairs, &a);
    assert_false(a.kappa.known);
    assert_true(a.ac1.known && is_near(a.ac1.value, 1));
    pairs[1][1] = 9;
    wv_agree_work_out(pairs, &a);
    assert_false(a.ac1.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_cut_and_decoded),
        cmocka_unit_test(a_path_has_no_lines),
        cmocka_unit_test(what_is_not_well_formed_is_refused),
        cmocka_unit_test(a_line_end_in_a_note_is_one_character),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(a_cookie_that_comes_twice_counts_for_nothing),
        cmocka_unit_test(a_value_cannot_leave_its_place),
        cmocka_unit_test(a_text_cannot_turn_its_own_direction),
        cmocka_unit_test(preferences_come_back_as_they_went),
        cmocka_unit_test(agreement_is_what_the_formulas_say),
        cmocka_unit_test(kappa_of_one_answer_only_is_not_made_up),
    };
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
