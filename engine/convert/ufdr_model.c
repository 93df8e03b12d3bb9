/* SPDX-License-Identifier: EUPL-1.2 */
/* ufdr_model.c: elements of a Cellebrite report -> items: messages, calls, mails, places.
 *
 * In: calls of xml.c. Out: items in a queue. Neighbours: ufdr_fields.c knows the names, ufdr.c the
 * file. Invariants: an item is made when its model ends, so a chat of a million messages takes the
 * memory of one; its byte range is its <model> element; a deleted_state other than Intact stays
 * with it as a warning and an attribute; words quoted inside a message become an item of their own,
 * marked `quoted` and without a time, so that nobody's count of messages grows by them. A model of
 * a type that we do not know, but with a body, is read as a message: a threat in a new kind of app
 * is a threat. Cost: a table look-up a field. */
#include "convert/mail.h"
#include "convert/phone.h"
#include "convert/ufdr.h"

#include <stdio.h>

enum {
    DEPTH_MAX = 32,      /* models in models; a chat's party is at 3 */
    BODY_MAX = 8 << 20,  /* bytes of a body; the longest mails end below one */
    FIELD_MAX = 4 << 10, /* of any other field */
    ATTRS_MAX = 16,
    ID_MAX = 240, /* a record's id has at most 256 bytes, and a quote adds to it */
};

typedef struct party {
    struct party *next;
    wv_str ref, name;
    wv_ufdr_role role;
    bool owner;
} party;

typedef struct frame {
    wv_ufdr_kind kind;
    wv_ufdr_role role;   /* to the frame below */
    wv_ufdr_role inside; /* of models that begin now */
    wv_ufdr_slot slot;   /* of the field that is open */
    bool has_slot, cut;
    wv_str field; /* name of the open field */
    wv_str type, id, state;
    wv_str slots[WV_UFDR_SLOT_COUNT];
    party *parties; /* in the order of the file */
    party **last;
    uint32_t party_count;
    wv_str files; /* names of attachments */
    uint64_t start, line;
} frame;

struct wv_ufdr_model {
    const wv_convert_options *options;
    wv_convert_queue *queue;
    wv_convert_ids ids;
    wv_str part;
    char tool[64];
    wv_arena outer, inner; /* of what stays while a chat is open; of one item */
    wv_buf value, text;
    wv_mail_levels levels; /* of a mail */
    frame stack[DEPTH_MAX];
    uint32_t depth, skipped_depth; /* models that did not fit on the stack */
    bool in_value, seen_root, failed;
    uint32_t elements; /* that are open */
    uint64_t end;
};

wv_ufdr_model *wv_ufdr_model_new(const wv_convert_options *options, wv_convert_queue *queue,
                                 wv_str part)
{
    wv_ufdr_model *m = wv_mem_new(sizeof *m);
    if (!m) return NULL;
    m->options = options;
    m->queue = queue;
    m->part = part;
    wv_convert_ids_init(&m->ids);
    wv_arena_init(&m->outer);
    wv_arena_init(&m->inner);
    wv_buf_init(&m->value);
    wv_buf_init(&m->text);
    wv_mail_levels_init(&m->levels);
    return m;
}

void wv_ufdr_model_free(wv_ufdr_model *m)
{
    if (!m) return;
    wv_convert_ids_done(&m->ids);
    wv_arena_done(&m->outer);
    wv_arena_done(&m->inner);
    wv_buf_done(&m->value);
    wv_buf_done(&m->text);
    wv_mail_levels_done(&m->levels);
    wv_mem_free(m);
}

bool wv_ufdr_model_failed(const wv_ufdr_model *m)
{
    return m->failed || m->value.failed || m->text.failed || wv_mail_levels_failed(&m->levels);
}
bool wv_ufdr_model_seen(const wv_ufdr_model *m)
{
    return m->seen_root;
}
uint64_t wv_ufdr_model_end(const wv_ufdr_model *m)
{
    return m->end;
}

static bool is_item(wv_ufdr_kind kind)
{
    return kind == WV_UFDR_MESSAGE || kind == WV_UFDR_SMS || kind == WV_UFDR_EMAIL ||
           kind == WV_UFDR_CALL || kind == WV_UFDR_LOCATION || kind == WV_UFDR_NOTE ||
           kind == WV_UFDR_NO_MODEL;
}

