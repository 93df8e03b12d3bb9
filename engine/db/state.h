/* SPDX-License-Identifier: EUPL-1.2 */
/* state.h: the state of cases between runs: one SQLite file, no texts in it (design 5.5).
 *
 *   meta(name, value)            format, pack sha256, pack name
 *   cases(id, name, entries)     case ids
 *   log(case, seq, bytes)        what case/pickle.h writes, append only
 *   waiting(name)                cases with late records that are not read in (case/arrears.c)
 *   digests(owner, rows)         rows of each log that the last digest had seen
 *   run(...)                     the last run: its command, position in its inputs, lengths of its
 * files
 *
 * One transaction is open from open to close; wv_state_commit ends it and opens the next, so that
 * state, position and lengths are always of one moment. A wv_state is used by one thread at a time.
 */
#ifndef WV_DB_STATE_H
#define WV_DB_STATE_H

#include "db/db.h"

typedef struct wv_state wv_state;

/* Where a run was when it committed. */
typedef struct wv_state_position {
    bool known;          /* this command ran before on this state, to here */
    uint32_t input;      /* index in its list of inputs */
    uint64_t offset;     /* bytes of that input that are done */
    uint64_t tail_bytes; /* so many bytes before the offset had this hash: */
    uint64_t tail_hash;  /* a new file under the old name is not skipped */
    uint64_t out_bytes, dead_bytes;
} wv_state_position;

typedef struct wv_state_options {
    const char *path;        /* NULL: a private temporary database */
    const char *pack_sha256; /* WV_E_VERSION when the state was made with another */
    bool keep;               /* --pack-change keep: go on with this pack */
    bool migrates;           /* brings an older format to this engine's */
    bool must_exist;         /* WV_E_NOINPUT when there is no such file: readers make none */
    const char *command; /* names the run: its inputs and outputs; a position of another command is
                            not used */
} wv_state_options;

wv_rc wv_state_open(const wv_state_options *options, wv_state **out, wv_err *err);
/* Without commit everything since the last one is gone, as after a kill. */
void wv_state_close(wv_state *s);

wv_state_position wv_state_where(const wv_state *s);
/* Commits what was changed without a run (a migration); the position stays. */
wv_rc wv_state_keep(wv_state *s, wv_err *err);
wv_rc wv_state_commit(wv_state *s, const wv_state_position *position, wv_err *err);

/* For case/case.h's wv_case_store; ctx is the wv_state. */
wv_rc wv_state_load(void *ctx, wv_str case_id, wv_buf *out, wv_err *err);
wv_rc wv_state_append(void *ctx, wv_str case_id, wv_str bytes, wv_err *err);
wv_rc wv_state_next(void *ctx, wv_str after, wv_buf *out, wv_err *err);
wv_rc wv_state_wait(void *ctx, wv_str case_id, bool waits, wv_err *err);
wv_rc wv_state_waiting(void *ctx, wv_buf *out, wv_err *err);
wv_rc wv_state_tally(void *ctx, uint64_t *number, bool set, wv_err *err);

wv_rc wv_state_replace(void *ctx, wv_str case_id, wv_str bytes, wv_err *err);

/* --- for `waakvlam digest`
 * -----------------------------------------------------------------------------------
 */

/* A case as the last digest saw it; nothing when it was not there then. */
wv_rc wv_state_load_digested(void *ctx, wv_str case_id, wv_buf *out, wv_err *err);
/* All cases as they are now are the last digest. Commits. */
wv_rc wv_state_mark_digested(wv_state *s, wv_err *err);

/* --- for `waakvlam state`
 * ------------------------------------------------------------------------------------ */

typedef struct wv_state_counts {
    uint64_t cases, rows, bytes;
} wv_state_counts;

wv_rc wv_state_count(wv_state *s, wv_state_counts *out, wv_err *err);
/* Removes a case; *found tells. Freed pages are overwritten (secure_delete) and the file is packed.
 */
wv_rc wv_state_remove(wv_state *s, wv_str case_id, bool *found, wv_err *err);
/* The same in two steps, for many cases: drop each, then pack once. */
wv_rc wv_state_drop(wv_state *s, wv_str case_id, bool *found, wv_err *err);
wv_rc wv_state_pack(wv_state *s, wv_err *err);
/* Format that the file had when it was opened, and the one that this engine writes. */
int wv_state_format(const wv_state *s);
int wv_state_format_now(void);
wv_rc wv_state_backup(wv_state *s, const char *path, wv_err *err);
/* SQLite's own check of pages and indexes; WV_E_CORRUPT with what it said. */
wv_rc wv_state_verify(wv_state *s, wv_err *err);

#endif
