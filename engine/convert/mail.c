/* SPDX-License-Identifier: EUPL-1.2 */
/* mail.c: a mailbox (mboxrd, mboxo) or one mail (.eml) -> messages, quotes, attachments.
 *
 * In: lines, to cut the file in messages; each message then goes to mail_message.c. Out: for one
 * mail: what its sender wrote (with a subject that is the sender's own), each level of what it
 * quotes as an item marked `quoted`, and its attachments as events. Neighbours: mail_quote.c.
 * Invariants: messages and what stands before the first one (a DEAD item) are the whole file; a
 * quote has no time and counts in no timeline, and is left out when the same words were an item of
 * this file already. Ids: made of Message-ID, sender and text, so that two copies of a mail are one
 * record and an altered copy is another. Cost: two reads; memory is the longest message and 64
 * bytes a mail for the words that were said. */
#include "convert/formats.h"
#include "convert/lines.h"
#include "convert/mail.h"
#include "convert/queue.h"
#include "crypto/sha256.h"

#include <stdio.h>

typedef struct reader {
    const wv_convert_input *in;
    const wv_convert_options *options;
    wv_lines lines;
    wv_mail mail;
    wv_convert_queue queue;
    wv_convert_ids ids;
    wv_map said; /* hashes of texts that were items */
    wv_arena said_keys;
    wv_mail_levels levels;
    wv_buf text;
    bool mbox, ended;
    bool began;                      /* a message is under way */
    uint64_t start, body, line, end; /* of it; the separator is no part of its body */
    bool blank_before;
} reader;

/* ---- where messages begin ---- */

static bool has_clock(wv_str s)
{
    for (uint32_t i = 2; i + 2 < s.n; i++)
        if (s.p[i] == ':' && s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i + 1] >= '0' &&
            s.p[i + 1] <= '9')
            return true;
    return false;
}

/* `From bram@example.org Mon Jan  5 10:00:00 2026`: mboxo may leave a text's own *From* unmarked,
 * so the clock must be there, and an empty line before. */
static bool is_separator(wv_str s)
{
    return s.n > 5 && memcmp(s.p, "From ", 5) == 0 && has_clock(s);
}

/* `Subject: hoi` */
static bool is_header(wv_str s, const char *name)
{
    size_t n = strlen(name);
    return s.n > n && strncasecmp(s.p, name, n) == 0 && s.p[n] == ':';
}

static bool is_any_header(wv_str s)
{
    uint32_t i = 0;
    while (i < s.n && i < 60 && s.p[i] > 0x20 && s.p[i] != ':') i++;
    return i > 1 && i < s.n && s.p[i] == ':';
}

static uint32_t count_headers(wv_str head)
{
    static const char *const names[] = {
        "From",        "To",           "Subject",         "Date",
        "Message-ID",  "MIME-Version", "Content-Type",    "Received",
        "Return-Path", "Delivered-To", "X-Mozilla-Status"};
    uint32_t found = 0, at = 0;
    while (at < head.n) {
        const char *stop = memchr(head.p + at, '\n', head.n - at);
        wv_str line = {head.p + at, stop ? (uint32_t)(stop - (head.p + at)) : head.n - at};
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (!line.n || !(is_any_header(line) || line.p[0] == ' ' || line.p[0] == '\t')) break;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (is_header(line, names[i])) found++;
        at += (uint32_t)(stop ? stop - (head.p + at) + 1 : line.n);
        if (!stop) break;
    }
    return found;
}

static wv_str without_mark(wv_str head)
{
    if (head.n >= 3 && memcmp(head.p, "\xEF\xBB\xBF", 3) == 0)
        return (wv_str){head.p + 3, head.n - 3};
    return head;
}

static wv_str first_line(wv_str head)
{
    const char *stop = memchr(head.p, '\n', head.n);
    if (stop) head.n = (uint32_t)(stop - head.p);
    return head;
}

static void detect_mbox(const wv_convert_input *in, wv_convert_seen *seen)
{
    wv_str head = without_mark(in->head), line = head.n ? first_line(head) : head;
    seen->fits =
        line.n && is_separator(line) &&
        count_headers((wv_str){head.p + line.n + 1, head.n > line.n ? head.n - line.n - 1 : 0}) > 0;
    snprintf(seen->why, sizeof seen->why, "%s",
             seen->fits ? "begins with a line 'From sender date' and headers of mail"
                        : "no line 'From sender date' with headers of mail under it");
}

