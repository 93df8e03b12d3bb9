/* SPDX-License-Identifier: EUPL-1.2 */
/* convert.h: files as they arrive (chat exports, call lists, mail, extractions) -> records of
 * docs/records.md.
 *
 *   file --wv_convert_input--> format.open/next/close --wv_converted--> wv_convert_write --> NDJSON
 *          sha256, head            one file a format       one item         one line
 *
 * Nothing is lost: each line or element of a file becomes part of an item, or an item of kind DEAD,
 * or is counted as an unknown field. An item's byte range, taken out of the file, holds its text
 * (unless a warning says that the text was mended). The same file gives the same bytes.
 *
 * A format is one file that defines one `const wv_convert_format`; formats.c has the table. The
 * caller owns the input and the options; both outlive the reader that open() made. Not thread-safe:
 * one reader, one thread. Nothing here prints. These files are linked into the program and its
 * tests, not into libwaakvlam. */
#ifndef WV_CONVERT_CONVERT_H
#define WV_CONVERT_CONVERT_H

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/tz.h"
#include "model/record.h"

enum {
    WV_CONVERT_HEAD_BYTES = 64 << 10, /* what detection may look at */
    WV_CONVERT_TO_MAX = 64,           /* receivers that one record names; WARN_TO_CUT past it */
    WV_CONVERT_UNKNOWN_MAX = 1024,    /* names of unknown fields that are counted apart */
};

/* ---- an input ---- */

typedef struct wv_convert_input {
    const char *path; /* borrowed; "-" is standard input, spooled to a file that has no name */
    int fd;           /* regular, seekable; formats read with wv_convert_input_read */
    uint64_t bytes;
    char sha256[65];
    wv_str head;                                  /* the first WV_CONVERT_HEAD_BYTES; owned */
    int64_t changed_seconds, changed_nanoseconds; /* of the file, when it was hashed */
} wv_convert_input;

/* Opens and hashes. WV_E_NOINPUT, WV_E_IO, WV_E_NOMEM. */
wv_rc wv_convert_input_open(wv_convert_input *in, const char *path, wv_err *err);
/* Only its head, for detection: no hash. */
wv_rc wv_convert_input_peek(wv_convert_input *in, const char *path, wv_err *err);
/* Up to n bytes at an offset; *got is 0 at the end only. */
wv_rc wv_convert_input_read(const wv_convert_input *in, uint64_t at, void *p, size_t n, size_t *got,
                            wv_err *err);
/* WV_E_IO when the file is no longer the one that was hashed. */
wv_rc wv_convert_input_same(const wv_convert_input *in, wv_err *err);
void wv_convert_input_close(wv_convert_input *in);

/* ---- what an item is ---- */

/* X(name, word in `src.kind`) */
#define WV_CONVERT_KIND_TABLE(X)                                                                   \
    X(TEXT, "text")       /* kind message with its text */                                         \
    X(MEDIA, "media")     /* kind message, type message.media; text is the placeholder or name */  \
    X(DELETED, "deleted") /* kind message, type message.deleted; text is what was left of it */    \
    X(CALL, "call")       /* event contact.call */                                                 \
    X(SYSTEM, "system")   /* event: `type`, or message.system */                                   \
    X(REPORT, "report")   /* kind report */                                                        \
    X(PLACE, "place")     /* event: `type`, or device.location */                                  \
    X(DEAD, "dead")       /* nothing can be made of these bytes */
typedef enum wv_converted_kind {
#define WV_CONVERT_KIND_ENUM(name, word) WV_CONVERTED_##name,
    WV_CONVERT_KIND_TABLE(WV_CONVERT_KIND_ENUM)
#undef WV_CONVERT_KIND_ENUM
        WV_CONVERTED_COUNT
} wv_converted_kind;

/* The word of src.kind. */
const char *wv_convert_kind_word(wv_converted_kind kind);

