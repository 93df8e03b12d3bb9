/* SPDX-License-Identifier: EUPL-1.2 */
/* docx.c: a Word document -> one report, with what was struck out shown as such.
 *
 *   <w:p> <w:r><w:t>Hij kwam </w:t></w:r> <w:del><w:r><w:delText>niet </w:delText></w:r></w:del>
 * ... Hij kwam [verwijderd: niet] ...
 *
 * In: members of the zip. Out: a REPORT item for the document, and one for its footnotes, endnotes
 * and remarks each. Neighbours: zip.c, xml.c, text_head.c. Invariants: a tracked deletion is shown
 * where it was, because *Hij kwam niet* and *Hij kwam* are not the same and a reader must see that
 * somebody changed it; the second copy that Word writes of a text box is skipped; what this program
 * cannot show (pictures) is not there. Offsets are those of the unpacked member. Cost: the text
 * once in memory. */
#include "convert/formats.h"
#include "convert/text.h"
#include "convert/xml.h"
#include "convert/zip.h"

#include <stdio.h>

enum { PIECE = 64 << 10, TEXT_MAX = 60 << 20, ATTRS = 1 };

static const struct {
    const char *name, *title;
} g_parts[] = {
    {"word/document.xml", NULL},
    {"word/footnotes.xml", "Voetnoten"},
    {"word/endnotes.xml", "Eindnoten"},
    {"word/comments.xml", "Opmerkingen"},
};
enum { PARTS = sizeof g_parts / sizeof *g_parts };

typedef struct reader {
    const wv_convert_input *in;
    const wv_convert_options *options;
    wv_zip *zip;
    wv_convert_ids ids;
    wv_buf text;
    uint32_t part;
    uint32_t depth, skip_from; /* elements; 0: nothing is skipped */
    bool in_text, in_deleted;  /* an open <w:t>; an open <w:del> of which text was shown */
    uint32_t deletions;
    uint64_t end;
    char *piece;
    char count[16];
    wv_attr attrs[ATTRS];
} reader;

/* ---- elements ---- */

static void end_deletion(reader *r)
{
    bool space = r->text.n && !r->text.failed && r->text.p[r->text.n - 1] == ' ';
    if (!r->in_deleted) return;
    if (space) r->text.n--;
    wv_buf_text(&r->text, space ? "] " : "]");
    r->in_deleted = false;
}

static void on_open(void *ctx, wv_str name, const wv_xml_attr *attrs, uint32_t count,
                    const wv_xml_tag *tag)
{
    reader *r = ctx;
    (void)attrs, (void)count, (void)tag;
    r->depth++;
    if (r->skip_from) return;
    if (wv_str_is(name, "Fallback") || wv_str_is(name, "instrText"))
        r->skip_from = r->depth;
    else if (wv_str_is(name, "t"))
        end_deletion(r), r->in_text = true;
    else if (wv_str_is(name, "delText")) {
        r->in_text = true;
        if (!r->in_deleted) {
            wv_buf_text(&r->text, "[verwijderd: ");
            r->deletions++;
        }
        r->in_deleted = true;
    } else if (wv_str_is(name, "tab"))
        wv_buf_byte(&r->text, '\t');
    else if (wv_str_is(name, "br") || wv_str_is(name, "cr"))
        wv_buf_byte(&r->text, '\n');
    else if (wv_str_is(name, "noBreakHyphen"))
        wv_buf_byte(&r->text, '-');
}

static void on_text(void *ctx, wv_str s)
{
    reader *r = ctx;
    if (r->in_text && !r->skip_from && r->text.n < TEXT_MAX) wv_buf_str(&r->text, s);
}

static void on_close(void *ctx, wv_str name, uint64_t end)
{
    reader *r = ctx;
    if (r->skip_from) {
        if (r->skip_from == r->depth) r->skip_from = 0;
    } else if (wv_str_is(name, "t") || wv_str_is(name, "delText"))
        r->in_text = false;
    else if (wv_str_is(name, "p"))
        end_deletion(r), wv_buf_byte(&r->text, '\n');
    else if (wv_str_is(name, "tc"))
        wv_buf_byte(&r->text, '\t');
    r->depth--;
    r->end = end;
}

/* ---- the file ---- */

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    wv_zip *zip = NULL;
    wv_err err = {0};
    uint32_t index;
    if (!wv_zip_looks(in->head))
        snprintf(seen->why, sizeof seen->why, "no zip");
    else if (wv_zip_open(in, &zip, &err))
        snprintf(seen->why, sizeof seen->why, "%.190s", err.message);
    else {
        seen->fits = wv_zip_find(zip, g_parts[0].name, &index);
        snprintf(seen->why, sizeof seen->why, "a zip %s word/document.xml in it",
                 seen->fits ? "with" : "without");
    }
    wv_zip_close(zip);
}

