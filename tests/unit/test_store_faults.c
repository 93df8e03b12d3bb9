/* SPDX-License-Identifier: EUPL-1.2 */
/* test_store_faults.c: every allocation of a life of a store fails once: taking lines in, a decision,
 * an entry of the log, search, a purge. It says so, nothing is half there, nothing leaks, and the
 * same again goes well. */
#include "faults.h"
#include "store_file.h"

#include "store/audit.h"
#include "store/decide.h"
#include "store/ingest.h"
#include "store/purpose.h"
#include "store/queue.h"
#include "store/retention.h"
#include "store/rows.h"
#include "store/search.h"

enum { NOW = 1800000000 };

static const wv_viewer anna = {{"anna", 4}, {"reviewer", 8}, true, NOW};

static const char RECORD[] =
    "{\"id\":\"m1\",\"case\":\"c1\",\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\","
    "\"occurred_at\":\"2026-02-03T10:00:00+01:00\",\"text\":\"ik maak je dood\"}";
static const char FLAG[] =
    "{\"schema\":\"waakvlam/1\",\"type\":\"flag\",\"id\":\"0123456789abcdef0123456789abcdef\","
    "\"key\":\"1123456789abcdef0123456789abcdef\",\"record\":\"m1\",\"case\":\"c1\","
    "\"raised_at\":\"2026-02-03T10:00:00+01:00\",\"triage\":\"now\",\"findings\":[{\"signal\":"
    "\"threat.kill\",\"rule\":\"kill\",\"key\":\"2123456789abcdef0123456789abcdef\",\"severity\":4,"
    "\"basis\":\"said\",\"spans\":[{\"start\":3,\"end\":15,\"text\":\"maak je dood\"}],"
    "\"scope\":{\"past\":true},\"why\":[],\"direction\":{\"actor\":\"B\",\"target\":\"A\"},"
    "\"suppressed\":null,\"evidence\":[]}],\"pack\":{\"name\":\"nl\",\"version\":\"1\","
    "\"sha256\":\"p1\"},\"engine\":\"0\"}";
static const char ALERT[] =
    "{\"schema\":\"waakvlam/1\",\"type\":\"alert\",\"id\":\"3123456789abcdef0123456789abcdef\","
    "\"key\":\"4123456789abcdef0123456789abcdef\",\"case\":\"c1\",\"pattern\":\"rise\","
    "\"raised_at\":\"2026-02-03T10:00:00+01:00\",\"triage\":\"today\",\"episode\":1,\"evidence\":"
    "[\"m1\"],\"facts\":{\"n\":1},\"pack\":{\"name\":\"nl\",\"version\":\"1\",\"sha256\":\"p1\"},"
    "\"engine\":\"0\"}";

/* --- the steps of a life; each may be done again ----------------------------------------------- */

static wv_rc take_in(wv_store *s, bool bulk, wv_err *err)
{
    wv_ingest *in = NULL;
    wv_ingest_options o = {.bulk = bulk, .rescan = !bulk, .now = NOW};
    wv_rc rc = wv_ingest_begin(s, &o, &in, err), ended;
    if (rc) return rc;
    rc = wv_ingest_record(in, WV_STR(RECORD), err);
    if (rc == WV_OK) rc = wv_ingest_flag(in, WV_STR(FLAG), err);
    if (rc == WV_OK) rc = wv_ingest_flag(in, WV_STR(ALERT), err);
    if (rc == WV_OK) rc = wv_ingest_close_unsaid(in, err);
    ended = wv_ingest_end(in, NULL, err);
    return rc ? rc : ended;
}

