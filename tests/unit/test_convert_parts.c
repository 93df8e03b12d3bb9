/* SPDX-License-Identifier: EUPL-1.2 */
/* test_convert_parts.c: what the formats of chats and lists are made of: clocks, numbers, cells,
 * ids, mojibake, lines, values of a giant document, headers and bodies of WhatsApp. */
#include "convert/blocks.h"
#include "convert/csv_cells.h"
#include "convert/json_stream.h"
#include "convert/mojibake.h"
#include "convert/phone.h"
#include "convert/roster.h"
#include "convert/whatsapp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static wv_tz g_zone;

static int open_zone(void **state)
{
    (void)state;
    return wv_tz_open("Europe/Amsterdam", &g_zone, NULL) != WV_OK;
}

static int64_t local(int64_t year, unsigned month, unsigned day, unsigned hour, unsigned minute)
{
    int64_t out = 0;
    assert_true(wv_convert_civil(year, month, day, hour, minute, 0, &out));
    return out;
}

static void the_double_hour_is_told_by_the_order_of_the_file(void **state)
{
    (void)state;
    uint32_t warnings = 0;
    wv_time first = wv_convert_clock(&g_zone, local(2026, 10, 25, 2, 40), NULL, &warnings);
    assert_int_equal(first.offset_seconds, 7200);
    assert_int_equal(warnings, WV_CONVERT_WARN(HOUR_TWICE));
    wv_time second = wv_convert_clock(&g_zone, local(2026, 10, 25, 2, 10), &first, &warnings);
    assert_int_equal(second.offset_seconds, 3600);
    assert_true(second.seconds > first.seconds);
    warnings = 0;
    wv_convert_clock(&g_zone, local(2026, 10, 25, 3, 0), &second, &warnings);
    assert_int_equal(warnings, 0);
}

static void the_hour_that_never_was_is_told(void **state)
{
    (void)state;
    uint32_t warnings = 0;
    wv_convert_clock(&g_zone, local(2026, 3, 29, 2, 30), NULL, &warnings);
    assert_int_equal(warnings, WV_CONVERT_WARN(HOUR_SKIPPED));
}

static void no_day_is_made_up(void **state)
{
    (void)state;
    int64_t at;
    assert_false(wv_convert_civil(2026, 2, 29, 1, 1, 1, &at));
    assert_true(wv_convert_civil(2028, 2, 29, 1, 1, 1, &at));
    assert_false(wv_convert_civil(2026, 2, 2, 24, 0, 0, &at));
}

static void numbers_are_written_one_way(void **state)
{
    (void)state;
    static const char *const same[] = {"0600000001",
                                       "06-0000 0001",
                                       "+31 6 00000001",
                                       "0031600000001",
                                       "+31 (0)6 0000 0001",
                                       "31600000001",
                                       "\xE2\x80\xAA+31 6 00000001\xE2\x80\xAC",
                                       "06/000.00.001"};
    static const char *const kept[] = {"1233", "KPN", "Anoniem", "", "12345678", "06-abc", "+"};
    char out[WV_PHONE_BYTES];
    bool national;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(wv_str_is(wv_phone(wv_str_of(same[i]), out, &national), "+31600000001"));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_true(wv_str_is(wv_phone(wv_str_of(kept[i]), out, &national), kept[i]));
    assert_true(wv_str_is(wv_phone(WV_STR("+44 20 0000 0000"), out, &national), "+442000000000"));
    assert_false(national);
}

