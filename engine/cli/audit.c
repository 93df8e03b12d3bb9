/* SPDX-License-Identifier: EUPL-1.2 */
/* audit.c: `waakvlam audit`: verifies, shows and hands out the log of a store.
 *
 * In: a store, signed heads that were kept elsewhere. Out: what was touched, lines of the log, a
 * folder for an auditor. Neighbours: store/audit.h, audit_bundle.c. Invariants: showing and handing
 * out are entries themselves, and durable before a line goes out; a fault is exit 74. Cost: one
 * pass or two. */
#include "cli/commands.h"
#include "cli/audit_bundle.h"
#include "cli/operator.h"
#include "cli/options.h"
#include "cli/whole.h"
#include "base/time.h"
#include "crypto/random.h"
#include "run/sink.h"
#include "store/purpose.h"
#include "store/queue.h"

#include <stdio.h>

enum { SECRET_MODE = 0600, PUBLIC_MODE = 0644, FAULTS_SHOWN = 20 };

typedef struct audit {
    wv_store *store;
    const char *heads, *key, *public_key, *output, *tests, *who, *verb, *case_name, *from, *to;
    wv_audit_head *head_list;
    uint32_t head_count, head_capacity;
    wv_audit_report report;
    wv_arena arena;
} audit;

/* --- keys and heads -----------------------------------------------------------------------------
 */

static wv_rc write_file(const char *path, const char *text, unsigned mode, wv_err *err)
{
    wv_sink sink;
    wv_sink_init(&sink);
    wv_rc rc = wv_sink_open(&sink, path, mode, err);
    if (rc == WV_OK) rc = wv_sink_write(&sink, text, strlen(text), err);
    if (rc == WV_OK) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    return rc;
}

/* FILE (secret, 0600) and FILE.pub. A key that is there is never written over: heads hang on it. */
static wv_rc make_key(const char *path, wv_err *err)
{
    uint8_t secret[WV_SIGN_SECRET], pub[WV_SIGN_PUBLIC];
    char text[2 * WV_SIGN_SECRET + 2], other[4096];
    FILE *there = fopen(path, "rb");
    if (there) {
        fclose(there);
        return wv_err_set(err, WV_E_CREATE, "there is a key already");
    }
    wv_rc rc = wv_sign_new_key(secret, pub, err);
    if (rc) return rc;
    wv_hex(secret, sizeof secret, text);
    strcat(text, "\n");
    rc = write_file(path, text, SECRET_MODE, err);
    explicit_bzero(text, sizeof text);
    explicit_bzero(secret, sizeof secret);
    wv_hex(pub, sizeof pub, text);
    strcat(text, "\n");
    snprintf(other, sizeof other, "%s.pub", path);
    return rc ? rc : write_file(other, text, PUBLIC_MODE, err);
}

static wv_rc read_key(const char *path, uint8_t *out, size_t bytes, wv_err *err)
{
    wv_buf all;
    size_t at = 0;
    wv_str line = {"", 0};
    wv_buf_init(&all);
    wv_rc rc = wv_whole_read(path, &all, err);
    if (rc == WV_OK && (!wv_whole_line(&all, &at, &line) || !wv_unhex(line, out, bytes)))
        rc = wv_err_set(err, WV_E_RECORD, "%.120s is no key of %zu bytes", path, bytes);
    if (all.p) explicit_bzero(all.p, all.n);
    wv_buf_done(&all);
    return rc;
}

static wv_rc add_head(audit *a, wv_str line, const uint8_t *pub, wv_err *err)
{
    wv_audit_head head;
    wv_rc rc = wv_audit_head_read(line, &head, err);
    if (rc) return rc;
    if (pub && memcmp(head.key, pub, sizeof head.key) != 0)
        return wv_err_set(err, WV_E_CORRUPT, "the head of entry %lld is signed by another key",
                          (long long)head.seq);
    if (!wv_mem_grow((void **)&a->head_list, &a->head_capacity, a->head_count + 1, sizeof head))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    a->head_list[a->head_count++] = head;
    return WV_OK;
}

static wv_rc read_heads(audit *a, wv_err *err)
{
    wv_buf all;
    size_t at = 0;
    wv_str line;
    uint8_t pub[WV_SIGN_PUBLIC];
    wv_buf_init(&all);
    wv_rc rc = a->public_key ? read_key(a->public_key, pub, sizeof pub, err) : WV_OK;
    if (rc == WV_OK && a->heads) rc = wv_whole_read(a->heads, &all, err);
    while (rc == WV_OK && wv_whole_line(&all, &at, &line))
        if (line.n) rc = add_head(a, line, a->public_key ? pub : NULL, err);
    wv_buf_done(&all);
    return rc;
}

