/* SPDX-License-Identifier: EUPL-1.2 */
/* tape.c: small reads of a parsed line, and walking the lines of a file.
 *
 * In: a tape of read/json.h, or a path. Out: values, lines. Neighbours: lab/ and store/ read lines
 * of scan with it. Invariants: what is not there is empty, never an error: files of other programs
 * have fewer fields. Cost: linear in the keys of one object. */
#include "read/tape.h"

#include "read/input.h"

uint32_t wv_tape_member(const wv_json *j, uint32_t at, const char *key)
{
    if (!wv_tape_is(j, at, WV_JSON_OBJECT)) return WV_TAPE_NONE;
    uint32_t i = at + 1;
    for (uint32_t k = 0; k < j->values[at].count; k++, i = j->values[i + 1].next)
        if (wv_str_is(j->values[i].text, key)) return i + 1;
    return WV_TAPE_NONE;
}

wv_str wv_tape_text(const wv_json *j, uint32_t at, const char *key)
{
    uint32_t i = wv_tape_member(j, at, key);
    return i != WV_TAPE_NONE && j->values[i].type == WV_JSON_STRING ? j->values[i].text
                                                                    : (wv_str){"", 0};
}

int64_t wv_tape_number(const wv_json *j, uint32_t at, const char *key)
{
    int64_t value = 0;
    uint32_t i = wv_tape_member(j, at, key);
    if (i != WV_TAPE_NONE && j->values[i].type == WV_JSON_NUMBER)
        wv_json_integer(j->values[i].text, &value);
    return value;
}

bool wv_tape_is_set(const wv_json *j, uint32_t at, const char *key)
{
    uint32_t i = wv_tape_member(j, at, key);
    return i != WV_TAPE_NONE && j->values[i].type != WV_JSON_NULL &&
           j->values[i].type != WV_JSON_FALSE;
}

bool wv_tape_is(const wv_json *j, uint32_t at, wv_json_type type)
{
    return at != WV_TAPE_NONE && j->values[at].type == type;
}

bool wv_tape_count(const wv_json *j, uint32_t at, uint32_t *out)
{
    int64_t value = -1;
    if (!wv_tape_is(j, at, WV_JSON_NUMBER) || !wv_json_integer(j->values[at].text, &value) ||
        value < 0 || value >= UINT32_MAX)
        return false;
    *out = (uint32_t)value;
    return true;
}

static void keep_failure(void *ctx, const wv_err *err)
{
    *(wv_err *)ctx = *err;
}

wv_rc wv_tape_lines(const char *path,
                    wv_rc (*take)(void *ctx, wv_str line, uint64_t number, wv_err *err), void *ctx,
                    wv_err *err)
{
    wv_input input;
    wv_chunk chunk;
    wv_err failed = {0};
    wv_input_options options = {
        .format = WV_FORMAT_NDJSON, .stop_fd = -1, .failed = keep_failure, .ctx = &failed};
    wv_input_init(&input, &path, 1, &options);
    wv_chunk_init(&chunk);
    wv_rc rc = WV_OK;
    while (rc == WV_OK && (rc = wv_input_next(&input, &chunk)) == WV_OK) {
        size_t at = 0;
        wv_str line;
        for (uint64_t n = chunk.first_line; rc == WV_OK && wv_chunk_line(&chunk, &at, &line); n++)
            if (!wv_line_is_empty(line)) rc = take(ctx, line, n, err);
    }
    if (rc == WV_E_END) rc = WV_OK;
    if (failed.rc) {
        *err = failed;
        rc = failed.rc;
    }
    wv_chunk_done(&chunk);
    wv_input_done(&input);
    return rc;
}
