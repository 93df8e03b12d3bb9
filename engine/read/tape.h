/* SPDX-License-Identifier: EUPL-1.2 */
/* tape.h: values under a key of a parsed line, and the lines of a file one by one: what flags, gold
 * of items and gold of cases are read with. Borrows the tape; pure. */
#ifndef WV_READ_TAPE_H
#define WV_READ_TAPE_H

#include "base/err.h"
#include "read/json.h"

#define WV_TAPE_NONE UINT32_MAX

/* Index of the value under a key of the object at `at`; WV_TAPE_NONE when there is none. */
uint32_t wv_tape_member(const wv_json *j, uint32_t at, const char *key);
/* Empty, 0 or false when it is not there or of another type. */
wv_str wv_tape_text(const wv_json *j, uint32_t at, const char *key);
int64_t wv_tape_number(const wv_json *j, uint32_t at, const char *key);
/* There, and neither null nor false. */
bool wv_tape_is_set(const wv_json *j, uint32_t at, const char *key);

/* The value at an index that may be WV_TAPE_NONE: is it of this type; is it a whole number from 0
 * up to 2^32 - 2. */
bool wv_tape_is(const wv_json *j, uint32_t at, wv_json_type type);
bool wv_tape_count(const wv_json *j, uint32_t at, uint32_t *out);

/* Each line that is not empty, with its number, until one fails. */
wv_rc wv_tape_lines(const char *path,
                    wv_rc (*take)(void *ctx, wv_str line, uint64_t number, wv_err *err), void *ctx,
                    wv_err *err);

#endif