static void cells_are_read_whole_or_not(void **state)
{
    (void)state;
    int64_t at;
    bool clock;
    assert_true(
        wv_cell_time(WV_STR("d-m-Y H:M:S"), WV_STR("3-2-2026 23:10"), WV_STR(""), &at, &clock));
    assert_int_equal(at, local(2026, 2, 3, 23, 10));
    assert_true(
        wv_cell_time(WV_STR("d-m-Y H:M:S"), WV_STR("03-02-26"), WV_STR("23:10"), &at, &clock));
    assert_true(clock);
    assert_int_equal(at, local(2026, 2, 3, 23, 10));
    assert_true(wv_cell_time(WV_STR("iso"), WV_STR("2026-02-03"), WV_STR(""), &at, &clock));
    assert_false(clock);
    static const char *const none[] = {"3-2", "31-2-2026", "3-2-2026x", "3-2-2026 24:00",
                                       "",    "3-2-123"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(
            wv_cell_time(WV_STR("d-m-Y H:M:S"), wv_str_of(none[i]), WV_STR(""), &at, &clock));
}

static void a_duration_of_nothing_is_nought_and_a_bit_is_a_second(void **state)
{
    (void)state;
    int64_t seconds;
    assert_true(wv_cell_duration(WV_STR("1,5"), WV_DURATION_MINUTES, ',', &seconds));
    assert_int_equal(seconds, 90);
    assert_true(wv_cell_duration(WV_STR("0,01"), WV_DURATION_MINUTES, ',', &seconds));
    assert_int_equal(seconds, 1);
    assert_true(wv_cell_duration(WV_STR("0,00"), WV_DURATION_MINUTES, ',', &seconds));
    assert_int_equal(seconds, 0);
    assert_true(wv_cell_duration(WV_STR("1:02:03"), WV_DURATION_CLOCK, ',', &seconds));
    assert_int_equal(seconds, 3723);
    assert_false(wv_cell_duration(WV_STR("1.5"), WV_DURATION_MINUTES, ',', &seconds));
    assert_false(wv_cell_duration(WV_STR(""), WV_DURATION_SECONDS, ',', &seconds));
    assert_false(wv_cell_duration(WV_STR("lang"), WV_DURATION_CLOCK, ',', &seconds));
}

static void equal_messages_have_ids_that_come_back(void **state)
{
    (void)state;
    wv_convert_ids a, b;
    wv_str parts[] = {WV_STR("12:00"), WV_STR("hoi")};
    char first[64], second[64];
    wv_convert_ids_init(&a);
    wv_convert_ids_init(&b);
    strcpy(first, wv_convert_ids_next(&a, "wa", parts, 2).p);
    strcpy(second, wv_convert_ids_next(&a, "wa", parts, 2).p);
    assert_string_not_equal(first, second);
    assert_string_equal(first, wv_convert_ids_next(&b, "wa", parts, 2).p);
    assert_string_equal(second, wv_convert_ids_next(&b, "wa", parts, 2).p);
    wv_str moved[] = {WV_STR("12:0"), WV_STR("0hoi")};
    assert_string_not_equal(first, wv_convert_ids_next(&b, "wa", moved, 2).p);
    wv_convert_ids_done(&a);
    wv_convert_ids_done(&b);
}

static void mojibake_is_settled_for_the_file(void **state)
{
    (void)state;
    wv_mojibake bad = {0}, good = {0};
    wv_str broken = WV_STR("Zo\xC3\x83\xC2\xAB"), right = WV_STR("Zo\xC3\xAB");
    wv_mojibake_see(&bad, broken);
    wv_mojibake_see(&bad, WV_STR("plat"));
    wv_mojibake_see(&good, right);
    wv_mojibake_see(&good, broken);
    assert_true(wv_mojibake_is(&bad));
    assert_false(wv_mojibake_is(&good));
    wv_arena arena;
    wv_arena_init(&arena);
    assert_true(wv_mojibake_mend(&arena, &broken));
    assert_true(wv_str_eq(broken, right));
    assert_true(wv_mojibake_mend(&arena, &right)); /* a lone byte is no UTF-8 */
    assert_true(wv_str_is(right, "Zo\xC3\xAB"));
    wv_arena_done(&arena);
}

/* ---- a file in memory ---- */

static wv_convert_input file_of(wv_str text)
{
    wv_convert_input in = {
        .path = "x",
        .fd = memfd_create("test", 0),
        .bytes = text.n,
        .head = {text.p, text.n < WV_CONVERT_HEAD_BYTES ? text.n : WV_CONVERT_HEAD_BYTES}};
    assert_true(in.fd >= 0 && write(in.fd, text.p, text.n) == (ssize_t)text.n);
    return in;
}

static void lines_together_are_the_file(void **state)
{
    (void)state;
    wv_buf text;
    wv_buf_init(&text);
    wv_buf_text(&text, "\xEF\xBB\xBF"
                       "een\r\ntwee\n\n");
    for (int i = 0; i < 300000; i++) wv_buf_byte(&text, 'x'); /* over the end of a block */
    wv_buf_text(&text, "\nlaatste");
    wv_convert_input in = file_of((wv_str){text.p, (uint32_t)text.n});
    wv_lines lines;
    wv_line line;
    uint64_t at = 3, number = 0;
    wv_lines_open(&lines, &in);
    while (wv_lines_next(&lines, &line, NULL) == WV_OK) {
        assert_int_equal(line.start, at);
        assert_int_equal(line.number, ++number);
        assert_memory_equal(line.text.p, text.p + line.start, line.text.n);
        assert_int_equal(line.crlf, number == 1);
        at = line.end;
    }
    assert_int_equal(at, text.n);
    assert_int_equal(number, 5);
    wv_lines_close(&lines);
    close(in.fd);
    wv_buf_done(&text);
}

static wv_json_choice take_items(void *ctx, const char *path, char first)
{
    (void)ctx;
    (void)first;
    return strcmp(path, "a/*") == 0                          ? WV_JSON_TAKE
           : strcmp(path, "") == 0 || strcmp(path, "a") == 0 ? WV_JSON_DESCEND
                                                             : WV_JSON_SKIP;
}

static void a_giant_document_gives_each_value_with_its_bytes(void **state)
{
    (void)state;
    wv_buf text;
    wv_buf_init(&text);
    wv_buf_text(&text, "{\"skip\":[{\"a\":[1,\"]}\"]}], \"a\" : [ 1 ,\"x\\\"]\", {\"b\":[{}]}");
    for (int i = 0; i < 2000; i++) {
        wv_buf_text(&text, ",{\"t\":\"");
        for (int k = 0; k < i; k++) wv_buf_byte(&text, k % 7 ? 'y' : '}');
        wv_buf_text(&text, "\"}");
    }
    wv_buf_text(&text, "],\"b\":3}\n");
    wv_convert_input in = file_of((wv_str){text.p, (uint32_t)text.n});
    wv_json_stream stream;
    wv_json_item item;
    uint32_t count = 0;
    wv_rc rc;
    wv_json_stream_open(&stream, &in, take_items, NULL);
    while ((rc = wv_json_stream_next(&stream, &item, NULL)) == WV_OK) {
        assert_null(item.broken);
        assert_int_equal(item.end - item.start, item.bytes.n);
        assert_memory_equal(item.bytes.p, text.p + item.start, item.bytes.n);
        count++;
    }
    assert_int_equal(rc, WV_E_END);
    assert_int_equal(count, 2003);
    wv_json_stream_close(&stream);
    close(in.fd);
    wv_buf_done(&text);
}

static void what_breaks_off_is_told_from_where_it_broke(void **state)
{
    (void)state;
    static const char *const broken[] = {"{\"a\":[1,{\"b\":\"x", "{\"a\":[1 2]}", "{\"a\":[1,]}",
                                         "{\"a\":[1],}",         "{\"a\":[1]} x", "",
                                         "{\"a\" [1]}",          "{a:[1]}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        wv_convert_input in = file_of(wv_str_of(broken[i]));
        wv_json_stream stream;
        wv_json_item item = {0};
        bool told = false;
        wv_json_stream_open(&stream, &in, take_items, NULL);
        while (wv_json_stream_next(&stream, &item, NULL) == WV_OK) {
            assert_false(told);
            told = item.broken != NULL;
            assert_true(item.end <= in.bytes && item.start <= item.end);
        }
        assert_true(told);
        wv_json_stream_close(&stream);
        close(in.fd);
    }
}

/* ---- WhatsApp ---- */

static void headers_of_all_shapes_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        wv_wa_shape shape;
        unsigned hour;
    } rows[] = {{"27-08-2020 11:17 - A: b", WV_WA_ANDROID, 11},
                {"\xE2\x80\x8E[06-07-2026, 14:32:05] A: b", WV_WA_IOS, 14},
                {"12-03-16 09:01:12: A: b", WV_WA_IOS_OLD, 9},
                {"3/14/24, 9:05\xE2\x80\xAFPM - A: b", WV_WA_ANDROID, 21},
                {"3/14/24, 12:05 a.m. - A: b", WV_WA_ANDROID, 0},
                {"2024-03-14, 12:05 - A: b", WV_WA_ANDROID, 12},
                {"14.03.24, 12:05 - A: b", WV_WA_ANDROID, 12},
                {"27-08-2020 A: b", WV_WA_NONE, 0},
                {"[27-08-2020 11:17 A: b", WV_WA_NONE, 0},
                {"27-08-2020 11:17 A: b", WV_WA_NONE, 0},
                {"27-08/2020 11:17 - A: b", WV_WA_NONE, 0},
                {"", WV_WA_NONE, 0}};
    wv_wa_header h;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool read = wv_wa_header_read(wv_str_of(rows[i].line), &h);
        assert_int_equal(read, rows[i].shape != WV_WA_NONE);
        if (!read) continue;
        assert_int_equal(h.shape, rows[i].shape);
        assert_int_equal(h.hour, rows[i].hour);
        assert_true(wv_str_is(h.rest, "A: b"));
    }
}

