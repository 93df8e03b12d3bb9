/* SPDX-License-Identifier: EUPL-1.2 */
/* store_queue.c STORE CASES: time of a page of the queue with its counts, and of a case with its
 * findings and records; 1,000 of each. store.sh makes the store. */
#include "store/item.h"
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TIMES = 1000 };

static double wall[TIMES], used[TIMES];

static double clock_ms(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void report(const char *what)
{
    qsort(wall, TIMES, sizeof *wall, by_size);
    qsort(used, TIMES, sizeof *used, by_size);
    printf("%s: p50 %.2f, p95 %.2f, max %.2f ms by the clock; processor p50 %.2f, p95 %.2f ms\n",
           what, wall[TIMES / 2], wall[TIMES * 95 / 100], wall[TIMES - 1], used[TIMES / 2],
           used[TIMES * 95 / 100]);
}

static wv_rc read_page(wv_store *s, const wv_viewer *v, wv_queue_query *q, wv_arena *arena,
                       wv_err *err)
{
    wv_queue_page page;
    uint32_t counts[WV_TRIAGE_NOW + 1];
    wv_rc rc = wv_queue_read(s, v, q, arena, &page, err);
    if (rc == WV_OK) rc = wv_queue_count(s, v, (wv_str){"", 0}, counts, err);
    if (rc) return rc;
    const wv_case_row *last = page.count ? &page.rows[page.count - 1] : NULL;
    *q = (wv_queue_query){.limit = 50};
    if (page.more)
        q->after_triage = last->triage, q->after_since = last->since, q->after_num = last->num;
    return WV_OK;
}

static wv_rc read_case(wv_store *s, const wv_viewer *v, int64_t num, wv_arena *arena, wv_err *err)
{
    wv_case_row row;
    wv_item_finding *findings;
    wv_item_record *records;
    uint32_t n;
    wv_rc rc = wv_queue_case(s, v, num, arena, &row, err);
    if (rc == WV_OK) rc = wv_item_findings(s, num, 0, 100, arena, &findings, &n, err);
    return rc == WV_OK ? wv_item_records(s, num, 0, 0, 200, arena, &records, &n, err) : rc;
}

int main(int argc, char **argv)
{
    wv_store *s = NULL;
    wv_err err = {0};
    wv_arena arena;
    wv_viewer v = {{"bench", 5}, {"reviewer", 8}, true, 1800000000};
    wv_queue_query q = {.limit = 50};
    wv_arena_init(&arena);
    wv_rc rc =
        argc == 3 ? wv_store_open(&(wv_store_options){.path = argv[1]}, &s, &err) : WV_E_USAGE;
    for (int kind = 0; rc == WV_OK && kind < 2; kind++) {
        for (int i = 0; rc == WV_OK && i < TIMES; i++) {
            double at = clock_ms(CLOCK_MONOTONIC), cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
            wv_arena_reset(&arena);
            rc = kind ? read_case(s, &v, 1 + i * 7919LL % atoll(argv[2]), &arena, &err)
                      : read_page(s, &v, &q, &arena, &err);
            wall[i] = clock_ms(CLOCK_MONOTONIC) - at;
            used[i] = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        }
        report(kind ? "a case with its findings" : "a page of 50 with counts");
    }
    if (rc) fprintf(stderr, "store_queue: %s\n", err.message);
    wv_store_close(s);
    wv_arena_done(&arena);
    return rc != WV_OK;
}
