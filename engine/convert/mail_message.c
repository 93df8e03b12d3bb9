/* SPDX-License-Identifier: EUPL-1.2 */
/* mail_message.c: the wrapper of GMime: the bytes of one message -> who, when, what, with which
 * attachments.
 *
 * In: a range of the input. Out: a wv_mail. Neighbours: mail.c cuts a mailbox in messages and makes
 * items; charset.c and mail_html.c make text of parts. Invariants: GMime reads through
 * wv_convert_input_read, opens nothing, and runs nothing; a part that cannot be decoded is an
 * attachment, never silence; when a mail says the same in plain text and in HTML, what only the
 * HTML says is added, so that nobody hides behind a friendly plain part. An embedded message is
 * added as a quote. Cost: the message once in memory, decoded. */
#include "convert/charset.h"
#include "convert/mail.h"

#include "text/utf8.h"

#include <gmime/gmime.h>
#include <pthread.h>

enum { DEPTH_MAX = 32, MESSAGE_BYTES_MAX = 256 << 20 };

/* Once and for good: each g_mime_shutdown and g_mime_init leaks a few hundred bytes (3.2.13). */
static pthread_once_t g_once = PTHREAD_ONCE_INIT;

void wv_mail_init(wv_mail *m)
{
    *m = (wv_mail){0};
    wv_arena_init(&m->arena);
    wv_buf_init(&m->text);
    for (int i = 0; i < 3; i++) wv_buf_init(&m->scratch[i]);
    pthread_once(&g_once, g_mime_init);
}

void wv_mail_done(wv_mail *m)
{
    wv_arena_done(&m->arena);
    wv_buf_done(&m->text);
    for (int i = 0; i < 3; i++) wv_buf_done(&m->scratch[i]);
}

/* A string of GMime as valid UTF-8 of our own, on one line. */
static wv_str kept(wv_mail *m, const char *s)
{
    if (!s || !*s) return (wv_str){NULL, 0};
    wv_buf_clear(&m->scratch[0]);
    wv_convert_mend(&m->scratch[0], wv_str_of(s), &m->warnings);
    for (size_t i = 0; i < m->scratch[0].n; i++)
        if ((unsigned char)m->scratch[0].p[i] < 0x20) m->scratch[0].p[i] = ' ';
    wv_str copy = {NULL, 0};
    if (!m->scratch[0].failed)
        copy = wv_arena_str(&m->arena, (wv_str){m->scratch[0].p, (uint32_t)m->scratch[0].n});
    if (!copy.p) m->text.failed = true;
    return copy;
}

/* ---- people, times ---- */

static wv_str address(wv_mail *m, InternetAddressMailbox *box)
{
    wv_str s = kept(m, internet_address_mailbox_get_addr(box));
    for (uint32_t i = 0; s.p && i < s.n; i++) /* Bram@Example.org is bram@example.org */
        if (s.p[i] >= 'A' && s.p[i] <= 'Z') ((char *)(uintptr_t)s.p)[i] |= 0x20;
    return s;
}

static void add_receiver(wv_mail *m, InternetAddress *a)
{
    wv_str ref = INTERNET_ADDRESS_IS_MAILBOX(a) ? address(m, INTERNET_ADDRESS_MAILBOX(a))
                                                : kept(m, internet_address_get_name(a));
    if (!ref.n) return;
    for (uint32_t i = 0; i < m->to_count; i++)
        if (wv_str_eq(m->to[i], ref)) return;
    if (m->to_count < WV_CONVERT_TO_MAX)
        m->to[m->to_count++] = ref;
    else
        m->warnings |= WV_CONVERT_WARN(TO_CUT);
}

