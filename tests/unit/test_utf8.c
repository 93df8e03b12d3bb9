/* SPDX-License-Identifier: EUPL-1.2 */
/* test_utf8.c: claims about UTF-8 validation and offsets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/edges.h"
#include "text/utf8.h"

static void assert_invalid_at(const char *bytes, size_t n, size_t at)
{
    assert_int_equal(wv_utf8_valid_bytes(bytes, n), at);
}

static void valid_text_of_every_length_is_valid(void **state)
{
    (void)state;
    const char *text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x94\xAA zo gaat dat, ook als de tekst langer "
                       "is dan acht bytes \xC3\xB6";
    assert_true(wv_utf8_valid(wv_str_of(text)));
    assert_true(wv_utf8_valid((wv_str){text, 0}));
}

static void each_kind_of_bad_byte_is_refused_where_it_stands(void **state)
{
    (void)state;
    assert_invalid_at("ab\x80", 3, 2);           /* lone continuation */
    assert_invalid_at("\xC0\xAF", 2, 0);         /* overlong slash */
    assert_invalid_at("\xE0\x80\xAF", 3, 0);     /* overlong */
    assert_invalid_at("x\xED\xA0\x80", 4, 1);    /* surrogate */
    assert_invalid_at("\xF4\x90\x80\x80", 4, 0); /* above U+10FFFF */
    assert_invalid_at("\xF5\x80\x80\x80", 4, 0);
    assert_invalid_at("12345678\xE2\x82", 10, 8); /* cut off */
    assert_invalid_at("\xF0\x9F\x94", 3, 0);
}

static void encode_and_decode_agree_on_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 97) {
        if (code >= 0xD800 && code <= 0xDFFF) continue;
        char bytes[4];
        uint32_t n = wv_utf8_encode(code, bytes), back;
        assert_int_equal(wv_utf8_decode((wv_str){bytes, n}, 0, &back), code);
        assert_int_equal(back, n);
        assert_true(wv_utf8_valid((wv_str){bytes, n}));
    }
}

static void a_cursor_counts_bytes_code_points_and_utf16_alike(void **state)
{
    (void)state;
    wv_str text = wv_str_of("\xC3\xA9"
                            "a\xF0\x9F\x94\xAA"
                            "b\xE2\x82\xAC"); /* é a knife b € */
    wv_utf8_cursor c;
    wv_utf8_cursor_init(&c, text);
    wv_utf8_seek_byte(&c, 7);
    assert_int_equal(c.code_point, 3);
    assert_int_equal(c.utf16, 4);
    wv_utf8_seek_byte(&c, 5); /* inside the knife, going back */
    assert_int_equal(c.byte, 3);
    assert_int_equal(c.utf16, 2);
    wv_utf8_seek_code_point(&c, 5);
    assert_int_equal(c.byte, text.n);
    assert_int_equal(c.utf16, 6);
    wv_utf8_seek_byte(&c, 1000);
    assert_int_equal(c.byte, text.n);
    wv_utf8_seek_byte(&c, 0);
    assert_int_equal(c.code_point, 0);
}

static void any_order_of_seeks_gives_the_same_place(void **state)
{
    (void)state;
    wv_str text = wv_str_of("\xF0\x9F\x94\xAA\xC3\xA9 abc \xE2\x82\xAC\xF0\x9F\x98\x82 tot morgen");
    wv_utf8_cursor walking;
    wv_utf8_cursor_init(&walking, text);
    uint32_t at = 7;
    for (int k = 0; k < 500; k++) {
        at = (at * 31 + 17) % (text.n + 1);
        wv_utf8_cursor fresh;
        wv_utf8_cursor_init(&fresh, text);
        wv_utf8_seek_byte(&fresh, at);
        wv_utf8_seek_byte(&walking, at);
        uint32_t byte = walking.byte;
        wv_utf8_seek_byte(&fresh, byte);
        assert_int_equal(walking.code_point, fresh.code_point);
        assert_int_equal(walking.utf16, fresh.utf16);
    }
}

static void decoding_damaged_text_steps_one_byte_and_stays_inside(void **state)
{
    (void)state;
    wv_str text = {"a\xE2\x82", 3};
    uint32_t bytes, steps = 0;
    for (uint32_t i = 0; i < text.n; i += bytes, steps++) wv_utf8_decode(text, i, &bytes);
    assert_int_equal(steps, 3);
}

static void letters_of_three_scripts_are_letters_and_joiners_are_not(void **state)
{
    (void)state;
    assert_int_equal(wv_edges_of(0xE9), WV_EDGE_LETTER);   /* é */
    assert_int_equal(wv_edges_of(0x43E), WV_EDGE_LETTER);  /* Cyrillic o */
    assert_int_equal(wv_edges_of(0x3BF), WV_EDGE_LETTER);  /* Greek o */
    assert_int_equal(wv_edges_of(0xFF41), WV_EDGE_LETTER); /* full-width a */
    assert_int_equal(wv_edges_of(0x200B), WV_EDGE_JOINER);
    assert_int_equal(wv_edges_of(0xAD), WV_EDGE_JOINER);
    assert_int_equal(wv_edges_of(0x301), WV_EDGE_MARK);
    assert_int_equal(wv_edges_of(0x1F52A), WV_EDGE_EMOJI);
    assert_int_equal(wv_edges_of(0x20AC), WV_EDGE_PUNCT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_text_of_every_length_is_valid),
        cmocka_unit_test(each_kind_of_bad_byte_is_refused_where_it_stands),
        cmocka_unit_test(encode_and_decode_agree_on_every_code_point),
        cmocka_unit_test(a_cursor_counts_bytes_code_points_and_utf16_alike),
        cmocka_unit_test(any_order_of_seeks_gives_the_same_place),
        cmocka_unit_test(decoding_damaged_text_steps_one_byte_and_stays_inside),
        cmocka_unit_test(letters_of_three_scripts_are_letters_and_joiners_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
