/* SPDX-License-Identifier: EUPL-1.2 */
/* schema_guard.c: step 2: the audit log, accounts and sessions, and what retention has doomed.
 *
 * In: nothing. Out: SQL. Neighbours: schema.c does it; audit.c, account.c and retention.c use it.
 * Invariant: the tables are STRICT: a value of another type is no way to change an entry and keep
 * its bytes. Cost: none. */
#include "store/schema.h"

const char wv_schema_guard[] =
    "CREATE TABLE audit(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, detail_hash BLOB NOT NULL,"
    " erases TEXT NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TABLE audit_detail(seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, verb TEXT NOT NULL,"
    " who TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL) STRICT;"
    "CREATE TABLE audit_case(seq INTEGER NOT NULL, case_num INTEGER NOT NULL,"
    " PRIMARY KEY(seq, case_num)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX audit_case_by_case ON audit_case(case_num, seq);"
    "CREATE TABLE account(name TEXT PRIMARY KEY, role TEXT NOT NULL, all_cases INTEGER NOT NULL,"
    " password TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, made_at INTEGER NOT NULL)"
    " STRICT;"
    "CREATE TABLE session(token BLOB PRIMARY KEY, account TEXT NOT NULL, made_at INTEGER NOT NULL,"
    " seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX session_by_account ON session(account, made_at);"
    "CREATE TABLE login_failure(name TEXT PRIMARY KEY, failures INTEGER NOT NULL,"
    " last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX login_failure_by_time ON login_failure(last_at);"
    /* kind: 1 a record, 2 an item, 3 a case that may be empty afterwards */
    "CREATE TABLE doomed(kind INTEGER NOT NULL, num INTEGER NOT NULL, PRIMARY KEY(kind, num))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE receipt(num INTEGER PRIMARY KEY, at INTEGER NOT NULL, json TEXT NOT NULL)"
    " STRICT;";