static void read_receivers(wv_mail *m, GMimeMessage *message)
{
    static const GMimeAddressType kinds[] = {GMIME_ADDRESS_TYPE_TO, GMIME_ADDRESS_TYPE_CC,
                                             GMIME_ADDRESS_TYPE_BCC};
    for (int k = 0; k < 3; k++) {
        InternetAddressList *list = g_mime_message_get_addresses(message, kinds[k]);
        for (int i = 0; list && i < internet_address_list_length(list); i++) {
            InternetAddress *a = internet_address_list_get_address(list, i);
            InternetAddressList *in =
                INTERNET_ADDRESS_IS_GROUP(a)
                    ? internet_address_group_get_members(INTERNET_ADDRESS_GROUP(a))
                    : NULL;
            for (int j = 0; in && j < internet_address_list_length(in); j++)
                add_receiver(m, internet_address_list_get_address(in, j));
            if (!in) add_receiver(m, a);
        }
    }
}

static void read_sender(wv_mail *m, GMimeMessage *message)
{
    InternetAddressList *list = g_mime_message_get_from(message);
    if (!list || !internet_address_list_length(list)) list = g_mime_message_get_sender(message);
    if (!list || !internet_address_list_length(list)) return;
    InternetAddress *a = internet_address_list_get_address(list, 0);
    m->from_name = kept(m, internet_address_get_name(a));
    if (INTERNET_ADDRESS_IS_MAILBOX(a)) m->from = address(m, INTERNET_ADDRESS_MAILBOX(a));
    if (!m->from.n) m->from = m->from_name;
}

static bool read_date(wv_mail *m, GDateTime *date)
{
    if (!date) return false;
    m->seconds = g_date_time_to_unix(date);
    m->has_time = true;
    return true;
}

/* The Date of the sender, or when the last server took it. */
static void read_time(wv_mail *m, GMimeMessage *message)
{
    if (read_date(m, g_mime_message_get_date(message))) return;
    if (g_mime_object_get_header(GMIME_OBJECT(message), "Date"))
        m->warnings |= WV_CONVERT_WARN(NO_TIME);
    const char *received = g_mime_object_get_header(GMIME_OBJECT(message), "Received");
    const char *semicolon = received ? strrchr(received, ';') : NULL;
    GDateTime *date = semicolon ? g_mime_utils_header_decode_date(semicolon + 1) : NULL;
    read_date(m, date);
    if (date) g_date_time_unref(date);
}

/* ---- parts ---- */

/* Decoded bytes of a part, at most max, in scratch[1]. */
static wv_str content_of(wv_mail *m, GMimePart *part, size_t max)
{
    GMimeDataWrapper *data = g_mime_part_get_content(part);
    wv_buf_clear(&m->scratch[1]);
    if (!data) return WV_STR("");
    GMimeStream *memory = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(data, memory);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    size_t n = bytes->len;
    if (n > max) {
        n = max;
        m->warnings |= WV_CONVERT_WARN(TEXT_CUT);
    }
    wv_buf_add(&m->scratch[1], bytes->data, n);
    g_object_unref(memory);
    return (wv_str){m->scratch[1].p, m->scratch[1].failed ? 0 : (uint32_t)n};
}

/* `>From ` and `>>From `: what a mailbox put one `>` before. */
static wv_str without_mbox_marks(wv_mail *m, wv_str s)
{
    wv_buf *out = &m->scratch[2];
    wv_buf_clear(out);
    for (uint32_t at = 0; at < s.n;) {
        const char *stop = memchr(s.p + at, '\n', s.n - at);
        uint32_t n = stop ? (uint32_t)(stop + 1 - (s.p + at)) : s.n - at, i = 0;
        while (i < n && s.p[at + i] == '>') i++;
        bool marked = i && n - i >= 5 && memcmp(s.p + at + i, "From ", 5) == 0;
        wv_buf_add(out, s.p + at + marked, n - marked);
        at += n;
    }
    return (wv_str){out->p, out->failed ? 0 : (uint32_t)out->n};
}

