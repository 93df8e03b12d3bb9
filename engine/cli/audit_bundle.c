/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_bundle.c: the folder for an audit.
 *
 *   config.json  packs.ndjson  accounts.ndjson  audit.ndjson  receipts.ndjson  verify.json
 *   tests.txt (when given)  MANIFEST.sha256 (`sha256sum -c` reads it)
 *
 * In: a store. Out: files, mode 0600 in a folder 0700. Neighbours: audit.c (command),
 * store/audit.h. Invariants: nothing here says what stood in a record; the manifest comes last, so
 * that a folder without one is not whole. Cost: one pass over the log and one over the items. */
#include "cli/audit_bundle.h"

#include "base/time.h"
#include "cli/whole.h"
#include "crypto/random.h"
#include "crypto/sha256.h"
#include "run/sink.h"
#include "store/account.h"
#include "store/purpose.h"
#include "store/retention.h"
#include "store/schema.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

enum { PATH_MAX_BYTES = 4096, FILE_MODE = 0600, FOLDER_MODE = 0700 };

typedef struct writer {
    const char *folder;
    wv_buf manifest;
    wv_arena arena;
} writer;

static void add_date(wv_buf *out, const char *name, int64_t at)
{
    wv_buf_format(out, ",\"%s\":\"", name);
    wv_time_write(out, (wv_time){.seconds = at, .known = true, .has_clock = true});
    wv_buf_byte(out, '"');
}

static void add_text(wv_buf *out, const char *name, wv_str value)
{
    wv_buf_format(out, ",\"%s\":", name);
    wv_buf_json(out, value);
}

void wv_audit_line_write(const wv_audit_line *l, wv_buf *out)
{
    char hash[65];
    wv_buf_format(out, "{\"schema\":\"waakvlam/1\",\"type\":\"audit\",\"seq\":%lld",
                  (long long)l->seq);
    add_date(out, "at", l->at);
    if (l->erased) {
        wv_buf_text(out, ",\"erased\":true");
    } else {
        add_text(out, "verb", l->verb);
        add_text(out, "who", l->who);
        add_text(out, "role", l->role);
        if (l->what.n) {
            wv_buf_text(out, ",\"what\":");
            wv_buf_str(out, l->what);
        }
    }
    wv_hex(l->detail_hash, 32, hash);
    wv_buf_format(out, ",\"detail_hash\":\"%s\"", hash);
    wv_hex(l->hash, 32, hash);
    wv_buf_format(out, ",\"hash\":\"%s\"}\n", hash);
}

void wv_audit_report_write(const wv_audit_report *r, wv_buf *out)
{
    char hash[65];
    wv_hex(r->head.hash, 32, hash);
    wv_buf_format(out,
                  "{\"schema\":\"waakvlam/1\",\"type\":\"audit_report\",\"entries\":%llu,"
                  "\"erased\":%llu,\"head\":{\"seq\":%lld,\"hash\":\"%s\"},\"faults\":%llu,"
                  "\"first_faults\":[",
                  (unsigned long long)r->entries, (unsigned long long)r->erased,
                  (long long)r->head.seq, hash, (unsigned long long)r->fault_count);
    for (uint64_t i = 0; i < r->fault_count && i < WV_AUDIT_FAULTS_MAX; i++)
        wv_buf_format(out, "%s{\"seq\":%lld,\"fault\":\"%s\"}", i ? "," : "",
                      (long long)r->faults[i].seq, wv_audit_fault_text(r->faults[i].kind));
    wv_buf_text(out, "]}\n");
}

/* --- files --------------------------------------------------------------------------------------
 */

