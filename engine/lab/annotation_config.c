/* SPDX-License-Identifier: EUPL-1.2 */
/* annotation_config.c: what a tool must be told before it can show our labels.
 *
 * In: the signals. Out: brat's annotation.conf, Label Studio's labelling interface, doccano's list of labels (each
 * signal with each verdict, because doccano has no attributes). Neighbours: the annotation_<tool>.c that writes the
 * labels. Invariant: slugs are [a-z0-9_.], so nothing needs escaping. Cost: none. */
#include "lab/annotation.h"

static void put_brat(const wv_str *slugs, uint32_t count, wv_buf *out)
{
    wv_buf_text(out, "[entities]\n");
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < slugs[i].n; k++)
            wv_buf_byte(out, slugs[i].p[k] == '.' ? '-' : slugs[i].p[k]);
        wv_buf_byte(out, '\n');
    }
    wv_buf_text(out, "\n[relations]\n\n[events]\n\n[attributes]\nVerdict\tArg:<ENTITY>, Value:");
    for (int v = WV_VERDICT_RIGHT; v < WV_VERDICT_COUNT; v++)
        wv_buf_format(out, "%s%s", v > WV_VERDICT_RIGHT ? "|" : "", wv_verdict_words[v]);
    wv_buf_byte(out, '\n');
}

static void put_label_studio(const wv_str *slugs, uint32_t count, wv_buf *out)
{
    wv_buf_text(out, "<View>\n  <Labels name=\"signal\" toName=\"text\">\n");
    for (uint32_t i = 0; i < count; i++)
        wv_buf_format(out, "    <Label value=\"%.*s\"/>\n", (int)slugs[i].n, slugs[i].p);
    wv_buf_text(out, "  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n"
                     "  <Choices name=\"verdict\" toName=\"text\" perRegion=\"true\">\n");
    for (int v = WV_VERDICT_RIGHT; v < WV_VERDICT_COUNT; v++)
        wv_buf_format(out, "    <Choice value=\"%s\"/>\n", wv_verdict_words[v]);
    wv_buf_text(out, "  </Choices>\n</View>\n");
}

static void put_doccano(const wv_str *slugs, uint32_t count, wv_buf *out)
{
    wv_buf_byte(out, '[');
    for (uint32_t i = 0; i < count; i++)
        for (int v = WV_VERDICT_RIGHT; v < WV_VERDICT_COUNT; v++)
            wv_buf_format(out, "%s{\"text\":\"%.*s%s%s\"}", i || v > WV_VERDICT_RIGHT ? ",\n" : "",
                          (int)slugs[i].n, slugs[i].p, v > WV_VERDICT_RIGHT ? "/" : "",
                          v > WV_VERDICT_RIGHT ? wv_verdict_words[v] : "");
    wv_buf_text(out, "]\n");
}

void wv_annotation_write_config(wv_tool tool, const wv_str *slugs, uint32_t count, wv_buf *out)
{
    switch (tool) {
    case WV_TOOL_BRAT: put_brat(slugs, count, out); break;
    case WV_TOOL_LABEL_STUDIO: put_label_studio(slugs, count, out); break;
    case WV_TOOL_DOCCANO: put_doccano(slugs, count, out); break;
    default: break;
    }
}