/* The innermost item around the top frame, without the top frame itself. */
static frame *item_around(wv_ufdr_model *m)
{
    for (uint32_t i = m->depth; i-- > 1;)
        if (is_item(m->stack[i - 1].kind)) return &m->stack[i - 1];
    return NULL;
}

static bool in_item(const wv_ufdr_model *m)
{
    for (uint32_t i = 0; i < m->depth; i++)
        if (is_item(m->stack[i].kind)) return true;
    return false;
}

static const frame *chat_of(const wv_ufdr_model *m)
{
    for (uint32_t i = m->depth; i-- > 0;)
        if (m->stack[i].kind == WV_UFDR_CHAT) return &m->stack[i];
    return NULL;
}

static wv_str kept(wv_ufdr_model *m, wv_str s)
{
    if (!s.n) return (wv_str){NULL, 0};
    s = wv_arena_str(in_item(m) ? &m->inner : &m->outer, s);
    if (!s.p) m->failed = true;
    return s;
}

/* ---- from slots to an item ---- */

static wv_str trimmed(wv_str s)
{
    while (s.n && strchr(" \t\r\n", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" \t\r\n", s.p[s.n - 1])) s.n--;
    return s;
}

static bool truth(wv_str s)
{
    return s.n == 4 && strncasecmp(s.p, "true", 4) == 0;
}

static bool is_word(wv_str s, const char *word)
{
    return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* The device writes UTC; the offset of the zone is what a reader of the record expects. */
static wv_time time_of(const wv_ufdr_model *m, wv_str s, wv_converted *item)
{
    wv_time t = {0};
    bool zoned = s.n && (s.p[s.n - 1] == 'Z' || (s.n > 6 && strchr("+-", s.p[s.n - 6])));
    if (!s.n) return t;
    if (wv_time_parse(s, 0, &t, NULL)) {
        item->warnings |= WV_CONVERT_WARN(NO_TIME);
        return (wv_time){0};
    }
    if (!t.has_clock) return t;
    if (zoned) return wv_convert_moment(m->options->zone, t.seconds);
    item->zone = m->options->zone_name;
    return wv_convert_clock(m->options->zone, t.seconds, NULL, &item->warnings);
}

/* `00:01:05` or `1.02:03:04`, as .NET writes a time span; seconds alone too. */
static bool span_of(wv_str s, int64_t *seconds)
{
    int64_t total = 0, part = 0;
    uint32_t colons = 0, digits = 0;
    for (uint32_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= '0' && c <= '9' && part < 1000000)
            part = part * 10 + (c - '0'), digits++;
        else if (c == ':')
            total = (total + part) * 60, part = 0, colons++;
        else if (c == '.' && !colons && memchr(s.p, ':', s.n))
            total = part * 24, part = 0;
        else if (c == '.' && digits)
            break;
        else
            return false;
    }
    *seconds = total + part;
    return digits > 0 && (colons == 0 || colons == 2);
}

static void add_attr(wv_attr *attrs, uint32_t *count, const char *name, wv_str value)
{
    if (!value.n || *count == ATTRS_MAX) return;
    attrs[(*count)++] = (wv_attr){wv_str_of(name), {.type = WV_VALUE_STRING, .string = value}};
}

static bool is_outgoing(const frame *f)
{
    return is_word(f->slots[WV_UFDR_FOLDER], "Sent") ||
           is_word(f->slots[WV_UFDR_FOLDER], "Drafts") ||
           is_word(f->slots[WV_UFDR_FOLDER], "Outbox") ||
           is_word(f->slots[WV_UFDR_TYPE], "Outgoing") ||
           is_word(f->slots[WV_UFDR_STATUS], "Sent") || is_word(f->slots[WV_UFDR_STATUS], "Unsent");
}

static wv_str ref_of(const wv_ufdr_model *m, const party *p)
{
    return p->owner && m->options->self.n ? m->options->self : p->ref;
}

/* Who wrote or called, and to whom. What no field says is filled in from the direction, and then
 * from the chat's participants: all but the sender. */
