/* SPDX-License-Identifier: EUPL-1.2 */
/* gen.c: `waakvlam gen`: write a corpus of invented Dutch items, or cases, with their ground truth.
 *
 * In: a seed, a size, a folder of templates. Out: DIR/items.ndjson and DIR/manifest.json (what it
 * was made of, what is in it, the hash of the items). Neighbours: lab/gen.h; gen_feeds.c for cases.
 * Invariants: same seed, options and templates, same bytes; a smaller size is a prefix of a larger
 * one. Cost: about 10 us a record, one buffer of memory. */
#include "cli/commands.h"

#include "cli/gen_feeds.h"
#include "cli/options.h"
#include "cli/packs.h"
#include "crypto/sha256.h"
#include "lab/gen.h"
#include "run/sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SIZE_MAX_RECORDS = 10000000, BLOCK_BYTES = 1 << 20, FILE_MODE = 0644, MILLION = 1000000 };

typedef struct gen_run {
    wv_gen_book book;
    wv_gen gen;
    wv_gen_options options;
    const char *folder, *templates;
    uint64_t size;
    bool cases, twinned;
    wv_twin_axis twin;
    wv_feeds_counts feeds;
    char items_hash[65];
} gen_run;

static wv_rc open_in(wv_sink *sink, const char *folder, const char *name, char *path,
                     size_t path_bytes, wv_err *err)
{
    int n = snprintf(path, path_bytes, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= path_bytes)
        return wv_err_set(err, WV_E_CREATE, "the name of the folder is too long");
    return wv_sink_open(sink, path, FILE_MODE, err);
}

static wv_rc write_items(gen_run *r, wv_sink *sink, wv_err *err)
{
    wv_sha256_state hash;
    uint8_t digest[32];
    wv_buf out;
    wv_rc rc = WV_OK;
    wv_buf_init(&out);
    wv_sha256_begin(&hash);
    for (uint64_t i = 0; i < r->size && rc == WV_OK; i++) {
        wv_gen_record(&r->gen, i, &out);
        if (out.failed || r->gen.text.text.failed || r->gen.text.spare.failed)
            rc = wv_err_set(err, WV_E_NOMEM, "out of memory");
        if (rc == WV_OK && (out.n >= BLOCK_BYTES || i + 1 == r->size)) {
            wv_sha256_add(&hash, out.p, out.n);
            rc = wv_sink_write(sink, out.p, out.n, err);
            wv_buf_clear(&out);
        }
    }
    wv_sha256_end(&hash, digest);
    wv_sha256_hex(digest, r->items_hash);
    wv_buf_done(&out);
    return rc;
}

static void add_counts(wv_buf *b, const wv_gen_counts *c)
{
    wv_buf_format(b, "\"counts\":{\"records\":%llu,\"signs\":%llu,\"lookalikes\":%llu,"
                     "\"ordinary\":%llu,\"in_pairs\":%llu,\"with_typos\":%llu",
                  (unsigned long long)c->records, (unsigned long long)c->signs,
                  (unsigned long long)c->lookalikes, (unsigned long long)c->ordinary,
                  (unsigned long long)c->twins, (unsigned long long)c->with_typos);
    wv_buf_text(b, ",\"registers\":{");
    for (int i = 0; i < WV_REGISTER_COUNT; i++)
        wv_buf_format(b, "%s\"%s\":%llu", i ? "," : "", wv_register_names[i],
                      (unsigned long long)c->by_register[i]);
    wv_buf_text(b, "},\"splits\":{");
    for (int i = 0; i < WV_SPLIT_COUNT; i++)
        wv_buf_format(b, "%s\"%s\":%llu", i ? "," : "", wv_split_names[i],
                      (unsigned long long)c->by_split[i]);
    wv_buf_text(b, "}}");
}

