/* SPDX-License-Identifier: EUPL-1.2 */
/* test_json.c: what the parser takes, what it refuses, and where it says so. The oracle
 * (reader_oracle.cpp) does the breadth; here stand the cases that have a reason. */
#include "read/json.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct world {
    wv_arena arena;
    wv_json json;
    wv_json_error error;
} world;

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    wv_arena_init(&w->arena);
    wv_json_init(&w->json, &w->arena);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    wv_json_done(&w->json);
    wv_arena_done(&w->arena);
    free(w);
    return 0;
}

static wv_rc parse(world *w, const char *text)
{
    return wv_json_parse(&w->json, wv_str_of(text), &w->error);
}

static void assert_refused(world *w, const char *text, wv_json_fault fault, uint32_t offset)
{
    if (parse(w, text) == WV_OK) fail_msg("accepted: %s", text);
    if (w->error.fault != fault || w->error.offset != offset)
        fail_msg("%s: fault %d at %u (%s)", text, w->error.fault, w->error.offset,
                 w->error.message);
}

static void assert_text(world *w, const char *json, const char *expected, size_t n)
{
    assert_int_equal(parse(w, json), WV_OK);
    assert_int_equal(w->json.values[0].text.n, n);
    assert_memory_equal(w->json.values[0].text.p, expected, n);
}

static void tape_says_where_each_value_ends(void **state)
{
    world *w = *state;
    assert_int_equal(parse(w, " {\"a\":[1,{\"b\":null}],\"c\":\"d\"} "), WV_OK);
    const wv_json_value *v = w->json.values;
    assert_int_equal(w->json.count, 9);
    assert_int_equal(v[0].type, WV_JSON_OBJECT);
    assert_int_equal(v[0].count, 2);
    assert_int_equal(v[0].next, 9);
    assert_int_equal(v[2].type, WV_JSON_ARRAY);
    assert_int_equal(v[2].count, 2);
    assert_int_equal(v[2].next, 7);
    assert_int_equal(v[2].start, 6);
    assert_int_equal(v[2].end, 20);
    assert_int_equal(v[8].type, WV_JSON_STRING);
}

