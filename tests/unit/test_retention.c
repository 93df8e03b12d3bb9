/* SPDX-License-Identifier: EUPL-1.2 */
/* test_retention.c: what is out of use is hidden, what is destroyed leaves no byte behind. */
#include "base/time.h"
#include "store/audit.h"
#include "store/decide.h"
#include "store/ingest.h"
#include "store/queue.h"
#include "store/retention.h"
#include "store_file.h"

#include <stdlib.h>

enum { DAY = 86400, NOW = 1800000000 };

static int64_t number(wv_store *s, const char *sql)
{
    wv_statement *q;
    wv_err err = {0};
    check(wv_db_prepare(wv_store_db(s), sql, &q, &err), &err);
    check(wv_statement_step(q, &err), &err);
    int64_t value = wv_statement_get_number(q, 0);
    wv_statement_reset(q);
    return value;
}

static void date_of(int64_t at, char out[32])
{
    wv_buf b;
    wv_buf_init(&b);
    wv_time_write(&b, (wv_time){.seconds = at, .known = true, .has_clock = true});
    snprintf(out, 32, "%.*s", (int)b.n, b.p);
    wv_buf_done(&b);
}

/* One message of case c<number>, and the flag on it with the word as its evidence. */
static void put(wv_ingest *in, int case_number, int record, int64_t at, const char *word)
{
    char line[1200], when[32];
    wv_err err = {0};
    date_of(at, when);
    snprintf(line, sizeof line,
             "{\"id\":\"m%d\",\"case\":\"c%d\",\"kind\":\"message\",\"occurred_at\":\"%s\","
             "\"received_at\":\"%s\",\"from\":\"B\",\"to\":[\"A\"],\"text\":\"Ik kom je %s morgen"
             " opzoeken, reken daar maar op. Nummer %d.\"}",
             record, case_number, when, when, word, record);
    check(wv_ingest_record(in, wv_str_of(line), &err), &err);
    snprintf(
        line, sizeof line,
        "{\"schema\":\"waakvlam/1\",\"type\":\"flag\",\"id\":\"%032x\",\"key\":\"%032x\","
        "\"record\":\"m%d\",\"case\":\"c%d\",\"raised_at\":\"%s\",\"triage\":\"today\","
        "\"findings\":[{\"signal\":\"threat.kill\",\"rule\":\"threat.kill.direct\",\"severity\":4,"
        "\"basis\":\"said\",\"key\":\"%032x\",\"spans\":[{\"start\":10,\"end\":20,\"text\":\"%s\"}]"
        ","
        "\"scope\":{},\"why\":[],\"direction\":{\"actor\":\"B\",\"target\":\"A\"},"
        "\"suppressed\":null,\"evidence\":[]}],\"pack\":{\"name\":\"p\",\"version\":\"1\","
        "\"sha256\":\"00\"},\"engine\":\"0\"}",
        (unsigned)record + 1, (unsigned)record + 100000, record, case_number, when,
        (unsigned)record + 200000, word);
    check(wv_ingest_flag(in, wv_str_of(line), &err), &err);
}

static void put_alert(wv_ingest *in, int case_number, int number_of, int64_t at, int evidence)
{
    char line[900], when[32];
    wv_err err = {0};
    date_of(at, when);
    snprintf(line, sizeof line,
             "{\"schema\":\"waakvlam/1\",\"type\":\"alert\",\"id\":\"%032x\",\"key\":\"%032x\","
             "\"case\":\"c%d\",\"pattern\":\"pattern.volume\",\"episode\":1,\"raised_at\":\"%s\","
             "\"triage\":\"week\",\"evidence\":[\"m%d\"],\"facts\":{},\"pack\":{\"name\":\"p\","
             "\"version\":\"1\",\"sha256\":\"00\"},\"engine\":\"0\"}",
             (unsigned)number_of + 300000, (unsigned)number_of + 400000, case_number, when,
             evidence);
    check(wv_ingest_flag(in, wv_str_of(line), &err), &err);
}

static wv_ingest *begin(wv_store *s)
{
    wv_ingest *in = NULL;
    wv_err err = {0};
    wv_ingest_options o = {0};
    check(wv_ingest_begin(s, &o, &in, &err), &err);
    return in;
}

static void end(wv_ingest *in)
{
    wv_err err = {0};
    wv_ingest_stats stats;
    check(wv_ingest_end(in, &stats, &err), &err);
}

static int64_t ticks;
static int64_t tick(void *ctx)
{
    (void)ctx;
    return NOW + ++ticks;
}

