/* SPDX-License-Identifier: EUPL-1.2 */
/* entry.h: what a case remembers of one record: metadata, findings, both clocks. No text, no title.
 *
 * Strings are owned by the arena that wv_entry_make was given (the case's). Plain structs of the
 * case stage. */
#ifndef WV_CASE_ENTRY_H
#define WV_CASE_ENTRY_H

#include "base/mem.h"
#include "base/tz.h"
#include "model/record.h"
#include "pack/frozen.h"

enum {
    WV_ENTRY_NOTES_MAX = 64,
    WV_ENTRY_TO_MAX = 64,
    WV_ENTRY_ATTRS_MAX = 32,
    WV_ENTRY_LIST_MAX = 64
};

/* A finding, as far as a case needs it. */
typedef struct wv_note {
    uint32_t rule;    /* frozen rule that made it */
    uint16_t signal;  /* index of the pack's signals */
    uint8_t severity; /* after caps */
    uint8_t told;     /* before caps */
    uint8_t basis;    /* wv_basis */
    bool live;        /* not dropped, not suppressed, not negated, not from a template or fiction */
    bool made;        /* by a correlation, not by text */
    bool shut;        /* suppressed by a cap that says so: shown, and counts for nothing */
    wv_str shut_by;   /* its name, the pack's */
    uint32_t labels;
    uint32_t claimed; /* a number told in the text ("wel 80 appjes"); 0 none */
    wv_str actor, target;
    uint8_t actor_role, target_role; /* wv_role, filled from the case's roles */
} wv_note;

/* What many records of a case say alike: who tells it, from whom, by which way, of what type. Each
 * such set stands once; entries point at it. */
typedef struct wv_entry_head {
    wv_str source, reporter, from, channel, code, handler, type;
} wv_entry_head;

/* The sets that were seen last: a case has few, and they come back. */
enum { WV_ENTRY_HEADS = 8 };
typedef struct wv_entry_heads {
    const wv_entry_head *recent[WV_ENTRY_HEADS];
    uint32_t next;
} wv_entry_heads;

typedef struct wv_entry {
    wv_str id;
    wv_kind kind;
    bool gone;  /* deleted by a record.deleted event: stays on file, matches nothing */
    bool night; /* 00:00-06:00 local; never for a date alone */
    wv_time occurred, received;
    int32_t day; /* local day number of occurred */
    const wv_entry_head *head;
    const wv_str *to;
    uint32_t to_count;
    const wv_person *persons;
    uint32_t person_count;
    const wv_attr *attrs;
    uint32_t attr_count;
    wv_note *notes; /* from text first; those made by correlations after them */
    uint32_t note_count, note_base, note_capacity;
    int64_t rev;
    uint64_t content;  /* first 8 bytes of the content hash */
    uint32_t incident; /* index of the first entry that told the same incident, itself mostly */
    uint8_t type_number; /* of an event, among the types that the rules name (wv_plans_type_of) */
    uint8_t from_role, reporter_role;
    bool placed;       /* the case knows who its target is */
    bool mutual;       /* a message in a talk where both write, about as much */
    bool agreed;       /* a visit or call that belongs to a handover, or was booked as wanted */
    uint32_t to_roles; /* mask of 1 << wv_role */
} wv_entry;

/* The set that says the same, or a copy of this one in the arena; NULL: out of memory. */
const wv_entry_head *wv_entry_head_of(wv_entry_heads *heads, wv_arena *arena,
                                      const wv_entry_head *said);

/* Copies what is to be remembered. Returns WV_E_NOMEM or WV_OK. */
wv_rc wv_entry_make(wv_arena *arena, wv_entry_heads *heads, const wv_frozen *pack,
                    const uint16_t *signal_of_rule, const wv_tz *zone, const wv_record *record,
                    const wv_finding *findings, uint32_t count, wv_entry *out);

/* Local day and night from the occurred clock. */
void wv_entry_set_local(const wv_tz *zone, wv_entry *entry);

/* Value of an attribute, or NULL. */
const wv_value *wv_entry_attr(const wv_entry *entry, wv_str name);

/* Room for one more note, which the caller fills; NULL when there is no memory. */
wv_note *wv_entry_note(wv_arena *arena, wv_entry *entry);

/* Canonical order of a case: received_at, occurred_at, id. */
int wv_entry_cmp(const wv_entry *a, const wv_entry *b);

#endif