/* A charset that only iconv knows. */
static bool decode_by_iconv(wv_buf *out, wv_str bytes, const char *charset)
{
    iconv_t cd = g_mime_iconv_open("UTF-8", charset);
    if (cd == (iconv_t)-1) return false;
    char *text = g_mime_iconv_strndup(cd, bytes.p, bytes.n);
    g_mime_iconv_close(cd);
    bool fine = text && wv_utf8_valid(wv_str_of(text));
    if (fine) wv_buf_text(out, text);
    g_free(text);
    return fine;
}

/* The text of a part is appended to `out`. */
static void add_text(wv_mail *m, GMimePart *part, bool mbox, wv_buf *out)
{
    const char *charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    wv_str bytes = content_of(m, part, WV_MAIL_TEXT_MAX);
    size_t start = out->n;
    if (mbox && g_mime_part_get_content_encoding(part) != GMIME_CONTENT_ENCODING_BASE64)
        bytes = without_mbox_marks(m, bytes);
    if (!wv_charset_decode(out, bytes, wv_str_of(charset ? charset : ""), &m->warnings)) {
        wv_buf sure;
        wv_buf_init(&sure);
        if (decode_by_iconv(&sure, bytes, charset)) {
            out->n = start;
            wv_buf_add(out, sure.p, sure.n);
        }
        if (sure.failed) out->failed = true;
        wv_buf_done(&sure);
    }
}

static void add_file(wv_mail *m, GMimeObject *object)
{
    if (m->file_count == WV_MAIL_FILES_MAX) return;
    wv_mail_file *f = &m->files[m->file_count++];
    const char *name = GMIME_IS_PART(object) ? g_mime_part_get_filename(GMIME_PART(object)) : NULL;
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
    *f = (wv_mail_file){.name = kept(m, name), .type = kept(m, type)};
    g_free(type);
    if (!GMIME_IS_PART(object)) return;
    GMimeDataWrapper *data = g_mime_part_get_content(GMIME_PART(object));
    GMimeStream *nowhere = g_mime_stream_null_new();
    ssize_t n = data ? g_mime_data_wrapper_write_to_stream(data, nowhere) : 0;
    f->bytes = n > 0 ? (uint64_t)n : 0;
    g_object_unref(nowhere);
}

static void new_line(wv_buf *b)
{
    if (b->n && !b->failed && b->p[b->n - 1] != '\n') wv_buf_byte(b, '\n');
}

/* ---- what the HTML says beside the plain text ---- */

/* Letters and digits alone, in lower case, so that layout does not count. */
static void letters_of(wv_str s, wv_buf *out)
{
    for (uint32_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 'A' && c <= 'Z') c |= 0x20;
        bool keeps = c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (keeps) wv_buf_byte(out, (char)c);
    }
}

static void add_new_lines(wv_mail *m, wv_str html_text, size_t plain_from)
{
    wv_buf said, line;
    bool first = true;
    wv_buf_init(&said);
    wv_buf_init(&line);
    letters_of((wv_str){m->text.p + plain_from, (uint32_t)(m->text.n - plain_from)}, &said);
    uint64_t work = 0;
    for (uint32_t at = 0; at < html_text.n;) {
        const char *stop = memchr(html_text.p + at, '\n', html_text.n - at);
        uint32_t n = stop ? (uint32_t)(stop - (html_text.p + at)) : html_text.n - at;
        wv_str one = {html_text.p + at, n};
        at += n + 1;
        wv_buf_clear(&line);
        letters_of(one, &line);
        /* A mail made to be slow is taken whole. */
        work += said.n;
        if (line.n < 3 || said.failed || line.failed) continue;
        if (work < 1u << 30 && memmem(said.p, said.n, line.p, line.n)) continue;
        if (first) new_line(&m->text);
        first = false;
        m->warnings |= WV_CONVERT_WARN(HTML);
        wv_buf_str(&m->text, one);
        wv_buf_byte(&m->text, '\n');
    }
    if (said.failed || line.failed) m->text.failed = true;
    wv_buf_done(&said);
    wv_buf_done(&line);
}

