/* SPDX-License-Identifier: EUPL-1.2 */
/* json_chat.c: the common frame of telegram.c, signal.c and messenger.c. In: an input and its
 * options. Out: a stream, a parser, a roster, ready. Cost: none of its own. */
#include "convert/json_chat.h"

void wv_json_chat_init(wv_json_chat *c, const wv_convert_input *in,
                       const wv_convert_options *options, wv_json_choose choose, void *ctx)
{
    *c = (wv_json_chat){.in = in, .options = *options};
    wv_arena_init(&c->arena);
    wv_json_init(&c->json, &c->arena);
    wv_roster_init(&c->roster);
    wv_json_stream_open(&c->stream, in, choose, ctx);
}

void wv_json_chat_done(wv_json_chat *c)
{
    wv_json_stream_close(&c->stream);
    wv_json_done(&c->json);
    wv_arena_done(&c->arena);
    wv_roster_done(&c->roster);
}

void wv_json_chat_attr(wv_json_chat *c, wv_converted *out, const char *name, wv_str value)
{
    if (!value.n || out->attr_count == WV_JSON_CHAT_ATTRS_MAX) return;
    c->attrs[out->attr_count++] =
        (wv_attr){wv_str_of(name), {.type = WV_VALUE_STRING, .string = value}};
    out->attrs = c->attrs;
}

void wv_json_chat_dead(wv_converted *out, const char *reason, const char *message)
{
    out->kind = WV_CONVERTED_DEAD;
    out->dead_reason = reason;
    out->dead_message = message;
}

bool wv_json_chat_has(const wv_convert_input *in, const char *word)
{
    return in->head.n && memmem(in->head.p, in->head.n, word, strlen(word));
}
