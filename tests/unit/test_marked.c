/* SPDX-License-Identifier: EUPL-1.2 */
/* test_marked.c: claims about the text of a record with its evidence marked: whatever the places
 * are, the reader sees the whole text, once, in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "review/page/page.h"

#include <cmocka.h>

static wv_response response;
static wv_visit visit = {.response = &response};

static wv_str marked(wv_str text, wv_marked *marks, uint32_t count)
{
    wv_buf_clear(&response.body);
    wv_page_marked(&visit, text, marks, count);
    return (wv_str){response.body.p, (uint32_t)response.body.n};
}

static bool has(wv_str s, const char *what)
{
    return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void words_are_marked_by_code_points(void **state)
{
    wv_marked marks[] = {{6, 10, 1, false}};
    (void)state;
    wv_str html = marked(WV_STR("h\xC3\xA9\xC3\xA9l, dood gaan"), marks, 1);
    assert_true(has(html, "h\xC3\xA9\xC3\xA9l, <mark>dood</mark><sup><a href=\"#v1\">"));
    assert_true(has(html, "</sup> gaan"));
}

static void places_that_overlap_are_one_mark_with_all_numbers(void **state)
{
    wv_marked marks[] = {{4, 9, 7, false}, {0, 6, 2, false}, {4, 9, 2, false}};
    (void)state;
    wv_str html = marked(WV_STR("abcdefghijk"), marks, 3);
    assert_true(has(html, "<mark>abcdefghi</mark><sup><a href=\"#v2\">"));
    assert_true(has(html, "2</a></sup><sup><a href=\"#v7\">"));
    assert_false(has(html, "</sup><sup><a href=\"#v2\">"));
}

static void a_masked_word_stands_behind_details(void **state)
{
    wv_marked marks[] = {{0, 3, 1, true}};
    (void)state;
    wv_str html = marked(WV_STR("abc d"), marks, 1);
    assert_true(has(html, "<details class=\"mask\"><summary>verborgen woorden</summary><mark>abc"));
}

/* The text again: without tags, without the numbers and the words of a mask. */
static void read_back(wv_str html, wv_buf *out)
{
    static const wv_str outside[] = {{"<sup>", 5}, {"<summary>", 9}};
    static const wv_str ends[] = {{"</sup>", 6}, {"</summary>", 10}};
    wv_buf_clear(out);
    for (uint32_t i = 0; i < html.n;) {
        wv_str rest = {html.p + i, html.n - i};
        if (*rest.p != '<') {
            wv_buf_byte(out, *rest.p), i++;
            continue;
        }
        wv_str end = WV_STR(">");
        for (int k = 0; k < 2; k++)
            if (wv_str_starts(rest, outside[k])) end = ends[k];
        const char *at = memmem(rest.p, rest.n, end.p, end.n);
        assert_non_null(at);
        i += (uint32_t)(at - rest.p) + end.n;
    }
}

static void any_places_leave_the_text_as_it_is(void **state)
{
    static const char bytes[] = "Zij z\xC3\xA9i: ik \xF0\x9F\x94\xAA maak je dood, \xE2\x82\xAC 5.";
    const wv_str text = {bytes, sizeof bytes - 1};
    uint32_t seed = 1;
    wv_buf back;
    (void)state;
    wv_buf_init(&back);
    for (int round = 0; round < 2000; round++) {
        wv_marked marks[12];
        uint32_t count = (uint32_t)round % 12;
        for (uint32_t i = 0; i < count; i++) {
            seed = seed * 1664525u + 1013904223u;
            uint32_t start = seed >> 16 & 63, length = 1 + (seed >> 24 & 15);
            marks[i] = (wv_marked){start, start + length, seed >> 8 & 3, seed >> 30 == 0};
        }
        read_back(marked(text, marks, count), &back);
        assert_int_equal(back.n, text.n + 1); /* and the line end behind it */
        assert_memory_equal(back.p, text.p, text.n);
    }
    wv_buf_done(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_marked_by_code_points),
        cmocka_unit_test(places_that_overlap_are_one_mark_with_all_numbers),
        cmocka_unit_test(a_masked_word_stands_behind_details),
        cmocka_unit_test(any_places_leave_the_text_as_it_is),
    };
    wv_buf_init(&response.body);
    int failed = cmocka_run_group_tests_name("marked", tests, NULL, NULL);
    wv_buf_done(&response.body);
    return failed;
}
