/* SPDX-License-Identifier: EUPL-1.2 */
/* json.h: a strict RFC 8259 parser that turns one line into a flat tape of values.
 *
 *   {"id":"m1","to":["A"]}   ->   [0] object count 2, next 5
 *                                 [1]   string "id"     (a key)
 *                                 [2]   string "m1"     next 3
 *                                 [3]   string "to"     (a key)
 *                                 [4]   array count 1, next 6 ...
 *
 * `next` is the tape index after the value with everything in it, so walking an object needs no
 * recursion. Strings without escapes borrow the input; the others are decoded into the arena. Both
 * must outlive the tape.
 *
 * Stricter than most parsers on purpose: two equal keys in one object are refused at any depth
 * ("text" twice is a way to show one text to us and another to the reader), a lone surrogate is
 * refused, and so is any byte that is not UTF-8. `\u0000` is legal JSON and stays U+0000 in the
 * string; a raw control byte is refused.
 *
 * The caller owns the struct; init/done. Not thread-safe. Warm, it allocates nothing but arena
 * bytes. */
#ifndef WV_READ_JSON_H
#define WV_READ_JSON_H

#include "base/mem.h"
#include "base/rc.h"
#include "read/marks.h"

enum {
    WV_JSON_DEPTH_MAX = 64,       /* records nest 3 deep; what goes deeper is no record */
    WV_JSON_VALUES_MAX = 1 << 20, /* keeps the tape of a hostile 64 MiB line under 40 MB */
    WV_JSON_BYTES_MAX = 64 << 20, /* longest line (design 6) */
};

typedef enum wv_json_type {
    WV_JSON_NULL,
    WV_JSON_FALSE,
    WV_JSON_TRUE,
    WV_JSON_NUMBER,
    WV_JSON_STRING,
    WV_JSON_ARRAY,
    WV_JSON_OBJECT,
} wv_json_type;

typedef struct wv_json_value {
    uint8_t type;        /* wv_json_type */
    uint32_t start, end; /* raw bytes in the input, quotes and brackets included */
    wv_str text;         /* STRING: decoded; NUMBER: its literal */
    uint32_t next;       /* tape index after this value */
    uint32_t count;      /* ARRAY: items; OBJECT: members (a key and a value each); a key: its
                            wv_json_key_hash */
} wv_json_value;

typedef enum wv_json_fault {
    WV_JSON_FAULT_SYNTAX,
    WV_JSON_FAULT_UTF8,
    WV_JSON_FAULT_DUPLICATE,
    WV_JSON_FAULT_DEPTH,
    WV_JSON_FAULT_VALUES,
} wv_json_fault;

typedef struct wv_json_error {
    wv_json_fault fault;
    uint32_t offset;     /* byte in the input */
    const char *message; /* static */
} wv_json_error;

typedef struct wv_json {
    wv_json_value *values; /* the tape; values[0] is the root */
    uint32_t count, capacity;
    uint32_t *order; /* work space of the duplicate check */
    uint32_t order_capacity;
    wv_arena *arena; /* borrowed: decoded strings */
    wv_marks marks;  /* of the line that is parsed */
} wv_json;

void wv_json_init(wv_json *json, wv_arena *arena);
void wv_json_done(wv_json *json);
/* Parses exactly one value with white space around it. WV_OK; WV_E_JSON or WV_E_UTF8 with *error
 * filled; WV_E_LIMIT past a limit above; WV_E_NOMEM. The tape is valid until the next parse. */
wv_rc wv_json_parse(wv_json *json, wv_str input, wv_json_error *error);
/* Of its length and its first eight bytes: equal keys have equal hashes. */
uint32_t wv_json_key_hash(wv_str key);
/* Value of a number's literal, correctly rounded, whatever the locale is; too large is an infinity.
 */
double wv_json_number(wv_str literal);
/* True and the value when the literal is an integer that fits. */
bool wv_json_integer(wv_str literal, int64_t *value);

/* read/json_string.c: validates the string of the marked text whose opening quote stands at *at (an
 * offset), moves *at past its closing quote, and gives the decoded text. Same codes as
 * wv_json_parse. */
wv_rc wv_json_string(wv_arena *arena, wv_marks *marks, uint32_t *at, wv_str *out,
                     wv_json_error *error);

#endif
