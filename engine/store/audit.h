/* SPDX-License-Identifier: EUPL-1.2 */
/* audit.h: who did what, when, with which cases, in a log that shows when it was touched.
 *
 *   audit          seq  at  detail_hash  erases  prev  hash      the chain: kept for good
 *   audit_detail   seq  salt  verb  who  role  what              what retention may erase
 *   audit_case     seq  case_num                                 which cases it was about
 *
 *   detail_hash = SHA-256(salt, verb, who, role, what, cases)
 *   hash        = SHA-256(prev, seq, at, detail_hash, erases)    prev = hash of seq - 1
 *
 * The salt goes with the details: what is left of them then cannot be guessed back. An entry that
 * erases names the numbers in its own `erases`, in the chain: details that are gone without such an
 * entry are tampering. Who can write the file can write a whole new chain; so heads (number and
 * hash, signed) are kept elsewhere, and a chain must pass through each of them.
 *
 * Group commit: wv_audit_add writes in the caller's transaction, any number of them; when
 * wv_store_commit returns they are on the disk, and only then may the page go out. */
#ifndef WV_STORE_AUDIT_H
#define WV_STORE_AUDIT_H

#include "crypto/sign.h"
#include "store/store.h"

/* X(name, word, what the law calls it: Wpg 32a names these kinds). Words are kept in stores: a row
 * is never changed or moved. */
#define WV_AUDIT_TABLE(X)                                                                          \
    X(VIEW, "view", "consult")                                                                     \
    X(SEARCH, "search", "consult")                                                                 \
    X(TAKE, "take", "change")                                                                      \
    X(RELEASE, "release", "change")                                                                \
    X(SNOOZE, "snooze", "change")                                                                  \
    X(HAND_OVER, "hand_over", "change")                                                            \
    X(READ, "read", "change")                                                                      \
    X(DECIDE, "decide", "change")                                                                  \
    X(UNDO, "undo", "change")                                                                      \
    X(MISSED, "missed", "change")                                                                  \
    X(REVEAL, "reveal", "consult")                                                                 \
    X(INGEST, "ingest", "collect")                                                                 \
    X(EXPORT, "export", "disclose")                                                                \
    X(HIDE, "hide", "change")                                                                      \
    X(DESTROY, "destroy", "destroy")                                                               \
    X(ERASE, "erase", "destroy")                                                                   \
    X(LOGIN, "login", "access")                                                                    \
    X(LOGIN_FAILED, "login_failed", "access")                                                      \
    X(LOGOUT, "logout", "access")                                                                  \
    X(REFUSED, "refused", "access")                                                                \
    X(ACCOUNT, "account", "access")                                                                \
    X(GRANT, "grant", "access")                                                                    \
    X(SETTING, "setting", "change")

typedef enum wv_audit_verb {
#define WV_AUDIT_ENUM(name, word, law) WV_AUDIT_##name,
    WV_AUDIT_TABLE(WV_AUDIT_ENUM)
#undef WV_AUDIT_ENUM
    WV_AUDIT_VERBS
} wv_audit_verb;

const char *wv_audit_word(wv_audit_verb verb);
const char *wv_audit_law(wv_audit_verb verb);

enum { WV_AUDIT_WHAT_MAX = 16 << 10, WV_AUDIT_CASES_MAX = 1000 };

typedef struct wv_audit_entry {
    wv_audit_verb verb;
    wv_str who, role;
    /* A JSON object or empty: numbers, ids, words of a search, an answer. Never the text of a record. */
    wv_str what;
    const int64_t *cases; /* numbers of the cases that it was about, or that were shown */
    uint32_t case_count;
    int64_t at;
} wv_audit_entry;

/* In the caller's transaction (WV_E_USAGE when there is none). *seq may be NULL. */
wv_rc wv_audit_add(wv_store *s, const wv_audit_entry *e, int64_t *seq, wv_err *err);

