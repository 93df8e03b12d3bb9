/* SPDX-License-Identifier: EUPL-1.2 */
/* flags.h: what flags.c gives corpus.c: the findings of a record, read back from a scan's output. */
#ifndef WV_LAB_FLAGS_H
#define WV_LAB_FLAGS_H

#include "lab/corpus.h"

typedef struct wv_flag_row { /* findings of one record are a chain in the order of the file */
    wv_found found;
    wv_str actor, target; /* references of persons, or a word of the engine; empty: not said */
    uint32_t next; /* index + 1; 0 ends it */
} wv_flag_row;

/* Findings of the record, as an array in the arena, with the roles that its `persons` give to who
 * did it to whom; none when there is no memory for it. */
wv_founds wv_flags_of(const wv_flags *flags, const wv_record *record, wv_arena *arena);

#endif