/* What a reader should know of an item. X(name, word). Words are listed in docs/convert.md. */
#define WV_CONVERT_WARN_TABLE(X)                                                                   \
    X(BACKWARDS, "time_runs_back")      /* earlier than the item before it in a sorted file */     \
    X(NEW_AUTHOR, "author_is_new")      /* nobody said that this author joined */                  \
    X(LINE_BREAK, "line_break_differs") /* its header follows another line break than the rest */  \
    X(HOUR_TWICE, "hour_comes_twice")   /* 02:00 to 03:00 on the last Sunday of October */         \
    X(HOUR_SKIPPED, "hour_never_was")   /* 02:00 to 03:00 on the last Sunday of March */           \
    X(DATE_ORDER, "date_order_assumed") /* 3-4-2026: nothing in the file tells day from month */   \
    X(NO_TIME, "time_unreadable")                                                                  \
    X(NO_SENDER, "sender_unknown")                                                                 \
    X(TO_CUT, "receivers_cut")                                                                     \
    X(BYTES_REPLACED, "bytes_replaced") /* no UTF-8: U+FFFD stands in the text */                  \
    X(MOJIBAKE, "mojibake_mended")                                                                 \
    X(SURROGATES, "surrogates_mended")                                                             \
    X(CHARSET, "charset_corrected") /* declared latin1, is windows-1252 */                         \
    X(HTML, "html_to_text")                                                                        \
    X(QUOTED, "quoted") /* somebody else's words, repeated by the sender */                        \
    X(FORWARDED, "forwarded")                                                                      \
    X(EDITED, "edited")                                                                            \
    X(RECOVERED, "recovered") /* was deleted on the device */                                      \
    X(NOT_SENT, "not_sent")   /* a draft, or failed */                                             \
    X(NOT_NORMAL, "number_not_normalised")                                                         \
    X(TEXT_CUT, "text_cut")
typedef enum wv_convert_warn {
#define WV_CONVERT_WARN_ENUM(name, word) WV_CONVERT_WARN_##name,
    WV_CONVERT_WARN_TABLE(WV_CONVERT_WARN_ENUM)
#undef WV_CONVERT_WARN_ENUM
        WV_CONVERT_WARN_COUNT
} wv_convert_warn;
const char *wv_convert_warn_word(wv_convert_warn warn);
#define WV_CONVERT_WARN(name) (UINT32_C(1) << WV_CONVERT_WARN_##name)
_Static_assert(WV_CONVERT_WARN_COUNT <= 32, "warnings are a 32-bit mask");

typedef enum wv_convert_answered {
    WV_CONVERT_ANSWERED_UNKNOWN,
    WV_CONVERT_ANSWERED_NO,
    WV_CONVERT_ANSWERED_YES
} wv_convert_answered;

/* Strings are valid until the next call of next() or close(), and are valid UTF-8 (wv_convert_mend)
 * except where said. Empty strings and zeros mean: the file does not say. */
typedef struct wv_converted {
    wv_converted_kind kind;
    wv_str id; /* stable over a second export of the same chat where the format allows it */
    int64_t rev;
    wv_str from;
    const wv_str *to;
    uint32_t to_count;
    wv_str channel; /* whatsapp telegram signal sms email messenger instagram phone ... */
    wv_time at;     /* .known false: no time */
    wv_str title, text, type;
    wv_str source, code;          /* REPORT: the organisation, what it was booked under */
    wv_convert_answered answered; /* CALL */
    bool has_seconds;             /* CALL: `seconds` was told; 0 is an attempt */
    int64_t seconds;
    const wv_attr *attrs; /* added to the record's attrs; strings, numbers, booleans */
    uint32_t attr_count;
    uint32_t warnings; /* mask of WV_CONVERT_WARN(name) */
    /* Provenance. */
    uint64_t byte_start, byte_end; /* in the file, or in `part` of it */
    uint64_t line;                 /* 1-based; 0: the format has no lines */
    wv_str chat;                   /* which conversation of the file */
    wv_str part;                   /* report.xml of a zip: offsets count in it, uncompressed */
    wv_str tool;                   /* what made the export, when the file says so */
    const char *zone; /* static or of the options: the clock was local and is read so */
    /* DEAD: static words, never text of the file. */
    const char *dead_reason, *dead_message;
} wv_converted;

/* ---- options, account ---- */

/* Filled by formats while they read; the caller owns it. */
typedef struct wv_convert_account {
    uint64_t units;   /* lines, messages, elements: what the format's `unit` says */
    uint64_t skipped; /* units that hold nothing by nature: blank lines, page headers */
    wv_map unknown;   /* names of fields that no mapping knows -> how often */
    wv_arena names;
    uint64_t unknown_others; /* past WV_CONVERT_UNKNOWN_MAX names */
    uint64_t items[WV_CONVERTED_COUNT];
    uint64_t warned[WV_CONVERT_WARN_COUNT];
} wv_convert_account;

void wv_convert_account_init(wv_convert_account *a);
void wv_convert_account_done(wv_convert_account *a);
void wv_convert_unknown(wv_convert_account *a, wv_str name);
/* Counts an item under its kind and warnings. The caller of next() does this. */
void wv_convert_account_item(wv_convert_account *a, const wv_converted *item);

