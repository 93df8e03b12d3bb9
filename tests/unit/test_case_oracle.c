/* SPDX-License-Identifier: EUPL-1.2 */
/* test_case_oracle.c: every correlation type against a slow, obvious one, on random feeds; and the
 * same records in other orders give the same final standing alerts.
 *
 * The oracle takes the records in canonical order, one more at a time, and asks for every record so
 * far, from scratch: does the window that ends at it meet the rule? It shares nothing with
 * engine/case but the rule texts in tests/packs/cases. WV_CASE_FEEDS in the environment sets the
 * number of feeds. */
#include "case_feed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define DAY 86400

typedef enum kind { CALL, VISIT, DELIVERY, ACCOUNT, REFUSED, SASH, KINDS } kind;
enum { TYPES = 11, N_MAX = 60 };
static const char *const NAMES[TYPES] = {"count",  "value",  "temporal", "ordered",
                                         "during", "absent", "rise",     "climb",
                                         "resume", "ratio",  "share"};

typedef struct fact {
    int64_t at, received;
    kind kind;
    bool other; /* from B to A; else from A to B */
    int c;
    char id[16];
} fact;

static uint64_t g_seed;

static uint32_t roll(uint32_t n)
{
    g_seed = g_seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(g_seed >> 33) % n;
}

/* --- the oracle
 * --------------------------------------------------------------------------------------------------
 */

static bool is(const fact *f, kind k)
{
    return f->kind == k && (f->other || k >= ACCOUNT);
}

static bool night(const fact *f)
{
    return ((f->at + 3600) % DAY) < 6 * 3600; /* all feeds lie in winter time */
}

static int count_in(const fact *f, int n, kind k, int64_t after, int64_t to)
{
    int c = 0;
    for (int i = 0; i < n; i++) c += is(&f[i], k) && f[i].at > after && f[i].at <= to;
    return c;
}

static int distinct_c(const fact *f, int n, int64_t after, int64_t to)
{
    int c = 0;
    for (int v = 0; v < 6; v++) {
        bool any = false;
        for (int i = 0; i < n; i++)
            any |= is(&f[i], CALL) && f[i].c == v && f[i].at > after && f[i].at <= to;
        c += any;
    }
    return c;
}

static bool in_order(const fact *f, int n, const fact *e)
{
    int64_t after = e->at - 4 * DAY, call = INT64_MAX, visit = INT64_MAX;
    if (e->kind != DELIVERY ||
        !e->other) { /* a later class may have been met before the end, in the same window */
        bool last = false;
        for (int i = 0; i < n && !last; i++)
            if (is(&f[i], DELIVERY) && f[i].at > after && f[i].at <= e->at)
                for (int v = 0; v < n && !last; v++)
                    if (is(&f[v], VISIT) && f[v].at > after && f[v].at < f[i].at)
                        for (int k = 0; k < n && !last; k++)
                            last = is(&f[k], CALL) && f[k].at > after && f[k].at < f[v].at;
        return last && (is(e, CALL) || is(e, VISIT));
    }
    for (int i = 0; i < n; i++)
        if (is(&f[i], CALL) && f[i].at > after && f[i].at < call) call = f[i].at;
    for (int i = 0; i < n; i++)
        if (is(&f[i], VISIT) && f[i].at > call && f[i].at < visit) visit = f[i].at;
    if (call < visit && visit < e->at) return true;
    return false;
}

static bool during(const fact *f, int n, const fact *e)
{
    for (int o = 0; o < n; o++) {
        if (f[o].kind != ACCOUNT || f[o].at > e->at || e->at > f[o].at + 6 * DAY) continue;
        bool closed = false;
        for (int i = 0; i < n; i++)
            closed |= f[i].kind == REFUSED && f[i].at >= f[o].at && f[i].at < e->at;
        if (!closed) return true;
    }
    return false;
}

