/* SPDX-License-Identifier: EUPL-1.2 */
/* schema_core.c: step 1: what scan found, the cases, what people decided, and the words of records.
 *
 *   pack, name          each pack, rule, signal and pattern once
 *   case_row            a line of the queue; `alone` 1: a record without a case, by its id
 *     record            what was read; the text only here and, as keys of words, in `words`
 *     item              a flag or an alert line; json is its `findings`, or an alert's facts
 *       finding         one finding, or the alert itself: what a decision hangs on
 *     revision          lines of type revision
 *     decision          append only; the row of the case is worked out from it
 *     look, access, handover, missed
 *
 * Invariants. (1) A finding is one (key, evidence): the same again keeps its row, its number and so
 * its decisions. (2) Numbers of items and findings only grow, also after a purge (meta last_item,
 * last_finding: AUTOINCREMENT costs a row more each): a decision on a case covers those up to
 * `through`, and what comes later is new. (3) case_row is a function
 * of finding and decision, but for lease, look and handover. (4) ids and keys are 16 bytes here and
 * 32 hex digits outside. (5) A loose record is a case_row of its own: nothing says that two loose
 * records with one id are the same, but their flags have one key. (6) `own`: the line of a record's
 * own text; a later one under the same key is a correction. Lines that the case adds to a record
 * have the same key and are none. (7) urgency is 4 - triage, so that a page of the queue goes on
 * where the last one ended by one comparison of (urgency, since, num). */
#include "store/schema.h"

