/* SPDX-License-Identifier: EUPL-1.2 */
/* test_reader.c: from lines and files to records: docs/records.md, claim by claim. */
#include "read/input.h"
#include "read/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct world {
    wv_reader reader;
    wv_tz zone;
    wv_record record;
    wv_dead dead;
} world;

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    wv_reader_options options = {.zone = &w->zone};
    assert_int_equal(wv_tz_open("Europe/Amsterdam", &w->zone, NULL), WV_OK);
    wv_reader_init(&w->reader, &options);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    wv_reader_done(&w->reader);
    free(w);
    return 0;
}

static const wv_record *read_good(world *w, const char *line)
{
    wv_rc rc = wv_reader_record(&w->reader, wv_str_of(line), &w->record, &w->dead);
    if (rc) fail_msg("dead: %s: %s", line, w->dead.message);
    return &w->record;
}

static void assert_dead(world *w, const char *line, wv_dead_reason reason, uint64_t column)
{
    if (wv_reader_record(&w->reader, wv_str_of(line), &w->record, &w->dead) == WV_OK)
        fail_msg("alive: %s", line);
    if (w->dead.reason != reason || w->dead.column != column)
        fail_msg("%s: %s at %d", line, wv_dead_word(w->dead.reason), (int)w->dead.column);
}

static void assert_str(wv_str s, const char *expected)
{
    if (!wv_str_is(s, expected)) fail_msg("'%.*s' is not '%s'", (int)s.n, s.p, expected);
}

static void a_message_fills_its_fields(void **state)
{
    const wv_record *r = read_good(
        *state,
        "{\"id\":\"m1\",\"case\":\"c1\",\"kind\":\"message\",\"from\":\"B\",\"to\":[\"A\",\"C\"],"
        "\"channel\":\"sms\",\"occurred_at\":\"2026-02-03T14:10:05+01:00\",\"text\":\"h\\u00e9\","
        "\"persons\":[{\"ref\":\"A\",\"role\":\"target\"},{\"ref\":\"B\",\"role\":\"other\"}]}");
    assert_str(r->id, "m1");
    assert_str(r->case_id, "c1");
    assert_int_equal(r->kind, WV_KIND_MESSAGE);
    assert_str(r->from, "B");
    assert_int_equal(r->to_count, 2);
    assert_str(r->to[1], "C");
    assert_str(r->text, "hé");
    assert_int_equal(r->person_count, 2);
    assert_int_equal(r->persons[0].role, WV_ROLE_TARGET);
    assert_int_equal(r->persons[1].role, WV_ROLE_OTHER);
    assert_int_equal(r->degraded, 0);
    assert_true(r->received_at.known && r->received_at.seconds == r->occurred_at.seconds);
}

static void an_event_keeps_its_attributes(void **state)
{
    const wv_record *r = read_good(*state, "{\"id\":\"e\",\"type\":\"order.imposed\",\"attrs\":{"
                                           "\"against\":\"B\",\"protects\":[\"A\",\"C\"],"
                                           "\"count\":3,\"answered\":false,\"zone\":null}}");
    assert_int_equal(r->kind, WV_KIND_EVENT);
    assert_int_equal(r->attr_count, 5);
    assert_int_equal(r->attrs[1].value.type, WV_VALUE_LIST);
    assert_str(r->attrs[1].value.list[1], "C");
    assert_true(r->attrs[2].value.number == 3);
    assert_int_equal(r->attrs[3].value.type, WV_VALUE_BOOL);
    assert_int_equal(r->attrs[4].value.type, WV_VALUE_NULL);
}

static void the_kind_is_inferred_when_absent(void **state)
{
    world *w = *state;
    assert_int_equal(read_good(w, "{\"id\":\"a\",\"text\":\"x\"}")->kind, WV_KIND_REPORT);
    assert_int_equal(read_good(w, "{\"id\":\"a\",\"from\":\"B\",\"text\":\"x\"}")->kind,
                     WV_KIND_MESSAGE);
    assert_int_equal(read_good(w, "{\"id\":\"a\",\"type\":\"separation\"}")->kind, WV_KIND_EVENT);
}