static bool rise(const fact *f, int n, const fact *e)
{
    int64_t start = e->at - DAY + 1, first = INT64_MAX;
    int counts[7] = {0};
    for (int i = 0; i < n; i++)
        if (is(&f[i], CALL) && f[i].at < first) first = f[i].at;
    if (first > start - 7 * DAY) return false;
    for (int i = 0; i < n; i++)
        if (is(&f[i], CALL) && f[i].at >= start - 7 * DAY && f[i].at < start)
            counts[(f[i].at - start + 7 * DAY) / DAY]++;
    for (int i = 0; i < 7; i++)
        for (int k = i + 1; k < 7; k++)
            if (counts[k] < counts[i]) {
                int swap = counts[i];
                counts[i] = counts[k], counts[k] = swap;
            }
    int now = count_in(f, n, CALL, e->at - DAY, e->at), median = counts[3] < 1 ? 1 : counts[3];
    return now >= 3 && now >= 3 * median;
}

static bool climb(const fact *f, int n, const fact *e)
{
    for (int i = 0; i < n; i++)
        if (is(&f[i], CALL) && f[i].at > e->at - 6 * DAY && f[i].at < e->at) return is(e, DELIVERY);
    return false;
}

static bool resume(const fact *f, int n, const fact *e)
{
    int64_t last = INT64_MIN;
    for (int i = 0; i < n; i++)
        if ((is(&f[i], VISIT) || is(&f[i], CALL)) && f[i].at < e->at && f[i].at > last)
            last = f[i].at;
    return last != INT64_MIN && e->at - last >= 4 * DAY;
}

static bool ratio(const fact *f, int n, const fact *e)
{
    int main = count_in(f, n, CALL, e->at - 3 * DAY, e->at), back = 0;
    for (int i = 0; i < n; i++)
        back += f[i].kind == CALL && !f[i].other && f[i].at > e->at - 3 * DAY && f[i].at <= e->at;
    return main >= 4 && (back == 0 ? main >= 3 : main >= 3 * back);
}

static bool share(const fact *f, int n, const fact *e)
{
    int all = count_in(f, n, CALL, e->at - 3 * DAY, e->at), dark = 0;
    for (int i = 0; i < n; i++)
        dark += is(&f[i], CALL) && night(&f[i]) && f[i].at > e->at - 3 * DAY && f[i].at <= e->at;
    return all >= 3 && 2 * dark >= all;
}

static bool absent(const fact *f, int n, const fact *e)
{
    for (int i = 0; i < n; i++)
        if (f[i].kind == SASH && f[i].at >= e->at - 5 * DAY) return false;
    return count_in(f, n, VISIT, e->at - 5 * DAY, e->at) >= 2;
}

/* Does the window that ends at record e meet rule `type`, with the first n records known? */
static bool meets(int type, const fact *f, int n, const fact *e)
{
    bool any = is(e, CALL) || is(e, VISIT) || is(e, DELIVERY);
    int64_t three = e->at - 3 * DAY;
    switch (type) {
    case 0: return is(e, VISIT) && count_in(f, n, VISIT, e->at - 5 * DAY, e->at) >= 3;
    case 1: return is(e, CALL) && distinct_c(f, n, e->at - 5 * DAY, e->at) >= 3;
    case 2:
        return any && count_in(f, n, CALL, three, e->at) && count_in(f, n, VISIT, three, e->at) &&
               count_in(f, n, DELIVERY, three, e->at);
    case 3: return any && in_order(f, n, e);
    case 4: return is(e, VISIT) && during(f, n, e);
    case 5: return is(e, VISIT) && absent(f, n, e);
    case 6: return is(e, CALL) && rise(f, n, e);
    case 7: return climb(f, n, e);
    case 8: return is(e, VISIT) && resume(f, n, e);
    case 9: return is(e, CALL) && ratio(f, n, e);
    default: return is(e, CALL) && share(f, n, e);
    }
}

/* What was raised stays, unless what came later undid it (a silence that was none, a ban that had
 * ended). */
static bool sinks(int type)
{
    return type == 4 || type == 6 || type == 8 || type == 9 || type == 10;
}

/* raised[type][i]: received_at at which it was raised and stands at the end; 0 for nothing. */
static void oracle(const fact *f, int n, int64_t raised[TYPES][N_MAX])
{
    memset(raised, 0, sizeof(int64_t) * TYPES * N_MAX);
    for (int known = 1; known <= n; known++)
        for (int type = 0; type < TYPES; type++)
            for (int i = 0; i < known; i++) {
                bool holds = meets(type, f, known, &f[i]);
                if (holds && !raised[type][i])
                    raised[type][i] = f[known - 1].received;
                else if (!holds && sinks(type))
                    raised[type][i] = 0;
            }
}

