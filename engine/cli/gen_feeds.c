/* SPDX-License-Identifier: EUPL-1.2 */
/* gen_feeds.c: `waakvlam gen --cases`: invented cases with what must be raised of them.
 *
 * In: the book, a seed, a size. Out: three files that appear together or not at all. Neighbours:
 * lab/feed_case.h makes them, gen.c reads the options. Invariants: same seed, same bytes; memory is
 * one group of cases and one block. Cost: about 5 us a record. */
#include "cli/gen_feeds.h"

#include "crypto/sha256.h"
#include "run/sink.h"

#include <stdio.h>

enum { BLOCK_BYTES = 1 << 20, FILE_MODE = 0644, MILLION = 1000000 };

typedef struct feed_file {
    char path[4096];
    wv_sink sink;
    wv_buf block;
    wv_sha256_state hash;
    char hex[65];
} feed_file;

static wv_rc open_file(feed_file *f, const char *folder, const char *name, wv_err *err)
{
    int n = snprintf(f->path, sizeof f->path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof f->path)
        return wv_err_set(err, WV_E_CREATE, "the name of the folder is too long");
    wv_sha256_begin(&f->hash);
    return wv_sink_open(&f->sink, f->path, FILE_MODE, err);
}

static wv_rc flush(feed_file *f, wv_err *err)
{
    if (f->block.failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    wv_sha256_add(&f->hash, f->block.p, f->block.n);
    wv_rc rc = wv_sink_write(&f->sink, f->block.p, f->block.n, err);
    wv_buf_clear(&f->block);
    return rc;
}

static void end_file(feed_file *f)
{
    uint8_t digest[32];
    wv_sha256_end(&f->hash, digest);
    wv_sha256_hex(digest, f->hex);
}

static wv_rc write_groups(wv_feeds *feeds, uint64_t size, feed_file files[2], wv_err *err)
{
    wv_rc rc = WV_OK;
    while (rc == WV_OK && feeds->counts.records < size) {
        wv_feeds_group(feeds, size, &files[0].block, &files[1].block);
        if (feeds->failed) return wv_err_set(err, WV_E_NOMEM, "out of memory");
        for (int i = 0; i < 2 && rc == WV_OK; i++)
            if (files[i].block.n >= BLOCK_BYTES) rc = flush(&files[i], err);
    }
    for (int i = 0; i < 2 && rc == WV_OK; i++) rc = flush(&files[i], err);
    for (int i = 0; i < 2; i++) end_file(&files[i]);
    return rc;
}

static void describe(const wv_feeds *feeds, const feed_file files[2], wv_buf *b)
{
    const wv_feeds_counts *c = &feeds->counts;
    wv_buf_format(b,
                  "{\"schema\":\"waakvlam-feeds/1\",\"seed\":%llu,\"base_rate\":%u.%06u,"
                  "\"clean\":%s,\"templates_sha256\":\"%s\",\"records_sha256\":\"%s\","
                  "\"gold_sha256\":\"%s\"",
                  (unsigned long long)feeds->options.seed, feeds->options.base_rate / MILLION,
                  feeds->options.base_rate % MILLION, feeds->options.clean ? "true" : "false",
                  feeds->book->sha256_hex, files[0].hex, files[1].hex);
    if (feeds->options.twinned)
        wv_buf_format(b, ",\"twin\":\"%s\"", wv_twin_names[feeds->options.twin]);
    wv_buf_format(b,
                  ",\"counts\":{\"cases\":%llu,\"nothing_to_raise\":%llu,\"records\":%llu,"
                  "\"late\":%llu,\"out_of_order\":%llu,\"expectations\":%llu,\"splits\":{",
                  (unsigned long long)c->cases, (unsigned long long)c->quiet_cases,
                  (unsigned long long)c->records, (unsigned long long)c->late,
                  (unsigned long long)c->displaced, (unsigned long long)c->musts);
    for (int i = 0; i < WV_SPLIT_COUNT; i++)
        wv_buf_format(b, "%s\"%s\":%llu", i ? "," : "", wv_split_names[i],
                      (unsigned long long)c->by_split[i]);
    wv_buf_text(b, "},\"feeds\":{");
    for (int i = 0; i < WV_SPLIT_COUNT; i++)
        wv_buf_format(b, "%s\"%s\":%u", i ? "," : "", wv_split_names[i],
                      feeds->pools[i][0].count + feeds->pools[i][1].count);
    wv_buf_text(b, "}},\"note\":\"Invented by a program from hand-written templates. No real "
                   "person or message. Not a measure of accuracy in practice.\"}\n");
}

wv_rc wv_gen_feeds(const wv_gen_book *book, const wv_feeds_options *options, uint64_t size,
                   const char *folder, wv_feeds_counts *counts, wv_err *err)
{
    static const char *const names[] = {"records.ndjson", "gold.ndjson", "manifest.json"};
    feed_file *files = wv_mem_new(3 * sizeof *files);
    wv_feeds feeds;
    if (!files) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    for (int i = 0; i < 3; i++) {
        wv_sink_init(&files[i].sink);
        wv_buf_init(&files[i].block);
    }
    wv_rc rc = wv_feeds_init(&feeds, book, options, err);
    for (int i = 0; i < 3 && !rc; i++) rc = open_file(&files[i], folder, names[i], err);
    if (!rc) rc = write_groups(&feeds, size, files, err);
    if (!rc) {
        describe(&feeds, files, &files[2].block);
        rc = flush(&files[2], err);
    }
    for (int i = 0; i < 3 && !rc; i++) rc = wv_sink_commit(&files[i].sink, err);
    for (int i = 0; i < 3; i++) {
        wv_sink_close(&files[i].sink);
        wv_buf_done(&files[i].block);
    }
    *counts = feeds.counts;
    wv_feeds_done(&feeds);
    wv_mem_free(files);
    return rc;
}