static void close_reader(void *p)
{
    reader *r = p;
    if (!r) return;
    wv_zip_close(r->zip);
    wv_convert_ids_done(&r->ids);
    wv_buf_done(&r->text);
    wv_mem_free(r->piece);
    wv_mem_free(r);
}

static wv_rc open_reader(const wv_convert_input *in, const wv_convert_options *options, void **out,
                         wv_err *err)
{
    reader *r = wv_mem_new(sizeof *r);
    *out = NULL;
    if (!r) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    r->in = in;
    r->options = options;
    wv_convert_ids_init(&r->ids);
    wv_buf_init(&r->text);
    r->piece = wv_mem_new(PIECE);
    wv_rc rc =
        r->piece ? wv_zip_open(in, &r->zip, err) : wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (rc)
        close_reader(r);
    else
        *out = r;
    return rc;
}

/* The text of a member; *index says whether it is there. */
static wv_rc read_part(reader *r, uint32_t index, wv_err *err)
{
    wv_xml_handler handler = {r, on_open, on_text, on_close};
    wv_xml *xml = wv_xml_new(&handler);
    size_t got = 1;
    wv_rc rc =
        xml ? wv_zip_member(r->zip, index, err) : wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_buf_clear(&r->text);
    r->depth = r->skip_from = r->deletions = 0;
    r->in_text = r->in_deleted = false;
    r->end = 0;
    while (!rc && got) {
        rc = wv_zip_read(r->zip, r->piece, PIECE, &got, err);
        if (!rc) rc = wv_xml_feed(xml, r->piece, got, got == 0, err);
    }
    end_deletion(r);
    wv_xml_free(xml);
    if (!rc && r->text.failed) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    return rc;
}

static wv_rc fill(reader *r, const char *name, const char *title, wv_converted *out, wv_err *err)
{
    wv_str text = {r->text.p, (uint32_t)r->text.n};
    out->kind = WV_CONVERTED_REPORT;
    out->byte_end = r->end;
    wv_text_fill(text, r->options, out);
    if (title) out->title = wv_str_of(title);
    if (text.n >= TEXT_MAX) out->warnings |= WV_CONVERT_WARN(TEXT_CUT);
    if (r->deletions) {
        int n = snprintf(r->count, sizeof r->count, "%u", r->deletions);
        r->attrs[0] = (wv_attr){WV_STR("tracked_deletions"),
                                {.type = WV_VALUE_NUMBER, .string = {r->count, (uint32_t)n}}};
        out->attrs = r->attrs;
        out->attr_count = 1;
    }
    wv_str parts[] = {wv_str_of(name), text};
    out->id = wv_convert_ids_next(&r->ids, "docx", parts, 2);
    return out->id.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc next(void *p, wv_converted *out, wv_err *err)
{
    reader *r = p;
    while (r->part < PARTS) {
        const char *name = g_parts[r->part].name, *title = g_parts[r->part].title;
        bool main_part = r->part++ == 0;
        wv_err what = {0};
        uint32_t index;
        bool there = wv_zip_find(r->zip, name, &index);
        *out = (wv_converted){.part = wv_str_of(name)};
        if (!there && !main_part) continue;
        r->options->account->units++;
        wv_rc rc = there ? read_part(r, index, &what) : WV_E_RECORD;
        if (rc == WV_E_NOMEM || rc == WV_E_IO || rc == WV_E_INTERNAL) {
            *err = what;
            return rc;
        }
        if (!rc && wv_text_has_words((wv_str){r->text.p, (uint32_t)r->text.n}))
            return fill(r, name, title, out, err);
        if (!rc && !main_part) {
            r->options->account->skipped++;
            continue;
        }
        out->byte_end = r->end;
        if (!there)
            wv_text_dead(out, "no_document", "the zip has no word/document.xml");
        else if (rc == WV_E_LIMIT)
            wv_text_dead(out, "too_large", "a limit on nesting or unpacking was passed");
        else if (rc)
            wv_text_dead(out, "bad_docx", "this part is damaged, or no XML");
        else
            wv_text_dead(out, "no_text", "there are no words in it; pictures need OCR");
        return WV_OK;
    }
    return WV_E_END;
}

const wv_convert_format wv_convert_docx = {
    .name = "docx",
    .description = "a Word document that is one report; tracked deletions are shown",
    .unit = "parts",
    .detect = detect,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
