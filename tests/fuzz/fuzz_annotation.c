/* SPDX-License-Identifier: EUPL-1.2 */
/* fuzz_annotation.c: any bytes as what an annotation tool exported, in all four formats: items whose places lie in
 * their texts, or a refusal. The first byte picks the format and, for brat, cuts the bytes in text and annotations. */
#include "lab/annotation.h"
#include "text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool visit(void *ctx, const wv_annotated *item)
{
    wv_buf *out = ctx;
    uint32_t length = wv_annotation_length(item->text);
    for (uint32_t i = 0; i < item->count; i++)
        for (uint32_t k = 0; k < item->marks[i].span_count; k++)
            if (item->marks[i].spans[k].end > length) abort();
    wv_buf_clear(out);
    wv_annotation_item(item, out);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static wv_annotation_reader reader;
    static wv_buf out;
    static bool begun;
    wv_err err = {0};
    if (!begun) {
        wv_annotation_reader_init(&reader);
        wv_buf_init(&out);
        reader.visit = visit;
        reader.ctx = &out;
        begun = true;
    }
    if (n < 1) return 0;
    wv_str file = {(const char *)bytes + 1, (uint32_t)n - 1};
    reader.utf16 = bytes[0] & 4;
    switch (bytes[0] & 3) {
    case 0: wv_annotation_read_label_studio(&reader, file, &err); break;
    case 1: wv_annotation_read_doccano(&reader, file, &err); break;
    case 2: wv_annotation_read_csv(&reader, file, &err); break;
    default: {
        uint32_t cut = file.n * (bytes[0] >> 3) / 32;
        wv_annotation_read_brat(&reader, WV_STR("{\"file\":\"1\",\"record\":\"a\"}"),
                                (wv_str){file.p, cut}, (wv_str){file.p + cut, file.n - cut}, &err);
    }
    }
    return 0;
}
