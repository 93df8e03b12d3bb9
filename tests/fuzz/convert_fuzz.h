/* SPDX-License-Identifier: EUPL-1.2 */
/* convert_fuzz.h: any bytes as a file of one format. What must hold of every file: it comes to an
 * end; each item's bytes lie in the file; each record is a line that our own reader takes; a dead
 * letter has a reason. One input lives in a file without a name, and is written anew each time. */
#ifndef WV_TESTS_CONVERT_FUZZ_H
#define WV_TESTS_CONVERT_FUZZ_H

#include "convert/formats.h"
#include "read/reader.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static wv_tz g_zone;
static wv_reader g_reader;
static int g_fd = -1;

static void fuzz_begin(void)
{
    if (g_fd >= 0) return;
    g_fd = memfd_create("fuzz", 0);
    if (wv_tz_open("Europe/Amsterdam", &g_zone, NULL)) abort();
    wv_reader_init(&g_reader, &(wv_reader_options){.zone = &g_zone});
}

static void fuzz_item(const wv_convert_format *format, const wv_convert_input *in,
                      const wv_convert_options *options, const wv_converted *item)
{
    wv_record record;
    wv_dead dead = {0};
    wv_buf line;
    if (!item->part.n && (item->byte_start > item->byte_end || item->byte_end > in->bytes)) abort();
    if (item->kind == WV_CONVERTED_DEAD) {
        if (!item->dead_reason || !item->dead_message) abort();
        return;
    }
    wv_buf_init(&line);
    wv_convert_write(&line, format, in, options, item);
    wv_str s = {line.p, (uint32_t)line.n - 1};
    if (line.failed || wv_reader_record(&g_reader, s, &record, &dead) != WV_OK) abort();
    wv_reader_reset(&g_reader);
    wv_buf_done(&line);
}

/* Every byte is in at most one item that has text of a file of lines; the others may share. */
static int fuzz_file(const wv_convert_format *format, const wv_convert_map *map,
                     const uint8_t *bytes, size_t n)
{
    fuzz_begin();
    if (ftruncate(g_fd, 0) != 0 || pwrite(g_fd, bytes, n, 0) != (ssize_t)n) abort();
    wv_convert_account account;
    wv_convert_account_init(&account);
    wv_convert_input in = {.path = "x", .fd = g_fd, .bytes = n, .sha256 = "0",
                           .head = {(const char *)bytes, (uint32_t)n}};
    wv_convert_options options = {.zone = &g_zone, .zone_name = "Europe/Amsterdam", .map = map,
                                  .self = WV_STR("A"), .account = &account};
    wv_convert_seen seen = {0};
    wv_converted item;
    wv_err err;
    void *reader = NULL;
    format->detect(&in, &seen);
    uint64_t items = 0;
    wv_rc rc = format->open(&in, &options, &reader, &err);
    while (rc == WV_OK && (rc = format->next(reader, &item, &err)) == WV_OK) {
        wv_convert_account_item(&account, &item);
        fuzz_item(format, &in, &options, &item);
        if (++items > n + 16) abort();
    }
    format->close(reader);
    wv_convert_account_done(&account);
    return 0;
}

#endif
