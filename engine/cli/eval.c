/* SPDX-License-Identifier: EUPL-1.2 */
/* eval.c: `waakvlam eval`: a pack, or the flags of a scan, against labelled items.
 *
 * In: NDJSON with gold. Out: tables on stdout, or JSON, and perhaps an HTML page. Exit: 0; 65 when
 * the labels cannot be right (a quote that does not stand in its text, an unknown signal), each
 * named with its place. Neighbours: lab/eval.h. Cost: the scan. */
#include "cli/commands.h"

#include "cli/eval_cases.h"
#include "cli/eval_mutate.h"
#include "cli/eval_twins.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "lab/eval.h"
#include "run/sink.h"

#include <stdio.h>

enum { EXIT_DATA = 65, PAGE_MODE = 0644 };

typedef struct eval_run {
    const char *pack_path, *overlay, *flags_path, *records_path, *html_path, *split, *axis;
    bool json, mutate, twins, cases, verbose;
    long threads;
    wv_frozen *pack;
    wv_flags flags;
    wv_eval eval;
} eval_run;

static wv_rc write_page(const eval_run *r, wv_err *err)
{
    wv_sink sink;
    wv_buf page;
    wv_sink_init(&sink);
    wv_buf_init(&page);
    wv_eval_html(&r->eval, WV_STR("waakvlam eval"), &page);
    wv_rc rc = page.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) rc = wv_sink_open(&sink, r->html_path, PAGE_MODE, err);
    if (!rc) rc = wv_sink_write(&sink, page.p, page.n, err);
    if (!rc) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_buf_done(&page);
    return rc;
}

static wv_rc report(const eval_run *r, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    if (r->json)
        wv_eval_json(&r->eval, &out);
    else
        wv_eval_text(&r->eval, &out);
    wv_rc rc = out.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
    if (!rc) fwrite(out.p, 1, out.n, stdout);
    wv_buf_done(&out);
    return rc || !r->html_path ? rc : write_page(r, err);
}

