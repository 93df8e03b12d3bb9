/* SPDX-License-Identifier: EUPL-1.2 */
/* disclose.h: output profiles: which fields of a line may leave, for whom. Inside of cli/.
 *
 * A profile is a YAML file (docs/profiles.md) that names fields by line type. What it does not name
 * stays inside, also fields that a later version adds; what it withholds stays inside whatever else
 * it says. The struct is plain and the caller's; nothing to free. Not thread-safe while opened. */
#ifndef WV_CLI_DISCLOSE_H
#define WV_CLI_DISCLOSE_H

#include "base/buf.h"
#include "base/err.h"

typedef enum wv_disclose_type {
    WV_DISCLOSE_FLAG,
    WV_DISCLOSE_ALERT,
    WV_DISCLOSE_REVISION,
    WV_DISCLOSE_LOGBOOK,
    WV_DISCLOSE_DIGEST,
    WV_DISCLOSE_TYPES,
} wv_disclose_type;

enum { WV_DISCLOSE_FIELDS_MAX = 64, WV_DISCLOSE_NAME_BYTES = 64 };

typedef struct wv_disclosure {
    char name[WV_DISCLOSE_NAME_BYTES];  /* "": no profile, everything leaves */
    uint64_t fields[WV_DISCLOSE_TYPES]; /* bit i: field i of wv_disclose_fields leaves, or a part */
} wv_disclosure;

/* The fields of a line type in the order of docs/output.schema.json; parts after their whole
 * (`findings`, `findings.signal`). */
const char *const *wv_disclose_fields(wv_disclose_type type, unsigned *count);
const char *wv_disclose_type_name(wv_disclose_type type);

/* Reads a profile: a file when `which` has a slash or ends in .yaml, else the pack's profile of
 * that name. NULL: everything leaves. 0, or the exit code; what was wrong was said on stderr. */
int wv_disclose_open(const char *command, const char *which, const char *pack_path,
                     wv_disclosure *out);

/* May this field leave? `field` must stand in the table. Nothing of a type: false for all. */
bool wv_disclose_shows(const wv_disclosure *d, wv_disclose_type type, const char *field);

/* Appends what may leave of one or more whole JSON lines. */
wv_rc wv_disclose_lines(const wv_disclosure *d, wv_str lines, wv_buf *out, wv_err *err);

#endif
