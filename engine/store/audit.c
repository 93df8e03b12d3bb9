/* SPDX-License-Identifier: EUPL-1.2 */
/* audit.c: writing the log: an entry at the end of the chain, and erasing details of old ones.
 *
 * In: entries of the pages and commands. Out: rows of audit, audit_detail and audit_case.
 * Neighbours: audit_verify.c walks what this writes; retention.c erases. Invariants: the chain's
 * end is read inside of the transaction that writes (BEGIN IMMEDIATE), so two processes cannot both
 * follow one entry; a row of `audit` is never changed or removed. Cost: two hashes and two to three
 * inserts an entry, about 20 us; the disk once a transaction. */
#include "store/audit.h"

#include "crypto/random.h"
#include "store/audit_hash.h"

enum { ERASE_BATCH_MAX = 100000 }; /* entries of one case: more go in a next call */

static const char *const words[] = {
#define WORD(name, word, law) word,
    WV_AUDIT_TABLE(WORD)
#undef WORD
};
static const char *const laws[] = {
#define LAW(name, word, law) law,
    WV_AUDIT_TABLE(LAW)
#undef LAW
};

const char *wv_audit_word(wv_audit_verb verb)
{
    return verb < WV_AUDIT_VERBS ? words[verb] : "";
}

const char *wv_audit_law(wv_audit_verb verb)
{
    return verb < WV_AUDIT_VERBS ? laws[verb] : "";
}

wv_rc wv_audit_head_now(wv_store *s, wv_audit_head *out, wv_err *err)
{
    wv_statement *q;
    *out = (wv_audit_head){0};
    wv_rc rc = wv_db_prepare(wv_store_db(s),
                             "SELECT seq, at, hash FROM audit ORDER BY seq DESC LIMIT 1", &q, err);
    if (rc == WV_OK) rc = wv_statement_step(q, err);
    if (rc == WV_OK) {
        wv_str hash = wv_statement_get(q, 2);
        out->seq = wv_statement_get_number(q, 0);
        out->at = wv_statement_get_number(q, 1);
        if (hash.n == 32) memcpy(out->hash, hash.p, 32);
        wv_statement_reset(q);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc write_chain(wv_db *db, const wv_audit_row *row, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, "INSERT INTO audit VALUES(?1, ?2, ?3, ?4, ?5, ?6)", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, row->seq);
    wv_statement_number(q, 2, row->at);
    wv_statement_blob(q, 3, (wv_str){(const char *)row->detail_hash, 32});
    wv_statement_text(q, 4, row->erases);
    wv_statement_blob(q, 5, (wv_str){(const char *)row->prev, 32});
    wv_statement_blob(q, 6, (wv_str){(const char *)row->hash, 32});
    return wv_statement_do(q, err);
}

static wv_rc write_detail(wv_db *db, int64_t seq, const wv_audit_detail *d, wv_err *err)
{
    wv_statement *q;
    wv_rc rc =
        wv_db_prepare(db, "INSERT INTO audit_detail VALUES(?1, ?2, ?3, ?4, ?5, ?6)", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, seq);
    wv_statement_blob(q, 2, d->salt);
    wv_statement_text(q, 3, d->verb);
    wv_statement_text(q, 4, d->who);
    wv_statement_text(q, 5, d->role);
    wv_statement_text(q, 6, d->what);
    rc = wv_statement_do(q, err);
    for (uint32_t i = 0; rc == WV_OK && i < d->case_count; i++) {
        rc = wv_db_prepare(db, "INSERT INTO audit_case VALUES(?1, ?2)", &q, err);
        if (rc) break;
        wv_statement_number(q, 1, seq);
        wv_statement_number(q, 2, d->cases[i]);
        rc = wv_statement_do(q, err);
    }
    return rc;
}

static wv_rc append(wv_store *s, int64_t at, const wv_audit_detail *d, wv_str erases, int64_t *seq,
                    wv_err *err)
{
    wv_audit_head head;
    wv_rc rc = wv_audit_head_now(s, &head, err);
    if (rc) return rc;
    wv_audit_row row = {.seq = head.seq + 1, .at = at, .erases = erases};
    memcpy(row.prev, head.hash, 32);
    wv_audit_hash_detail(d, row.detail_hash);
    wv_audit_hash_row(&row, row.hash);
    rc = write_chain(wv_store_db(s), &row, err);
    if (rc == WV_OK) rc = write_detail(wv_store_db(s), row.seq, d, err);
    if (rc == WV_OK && seq) *seq = row.seq;
    return rc;
}

/* Sorted and each once: the order in which audit_case gives them back. */
static uint32_t sort_cases(int64_t *cases, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 1; i < count; i++) {
        int64_t value = cases[i];
        uint32_t at = i;
        for (; at > 0 && cases[at - 1] > value; at--) cases[at] = cases[at - 1];
        cases[at] = value;
    }
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || cases[kept - 1] != cases[i]) cases[kept++] = cases[i];
    return kept;
}

