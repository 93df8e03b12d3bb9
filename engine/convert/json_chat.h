/* SPDX-License-Identifier: EUPL-1.2 */
/* json_chat.h: what the chat formats in JSON share: the stream, the parser of one message, who is
 * in which chat, and the attributes under way. The caller owns the struct; init/done. */
#ifndef WV_CONVERT_JSON_CHAT_H
#define WV_CONVERT_JSON_CHAT_H

#include "convert/json_stream.h"
#include "convert/roster.h"

enum { WV_JSON_CHAT_ATTRS_MAX = 6 };

typedef struct wv_json_chat {
    const wv_convert_input *in;
    wv_convert_options options;
    wv_json_stream stream;
    wv_arena arena; /* of one message */
    wv_json json;
    wv_roster roster;
    wv_attr attrs[WV_JSON_CHAT_ATTRS_MAX];
} wv_json_chat;

void wv_json_chat_init(wv_json_chat *c, const wv_convert_input *in,
                       const wv_convert_options *options, wv_json_choose choose, void *ctx);
void wv_json_chat_done(wv_json_chat *c);
/* Adds a text to the item's attributes; an empty one is left out. */
void wv_json_chat_attr(wv_json_chat *c, wv_converted *out, const char *name, wv_str value);
/* Makes the item a dead one; keeps its range. */
void wv_json_chat_dead(wv_converted *out, const char *reason, const char *message);
/* The word stands in the head of the file. */
bool wv_json_chat_has(const wv_convert_input *in, const char *word);

#endif