/* --- feeds
 * ---------------------------------------------------------------------------------------------------------
 */

static int by_canon(const void *a, const void *b)
{
    const fact *x = a, *y = b;
    if (x->received != y->received) return x->received < y->received ? -1 : 1;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return strcmp(x->id, y->id);
}

static int make_feed(fact *f)
{
    int n = 5 + (int)roll(N_MAX - 5);
    int64_t base = 1767225600; /* 2026-01-01 */
    uint32_t days = 6 + roll(24);
    for (int i = 0; i < n; i++) {
        uint32_t k = roll(20);
        f[i].kind = k < 10    ? CALL
                    : k < 15  ? VISIT
                    : k < 17  ? DELIVERY
                    : k == 17 ? ACCOUNT
                    : k == 18 ? REFUSED
                              : SASH;
        f[i].other = roll(5) > 0;
        f[i].at = base + (int64_t)roll(days * 288) * 300 + i; /* no two at one second */
        f[i].received = f[i].at + (roll(3) ? 0 : (int64_t)roll(5 * DAY));
        f[i].c = (int)roll(6);
        snprintf(f[i].id, sizeof f[i].id, "r%02d", i);
    }
    qsort(f, (size_t)n, sizeof *f, by_canon);
    return n;
}

static void stamp(char *out, size_t size, int64_t t)
{
    wv_buf b;
    wv_buf_init(&b);
    wv_time_write(&b, (wv_time){t, 0, true, true});
    snprintf(out, size, "%.*s", (int)b.n, b.p);
    wv_buf_done(&b);
}

static void line_of(const fact *f, char *out, size_t size)
{
    static const char *const types[KINDS] = {"contact.call", "contact.visit",   "contact.delivery",
                                             "account.new",  "contact.refused", "screening.sash"};
    char at[40], received[40], attrs[120];
    stamp(at, sizeof at, f->at);
    stamp(received, sizeof received, f->received);
    if (f->kind == ACCOUNT)
        snprintf(attrs, sizeof attrs, "{\"of\":\"B\"}");
    else if (f->kind >= REFUSED)
        snprintf(attrs, sizeof attrs, "{\"x\":1}");
    else
        snprintf(attrs, sizeof attrs, "{\"from\":\"%s\",\"to\":\"%s\",\"c\":\"%d\"}",
                 f->other ? "B" : "A", f->other ? "A" : "B", f->c);
    snprintf(out, size,
             "{\"id\":\"%s\",\"case\":\"c\",\"kind\":\"event\",\"occurred_at\":\"%s\",\"received_"
             "at\":\"%s\",\"type\":\"%s\",\"attrs\":%s}",
             f->id, at, received, types[f->kind], attrs);
}

typedef struct standing { /* what a reader of all lines ends with */
    int64_t raised[TYPES][N_MAX];
    char other[1 << 16]; /* evidence of all standing alerts, in a fixed order */
} standing;

static int type_of(wv_str pattern)
{
    for (int i = 0; i < TYPES; i++)
        if (pattern.n == strlen(NAMES[i]) + 8 &&
            memcmp(pattern.p + 8, NAMES[i], pattern.n - 8) == 0)
            return i;
    return -1;
}

/* The trigger is the newest evidence that the rule counts. */
static void put(const fact *f, int n, const wv_alert *a, bool stands, standing *s)
{
    int type = type_of(a->pattern), trigger = -1;
    assert_true(type >= 0);
    for (uint32_t e = 0; e < a->evidence_count; e++)
        for (int i = 0; i < n; i++)
            if (wv_str_is(a->evidence[e], f[i].id) && (trigger < 0 || f[i].at > f[trigger].at))
                trigger = i;
    assert_true(trigger >= 0);
    if (stands)
        assert_int_equal(s->raised[type][trigger], 0);
    else
        assert_int_equal(s->raised[type][trigger], a->raised_at.seconds);
    s->raised[type][trigger] = stands ? a->raised_at.seconds : 0;
}

