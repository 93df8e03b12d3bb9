/* SPDX-License-Identifier: EUPL-1.2 */
/* xml_filter.h: what stands between a phone's XML and a strict parser: mends what phones write
 * wrongly, and knows the byte of the file where each tag begins and ends.
 *
 *   file    <sms body="leuk &#55357;&#56846;"/>       two halves of an emoji: illegal XML
 *   out     <sms body="leuk 😎"/>                      what the parser gets
 *   tags    {start 0, end 40, line 1, itself}         what xml.c asks for when the parser reports
 * the tag
 *
 * The positions are counted here, over the bytes of the file, so that no repair can move them. A
 * document type declaration is refused before the parser sees it: that is where entities, external
 * files and "billion laughs" come from. The caller owns the struct; init/done. Not thread-safe. */
#ifndef WV_CONVERT_XML_FILTER_H
#define WV_CONVERT_XML_FILTER_H

#include "base/buf.h"
#include "base/err.h"

enum {
    /* Bytes of one attribute value or comment that are handed on: photos stand in attributes,
     * messages are never so long. What is left out is counted. libxml2 itself gives up at 10 MB. */
    WV_XML_VALUE_MAX = 1 << 20,
    /* Bytes of one tag with all its attributes; a parser must hold it whole. */
    WV_XML_TAG_MAX = 8 << 20,
};

typedef struct wv_xml_tag {
    uint64_t start, end; /* bytes of the file, [start, end) */
    uint64_t line;       /* 1-based, of its first byte */
    bool closing;        /* </a> */
    bool itself;         /* <a/> */
} wv_xml_tag;

typedef struct wv_xml_filter {
    wv_buf out;       /* mended bytes; the caller clears it */
    wv_buf in;        /* what was not looked at yet */
    wv_xml_tag *tags; /* in the order of the file; [tag_head, tag_count) were not asked for yet */
    uint32_t tag_head, tag_count, tag_capacity;
    uint64_t at, line; /* byte and line of the file up to which was read */
    uint32_t run;      /* bytes of the value or comment so far */
    uint32_t tag_bytes;
    uint8_t state, quote;
    bool begun, single_byte; /* single_byte: windows-1252 or its part latin1 */
    uint64_t repaired;       /* characters put for what was no XML or no UTF-8 */
    uint64_t left_out;       /* bytes of values that were too long */
} wv_xml_filter;

void wv_xml_filter_init(wv_xml_filter *f);
void wv_xml_filter_done(wv_xml_filter *f);
/* Appends to f->out what can be said of `bytes`; `last` flushes. WV_E_RECORD: UTF-16, an encoding
 * that is not read, a document type declaration; WV_E_LIMIT: a tag that is too long; WV_E_NOMEM. */
wv_rc wv_xml_filter_feed(wv_xml_filter *f, const char *bytes, size_t n, bool last, wv_err *err);
/* The next tag in the order of the file; false when there is none, which a parser that agrees never
 * sees. */
bool wv_xml_filter_tag(wv_xml_filter *f, wv_xml_tag *out);

#endif
