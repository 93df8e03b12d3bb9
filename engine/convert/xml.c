/* SPDX-License-Identifier: EUPL-1.2 */
/* xml.c: the wrapper of libxml2's push parser, SAX only: no tree is ever built.
 *
 * In: bytes. Out: calls of the handler. Neighbours: xml_filter.c mends the bytes and says where
 * tags stand; ufdr.c, docx.c and sms.c map. Invariants: libxml2 sees no document type declaration
 * (the filter refuses it), may open no file (NONET, and no entity resolves), and its HUGE switch
 * stays off; open and close calls come in the order of the filter's tags. Cost: about 150 MB/s;
 * memory is one piece and one tag. */
#include "convert/xml.h"

#include "base/mem.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

enum { ATTRS_MAX = 512 }; /* of one tag; SMS Backup has 30, Office 20 */

struct wv_xml {
    wv_xml_handler handler;
    wv_xml_filter filter;
    xmlParserCtxtPtr parser;
    wv_xml_attr attrs[ATTRS_MAX];
    uint64_t self_end[WV_XML_DEPTH_MAX + 1]; /* per open element: its end if it closed itself */
    uint32_t depth;
    wv_rc rc;
    uint64_t tag_at; /* of the last tag, for messages */
    char message[160];
};

static void fail(wv_xml *x, wv_rc rc, const char *message)
{
    if (x->rc) return;
    x->rc = rc;
    snprintf(x->message, sizeof x->message, "%s", message);
    xmlStopParser(x->parser);
}

static wv_str of(const xmlChar *s)
{
    return wv_str_of((const char *)s);
}

static void on_open(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int namespaces, const xmlChar **declared, int count, int defaulted,
                    const xmlChar **attributes)
{
    wv_xml *x = ctx;
    wv_xml_tag tag;
    (void)prefix, (void)uri, (void)namespaces, (void)declared, (void)defaulted;
    if (x->rc) return;
    if (x->depth >= WV_XML_DEPTH_MAX) {
        fail(x, WV_E_LIMIT, "elements are nested deeper than 256");
        return;
    }
    if (count > ATTRS_MAX) {
        fail(x, WV_E_LIMIT, "a tag has more than 512 attributes");
        return;
    }
    if (!wv_xml_filter_tag(&x->filter, &tag) || tag.closing) {
        fail(x, WV_E_INTERNAL, "a tag stands elsewhere than was counted");
        return;
    }
    for (int i = 0; i < count; i++) {
        const xmlChar **a = attributes + (size_t)i * 5; /* name, prefix, URI, value, its end */
        x->attrs[i] = (wv_xml_attr){of(a[0]), {(const char *)a[3], (uint32_t)(a[4] - a[3])}};
    }
    x->tag_at = tag.start;
    x->self_end[x->depth++] = tag.itself ? tag.end : 0;
    if (x->handler.open) x->handler.open(x->handler.ctx, of(name), x->attrs, (uint32_t)count, &tag);
}

static void on_close(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    wv_xml *x = ctx;
    wv_xml_tag tag = {0};
    (void)prefix, (void)uri;
    if (x->rc || !x->depth) return;
    uint64_t end = x->self_end[--x->depth];
    if (!end) {
        if (!wv_xml_filter_tag(&x->filter, &tag) || !tag.closing) {
            fail(x, WV_E_INTERNAL, "a tag stands elsewhere than was counted");
            return;
        }
        end = tag.end;
    }
    if (x->handler.close) x->handler.close(x->handler.ctx, of(name), end);
}

static void on_text(void *ctx, const xmlChar *bytes, int n)
{
    wv_xml *x = ctx;
    if (!x->rc && x->handler.text)
        x->handler.text(x->handler.ctx, (wv_str){(const char *)bytes, (uint32_t)n});
}

/* libxml2 would print; we keep the first fatal one. Its texts quote names of tags, never text of a
 * message. */
static void on_error(void *ctx, xmlErrorPtr error)
{
    wv_xml *x = ctx;
    if (error->level != XML_ERR_FATAL || x->rc) return;
    x->rc = error->code == XML_ERR_NO_MEMORY ? WV_E_NOMEM : WV_E_RECORD;
    snprintf(x->message, sizeof x->message, "%s", error->message ? error->message : "no XML");
    size_t n = strcspn(x->message, "\n");
    x->message[n] = '\0';
}

/* The five names that XML has by itself; there are no others. */
static xmlEntityPtr on_entity(void *ctx, const xmlChar *name)
{
    (void)ctx;
    return xmlGetPredefinedEntity(name);
}

wv_xml *wv_xml_new(const wv_xml_handler *handler)
{
    wv_xml *x = wv_mem_new(sizeof *x);
    if (!x) return NULL;
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_open,
                         .endElementNs = on_close,
                         .characters = on_text,
                         .cdataBlock = on_text,
                         .getEntity = on_entity,
                         .serror = on_error};
    x->handler = *handler;
    wv_xml_filter_init(&x->filter);
    xmlInitParser();
    x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
    if (!x->parser) {
        wv_xml_free(x);
        return NULL;
    }
    /* NOENT so that `&amp;` in an attribute comes as `&`: the five names above are all it can
     * expand. */
    xmlCtxtUseOptions(x->parser, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOCDATA |
                                     XML_PARSE_IGNORE_ENC | XML_PARSE_NOERROR |
                                     XML_PARSE_NOWARNING);
    /* UseOptions puts libxml2's own silent handler back. */
    x->parser->sax->serror = on_error;
    return x;
}

void wv_xml_free(wv_xml *x)
{
    if (!x) return;
    if (x->parser) xmlFreeParserCtxt(x->parser);
    wv_xml_filter_done(&x->filter);
    wv_mem_free(x);
}

wv_rc wv_xml_feed(wv_xml *x, const char *bytes, size_t n, bool last, wv_err *err)
{
    wv_buf_clear(&x->filter.out);
    wv_rc rc = wv_xml_filter_feed(&x->filter, bytes, n, last, err);
    if (rc && err) err->offset = x->filter.at;
    /* What was complete before the fault is still handed on. */
    int got = xmlParseChunk(x->parser, x->filter.out.p, (int)x->filter.out.n, last && !rc);
    if (rc) return rc;
    if (!x->rc && got && !x->parser->wellFormed) fail(x, WV_E_RECORD, "no XML");
    if (!x->rc) return WV_OK;
    wv_err_set(err, x->rc, "%s", x->message);
    if (err) err->offset = x->tag_at;
    return x->rc;
}

uint64_t wv_xml_repaired(const wv_xml *x)
{
    return x->filter.repaired;
}

uint64_t wv_xml_left_out(const wv_xml *x)
{
    return x->filter.left_out;
}

wv_str wv_xml_value(const wv_xml_attr *attrs, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (wv_str_is(attrs[i].name, name)) return attrs[i].value;
    return (wv_str){NULL, 0};
}
