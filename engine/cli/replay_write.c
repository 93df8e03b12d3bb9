/* SPDX-License-Identifier: EUPL-1.2 */
/* replay_write.c: the lines of a replay that say something new, whole, for the review store.
 *
 * In: each line that the new pack wrote, kept in a file without a name; what of them differs. Out:
 * those lines with `"origin":"replay"` behind their type, in their order. Neighbours: replay.c.
 * Invariants: nothing else of a line changes, so ids and keys are those of a scan. What the store
 * takes together goes together: a line of a new pack makes stale what another pack said of that
 * record, so with one line of a record go its others (what the case says of "hij stond er weer" has
 * a line of its own), and with a line what revised it. Cost: a file as large as the output. */
#include "cli/replay.h"

#include "run/sink.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>

wv_rc wv_replay_lines_open(wv_replay_lines *l, wv_err *err)
{
    l->file = tmpfile();
    return l->file ? WV_OK : wv_err_set(err, WV_E_CREATE, "cannot make a file in TMPDIR");
}

void wv_replay_lines_close(wv_replay_lines *l)
{
    if (l->file) fclose(l->file);
    l->file = NULL;
}

wv_rc wv_replay_lines_keep(wv_replay_lines *l, wv_str line, wv_err *err)
{
    if (fwrite(line.p, 1, line.n, l->file) == line.n && putc('\n', l->file) != EOF) return WV_OK;
    return wv_err_set(err, WV_E_IO, "cannot keep what was found: %s", strerror(errno));
}

static bool has_bit(const uint8_t *bits, uint64_t at)
{
    return bits[at / 8] >> at % 8 & 1;
}

static void set_bit(uint8_t *bits, uint64_t at)
{
    bits[at / 8] |= (uint8_t)(1u << at % 8);
}

/* Which lines are wanted; bit by line, from 1. */
static uint8_t *lines_that_differ(const wv_standing *is)
{
    uint8_t *bits = wv_mem_new(is->lines / 8 + 1);
    uint8_t *records = wv_mem_new(is->records.count / 8 + 1); /* both are zeroed */
    if (!bits || !records) {
        wv_mem_free(bits), wv_mem_free(records);
        return NULL;
    }
    for (uint32_t i = 0; i < is->count; i++)
        if (is->items[i].differs) set_bit(records, is->items[i].record);
    for (uint32_t i = 0; i < is->count; i++)
        if (!is->items[i].gone && has_bit(records, is->items[i].record))
            set_bit(bits, is->items[i].line);
    for (uint32_t i = 0; i < is->revision_count; i++) {
        const uint32_t *of = wv_map_get(&is->by_id, is->revisions[i].of);
        if (of && has_bit(bits, is->items[*of].line)) set_bit(bits, is->revisions[i].line);
    }
    wv_mem_free(records);
    return bits;
}

/* scan writes `{"schema":"waakvlam/1","type":"flag",...`; the origin goes behind the type. A
 * revision has none: it is of a line. */
static bool put_line(wv_buf *out, const char *line, size_t n)
{
    static const wv_str revision = {"revision\"", 9};
    const char *type = strstr(line, "\"type\":\""), *end = type ? strchr(type + 8, '"') : NULL;
    if (!end) return false;
    if (wv_str_starts(wv_str_of(type + 8), revision)) {
        wv_buf_add(out, line, n);
        return !out->failed;
    }
    size_t head = (size_t)(end + 1 - line);
    wv_buf_add(out, line, head);
    wv_buf_text(out, ",\"origin\":\"replay\"");
    wv_buf_add(out, line + head, n - head);
    return !out->failed;
}

static wv_rc write_wanted(wv_replay_lines *l, const uint8_t *wanted, wv_sink *sink, wv_err *err)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    wv_buf out;
    wv_rc rc = WV_OK;
    wv_buf_init(&out);
    for (uint64_t at = 1; rc == WV_OK && (n = getline(&line, &room, l->file)) > 0; at++) {
        if (!has_bit(wanted, at)) continue;
        wv_buf_clear(&out);
        rc = put_line(&out, line, (size_t)n) ? wv_sink_write(sink, out.p, out.n, err)
                                             : wv_err_set(err, WV_E_NOMEM, "out of memory");
    }
    if (rc == WV_OK && ferror(l->file))
        rc = wv_err_set(err, WV_E_IO, "cannot read back what was found: %s", strerror(errno));
    wv_buf_done(&out);
    free(line); /* getline's own */
    return rc;
}

wv_rc wv_replay_lines_write(wv_replay_lines *l, const wv_standing *is, const char *path,
                            wv_err *err)
{
    wv_sink sink;
    uint8_t *wanted = lines_that_differ(is);
    if (!wanted) return wv_err_set(err, WV_E_NOMEM, "out of memory");
    rewind(l->file);
    wv_sink_init(&sink);
    wv_rc rc = wv_sink_open(&sink, path, 0600, err); /* there are texts in it */
    if (rc == WV_OK) rc = write_wanted(l, wanted, &sink, err);
    if (rc == WV_OK) rc = wv_sink_commit(&sink, err);
    wv_sink_close(&sink);
    wv_mem_free(wanted);
    return rc;
}
