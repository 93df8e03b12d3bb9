/* SPDX-License-Identifier: EUPL-1.2 */
/* corpus.c: chunks of lines -> items with gold and findings, in parallel, visited in order.
 *
 * In: NDJSON, packs or flags. Out: visits. Neighbours: read/ (the same reader as the pipeline),
 * scan/, flags.c, gold.c. Invariants: a thread writes only the items it took; everything of a chunk
 * lives in the arena of the thread that made it until the chunk was visited. Cost: the scan; a
 * chunk's findings in memory. */
#include "lab/corpus.h"

#include "flag/offsets.h"
#include "lab/flags.h"
#include "read/input.h"
#include "read/reader.h"
#include "scan/scan.h"

#include <omp.h>

enum { LAB_CHUNK_BYTES = 4 << 20, LAB_THREADS_MAX = 64 };

typedef struct hand { /* what one thread works with */
    wv_reader reader;
    wv_arena arena;
    wv_json json;
    wv_offsets offsets;
    wv_scratch *scratch[2];
} hand;

typedef struct walk {
    const wv_corpus_options *options;
    hand *hands;
    int hand_count;
    wv_lab_item *items;
    wv_str *lines;
    uint32_t count, capacity, line_capacity;
    wv_err read_error;
} walk;

/* ---- one item ---- */

static wv_role role_in_record(void *ctx, wv_str ref)
{
    const wv_record *r = ctx;
    for (uint32_t i = 0; i < r->person_count; i++)
        if (wv_str_eq(r->persons[i].ref, ref)) return r->persons[i].role;
    return WV_ROLE_UNKNOWN;
}

static bool keep_finding(hand *h, const wv_frozen *pack, const wv_record *record,
                         const wv_finding *f, wv_found *out)
{
    const wv_frozen_rule *rule = &pack->rules[f->rule];
    wv_span *spans = wv_arena_alloc(&h->arena, sizeof *spans * (f->span_count + 1));
    if (!spans) return false;
    for (uint32_t i = 0; i < f->span_count; i++)
        spans[i] = (wv_span){wv_offsets_at(&h->offsets, f->spans[i].start),
                             wv_offsets_at(&h->offsets, f->spans[i].end)};
    void *ctx = (void *)(uintptr_t)record;
    *out = (wv_found){
        .signal = rule->signal,
        .rule = rule->name,
        .severity = f->severity,
        .live = !f->dropped && !f->suppressed_by.n && !rule->experimental && !rule->disabled,
        .labels = f->labels,
        .actor = role_in_record(ctx, f->actor),
        .target = role_in_record(ctx, f->target),
        .spans = spans,
        .span_count = f->span_count,
    };
    return true;
}

static wv_rc scan_by(hand *h, int which, const wv_frozen *pack, const wv_record *record,
                     wv_lab_item *item)
{
    wv_findings findings;
    wv_err err;
    wv_rc rc = wv_scan_record(h->scratch[which], record, &findings, &err);
    if (rc) return rc;
    wv_scan_resolve(h->scratch[which], record, role_in_record, (void *)(uintptr_t)record,
                    &findings);
    wv_found *found = wv_arena_alloc(&h->arena, sizeof *found * (findings.count + 1));
    if (!found) return WV_E_NOMEM;
    for (uint32_t i = 0; i < findings.count; i++)
        if (!keep_finding(h, pack, record, &findings.items[i], &found[i])) return WV_E_NOMEM;
    item->found[which] = (wv_founds){found, findings.count};
    return WV_OK;
}

static wv_rc read_gold(hand *h, wv_str line, wv_lab_item *item)
{
    wv_rc rc = wv_gold_read(&h->json, line, &item->gold, &item->wrong, &item->wrong_about);
    item->has_gold = rc == WV_OK;
    if (rc != WV_E_RECORD) item->wrong = NULL;
    return rc == WV_E_NOMEM ? rc : WV_OK;
}

static wv_rc take(const walk *w, hand *h, wv_str line, wv_lab_item *item)
{
    const wv_corpus_options *o = w->options;
    wv_record record;
    wv_dead dead;
    wv_rc rc = wv_reader_record(&h->reader, line, &record, &dead);
    if (rc == WV_E_NOMEM) return rc;
    item->dead = rc != WV_OK;
    if (item->dead) return WV_OK;
    item->id = record.id;
    item->case_id = record.case_id;
    item->text = record.text;
    rc = o->wants_gold ? read_gold(h, line, item) : WV_OK;
    if (rc) return rc;
    if (o->flags) {
        item->found[0] = wv_flags_of(o->flags, &record, &h->arena);
        return WV_OK;
    }
    if (!wv_offsets_begin(&h->offsets, record.text)) return WV_E_NOMEM;
    for (int i = 0; i < 2 && rc == WV_OK; i++)
        if (o->packs[i]) rc = scan_by(h, i, o->packs[i], &record, item);
    return rc;
}

/* ---- chunks ---- */

