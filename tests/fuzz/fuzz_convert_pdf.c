/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_convert_pdf.c: any text as what pdftotext gave: what comes out is valid UTF-8 and not
 * longer. The PDF itself is read by another program, in limits of its own (convert/pdf_run.c). */
#include "convert/pdf.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    wv_buf mended, out;
    wv_pdf_counts counts;
    uint32_t warnings = 0;
    wv_buf_init(&mended);
    wv_buf_init(&out);
    wv_convert_mend(&mended, (wv_str){(const char *)bytes, (uint32_t)n}, &warnings);
    wv_str text = {mended.p, (uint32_t)mended.n};
    if (wv_pdf_clean(text, &out, &counts)) abort();
    if (out.n > mended.n + 1 || !wv_utf8_valid((wv_str){out.p, (uint32_t)out.n})) abort();
    if (counts.empty_pages > counts.pages) abort();
    wv_buf_done(&mended);
    wv_buf_done(&out);
    return 0;
}
