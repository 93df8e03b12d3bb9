/* SPDX-License-Identifier: EUPL-1.2 */
/* schema_item.c: step 3: the ids of items in an index of their own.
 *
 * In: nothing. Out: SQL. Neighbours: schema.c does it. Why: a constraint's index cannot be put off,
 * and ids are hashes: a bulk load asked a page in no order for each line. Now that load makes the
 * index last (schema_core.c has it among the others) and knows by itself what it has seen. Cost: of
 * an older store every item is written once more. */
#include "store/schema.h"

const char wv_schema_item[] =
    "ALTER TABLE item RENAME TO item_of_step_1;"
    "CREATE TABLE item(num INTEGER PRIMARY KEY, id BLOB NOT NULL,"
    " key BLOB NOT NULL, case_num INTEGER NOT NULL, is_alert INTEGER NOT NULL,"
    " own INTEGER NOT NULL, record TEXT NOT NULL, triage INTEGER NOT NULL, raised INTEGER NOT NULL,"
    " raised_at TEXT NOT NULL, pack INTEGER NOT NULL, degraded TEXT NOT NULL, json TEXT NOT NULL,"
    " hidden INTEGER NOT NULL DEFAULT 0);"
    "INSERT INTO item SELECT * FROM item_of_step_1 ORDER BY num;"
    "DROP TABLE item_of_step_1;"
    "CREATE UNIQUE INDEX item_by_id ON item(id);"
    "CREATE INDEX flag_by_case ON item(case_num, key);";