static bool split_lines(walk *w, const wv_chunk *chunk)
{
    size_t at = 0;
    wv_str line;
    w->count = 0;
    for (uint64_t number = chunk->first_line; wv_chunk_line(chunk, &at, &line); number++) {
        if (wv_line_is_empty(line)) continue;
        if (!wv_mem_grow((void **)&w->items, &w->capacity, w->count + 1, sizeof *w->items) ||
            !wv_mem_grow((void **)&w->lines, &w->line_capacity, w->count + 1, sizeof *w->lines))
            return false;
        w->lines[w->count] = line;
        w->items[w->count++] = (wv_lab_item){.path = chunk->path, .line = number};
    }
    return true;
}

static wv_rc scan_chunk(walk *w)
{
    int worst = WV_OK;
    for (int i = 0; i < w->hand_count; i++) {
        wv_reader_reset(&w->hands[i].reader);
        wv_arena_reset(&w->hands[i].arena);
    }
#pragma omp parallel for schedule(dynamic, 64) num_threads(w->hand_count) reduction(max : worst)
    for (uint32_t i = 0; i < w->count; i++) {
        wv_rc rc = take(w, &w->hands[omp_get_thread_num()], w->lines[i], &w->items[i]);
        if ((int)rc > worst) worst = (int)rc;
    }
    return (wv_rc)worst;
}

static void input_failed(void *ctx, const wv_err *err)
{
    walk *w = ctx;
    if (!w->read_error.rc) w->read_error = *err;
}

static wv_rc walk_chunks(walk *w, bool (*visit)(void *, const wv_lab_item *), void *ctx,
                         wv_err *err)
{
    wv_input input;
    wv_chunk chunk;
    wv_input_options options = {.format = WV_FORMAT_NDJSON,
                                .chunk_bytes = LAB_CHUNK_BYTES,
                                .stop_fd = -1,
                                .failed = input_failed,
                                .ctx = w};
    uint64_t seen = 0;
    wv_rc rc = WV_OK;
    wv_input_init(&input, w->options->paths, w->options->path_count, &options);
    wv_chunk_init(&chunk);
    while (rc == WV_OK && (rc = wv_input_next(&input, &chunk)) == WV_OK) {
        if (!split_lines(w, &chunk)) rc = WV_E_NOMEM;
        if (rc == WV_OK) rc = scan_chunk(w);
        for (uint32_t i = 0; i < w->count && rc == WV_OK; i++, seen++)
            if (!visit(ctx, &w->items[i])) rc = WV_E_STOPPED;
    }
    wv_chunk_done(&chunk);
    wv_input_done(&input);
    if (rc == WV_E_STOPPED) return rc;
    if (rc != WV_E_END) return wv_err_set(err, rc, "%s", wv_rc_text(rc));
    if (w->read_error.rc) {
        *err = w->read_error;
        return err->rc;
    }
    return seen ? WV_OK : wv_err_set(err, WV_E_RECORD, "the corpus has no items");
}

/* ---- begin and end ---- */

static wv_rc begin(walk *w, wv_err *err)
{
    const wv_corpus_options *o = w->options;
    wv_reader_options reader = {0};
    int threads = o->threads > 0 ? o->threads : omp_get_num_procs();
    w->hand_count = threads < LAB_THREADS_MAX ? threads : LAB_THREADS_MAX;
    w->hands = wv_mem_new(sizeof *w->hands * (size_t)w->hand_count);
    if (!w->hands) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (int i = 0; i < w->hand_count; i++) {
        hand *h = &w->hands[i];
        wv_reader_init(&h->reader, &reader);
        wv_arena_init(&h->arena);
        wv_json_init(&h->json, &h->arena);
        wv_offsets_init(&h->offsets, WV_OFFSET_CODE_POINTS);
    }
    for (int i = 0; i < w->hand_count; i++)
        for (int p = 0; p < 2; p++) {
            if (!o->packs[p] || o->flags) continue;
            wv_rc rc = wv_scratch_new(o->packs[p], &w->hands[i].scratch[p], err);
            if (rc) return rc;
        }
    return WV_OK;
}

static void end(walk *w)
{
    for (int i = 0; w->hands && i < w->hand_count; i++) {
        hand *h = &w->hands[i];
        for (int p = 0; p < 2; p++) wv_scratch_free(h->scratch[p]);
        wv_json_done(&h->json);
        wv_reader_done(&h->reader);
        wv_arena_done(&h->arena);
        wv_offsets_done(&h->offsets);
    }
    wv_mem_free(w->hands);
    wv_mem_free(w->items);
    wv_mem_free(w->lines);
}

wv_rc wv_corpus_walk(const wv_corpus_options *options,
                     bool (*visit)(void *ctx, const wv_lab_item *item), void *ctx, wv_err *err)
{
    walk w = {.options = options};
    wv_rc rc = begin(&w, err);
    if (rc == WV_OK) rc = walk_chunks(&w, visit, ctx, err);
    end(&w);
    return rc;
}
