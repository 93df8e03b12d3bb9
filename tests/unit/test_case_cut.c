/* SPDX-License-Identifier: EUPL-1.2 */
/* test_case_cut.c: random feeds in any order, cut anywhere: the process ends and another goes on
 * with the state. Every byte must be as in one run, also while late records wait (case/arrears.c).
 * WV_CASE_FEEDS in the environment sets the number of feeds. */
#include "case_feed.h"
#include "case/view.h"
#include "db/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { RECORDS_MAX = 400, SHORT_MAX = 90, LINE_MAX = 420 };

static uint64_t g_seed;

static uint32_t roll(uint32_t n)
{
    g_seed = g_seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(g_seed >> 33) % n;
}

static const char HEAD[] =
    "{\"id\":\"%c%d\",\"case\":\"%c\",\"occurred_at\":\"2026-01-%02dT%02d:%02d:00+01:00\",";

/* Messages, calls, visits, blocks, bans and their ends, deletions, second versions; two cases. */
static void make_line(int i, char *out)
{
    char tail[300], where = roll(5) ? 'c' : 'd';
    int day = 1 + (int)roll(24), id = i;
    switch (roll(14)) {
    case 0:
        snprintf(tail, sizeof tail,
                 "\"kind\":\"event\",\"type\":\"contact.visit\","
                 "\"attrs\":{\"from\":\"B\",\"to\":\"A\"}}");
        break;
    case 1:
        snprintf(tail, sizeof tail,
                 "\"kind\":\"event\",\"type\":\"contact.blocked\","
                 "\"attrs\":{\"of\":\"B\",\"by\":\"A\",\"channel\":\"sms\"}}");
        break;
    case 2:
        snprintf(tail, sizeof tail,
                 "\"kind\":\"event\",\"type\":\"order.imposed\",\"attrs\":{"
                 "\"order\":\"O%d\",\"against\":\"B\",\"protects\":[\"A\"]}}",
                 i);
        break;
    case 3:
        snprintf(tail, sizeof tail,
                 "\"kind\":\"event\",\"type\":\"order.ended\","
                 "\"attrs\":{\"order\":\"O%d\"}}",
                 (int)roll((uint32_t)i + 1));
        break;
    case 4:
        snprintf(tail, sizeof tail,
                 "\"kind\":\"event\",\"type\":\"record.deleted\","
                 "\"attrs\":{\"id\":\"%c%d\"}}",
                 where, (int)roll(40));
        break;
    case 5:
        id = (int)roll((uint32_t)i + 1); /* a later version, or a conflict */
        snprintf(tail, sizeof tail,
                 "\"rev\":%d,\"kind\":\"message\",\"from\":\"B\",\"to\":\"A\","
                 "\"channel\":\"sms\",\"text\":\"x%d\"}",
                 (int)roll(4), i);
        break;
    default:
        snprintf(tail, sizeof tail,
                 "\"kind\":\"message\",\"from\":\"%c\",\"to\":\"%c\","
                 "\"channel\":\"bank\",\"text\":\"x\"}",
                 "ABBB"[i % 4], "BAAA"[i % 4]);
    }
    int n = snprintf(out, LINE_MAX, HEAD, where, id, where, day, (int)roll(24), (int)roll(60));
    snprintf(out + n, (size_t)(LINE_MAX - n), "%s", tail);
}

/* Years of one case: messages both ways, a burst now and then, calls, blocks; some are told days
 * late, and with `old` some years late. */
