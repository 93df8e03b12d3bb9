/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_json.c: any bytes as one line of input: a record, or a dead letter with a place inside the
 * line. */
#include "read/reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static wv_reader reader;
    static bool begun;
    if (!begun) wv_reader_init(&reader, &(wv_reader_options){0}), begun = true;
    wv_record record;
    wv_dead dead = {0};
    wv_rc rc =
        wv_reader_record(&reader, (wv_str){(const char *)bytes, (uint32_t)n}, &record, &dead);
    if (rc != WV_OK && (rc != WV_E_RECORD || dead.offset > n)) abort();
    wv_reader_reset(&reader);
    return 0;
}
