/* SPDX-License-Identifier: EUPL-1.2 */
/* annotate_import.c: `waakvlam annotate import`: what an annotation tool exported -> labelled items.
 *
 *   tool's file -> items by (case, record) -> the records, in their order, with gold in the line
 *
 * In: the tool's file (brat: folder), and the records that were exported. Out: NDJSON that `eval` reads. Neighbours:
 * lab/annotation.h. Invariants: an item that nobody judged is left out, so that "not looked at" never counts as "no
 * sign"; a text that is not the record's is refused. Without --records an item is its id and the text as the tool had
 * it. Cost: the tool's file in memory. */
#include "cli/annotate.h"
#include "cli/whole.h"
#include "read/tape.h"
#include "run/sink.h"

#include <stdio.h>

enum { PRIVATE_MODE = 0600 };

typedef struct importer {
    wv_tool tool;
    const char *in_path, *records_path, *out_path;
    bool utf16, points;
    wv_annotation_reader reader;
    wv_arena arena;
    wv_map by_key; /* case, U+001F, record -> index */
    wv_annotated *items;
    uint32_t count, capacity;
    bool *used;
    uint64_t judged, unjudged, without, written;
    wv_sink sink;
    wv_buf out, shown, key;
    wv_err err;
    bool twice;
} importer;

/* ---- the items of the tool ---- */

static wv_str key_of(importer *m, wv_str case_id, wv_str id)
{
    wv_buf_clear(&m->key);
    wv_buf_str(&m->key, case_id);
    wv_buf_byte(&m->key, 0x1F);
    wv_buf_str(&m->key, id);
    return (wv_str){m->key.p, (uint32_t)m->key.n};
}

static bool copy_marks(importer *m, const wv_annotated *from, wv_annotated *to)
{
    wv_mark *marks = wv_arena_alloc(&m->arena, sizeof *marks * (from->count + 1));
    to->marks = marks;
    for (uint32_t i = 0; marks && i < from->count; i++) {
        const wv_mark *f = &from->marks[i];
        wv_span *spans = wv_arena_alloc(&m->arena, sizeof *spans * (f->span_count + 1));
        if (!spans) return false;
        if (f->span_count) memcpy(spans, f->spans, sizeof *spans * f->span_count);
        marks[i] = *f;
        marks[i].slug = wv_arena_str(&m->arena, f->slug);
        marks[i].spans = spans;
        if (!marks[i].slug.p) return false;
    }
    return marks != NULL;
}

static bool keep_item(void *ctx, const wv_annotated *item)
{
    importer *m = ctx;
    bool added = false;
    *(item->judged ? &m->judged : &m->unjudged) += 1;
    if (!wv_mem_grow((void **)&m->items, &m->capacity, m->count + 1, sizeof *m->items))
        return false;
    wv_str key = wv_arena_str(&m->arena, key_of(m, item->case_id, item->id));
    if (!key.p || m->key.failed || !wv_map_put(&m->by_key, key, m->count, &added)) return false;
    if (!added && !m->twice) {
        m->twice = true;
        wv_err_set(&m->err, WV_E_RECORD,
                   "record '%.*s' stands twice in the file: sort it by record", (int)item->id.n,
                   item->id.p);
    }
    wv_annotated *kept = &m->items[m->count++];
    *kept = *item;
    kept->id = wv_arena_str(&m->arena, item->id);
    kept->case_id = wv_arena_str(&m->arena, item->case_id);
    kept->text = wv_arena_str(&m->arena, item->text);
    return kept->id.p && kept->case_id.p && kept->text.p && copy_marks(m, item, kept);
}

/* ---- reading the tool's files ---- */

static wv_rc said(importer *m, wv_rc rc, const char *path)
{
    char why[sizeof m->err.message];
    if (!rc || m->err.rc == WV_E_NOINPUT) return rc;
    memcpy(why, m->err.message, sizeof why);
    return wv_err_set(&m->err, rc, "%s:%llu: %.160s", path, (unsigned long long)m->reader.line,
                      why);
}