static wv_rc add(wv_store *s, const wv_audit_entry *e, wv_str erases, int64_t *seq, wv_err *err)
{
    uint8_t salt[32];
    if (!wv_db_writes(wv_store_db(s)))
        return wv_err_set(err, WV_E_USAGE, "an audit entry needs a transaction");
    if (e->verb >= WV_AUDIT_VERBS || e->what.n > WV_AUDIT_WHAT_MAX ||
        e->case_count > WV_AUDIT_CASES_MAX)
        return wv_err_set(err, WV_E_LIMIT, "an audit entry is too large");
    wv_rc rc = wv_random_bytes(salt, sizeof salt, err);
    if (rc) return rc;
    int64_t *cases = wv_mem_new((e->case_count + 1) * sizeof *cases);
    if (!cases) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (e->case_count) memcpy(cases, e->cases, e->case_count * sizeof *cases);
    wv_audit_detail d = {.salt = {(const char *)salt, sizeof salt},
                         .verb = wv_str_of(words[e->verb]),
                         .who = e->who,
                         .role = e->role,
                         .what = e->what,
                         .cases = cases,
                         .case_count = sort_cases(cases, e->case_count)};
    rc = append(s, e->at, &d, erases, seq, err);
    wv_mem_free(cases);
    return rc;
}

wv_rc wv_audit_add(wv_store *s, const wv_audit_entry *e, int64_t *seq, wv_err *err)
{
    return add(s, e, WV_STR(""), seq, err);
}

/* --- erasing ------------------------------------------------------------------------------------
 */

/* Numbers as "3-7,9": in order, each once. */
typedef struct ranges {
    wv_buf text;
    int64_t from, to; /* the open range; from 0: none */
    uint64_t count;
} ranges;

static void close_range(ranges *r)
{
    if (!r->from) return;
    if (r->text.n) wv_buf_byte(&r->text, ',');
    wv_buf_u64(&r->text, (uint64_t)r->from);
    if (r->to > r->from) {
        wv_buf_byte(&r->text, '-');
        wv_buf_u64(&r->text, (uint64_t)r->to);
    }
    r->from = 0;
}

static void add_number(ranges *r, int64_t seq)
{
    r->count++;
    if (r->from && seq == r->to + 1) {
        r->to = seq;
        return;
    }
    close_range(r);
    r->from = r->to = seq;
}

/* Entries to erase, into `r`. One statement for each kind, so that each has its index. */
static wv_rc collect(wv_db *db, const wv_audit_erasure *e, ranges *r, wv_err *err)
{
    wv_statement *q;
    static const char by_case[] =
        "SELECT d.seq FROM audit_case c JOIN audit_detail d ON d.seq = c.seq JOIN audit a"
        " ON a.seq = c.seq WHERE c.case_num = ?1 AND (?2 = 0 OR a.at < ?2)"
        " AND (?3 = '' OR d.verb = ?3) ORDER BY d.seq LIMIT ?4";
    static const char by_time[] =
        "SELECT d.seq FROM audit_detail d JOIN audit a ON a.seq = d.seq WHERE ?1 = 0"
        " AND (?2 = 0 OR a.at < ?2) AND (?3 = '' OR d.verb = ?3) ORDER BY d.seq LIMIT ?4";
    wv_rc rc =
        e->case_num ? wv_db_prepare(db, by_case, &q, err) : wv_db_prepare(db, by_time, &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, e->case_num);
    wv_statement_number(q, 2, e->before);
    wv_statement_text(q, 3, wv_str_of(wv_audit_word(e->verb)));
    wv_statement_number(q, 4, ERASE_BATCH_MAX);
    while ((rc = wv_statement_step(q, err)) == WV_OK) add_number(r, wv_statement_get_number(q, 0));
    close_range(r);
    if (rc == WV_E_END) rc = WV_OK;
    return rc == WV_OK && r->text.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory") : rc;
}

static wv_rc drop_range(wv_db *db, int64_t from, int64_t to, wv_err *err)
{
    wv_statement *q;
    wv_rc rc = wv_db_prepare(db, "DELETE FROM audit_detail WHERE seq BETWEEN ?1 AND ?2", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, from);
    wv_statement_number(q, 2, to);
    rc = wv_statement_do(q, err);
    if (rc == WV_OK)
        rc = wv_db_prepare(db, "DELETE FROM audit_case WHERE seq BETWEEN ?1 AND ?2", &q, err);
    if (rc) return rc;
    wv_statement_number(q, 1, from);
    wv_statement_number(q, 2, to);
    return wv_statement_do(q, err);
}

static wv_rc drop_all(wv_db *db, wv_str erases, wv_err *err)
{
    int64_t from, to;
    wv_rc rc = WV_OK;
    while (rc == WV_OK && wv_audit_next_range(&erases, &from, &to))
        rc = drop_range(db, from, to, err);
    return rc;
}

wv_rc wv_audit_erase(wv_store *s, const wv_audit_erasure *e, uint64_t *count, wv_err *err)
{
    ranges r = {0};
    wv_buf what;
    wv_buf_init(&r.text);
    wv_buf_init(&what);
    wv_rc rc = collect(wv_store_db(s), e, &r, err);
    wv_str erases = {r.text.p, (uint32_t)r.text.n};
    if (rc == WV_OK && r.count) {
        wv_buf_format(&what, "{\"details\":%llu}", (unsigned long long)r.count);
        wv_audit_entry entry = {.verb = WV_AUDIT_ERASE,
                                .who = e->who,
                                .role = e->role,
                                .at = e->at,
                                .what = {what.p, (uint32_t)what.n}};
        rc = what.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                         : add(s, &entry, erases, NULL, err);
        if (rc == WV_OK) rc = drop_all(wv_store_db(s), erases, err);
    }
    if (count) *count = r.count;
    wv_buf_done(&r.text);
    wv_buf_done(&what);
    return rc;
}