static void put_people(wv_ufdr_model *m, const frame *f, wv_converted *item, wv_str *to,
                       wv_str *name)
{
    const frame *chat = chat_of(m);
    bool out = is_outgoing(f);
    for (const party *p = f->parties; p; p = p->next) {
        bool from = p->role == WV_UFDR_FROM || (p->role == WV_UFDR_PARTY && p->owner == out);
        if (from && !item->from.n) {
            item->from = ref_of(m, p);
            *name = p->name;
        } else if (item->to_count < WV_CONVERT_TO_MAX)
            to[item->to_count++] = ref_of(m, p);
        else
            item->warnings |= WV_CONVERT_WARN(TO_CUT);
    }
    if (!item->from.n && out) item->from = m->options->self;
    if (!item->to_count && !out && f->kind != WV_UFDR_MESSAGE && m->options->self.n && item->from.n)
        to[item->to_count++] = m->options->self;
    for (const party *p = chat && !item->to_count ? chat->parties : NULL; p; p = p->next) {
        wv_str ref = ref_of(m, p);
        if (wv_str_eq(ref, item->from)) continue;
        if (item->to_count < WV_CONVERT_TO_MAX)
            to[item->to_count++] = ref;
        else
            item->warnings |= WV_CONVERT_WARN(TO_CUT);
    }
    item->to = to;
}

static wv_str channel_of(wv_ufdr_model *m, const frame *f)
{
    const frame *chat = chat_of(m);
    wv_str source = f->slots[WV_UFDR_SOURCE];
    if (!source.n && chat) source = chat->slots[WV_UFDR_SOURCE];
    if (!source.n || is_word(source, "Native") || is_word(source, "Phone"))
        return f->kind == WV_UFDR_CALL    ? WV_STR("phone")
               : f->kind == WV_UFDR_EMAIL ? WV_STR("email")
               : f->kind == WV_UFDR_SMS   ? WV_STR("sms")
                                          : WV_STR("");
    return wv_ufdr_channel_of(source);
}

static void put_call(const frame *f, wv_converted *item)
{
    item->kind = WV_CONVERTED_CALL;
    item->has_seconds = span_of(f->slots[WV_UFDR_DURATION], &item->seconds);
    bool missed =
        is_word(f->slots[WV_UFDR_TYPE], "Missed") || is_word(f->slots[WV_UFDR_TYPE], "Rejected");
    if (missed || (item->has_seconds && item->seconds == 0))
        item->answered = WV_CONVERT_ANSWERED_NO;
    else if (item->has_seconds)
        item->answered = WV_CONVERT_ANSWERED_YES;
}

/* What kind of item a frame is, from what it has. */
static void put_kind(const frame *f, bool deleted, wv_converted *item)
{
    wv_str body = f->slots[WV_UFDR_BODY], subject = f->slots[WV_UFDR_SUBJECT];
    if (f->kind == WV_UFDR_NOTE)
        item->title = subject;
    else if (!body.n)
        body = subject;
    if (f->kind == WV_UFDR_CALL) {
        put_call(f, item);
        return;
    }
    if (f->kind == WV_UFDR_LOCATION) {
        item->kind = WV_CONVERTED_PLACE;
        return;
    }
    if (!body.n && f->kind == WV_UFDR_EMAIL) body = subject;
    item->kind = f->kind == WV_UFDR_NOTE ? WV_CONVERTED_REPORT : WV_CONVERTED_TEXT;
    item->text = body;
    if (body.n) return;
    if (f->files.n) {
        item->kind = WV_CONVERTED_MEDIA;
        item->text = f->files;
        return;
    }
    /* Nothing is left of it but that it was: an event, because a message must have words. */
    item->kind = WV_CONVERTED_SYSTEM;
    item->type = deleted ? WV_STR("message.deleted") : WV_STR("message.empty");
}

