/* SPDX-License-Identifier: EUPL-1.2 */
/* sms.c: XML of the Android app SMS Backup & Restore: text messages, MMS, and its list of calls.
 *
 *   <smses><sms address="+316.." date="1767319445000" type="1" body=".."/>
 *   <mms address=".." date=".." msg_box="1"><parts><part ct="text/plain" text=".."/></parts>
 *     <addrs><addr address=".." type="137"/></addrs></mms></smses>
 *   <calls><call number=".." duration="0" date=".." type="3"/></calls>
 *
 * In: XML, as tags. Out: items in the order of the file. Neighbours: xml.c and xml_filter.c (which
 * mend the halves of emoji that the app writes), queue.c, phone.c. The file names one side only:
 * the other is `--self`, or "owner". Invariants: a draft went to nobody; a photo stands in the file
 * as base64 and is passed by; an attribute that is not known is counted. Cost: one read. */
#include "convert/formats.h"
#include "convert/phone.h"
#include "convert/queue.h"
#include "convert/xml.h"

#include "read/json.h"

#include <stdio.h>

enum { PIECE = 64 << 10, SURROGATE_LOOK = 64 << 10 };

typedef struct sms {
    const wv_convert_input *in;
    wv_convert_options options;
    wv_convert_queue queue;
    wv_convert_ids ids;
    wv_xml *xml;
    wv_buf piece;
    uint64_t at, done; /* read up to; the end of the last element */
    bool ended, failed;
    /* the mms that is open */
    bool in_mms;
    wv_xml_tag mms_tag;
    wv_arena arena;
    wv_str mms_address, mms_date, mms_box, mms_name;
    wv_buf mms_text, mms_file;
    wv_str mms_from, mms_to[WV_CONVERT_TO_MAX];
    uint32_t mms_to_count;
} sms;

static wv_str owner(const sms *s)
{
    return s->options.self.n ? s->options.self : WV_STR("owner");
}

/* A number in one way, in the arena of the message. */
static wv_str number(sms *s, wv_str raw)
{
    char out[WV_PHONE_BYTES];
    bool national;
    wv_str kept = wv_arena_str(&s->arena, wv_phone(raw, out, &national));
    s->failed |= !kept.p;
    return kept;
}

/* The app writes `null` for what is not there. */
static wv_str value(const wv_xml_attr *attrs, uint32_t count, const char *name)
{
    wv_str v = wv_xml_value(attrs, count, name);
    return wv_str_is(v, "null") ? (wv_str){NULL, 0} : v;
}

static void count_unknown(sms *s, wv_str element, const char *const *known,
                          const wv_xml_attr *attrs, uint32_t count)
{
    char name[128];
    for (uint32_t i = 0; i < count; i++) {
        const char *const *k = known;
        while (*k && !wv_str_is(attrs[i].name, *k)) k++;
        if (*k) continue;
        int n = snprintf(name, sizeof name, "%.*s.%.*s", (int)element.n, element.p,
                         (int)(attrs[i].name.n > 80 ? 80 : attrs[i].name.n), attrs[i].name.p);
        wv_convert_unknown(s->options.account, (wv_str){name, (uint32_t)n});
    }
}

/* Emoji as two halves: `&#55357;&#56846;`. The filter made one of them; the record says so. */
static bool has_halves(const sms *s, const wv_xml_tag *tag)
{
    char *raw;
    size_t n = (size_t)(tag->end - tag->start), got = 0;
    wv_err err;
    if (n > SURROGATE_LOOK) n = SURROGATE_LOOK;
    if (!(raw = wv_mem_new(n ? n : 1))) return false;
    bool found = wv_convert_input_read(s->in, tag->start, raw, n, &got, &err) == WV_OK &&
                 (memmem(raw, got, "&#55", 4) || memmem(raw, got, "&#56", 4) ||
                  memmem(raw, got, "&#xD8", 5) || memmem(raw, got, "&#xd8", 5) ||
                  memmem(raw, got, "&#xD83", 6) || memmem(raw, got, "&#xd83", 6));
    wv_mem_free(raw);
    return found;
}

/* ---- one item ---- */

static void set_time(sms *s, wv_str milliseconds, wv_converted *item)
{
    int64_t at;
    if (milliseconds.n && wv_json_integer(milliseconds, &at) && at > 0)
        item->at = wv_convert_moment(s->options.zone, at / 1000);
    else
        item->warnings |= WV_CONVERT_WARN(NO_TIME);
}

