/* SPDX-License-Identifier: EUPL-1.2 */
/* signal.c: messages that sigtop took out of Signal Desktop: a list of the database's own JSON.
 *
 * In: `[{"id":..,"type":"incoming","sent_at":1767319445000,"body":"..","source":"+316.."},..]`.
 * Out: items in the order of the file. Neighbours: json_stream.c, roster.c, phone.c. Signal has no
 * export of its own; so the tool is named in `src.tool`. Two passes, to know who is in the
 * conversation. Invariant: what was sent by the owner has no source: it is `--self`, or "Me". Cost:
 * two reads. */
#include "convert/formats.h"
#include "convert/json_chat.h"
#include "convert/phone.h"

#include <stdio.h>

typedef struct signal_chat {
    wv_json_chat base;
    char phone[WV_PHONE_BYTES], id[160];
} signal_chat;

static wv_json_choice choose(void *ctx, const char *path, char first)
{
    (void)ctx;
    if (strcmp(path, "") == 0) return first == '[' ? WV_JSON_DESCEND : WV_JSON_TAKE;
    return WV_JSON_TAKE;
}

static wv_str owner(const signal_chat *s)
{
    return s->base.options.self.n ? s->base.options.self : WV_STR("Me");
}

static wv_str sender_of(signal_chat *s)
{
    static const char *const names[] = {"source", "sourceServiceId", "sourceUuid"};
    bool national;
    if (wv_str_is(wv_json_text(&s->base.json, 0, "type"), "outgoing")) return owner(s);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        wv_str name = wv_json_text(&s->base.json, 0, names[i]);
        if (name.n) return wv_phone(name, s->phone, &national);
    }
    return (wv_str){NULL, 0};
}

/* Name or type of the first attachment. */
static wv_str attachment_of(const wv_json *j)
{
    uint32_t at = wv_json_member(j, 0, "attachments");
    if (!at || j->values[at].type != WV_JSON_ARRAY || !j->values[at].count)
        return wv_json_member(j, 0, "sticker") ? WV_STR("sticker") : (wv_str){NULL, 0};
    wv_str name = wv_json_text(j, at + 1, "fileName");
    if (!name.n) name = wv_json_text(j, at + 1, "contentType");
    return name.n ? name : WV_STR("attachments");
}

/* The other one of a talk of two; empty when there are more, or none is known. */
static wv_str only_other(const signal_chat *s)
{
    wv_str other = {NULL, 0};
    for (uint32_t i = 0; i < s->base.roster.count; i++) {
        if (wv_str_eq(s->base.roster.entries[i].name, owner(s))) continue;
        if (other.n) return (wv_str){NULL, 0};
        other = s->base.roster.entries[i].name;
    }
    return other;
}

/* Calls of before 2023 hold their particulars; later ones stand in a table that sigtop leaves out.
 */
static void read_call(signal_chat *s, wv_converted *out)
{
    const wv_json *j = &s->base.json;
    uint32_t details = wv_json_member(j, 0, "callHistoryDetails");
    out->kind = WV_CONVERTED_CALL;
    out->text = WV_STR("call-history");
    if (!details) return;
    bool incoming = wv_json_true(j, details, "wasIncoming");
    if (incoming && !out->from.n) out->from = only_other(s);
    out->answered = wv_json_member(j, details, "acceptedTime") ? WV_CONVERT_ANSWERED_YES
                                                               : WV_CONVERT_ANSWERED_NO;
    if (!incoming) out->from = owner(s);
}

static void read_kind(signal_chat *s, wv_converted *out)
{
    const wv_json *j = &s->base.json;
    wv_str type = wv_json_text(j, 0, "type"), file = attachment_of(j);
    out->text = wv_json_text(j, 0, "body");
    if (wv_json_true(j, 0, "deletedForEveryone") || wv_json_true(j, 0, "isErased")) {
        out->kind = WV_CONVERTED_DELETED;
        if (!out->text.n)
            out->text =
                wv_json_true(j, 0, "isErased") ? WV_STR("isErased") : WV_STR("deletedForEveryone");
    } else if (wv_str_is(type, "call-history")) {
        read_call(s, out);
    } else if (wv_str_is(type, "incoming") || wv_str_is(type, "outgoing")) {
        out->kind = file.n ? WV_CONVERTED_MEDIA : WV_CONVERTED_TEXT;
        if (!out->text.n)
            out->text = file;
        else
            wv_json_chat_attr(&s->base, out, "file", file);
    } else {
        out->kind = WV_CONVERTED_SYSTEM;
        out->text = type;
    }
    if (wv_json_count(j, 0, "editHistory")) out->warnings |= WV_CONVERT_WARN(EDITED);
}