static void detect_eml(const wv_convert_input *in, wv_convert_seen *seen)
{
    uint32_t found = in->head.n ? count_headers(without_mark(in->head)) : 0;
    seen->fits = found >= 2;
    snprintf(seen->why, sizeof seen->why, "begins with %u headers of mail (at least 2 needed)",
             found);
}

/* ---- items of one message ---- */

static wv_attr text_attr(const char *name, wv_str value)
{
    return (wv_attr){wv_str_of(name), {.type = WV_VALUE_STRING, .string = value}};
}

static wv_attr flag_attr(const char *name)
{
    return (wv_attr){wv_str_of(name), {.type = WV_VALUE_BOOL, .boolean = true}};
}

/* Letters alone: a mail program breaks and marks lines anew. True when it was there; else it is
 * there now. */
static bool was_said(reader *r, wv_str text)
{
    wv_sha256_state h;
    uint8_t digest[32];
    bool added = true;
    wv_sha256_begin(&h);
    for (uint32_t i = 0, from = 0; i <= text.n; i++) {
        if (i < text.n && !strchr(" \t\r\n>", text.p[i])) continue;
        wv_sha256_add(&h, text.p + from, i - from);
        from = i + 1;
    }
    wv_sha256_end(&h, digest);
    wv_str key = {(const char *)digest, 16};
    if (wv_map_get(&r->said, key)) return true;
    wv_str kept = wv_arena_str(&r->said_keys, key);
    if (!kept.p || !wv_map_put(&r->said, kept, 1, &added)) r->queue.failed = true;
    return false;
}

static wv_str id_of(reader *r, wv_str from, wv_str text, char out[32])
{
    const wv_mail *m = &r->mail;
    if (!m->message_id.n) {
        wv_str parts[] = {m->subject, from, text};
        return wv_convert_ids_next(&r->ids, "mail", parts, 3);
    }
    wv_sha256_state h;
    uint8_t digest[32];
    char hex[65];
    wv_sha256_begin(&h);
    wv_sha256_add(&h, m->message_id.p, m->message_id.n + 1); /* with its NUL: an end */
    wv_sha256_add(&h, from.p ? from.p : "", from.n);
    wv_sha256_add(&h, "", 1);
    wv_sha256_add(&h, text.p ? text.p : "", text.n);
    wv_sha256_end(&h, digest);
    wv_sha256_hex(digest, hex);
    return (wv_str){out, (uint32_t)snprintf(out, 32, "mail-%.24s", hex)};
}

static wv_converted item_of(const reader *r)
{
    const wv_mail *m = &r->mail;
    wv_converted item = {.from = m->from, .to = m->to, .to_count = m->to_count};
    item.channel = WV_STR("email");
    if (m->has_time) item.at = wv_convert_moment(r->options->zone, m->seconds);
    item.warnings = m->warnings;
    if (!m->has_time) item.warnings |= WV_CONVERT_WARN(NO_TIME);
    if (!m->from.n) item.warnings |= WV_CONVERT_WARN(NO_SENDER);
    item.byte_start = r->start;
    item.byte_end = r->end;
    item.line = r->line;
    return item;
}

static void put_quotes(reader *r, wv_str id)
{
    wv_mail_levels *l = &r->levels;
    while (wv_mail_levels_next(l)) {
        wv_converted item = item_of(r);
        wv_attr attr = text_attr("quoted_in", id);
        char name[96];
        item.from = wv_str_of(l->author);
        item.at = (wv_time){0};
        item.to_count = 0;
        item.text = (wv_str){l->own.p, (uint32_t)l->own.n};
        item.warnings &= ~(WV_CONVERT_WARN(NO_TIME) | WV_CONVERT_WARN(NO_SENDER));
        item.warnings |= WV_CONVERT_WARN(QUOTED);
        if (l->forwarded) item.warnings |= WV_CONVERT_WARN(FORWARDED);
        if (!item.from.n) item.warnings |= WV_CONVERT_WARN(NO_SENDER);
        int n = snprintf(name, sizeof name, "%.*s-q%d", (int)id.n, id.p, l->depth);
        item.id = (wv_str){name, (uint32_t)n};
        item.attrs = &attr;
        item.attr_count = 1;
        if (item.text.n && !was_said(r, item.text)) wv_convert_queue_put(&r->queue, &item);
    }
}