static wv_rc read_one_file(importer *m)
{
    wv_buf file;
    wv_buf_init(&file);
    wv_rc rc = wv_whole_read(m->in_path, &file, &m->err);
    wv_str bytes = {file.p, (uint32_t)file.n};
    if (!rc && m->tool == WV_TOOL_LABEL_STUDIO)
        rc = said(m, wv_annotation_read_label_studio(&m->reader, bytes, &m->err), m->in_path);
    else if (!rc && m->tool == WV_TOOL_DOCCANO)
        rc = said(m, wv_annotation_read_doccano(&m->reader, bytes, &m->err), m->in_path);
    else if (!rc)
        rc = said(m, wv_annotation_read_csv(&m->reader, bytes, &m->err), m->in_path);
    wv_buf_done(&file);
    return rc;
}

static wv_rc read_document(importer *m, wv_str line)
{
    char path[4096];
    wv_buf text, ann;
    wv_str name = wv_annotation_brat_name(&m->reader, line);
    if (!name.n) return wv_err_set(&m->err, WV_E_RECORD, "index.ndjson has a line without a file");
    char file[24];
    snprintf(file, sizeof file, "%.*s", (int)name.n, name.p);
    wv_buf_init(&text);
    wv_buf_init(&ann);
    snprintf(path, sizeof path, "%.4000s/%s.txt", m->in_path, file);
    wv_rc rc = wv_whole_read(path, &text, &m->err);
    snprintf(path, sizeof path, "%.4000s/%s.ann", m->in_path, file);
    if (!rc) rc = wv_whole_read(path, &ann, &m->err);
    if (!rc)
        rc = said(m,
                  wv_annotation_read_brat(&m->reader, line, (wv_str){text.p, (uint32_t)text.n},
                                          (wv_str){ann.p, (uint32_t)ann.n}, &m->err),
                  path);
    wv_buf_done(&text);
    wv_buf_done(&ann);
    return rc;
}

static wv_rc read_folder(importer *m)
{
    char path[4096];
    wv_buf index;
    size_t at = 0;
    wv_str line;
    wv_buf_init(&index);
    snprintf(path, sizeof path, "%.4000s/index.ndjson", m->in_path);
    wv_rc rc = wv_whole_read(path, &index, &m->err);
    while (!rc && wv_whole_line(&index, &at, &line))
        if (line.n) rc = read_document(m, line);
    wv_buf_done(&index);
    return rc;
}

/* ---- the items of eval ---- */

static wv_rc flush(importer *m)
{
    wv_rc rc = m->out.failed ? wv_err_set(&m->err, WV_E_NOMEM, "out of memory")
                             : wv_sink_write(&m->sink, m->out.p, m->out.n, &m->err);
    wv_buf_clear(&m->out);
    return rc;
}

static wv_rc place_record(void *ctx, wv_str line, uint64_t number, wv_err *err)
{
    importer *m = ctx;
    wv_json *j = &m->reader.json;
    wv_json_error error;
    wv_arena_reset(&m->reader.arena);
    wv_rc rc = wv_json_parse(j, line, &error);
    if (rc == WV_E_NOMEM) return wv_err_set(err, rc, "out of memory");
    if (rc) return WV_OK; /* dead: it was not exported either */
    wv_str id = wv_tape_text(j, 0, "id"), text = wv_tape_text(j, 0, "text");
    const uint32_t *at = wv_map_get(&m->by_key, key_of(m, wv_tape_text(j, 0, "case"), id));
    if (!at || !m->items[*at].judged) {
        m->without += !at && text.n;
        return WV_OK;
    }
    const wv_annotated *item = &m->items[*at];
    wv_buf_clear(&m->shown);
    if (!wv_annotation_shown(text, &m->shown))
        return wv_err_set(err, WV_E_NOMEM, "out of memory");
    if (!wv_str_eq(item->text, (wv_str){m->shown.p, (uint32_t)m->shown.n}))
        return wv_err_set(err, WV_E_RECORD,
                          "%s:%llu: the text of record '%.*s' is not the one that was annotated",
                          m->records_path, (unsigned long long)number, (int)id.n, id.p);
    rc = wv_annotation_into_line(item, j, line, &m->out);
    if (rc) return wv_err_set(err, rc, "%s", wv_rc_text(rc));
    m->used[*at] = true;
    m->written++;
    return flush(m);
}

static wv_rc place_records(importer *m)
{
    wv_rc rc = wv_tape_lines(m->records_path, place_record, m, &m->err);
    for (uint32_t i = 0; !rc && i < m->count; i++)
        if (m->items[i].judged && !m->used[i])
            rc = wv_err_set(&m->err, WV_E_RECORD, "record '%.*s' is not in %s",
                            (int)m->items[i].id.n, m->items[i].id.p, m->records_path);
    return rc;
}

