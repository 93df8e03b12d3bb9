/* SPDX-License-Identifier: EUPL-1.2 */
/* replay.h: what stands at the end of an output, by key, and how two outputs differ. Inside of
 * cli/. */
#ifndef WV_CLI_REPLAY_H
#define WV_CLI_REPLAY_H

#include "read/json.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

#include <stdio.h>

typedef struct wv_standing_item { /* a live finding or an alert that was not voided */
    wv_str key, id;               /* id of its line */
    uint32_t record;              /* index in `records`: lines that the store takes together */
    wv_str about;   /* `"of":"finding","case":...,"record":...,"signal":...`: who it is */
    wv_str content; /* `{"severity":4,...}`: what may change */
    uint32_t next;  /* of the same key, UINT32_MAX none */
    uint64_t line;  /* from 1: where it stands */
    bool gone;      /* a revision voided it */
    bool differs;   /* the comparison: it is new or changed */
} wv_standing_item;

typedef struct wv_standing_revision {
    wv_str of; /* id of a line */
    uint64_t line;
} wv_standing_revision;

typedef struct wv_standing {
    wv_arena arena, scratch;
    wv_json json;
    wv_standing_item *items; /* by their lines */
    uint32_t count, capacity;
    wv_map by_key, by_id; /* first item of a key; first item of a line */
    wv_map records; /* key of a line */
    wv_standing_revision *revisions;
    uint32_t revision_count, revision_capacity;
    uint64_t lines;
} wv_standing;

typedef struct wv_replay_counts {
    uint64_t same, fresh, gone, changed;
} wv_replay_counts;

void wv_standing_init(wv_standing *s);
void wv_standing_done(wv_standing *s);
/* Takes one line of an output. WV_E_RECORD when it is no line of an output. */
wv_rc wv_standing_take(wv_standing *s, wv_str line, wv_err *err);

/* Appends a line for each key that is new or changed, in the order of `is`, then for each that is
 * gone, in the order of `was`; what is new or changed is marked in `is`. */
wv_rc wv_replay_compare(const wv_standing *was, wv_standing *is, wv_buf *out,
                        wv_replay_counts *counts, wv_err *err);

/* --- the lines themselves (replay_write.c): kept while the new pack writes, given out after the
 * comparison --- */

typedef struct wv_replay_lines {
    FILE *file; /* without a name; NULL: none are kept */
} wv_replay_lines;

wv_rc wv_replay_lines_open(wv_replay_lines *l, wv_err *err);
void wv_replay_lines_close(wv_replay_lines *l);
wv_rc wv_replay_lines_keep(wv_replay_lines *l, wv_str line, wv_err *err);
/* Those of which something differs, the other lines of the same records and what revised them,
 * with their origin, to a file that appears whole or not at all.
 * `is` took the same lines. */
wv_rc wv_replay_lines_write(wv_replay_lines *l, const wv_standing *is, const char *path,
                            wv_err *err);

#endif