static void put_files(reader *r, wv_str id)
{
    const wv_mail *m = &r->mail;
    for (uint32_t i = 0; i < m->file_count; i++) {
        wv_converted item = item_of(r);
        char name[96], bytes[24];
        const wv_mail_file *f = &m->files[i];
        wv_attr attrs[] = {text_attr("attached_to", id), text_attr("name", f->name),
                           text_attr("content_type", f->type), text_attr("bytes", WV_STR(""))};
        int n = snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)f->bytes);
        attrs[3].value = (wv_value){.type = WV_VALUE_NUMBER, .string = {bytes, (uint32_t)n}};
        item.kind = WV_CONVERTED_SYSTEM;
        item.type = WV_STR("message.attachment");
        item.warnings &= WV_CONVERT_WARN(NO_TIME) | WV_CONVERT_WARN(NO_SENDER);
        n = snprintf(name, sizeof name, "%.*s-a%u", (int)id.n, id.p, i + 1);
        item.id = (wv_str){name, (uint32_t)n};
        item.attrs = attrs;
        item.attr_count = 4;
        wv_convert_queue_put(&r->queue, &item);
    }
}

/* The words of the sender: a subject that is the sender's own is part of them. */
static wv_str own_text(reader *r)
{
    const wv_mail *m = &r->mail;
    const wv_buf *own = &r->levels.own;
    bool subject = m->subject.n && (!wv_mail_is_answer(m->subject) || !own->n);
    wv_buf_clear(&r->text);
    if (own->n) was_said(r, (wv_str){own->p, (uint32_t)own->n});
    if (subject) wv_buf_str(&r->text, m->subject);
    if (subject && own->n) wv_buf_text(&r->text, "\n\n");
    wv_buf_add(&r->text, own->p, own->n);
    return (wv_str){r->text.p, (uint32_t)r->text.n};
}

static void put_message(reader *r)
{
    const wv_mail *m = &r->mail;
    wv_attr attrs[4];
    char id[32], kept_id[96];
    wv_converted item = item_of(r);
    wv_mail_levels_begin(&r->levels, (wv_str){m->text.p, (uint32_t)m->text.n});
    item.kind = WV_CONVERTED_TEXT;
    item.text = own_text(r);
    item.id = id_of(r, item.from, item.text, id);
    if (r->levels.next_forwarded) item.warnings |= WV_CONVERT_WARN(FORWARDED);
    if (!item.text.n) {
        item.kind = WV_CONVERTED_SYSTEM;
        item.type = m->encrypted ? WV_STR("message.encrypted") : WV_STR("message.empty");
    }
    if (m->from_name.n) attrs[item.attr_count++] = text_attr("from_name", m->from_name);
    if (m->subject.n) attrs[item.attr_count++] = text_attr("subject", m->subject);
    if (m->message_id.n) attrs[item.attr_count++] = text_attr("message_id", m->message_id);
    if (m->encrypted) attrs[item.attr_count++] = flag_attr("encrypted");
    item.attrs = attrs;
    if (!item.id.p) {
        r->queue.failed = true;
        return;
    }
    wv_convert_queue_put(&r->queue, &item);
    snprintf(kept_id, sizeof kept_id, "%.*s", (int)item.id.n, item.id.p);
    put_quotes(r, wv_str_of(kept_id));
    put_files(r, wv_str_of(kept_id));
}

static void put_dead(reader *r, uint64_t start, uint64_t end, uint64_t line, const char *reason,
                     const char *message)
{
    wv_converted dead = {.kind = WV_CONVERTED_DEAD, .dead_reason = reason, .dead_message = message};
    dead.byte_start = start;
    dead.byte_end = end;
    dead.line = line;
    wv_convert_queue_put(&r->queue, &dead);
}

/* ---- cutting ---- */