static void put(sms *s, wv_converted *item, wv_str date)
{
    wv_str parts[] = {date, item->from, item->to_count ? item->to[0] : WV_STR(""), item->text,
                      item->channel};
    s->done = item->byte_end;
    s->options.account->units++;
    item->tool = WV_STR("SMS Backup & Restore");
    bool speaks = item->kind == WV_CONVERTED_TEXT || item->kind == WV_CONVERTED_MEDIA;
    if (speaks && !item->text.n) {
        item->kind = WV_CONVERTED_DEAD;
        item->dead_reason = "no_text";
        item->dead_message = "a message without text or attachment";
    } else {
        item->id = wv_convert_ids_next(&s->ids, wv_str_is(item->channel, "phone") ? "call" : "sms",
                                       parts, 5);
        s->failed |= !item->id.p;
    }
    wv_convert_queue_put(&s->queue, item);
    wv_arena_reset(&s->arena);
}

static void add_name(wv_converted *item, wv_attr *attr, wv_str name)
{
    if (!name.n || wv_str_is(name, "(Unknown)")) return;
    *attr = (wv_attr){WV_STR("contact_name"), {.type = WV_VALUE_STRING, .string = name}};
    item->attrs = attr;
    item->attr_count = 1;
}

/* type: 1 received, 2 sent, 3 draft, 4 outbox, 5 failed, 6 queued. */
static void take_sms(sms *s, const wv_xml_attr *attrs, uint32_t count, const wv_xml_tag *tag)
{
    static const char *const known[] = {
        "protocol",  "address", "date",           "type",         "subject", "body",
        "toa",       "sc_toa",  "service_center", "read",         "status",  "locked",
        "date_sent", "sub_id",  "readable_date",  "contact_name", NULL};
    wv_str type = value(attrs, count, "type"), date = value(attrs, count, "date");
    wv_str other = number(s, value(attrs, count, "address")), self = owner(s);
    wv_attr name;
    bool received = wv_str_is(type, "1"), draft = wv_str_is(type, "3");
    wv_converted item = {.kind = WV_CONVERTED_TEXT,
                         .channel = WV_STR("sms"),
                         .text = value(attrs, count, "body"),
                         .from = received ? other : self,
                         .to = received ? &self : &other,
                         .to_count = !draft && (received || other.n),
                         .title = value(attrs, count, "subject"),
                         .byte_start = tag->start,
                         .byte_end = tag->end,
                         .line = tag->line};
    if (received && !other.n) item.warnings |= WV_CONVERT_WARN(NO_SENDER);
    if (!received && !wv_str_is(type, "2")) item.warnings |= WV_CONVERT_WARN(NOT_SENT);
    if (has_halves(s, tag)) item.warnings |= WV_CONVERT_WARN(SURROGATES);
    count_unknown(s, WV_STR("sms"), known, attrs, count);
    add_name(&item, &name, value(attrs, count, "contact_name"));
    set_time(s, date, &item);
    put(s, &item, date);
}

/* type: 1 received, 2 made, 3 missed, 4 voice mail, 5 refused, 6 on the list of refused numbers. */
static void take_call(sms *s, const wv_xml_attr *attrs, uint32_t count, const wv_xml_tag *tag)
{
    static const char *const known[] = {"number",
                                        "duration",
                                        "date",
                                        "type",
                                        "presentation",
                                        "readable_date",
                                        "contact_name",
                                        "subscription_id",
                                        "post_dial_digits",
                                        "subscription_component_name",
                                        NULL};
    static const char *const words[] = {"",           "received", "made",   "missed",
                                        "voice mail", "refused",  "blocked"};
    wv_str type = value(attrs, count, "type"), date = value(attrs, count, "date");
    wv_str other = number(s, value(attrs, count, "number")), self = owner(s);
    wv_attr name;
    bool made = wv_str_is(type, "2");
    wv_converted item = {.kind = WV_CONVERTED_CALL,
                         .channel = WV_STR("phone"),
                         .from = made ? self : other,
                         .to = made ? &other : &self,
                         .to_count = !made || other.n,
                         .byte_start = tag->start,
                         .byte_end = tag->end,
                         .line = tag->line};
    item.has_seconds = wv_json_integer(value(attrs, count, "duration"), &item.seconds);
    bool spoke = item.has_seconds && item.seconds > 0 && (made || wv_str_is(type, "1"));
    item.answered = spoke ? WV_CONVERT_ANSWERED_YES : WV_CONVERT_ANSWERED_NO;
    if (type.n == 1 && type.p[0] >= '1' && type.p[0] <= '6')
        item.text = wv_str_of(words[type.p[0] - '0']);
    if (!other.n && !made) item.warnings |= WV_CONVERT_WARN(NO_SENDER);
    count_unknown(s, WV_STR("call"), known, attrs, count);
    add_name(&item, &name, value(attrs, count, "contact_name"));
    set_time(s, date, &item);
    put(s, &item, date);
}