static void what_cannot_be_read_is_named_and_the_text_is_kept(void **state)
{
    static const struct {
        const char *line;
        uint32_t degraded;
    } cases[] = {
        {"{\"id\":\"a\",\"text\":\"x\",\"kind\":\"memo\"}", WV_DEGRADED_KIND},
        {"{\"id\":\"a\",\"text\":\"x\",\"kind\":7}", WV_DEGRADED_KIND},
        {"{\"id\":\"a\",\"text\":\"x\",\"kind\":\"event\"}", WV_DEGRADED_KIND},
        {"{\"id\":\"a\",\"text\":\"x\",\"occurred_at\":\"gisteren\"}", WV_DEGRADED_OCCURRED_AT},
        {"{\"id\":\"a\",\"text\":\"x\",\"received_at\":12}", WV_DEGRADED_RECEIVED_AT},
        {"{\"id\":\"a\",\"text\":\"x\",\"persons\":\"A\"}", WV_DEGRADED_PERSONS},
        {"{\"id\":\"a\",\"text\":\"x\",\"persons\":[{\"role\":\"target\"}]}", WV_DEGRADED_PERSONS},
        {"{\"id\":\"a\",\"text\":\"x\",\"from\":[\"B\"]}", WV_DEGRADED_FROM},
        {"{\"id\":\"a\",\"text\":\"x\",\"to\":{}}", WV_DEGRADED_TO},
        {"{\"id\":\"a\",\"text\":\"x\",\"attrs\":{\"a\":{}}}", WV_DEGRADED_ATTRS},
        {"{\"id\":\"a\",\"text\":\"x\",\"case\":1}", WV_DEGRADED_CASE},
        {"{\"id\":\"a\",\"text\":\"x\",\"channel\":true}", WV_DEGRADED_OTHER},
        {"{\"id\":\"a\",\"text\":\"x\",\"rev\":\"2\"}", WV_DEGRADED_REV},
        {"{\"id\":\"a\",\"text\":\"x\",\"expires_at\":\"ooit\"}", WV_DEGRADED_EXPIRES_AT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const wv_record *r = read_good(*state, cases[i].line);
        assert_str(r->text, "x");
        if (r->degraded != cases[i].degraded) fail_msg("%s: %x", cases[i].line, r->degraded);
    }
}

static void a_list_keeps_its_good_part(void **state)
{
    const wv_record *r =
        read_good(*state, "{\"id\":\"a\",\"text\":\"x\",\"to\":[\"A\",3,\"C\"],\"persons\":"
                          "[{\"ref\":\"A\",\"role\":\"boss\"},5,{\"ref\":\"B\"}]}");
    assert_int_equal(r->to_count, 2);
    assert_int_equal(r->person_count, 2);
    assert_str(r->persons[1].ref, "B");
    assert_int_equal(r->degraded, WV_DEGRADED_TO | WV_DEGRADED_PERSONS);
}

static void null_is_the_same_as_absent(void **state)
{
    world *w = *state;
    const wv_record *r =
        read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"kind\":null,\"to\":null,\"case\":null,"
                     "\"occurred_at\":null,\"persons\":null,\"rev\":null}");
    assert_int_equal(r->degraded, 0);
    assert_dead(w, "{\"id\":null,\"text\":\"x\"}", WV_DEAD_NO_ID, 1);
}

