/* SPDX-License-Identifier: EUPL-1.2 */
/* race.c: runs contenders in turn, round by round, and prints what each run took.
 *
 * In: rounds and contenders. Out: one JSON line a run: name, processor seconds (user and system, of
 * this process), wall seconds, bytes, allocations of the engine, and what was found. Neighbours:
 * peers.py draws the medians. Invariants: each contender has one run before the first round,
 * unmeasured; contenders take turns, so that a slow minute of the machine falls on all; a run is
 * repeated until it took .1 s, so that the clock's grain does not show. A kind that was not built
 * is told and skipped. */
#include "race.h"

#include "base/mem.h"
#include "read/reader.h"

#include <ctype.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ENTRIES_MAX = 16 };

static const bench_kind *const KINDS[] = {
    &bench_engine_read,
    &bench_engine_words,
    &bench_engine_scan,
    &bench_engine_run,
    &bench_memory,
#ifdef WITH_VECTORSCAN
    &bench_vectorscan,
#endif
#if defined WITH_VECTORSCAN && defined WITH_SIMDJSON
    &bench_vectorscan_json,
    &bench_vectorscan_spans,
#endif
#ifdef WITH_SIMDJSON
    &bench_simdjson,
#endif
#ifdef WITH_RE2
    &bench_re2,
#endif
#ifdef WITH_PCRE2
    &bench_pcre2,
#endif
#ifdef WITH_YARA
    &bench_yara,
#endif
};

typedef struct entry {
    const char *spec;
    const bench_kind *kind;
    void *self;
    bench_corpus *corpus;
    bench_count count;
} entry;

int bench_threads = 1;

/* Every allocation of the engine passes here; third parties' do not. */
static atomic_ullong g_allocations;

static void *count_allocation(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (new_bytes) {
        atomic_fetch_add_explicit(&g_allocations, 1, memory_order_relaxed);
        return realloc(old, new_bytes);
    }
    free(old);
    return NULL;
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- files ---- */

static char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END)) return NULL;
    long size = ftell(f);
    char *bytes = size >= 0 ? calloc((size_t)size + 256, 1) : NULL;
    rewind(f);
    if (bytes) *n = fread(bytes, 1, (size_t)size, f);
    fclose(f);
    return bytes;
}

/* Texts as the engine reads them, kept for the contenders that want no JSON. */
static bool split_corpus(bench_corpus *c)
{
    wv_reader reader;
    wv_reader_options options = {0};
    char *keep = malloc(c->n + 1), *at = keep;
    for (size_t i = 0; i < c->n; i++) c->count += c->bytes[i] == '\n';
    c->lines = calloc(c->count + 1u, sizeof *c->lines);
    c->texts = calloc(c->count + 1u, sizeof *c->texts);
    if (!keep || !c->lines || !c->texts) return false;
    wv_reader_init(&reader, &options);
    uint32_t k = 0;
    for (char *p = c->bytes, *end; k < c->count; p = end + 1, k++) {
        wv_record record;
        wv_dead dead;
        end = memchr(p, '\n', (size_t)(c->bytes + c->n - p));
        c->lines[k] = (bench_text){p, (uint32_t)(end - p)};
        wv_reader_reset(&reader);
        if (wv_reader_record(&reader, (wv_str){p, c->lines[k].n}, &record, &dead) != WV_OK)
            return false;
        memcpy(at, record.text.p, record.text.n);
        c->texts[k] = (bench_text){at, record.text.n};
        at += record.text.n;
        c->text_bytes += record.text.n;
    }
    wv_reader_done(&reader);
    return true;
}

static bench_corpus *corpus_of(const char *path)
{
    static bench_corpus all[ENTRIES_MAX];
    static int count;
    for (int i = 0; i < count; i++)
        if (strcmp(all[i].path, path) == 0) return &all[i];
    bench_corpus *c = &all[count++];
    c->path = path;
    c->bytes = read_file(path, &c->n);
    return c->bytes && split_corpus(c) ? c : NULL;
}

bool bench_forms_read(const char *path, bench_forms *out)
{
    size_t n = 0, lines = 0;
    char last[64] = "";
    *out = (bench_forms){.bytes = read_file(path, &n)};
    for (size_t i = 0; i < n; i++) lines += out->bytes[i] == '\n';
    out->items = calloc(lines + 1, sizeof *out->items);
    out->lengths = calloc(lines + 1, sizeof *out->lengths);
    out->groups = calloc(lines + 1, sizeof *out->groups);
    if (!out->bytes || !out->items || !out->lengths || !out->groups) return false;
    for (char *p = out->bytes; out->count < lines; out->count++) {
        char *tab = strchr(p, '\t'), *end = strchr(p, '\n');
        if (!tab || !end || tab > end) return false;
        *tab = *end = 0;
        if (!out->count || strcmp(last, tab + 1) != 0) out->group_count++;
        snprintf(last, sizeof last, "%s", tab + 1);
        out->items[out->count] = p;
        out->lengths[out->count] = (uint32_t)(tab - p);
        out->groups[out->count] = out->group_count - 1;
        p = end + 1;
    }
    return true;
}

