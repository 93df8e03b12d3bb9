/* SPDX-License-Identifier: EUPL-1.2 */
/* storing.c: lines of scan and records -> a review store.
 *
 * In: files, or lines from a running scan. Out: the store, an account on stderr. Neighbours:
 * store/ingest.h does the work, store/audit.h logs it. Invariants: stderr never shows text of a
 * record; a bulk load has no name before it is whole; data that came in stand in the log, also
 * when the run was killed: it begins with an entry, and ends with one. Cost: the ingest's. */
#include "cli/storing.h"

#include "cli/operator.h"
#include "read/tape.h"
#include "store/audit.h"
#include "store/purpose.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { REFUSED_SHOWN_MAX = 10, EXIT_DEAD = 65 };

int64_t wv_storing_now(void)
{
    return (int64_t)time(NULL);
}

void wv_storing_user(char out[64])
{
    const struct passwd *p = getpwuid(getuid());
    if (p && p->pw_name[0])
        snprintf(out, 64, "%.63s", p->pw_name);
    else
        snprintf(out, 64, "uid %u", (unsigned)getuid());
}

static void say(const wv_storing *s, const wv_err *err)
{
    fprintf(stderr, "waakvlam %s: %s%s%s\n", s->options.command, err->path,
            err->path[0] ? ": " : "", err->message[0] ? err->message : wv_rc_text(err->rc));
    if (err->hint[0]) fprintf(stderr, "  hint: %s\n", err->hint);
}

static wv_rc log_it(wv_storing *s, const char *what, wv_err *err)
{
    char who[64];
    wv_storing_user(who);
    wv_audit_entry e = {.verb = WV_AUDIT_INGEST,
                        .who = wv_str_of(who),
                        .role = WV_STR("system"),
                        .what = wv_str_of(what),
                        .at = wv_storing_now()};
    wv_rc rc = wv_store_begin(s->store, err);
    if (rc == WV_OK) rc = wv_audit_add(s->store, &e, NULL, err);
    if (rc == WV_OK) rc = wv_store_commit(s->store, err);
    if (rc) wv_store_rollback(s->store);
    return rc;
}

/* A bulk load fills a file beside the store's name; a kill leaves that, and no store. */
static wv_rc name_part(wv_storing *s, wv_err *err)
{
    size_t n = strlen(s->options.store) + sizeof ".part";
    if (access(s->options.store, F_OK) == 0) {
        wv_err_set(err, WV_E_USAGE, "--bulk is for a store that is not there yet");
        wv_err_path(err, s->options.store, UINT64_MAX);
        return WV_E_USAGE;
    }
    s->part = wv_mem_new(n);
    if (!s->part) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    snprintf(s->part, n, "%s.part", s->options.store);
    unlink(s->part);
    return WV_OK;
}

static wv_rc open_store(wv_storing *s, wv_err *err)
{
    wv_purpose given = {{"", 0}, {"", 0}}, holds;
    const wv_storing_options *o = &s->options;
    wv_rc rc = o->bulk ? name_part(s, err) : WV_OK;
    wv_store_options store = {s->part ? s->part : o->store, true, o->bulk};
    wv_ingest_options ingest = {.no_text = o->no_text,
                                .bulk = o->bulk,
                                .rescan = o->rescan,
                                .now = wv_storing_now(),
                                .reader = o->reader};
    if (o->purpose) given.purpose = wv_str_of(o->purpose);
    if (o->basis) given.basis = wv_str_of(o->basis);
    if (rc == WV_OK) rc = wv_store_open(&store, &s->store, err);
    if (rc == WV_OK) rc = wv_purpose_require(s->store, &given, &s->arena, &holds, err);
    if (rc == WV_OK) rc = log_it(s, "{\"begin\":true}", err);
    return rc == WV_OK ? wv_ingest_begin(s->store, &ingest, &s->ingest, err) : rc;
}

static void forget(wv_storing *s)
{
    wv_store_close(s->store);
    if (s->part && access(s->part, F_OK) == 0) unlink(s->part);
    wv_mem_free(s->part);
    wv_arena_done(&s->arena);
    *s = (wv_storing){.options = s->options};
}

int wv_storing_open(wv_storing *s, const wv_storing_options *options)
{
    wv_err err = {0};
    bool there = access(options->store, F_OK) == 0;
    *s = (wv_storing){.options = *options};
    wv_arena_init(&s->arena);
    wv_operator_outlive_limits();
    wv_rc rc = open_store(s, &err);
    if (rc == WV_OK) return 0;
    say(s, &err);
    forget(s);
    if (!there) unlink(options->store); /* a store without a purpose is none */
    return wv_rc_exit(rc);
}

/* --- lines -------------------------------------------------------------------------------------
 */

typedef struct source {
    wv_storing *s;
    const char *path;
    bool records;
} source;

