/* SPDX-License-Identifier: EUPL-1.2 */
/* test_store.c: what comes in twice is there once, a decision stays with its evidence, the queue
 * shows what is open and in which order, and a word is found in all its forms. */
#include "store/decide.h"
#include "store/ingest.h"
#include "store/queue.h"
#include "store/rows.h"
#include "store/schema.h"
#include "store/search.h"
#include "store/verdicts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOW = 1800000000 };

static char path[64];
static wv_store *store;
static wv_arena arena;
static wv_err err;
static const wv_viewer anna = {{"anna", 4}, {"reviewer", 8}, true, NOW};
static const wv_viewer bram = {{"bram", 4}, {"reviewer", 8}, true, NOW};
static const wv_viewer cato = {{"cato", 4}, {"reviewer", 8}, true, NOW};

static void remove_store(void)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void ok(wv_rc rc)
{
    if (rc) print_message("%s: %s\n", wv_rc_text(rc), err.message);
    assert_int_equal(rc, WV_OK);
}

static int fresh(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/test_store.%d.db", (int)getpid());
    remove_store();
    wv_arena_init(&arena);
    ok(wv_store_open(&(wv_store_options){.path = path, .creates = true}, &store, &err));
    return 0;
}

static int gone(void **state)
{
    (void)state;
    wv_store_close(store);
    store = NULL;
    wv_arena_done(&arena);
    remove_store();
    return 0;
}

/* 32 hex digits that stand for a text. */
static const char *hash(const char *of)
{
    static char out[8][33];
    static int next;
    char *to = out[next++ % 8];
    unsigned long long h = 1469598103934665603u;
    for (const char *p = of; *p; p++) h = (h ^ (unsigned char)*p) * 1099511628211u;
    snprintf(to, 33, "%016llx%016llx", h, h * 31 + 7);
    return to;
}

typedef struct flag {
    const char *record, *of_case, *pack, *rule, *words;
    int severity;
    bool evidence_only; /* a finding of the case */
} flag;

/* A line as scan writes it, as far as the store reads it. */
static void write_flag(char *out, size_t size, const flag *f)
{
    static const char *const triage[] = {"info", "info", "context", "week", "today", "now"};
    char id[200], key[200], finding[280], of_case[64] = "null", spans[120] = "";
    snprintf(id, sizeof id, "%s/%s/%s/%s/%d", f->of_case ? f->of_case : "", f->record, f->pack,
             f->words, f->evidence_only);
    snprintf(key, sizeof key, "%s/%s", f->of_case ? f->of_case : "", f->record);
    snprintf(finding, sizeof finding, "%s/%s", key, f->rule);
    if (f->of_case) snprintf(of_case, sizeof of_case, "\"%s\"", f->of_case);
    if (!f->evidence_only)
        snprintf(spans, sizeof spans, "{\"start\":0,\"end\":%d,\"text\":\"%s\"}",
                 (int)strlen(f->words), f->words);
    snprintf(out, size,
             "{\"schema\":\"waakvlam/1\",\"type\":\"flag\",\"id\":\"%s\",\"key\":\"%s\","
             "\"record\":\"%s\",\"case\":%s,\"raised_at\":\"2026-02-03T10:00:00+01:00\","
             "\"triage\":\"%s\",\"findings\":[{\"signal\":\"threat.kill\",\"rule\":\"%s\","
             "\"key\":\"%s\",\"severity\":%d,\"basis\":\"said\",\"spans\":[%s],"
             "\"scope\":{\"negated\":false,\"past\":true},\"why\":[{\"label\":\"past\","
             "\"start\":1,\"end\":2}],\"direction\":{\"actor\":\"B\",\"target\":\"A\"},"
             "\"suppressed\":null,\"evidence\":[%s]}],\"pack\":{\"name\":\"nl\",\"version\":\"1\","
             "\"sha256\":\"%s\"},\"engine\":\"0\"}",
             hash(id), hash(key), f->record, of_case, triage[f->severity], f->rule, hash(finding),
             f->severity, spans, f->evidence_only ? "\"e1\"" : "", f->pack);
}

static wv_ingest_stats ingest_lines(const char *const *flags, const char *const *records,
                                    bool no_text)
{
    wv_ingest *in = NULL;
    wv_ingest_stats stats;
    ok(wv_ingest_begin(store, &(wv_ingest_options){.no_text = no_text}, &in, &err));
    for (; records && *records; records++) ok(wv_ingest_record(in, wv_str_of(*records), &err));
    for (; flags && *flags; flags++) ok(wv_ingest_flag(in, wv_str_of(*flags), &err));
    ok(wv_ingest_end(in, &stats, &err));
    assert_int_equal(stats.read, stats.flags + stats.alerts + stats.revisions + stats.records +
                                     stats.seen + stats.other + stats.conflicts);
    return stats;
}

static wv_ingest_stats ingest(const flag *f)
{
    char line[2000];
    write_flag(line, sizeof line, f);
    return ingest_lines((const char *const[]){line, NULL}, NULL, false);
}

static wv_ingest_stats ingest_record(const char *line)
{
    return ingest_lines(NULL, (const char *const[]){line, NULL}, false);
}