static void words_of_a_person_are_no_words_of_the_program(void **state)
{
    (void)state;
    static const struct {
        const char *rest;
        wv_converted_kind kind;
    } rows[] = {{"A: Gemiste spraakoproep", WV_CONVERTED_CALL},
                {"A: Gemiste oproep van jou, bel terug", WV_CONVERTED_TEXT},
                {"A: Gemiste oproep om 23:14", WV_CONVERTED_CALL},
                {"A: Gemiste kans", WV_CONVERTED_TEXT},
                {"A: Dit bericht is verwijderd", WV_CONVERTED_DELETED},
                {"A: Dit bericht is verwijderd door mij omdat ik boos was", WV_CONVERTED_TEXT},
                {"A: afbeelding weggelaten", WV_CONVERTED_MEDIA},
                {"A: de afbeelding weggelaten", WV_CONVERTED_TEXT},
                {"A: nullen", WV_CONVERTED_TEXT},
                {"A: de chat is end-to-end versleuteld toch", WV_CONVERTED_TEXT},
                {"A: \xE2\x80\x8E"
                 "Berichten zijn end-to-end versleuteld.",
                 WV_CONVERTED_SYSTEM},
                {"A: Spraakoproep, 1 uur, 3 min", WV_CONVERTED_CALL},
                {"A: Spraakoproep, hoezo dan", WV_CONVERTED_TEXT},
                {"Jan heeft de groep verlaten", WV_CONVERTED_SYSTEM}};
    wv_str author;
    wv_wa_body body;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wv_wa_rest_read(wv_str_of(rows[i].rest), &author, &body);
        assert_int_equal(body.kind, rows[i].kind);
    }
}

