/* SPDX-License-Identifier: EUPL-1.2 */
/* purge.c: `waakvlam purge`: takes out of a store what may not be there any more.
 *
 * In: a store; periods, a moment, or what the source deleted. Out: a receipt as one line of JSON.
 * Neighbours: store/retention.h. Invariant: without a receipt nothing is promised: exit 75 means
 * that bytes may still be in the write-ahead log. Cost: rewrites the file. */
#include "cli/commands.h"
#include "cli/operator.h"
#include "cli/options.h"
#include "cli/storing.h"
#include "cli/whole.h"
#include "base/time.h"
#include "read/tape.h"
#include "store/retention.h"

#include <stdio.h>
#include <time.h>

typedef struct purge {
    wv_store *store;
    const char *as_of, *case_name, *record, *deleted;
    long use, keep, log, wrong;
    bool dry, not_yet;
    int64_t moment;
} purge;

static int64_t now(void *ctx)
{
    (void)ctx;
    return wv_storing_now();
}

/* Who waits for the store asks again after 1 to 100 ms. */
static void rest(void *ctx)
{
    const struct timespec some = {0, 20 * 1000 * 1000};
    (void)ctx;
    nanosleep(&some, NULL);
}

static wv_rc set_policy(const purge *p, wv_err *err)
{
    wv_retention_policy policy;
    wv_rc rc = wv_retention_policy_read(p->store, &policy, err);
    bool none = p->use < 0 && p->keep < 0 && p->log < 0 && p->wrong < 0;
    if (rc || none) return rc;
    if (p->use >= 0) policy.days_use = p->use;
    if (p->keep >= 0) policy.days_keep = p->keep;
    if (p->log >= 0) policy.days_log = p->log;
    if (p->wrong >= 0) policy.days_wrong = p->wrong;
    char what[160];
    snprintf(what, sizeof what,
             "{\"use_days\":%lld,\"keep_days\":%lld,\"log_days\":%lld,\"wrong_days\":%lld}",
             (long long)policy.days_use, (long long)policy.days_keep, (long long)policy.days_log,
             (long long)policy.days_wrong);
    rc = wv_retention_policy_write(p->store, &policy, err);
    return rc ? rc : wv_operator_log(p->store, WV_AUDIT_SETTING, wv_str_of(what), 0, err);
}

static wv_rc doom(const purge *p, wv_str case_name, wv_str record, uint64_t *found, wv_err *err)
{
    uint64_t some = 0;
    if (!case_name.n && !record.n) return wv_err_set(err, WV_E_RECORD, "neither a case nor an id");
    wv_rc rc = wv_retention_doom(p->store, case_name, record, &some, err);
    *found += some;
    return rc;
}

/* Lines {"case":..., "id":...} as the source says it deleted them; other members are not looked at.
 */
static wv_rc doom_lines(const purge *p, uint64_t *found, wv_err *err)
{
    wv_buf all;
    wv_arena arena;
    wv_json json;
    wv_json_error bad;
    wv_str line;
    size_t at = 0;
    unsigned number = 0;
    wv_buf_init(&all), wv_arena_init(&arena), wv_json_init(&json, &arena);
    wv_rc rc = wv_whole_read(p->deleted, &all, err);
    while (rc == WV_OK && wv_whole_line(&all, &at, &line)) {
        number++;
        wv_arena_reset(&arena);
        if (line.n == 0) continue;
        rc = wv_json_parse(&json, line, &bad);
        if (rc == WV_OK && json.values[0].type != WV_JSON_OBJECT) rc = WV_E_JSON;
        if (rc)
            wv_err_set(err, rc, "%s:%u: not a JSON object", p->deleted, number);
        else
            rc = doom(p, wv_tape_text(&json, 0, "case"), wv_tape_text(&json, 0, "id"), found, err);
    }
    wv_json_done(&json), wv_arena_done(&arena), wv_buf_done(&all);
    return rc;
}

static wv_rc doom_all(const purge *p, uint64_t *found, wv_err *err)
{
    wv_str case_name = wv_str_of(p->case_name ? p->case_name : "");
    wv_str record = wv_str_of(p->record ? p->record : "");
    char what[80];
    wv_rc rc = WV_OK;
    if (p->case_name || p->record) rc = doom(p, case_name, record, found, err);
    if (rc == WV_OK && p->deleted) rc = doom_lines(p, found, err);
    if (rc || (!p->case_name && !p->record && !p->deleted)) return rc;
    snprintf(what, sizeof what, "{\"deleted_at_source\":%llu}", (unsigned long long)*found);
    if (*found == 0) fprintf(stderr, "waakvlam purge: nothing of that is in the store\n");
    return wv_operator_log(p->store, WV_AUDIT_HIDE, wv_str_of(what), 0, err);
}

static wv_rc prepare(const purge *p, wv_err *err)
{
    uint64_t found = 0;
    wv_rc rc = wv_store_begin(p->store, err);
    if (rc) return rc;
    rc = set_policy(p, err);
    if (rc == WV_OK) rc = doom_all(p, &found, err);
    if (rc == WV_OK) rc = wv_store_commit(p->store, err);
    if (rc) wv_store_rollback(p->store);
    return rc;
}

