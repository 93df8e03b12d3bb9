/* SPDX-License-Identifier: EUPL-1.2 */
/* vectorscan.c: the peer a careful user would build: all written forms as literals in one database.
 *
 *   vectorscan        texts; ends from the database, starts from the literal's length
 *   vectorscan_json   NDJSON by simdjson, then the same
 *   vectorscan_spans  NDJSON by simdjson, then a database with HS_FLAG_SOM_LEFTMOST; spans are kept
 *
 * In: a file of forms. Out: words found: a hit counts when no letter or digit stands on either
 * side of it. Neighbours: json.cc reads the lines. Cost: the database is made once, unmeasured. */
#include "race.h"

#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>

enum { SPANS_MAX = 4096 };

typedef struct vectorscan {
    bench_forms forms;
    hs_database_t *db;
    hs_scratch_t *scratch;
    void *parser; /* NULL: texts */
    bool spans;
    const char *text;
    size_t n;
    bench_count *count;
    struct span {
        uint32_t form, start, end;
    } found[SPANS_MAX]; /* of the record at hand: what a flag would be made of */
    uint32_t found_count;
} vectorscan;

static bool compile(vectorscan *v)
{
    unsigned *flags = calloc(v->forms.count, sizeof *flags),
             *ids = calloc(v->forms.count, sizeof *ids);
    size_t *lengths = calloc(v->forms.count, sizeof *lengths);
    hs_compile_error_t *error = NULL;
    for (unsigned i = 0; i < v->forms.count; i++) {
        flags[i] = HS_FLAG_CASELESS | (v->spans ? HS_FLAG_SOM_LEFTMOST : 0);
        ids[i] = i;
        lengths[i] = v->forms.lengths[i];
    }
    hs_error_t rc = hs_compile_lit_multi(v->forms.items, flags, ids, lengths, v->forms.count,
                                         HS_MODE_BLOCK, NULL, &v->db, &error);
    if (rc == HS_SUCCESS) rc = hs_alloc_scratch(v->db, &v->scratch);
    if (rc != HS_SUCCESS)
        fprintf(stderr, "race: vectorscan: %s\n", error ? error->message : "no scratch");
    free(flags), free(ids), free(lengths);
    return rc == HS_SUCCESS;
}

static void *open_any(const char *what, bool json, bool spans)
{
    vectorscan *v = calloc(1, sizeof *v);
    v->spans = spans;
#ifdef WITH_SIMDJSON
    v->parser = json ? bench_json_open() : NULL;
#endif
    (void)json;
    if (bench_forms_read(what, &v->forms) && compile(v)) return v;
    free(v);
    return NULL;
}

static void *open_texts(const char *what)
{
    return open_any(what, false, false);
}

static void close_any(void *self)
{
    vectorscan *v = self;
    hs_free_scratch(v->scratch);
    hs_free_database(v->db);
    bench_forms_free(&v->forms);
#ifdef WITH_SIMDJSON
    if (v->parser) bench_json_close(v->parser);
#endif
    free(v);
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *ctx)
{
    vectorscan *v = ctx;
    (void)flags;
    size_t start = v->spans ? (size_t)from : (size_t)to - v->forms.lengths[id];
    if (start > 0 && bench_is_word_byte((unsigned char)v->text[start - 1])) return 0;
    if (to < v->n && bench_is_word_byte((unsigned char)v->text[to])) return 0;
    v->found[v->found_count % SPANS_MAX] = (struct span){id, (uint32_t)start, (uint32_t)to};
    v->found_count++;
    return 0;
}

static void scan_text(void *ctx, const char *text, size_t n)
{
    vectorscan *v = ctx;
    v->text = text;
    v->n = n;
    v->found_count = 0;
    hs_scan(v->db, text, (unsigned)n, 0, v->scratch, on_match, v);
    v->count->hits += v->found_count;
    v->count->records += v->found_count > 0;
}

static bool run_texts(void *self, const bench_corpus *c, bench_count *count)
{
    vectorscan *v = self;
    v->count = count;
    for (uint32_t i = 0; i < c->count; i++) scan_text(v, c->texts[i].p, c->texts[i].n);
    return true;
}

const bench_kind bench_vectorscan = {"vectorscan", open_texts, run_texts, close_any, false};

#ifdef WITH_SIMDJSON
static void *open_json(const char *what)
{
    return open_any(what, true, false);
}

static void *open_spans(const char *what)
{
    return open_any(what, true, true);
}

static bool run_json(void *self, const bench_corpus *c, bench_count *count)
{
    vectorscan *v = self;
    v->count = count;
    return bench_json_each(v->parser, c, scan_text, v);
}

const bench_kind bench_vectorscan_json = {"vectorscan_json", open_json, run_json, close_any, true};
const bench_kind bench_vectorscan_spans = {"vectorscan_spans", open_spans, run_json, close_any,
                                           true};
#endif
