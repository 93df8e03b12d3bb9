/* SPDX-License-Identifier: EUPL-1.2 */
/* whatsapp.c: a WhatsApp text export -> messages, calls, deletions, in the order of the file.
 *
 * In: lines. Out: items. Neighbours: whatsapp_header.c (is this a header), whatsapp_body.c (what is
 * behind it), clock.c, ids.c. Two passes: the first one learns what only the whole file tells (its
 * shape, its order of day and month, who takes part), the second one hands out items.
 *
 * Invariants: an item is a header line and all lines up to the next header, so the ranges of items
 * and dead letters are the file. A message may contain what looks like a header: somebody who wants
 * to put words into another's mouth types one. It cannot be told apart for certain, so it is split
 * off and marked: its time runs back, its author is new, or its line break is not that of the other
 * headers (iOS ends a message with CR LF and a line inside it with LF). An export is a text that
 * anybody can edit: its hash says which file this was, not that it is true. Cost: two reads. */
#include "convert/blocks.h"
#include "convert/formats.h"
#include "convert/phone.h"
#include "convert/whatsapp.h"

#include <stdio.h>

enum {
    AUTHORS_MAX = 4096,         /* of a file; a group has at most 1,024 members at a time */
    SYSTEM_BYTES_MAX = 1 << 20, /* of what was said about who joined */
    DETECT_LINES = 50,
};

typedef struct author {
    wv_str name;
    bool clean[2]; /* wrote when time did not run back: day first, month first */
    bool seen;     /* in the second pass */
} author;

typedef struct chat {
    const wv_convert_input *in;
    wv_convert_options options;
    wv_arena arena; /* names */
    wv_map index;   /* name -> authors[] */
    author *authors;
    uint32_t author_count, author_capacity, authors_seen;
    wv_str partner; /* of the file's name: `WhatsApp-chat met X.txt` */
    wv_wa_shape shape;
    bool month_first, order_assumed, headers_crlf;
    wv_convert_ids ids;
    /* second pass */
    wv_blocks blocks;
    wv_block block;        /* the message under way */
    wv_buf mended, joined; /* its text; system lines so far */
    wv_time before;
    wv_str to[WV_CONVERT_TO_MAX];
    wv_attr attrs[3];
    char phone[WV_PHONE_BYTES];
} chat;

/* What the first pass counts. */
typedef struct learned {
    uint64_t shapes[WV_WA_SHAPE_COUNT];
    uint64_t first_big, second_big; /* of a date: over 12 */
    uint64_t back[2];               /* steps back in time: day first, month first */
    int64_t last[2];
    uint64_t crlf, bare, slashes, half_days;
} learned;

/* ---- detection ---- */

static const char *const shape_words[WV_WA_SHAPE_COUNT] = {
    "", "'dd-mm-jjjj uu:mm - name:' (Android)", "'[dd-mm-jjjj uu:mm:ss] name:' (iOS)",
    "'dd-mm-jj uu:mm:ss: name:' (old iOS)"};

/* The next line of the head; the last one may be cut. */
static bool head_line(wv_str head, uint32_t *at, wv_str *line)
{
    if (*at == 0 && wv_str_starts(head, WV_STR("\xEF\xBB\xBF"))) *at = 3;
    if (*at >= head.n) return false;
    const char *p = head.p + *at, *stop = memchr(p, '\n', head.n - *at);
    uint32_t n = stop ? (uint32_t)(stop - p) : head.n - *at;
    *line = (wv_str){p, n};
    *at += n + 1;
    return true;
}

/* Headers with a name, and words that only WhatsApp writes. */
static void weigh(const wv_wa_header *h, unsigned *named, bool *own_words)
{
    wv_str name;
    wv_wa_body body;
    wv_wa_rest_read(h->rest, &name, &body);
    *named += name.n > 0;
    *own_words |= body.kind != WV_CONVERTED_TEXT;
}

/* A police log has lines with a date and a time too: so names must stand behind them, of two
 * messages at least, or words that only WhatsApp writes. */
