/* SPDX-License-Identifier: EUPL-1.2 */
/* race.h: what races: the engine's stages and the programs a user would pick instead.
 *
 *   race ROUNDS KIND@WHAT@CORPUS ...     WHAT: a pack, or a file of written forms; run2 is run with
 *                                        two threads
 *
 * A contender is opened once, run over the corpus as often as asked, and counts what it found, so
 * that a comparison of different answers shows. One thread owns all. */
#ifndef BENCH_RACE_H
#define BENCH_RACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bench_text {
    const char *p;
    uint32_t n;
} bench_text;

typedef struct bench_corpus {
    const char *path;
    char *bytes; /* the file; 256 readable bytes behind it */
    size_t n;
    bench_text *lines, *texts; /* by record; texts are unescaped */
    uint32_t count;
    uint64_t text_bytes;
} bench_corpus;

typedef struct bench_count {
    uint64_t hits;    /* occurrences, or what the contender counts */
    uint64_t records; /* with at least one */
} bench_count;

typedef struct bench_kind {
    const char *name;
    void *(*open)(const char *what); /* NULL: it could not; says why on stderr */
    bool (*run)(void *self, const bench_corpus *corpus, bench_count *count);
    void (*close)(void *self);
    bool whole_lines; /* reads the NDJSON, not the texts: speed is by the file's bytes */
} bench_kind;

/* A file of `form<TAB>group`, sorted by group: forms of one stem stand together. */
typedef struct bench_forms {
    char *bytes;
    const char **items;
    uint32_t *lengths, *groups;
    uint32_t count, group_count;
} bench_forms;

bool bench_forms_read(const char *path, bench_forms *out);
void bench_forms_free(bench_forms *f);

/* A letter, digit, underscore or a byte of a longer character. */
static inline bool bench_is_word_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c >= 0x80;
}

/* The `text` of each line by simdjson; false when a line is no JSON. */
typedef void (*bench_text_hook)(void *ctx, const char *text, size_t n);
bool bench_json_each(void *parser, const bench_corpus *corpus, bench_text_hook hook, void *ctx);
void *bench_json_open(void);
void bench_json_close(void *parser);

extern int bench_threads; /* of the contender that is being opened */
extern const bench_kind bench_engine_read, bench_engine_words, bench_engine_scan, bench_engine_run,
    bench_memory;
extern const bench_kind bench_vectorscan, bench_vectorscan_json, bench_vectorscan_spans;
extern const bench_kind bench_simdjson, bench_re2, bench_pcre2, bench_yara;

#ifdef __cplusplus
}
#endif

#endif