static wv_rc end_message(reader *r, wv_err *err)
{
    wv_err what = {0};
    if (!r->began || r->start == r->end) return WV_OK;
    r->began = false;
    r->options->account->units++;
    wv_rc rc = wv_mail_read(&r->mail, r->in, r->body, r->end, r->mbox, &what);
    if (rc == WV_E_RECORD || rc == WV_E_LIMIT) {
        put_dead(r, r->start, r->end, r->line, rc == WV_E_LIMIT ? "too_large" : "no_mail",
                 rc == WV_E_LIMIT ? "a mail of more than 256 MiB" : "GMime finds no mail here");
        return WV_OK;
    }
    if (rc) {
        if (err) *err = what;
        return rc;
    }
    put_message(r);
    return WV_OK;
}

static void begin_message(reader *r, const wv_line *line)
{
    r->began = true;
    r->start = line->start;
    r->body = r->mbox ? line->end : line->start;
    r->line = line->number;
}

/* Reads on until there is an item, or the end. */
static wv_rc advance(reader *r, wv_err *err)
{
    wv_line line;
    wv_rc rc = wv_lines_next(&r->lines, &line, err);
    if (rc == WV_E_END) {
        r->ended = true;
        return end_message(r, err);
    }
    if (rc) return rc;
    bool first = line.number == 1 && !r->began;
    bool starts = r->mbox ? r->blank_before && is_separator(line.text) : first;
    if (starts) {
        rc = end_message(r, err);
        begin_message(r, &line);
    } else if (!r->began && !wv_line_blank(line.text)) {
        put_dead(r, line.start, line.end, line.number, "before_first",
                 "stands before the first mail of the mailbox");
    }
    r->end = line.end;
    r->blank_before = wv_line_blank(line.text) && !line.broken;
    return rc;
}

static void close_reader(void *p)
{
    reader *r = p;
    if (!r) return;
    wv_mail_levels_done(&r->levels);
    wv_buf_done(&r->text);
    wv_lines_close(&r->lines);
    wv_mail_done(&r->mail);
    wv_convert_queue_done(&r->queue);
    wv_convert_ids_done(&r->ids);
    wv_map_done(&r->said);
    wv_arena_done(&r->said_keys);
    wv_mem_free(r);
}

static wv_rc open_reader(const wv_convert_input *in, const wv_convert_options *options, bool mbox,
                         void **out, wv_err *err)
{
    reader *r = wv_mem_new(sizeof *r);
    *out = r;
    if (!r) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    r->in = in;
    r->options = options;
    r->mbox = r->blank_before = mbox;
    wv_lines_open(&r->lines, in);
    wv_mail_init(&r->mail);
    wv_mail_levels_init(&r->levels);
    wv_buf_init(&r->text);
    wv_convert_queue_init(&r->queue);
    wv_convert_ids_init(&r->ids);
    wv_map_init(&r->said);
    wv_arena_init(&r->said_keys);
    return WV_OK;
}

static wv_rc open_mbox(const wv_convert_input *in, const wv_convert_options *options, void **out,
                       wv_err *err)
{
    return open_reader(in, options, true, out, err);
}

static wv_rc open_eml(const wv_convert_input *in, const wv_convert_options *options, void **out,
                      wv_err *err)
{
    return open_reader(in, options, false, out, err);
}

static wv_rc next(void *p, wv_converted *out, wv_err *err)
{
    reader *r = p;
    while (!wv_convert_queue_take(&r->queue, out)) {
        if (r->queue.failed || wv_mail_levels_failed(&r->levels) || r->text.failed)
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (r->ended) return WV_E_END;
        wv_rc rc = advance(r, err);
        if (rc) return rc;
    }
    return WV_OK;
}

const wv_convert_format wv_convert_mbox = {
    .name = "mbox",
    .description = "a mailbox (mboxrd, mboxo): mails, what they quote, attachments",
    .unit = "mails",
    .detect = detect_mbox,
    .open = open_mbox,
    .next = next,
    .close = close_reader,
};

const wv_convert_format wv_convert_eml = {
    .name = "eml",
    .description = "one mail as a file (.eml)",
    .unit = "mails",
    .detect = detect_eml,
    .open = open_eml,
    .next = next,
    .close = close_reader,
};
