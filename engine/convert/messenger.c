/* SPDX-License-Identifier: EUPL-1.2 */
/* messenger.c: message_N.json of Messenger and Instagram downloads, and the newer one-file shape of
 * chats that were end-to-end encrypted.
 *
 * In: one JSON document. Out: items, oldest first. Neighbours: json_stream.c, mojibake.c, roster.c.
 *
 *   {"participants":[{"name":"Bram"}],"messages":[{"sender_name","timestamp_ms","content"}],"title"}
 *   {"participants":["Bram"],"threadName":"..","messages":[{"senderName","timestamp","text"}]}
 *
 * The file has the newest message first, and a case wants them as they came; so the first pass
 * notes where each message stands, and the second one reads them from the oldest on. Two such files
 * cannot be told apart by their shape: --from instagram only names another channel. Invariant:
 * whether the file's text is mojibake is settled once, for the whole file. Cost: the file once,
 * each message once more; 24 bytes of memory a message. */
#include "convert/formats.h"
#include "convert/json_chat.h"
#include "convert/mojibake.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct place {
    uint64_t start, end;
    int64_t
        at; /* milliseconds; of a message that says none, that of the one before it in the file */
    uint32_t nth;
} place;

typedef struct messenger {
    wv_json_chat base;
    wv_str channel;
    const char *prefix; /* of ids */
    wv_convert_ids ids;
    place *places;
    uint32_t count, capacity, next;
    wv_mojibake mojibake;
    bool mend;
    wv_buf title, raw;
    wv_json_item broken; /* the document breaks off here */
    bool has_broken;
} messenger;

static wv_json_choice choose(void *ctx, const char *path, char first)
{
    messenger *m = ctx;
    static const char *const taken[] = {"messages/*", "participants", "title", "threadName"};
    static const char *const known[] = {
        "is_still_participant", "thread_path",
        "magic_words",          "image",
        "joinable_mode",        "is_unsent_image_by_messenger_kid_parent"};
    if (strcmp(path, "") == 0) return first == '{' ? WV_JSON_DESCEND : WV_JSON_TAKE;
    if (strcmp(path, "messages") == 0 && first == '[') return WV_JSON_DESCEND;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(path, taken[i]) == 0) return WV_JSON_TAKE;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(path, known[i]) == 0) return WV_JSON_SKIP;
    wv_convert_unknown(m->base.options.account, wv_str_of(path));
    return WV_JSON_SKIP;
}

/* ---- first pass ---- */

static int64_t time_of(const wv_json *j)
{
    int64_t at;
    if (wv_json_whole(j, 0, "timestamp_ms", &at) || wv_json_whole(j, 0, "timestamp", &at))
        return at;
    return 0;
}

static bool note_place(messenger *m, const wv_json_item *item, int64_t at)
{
    if (!wv_mem_grow((void **)&m->places, &m->capacity, m->count + 1, sizeof *m->places))
        return false;
    if (!at && m->count) at = m->places[m->count - 1].at;
    m->places[m->count] = (place){item->start, item->end, at, m->count};
    m->count++;
    return true;
}

static void note_strings(messenger *m)
{
    for (uint32_t i = 0; i < m->base.json.count; i++)
        if (m->base.json.values[i].type == WV_JSON_STRING)
            wv_mojibake_see(&m->mojibake, m->base.json.values[i].text);
}

/* Participants are named before or behind the messages: names are mended when all was seen. */
static bool add_participants(messenger *m)
{
    const wv_json *j = &m->base.json;
    uint32_t item = 1;
    bool good = true;
    for (uint32_t i = 0; j->values[0].type == WV_JSON_ARRAY && i < j->values[0].count;
         i++, item = j->values[item].next) {
        wv_str name = j->values[item].type == WV_JSON_STRING ? j->values[item].text
                                                             : wv_json_text(j, item, "name");
        good &= wv_roster_add(&m->base.roster, 0, name);
    }
    return good;
}

