/* SPDX-License-Identifier: EUPL-1.2 */
/* flag.h: the output contract (design 6, docs/output.schema.json): one JSON object a line.
 *
 * A wv_flag_writer belongs to one thread; the caller owns it, init/done; it borrows the frozen
 * pack. It appends to a buffer and knows no file. Key order is fixed, escapes are the fewest that
 * JSON allows, so equal findings give equal bytes. */
#ifndef WV_FLAG_FLAG_H
#define WV_FLAG_FLAG_H

#include "base/buf.h"
#include "flag/id.h"
#include "flag/offsets.h"
#include "pack/frozen.h"

typedef struct wv_flag_options {
    const wv_frozen *pack; /* borrowed */
    wv_offset_unit unit;
    bool all; /* write dropped, suppressed and shadow findings too */
} wv_flag_options;

typedef struct wv_flag_writer {
    wv_flag_options options;
    wv_offsets offsets;
    wv_buf maker; /* `,"pack":{...},"engine":"..."}` and the line break: the end of every line */
} wv_flag_writer;

/* What one flag line is made of: the record's own findings, then those that its case made on it. */
typedef struct wv_flag_input {
    const wv_record *record;
    wv_time raised_at;
    const wv_finding *own, *from_case;
    uint32_t own_count, from_case_count;
    bool truncated;
    bool beyond_horizon; /* older than what its case still weighs */
} wv_flag_input;

wv_rc wv_flag_writer_init(wv_flag_writer *w, const wv_flag_options *options);
void wv_flag_writer_done(wv_flag_writer *w);

/* Counts for attention: not dropped, not suppressed, not of a rule in shadow. */
bool wv_finding_is_live(const wv_flag_writer *w, const wv_finding *finding);
/* Triage of a record's flag: of its highest live severity; info when nothing is live. */
wv_triage wv_flag_triage(const wv_flag_writer *w, const wv_flag_input *in);

/* Appends the line, or nothing when no finding is to be shown; tells which. A failed append shows
 * in out->failed. */
bool wv_flag_write(wv_flag_writer *w, wv_buf *out, const wv_flag_input *in);
/* A finding that its case made on a record of before. */
void wv_flag_write_late(wv_flag_writer *w, wv_buf *out, const wv_late_flag *late);
void wv_flag_write_alert(wv_flag_writer *w, wv_buf *out, const wv_alert *alert);
void wv_flag_write_revision(wv_flag_writer *w, wv_buf *out, const wv_revision *revision);

const char *wv_triage_name(wv_triage triage);

/* flag/finding.c: one finding as an element of `findings`; spans in the unit of w->offsets, which
 * stands at `text`. */
void wv_flag_write_finding(wv_flag_writer *w, wv_buf *out, wv_str case_id, wv_str record,
                           wv_str text, const wv_finding *finding);
/* `{"counted":14,"codes":["overlast"]}` */
void wv_flag_write_facts(wv_buf *out, const wv_attr *facts, uint32_t count);
/* `["a","b"]` */
void wv_flag_write_strings(wv_buf *out, const wv_str *list, uint32_t count);

#endif
