/* SPDX-License-Identifier: EUPL-1.2 */
/* json_stream.h: one giant JSON document as a stream of the values that somebody wants, each with
 * its bytes. What is not wanted passes through a block of memory and is gone.
 *
 *   {"name":"x","messages":[{..},{..}]}      choose("messages","[") = DESCEND
 *                           ^item ^item      choose("messages/ *","{") = TAKE
 *
 * The stream knows where values begin and end; whether a value is good JSON is for the strict
 * reader (read/json.h) that gets it. The caller owns the struct; open/close. Not thread-safe. */
#ifndef WV_CONVERT_JSON_STREAM_H
#define WV_CONVERT_JSON_STREAM_H

#include "convert/convert.h"
#include "read/json.h"

enum {
    WV_JSON_STREAM_DEPTH_MAX = 16,      /* of containers that are gone into */
    WV_JSON_STREAM_PATH_MAX = 256,      /* longer keys are cut in the path */
    WV_JSON_STREAM_ITEM_MAX = 16 << 20, /* bytes of a value that is taken */
};

typedef enum wv_json_choice { WV_JSON_SKIP, WV_JSON_TAKE, WV_JSON_DESCEND } wv_json_choice;

/* path: keys with `/` between, `*` for an item of a list; "" is the document. first: the first byte
 * of the value: { [ " or another. */
typedef wv_json_choice (*wv_json_choose)(void *ctx, const char *path, char first);

typedef struct wv_json_item {
    const char *path; /* valid until the next call, as `bytes` is */
    wv_str bytes;
    uint64_t start, end;
    const char *broken; /* not NULL: from `start` on this is no JSON; nothing comes after it */
    bool too_long;      /* bytes holds nothing; the range is right */
} wv_json_item;

typedef struct wv_json_stream {
    const wv_convert_input *in;
    wv_json_choose choose;
    void *ctx;
    char *block;
    size_t at, mark, end, capacity; /* block[mark..end) is kept */
    uint64_t offset;                /* in the file, of block[0] */
    bool marked, ended, begun, over;
    struct {
        char kind; /* { or [ */
        bool any;  /* has had a member */
        uint32_t path_bytes;
    } stack[WV_JSON_STREAM_DEPTH_MAX];
    uint32_t depth;
    char path[WV_JSON_STREAM_PATH_MAX];
    wv_err *err;
    wv_rc failed;
} wv_json_stream;

void wv_json_stream_open(wv_json_stream *s, const wv_convert_input *in, wv_json_choose choose,
                         void *ctx);
void wv_json_stream_close(wv_json_stream *s);
/* Back to the first byte; keeps the memory. */
void wv_json_stream_again(wv_json_stream *s, wv_json_choose choose, void *ctx);
/* The next value that was taken. WV_OK, WV_E_END, WV_E_IO, WV_E_NOMEM. */
wv_rc wv_json_stream_next(wv_json_stream *s, wv_json_item *out, wv_err *err);

/* ---- members of a parsed object (json_members.c) ---- */

/* Tape index of a member's value; 0 when it is absent or null. `object` is a tape index. */
uint32_t wv_json_member(const wv_json *json, uint32_t object, const char *name);
/* Its text when it is a string (a number: its literal); empty otherwise. */
wv_str wv_json_text(const wv_json *json, uint32_t object, const char *name);
/* False when it is no integer, neither bare nor in a string ("1672628645"). */
bool wv_json_whole(const wv_json *json, uint32_t object, const char *name, int64_t *out);
bool wv_json_true(const wv_json *json, uint32_t object, const char *name);
uint32_t wv_json_count(const wv_json *json, uint32_t object, const char *name);
/* Counts each member that is not in the list (ended by NULL) as unknown, `where.name`. */
void wv_json_unknown(const wv_json *json, uint32_t object, const char *where,
                     const char *const *known, wv_convert_account *account);
/* Parses an item. Lone halves of emoji and bad bytes are mended, said in out->warnings. WV_OK;
 * WV_E_RECORD with *out a dead item that has its reason; WV_E_NOMEM. */
wv_rc wv_json_item_parse(wv_json *json, const wv_json_item *item, wv_converted *out);

#endif