static int measure(eval_run *r, const char *const *paths, uint32_t count)
{
    wv_err err = {0};
    wv_rc rc = WV_OK;
    wv_corpus_options options = {.paths = paths,
                                 .path_count = count,
                                 .packs = {r->pack, NULL},
                                 .wants_gold = true,
                                 .threads = (int)r->threads};
    wv_eval_init(&r->eval, r->pack);
    if (r->split) r->eval.split = wv_str_of(r->split);
    if (r->flags_path) {
        rc = wv_flags_open(&r->flags, r->flags_path, &err);
        options.flags = &r->flags;
    }
    if (!rc) rc = wv_corpus_walk(&options, wv_eval_item, &r->eval, &err);
    if (rc == WV_E_STOPPED) rc = wv_err_set(&err, WV_E_NOMEM, "out of memory");
    if (!rc && r->eval.all.items == 0 && !r->eval.wrong_gold)
        rc = wv_err_set(&err, WV_E_RECORD, "no item has `gold`%s",
                        r->split ? " of this split" : "");
    if (!rc && !r->eval.wrong_gold) rc = report(r, &err);
    if (r->eval.complaint.n)
        fwrite(r->eval.complaint.p, 1, r->eval.complaint.n, stderr);
    if (r->eval.wrong_gold)
        fprintf(stderr, "waakvlam eval: %llu labels cannot be right; correct them and try again\n",
                (unsigned long long)r->eval.wrong_gold);
    if (rc) fprintf(stderr, "waakvlam eval: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    int code = rc ? wv_rc_exit(rc) : r->eval.wrong_gold ? EXIT_DATA : 0;
    wv_eval_done(&r->eval);
    if (r->flags_path) wv_flags_done(&r->flags);
    return code;
}

static int measure_cases(const eval_run *r, const char *const *gold, int count)
{
    const wv_eval_cases_options options = {.flags_path = r->flags_path,
                                           .records_path = r->records_path,
                                           .pack = r->pack,
                                           .gold = gold,
                                           .gold_count = (uint32_t)count,
                                           .split = r->split,
                                           .html_path = r->html_path,
                                           .json = r->json,
                                           .verbose = r->verbose};
    return wv_eval_cases(&options);
}

/* What does not go together, or is not there. */
static const char *misuse(const eval_run *r, int operands)
{
    bool own_tests = r->mutate || r->twins, one = !r->flags_path != !r->records_path;
    if (r->cases && (own_tests || !one || !operands))
        return "--cases takes --flags FILE (of a scan) or --records FILE, and gold of cases";
    if (r->records_path && !r->cases) return "--records goes with --cases";
    if (r->mutate && operands) return "--mutate takes no corpus";
    return own_tests || operands ? NULL : "give a file of labelled items";
}

int wv_cli_eval(int argc, char **argv)
{
    eval_run r = {0};
    const wv_option options[] = {
        {'r', "rules", WV_OPTION_TEXT, "PACK", "rule pack to measure", &r.pack_path},
        {0, "overlay", WV_OPTION_TEXT, "DIR", "with a region's changes to the pack", &r.overlay},
        {0, "flags", WV_OPTION_TEXT, "FILE", "measure these flags of a scan instead",
         &r.flags_path},
        {0, "cases", WV_OPTION_FLAG, NULL,
         "gold of whole cases: patterns in time, what must not be, what must stay quiet", &r.cases},
        {0, "records", WV_OPTION_TEXT, "FILE", "with --cases: scan these records first",
         &r.records_path},
        {0, "split", WV_OPTION_TEXT, "NAME", "items of this split only: train, dev, test",
         &r.split},
        {0, "json", WV_OPTION_FLAG, NULL, "JSON on stdout", &r.json},
        {0, "html", WV_OPTION_TEXT, "FILE", "write one page with plots too", &r.html_path},
        {0, "mutate", WV_OPTION_FLAG, NULL,
         "no corpus: vary the matching tests of the pack, say what survives", &r.mutate},
        {0, "twins", WV_OPTION_FLAG, NULL,
         "tests and records told of others or in another hand: say what differs", &r.twins},
        {0, "axis", WV_OPTION_TEXT, "NAME",
         "with --twins: only person, name, spelling, diacritics or dialect", &r.axis},
        {'v', "verbose", WV_OPTION_FLAG, NULL,
         "with --mutate and --twins: the texts that differ; with --cases: what was missed",
         &r.verbose},
        {'j', "threads", WV_OPTION_NUMBER, "N", "threads; one a processor", &r.threads},
        {0},
    };
    const wv_command_line line = {
        "eval [-r PACK|--flags FILE] [--cases [--records FILE]] GOLD...|--mutate|"
        "--twins [RECORDS...]",
        "Precision, recall and F1 by rule, signal, register and class, with Wilson intervals.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    bool own_tests = r.mutate || r.twins;
    const char *wrong = misuse(&r, argc - 1);
    if (wrong) return wv_options_usage(&line, "%s", wrong);
    if (!r.flags_path || r.pack_path || own_tests) {
        int code = wv_packs_open_parts(&(wv_pack_parts){r.pack_path, r.overlay, NULL}, false,
                                       &r.pack);
        if (code) return code;
    }
    int code;
    if (r.cases)
        code = measure_cases(&r, (const char *const *)(void *)(argv + 1), argc - 1);
    else if (r.twins)
        code = wv_eval_twins(r.pack, r.axis, (const char *const *)(void *)(argv + 1),
                             (uint32_t)argc - 1, r.verbose);
    else if (r.mutate)
        code = wv_eval_mutate(r.pack, r.verbose);
    else
        code = measure(&r, (const char *const *)(void *)(argv + 1), (uint32_t)argc - 1);
    wv_frozen_free(r.pack);
    return code;
}