static void make_year_line(int i, bool old, char *out)
{
    int day = i * 5 + (int)roll(3), late = roll(6) ? 0 : (int)roll(4);
    if (old && day > 1000 && roll(20) == 0) day -= 900;
    if (i % 60 > 25 && i % 60 < 50) day = i / 60 * 300 + 130 - (int)roll(2) * (old ? 1 : 0);
    int year = 2016 + day / 336, month = 1 + day % 336 / 28, date = 1 + day % 28;
    int hour = i % 60 > 25 && i % 60 < 50 ? 8 + i % 60 / 5 : (int)roll(20);
    int n = snprintf(out, LINE_MAX,
                     "{\"id\":\"m%d\",\"case\":\"c\","
                     "\"occurred_at\":\"%d-%02d-%02dT%02d:%02d:00+01:00\","
                     "\"received_at\":\"%d-%02d-%02dT%02d:59:00+01:00\",",
                     i, year, month, date, hour, i % 59, year, month, date, hour + late);
    uint32_t what = i == 0 ? 9 : roll(30);
    const char *two =
        i % 60 > 25 || roll(2) ? "\"from\":\"B\",\"to\":\"A\"" : "\"from\":\"A\",\"to\":\"B\"";
    if (what == 9)
        snprintf(out + n, (size_t)(LINE_MAX - n),
                 "\"kind\":\"event\",\"type\":\"case.roles\",\"attrs\":{\"A\":\"target\",\"B\":"
                 "\"other\"}}");
    else if (what == 8)
        snprintf(out + n, (size_t)(LINE_MAX - n),
                 "\"kind\":\"event\",\"type\":\"contact.blocked\","
                 "\"attrs\":{\"of\":\"B\",\"by\":\"A\",\"channel\":\"sms\"}}");
    else if (what < 3)
        snprintf(out + n, (size_t)(LINE_MAX - n),
                 "\"kind\":\"event\",\"type\":\"contact.call\",\"attrs\":{%s}}", two);
    else
        snprintf(out + n, (size_t)(LINE_MAX - n),
                 "\"kind\":\"message\",%s,\"channel\":\"sms\",\"text\":\"x\"}", two);
}

static void settle_all(feed_run *r)
{
    wv_case_result result;
    wv_err err;
    for (bool more = true; more;) {
        assert_int_equal(wv_cases_settle(r->cases, &result, &more, &err), WV_OK);
        feed_write(r, &result);
    }
}

typedef struct way {
    bool waits;      /* late records have to wait */
    uint32_t cuts;   /* one in so many records ends the process; 0 never */
    uint64_t memory; /* for resting cases */
    uint32_t fold_min;
} way;

static uint32_t g_folded; /* days that were folded, over all runs */

static uint32_t count_folded(wv_state *state)
{
    wv_buf log, lines;
    wv_err err;
    uint32_t n = 0;
    wv_buf_init(&log);
    wv_buf_init(&lines);
    assert_int_equal(wv_state_load(state, WV_STR("c"), &log, &err), WV_OK);
    wv_str bytes = {log.p, (uint32_t)log.n};
    assert_int_equal(wv_case_export(WV_STR("c"), bytes, &lines, &err), WV_OK);
    wv_buf_byte(&lines, '\0');
    for (const char *p = lines.p; (p = strstr(p, "state_contacts")); p++) n++;
    wv_buf_done(&log);
    wv_buf_done(&lines);
    return n;
}

/* What a run writes; with cuts it is several runs on one state. */
static char *run(feed_pack *pack, char (*lines)[LINE_MAX], int n, way w, uint32_t *waited)
{
    wv_state *state = NULL;
    wv_state_options so = {0};
    wv_err err;
    feed_run r;
    wv_buf first;
    assert_int_equal(wv_state_open(&so, &state, &err), WV_OK);
    wv_cases_options o = {.store = {state, wv_state_load, wv_state_append, wv_state_next,
                                    wv_state_wait, wv_state_waiting, wv_state_tally,
                                    wv_state_replace},
                          .fold_min = w.fold_min,
                          .warm_bytes = w.memory,
                          .late_waits = w.waits};
    feed_begin(&r, pack, &o);
    for (int i = 0; i < n; i++) {
        feed_line(&r, wv_str_of(lines[i]));
        wv_buf_init(&first);
        assert_int_equal(wv_state_waiting(state, &first, &err), WV_OK);
        *waited += first.n > 0;
        wv_buf_done(&first);
        if (!w.cuts || roll(w.cuts)) continue;
        assert_int_equal(wv_cases_flush(r.cases, &err), WV_OK);
        wv_cases_free(r.cases);
        r.cases = feed_cases(pack, &o);
    }
    settle_all(&r);
    wv_buf_byte(&r.out, '\0');
    char *copy = strdup(r.out.p);
    assert_int_equal(wv_cases_flush(r.cases, &err), WV_OK);
    feed_end(&r);
    g_folded += count_folded(state);
    wv_state_close(state);
    return copy;
}

