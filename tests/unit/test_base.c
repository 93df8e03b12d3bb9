/* SPDX-License-Identifier: EUPL-1.2 */
/* test_base.c: arenas, buffers, maps, times, places: the claims every stage leans on. */
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/source.h"
#include "base/time.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <cmocka.h>

/* Pages of [p, p + n) that have memory. Under a sanitizer the allocator is another one, but the claim
 * is the same. */
static size_t resident(const char *p, size_t n)
{
    unsigned char pages[8192];
    uintptr_t from = ((uintptr_t)p + 4095) & ~(uintptr_t)4095;
    size_t count = ((uintptr_t)p + n - from) / 4096, held = 0;
    assert_true(count <= sizeof pages);
    assert_int_equal(mincore((void *)from, count * 4096, pages), 0);
    for (size_t i = 0; i < count; i++) held += pages[i] & 1;
    return held;
}

static void a_large_new_block_takes_memory_where_it_is_used(void **state)
{
    (void)state;
    enum { BYTES = 24 << 20 };
    char *p = wv_mem_new(BYTES);
    assert_non_null(p);
    assert_true(resident(p, BYTES) < 1000);
    for (size_t i = 0; i < BYTES; i += 4096) assert_int_equal(p[i], 0);
    memset(p, 'x', BYTES);
    assert_true(resident(p, BYTES) > 6000);
    wv_mem_free(p);
}

static void arena_reset_keeps_blocks_and_zeroes_memory(void **state)
{
    (void)state;
    wv_arena a;
    wv_arena_init(&a);
    char *first = wv_arena_alloc(&a, 100);
    memset(first, 'x', 100);
    for (int i = 0; i < 50; i++) assert_non_null(wv_arena_alloc(&a, 5000));
    wv_arena_reset(&a);
    char *again = wv_arena_alloc(&a, 100);
    assert_ptr_equal(first, again);
    for (int i = 0; i < 100; i++) assert_int_equal(again[i], 0);
    wv_arena_done(&a);
}

static void map_keeps_insertion_order_over_growth(void **state)
{
    (void)state;
    wv_map m;
    wv_arena a;
    wv_map_init(&m);
    wv_arena_init(&a);
    for (uint32_t i = 0; i < 5000; i++) {
        char key[16];
        int n = snprintf(key, sizeof key, "k%u", i * 7919 % 5000);
        bool added;
        assert_non_null(wv_map_put(&m, wv_arena_str(&a, (wv_str){key, (uint32_t)n}), i, &added));
        assert_true(added);
    }
    for (uint32_t i = 0; i < m.count; i++) assert_int_equal(m.entries[i].value, i);
    wv_map_done(&m);
    wv_arena_done(&a);
}

static void map_get_of_an_absent_key_is_null(void **state)
{
    (void)state;
    wv_map m;
    wv_map_init(&m);
    assert_null(wv_map_get(&m, WV_STR("x")));
    assert_non_null(wv_map_put(&m, WV_STR("x"), 3, NULL));
    assert_null(wv_map_get(&m, WV_STR("y")));
    assert_int_equal(*wv_map_get(&m, WV_STR("x")), 3);
    wv_map_done(&m);
}

static void json_strings_escape_only_what_must_be(void **state)
{
    (void)state;
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_json(&b, (wv_str){"a\"\\\n\x01/\xc3\xa9\0z", 10});
    assert_int_equal(b.n, strlen("\"a\\\"\\\\\\n\\u0001/\xc3\xa9\\u0000z\""));
    assert_memory_equal(b.p, "\"a\\\"\\\\\\n\\u0001/\xc3\xa9\\u0000z\"", b.n);
    wv_buf_done(&b);
}

