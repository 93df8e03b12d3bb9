/* SPDX-License-Identifier: EUPL-1.2 */
/* test_api.c: what waakvlam.h promises to a program that embeds it. */
#include "waakvlam.h"

#include "base/mem.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char PACK[] = "tests/packs/minimal";

typedef struct world {
    wv_rules *rules;
    wv_scanner *scanner;
    wv_problem problem;
} world;

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    assert_int_equal(wv_rules_open(PACK, &w->rules, &w->problem), WV_STATUS_OK);
    assert_int_equal(wv_scanner_new(w->rules, &w->scanner, &w->problem), WV_STATUS_OK);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    wv_scanner_free(w->scanner);
    wv_rules_close(w->rules);
    free(w);
    return 0;
}

static wv_status scan(world *w, const char *json)
{
    return wv_scanner_scan_json(w->scanner, json, strlen(json), &w->problem);
}

static void a_hit_has_its_signal_its_place_and_its_persons(void **state)
{
    world *w = *state;
    wv_hit hit;
    static const char json[] =
        "{\"id\":\"m\",\"from\":\"B\",\"to\":\"A\",\"text\":\"é ik maak je dood\","
        "\"persons\":[{\"ref\":\"A\",\"role\":\"target\"},{\"ref\":\"B\",\"role\":\"other\"}]}";
    assert_int_equal(scan(w, json), WV_STATUS_OK);
    assert_true(wv_scanner_hit(w->scanner, 0, &hit));
    assert_string_equal(hit.signal, "threat.kill");
    assert_string_equal(hit.rule, "threat.kill.direct");
    assert_string_equal(hit.title, "Zegt dat hij iemand doodmaakt");
    assert_int_equal(hit.severity, 5);
    assert_true(hit.live);
    assert_string_equal(hit.actor, "B");
    assert_string_equal(hit.target, "A");
    assert_null(hit.suppressed_by);
    assert_int_equal(hit.span_count, 1);
    assert_int_equal(hit.spans[0].start, 5);
    assert_int_equal(hit.spans[0].start_byte, 6);
    assert_int_equal(hit.spans[0].end - hit.spans[0].start, 12);
    assert_false(wv_scanner_hit(w->scanner, 1, &hit));
}

static void the_flag_is_one_line_and_goes_with_the_next_scan(void **state)
{
    world *w = *state;
    size_t bytes = 0;
    assert_null(wv_scanner_flag(w->scanner, &bytes));
    assert_int_equal(scan(w, "{\"id\":\"m\",\"from\":\"B\",\"text\":\"ik maak je dood\"}"),
                     WV_STATUS_OK);
    const char *line = wv_scanner_flag(w->scanner, &bytes);
    assert_non_null(line);
    assert_int_equal(strlen(line), bytes);
    assert_int_equal(line[bytes - 1], '\n');
    assert_non_null(strstr(line, "\"schema\":\"waakvlam/1\",\"type\":\"flag\""));
    assert_int_equal(scan(w, "{\"id\":\"n\",\"text\":\"het regent\"}"), WV_STATUS_OK);
    assert_null(wv_scanner_flag(w->scanner, &bytes));
}

static void a_bad_record_says_where_and_leaves_the_scanner_whole(void **state)
{
    world *w = *state;
    wv_hit hit;
    assert_int_equal(scan(w, "{\"id\":\"m\",\"text\":\"geheim\",\"text\":1}"), WV_STATUS_RECORD);
    assert_int_equal(w->problem.status, WV_STATUS_RECORD);
    assert_int_equal(w->problem.column, 27);
    assert_non_null(strstr(w->problem.message, "duplicate_key"));
    assert_null(strstr(w->problem.message, "geheim"));
    assert_false(wv_scanner_hit(w->scanner, 0, &hit));
    assert_int_equal(wv_scanner_scan_text(w->scanner, "caf\xE9", 4, NULL), WV_STATUS_RECORD);
    assert_int_equal(
        wv_scanner_scan_text(w->scanner, "Hij zei dat hij mij zou vermoorden.", 35, NULL),
        WV_STATUS_OK);
    assert_true(wv_scanner_hit(w->scanner, 0, &hit));
}

static void nulls_are_answers_and_no_crashes(void **state)
{
    world *w = *state;
    wv_rules *rules;
    wv_hit hit;
    assert_int_equal(wv_rules_open(NULL, &rules, NULL), WV_STATUS_USAGE);
    assert_int_equal(wv_rules_open(PACK, NULL, NULL), WV_STATUS_USAGE);
    assert_int_equal(wv_scanner_new(NULL, &w->scanner, NULL), WV_STATUS_USAGE);
    assert_int_equal(wv_scanner_scan_json(NULL, "{}", 2, NULL), WV_STATUS_USAGE);
    assert_int_equal(wv_scanner_scan_json(w->scanner, NULL, 2, NULL), WV_STATUS_USAGE);
    assert_int_equal(wv_scanner_scan_json(w->scanner, NULL, 0, NULL), WV_STATUS_RECORD);
    assert_false(wv_scanner_hit(NULL, 0, &hit));
    assert_false(wv_scanner_hit(w->scanner, 0, NULL));
    assert_null(wv_scanner_flag(NULL, NULL));
    assert_null(wv_rules_name(NULL));
    assert_int_equal(wv_rules_count(NULL), 0);
    wv_rules_close(NULL);
    wv_scanner_free(NULL);
}

