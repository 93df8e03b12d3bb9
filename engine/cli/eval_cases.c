/* SPDX-License-Identifier: EUPL-1.2 */
/* eval_cases.c: `waakvlam eval --cases --flags OUT GOLD`: patterns and signals of whole cases.
 *
 * In: what `scan` wrote, and gold of cases (`gen --cases` writes it). Out: tables on stdout, or
 * JSON, and perhaps a page. Exit: 0; 65 when a line of the gold is no case; 66 no input.
 * Neighbours: lab/cases.h. Cost: two parses. */
#include "cli/eval_cases.h"

#include "lab/cases.h"
#include "run/sink.h"

#include <stdio.h>

enum { PAGE_MODE = 0644 };

static wv_rc write_page(wv_cases *c, const char *path, wv_err *err)
{
    wv_sink sink;
    wv_buf page;
    wv_sink_init(&sink);
    wv_buf_init(&page);
    wv_cases_html(c, WV_STR("waakvlam eval: cases"), &page);
    wv_rc rc = page.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) rc = wv_sink_open(&sink, path, PAGE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, page.p, page.n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_buf_done(&page);
    return rc;
}

static wv_rc report(wv_cases *c, const wv_eval_cases_options *o, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    if (o->json)
        wv_cases_json(c, &out);
    else
        wv_cases_text(c, o->verbose, &out);
    wv_rc rc = out.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
    return rc || !o->html_path ? rc : write_page(c, o->html_path, err);
}

int wv_eval_cases(const wv_eval_cases_options *o)
{
    wv_cases cases;
    wv_err err = {0};
    wv_cases_init(&cases);
    if (o->split) cases.split = wv_str_of(o->split);
    wv_rc rc = wv_cases_raised(&cases, o->flags_path, &err);
    for (uint32_t i = 0; i < o->gold_count && !rc; i++)
        rc = wv_cases_gold(&cases, o->gold[i], &err);
    if (!rc && !cases.cases)
        rc = wv_err_set(&err, WV_E_RECORD, "the gold has no case%s",
                        o->split ? " of this split" : "");
    if (!rc) rc = report(&cases, o, &err);
    if (rc) fprintf(stderr, "waakvlam eval: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    wv_cases_done(&cases);
    return wv_rc_exit(rc);
}
