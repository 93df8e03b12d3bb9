/* SPDX-License-Identifier: EUPL-1.2 */
/* telegram.c: result.json of Telegram Desktop, of one chat or of a whole account.
 *
 * In: one giant JSON document. Out: items in the order of the file. Neighbours: json_stream.c cuts
 * messages out, roster.c knows who is in a chat. Two passes, for a message must say whom it went
 * to.
 *
 *   {"name":"Bram","type":"personal_chat","id":7,"messages":[..]}          one chat
 *   {"chats":{"list":[{..},{..}]},"left_chats":{"list":[..]}}              an account
 *
 * Invariants: `text` is a string or a list of strings and {type,text}: all of it is read. A deleted
 * account has no name: its number stands in, and a warning. `date` is a local clock without a zone;
 * `date_unixtime` goes before it. Cost: two reads; memory is the longest message. */
#include "convert/formats.h"
#include "convert/json_chat.h"

#include <stdio.h>

typedef struct telegram {
    wv_json_chat base;
    wv_buf text, chat_name, chat_type;
    uint32_t chat; /* number in the file, from 1 */
    char chat_id[32], id[96], numbers[3][32];
} telegram;

/* Path of a chat's members, behind `chats/list/ *` or nothing. */
static const char *in_chat(const char *path)
{
    static const char *const lists[] = {"chats/list/*", "left_chats/list/*"};
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(lists[i]);
        if (strncmp(path, lists[i], n) != 0) continue;
        return path[n] == '/' ? path + n + 1 : path[n] ? NULL : "";
    }
    return path;
}

static wv_json_choice choose(void *ctx, const char *path, char first)
{
    telegram *t = ctx;
    if (strcmp(path, "") == 0 || strcmp(path, "chats") == 0 || strcmp(path, "left_chats") == 0 ||
        strcmp(path, "chats/list") == 0 || strcmp(path, "left_chats/list") == 0)
        return WV_JSON_DESCEND;
    const char *rest = in_chat(path);
    if (rest && strcmp(rest, "") == 0) return WV_JSON_DESCEND;
    if (rest && strcmp(rest, "messages") == 0) return first == '[' ? WV_JSON_DESCEND : WV_JSON_TAKE;
    if (rest && (strcmp(rest, "messages/*") == 0 || strcmp(rest, "name") == 0 ||
                 strcmp(rest, "type") == 0 || strcmp(rest, "id") == 0))
        return WV_JSON_TAKE;
    static const char *const known[] = {"about", "chats/about", "left_chats/about"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(path, known[i]) == 0) return WV_JSON_SKIP;
    wv_convert_unknown(t->base.options.account, wv_str_of(path));
    return WV_JSON_SKIP;
}

/* ---- a chat ---- */

static void new_chat(telegram *t)
{
    t->chat++;
    t->chat_name.n = t->chat_type.n = 0;
    snprintf(t->chat_id, sizeof t->chat_id, "c%u", t->chat);
}

/* Members of a chat come before its messages. The first of them begins a chat: `name` may be null,
 * so whichever comes first does. */
static wv_rc take_chat(telegram *t, const wv_json_item *item, const char *rest)
{
    wv_json_error fault;
    wv_arena_reset(&t->base.arena);
    if (wv_json_parse(&t->base.json, item->bytes, &fault) != WV_OK) return WV_OK;
    const wv_json_value *v = t->base.json.values;
    wv_str text = v->type == WV_JSON_STRING || v->type == WV_JSON_NUMBER ? v->text : WV_STR("");
    if (strcmp(rest, "name") == 0) {
        new_chat(t);
        wv_buf_str(&t->chat_name, text);
    } else if (strcmp(rest, "type") == 0) {
        if (t->chat_type.n || t->chat == 0) new_chat(t);
        wv_buf_str(&t->chat_type, text);
    } else if (text.n && text.n < sizeof t->chat_id) {
        memcpy(t->chat_id, text.p, text.n);
        t->chat_id[text.n] = '\0';
    }
    return t->chat_name.failed || t->chat_type.failed ? WV_E_NOMEM : WV_OK;
}

static wv_str chat_name(const telegram *t)
{
    return (wv_str){t->chat_name.p, (uint32_t)t->chat_name.n};
}