/* ---- walking ---- */

typedef struct walk {
    wv_mail *m;
    bool mbox;
    GMimeObject *stack[DEPTH_MAX * 8];
    bool alternative[DEPTH_MAX * 8];
    size_t plain_from[DEPTH_MAX * 8]; /* of an alternative: where its plain text begins */
    uint32_t count;
    size_t plain; /* of the alternative under way */
    bool has_plain;
} walk;

static void take_html(walk *w, GMimePart *part, bool alternative)
{
    wv_mail *m = w->m;
    wv_buf raw, shown;
    wv_buf_init(&raw);
    wv_buf_init(&shown);
    add_text(m, part, w->mbox, &raw);
    if (!raw.failed) wv_mail_html(&shown, (wv_str){raw.p, (uint32_t)raw.n});
    wv_str text = {shown.p, shown.failed ? 0 : (uint32_t)shown.n};
    if (alternative && w->has_plain)
        add_new_lines(m, text, w->plain);
    else if (text.n) {
        m->warnings |= WV_CONVERT_WARN(HTML);
        new_line(&m->text);
        wv_buf_str(&m->text, text);
    }
    if (raw.failed || shown.failed) m->text.failed = true;
    wv_buf_done(&raw);
    wv_buf_done(&shown);
}

static void take_part(walk *w, GMimePart *part, bool alternative)
{
    wv_mail *m = w->m;
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const char *disposition = g_mime_object_get_disposition(GMIME_OBJECT(part));
    bool attached = (disposition && !g_ascii_strcasecmp(disposition, "attachment")) ||
                    g_mime_part_get_filename(part);
    bool html = g_mime_content_type_is_type(type, "text", "html");
    bool plain = g_mime_content_type_is_type(type, "text", "plain") ||
                 g_mime_content_type_is_type(type, "text", "enriched");
    if (attached || (!html && !plain)) add_file(m, GMIME_OBJECT(part));
    if (m->text.n > WV_MAIL_TEXT_MAX) {
        m->warnings |= WV_CONVERT_WARN(TEXT_CUT);
        return;
    }
    if (html) {
        take_html(w, part, alternative);
        return;
    }
    if (!plain) return;
    new_line(&m->text);
    size_t from = m->text.n;
    add_text(m, part, w->mbox, &m->text);
    if (alternative) {
        w->plain = from;
        w->has_plain = m->text.n > from;
    }
}

/* A mail in a mail: a quote, under a line that says whose. */
static GMimeObject *take_message(walk *w, GMimeMessage *inner)
{
    wv_mail *m = w->m;
    InternetAddressList *from = g_mime_message_get_from(inner);
    InternetAddress *a = from && internet_address_list_length(from)
                             ? internet_address_list_get_address(from, 0)
                             : NULL;
    const char *who = a && INTERNET_ADDRESS_IS_MAILBOX(a)
                          ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(a))
                          : NULL;
    wv_str subject = kept(m, g_mime_message_get_subject(inner));
    wv_str address_of = kept(m, who);
    new_line(&m->text);
    wv_buf_text(&m->text, "-----Forwarded message-----\nFrom: ");
    wv_buf_str(&m->text, address_of);
    wv_buf_text(&m->text, "\nTo: \nSubject: ");
    wv_buf_str(&m->text, subject);
    wv_buf_text(&m->text, "\n\n");
    return g_mime_message_get_mime_part(inner);
}

static void push(walk *w, GMimeObject *object, bool alternative)
{
    if (!object) return;
    if (w->count == DEPTH_MAX * 8 || w->m->part_count == WV_MAIL_PARTS_MAX) {
        w->m->warnings |= WV_CONVERT_WARN(TEXT_CUT);
        return;
    }
    w->m->part_count++;
    w->stack[w->count] = object;
    w->alternative[w->count++] = alternative;
}

