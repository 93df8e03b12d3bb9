/* SPDX-License-Identifier: EUPL-1.2 */
/* test_moments.c: places in time against a plain list, in any order of coming. */
#include "case/moments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum { COUNT = 700, SPAN = 90 };

static uint32_t roll(uint64_t *seed, uint32_t n)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % n;
}

/* How many of the list lie before a moment. */
static uint32_t count_before(const int64_t *at, uint32_t n, int64_t moment)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < n; i++) before += at[i] < moment;
    return before;
}

static void entries_stand_by_time_then_by_number(void **state)
{
    (void)state;
    int64_t at[COUNT];
    wv_moments m = {0};
    uint64_t seed = 5;
    for (uint32_t i = 0; i < COUNT; i++) {
        at[i] = (int64_t)roll(&seed, SPAN) - SPAN / 2;
        uint32_t place = wv_moments_put(&m, at[i], i), same = 0;
        for (uint32_t k = 0; k < i; k++) same += at[k] == at[i];
        assert_int_equal(place, count_before(at, i, at[i]) + same);
        assert_int_equal(m.items[place].entry, i);
    }
    for (uint32_t i = 1; i < m.count; i++)
        assert_true(m.items[i - 1].at < m.items[i].at ||
                    (m.items[i - 1].at == m.items[i].at &&
                     m.items[i - 1].entry < m.items[i].entry));
    for (int64_t moment = -SPAN; moment <= SPAN; moment++)
        assert_int_equal(wv_moments_from(&m, moment), count_before(at, COUNT, moment));
    wv_moments_done(&m);
}

static void an_entry_stands_once_at_its_moment(void **state)
{
    (void)state;
    wv_moments m = {0};
    assert_int_equal(wv_moments_put(&m, 10, 3), 0);
    m.items[0].tellers = 7;
    assert_int_equal(wv_moments_put(&m, 10, 3), 0);
    assert_int_equal(m.count, 1);
    assert_int_equal(m.items[0].tellers, 7);
    wv_moments_done(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_stand_by_time_then_by_number),
        cmocka_unit_test(an_entry_stands_once_at_its_moment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