/* ---- mms ---- */

static wv_str keep(sms *s, wv_str v)
{
    wv_str kept = wv_arena_str(&s->arena, v);
    s->failed |= !kept.p;
    return kept;
}

static void begin_mms(sms *s, const wv_xml_attr *attrs, uint32_t count, const wv_xml_tag *tag)
{
    s->in_mms = true;
    s->mms_tag = *tag;
    s->mms_text.n = s->mms_file.n = 0;
    s->mms_to_count = 0;
    s->mms_from = (wv_str){NULL, 0};
    s->mms_address = keep(s, value(attrs, count, "address"));
    s->mms_date = keep(s, value(attrs, count, "date"));
    s->mms_box = keep(s, value(attrs, count, "msg_box"));
    s->mms_name = keep(s, value(attrs, count, "contact_name"));
}

static void take_part(sms *s, const wv_xml_attr *attrs, uint32_t count)
{
    wv_str type = value(attrs, count, "ct"), text = value(attrs, count, "text");
    if (wv_str_is(type, "application/smil")) return; /* how the parts are laid out */
    if (wv_str_starts(type, WV_STR("text/plain"))) {
        if (s->mms_text.n && text.n) wv_buf_byte(&s->mms_text, '\n');
        wv_buf_str(&s->mms_text, text);
        return;
    }
    wv_str name = value(attrs, count, "cl");
    if (!name.n) name = value(attrs, count, "name");
    if (!name.n) name = type;
    if (s->mms_file.n) wv_buf_text(&s->mms_file, ", ");
    wv_buf_str(&s->mms_file, name);
}

/* type: 137 from, 151 to, 130 copy, 129 blind copy. */
static void take_addr(sms *s, const wv_xml_attr *attrs, uint32_t count)
{
    wv_str type = value(attrs, count, "type"), address = value(attrs, count, "address");
    if (!address.n || wv_str_is(address, "insert-address-token")) return; /* the owner */
    if (wv_str_is(type, "137"))
        s->mms_from = number(s, address);
    else if (s->mms_to_count < WV_CONVERT_TO_MAX)
        s->mms_to[s->mms_to_count++] = number(s, address);
}

static void end_mms(sms *s, uint64_t end)
{
    wv_str self = owner(s);
    wv_attr attrs[2];
    bool received = wv_str_is(s->mms_box, "1");
    wv_str text = {s->mms_text.p, (uint32_t)s->mms_text.n};
    wv_str file = {s->mms_file.p, (uint32_t)s->mms_file.n};
    wv_converted item = {.kind = file.n ? WV_CONVERTED_MEDIA : WV_CONVERTED_TEXT,
                         .channel = WV_STR("sms"),
                         .text = text.n ? text : file,
                         .byte_start = s->mms_tag.start,
                         .byte_end = end,
                         .line = s->mms_tag.line};
    if (received && !s->mms_from.n &&
        !memchr(s->mms_address.n ? s->mms_address.p : "", '~', s->mms_address.n))
        s->mms_from = number(s, s->mms_address);
    if (!received && !s->mms_to_count && s->mms_address.n)
        s->mms_to[s->mms_to_count++] = number(s, s->mms_address);
    if (received && !s->mms_to_count) s->mms_to[s->mms_to_count++] = self;
    item.from = received ? s->mms_from : self;
    item.to = s->mms_to;
    item.to_count = s->mms_to_count;
    if (!item.from.n) item.warnings |= WV_CONVERT_WARN(NO_SENDER);
    if (!received && !wv_str_is(s->mms_box, "2")) item.warnings |= WV_CONVERT_WARN(NOT_SENT);
    add_name(&item, &attrs[0], s->mms_name);
    if (file.n && text.n) {
        attrs[item.attr_count++] =
            (wv_attr){WV_STR("file"), {.type = WV_VALUE_STRING, .string = file}};
        item.attrs = attrs;
    }
    set_time(s, s->mms_date, &item);
    s->in_mms = false;
    put(s, &item, s->mms_date);
}

/* ---- the stream ---- */

