/* SPDX-License-Identifier: EUPL-1.2 */
/* calibrate_verdicts.c: a sample of what was not shown, read by people -> how much is missed.
 *
 *   {"schema":"waakvlam-sample/1","type":"sample","population":9000,...}
 *   {"type":"item","number":1,"id":...,"text":...,"verdict":"sign"}     sign, none, unsure; null: not read
 *
 * In: the sample file. Out: an estimate with its interval on stdout. Neighbours: calibrate.c wrote the
 * file. Invariants: who is unsure counts as no sign at the low end and as a sign at the high end; a
 * verdict that is none of these is refused with its line. Cost: a read. */
#include "cli/calibrate.h"

#include "lab/eval.h"
#include "read/tape.h"

#include <stdio.h>

typedef struct verdicts {
    wv_arena arena;
    wv_json json;
    uint64_t population, signs, none, unsure, unread;
    bool begun;
} verdicts;

static wv_rc wrong_line(wv_err *err, uint64_t number, const char *what)
{
    return wv_err_set(err, WV_E_RECORD, "line %llu: %s", (unsigned long long)number, what);
}

static wv_rc take_head(verdicts *v, uint64_t number, wv_err *err)
{
    if (!wv_str_is(wv_tape_text(&v->json, 0, "schema"), WV_SAMPLE_SCHEMA))
        return wrong_line(err, number, "this is no sample that `calibrate --sample` wrote");
    v->population = (uint64_t)wv_tape_number(&v->json, 0, "population");
    v->begun = true;
    return WV_OK;
}

static wv_rc take_line(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    verdicts *v = ctx;
    wv_json_error fault;
    wv_arena_reset(&v->arena);
    wv_rc rc = wv_json_parse(&v->json, line, &fault);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc) return wrong_line(err, number, fault.message);
    if (!v->begun) return take_head(v, number, err);
    uint32_t at = wv_tape_member(&v->json, 0, "verdict");
    wv_str verdict = wv_tape_text(&v->json, 0, "verdict");
    if (wv_tape_is(&v->json, at, WV_JSON_NULL))
        v->unread++;
    else if (wv_str_is(verdict, "sign"))
        v->signs++;
    else if (wv_str_is(verdict, "none"))
        v->none++;
    else if (wv_str_is(verdict, "unsure"))
        v->unsure++;
    else
        return wrong_line(err, number, "`verdict` is one of sign, none, unsure, or null: not read");
    return WV_OK;
}

static void print_estimate(const verdicts *v, long confirmed)
{
    uint64_t read = v->signs + v->none + v->unsure;
    wv_interval low = wv_wilson(v->signs, read), high = wv_wilson(v->signs + v->unsure, read);
    double all = (double)v->population;
    printf("read %llu of a sample from %llu that were not shown: %llu sign, %llu none, %llu unsure",
           (unsigned long long)read, (unsigned long long)v->population,
           (unsigned long long)v->signs, (unsigned long long)v->none,
           (unsigned long long)v->unsure);
    if (v->unread) printf("; %llu not read yet", (unsigned long long)v->unread);
    printf("\nmissed: about %.0f (95 %%: %.0f to %.0f), %.2f %% of what is not shown\n",
           low.share * all, low.low * all, high.high * all, 100 * low.share);
    if (v->unsure)
        puts("the upper bound counts who is unsure as a sign, the lower does not");
    if (confirmed >= 0) {
        double found = (double)confirmed, worst = high.high * all, best = low.low * all;
        printf("recall: about %.3f (%.3f to %.3f), with %ld confirmed among what is shown\n",
               found + low.share * all > 0 ? found / (found + low.share * all) : 0,
               found + worst > 0 ? found / (found + worst) : 0,
               found + best > 0 ? found / (found + best) : 0, confirmed);
    }
}

int wv_calibrate_verdicts(const char *path, long confirmed)
{
    verdicts v = {0};
    wv_err err = {0};
    wv_arena_init(&v.arena);
    wv_json_init(&v.json, &v.arena);
    wv_rc rc = wv_tape_lines(path, take_line, &v, &err);
    if (!rc && !v.begun) rc = wv_err_set(&err, WV_E_RECORD, "the file is empty");
    if (!rc && v.signs + v.none + v.unsure == 0)
        rc = wv_err_set(&err, WV_E_RECORD, "no item has a verdict: sign, none or unsure");
    if (rc)
        fprintf(stderr, "waakvlam calibrate: %s: %s\n", path,
                err.message[0] ? err.message : wv_rc_text(rc));
    else
        print_estimate(&v, confirmed);
    wv_json_done(&v.json);
    wv_arena_done(&v.arena);
    return wv_rc_exit(rc);
}
