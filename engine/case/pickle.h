/* SPDX-License-Identifier: EUPL-1.2 */
/* pickle.h: a case as a log of bytes, for the store. Layout, last revised 2026-11:
 *
 *   log   = op*                              numbers are LEB128; strings are length, bytes
 *   op    = 'E' entry | 'D' entry | 'S' | 'W' written | 'V' index | 'A' id content rev
 *         | 'T' seconds | 'C' credit | 'H' edge | 'R' past | 'P' due | 'N' contacts of a day
 *
 * E an entry in the order it came; a second one with the same id replaces the first. D one that
 * came late and waits, S what waits was read in (arrears.c). W what was
 * written; of a finding in its record's own line also that line's triage and content hash. V
 * number of a written thing that no longer stands. A an id that was judged alone. T the moment to
 * which --as-of moved the case. C what it may spend on late records (arrears.c). Rules and
 * signals stand by name, so that a log can be read under another pack. No text, no title. */
#ifndef WV_CASE_PICKLE_H
#define WV_CASE_PICKLE_H

#include "case/horizon.h"
#include "case/ledger.h"

/* Rule and signal names to numbers of the pack in use. */
typedef struct wv_pickle_names {
    const wv_frozen *pack;
    const wv_plans *plans;
    wv_map rules, signals;
} wv_pickle_names;

bool wv_pickle_names_init(wv_pickle_names *names, const wv_frozen *pack, const wv_plans *plans);
void wv_pickle_names_done(wv_pickle_names *names);

void wv_pickle_entry(const wv_pickle_names *names, wv_buf *out, const wv_entry *entry, bool waits);
void wv_pickle_settled(wv_buf *out);
void wv_pickle_written(const wv_pickle_names *names, wv_buf *out, const wv_written *written);
void wv_pickle_void(wv_buf *out, uint32_t index);
void wv_pickle_alone(wv_buf *out, wv_str id, uint64_t content, int64_t rev);
void wv_pickle_waited(wv_buf *out, int64_t seconds);
void wv_pickle_credit(wv_buf *out, int64_t credit);
/* History (horizon.h): the edge, what was raised before it, what was due, messages of a day. */
void wv_pickle_edge(wv_buf *out, int64_t edge);
void wv_pickle_past(const wv_pickle_names *names, wv_buf *out, const wv_past *past);
void wv_pickle_due(const wv_pickle_names *names, wv_buf *out, const wv_past_due *due);
void wv_pickle_day(wv_buf *out, const wv_contact_day *day);

/* Rule and signal names as a log has them, numbered in the order they come: to read one without its
 * pack. */
typedef struct wv_pickle_learned {
    wv_map rules, signals;
} wv_pickle_learned;

typedef struct wv_pickle_reader {
    const wv_pickle_names *names; /* NULL: learned has them */
    wv_pickle_learned *learned;
    const unsigned char *p, *end;
    wv_arena *arena; /* strings are copied here */
    wv_entry_heads *heads; /* of that arena */
    const wv_tz *zone;
    bool bad;
} wv_pickle_reader;

/* Next op, or 0 at the end or when the bytes are damaged (then bad is set). */
char wv_pickle_next(wv_pickle_reader *r);
void wv_pickle_read_entry(wv_pickle_reader *r, wv_entry *out);
void wv_pickle_read_written(wv_pickle_reader *r, wv_written *out);
void wv_pickle_read_past(wv_pickle_reader *r, wv_past *out);
void wv_pickle_read_due(wv_pickle_reader *r, wv_past_due *out);
void wv_pickle_read_day(wv_pickle_reader *r, wv_contact_day *out);
uint64_t wv_pickle_read_number(wv_pickle_reader *r);
int64_t wv_pickle_read_signed(wv_pickle_reader *r);
wv_str wv_pickle_read_string(wv_pickle_reader *r);

#endif
