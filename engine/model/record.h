/* SPDX-License-Identifier: EUPL-1.2 */
/* record.h: one record as the engine sees it, after reading and before any judgement (domain: docs/records.md).
 *
 * Every wv_str borrows from the reader's chunk or its record arena: valid until the reader's next reset.
 * A plain struct that stages hand on; read/ fills it, nobody changes it afterwards. */
#ifndef WV_MODEL_RECORD_H
#define WV_MODEL_RECORD_H

#include "base/time.h"

typedef enum wv_kind { WV_KIND_REPORT, WV_KIND_MESSAGE, WV_KIND_EVENT, WV_KIND_COUNT } wv_kind;

typedef enum wv_role {
    WV_ROLE_UNKNOWN,
    WV_ROLE_TARGET, /* A: whom the care is about */
    WV_ROLE_OTHER,  /* B */
    WV_ROLE_CHILD,
    WV_ROLE_THIRD,
    WV_ROLE_PROFESSIONAL,
} wv_role;
enum { WV_ROLE_COUNT = WV_ROLE_PROFESSIONAL + 1 };

/* The word of a role in records and rules: `unknown`, `target`, `other`, `child`, `third`,
 * `professional`. */
wv_str wv_role_word(wv_role role);
/* The role of a word; false, with *role unknown, when it is none. */
bool wv_role_named(wv_str word, wv_role *role);

typedef struct wv_person {
    wv_str ref;
    wv_role role;
    wv_str name; /* how the text writes this person; empty: as the ref */
} wv_person;

typedef enum wv_value_type {
    WV_VALUE_NULL,
    WV_VALUE_BOOL,
    WV_VALUE_NUMBER,
    WV_VALUE_STRING,
    WV_VALUE_LIST, /* of strings */
} wv_value_type;

typedef struct wv_value {
    wv_value_type type;
    bool boolean;
    double number;
    wv_str string; /* also the literal text of a number */
    const wv_str *list;
    uint32_t list_count;
} wv_value;

typedef struct wv_attr {
    wv_str name;
    wv_value value;
} wv_attr;

/* Fields that could not be read although the text could: named in the flag's `degraded`. */
typedef enum wv_degraded {
    WV_DEGRADED_KIND = 1 << 0,
    WV_DEGRADED_OCCURRED_AT = 1 << 1,
    WV_DEGRADED_RECEIVED_AT = 1 << 2,
    WV_DEGRADED_PERSONS = 1 << 3,
    WV_DEGRADED_FROM = 1 << 4,
    WV_DEGRADED_TO = 1 << 5,
    WV_DEGRADED_ATTRS = 1 << 6,
    WV_DEGRADED_CASE = 1 << 7,
    WV_DEGRADED_OTHER = 1 << 8, /* another string field held something that is no string */
    WV_DEGRADED_REV = 1 << 9,
    WV_DEGRADED_EXPIRES_AT = 1 << 10,
} wv_degraded;

enum { WV_SRC_BYTES_MAX = 4096 }; /* of src and of warnings; longer ones are left out */

typedef struct wv_record {
    wv_str id, case_id; /* case_id.n 0: judged alone */
    wv_kind kind;
    wv_time occurred_at, received_at; /* received_at is equal to occurred_at when absent */
    wv_time expires_at;
    wv_str source, reporter, from, channel, title, code, handler, text, type;
    const wv_str *to;
    uint32_t to_count;
    const wv_person *persons;
    uint32_t person_count;
    const wv_attr *attrs;
    uint32_t attr_count;
    int64_t rev;
    uint32_t degraded;    /* mask of wv_degraded */
    wv_str src, warnings; /* raw JSON of convert: an object, a list; empty: absent. Not content */
    uint64_t line;        /* 1-based line in its input */
    uint64_t offset;      /* byte offset of its line in its input */
    uint8_t content[32];  /* SHA-256 of the canonical content: same id and content is `seen` */
    bool content_open;    /* it was not worked out (wv_reader_options.lazy_content) */
} wv_record;

#endif
