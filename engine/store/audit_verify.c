/* SPDX-License-Identifier: EUPL-1.2 */
/* audit_verify.c: walking the log from end to end.
 *
 * In: a store, heads that were kept elsewhere. Out: every place where it is not what was written.
 * Neighbours: audit.c writes, audit_hash.c says over what. Invariants: one read transaction, so
 * that a live store does not look broken; `erases` counts only for entries before its own: an entry
 * cannot excuse what comes later. Cost: two passes, about 300,000 entries a second; a bit an entry.
 */
#include "store/audit.h"
#include "store/audit_hash.h"

typedef struct walk {
    wv_store *store;
    wv_audit_report *report;
    const wv_audit_head *heads;
    uint32_t head_count;
    uint8_t *erased; /* a bit for each number up to `last` */
    int64_t last;
    wv_statement *cases;
    bool case_left; /* `cases` stands on a row */
    int64_t *list;  /* cases of one entry */
    uint32_t count, capacity;
} walk;

const char *wv_audit_fault_text(wv_audit_fault_kind kind)
{
    switch (kind) {
    case WV_AUDIT_FAULT_MISSING: return "the entry is not there";
    case WV_AUDIT_FAULT_CHAIN: return "does not follow from the entry before it";
    case WV_AUDIT_FAULT_ENTRY: return "was changed after it was written";
    case WV_AUDIT_FAULT_DETAIL: return "its details were changed";
    case WV_AUDIT_FAULT_GONE: return "its details are gone and nothing says they were erased";
    case WV_AUDIT_FAULT_BACK: return "details that belong to no entry, or were erased before";
    case WV_AUDIT_FAULT_CUT: return "a signed head is beyond the end of the log";
    case WV_AUDIT_FAULT_HEAD: return "a signed head says otherwise";
    }
    return "";
}

static void fault(walk *w, wv_audit_fault_kind kind, int64_t seq)
{
    wv_audit_report *r = w->report;
    if (r->fault_count < WV_AUDIT_FAULTS_MAX)
        r->faults[r->fault_count] = (wv_audit_fault){kind, seq};
    r->fault_count++;
}

static bool is_erased(const walk *w, int64_t seq)
{
    return seq > 0 && seq <= w->last && (w->erased[seq / 8] >> (seq % 8) & 1);
}

static void mark_erased(walk *w, const wv_audit_row *row)
{
    int64_t from, to;
    wv_str left = row->erases;
    while (left.n && wv_audit_next_range(&left, &from, &to))
        for (int64_t seq = from; seq <= to && seq < row->seq && seq <= w->last; seq++)
            w->erased[seq / 8] |= (uint8_t)(1u << seq % 8);
}

static void hold_heads(walk *w, const wv_audit_row *row)
{
    for (uint32_t i = 0; i < w->head_count; i++)
        if (w->heads[i].seq == row->seq &&
            (memcmp(w->heads[i].hash, row->hash, 32) != 0 || w->heads[i].at != row->at))
            fault(w, WV_AUDIT_FAULT_HEAD, row->seq);
}

static bool copy_hash(wv_str s, uint8_t out[32])
{
    if (s.n != 32) return false;
    memcpy(out, s.p, 32);
    return true;
}

static void hold_row(walk *w, wv_statement *q, int64_t *expected, uint8_t before[32])
{
    uint8_t hash[32];
    wv_audit_row row = {.seq = wv_statement_get_number(q, 0), .at = wv_statement_get_number(q, 1)};
    for (; *expected < row.seq && w->report->fault_count < WV_AUDIT_FAULTS_MAX; ++*expected)
        fault(w, WV_AUDIT_FAULT_MISSING, *expected);
    *expected = row.seq + 1;
    bool whole = copy_hash(wv_statement_get(q, 2), row.detail_hash);
    whole = copy_hash(wv_statement_get(q, 4), row.prev) && whole;
    whole = copy_hash(wv_statement_get(q, 5), row.hash) && whole;
    row.erases = wv_statement_get(q, 3);
    wv_audit_hash_row(&row, hash);
    if (!whole || row.seq < 1 || memcmp(hash, row.hash, 32) != 0)
        fault(w, WV_AUDIT_FAULT_ENTRY, row.seq);
    if (memcmp(row.prev, before, 32) != 0) fault(w, WV_AUDIT_FAULT_CHAIN, row.seq);
    memcpy(before, row.hash, 32);
    mark_erased(w, &row);
    hold_heads(w, &row);
    w->report->entries++;
}

