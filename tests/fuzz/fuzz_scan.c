/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_scan.c: any valid UTF-8 as the text of a message, scanned with the pack of the tree: spans
 * lie inside the text. */
#include "scan/scan.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static wv_scratch *scratch(void)
{
    static wv_scratch *made;
    static wv_frozen *pack;
    wv_diags diags;
    wv_err err = {0};
    if (made) return made;
    wv_diags_init(&diags);
    if (wv_pack_open("rules/nl-stalking", &pack, &diags, &err) != WV_OK) abort();
    wv_diags_done(&diags);
    if (wv_scratch_new(pack, &made, &err) != WV_OK) abort();
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    wv_str text = {(const char *)bytes, (uint32_t)n};
    wv_findings found;
    wv_err err = {0};
    if (n == 0 || !wv_utf8_valid(text)) return 0;
    wv_record record = {.id = WV_STR("f"), .kind = WV_KIND_MESSAGE, .text = text};
    if (wv_scan_record(scratch(), &record, &found, &err) != WV_OK) abort();
    for (uint32_t i = 0; i < found.count; i++)
        for (uint32_t k = 0; k < found.items[i].span_count; k++)
            if (found.items[i].spans[k].start >= found.items[i].spans[k].end ||
                found.items[i].spans[k].end > n)
                abort();
    return 0;
}
