/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_convert_mail.c: any bytes as a mailbox and as one mail. */
#include "convert_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    fuzz_file(&wv_convert_mbox, NULL, bytes, n);
    return fuzz_file(&wv_convert_eml, NULL, bytes, n);
}