static void put_warnings(const frame *f, wv_converted *item)
{
    wv_str status = f->slots[WV_UFDR_STATUS], folder = f->slots[WV_UFDR_FOLDER];
    if (is_word(f->state, "Deleted") || is_word(f->state, "Trash"))
        item->warnings |= WV_CONVERT_WARN(RECOVERED);
    if (is_word(status, "Unsent") || is_word(status, "Draft") || is_word(folder, "Drafts"))
        item->warnings |= WV_CONVERT_WARN(NOT_SENT);
    if (truth(f->slots[WV_UFDR_FORWARDED])) item->warnings |= WV_CONVERT_WARN(FORWARDED);
    if (f->cut) item->warnings |= WV_CONVERT_WARN(TEXT_CUT);
    if (!item->from.n && item->kind != WV_CONVERTED_PLACE && item->kind != WV_CONVERTED_REPORT)
        item->warnings |= WV_CONVERT_WARN(NO_SENDER);
    if (item->text.n && memmem(item->text.p, item->text.n, "\xEF\xBF\xBD", 3))
        item->warnings |= WV_CONVERT_WARN(BYTES_REPLACED);
}

/* A mail's body without what it quotes, and its subject when that is the sender's own; as mail.c
 * does. */
static void put_mail_text(wv_ufdr_model *m, const frame *f, wv_converted *item)
{
    wv_str body = f->slots[WV_UFDR_BODY], subject = f->slots[WV_UFDR_SUBJECT];
    wv_buf_clear(&m->text);
    if (body.n && memmem(body.p, body.n, "</", 2) && memmem(body.p, body.n, ">", 1)) {
        wv_mail_html(&m->text, body);
        item->warnings |= WV_CONVERT_WARN(HTML);
        body = kept(m, (wv_str){m->text.p, m->text.failed ? 0 : (uint32_t)m->text.n});
        wv_buf_clear(&m->text);
    }
    wv_mail_levels_begin(&m->levels, body);
    const wv_buf *own = &m->levels.own;
    if (subject.n && (!wv_mail_is_answer(subject) || !own->n)) {
        wv_buf_str(&m->text, subject);
        if (own->n) wv_buf_text(&m->text, "\n\n");
    }
    wv_buf_add(&m->text, own->p, own->n);
    item->text = (wv_str){m->text.p, m->text.failed ? 0 : (uint32_t)m->text.n};
}

/* What a mail quotes: items of their own, without a time. */
static void put_mail_quotes(wv_ufdr_model *m, const wv_converted *mail)
{
    wv_mail_levels *l = &m->levels;
    char id[300];
    while (wv_mail_levels_next(l)) {
        wv_converted item = *mail;
        wv_attr attr = {WV_STR("quoted_in"), {.type = WV_VALUE_STRING, .string = mail->id}};
        int n = snprintf(id, sizeof id, "%.*s-q%d", (int)mail->id.n, mail->id.p, l->depth);
        item.id = (wv_str){id, (uint32_t)(n < 256 ? n : 256)};
        item.from = wv_str_of(l->author);
        item.to_count = 0;
        item.at = (wv_time){0};
        item.title = (wv_str){NULL, 0};
        item.text = (wv_str){l->own.p, (uint32_t)l->own.n};
        item.warnings |= WV_CONVERT_WARN(QUOTED) | (item.from.n ? 0 : WV_CONVERT_WARN(NO_SENDER));
        item.attrs = &attr;
        item.attr_count = 1;
        if (item.text.n) wv_convert_queue_put(m->queue, &item);
    }
}

/* An unknown model is an item only when it has a text. */
static bool says_nothing(const frame *f)
{
    return f->kind == WV_UFDR_NO_MODEL && !f->slots[WV_UFDR_BODY].n;
}