static wv_case_row the_case(const wv_viewer *v, const char *name)
{
    wv_case_row row;
    ok(wv_queue_find(store, v, wv_str_of(name), false, &arena, &row, &err));
    return row;
}

static wv_item_finding newest(const char *name)
{
    wv_item_finding *list;
    uint32_t count = 0;
    ok(wv_item_findings(store, the_case(&anna, name).num, 0, 10, &arena, &list, &count, &err));
    assert_true(count > 0);
    return list[0];
}

static wv_rc read_it(const wv_viewer *v, int64_t finding, wv_read_answer answer,
                     wv_read_reason reason, wv_round round)
{
    wv_decide_read d = {finding, answer, reason, {"", 0}, round};
    return wv_decide_on_reading(store, v, &d, NULL, &err);
}

static wv_rc do_it(const wv_viewer *v, const char *name, wv_do_answer answer, int64_t *num)
{
    wv_case_row row = the_case(v, name);
    wv_decide_do d = {row.num,      row.through,        answer, WV_STR("wijkteam"),
                      v->now + 600, WV_STR("besproken")};
    return wv_decide_on_case(store, v, &d, num, &err);
}

static const flag kill_1 = {"m1", "c1", "p1", "threat.kill.direct", "maak je dood", 5, false};

/* --- ingest ------------------------------------------------------------------------------------
 */

static void test_the_same_line_again_changes_nothing(void **state)
{
    (void)state;
    wv_ingest_stats first = ingest(&kill_1), second = ingest(&kill_1);
    assert_int_equal(first.flags, 1);
    assert_int_equal(first.findings, 1);
    assert_int_equal(second.seen, 1);
    assert_int_equal(second.flags + second.findings, 0);
    assert_int_equal(the_case(&anna, "c1").open_count, 1);
}

static void test_a_finding_comes_back_as_it_was_written(void **state)
{
    (void)state;
    ingest(&kill_1);
    wv_item_finding f = newest("c1");
    assert_true(wv_str_is(f.signal, "threat.kill"));
    assert_true(wv_str_is(f.rule, "threat.kill.direct"));
    assert_true(wv_str_is(f.record, "m1"));
    assert_int_equal(f.span_count, 1);
    assert_true(wv_str_is(f.spans[0].text, "maak je dood"));
    assert_int_equal(f.labels, 1u << WV_LABEL_PAST);
    assert_int_equal(f.why_count, 1);
    assert_int_equal(f.why[0].label, WV_LABEL_PAST);
    assert_true(wv_str_is(f.actor, "B") && wv_str_is(f.target, "A"));
    assert_true(f.live && f.standing && !f.stale);
    assert_int_equal(f.triage, WV_TRIAGE_NOW);
}

static void test_a_line_that_is_none_is_refused_and_leaves_no_trace(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "{\"a\":1,\"a\":2}",
        "{\"type\":\"flag\"}",
        "{\"schema\":\"waakvlam/1\",\"type\":\"flag\"}",
        "{\"schema\":\"waakvlam/1\",\"type\":\"alert\",\"id\":\"x\"}",
        "{\"schema\":\"waakvlam/1\",\"type\":\"revision\",\"case\":\"c\"}",
        "\xff"};
    wv_ingest *in = NULL;
    wv_ingest_stats stats;
    ok(wv_ingest_begin(store, &(wv_ingest_options){0}, &in, &err));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wv_rc rc = wv_ingest_flag(in, wv_str_of(bad[i]), &err);
        assert_true(rc == WV_E_JSON || rc == WV_E_RECORD || rc == WV_E_UTF8);
    }
    char line[2000];
    write_flag(line, sizeof line, &kill_1);
    ok(wv_ingest_flag(in, wv_str_of(line), &err));
    ok(wv_ingest_end(in, &stats, &err));
    assert_int_equal(stats.read, 1);
    wv_queue_page page;
    ok(wv_queue_read(store, &anna, &(wv_queue_query){.limit = 10}, &arena, &page, &err));
    assert_int_equal(page.count, 1);
}

static void test_a_new_pack_that_finds_the_same_words_keeps_the_decision(void **state)
{
    (void)state;
    flag again = kill_1;
    ingest(&kill_1);
    int64_t num = newest("c1").num;
    ok(read_it(&anna, num, WV_READ_YES, WV_REASON_NONE, WV_ROUND_FIRST));
    ok(do_it(&anna, "c1", WV_DO_FORWARD, NULL));
    assert_false(the_case(&anna, "c1").open);
    again.pack = "p2";
    again.severity = 4; /* what a pack makes of it is not evidence */
    wv_ingest_stats stats = ingest(&again);
    assert_int_equal(stats.flags, 1);
    assert_int_equal(stats.kept, 1);
    assert_int_equal(stats.findings, 0);
    wv_item_finding f = newest("c1");
    assert_int_equal(f.num, num);
    assert_int_equal(f.answer, WV_READ_YES);
    assert_int_equal(f.severity, 4);
    assert_true(wv_str_is(f.pack_sha256, "p2"));
    assert_false(the_case(&anna, "c1").open);
}