static wv_retention_receipt purge(wv_store *s, int64_t as_of)
{
    wv_err err = {0};
    wv_retention_receipt r;
    wv_retention_job job = {
        .who = WV_STR("test"), .role = WV_STR(""), .as_of = as_of, .clock = tick};
    check(wv_retention_purge(s, &job, &r, &err), &err);
    return r;
}

static void set_policy(wv_store *s, int64_t use, int64_t keep)
{
    wv_err err = {0};
    wv_retention_policy p = {use, keep, 3650, 0};
    check(wv_store_begin(s, &err), &err);
    check(wv_retention_policy_write(s, &p, &err), &err);
    check(wv_store_commit(s, &err), &err);
}

/* Occurrences of a word in the bytes of a file; 0 when it is not there. */
static int hits_in(const char *file, const char *word)
{
    FILE *f = fopen(file, "rb");
    int hits = 0;
    if (!f) return 0;
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f), length = strlen(word);
    rewind(f);
    char *bytes = malloc(n + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, n, f), n);
    fclose(f);
    for (char *p = bytes; (p = memmem(p, n - (size_t)(p - bytes), word, length)); p++) hits++;
    free(bytes);
    return hits;
}

static int hits(const char *word)
{
    char other[80];
    int n = hits_in(store_path, word);
    snprintf(other, sizeof other, "%s-wal", store_path);
    n += hits_in(other, word);
    snprintf(other, sizeof other, "%s-shm", store_path);
    return n + hits_in(other, word);
}

static void clocks_hide_first_and_destroy_later(void **state)
{
    (void)state;
    wv_store *s = open_store();
    set_policy(s, 100, 300);
    wv_ingest *in = begin(s);
    put(in, 1, 1, NOW - 400 * DAY, "oud");
    put(in, 1, 2, NOW - 200 * DAY, "ouder");
    put(in, 1, 3, NOW - 10 * DAY, "nieuw");
    put_alert(in, 1, 1, NOW - 10 * DAY, 3);
    put_alert(in, 1, 2, NOW - 400 * DAY, 1);
    end(in);
    wv_retention_receipt r = purge(s, NOW);
    assert_int_equal(r.records, 1);
    assert_int_equal(r.flags, 1);
    assert_int_equal(r.alerts, 1);
    assert_int_equal(r.cases, 0);
    assert_true(r.at > NOW);
    assert_int_equal(number(s, "SELECT count(*) FROM record"), 2);
    assert_int_equal(number(s, "SELECT count(*) FROM record WHERE hidden"), 1);
    assert_int_equal(number(s, "SELECT count(*) FROM item WHERE hidden"), 1);
    assert_int_equal(number(s, "SELECT count(*) FROM finding WHERE hidden"), 1);
    assert_int_equal(number(s, "SELECT count(*) FROM doomed"), 0);
    r = purge(s, NOW + 400 * DAY);
    assert_int_equal(r.records, 2);
    assert_int_equal(r.cases, 1);
    assert_int_equal(number(s,
                            "SELECT (SELECT count(*) FROM record) + (SELECT count(*) FROM item) +"
                            " (SELECT count(*) FROM finding) + (SELECT count(*) FROM case_row)"),
                     0);
    assert_int_equal(number(s, "SELECT count(*) FROM receipt"), 2);
    wv_store_close(s);
}

static void a_clock_of_the_source_shortens_and_never_lengthens(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    set_policy(s, 100, 300);
    wv_ingest *in = begin(s);
    put(in, 1, 1, NOW - 10 * DAY, "kort");
    put(in, 1, 2, NOW - 400 * DAY, "lang");
    put(in, 1, 3, NOW - 10 * DAY, "gewoon");
    end(in);
    check(wv_store_begin(s, &err), &err);
    check(wv_retention_set(s, 1, 0, NOW - DAY, &err), &err);
    check(wv_retention_set(s, 2, 0, NOW + 4000 * (int64_t)DAY, &err), &err);
    check(wv_store_commit(s, &err), &err);
    wv_retention_receipt r = purge(s, NOW);
    assert_int_equal(r.records, 2);
    assert_int_equal(number(s, "SELECT num FROM record"), 3);
    wv_store_close(s);
}

