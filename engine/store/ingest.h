/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest.h: what scan writes, and the records it read, into the store.
 *
 * Giving the same lines again changes nothing: a flag, alert or revision is known by its `id`, a
 * record by its case, id and content. A finding is known by its `key` and the hash of its evidence:
 * what a new pack finds again keeps its decision; other evidence is a new finding, and opens its
 * case again. The caller owns the struct; begin/end; one thread. Lines are written in batches of
 * WV_INGEST_BATCH, each one transaction, so that others get their turn to write. */
#ifndef WV_STORE_INGEST_H
#define WV_STORE_INGEST_H

#include "read/reader.h"
#include "store/store.h"

/* About 0.1 s of work: what a reviewer's decision may have to wait. */
enum { WV_INGEST_BATCH = 2000 };

typedef struct wv_ingest_options {
    bool no_text;             /* records without their text and title: evidence only */
    bool bulk;                /* the store was opened so: indexes and queue are made at the end */
    bool rescan; /* the records given will be followed by all that one scan finds in them, or the
                    other way round: wv_ingest_close_unsaid closes what is no longer said */
    int64_t now; /* when that is, for the row that says so; 0 without `rescan` */
    wv_reader_options reader; /* zone of times without an offset, as of the scan */
} wv_ingest_options;

/* read = flags + alerts + revisions + records + seen + other + conflicts. */
typedef struct wv_ingest_stats {
    uint64_t read, flags, alerts, revisions, records, seen;
    uint64_t corrected;      /* of `records`: a higher `rev` of one that was there */
    uint64_t conflicts;      /* records with the id of another, and no higher rev: not stored */
    uint64_t other;          /* lines of other types, and lines of a partial profile */
    uint64_t closed;         /* findings that a rescan no longer has */
    uint64_t findings, kept; /* new; known by key and evidence: decisions stay */
} wv_ingest_stats;

typedef struct wv_ingest wv_ingest;

wv_rc wv_ingest_begin(wv_store *store, const wv_ingest_options *options, wv_ingest **out,
                      wv_err *err);
/* One line of scan's output, or one record. WV_E_JSON, WV_E_UTF8, WV_E_LIMIT or WV_E_RECORD:
 * the line cannot be used, says err, and nothing of it was stored; the next may be given. */
wv_rc wv_ingest_flag(wv_ingest *in, wv_str line, wv_err *err);
wv_rc wv_ingest_record(wv_ingest *in, wv_str line, wv_err *err);
/* With options.rescan, when all was given and nothing failed: findings of cases whose every record
 * was given, and of records that were corrected, which no line of this run has, no longer stand. A
 * revision says so; decisions stay. */
wv_rc wv_ingest_close_unsaid(wv_ingest *in, wv_err *err);
/* Commits what is open. */
wv_rc wv_ingest_flush(wv_ingest *in, wv_err *err);
/* Commits, and in bulk makes the indexes. Frees `in` in any case; NULL allowed for stats. */
wv_rc wv_ingest_end(wv_ingest *in, wv_ingest_stats *stats, wv_err *err);

#endif
