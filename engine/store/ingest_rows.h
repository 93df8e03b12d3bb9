/* SPDX-License-Identifier: EUPL-1.2 */
/* ingest_rows.h: the insides of an ingest, shared by its files. Inside of store/.
 *
 * What is looked up by name within a batch is remembered by number until its end. */
#ifndef WV_STORE_INGEST_ROWS_H
#define WV_STORE_INGEST_ROWS_H

#include "base/map.h"
#include "read/reader.h"
#include "store/ingest.h"
#include "store/seen.h"

typedef struct wv_ingest_case {
    int64_t num;
    bool changed; /* its row in the queue is to be worked out */
} wv_ingest_case;

struct wv_ingest {
    wv_store *store;
    wv_db *db;
    wv_ingest_options options;
    wv_ingest_stats stats;
    wv_arena arena; /* of the line at hand */
    wv_json json;
    wv_reader reader;
    wv_buf work;
    bool open;   /* a transaction is */
    bool failed; /* within a line: what is open is not to be committed */
    uint32_t in_batch;
    wv_arena names_arena; /* of the batch */
    wv_map names;         /* text -> name.num */
    wv_map cases;         /* -> index in touched */
    wv_ingest_case *touched;
    uint32_t touched_count, touched_capacity;
    int64_t last_item, last_finding; /* numbers given out */
    int64_t old_case;                /* cases up to this number were there before the batch */
    bool revisions;                  /* there are some: lines may be revised when they come in */
    wv_seen keys; /* of items of cases that are new in this batch */
    wv_seen ids;  /* bulk: of all items; their index is made last */
    int64_t pack; /* of the last line; 0 none */
    wv_str pack_sha256, pack_engine;
};

typedef struct wv_ingest_maker {
    wv_str name, version, sha256, engine;
} wv_ingest_maker;

wv_rc wv_ingest_name(wv_ingest *in, wv_str text, int64_t *num, wv_err *err);
wv_rc wv_ingest_pack(wv_ingest *in, const wv_ingest_maker *maker, int64_t *num, wv_err *err);
/* case_id empty: the record stands alone. Valid until the next one. */
wv_rc wv_ingest_case_of(wv_ingest *in, wv_str case_id, wv_str record, wv_ingest_case **out,
                        wv_err *err);
/* With options.rescan: what this run gave and said (ingest_close.c). */
wv_rc wv_ingest_note_begin(wv_ingest *in, wv_err *err);
wv_rc wv_ingest_note_record(wv_ingest *in, int64_t record, bool corrected, wv_err *err);
wv_rc wv_ingest_note_item(wv_ingest *in, const uint8_t id[16], wv_err *err);
/* This finding of this line is said again: that it was closed is void. */
wv_rc wv_ingest_unclose(wv_ingest *in, const uint8_t item[16], const uint8_t key[16],
                        const uint8_t evidence[16], wv_err *err);
/* Bulk: what revisions say of lines that came before or after them. */
wv_rc wv_ingest_revise_all(wv_ingest *in, wv_err *err);
/* What a line came to: a fault of the line leaves the batch whole, any other ends the ingest. */
wv_rc wv_ingest_line(wv_ingest *in, wv_rc rc);
/* Before the first row of a line; after its last. */
wv_rc wv_ingest_ready(wv_ingest *in, wv_err *err);
wv_rc wv_ingest_count(wv_ingest *in, wv_err *err);

#endif