static void each_death_has_its_reason_and_place(void **state)
{
    world *w = *state;
    assert_dead(w, "{\"id\":\"a\",\"text\":\"x\"", WV_DEAD_JSON, 21);
    assert_dead(w, "{\"id\":\"é\" x}", WV_DEAD_JSON, 11); /* columns count characters */
    assert_dead(w, "{\"id\":\"a\",\"text\":\"é\xE9\"}", WV_DEAD_UTF8, 20);
    assert_dead(w, "{\"id\":\"a\",\"id\":\"b\"}", WV_DEAD_DUPLICATE_KEY, 11);
    assert_dead(w, " [1]", WV_DEAD_NOT_OBJECT, 2);
    assert_dead(w, "{\"text\":\"x\"}", WV_DEAD_NO_ID, 1);
    assert_dead(w, "{\"text\":\"x\",\"id\":\"\"}", WV_DEAD_NO_ID, 18);
    assert_dead(w, "{\"text\":\"x\",\"id\":12}", WV_DEAD_NO_ID, 18);
    assert_dead(w, "{\"id\":\"a\"}", WV_DEAD_NO_TEXT, 1);
    assert_dead(w, "{\"id\":\"a\",\"text\":\"\"}", WV_DEAD_NO_TEXT, 18);
    assert_dead(w, "{\"id\":\"a\",\"text\":[\"x\"]}", WV_DEAD_NO_TEXT, 18);
    assert_dead(w, "{\"id\":\"a\",\"kind\":\"message\",\"type\":\"separation\"}", WV_DEAD_NO_TEXT,
                1);
}

static void an_id_has_at_most_256_bytes(void **state)
{
    char line[400];
    for (int n = 256; n <= 257; n++) {
        snprintf(line, sizeof line, "{\"id\":\"%0*d\",\"text\":\"x\"}", n, 7);
        if (n == 256)
            read_good(*state, line);
        else
            assert_dead(*state, line, WV_DEAD_NO_ID, 7);
    }
}

static void a_line_of_more_than_64_mib_is_dead(void **state)
{
    world *w = *state;
    size_t n = (64 << 20) + 1;
    char *line = malloc(n);
    memset(line, ' ', n);
    wv_rc rc = wv_reader_record(&w->reader, (wv_str){line, (uint32_t)n}, &w->record, &w->dead);
    assert_int_equal(rc, WV_E_RECORD);
    assert_int_equal(w->dead.reason, WV_DEAD_TOO_LONG);
    free(line);
}

static void a_nul_in_a_text_hides_nothing_behind_it(void **state)
{
    const wv_record *r = read_good(*state, "{\"id\":\"a\",\"text\":\"hoi\\u0000ik maak je dood\"}");
    assert_int_equal(r->text.n, 19);
    assert_memory_equal(r->text.p + 4, "ik maak", 7);
}

static void times_without_an_offset_are_local_for_dates_only(void **state)
{
    world *w = *state;
    const wv_record *r =
        read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"occurred_at\":\"2026-07-01\"}");
    assert_true(r->occurred_at.known && !r->occurred_at.has_clock);
    assert_int_equal(r->occurred_at.offset_seconds, 7200);
    r = read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"occurred_at\":\"2026-07-01T03:00\"}");
    assert_int_equal(r->degraded, WV_DEGRADED_OCCURRED_AT);
    w->reader.options.zone_for_clocks = true; /* --tz */
    r = read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"occurred_at\":\"2026-01-01T03:00\"}");
    assert_int_equal(r->degraded, 0);
    assert_int_equal(r->occurred_at.offset_seconds, 3600);
}

static void the_zone_knows_summer_winter_and_the_years_after_its_table(void **state)
{
    world *w = *state;
    const struct {
        const char *local;
        int32_t offset;
    } cases[] = {{"2026-03-29T01:59Z", 3600}, {"2026-03-29T03:00Z", 7200},
                 {"2026-10-25T01:59Z", 7200}, {"2026-10-25T02:30Z", 7200},
                 {"2026-10-25T03:00Z", 3600}, {"2055-07-01T12:00Z", 7200},
                 {"2055-12-01T12:00Z", 3600}, {"1990-07-01T12:00Z", 7200}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wv_time t;
        assert_int_equal(wv_time_parse(wv_str_of(cases[i].local), 0, &t, NULL), WV_OK);
        int32_t offset = wv_tz_offset_local(&w->zone, t.seconds);
        if (offset != cases[i].offset) fail_msg("%s: %d", cases[i].local, offset);
    }
    wv_tz fixed;
    assert_int_equal(wv_tz_open("+05:30", &fixed, NULL), WV_OK);
    assert_int_equal(wv_tz_offset_local(&fixed, 0), 19800);
    assert_int_equal(wv_tz_open("../../etc/passwd", &fixed, NULL), WV_E_USAGE);
    assert_int_equal(wv_tz_open("Europe/Nergens", &fixed, NULL), WV_E_NOINPUT);
}