static void what_the_source_deleted_takes_its_flags_along(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    uint64_t found = 0;
    wv_ingest *in = begin(s);
    for (int i = 1; i <= 4; i++) put(in, 1, i, NOW - i * DAY, "woord");
    put(in, 2, 5, NOW, "woord");
    put_alert(in, 1, 1, NOW, 2);
    put_alert(in, 1, 2, NOW, 3);
    end(in);
    check(wv_store_begin(s, &err), &err);
    check(wv_retention_doom(s, WV_STR("c1"), WV_STR("m2"), &found, &err), &err);
    assert_int_equal(found, 3);
    check(wv_retention_doom(s, WV_STR("c2"), WV_STR(""), &found, &err), &err);
    assert_int_equal(found, 2);
    check(wv_retention_doom(s, WV_STR("c9"), WV_STR("m2"), &found, &err), &err);
    assert_int_equal(found, 0);
    check(wv_store_commit(s, &err), &err);
    assert_int_equal(number(s, "SELECT count(*) FROM finding WHERE hidden"), 3);
    wv_retention_receipt r = purge(s, NOW);
    assert_int_equal(r.records, 2);
    assert_int_equal(r.flags, 2);
    assert_int_equal(r.alerts, 1);
    assert_int_equal(r.cases, 1);
    assert_int_equal(number(s, "SELECT count(*) FROM record"), 3);
    assert_int_equal(number(s, "SELECT count(*) FROM item"), 4);
    wv_store_close(s);
}

/* m2 is taken back by the feed itself: its own flag and what rests on it fall. */
static void an_event_record_deleted_takes_its_record_along(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    wv_ingest *in = begin(s);
    for (int i = 1; i <= 3; i++) put(in, 1, i, NOW - i * DAY, "woord");
    put_alert(in, 1, 1, NOW, 2);
    check(wv_ingest_record(in,
                           WV_STR("{\"id\":\"d1\",\"case\":\"c1\",\"kind\":\"event\",\"type\":"
                                  "\"record.deleted\",\"occurred_at\":\"2027-01-14T10:00:00Z\","
                                  "\"attrs\":{\"id\":\"m2\"}}"),
                           &err),
          &err);
    end(in);
    wv_retention_receipt r = purge(s, NOW);
    assert_int_equal(r.records, 1);
    assert_int_equal(r.flags, 1);
    assert_int_equal(r.alerts, 1);
    assert_int_equal(number(s, "SELECT count(*) FROM record WHERE id = 'm2'"), 0);
    assert_int_equal(purge(s, NOW).records, 0);
    wv_store_close(s);
}

/* Many rows come and go around it, so that pages split and rows move before the word goes. */
static void no_byte_of_a_destroyed_word_is_left(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    uint64_t found = 0;
    int64_t seq = 0, cases[] = {7};
    char word[32];
    wv_ingest *in = begin(s);
    for (int i = 1; i <= 3000; i++) {
        snprintf(word, sizeof word, i % 10 == 7 ? "zwartbessenkwark" : "gewoonwoord%d", i);
        put(in, i % 10, i * 7919 % 100003, NOW - i * 60, word);
    }
    end(in);
    check(wv_store_begin(s, &err), &err);
    wv_audit_entry e = {.verb = WV_AUDIT_SEARCH,
                        .who = WV_STR("anna"),
                        .role = WV_STR("reviewer"),
                        .what = WV_STR("{\"words\":\"zwartbessenkwark\"}"),
                        .cases = cases,
                        .case_count = 1,
                        .at = NOW};
    cases[0] = number(s, "SELECT num FROM case_row WHERE name = 'c7'");
    check(wv_audit_add(s, &e, &seq, &err), &err);
    check(wv_retention_doom(s, WV_STR("c7"), WV_STR(""), &found, &err), &err);
    check(wv_store_commit(s, &err), &err);
    assert_int_equal(found, 600);
    assert_true(hits("zwartbessenkwark") > 300);
    wv_retention_receipt r = purge(s, NOW);
    assert_int_equal(r.records, 300);
    assert_int_equal(r.details, 1);
    assert_int_equal(hits("zwartbessenkwark"), 0);
    assert_true(hits("gewoonwoord") > 1000);
    wv_audit_report report;
    check(wv_audit_verify(s, NULL, 0, &report, &err), &err);
    assert_int_equal(report.fault_count, 0);
    assert_int_equal(report.erased, 1);
    wv_store_close(s);
    assert_int_equal(hits("zwartbessenkwark"), 0);
}