static wv_rc destroy(const purge *p, wv_err *err)
{
    wv_retention_receipt receipt;
    wv_buf text;
    char name[64];
    wv_storing_user(name);
    wv_retention_job job = {
        .who = wv_str_of(name), .role = WV_STR("operator"), .as_of = p->moment, .clock = now,
        .rest = rest, .not_yet = p->not_yet};
    wv_rc rc = wv_retention_purge(p->store, &job, &receipt, err);
    if (rc == WV_OK && p->not_yet)
        fputs("waakvlam purge: hidden and taken out; the bytes go, and the receipt comes, with the"
              " next purge\n",
              stderr);
    if (rc || p->not_yet) return rc;
    wv_buf_init(&text);
    wv_retention_receipt_write(&receipt, &text);
    if (text.failed)
        rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    else if (fwrite(text.p, 1, text.n, stdout) != text.n || fflush(stdout) != 0)
        rc = wv_err_set(err, WV_E_IO, "cannot write the receipt; the store keeps a copy");
    wv_buf_done(&text);
    return rc;
}

static wv_rc dry_run(const purge *p, wv_err *err)
{
    uint64_t hidden = 0, destroyed = 0;
    wv_rc rc = wv_retention_count(p->store, p->moment, &hidden, &destroyed, err);
    if (rc == WV_OK)
        printf("%llu items would go out of daily use, %llu would be destroyed\n",
               (unsigned long long)hidden, (unsigned long long)destroyed);
    return rc;
}

static int run(purge *p, const char *path)
{
    wv_err err = {0};
    wv_store_options options = {.path = path};
    wv_operator_outlive_limits();
    wv_rc rc = wv_store_open(&options, &p->store, &err);
    if (rc == WV_OK && p->dry) rc = dry_run(p, &err);
    if (rc == WV_OK && !p->dry) rc = prepare(p, &err);
    if (rc == WV_OK && !p->dry) rc = destroy(p, &err);
    wv_store_close(p->store);
    return wv_operator_complain("purge", path, rc, &err);
}

/* -1, or the exit code of a usage error, said. A moment to come would destroy what may still be
 * there: only a rehearsal may look ahead. */
static int read_moment(const wv_command_line *line, purge *p)
{
    wv_time at;
    p->moment = wv_storing_now();
    if (!p->as_of) return -1;
    if (wv_time_parse(wv_str_of(p->as_of), 0, &at, NULL) != WV_OK)
        return wv_options_usage(line, "--as-of wants a date or time, not '%s'", p->as_of);
    if (at.seconds > p->moment && !p->dry)
        return wv_options_usage(line, "--as-of %s is still to come; add --dry-run to look ahead",
                                p->as_of);
    p->moment = at.seconds;
    return -1;
}

int wv_cli_purge(int argc, char **argv)
{
    purge p = {.use = -1, .keep = -1, .log = -1, .wrong = -1};
    const wv_option options[] = {
        {0, "as-of", WV_OPTION_TEXT, "T", "clocks that have run by T (now)", &p.as_of},
        {0, "use-days", WV_OPTION_NUMBER, "N", "from now on: days of daily use (365)", &p.use},
        {0, "keep-days", WV_OPTION_NUMBER, "N", "from now on: days until destroyed (1825)",
         &p.keep},
        {0, "log-days", WV_OPTION_NUMBER, "N",
         "from now on: days of details in the audit log (1825)", &p.log},
        {0, "wrong-days", WV_OPTION_NUMBER, "N",
         "from now on: days that a flag stays after it was read as wrong (90; 0: as the others)",
         &p.wrong},
        {0, "case", WV_OPTION_TEXT, "NAME", "the source deleted this case, or in it ...",
         &p.case_name},
        {0, "record", WV_OPTION_TEXT, "ID", "... this record", &p.record},
        {0, "deleted", WV_OPTION_TEXT, "FILE",
         "the source deleted these: lines of JSON, case and id", &p.deleted},
        {0, "not-yet", WV_OPTION_FLAG, NULL,
         "by day: all but rewriting the file, which others wait for; no receipt yet", &p.not_yet},
        {0, "dry-run", WV_OPTION_FLAG, NULL, "count, and change nothing", &p.dry},
        {0},
    };
    const wv_command_line line = {
        "purge STORE [--as-of T] [--case NAME [--record ID] | --deleted FILE]",
        "Hides at once what is out of daily use, destroys what is beyond its term or was deleted "
        "at\n"
        "the source, with the flags that rest on it, and prints a receipt. Rewrites the file: run "
        "it\n"
        "at night, and keep backups no longer than their contents (docs/accounting.md).",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done < 0 && argc != 2) done = wv_options_usage(&line, "give one store");
    if (done < 0 && p.dry && (p.case_name || p.record || p.deleted || p.use >= 0 || p.keep >= 0))
        done = wv_options_usage(&line, "--dry-run goes with --as-of alone");
    if (done < 0) done = read_moment(&line, &p);
    return done >= 0 ? done : run(&p, argv[1]);
}