typedef struct wv_convert_map wv_convert_map; /* convert/mapping.h: columns of a CSV */

typedef struct wv_convert_options {
    wv_str case_id;              /* of every record; empty: none */
    wv_str self;                 /* whose phone, account or mailbox it was; empty: unknown */
    const wv_tz *zone;           /* local clocks; never NULL */
    const char *zone_name;       /* as the user said it */
    const wv_convert_map *map;   /* NULL: none */
    bool pdf;                    /* an external converter may be run (pdftotext) */
    wv_convert_account *account; /* never NULL */
} wv_convert_options;

/* ---- formats ---- */

typedef struct wv_convert_seen {
    bool fits;
    char why[200]; /* English, what was counted; never text of a message */
} wv_convert_seen;

typedef struct wv_convert_format {
    const char *name;        /* of --from */
    const char *description; /* one line for --help and docs */
    const char *unit;        /* what account.units counts: "lines", "messages" */
    /* Looks at in->head (and may read more). Fills *seen in both cases: `why` tells what spoke for
     * or against it. */
    void (*detect)(const wv_convert_input *in, wv_convert_seen *seen);
    /* *reader is the format's own. What is wrong with the file as a whole is an error here; what is
     * wrong in the middle is an item of kind DEAD. */
    wv_rc (*open)(const wv_convert_input *in, const wv_convert_options *options, void **reader,
                  wv_err *err);
    /* WV_OK with *out, WV_E_END, or what ends the file: WV_E_IO, WV_E_NOMEM, WV_E_LIMIT. */
    wv_rc (*next)(void *reader, wv_converted *out, wv_err *err);
    void (*close)(void *reader); /* NULL allowed */
} wv_convert_format;

/* formats.c: the table in the order of --help, ended by NULL. */
extern const wv_convert_format *const wv_convert_formats[];
const wv_convert_format *wv_convert_format_named(wv_str name);

/* detect.c: asks every format. WV_OK and *out when exactly one fits; WV_E_RECORD (none) or
 * WV_E_USAGE (more than one) otherwise. `said` gets a line a format that fits; when none does, a
 * line for each with what was missing. */
wv_rc wv_convert_detect(const wv_convert_input *in, const wv_convert_format **out, wv_buf *said);

/* ---- writing (write.c) ---- */

/* One record as a line. The item must not be DEAD. */
void wv_convert_write(wv_buf *out, const wv_convert_format *format, const wv_convert_input *in,
                      const wv_convert_options *options, const wv_converted *item);
/* The first words of a dead letter's place: `"reason":..,"message":..,"src":{..}` without braces.
 */
void wv_convert_write_dead(wv_buf *out, const wv_convert_format *format, const wv_convert_input *in,
                           const wv_converted *item);

/* ---- helpers that several formats need ---- */

/* mend.c: appends s with U+FFFD for each byte that is no UTF-8; sets the warning when it did. */
void wv_convert_mend(wv_buf *out, wv_str s, uint32_t *warnings);

/* clock.c: a local clock in the zone. `before` (NULL allowed) is the item before it in a file that
 * is sorted by time: in the hour that comes twice it tells which one is meant. */
wv_time wv_convert_clock(const wv_tz *zone, int64_t local_seconds, const wv_time *before,
                         uint32_t *warnings);
/* Seconds of a civil local clock; false when there is no such date or hour. */
bool wv_convert_civil(int64_t year, unsigned month, unsigned day, unsigned hour, unsigned minute,
                      unsigned second, int64_t *local_seconds);
/* A point in time, with the offset that the zone then had. */
wv_time wv_convert_moment(const wv_tz *zone, int64_t utc_seconds);

/* ids.c: ids for formats that have none: PREFIX-<24 hex> over the parts and how often the same
 * parts came before, so that two equal messages in one minute are two, and a longer export of the
 * same chat gives the old messages their old ids. */
typedef struct wv_convert_ids {
    wv_map seen;
    wv_arena keys;
    char text[96];
} wv_convert_ids;
void wv_convert_ids_init(wv_convert_ids *ids);
void wv_convert_ids_done(wv_convert_ids *ids);
/* Valid until the next call; .p NULL when out of memory. prefix: at most 16 bytes. */
wv_str wv_convert_ids_next(wv_convert_ids *ids, const char *prefix, const wv_str *parts,
                           uint32_t count);

#endif