static void test_changed_evidence_opens_the_case_and_shows_the_earlier_decision(void **state)
{
    (void)state;
    flag other = kill_1;
    ingest(&kill_1);
    int64_t before = newest("c1").num;
    ok(read_it(&anna, before, WV_READ_NO, WV_REASON_JOKE, WV_ROUND_FIRST));
    ok(do_it(&anna, "c1", WV_DO_FORWARD, NULL));
    other.pack = "p2";
    other.words = "ik maak je dood";
    wv_ingest_stats stats = ingest(&other);
    assert_int_equal(stats.findings, 1);
    wv_case_row row = the_case(&anna, "c1");
    assert_true(row.open);
    assert_int_equal(row.open_count, 1);
    wv_item_finding f = newest("c1"), old;
    assert_int_not_equal(f.num, before);
    assert_int_equal(f.answer, WV_READ_OPEN);
    ok(wv_item_finding_read(store, before, &arena, &old, &err));
    assert_true(old.stale);
    wv_decision *list;
    uint32_t count = 0;
    ok(wv_decide_of_finding(store, f.num, &arena, &list, &count, &err));
    assert_int_equal(count, 1);
    assert_true(list[0].evidence_changed);
    assert_int_equal(list[0].read, WV_READ_NO);
}

static void test_what_the_case_adds_to_a_record_leaves_its_own_finding(void **state)
{
    (void)state;
    flag late = {"m1", "c1", "p1", "contact.volume", "", 3, true};
    ingest(&kill_1);
    ingest(&late);
    assert_int_equal(the_case(&anna, "c1").open_count, 2);
    flag corrected = kill_1;
    corrected.words = "ik maak je kapot"; /* the record's own line again: a correction */
    ingest(&corrected);
    assert_int_equal(the_case(&anna, "c1").open_count, 2);
}

static void test_an_alert_and_its_revision(void **state)
{
    (void)state;
    char alert[900], revision[600];
    snprintf(alert, sizeof alert,
             "{\"schema\":\"waakvlam/1\",\"type\":\"alert\",\"id\":\"%s\",\"key\":\"%s\",\"case\":"
             "\"c1\",\"pattern\":\"pattern.post_release\",\"rule\":\"r\",\"episode\":2,"
             "\"raised_at\":\"2026-02-04\",\"triage\":\"today\",\"evidence\":[\"e4\",\"m9\"],"
             "\"facts\":{\"order\":\"o1\"},\"pack\":{\"name\":\"nl\",\"version\":\"1\",\"sha256\":"
             "\"p1\"},\"engine\":\"0\"}",
             hash("alert"), hash("alert key"));
    snprintf(revision, sizeof revision,
             "{\"schema\":\"waakvlam/1\",\"type\":\"revision\",\"id\":\"%s\",\"key\":\"%s\",\"of\":"
             "\"%s\",\"case\":\"c1\",\"standing\":false,\"raised_at\":\"2026-02-05\",\"because\":"
             "[\"m3\"],\"pack\":{},\"engine\":\"0\"}",
             hash("revision"), hash("alert key"), hash("alert"));
    /* The revision comes first: outputs are not always given in order. */
    wv_ingest_stats stats = ingest_lines((const char *const[]){revision, alert, NULL}, NULL, false);
    assert_int_equal(stats.alerts, 1);
    assert_int_equal(stats.revisions, 1);
    wv_item_finding f = newest("c1");
    assert_true(f.is_alert);
    assert_false(f.standing);
    assert_int_equal(f.episode, 2);
    assert_int_equal(f.evidence_count, 2);
    assert_true(wv_str_is(f.facts, "{\"order\":\"o1\"}"));
    assert_false(the_case(&anna, "c1").open);
}

static void test_a_record_keeps_no_name_and_no_secret(void **state)
{
    (void)state;
    ingest_record("{\"id\":\"e1\",\"case\":\"c1\",\"type\":\"shelter.moved\",\"occurred_at\":"
                  "\"2026-01-01\",\"persons\":[{\"ref\":\"A\",\"role\":\"target\",\"name\":"
                  "\"Samira\"}],\"attrs\":{\"address\":\"Geheimstraat 1\",\"do_not_disclose\":"
                  "[\"address\"],\"order\":\"o1\"},\"hobby\":\"vissen\"}");
    wv_item_record r;
    ok(wv_item_record_read(store, the_case(&anna, "c1").num, WV_STR("e1"), &arena, &r, &err));
    assert_null(memmem(r.json.p, r.json.n, "Samira", 6));
    assert_null(memmem(r.json.p, r.json.n, "Geheim", 6));
    assert_null(memmem(r.json.p, r.json.n, "vissen", 6));
    assert_non_null(memmem(r.json.p, r.json.n, "\"order\":\"o1\"", 12));
    assert_non_null(memmem(r.json.p, r.json.n, "\"role\":\"target\"", 15));
}

