/* SPDX-License-Identifier: EUPL-1.2 */
/* xml.h: XML read as a stream of tags and text, each tag with its bytes and its line in the file.
 * The only header of ours that knows libxml2 is xml.c.
 *
 * Nothing of a document is kept: the caller is called at each tag and text, and keeps what it
 * wants. Names come without their namespace prefix. Refused: document type declarations (so no
 * entities and no outside files), nesting deeper than WV_XML_DEPTH_MAX, tags of more than 8 MiB.
 * Mended and counted: what xml_filter.h lists.
 *
 * new/free; the caller owns the handler. One thread at a time; several parsers may live at once. */
#ifndef WV_CONVERT_XML_H
#define WV_CONVERT_XML_H

#include "convert/xml_filter.h"

enum { WV_XML_DEPTH_MAX = 256 };

typedef struct wv_xml_attr {
    wv_str name, value; /* valid until the call returns */
} wv_xml_attr;

/* Any of them may be NULL. */
typedef struct wv_xml_handler {
    void *ctx;
    void (*open)(void *ctx, wv_str name, const wv_xml_attr *attrs, uint32_t count,
                 const wv_xml_tag *tag);
    void (*text)(void *ctx, wv_str bytes); /* any number of calls for one text */
    /* `end` is the byte behind the element. */
    void (*close)(void *ctx, wv_str name, uint64_t end);
} wv_xml_handler;

typedef struct wv_xml wv_xml;

/* NULL when out of memory. */
wv_xml *wv_xml_new(const wv_xml_handler *handler);
void wv_xml_free(wv_xml *x);
/* Hands over the next piece; `last` with the last one (n may be 0). What was complete before a
 * fault was handed on. WV_E_RECORD: no XML, with err->offset in the bytes that were fed;
 * WV_E_LIMIT; WV_E_NOMEM. After an error only wv_xml_free is allowed. */
wv_rc wv_xml_feed(wv_xml *x, const char *bytes, size_t n, bool last, wv_err *err);
/* What had to be mended or left out so far. */
uint64_t wv_xml_repaired(const wv_xml *x);
uint64_t wv_xml_left_out(const wv_xml *x);

/* The value of an attribute; empty when it is not there. */
wv_str wv_xml_value(const wv_xml_attr *attrs, uint32_t count, const char *name);

#endif