static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    unsigned lines = 0, headers = 0, named = 0, shapes[WV_WA_SHAPE_COUNT] = {0};
    bool own_words = false;
    bool first = false;
    wv_str line;
    wv_wa_header h;
    wv_wa_shape best = WV_WA_ANDROID;
    for (uint32_t at = 0; lines < DETECT_LINES && head_line(in->head, &at, &line);) {
        if (wv_line_blank(line)) continue;
        lines++;
        if (!wv_wa_header_read(line, &h)) continue;
        headers++;
        shapes[h.shape]++;
        first |= lines == 1;
        weigh(&h, &named, &own_words);
    }
    for (int i = WV_WA_ANDROID; i < WV_WA_SHAPE_COUNT; i++)
        if (shapes[i] > shapes[best]) best = (wv_wa_shape)i;
    seen->fits = (first || (headers >= 3 && headers * 3 >= lines)) &&
                 (named >= 2 || (named == 1 && own_words));
    if (headers && !seen->fits)
        snprintf(seen->why, sizeof seen->why,
                 "%u of the first %u lines have a date and a time, %u of them a name (2 needed)",
                 headers, lines, named);
    else if (headers)
        snprintf(seen->why, sizeof seen->why, "%u of the first %u lines have a header %s",
                 shapes[best], lines, shape_words[best]);
    else
        snprintf(seen->why, sizeof seen->why,
                 "none of the first %u lines has a date, a time and a"
                 " name",
                 lines);
}

/* ---- first pass ---- */

static author *author_of(chat *c, wv_str name)
{
    uint32_t *at = wv_map_get(&c->index, name);
    if (at) return &c->authors[*at];
    if (c->author_count == AUTHORS_MAX) return NULL;
    wv_str kept = wv_arena_str(&c->arena, name);
    if (!kept.p ||
        !wv_mem_grow((void **)&c->authors, &c->author_capacity, c->author_count + 1,
                     sizeof *c->authors) ||
        !wv_map_put(&c->index, kept, c->author_count, NULL))
        return NULL;
    c->authors[c->author_count] = (author){.name = kept};
    return &c->authors[c->author_count++];
}

/* Both orders are tried; *back tells in which of them this header steps back by more than the hour
 * of October. */
static void learn_order(learned *k, const wv_wa_header *h, bool back[2])
{
    back[0] = back[1] = false;
    k->slashes += h->separator == '/';
    k->half_days += h->half_day;
    k->first_big += !h->year_first && h->first > 12;
    k->second_big += !h->year_first && h->second > 12;
    for (int m = 0; m < 2; m++) {
        int64_t local;
        if (!wv_wa_header_clock(h, m, &local)) continue;
        k->back[m] += local < k->last[m];
        back[m] = local + 3600 < k->last[m];
        k->last[m] = local;
    }
}

/* The name as a record has it: valid UTF-8; a number that is in no contact list as text messages
 * and call lists have it. */
static wv_str mended_name(chat *c, wv_str name)
{
    uint32_t ignored = 0;
    bool national;
    c->mended.n = 0;
    wv_convert_mend(&c->mended, name, &ignored);
    return wv_phone((wv_str){c->mended.p, (uint32_t)c->mended.n}, c->phone, &national);
}

static wv_rc learn(chat *c, learned *k, wv_err *err)
{
    wv_line line;
    wv_wa_header h;
    wv_rc rc;
    bool crlf = false;
    *k = (learned){0};
    for (bool begun = false; (rc = wv_lines_next(&c->blocks.lines, &line, err)) == WV_OK;
         crlf = line.crlf) {
        if (!wv_wa_header_read(line.text, &h)) continue;
        wv_wa_body body;
        wv_str name;
        bool back[2];
        k->shapes[h.shape]++;
        learn_order(k, &h, back);
        if (begun) crlf ? k->crlf++ : k->bare++;
        begun = true;
        wv_wa_rest_read(h.rest, &name, &body);
        if (!name.n || body.kind == WV_CONVERTED_SYSTEM) continue;
        author *a = author_of(c, mended_name(c, name));
        if (!a) continue;
        a->clean[0] |= !back[0];
        a->clean[1] |= !back[1];
    }
    return rc == WV_E_END ? WV_OK : rc;
}

/* Which number is the day: what cannot be a month tells; else the order in which the file hardly
 * ever steps back; else Dutch habit, or English with a slash and AM or PM. */
static void settle(chat *c, const learned *k)
{
    c->shape = WV_WA_ANDROID;
    for (int i = WV_WA_ANDROID; i < WV_WA_SHAPE_COUNT; i++)
        if (k->shapes[i] > k->shapes[c->shape]) c->shape = (wv_wa_shape)i;
    c->headers_crlf = k->crlf > 0 && k->crlf >= k->bare * 4;
    bool english = k->slashes && k->half_days;
    if (k->first_big != k->second_big)
        c->month_first = k->second_big > k->first_big;
    else if (k->back[0] != k->back[1])
        c->month_first = k->back[1] < k->back[0];
    else
        c->month_first = english, c->order_assumed = k->slashes > 0;
}

