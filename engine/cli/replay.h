/* SPDX-License-Identifier: EUPL-1.2 */
/* replay.h: what stands at the end of an output, by key, and how two outputs differ. Inside of
 * cli/. */
#ifndef WV_CLI_REPLAY_H
#define WV_CLI_REPLAY_H

#include "read/json.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"

typedef struct wv_standing_item { /* a live finding or an alert that was not voided */
    wv_str key, id;               /* id of its line */
    wv_str about;   /* `"of":"finding","case":...,"record":...,"signal":...`: who it is */
    wv_str content; /* `{"severity":4,...}`: what may change */
    uint32_t next;  /* of the same key, UINT32_MAX none */
    bool gone;      /* a revision voided it */
} wv_standing_item;

typedef struct wv_standing {
    wv_arena arena, scratch;
    wv_json json;
    wv_standing_item *items; /* by their lines */
    uint32_t count, capacity;
    wv_map by_key, by_id; /* first item of a key; first item of a line */
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
 * gone, in the order of `was`. */
wv_rc wv_replay_compare(const wv_standing *was, const wv_standing *is, wv_buf *out,
                        wv_replay_counts *counts, wv_err *err);

#endif