void bench_forms_free(bench_forms *f)
{
    free(f->bytes), free(f->items), free(f->lengths), free(f->groups);
}

/* ---- the race ---- */

/* 1: not built here. */
static int open_entry(entry *e, const char *spec)
{
    static char kept[ENTRIES_MAX][512];
    static int used;
    char *copy = kept[used++];
    snprintf(copy, sizeof kept[0], "%s", spec);
    char *what = strchr(copy, '@'), *corpus = what ? strchr(what + 1, '@') : NULL;
    if (!corpus) return fprintf(stderr, "race: %s is not KIND@WHAT@CORPUS\n", spec), 64;
    *what++ = 0, *corpus++ = 0;
    *e = (entry){.spec = spec};
    bench_threads = 1;
    if (strncmp(copy, "run", 3) == 0 && isdigit((unsigned char)copy[3])) {
        bench_threads = atoi(copy + 3);
        copy[3] = 0;
    }
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (strcmp(KINDS[i]->name, copy) == 0) e->kind = KINDS[i];
    if (!e->kind)
        return fprintf(stderr, "race: %s was not built: its package is missing\n", copy), 1;
    e->corpus = corpus_of(corpus);
    if (!e->corpus) return fprintf(stderr, "race: cannot read %s\n", corpus), 66;
    double begin = seconds(CLOCK_MONOTONIC);
    e->self = e->kind->open(what);
    if (!e->self) return fprintf(stderr, "race: cannot open %s\n", spec), 70;
    printf("{\"open\":\"%s\",\"wall\":%.6f}\n", spec, seconds(CLOCK_MONOTONIC) - begin);
    return e->kind->run(e->self, e->corpus, &e->count) ? 0 : 70;
}

static bool run_entry(entry *e, int round)
{
    double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC), took = 0;
    unsigned long long allocations = g_allocations;
    int passes = 0;
    bench_count count = {0};
    for (; took < .1; passes++, took = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) {
        count = (bench_count){0};
        if (!e->kind->run(e->self, e->corpus, &count)) return false;
    }
    wall = seconds(CLOCK_MONOTONIC) - wall;
    uint64_t bytes = e->kind->whole_lines ? e->corpus->n : e->corpus->text_bytes;
    printf("{\"name\":\"%s\",\"round\":%d,\"cpu\":%.6f,\"wall\":%.6f,\"bytes\":%llu,"
           "\"allocations\":%llu,\"records\":%u,\"hits\":%llu,\"hit_records\":%llu}\n",
           e->spec, round, took / passes, wall / passes, (unsigned long long)bytes,
           (g_allocations - allocations) / (unsigned)passes, e->corpus->count,
           (unsigned long long)count.hits, (unsigned long long)count.records);
    if (count.hits == e->count.hits && count.records == e->count.records) return true;
    fprintf(stderr, "race: %s found something else in another round\n", e->spec);
    return false;
}

/* One core: the first this process may use; a race of threads is asked for by RACE_CORES. */
static void stay_on_one_core(void)
{
    cpu_set_t all, one;
    CPU_ZERO(&one);
    if (getenv("RACE_CORES") || sched_getaffinity(0, sizeof all, &all)) return;
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &all)) {
            CPU_SET(i, &one);
            break;
        }
    sched_setaffinity(0, sizeof one, &one);
}

int main(int argc, char **argv)
{
    static entry entries[ENTRIES_MAX];
    int count = 0, rounds = argc > 2 ? atoi(argv[1]) : 0;
    if (rounds < 1 || argc - 2 > ENTRIES_MAX)
        return fprintf(stderr, "usage: race ROUNDS KIND@WHAT@CORPUS...\n"), 64;
    wv_mem_set_hook(count_allocation, NULL);
    stay_on_one_core();
    for (int i = 2; i < argc; i++) {
        int code = open_entry(&entries[count], argv[i]);
        if (code > 1) return code;
        count += code == 0;
    }
    for (int r = 0; r < rounds; r++)
        for (int i = 0; i < count; i++)
            if (!run_entry(&entries[i], r)) return 70;
    for (int i = 0; i < count; i++) entries[i].kind->close(entries[i].self);
    return 0;
}