static bool learn_item(messenger *m, const wv_json_item *item)
{
    wv_converted dead;
    wv_arena_reset(&m->base.arena);
    wv_rc rc = wv_json_item_parse(&m->base.json, item, &dead);
    if (rc == WV_E_NOMEM) return false;
    bool message = strcmp(item->path, "messages/*") == 0;
    if (rc) return !message || note_place(m, item, 0); /* the second pass says what is wrong */
    note_strings(m);
    if (message) {
        wv_str name = wv_json_text(&m->base.json, 0, "sender_name");
        if (!name.n) name = wv_json_text(&m->base.json, 0, "senderName");
        return wv_roster_add(&m->base.roster, 0, name) &&
               note_place(m, item, time_of(&m->base.json));
    }
    if (strcmp(item->path, "participants") == 0) return add_participants(m);
    if (m->base.json.values[0].type == WV_JSON_STRING && !m->title.n)
        wv_buf_str(&m->title, m->base.json.values[0].text);
    return !m->title.failed;
}

/* By time; what has the same time in the reverse order of the file, which is newest first. */
static int by_time(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->nth > y->nth ? -1 : x->nth < y->nth;
}

/* Names that the first pass took as they stood. */
static bool mend_names(messenger *m)
{
    wv_str title = {m->title.p, (uint32_t)m->title.n};
    if (!m->mend) return true;
    for (uint32_t i = 0; i < m->base.roster.count; i++)
        if (!wv_mojibake_mend(&m->base.roster.arena, &m->base.roster.entries[i].name)) return false;
    if (!wv_mojibake_mend(&m->base.roster.arena, &title)) return false;
    m->title.n = 0;
    wv_buf_str(&m->title, title);
    return !m->title.failed;
}