/* In a talk of two everybody but the other is the owner. */
static bool is_personal(const telegram *t)
{
    wv_str type = {t->chat_type.p, (uint32_t)t->chat_type.n};
    return wv_str_is(type, "personal_chat") || wv_str_is(type, "bot_chat");
}

/* ---- a message ---- */

/* Name, else number; of a service message the actor. */
static wv_str sender_of(const telegram *t, uint32_t *warnings)
{
    wv_str name = wv_json_text(&t->base.json, 0, "from");
    if (!name.n) name = wv_json_text(&t->base.json, 0, "actor");
    if (name.n) return name;
    *warnings |= WV_CONVERT_WARN(NO_SENDER);
    name = wv_json_text(&t->base.json, 0, "from_id");
    return name.n ? name : wv_json_text(&t->base.json, 0, "actor_id");
}

/* `"text":"x"` or `"text":["kijk ",{"type":"link","text":"example.org"}]`. */
static void read_text(telegram *t, wv_converted *out)
{
    const wv_json *j = &t->base.json;
    uint32_t at = wv_json_member(j, 0, "text");
    t->text.n = 0;
    if (!at) return;
    if (j->values[at].type == WV_JSON_STRING) {
        out->text = j->values[at].text;
        return;
    }
    if (j->values[at].type != WV_JSON_ARRAY) return;
    uint32_t item = at + 1;
    for (uint32_t i = 0; i < j->values[at].count; i++, item = j->values[item].next) {
        if (j->values[item].type == WV_JSON_STRING)
            wv_buf_str(&t->text, j->values[item].text);
        else
            wv_buf_str(&t->text, wv_json_text(j, item, "text"));
    }
    out->text = (wv_str){t->text.p, (uint32_t)t->text.n};
}

/* A photo, a voice message, a place, a contact: what names it, when the message has any. */
static wv_str media_of(const wv_json *j)
{
    static const char *const named[] = {"photo", "file"};
    static const char *const whole[] = {"location_information", "contact_information", "poll",
                                        "game_title", "invoice_information"};
    for (size_t i = 0; i < 2; i++) {
        wv_str path = wv_json_text(j, 0, named[i]);
        if (path.n) return path;
    }
    wv_str type = wv_json_text(j, 0, "media_type");
    if (type.n) return type;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (wv_json_member(j, 0, whole[i])) return wv_str_of(whole[i]);
    return (wv_str){NULL, 0};
}

static void read_message(telegram *t, wv_converted *out)
{
    int64_t edited;
    wv_str media = media_of(&t->base.json);
    out->kind = media.n ? WV_CONVERTED_MEDIA : WV_CONVERTED_TEXT;
    read_text(t, out);
    if (media.n && !out->text.n)
        out->text = media;
    else
        wv_json_chat_attr(&t->base, out, "file", media);
    wv_str forwarded = wv_json_text(&t->base.json, 0, "forwarded_from");
    wv_json_chat_attr(&t->base, out, "forwarded_from", forwarded);
    if (wv_json_member(&t->base.json, 0, "forwarded_from"))
        out->warnings |= WV_CONVERT_WARN(FORWARDED);
    if (wv_json_whole(&t->base.json, 0, "edited_unixtime", &edited) && edited > 0) {
        out->rev = edited;
        out->warnings |= WV_CONVERT_WARN(EDITED);
    }
}

/* `phone_call` with discard_reason missed, busy, hangup or disconnect. */
static void read_service(telegram *t, wv_converted *out)
{
    const wv_json *j = &t->base.json;
    wv_str action = wv_json_text(j, 0, "action");
    out->kind = WV_CONVERTED_SYSTEM;
    out->text = action;
    if (!wv_str_is(action, "phone_call")) return;
    wv_str reason = wv_json_text(j, 0, "discard_reason");
    out->kind = WV_CONVERTED_CALL;
    out->has_seconds = wv_json_whole(j, 0, "duration_seconds", &out->seconds) ||
                       wv_json_whole(j, 0, "duration", &out->seconds);
    if (out->has_seconds && out->seconds > 0)
        out->answered = WV_CONVERT_ANSWERED_YES;
    else if (reason.n)
        out->answered = WV_CONVERT_ANSWERED_NO;
    wv_json_chat_attr(&t->base, out, "ended", reason);
}

