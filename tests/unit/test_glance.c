/* SPDX-License-Identifier: EUPL-1.2 */
/* test_glance.c: what a case is about, what stands around a record, and how long things waited. */
#include "store_file.h"

#include "store/decide.h"
#include "store/glance.h"
#include "store/ingest.h"
#include "store/queue.h"

#include <string.h>

enum { NOW = 1800000000, RAISED = 1770109200 /* 2026-02-03T10:00:00+01:00 */ };

static const wv_viewer anna = {{"anna", 4}, {"reviewer", 8}, true, NOW};
static wv_store *store;
static wv_arena arena;
static wv_err err;

static int fresh(void **state)
{
    no_store(state);
    wv_arena_init(&arena);
    store = open_store();
    return 0;
}

static int gone(void **state)
{
    wv_store_close(store);
    wv_arena_done(&arena);
    return no_store(state);
}

/* A flag with one finding; `n` makes it another one. */
static void add_flag(const char *of_case, int n, const char *signal, int severity)
{
    static const char *const triage[] = {"info", "info", "context", "week", "today", "now"};
    char line[1200];
    wv_ingest *in = NULL;
    wv_ingest_stats stats;
    snprintf(line, sizeof line,
             "{\"schema\":\"waakvlam/1\",\"type\":\"flag\",\"id\":\"%032x\",\"key\":\"%032x\","
             "\"record\":\"m%d\",\"case\":\"%s\",\"raised_at\":\"2026-02-03T10:00:00+01:00\","
             "\"triage\":\"%s\",\"findings\":[{\"signal\":\"%s\",\"rule\":\"%s.x\","
             "\"key\":\"%032x\",\"severity\":%d,\"basis\":\"said\",\"spans\":[{\"start\":0,"
             "\"end\":4,\"text\":\"woor\"}],\"scope\":{\"negated\":false},\"why\":[],"
             "\"direction\":{\"actor\":\"B\",\"target\":\"A\"},\"suppressed\":null,"
             "\"evidence\":[]}],\"pack\":{\"name\":\"nl\",\"version\":\"1\",\"sha256\":\"p\"},"
             "\"engine\":\"0\"}",
             (unsigned)n, (unsigned)n + 4096u, n, of_case, triage[severity], signal, signal,
             (unsigned)n + 8192u, severity);
    check(wv_ingest_begin(store, &(wv_ingest_options){0}, &in, &err), &err);
    check(wv_ingest_flag(in, wv_str_of(line), &err), &err);
    check(wv_ingest_end(in, &stats, &err), &err);
    assert_int_equal(stats.findings, 1);
}

static void add_record(const char *id, const char *at, const char *text)
{
    char line[400];
    wv_ingest *in = NULL;
    wv_ingest_stats stats;
    snprintf(line, sizeof line,
             "{\"id\":\"%s\",\"case\":\"c1\",\"kind\":\"message\",\"occurred_at\":\"%s\","
             "\"text\":\"%s\"}",
             id, at, text);
    check(wv_ingest_begin(store, &(wv_ingest_options){0}, &in, &err), &err);
    check(wv_ingest_record(in, wv_str_of(line), &err), &err);
    check(wv_ingest_end(in, &stats, &err), &err);
}

static wv_case_row the_case(const char *name)
{
    wv_case_row row;
    check(wv_queue_find(store, &anna, wv_str_of(name), false, &arena, &row, &err), &err);
    return row;
}

static void decide(const char *name)
{
    wv_case_row row = the_case(name);
    wv_decide_do d = {.case_num = row.num,
                      .through = row.through,
                      .answer = WV_DO_FORWARD,
                      .target = WV_STR("wijkteam")};
    int64_t num;
    check(wv_decide_on_case(store, &anna, &d, &num, &err), &err);
}

static void test_the_heaviest_stands_first_and_each_signal_once(void **state)
{
    wv_glance_signal *list;
    uint32_t count;
    (void)state;
    add_flag("c1", 1, "contact.night", 2);
    add_flag("c1", 2, "threat.kill", 5);
    add_flag("c1", 3, "contact.night", 2);
    check(wv_glance_signals(store, the_case("c1").num, 10, &arena, &list, &count, &err), &err);
    assert_int_equal(count, 2);
    assert_true(wv_str_is(list[0].signal, "threat.kill"));
    assert_int_equal(list[0].count, 1);
    assert_true(wv_str_is(list[1].signal, "contact.night"));
    assert_int_equal(list[1].count, 2);
    check(wv_glance_signals(store, the_case("c1").num, 1, &arena, &list, &count, &err), &err);
    assert_int_equal(count, 1);
}

static void test_what_was_decided_is_no_longer_what_it_is_about(void **state)
{
    wv_glance_signal *list;
    uint32_t count;
    (void)state;
    add_flag("c1", 1, "threat.kill", 5);
    decide("c1");
    check(wv_glance_signals(store, the_case("c1").num, 10, &arena, &list, &count, &err), &err);
    assert_int_equal(count, 0);
    add_flag("c1", 2, "contact.night", 2);
    check(wv_glance_signals(store, the_case("c1").num, 10, &arena, &list, &count, &err), &err);
    assert_int_equal(count, 1);
    assert_true(wv_str_is(list[0].signal, "contact.night"));
}

static void test_before_and_after_are_the_nearest_with_a_text(void **state)
{
    wv_item_record r, before, after;
    (void)state;
    add_record("a", "2026-02-01T10:00:00+01:00", "eerste");
    add_record("b", "2026-02-02T10:00:00+01:00", "tweede");
    add_record("d", "2026-02-04T10:00:00+01:00", "vierde");
    add_record("c", "2026-02-03T10:00:00+01:00", "derde"); /* came in last, stands between */
    int64_t num = the_case("c1").num;
    check(wv_item_record_read(store, num, WV_STR("b"), &arena, &r, &err), &err);
    check(wv_glance_around(store, &r, &arena, &before, &after, &err), &err);
    assert_true(wv_str_is(before.id, "a"));
    assert_true(wv_str_is(after.id, "c"));
    check(wv_item_record_read(store, num, WV_STR("a"), &arena, &r, &err), &err);
    check(wv_glance_around(store, &r, &arena, &before, &after, &err), &err);
    assert_int_equal(before.num, 0);
    assert_true(wv_str_is(after.id, "b"));
}

static void test_waiting_is_told_from_ten_decisions_on(void **state)
{
    wv_glance_pace pace;
    char name[8];
    (void)state;
    for (int i = 0; i < WV_GLANCE_PACE_MIN; i++) {
        check(wv_glance_pace_read(store, &pace, &err), &err);
        assert_int_equal(pace.decisions, i);
        assert_int_equal(pace.median, 0);
        snprintf(name, sizeof name, "c%d", i);
        add_flag(name, i + 1, "threat.kill", 4);
        decide(name);
    }
    check(wv_glance_pace_read(store, &pace, &err), &err);
    assert_int_equal(pace.decisions, WV_GLANCE_PACE_MIN);
    assert_int_equal(pace.median, NOW - RAISED);
    assert_int_equal(pace.p90, NOW - RAISED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_heaviest_stands_first_and_each_signal_once, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(test_what_was_decided_is_no_longer_what_it_is_about, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(test_before_and_after_are_the_nearest_with_a_text, fresh,
                                        gone),
        cmocka_unit_test_setup_teardown(test_waiting_is_told_from_ten_decisions_on, fresh, gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
