/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_convert_messenger.c: any bytes as a file of the format messenger. */
#include "convert_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    return fuzz_file(&wv_convert_messenger, NULL, bytes, n);
}