static void read_time(const telegram *t, wv_converted *out)
{
    int64_t seconds;
    wv_time local;
    wv_str date = wv_json_text(&t->base.json, 0, "date");
    if (wv_json_whole(&t->base.json, 0, "date_unixtime", &seconds)) {
        out->at = wv_convert_moment(t->base.options.zone, seconds);
    } else if (date.n && wv_time_parse(date, 0, &local, NULL) == WV_OK && local.has_clock) {
        out->at = wv_convert_clock(t->base.options.zone, local.seconds, NULL, &out->warnings);
        out->zone = t->base.options.zone_name;
    } else {
        out->warnings |= WV_CONVERT_WARN(NO_TIME);
    }
}

static void count_unknown(telegram *t)
{
    static const char *const known[] = {"id",
                                        "type",
                                        "date",
                                        "date_unixtime",
                                        "edited",
                                        "edited_unixtime",
                                        "from",
                                        "from_id",
                                        "actor",
                                        "actor_id",
                                        "action",
                                        "text",
                                        "text_entities",
                                        "reply_to_message_id",
                                        "reply_to_peer_id",
                                        "forwarded_from",
                                        "forwarded_from_id",
                                        "saved_from",
                                        "via_bot",
                                        "photo",
                                        "photo_file_size",
                                        "width",
                                        "height",
                                        "file",
                                        "file_name",
                                        "file_size",
                                        "thumbnail",
                                        "thumbnail_file_size",
                                        "media_type",
                                        "mime_type",
                                        "duration_seconds",
                                        "duration",
                                        "discard_reason",
                                        "sticker_emoji",
                                        "location_information",
                                        "live_location_period_seconds",
                                        "place_name",
                                        "address",
                                        "contact_information",
                                        "contact_vcard",
                                        "contact_vcard_file_size",
                                        "poll",
                                        "game_title",
                                        "game_description",
                                        "game_link",
                                        "invoice_information",
                                        "members",
                                        "message_id",
                                        "title",
                                        "inviter",
                                        "author",
                                        "reactions",
                                        "media_spoiler",
                                        "self_destruct_period_seconds",
                                        "inline_bot_buttons",
                                        "performer",
                                        NULL};
    wv_json_unknown(&t->base.json, 0, "message", known, t->base.options.account);
}

static wv_rc make_item(telegram *t, const wv_json_item *item, wv_converted *out)
{
    wv_arena_reset(&t->base.arena);
    wv_rc rc = wv_json_item_parse(&t->base.json, item, out);
    if (rc) return rc == WV_E_RECORD ? WV_OK : rc;
    wv_str number = wv_json_text(&t->base.json, 0, "id");
    if (t->base.json.values[0].type != WV_JSON_OBJECT || !number.n || number.n > 24)
        return wv_json_chat_dead(out, "no_id", "a message without an id"), WV_OK;
    *out = (wv_converted){.byte_start = item->start,
                          .byte_end = item->end,
                          .channel = WV_STR("telegram"),
                          .chat = chat_name(t),
                          .warnings = out->warnings};
    int n = snprintf(t->id, sizeof t->id, "tg-%s-%.*s", t->chat_id, (int)number.n, number.p);
    out->id = (wv_str){t->id, (uint32_t)n};
    out->from = sender_of(t, &out->warnings);
    if (wv_str_is(wv_json_text(&t->base.json, 0, "type"), "service"))
        read_service(t, out);
    else
        read_message(t, out);
    read_time(t, out);
    wv_json_chat_attr(&t->base, out, "from_id", wv_json_text(&t->base.json, 0, "from_id"));
    if (!out->text.n && out->kind == WV_CONVERTED_TEXT)
        return wv_json_chat_dead(out, "no_text", "a message without text, file or place"), WV_OK;
    if (out->kind == WV_CONVERTED_SYSTEM)
        out->warnings &= ~WV_CONVERT_WARN(NO_SENDER);
    else
        wv_roster_receivers(&t->base.roster, t->chat, out->from,
                            is_personal(t) && !wv_str_eq(out->from, chat_name(t))
                                ? chat_name(t)
                                : t->base.options.self,
                            out);
    count_unknown(t);
    return t->text.failed ? WV_E_NOMEM : WV_OK;
}

