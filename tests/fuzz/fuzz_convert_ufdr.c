/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_convert_ufdr.c: any bytes as an extraction: a zip, or its XML report. */
#include "convert_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    return fuzz_file(&wv_convert_ufdr, NULL, bytes, n);
}