static wv_rc print_head(audit *a, const char *operand, wv_err *err)
{
    uint8_t secret[WV_SIGN_SECRET];
    wv_audit_head head;
    wv_buf line;
    (void)operand;
    if (!a->key)
        return wv_err_set(err, WV_E_USAGE, "head needs --key FILE (`audit keygen` makes one)");
    wv_rc rc = read_key(a->key, secret, sizeof secret, err);
    if (rc == WV_OK) rc = wv_audit_head_now(a->store, &head, err);
    if (rc) return rc;
    wv_buf_init(&line);
    wv_audit_head_sign(&head, secret);
    explicit_bzero(secret, sizeof secret);
    wv_audit_head_write(&head, &line);
    if (line.failed || fwrite(line.p, 1, line.n, stdout) != line.n || fflush(stdout) != 0)
        rc = wv_err_set(err, WV_E_IO, "cannot write");
    wv_buf_done(&line);
    return rc;
}

/* --- verifying ----------------------------------------------------------------------------------
 */

static wv_rc walk(audit *a, wv_err *err)
{
    wv_rc rc = read_heads(a, err);
    return rc ? rc : wv_audit_verify(a->store, a->head_list, a->head_count, &a->report, err);
}

static wv_rc verify(audit *a, const char *operand, wv_err *err)
{
    (void)operand;
    wv_rc rc = walk(a, err);
    if (rc) return rc;
    const wv_audit_report *r = &a->report;
    for (uint64_t i = 0; i < r->fault_count && i < FAULTS_SHOWN; i++)
        printf("entry %lld: %s\n", (long long)r->faults[i].seq,
               wv_audit_fault_text(r->faults[i].kind));
    printf(
        "%llu entries, %llu of them without details by retention, %u signed heads, %llu faults\n",
        (unsigned long long)r->entries, (unsigned long long)r->erased, a->head_count,
        (unsigned long long)r->fault_count);
    if (!a->head_count)
        fprintf(stderr,
                "waakvlam audit: without --heads a log that was written anew, or cut at its "
                "end, cannot be told from a true one\n");
    else if (!a->public_key)
        fprintf(stderr, "waakvlam audit: without --public-key heads of any key are believed\n");
    return r->fault_count ? wv_err_set(err, WV_E_CORRUPT, "the log was touched") : WV_OK;
}

/* --- showing and handing out --------------------------------------------------------------------
 */

/* In a transaction of its own: what follows may be seen only when this is on the disk. */
static wv_rc log_it(audit *a, wv_audit_verb verb, const char *what, int64_t case_num, wv_err *err)
{
    wv_rc rc = wv_store_begin(a->store, err);
    if (rc == WV_OK) rc = wv_operator_log(a->store, verb, wv_str_of(what), case_num, err);
    if (rc == WV_OK) rc = wv_store_commit(a->store, err);
    if (rc) wv_store_rollback(a->store);
    return rc;
}

static wv_rc print_line(void *ctx, const wv_audit_line *line, wv_err *err)
{
    wv_buf *out = ctx;
    wv_buf_clear(out);
    wv_audit_line_write(line, out);
    if (out->failed || fwrite(out->p, 1, out->n, stdout) != out->n)
        return wv_err_set(err, WV_E_IO, "cannot write");
    return WV_OK;
}

static wv_rc read_time(const char *text, int64_t *out, wv_err *err)
{
    wv_time at;
    if (!text) return WV_OK;
    if (wv_time_parse(wv_str_of(text), 0, &at, NULL) != WV_OK)
        return wv_err_set(err, WV_E_USAGE, "'%.40s' is no date or time", text);
    *out = at.seconds;
    return WV_OK;
}

static wv_rc read_query(audit *a, wv_audit_query *q, wv_err *err)
{
    wv_case_row row;
    wv_viewer all = {.user = WV_STR(""), .role = WV_STR(""), .all_cases = true};
    *q = (wv_audit_query){.who = wv_str_of(a->who ? a->who : ""),
                          .verb = wv_str_of(a->verb ? a->verb : "")};
    wv_rc rc = read_time(a->from, &q->from, err);
    if (rc == WV_OK) rc = read_time(a->to, &q->to, err);
    if (rc || !a->case_name) return rc;
    wv_str name = wv_str_of(a->case_name);
    rc = wv_queue_find(a->store, &all, name, false, &a->arena, &row, err);
    if (rc == WV_E_NOINPUT) rc = wv_queue_find(a->store, &all, name, true, &a->arena, &row, err);
    q->case_num = row.num;
    return rc;
}