/* ---- passes ---- */

static const char *last_of(const char *path)
{
    const char *rest = in_chat(path);
    return rest ? rest : "";
}

/* Who writes in which chat. Unknown fields are counted by the second pass. */
static wv_rc learn(telegram *t, wv_err *err)
{
    wv_json_item item;
    wv_converted dead_item;
    uint32_t warnings = 0;
    wv_rc rc;
    while ((rc = wv_json_stream_next(&t->base.stream, &item, err)) == WV_OK) {
        const char *rest = last_of(item.path);
        if (item.broken) break;
        if (strcmp(rest, "messages/*") != 0) {
            if (take_chat(t, &item, rest)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
            continue;
        }
        wv_arena_reset(&t->base.arena);
        if (wv_json_item_parse(&t->base.json, &item, &dead_item)) continue;
        if (wv_str_is(wv_json_text(&t->base.json, 0, "type"), "service") &&
            !wv_str_is(wv_json_text(&t->base.json, 0, "action"), "phone_call"))
            continue;
        if (!wv_roster_add(&t->base.roster, t->chat, sender_of(t, &warnings)))
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    return rc == WV_OK || rc == WV_E_END ? WV_OK : rc;
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    telegram *t = reader;
    wv_json_item item;
    for (;;) {
        wv_rc rc = wv_json_stream_next(&t->base.stream, &item, err);
        if (rc) return rc;
        const char *rest = last_of(item.path);
        if (!item.broken && strcmp(rest, "messages/*") != 0 && strcmp(rest, "messages") != 0) {
            if (take_chat(t, &item, rest)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
            continue;
        }
        t->base.options.account->units++;
        rc = make_item(t, &item, out);
        return rc ? wv_err_set(err, rc, "out of memory") : WV_OK;
    }
}

static void close_telegram(void *reader)
{
    telegram *t = reader;
    if (!t) return;
    wv_json_chat_done(&t->base);
    wv_buf_done(&t->text);
    wv_buf_done(&t->chat_name);
    wv_buf_done(&t->chat_type);
    wv_mem_free(t);
}

static wv_rc open_telegram(const wv_convert_input *in, const wv_convert_options *options,
                           void **reader, wv_err *err)
{
    wv_convert_account first;
    telegram *t = wv_mem_new(sizeof *t);
    if (!t) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_json_chat_init(&t->base, in, options, choose, t);
    wv_buf_init(&t->text);
    wv_buf_init(&t->chat_name);
    wv_buf_init(&t->chat_type);
    wv_convert_account_init(&first);
    t->base.options.account = &first; /* what the first pass counts would count twice */
    wv_rc rc = learn(t, err);
    t->base.options.account = options->account;
    wv_convert_account_done(&first);
    if (rc) {
        close_telegram(t);
        return rc;
    }
    t->chat = 0;
    t->chat_name.n = t->chat_type.n = 0;
    wv_json_stream_again(&t->base.stream, choose, t);
    *reader = t;
    return WV_OK;
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    bool messages = wv_json_chat_has(in, "\"messages\""),
         time = wv_json_chat_has(in, "\"date_unixtime\"") || wv_json_chat_has(in, "\"from_id\"");
    bool account = wv_json_chat_has(in, "\"chats\"") && wv_json_chat_has(in, "\"list\"");
    seen->fits = in->head.n && (messages || account) && time && wv_json_chat_has(in, "\"date\"");
    snprintf(seen->why, sizeof seen->why, "%s",
             seen->fits ? "a JSON document with \"messages\", \"date\" and \"from_id\""
                        : "no JSON document with \"messages\", \"date\" and \"from_id\"");
}

const wv_convert_format wv_convert_telegram = {
    .name = "telegram",
    .description = "result.json of Telegram Desktop, one chat or a whole account",
    .unit = "messages",
    .detect = detect,
    .open = open_telegram,
    .next = next,
    .close = close_telegram,
};