const char wv_schema_core[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pack(num INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, engine TEXT NOT NULL, UNIQUE(sha256, engine));"
    "CREATE TABLE name(num INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE case_row(num INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,"
    " alone INTEGER NOT NULL, open INTEGER NOT NULL DEFAULT 0, urgency INTEGER NOT NULL DEFAULT 4,"
    " open_count INTEGER NOT NULL DEFAULT 0, severity INTEGER NOT NULL DEFAULT 0, since INTEGER "
    "NOT NULL DEFAULT 0,"
    " newest INTEGER NOT NULL DEFAULT 0, through INTEGER NOT NULL DEFAULT 0,"
    " decided INTEGER NOT NULL DEFAULT 0, lease_user TEXT NOT NULL DEFAULT '',"
    " lease_until INTEGER NOT NULL DEFAULT 0, snooze_until INTEGER NOT NULL DEFAULT 0,"
    " snooze_urgency INTEGER NOT NULL DEFAULT 0, handed_to TEXT NOT NULL DEFAULT '',"
    " received INTEGER NOT NULL DEFAULT 0, second_not TEXT NOT NULL DEFAULT '',"
    " UNIQUE(name, alone));"
    "CREATE TABLE record(num INTEGER PRIMARY KEY AUTOINCREMENT, case_num INTEGER NOT NULL,"
    " id TEXT NOT NULL, occurred INTEGER NOT NULL, received INTEGER NOT NULL, text TEXT NOT NULL,"
    " json TEXT NOT NULL, content BLOB NOT NULL, rev INTEGER NOT NULL,"
    " expires_out INTEGER NOT NULL DEFAULT 0, destroy_at INTEGER NOT NULL DEFAULT 0,"
    " hidden INTEGER NOT NULL DEFAULT 0, UNIQUE(case_num, id));"
    "CREATE TABLE item(num INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
    " key BLOB NOT NULL, case_num INTEGER NOT NULL, is_alert INTEGER NOT NULL,"
    " own INTEGER NOT NULL, record TEXT NOT NULL, triage INTEGER NOT NULL, raised INTEGER NOT NULL,"
    " raised_at TEXT NOT NULL, pack INTEGER NOT NULL, degraded TEXT NOT NULL, json TEXT NOT NULL,"
    " hidden INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE finding(num INTEGER PRIMARY KEY, key BLOB NOT NULL,"
    " evidence BLOB NOT NULL, case_num INTEGER NOT NULL, item INTEGER NOT NULL,"
    " place INTEGER NOT NULL, is_alert INTEGER NOT NULL, signal INTEGER NOT NULL,"
    " rule INTEGER NOT NULL, severity INTEGER NOT NULL, triage INTEGER NOT NULL,"
    " raised INTEGER NOT NULL, live INTEGER NOT NULL, standing INTEGER NOT NULL DEFAULT 1,"
    " stale INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0,"
    " answer INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE revision(num INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, of BLOB NOT NULL,"
    " key BLOB NOT NULL, case_num INTEGER NOT NULL, standing INTEGER NOT NULL,"
    " raised_at TEXT NOT NULL, because TEXT NOT NULL);"
    "CREATE INDEX revision_by_of ON revision(of);"
    "CREATE INDEX revision_by_case ON revision(case_num);"
    /* question: 1 read, 2 do. effect: 1 while it holds (do: the second person agreed, or none is
     * needed). */
    "CREATE TABLE decision(num INTEGER PRIMARY KEY AUTOINCREMENT, question INTEGER NOT NULL,"
    " case_num INTEGER NOT NULL, finding INTEGER NOT NULL, key BLOB, evidence BLOB,"
    " answer INTEGER NOT NULL, reason INTEGER NOT NULL, target TEXT NOT NULL, note TEXT NOT NULL,"
    " user TEXT NOT NULL, role TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,"
    " through INTEGER NOT NULL, round INTEGER NOT NULL, effect INTEGER NOT NULL,"
    " sealed_at INTEGER NOT NULL DEFAULT 0, undone_at INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX decision_by_case ON decision(case_num, question);"
    "CREATE INDEX decision_by_key ON decision(key) WHERE key IS NOT NULL;"
    "CREATE INDEX decision_open ON decision(num) WHERE sealed_at = 0 AND undone_at = 0;"
    "CREATE TABLE look(user TEXT NOT NULL, case_num INTEGER NOT NULL, through INTEGER NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY(user, case_num)) WITHOUT ROWID;"
    "CREATE TABLE access(user TEXT NOT NULL, case_num INTEGER NOT NULL,"
    " PRIMARY KEY(user, case_num)) WITHOUT ROWID;"
    "CREATE TABLE handover(num INTEGER PRIMARY KEY AUTOINCREMENT, case_num INTEGER NOT NULL,"
    " from_user TEXT NOT NULL, to_role TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL,"
    " received_by TEXT NOT NULL DEFAULT '', received_at INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX handover_by_case ON handover(case_num);"
    "CREATE TABLE missed(num INTEGER PRIMARY KEY AUTOINCREMENT, case_num INTEGER NOT NULL,"
    " record TEXT NOT NULL, signal TEXT NOT NULL, note TEXT NOT NULL, user TEXT NOT NULL,"
    " at INTEGER NOT NULL);"
    "CREATE INDEX missed_by_case ON missed(case_num, record);"
    "CREATE VIRTUAL TABLE words USING fts5(text, content = 'record', content_rowid = 'num',"
    " tokenize = 'waakvlam');";

/* finding_by_case gives the open ones of a case (num above what is decided) without their rows;
 * queue_order is the page of the queue as it is shown. */
const char wv_schema_indexes[] =
    "CREATE UNIQUE INDEX IF NOT EXISTS item_by_id ON item(id);"
    "CREATE INDEX IF NOT EXISTS flag_by_case ON item(case_num, key);"
    "CREATE INDEX IF NOT EXISTS finding_by_case ON finding(case_num, num);"
    "CREATE INDEX IF NOT EXISTS finding_by_item ON finding(item);"
    "CREATE INDEX IF NOT EXISTS finding_due ON finding(due, num) WHERE due > 0;"
    "CREATE INDEX IF NOT EXISTS record_by_time ON record(case_num, occurred, num);"
    "CREATE INDEX IF NOT EXISTS queue_order ON case_row(handed_to, urgency, since, num,"
    " snooze_until) WHERE open = 1;"
    "CREATE INDEX IF NOT EXISTS queue_mine ON case_row(lease_user) WHERE lease_user <> '';";