static wv_rc take_line(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    source *f = ctx;
    wv_storing *s = f->s;
    wv_rc rc =
        f->records ? wv_ingest_record(s->ingest, line, err) : wv_ingest_flag(s->ingest, line, err);
    if (rc != WV_E_JSON && rc != WV_E_UTF8 && rc != WV_E_RECORD && rc != WV_E_LIMIT) return rc;
    if (s->refused++ < REFUSED_SHOWN_MAX)
        fprintf(stderr, "waakvlam %s: %s:%llu: %s\n", s->options.command, f->path,
                (unsigned long long)number, err->message);
    *err = (wv_err){0};
    return WV_OK;
}

wv_rc wv_storing_flags(wv_storing *s, const char *path, wv_err *err)
{
    source f = {s, path, false};
    return wv_tape_lines(path, take_line, &f, err);
}

wv_rc wv_storing_records(wv_storing *s, const char *path, wv_err *err)
{
    source f = {s, path, true};
    return wv_tape_lines(path, take_line, &f, err);
}

wv_rc wv_storing_lines(wv_storing *s, wv_str lines, wv_err *err)
{
    source f = {s, "scan", false};
    wv_rc rc = WV_OK;
    uint64_t number = 0;
    for (uint32_t at = 0; rc == WV_OK && at < lines.n;) {
        const char *end = memchr(lines.p + at, '\n', lines.n - at);
        uint32_t n = end ? (uint32_t)(end - (lines.p + at)) : lines.n - at;
        if (n) rc = take_line(&f, (wv_str){lines.p + at, n}, ++number, err);
        at += n + 1;
    }
    return rc == WV_OK ? wv_ingest_flush(s->ingest, err) : rc;
}

/* --- the end -----------------------------------------------------------------------------------
 */

static void print_account(const wv_storing *s, const wv_ingest_stats *t)
{
    if (s->refused > REFUSED_SHOWN_MAX)
        fprintf(stderr, "waakvlam %s: and %llu more lines that cannot be used\n",
                s->options.command, (unsigned long long)s->refused - REFUSED_SHOWN_MAX);
    if (s->options.quiet) return;
    fprintf(stderr,
            "waakvlam: read %llu = flags %llu + alerts %llu + revisions %llu + records %llu + seen"
            " %llu + other %llu + conflicts %llu + refused %llu; findings %llu new, %llu known\n",
            (unsigned long long)(t->read + s->refused), (unsigned long long)t->flags,
            (unsigned long long)t->alerts, (unsigned long long)t->revisions,
            (unsigned long long)t->records, (unsigned long long)t->seen,
            (unsigned long long)t->other, (unsigned long long)t->conflicts,
            (unsigned long long)s->refused, (unsigned long long)t->findings,
            (unsigned long long)t->kept);
    if (t->closed)
        fprintf(stderr, "waakvlam: closed %llu findings that this scan no longer has\n",
                (unsigned long long)t->closed);
    if (t->conflicts)
        fprintf(stderr,
                "waakvlam: %llu records have the id of another and no higher `rev`: the first ones"
                " were kept\n",
                (unsigned long long)t->conflicts);
}

static wv_rc log_end(wv_storing *s, const wv_ingest_stats *t, wv_err *err)
{
    char what[300];
    snprintf(what, sizeof what,
             "{\"flags\":%llu,\"alerts\":%llu,\"revisions\":%llu,\"records\":%llu,\"seen\":%llu,"
             "\"conflicts\":%llu,\"refused\":%llu,\"closed\":%llu}",
             (unsigned long long)t->flags, (unsigned long long)t->alerts,
             (unsigned long long)t->revisions, (unsigned long long)t->records,
             (unsigned long long)t->seen, (unsigned long long)t->conflicts,
             (unsigned long long)s->refused, (unsigned long long)t->closed);
    return log_it(s, what, err);
}

static wv_rc give_name(wv_storing *s, wv_err *err)
{
    wv_store_close(s->store);
    s->store = NULL;
    if (!s->part || rename(s->part, s->options.store) == 0) return WV_OK;
    wv_err_set(err, WV_E_CREATE, "%s", strerror(errno));
    wv_err_path(err, s->options.store, UINT64_MAX);
    return WV_E_CREATE;
}

int wv_storing_close(wv_storing *s, wv_rc rc, wv_err *err)
{
    wv_ingest_stats stats = {0};
    uint64_t refused = s->refused;
    if (rc == WV_OK && s->ingest && s->options.rescan && !s->refused)
        rc = wv_ingest_close_unsaid(s->ingest, err);
    wv_rc ended = s->ingest ? wv_ingest_end(s->ingest, &stats, rc ? NULL : err) : WV_OK;
    if (rc == WV_OK) rc = ended;
    if (rc == WV_OK) rc = log_end(s, &stats, err);
    if (rc == WV_OK) rc = give_name(s, err);
    if (rc == WV_OK)
        print_account(s, &stats);
    else
        say(s, err);
    refused += stats.conflicts;
    forget(s);
    return rc ? wv_rc_exit(rc) : refused ? EXIT_DEAD : 0;
}
