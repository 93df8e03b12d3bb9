/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_cases.c: `waakvlam eval --cases`: patterns and signals of whole cases.
 *
 * In: what `scan` wrote, or the records, and gold of cases (`gen --cases` writes both). Out: tables
 * on stdout, or JSON, and perhaps a page. Exit: 0; 65 when a line of the gold is no case; 66 no
 * input. Neighbours: lab/caseval.h, rescan.h. Cost: two parses, and the scan of the records. */
#include "cli/eval_cases.h"

#include "cli/rescan.h"
#include "lab/caseval.h"
#include "run/sink.h"

#include <stdio.h>

enum { PAGE_MODE = 0644 };

static wv_rc write_page(wv_caseval *c, const char *path, wv_err *err)
{
    wv_sink sink;
    wv_buf page;
    wv_sink_init(&sink);
    wv_buf_init(&page);
    wv_caseval_html(c, WV_STR("waakvlam eval: cases"), &page);
    wv_rc rc = page.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) rc = wv_sink_open(&sink, path, PAGE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, page.p, page.n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_buf_done(&page);
    return rc;
}

static wv_rc report(wv_caseval *c, const wv_eval_cases_options *o, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    if (o->json)
        wv_caseval_json(c, &out);
    else
        wv_caseval_text(c, o->verbose, &out);
    wv_rc rc = out.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
    return rc || !o->html_path ? rc : write_page(c, o->html_path, err);
}

static wv_rc take_line(void *ctx, wv_str line, wv_err *err)
{
    return wv_caseval_take(ctx, line, err);
}

static wv_rc read_raised(const wv_eval_cases_options *o, wv_caseval *c, wv_err *err)
{
    if (o->flags_path) return wv_caseval_raised(c, o->flags_path, err);
    const wv_rescan what = {
        .pack = o->pack, .paths = &o->records_path, .path_count = 1, .about = "eval"};
    wv_run_stats stats;
    wv_run_stats_init(&stats);
    wv_rc rc = wv_rescan_run(&what, take_line, c, &stats, err);
    if (!rc && stats.dead)
        fprintf(stderr, "waakvlam eval: %llu of %llu records are dead and were not scanned\n",
                (unsigned long long)stats.dead, (unsigned long long)stats.read);
    wv_run_stats_done(&stats);
    return rc;
}

int wv_eval_cases(const wv_eval_cases_options *o)
{
    wv_caseval cases;
    wv_err err = {0};
    wv_caseval_init(&cases);
    if (o->split) cases.split = wv_str_of(o->split);
    wv_rc rc = read_raised(o, &cases, &err);
    for (uint32_t i = 0; i < o->gold_count && !rc; i++)
        rc = wv_caseval_gold(&cases, o->gold[i], &err);
    if (!rc && !cases.cases)
        rc = wv_err_set(&err, WV_E_RECORD, "the gold has no case%s",
                        o->split ? " of this split" : "");
    if (!rc) rc = report(&cases, o, &err);
    if (rc) fprintf(stderr, "waakvlam eval: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_caseval_done(&cases);
    return wv_rc_exit(rc);
}