static void a_pack_that_is_not_there_is_said(void **state)
{
    world *w = *state;
    wv_rules *rules = w->rules;
    assert_int_not_equal(wv_rules_open("/nergens", &rules, &w->problem), WV_STATUS_OK);
    assert_null(rules);
    assert_true(w->problem.message[0] != '\0');
}

static void versions_are_there(void **state)
{
    world *w = *state;
    assert_string_equal(wv_library_version(), WV_VERSION);
    assert_string_equal(wv_library_schema(), "waakvlam/1");
    assert_string_equal(wv_rules_name(w->rules), "minimal");
    assert_string_equal(wv_rules_version(w->rules), "0.1.0");
    assert_int_equal(strlen(wv_rules_sha256(w->rules)), 64);
    assert_true(wv_rules_count(w->rules) >= 1);
    assert_string_equal(wv_status_text(WV_STATUS_OK), "no error");
}

/* ---- threads: each its own scanner, one set of rules ---- */

typedef struct job {
    const wv_rules *rules;
    unsigned hits;
    bool failed;
} job;

static void *scan_many(void *ctx)
{
    job *j = ctx;
    wv_scanner *s = NULL;
    wv_hit hit;
    if (wv_scanner_new(j->rules, &s, NULL)) j->failed = true;
    for (int i = 0; i < 300 && !j->failed; i++) {
        static const char json[] = "{\"id\":\"m\",\"from\":\"B\",\"text\":\"ik maak je dood\"}";
        j->failed = wv_scanner_scan_json(s, json, sizeof json - 1, NULL) != WV_STATUS_OK;
        j->hits += wv_scanner_hit(s, 0, &hit);
    }
    wv_scanner_free(s);
    return NULL;
}

static void many_threads_share_the_rules(void **state)
{
    world *w = *state;
    pthread_t threads[4];
    job jobs[4];
    for (int i = 0; i < 4; i++) {
        jobs[i] = (job){.rules = w->rules};
        assert_int_equal(pthread_create(&threads[i], NULL, scan_many, &jobs[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_false(jobs[i].failed);
        assert_int_equal(jobs[i].hits, 300);
    }
}

/* ---- memory: the allocator hook counts, and refuses ---- */

static _Atomic long allocations, allowed = -1;

static void *counting(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (new_bytes == 0) {
        free(old);
        return NULL;
    }
    allocations++;
    if (allowed >= 0 && allowed-- == 0) {
        allowed = 0; /* once empty, always empty */
        return NULL;
    }
    return realloc(old, new_bytes);
}

static void a_warm_scanner_allocates_nothing(void **state)
{
    world *w = *state;
    static const char *const records[] = {
        "{\"id\":\"m\",\"from\":\"B\",\"text\":\"ik maak je d\\u006fod, "
        "h\\u00e9\",\"to\":[\"A\"],\"x\":{\"y\":[1]}}",
        "{\"id\":\"n\",\"text\":\"Het regent, en hij belde niet.\",\"persons\":[{\"ref\":\"A\"}]}",
        "{\"id\":\"o\",\"text\":\"kapot"};
    for (int i = 0; i < 30; i++) {
        if (i == 20) wv_mem_set_hook(counting, NULL), allocations = 0;
        scan(w, records[i % 3]);
        wv_scanner_flag(w->scanner, NULL);
    }
    wv_mem_set_hook(NULL, NULL);
    assert_int_equal(allocations, 0);
}

/* Fault family: after n allocations there is no more memory. A scan says so or succeeds, and
 * nothing leaks or breaks. */
static void running_out_of_memory_is_a_status(void **state)
{
    world *w = *state;
    int failures = 0;
    for (long n = 0; n < 400; n++) {
        wv_scanner *s = NULL;
        wv_mem_set_hook(counting, NULL);
        allowed = n;
        wv_status status = wv_scanner_new(w->rules, &s, &w->problem);
        static const char json[] =
            "{\"id\":\"m\",\"from\":\"B\",\"text\":\"ik maak je d\\u006fod\"}";
        if (status == WV_STATUS_OK)
            status = wv_scanner_scan_json(s, json, sizeof json - 1, &w->problem);
        allowed = -1;
        failures += status == WV_STATUS_NO_MEMORY;
        if (status != WV_STATUS_OK && status != WV_STATUS_NO_MEMORY) fail_msg("%ld: %d", n, status);
        wv_scanner_free(s);
        wv_mem_set_hook(NULL, NULL);
        if (status == WV_STATUS_OK) break;
    }
    assert_true(failures > 5);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_hit_has_its_signal_its_place_and_its_persons),
        T(the_flag_is_one_line_and_goes_with_the_next_scan),
        T(a_bad_record_says_where_and_leaves_the_scanner_whole),
        T(nulls_are_answers_and_no_crashes),
        T(a_pack_that_is_not_there_is_said),
        T(versions_are_there),
        T(many_threads_share_the_rules),
        T(a_warm_scanner_allocates_nothing),
        T(running_out_of_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
