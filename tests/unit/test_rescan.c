/* SPDX-License-Identifier: EUPL-1.2 */
/* test_rescan.c: what a rescan no longer says is closed, what hangs on records that were not given is
 * left alone, and a decision stays whatever happens. */
#include "store_file.h"

#include "store/decide.h"
#include "store/ingest.h"
#include "store/queue.h"
#include "store/rows.h"

enum { NOW = 1800000000 };

static wv_store *store;
static wv_arena arena;
static wv_err err;
static const wv_viewer anna = {{"anna", 4}, {"reviewer", 8}, true, NOW};

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

static void ok(wv_rc rc)
{
    check(rc, &err);
}

/* A flag of pack `pack` on record m<n> of c1. */
static void give_flag(wv_ingest *in, int n, int pack)
{
    char line[1200];
    snprintf(line, sizeof line,
             "{\"schema\":\"waakvlam/1\",\"type\":\"flag\",\"id\":\"%032x\",\"key\":\"%032x\","
             "\"record\":\"m%d\",\"case\":\"c1\",\"raised_at\":\"2026-02-03T10:00:00+01:00\","
             "\"triage\":\"now\",\"findings\":[{\"signal\":\"threat.kill\",\"rule\":\"kill\","
             "\"key\":\"%032x\",\"severity\":5,\"basis\":\"said\",\"spans\":[{\"start\":0,"
             "\"end\":4,\"text\":\"dood\"}],\"scope\":{},\"why\":[],\"direction\":{},"
             "\"suppressed\":null,"
             "\"evidence\":[]}],\"pack\":{\"name\":\"nl\",\"version\":\"1\",\"sha256\":\"p%d\"},"
             "\"engine\":\"0\"}",
             1000 * pack + n, n, n, n, pack);
    ok(wv_ingest_flag(in, wv_str_of(line), &err));
}

static void give_record(wv_ingest *in, int n, int rev)
{
    char line[300];
    snprintf(line, sizeof line,
             "{\"id\":\"m%d\",\"case\":\"c1\",\"kind\":\"message\",\"rev\":%d,\"from\":\"B\","
             "\"to\":\"A\",\"occurred_at\":\"2026-02-03T10:00:00+01:00\",\"text\":\"dood %d\"}",
             n, rev, rev);
    ok(wv_ingest_record(in, wv_str_of(line), &err));
}

/* Bits of `flags` and `records`: m0, m1. How many findings were closed. */
static uint64_t scan(unsigned records, int rev, unsigned flags, int pack, bool rescan)
{
    wv_ingest *in = NULL;
    wv_ingest_stats stats;
    ok(wv_ingest_begin(store, &(wv_ingest_options){.rescan = rescan, .now = NOW}, &in, &err));
    for (int n = 0; n < 2; n++)
        if (flags >> n & 1) give_flag(in, n, pack);
    for (int n = 0; n < 2; n++)
        if (records >> n & 1) give_record(in, n, rev);
    ok(wv_ingest_close_unsaid(in, &err));
    ok(wv_ingest_end(in, &stats, &err));
    return stats.closed;
}

static uint32_t open_findings(void)
{
    wv_case_row row;
    ok(wv_queue_find(store, &anna, WV_STR("c1"), false, &arena, &row, &err));
    return row.open ? row.open_count : 0;
}

static int64_t count(const char *sql)
{
    int64_t n = 0;
    ok(wv_rows_number(store, sql, &n, &err));
    return n;
}

static void test_what_a_new_pack_no_longer_finds_is_closed_with_a_revision(void **state)
{
    (void)state;
    scan(3, 1, 3, 1, false);
    ok(wv_decide_on_reading(store, &anna,
                            &(wv_decide_read){1, WV_READ_YES, WV_REASON_NONE, {"", 0},
                                              WV_ROUND_FIRST},
                            NULL, &err));
    assert_int_equal(open_findings(), 2);
    assert_int_equal(scan(3, 1, 2, 2, true), 1); /* m0 has no line any more */
    assert_int_equal(open_findings(), 1);
    assert_int_equal(count("SELECT count(*) FROM revision WHERE standing = 0 AND"
                           " because = '[\"m0\"]'"),
                     1);
    assert_int_equal(count("SELECT count(*) FROM decision"), 1);
    assert_int_equal(count("SELECT answer FROM finding WHERE num = 1"), WV_READ_YES);
    assert_int_equal(scan(3, 1, 2, 2, true), 0); /* the same again changes nothing */
    assert_int_equal(scan(3, 1, 3, 3, true), 0); /* a third pack finds it again: it is the same finding */
    assert_int_equal(open_findings(), 2);
    assert_int_equal(count("SELECT count(*) FROM finding"), 2);
}

static void test_going_back_to_the_older_pack_opens_what_the_newer_one_closed(void **state)
{
    (void)state;
    scan(3, 1, 3, 1, false);
    assert_int_equal(scan(3, 1, 2, 2, true), 1);
    assert_int_equal(scan(3, 1, 3, 1, true), 0); /* every line of it was there */
    assert_int_equal(open_findings(), 2);
    assert_int_equal(scan(3, 1, 2, 2, true), 1);
    assert_int_equal(open_findings(), 1);
}

static void test_without_a_rescan_nothing_is_closed(void **state)
{
    (void)state;
    scan(3, 1, 3, 1, false);
    assert_int_equal(scan(3, 1, 0, 2, false), 0);
    assert_int_equal(open_findings(), 2);
}

static void test_a_case_of_which_a_record_was_not_given_is_left_alone(void **state)
{
    (void)state;
    scan(3, 1, 3, 1, false);
    assert_int_equal(scan(1, 1, 0, 2, true), 0);
    assert_int_equal(open_findings(), 2);
}

static void test_what_was_read_in_a_text_that_is_corrected_is_closed(void **state)
{
    (void)state;
    scan(3, 1, 3, 1, false);
    assert_int_equal(scan(1, 2, 0, 1, true), 1); /* m1 was not given, and stays */
    assert_int_equal(open_findings(), 1);
    assert_int_equal(count("SELECT standing FROM finding WHERE num = 2"), 1);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, fresh, gone)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(test_what_a_new_pack_no_longer_finds_is_closed_with_a_revision),
        CLAIM(test_going_back_to_the_older_pack_opens_what_the_newer_one_closed),
        CLAIM(test_without_a_rescan_nothing_is_closed),
        CLAIM(test_a_case_of_which_a_record_was_not_given_is_left_alone),
        CLAIM(test_what_was_read_in_a_text_that_is_corrected_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
