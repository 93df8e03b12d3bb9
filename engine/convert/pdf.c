/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf.c: a PDF with a text layer -> one report, by pdftotext when the user allows it (--pdf).
 *
 * In: the file. Out: a REPORT item; a DEAD one for a PDF without text and for each lot of pages
 * without text among others, because "no flags" on a scanned page would be a lie. Neighbours:
 * pdf_run.c, pdf_text.c, text_head.c. Invariants: without --pdf no program is started, and the
 * error says so. Heads and feet of pages that were dropped count as `skipped`. The range of the
 * item is the file: its bytes are packed, so the text does not stand in them. Cost: pdftotext. */
#include "convert/formats.h"
#include "convert/pdf.h"
#include "convert/text.h"

#include <stdio.h>

typedef struct reader {
    const wv_convert_input *in;
    const wv_convert_options *options;
    wv_convert_ids ids;
    wv_buf raw, mended, text;
    wv_pdf_counts counts;
    wv_attr attrs[2];
    char pages[16], empty[16];
    uint32_t step;
} reader;

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    uint32_t n = in->head.n < 1024 ? in->head.n : 1024;
    seen->fits = n && memmem(in->head.p, n, "%PDF-", 5);
    snprintf(seen->why, sizeof seen->why, "%s",
             seen->fits ? "begins as a PDF (pdftotext reads it, when --pdf allows)"
                        : "no %PDF- at its begin");
}

static void close_reader(void *p)
{
    reader *r = p;
    if (!r) return;
    wv_convert_ids_done(&r->ids);
    wv_buf_done(&r->raw);
    wv_buf_done(&r->mended);
    wv_buf_done(&r->text);
    wv_mem_free(r);
}

static wv_rc read_pdf(reader *r, wv_err *err)
{
    uint32_t warnings = 0;
    wv_rc rc = wv_pdf_run(r->in, &r->raw, err);
    if (rc) return rc;
    wv_convert_mend(&r->mended, (wv_str){r->raw.p, (uint32_t)r->raw.n}, &warnings);
    if (r->mended.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    rc = wv_pdf_clean((wv_str){r->mended.p, (uint32_t)r->mended.n}, &r->text, &r->counts);
    if (rc) return wv_err_set(err, rc, "out of memory");
    r->options->account->units += r->counts.pages;
    r->options->account->skipped += r->counts.dropped;
    return WV_OK;
}

static wv_rc open_reader(const wv_convert_input *in, const wv_convert_options *options, void **out,
                         wv_err *err)
{
    *out = NULL;
    if (!options->pdf) {
        wv_err_set(err, WV_E_USAGE, "a PDF is read by another program, which must be allowed");
        wv_err_hint(err, "add --pdf: pdftotext (poppler-utils) is then started for it");
        return WV_E_USAGE;
    }
    reader *r = wv_mem_new(sizeof *r);
    if (!r) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    r->in = in;
    r->options = options;
    wv_convert_ids_init(&r->ids);
    wv_buf *const bufs[] = {&r->raw, &r->mended, &r->text};
    for (int i = 0; i < 3; i++) wv_buf_init(bufs[i]);
    wv_rc rc = read_pdf(r, err);
    if (rc)
        close_reader(r);
    else
        *out = r;
    return rc;
}

static wv_attr number_attr(const char *name, char room[16], uint32_t value)
{
    int n = snprintf(room, 16, "%u", value);
    return (wv_attr){wv_str_of(name), {.type = WV_VALUE_NUMBER, .string = {room, (uint32_t)n}}};
}

static wv_rc give_report(reader *r, wv_converted *out, wv_err *err)
{
    wv_str text = {r->text.p, (uint32_t)r->text.n};
    *out = (wv_converted){.kind = WV_CONVERTED_REPORT, .byte_end = r->in->bytes};
    wv_text_fill(text, r->options, out);
    out->tool = WV_STR("pdftotext");
    r->attrs[0] = number_attr("pages", r->pages, r->counts.pages);
    r->attrs[1] = number_attr("pages_without_text", r->empty, r->counts.empty_pages);
    out->attrs = r->attrs;
    out->attr_count = r->counts.empty_pages ? 2 : 1;
    out->id = wv_convert_ids_next(&r->ids, "pdf", &text, 1);
    return out->id.p ? WV_OK : wv_err_set(err, WV_E_NOMEM, "out of memory");
}

static wv_rc next(void *p, wv_converted *out, wv_err *err)
{
    reader *r = p;
    bool words = wv_text_has_words((wv_str){r->text.p, (uint32_t)r->text.n});
    if (r->step++ == 0) {
        if (words) return give_report(r, out, err);
        r->step++;
    } else if (r->step > 2 || !r->counts.empty_pages)
        return WV_E_END;
    if (r->step > 2 && words) return WV_E_END;
    *out = (wv_converted){.byte_end = r->in->bytes};
    if (words)
        wv_text_dead(out, "pages_without_text", "some pages have no text: blank, or OCR needed");
    else
        wv_text_dead(out, "no_text_layer", "no text, OCR needed");
    return WV_OK;
}

const wv_convert_format wv_convert_pdf = {
    .name = "pdf",
    .description = "a PDF with text that is one report; pdftotext reads it, only with --pdf",
    .unit = "pages",
    .detect = detect,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