/* `WhatsApp-chat met X.txt`, `WhatsApp Chat with X.txt`. */
static wv_str partner_of(const char *path)
{
    static const char *const before[] = {"WhatsApp-chat met ", "WhatsApp Chat with ",
                                         "WhatsApp-gesprek met ", "WhatsApp Chat - "};
    const char *base = strrchr(path, '/');
    wv_str name = wv_str_of(base ? base + 1 : path);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        wv_str head = wv_str_of(before[i]);
        if (!wv_str_starts(name, head)) continue;
        name = (wv_str){name.p + head.n, name.n - head.n};
        if (wv_str_ends(name, WV_STR(".txt"))) name.n -= 4;
        return name;
    }
    return (wv_str){NULL, 0};
}

/* ---- second pass ---- */

/* Everybody else of the chat: of those who wrote, and of the file's name. Who only ever wrote where
 * time runs back may be a forged header inside a message: nobody writes to that name. */
static void fill_receivers(chat *c, wv_converted *out)
{
    wv_str self = c->options.self;
    for (uint32_t i = 0; i < c->author_count; i++) {
        if (wv_str_eq(c->authors[i].name, out->from) || !c->authors[i].clean[c->month_first])
            continue;
        if (out->to_count == WV_CONVERT_TO_MAX) {
            out->warnings |= WV_CONVERT_WARN(TO_CUT);
            break;
        }
        c->to[out->to_count++] = c->authors[i].name;
    }
    bool alone = out->to_count == 0 && out->from.n;
    if (alone && self.n && !wv_str_eq(self, out->from))
        c->to[out->to_count++] = self;
    else if (alone && c->partner.n && !wv_str_eq(c->partner, out->from))
        c->to[out->to_count++] = c->partner;
    out->to = c->to;
}

/* The only other one; empty when there are more or nobody can tell. */
static wv_str other_than(const chat *c, wv_str one)
{
    wv_str other = {NULL, 0};
    for (uint32_t i = 0; i < c->author_count; i++) {
        if (wv_str_eq(c->authors[i].name, one) || !c->authors[i].clean[c->month_first]) continue;
        if (other.n) return (wv_str){NULL, 0};
        other = c->authors[i].name;
    }
    if (other.n && (one.n || c->author_count == 1)) return other;
    return c->author_count <= 2 && !wv_str_eq(c->partner, one) ? c->partner : (wv_str){NULL, 0};
}

static void check_author(chat *c, wv_converted *out)
{
    author *a = out->from.n ? author_of(c, out->from) : NULL;
    if (!a || a->seen) return;
    a->seen = true;
    bool joined = c->joined.n && memmem(c->joined.p, c->joined.n, a->name.p, a->name.n);
    if (c->authors_seen >= 2 && !joined) out->warnings |= WV_CONVERT_WARN(NEW_AUTHOR);
    c->authors_seen++;
}

static void add_attr(chat *c, wv_converted *out, const char *name, wv_str value)
{
    c->attrs[out->attr_count++] =
        (wv_attr){wv_str_of(name), {.type = WV_VALUE_STRING, .string = value}};
    out->attrs = c->attrs;
}

/* `Je hebt dit contact geblokkeerd` is the owner of the phone, so it has a side when we know whose
 * phone it was. */
static void make_system(chat *c, const wv_wa_body *b, wv_converted *out)
{
    if (c->joined.n < SYSTEM_BYTES_MAX) wv_buf_str(&c->joined, out->text);
    wv_str self = c->options.self, other = other_than(c, self);
    if (!b->blocked || !self.n || !other.n) return;
    out->type = WV_STR("contact.blocked");
    out->from = (wv_str){NULL, 0};
    add_attr(c, out, "by", self);
    add_attr(c, out, "of", other);
    add_attr(c, out, "channel", WV_STR("whatsapp"));
}

static void make_time(chat *c, const wv_wa_header *h, wv_converted *out)
{
    int64_t local;
    out->zone = c->options.zone_name;
    if (c->order_assumed) out->warnings |= WV_CONVERT_WARN(DATE_ORDER);
    if (!wv_wa_header_clock(h, c->month_first, &local)) {
        out->warnings |= WV_CONVERT_WARN(NO_TIME);
        return;
    }
    out->at = wv_convert_clock(c->options.zone, local, &c->before, &out->warnings);
    if (c->before.known && out->at.seconds < c->before.seconds &&
        !(out->warnings & WV_CONVERT_WARN(HOUR_TWICE)))
        out->warnings |= WV_CONVERT_WARN(BACKWARDS);
    c->before = out->at;
}