static wv_rc walk_chain(walk *w, wv_err *err)
{
    wv_statement *q;
    int64_t expected = 1;
    uint8_t before[32] = {0};
    wv_rc rc = wv_db_prepare(
        wv_store_db(w->store),
        "SELECT seq, at, detail_hash, erases, prev, hash FROM audit ORDER BY seq", &q, err);
    if (rc) return rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK) hold_row(w, q, &expected, before);
    for (uint32_t i = 0; rc == WV_E_END && i < w->head_count; i++) {
        if (!wv_audit_head_holds(&w->heads[i])) fault(w, WV_AUDIT_FAULT_HEAD, w->heads[i].seq);
        if (w->heads[i].seq >= expected) fault(w, WV_AUDIT_FAULT_CUT, w->heads[i].seq);
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc next_case(walk *w, wv_err *err)
{
    wv_rc rc = wv_statement_step(w->cases, err);
    w->case_left = rc == WV_OK;
    return rc == WV_E_END ? WV_OK : rc;
}

/* The cases of one entry, in order; those of numbers before it belong to nothing. */
static wv_rc take_cases(walk *w, int64_t seq, wv_err *err)
{
    wv_rc rc = WV_OK;
    w->count = 0;
    while (rc == WV_OK && w->case_left && wv_statement_get_number(w->cases, 0) <= seq) {
        if (wv_statement_get_number(w->cases, 0) < seq)
            fault(w, WV_AUDIT_FAULT_BACK, wv_statement_get_number(w->cases, 0));
        else if (!wv_mem_grow((void **)&w->list, &w->capacity, w->count + 1, sizeof *w->list))
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
        else
            w->list[w->count++] = wv_statement_get_number(w->cases, 1);
        rc = next_case(w, err);
    }
    return rc;
}

/* q: seq of the chain (0: none), detail_hash, seq of the details (0: none), salt, verb, who, ... */
static wv_rc hold_detail(walk *w, wv_statement *q, wv_err *err)
{
    uint8_t hash[32];
    int64_t seq = wv_statement_get_number(q, 0);
    bool entry = wv_statement_get_number(q, 1) != 0, there = wv_statement_get_number(q, 2) != 0;
    wv_rc rc = take_cases(w, seq, err);
    if (rc) return rc;
    if (!there) {
        if (w->count) fault(w, WV_AUDIT_FAULT_BACK, seq);
        if (is_erased(w, seq))
            w->report->erased++;
        else
            fault(w, WV_AUDIT_FAULT_GONE, seq);
        return WV_OK;
    }
    if (!entry || is_erased(w, seq)) fault(w, WV_AUDIT_FAULT_BACK, seq);
    if (!entry) return WV_OK;
    wv_audit_detail d = {.salt = wv_statement_get(q, 4),
                         .verb = wv_statement_get(q, 5),
                         .who = wv_statement_get(q, 6),
                         .role = wv_statement_get(q, 7),
                         .what = wv_statement_get(q, 8),
                         .cases = w->list,
                         .case_count = w->count};
    wv_audit_hash_detail(&d, hash);
    wv_str kept = wv_statement_get(q, 3);
    if (kept.n != 32 || memcmp(hash, kept.p, 32) != 0) fault(w, WV_AUDIT_FAULT_DETAIL, seq);
    return WV_OK;
}

static wv_rc walk_details(walk *w, wv_err *err)
{
    wv_statement *q;
    static const char all[] =
        "SELECT a.seq AS seq, 1, d.seq IS NOT NULL, a.detail_hash, d.salt, d.verb, d.who, d.role,"
        " d.what FROM audit a LEFT JOIN audit_detail d ON d.seq = a.seq"
        " UNION ALL SELECT d.seq, 0, 1, x'', d.salt, d.verb, d.who, d.role, d.what"
        " FROM audit_detail d WHERE NOT EXISTS (SELECT 1 FROM audit WHERE seq = d.seq)"
        " ORDER BY 1";
    wv_db *db = wv_store_db(w->store);
    wv_rc rc = wv_db_prepare(db, "SELECT seq, case_num FROM audit_case ORDER BY seq, case_num",
                             &w->cases, err);
    if (rc == WV_OK) rc = next_case(w, err);
    if (rc == WV_OK) rc = wv_db_prepare(db, all, &q, err);
    if (rc) return rc;
    while ((rc = wv_statement_step(q, err)) == WV_OK)
        if ((rc = hold_detail(w, q, err)) != WV_OK) break;
    wv_statement_reset(q);
    if (rc == WV_E_END) rc = take_cases(w, INT64_MAX, err);
    if (w->count) fault(w, WV_AUDIT_FAULT_BACK, INT64_MAX);
    wv_statement_reset(w->cases);
    return rc;
}

static wv_rc walk_all(walk *w, wv_err *err)
{
    wv_rc rc = wv_audit_head_now(w->store, &w->report->head, err);
    if (rc) return rc;
    /* A number that somebody made up must not make us ask for all memory. */
    w->last = w->report->head.seq;
    if (w->last < 0 || w->last > INT64_C(1) << 36)
        return fault(w, WV_AUDIT_FAULT_ENTRY, w->last), WV_OK;
    w->erased = wv_mem_new((size_t)(w->last / 8 + 1));
    if (!w->erased) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    rc = walk_chain(w, err);
    return rc ? rc : walk_details(w, err);
}

wv_rc wv_audit_verify(wv_store *s, const wv_audit_head *heads, uint32_t head_count,
                      wv_audit_report *out, wv_err *err)
{
    walk w = {.store = s, .report = out, .heads = heads, .head_count = head_count};
    bool own = !wv_db_writes(wv_store_db(s));
    memset(out, 0, sizeof *out);
    wv_rc rc = own ? wv_db_run(wv_store_db(s), "BEGIN", err) : WV_OK;
    if (rc == WV_OK) rc = walk_all(&w, err);
    if (own) wv_store_rollback(s);
    wv_mem_free(w.erased);
    wv_mem_free(w.list);
    return rc;
}
