/* SPDX-License-Identifier: EUPL-1.2 */
/* engine.c: the engine as a contender, stage by stage.
 *
 *   read    NDJSON to records                       words   texts to the classes of their words
 *   scan    NDJSON to findings with spans and scope  run     the whole pipeline, flags to /dev/null
 *
 * In: a pack. Out: counts. Neighbours: the engine's own headers; what a stage is called here it is
 * called there. `words` is the walk of pass 1
 * (scan/pass1.c): the words that some rule may begin with, and the sieve's bits of all. */
#include "race.h"

#include "read/reader.h"
#include "run/run.h"
#include "scan/scratch.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct engine {
    wv_frozen *pack;
    wv_scratch *scratch;
    wv_reader reader;
    int threads;
} engine;

static void *open_engine(const char *what)
{
    engine *e = calloc(1, sizeof *e);
    wv_reader_options options = {.lazy_content = true}; /* as a run reads */
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    wv_reader_init(&e->reader, &options);
    e->threads = bench_threads;
    wv_rc rc = *what ? wv_pack_open(what, &e->pack, &diags, &err) : WV_OK;
    if (rc == WV_OK && e->pack) rc = wv_scratch_new(e->pack, &e->scratch, &err);
    wv_diags_done(&diags);
    if (rc == WV_OK) return e;
    fprintf(stderr, "race: %s: %s\n", what, err.message);
    return NULL;
}

static void close_engine(void *self)
{
    engine *e = self;
    wv_scratch_free(e->scratch);
    wv_reader_done(&e->reader);
    wv_frozen_free(e->pack);
    free(e);
}

static bool read_line(engine *e, const bench_corpus *c, uint32_t i, wv_record *record)
{
    wv_dead dead;
    wv_reader_reset(&e->reader);
    return wv_reader_record(&e->reader, (wv_str){c->lines[i].p, c->lines[i].n}, record, &dead) ==
           WV_OK;
}

static bool run_read(void *self, const bench_corpus *c, bench_count *count)
{
    wv_record record;
    for (uint32_t i = 0; i < c->count; i++) {
        if (!read_line(self, c, i, &record)) return false;
        count->hits += record.text.n;
        count->records++;
    }
    return true;
}

/* What scan.c does before pass 1, of a record without persons. */
static wv_rc begin(wv_scratch *s, const wv_record *record)
{
    s->record = record;
    s->text = record->text;
    s->known = (wv_known_persons){NULL, 0};
    s->no_memory = s->quotes_known = false;
    s->quotes.count = s->named.count = 0;
    s->sentence_count = s->hit_count = 0;
    s->keyed.count = s->candidates.count = s->hit_words.count = 0;
    return wv_scan_memo_trim(s);
}

static bool run_words(void *self, const bench_corpus *c, bench_count *count)
{
    engine *e = self;
    wv_scratch *s = e->scratch;
    wv_record record = {.kind = WV_KIND_REPORT};
    bool blob;
    for (uint32_t i = 0; i < c->count; i++) {
        record.text = (wv_str){c->texts[i].p, c->texts[i].n};
        if (begin(s, &record) || !wv_scan_chunks(s, &blob)) return false;
        count->hits += s->keyed.count;
        count->records += s->keyed.count > 0;
    }
    return true;
}

static bool run_scan(void *self, const bench_corpus *c, bench_count *count)
{
    engine *e = self;
    wv_record record;
    wv_findings found;
    for (uint32_t i = 0; i < c->count; i++) {
        if (!read_line(e, c, i, &record) ||
            wv_scan_record(e->scratch, &record, &found, NULL) != WV_OK)
            return false;
        count->hits += found.count;
        count->records += found.count > 0;
    }
    return true;
}

static bool run_pipeline(void *self, const bench_corpus *c, bench_count *count)
{
    engine *e = self;
    wv_sink out;
    wv_run_stats stats;
    wv_err err = {0};
    wv_rc worst = WV_OK;
    wv_state_options state = {.pack_sha256 = e->pack->sha256_hex, .command = "bench"};
    wv_sink_init(&out);
    wv_run_stats_init(&stats);
    wv_run_options options = {.pack = e->pack,
                              .paths = &c->path,
                              .path_count = 1,
                              .threads = e->threads,
                              .only = WV_TRIAGE_INFO,
                              .fail_on = {-1, NULL},
                              .out = &out};
    wv_rc rc = wv_sink_open(&out, "/dev/null", 0600, &err);
    if (rc == WV_OK) rc = wv_state_open(&state, &options.state, &err);
    if (rc == WV_OK) rc = wv_run(&options, &stats, &worst, &err);
    *count = (bench_count){stats.findings, stats.flags};
    wv_sink_close(&out);
    wv_state_close(options.state);
    wv_run_stats_done(&stats);
    if (rc) fprintf(stderr, "race: %s\n", err.message);
    return rc == WV_OK && worst == WV_OK;
}

/* ---- the machine's limit: reading memory ---- */

enum { MEMORY_BYTES = 1 << 28 };

static void *open_memory(const char *what)
{
    (void)what;
    char *bytes = malloc(MEMORY_BYTES);
    if (bytes) memset(bytes, 1, MEMORY_BYTES);
    return bytes;
}

/* As many bytes as the corpus has, from a block that no cache holds. */
static bool run_memory(void *self, const bench_corpus *c, bench_count *count)
{
    static size_t at;
    const uint64_t *words = self;
    uint64_t sum[4] = {0};
    for (uint64_t i = 0; i < c->text_bytes / 32; i++, at = (at + 4) % (MEMORY_BYTES / 8))
        for (int k = 0; k < 4; k++) sum[k] += words[at + (size_t)k];
    count->hits = (sum[0] | sum[1] | sum[2] | sum[3]) != 0;
    return true;
}

const bench_kind bench_engine_read = {"read", open_engine, run_read, close_engine, true};
const bench_kind bench_engine_words = {"words", open_engine, run_words, close_engine, false};
const bench_kind bench_engine_scan = {"scan", open_engine, run_scan, close_engine, true};
const bench_kind bench_engine_run = {"run", open_engine, run_pipeline, close_engine, true};
const bench_kind bench_memory = {"memory", open_memory, run_memory, free, false};
