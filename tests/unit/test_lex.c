/* SPDX-License-Identifier: EUPL-1.2 */
/* test_lex.c: claims about the memo of written words: its slots, its long words, its forgetting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack/wordbook.h"
#include "text/lex.h"

#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static const wv_lex *first(const wv_lex_entry *e)
{
    assert_non_null(e);
    return e->readings[0].parts[0].lex;
}

static void a_word_is_made_once(void **state)
{
    (void)state;
    static const char *const words[] = {"a",
                                        "bel",
                                        "gebeld",
                                        "bedreigd",
                                        "bedreigde",
                                        "achtervolgingen",
                                        "achtervolgingens",
                                        "contactverbodsovertredinkje"};
    wv_lex_memo m;
    wv_lex_memo_init(&m, NULL, NULL);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        wv_str word = wv_str_of(words[i]);
        const wv_lex_entry *e = wv_lex_memo_get(&m, word, WV_TOKEN_WORD, 0);
        assert_non_null(e);
        assert_ptr_equal(wv_lex_memo_get(&m, word, WV_TOKEN_WORD, 0), e);
        assert_int_equal(m.count, i + 1);
        wv_analysis a[WV_ANALYSES_MAX];
        int n = wv_analyse(first(e)->folded, a);
        assert_int_equal(first(e)->analysis_count, n);
        for (int k = 0; k < n; k++) assert_string_equal(first(e)->analyses[k].key, a[k].key);
    }
    wv_lex_memo_done(&m);
}

static void capitals_share_what_is_known(void **state)
{
    (void)state;
    wv_lex_memo m;
    wv_lex_memo_init(&m, NULL, NULL);
    const wv_lex_entry *e = wv_lex_memo_get(&m, WV_STR("bel"), WV_TOKEN_WORD, 0);
    assert_ptr_equal(wv_lex_memo_get(&m, WV_STR("Bel"), WV_TOKEN_WORD, 0), e);
    assert_ptr_equal(wv_lex_memo_get(&m, WV_STR("BEL"), WV_TOKEN_WORD, 0), e);
    assert_ptr_equal(wv_lex_memo_get(&m, WV_STR("BEL"), WV_TOKEN_WORD, 0), e);
    assert_int_equal(m.count, 3);
    wv_lex_memo_done(&m);
}

/* `22` is a number here and part of a phone number there; bytes of zero are bytes. */
static void kind_length_and_each_byte_tell_words_apart(void **state)
{
    (void)state;
    wv_lex_memo m;
    wv_lex_memo_init(&m, NULL, NULL);
    char text[32];
    memset(text, 'x', sizeof text);
    const wv_lex_entry *seen[3 * 20 * 21];
    uint32_t count = 0;
    for (uint8_t kind = WV_TOKEN_NUMBER; kind <= WV_TOKEN_TIME; kind++)
        for (uint32_t n = 1; n <= 20; n++)
            for (uint32_t at = 0; at <= n; at++) { /* one byte is zero, or none */
                if (at < n) text[at] = '\0';
                seen[count] = wv_lex_memo_get(&m, (wv_str){text, n}, kind, 0);
                assert_non_null(seen[count++]);
                if (at < n) text[at] = 'x';
            }
    assert_int_equal(m.count, count);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < i; k++) assert_ptr_not_equal(seen[i], seen[k]);
    wv_lex_memo_done(&m);
}

static void many_words_stay_what_they_are(void **state)
{
    (void)state;
    enum { WORDS = 5000 };
    static const wv_lex_entry *seen[WORDS];
    wv_lex_memo m;
    char text[24];
    wv_lex_memo_init(&m, NULL, NULL);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < WORDS; i++) {
            int n = snprintf(text, sizeof text, i % 3 ? "%d" : "nr-van-lengte-%d", i);
            wv_str word = {text, (uint32_t)n};
            const wv_lex_entry *e = wv_lex_memo_get(&m, word, WV_TOKEN_NUMBER, 0);
            assert_true(wv_str_eq(first(e)->folded, word));
            if (round) assert_ptr_equal(e, seen[i]);
            seen[i] = e;
        }
    assert_int_equal(m.count, WORDS);
    wv_lex_memo_done(&m);
}

static void a_memo_over_its_limit_forgets_all_and_goes_on(void **state)
{
    (void)state;
    wv_lex_memo m;
    char text[24];
    wv_lex_memo_init(&m, NULL, NULL);
    m.words_max = 100;
    for (int i = 0; i <= 100; i++) {
        assert_false(wv_lex_memo_trim(&m));
        int n = snprintf(text, sizeof text, i % 2 ? "%d" : "een heel lang getal %d", i);
        assert_non_null(wv_lex_memo_get(&m, (wv_str){text, (uint32_t)n}, WV_TOKEN_NUMBER, 0));
    }
    assert_true(wv_lex_memo_trim(&m));
    assert_int_equal(m.count, 0);
    const wv_lex_entry *e = wv_lex_memo_get(&m, WV_STR("99"), WV_TOKEN_NUMBER, 0);
    assert_true(wv_str_is(first(e)->folded, "99"));
    assert_int_equal(m.count, 1);
    wv_lex_memo_done(&m);
}

static void classes_are_sorted_and_each_is_kept_once(void **state)
{
    (void)state;
    enum { CLASSES = 300 };
    uint32_t seed = 1;
    for (int round = 0; round < 200; round++) {
        uint32_t got[CLASSES], want[CLASSES], count = (uint32_t)round * 3 / 2, kept = 0;
        for (uint32_t i = 0; i < count; i++) {
            seed = seed * 1664525 + 1013904223;
            got[i] = want[i] = (seed >> 12) % (round % 2 ? 60000 : 200);
        }
        if (count) qsort(want, count, sizeof *want, by_value);
        for (uint32_t i = 0; i < count; i++)
            if (!kept || want[kept - 1] != want[i]) want[kept++] = want[i];
        assert_int_equal(wv_matcher_sort_classes(got, count), kept);
        assert_memory_equal(got, want, kept * sizeof *got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_made_once),
        cmocka_unit_test(capitals_share_what_is_known),
        cmocka_unit_test(kind_length_and_each_byte_tell_words_apart),
        cmocka_unit_test(many_words_stay_what_they_are),
        cmocka_unit_test(a_memo_over_its_limit_forgets_all_and_goes_on),
        cmocka_unit_test(classes_are_sorted_and_each_is_kept_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