static void put_item(wv_ufdr_model *m, frame *f, bool quoted, uint64_t end)
{
    wv_converted item = {.byte_start = f->start, .byte_end = end, .line = f->line, .part = m->part};
    wv_attr attrs[ATTRS_MAX];
    wv_str to[WV_CONVERT_TO_MAX], name = {NULL, 0};
    const frame *chat = chat_of(m);
    uint32_t count = 0;
    bool deleted = is_word(f->state, "Deleted") || is_word(f->state, "Trash");
    if (says_nothing(f)) return;
    m->options->account->units++;
    put_kind(f, deleted, &item);
    if (item.kind == WV_CONVERTED_TEXT && f->kind == WV_UFDR_EMAIL) put_mail_text(m, f, &item);
    put_people(m, f, &item, to, &name);
    item.channel = channel_of(m, f);
    if (!quoted) item.at = time_of(m, f->slots[WV_UFDR_TIME], &item);
    put_warnings(f, &item);
    if (quoted) item.warnings |= WV_CONVERT_WARN(QUOTED);
    if (chat) item.chat = chat->slots[WV_UFDR_NAME].n ? chat->slots[WV_UFDR_NAME] : chat->id;
    item.tool = wv_str_of(m->tool);
    add_attr(attrs, &count, "from_name", name);
    if (f->state.n && !is_word(f->state, "Intact"))
        add_attr(attrs, &count, "deleted_state", f->state);
    if (f->kind == WV_UFDR_EMAIL) add_attr(attrs, &count, "subject", f->slots[WV_UFDR_SUBJECT]);
    add_attr(attrs, &count, "deleted_at", f->slots[WV_UFDR_DELETED_AT]);
    add_attr(attrs, &count, "status", f->slots[WV_UFDR_STATUS]);
    add_attr(attrs, &count, "call", f->kind == WV_UFDR_CALL ? f->slots[WV_UFDR_TYPE] : WV_STR(""));
    add_attr(attrs, &count, "model", f->kind == WV_UFDR_NO_MODEL ? f->type : WV_STR(""));
    add_attr(attrs, &count, "place",
             f->kind == WV_UFDR_LOCATION ? f->slots[WV_UFDR_NAME] : WV_STR(""));
    add_attr(attrs, &count, "latitude", f->slots[WV_UFDR_LATITUDE]);
    add_attr(attrs, &count, "longitude", f->slots[WV_UFDR_LONGITUDE]);
    if (item.kind != WV_CONVERTED_MEDIA) add_attr(attrs, &count, "attachments", f->files);
    item.attrs = attrs;
    item.attr_count = count;
    wv_str parts[] = {f->type, f->slots[WV_UFDR_TIME], item.from, item.text};
    /* Without an id of the tool: made of what it is. */
    item.id = f->id.n && f->id.n <= ID_MAX ? f->id : wv_convert_ids_next(&m->ids, "ufdr", parts, 4);
    if (!item.id.p) {
        m->failed = true;
        return;
    }
    wv_convert_queue_put(m->queue, &item);
    if (item.kind == WV_CONVERTED_TEXT && f->kind == WV_UFDR_EMAIL) put_mail_quotes(m, &item);
}

/* ---- models that end ---- */

/* `31600000002@s.whatsapp.net` is +31600000002, whom the calls and SMS of the same telephone know
 * by that or by 06-00000002. */
static wv_str reference_of(wv_ufdr_model *m, wv_str s)
{
    wv_str host = WV_STR("@s.whatsapp.net");
    char number[32] = "+", room[WV_PHONE_BYTES];
    bool national;
    if (wv_str_ends(s, host) && s.n > host.n && s.n - host.n <= 20) {
        s.n -= host.n;
        memcpy(number + 1, s.p, s.n);
        s = (wv_str){number, s.n + 1};
    }
    return kept(m, wv_phone(s, room, &national));
}

static void add_party(wv_ufdr_model *m, frame *f, frame *to)
{
    wv_arena *arena = in_item(m) ? &m->inner : &m->outer;
    party *p = wv_arena_alloc(arena, sizeof *p);
    if (!p) {
        m->failed = true;
        return;
    }
    wv_str ref = reference_of(m, f->slots[WV_UFDR_IDENTIFIER]);
    *p = (party){NULL, ref.n ? ref : f->slots[WV_UFDR_NAME], f->slots[WV_UFDR_NAME], f->role,
                 truth(f->slots[WV_UFDR_OWNER])};
    if (!p->ref.n) return;
    if (p->role == WV_UFDR_PARTY && is_word(f->slots[WV_UFDR_ROLE], "From")) p->role = WV_UFDR_FROM;
    if (p->role == WV_UFDR_PARTY && is_word(f->slots[WV_UFDR_ROLE], "To")) p->role = WV_UFDR_TO;
    *to->last = p;
    to->last = &p->next;
}

static void add_file(wv_ufdr_model *m, const frame *f, frame *to)
{
    wv_str name = f->slots[WV_UFDR_FILENAME].n ? f->slots[WV_UFDR_FILENAME]
                  : f->slots[WV_UFDR_NAME].n   ? f->slots[WV_UFDR_NAME]
                                               : f->slots[WV_UFDR_CONTENT_TYPE];
    wv_buf b;
    if (!name.n || to->files.n > FIELD_MAX) return;
    wv_buf_init(&b);
    wv_buf_str(&b, to->files);
    if (to->files.n) wv_buf_text(&b, ", ");
    wv_buf_str(&b, name);
    if (b.failed)
        m->failed = true;
    else
        to->files = kept(m, (wv_str){b.p, (uint32_t)b.n});
    wv_buf_done(&b);
}