static void test_a_record_is_corrected_by_a_higher_rev_only(void **state)
{
    (void)state;
    assert_int_equal(
        ingest_record("{\"id\":\"m1\",\"case\":\"c1\",\"text\":\"hij dreigde\"}").records, 1);
    assert_int_equal(ingest_record("{\"case\":\"c1\",\"id\":\"m1\",\"text\":\"hij dreigde\"}").seen,
                     1);
    assert_int_equal(
        ingest_record("{\"id\":\"m1\",\"case\":\"c1\",\"text\":\"hij sloeg\"}").conflicts, 1);
    wv_ingest_stats stats =
        ingest_record("{\"id\":\"m1\",\"case\":\"c1\",\"rev\":2,\"text\":\"hij sloeg\"}");
    assert_int_equal(stats.corrected, 1);
    wv_item_record *list;
    uint32_t count = 0;
    wv_search_query q = {.words = WV_STR("dreigen")};
    ok(wv_search(store, &anna, &q, &arena, &list, &count, &err));
    assert_int_equal(count, 0);
    q.words = WV_STR("slaan");
    ok(wv_search(store, &anna, &q, &arena, &list, &count, &err));
    assert_int_equal(count, 1);
}

/* --- queue -------------------------------------------------------------------------------------
 */

static void fill_queue(void)
{
    static const struct {
        const char *of_case, *record;
        int severity;
    } rows[] = {
        {"c1", "m1", 2}, {"c2", "m1", 5}, {"c3", "m1", 4}, {"c1", "m2", 3}, {NULL, "x1", 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ingest(&(flag){rows[i].record, rows[i].of_case, "p1", "r.a", "woorden", rows[i].severity,
                       false});
}

static void test_the_queue_is_by_triage_and_goes_on_where_a_page_ended(void **state)
{
    (void)state;
    static const char *const want[] = {"c2", "x1", "c3", "c1"};
    wv_queue_query q = {.limit = 1};
    wv_queue_page page;
    fill_queue();
    for (int i = 0; i < 4; i++) {
        ok(wv_queue_read(store, &anna, &q, &arena, &page, &err));
        assert_int_equal(page.count, 1);
        assert_true(wv_str_is(page.rows[0].name, want[i]));
        assert_int_equal(page.more, i < 3);
        assert_int_equal(page.rows[0].alone, i == 1);
        q.after_triage = page.rows[0].triage;
        q.after_since = page.rows[0].since;
        q.after_num = page.rows[0].num;
    }
    uint32_t counts[WV_TRIAGE_NOW + 1];
    ok(wv_queue_count(store, &anna, (wv_str){"", 0}, counts, &err));
    assert_int_equal(counts[WV_TRIAGE_NOW], 2);
    assert_int_equal(counts[WV_TRIAGE_TODAY], 1);
    assert_int_equal(counts[WV_TRIAGE_WEEK], 1);
}

static void test_who_was_granted_one_case_sees_one_case(void **state)
{
    (void)state;
    wv_viewer partner = {{"pia", 3}, {"partner", 7}, false, NOW};
    wv_queue_page page;
    wv_case_row row;
    fill_queue();
    int64_t other = the_case(&anna, "c2").num;
    ok(wv_store_grant(store, partner.user, the_case(&anna, "c3").num, true, &err));
    ok(wv_queue_read(store, &partner, &(wv_queue_query){.limit = 10}, &arena, &page, &err));
    assert_int_equal(page.count, 1);
    assert_true(wv_str_is(page.rows[0].name, "c3"));
    assert_int_equal(wv_queue_case(store, &partner, other, &arena, &row, &err), WV_E_NOINPUT);
    assert_int_equal(wv_queue_take(store, &partner, other, &err), WV_E_NOINPUT);
    ok(wv_store_grant(store, partner.user, the_case(&anna, "c3").num, false, &err));
    ok(wv_queue_read(store, &partner, &(wv_queue_query){.limit = 10}, &arena, &page, &err));
    assert_int_equal(page.count, 0);
}

static void test_a_lease_is_one_persons_until_it_is_over(void **state)
{
    (void)state;
    wv_viewer later = bram;
    ingest(&kill_1);
    int64_t num = the_case(&anna, "c1").num;
    ok(wv_queue_take(store, &anna, num, &err));
    assert_true(wv_str_is(the_case(&bram, "c1").lease_user, "anna"));
    assert_int_equal(wv_queue_take(store, &bram, num, &err), WV_E_LOCKED);
    ok(wv_queue_release(store, &bram, num, &err));
    assert_true(wv_str_is(the_case(&bram, "c1").lease_user, "anna"));
    wv_queue_page page;
    ok(wv_queue_read(store, &anna, &(wv_queue_query){.mine = true, .limit = 9}, &arena, &page,
                     &err));
    assert_int_equal(page.count, 1);
    later.now += WV_LEASE_SECONDS;
    assert_int_equal(the_case(&later, "c1").lease_user.n, 0);
    ok(wv_queue_take(store, &later, num, &err));
    ok(wv_queue_release(store, &later, num, &err));
    ok(wv_queue_take(store, &anna, num, &err));
}

static void test_new_is_what_came_since_the_last_look(void **state)
{
    (void)state;
    flag second = kill_1;
    ingest(&kill_1);
    wv_case_row row = the_case(&anna, "c1");
    assert_int_equal(row.new_count, 1);
    ok(wv_queue_look(store, &anna, row.num, row.through, &err));
    assert_int_equal(the_case(&anna, "c1").new_count, 0);
    assert_int_equal(the_case(&bram, "c1").new_count, 1);
    second.record = "m2";
    ingest(&second);
    row = the_case(&anna, "c1");
    assert_int_equal(row.new_count, 1);
    assert_int_equal(row.open_count, 2);
}

static void test_severity_limits_how_long_a_case_rests(void **state)
{
    (void)state;
    fill_queue();
    int64_t five = the_case(&anna, "c2").num, four = the_case(&anna, "c3").num;
    wv_queue_page page;
    assert_int_equal(wv_queue_snooze(store, &anna, five, NOW + WV_SNOOZE_MAX_5 + 1, &err),
                     WV_E_LIMIT);
    ok(wv_queue_snooze(store, &anna, five, NOW + WV_SNOOZE_MAX_5, &err));
    assert_int_equal(wv_queue_snooze(store, &anna, four, NOW + WV_SNOOZE_MAX_4 + 1, &err),
                     WV_E_LIMIT);
    ok(wv_queue_snooze(store, &anna, four, NOW + WV_SNOOZE_MAX_4, &err));
    ok(wv_queue_read(store, &anna, &(wv_queue_query){.limit = 9}, &arena, &page, &err));
    assert_int_equal(page.count, 2);
    flag worse = {"m7", "c3", "p1", "r.b", "erger", 5, false};
    ingest(&worse);
    assert_int_equal(the_case(&anna, "c3").snooze_until, 0);
}

static void test_a_case_that_is_handed_over_waits_for_its_receipt(void **state)
{
    (void)state;
    wv_viewer director = {{"dora", 4}, {"case_director", 13}, true, NOW + 60};
    wv_handover *list;
    uint32_t count = 0;
    wv_queue_page page;
    ingest(&kill_1);
    int64_t num = the_case(&anna, "c1").num;
    ok(wv_queue_hand_over(store, &anna, num, director.role, WV_STR("spoed"), &err));
    ok(wv_queue_read(store, &anna, &(wv_queue_query){.limit = 9}, &arena, &page, &err));
    assert_int_equal(page.count, 0);
    wv_queue_query theirs = {.handed_to = director.role, .limit = 9};
    ok(wv_queue_read(store, &director, &theirs, &arena, &page, &err));
    assert_int_equal(page.count, 1);
    assert_false(page.rows[0].received);
    ok(wv_queue_take(store, &director, num, &err));
    ok(wv_queue_handovers(store, num, &arena, &list, &count, &err));
    assert_int_equal(count, 1);
    assert_true(wv_str_is(list[0].received_by, "dora"));
    assert_int_equal(list[0].received_at, NOW + 60);
    assert_true(the_case(&director, "c1").received);
}

/* --- decisions ---------------------------------------------------------------------------------
 */

static void test_a_reason_goes_with_no_and_only_with_no(void **state)
{
    (void)state;
    ingest(&kill_1);
    int64_t num = newest("c1").num;
    assert_int_equal(read_it(&anna, num, WV_READ_NO, WV_REASON_NONE, 1), WV_E_USAGE);
    assert_int_equal(read_it(&anna, num, WV_READ_YES, WV_REASON_JOKE, 1), WV_E_USAGE);
    assert_int_equal(read_it(&anna, num, WV_READ_NO, WV_REASON_OTHER, 1), WV_E_USAGE);
    assert_int_equal(read_it(&anna, num + 999, WV_READ_YES, WV_REASON_NONE, 1), WV_E_NOINPUT);
    ok(read_it(&anna, num, WV_READ_NO, WV_REASON_JOKE, 1));
}

static void test_undo_is_its_givers_and_only_for_ten_seconds(void **state)
{
    (void)state;
    wv_viewer late = anna;
    int64_t num = 0;
    uint32_t sealed = 0;
    flag mild = kill_1;
    mild.severity = 3;
    ingest(&mild);
    ok(do_it(&anna, "c1", WV_DO_NOTHING, &num));
    assert_false(the_case(&anna, "c1").open);
    assert_int_equal(wv_decide_undo(store, &bram, num, &err), WV_E_LOCKED);
    ok(wv_decide_seal(store, NOW + WV_UNDO_SECONDS - 1, &sealed, &err));
    assert_int_equal(sealed, 0);
    ok(wv_decide_undo(store, &anna, num, &err));
    assert_true(the_case(&anna, "c1").open);
    ok(do_it(&anna, "c1", WV_DO_NOTHING, &num));
    ok(wv_decide_seal(store, NOW + WV_UNDO_SECONDS, &sealed, &err));
    assert_int_equal(sealed, 1);
    late.now = NOW + WV_UNDO_SECONDS;
    assert_int_equal(wv_decide_undo(store, &late, num, &err), WV_E_LIMIT);
    assert_false(the_case(&anna, "c1").open);
}

static void test_severity_5_is_closed_by_two_persons(void **state)
{
    (void)state;
    ingest(&kill_1);
    ok(do_it(&anna, "c1", WV_DO_NOTHING, NULL));
    wv_case_row row = the_case(&anna, "c1");
    assert_true(row.open && row.second_wanted);
    assert_true(wv_str_is(row.second_not, "anna"));
    /* The same person twice is one person, and leaves no second row that looks like two. */
    assert_int_equal(do_it(&anna, "c1", WV_DO_NOTHING, NULL), WV_E_LOCKED);
    assert_true(the_case(&anna, "c1").open);
    flag more = kill_1;
    more.record = "m2"; /* came after what the first one saw */
    ingest(&more);
    ok(do_it(&bram, "c1", WV_DO_NOTHING, NULL));
    row = the_case(&anna, "c1");
    assert_true(row.open);
    assert_int_equal(row.open_count, 1);
    ok(do_it(&bram, "c1", WV_DO_FORWARD, NULL)); /* to do something takes one */
    assert_false(the_case(&anna, "c1").open);
}

static void test_undoing_the_first_of_two_opens_the_case(void **state)
{
    (void)state;
    int64_t first = 0;
    ingest(&kill_1);
    ok(do_it(&anna, "c1", WV_DO_NOTHING, &first));
    ok(do_it(&bram, "c1", WV_DO_NOTHING, NULL));
    assert_false(the_case(&anna, "c1").open);
    ok(wv_decide_undo(store, &anna, first, &err));
    wv_case_row row = the_case(&anna, "c1");
    assert_true(row.open && row.second_wanted);
    assert_true(wv_str_is(row.second_not, "bram"));
}

static void test_what_came_after_the_page_was_shown_is_not_decided(void **state)
{
    (void)state;
    flag more = kill_1;
    ingest(&kill_1);
    wv_case_row shown = the_case(&anna, "c1");
    more.record = "m2";
    ingest(&more);
    wv_decide_do d = {shown.num, shown.through, WV_DO_FORWARD, WV_STR("wijkteam"), 0, {"", 0}};
    ok(wv_decide_on_case(store, &anna, &d, NULL, &err));
    wv_case_row row = the_case(&anna, "c1");
    assert_true(row.open);
    assert_int_equal(row.open_count, 1);
}

static void test_the_second_reading_is_blind_and_another_persons(void **state)
{
    (void)state;
    wv_item_finding *due;
    uint32_t count = 0;
    uint64_t pairs[4][4];
    ingest(&kill_1);
    int64_t num = newest("c1").num;
    ok(read_it(&anna, num, WV_READ_UNSURE, WV_REASON_NONE, WV_ROUND_FIRST));
    assert_int_equal(read_it(&bram, num, WV_READ_NO, WV_REASON_JOKE, WV_ROUND_FIRST), WV_E_LOCKED);
    wv_viewer later = bram, first = anna, third = cato;
    later.now = first.now = third.now = NOW + WV_UNDO_SECONDS;
    ok(wv_decide_due(store, &bram, WV_ROUND_SECOND, 9, &arena, &due, &count, &err));
    assert_int_equal(count, 0); /* the first may still be taken back */
    ok(wv_decide_due(store, &first, WV_ROUND_SECOND, 9, &arena, &due, &count, &err));
    assert_int_equal(count, 0);
    ok(wv_decide_due(store, &later, WV_ROUND_SECOND, 9, &arena, &due, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(read_it(&first, num, WV_READ_NO, WV_REASON_JOKE, WV_ROUND_SECOND),
                     WV_E_LOCKED);
    ok(read_it(&later, num, WV_READ_NO, WV_REASON_JOKE, WV_ROUND_SECOND));
    third.now = NOW + 3 * WV_UNDO_SECONDS;
    ok(wv_decide_due(store, &third, WV_ROUND_THIRD, 9, &arena, &due, &count, &err));
    assert_int_equal(count, 1);
    ok(read_it(&third, num, WV_READ_NO, WV_REASON_JOKE, WV_ROUND_THIRD));
    assert_int_equal(newest("c1").answer, WV_READ_NO);
    ok(wv_decide_pairs(store, (wv_str){"", 0}, pairs, &err));
    assert_int_equal(pairs[WV_READ_UNSURE][WV_READ_NO], 1);
    wv_rule_verdicts *rules;
    ok(wv_decide_by_rule(store, &arena, &rules, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(rules[0].no, 1);
}

/* --- words -------------------------------------------------------------------------------------
 */

static uint32_t found(const char *words, const wv_viewer *v)
{
    wv_item_record *list;
    uint32_t count = 0;
    wv_search_query q = {.words = wv_str_of(words)};
    ok(wv_search(store, v, &q, &arena, &list, &count, &err));
    return count;
}

static void test_a_word_is_found_in_all_its_forms(void **state)
{
    (void)state;
    wv_viewer partner = {{"pia", 3}, {"partner", 7}, false, NOW};
    ingest_record("{\"id\":\"m1\",\"case\":\"c1\",\"text\":\"Hij bedreigde haar met een mes.\"}");
    ingest_record("{\"id\":\"m2\",\"case\":\"c2\",\"text\":\"Zij belde 06-12345678 en sliep.\"}");
    assert_int_equal(found("bedreigen", &anna), 1);
    assert_int_equal(found("BEDREIGT messen", &anna), 1);
    assert_int_equal(found("bedreigen slapen", &anna), 0);
    assert_int_equal(found("\"een mes\"", &anna), 1);
    assert_int_equal(found("\"mes een\"", &anna), 0);
    assert_int_equal(found("slapen", &anna), 1);
    assert_int_equal(found("0612345678", &anna), 1);
    assert_int_equal(found("bedreigen", &partner), 0);
    ok(wv_store_grant(store, partner.user, the_case(&anna, "c1").num, true, &err));
    assert_int_equal(found("bedreigen", &partner), 1);
    assert_int_equal(found("slapen", &partner), 0);
}

static void test_what_is_typed_is_never_an_operator(void **state)
{
    (void)state;
    wv_item_record *list;
    uint32_t count;
    wv_search_query q = {.words = WV_STR("?! ()")};
    ingest_record("{\"id\":\"m1\",\"case\":\"c1\",\"text\":\"Hij kwam of belde, en NIET later.\"}");
    assert_int_equal(wv_search(store, &anna, &q, &arena, &list, &count, &err), WV_E_USAGE);
    static const char *const odd[] = {"komen OR", "text:komen", "komen*",   "NEAR(komen)",
                                      "\"komen",  "-komen",     "^komen",   "komen AND",
                                      "'komen",   "komen\" of", "{komen} +"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) found(odd[i], &anna);
}

static void test_marks_stand_where_the_words_stand(void **state)
{
    (void)state;
    wv_item_place *list;
    uint32_t count = 0;
    ok(wv_search_marks(store, WV_STR("bedreigen"),
                       WV_STR("Één keer bedreigde hij haar, hij bedreigt."), &arena, &list, &count,
                       &err));
    assert_int_equal(count, 2);
    assert_int_equal(list[0].start, 9);
    assert_int_equal(list[0].end, 18);
    assert_true(wv_str_is(list[1].text, "bedreigt"));
}

static void test_an_index_of_another_engine_is_refused_until_it_is_made_anew(void **state)
{
    (void)state;
    wv_item_record *list;
    uint32_t count = 0;
    bool done = false;
    uint64_t in, all;
    wv_search_query q = {.words = WV_STR("slaan")};
    for (int i = 0; i < 10; i++) {
        char line[120];
        snprintf(line, sizeof line, "{\"id\":\"m%d\",\"case\":\"c1\",\"text\":\"hij sloeg %d\"}", i,
                 i);
        ingest_record(line);
    }
    ok(wv_store_put(store, "words", WV_STR("00000000000000000000000000000000"), &err));
    assert_int_equal(wv_search(store, &anna, &q, &arena, &list, &count, &err), WV_E_VERSION);
    ok(wv_search_reindex(store, 4, &done, &err));
    assert_false(done);
    assert_int_equal(wv_search(store, &anna, &q, &arena, &list, &count, &err), WV_E_VERSION);
    /* A kill here, and another engine's hand in between: it goes on where it was. */
    wv_store_close(store);
    ok(wv_store_open(&(wv_store_options){.path = path}, &store, &err));
    ok(wv_search_progress(store, &in, &all, &err));
    assert_int_equal(in, 4);
    ingest_record("{\"id\":\"m2\",\"case\":\"c1\",\"rev\":1,\"text\":\"hij belde\"}");
    ingest_record("{\"id\":\"m9\",\"case\":\"c1\",\"rev\":1,\"text\":\"hij belde\"}");
    for (int i = 0; i < 9 && !done; i++) ok(wv_search_reindex(store, 4, &done, &err));
    assert_true(done);
    assert_int_equal(found("slaan", &anna), 8);
    assert_int_equal(found("bellen", &anna), 2);
}

/* --- verdicts ----------------------------------------------------------------------------------
 */

static wv_rc keep_line(void *ctx, wv_str line, wv_err *e)
{
    (void)e;
    wv_buf_str(ctx, line);
    return WV_OK;
}

static void test_only_what_was_read_whole_and_has_sealed_goes_out(void **state)
{
    (void)state;
    wv_verdicts_stats stats;
    wv_buf out;
    flag second = kill_1;
    wv_buf_init(&out);
    ingest_record("{\"id\":\"m1\",\"case\":\"c1\",\"text\":\"maak je dood\"}");
    ingest_record("{\"id\":\"m2\",\"case\":\"c1\",\"text\":\"maak je dood\"}");
    ingest_record("{\"id\":\"m3\",\"case\":\"c1\",\"text\":\"gemist\"}");
    ingest(&kill_1);
    second.record = "m2";
    ingest(&second);
    ok(read_it(&anna, newest("c1").num, WV_READ_NO, WV_REASON_NEGATED, WV_ROUND_FIRST));
    wv_missed missed = {the_case(&anna, "c1").num, WV_STR("m3"), WV_STR("threat.harm"),
                        WV_STR("dit is een bedreiging")};
    ok(wv_decide_missed(store, &anna, &missed, &err));
    ok(wv_verdicts_write(store, NOW, keep_line, &out, &stats, &err));
    assert_int_equal(stats.items, 0);
    ok(wv_verdicts_write(store, NOW + WV_UNDO_SECONDS, keep_line, &out, &stats, &err));
    assert_int_equal(stats.items, 2);
    wv_buf_byte(&out, '\0');
    assert_non_null(strstr(out.p, "\"id\":\"m2\""));
    assert_non_null(strstr(out.p, "\"negated\":[\"threat.kill\"]"));
    assert_non_null(strstr(out.p, "\"require\":[\"threat.harm\"]"));
    assert_null(strstr(out.p, "\"id\":\"m1\"")); /* nobody read it */
    wv_buf_done(&out);
}

static void test_a_store_of_a_newer_engine_or_of_something_else_is_refused(void **state)
{
    (void)state;
    wv_store *other = NULL;
    ok(wv_db_run(wv_store_db(store), "PRAGMA user_version = 9999", &err));
    assert_int_equal(wv_store_open(&(wv_store_options){.path = path}, &other, &err), WV_E_VERSION);
    assert_int_equal(wv_store_open(&(wv_store_options){.path = "/tmp/no/such/store"}, &other, &err),
                     WV_E_NOINPUT);
}

/* A store as step 2 left it, with one flag in it. */
static void test_an_older_store_is_brought_forward_with_what_is_in_it(void **state)
{
    (void)state;
    wv_db *db = NULL;
    wv_store_close(store);
    store = NULL;
    remove_store();
    ok(wv_db_open(path, WV_DB_OWN, &db, &err));
    const char *words = strstr(wv_schema_core, "CREATE VIRTUAL TABLE"); /* wants our tokenizer */
    char *tables = strndup(wv_schema_core, (size_t)(words - wv_schema_core));
    ok(wv_db_run(db, tables, &err));
    free(tables);
    ok(wv_db_run(db, wv_schema_guard, &err));
    ok(wv_db_run(db,
                 "CREATE INDEX flag_by_case ON item(case_num, key); PRAGMA user_version = 2;"
                 "INSERT INTO item(num, id, key, case_num, is_alert, own, record, triage, raised,"
                 " raised_at, pack, degraded, json, hidden) VALUES(7, x'01', x'02', 3, 0, 1, 'm1',"
                 " 4, 5, 'then', 1, '', '[]', 1)",
                 &err));
    wv_db_close(db);
    ok(wv_store_open(&(wv_store_options){.path = path}, &store, &err));
    int64_t count = 0;
    ok(wv_rows_number(store,
                      "SELECT count(*) FROM item WHERE num = 7 AND id = x'01' AND record = 'm1'"
                      " AND raised_at = 'then' AND json = '[]' AND hidden = 1",
                      &count, &err));
    assert_int_equal(count, 1);
    assert_int_not_equal(wv_db_run(wv_store_db(store),
                                   "INSERT INTO item SELECT 8, id, key, case_num, is_alert, own,"
                                   " record, triage, raised, raised_at, pack, degraded, json,"
                                   " hidden FROM item",
                                   &err),
                         WV_OK);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, fresh, gone)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(test_the_same_line_again_changes_nothing),
        CLAIM(test_a_finding_comes_back_as_it_was_written),
        CLAIM(test_a_line_that_is_none_is_refused_and_leaves_no_trace),
        CLAIM(test_a_new_pack_that_finds_the_same_words_keeps_the_decision),
        CLAIM(test_changed_evidence_opens_the_case_and_shows_the_earlier_decision),
        CLAIM(test_what_the_case_adds_to_a_record_leaves_its_own_finding),
        CLAIM(test_an_alert_and_its_revision),
        CLAIM(test_a_record_keeps_no_name_and_no_secret),
        CLAIM(test_a_record_is_corrected_by_a_higher_rev_only),
        CLAIM(test_the_queue_is_by_triage_and_goes_on_where_a_page_ended),
        CLAIM(test_who_was_granted_one_case_sees_one_case),
        CLAIM(test_a_lease_is_one_persons_until_it_is_over),
        CLAIM(test_new_is_what_came_since_the_last_look),
        CLAIM(test_severity_limits_how_long_a_case_rests),
        CLAIM(test_a_case_that_is_handed_over_waits_for_its_receipt),
        CLAIM(test_a_reason_goes_with_no_and_only_with_no),
        CLAIM(test_undo_is_its_givers_and_only_for_ten_seconds),
        CLAIM(test_severity_5_is_closed_by_two_persons),
        CLAIM(test_undoing_the_first_of_two_opens_the_case),
        CLAIM(test_what_came_after_the_page_was_shown_is_not_decided),
        CLAIM(test_the_second_reading_is_blind_and_another_persons),
        CLAIM(test_a_word_is_found_in_all_its_forms),
        CLAIM(test_what_is_typed_is_never_an_operator),
        CLAIM(test_marks_stand_where_the_words_stand),
        CLAIM(test_an_index_of_another_engine_is_refused_until_it_is_made_anew),
        CLAIM(test_only_what_was_read_whole_and_has_sealed_goes_out),
        CLAIM(test_an_older_store_is_brought_forward_with_what_is_in_it),
        CLAIM(test_a_store_of_a_newer_engine_or_of_something_else_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