static void run_feed(feed_pack *pack, const fact *f, int n, const int *order, standing *s)
{
    static const char roles[] =
        "{\"id\":\"roles\",\"case\":\"c\",\"kind\":\"event\",\"occurred_at\":\"2025-12-01\","
        "\"type\":\"case.roles\",\"attrs\":{\"A\":\"target\",\"B\":\"other\"}}";
    feed_run r;
    wv_case_result result;
    wv_record record;
    wv_dead dead;
    wv_err err;
    wv_case_outcome outcome;
    memset(s, 0, sizeof *s);
    feed_begin(&r, pack, NULL);
    for (int i = -1; i < n; i++) {
        char line[512];
        if (i < 0)
            snprintf(line, sizeof line, "%s", roles);
        else
            line_of(&f[order ? order[i] : i], line, sizeof line);
        wv_reader_reset(&r.reader);
        assert_int_equal(wv_reader_record(&r.reader, wv_str_of(line), &record, &dead), WV_OK);
        assert_int_equal(wv_cases_meet(r.cases, &record, &outcome, &err), WV_OK);
        assert_int_equal(outcome, WV_CASE_TAKEN);
        assert_int_equal(wv_cases_take(r.cases, &record, NULL, 0, &result, &err), WV_OK);
        for (uint32_t k = 0; k < result.revision_count; k++)
            put(f, n, &result.revisions[k].alert, false, s);
        for (uint32_t k = 0; k < result.alert_count; k++) put(f, n, &result.alerts[k], true, s);
    }
    feed_end(&r);
}

static void show(const fact *f, int n)
{
    for (int i = 0; i < n; i++) {
        char line[512];
        line_of(&f[i], line, sizeof line);
        fprintf(stderr, "%s\n", line);
    }
}

static void compare(const fact *f, int n, int64_t want[TYPES][N_MAX], const standing *got,
                    const char *what)
{
    for (int type = 0; type < TYPES; type++)
        for (int i = 0; i < n; i++) {
            if (want[type][i] == got->raised[type][i]) continue;
            /* Two frames may hold one act; when the first falls away the second's evidence has its
             * own clock, which the oracle, that knows of no frames, cannot tell. */
            if (type == 4 && want[type][i] && got->raised[type][i]) continue;
            show(f, n);
            fail_msg("%s: %s at %s: want %lld, got %lld", what, NAMES[type], f[i].id,
                     (long long)want[type][i], (long long)got->raised[type][i]);
        }
}

static uint32_t feeds(uint32_t standard)
{
    const char *more = getenv("WV_CASE_FEEDS");
    return more ? (uint32_t)strtoul(more, NULL, 10) : standard;
}

static void every_correlation_type_agrees_with_a_slow_one(void **state)
{
    feed_pack *pack = *state;
    static int64_t want[TYPES][N_MAX];
    static standing got;
    uint64_t raised = 0;
    for (uint32_t i = 0; i < feeds(1500); i++) {
        fact f[N_MAX];
        g_seed = 1000 + i;
        int n = make_feed(f);
        oracle(f, n, want);
        run_feed(pack, f, n, NULL, &got);
        compare(f, n, want, &got, "in order");
        for (int type = 0; type < TYPES; type++)
            for (int k = 0; k < n; k++) raised += want[type][k] != 0;
    }
    assert_true(raised > 1000); /* the feeds do raise something */
}

static void any_input_order_ends_with_the_same_standing_alerts(void **state)
{
    feed_pack *pack = *state;
    static int64_t want[TYPES][N_MAX];
    static standing got;
    for (uint32_t i = 0; i < feeds(700); i++) {
        fact f[N_MAX];
        int order[N_MAX];
        g_seed = 500000 + i;
        int n = make_feed(f);
        for (int k = 0; k < n; k++) order[k] = k;
        for (int k = n - 1; k > 0; k--) {
            int other = (int)roll((uint32_t)k + 1), swap = order[k];
            order[k] = order[other], order[other] = swap;
        }
        oracle(f, n, want);
        run_feed(pack, f, n, order, &got);
        compare(f, n, want, &got, "shuffled");
    }
}

static int open_pack(void **state)
{
    return feed_open_group(state, "tests/packs/cases");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_correlation_type_agrees_with_a_slow_one),
        cmocka_unit_test(any_input_order_ends_with_the_same_standing_alerts),
    };
    return cmocka_run_group_tests(tests, open_pack, feed_close_group);
}