static void count_unknown(signal_chat *s)
{
    static const char *const known[] = {"id",
                                        "conversationId",
                                        "type",
                                        "body",
                                        "bodyRanges",
                                        "sent_at",
                                        "received_at",
                                        "received_at_ms",
                                        "timestamp",
                                        "serverTimestamp",
                                        "serverGuid",
                                        "source",
                                        "sourceServiceId",
                                        "sourceUuid",
                                        "sourceDevice",
                                        "attachments",
                                        "contact",
                                        "preview",
                                        "quote",
                                        "reactions",
                                        "sticker",
                                        "deletedForEveryone",
                                        "isErased",
                                        "editHistory",
                                        "editMessageTimestamp",
                                        "callHistoryDetails",
                                        "callId",
                                        "expireTimer",
                                        "expirationStartTimestamp",
                                        "isViewOnce",
                                        "hasAttachments",
                                        "hasFileAttachments",
                                        "hasVisualMediaAttachments",
                                        "readStatus",
                                        "seenStatus",
                                        "unread",
                                        "schemaVersion",
                                        "sendStateByConversationId",
                                        "decrypted_at",
                                        "errors",
                                        "flags",
                                        "mentionsMe",
                                        "requiredProtocolVersion",
                                        "supportedVersionAtReceive",
                                        "unidentifiedDeliveryReceived",
                                        "unidentifiedDeliveries",
                                        "recipients",
                                        "sent",
                                        "sent_to",
                                        "storyId",
                                        "synced",
                                        NULL};
    wv_json_unknown(&s->base.json, 0, "message", known, s->base.options.account);
}

static wv_rc make_item(signal_chat *s, const wv_json_item *item, wv_converted *out)
{
    int64_t at;
    wv_arena_reset(&s->base.arena);
    wv_rc rc = wv_json_item_parse(&s->base.json, item, out);
    if (rc) return rc == WV_E_RECORD ? WV_OK : rc;
    wv_str id = wv_json_text(&s->base.json, 0, "id");
    *out = (wv_converted){.byte_start = item->start,
                          .byte_end = item->end,
                          .channel = WV_STR("signal"),
                          .tool = WV_STR("sigtop"),
                          .warnings = out->warnings};
    if (s->base.json.values[0].type != WV_JSON_OBJECT || !id.n || id.n > 100)
        return wv_json_chat_dead(out, "no_id", "a message without an id"), WV_OK;
    int n = snprintf(s->id, sizeof s->id, "signal-%.*s", (int)id.n, id.p);
    out->id = (wv_str){s->id, (uint32_t)n};
    out->chat = wv_json_text(&s->base.json, 0, "conversationId");
    out->from = sender_of(s);
    read_kind(s, out);
    count_unknown(s);
    if (wv_json_whole(&s->base.json, 0, "sent_at", &at) ||
        wv_json_whole(&s->base.json, 0, "timestamp", &at))
        out->at = wv_convert_moment(s->base.options.zone, at / 1000);
    else
        out->warnings |= WV_CONVERT_WARN(NO_TIME);
    if (!out->text.n)
        return wv_json_chat_dead(out, "no_text", "a message without text or attachment"), WV_OK;
    if (out->kind == WV_CONVERTED_SYSTEM) return WV_OK;
    if (!out->from.n) out->warnings |= WV_CONVERT_WARN(NO_SENDER);
    wv_roster_receivers(&s->base.roster, 0, out->from, owner(s), out);
    return WV_OK;
}

static wv_rc learn(signal_chat *s, wv_err *err)
{
    wv_json_item item;
    wv_converted ignored;
    wv_rc rc;
    while ((rc = wv_json_stream_next(&s->base.stream, &item, err)) == WV_OK) {
        wv_arena_reset(&s->base.arena);
        if (wv_json_item_parse(&s->base.json, &item, &ignored)) continue;
        if (!wv_roster_add(&s->base.roster, 0, sender_of(s)))
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    return rc == WV_E_END ? WV_OK : rc;
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    signal_chat *s = reader;
    wv_json_item item;
    wv_rc rc = wv_json_stream_next(&s->base.stream, &item, err);
    if (rc) return rc;
    s->base.options.account->units++;
    rc = make_item(s, &item, out);
    return rc ? wv_err_set(err, rc, "out of memory") : WV_OK;
}

static void close_signal(void *reader)
{
    signal_chat *s = reader;
    if (!s) return;
    wv_json_chat_done(&s->base);
    wv_mem_free(s);
}

static wv_rc open_signal(const wv_convert_input *in, const wv_convert_options *options,
                         void **reader, wv_err *err)
{
    signal_chat *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_json_chat_init(&s->base, in, options, choose, s);
    wv_rc rc = learn(s, err);
    if (rc) {
        close_signal(s);
        return rc;
    }
    wv_json_stream_again(&s->base.stream, choose, s);
    *reader = s;
    return WV_OK;
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    seen->fits = wv_json_chat_has(in, "\"conversationId\"") && wv_json_chat_has(in, "\"sent_at\"");
    snprintf(seen->why, sizeof seen->why, "%s",
             seen->fits ? "a list of messages with \"conversationId\" and \"sent_at\" (sigtop)"
                        : "no list of messages with \"conversationId\" and \"sent_at\"");
}

const wv_convert_format wv_convert_signal = {
    .name = "signal",
    .description = "JSON that sigtop takes out of Signal Desktop",
    .unit = "messages",
    .detect = detect,
    .open = open_signal,
    .next = next,
    .close = close_signal,
};
