/* SPDX-License-Identifier: EUPL-1.2 */
/* ufdr.c: Cellebrite extractions: a .ufdr (a zip with report.xml in it) or a bare XML report.
 *
 * In: the file, streamed. Out: items. Neighbours: zip.c unpacks, xml.c parses, ufdr_model.c maps.
 * Invariants: flat memory whatever the size of the report; what stood before a fault is given, then
 * one DEAD item tells where the rest begins. Offsets count in the unpacked report.xml, which `part`
 * names. Cost: unpacking and parsing, about 60 MB of XML a second. */
#include "convert/formats.h"
#include "convert/ufdr.h"
#include "convert/zip.h"

#include <stdio.h>

enum { PIECE = 64 << 10 };

typedef struct reader {
    const wv_convert_input *in;
    wv_zip *zip; /* NULL: a bare report */
    wv_xml *xml;
    wv_ufdr_model *model;
    wv_convert_queue queue;
    char *piece;
    uint64_t at; /* bytes of the report that were fed */
    bool ended;
} reader;

static const char g_part[] = "report.xml";

static bool is_report(wv_str head)
{
    return memmem(head.p, head.n, "pa.cellebrite.com/report", 24) != NULL;
}

static void detect(const wv_convert_input *in, wv_convert_seen *seen)
{
    wv_zip *zip = NULL;
    wv_err err = {0};
    uint32_t index;
    if (!wv_zip_looks(in->head)) {
        seen->fits = in->head.n && memchr(in->head.p, '<', in->head.n < 16 ? in->head.n : 16) &&
                     is_report(in->head);
        snprintf(seen->why, sizeof seen->why, "%s",
                 seen->fits ? "XML with the namespace of Cellebrite reports"
                            : "no zip, and no XML with the namespace pa.cellebrite.com/report");
        return;
    }
    if (wv_zip_open(in, &zip, &err))
        snprintf(seen->why, sizeof seen->why, "%.190s", err.message);
    else {
        seen->fits = wv_zip_find(zip, g_part, &index);
        snprintf(seen->why, sizeof seen->why, "%s",
                 seen->fits ? "a zip with report.xml in it" : "a zip without report.xml");
    }
    wv_zip_close(zip);
}

static void close_reader(void *p)
{
    reader *r = p;
    if (!r) return;
    wv_xml_free(r->xml);
    wv_ufdr_model_free(r->model);
    wv_zip_close(r->zip);
    wv_convert_queue_done(&r->queue);
    wv_mem_free(r->piece);
    wv_mem_free(r);
}

static wv_rc open_zip(reader *r, wv_err *err)
{
    uint32_t index;
    if (!wv_zip_looks(r->in->head)) return WV_OK;
    wv_rc rc = wv_zip_open(r->in, &r->zip, err);
    if (rc) return rc;
    if (wv_zip_find(r->zip, g_part, &index)) return wv_zip_member(r->zip, index, err);
    return wv_err_set(err, WV_E_RECORD, "the zip has no report.xml");
}

static wv_rc open_reader(const wv_convert_input *in, const wv_convert_options *options, void **out,
                         wv_err *err)
{
    reader *r = wv_mem_new(sizeof *r);
    *out = NULL;
    if (!r) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    r->in = in;
    wv_convert_queue_init(&r->queue);
    wv_rc rc = open_zip(r, err);
    if (!rc) {
        r->piece = wv_mem_new(PIECE);
        r->model = wv_ufdr_model_new(options, &r->queue, r->zip ? WV_STR(g_part) : WV_STR(""));
        if (r->model) {
            wv_xml_handler handler = wv_ufdr_model_handler(r->model);
            r->xml = wv_xml_new(&handler);
        }
        if (!r->piece || !r->model || !r->xml) rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    if (rc)
        close_reader(r);
    else
        *out = r;
    return rc;
}

static wv_rc read_piece(reader *r, size_t *got, wv_err *err)
{
    if (r->zip) return wv_zip_read(r->zip, r->piece, PIECE, got, err);
    return wv_convert_input_read(r->in, r->at, r->piece, PIECE, got, err);
}

/* What ended the report too early, as the last item. The rest of the file is its range. */
static void put_rest(reader *r, const wv_err *err)
{
    wv_converted dead = {.kind = WV_CONVERTED_DEAD, .dead_reason = "bad_xml"};
    dead.dead_message = "the report ends in the middle, or is no XML from here";
    if (err->rc == WV_E_LIMIT) {
        dead.dead_reason = "too_large";
        dead.dead_message = "a limit on nesting, tags or unpacking was passed here";
    } else if (r->zip && strstr(err->message, "zip")) {
        dead.dead_reason = "bad_zip";
        dead.dead_message = "the zip is damaged from here";
    } else if (!wv_ufdr_model_seen(r->model)) {
        dead.dead_reason = "no_report";
        dead.dead_message = "no <project> of a Cellebrite report was found";
    }
    dead.byte_start = wv_ufdr_model_end(r->model);
    dead.byte_end = r->at > dead.byte_start ? r->at : dead.byte_start;
    dead.part = r->zip ? WV_STR(g_part) : WV_STR("");
    if (!r->zip) dead.byte_end = r->in->bytes;
    wv_convert_queue_put(&r->queue, &dead);
}

static wv_rc feed(reader *r, wv_err *err)
{
    size_t got = 0;
    wv_err what = {0};
    wv_rc rc = read_piece(r, &got, &what);
    if (!rc) {
        r->at += got;
        rc = wv_xml_feed(r->xml, r->piece, got, got == 0, &what);
    }
    if (rc == WV_E_IO || rc == WV_E_NOMEM || rc == WV_E_INTERNAL) {
        if (err) *err = what;
        return rc;
    }
    if (wv_ufdr_model_failed(r->model)) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!rc && got == 0 && !wv_ufdr_model_seen(r->model)) rc = WV_E_RECORD;
    if (rc) put_rest(r, &what);
    r->ended = rc || got == 0;
    return WV_OK;
}

static wv_rc next(void *p, wv_converted *out, wv_err *err)
{
    reader *r = p;
    while (!wv_convert_queue_take(&r->queue, out)) {
        if (r->queue.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (r->ended) return WV_E_END;
        wv_rc rc = feed(r, err);
        if (rc) return rc;
    }
    return WV_OK;
}

const wv_convert_format wv_convert_ufdr = {
    .name = "ufdr",
    .description = "Cellebrite UFDR, or its XML report: chats, messages, calls, mail, places",
    .unit = "models",
    .detect = detect,
    .open = open_reader,
    .next = next,
    .close = close_reader,
};
