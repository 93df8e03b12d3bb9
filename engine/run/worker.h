/* SPDX-License-Identifier: EUPL-1.2 */
/* worker.h: what one thread does alone: the records of a chunk, parsed and scanned.
 *
 * A wv_worker holds one chunk and what was found in it, and belongs to one thread at a time: the one
 * that scans, then the one that takes its items (pipeline.c). That thread lends its scratch. The
 * items borrow the chunk, the reader's arena and the pack, and no scratch; valid until the next
 * wv_worker_scan. Warm, it allocates nothing. */
#ifndef WV_RUN_WORKER_H
#define WV_RUN_WORKER_H

#include "read/input.h"
#include "read/reader.h"
#include "scan/scan.h"

typedef struct wv_item {
    wv_str raw;            /* the line as it came, for a dead letter */
    uint64_t line, offset; /* in its input */
    bool is_dead;
    wv_dead dead;
    wv_record record;
    wv_findings shadow;   /* of the shadow pack, copies too */
    wv_findings findings; /* copies: they outlive the scratch's next record */
} wv_item;

typedef struct wv_worker {
    wv_chunk chunk;
    wv_reader reader;
    wv_scratch *scratch, *shadow; /* lent; shadow: NULL when nothing is tried */
    wv_item *items;
    uint32_t count, capacity;
    uint64_t empty_lines;
} wv_worker;

void wv_worker_init(wv_worker *w, const wv_reader_options *options);
void wv_worker_done(wv_worker *w);
/* Fills items from the chunk, with the scratch that was lent. WV_OK, or what stopped it (out of
 * memory, a broken scratch). */
wv_rc wv_worker_scan(wv_worker *w, wv_err *err);

#endif