/* Which details go: those about `case_num` (0: any), of one verb (WV_AUDIT_VERBS: any), of before
 * `before` (0: any time). Adds an ERASE entry by `who` when there were any; *count says how many.
 * In the caller's transaction. */
typedef struct wv_audit_erasure {
    wv_str who, role;
    int64_t at, case_num, before;
    wv_audit_verb verb;
} wv_audit_erasure;
wv_rc wv_audit_erase(wv_store *s, const wv_audit_erasure *e, uint64_t *count, wv_err *err);

/* --- reading ------------------------------------------------------------------------------------ */

typedef struct wv_audit_line {
    int64_t seq, at;
    bool erased;                 /* verb, who, role and what are empty */
    wv_str verb, who, role, what; /* valid until the next line */
    uint8_t detail_hash[32], hash[32];
} wv_audit_line;

typedef struct wv_audit_query {
    wv_str who, verb;         /* empty: all */
    int64_t case_num, from, to; /* 0: all; from and to are times, half open */
} wv_audit_query;

/* Oldest first; stops with what `give` returns when that is not WV_OK. */
wv_rc wv_audit_read(wv_store *s, const wv_audit_query *query,
                    wv_rc (*give)(void *ctx, const wv_audit_line *line, wv_err *err), void *ctx,
                    wv_err *err);

/* --- verifying ---------------------------------------------------------------------------------- */

typedef struct wv_audit_head {
    int64_t seq, at;
    uint8_t hash[32], signature[WV_SIGN_SIGNATURE], key[WV_SIGN_PUBLIC];
} wv_audit_head;

/* The last entry; seq 0 and a zero hash for an empty log. */
wv_rc wv_audit_head_now(wv_store *s, wv_audit_head *out, wv_err *err);
void wv_audit_head_sign(wv_audit_head *head, const uint8_t secret[WV_SIGN_SECRET]);
bool wv_audit_head_holds(const wv_audit_head *head);
/* One line of NDJSON, and back (WV_E_JSON, WV_E_RECORD). */
void wv_audit_head_write(const wv_audit_head *head, wv_buf *out);
wv_rc wv_audit_head_read(wv_str line, wv_audit_head *out, wv_err *err);

typedef enum wv_audit_fault_kind {
    WV_AUDIT_FAULT_MISSING, /* a number is not there */
    WV_AUDIT_FAULT_CHAIN,   /* prev is not the hash of the entry before */
    WV_AUDIT_FAULT_ENTRY,   /* the hash is not that of the entry */
    WV_AUDIT_FAULT_DETAIL,  /* the details are not those of the entry */
    WV_AUDIT_FAULT_GONE,    /* details are gone and no entry erased them */
    WV_AUDIT_FAULT_BACK,    /* details of an entry that were erased, or of no entry */
    WV_AUDIT_FAULT_CUT,     /* a head is beyond the last entry */
    WV_AUDIT_FAULT_HEAD,    /* a head has another hash than its entry, or a bad signature */
} wv_audit_fault_kind;

typedef struct wv_audit_fault {
    wv_audit_fault_kind kind;
    int64_t seq;
} wv_audit_fault;

const char *wv_audit_fault_text(wv_audit_fault_kind kind);

enum { WV_AUDIT_FAULTS_MAX = 100 };

typedef struct wv_audit_report {
    uint64_t entries, erased; /* erased: entries without their details, rightly */
    uint64_t fault_count;
    wv_audit_fault faults[WV_AUDIT_FAULTS_MAX]; /* the first of them */
    wv_audit_head head;
} wv_audit_report;

/* Walks all of it. WV_OK also when there are faults: the report says. `heads` in any order; the
 * signature of each is checked against the key in it: the caller knows whose that is. */
wv_rc wv_audit_verify(wv_store *s, const wv_audit_head *heads, uint32_t head_count,
                      wv_audit_report *out, wv_err *err);

#endif