static wv_rc show(audit *a, const char *operand, wv_err *err)
{
    wv_audit_query q;
    wv_buf out;
    (void)operand;
    wv_buf_init(&out);
    wv_rc rc = read_query(a, &q, err);
    if (rc == WV_OK) rc = log_it(a, WV_AUDIT_VIEW, "{\"log\":true}", q.case_num, err);
    if (rc == WV_OK) rc = wv_audit_read(a->store, &q, print_line, &out, err);
    if (rc == WV_OK && fflush(stdout) != 0) rc = wv_err_set(err, WV_E_IO, "cannot write");
    wv_buf_done(&out);
    return rc;
}

static wv_rc bundle(audit *a, const char *operand, wv_err *err)
{
    wv_purpose none = {0}, holds;
    wv_audit_bundle b = {.folder = a->output, .tests = a->tests, .report = &a->report};
    (void)operand;
    if (!a->output) return wv_err_set(err, WV_E_USAGE, "bundle needs -o DIR");
    wv_rc rc = wv_purpose_require(a->store, &none, &a->arena, &holds, err);
    if (rc == WV_OK) rc = log_it(a, WV_AUDIT_EXPORT, "{\"export\":\"audit bundle\"}", 0, err);
    if (rc == WV_OK) rc = walk(a, err);
    if (rc == WV_OK) rc = wv_audit_bundle_write(a->store, &b, err);
    if (rc == WV_OK && a->report.fault_count)
        rc = wv_err_set(err, WV_E_CORRUPT, "the bundle is whole; the log in it was touched");
    return rc;
}

/* --- the command --------------------------------------------------------------------------------
 */

typedef struct action {
    const char *name;
    wv_rc (*run)(audit *a, const char *operand, wv_err *err);
} action;

static const action actions[] = {
    {"verify", verify}, {"head", print_head}, {"show", show}, {"bundle", bundle}};

static int run(audit *a, const action *what, const char *path)
{
    wv_err err = {0};
    wv_store_options options = {.path = path};
    wv_arena_init(&a->arena);
    wv_rc rc = wv_store_open(&options, &a->store, &err);
    if (rc == WV_OK) rc = what->run(a, path, &err);
    wv_store_close(a->store);
    wv_arena_done(&a->arena);
    wv_mem_free(a->head_list);
    return wv_operator_complain("audit", path, rc, &err);
}

static int run_keygen(const char *path)
{
    wv_err err = {0};
    wv_rc rc = make_key(path, &err);
    return wv_operator_complain("audit", path, rc, &err);
}

int wv_cli_audit(int argc, char **argv)
{
    static audit a;
    const wv_option options[] = {
        {0, "heads", WV_OPTION_TEXT, "FILE",
         "verify, bundle: signed heads that were kept elsewhere", &a.heads},
        {0, "public-key", WV_OPTION_TEXT, "FILE", "verify, bundle: the key they must be signed by",
         &a.public_key},
        {0, "key", WV_OPTION_TEXT, "FILE", "head: the secret key", &a.key},
        {'o', "output", WV_OPTION_TEXT, "DIR", "bundle: a new folder", &a.output},
        {0, "tests", WV_OPTION_TEXT, "FILE", "bundle: the report of `make check`, to go along",
         &a.tests},
        {0, "who", WV_OPTION_TEXT, "NAME", "show: of this user", &a.who},
        {0, "verb", WV_OPTION_TEXT, "VERB", "show: view, search, decide, export, destroy, ...",
         &a.verb},
        {0, "case", WV_OPTION_TEXT, "NAME", "show: about this case", &a.case_name},
        {0, "from", WV_OPTION_TEXT, "T", "show: from this date or time", &a.from},
        {0, "to", WV_OPTION_TEXT, "T", "show: before this date or time", &a.to},
        {0},
    };
    const wv_command_line line = {
        "audit verify|head|show|bundle STORE | audit keygen FILE",
        "verify STORE   finds every entry that was changed, dropped, reordered or cut (exit 74)\n"
        "head STORE     prints the end of the log, signed: add it to a file on another machine\n"
        "show STORE     prints the log, as NDJSON\n"
        "bundle STORE   writes a folder for an auditor: settings, packs, accounts, log, receipts\n"
        "keygen FILE    makes a key for heads: FILE (secret) and FILE.pub",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc != 3) return wv_options_usage(&line, "give an action and a store");
    if (strcmp(argv[1], "keygen") == 0) return run_keygen(argv[2]);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(argv[1], actions[i].name) == 0) return run(&a, &actions[i], argv[2]);
    return wv_options_usage(&line, "no action '%s'", argv[1]);
}