/* A party in a wrapper (a forwarded message's) belongs to nobody here. */
static void give_to_parent(wv_ufdr_model *m, frame *f)
{
    frame *parent = m->depth > 1 ? &m->stack[m->depth - 2] : NULL;
    if (!parent) return;
    if (f->kind == WV_UFDR_PERSON && f->role != WV_UFDR_NO_ROLE && f->role != WV_UFDR_INSIDE)
        add_party(m, f, parent);
    else if (f->kind == WV_UFDR_ATTACHMENT)
        add_file(m, f, parent);
    else if (f->kind == WV_UFDR_COORDINATE) {
        parent->slots[WV_UFDR_LATITUDE] = f->slots[WV_UFDR_LATITUDE];
        parent->slots[WV_UFDR_LONGITUDE] = f->slots[WV_UFDR_LONGITUDE];
    }
}

static void end_model(wv_ufdr_model *m, uint64_t end)
{
    frame *f = &m->stack[m->depth - 1];
    bool inside = item_around(m) != NULL;
    if (is_item(f->kind))
        put_item(m, f, inside, end);
    else if (f->kind == WV_UFDR_WRAPPER && f->slots[WV_UFDR_BODY].n)
        put_item(m, f, true, end);
    else
        give_to_parent(m, f);
    m->depth--;
    m->end = end;
    if (!in_item(m)) wv_arena_reset(&m->inner);
    if (m->depth == 0) wv_arena_reset(&m->outer);
}

/* ---- elements ---- */

/* A value of a field that no table has counts under its model's and its own name. */
static void count_unknown(wv_ufdr_model *m, const frame *f)
{
    char name[200];
    if (f->kind == WV_UFDR_NO_MODEL) return; /* the model itself is counted */
    snprintf(name, sizeof name, "%.*s.%.*s", (int)(f->type.n < 60 ? f->type.n : 60), f->type.p,
             (int)(f->field.n < 120 ? f->field.n : 120), f->field.p ? f->field.p : "");
    wv_convert_unknown(m->options->account, wv_str_of(name));
}

static void begin_model(wv_ufdr_model *m, const wv_xml_attr *attrs, uint32_t count,
                        const wv_xml_tag *tag)
{
    frame *parent = m->depth ? &m->stack[m->depth - 1] : NULL;
    if (m->depth == DEPTH_MAX) {
        m->skipped_depth++;
        wv_convert_unknown(m->options->account, WV_STR("model:too_deep"));
        return;
    }
    frame *f = &m->stack[m->depth++];
    wv_str type = wv_xml_value(attrs, count, "type");
    *f = (frame){.kind = wv_ufdr_kind_of(type), .start = tag->start, .line = tag->line};
    f->role = parent ? parent->inside : WV_UFDR_NO_ROLE;
    f->type = kept(m, type);
    f->id = kept(m, wv_xml_value(attrs, count, "id"));
    f->state = kept(m, wv_xml_value(attrs, count, "deleted_state"));
    f->last = &f->parties;
    if (parent && f->role == WV_UFDR_NO_ROLE && parent->field.n) count_unknown(m, parent);
    if (f->kind != WV_UFDR_NO_MODEL || f->role == WV_UFDR_INSIDE) return;
    wv_buf_clear(&m->value);
    wv_buf_text(&m->value, "model:");
    wv_buf_str(&m->value, type);
    wv_convert_unknown(m->options->account, (wv_str){m->value.p, (uint32_t)m->value.n});
}

static void begin_field(wv_ufdr_model *m, wv_str name)
{
    frame *f = &m->stack[m->depth - 1];
    f->slot = wv_ufdr_slot_of(f->kind, name);
    f->field = f->slot == WV_UFDR_UNKNOWN ? kept(m, name) : (wv_str){NULL, 0};
    f->has_slot = true;
}

