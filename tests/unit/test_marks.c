/* SPDX-License-Identifier: EUPL-1.2 */
/* test_marks.c: where strings stop is the same by every way of looking, and what is read with the
 * marks is the same wherever in a line it stands. */
#include "read/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static uint64_t g_random = 1;

static uint32_t below(uint32_t n)
{
    g_random = g_random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(g_random >> 33) % n;
}

static bool bit_of(const wv_marks_64 *m, uint32_t at, bool high)
{
    return ((high ? m->high : m->stop) >> (at & 63)) & 1;
}

/* The bytes end where their memory ends, so that a sanitizer sees a read behind them. */
static void every_way_marks_the_same_bytes(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 3000; round++) {
        uint32_t n = 1 + below(round % 50 ? 300 : 3 * WV_MARKS_BYTES);
        unsigned char *bytes = malloc(n);
        for (uint32_t i = 0; i < n; i++)
            bytes[i] = below(4) ? (unsigned char)below(256)
                                : (unsigned char)"\"\\\x1F\x20\x00\x7F\x80\xFF"[below(8)];
        for (wv_way way = WV_WAY_PORTABLE; way < WV_WAY_COUNT; way++) {
            wv_marks m;
            if (!wv_way_is_here(way)) continue;
            wv_marks_init(&m);
            m.way = way;
            wv_marks_begin(&m, (wv_str){(const char *)bytes, n});
            for (uint32_t i = 0; i < n; i++) {
                bool stop = bytes[i] < 0x20 || bytes[i] == '"' || bytes[i] == '\\';
                assert_int_equal(bit_of(wv_marks_at(&m, i), i, false), stop);
                assert_int_equal(bit_of(wv_marks_at(&m, i), i, true), bytes[i] >= 0x80);
            }
            uint32_t tail = n % 64; /* what stands behind the end of the text has no mark */
            const wv_marks_64 *last = wv_marks_at(&m, n - 1);
            if (tail) assert_true((last->stop | last->high) >> tail == 0);
        }
        free(bytes);
    }
}

typedef struct world {
    wv_arena arena;
    wv_json json;
    wv_json_error error;
    char *line;
} world;

static void begin(world *w, wv_way way)
{
    wv_arena_init(&w->arena);
    wv_json_init(&w->json, &w->arena);
    w->json.marks.way = wv_way_is_here(way) ? way : WV_WAY_PORTABLE;
    w->line = NULL;
}

static void end(world *w)
{
    wv_json_done(&w->json);
    wv_arena_done(&w->arena);
    free(w->line);
}

/* `["xx...xx` BODY `"]` with `n` times x; a line of its own size. */
static wv_rc parse_behind(world *w, uint32_t n, const char *body)
{
    size_t length = strlen(body);
    free(w->line);
    w->line = malloc(n + length + 4);
    memcpy(w->line, "[\"", 2);
    memset(w->line + 2, 'x', n);
    memcpy(w->line + 2 + n, body, length);
    memcpy(w->line + 2 + n + length, "\"]", 2);
    return wv_json_parse(&w->json, (wv_str){w->line, (uint32_t)(n + length + 4)}, &w->error);
}

/* Around the end of a step of 64 bytes and of a window of 4 KB. */
static const uint32_t PLACES[] = {0, 40, WV_MARKS_BYTES - 80, 2 * WV_MARKS_BYTES - 20};

static void characters_are_whole_wherever_a_step_ends(void **state)
{
    static const char body[] = "é€😡 \\u00e9\\n\\ud83d\\uDE21 é", text[] = "é€😡 é\n😡 é";
    (void)state;
    for (wv_way way = WV_WAY_PORTABLE; way < WV_WAY_COUNT; way++)
        for (size_t p = 0; p < sizeof PLACES / sizeof *PLACES; p++)
            for (uint32_t n = PLACES[p]; n < PLACES[p] + 100; n++) {
                world s;
                begin(&s, way);
                assert_int_equal(parse_behind(&s, n, body), WV_OK);
                assert_int_equal(s.json.values[1].text.n, n + sizeof text - 1);
                assert_memory_equal(s.json.values[1].text.p + n, text, sizeof text - 1);
                end(&s);
            }
}

static void what_is_wrong_is_named_where_it_stands(void **state)
{
    static const struct {
        const char *body;
        uint32_t offset;
        wv_json_fault fault;
    } wrong[] = {
        {"\xC3", 0, WV_JSON_FAULT_UTF8},        {"a\xE2\x82", 1, WV_JSON_FAULT_UTF8},
        {"\xC3\xA9\x80", 2, WV_JSON_FAULT_UTF8}, {"\xED\xA0\x80", 0, WV_JSON_FAULT_UTF8},
        {"\xC3\xA9\x01\xFF", 2, WV_JSON_FAULT_SYNTAX},
        {"\xFF\x01", 0, WV_JSON_FAULT_UTF8},    {"\\x\xFF", 0, WV_JSON_FAULT_SYNTAX},
        {"\\n\\ud800 ", 2, WV_JSON_FAULT_SYNTAX},
    };
    (void)state;
    for (wv_way way = WV_WAY_PORTABLE; way < WV_WAY_COUNT; way++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
            for (size_t p = 0; p < sizeof PLACES / sizeof *PLACES; p++)
                for (uint32_t n = PLACES[p]; n < PLACES[p] + 70; n++) {
                    world s;
                    begin(&s, way);
                    assert_int_not_equal(parse_behind(&s, n, wrong[i].body), WV_OK);
                    assert_int_equal(s.error.fault, wrong[i].fault);
                    assert_int_equal(s.error.offset, 2 + n + wrong[i].offset);
                    end(&s);
                }
}

/* A key's hash sees eight bytes and the length: what it cannot tell apart must still be told. */
static void keys_with_one_hash_are_two_keys(void **state)
{
    char line[600];
    (void)state;
    for (wv_way way = WV_WAY_PORTABLE; way < WV_WAY_COUNT; way++) {
        world s;
        begin(&s, way);
        for (uint32_t twice = 0; twice < 2; twice++) {
            size_t n = 0;
            line[n++] = '{';
            for (uint32_t i = 0; i < 12; i++)
                n += (size_t)snprintf(line + n, sizeof line - n, "\"sleutel_%02u\":%u,", i, i);
            uint32_t at = (uint32_t)n;
            n += (size_t)snprintf(line + n, sizeof line - n, "\"sleutel_%02u\":0}",
                                  twice ? 7u : 12u);
            wv_rc rc = wv_json_parse(&s.json, (wv_str){line, (uint32_t)n}, &s.error);
            assert_int_equal(rc, twice ? WV_E_JSON : WV_OK);
            if (!twice) continue;
            assert_int_equal(s.error.fault, WV_JSON_FAULT_DUPLICATE);
            assert_int_equal(s.error.offset, at);
        }
        assert_int_equal(wv_json_key_hash(WV_STR("sleutel_00")),
                         wv_json_key_hash(WV_STR("sleutel_11")));
        end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_marks_the_same_bytes),
        cmocka_unit_test(characters_are_whole_wherever_a_step_ends),
        cmocka_unit_test(what_is_wrong_is_named_where_it_stands),
        cmocka_unit_test(keys_with_one_hash_are_two_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