static wv_rc write_items(importer *m)
{
    wv_rc rc = WV_OK;
    for (uint32_t i = 0; !rc && i < m->count; i++) {
        if (!m->items[i].judged) continue;
        wv_annotation_item(&m->items[i], &m->out);
        m->written++;
        rc = flush(m);
    }
    return rc;
}

/* ---- the run ---- */

static void report(const importer *m)
{
    fprintf(
        stderr,
        "waakvlam annotate: %llu items written, %llu not judged, %llu records without annotation\n",
        (unsigned long long)m->written, (unsigned long long)m->unjudged,
        (unsigned long long)m->without);
    if (m->reader.several)
        fprintf(stderr,
                "waakvlam annotate: %llu tasks had more than one annotation: ground truth, else "
                "the last, counts\n",
                (unsigned long long)m->reader.several);
}

static int run_import(importer *m)
{
    wv_annotation_reader_init(&m->reader);
    m->reader.visit = keep_item;
    m->reader.ctx = m;
    m->reader.utf16 = m->tool == WV_TOOL_DOCCANO ? !m->points : m->utf16;
    wv_arena_init(&m->arena);
    wv_map_init(&m->by_key);
    wv_buf_init(&m->out);
    wv_buf_init(&m->shown);
    wv_buf_init(&m->key);
    wv_sink_init(&m->sink);
    wv_rc rc = m->tool == WV_TOOL_BRAT ? read_folder(m) : read_one_file(m);
    if (!rc && m->twice) rc = m->err.rc;
    if (!rc && !m->judged)
        rc = wv_err_set(&m->err, WV_E_RECORD, "nobody judged an item in %s yet", m->in_path);
    if (!rc && !(m->used = wv_mem_new(m->count + 1)))
        rc = wv_err_set(&m->err, WV_E_NOMEM, "out of memory");
    if (!rc) rc = wv_sink_open(&m->sink, m->out_path, PRIVATE_MODE, &m->err);
    if (!rc) rc = m->records_path ? place_records(m) : write_items(m);
    if (!rc) rc = wv_sink_commit(&m->sink, &m->err);
    wv_sink_close(&m->sink);
    if (rc)
        fprintf(stderr, "waakvlam annotate: %s\n", m->err.message);
    else
        report(m);
    wv_annotation_reader_done(&m->reader);
    wv_arena_done(&m->arena);
    wv_map_done(&m->by_key);
    wv_buf_done(&m->out);
    wv_buf_done(&m->shown);
    wv_buf_done(&m->key);
    wv_mem_free(m->items);
    wv_mem_free(m->used);
    return wv_rc_exit(rc);
}

int wv_annotate_import(int argc, char **argv)
{
    importer *m = wv_mem_new(sizeof *m);
    if (!m) return wv_rc_exit(WV_E_NOMEM);
    const char *tool = NULL;
    m->out_path = "-";
    const wv_option options[] = {
        {0, "from", WV_OPTION_TEXT, "TOOL", "brat, label-studio, doccano or csv", &tool},
        {0, "records", WV_OPTION_TEXT, "FILE",
         "the records that were exported: gold goes into them", &m->records_path},
        {0, "utf16", WV_OPTION_FLAG, NULL, "label-studio: regions without text count UTF-16 units",
         &m->utf16},
        {0, "code-points", WV_OPTION_FLAG, NULL, "doccano: offsets are code points", &m->points},
        {'o', "output", WV_OPTION_TEXT, "FILE", "labelled items; standard output", &m->out_path},
        {0},
    };
    const wv_command_line line = {"annotate import --from TOOL [--records FILE] [-o FILE] INPUT",
                                  "Reads what people made of an export, writes labelled items. "
                                  "INPUT is a file; brat: a folder.",
                                  options};
    int code = wv_options_read(&line, &argc, argv);
    if (code < 0) code = wv_annotate_tool(&line, tool, &m->tool);
    if (code < 0 && argc != 2) code = wv_options_usage(&line, "give one file or folder");
    if (code < 0) {
        m->in_path = argv[1];
        code = run_import(m);
    }
    wv_mem_free(m);
    return code;
}
