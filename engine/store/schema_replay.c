/* SPDX-License-Identifier: EUPL-1.2 */
/* schema_replay.c: step 4: which findings came in by reading records of before again.
 *
 * In: nothing. Out: SQL. Neighbours: schema.c does it; ingest_flag.c fills it. Why: who opens a case
 * of last year wants to know that its text is old and the rule new. Invariant: `replayed` is of the
 * finding and not of its line: in one line stand findings that were known and one that is new. Cost:
 * none, SQLite adds a column without writing rows. */
#include "store/schema.h"

const char wv_schema_replay[] =
    "ALTER TABLE finding ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0;";