static void content_is_the_same_in_another_dress(void **state)
{
    world *w = *state;
    uint8_t first[32];
    memcpy(first,
           read_good(w, "{\"id\":\"a\",\"case\":\"c\",\"text\":\"h\\u00e9\",\"to\":\"A\",\"x\":1}")
               ->content,
           32);
    assert_memory_equal(
        read_good(w, " { \"to\" : [\"A\"], \"text\":\"hé\", \"id\":\"b\" } ")->content, first, 32);
    assert_memory_not_equal(
        read_good(w, "{\"id\":\"a\",\"case\":\"c\",\"text\":\"he\",\"to\":\"A\"}")->content, first,
        32);
    assert_memory_not_equal(
        read_good(w, "{\"id\":\"a\",\"text\":\"hé\",\"to\":\"A\",\"rev\":2}")->content, first, 32);
    /* two different broken times are two contents */
    memcpy(first, read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"occurred_at\":\"ma\"}")->content,
           32);
    assert_memory_not_equal(
        read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"occurred_at\":\"di\"}")->content, first, 32);
}

static void unknown_fields_are_counted_by_name(void **state)
{
    world *w = *state;
    wv_reader_reset(&w->reader);
    read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"genre\":{\"genre\":1},\"note\":2}");
    read_good(w, "{\"id\":\"a\",\"text\":\"x\",\"genre\":null}");
    assert_int_equal(w->reader.unknown.count, 2);
    assert_int_equal(*wv_map_get(&w->reader.unknown, WV_STR("genre")), 2);
}

/* ---- inputs and chunks ---- */

static const char feed[] =
    "\xEF\xBB\xBF{\"id\":\"1\"}\r\n\n{\"id\":\"twee\"}\n  \n{\"id\":\"drie\"}";

static void write_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* All lines of an input as `line@offset=text;`, for comparison. */
static void lines_of(const char *path, size_t chunk_bytes, wv_buf *out)
{
    wv_input in;
    wv_chunk chunk;
    wv_input_options options = {.chunk_bytes = chunk_bytes, .stop_fd = -1};
    const char *const paths[] = {path};
    wv_input_init(&in, paths, 1, &options);
    wv_chunk_init(&chunk);
    for (uint64_t number = 0; wv_input_next(&in, &chunk) == WV_OK; number++) {
        size_t at = 0;
        wv_str line;
        uint64_t line_number = chunk.first_line, start = 0;
        assert_int_equal(chunk.number, number);
        for (; wv_chunk_line(&chunk, &at, &line); line_number++, start = at)
            wv_buf_format(out, "%d@%d=%.*s;", (int)line_number, (int)(chunk.offset + start),
                          (int)line.n, line.p);
    }
    wv_chunk_done(&chunk);
    wv_input_done(&in);
}

static void lines_and_places_do_not_depend_on_where_chunks_are_cut(void **state)
{
    (void)state;
    char path[] = "/tmp/wv_reader_XXXXXX";
    close(mkstemp(path));
    write_file(path, feed, sizeof feed - 1);
    wv_buf expected, got;
    wv_buf_init(&expected);
    wv_buf_init(&got);
    wv_buf_text(&expected,
                "1@3={\"id\":\"1\"};2@15=;3@16={\"id\":\"twee\"};4@30=  ;5@33={\"id\":\"drie\"};");
    for (size_t chunk = 1; chunk < 80; chunk++) {
        wv_buf_clear(&got);
        lines_of(path, chunk, &got);
        assert_int_equal(got.n, expected.n);
        assert_memory_equal(got.p, expected.p, got.n);
    }
    wv_buf_done(&expected);
    wv_buf_done(&got);
    unlink(path);
}