static void html_text_ends_no_tag_and_no_attribute(void **state)
{
    (void)state;
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_html(&b, WV_STR("'s avonds \"<b>\" & \xc3\xa9\xc3\xa9n"));
    wv_buf_byte(&b, '\0');
    assert_string_equal(b.p, "&#39;s avonds &quot;&lt;b&gt;&quot; &amp; \xc3\xa9\xc3\xa9n");
    wv_buf_clear(&b);
    wv_buf_html(&b, (wv_str){"", 0});
    assert_int_equal(b.n, 0);
    wv_buf_done(&b);
}

static void times_survive_a_round_trip(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2026-02-03T14:10:05+01:00", "2026-02-03T14:10:05+01:00"},
        {"2026-02-03", "2026-02-03"},
        {"2024-02-29T00:00Z", "2024-02-29T00:00:00+00:00"},
        {"1969-12-31T23:59:59.750-0330", "1969-12-31T23:59:59-03:30"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wv_time t;
        wv_buf b;
        wv_buf_init(&b);
        assert_int_equal(wv_time_parse(wv_str_of(cases[i][0]), 0, &t, NULL), WV_OK);
        wv_time_write(&b, t);
        wv_buf_byte(&b, '\0');
        assert_string_equal(b.p, cases[i][1]);
        wv_buf_done(&b);
    }
}

static void times_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "2026-02-30",
                                      "2026-13-01",
                                      "gisteren",
                                      "2026-02-03T25:00",
                                      "2026-02-03T14:10+1",
                                      "2026-02-03 14:10 uur",
                                      "2025-02-29",
                                      "2026-02-03T14:10:00+01:00x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wv_time t;
        wv_err err;
        assert_int_equal(wv_time_parse(wv_str_of(bad[i]), 0, &t, &err), WV_E_RECORD);
        assert_false(t.known);
    }
}

static void civil_days_agree_both_ways(void **state)
{
    (void)state;
    for (int64_t d = -200000; d < 200000; d += 37) {
        int64_t year;
        unsigned month, day;
        wv_civil_from_days(d, &year, &month, &day);
        assert_int_equal(wv_days_from_civil(year, month, day), d);
    }
    assert_int_equal(wv_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(wv_days_from_civil(2026, 11, 23), 20780);
}

static void a_diagnostic_points_at_its_place_in_code_points(void **state)
{
    (void)state;
    wv_source s = {WV_STR("r.yaml"), WV_STR("a: 1\n\xc3\xa9\xc3\xa9 negate\n")};
    wv_diags d;
    wv_buf b;
    wv_diags_init(&d);
    wv_buf_init(&b);
    wv_str names[] = {WV_STR("negated"), WV_STR("habit")};
    wv_str near = wv_did_you_mean(WV_STR("negate"), names, 2);
    wv_diags_add(&d, WV_LEVEL_ERROR, 12, (wv_place){&s, 10, 16}, "look",
                 "unknown '%s' (did you mean '%.*s'?)", "negate", (int)near.n, near.p);
    wv_diags_print(&d, &b);
    wv_buf_byte(&b, '\0');
    assert_string_equal(b.p, "r.yaml:2:4: error[E012]: unknown 'negate' (did you mean 'negated'?)\n"
                             "     2 | \xc3\xa9\xc3\xa9 negate\n"
                             "       |    ^^^^^^\n"
                             "  hint: look\n");
    wv_buf_done(&b);
    wv_diags_done(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_new_block_takes_memory_where_it_is_used),
        cmocka_unit_test(arena_reset_keeps_blocks_and_zeroes_memory),
        cmocka_unit_test(map_keeps_insertion_order_over_growth),
        cmocka_unit_test(map_get_of_an_absent_key_is_null),
        cmocka_unit_test(json_strings_escape_only_what_must_be),
        cmocka_unit_test(html_text_ends_no_tag_and_no_attribute),
        cmocka_unit_test(times_survive_a_round_trip),
        cmocka_unit_test(times_that_do_not_exist_are_refused),
        cmocka_unit_test(civil_days_agree_both_ways),
        cmocka_unit_test(a_diagnostic_points_at_its_place_in_code_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
