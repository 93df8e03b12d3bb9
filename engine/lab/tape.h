/* SPDX-License-Identifier: EUPL-1.2 */
/* tape.h: looking things up on the tape of a parsed line (read/json.h). Pure; results borrow the tape. */
#ifndef WV_LAB_TAPE_H
#define WV_LAB_TAPE_H

#include "read/json.h"

#define WV_TAPE_NONE UINT32_MAX

/* Index of the value under a key of the object at `at`; WV_TAPE_NONE when there is none. */
static inline uint32_t wv_tape_member(const wv_json *j, uint32_t at, const char *key)
{
    if (at == WV_TAPE_NONE || j->values[at].type != WV_JSON_OBJECT) return WV_TAPE_NONE;
    uint32_t i = at + 1;
    for (uint32_t k = 0; k < j->values[at].count; k++, i = j->values[i + 1].next)
        if (wv_str_is(j->values[i].text, key)) return i + 1;
    return WV_TAPE_NONE;
}

static inline bool wv_tape_is(const wv_json *j, uint32_t at, wv_json_type type)
{
    return at != WV_TAPE_NONE && j->values[at].type == type;
}

/* The string under a key; empty when it is none. */
static inline wv_str wv_tape_text(const wv_json *j, uint32_t at, const char *key)
{
    uint32_t i = wv_tape_member(j, at, key);
    return wv_tape_is(j, i, WV_JSON_STRING) ? j->values[i].text : (wv_str){"", 0};
}

/* A whole number from 0 up to 2^32 - 2 at a place of the tape. */
static inline bool wv_tape_number(const wv_json *j, uint32_t at, uint32_t *out)
{
    int64_t value = -1;
    if (!wv_tape_is(j, at, WV_JSON_NUMBER) || !wv_json_integer(j->values[at].text, &value) ||
        value < 0 || value >= UINT32_MAX)
        return false;
    *out = (uint32_t)value;
    return true;
}

#endif