static wv_rc learn(messenger *m, wv_err *err)
{
    wv_json_item item;
    wv_rc rc;
    while ((rc = wv_json_stream_next(&m->base.stream, &item, err)) == WV_OK) {
        if (item.broken) {
            m->broken = item;
            m->has_broken = true;
        } else if (!learn_item(m, &item)) {
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
        }
    }
    if (rc != WV_E_END) return rc;
    if (m->count) qsort(m->places, m->count, sizeof *m->places, by_time);
    m->mend = wv_mojibake_is(&m->mojibake);
    return mend_names(m) ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* ---- a message ---- */

/* A text as it was typed. */
static wv_str mended(messenger *m, wv_str s, uint32_t *warnings)
{
    wv_str before = s;
    if (!m->mend || !wv_mojibake_mend(&m->base.arena, &s)) return s;
    if (!wv_str_eq(before, s)) *warnings |= WV_CONVERT_WARN(MOJIBAKE);
    return s;
}

static wv_str first_text(const wv_json *j, const char *const *names)
{
    for (; *names; names++) {
        wv_str s = wv_json_text(j, 0, *names);
        if (s.n) return s;
    }
    return (wv_str){NULL, 0};
}

/* The first photo, video, voice message or file: its path in the download. */
static wv_str media_of(const wv_json *j)
{
    static const char *const lists[] = {"photos", "videos", "audio_files",
                                        "gifs",   "files",  "media"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        uint32_t at = wv_json_member(j, 0, lists[i]);
        if (!at || j->values[at].type != WV_JSON_ARRAY || !j->values[at].count) continue;
        wv_str uri = wv_json_text(j, at + 1, "uri");
        return uri.n ? uri : wv_str_of(lists[i]);
    }
    uint32_t sticker = wv_json_member(j, 0, "sticker");
    if (sticker) {
        wv_str uri = wv_json_text(j, sticker, "uri");
        return uri.n ? uri : WV_STR("sticker");
    }
    return (wv_str){NULL, 0};
}

static void read_kind(messenger *m, wv_converted *out)
{
    const wv_json *j = &m->base.json;
    static const char *const texts[] = {"content", "text", NULL};
    wv_str media = media_of(j);
    uint32_t share = wv_json_member(j, 0, "share");
    wv_str link = share ? wv_json_text(j, share, "link") : (wv_str){NULL, 0};
    out->text = mended(m, first_text(j, texts), &out->warnings);
    out->kind = media.n ? WV_CONVERTED_MEDIA : WV_CONVERTED_TEXT;
    if (wv_json_true(j, 0, "is_unsent") || wv_json_true(j, 0, "isUnsent")) {
        out->kind = WV_CONVERTED_DELETED;
        if (!out->text.n)
            out->text = wv_json_true(j, 0, "is_unsent") ? WV_STR("is_unsent") : WV_STR("isUnsent");
    } else if (wv_json_member(j, 0, "call_duration")) {
        out->kind = WV_CONVERTED_CALL;
        out->has_seconds = wv_json_whole(j, 0, "call_duration", &out->seconds);
        out->answered = out->seconds > 0 ? WV_CONVERT_ANSWERED_YES : WV_CONVERT_ANSWERED_NO;
    } else if (!out->text.n && media.n) {
        out->text = media;
    } else if (!out->text.n && link.n) {
        out->text = link;
    }
    if (!wv_str_eq(out->text, media)) wv_json_chat_attr(&m->base, out, "file", media);
    if (!wv_str_eq(out->text, link)) wv_json_chat_attr(&m->base, out, "link", link);
}

static void count_unknown(messenger *m)
{
    static const char *const known[] = {"sender_name",
                                        "senderName",
                                        "timestamp_ms",
                                        "timestamp",
                                        "content",
                                        "text",
                                        "photos",
                                        "videos",
                                        "audio_files",
                                        "gifs",
                                        "files",
                                        "media",
                                        "sticker",
                                        "share",
                                        "reactions",
                                        "is_unsent",
                                        "isUnsent",
                                        "call_duration",
                                        "type",
                                        "is_geoblocked_for_viewer",
                                        "is_unsent_image_by_messenger_kid_parent",
                                        "bumped_message_metadata",
                                        NULL};
    wv_json_unknown(&m->base.json, 0, "message", known, m->base.options.account);
}

static wv_rc make_item(messenger *m, const wv_json_item *item, wv_converted *out)
{
    static const char *const senders[] = {"sender_name", "senderName", NULL};
    wv_arena_reset(&m->base.arena);
    wv_rc rc = wv_json_item_parse(&m->base.json, item, out);
    if (rc) return rc == WV_E_RECORD ? WV_OK : rc;
    *out = (wv_converted){.byte_start = item->start,
                          .byte_end = item->end,
                          .channel = m->channel,
                          .chat = {m->title.p, (uint32_t)m->title.n},
                          .warnings = out->warnings};
    out->from = mended(m, first_text(&m->base.json, senders), &out->warnings);
    if (!out->from.n) out->warnings |= WV_CONVERT_WARN(NO_SENDER);
    int64_t at = time_of(&m->base.json);
    if (at)
        out->at = wv_convert_moment(m->base.options.zone, at / 1000);
    else
        out->warnings |= WV_CONVERT_WARN(NO_TIME);
    read_kind(m, out);
    count_unknown(m);
    if (m->base.json.values[0].type != WV_JSON_OBJECT ||
        (!out->text.n && out->kind != WV_CONVERTED_CALL)) {
        wv_json_chat_dead(out, "no_text", "a message without text, file or link");
        return WV_OK;
    }
    wv_roster_receivers(&m->base.roster, 0, out->from, m->base.options.self, out);
    char clock[32];
    int n = snprintf(clock, sizeof clock, "%lld", (long long)at);
    wv_str parts[] = {{clock, (uint32_t)n}, out->from, out->text};
    out->id = wv_convert_ids_next(&m->ids, m->prefix, parts, 3);
    return out->id.p ? WV_OK : WV_E_NOMEM;
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    messenger *m = reader;
    size_t got;
    if (m->next == m->count) {
        if (!m->has_broken) return WV_E_END;
        m->has_broken = false;
        m->base.options.account->units++;
        wv_json_item_parse(&m->base.json, &m->broken, out);
        return WV_OK;
    }
    const place *p = &m->places[m->next++];
    wv_json_item item = {.path = "messages/*", .start = p->start, .end = p->end};
    size_t n = (size_t)(p->end - p->start);
    m->base.options.account->units++;
    item.too_long = n > WV_JSON_STREAM_ITEM_MAX;
    m->raw.n = 0;
    if (!item.too_long) wv_buf_reserve(&m->raw, n + 1);
    if (m->raw.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc =
        item.too_long ? WV_OK : wv_convert_input_read(m->base.in, p->start, m->raw.p, n, &got, err);
    if (rc) return rc;
    item.bytes = (wv_str){m->raw.p, item.too_long ? 0 : (uint32_t)got};
    rc = make_item(m, &item, out);
    return rc ? wv_err_set(err, rc, "out of memory") : WV_OK;
}

static void close_messenger(void *reader)
{
    messenger *m = reader;
    if (!m) return;
    wv_json_chat_done(&m->base);
    wv_convert_ids_done(&m->ids);
    wv_mem_free(m->places);
    wv_buf_done(&m->title);
    wv_buf_done(&m->raw);
    wv_mem_free(m);
}

static wv_rc open_as(const wv_convert_input *in, const wv_convert_options *options, wv_str channel,
                     const char *prefix, void **reader, wv_err *err)
{
    messenger *m = wv_mem_new(sizeof *m);
    if (!m) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_json_chat_init(&m->base, in, options, choose, m);
    m->channel = channel;
    m->prefix = prefix;
    wv_convert_ids_init(&m->ids);
    wv_buf_init(&m->title);
    wv_buf_init(&m->raw);
    wv_rc rc = learn(m, err);
    if (rc) {
        close_messenger(m);
        return rc;
    }
    *reader = m;
    return WV_OK;
}

static wv_rc open_messenger(const wv_convert_input *in, const wv_convert_options *options,
                            void **reader, wv_err *err)
{
    return open_as(in, options, WV_STR("messenger"), "fb", reader, err);
}

static wv_rc open_instagram(const wv_convert_input *in, const wv_convert_options *options,
                            void **reader, wv_err *err)
{
    return open_as(in, options, WV_STR("instagram"), "ig", reader, err);
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    bool old = wv_json_chat_has(in, "\"sender_name\"") && wv_json_chat_has(in, "\"timestamp_ms\"");
    bool secure = wv_json_chat_has(in, "\"senderName\"") && wv_json_chat_has(in, "\"threadName\"");
    seen->fits = wv_json_chat_has(in, "\"participants\"") && (old || secure);
    snprintf(seen->why, sizeof seen->why, "%s",
             seen->fits ? "a JSON document with \"participants\" and \"sender_name\" (Instagram has"
                          " the same shape: --from instagram gives its messages that channel)"
                        : "no JSON document with \"participants\" and \"sender_name\"");
}

/* Never fits by itself: the shape is Messenger's. */
static void detect_none(const wv_convert_input *in, wv_convert_seen *seen)
{
    (void)in;
    snprintf(seen->why, sizeof seen->why, "%s", "has the shape of messenger and is not looked for");
}

const wv_convert_format wv_convert_messenger = {
    .name = "messenger",
    .description = "message_1.json of a Facebook Messenger download, mojibake mended",
    .unit = "messages",
    .detect = detect,
    .open = open_messenger,
    .next = next,
    .close = close_messenger,
};

const wv_convert_format wv_convert_instagram = {
    .name = "instagram",
    .description = "message_1.json of an Instagram download (the same shape; to be named)",
    .unit = "messages",
    .detect = detect_none,
    .open = open_instagram,
    .next = next,
    .close = close_messenger,
};
