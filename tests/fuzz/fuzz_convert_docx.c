/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_convert_docx.c: any bytes as a Word document. */
#include "convert_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    return fuzz_file(&wv_convert_docx, NULL, bytes, n);
}
