/* SPDX-License-Identifier: EUPL-1.2 */
/* state.c: `waakvlam state`: what the state of cases holds, and its upkeep.
 *
 * In: a state file, an action. Out: counts or case ids on stdout. Neighbours: db/state.h; logbook.c
 * shows one case. Invariant: only `remove`, `expire` and `migrate` change the file; what the first
 * two remove is overwritten. Cost: one pass over the file at most. */
#include "cli/commands.h"
#include "cli/operator.h"
#include "cli/options.h"
#include "base/time.h"
#include "case/view.h"
#include "db/state.h"

#include <stdio.h>
#include <unistd.h>

typedef struct action {
    const char *name;
    int operands, operands_max; /* after FILE */
    wv_rc (*run)(wv_state *s, char **operands, wv_err *err);
} action;

enum { CASES_MAX = 1000 };

static wv_rc show(wv_state *s, char **operands, wv_err *err)
{
    wv_state_counts n;
    (void)operands;
    wv_rc rc = wv_state_count(s, &n, err);
    if (rc == WV_OK)
        printf("%llu cases, %llu rows, %llu bytes\n", (unsigned long long)n.cases,
               (unsigned long long)n.rows, (unsigned long long)n.bytes);
    return rc;
}

/* The case after `name`, in its place; empty when that was the last. Each is taken by itself: the
 * action may remove it. */
static wv_rc next_case(wv_state *s, wv_buf *name, wv_err *err)
{
    wv_buf next;
    wv_buf_init(&next);
    wv_rc rc = wv_state_next(s, (wv_str){name->p, (uint32_t)name->n}, &next, err);
    wv_buf_clear(name);
    wv_buf_add(name, next.p, next.n);
    if (rc == WV_OK && (next.failed || name->failed))
        rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_buf_done(&next);
    return rc;
}

static wv_rc list(wv_state *s, char **operands, wv_err *err)
{
    wv_buf name;
    wv_rc rc;
    (void)operands;
    wv_buf_init(&name);
    while ((rc = next_case(s, &name, err)) == WV_OK && name.n)
        printf("%.*s\n", (int)name.n, name.p);
    wv_buf_done(&name);
    return rc;
}

static wv_rc remove_case(wv_state *s, char **operands, wv_err *err)
{
    bool found;
    wv_rc rc = wv_state_remove(s, wv_str_of(operands[0]), &found, err);
    if (rc == WV_OK && !found)
        rc = wv_err_set(err, WV_E_NOINPUT, "the state has no case of that name");
    return rc;
}

/* Takes the case out when nothing came in since `before`; says so. */
static wv_rc expire_one(wv_state *s, wv_str name, wv_time before, wv_buf *log, wv_err *err)
{
    wv_time last;
    bool found;
    wv_buf_clear(log);
    wv_rc rc = wv_state_load(s, name, log, err);
    if (rc == WV_OK) rc = wv_case_last_news((wv_str){log->p, (uint32_t)log->n}, &last, err);
    if (rc || (last.known && last.seconds >= before.seconds)) return rc;
    rc = wv_state_drop(s, name, &found, err);
    if (rc == WV_OK) printf("%.*s\n", (int)name.n, name.p);
    return rc;
}

static wv_rc expire(wv_state *s, char **operands, wv_err *err)
{
    wv_time before;
    wv_buf name, log;
    wv_rc rc = wv_time_parse(wv_str_of(operands[0]), 0, &before, NULL);
    if (rc) return wv_err_set(err, WV_E_USAGE, "'%s' is no date; write 2025-12-31", operands[0]);
    wv_buf_init(&name), wv_buf_init(&log);
    while ((rc = next_case(s, &name, err)) == WV_OK && name.n) {
        rc = expire_one(s, (wv_str){name.p, (uint32_t)name.n}, before, &log, err);
        if (rc) break;
    }
    wv_buf_done(&name), wv_buf_done(&log);
    return rc ? rc : wv_state_pack(s, err);
}

static wv_rc backup(wv_state *s, char **operands, wv_err *err)
{
    if (access(operands[0], F_OK) == 0)
        return wv_err_set(err, WV_E_CREATE, "%s is there already", operands[0]);
    return wv_state_backup(s, operands[0], err);
}

static wv_rc verify(wv_state *s, char **operands, wv_err *err)
{
    (void)operands;
    wv_rc rc = wv_state_verify(s, err);
    if (rc == WV_OK) puts("ok");
    return rc;
}