static wv_rc write_manifest(gen_run *r, wv_sink *sink, wv_err *err)
{
    wv_buf b;
    wv_buf_init(&b);
    wv_buf_format(&b,
                  "{\"schema\":\"waakvlam-corpus/1\",\"seed\":%llu,\"size\":%llu,"
                  "\"base_rate\":%u.%06u,\"clean\":%s,\"templates_sha256\":\"%s\","
                  "\"items_sha256\":\"%s\",",
                  (unsigned long long)r->options.seed, (unsigned long long)r->size,
                  r->options.base_rate / MILLION, r->options.base_rate % MILLION,
                  r->options.clean ? "true" : "false", r->book.sha256_hex, r->items_hash);
    add_counts(&b, &r->gen.counts);
    wv_buf_text(&b, ",\"note\":\"Invented by a program from hand-written templates. No real person "
                    "or message. Not a measure of accuracy in practice.\"}\n");
    wv_rc rc = b.failed ? wv_err_set(err, WV_E_NOMEM, "out of memory")
                        : wv_sink_write(sink, b.p, b.n, err);
    wv_buf_done(&b);
    return rc;
}

static wv_rc write_all(gen_run *r, wv_err *err)
{
    char path[2][4096];
    wv_sink items, manifest;
    wv_sink_init(&items);
    wv_sink_init(&manifest);
    wv_rc rc = WV_OK;
    if (!rc) rc = open_in(&items, r->folder, "items.ndjson", path[0], sizeof path[0], err);
    if (!rc) rc = write_items(r, &items, err);
    if (!rc) rc = open_in(&manifest, r->folder, "manifest.json", path[1], sizeof path[1], err);
    if (!rc) rc = write_manifest(r, &manifest, err);
    if (!rc) rc = wv_sink_commit(&items, err);
    if (!rc) rc = wv_sink_commit(&manifest, err);
    wv_sink_close(&items);
    wv_sink_close(&manifest);
    return rc;
}

static wv_rc write_corpus(gen_run *r, wv_err *err)
{
    const wv_feeds_options feeds = {.seed = r->options.seed,
                                    .base_rate = r->options.base_rate,
                                    .clean = r->options.clean,
                                    .twinned = r->twinned,
                                    .twin = r->twin};
    wv_rc rc = WV_OK;
    if (mkdir(r->folder, 0755) != 0 && errno != EEXIST)
        return wv_err_set(err, WV_E_CREATE, "cannot make the folder '%s'", r->folder);
    if (r->cases) return wv_gen_feeds(&r->book, &feeds, r->size, r->folder, &r->feeds, err);
    rc = wv_gen_init(&r->gen, &r->book, &r->options, err);
    if (!rc) rc = write_all(r, err);
    wv_gen_done(&r->gen);
    return rc;
}

static int run(gen_run *r)
{
    wv_diags diags;
    wv_err err = {0};
    wv_diags_init(&diags);
    wv_rc rc = wv_gen_book_open(&r->book, r->templates, &diags, &err);
    if (!rc) rc = write_corpus(r, &err);
    wv_packs_print(&diags, true);
    if (rc)
        fprintf(stderr, "waakvlam gen: %s\n", err.message[0] ? err.message : wv_rc_text(rc));
    else if (r->cases)
        printf("%llu records of %llu cases, %llu of them with nothing to raise, in %s\n",
               (unsigned long long)r->feeds.records, (unsigned long long)r->feeds.cases,
               (unsigned long long)r->feeds.quiet_cases, r->folder);
    else
        printf("%llu records, %llu with a sign, in %s\n", (unsigned long long)r->size,
               (unsigned long long)r->gen.counts.signs, r->folder);
    wv_gen_book_done(&r->book);
    wv_diags_done(&diags);
    return wv_rc_exit(rc);
}

/* "0.3" -> 300000; digits and one dot only, no locale. */
static bool read_rate(const char *text, uint32_t *out)
{
    uint32_t value = 0, scale = 0;
    for (const char *p = text; *p; p++) {
        if (*p == '.' && !scale) {
            scale = MILLION;
        } else if (*p >= '0' && *p <= '9' && (!scale || scale > 1)) {
            value = value * 10 + (uint32_t)(*p - '0');
            scale /= scale ? 10 : 1;
        } else {
            return false;
        }
        if (value > MILLION) return false;
    }
    *out = value * (scale ? scale : MILLION);
    return *text && *out <= MILLION;
}

