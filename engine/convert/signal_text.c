/* SPDX-License-Identifier: EUPL-1.2 */
/* signal_text.c: the text (markdown) that signal-export and `sigtop -f text-short` write.
 *
 *   [2019-05-29, 15:04] Me: tekst                signal-export
 *   2019-05-29 15:04 You: [1 attachment] tekst   sigtop
 *
 * In: lines. Out: items. Neighbours: blocks.c, roster.c. The owner is `Me` or `You`; --self names
 * them. A quote (`> tekst` on lines of its own) is somebody else's words and is left out of the
 * text; reactions (`(- Bram: x -)`) too. Two passes. Cost: two reads. */
#include "convert/blocks.h"
#include "convert/formats.h"
#include "convert/roster.h"
#include "convert/whatsapp.h"

#include <stdio.h>

typedef struct signal_text {
    wv_convert_options options;
    wv_blocks blocks;
    wv_roster roster;
    wv_convert_ids ids;
    wv_time before;
    wv_buf text, name, mended;
    wv_attr attr;
    wv_str tool;
} signal_text;

typedef struct header {
    int64_t local;
    bool bracket, dated; /* dated: there is such a date and hour */
    wv_str name, body;
} header;

static bool take_digits(wv_str s, uint32_t at, uint32_t n, unsigned *out)
{
    *out = 0;
    if (at + n > s.n) return false;
    for (uint32_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *out = *out * 10 + (unsigned)(s.p[i] - '0');
    }
    return true;
}

/* jjjj-mm-dd uu:mm with what the tool puts around it, a name, a colon. */
static bool read_header(wv_str line, header *h)
{
    unsigned y, mo, d, ho, mi;
    *h = (header){0};
    h->bracket = line.n && line.p[0] == '[';
    uint32_t at = h->bracket, clock = at + (h->bracket ? 12 : 11), end = clock + 5;
    if (!take_digits(line, at, 4, &y) || !take_digits(line, at + 5, 2, &mo) ||
        !take_digits(line, at + 8, 2, &d) || !take_digits(line, clock, 2, &ho) ||
        !take_digits(line, clock + 3, 2, &mi))
        return false;
    if (line.p[at + 4] != '-' || line.p[at + 7] != '-' || line.p[clock + 2] != ':') return false;
    if (h->bracket && (line.p[at + 10] != ',' || end >= line.n || line.p[end++] != ']'))
        return false;
    if (line.p[clock - 1] != ' ' || end >= line.n || line.p[end++] != ' ') return false;
    const char *colon = memchr(line.p + end, ':', line.n - end);
    if (!colon || colon == line.p + end) return false;
    h->name = wv_wa_trim((wv_str){line.p + end, (uint32_t)(colon - line.p) - end});
    uint32_t behind = (uint32_t)(colon - line.p) + 1;
    h->body = wv_wa_trim((wv_str){line.p + behind, line.n - behind});
    h->dated = wv_convert_civil(y, mo, d, ho, mi, 0, &h->local);
    return h->name.n > 0;
}

static bool is_header(void *ctx, wv_str line)
{
    header h;
    (void)ctx;
    return read_header(line, &h);
}

static bool is_owner(wv_str name)
{
    return wv_str_is(name, "Me") || wv_str_is(name, "You");
}

static wv_str name_of(signal_text *s, wv_str name, uint32_t *warnings)
{
    if (is_owner(name) && s->options.self.n) return s->options.self;
    s->name.n = 0;
    wv_convert_mend(&s->name, name, warnings);
    return (wv_str){s->name.p, (uint32_t)s->name.n};
}

/* Lines of the body that are the sender's own. What stands on the line of the header was typed,
 * also when it begins like a quote. */
static wv_str own_words(signal_text *s, wv_str body, bool on_header)
{
    s->text.n = 0;
    for (uint32_t at = 0; at < body.n;) {
        const char *p = body.p + at, *stop = memchr(p, '\n', body.n - at);
        uint32_t n = stop ? (uint32_t)(stop - p) : body.n - at;
        wv_str line = {p, n};
        bool quote = wv_str_starts(line, WV_STR("> ")) || wv_str_is(wv_wa_trim(line), ">");
        bool reaction =
            wv_str_starts(line, WV_STR("(- ")) && wv_str_ends(wv_wa_trim(line), WV_STR("-)"));
        if ((at == 0 && on_header) || (!quote && !reaction)) {
            wv_buf_str(&s->text, line);
            wv_buf_byte(&s->text, '\n');
        }
        at += n + 1;
    }
    return wv_wa_trim((wv_str){s->text.p, (uint32_t)s->text.n});
}

/* `![naam](./media/x.jpg)`, `[naam](./media/x)`, `[1 attachment] tekst`, `[call-history message]`.
 */
static void read_kind(signal_text *s, wv_str text, wv_converted *out)
{
    out->kind = WV_CONVERTED_TEXT;
    out->text = text;
    if (text.n && text.p[0] == '[' && s->blocks.block.headed) {
        const char *stop = memchr(text.p, ']', text.n);
        wv_str inside = {text.p + 1, stop ? (uint32_t)(stop - text.p) - 1 : 0};
        if (wv_str_ends(inside, WV_STR(" message"))) {
            out->kind =
                wv_str_starts(inside, WV_STR("call")) ? WV_CONVERTED_CALL : WV_CONVERTED_SYSTEM;
            return;
        }
        if (memmem(inside.p, inside.n, " attachment", 11)) {
            wv_str rest = wv_wa_trim((wv_str){stop + 1, text.n - inside.n - 2});
            out->kind = WV_CONVERTED_MEDIA;
            if (rest.n) out->text = rest;
            return;
        }
    }
    if (text.n && memmem(text.p, text.n, "](./media/", 10)) out->kind = WV_CONVERTED_MEDIA;
}