static wv_rc export_one(wv_state *s, wv_str name, wv_buf *log, wv_buf *lines, wv_err *err)
{
    wv_buf_clear(log);
    wv_buf_clear(lines);
    wv_rc rc = wv_state_load(s, name, log, err);
    if (rc == WV_OK && log->n == 0)
        rc = wv_err_set(err, WV_E_NOINPUT, "the state has no case '%.*s'", (int)name.n, name.p);
    if (rc == WV_OK) rc = wv_case_export(name, (wv_str){log->p, (uint32_t)log->n}, lines, err);
    if (rc == WV_OK && fwrite(lines->p, 1, lines->n, stdout) != lines->n)
        rc = wv_err_set(err, WV_E_IO, "cannot write");
    return rc;
}

static wv_rc export_all(wv_state *s, wv_buf *log, wv_buf *lines, wv_err *err)
{
    wv_buf name;
    wv_rc rc;
    wv_buf_init(&name);
    while ((rc = next_case(s, &name, err)) == WV_OK && name.n) {
        rc = export_one(s, (wv_str){name.p, (uint32_t)name.n}, log, lines, err);
        if (rc) break;
    }
    wv_buf_done(&name);
    return rc;
}

static wv_rc export_cases(wv_state *s, char **operands, wv_err *err)
{
    wv_buf log, lines;
    wv_rc rc = WV_OK;
    wv_buf_init(&log), wv_buf_init(&lines);
    if (!operands[0]) rc = export_all(s, &log, &lines, err);
    for (int i = 0; rc == WV_OK && operands[i]; i++)
        rc = export_one(s, wv_str_of(operands[i]), &log, &lines, err);
    wv_buf_done(&log), wv_buf_done(&lines);
    return rc;
}

static wv_rc migrate(wv_state *s, char **operands, wv_err *err)
{
    (void)operands;
    int from = wv_state_format(s), to = wv_state_format_now();
    if (from == to) {
        printf("format %d: nothing to do\n", to);
        return WV_OK;
    }
    wv_rc rc = wv_state_keep(s, err);
    if (rc == WV_OK) printf("format %d is now format %d\n", from, to);
    return rc;
}

static const action ACTIONS[] = {
    {"show", 0, 0, show},
    {"list", 0, 0, list},
    {"export", 0, CASES_MAX, export_cases},
    {"remove", 1, 1, remove_case},
    {"expire", 1, 1, expire},
    {"backup", 1, 1, backup},
    {"verify", 0, 0, verify},
    {"migrate", 0, 0, migrate},
};

static int run_action(const action *a, char **argv)
{
    wv_state *s = NULL;
    wv_err err = {0};
    wv_state_options options = {
        .path = argv[2], .keep = true, .must_exist = true, .migrates = a->run == migrate};
    wv_rc rc = wv_state_open(&options, &s, &err);
    if (rc == WV_OK) rc = a->run(s, argv + 3, &err);
    if (rc == WV_OK && fflush(stdout) != 0) rc = wv_err_set(&err, WV_E_IO, "cannot write");
    wv_state_close(s);
    return wv_operator_complain("state", argv[2], rc, &err);
}

int wv_cli_state(int argc, char **argv)
{
    const wv_option options[] = {{0}};
    const wv_command_line line = {
        "state show|list|export|remove|expire|backup|verify|migrate FILE [CASE|DATE|TO]",
        "show FILE         how many cases, rows and bytes\n"
        "list FILE         the names of the cases\n"
        "export FILE [CASE...]  all that the state holds of all cases, or of those, as NDJSON (one "
        "way)\n"
        "remove FILE CASE  takes a case out; what it held is overwritten\n"
        "expire FILE DATE  takes out each case of which nothing came in since that date, and names "
        "it\n"
        "backup FILE TO    copies the state to a new file\n"
        "verify FILE       checks the file\n"
        "migrate FILE      brings a state of an older waakvlam to this one's format\n"
        "`waakvlam logbook --format ndjson` gives a case as a reader sees it.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    for (size_t i = 0; argc >= 3 && i < sizeof ACTIONS / sizeof *ACTIONS; i++)
        if (strcmp(argv[1], ACTIONS[i].name) == 0 && argc >= 3 + ACTIONS[i].operands &&
            argc <= 3 + ACTIONS[i].operands_max)
            return run_action(&ACTIONS[i], argv);
    return wv_options_usage(&line, "give an action and a state file");
}