static void same_bytes(feed_pack *pack, char (*lines)[LINE_MAX], int n, bool waits,
                       uint32_t *waited)
{
    char *whole = run(pack, lines, n, (way){.waits = waits}, waited);
    const way ways[] = {{.waits = waits, .cuts = 7},
                        {.waits = waits, .cuts = 1},
                        {.waits = waits, .memory = 1}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        uint32_t also = 0;
        char *cut = run(pack, lines, n, ways[i], &also);
        if (strcmp(whole, cut) != 0)
            for (int k = 0; k < n; k++) fprintf(stderr, "%s\n", lines[k]);
        assert_string_equal(whole, cut);
        free(cut);
    }
    free(whole);
}

static void a_feed_that_is_cut_anywhere_gives_the_bytes_of_one_run(void **state)
{
    static char lines[RECORDS_MAX][LINE_MAX];
    const char *more = getenv("WV_CASE_FEEDS");
    uint32_t feeds = more ? (uint32_t)strtoul(more, NULL, 10) : 60, waited = 0, none = 0;
    for (uint32_t i = 0; i < feeds; i++) {
        g_seed = 900 + i;
        int n = 20 + (int)roll(SHORT_MAX - 20);
        for (int k = 0; k < n; k++) make_line(k, lines[k]);
        same_bytes(*state, lines, n, true, &waited);
        if (i % 4 == 0) same_bytes(*state, lines, n, false, &none);
    }
    assert_true(waited > feeds * 10); /* most cuts fell while records waited */
    assert_int_equal(none, 0);        /* and a case of this size has credit enough */
}

static void same_years(feed_pack *pack, bool old, uint32_t seed)
{
    static char lines[RECORDS_MAX][LINE_MAX];
    uint32_t waited = 0;
    g_seed = seed;
    for (int k = 0; k < RECORDS_MAX; k++) make_year_line(k, old, lines[k]);
    const way ways[] = {{.fold_min = 12, .cuts = 5},
                        {.fold_min = 12, .cuts = 1},
                        {.fold_min = 12, .memory = 1},
                        {.fold_min = 100000}}; /* the last: nothing is ever folded */
    char *whole = run(pack, lines, RECORDS_MAX, (way){.fold_min = 12}, &waited);
    for (int i = 0; i < (old ? 3 : 4); i++) {
        char *other = run(pack, lines, RECORDS_MAX, ways[i], &waited);
        assert_string_equal(whole, other);
        free(other);
    }
    assert_true(strlen(whole) > 200); /* something was raised */
    free(whole);
}

/* What is folded changes no line of what comes in time, and a cut changes none at all. */
static void a_case_of_years_folds_and_tells_the_same(void **state)
{
    g_folded = 0;
    for (uint32_t i = 0; i < 6; i++) {
        same_years(*state, false, 40 + i);
        same_years(*state, true, 80 + i);
    }
    assert_true(g_folded > 100);
}

static int open_pack(void **state)
{
    return feed_open_group(state, "rules/nl-stalking");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_that_is_cut_anywhere_gives_the_bytes_of_one_run),
        cmocka_unit_test(a_case_of_years_folds_and_tells_the_same),
    };
    return cmocka_run_group_tests(tests, open_pack, feed_close_group);
}