static void receivers_are_the_others_of_that_chat(void **state)
{
    (void)state;
    wv_roster r;
    wv_converted out = {0};
    wv_roster_init(&r);
    wv_roster_add(&r, 1, WV_STR("A"));
    wv_roster_add(&r, 2, WV_STR("B"));
    wv_roster_add(&r, 2, WV_STR("C"));
    wv_roster_add(&r, 2, WV_STR("B"));
    wv_roster_receivers(&r, 2, WV_STR("B"), WV_STR("Z"), &out);
    assert_int_equal(out.to_count, 1);
    assert_true(wv_str_is(out.to[0], "C"));
    wv_roster_receivers(&r, 1, WV_STR("A"), WV_STR("Z"), &out);
    assert_true(out.to_count == 1 && wv_str_is(out.to[0], "Z"));
    for (int i = 0; i < WV_CONVERT_TO_MAX + 5; i++) {
        char name[8];
        int n = snprintf(name, sizeof name, "p%d", i);
        wv_roster_add(&r, 3, (wv_str){name, (uint32_t)n});
    }
    wv_roster_receivers(&r, 3, WV_STR("p0"), WV_STR(""), &out);
    assert_int_equal(out.to_count, WV_CONVERT_TO_MAX);
    assert_int_equal(out.warnings, WV_CONVERT_WARN(TO_CUT));
    wv_roster_done(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_double_hour_is_told_by_the_order_of_the_file),
        cmocka_unit_test(the_hour_that_never_was_is_told),
        cmocka_unit_test(no_day_is_made_up),
        cmocka_unit_test(numbers_are_written_one_way),
        cmocka_unit_test(cells_are_read_whole_or_not),
        cmocka_unit_test(a_duration_of_nothing_is_nought_and_a_bit_is_a_second),
        cmocka_unit_test(equal_messages_have_ids_that_come_back),
        cmocka_unit_test(mojibake_is_settled_for_the_file),
        cmocka_unit_test(lines_together_are_the_file),
        cmocka_unit_test(a_giant_document_gives_each_value_with_its_bytes),
        cmocka_unit_test(what_breaks_off_is_told_from_where_it_broke),
        cmocka_unit_test(headers_of_all_shapes_are_read),
        cmocka_unit_test(words_of_a_person_are_no_words_of_the_program),
        cmocka_unit_test(receivers_are_the_others_of_that_chat),
    };
    return cmocka_run_group_tests(tests, open_zone, NULL);
}