static bool read_registers(const char *text, uint8_t *mask)
{
    *mask = 0;
    while (text && *text) {
        size_t n = strcspn(text, ",");
        int r = 0;
        while (r < WV_REGISTER_COUNT &&
               !wv_str_is((wv_str){text, (uint32_t)n}, wv_register_names[r]))
            r++;
        if (r == WV_REGISTER_COUNT) return false;
        *mask |= (uint8_t)(1u << r);
        text += n + (text[n] == ',');
    }
    return *mask != 0;
}

/* Axes of names change the text to compare with as well: no twin of these cases. */
static bool read_twin(const char *text, gen_run *r)
{
    for (int a = 0; text && a < WV_TWIN_COUNT; a++) {
        if (a == WV_TWIN_NAME || a == WV_TWIN_NAMED || strcmp(text, wv_twin_names[a]) != 0)
            continue;
        r->twin = (wv_twin_axis)a;
        r->twinned = true;
    }
    return !text || (r->twinned && r->cases);
}

int wv_cli_gen(int argc, char **argv)
{
    gen_run r = {.templates = "corpus-synthetic/templates"};
    const char *registers = "formal,plain,chat,flemish", *rate = "0.3", *twin = NULL;
    long seed = 1, size = 2000;
    const wv_option options[] = {
        {0, "seed", WV_OPTION_NUMBER, "N", "same seed, same bytes (1)", &seed},
        {'n', "size", WV_OPTION_NUMBER, "N", "records to write, at most 10 million (2000)", &size},
        {0, "registers", WV_OPTION_TEXT, "LIST", "of formal,plain,chat,flemish (all)", &registers},
        {0, "base-rate", WV_OPTION_TEXT, "P", "share of records (cases) with a sign, 0 to 1 (0.3)",
         &rate},
        {0, "cases", WV_OPTION_FLAG, NULL, "whole cases with events, and what must be raised",
         &r.cases},
        {0, "twin", WV_OPTION_TEXT, "AXIS", "the cases of --cases told otherwise, see eval --twins",
         &twin},
        {0, "clean", WV_OPTION_FLAG, NULL, "no slips of the finger and no short forms",
         &r.options.clean},
        {0, "templates", WV_OPTION_TEXT, "DIR", "folder of templates", &r.templates},
        {'o', "output", WV_OPTION_TEXT, "DIR", "folder to write the corpus and manifest.json to",
         &r.folder},
        {0},
    };
    const wv_command_line line = {
        "gen [--cases] --seed N --size N [--registers LIST] [--base-rate P] -o DIR",
        "Writes invented Dutch items or cases with ground truth. docs/lab.md says what is in them.",
        options};
    int done = wv_options_read(&line, &argc, argv);
    if (done >= 0) return done;
    if (argc > 1) return wv_options_usage(&line, "no operand expected, found '%s'", argv[1]);
    if (!r.folder) return wv_options_usage(&line, "say where to write: -o DIR");
    if (size < 1 || size > SIZE_MAX_RECORDS)
        return wv_options_usage(&line, "--size is 1 to %d", SIZE_MAX_RECORDS);
    if (!read_rate(rate, &r.options.base_rate))
        return wv_options_usage(&line, "--base-rate is a number from 0 to 1, not '%s'", rate);
    if (!read_registers(registers, &r.options.registers))
        return wv_options_usage(&line, "--registers is a list of formal,plain,chat,flemish");
    if (!read_twin(twin, &r))
        return wv_options_usage(&line, "--twin is person, spelling, diacritics or dialect, and "
                                       "goes with --cases");
    r.options.seed = (uint64_t)seed;
    r.size = (uint64_t)size;
    return run(&r);
}