static wv_rc act(wv_store *s, wv_err *err)
{
    wv_arena arena;
    wv_case_row row;
    int64_t num = 0;
    wv_audit_entry e = {.verb = WV_AUDIT_DECIDE,
                        .who = WV_STR("anna"),
                        .role = WV_STR("reviewer"),
                        .what = WV_STR("{}"),
                        .at = NOW};
    wv_arena_init(&arena);
    wv_rc rc = wv_queue_find(s, &anna, WV_STR("c1"), false, &arena, &row, err);
    wv_decide_do d = {.case_num = row.num,
                      .through = row.through,
                      .answer = WV_DO_FORWARD,
                      .target = WV_STR("wijkteam")};
    if (rc == WV_OK) rc = wv_store_begin(s, err);
    if (rc == WV_OK && row.open) rc = wv_decide_on_case(s, &anna, &d, &num, err);
    if (rc == WV_OK) rc = wv_audit_add(s, &e, NULL, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    wv_arena_done(&arena);
    return rc;
}

static wv_rc look(wv_store *s, wv_err *err)
{
    wv_arena arena;
    wv_item_finding *list;
    wv_decision *decisions;
    uint32_t n = 0;
    wv_arena_init(&arena);
    wv_rc rc = wv_item_findings(s, 1, 0, 10, &arena, &list, &n, err);
    if (rc == WV_OK) rc = wv_decide_of_case(s, 1, 10, &arena, &decisions, &n, err);
    wv_arena_done(&arena);
    return rc;
}

static int64_t a_clock(void *ctx)
{
    (void)ctx;
    return NOW;
}

static wv_rc destroy(wv_store *s, wv_err *err)
{
    wv_retention_receipt receipt;
    wv_retention_job job = {
        WV_STR("piet"), WV_STR("operator"), NOW + 3000 * 86400LL, a_clock, NULL, NULL, false};
    return wv_retention_purge(s, &job, &receipt, err);
}

static wv_rc live(bool bulk, bool purges, wv_err *err)
{
    wv_store *s = NULL;
    wv_arena arena;
    wv_purpose given = {WV_STR("proef met fouten"), WV_STR("avg")}, holds;
    wv_store_options o = {.path = store_path, .creates = true, .bulk = bulk};
    wv_arena_init(&arena);
    wv_rc rc = wv_store_open(&o, &s, err);
    if (rc == WV_OK) rc = wv_purpose_require(s, &given, &arena, &holds, err);
    if (rc == WV_OK) rc = take_in(s, bulk, err);
    if (rc == WV_OK) rc = act(s, err);
    if (rc == WV_OK) rc = look(s, err);
    if (rc == WV_OK && purges) rc = destroy(s, err);
    wv_arena_done(&arena);
    wv_store_close(s);
    return rc;
}

/* --- claims ------------------------------------------------------------------------------------ */

static int64_t number(wv_store *s, const char *sql)
{
    int64_t n = -1;
    wv_err err = {0};
    check(wv_rows_number(s, sql, &n, &err), &err);
    return n;
}

/* Whatever failed: a decision has its entry in the log, a finding its line, an open case its row. */
static void check_whole(void)
{
    static const char *const never[] = {
        "SELECT (SELECT count(*) FROM decision) > (SELECT count(*) FROM audit)",
        "SELECT count(*) FROM finding WHERE item NOT IN (SELECT num FROM item)",
        "SELECT count(*) FROM item WHERE num NOT IN (SELECT item FROM finding)",
        "SELECT count(*) FROM case_row c WHERE open <> EXISTS (SELECT 1 FROM finding f"
        " WHERE f.case_num = c.num AND f.num > c.decided AND f.hidden = 0)",
    };
    wv_store *s = open_store();
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_int_equal(number(s, never[i]), 0);
    wv_store_close(s);
}

static void fail_each(bool bulk, bool purges)
{
    long failed = 0;
    for (long n = 0;; n++) {
        faults f = {.next = n};
        wv_err err = {0};
        no_store(NULL);
        wv_mem_set_hook(failing_resize, &f);
        wv_rc rc = live(bulk, purges, &err);
        wv_mem_set_hook(NULL, NULL);
        assert_int_equal(f.live, 0);
        if (rc == WV_OK && f.next >= 0) break; /* it did not get as far as the n-th */
        if (rc) {
            failed++;
            assert_int_equal(rc, WV_E_NOMEM);
            assert_true(err.message[0]);
        }
        if (bulk) continue; /* what a bulk load leaves has no name yet, and is thrown away */
        check_whole();
        err = (wv_err){0};
        check(live(false, false, &err), &err);
        check_whole();
    }
    print_message("%ld allocations failed, one at a time\n", failed);
    assert_true(failed > 20);
    no_store(NULL);
}

static void test_a_live_store(void **state)
{
    (void)state;
    fail_each(false, false);
}

static void test_a_bulk_load(void **state)
{
    (void)state;
    fail_each(true, false);
}

static void test_a_purge(void **state)
{
    (void)state;
    fail_each(false, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_live_store),
        cmocka_unit_test(test_a_bulk_load),
        cmocka_unit_test(test_a_purge),
    };
    return cmocka_run_group_tests(tests, no_store, no_store);
}
