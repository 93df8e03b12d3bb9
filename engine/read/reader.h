/* SPDX-License-Identifier: EUPL-1.2 */
/* reader.h: one line of input to one wv_record, or to a reason why it is dead (docs/records.md).
 *
 * A wv_reader belongs to one thread. Records borrow the line and the reader's arena: both are valid
 * until wv_reader_reset. What can be read is read: a broken time, kind or person list marks the
 * record `degraded`, and only a line without id, without text or event, or without valid JSON is
 * dead. Warm, it allocates nothing. */
#ifndef WV_READ_READER_H
#define WV_READ_READER_H

#include "base/err.h"
#include "base/map.h"
#include "base/tz.h"
#include "model/record.h"
#include "read/json.h"

/* Why a line is dead. The word stands in the dead letter, X(name, word). */
#define WV_DEAD_TABLE(X)                                                                           \
    X(JSON, "bad_json")                                                                            \
    X(UTF8, "invalid_utf8")                                                                        \
    X(DUPLICATE_KEY, "duplicate_key")                                                              \
    X(TOO_DEEP, "too_deep")                                                                        \
    X(TOO_COMPLEX, "too_complex")                                                                  \
    X(TOO_LONG, "too_long")                                                                        \
    X(NOT_OBJECT, "not_object")                                                                    \
    X(NO_ID, "no_id")                                                                              \
    X(NO_TEXT, "no_text")                                                                          \
    X(ID_CONFLICT, "id_conflict") /* said by the case stage */

typedef enum wv_dead_reason {
#define WV_DEAD_ENUM(name, word) WV_DEAD_##name,
    WV_DEAD_TABLE(WV_DEAD_ENUM)
#undef WV_DEAD_ENUM
        WV_DEAD_COUNT
} wv_dead_reason;

const char *wv_dead_word(wv_dead_reason reason);

typedef struct wv_dead {
    wv_dead_reason reason;
    uint64_t column;     /* 1-based, code points */
    uint64_t offset;     /* bytes from the start of the line */
    const char *message; /* static, never holds text of the record */
} wv_dead;

typedef struct wv_reader_options {
    const wv_tz
        *zone; /* local time of dates and of times without an offset; borrowed; NULL is UTC */
    bool zone_for_clocks; /* --tz was given: a clock without an offset is in `zone`, else it is
                             degraded */
    bool lazy_content; /* `content` of a record without a case is left open (content_open) */
} wv_reader_options;

enum { WV_ID_BYTES_MAX = 256, WV_UNKNOWN_NAMES_MAX = 1024, WV_FIELD_SLOTS = 128 };

typedef struct wv_reader {
    wv_reader_options options;
    wv_arena arena;
    wv_json json;
    wv_map unknown; /* names of fields that records.md does not know -> how often, since the last
                       reset */
    uint64_t unknown_others; /* past WV_UNKNOWN_NAMES_MAX names */
    uint8_t field_of[WV_FIELD_SLOTS]; /* by the hash of a key: a known field + 1, 0 none */
} wv_reader;

void wv_reader_init(wv_reader *r, const wv_reader_options *options);
void wv_reader_done(wv_reader *r);
/* Forgets records and counts; keeps the memory. */
void wv_reader_reset(wv_reader *r);
/* Reads one line without its line break. WV_OK with *out (line and offset are the caller's to set);
 * WV_E_RECORD with *dead; WV_E_NOMEM. */
wv_rc wv_reader_record(wv_reader *r, wv_str line, wv_record *out, wv_dead *dead);
/* A plain text as a report with this id. Same codes. */
wv_rc wv_reader_text(wv_reader *r, wv_str id, wv_str text, wv_record *out, wv_dead *dead);

/* read/event_types.c: one of the types that docs/records.md names. */
bool wv_event_type_is_known(wv_str type);

/* read/fields.c: fills r->field_of. */
void wv_fields_index(wv_reader *r);
/* read/fields.c: fills *out from the object on the reader's tape. WV_OK, WV_E_RECORD with *dead,
 * WV_E_NOMEM. */
wv_rc wv_fields_read(wv_reader *r, wv_str line, wv_record *out, wv_dead *dead);
/* read/content.c: SHA-256 over the fields that records.md knows, in a fixed order. `broken` is the
 * raw JSON of the fields that could not be read, in that order, so that two different broken times
 * are two contents. */
void wv_content_hash(const wv_record *record, const wv_str *broken, uint32_t broken_count,
                     uint8_t out[32]);

#endif