static void a_purge_that_was_stopped_is_finished_by_the_next(void **state)
{
    (void)state;
    wv_store *s = open_store(), *reader = NULL;
    wv_err err = {0};
    wv_retention_receipt r;
    wv_retention_job job = {.who = WV_STR("test"), .role = WV_STR(""), .as_of = NOW, .clock = tick};
    set_policy(s, 10, 10);
    wv_ingest *in = begin(s);
    for (int i = 1; i <= 50; i++) put(in, 1, i, NOW - 20 * DAY, "woord");
    end(in);
    reader = open_store();
    check(wv_db_run(wv_store_db(reader), "BEGIN; SELECT count(*) FROM record", &err), &err);
    assert_int_equal(wv_retention_purge(s, &job, &r, &err), WV_E_LOCKED);
    assert_int_equal(number(s, "SELECT count(*) FROM receipt"), 0);
    wv_store_rollback(reader);
    wv_store_close(reader);
    r = purge(s, NOW);
    assert_int_equal(r.records, 50);
    assert_int_equal(r.cases, 1);
    assert_int_equal(number(s, "SELECT count(*) FROM receipt"), 1);
    wv_store_close(s);
}

static void read_it(wv_store *s, int64_t finding, wv_read_answer answer, wv_read_reason reason,
                    int64_t at)
{
    wv_err err = {0};
    wv_viewer anna = {WV_STR("anna"), WV_STR("reviewer"), true, at};
    wv_decide_read d = {finding, answer, reason, {"", 0}, WV_ROUND_FIRST};
    check(wv_store_put(s, "second_percent", WV_STR("0"), &err), &err);
    check(wv_decide_on_reading(s, &anna, &d, NULL, &err), &err);
}

static void a_flag_that_was_read_as_wrong_goes_sooner(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    wv_retention_policy p = {300, 3000, 3650, 30};
    check(wv_retention_policy_write(s, &p, &err), &err);
    wv_ingest *in = begin(s);
    for (int i = 1; i <= 5; i++) put(in, 1, i, NOW - 100 * DAY, "woord");
    end(in);
    read_it(s, 1, WV_READ_NO, WV_REASON_JOKE, NOW - 40 * DAY);
    read_it(s, 2, WV_READ_NO, WV_REASON_KNOWN, NOW - 40 * DAY); /* right, and known */
    read_it(s, 3, WV_READ_NO, WV_REASON_JOKE, NOW - 10 * DAY);  /* not long enough ago */
    read_it(s, 4, WV_READ_YES, WV_REASON_NONE, NOW - 40 * DAY); /* the fifth was not read */
    wv_retention_receipt r = purge(s, NOW);
    assert_int_equal(r.flags, 1);
    assert_int_equal(r.records, 0); /* the message is another matter */
    assert_int_equal(number(s, "SELECT count(*) FROM item WHERE record = 'm1'"), 0);
    p.days_wrong = 0;
    check(wv_retention_policy_write(s, &p, &err), &err);
    assert_int_equal(purge(s, NOW + 100 * DAY).flags, 0);
    p.days_wrong = 30;
    check(wv_retention_policy_write(s, &p, &err), &err);
    assert_int_equal(purge(s, NOW + 100 * DAY).flags, 1); /* the third */
    wv_store_close(s);
}

static void a_policy_that_cannot_be_is_refused(void **state)
{
    (void)state;
    wv_store *s = open_store();
    wv_err err = {0};
    wv_retention_policy p = {0, 10, 10, 0};
    check(wv_store_begin(s, &err), &err);
    assert_int_equal(wv_retention_policy_write(s, &p, &err), WV_E_USAGE);
    p = (wv_retention_policy){20, 10, 10, 0};
    assert_int_equal(wv_retention_policy_write(s, &p, &err), WV_E_USAGE);
    wv_store_rollback(s);
    check(wv_retention_policy_read(s, &p, &err), &err);
    assert_int_equal(p.days_use, WV_RETENTION_USE_DAYS);
    wv_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(clocks_hide_first_and_destroy_later, no_store, no_store),
        cmocka_unit_test_setup_teardown(a_clock_of_the_source_shortens_and_never_lengthens,
                                        no_store, no_store),
        cmocka_unit_test_setup_teardown(what_the_source_deleted_takes_its_flags_along, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(an_event_record_deleted_takes_its_record_along, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(no_byte_of_a_destroyed_word_is_left, no_store, no_store),
        cmocka_unit_test_setup_teardown(a_purge_that_was_stopped_is_finished_by_the_next, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(a_flag_that_was_read_as_wrong_goes_sooner, no_store,
                                        no_store),
        cmocka_unit_test_setup_teardown(a_policy_that_cannot_be_is_refused, no_store, no_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