static void make_time(signal_text *s, const header *h, wv_converted *out)
{
    if (!h->dated) {
        out->warnings |= WV_CONVERT_WARN(NO_TIME);
        return;
    }
    out->at = wv_convert_clock(s->options.zone, h->local, &s->before, &out->warnings);
    if (s->before.known && out->at.seconds < s->before.seconds &&
        !(out->warnings & WV_CONVERT_WARN(HOUR_TWICE)))
        out->warnings |= WV_CONVERT_WARN(BACKWARDS);
    s->before = out->at;
}

static wv_rc make_item(signal_text *s, const wv_block *block, wv_converted *out, wv_err *err)
{
    header h;
    const char *stop = block->text.n ? memchr(block->text.p, '\n', block->text.n) : NULL;
    wv_str first = {block->text.p, stop ? (uint32_t)(stop - block->text.p) : block->text.n};
    read_header(first, &h);
    *out = (wv_converted){.byte_start = block->start,
                          .byte_end = block->end,
                          .line = block->line,
                          .channel = WV_STR("signal"),
                          .zone = s->options.zone_name};
    out->tool = h.bracket ? WV_STR("signal-export") : WV_STR("sigtop");
    wv_str body = h.body.n
                      ? (wv_str){h.body.p, (uint32_t)(block->text.p + block->text.n - h.body.p)}
                      : (wv_str){first.p + first.n, block->text.n - first.n};
    s->mended.n = 0;
    wv_convert_mend(&s->mended, own_words(s, body, h.body.n > 0), &out->warnings);
    read_kind(s, (wv_str){s->mended.p, (uint32_t)s->mended.n}, out);
    out->from = name_of(s, h.name, &out->warnings);
    if (!out->text.n) { /* nothing but a quote, or a sticker */
        out->kind = WV_CONVERTED_MEDIA;
        wv_convert_mend(&s->mended, wv_wa_trim(first), &out->warnings);
        out->text = (wv_str){s->mended.p, (uint32_t)s->mended.n};
    }
    make_time(s, &h, out);
    wv_roster_receivers(&s->roster, 0, out->from, s->options.self, out);
    if (s->text.failed || s->mended.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_str parts[] = {{first.p, h.bracket ? 18 : 16}, out->from, out->text};
    out->id = wv_convert_ids_next(&s->ids, "signal", parts, 3);
    return out->id.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc next(void *reader, wv_converted *out, wv_err *err)
{
    signal_text *s = reader;
    wv_block block;
    wv_rc rc = wv_blocks_next(&s->blocks, &block, err);
    if (rc) return rc;
    if (block.headed) return make_item(s, &block, out, err);
    wv_block_dead(&block, out);
    return WV_OK;
}

static wv_rc learn(signal_text *s, wv_err *err)
{
    wv_line line;
    header h;
    uint32_t ignored = 0;
    wv_rc rc;
    while ((rc = wv_lines_next(&s->blocks.lines, &line, err)) == WV_OK)
        if (read_header(line.text, &h) &&
            !wv_roster_add(&s->roster, 0, name_of(s, h.name, &ignored)))
            return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_lines_again(&s->blocks.lines);
    return rc == WV_E_END ? WV_OK : rc;
}

static void close_text(void *reader)
{
    signal_text *s = reader;
    if (!s) return;
    wv_blocks_close(&s->blocks);
    wv_roster_done(&s->roster);
    wv_convert_ids_done(&s->ids);
    wv_buf_done(&s->text);
    wv_buf_done(&s->name);
    wv_buf_done(&s->mended);
    wv_mem_free(s);
}

static wv_rc open_text(const wv_convert_input *in, const wv_convert_options *options, void **reader,
                       wv_err *err)
{
    signal_text *s = wv_mem_new(sizeof *s);
    if (!s) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    s->options = *options;
    wv_roster_init(&s->roster);
    wv_convert_ids_init(&s->ids);
    wv_buf_init(&s->text);
    wv_buf_init(&s->name);
    wv_buf_init(&s->mended);
    wv_blocks_open(&s->blocks, in, is_header, s, options->account);
    wv_rc rc = learn(s, err);
    if (rc) {
        close_text(s);
        return rc;
    }
    *reader = s;
    return WV_OK;
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    unsigned lines = 0, headers = 0;
    bool first = false;
    header h;
    for (uint32_t at = 0; at < in->head.n && lines < 50;) {
        const char *p = in->head.p + at, *stop = memchr(p, '\n', in->head.n - at);
        wv_str line = {p, stop ? (uint32_t)(stop - p) : in->head.n - at};
        at += line.n + 1;
        if (wv_line_blank(line)) continue;
        bool headed = read_header(line, &h);
        headers += headed;
        first |= headed && lines == 0;
        lines++;
    }
    seen->fits = first || (headers >= 3 && headers * 3 >= lines);
    snprintf(seen->why, sizeof seen->why,
             "%u of the first %u lines have a header '[jjjj-mm-dd, uu:mm] name:' or"
             " 'jjjj-mm-dd uu:mm name:'",
             headers, lines);
}

const wv_convert_format wv_convert_signal_text = {
    .name = "signal-text",
    .description = "text of signal-export, or of sigtop -f text-short",
    .unit = "lines",
    .detect = detect,
    .open = open_text,
    .next = next,
    .close = close_text,
};