static wv_rc make_id(chat *c, const wv_wa_header *h, wv_converted *out, wv_err *err)
{
    char clock[64];
    int n = snprintf(clock, sizeof clock, "%u %u %u %u %u %u", h->first, h->second, h->third,
                     h->hour, h->minute, h->second_of_minute);
    wv_str parts[] = {{clock, (uint32_t)n}, out->from, out->text};
    out->id = wv_convert_ids_next(&c->ids, "wa", parts, 3);
    return out->id.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* Text and name of the message under way, both valid UTF-8, in c->mended. */
static void mend(chat *c, const wv_wa_body *b, wv_str name, wv_converted *out)
{
    size_t from, text, file, caller;
    bool national;
    c->mended.n = 0;
    wv_convert_mend(&c->mended, name, &out->warnings);
    from = c->mended.n;
    wv_convert_mend(&c->mended, b->text, &out->warnings);
    text = c->mended.n;
    wv_convert_mend(&c->mended, b->file, &out->warnings);
    file = c->mended.n;
    wv_convert_mend(&c->mended, b->caller, &out->warnings);
    caller = c->mended.n;
    const char *p = c->mended.p;
    out->from = (wv_str){p, (uint32_t)from};
    out->text = (wv_str){p + from, (uint32_t)(text - from)};
    if (file > text && !(b->text.p == b->file.p && b->text.n == b->file.n))
        add_attr(c, out, "file", (wv_str){p + text, (uint32_t)(file - text)});
    if (!from) out->from = (wv_str){p + file, (uint32_t)(caller - file)};
    out->from = wv_phone(out->from, c->phone, &national);
}

static wv_rc make_item(chat *c, wv_converted *out, wv_err *err)
{
    wv_wa_header h = {0};
    wv_wa_body body;
    wv_str name;
    wv_wa_header_read(c->block.text, &h);
    wv_wa_rest_read(h.rest, &name, &body);
    if (!body.text.n) body.text = wv_wa_trim(h.rest); /* `Naam:`, a photo to be seen once */
    *out = (wv_converted){.kind = body.kind,
                          .byte_start = c->block.start,
                          .byte_end = c->block.end,
                          .line = c->block.line,
                          .channel = WV_STR("whatsapp"),
                          .chat = c->partner,
                          .answered = body.answered,
                          .has_seconds = body.has_seconds,
                          .seconds = body.seconds};
    mend(c, &body, name, out);
    if (body.edited) out->warnings |= WV_CONVERT_WARN(EDITED);
    if (c->block.too_long) out->warnings |= WV_CONVERT_WARN(TEXT_CUT);
    if (c->headers_crlf && !c->block.after_crlf) out->warnings |= WV_CONVERT_WARN(LINE_BREAK);
    make_time(c, &h, out);
    if (out->kind == WV_CONVERTED_SYSTEM) {
        make_system(c, &body, out);
    } else {
        if (out->kind == WV_CONVERTED_CALL && !out->from.n)
            out->from = other_than(c, c->options.self);
        if (out->from.n) {
            check_author(c, out);
            fill_receivers(c, out);
        } else {
            out->warnings |= WV_CONVERT_WARN(NO_SENDER);
        }
    }
    if (c->mended.failed || c->joined.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    return make_id(c, &h, out, err);
}

static bool is_header(void *ctx, wv_str line)
{
    const chat *c = ctx;
    wv_wa_header h;
    return wv_wa_header_read(line, &h) && h.shape == c->shape;
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    chat *c = reader;
    wv_rc rc = wv_blocks_next(&c->blocks, &c->block, err);
    if (rc) return rc;
    if (c->block.headed) return make_item(c, out, err);
    wv_block_dead(&c->block, out);
    return WV_OK;
}

static void close_chat(void *reader)
{
    chat *c = reader;
    if (!c) return;
    wv_blocks_close(&c->blocks);
    wv_map_done(&c->index);
    wv_mem_free(c->authors);
    wv_arena_done(&c->arena);
    wv_convert_ids_done(&c->ids);
    wv_buf_done(&c->mended);
    wv_buf_done(&c->joined);
    wv_mem_free(c);
}

static wv_rc open_chat(const wv_convert_input *in, const wv_convert_options *options, void **reader,
                       wv_err *err)
{
    learned k;
    chat *c = wv_mem_new(sizeof *c);
    if (!c) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    c->in = in;
    c->options = *options;
    c->partner = partner_of(in->path);
    wv_arena_init(&c->arena);
    wv_map_init(&c->index);
    wv_convert_ids_init(&c->ids);
    wv_buf_init(&c->mended);
    wv_buf_init(&c->joined);
    wv_blocks_open(&c->blocks, in, is_header, c, options->account);
    wv_rc rc = learn(c, &k, err);
    if (rc) {
        close_chat(c);
        return rc;
    }
    settle(c, &k);
    wv_lines_again(&c->blocks.lines);
    *reader = c;
    return WV_OK;
}

const wv_convert_format wv_convert_whatsapp = {
    .name = "whatsapp",
    .description = "WhatsApp text export, Android or iOS, Dutch or English",
    .unit = "lines",
    .detect = detect,
    .open = open_chat,
    .next = next,
    .close = close_chat,
};
