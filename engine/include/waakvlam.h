/* SPDX-License-Identifier: EUPL-1.2 */
/* waakvlam.h: find signs of stalking and coercive control in Dutch reports and messages, for a
 * person to judge.
 *
 *   wv_rules *rules;  wv_scanner *scanner;  wv_problem problem;  wv_hit hit;
 *   wv_rules_open("rules/nl-stalking", &rules, &problem);          once a process
 *   wv_scanner_new(rules, &scanner, &problem);                     once a thread
 *   wv_scanner_scan_json(scanner, json, bytes, &problem);          once a record
 *   for (size_t i = 0; wv_scanner_hit(scanner, i, &hit); i++) ...
 *   wv_scanner_free(scanner);  wv_rules_close(rules);
 *
 * The library prints nothing, never exits, starts no threads, and does not touch the locale. It
 * knows one record at a time; what takes a case over time (alerts) is the command `waakvlam scan`.
 * docs/example.c is a whole program.
 *
 * This header stands alone as C11 and as C++17. */
#ifndef WAAKVLAM_H
#define WAAKVLAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WV_API __attribute__((visibility("default")))

/* -- what can go wrong -- */

/* Numbers never change and are never reused. */
typedef enum wv_status {
    WV_STATUS_OK = 0,
    WV_STATUS_NO_MEMORY = 1,
    WV_STATUS_INTERNAL = 2, /* a mistake of ours */
    WV_STATUS_USAGE = 3,    /* a NULL where none is allowed */
    WV_STATUS_NO_INPUT = 4, /* the pack's folder cannot be read */
    WV_STATUS_IO = 6,
    WV_STATUS_LIMIT = 7,   /* a limit of docs/records.md was passed */
    WV_STATUS_RECORD = 10, /* the record cannot be used: `problem` says where and why */
    WV_STATUS_PACK = 11,   /* the pack has errors; `waakvlam check` shows all of them */
    WV_STATUS_YAML = 12,
    WV_STATUS_VERSION = 13, /* the pack, or libstemmer, is of a version that does not fit */
    WV_STATUS_BUSY = 16,    /* the scanner is in use by another thread */
} wv_status;

/* The caller's struct, filled when a function says so; every function takes NULL for "do not tell
 * me". `message` is English and never holds text of a record. */
typedef struct wv_problem {
    wv_status status;
    uint64_t column; /* in a record: 1-based, code points; 0 when it has no place */
    uint64_t offset; /* in a record: bytes */
    char message[512];
} wv_problem;

/* English text of a status. Static, never NULL. Thread-safe. */
WV_API const char *wv_status_text(wv_status status);

/* -- versions -- */

/* "0.1.0". Static. Thread-safe. */
WV_API const char *wv_library_version(void);
/* The output contract that wv_scanner_flag writes, "waakvlam/1". Static. Thread-safe. */
WV_API const char *wv_library_schema(void);

/* -- rules: read-only, shared by all threads -- */

typedef struct wv_rules wv_rules;

/* Loads and compiles a rule pack folder, or opens what `waakvlam freeze` wrote: .4 s against some 20
 * ms; that file must be of this very library (WV_STATUS_VERSION) and of somebody whom one would
 * take a program from. On WV_STATUS_OK the caller owns *out and ends it with
 * wv_rules_close; otherwise *out is NULL. May run in several threads at once. `path` and `out` must
 * not be NULL. */
WV_API wv_status wv_rules_open(const char *path, wv_rules **out, wv_problem *problem);
/* NULL is allowed. No scanner of these rules may be alive. */
WV_API void wv_rules_close(wv_rules *rules);
/* Name, version and SHA-256 (64 hex digits) of the pack. Valid until wv_rules_close. NULL gives
 * NULL. Thread-safe. */