static void a_line_too_long_for_memory_is_cut_counted_and_passed(void **state)
{
    (void)state;
    char path[] = "/tmp/wv_reader_XXXXXX";
    close(mkstemp(path));
    size_t n = (64 << 20) + 5000000;
    char *bytes = malloc(n + 20);
    memcpy(bytes, "first\n", 6);
    memset(bytes + 6, 'x', n);
    memcpy(bytes + 6 + n, "\nlast\n", 6);
    write_file(path, bytes, n + 12);
    wv_input in;
    wv_chunk chunk;
    wv_input_options options = {.stop_fd = -1};
    const char *const paths[] = {path};
    wv_input_init(&in, paths, 1, &options);
    wv_chunk_init(&chunk);
    assert_int_equal(wv_input_next(&in, &chunk), WV_OK);
    assert_int_equal(chunk.n, 6);
    assert_int_equal(wv_input_next(&in, &chunk), WV_OK);
    assert_int_equal(chunk.line_bytes, n);
    assert_int_equal(chunk.n, 64 << 20);
    assert_int_equal(chunk.first_line, 2);
    assert_int_equal(wv_input_next(&in, &chunk), WV_OK);
    assert_int_equal(chunk.first_line, 3);
    assert_int_equal(chunk.offset, 6 + n + 1);
    assert_memory_equal(chunk.bytes, "last\n", 5);
    assert_int_equal(wv_input_next(&in, &chunk), WV_E_END);
    wv_chunk_done(&chunk);
    wv_input_done(&in);
    free(bytes);
    unlink(path);
}

static void count_failure(void *ctx, const wv_err *err)
{
    assert_int_equal(err->rc, WV_E_NOINPUT);
    ++*(int *)ctx;
}

static void an_input_that_cannot_be_opened_is_told_and_the_others_are_read(void **state)
{
    (void)state;
    char path[] = "/tmp/wv_reader_XXXXXX";
    close(mkstemp(path));
    write_file(path, "x\n", 2);
    int failures = 0;
    wv_input in;
    wv_chunk chunk;
    wv_input_options options = {.stop_fd = -1, .failed = count_failure, .ctx = &failures};
    const char *const paths[] = {"/nergens/a.ndjson", "/tmp", path};
    wv_input_init(&in, paths, 3, &options);
    wv_chunk_init(&chunk);
    assert_int_equal(wv_input_next(&in, &chunk), WV_OK);
    assert_string_equal(chunk.path, path);
    assert_int_equal(wv_input_next(&in, &chunk), WV_E_END);
    assert_int_equal(failures, 2);
    wv_chunk_done(&chunk);
    wv_input_done(&in);
    unlink(path);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_message_fills_its_fields),
        T(an_event_keeps_its_attributes),
        T(the_kind_is_inferred_when_absent),
        T(what_cannot_be_read_is_named_and_the_text_is_kept),
        T(a_list_keeps_its_good_part),
        T(null_is_the_same_as_absent),
        T(each_death_has_its_reason_and_place),
        T(an_id_has_at_most_256_bytes),
        T(a_line_of_more_than_64_mib_is_dead),
        T(a_nul_in_a_text_hides_nothing_behind_it),
        T(times_without_an_offset_are_local_for_dates_only),
        T(the_zone_knows_summer_winter_and_the_years_after_its_table),
        T(content_is_the_same_in_another_dress),
        T(unknown_fields_are_counted_by_name),
        T(lines_and_places_do_not_depend_on_where_chunks_are_cut),
        T(a_line_too_long_for_memory_is_cut_counted_and_passed),
        T(an_input_that_cannot_be_opened_is_told_and_the_others_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
