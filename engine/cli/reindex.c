/* SPDX-License-Identifier: EUPL-1.2 */
/* reindex.c: `waakvlam reindex STORE`: the index of words made anew by this engine.
 *
 * In: a store. Out: its index. Neighbours: store/search.h. Invariant: interrupted, it goes on where
 * it was; reviewers work on, and search says that it waits. Cost: about a second a megabyte of
 * text.
 */
#include "cli/commands.h"

#include "cli/operator.h"
#include "cli/options.h"
#include "store/search.h"

#include <stdio.h>

enum { RECORDS_A_STEP = 500 };

static wv_rc reindex(wv_store *s, long batches, bool *done, wv_err *err)
{
    wv_rc rc = WV_OK;
    *done = false;
    for (long n = 0; rc == WV_OK && !*done && (batches == 0 || n < batches); n++)
        rc = wv_search_reindex(s, RECORDS_A_STEP, done, err);
    return rc;
}

static void print_end(wv_store *s, bool done)
{
    uint64_t in = 0, all = 0;
    if (wv_search_progress(s, &in, &all, NULL)) return;
    fprintf(stderr,
            done ? "waakvlam: %llu of %llu records are in the index\n"
                 : "waakvlam: %llu of %llu records are in the index; run it again\n",
            (unsigned long long)in, (unsigned long long)all);
}

int wv_cli_reindex(int argc, char **argv)
{
    long batches = 0;
    bool force = false, done = false;
    wv_store *s = NULL;
    wv_err err = {0};
    const wv_option options[] = {
        {0, "force", WV_OPTION_FLAG, NULL, "also when the index is this engine's already", &force},
        {0, "batches", WV_OPTION_NUMBER, "N", NULL, &batches}, /* tests stop in the middle */
        {0}};
    const wv_command_line line = {"reindex STORE",
                                  "Makes the index of words anew. Needed when search says that the "
                                  "index is of another engine;\n"
                                  "may be interrupted and run again: it goes on where it was.",
                                  options};
    int code = wv_options_read(&line, &argc, argv);
    if (code >= 0) return code;
    if (argc != 2) return wv_options_usage(&line, "which store?");
    wv_rc rc = wv_store_open(&(wv_store_options){.path = argv[1]}, &s, &err);
    bool current = rc == WV_OK && wv_search_check(s, NULL) == WV_OK;
    if (rc == WV_OK && (force || !current)) rc = reindex(s, batches, &done, &err);
    if (rc == WV_OK) print_end(s, done || (current && !force));
    wv_store_close(s);
    return wv_operator_complain("reindex", err.path, rc, &err);
}