static wv_rc put_file(writer *w, const char *name, const wv_buf *bytes, bool listed, wv_err *err)
{
    char path[PATH_MAX_BYTES], digits[65];
    uint8_t hash[32];
    wv_sink sink;
    if (bytes->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    snprintf(path, sizeof path, "%s/%s", w->folder, name);
    wv_sink_init(&sink);
    wv_rc rc = wv_sink_open(&sink, path, FILE_MODE, err);
    if (rc == WV_OK) rc = wv_sink_write(&sink, bytes->p, bytes->n, err);
    if (rc == WV_OK) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    if (rc || !listed) return rc;
    wv_sha256(bytes->p, bytes->n, hash);
    wv_sha256_hex(hash, digits);
    wv_buf_format(&w->manifest, "%s  %s\n", digits, name);
    return WV_OK;
}

/* `fill` appends the content. */
typedef wv_rc (*filler)(wv_store *s, writer *w, wv_buf *out, wv_err *err);

static wv_rc make_file(wv_store *s, writer *w, const char *name, filler fill, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    wv_rc rc = fill(s, w, &out, err);
    if (rc == WV_OK) rc = put_file(w, name, &out, true, err);
    wv_buf_done(&out);
    return rc;
}

/* Rows of a query whose one column is a line of JSON. */
static wv_rc add_rows(wv_store *s, const char *sql, wv_buf *out, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(wv_store_db(s), sql, &q, err);
    if (rc) return rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK) {
        wv_buf_str(out, wv_statement_get(q, 0));
        if (out->n && out->p[out->n - 1] != '\n') wv_buf_byte(out, '\n');
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc fill_config(wv_store *s, writer *w, wv_buf *out, wv_err *err)
{
    wv_purpose none = {0}, p;
    wv_retention_policy r;
    wv_str words;
    wv_rc rc = wv_purpose_require(s, &none, &w->arena, &p, err);
    if (rc == WV_OK) rc = wv_retention_policy_read(s, &r, err);
    if (rc == WV_OK) rc = wv_store_get(s, "words", &w->arena, &words, err);
    if (rc) return rc;
    wv_buf_format(out, "{\"engine\":\"%s\",\"store_format\":%d", WV_VERSION, wv_schema_now());
    add_text(out, "purpose", p.purpose);
    add_text(out, "legal_basis", p.basis);
    add_text(out, "legal_basis_text", wv_str_of(wv_purpose_basis_text(p.basis)));
    add_text(out, "word_index", words);
    wv_buf_format(out,
                  ",\"retention_days\":{\"use\":%lld,\"keep\":%lld,\"log\":%lld,\"wrong\":%lld}",
                  (long long)r.days_use, (long long)r.days_keep, (long long)r.days_log,
                  (long long)r.days_wrong);
    wv_buf_text(out, ",\"rows\":");
    rc = add_rows(s,
                  "SELECT json_object('records', (SELECT count(*) FROM record), 'flags', (SELECT"
                  " count(*) FROM item WHERE NOT is_alert), 'alerts', (SELECT count(*) FROM item"
                  " WHERE is_alert), 'decisions', (SELECT count(*) FROM decision), 'cases', (SELECT"
                  " count(*) FROM case_row))",
                  out, err);
    wv_buf_text(out, "}\n");
    return rc;
}

static wv_rc fill_packs(wv_store *s, writer *w, wv_buf *out, wv_err *err)
{
    (void)w;
    return add_rows(s,
                    "SELECT json_object('name', p.name, 'version', p.version, 'sha256', p.sha256,"
                    " 'engine', p.engine, 'items', count(i.num), 'first_raised', min(i.raised_at),"
                    " 'last_raised', max(i.raised_at)) FROM pack p LEFT JOIN item i ON"
                    " i.pack = p.num GROUP BY p.num ORDER BY p.num",
                    out, err);
}

static wv_rc fill_accounts(wv_store *s, writer *w, wv_buf *out, wv_err *err)
{
    (void)w;
    return add_rows(s,
                    "SELECT json_object('name', name, 'role', role, 'all_cases', all_cases,"
                    " 'disabled', disabled, 'made_at', strftime('%Y-%m-%dT%H:%M:%SZ', made_at,"
                    " 'unixepoch')) FROM account ORDER BY name",
                    out, err);
}

static wv_rc fill_receipts(wv_store *s, writer *w, wv_buf *out, wv_err *err)
{
    (void)w;
    return add_rows(s, "SELECT json FROM receipt ORDER BY num", out, err);
}

static wv_rc add_entry(void *ctx, const wv_audit_line *line, wv_err *err)
{
    wv_buf *out = ctx;
    wv_audit_line_write(line, out);
    return out->failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : WV_OK;
}

static wv_rc fill_log(wv_store *s, writer *w, wv_buf *out, wv_err *err)
{
    wv_audit_query all = {0};
    (void)w;
    return wv_audit_read(s, &all, add_entry, out, err);
}

static wv_rc copy_tests(writer *w, const char *path, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    wv_rc rc = wv_whole_read(path, &out, err);
    if (rc == WV_OK) rc = put_file(w, "tests.txt", &out, true, err);
    wv_buf_done(&out);
    return rc;
}

static wv_rc put_report(writer *w, const wv_audit_report *report, wv_err *err)
{
    wv_buf out;
    wv_buf_init(&out);
    wv_audit_report_write(report, &out);
    wv_rc rc = put_file(w, "verify.json", &out, true, err);
    wv_buf_done(&out);
    return rc;
}

static wv_rc write_all(wv_store *s, writer *w, const wv_audit_bundle *b, wv_err *err)
{
    wv_rc rc = make_file(s, w, "config.json", fill_config, err);
    if (rc == WV_OK) rc = make_file(s, w, "packs.ndjson", fill_packs, err);
    if (rc == WV_OK) rc = make_file(s, w, "accounts.ndjson", fill_accounts, err);
    if (rc == WV_OK) rc = make_file(s, w, "receipts.ndjson", fill_receipts, err);
    if (rc == WV_OK) rc = make_file(s, w, "audit.ndjson", fill_log, err);
    if (rc == WV_OK) rc = put_report(w, b->report, err);
    if (rc == WV_OK && b->tests) rc = copy_tests(w, b->tests, err);
    return rc ? rc : put_file(w, "MANIFEST.sha256", &w->manifest, false, err);
}

wv_rc wv_audit_bundle_write(wv_store *s, const wv_audit_bundle *b, wv_err *err)
{
    writer w = {.folder = b->folder};
    if (mkdir(b->folder, FOLDER_MODE) != 0)
        return wv_err_set(err, WV_E_CREATE, "cannot make the folder %.120s: %s", b->folder,
                          errno == EEXIST ? "it is there already" : strerror(errno));
    wv_arena_init(&w.arena);
    wv_buf_init(&w.manifest);
    wv_rc rc = write_all(s, &w, b, err);
    wv_arena_done(&w.arena);
    wv_buf_done(&w.manifest);
    return rc;
}
