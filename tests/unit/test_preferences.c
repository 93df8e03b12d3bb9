/* SPDX-License-Identifier: EUPL-1.2 */
/* test_preferences.c: what a reviewer chose comes back from the cookie, and no cookie can break a
 * page. */
#include "review/preferences.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static wv_preferences read_text(const char *cookie)
{
    wv_preferences p;
    wv_preferences_read(wv_str_of(cookie), &p);
    return p;
}

static wv_preferences through_a_cookie(const wv_preferences *p)
{
    wv_buf b;
    wv_preferences out;
    wv_buf_init(&b);
    wv_preferences_write(p, &b);
    wv_preferences_read((wv_str){b.p, (uint32_t)b.n}, &out);
    wv_buf_done(&b);
    return out;
}

static void test_what_was_chosen_comes_back(void **state)
{
    wv_preferences p = read_text("");
    (void)state;
    p.masks = p.shuffles = p.plain = true;
    p.pause = 20, p.heavy_read = 7, p.heavy_day = 20780;
    p.keys[WV_KEY_NEXT] = 'l', p.keys[WV_KEY_SAVE] = 0;
    wv_preferences q = through_a_cookie(&p);
    assert_true(q.masks && q.shuffles && q.plain);
    assert_false(q.blind || q.keys_off);
    assert_int_equal(q.pause, 20);
    assert_int_equal(q.heavy_read, 7);
    assert_int_equal(q.heavy_day, 20780);
    assert_memory_equal(q.keys, p.keys, sizeof p.keys);
}

static void test_without_a_pause_nothing_is_counted(void **state)
{
    wv_preferences p = read_text("");
    (void)state;
    p.heavy_read = 7;
    assert_int_equal(through_a_cookie(&p).heavy_read, 0);
}

static void test_what_cannot_be_read_keeps_its_default(void **state)
{
    static const char *const bad[] = {
        "pauze=501",        "pauze=-1",    "pauze=99999999999999999999",
        "volgende=20",      "volgende=7f", "volgende=zz",
        "pauze=1x",         "=.=.==",      "masker",
        "volgende=6a.=6b.", "los=2"};
    wv_preferences standard = read_text("");
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wv_preferences p = read_text(bad[i]);
        assert_int_equal(p.pause, 0);
        assert_false(p.masks || p.shuffles);
        assert_memory_equal(p.keys, standard.keys, sizeof p.keys);
    }
}

static void test_a_key_twice_does_not_fit(void **state)
{
    wv_preferences p = read_text("");
    (void)state;
    assert_true(wv_preferences_fit(&p));
    p.keys[WV_KEY_NEXT] = p.keys[WV_KEY_PREVIOUS];
    assert_false(wv_preferences_fit(&p));
    p.keys[WV_KEY_NEXT] = p.keys[WV_KEY_PREVIOUS] = 0; /* two without a key are two without */
    assert_true(wv_preferences_fit(&p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_chosen_comes_back),
        cmocka_unit_test(test_without_a_pause_nothing_is_counted),
        cmocka_unit_test(test_what_cannot_be_read_keeps_its_default),
        cmocka_unit_test(test_a_key_twice_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