/* A list of models: known by its role, or unknown and counted when it holds something. */
static void begin_list(wv_ufdr_model *m, wv_str name)
{
    frame *f = &m->stack[m->depth - 1];
    f->inside = wv_ufdr_role_of(name);
    bool plain = f->inside != WV_UFDR_NO_ROLE || wv_str_is(name, "Messages");
    f->field = plain ? (wv_str){NULL, 0} : kept(m, name);
}

/* Cuts at a character. */
static wv_str within(wv_str s, uint32_t max, bool *cut)
{
    if (s.n <= max) return s;
    *cut = true;
    for (s.n = max; s.n && ((unsigned char)s.p[s.n] & 0xC0) == 0x80;) s.n--;
    return s;
}

static void read_root(wv_ufdr_model *m, const wv_xml_attr *attrs, uint32_t count)
{
    bool cut = false;
    wv_str version = within(wv_xml_value(attrs, count, "reportVersion"), 40, &cut);
    m->seen_root = true;
    snprintf(m->tool, sizeof m->tool, "Cellebrite report %.*s", (int)version.n,
             version.p ? version.p : "");
}

/* Beside the decoded data a report has sections about the device and its files: they are not read,
 * and told. */
static void count_section(wv_ufdr_model *m, wv_str name)
{
    char text[80];
    bool cut;
    if (wv_str_is(name, "decodedData") || wv_str_is(name, "model")) return;
    name = within(name, 60, &cut);
    snprintf(text, sizeof text, "section:%.*s", (int)name.n, name.p);
    wv_convert_unknown(m->options->account, wv_str_of(text));
}

static void on_open(void *ctx, wv_str name, const wv_xml_attr *attrs, uint32_t count,
                    const wv_xml_tag *tag)
{
    wv_ufdr_model *m = ctx;
    if (wv_str_is(name, "project")) read_root(m, attrs, count);
    if (m->elements++ == 1) count_section(m, name);
    if (wv_str_is(name, "model")) begin_model(m, attrs, count, tag);
    if (m->skipped_depth || !m->depth) return;
    if (wv_str_is(name, "field"))
        begin_field(m, wv_xml_value(attrs, count, "name"));
    else if (wv_str_is(name, "modelField") || wv_str_is(name, "multiModelField"))
        begin_list(m, wv_xml_value(attrs, count, "name"));
    else if (wv_str_is(name, "value") && m->stack[m->depth - 1].has_slot) {
        m->in_value = true;
        wv_buf_clear(&m->value);
    }
}

static void on_text(void *ctx, wv_str s)
{
    wv_ufdr_model *m = ctx;
    if (!m->in_value || m->value.n > BODY_MAX) return;
    wv_buf_str(&m->value, s);
}

static void end_value(wv_ufdr_model *m)
{
    frame *f = &m->stack[m->depth - 1];
    wv_str value = {m->value.p, (uint32_t)m->value.n};
    m->in_value = false;
    if (m->value.failed) return;
    if (f->slot != WV_UFDR_BODY) value = trimmed(value);
    if (!trimmed(value).n || f->slot == WV_UFDR_IGNORED) return;
    if (f->slot == WV_UFDR_UNKNOWN) {
        count_unknown(m, f);
        return;
    }
    value = within(value, f->slot == WV_UFDR_BODY ? BODY_MAX : FIELD_MAX, &f->cut);
    if (!f->slots[f->slot].n) f->slots[f->slot] = kept(m, value);
}

static void on_close(void *ctx, wv_str name, uint64_t end)
{
    wv_ufdr_model *m = ctx;
    m->elements--;
    if (wv_str_is(name, "model")) {
        if (m->skipped_depth)
            m->skipped_depth--;
        else if (m->depth)
            end_model(m, end);
        return;
    }
    if (m->skipped_depth || !m->depth) return;
    if (wv_str_is(name, "value") && m->in_value)
        end_value(m);
    else if (wv_str_is(name, "field"))
        m->stack[m->depth - 1].has_slot = false;
    else if (wv_str_is(name, "modelField") || wv_str_is(name, "multiModelField"))
        m->stack[m->depth - 1].inside = WV_UFDR_NO_ROLE;
}

wv_xml_handler wv_ufdr_model_handler(wv_ufdr_model *m)
{
    return (wv_xml_handler){m, on_open, on_text, on_close};
}