static void on_open(void *ctx, wv_str name, const wv_xml_attr *attrs, uint32_t count,
                    const wv_xml_tag *tag)
{
    sms *s = ctx;
    static const char *const quiet[] = {"smses", "calls", "parts", "addrs"};
    if (wv_str_is(name, "sms")) return take_sms(s, attrs, count, tag);
    if (wv_str_is(name, "call")) return take_call(s, attrs, count, tag);
    if (wv_str_is(name, "mms")) return begin_mms(s, attrs, count, tag);
    if (s->in_mms && wv_str_is(name, "part")) return take_part(s, attrs, count);
    if (s->in_mms && wv_str_is(name, "addr")) return take_addr(s, attrs, count);
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
        if (wv_str_is(name, quiet[i])) return;
    wv_convert_unknown(s->options.account, name);
}

static void on_close(void *ctx, wv_str name, uint64_t end)
{
    sms *s = ctx;
    if (s->in_mms && wv_str_is(name, "mms")) end_mms(s, end);
}

/* The rest of a file that is no XML from here on. */
static void put_rest(sms *s, const wv_err *err)
{
    bool limit = err->rc == WV_E_LIMIT;
    wv_converted dead = {.kind = WV_CONVERTED_DEAD,
                         .byte_start = s->done,
                         .byte_end = s->in->bytes,
                         .dead_reason = limit ? "too_large" : "bad_xml",
                         .dead_message = limit ? "a limit on nesting or tags was passed here"
                                               : "ends in the middle, or is no XML from here"};
    if (strstr(err->message, "document type")) {
        dead.dead_reason = "doctype";
        dead.dead_message =
            "a document type declaration: it can name other files, so it is refused";
    }
    if (s->in_mms) dead.byte_start = s->mms_tag.start;
    wv_convert_queue_put(&s->queue, &dead);
}

static wv_rc feed(sms *s, wv_err *err)
{
    size_t got = 0;
    wv_err what = {0};
    wv_rc rc = wv_convert_input_read(s->in, s->at, s->piece.p, PIECE, &got, err);
    if (rc) return rc;
    s->at += got;
    s->ended = got == 0;
    rc = wv_xml_feed(s->xml, s->piece.p, got, s->ended, &what);
    if (rc == WV_E_NOMEM || s->failed || s->mms_text.failed || s->mms_file.failed)
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc) {
        put_rest(s, &what);
        s->ended = true;
    }
    return WV_OK;
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    sms *s = reader;
    while (!wv_convert_queue_take(&s->queue, out)) {
        if (s->queue.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (s->ended) return WV_E_END;
        wv_rc rc = feed(s, err);
        if (rc) return rc;
    }
    return WV_OK;
}

static void close_sms(void *reader)
{
    sms *s = reader;
    if (!s) return;
    wv_xml_free(s->xml);
    wv_convert_queue_done(&s->queue);
    wv_convert_ids_done(&s->ids);
    wv_arena_done(&s->arena);
    wv_buf_done(&s->piece);
    wv_buf_done(&s->mms_text);
    wv_buf_done(&s->mms_file);
    wv_mem_free(s);
}

static wv_rc open_sms(const wv_convert_input *in, const wv_convert_options *options, void **reader,
                      wv_err *err)
{
    sms *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    s->in = in;
    s->options = *options;
    wv_convert_queue_init(&s->queue);
    wv_convert_ids_init(&s->ids);
    wv_arena_init(&s->arena);
    wv_buf_init(&s->piece);
    wv_buf_init(&s->mms_text);
    wv_buf_init(&s->mms_file);
    wv_buf_reserve(&s->piece, PIECE);
    s->xml = wv_xml_new(&(wv_xml_handler){.ctx = s, .open = on_open, .close = on_close});
    if (!s->xml || s->piece.failed) {
        close_sms(s);
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    *reader = s;
    return WV_OK;
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    const char *root = NULL;
    static const char *const roots[] = {"<smses", "<calls"};
    for (size_t i = 0; i < 2 && !root; i++)
        if (in->head.n && memmem(in->head.p, in->head.n, roots[i], strlen(roots[i])))
            root = roots[i];
    seen->fits = root != NULL;
    if (root)
        snprintf(seen->why, sizeof seen->why, "XML with %s> at the root", root);
    else
        snprintf(seen->why, sizeof seen->why, "no XML with <smses> or <calls> at the root");
}

const wv_convert_format wv_convert_sms = {
    .name = "sms",
    .description = "XML of SMS Backup & Restore: messages, MMS, calls",
    .unit = "messages",
    .detect = detect,
    .open = open_sms,
    .next = next,
    .close = close_sms,
};