WV_API const char *wv_rules_name(const wv_rules *rules);
WV_API const char *wv_rules_version(const wv_rules *rules);
WV_API const char *wv_rules_sha256(const wv_rules *rules);
/* Number of rules. NULL gives 0. Thread-safe. */
WV_API size_t wv_rules_count(const wv_rules *rules);

/* -- a scanner: the work space of one thread -- */

typedef struct wv_scanner wv_scanner;

/* The scanner borrows the rules, which must outlive it. The caller owns *out and ends it with
 * wv_scanner_free. Different scanners may be used at the same time; one scanner by one thread at a
 * time (a second one gets WV_STATUS_BUSY). */
WV_API wv_status wv_scanner_new(const wv_rules *rules, wv_scanner **out, wv_problem *problem);
/* NULL is allowed. */
WV_API void wv_scanner_free(wv_scanner *scanner);

/* Scans one record, a JSON object as docs/records.md describes it, UTF-8, without a NUL at its end.
 * `json` is copied. WV_STATUS_RECORD when it cannot be used. What was found is valid until the next
 * scan with this scanner. Once warm, a scan allocates nothing that grows with the number of
 * records. */
WV_API wv_status wv_scanner_scan_json(wv_scanner *scanner, const char *json, size_t bytes,
                                      wv_problem *problem);
/* Scans a plain text as a report by nobody in particular, with id "text". */
WV_API wv_status wv_scanner_scan_text(wv_scanner *scanner, const char *text, size_t bytes,
                                      wv_problem *problem);

/* -- what was found -- */

enum { WV_HIT_SPANS_MAX = 64 };

/* Place of a piece of evidence in the record's text, [start, end). */
typedef struct wv_hit_span {
    uint32_t start, end;           /* code points */
    uint32_t start_byte, end_byte; /* UTF-8 bytes */
} wv_hit_span;

/* One rule in one sentence (or clause, or record: as the rule says). Strings are NUL-terminated and
 * valid until the next scan, those of the rule until wv_rules_close. */
typedef struct wv_hit {
    const char *signal;        /* "threat.kill" */
    const char *rule;          /* "threat.kill.direct" */
    const char *title;         /* for a reviewer, in Dutch */
    const char *actor;         /* who does it, as a person reference; NULL is unknown */
    const char *target;        /* to whom; NULL is unknown */
    const char *suppressed_by; /* the filter that explains it away; NULL when it stands */
    unsigned severity;         /* 5 now ... 0; of the item, never of a person */
    unsigned labels;           /* mask of 1 << wv_hit_label */
    bool inferred;             /* not said outright */
    bool dropped;              /* a scope label took it out; kept for whoever wants to see it */
    bool live; /* counts for attention: not suppressed, not dropped, not of an experimental rule */
    bool incomplete; /* a limit was hit while matching: look yourself */
    uint32_t span_count;
    wv_hit_span spans[WV_HIT_SPANS_MAX];
} wv_hit;

typedef enum wv_hit_label {
    WV_HIT_NEGATED,
    WV_HIT_HYPOTHETICAL,
    WV_HIT_HABIT,
    WV_HIT_REPORTED,
    WV_HIT_QUOTED,
    WV_HIT_PAST,
    WV_HIT_JOKE,
    WV_HIT_FICTION,
    WV_HIT_TEMPLATE,
    WV_HIT_THIRD_PARTY,
} wv_hit_label;

/* Copies finding `index` of the last scan into *out; false past the last one. All findings are
 * there, those that are not live too. NULL gives false. */
WV_API bool wv_scanner_hit(const wv_scanner *scanner, size_t index, wv_hit *out);
/* The flag line of the last scan, as `waakvlam scan` writes it, with its line break and a NUL that
 * is not counted in *bytes (NULL allowed). NULL when nothing live was found or memory ran out.
 * Valid until the next scan. */
WV_API const char *wv_scanner_flag(wv_scanner *scanner, size_t *bytes);

#ifdef __cplusplus
}
#endif

#endif