static void escapes_become_the_characters_they_name(void **state)
{
    world *w = *state;
    assert_text(w, "\"\\u00e9\\u20AC\\ud83d\\uDE21\"", "é€😡", 9);
    assert_text(w, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
    assert_text(w, "\"a\\u0000b\"", "a\0b",
                3); /* cut there, a threat behind a NUL would be unread */
}

static void a_lone_surrogate_is_refused_where_it_stands(void **state)
{
    world *w = *state;
    assert_refused(w, "\"ab\\ud800\"", WV_JSON_FAULT_SYNTAX, 3);
    assert_refused(w, "\"\\udc00\"", WV_JSON_FAULT_SYNTAX, 1);
    assert_refused(w, "\"\\ud83d\\u0041\"", WV_JSON_FAULT_SYNTAX, 1);
    assert_refused(w, "\"\\ud83d\\ud83d\"", WV_JSON_FAULT_SYNTAX, 1);
}

static void bytes_that_are_no_utf8_are_refused_where_they_stand(void **state)
{
    world *w = *state;
    assert_refused(w, "\"caf\xE9\"", WV_JSON_FAULT_UTF8, 4);      /* Latin-1 */
    assert_refused(w, "\"\xC0\xAF\"", WV_JSON_FAULT_UTF8, 1);     /* overlong */
    assert_refused(w, "\"\xED\xA0\x80\"", WV_JSON_FAULT_UTF8, 1); /* surrogate */
    assert_refused(w, "\"\xF4\x90\x80\x80\"", WV_JSON_FAULT_UTF8, 1);
    assert_refused(w, "\"1234567\xE2\x82\"", WV_JSON_FAULT_UTF8,
                   8); /* cut off, behind a full word */
    assert_refused(w, "[\xFF]", WV_JSON_FAULT_UTF8, 1);
    assert_text(w, "\"\xED\x9F\xBF\xEF\xBF\xBF\xF4\x8F\xBF\xBF\"",
                "\xED\x9F\xBF\xEF\xBF\xBF\xF4\x8F\xBF\xBF", 10);
}

static void the_same_key_twice_is_refused_at_any_depth(void **state)
{
    world *w = *state;
    assert_refused(w, "{\"text\":1,\"text\":2}", WV_JSON_FAULT_DUPLICATE, 10);
    assert_refused(w, "{\"text\":1,\"te\\u0078t\":2}", WV_JSON_FAULT_DUPLICATE, 10);
    assert_refused(w, "{\"a\":[{\"b\":{\"c\":1,\"d\":2,\"c\":3}}]}", WV_JSON_FAULT_DUPLICATE, 24);
    assert_int_equal(parse(w, "{\"a\":{\"a\":{\"a\":1}},\"A\":1}"), WV_OK);
}

/* More keys than are compared pair by pair. */
static void the_same_key_twice_is_found_among_thousands(void **state)
{
    world *w = *state;
    static char text[200000];
    for (int twice = 0; twice < 2; twice++) {
        size_t n = 0;
        text[n++] = '{';
        for (int i = 0; i < 5000; i++)
            n += (size_t)snprintf(text + n, sizeof text - n, "\"key%d\":%d,", i * 7919 % 5000, i);
        uint32_t at = (uint32_t)n;
        n += (size_t)snprintf(text + n, sizeof text - n, "\"key%s\":0}", twice ? "4321" : "x");
        if (twice)
            assert_refused(w, text, WV_JSON_FAULT_DUPLICATE, at);
        else
            assert_int_equal(parse(w, text), WV_OK);
    }
}

static void grammar_is_the_rfc_and_no_more(void **state)
{
    static const char *const bad[] = {"",
                                      " ",
                                      "{",
                                      "[",
                                      "}",
                                      "[1,]",
                                      "[,1]",
                                      "{\"a\":1,}",
                                      "{\"a\"}",
                                      "{a:1}",
                                      "{'a':1}",
                                      "[1 2]",
                                      "01",
                                      "1.",
                                      ".5",
                                      "+1",
                                      "-",
                                      "1e",
                                      "0x1",
                                      "NaN",
                                      "Infinity",
                                      "nul",
                                      "truee",
                                      "True",
                                      "//x\n1",
                                      "[1]x",
                                      "1 1",
                                      "\"\t\"",
                                      "\"\n\"",
                                      "\"a",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\\"",
                                      "[1}",
                                      "{\"a\":1]",
                                      "{1:2}",
                                      "\xEF\xBB\xBF{}",
                                      "{\"a\":}",
                                      "{:1}",
                                      "[\"a\",]",
                                      "\x0B"
                                      "1"};
    static const char *const good[] = {
        "0",    "-0",   "1E+2",    "0.5e-7",        "[]",       "{}",      " [ ] ",
        "\"\"", "true", "[[],{}]", "\r\n\t 1 \r\n", "\"\x7F\"", "{\"\":0}"};
    world *w = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (parse(w, bad[i]) == WV_OK) fail_msg("accepted: %s", bad[i]);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (parse(w, good[i]) != WV_OK) fail_msg("refused: %s: %s", good[i], w->error.message);
}

static void nesting_stops_at_its_limit_and_not_before(void **state)
{
    world *w = *state;
    char text[200] = "";
    memset(text, '[', 64), memset(text + 64, ']', 64);
    assert_int_equal(parse(w, text), WV_OK);
    memset(text, '[', 65), memset(text + 65, ']', 65);
    assert_refused(w, text, WV_JSON_FAULT_DEPTH, 64);
}

static void too_many_values_are_a_limit_and_not_a_flood_of_memory(void **state)
{
    world *w = *state;
    size_t n = 2 * (WV_JSON_VALUES_MAX + 8);
    char *text = malloc(n + 1);
    for (size_t i = 0; i < n; i += 2) memcpy(text + i, i ? ",1" : "[1", 2);
    text[n] = ']';
    assert_int_equal(wv_json_parse(&w->json, (wv_str){text, (uint32_t)n + 1}, &w->error),
                     WV_E_LIMIT);
    assert_int_equal(w->error.fault, WV_JSON_FAULT_VALUES);
    free(text);
}

static void numbers_are_rounded_right_in_any_locale(void **state)
{
    (void)state;
    char *before = setlocale(LC_NUMERIC, NULL);
    setlocale(LC_NUMERIC, "nl_NL.UTF-8"); /* a decimal comma, where that locale is installed */
    assert_true(wv_json_number(WV_STR("0.1")) == 0.1);
    assert_true(wv_json_number(WV_STR("-12.50e1")) == -125.0);
    assert_true(wv_json_number(WV_STR("0.000123")) == 0.000123);
    assert_true(wv_json_number(WV_STR("123456789.123456789")) == 123456789.123456789);
    assert_true(wv_json_number(WV_STR("2.2250738585072011e-308")) == 2.2250738585072011e-308);
    assert_true(wv_json_number(WV_STR("0e99999999999")) == 0);
    assert_true(isinf(wv_json_number(WV_STR("1e400"))));
    setlocale(LC_NUMERIC, before);
}

static void integers_fit_or_are_none(void **state)
{
    int64_t v;
    (void)state;
    assert_true(wv_json_integer(WV_STR("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_true(wv_json_integer(WV_STR("9223372036854775807"), &v) && v == INT64_MAX);
    assert_false(wv_json_integer(WV_STR("9223372036854775808"), &v));
    assert_false(wv_json_integer(WV_STR("1.0"), &v));
    assert_false(wv_json_integer(WV_STR("1e3"), &v));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(tape_says_where_each_value_ends),
        T(escapes_become_the_characters_they_name),
        T(a_lone_surrogate_is_refused_where_it_stands),
        T(bytes_that_are_no_utf8_are_refused_where_they_stand),
        T(the_same_key_twice_is_refused_at_any_depth),
        T(the_same_key_twice_is_found_among_thousands),
        T(grammar_is_the_rfc_and_no_more),
        T(nesting_stops_at_its_limit_and_not_before),
        T(too_many_values_are_a_limit_and_not_a_flood_of_memory),
        T(numbers_are_rounded_right_in_any_locale),
        T(integers_fit_or_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
