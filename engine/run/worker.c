/* SPDX-License-Identifier: EUPL-1.2 */
/* worker.c: a chunk to items, without knowing any other chunk.
 *
 * In: a chunk of whole lines. Out: one item a record or dead line, in order, with its findings
 * copied into the chunk's arena (a scratch forgets them at its next record, and the case stage
 * comes later). Neighbours: turn.c takes the items in chunk order. Cost: the parse and the scan; a
 * copy of what was found, which is little. */
#include "run/worker.h"

void wv_worker_init(wv_worker *w, const wv_reader_options *options)
{
    *w = (wv_worker){0};
    wv_chunk_init(&w->chunk);
    wv_reader_options lazy = *options;
    lazy.lazy_content = true;
    wv_reader_init(&w->reader, &lazy);
}

void wv_worker_done(wv_worker *w)
{
    wv_reader_done(&w->reader);
    wv_chunk_done(&w->chunk);
    wv_mem_free(w->items);
}

static wv_rc no_memory(wv_err *err)
{
    return wv_err_set(err, WV_E_NOMEM, "out of memory");
}

/* Copy of an array; an empty one is fine as NULL. */
static bool copy_array(wv_arena *a, const void **array, uint32_t count, size_t item_bytes)
{
    if (count == 0) {
        *array = NULL;
        return true;
    }
    void *copy = wv_arena_alloc(a, count * item_bytes);
    if (!copy) return false;
    memcpy(copy, *array, count * item_bytes);
    *array = copy;
    return true;
}

static bool copy_findings(wv_arena *a, wv_findings *found)
{
    const void *items = found->items;
    if (!copy_array(a, &items, found->count, sizeof *found->items)) return false;
    found->items = (wv_finding *)(uintptr_t)items; /* our own copy */
    for (uint32_t i = 0; i < found->count; i++) {
        wv_finding *f = &found->items[i];
        const void *spans = f->spans, *why = f->why, *evidence = f->evidence;
        if (!copy_array(a, &spans, f->span_count, sizeof *f->spans) ||
            !copy_array(a, &why, f->why_count, sizeof *f->why) ||
            !copy_array(a, &evidence, f->evidence_count, sizeof *f->evidence))
            return false;
        f->spans = spans;
        f->why = why;
        f->evidence = evidence;
    }
    return true;
}

static wv_item *add_item(wv_worker *w, wv_str raw, uint64_t line, uint64_t offset)
{
    if (!wv_mem_grow((void **)&w->items, &w->capacity, w->count + 1, sizeof *w->items)) return NULL;
    wv_item *item = &w->items[w->count++];
    *item = (wv_item){.raw = raw, .line = line, .offset = offset};
    return item;
}

/* Plain text has no id of its own: the name of its file, and the line in it. A name may be longer
 * than an id and need not be UTF-8. */
static wv_str plain_id(wv_worker *w, uint64_t line)
{
    enum { NUMBER_BYTES = 24 };
    wv_str path = wv_str_of(strcmp(w->chunk.path, "-") == 0 ? "stdin" : w->chunk.path);
    uint32_t keep = WV_ID_BYTES_MAX - NUMBER_BYTES;
    if (path.n > keep) path = (wv_str){path.p + path.n - keep, keep};
    char *id = wv_arena_alloc(&w->reader.arena, WV_ID_BYTES_MAX);
    if (!id) return (wv_str){NULL, 0};
    for (uint32_t i = 0; i < path.n; i++)
        id[i] = path.p[i] >= 0x20 && path.p[i] < 0x7F ? path.p[i] : '_';
    uint32_t n = path.n;
    if (w->chunk.format == WV_FORMAT_LINES) {
        char digits[NUMBER_BYTES];
        uint32_t count = 0;
        do digits[count++] = (char)('0' + line % 10);
        while (line /= 10);
        id[n++] = ':';
        while (count) id[n++] = digits[--count];
    }
    return (wv_str){id, n};
}

static wv_rc read_item(wv_worker *w, wv_item *item)
{
    if (w->chunk.format == WV_FORMAT_NDJSON)
        return wv_reader_record(&w->reader, item->raw, &item->record, &item->dead);
    wv_str id = plain_id(w, item->line);
    if (!id.p) return WV_E_NOMEM;
    return wv_reader_text(&w->reader, id, item->raw, &item->record, &item->dead);
}

/* The hash of what a record says costs more than reading it: of a record without a case only an id
 * of a flag asks for it. */
static void close_content(wv_item *item)
{
    wv_record *r = &item->record;
    if (!r->content_open || !(item->findings.count || item->shadow.count)) return;
    wv_content_hash(r, NULL, 0, r->content);
    r->content_open = false;
}

static wv_rc take_line(wv_worker *w, wv_str raw, uint64_t line, uint64_t offset, wv_err *err)
{
    wv_item *item = add_item(w, raw, line, offset);
    if (!item) return no_memory(err);
    wv_rc rc = read_item(w, item);
    if (rc == WV_E_NOMEM) return no_memory(err);
    item->is_dead = rc != WV_OK;
    if (item->is_dead) return WV_OK;
    item->record.line = line;
    item->record.offset = offset;
    rc = wv_scan_record(w->scratch, &item->record, &item->findings, err);
    if (rc == WV_OK && !copy_findings(&w->reader.arena, &item->findings)) rc = no_memory(err);
    if (rc == WV_OK && w->shadow) rc = wv_scan_record(w->shadow, &item->record, &item->shadow, err);
    if (rc == WV_OK && w->shadow && !copy_findings(&w->reader.arena, &item->shadow))
        rc = no_memory(err);
    close_content(item);
    return rc;
}

/* The first 64 MiB of a line that is longer: never parsed. */
static wv_rc take_long_line(wv_worker *w, wv_err *err)
{
    wv_str raw = {w->chunk.bytes, (uint32_t)w->chunk.n};
    wv_item *item = add_item(w, raw, w->chunk.first_line, w->chunk.offset);
    if (!item) return no_memory(err);
    item->is_dead = true;
    item->dead = (wv_dead){WV_DEAD_TOO_LONG, 1, 0, "longer than 64 MiB"};
    return WV_OK;
}

wv_rc wv_worker_scan(wv_worker *w, wv_err *err)
{
    const wv_chunk *c = &w->chunk;
    wv_rc rc = WV_OK;
    size_t at = 0;
    wv_str line;
    w->count = 0;
    w->empty_lines = 0;
    wv_reader_reset(&w->reader);
    if (c->line_bytes) return take_long_line(w, err);
    if (c->format == WV_FORMAT_TEXT)
        return take_line(w, (wv_str){c->bytes, (uint32_t)c->n}, c->first_line, c->offset, err);
    for (uint64_t number = c->first_line; rc == WV_OK; number++) {
        uint64_t offset = c->offset + at;
        if (!wv_chunk_line(c, &at, &line)) break;
        if (wv_line_is_empty(line))
            w->empty_lines++;
        else
            rc = take_line(w, line, number, offset, err);
    }
    return rc;
}