static void push_children(walk *w, GMimeMultipart *multi)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multi));
    bool alternative = g_mime_content_type_is_type(type, "multipart", "alternative");
    if (alternative) w->has_plain = false;
    if (g_mime_content_type_is_type(type, "multipart", "encrypted")) w->m->encrypted = true;
    for (int i = g_mime_multipart_get_count(multi); i-- > 0;)
        push(w, g_mime_multipart_get_part(multi, i), alternative);
}

static void walk_parts(wv_mail *m, GMimeMessage *message, bool mbox)
{
    walk w = {.m = m, .mbox = mbox};
    push(&w, g_mime_message_get_mime_part(message), false);
    while (w.count) {
        GMimeObject *object = w.stack[--w.count];
        bool alternative = w.alternative[w.count];
        if (GMIME_IS_MULTIPART(object))
            push_children(&w, GMIME_MULTIPART(object));
        else if (GMIME_IS_MESSAGE_PART(object)) {
            GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
            if (inner) push(&w, take_message(&w, inner), false);
        } else if (GMIME_IS_PART(object))
            take_part(&w, GMIME_PART(object), alternative);
        else
            add_file(m, object);
    }
}

/* ---- the message ---- */

static void read_all(wv_mail *m, GMimeMessage *message, bool mbox)
{
    GMimeObject *root = g_mime_message_get_mime_part(message);
    GMimeContentType *type = root ? g_mime_object_get_content_type(root) : NULL;
    read_sender(m, message);
    read_receivers(m, message);
    read_time(m, message);
    m->subject = kept(m, g_mime_message_get_subject(message));
    m->message_id = kept(m, g_mime_message_get_message_id(message));
    if (type && (g_mime_content_type_is_type(type, "application", "pkcs7-mime") ||
                 g_mime_content_type_is_type(type, "application", "x-pkcs7-mime")))
        m->encrypted = true;
    walk_parts(m, message, mbox);
}

static void forget(wv_mail *m)
{
    wv_arena_reset(&m->arena);
    wv_buf_clear(&m->text);
    for (int i = 0; i < 3; i++) wv_buf_clear(&m->scratch[i]);
    m->message_id = m->from = m->from_name = m->subject = (wv_str){NULL, 0};
    m->to_count = m->file_count = m->part_count = 0;
    m->has_time = m->encrypted = false;
    m->warnings = 0;
}

static wv_rc parse(wv_mail *m, GMimeStream *stream, bool mbox, wv_err *err)
{
    GMimeParserOptions *options = g_mime_parser_options_new();
    const char *charsets[] = {"utf-8", "windows-1252", NULL};
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    wv_rc rc = WV_OK;
    if (!message)
        rc = wv_err_set(err, WV_E_RECORD, "no mail");
    else
        read_all(m, message, mbox);
    if (message) g_object_unref(message);
    g_object_unref(parser);
    g_mime_parser_options_free(options);
    if (!rc &&
        (m->text.failed || m->scratch[0].failed || m->scratch[1].failed || m->scratch[2].failed))
        rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc;
}

wv_rc wv_mail_read(wv_mail *m, const wv_convert_input *in, uint64_t start, uint64_t end, bool mbox,
                   wv_err *err)
{
    forget(m);
    if (end - start > MESSAGE_BYTES_MAX)
        return wv_err_set(err, WV_E_LIMIT, "a mail of more than %d MiB", MESSAGE_BYTES_MAX >> 20);
    size_t n = (size_t)(end - start), got = 0;
    char *bytes = wv_mem_new(n ? n : 1);
    if (!bytes) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_rc rc = wv_convert_input_read(in, start, bytes, n, &got, err);
    if (!rc) {
        /* GMime's stream borrows: it must not free our bytes. */
        GByteArray *array = g_byte_array_new_take((guint8 *)bytes, got);
        GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
        g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
        rc = parse(m, stream, mbox, err);
        g_object_unref(stream);
        g_byte_array_free(array, FALSE);
    }
    wv_mem_free(bytes);
    return rc;
}
