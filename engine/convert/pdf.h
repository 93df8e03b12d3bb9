/* SPDX-License-Identifier: EUPL-1.2 */
/* pdf.h: what pdf.c (the format) has of pdf_run.c (the external program) and pdf_text.c (its
 * output). */
#ifndef WV_CONVERT_PDF_H
#define WV_CONVERT_PDF_H

#include "convert/convert.h"

/* Runs pdftotext on the file and appends its output; the program has WV_PDF_SECONDS of processor
 * time and 1 GiB. WV_E_NOINPUT: no such program; WV_E_RECORD: it gave up; WV_E_LIMIT: more than 64
 * MiB of text. */
enum { WV_PDF_SECONDS = 60, WV_PDF_TEXT_MAX = 64 << 20 };
wv_rc wv_pdf_run(const wv_convert_input *in, wv_buf *out, wv_err *err);

typedef struct wv_pdf_counts {
    uint32_t pages, empty_pages;
    uint32_t dropped; /* heads and feet of pages */
    uint32_t joined;  /* words that were broken at the end of a line */
} wv_pdf_counts;

/* Output of pdftotext (pages end with a form feed) -> running text. */
wv_rc wv_pdf_clean(wv_str pages, wv_buf *out, wv_pdf_counts *counts);

#endif
