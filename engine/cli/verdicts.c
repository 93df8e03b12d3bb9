/* SPDX-License-Identifier: EUPL-1.2 */
/* verdicts.c: `waakvlam verdicts STORE`: what reviewers said, as items that `eval` reads.
 *
 * In: a store with decisions. Out: NDJSON with texts, so a file is made with mode 0600. Neighbours:
 * store/verdicts.h. Invariant: it is an export: it needs a purpose, and stands in the log before
 * its first line goes out. */
#include "cli/commands.h"

#include "cli/operator.h"
#include "cli/options.h"
#include "cli/storing.h"
#include "run/sink.h"
#include "store/audit.h"
#include "store/purpose.h"
#include "store/verdicts.h"

#include <stdio.h>

static wv_rc write_line(void *ctx, wv_str line, wv_err *err)
{
    return wv_sink_write(ctx, line.p, line.n, err);
}

static wv_rc log_export(wv_store *s, wv_arena *arena, wv_err *err)
{
    char who[64];
    wv_purpose none = {{"", 0}, {"", 0}}, holds;
    wv_storing_user(who);
    wv_audit_entry e = {.verb = WV_AUDIT_EXPORT,
                        .who = wv_str_of(who),
                        .role = WV_STR("system"),
                        .what = WV_STR("{\"what\":\"verdicts\"}"),
                        .at = wv_storing_now()};
    wv_rc rc = wv_purpose_require(s, &none, arena, &holds, err);
    if (rc == WV_OK) rc = wv_store_begin(s, err);
    if (rc == WV_OK) rc = wv_audit_add(s, &e, NULL, err);
    if (rc == WV_OK) rc = wv_store_commit(s, err);
    if (rc) wv_store_rollback(s);
    return rc;
}

static wv_rc write_all(const char *path, const char *out, wv_verdicts_stats *stats, wv_err *err)
{
    wv_store *s = NULL;
    wv_sink sink;
    wv_arena arena;
    wv_arena_init(&arena);
    wv_sink_init(&sink);
    wv_rc rc = wv_store_open(&(wv_store_options){.path = path}, &s, err);
    if (rc == WV_OK) rc = log_export(s, &arena, err);
    if (rc == WV_OK) rc = wv_sink_open(&sink, out, 0600, err);
    if (rc == WV_OK) rc = wv_verdicts_write(s, wv_storing_now(), write_line, &sink, stats, err);
    if (rc == WV_OK) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_store_close(s);
    wv_arena_done(&arena);
    return rc;
}

int wv_cli_verdicts(int argc, char **argv)
{
    const char *out = "-";
    wv_verdicts_stats stats = {0};
    wv_err err = {0};
    const wv_option options[] = {
        {'o', "output", WV_OPTION_TEXT, "FILE", "write to FILE, whole or not at all", &out}, {0}};
    const wv_command_line line = {"verdicts [-o FILE] STORE",
                                  "Writes the records whose findings were all read by reviewers, "
                                  "with their answers as gold:\n"
                                  "`waakvlam eval -r PACK FILE` then measures the pack in use.",
                                  options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc != 2) return wv_options_usage(&line, "which store?");
    wv_rc rc = write_all(argv[1], out, &stats, &err);
    if (rc == WV_E_CLOSED) return 0;
    if (rc) return wv_operator_complain("verdicts", err.path, rc, &err);
    fprintf(stderr, "waakvlam: %llu records with %llu answers; %llu more are read in part\n",
            (unsigned long long)stats.items, (unsigned long long)stats.findings,
            (unsigned long long)stats.partly);
    return 0;
}
